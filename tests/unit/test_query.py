"""Putting a query together: the order of sources, levels, values from Python, character sets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from io import BytesIO

import pydicom
import pytest

from findscu.asking.presets import return_keys
from findscu.errors import InvalidKey, InvalidQuery, UsageError
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, SYNTAXES, DataSet, Element, decode_dataset
from findscu.models import Model, model_of
from findscu.query import Query, build_query

CHARSET = 0x00080005
LEVEL = 0x00080052
MODALITY = 0x00080060
NAME = 0x00100010
PATIENT_ID = 0x00100020
BIRTH_DATE = 0x00100030
BEAMS = 0x300A00B0
STEPS = 0x00400100


def identifier_of(**arguments: object) -> DataSet:
    arguments.setdefault("ask_charset", False)
    return build_query(**arguments).identifier  # type: ignore[arg-type]


class TestOrder:
    def test_a_data_set_first_then_return_keys_then_keys_then_attributes(self) -> None:
        dataset = DataSet()
        for tag in (NAME, PATIENT_ID, BIRTH_DATE):
            dataset.set(tag, "file")
        found = identifier_of(
            dataset=dataset,
            return_keys=["PatientName", "PatientSex"],
            keys=["PatientID=key", "PatientBirthDate=key", "PatientID=later key"],
            attributes={"PatientBirthDate": "python"},
        )
        assert {element.keyword: element.text for element in found.values()} == {
            "PatientName": "file",
            "PatientID": "later key",
            "PatientBirthDate": "python",
            "PatientSex": "",
        }

    def test_the_data_set_is_not_changed(self) -> None:
        inner = DataSet([Element(MODALITY, "CS", ["CT"])])
        dataset = DataSet([Element(STEPS, "SQ", [inner])])
        found = identifier_of(dataset=dataset, keys=["PatientID=1", "ScheduledProcedureStepSequence.Modality=MR"])
        assert found[STEPS].items[0].text_of(MODALITY) == "MR"
        assert list(dataset) == [STEPS]
        assert inner.text_of(MODALITY) == "CT"

    def test_a_bad_key_is_an_error_with_its_place(self) -> None:
        with pytest.raises(InvalidKey) as caught:
            build_query(keys=["PatientName", "Rows=x"])
        assert (caught.value.key, caught.value.position) == ("Rows=x", 5)


class TestLevel:
    def test_it_sets_the_level_and_asks_for_its_keys(self) -> None:
        query = build_query(level="study", ask_charset=False)
        assert query.model.name == "study"
        assert query.identifier.text_of(LEVEL) == "STUDY"
        asked = {element.keyword for element in query.identifier.values()} - {"QueryRetrieveLevel"}
        assert asked == set(return_keys(query.model, "STUDY"))
        assert not any(element.text for tag, element in query.identifier.items() if tag != LEVEL)

    def test_it_replaces_no_key_of_the_file_but_its_level(self) -> None:
        dataset = DataSet([Element(LEVEL, "CS", ["PATIENT"]), Element(NAME, "PN", ["X"])])
        found = identifier_of(dataset=dataset, level="STUDY")
        assert (found.text_of(LEVEL), found.text_of(NAME)) == ("STUDY", "X")

    def test_a_key_has_the_last_word(self) -> None:
        query = build_query(level="STUDY", keys=["QueryRetrieveLevel=PATIENT"])
        assert query.identifier.text_of(LEVEL) == "PATIENT"
        assert query.model.name == "patient"

    def test_the_model_decides_about_the_patient(self) -> None:
        assert NAME in identifier_of(level="STUDY")
        assert NAME not in identifier_of(level="STUDY", model="patient")

    def test_instance_is_sent_as_it_is_written(self) -> None:
        found = identifier_of(level="instance")
        assert found.text_of(LEVEL) == "INSTANCE"
        assert 0x00080018 in found

    @pytest.mark.parametrize(("word", "model"), [("WORKLIST", "worklist"), ("ups", "ups-pull")])
    def test_single_level_models_by_their_word(self, word: str, model: str) -> None:
        query = build_query(level=word, ask_charset=False)
        assert query.model.name == model
        assert LEVEL not in query.identifier
        assert NAME in query.identifier

    def test_the_word_keeps_a_model_that_is_given(self) -> None:
        assert build_query(level="UPS", model="ups-watch").model.name == "ups-watch"

    def test_a_worklist_key_and_its_usual_return_keys_share_the_item(self) -> None:
        found = identifier_of(level="WORKLIST", attributes={"ScheduledProcedureStepSequence": {"Modality": "CT"}})
        (item,) = found[STEPS].items
        assert item.text_of(MODALITY) == "CT"
        assert 0x00400001 in item

    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(UsageError, match="unknown level 'STUDDY'"):
            build_query(level="STUDDY")


class TestModel:
    @pytest.mark.parametrize(
        ("keys", "name"),
        [
            (["PatientName"], "worklist"),
            (["QueryRetrieveLevel=PATIENT"], "patient"),
            (["QueryRetrieveLevel=SERIES"], "study"),
        ],
    )
    def test_it_follows_from_the_query(self, keys: list[str], name: str) -> None:
        assert build_query(keys=keys).model.name == name

    def test_it_can_be_given(self) -> None:
        assert build_query(model="PATIENT", keys=["QueryRetrieveLevel=STUDY"]).model.name == "patient"
        assert build_query(model="1.2.3").model.uid == "1.2.3"
        model = Model("mine", "1.2.3", "Mine")
        assert build_query(model=model).model is model
        with pytest.raises(UsageError):
            build_query(model="nothing like that")


class TestAttributes:
    @pytest.mark.parametrize(
        ("name", "value", "values"),
        [
            ("PatientName", "DOE*", ["DOE*"]),
            ("patientname", "", []),
            ("PatientName", None, []),
            ("PatientName", [], []),
            ("(0010,0010)", "X", ["X"]),
            ("ModalitiesInStudy", "CT\\MR", ["CT", "MR"]),
            ("ModalitiesInStudy", ["CT", "MR"], ["CT", "MR"]),
            ("StudyInstanceUID", ("1.2", "1.3"), ["1.2", "1.3"]),
            ("StudyInstanceUID", pydicom.uid.UID("1.2"), ["1.2"]),
            ("PatientName", pydicom.valuerep.PersonName("A^B=C"), ["A^B=C"]),
            ("ModalitiesInStudy", pydicom.multival.MultiValue(str, ["CT", "MR"]), ["CT", "MR"]),
            ("StudyID", 5, ["5"]),
            ("InstanceNumber", 5, ["5"]),
            ("PatientWeight", 70.5, ["70.5"]),
            ("StudyDate", date(2026, 1, 31), ["20260131"]),
            ("StudyDate", datetime(926, 1, 31, 12), ["09260131"]),
            ("StudyTime", time(9, 5), ["090500"]),
            ("StudyTime", time(9, 5, 1, 250), ["090501.000250"]),
            ("AcquisitionDateTime", datetime(2026, 1, 31, 9, 5), ["20260131090500"]),
            ("AcquisitionDateTime", date(2026, 1, 31), ["20260131"]),
            (
                "AcquisitionDateTime",
                datetime(2026, 1, 31, 9, 5, tzinfo=timezone(timedelta(hours=-5))),
                ["20260131090500-0500"],
            ),
            ("Rows", 512, [512]),
            ("Rows", "512", [512]),
            ("AcquisitionIndex", [1, "2"], [1, 2]),
            ("TableSpeed", 1.5, [1.5]),
            ("TableSpeed", 2, [2.0]),
            ("FrameIncrementPointer", 0x00181063, [0x00181063]),
            ("FrameIncrementPointer", ["00181063", 0x00181065], [0x00181063, 0x00181065]),
            ("PixelData", b"\x00\x01", [b"\x00\x01"]),
            ("PixelData", "00ff", [b"\x00\xff"]),
            ("(0029,1001)", [b"\x00"], [b"\x00"]),
        ],
    )
    def test_values(self, name: str, value: object, values: list[object]) -> None:
        (element,) = identifier_of(attributes={name: value}).values()
        assert element.values == values

    @pytest.mark.parametrize(
        ("value", "items"),
        [
            ({}, [[]]),
            ([], []),
            (None, []),
            ("", []),
            ({"Modality": "CT"}, [["CT"]]),
            ([{"Modality": "CT"}, {}, {"Modality": "MR"}], [["CT"], [], ["MR"]]),
        ],
    )
    def test_items(self, value: object, items: list[list[str]]) -> None:
        (element,) = identifier_of(attributes={"BeamSequence": value}).values()
        assert [[inner.text for inner in item.values()] for item in element.items] == items

    def test_an_item_by_its_path(self) -> None:
        found = identifier_of(
            attributes={
                "BeamSequence[1]": {"Modality": "CT"},
                "BeamSequence[0].Modality": "MR",
                "BeamSequence": [{"PatientID": "1"}],
            }
        )
        assert [item.text_of(MODALITY) for item in found[BEAMS].items] == ["MR", "CT"]
        assert found[BEAMS].items[0].text_of(PATIENT_ID) == "1"

    def test_items_in_items(self) -> None:
        value = {"ScheduledProtocolCodeSequence": {"CodeValue": "1"}}
        found = identifier_of(attributes={"ScheduledProcedureStepSequence": value})
        assert found == identifier_of(
            keys=["ScheduledProcedureStepSequence[0].ScheduledProtocolCodeSequence[0].CodeValue=1"]
        )

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("Rows", 70000, "Rows: out of range, expected 0 to 65535 (US)"),
            ("Rows", 1.5, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows", True, "Rows: US takes numbers, got bool"),
            ("Rows", b"1", "Rows: US takes numbers, got bytes"),
            ("Rows", date(2026, 1, 1), "Rows: US takes numbers, got date"),
            ("PatientName", True, "PatientName: PN takes text, got bool"),
            ("PatientName", object(), "PatientName: PN takes text, got object"),
            ("PatientName", b"X", "PatientName: PN takes text, got bytes"),
            ("StudyDate", time(1), "StudyDate: DA takes text, got time"),
            ("StudyTime", date(2026, 1, 1), "StudyTime: TM takes text, got date"),
            ("PixelData", 5, "PixelData: OW takes bytes or hexadecimal digits, got int"),
            ("PixelData", "0", "PixelData: 1 hexadecimal digits, expected an even number"),
            ("FrameIncrementPointer", -1, "FrameIncrementPointer: not a tag (AT)"),
            ("BeamSequence", "x", "BeamSequence is a sequence, expected mappings as its items"),
            ("BeamSequence", 5, "BeamSequence is a sequence, expected mappings as its items"),
            ("BeamSequence", [{}, 5], "BeamSequence is a sequence, expected mappings as its items"),
        ],
    )
    def test_what_cannot_be_sent(self, name: str, value: object, message: str) -> None:
        with pytest.raises(InvalidQuery) as caught:
            identifier_of(attributes={name: value})
        assert caught.value.message == message
        assert caught.value.hint

    def test_an_unknown_name(self) -> None:
        with pytest.raises(InvalidKey, match="unknown attribute 'PatientNmae'") as caught:
            identifier_of(attributes={"PatientNmae": "X"})
        assert "PatientName" in caught.value.hint
        with pytest.raises(InvalidKey, match="has no value in it"):
            identifier_of(attributes={"PatientName=X": "Y"})
        with pytest.raises(InvalidQuery, match="named by text, got int"):
            identifier_of(attributes={0x00100010: "X"})


class TestCharacterSet:
    def test_it_is_asked_for_when_nothing_needs_one(self) -> None:
        """DEVIATION(ask-charset)."""
        found = build_query(keys=["PatientName=DOE"]).identifier
        assert found[CHARSET] == Element(CHARSET, "CS", [])
        assert CHARSET not in build_query(keys=["PatientName=DOE"], ask_charset=False).identifier

    def test_one_that_is_there_stays(self) -> None:
        found = build_query(keys=["SpecificCharacterSet=ISO_IR 100", "PatientName=DOE"]).identifier
        assert found.text_of(CHARSET) == "ISO_IR 100"

    @pytest.mark.parametrize("key", ["PatientName=Müller*", "(0040,0100)[0].(0040,0006)=Müller"])
    def test_text_outside_ascii_is_declared_as_utf_8(self, key: str) -> None:
        query = build_query(keys=[key])
        assert query.identifier.text_of(CHARSET) == "ISO_IR 192"
        assert "Müller".encode() in query.encode(IMPLICIT_LE)

    def test_or_in_the_set_that_is_wanted(self) -> None:
        query = build_query(keys=["PatientName=Müller"], charset="ISO_IR 100")
        assert query.identifier.text_of(CHARSET) == "ISO_IR 100"
        assert b"M\xfcller" in query.encode(EXPLICIT_LE)

    def test_or_in_the_set_that_the_query_declares_if_it_can(self) -> None:
        able = build_query(keys=["SpecificCharacterSet=ISO_IR 100", "PatientName=Müller"])
        assert (able.identifier.text_of(CHARSET), b"M\xfcller" in able.encode(EXPLICIT_LE)) == ("ISO_IR 100", True)
        unable = build_query(keys=["SpecificCharacterSet=ISO_IR 100", "PatientName=王"])
        assert unable.identifier.text_of(CHARSET) == "ISO_IR 192"

    def test_text_of_a_file_is_encoded_anew(self) -> None:
        raw = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100\x10\x00\x10\x00PN\x06\x00M\xfcller"
        query = build_query(dataset=decode_dataset(raw, EXPLICIT_LE), keys=["PatientComments=王"])
        assert query.identifier.text_of(CHARSET) == "ISO_IR 192"
        assert "Müller".encode() in query.encode(EXPLICIT_LE)

    @pytest.mark.parametrize(
        ("arguments", "path"),
        [
            ({"keys": ["PatientName=王"], "charset": "ISO_IR 100"}, "(0010,0010)"),
            ({"keys": ["Modality=Ü"]}, "(0008,0060)"),
            ({"keys": ["BeamSequence.PatientName=\udc80"]}, "(300a,00b0)[0].(0010,0010)"),
        ],
    )
    def test_what_no_set_can_hold(self, arguments: dict[str, object], path: str) -> None:
        with pytest.raises(InvalidQuery) as caught:
            identifier_of(**arguments)
        assert caught.value.message.startswith(path)
        assert caught.value.hint


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=lambda syntax: syntax.name)
def test_pydicom_reads_what_is_sent(syntax: object) -> None:
    keys = ["PatientName=Müller*", "(0040,0100)[0].Modality=CT", "Rows=512", "StudyInstanceUID=1.2\\1.3"]
    raw = build_query(keys=keys).encode(syntax)  # type: ignore[arg-type]
    uid = syntax.uid.encode() + b"\0" * (len(syntax.uid) % 2)  # type: ignore[attr-defined]
    meta = b"\x02\x00\x10\x00UI" + len(uid).to_bytes(2, "little") + uid
    found = pydicom.dcmread(BytesIO(b"\0" * 128 + b"DICM" + meta + raw), force=True)
    assert found.PatientName == "Müller*"
    assert found.ScheduledProcedureStepSequence[0].Modality == "CT"
    assert (found.Rows, found.StudyInstanceUID) == (512, ["1.2", "1.3"])


def test_a_pydicom_data_set_can_be_the_start() -> None:
    dataset = pydicom.Dataset()
    dataset.PatientName = "Müller"
    dataset.QueryRetrieveLevel = "STUDY"
    query = build_query(dataset=dataset)
    assert query.model.name == "study"
    assert query.identifier.text_of(NAME) == "Müller"
    assert query.identifier.text_of(CHARSET) == "ISO_IR 192"


def test_a_query_is_a_record() -> None:
    assert Query(model_of("study"), DataSet()) == build_query(model="study", ask_charset=False)
