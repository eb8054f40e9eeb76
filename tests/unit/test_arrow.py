"""Arrow tables: the type of each column, what stands in it, and that nothing a peer sends breaks the schema."""

from __future__ import annotations

import json
import sys
from datetime import date, time

import pyarrow as pa
import pytest

from findscu.arrow import BATCH_ROW_COUNT, schema_of, stream_of
from findscu.errors import DecodeError, MissingExtra
from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.query import Query, build_query
from findscu.tabular import columns_of


def query(*keys: str) -> Query:
    return build_query(model="study", keys=keys)


def match(*elements: Element) -> Match:
    dataset = DataSet([Element(0x00080005, "CS", ["ISO_IR 192"]), *elements])
    return Match(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE)


def value_of(key: str, *elements: Element) -> object:
    """Return what stands in the column of a key for a match of these elements."""
    (row,) = stream_of([query(key)], [[match(*elements)]]).read_all().to_pylist()
    return next(iter(row.values()))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("PatientName", pa.string()),
        ("StudyDate", pa.date32()),
        ("StudyTime", pa.time64("us")),
        ("ScheduledProcedureStepStartDateTime", pa.string()),
        ("NumberOfStudyRelatedInstances", pa.int64()),
        ("PatientWeight", pa.float64()),
        ("Rows", pa.int64()),
        ("SelectorUVValue", pa.list_(pa.uint64())),
        ("ModalitiesInStudy", pa.list_(pa.string())),
        ("ImagePositionPatient", pa.list_(pa.float64())),
        ("EncapsulatedDocument", pa.binary()),
        ("(0029,1001)", pa.string()),
        ("(0029,1001):DS", pa.float64()),
        ("RequestAttributesSequence", pa.list_(pa.string())),
        ("RequestAttributesSequence.ScheduledProcedureStepID", pa.list_(pa.string())),
        ("ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate", pa.date32()),
        ("ScheduledProcedureStepSequence.ScheduledProtocolCodeSequence.CodeValue", pa.list_(pa.string())),
        ("RequestedProcedureCodeSequence.CodeValue", pa.string()),
    ],
)
def test_types(key: str, expected: pa.DataType) -> None:
    schema = schema_of([query(key)])
    assert schema.names == [key.partition(":")[0], "dicom_json"]
    assert schema.types == [expected, pa.string()]


@pytest.mark.parametrize(
    ("key", "element", "expected"),
    [
        ("StudyDate", Element(0x00080020, "DA", ["20260131"]), date(2026, 1, 31)),
        ("StudyDate", Element(0x00080020, "DA", ["2026.01.31"]), None),
        ("StudyDate", Element(0x00080020, "DA", ["00000101"]), None),
        ("StudyDate", Element(0x00080020, "DA", ["20260131", "20260201"]), None),
        ("StudyDate", Element(0x00080020, "DA"), None),
        ("StudyTime", Element(0x00080030, "TM", ["101502.5"]), time(10, 15, 2, 500000)),
        ("StudyTime", Element(0x00080030, "TM", ["10"]), time(10)),
        ("StudyTime", Element(0x00080030, "TM", ["235960"]), None),
        ("NumberOfStudyRelatedInstances", Element(0x00201208, "IS", ["+12"]), 12),
        ("NumberOfStudyRelatedInstances", Element(0x00201208, "IS", ["many"]), None),
        ("NumberOfStudyRelatedInstances", Element(0x00201208, "IS", ["9" * 20]), None),
        ("NumberOfStudyRelatedInstances", Element(0x00201208, "US", [12]), 12),
        ("NumberOfStudyRelatedInstances", Element(0x00201208, "OB", [b"\x0c\x00"]), None),
        ("PatientWeight", Element(0x00101030, "DS", ["72.50"]), 72.5),
        ("PatientWeight", Element(0x00101030, "IS", ["72"]), 72.0),
        ("PatientID", Element(0x00100020, "LO", ["1", "", "2"]), "1\\\\2"),
        ("PatientID", Element(0x00100020, "US", [7]), "7"),
        ("PatientID", Element(0x00100020, "UT", ["long"]), "long"),
        ("ModalitiesInStudy", Element(0x00080061, "CS", ["CT", "", "MR"]), ["CT", None, "MR"]),
        ("ModalitiesInStudy", Element(0x00080061, "CS"), []),
        ("ImagePositionPatient", Element(0x00200032, "DS", ["1", "x"]), [1.0, None]),
        ("SelectorUVValue", Element(0x00720083, "UV", [2**64 - 1]), [2**64 - 1]),
        ("FrameIncrementPointer", Element(0x00280009, "AT", [0x00181063]), ["(0018,1063)"]),
        ("(0029,1001)", Element(0x00291001, "UN", [b"\x00\xff"]), "00ff"),
        ("(0029,1001)", Element(0x00291001, "LO", ["text"]), "text"),
        ("EncapsulatedDocument", Element(0x00420011, "OB", [b"%PDF"]), b"%PDF"),
    ],
)
def test_values(key: str, element: Element, expected: object) -> None:
    assert value_of(key, element) == expected


