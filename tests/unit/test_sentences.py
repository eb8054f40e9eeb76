"""What native says of outcomes, errors and times: sentences typed by hand."""

from __future__ import annotations

import pytest

from findscu.cli.exit_codes import code_of_outcome
from findscu.cli.sentences import (
    LONGEST_COMMENT,
    MOST_NAMED_TAGS,
    format_query,
    format_seconds,
    format_times,
    name_counted,
    sentence_of,
    title_of,
    why_it_ended,
)
from findscu.errors import ConnectionLost, StatusError
from findscu.matches import Outcome
from findscu.query import build_query
from findscu.status import status_of


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0123, "12 ms"), (0.9994, "999 ms"), (1.0, "1.00 s"), (75.5, "75.50 s")]
)
def test_times(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


def test_how_often() -> None:
    assert [format_times(count) for count in (1, 2)] == ["once", "2 times"]


def test_titles() -> None:
    assert title_of("1.2.840.10008.1.1") == "Verification"
    assert title_of("1.2.840.10008.5.1.4.31").startswith("Modality Worklist")


def test_not_more_attributes_than_fit_on_a_line() -> None:
    tags = dict.fromkeys(range(0x00100010, 0x00100010 + MOST_NAMED_TAGS + 1), 1)
    text = name_counted(tags)
    assert text.startswith("(0010,0010) PatientName, ")
    assert text.endswith(", ...")
    assert text.count("(0010,") == MOST_NAMED_TAGS


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(status=status_of(0x0000), is_complete=True), 0),
        (Outcome(status=status_of(0xFE00), was_cancelled=True), 0),
        (Outcome(status=status_of(0xFE00)), 6),
        (Outcome(is_limited=True), 0),
        (Outcome(), 4),
        (Outcome(error=ConnectionLost("the connection was lost")), 4),
    ],
)
def test_exit_codes_of_outcomes(outcome: Outcome, code: int) -> None:
    assert code_of_outcome(outcome) == code


def test_why_a_query_ended() -> None:
    assert why_it_ended(Outcome()) == "interrupted"
    assert why_it_ended(Outcome(status=status_of(0xB001))).startswith("the peer ended the query with 0xB001")


def test_the_comment_of_a_peer_is_cut() -> None:
    error = StatusError("no", status=status_of(0xC001), error_comment="x" * 9000, offending_elements=(0x00100010,))
    text = sentence_of(error)
    assert f"{'x' * LONGEST_COMMENT}..." in text
    assert text.endswith("; offending: (0010,0010) PatientName")
    assert len(text) < LONGEST_COMMENT + 100


def test_a_query_is_shown_as_it_is_sent() -> None:
    text = format_query(build_query(model="study", keys=["PatientName=DOE*", "StudyDate=20260101-"], ask_charset=False))
    assert text == (
        "(0008,0020) DA StudyDate                           20260101-\n"
        "(0010,0010) PN PatientName                         DOE*\n"
    )
