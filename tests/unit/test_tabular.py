"""Columns of queries, and the cells of answers: names and texts typed by hand."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidKey
from findscu.identifier import DataSet, Element
from findscu.query import Query, build_query
from findscu.tabular import Column, asking_for, columns_of

STEP, MODALITY, NAME, PATIENT_ID = 0x00400100, 0x00080060, 0x00100010, 0x00100020


def worklist(*keys: str) -> Query:
    return build_query(model="worklist", keys=keys)


def step(*modalities: str) -> Element:
    return Element(STEP, "SQ", [DataSet([Element(MODALITY, "CS", [word])]) for word in modalities])


def names(queries: list[Query], *chosen: str) -> list[str]:
    return [column.name for column in columns_of(queries, chosen)]


def test_columns_are_the_keys_in_the_order_of_tags() -> None:
    query = worklist("PatientID", "ScheduledProcedureStepSequence.Modality", "PatientName=DOE*")
    assert columns_of([query]) == (
        Column((NAME,), "PatientName", "PN"),
        Column((PATIENT_ID,), "PatientID", "LO"),
        Column((STEP, MODALITY), "ScheduledProcedureStepSequence.Modality", "CS"),
    )


def test_a_column_of_several_queries_comes_once() -> None:
    assert names([worklist("PatientID"), worklist("PatientID", "PatientName")]) == ["PatientName", "PatientID"]


def test_a_sequence_asked_for_as_a_whole_is_a_column() -> None:
    assert names([worklist("ScheduledProcedureStepSequence")]) == ["ScheduledProcedureStepSequence"]


@pytest.mark.parametrize("word", ["PatientName", "patientname", "(0010,0010)", "0010,0010", "00100010"])
def test_chosen_columns_are_named_as_keys_are(word: str) -> None:
    assert names([], word) == ["PatientName"]


def test_chosen_columns_keep_their_order_and_come_once() -> None:
    assert names([worklist("PatientName")], "PatientID", "PatientName", "PatientID") == ["PatientID", "PatientName"]


def test_a_word_is_meant_where_the_query_has_it() -> None:
    nested = "ScheduledProcedureStepSequence.Modality"
    assert names([worklist(nested)], "Modality") == [nested]
    assert names([worklist(nested, "Modality")], "Modality") == ["Modality"]
    assert names([worklist(nested)], "PatientSex") == ["PatientSex"]


def test_private_columns_go_by_their_tag_and_the_vr_that_is_given() -> None:
    assert columns_of([], ["(0009,1001):LO"]) == (Column((0x00091001,), "(0009,1001)", "LO"),)


@pytest.mark.parametrize(
    ("word", "position", "hint"),
    [
        ("PatientNam", 0, "did you mean PatientName"),
        ("PatientName=DOE", 11, "use -k"),
        ("ScheduledProcedureStepSequence[0].Modality", 0, "leave out [0]"),
    ],
)
def test_what_is_no_column(word: str, position: int, hint: str) -> None:
    with pytest.raises(InvalidKey) as caught:
        columns_of([], [word])
    assert caught.value.position == position
    assert caught.value.hint.startswith(hint)


def test_texts_of_all_items() -> None:
    column = columns_of([], ["ScheduledProcedureStepSequence.Modality"])[0]
    assert column.texts(DataSet([step("CT", "MR")])) == ["CT", "MR"]
    assert column.text(DataSet([step("CT", "MR")])) == "CT\\MR"
    assert column.text(DataSet([step()])) == ""
    assert column.text(DataSet()) == ""


def test_what_is_not_asked_for_is_added_empty() -> None:
    query = worklist("PatientName=DOE*")
    columns = columns_of([], ["PatientName", "PatientID", "ScheduledProcedureStepSequence.Modality"])
    asked = asking_for(query, columns)
    assert asked.identifier.text_of(NAME) == "DOE*"
    assert asked.identifier[PATIENT_ID].values == []
    assert MODALITY in asked.identifier[STEP].items[0]
    assert PATIENT_ID not in query.identifier


def test_a_sequence_without_items_asks_for_everything_in_it() -> None:
    query = worklist("ScheduledProcedureStepSequence", "PatientName")
    assert asking_for(query, columns_of([], ["ScheduledProcedureStepSequence.Modality"])) is query


@pytest.mark.parametrize("word", ["SpecificCharacterSet", "QueryRetrieveLevel", "RetrieveAETitle"])
def test_what_peers_return_by_themselves_is_not_asked_for(word: str) -> None:
    query = Query(build_query(model="study", keys=["PatientID"]).model, DataSet([Element(PATIENT_ID, "LO")]))
    assert asking_for(query, columns_of([], [word])) is query


def test_the_key_of_a_column_is_understood_by_every_dialect() -> None:
    assert columns_of([], ["ScheduledProcedureStepSequence.Modality"])[0].key == "(0040,0100)[0].(0008,0060)"
