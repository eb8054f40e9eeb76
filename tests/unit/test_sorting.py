"""The order of matches by the values of their VRs: expected orders typed by hand."""

from __future__ import annotations

import pytest

from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.output.sorting import in_order
from findscu.tabular import Column

TAGS = {"IS": 0x00200013, "DS": 0x00101030, "DA": 0x00080020, "TM": 0x00080030, "PN": 0x00100010, "UI": 0x0020000D}
TAGS |= {"LO": 0x00100020, "DT": 0x00404005, "FD": 0x00189087, "CS": 0x00080060}


def column(vr: str) -> Column:
    return Column((TAGS[vr],), vr, vr)


def match(**values: object) -> Match:
    elements = [Element(TAGS[vr], vr, [value]) for vr, value in values.items()]
    return Match(encode_dataset(DataSet(sorted(elements, key=lambda one: one.tag)), EXPLICIT_LE), EXPLICIT_LE)


def sorted_values(vr: str, *values: object, falls: bool = False) -> list[str]:
    matches = [match(**{vr: value}) for value in values]
    return [one.dataset.text_of(TAGS[vr]) for one in in_order(matches, [column(vr)], [falls])]


@pytest.mark.parametrize(
    ("vr", "values"),
    [
        ("IS", ["-5", "2", "10", "1e", ""]),
        ("DS", ["-1.5", "0", "9", "10.25", "x", ""]),
        ("DA", ["19991231", "2001.01.02", "20260101", "unknown", ""]),
        ("TM", ["0800", "09:30", "093001", "1000", ""]),
        ("DT", ["2025", "20260101", "202601010800+0100", "x", ""]),
        ("PN", ["doe^adam", "Doe^Jane", "DOE JR^A", "Doet^A", ""]),
        ("UI", ["1.2.9", "1.2.10", "1.10.1", "1.x", ""]),
        ("LO", ["a1", "A2", "b", ""]),
    ],
)
def test_ascending_and_descending(vr: str, values: list[str]) -> None:
    assert sorted_values(vr, *reversed(values)) == values
    odd = {"1e", "x", "unknown", "1.x"} & set(values)
    good = [value for value in values if value and value not in odd]
    assert sorted_values(vr, *values, falls=True) == [*reversed(good), *odd, ""]


def test_binary_numbers() -> None:
    assert sorted_values("FD", 10.5, float("nan"), 2.0) == ["2.0", "10.5", "nan"]


def test_the_first_column_counts_most_and_the_rest_stays_as_it_came() -> None:
    rows = [("B", "2", "1"), ("A", "1", "2"), ("B", "1", "3"), ("A", "1", "4")]
    matches = [match(CS=name, IS=number, LO=place) for name, number, place in rows]
    ordered = in_order(matches, [column("CS"), column("IS")], [True, False])
    assert [one.PatientID for one in ordered] == ["3", "1", "2", "4"]


def test_a_match_that_cannot_be_read_comes_last() -> None:
    broken, good = Match(b"\x10\x00\x10\x00PN\x08\x00Doe", EXPLICIT_LE), match(LO="1")
    assert in_order([broken, good], [column("LO")], [False]) == [good, broken]
