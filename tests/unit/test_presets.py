"""The presets of return keys: few, usual, all, by rows typed from PS3.4 and by what must never be among them."""

from __future__ import annotations

import pytest

from findscu.asking.key_tables import listed_keys, table_of
from findscu.asking.presets import PRESETS, return_keys
from findscu.checks import check_query
from findscu.errors import UsageError
from findscu.identifier import EXPLICIT_LE
from findscu.models import MODELS, model_of
from findscu.query import build_query

PLACES = [(model.name, level) for model in MODELS for level in model.levels or ("",) if table_of(model, level)]
STEP = "ScheduledProcedureStepSequence"
NEEDED = {
    "general-patient-info": ["PatientID=1"],
    "breast-patient-info": ["PatientID=1"],
    "cardiac-patient-info": ["PatientID=1"],
    "substance": ["PatientID=1", "ProductPackageIdentifier=2"],
}
ABOVE = ["PatientID=1", "StudyInstanceUID=1.2", "SeriesInstanceUID=1.2.3"]


def keys(model: str, level: str, preset: str) -> set[str]:
    return set(return_keys(model_of(model), level, preset))


class TestMinimal:
    def test_of_levels(self) -> None:
        assert keys("patient", "PATIENT", "minimal") == {"PatientName", "PatientID"}
        assert keys("patient", "STUDY", "minimal") == {
            *("StudyDate", "StudyTime", "AccessionNumber", "StudyID", "StudyInstanceUID"),
        }
        assert keys("study", "STUDY", "minimal") == keys("patient", "STUDY", "minimal") | {"PatientName", "PatientID"}
        assert keys("study", "SERIES", "minimal") == {"Modality", "SeriesNumber", "SeriesInstanceUID"}
        assert keys("study", "INSTANCE", "minimal") == {"InstanceNumber", "SOPInstanceUID"}

    def test_of_the_worklist(self) -> None:
        step = {"ScheduledStationAETitle", "ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime"}
        step |= {"Modality", "ScheduledPerformingPhysicianName"}
        expected = {f"{STEP}.{name}" for name in step} | {"PatientName", "PatientID"}
        assert keys("worklist", "", "minimal") == keys("worklist", "WORKLIST", "minimal") == expected

    def test_of_relevant_patient_information_has_the_template_of_the_sop_class(self) -> None:
        template = "ContentTemplateSequence"
        for model, identifier in (("general", 9007), ("breast", 9000), ("cardiac", 3802)):
            assert keys(f"{model}-patient-info", "", "minimal") == {
                *("PatientID", "IssuerOfPatientID"),
                f"{template}.MappingResource=DCMR",
                f"{template}.TemplateIdentifier={identifier}",
            }


class TestAll:
    @pytest.mark.parametrize(("model", "level"), PLACES)
    def test_it_has_what_the_others_have(self, model: str, level: str) -> None:
        assert keys(model, level, "all") >= keys(model, level, "minimal")
        if level:
            assert keys(model, level, "all") >= keys(model, level, "standard")

    @pytest.mark.parametrize("word", ["InstanceAvailability", "QueryRetrieveView", "TransactionUID", "LongCodeValue"])
    def test_what_the_standard_excludes_from_a_request(self, word: str) -> None:
        for model, level in PLACES:
            assert not [key for key in keys(model, level, "all") if word in key.split(".")], (model, level)

    def test_series_have_no_keys_of_studies(self) -> None:
        assert keys("study", "SERIES", "all") == {
            *("Modality", "SeriesNumber", "SeriesInstanceUID", "SeriesDescription", "NumberOfSeriesRelatedInstances")
        }

    def test_ups_has_no_keys_of_the_modules_that_it_leaves_out(self) -> None:
        asked = keys("ups", "", "all")
        assert {"ProcedureStepState", "WorklistLabel", "ReferencedRequestSequence.RequestingService"} <= asked
        assert not asked & {"EthnicGroup", "CurrentPatientLocation", "TransactionUID"}
        progress = "ProcedureStepProgressInformationSequence"
        assert [key for key in asked if key.startswith(progress)] == [progress]  # nothing in it can be asked for

    def test_sequences_that_must_be_empty_in_a_request_are(self) -> None:
        asked = keys("general-patient-info", "", "all")
        assert {"ConceptNameCodeSequence", "ContentSequence"} <= asked
        assert not [key for key in asked if key.startswith(("ConceptNameCodeSequence.", "ContentSequence."))]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("model", "level"), PLACES)
def test_a_query_with_a_preset_is_beyond_doubt(model: str, level: str, preset: str) -> None:
    above = ABOVE[: model_of(model).levels.index(level)] if level else []
    if above and model_of(model).levels[0] == "STUDY":
        above = ABOVE[1:][: len(above)]
    query = build_query(model=model, level=level or None, preset=preset, keys=[*above, *NEEDED.get(model, [])])
    assert check_query(query) == []
    assert query.encode(EXPLICIT_LE)


@pytest.mark.parametrize(("model", "level"), PLACES)
def test_every_listed_key_that_may_be_asked_for_is_among_all(model: str, level: str) -> None:
    asked = keys(model, level, "all")
    paths = {key.partition("=")[0] for key in asked}
    for key in listed_keys(model_of(model), level):
        if key.returned == "-" or key.path.endswith(("LongCodeValue", "URNCodeValue")):
            continue
        is_asked = key.path in paths or any(path.startswith(f"{key.path}.") for path in paths)
        assert is_asked, key.path


class TestBuilding:
    def test_a_preset_goes_by_the_level_among_the_keys(self) -> None:
        query = build_query(keys=["QueryRetrieveLevel=SERIES", "StudyInstanceUID=1.2"], preset="minimal")
        names = {element.keyword for element in query.identifier.values()} - {"SpecificCharacterSet"}
        assert names == {"QueryRetrieveLevel", "StudyInstanceUID", "Modality", "SeriesNumber", "SeriesInstanceUID"}
        assert query.identifier.text_of(0x0020000D) == "1.2"

    def test_a_template_of_ones_own_is_kept(self) -> None:
        key = "ContentTemplateSequence.TemplateIdentifier=9002"
        query = build_query(model="general-patient-info", preset="minimal", keys=[key])
        (item,) = query.identifier[0x0040A504].items
        assert [(element.keyword, element.text) for element in item.values()] == [
            ("TemplateIdentifier", "9002"),
            ("MappingResource", "DCMR"),
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"level": "STUDY", "preset": "most"}, "unknown preset 'most'"),
            ({"model": "study", "preset": "all"}, "model study has its keys at levels, and none is given"),
            ({"model": "inventory", "preset": "all"}, "no table of the keys of model inventory here"),
        ],
    )
    def test_what_cannot_be_asked(self, arguments: dict[str, str], message: str) -> None:
        with pytest.raises(UsageError, match=message) as caught:
            build_query(**arguments)  # type: ignore[arg-type]
        assert caught.value.hint
