"""The JSON formats, read back by the standard library and compared with pydicom's own DICOM JSON."""

from __future__ import annotations

import json

import pytest

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


def test_json_of_an_empty_match() -> None:
    assert written("jsonl", [match()]) == "{}\n"