def items(*codes: str) -> Element:
    return Element(0x00400275, "SQ", [DataSet([Element(0x00400009, "SH", [code])]) for code in codes])


def test_values_in_items() -> None:
    assert value_of("RequestAttributesSequence.ScheduledProcedureStepID", items("A", "B")) == ["A", "B"]
    assert value_of("RequestAttributesSequence.ScheduledProcedureStepID", items()) is None
    assert value_of("RequestAttributesSequence", items("A")) == ['{"ScheduledProcedureStepID":"A"}']


def test_more_items_than_there_may_be() -> None:
    """PS3.4 Table K.6-1: one item. With more, text shows all, and what is no text shows none."""
    steps = [DataSet([Element(0x00080060, "CS", [modality])]) for modality in ("CT", "MR")]
    sequence = Element(0x00400100, "SQ", steps)
    assert value_of("ScheduledProcedureStepSequence.Modality", sequence) == "CT\\MR"


def test_the_whole_match_is_kept() -> None:
    """Also what nobody asked for, and what did not fit into its column."""
    answer = match(Element(0x00100020, "LO", ["ü"]), Element(0x00201208, "IS", ["many"]))
    (row,) = stream_of([query("NumberOfStudyRelatedInstances")], [[answer]]).read_all().to_pylist()
    assert json.loads(row["dicom_json"]) == {
        "00080005": {"vr": "CS", "Value": ["ISO_IR 192"]},
        "00100020": {"vr": "LO", "Value": ["ü"]},
        "00201208": {"vr": "IS", "Value": ["many"]},
    }


def test_batches_are_made_while_blocks_come() -> None:
    taken = []

    def blocks():
        for number in range(4):
            taken.append(number)
            yield [match()] * (BATCH_ROW_COUNT // 2)

    reader = stream_of([query("PatientID")], blocks())
    assert taken == []
    assert reader.read_next_batch().num_rows == BATCH_ROW_COUNT
    assert taken == [0, 1]
    assert reader.read_all().num_rows == BATCH_ROW_COUNT


def test_nothing_came() -> None:
    table = stream_of([query("PatientID")], []).read_all()
    assert (table.num_rows, table.schema) == (0, schema_of([query("PatientID")]))


def test_chosen_columns() -> None:
    asked = [query("PatientID")]
    assert schema_of(asked, columns_of(asked, ["StudyDate", "Rows"])).names == ["StudyDate", "Rows", "dicom_json"]


def test_columns_of_several_queries() -> None:
    assert schema_of([query("PatientID"), query("StudyDate")]).names == ["StudyDate", "PatientID", "dicom_json"]


def test_a_broken_match_is_an_error() -> None:
    with pytest.raises(DecodeError):
        stream_of([query("PatientID")], [[Match(b"\x10\0", EXPLICIT_LE)]]).read_all()


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="pyarrow, which is not installed") as caught:
        stream_of([query("PatientID")], [])
    assert "findscu[arrow]" in caught.value.hint
