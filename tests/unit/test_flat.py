"""Flat mappings: what stands for each kind of value, and that JSON says the same."""

from __future__ import annotations

import json
import math
from base64 import b64encode

import pytest

from findscu.flat import flat_dict, format_flat_dataset, format_flat_member, frame_flat_member, parse_number
from findscu.identifier import EXPLICIT_LE, Columns, DataSet, Element, encode_dataset

ITEM = DataSet([Element(0x00080060, "CS", ["CT"])])


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (Element(0x00100010, "PN", ["Yamada^Tarou=山田^太郎"]), {"PatientName": "Yamada^Tarou=山田^太郎"}),
        (Element(0x00100020, "LO"), {"PatientID": None}),
        (Element(0x00080020, "DA", ["20260131"]), {"StudyDate": "20260131"}),
        (Element(0x00201208, "IS", ["+012"]), {"NumberOfStudyRelatedInstances": 12}),
        (Element(0x00201208, "IS", ["twelve"]), {"NumberOfStudyRelatedInstances": "twelve"}),
        (Element(0x00101030, "DS", ["72.50"]), {"PatientWeight": 72.5}),
        (Element(0x00280010, "US", [512]), {"Rows": 512}),
        (Element(0x00080061, "CS", ["CT"]), {"ModalitiesInStudy": ["CT"]}),
        (Element(0x00080061, "CS", ["CT", "", "MR"]), {"ModalitiesInStudy": ["CT", None, "MR"]}),
        (Element(0x00080061, "CS"), {"ModalitiesInStudy": []}),
        (Element(0x00100020, "LO", ["1", "2"]), {"PatientID": ["1", "2"]}),
        (Element(0x00200032, "DS", ["1", "-2.5", "x"]), {"ImagePositionPatient": [1, -2.5, "x"]}),
        (Element(0x00280009, "AT", [0x00181063]), {"FrameIncrementPointer": ["(0018,1063)"]}),
        (Element(0x00400100, "SQ", [ITEM]), {"ScheduledProcedureStepSequence": [{"Modality": "CT"}]}),
        (Element(0x00400100, "SQ"), {"ScheduledProcedureStepSequence": []}),
        (Element(0x00080005, "CS", ["ISO_IR 192"]), {}),
        (Element(0x00100000, "UL", [10]), {}),
        (Element(0x00291001, "LO", ["private"]), {"(0029,1001)": "private"}),
        (Element(0x60020010, "US", [64]), {"(6002,0010)": 64}),
    ],
)
def test_what_stands_for_a_value(element: Element, expected: dict[str, object]) -> None:
    dataset = DataSet([element])
    assert flat_dict(dataset) == expected
    assert json.loads(format_flat_dataset(dataset)) == expected


def test_bytes() -> None:
    element = Element(0x00091001, "UN", [b"\x00\xff"])
    assert flat_dict(DataSet([element])) == {"(0009,1001)": b"\x00\xff"}
    assert format_flat_member(element) == f'"(0009,1001)":"{b64encode(bytes((0, 255))).decode()}"'


def test_numbers_that_json_has_not() -> None:
    dataset = DataSet([Element(0x00720074, "FD", [math.inf])])
    assert flat_dict(dataset) == {"SelectorFDValue": [math.inf]}
    assert json.loads(format_flat_dataset(dataset)) == {"SelectorFDValue": ["Infinity"]}


def test_attributes_ascend() -> None:
    dataset = DataSet([Element(0x00100020, "LO", ["1"]), Element(0x00080020, "DA", ["20260131"])])
    assert list(flat_dict(dataset)) == ["StudyDate", "PatientID"]


@pytest.mark.parametrize(
    ("vr", "text", "number"),
    [
        ("IS", "-0", 0),
        ("IS", "1.0", 1),
        ("IS", "1.5", None),
        ("IS", "1e3", 1000),
        ("IS", "1_000", None),
        ("IS", "٣", None),
        ("IS", "9" * 33, None),
        ("DS", "1E-3", 0.001),
        ("DS", "1e999", None),
        ("DS", "nan", None),
        ("DS", "-", None),
        ("DS", "", None),
    ],
)
def test_numbers_in_text(vr: str, text: str, number: float | None) -> None:
    assert parse_number(vr, text) == number


def test_the_frame_is_what_the_member_has_around_it() -> None:
    """`Columns` puts plain values into the frame: the walk says the same as member by member."""
    dataset = DataSet(
        [
            Element(0x00080005, "CS", ["ISO_IR 192"]),
            Element(0x00080020, "DA", ["20260131"]),
            Element(0x00080061, "CS", ["CT"]),
            Element(0x00100010, "PN", ["Doe^Jane"]),
            Element(0x00201208, "IS", ["12"]),
            Element(0x00291001, "LO", ["private"]),
        ]
    )
    walk = Columns(EXPLICIT_LE, format_flat_member, frame_flat_member).walk
    assert walk(encode_dataset(dataset, EXPLICIT_LE)) == [format_flat_member(element) for element in dataset.values()]
