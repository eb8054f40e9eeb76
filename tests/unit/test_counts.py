"""Counts by value: expected lines typed by hand, and read back by other readers."""

from __future__ import annotations

import csv
import io
import json

import pytest

from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match, Outcome
from findscu.output import counts
from findscu.output.counts import CountByWriter
from findscu.output.screen import Screen
from findscu.query import build_query

MODALITIES, SEX, DATE = 0x00080061, 0x00100040, 0x00080020
QUERY = build_query(model="study", keys=["QueryRetrieveLevel=STUDY", "ModalitiesInStudy", "PatientSex", "StudyDate"])


def match(*modalities: str, sex: str = "", date: str = "20260131") -> Match:
    elements = [
        Element(DATE, "DA", [date]),
        Element(MODALITIES, "CS", list(modalities)),
        Element(SEX, "CS", [sex] if sex else []),
    ]
    return Match(encode_dataset(DataSet(elements), EXPLICIT_LE), EXPLICIT_LE)


MATCHES = [match("MR"), match("CT", sex="F"), match("CT", "SR"), match("CT"), match(), match("CT", sex="F")]


def counted(name: str, *keys: str, screen: Screen | None = None, is_sorted: bool = False) -> str:
    writer = CountByWriter([QUERY], keys or ["ModalitiesInStudy"], name, screen, is_sorted=is_sorted)
    begun = writer.begin(QUERY) + writer.block(MATCHES[:2]) + writer.block(MATCHES[2:]) + writer.end(Outcome())
    assert begun == b""
    return writer.close().decode()


def test_the_most_frequent_first_and_then_the_first_that_came() -> None:
    assert counted("text") == "3\tCT\n1\tMR\n1\tCT\\SR\n1\t(empty)\n"


def test_sorted_matches_stay_in_their_order() -> None:
    assert counted("text", is_sorted=True) == "1\tMR\n3\tCT\n1\tCT\\SR\n1\t(empty)\n"


def test_several_keys_count_combinations() -> None:
    assert counted("text", "ModalitiesInStudy", "PatientSex").splitlines()[0] == "2\tCT\tF"


def test_csv_and_tsv() -> None:
    rows = list(csv.reader(io.StringIO(counted("csv", "ModalitiesInStudy", "PatientSex"))))
    assert rows[:3] == [["ModalitiesInStudy", "PatientSex", "count"], ["CT", "F", "2"], ["MR", "", "1"]]
    assert counted("tsv").splitlines()[:2] == ["ModalitiesInStudy\tcount", "CT\t3"]


def test_json() -> None:
    objects = [json.loads(line) for line in counted("jsonl").splitlines()]
    assert objects[0] == {"ModalitiesInStudy": "CT", "count": 3}
    assert json.loads(counted("json")) == objects


def test_bars_on_a_terminal() -> None:
    assert counted("table", screen=Screen(30, is_terminal=True)).splitlines() == [
        "Mod",
        "CT       3  ██████████████████",
        "MR       1  ██████",
        "CT\\SR    1  ██████",
        "(empty)  1  ██████",
    ]


def test_bars_have_eighths_and_dates_are_readable() -> None:
    writer = CountByWriter([QUERY], ["StudyDate"], "table", Screen(28, has_colour=True, is_terminal=True))
    writer.block([match(date="20260131")] * 8 + [match(date="20260201")])
    assert writer.close().decode().splitlines() == [
        "\x1b[1mDate\x1b[0m",
        "2026-01-31  8  \x1b[36m█████████████\x1b[0m",
        "2026-02-01  1  \x1b[36m█▋\x1b[0m",
    ]


@pytest.mark.parametrize(
    ("name", "screen", "nothing"),
    [
        ("text", Screen(), ""),
        ("table", Screen(80, is_terminal=True), "no matches\n"),
        ("csv", Screen(), "ModalitiesInStudy,count\n"),
        ("jsonl", Screen(), ""),
        ("json", Screen(), "[]\n"),
    ],
)
def test_without_matches(name: str, screen: Screen, nothing: str) -> None:
    assert CountByWriter([QUERY], ["ModalitiesInStudy"], name, screen).close().decode() == nothing


def test_formulas_are_defused_in_csv_only() -> None:
    writer = CountByWriter([QUERY], ["ModalitiesInStudy"], "csv")
    writer.block([match("=A1")])
    assert writer.close().decode().splitlines()[1] == "'=A1,1"


def test_a_broken_match_is_noted() -> None:
    writer = CountByWriter([QUERY], ["ModalitiesInStudy"], "text")
    writer.block([Match(MATCHES[0].raw[:-1], EXPLICIT_LE)])
    assert (writer.unread_count, writer.close()) == (1, b"")


def test_what_it_holds_is_bounded_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MAX_HELD_LENGTH", 1 << 20)
    writer = CountByWriter([QUERY], ["ModalitiesInStudy"], "text")
    writer.block([match(f"A{number}") for number in range(10_000)] + [match("A0")])
    first, second, *_ = lines = writer.close().decode().splitlines()
    assert len(lines) < 5000
    assert first == f"{10_001 - len(lines)}\t(others)"
    assert second == "2\tA0"
    assert writer.remarks == ["--count-by holds 1 MiB of different values, and more came: those are counted together"]
