"""The JSON formats, read back by the standard library and compared with pydicom's own DICOM JSON."""

from __future__ import annotations

import json

import pytest

from findscu.flat import format_flat_dataset
from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match, Outcome
from findscu.output import writer_for


def match(*elements: Element) -> Match:
    return Match(encode_dataset(DataSet(elements), EXPLICIT_LE), EXPLICIT_LE)


NAME = match(Element(0x00100010, "PN", ["Doe^Jane"]))
NUMBER = match(Element(0x00100020, "LO", ["47-11"]), Element(0x00280010, "US", [512]))


def written(name: str, *blocks: list[Match]) -> str:
    writer = writer_for(name, [None])  # type: ignore[list-item]
    pieces = [writer.begin(None), *map(writer.block, blocks), writer.end(Outcome()), writer.close()]  # type: ignore[arg-type]
    return b"".join(pieces).decode()


def test_jsonl_is_an_object_a_line() -> None:
    lines = written("jsonl", [NAME, NUMBER], [NAME]).splitlines()
    assert lines[0] == lines[2] == '{"00100010":{"vr":"PN","Value":[{"Alphabetic":"Doe^Jane"}]}}'
    assert json.loads(lines[1]) == {
        "00100020": {"vr": "LO", "Value": ["47-11"]},
        "00280010": {"vr": "US", "Value": [512]},
    }
    assert written("jsonl") == ""


@pytest.mark.parametrize("blocks", [[], [[NAME]], [[NAME, NUMBER], [NAME]]])
def test_json_is_an_array_of_the_same_objects(blocks: list[list[Match]]) -> None:
    array = json.loads(written("json", *blocks))
    assert array == [json.loads(line) for line in written("jsonl", *blocks).splitlines()]


def test_the_array_is_closed_without_an_end() -> None:
    writer = writer_for("json", [None])  # type: ignore[list-item]
    assert json.loads(writer.block([NAME]) + writer.close()) == [json.loads(NAME.to_json())]
    assert writer_for("json", []).close() == b"[]\n"


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_broken_match_is_left_out_and_noted(name: str) -> None:
    writer = writer_for(name, [None])  # type: ignore[list-item]
    text = writer.block([Match(NAME.raw[:-1], EXPLICIT_LE), NAME]) + writer.close()
    assert text.count(b"Doe^Jane") == 1
    assert [number for number, _ in writer.unread] == [1]


@pytest.mark.parametrize("is_flat", [False, True])
@pytest.mark.parametrize(
    "harmful",
    ["\x1b[2J", "\x07", "\x7f", "\x9b31m", "\x85", "\u2028", "\u202e", "\u2066", "\u200f", "\u061c", "\ufeff"],
)
def test_nothing_moves_a_cursor(harmful: str, is_flat: bool) -> None:
    """C0, DEL, C1, line separators, directions of writing, a byte order mark: escaped, and the same when parsed."""
    utf_8 = Element(0x00080005, "CS", ["ISO_IR 192"])
    writer = writer_for("jsonl", [], is_flat=is_flat)
    line = writer.block([match(utf_8, Element(0x00100010, "PN", [f"山田{harmful}^ü"]))]).decode()
    assert harmful not in line
    assert "山田" in line
    value = json.loads(line)["PatientName" if is_flat else "00100010"]
    assert (value if is_flat else value["Value"][0]["Alphabetic"]) == f"山田{harmful}^ü"


def test_flat_objects() -> None:
    writer = writer_for("json", [], is_flat=True)
    array = json.loads(writer.block([NAME, NUMBER]) + writer.close())
    assert array == [{"PatientName": "Doe^Jane"}, {"PatientID": "47-11", "Rows": 512}]


@pytest.mark.parametrize("is_flat", [False, True])
def test_the_fast_walk_is_the_slow_one(is_flat: bool) -> None:
    item = DataSet([Element(0x00080060, "CS", ["CT"]), Element(0x00400002, "DA", ["20260131"])])
    nested = match(
        Element(0x00080005, "CS", ["ISO_IR 192"]),
        Element(0x00100010, "PN", ["山田^太郎"]),
        Element(0x00400100, "SQ", [item, DataSet(), DataSet([Element(0x00400008, "SQ", [item])])]),
        Element(0x00400275, "SQ"),
    )
    slowly = format_flat_dataset(nested.dataset) if is_flat else nested.to_json()
    writer = writer_for("jsonl", [], is_flat=is_flat)
    assert writer.block([nested, nested]).decode().splitlines() == [slowly, slowly]


def test_json_of_an_empty_match() -> None:
    assert written("jsonl", [match()]) == "{}\n"
