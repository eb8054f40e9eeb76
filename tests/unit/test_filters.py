"""Filters: what they let through, hold and drop, and what they tell."""

from __future__ import annotations

import pytest

from findscu.identifier import DEFLATED_LE, EXPLICIT_LE, IMPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.output import filters
from findscu.output.filters import Chain, Filter, Note, Project, Sort, Unique
from findscu.query import build_query
from findscu.tabular import Column, columns_of

NAME, ID, DATE, STEP, MODALITY = 0x00100010, 0x00100020, 0x00080020, 0x00400100, 0x00080060
BROKEN = Match(b"\x10\x00\x10\x00PN\x08\x00Doe", EXPLICIT_LE)


def match(name: str = "", identity: str = "", date: str = "") -> Match:
    elements = [Element(DATE, "DA", [date]), Element(NAME, "PN", [name]), Element(ID, "LO", [identity])]
    return Match(encode_dataset(DataSet(elements), EXPLICIT_LE), EXPLICIT_LE)


def columns(*words: str) -> tuple[Column, ...]:
    return columns_of([], words)


def test_the_base_lets_everything_through() -> None:
    base, one = Filter(), match()
    base.begin(build_query(keys=["PatientName"]))
    assert base.block([one]) == [one]
    assert list(base.rest()) == []
    assert base.notes() == []


class TestUnique:
    def test_the_first_of_the_same_stays_whatever_the_block(self) -> None:
        unique = Unique(columns("PatientID", "PatientName"))
        first, other, again = match("Doe", "1"), match("Doe", "2"), match("Doe", "1", "20260101")
        assert unique.block([first, other]) == [first, other]
        assert unique.block([again]) == []
        assert unique.notes() == [Note("1 match dropped by --unique", is_expected=True)]

    def test_what_has_no_value_is_not_the_same(self) -> None:
        blocks = [match(), match(), Match(b"", EXPLICIT_LE)]
        assert Unique(columns("PatientID", "PatientName")).block(blocks) == blocks

    def test_broken_matches_pass(self) -> None:
        assert Unique(columns("PatientID")).block([BROKEN, BROKEN]) == [BROKEN, BROKEN]

    def test_what_it_remembers_is_bounded_and_told_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filters, "MAX_HELD_LENGTH", 1 << 20)
        unique = Unique(columns("PatientID"))
        for number in range(10_000):
            unique.block([match(identity=str(number))])
        assert len(unique._seen) < 5000
        assert unique.notes()[-1].is_failure
        assert unique.notes()[-1].message.startswith("--unique remembers 1 MiB of values")


class TestSort:
    def test_matches_are_held_and_returned_in_order(self) -> None:
        sort = Sort(columns("PatientName"), [False])
        b, a = match("B"), match("A")
        assert list(sort.block([b])) == list(sort.block([a])) == []
        assert sort.rest() == [a, b]
        assert list(sort.rest()) == []
        assert sort.notes() == []

    def test_what_it_holds_is_bounded_and_told_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filters, "MAX_HELD_LENGTH", 1 << 20)
        sort, returned, most = Sort(columns("PatientID"), [False]), [], 0
        for number in range(10_000):
            returned += sort.block([match(identity=str(number))])
            most = max(most, len(sort._held))
        assert most < 5000
        assert len([*returned, *sort.rest()]) == 10_000
        assert [note.is_failure for note in sort.notes()] == [True]

    def test_broken_matches_come_last(self) -> None:
        sort, good = Sort(columns("PatientName"), [True]), match("A")
        sort.block([BROKEN, good])
        assert sort.rest() == [good, BROKEN]


class TestProject:
    @pytest.mark.parametrize("syntax", [EXPLICIT_LE, IMPLICIT_LE, DEFLATED_LE])
    def test_only_what_is_chosen_and_the_character_set_stay(self, syntax) -> None:
        step = DataSet([Element(MODALITY, "CS", ["CT"]), Element(0x00400002, "DA", ["20260101"])])
        whole = DataSet(
            [
                Element(0x00080005, "CS", ["ISO 2022 IR 6", "ISO 2022 IR 87"]),
                Element(NAME, "PN", ["Yamada^Tarou=山田^太郎"]),
                Element(ID, "LO", ["4711"]),
                Element(STEP, "SQ", [step, step]),
            ]
        )
        project = Project(columns("PatientName", "ScheduledProcedureStepSequence.Modality", "PatientSex"))
        (kept,) = project.block([Match(encode_dataset(whole, syntax), syntax, 0xFF01)])
        assert kept.status == 0xFF01
        assert list(kept.dataset) == [0x00080005, NAME, STEP]
        assert kept.PatientName == "Yamada^Tarou=山田^太郎"
        assert [list(item) for item in kept.dataset[STEP].items] == [[MODALITY], [MODALITY]]

    def test_a_whole_sequence_stays_whole(self) -> None:
        step = DataSet([Element(MODALITY, "CS", ["CT"])])
        whole = DataSet([Element(STEP, "SQ", [step])])
        (kept,) = Project(columns("(0040,0100)")).block([Match(encode_dataset(whole, EXPLICIT_LE), EXPLICIT_LE)])
        assert kept.dataset == whole

    def test_wrong_bytes_stay_wrong(self) -> None:
        raw = b"\x10\x00\x10\x00PN\x04\x00\xe9\xe8\xe9 "
        (kept,) = Project(columns("PatientName")).block([Match(raw, EXPLICIT_LE)])
        assert kept.raw == raw

    def test_broken_matches_pass(self) -> None:
        assert Project(columns("PatientName")).block([BROKEN]) == [BROKEN]


def test_a_chain_hands_what_each_holds_to_the_next() -> None:
    b, a, again = match("B", "1"), match("A", "2"), match("A", "2", "20260101")
    chain = Chain([Sort(columns("PatientName"), [False]), Unique(columns("PatientID"))])
    chain.begin(build_query(keys=["PatientName"]))
    assert list(chain.block([b, a, again])) == []
    assert chain.rest() == [a, b]
    assert [note.message for note in chain.notes()] == ["1 match dropped by --unique"]
