"""Matches as a table for notebooks: bounded, escaped, with a line that says what is missing."""

from __future__ import annotations

import re
from struct import pack

import pytest

from findscu.errors import ResponseTimeout
from findscu.html import MAX_COLUMN_COUNT, MAX_ROW_COUNT, describe, table_of
from findscu.identifier import IMPLICIT_LE
from findscu.matches import Match, Outcome
from findscu.query import build_query
from findscu.status import status_of


def match(name: bytes) -> Match:
    """(0010,0010) Patient's Name in Implicit VR Little Endian."""
    name += b" " * (len(name) % 2)
    return Match(pack("<HHI", 0x0010, 0x0010, len(name)) + name, IMPLICIT_LE)


QUERY = build_query(PatientName="", PatientID="")


def rows(shown: str) -> list[list[str]]:
    return [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", shown)[1:]]


def test_a_column_for_each_key_and_a_row_for_each_match():
    shown = table_of(QUERY, [match(b"Doe^Jane"), match(b"")], "2 matches")
    assert "<th>PatientName</th><th>PatientID</th>" in shown
    assert rows(shown) == [["Doe^Jane", ""], ["", ""]]
    assert shown.endswith("<p>2 matches</p>")


def test_there_are_bounds_on_all_sides():
    keywords = ["StudyDate", "StudyTime", "AccessionNumber", "Modality", "StudyDescription", "PatientID", "PatientName"]
    query = build_query(keys=[*keywords, *(f"OtherPatientIDsSequence[0].{keyword}" for keyword in keywords)])
    query = build_query(dataset=query.identifier, keys=["PatientAge", "PatientSize", "PatientWeight", "StudyID"])
    shown = table_of(query, [match(b"x" * 64 * 1024)] * 50, "")
    assert shown.count("<th>") == MAX_COLUMN_COUNT
    assert len(rows(shown)) == MAX_ROW_COUNT
    assert "; 2 more columns are not shown" in shown
    assert len(shown) < 10_000


def test_nothing_is_taken_for_markup():
    shown = table_of(QUERY, [match(b"<img src=x onerror=alert(1)>&amp;\"'\x1b\xe2\x80\xae")], "<b>")
    assert "<img" not in shown and "<b>" not in shown and "\x1b" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;amp;&quot;&#x27;&lt;ESC&gt;" in shown


@pytest.mark.parametrize(
    ("outcome", "how", "line"),
    [
        (Outcome(match_count=1, is_complete=True), {}, "1 match, complete"),
        (
            Outcome(match_count=30),
            {"unread_count": 30, "is_over": False},
            "30 matches so far, the first 20 are ",
        ),
        (
            Outcome(match_count=30, is_complete=True),
            {"unread_count": 25},
            "30 matches, 5 of them taken before, the ",
        ),
        (Outcome(match_count=9, is_limited=True), {"unread_count": 9}, "9 matches, incomplete: ended by the limit"),
        (Outcome(match_count=9, was_cancelled=True), {"unread_count": 9}, "9 matches, incomplete: cancelled"),
        (Outcome(match_count=9, status=status_of(0xB001)), {"unread_count": 9}, "incomplete: the peer ended the list "),
        (Outcome(error=ResponseTimeout("no response within 3 s")), {}, "0 matches, incomplete: no response within 3 s"),
    ],
)
def test_the_line_below(outcome, how, line):
    said = describe(outcome, **{"unread_count": outcome.match_count, "is_over": True, **how})
    assert line in said
