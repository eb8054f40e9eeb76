"""The table of information models, against pydicom's dictionary of UIDs and the tables of PS3.4."""

from __future__ import annotations

import pytest
from pydicom.uid import UID, UID_dictionary

from findscu.asking.presets import return_keys
from findscu.errors import UsageError
from findscu.identifier import DataSet
from findscu.keys import apply_return_key, parse_key
from findscu.models import (
    MODELS,
    QUERY_RETRIEVE_LEVEL,
    Model,
    default_model,
    model_of,
    model_of_level,
)

STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.2.1"


def keys_at(model: str, level: str) -> set[tuple[int, ...]]:
    """Return the usual return keys as paths of tags."""
    return {tuple(step.tag for step in parse_key(key).steps) for key in return_keys(model_of(model), level)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
class TestTable:
    def test_the_uid_and_the_title_are_those_of_ps3_6(self, model: Model) -> None:
        assert UID_dictionary[model.uid][0] == model.title

    def test_retired_means_retired_in_ps3_6(self, model: Model) -> None:
        assert model.is_retired == UID(model.uid).is_retired

    def test_it_is_found_by_each_of_its_names(self, model: Model) -> None:
        for name in (model.name, model.uid, model.title, UID_dictionary[model.uid][4], *model.aliases):
            assert model_of(name) is model
            assert model_of(name.upper()) is model
            assert model_of(name.replace("-", "_")) is model


def test_no_class_of_pydicom_that_finds_is_missing() -> None:
    finding = {uid for uid, (*_, keyword) in UID_dictionary.items() if keyword.endswith(("Find", "Query"))}
    assert finding <= {model.uid for model in MODELS}


def test_names_are_unique() -> None:
    names = [name for model in MODELS for name in (model.name, *model.aliases)]
    assert len(names) == len(set(names))


def test_dcmtk_s_names_are_understood() -> None:
    assert model_of("FINDStudyRootQueryRetrieveInformationModel").uid == STUDY_ROOT
    assert model_of("FINDModalityWorklistInformationModel").name == "worklist"


def test_an_unknown_uid_is_an_anonymous_model() -> None:
    model = model_of("1.3.12.2.1107.5.9.1")
    assert (model.name, model.uid, model.levels) == ("1.3.12.2.1107.5.9.1", "1.3.12.2.1107.5.9.1", ())


@pytest.mark.parametrize("text", ["1.2.03", "1..2", ".1", "1.", "1" * 65, "1.2.\u0663"])
def test_what_is_no_uid(text: str) -> None:
    with pytest.raises(UsageError):
        model_of(text)


def test_a_misspelt_name_gets_a_hint() -> None:
    with pytest.raises(UsageError, match="unknown information model 'wroklist'") as caught:
        model_of("wroklist")
    assert "worklist" in caught.value.hint


def test_a_name_like_no_other_gets_the_list() -> None:
    with pytest.raises(UsageError) as caught:
        model_of("qqqqqqqq")
    assert "study" in caught.value.hint and "ups-pull" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "levels", "unique"),
    [  # PS3.4 C.6.1, C.6.2, C.6.3, K.6.1
        (
            "patient",
            ("PATIENT", "STUDY", "SERIES", "IMAGE"),
            {"PATIENT": 0x00100020, "STUDY": 0x0020000D, "SERIES": 0x0020000E, "IMAGE": 0x00080018},
        ),
        (
            "study",
            ("STUDY", "SERIES", "IMAGE"),
            {"STUDY": 0x0020000D, "SERIES": 0x0020000E, "IMAGE": 0x00080018},
        ),
        ("psonly", ("PATIENT", "STUDY"), {"PATIENT": 0x00100020, "STUDY": 0x0020000D}),
        ("worklist", (), {}),
    ],
)
def test_levels_and_unique_keys(name: str, levels: tuple[str, ...], unique: dict[str, int]) -> None:
    model = model_of(name)
    assert model.levels == levels
    assert model.unique_keys == unique


def test_the_required_keys_of_a_study_bring_the_patient_along_in_study_root() -> None:
    study_date, study_time, accession_number, study_id = 0x00080020, 0x00080030, 0x00080050, 0x00200010
    patient_name, patient_id = 0x00100010, 0x00100020
    assert set(model_of("patient").required_keys("STUDY")) == {study_date, study_time, accession_number, study_id}
    assert set(model_of("study").required_keys("STUDY")) == {
        study_date,
        study_time,
        accession_number,
        study_id,
        patient_name,
        patient_id,
    }
    assert model_of("study").required_keys("SERIES") == (0x00080060, 0x00200011)


@pytest.mark.parametrize(
    ("level", "name"),
    [("", "worklist"), ("PATIENT", "patient"), ("STUDY", "study"), ("IMAGE", "study"), ("STUDY ", "study")],
)
def test_the_model_follows_from_the_level(level: str, name: str) -> None:
    dataset = DataSet()
    if level:
        dataset.set(QUERY_RETRIEVE_LEVEL, level)
    assert default_model(dataset).name == name


