"""Which values are masked, and that nothing else changes."""

from __future__ import annotations

import pytest

from findscu.identifier import DataSet
from findscu.redaction import MASK, redacted, redacted_words
from findscu.testing.builders import build_dataset


@pytest.mark.parametrize(
    "keyword",
    [
        *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "OtherPatientIDs", "PatientComments"),
        *("ReferringPhysicianName", "OperatorsName", "AccessionNumber", "AdmissionID", "StudyID", "StudyComments"),
    ],
)
def test_what_leads_to_a_person_is_masked(keyword: str) -> None:
    dataset = build_dataset({keyword: "SECRET", "Modality": "CT"})
    (element,) = [one for one in redacted(dataset).values() if one.keyword == keyword]
    assert element.text == MASK
    assert next(one for one in dataset.values() if one.keyword == keyword).text == "SECRET"


@pytest.mark.parametrize(
    "keyword", ["Modality", "StudyDate", "StudyInstanceUID", "StudyDescription", "QueryRetrieveLevel"]
)
def test_what_a_log_is_for_stays(keyword: str) -> None:
    dataset = build_dataset({keyword: "1.2"})
    assert redacted(dataset) == dataset


def test_what_is_empty_stays_empty_and_bytes_vanish() -> None:
    dataset = build_dataset({"PatientName": None})
    dataset.set(0x00101010, vr="AS")
    dataset.set(0x00291001, b"SECRET", vr="OB")
    assert [element.text for element in redacted(dataset).values()] == ["ISO_IR 192", "", "", ""]


def test_items_are_looked_into_and_those_of_a_patient_masked_whole() -> None:
    step = DataSet()
    step.set("Modality", "CT")
    step.set("ScheduledPerformingPhysicianName", "SECRET")
    dataset = build_dataset({"OtherPatientIDsSequence": {"TypeOfPatientID": "TEXT"}})
    dataset.set(0x00400100, step)
    shown = redacted(dataset)
    (item,) = shown[0x00400100].items
    assert (item.text_of(0x00080060), item.text_of(0x00400006)) == ("CT", MASK)
    (item,) = shown[0x00101002].items
    assert [element.text for element in item.values()] == [MASK]


def test_words_of_a_command_line() -> None:
    assert redacted_words(["-k", "PatientName=DOE*", "pacs", "-v"]) == ["-k", f"PatientName={MASK}", "pacs", "-v"]
