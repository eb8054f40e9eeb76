"""The key tables, against rows typed from PS3.4 and against the dictionary."""

from __future__ import annotations

import pytest
from pydicom.datadict import dictionary_VR, keyword_for_tag

from findscu.asking.key_tables import ListedKey, listed_keys, other_keys, table_of
from findscu.models import MODELS, model_of

PLACES = [(model.name, level) for model in MODELS for level in model.levels or ("",) if table_of(model, level)]


def row(model: str, level: str, path: str) -> tuple[str, str, str]:
    (found,) = [key for key in listed_keys(model_of(model), level) if key.path == path]
    return found.match, found.returned, found.allowed


@pytest.mark.parametrize(("model", "level"), PLACES)
class TestEveryTable:
    def test_attributes_are_those_of_the_dictionary(self, model: str, level: str) -> None:
        for key in listed_keys(model_of(model), level):
            assert ".".join(map(keyword_for_tag, key.tags)) == key.path

    def test_what_has_attributes_below_is_a_sequence(self, model: str, level: str) -> None:
        for key in listed_keys(model_of(model), level):
            assert all(dictionary_VR(tag) == "SQ" for tag in key.tags[:-1]), key.path

    def test_rows_are_there_once(self, model: str, level: str) -> None:
        paths = [key.path for key in listed_keys(model_of(model), level)]
        assert len(paths) == len(set(paths))

    def test_rows_are_of_known_kinds(self, model: str, level: str) -> None:
        for key in listed_keys(model_of(model), level):
            assert key.match in ("U", "R", "O", "-", "="), key
            assert key.returned in ("", "1", "1C", "2", "2C", "3", "-"), key
            assert set(key.allowed) <= set("slwrqu"), key
            assert bool(key.returned) == (not level), key

    def test_a_sequence_stands_before_what_is_in_it(self, model: str, level: str) -> None:
        seen = {""}
        for key in listed_keys(model_of(model), level):
            assert key.path.rpartition(".")[0] in seen
            seen.add(key.path)


@pytest.mark.parametrize(
    ("model", "level", "table"),
    [
        ("patient", "PATIENT", "C.6-1"),
        ("patient", "STUDY", "C.6-2"),
        ("study", "STUDY", "C.6-5"),
        ("psonly", "STUDY", "C.6-2"),
        ("repository", "STUDY", "C.6-5"),
        ("study", "SERIES", "C.6-3"),
        ("patient", "IMAGE", "C.6-4"),
        ("worklist", "", "K.6-1"),
        ("ups-query", "", "CC.2.5-3"),
        ("cardiac-patient-info", "", "Q.4-1"),
        ("inventory", "", ""),
        ("study", "PATIENT", ""),
    ],
)
def test_which_table(model: str, level: str, table: str) -> None:
    assert table_of(model_of(model), level) == table


@pytest.mark.parametrize(
    ("model", "level", "path", "kinds"),
    [
        ("patient", "PATIENT", "PatientID", ("U", "", "")),
        ("patient", "PATIENT", "PatientName", ("R", "", "")),
        ("patient", "PATIENT", "NumberOfPatientRelatedInstances", ("O", "", "")),
        ("study", "STUDY", "PatientID", ("R", "", "")),
        ("study", "STUDY", "ProcedureCodeSequence.ContextIdentifier", ("O", "", "")),
        ("study", "IMAGE", "AlternateRepresentationSequence.PurposeOfReferenceCodeSequence.CodeValue", ("O", "", "")),
        ("worklist", "", "ScheduledProcedureStepSequence", ("R", "1", "q")),
        ("worklist", "", "ScheduledProcedureStepSequence.ScheduledStationAETitle", ("R", "1", "s")),
        ("worklist", "", "ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime", ("R", "1", "sr")),
        ("worklist", "", "ScheduledProcedureStepSequence.ScheduledPerformingPhysicianName", ("R", "2", "sw")),
        ("worklist", "", "ScheduledProcedureStepSequence.PreMedication", ("O", "2C", "")),
        ("worklist", "", "ScheduledProcedureStepSequence.ScheduledProtocolCodeSequence.CodeMeaning", ("O", "3", "")),
        ("worklist", "", "PatientID", ("R", "1", "s")),
        ("worklist", "", "PertinentDocumentsSequence", ("O", "3", "u")),
        ("worklist", "", "PertinentDocumentsSequence.DocumentTitle", ("-", "2", "")),
        ("ups", "", "TransactionUID", ("-", "-", "")),
        ("ups", "", "SOPInstanceUID", ("U", "1", "s")),
        ("ups", "", "ScheduledProcedureStepStartDateTime", ("R", "1", "sr")),
        ("ups", "", "ScheduledStationNameCodeSequence.CodeValue", ("R", "1C", "s")),
        ("ups", "", "ScheduledStationNameCodeSequence.CodeMeaning", ("-", "1", "")),
        ("ups", "", "AdmittingDiagnosesCodeSequence.CodeValue", ("O", "1C", "s")),
        ("ups", "", "IssuerOfPatientID", ("R", "2", "")),
        ("ups", "", "ReferencedRequestSequence.RequestingService", ("R", "3", "")),
        ("general-patient-info", "", "PatientID", ("R", "1", "s")),
        ("general-patient-info", "", "PatientName", ("-", "1", "")),
        ("general-patient-info", "", "ContentTemplateSequence.TemplateIdentifier", ("=", "1", "")),
        ("hanging-protocol", "", "HangingProtocolName", ("R", "1", "swu")),
        ("color-palette", "", "SOPInstanceUID", ("U", "1", "s")),
        ("implant", "", "ReplacedImplantTemplateSequence.ReferencedSOPInstanceUID", ("R", "1", "l")),
        ("implant-group", "", "ImplantTemplateGroupName", ("R", "1", "swu")),
        ("procedure-protocol", "", "ModelSpecificationSequence.DeviceSerialNumber", ("-", "2", "")),
        ("protocol-approval", "", "ApprovalSequence.AssertionDateTime", ("R", "1", "sr")),
        ("product", "", "ProductPackageIdentifier", ("R", "1", "s")),
        ("substance", "", "AdministrationRouteCodeSequence.CodeValue", ("R", "1C", "")),
    ],
)
def test_rows(model: str, level: str, path: str, kinds: tuple[str, str, str]) -> None:
    assert row(model, level, path) == kinds


def test_all_rows_of_the_series_level() -> None:
    assert listed_keys(model_of("study"), "SERIES") == (
        ListedKey("Modality", (0x00080060,), "R", "", ""),
        ListedKey("SeriesNumber", (0x00200011,), "R", "", ""),
        ListedKey("SeriesInstanceUID", (0x0020000E,), "U", "", ""),
        ListedKey("NumberOfSeriesRelatedInstances", (0x00201209,), "O", "", ""),
    )


@pytest.mark.parametrize(
    ("model", "level", "others"),
    [
        ("study", "STUDY", "O"),
        ("worklist", "", "O"),
        ("general-patient-info", "", "-"),
        ("ups", "", ""),
        ("1.2.3", "", "O"),
    ],
)
def test_attributes_that_are_not_listed(model: str, level: str, others: str) -> None:
    assert other_keys(model_of(model), level) == others