@pytest.mark.parametrize(("word", "name"), [("WORKLIST", "worklist"), ("ups", "ups-pull")])
def test_words_that_are_levels_of_their_own(word: str, name: str) -> None:
    found = model_of_level(word)
    assert found is not None and found.name == name
    assert model_of_level("STUDY") is None


class TestReturnKeys:
    @pytest.mark.parametrize(
        ("model", "level"),
        [
            ("patient", "PATIENT"),
            ("patient", "STUDY"),
            ("study", "STUDY"),
            ("study", "SERIES"),
            ("study", "IMAGE"),
            ("psonly", "STUDY"),
        ],
    )
    def test_unique_and_required_keys_are_asked_for(self, model: str, level: str) -> None:
        asked = keys_at(model, level)
        wanted = model_of(model)
        assert {(wanted.unique_keys[level],), *((tag,) for tag in wanted.required_keys(level))} <= asked

    def test_a_study_has_no_keys_of_the_level_above_under_patient_root(self) -> None:
        assert (0x00100010,) not in keys_at("patient", "STUDY")
        assert (0x00100010,) in keys_at("study", "STUDY")

    def test_any_case_and_the_word_instance(self) -> None:
        model = model_of("study")
        assert return_keys(model, "image") == return_keys(model, "IMAGE") == return_keys(model, "INSTANCE")

    def test_the_worklist_asks_for_every_attribute_of_return_type_1_and_2(self) -> None:
        step, protocol, procedure = 0x00400100, 0x00400008, 0x00321064
        study, patient = 0x00081110, 0x00081120
        coded_entry = (0x00080100, 0x00080102, 0x00080103, 0x00080104)
        assert keys_at("worklist", "worklist") == {  # PS3.4 Table K.6-1
            *((step, tag) for tag in (0x00400001, 0x00400002, 0x00400003, 0x00080060, 0x00400006, 0x00400007)),
            *((step, tag) for tag in (0x00400010, 0x00400011, 0x00400012, 0x00400009, 0x00321070)),
            *((step, protocol, tag) for tag in coded_entry),
            *((procedure, tag) for tag in coded_entry),
            *((sequence, tag) for sequence in (study, patient) for tag in (0x00081150, 0x00081155)),
            *((tag,) for tag in (0x00401001, 0x00321060, 0x0020000D, 0x00401003, 0x00401004)),
            *((tag,) for tag in (0x00080050, 0x00321032, 0x00080090, 0x00380010, 0x00380300)),
            *((tag,) for tag in (0x00100010, 0x00100020, 0x00100030, 0x00100040, 0x00101030, 0x00403001)),
            *((tag,) for tag in (0x00380500, 0x001021C0, 0x00102000, 0x00102110, 0x00380050)),
        }

    def test_ups_asks_for_every_attribute_of_return_type_1_and_2(self) -> None:
        asked = keys_at("ups-pull", "UPS")
        assert {path[0] for path in asked} == {  # PS3.4 Table CC.2.5-3
            *(0x00080016, 0x00080018, 0x00741200, 0x00741204, 0x00741202, 0x00741210),
            *(0x00404025, 0x00404026, 0x00404027, 0x00404034, 0x00404005, 0x00404018, 0x00404041, 0x00404021),
            *(0x0020000D, 0x00100010, 0x00100020, 0x00100021, 0x00100024, 0x00101002, 0x00100030, 0x00100040),
            *(0x00380010, 0x00380014, 0x00081080, 0x00081084, 0x0040A370),
            *(0x00102000, 0x001021C0, 0x00380050, 0x00741000, 0x00741002),
        }
        assert (0x00404018, 0x00080100) in asked
        assert (0x00404034, 0x00404009, 0x00080100) in asked
        assert {path[1] for path in asked if path[0] == 0x0040A370} == {
            *(0x0020000D, 0x00080050, 0x00080051, 0x00402016, 0x00400026, 0x00402017, 0x00400027),
            *(0x00401001, 0x00321060, 0x00321064, 0x00401400),
        }

    @pytest.mark.parametrize("level", ["PATIENT", "STUDY", "SERIES", "IMAGE", "WORKLIST", "UPS"])
    def test_each_can_be_added_to_a_query(self, level: str) -> None:
        dataset = DataSet()
        for key in return_keys(model_of("study"), level):
            apply_return_key(dataset, key)
        assert dataset

    def test_an_unknown_level_gets_a_hint(self) -> None:
        with pytest.raises(UsageError, match="unknown level 'STUDDY'") as caught:
            return_keys(model_of("study"), "STUDDY")
        assert caught.value.hint == "did you mean STUDY?"
        with pytest.raises(UsageError) as caught:
            return_keys(model_of("study"), "")
        assert "SERIES" in caught.value.hint
