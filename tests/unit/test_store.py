"""What the SCP makes of data sets: entities at each level, and the keys that are returned of them."""

from __future__ import annotations

import struct
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pydicom
import pytest
from pydicom.data import get_charset_files, get_testdata_file

from findscu.errors import InvalidQuery
from findscu.identifier import EXPLICIT_LE, DataSet, decode_dataset, encode_dataset
from findscu.models import model_of
from findscu.query import build_query
from findscu.testing import Store, build_dataset, instance, make_uid, workitem, worklist_item
from findscu.testing.responder import GOOD_BEHAVIOUR, respond
from findscu.testing.sources import iter_datasets, read_file
from findscu.testing.store import select_keys

PATIENT, STUDY, WORKLIST = model_of("patient"), model_of("study"), model_of("worklist")


@pytest.fixture
def store() -> Store:
    """Two patients; the first has two studies, the first of which has two series, the first with two images."""
    return Store(
        [
            instance(1),
            instance(1, number=2),
            instance(1, series=2, modality="SR"),
            instance(1, 2, modality="MR"),
            instance(2),
        ]
    )


def texts(entity: DataSet, *keywords: str) -> list[str]:
    return [{element.keyword: element.text for element in entity.values()}.get(keyword, "-") for keyword in keywords]


class TestEntities:
    """PS3.4 Tables C.6-1 to C.6-4."""

    @pytest.mark.parametrize(("level", "count"), [("PATIENT", 2), ("STUDY", 3), ("SERIES", 4), ("IMAGE", 5)])
    def test_one_for_each_unique_key(self, store: Store, level: str, count: int) -> None:
        assert len(store.entities(PATIENT, level)) == count

    def test_patients_are_counted(self, store: Store) -> None:
        first, second = store.entities(PATIENT, "PATIENT")
        counts = [f"NumberOfPatientRelated{what}" for what in ("Studies", "Series", "Instances")]
        assert texts(first, "PatientID", *counts) == ["PAT01", "2", "3", "4"]
        assert texts(second, "PatientID", *counts) == ["PAT02", "1", "1", "1"]
        assert texts(first, "StudyDate", "Modality", "StudyInstanceUID") == ["-", "-", "-"]

    def test_studies_collect_what_is_in_them(self, store: Store) -> None:
        study = store.entities(STUDY, "STUDY")[0]
        assert texts(study, "PatientName", "StudyID", "ModalitiesInStudy") == ["Test^Patient01", "1", "CT\\SR"]
        assert texts(study, "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances") == ["2", "3"]
        assert texts(study, "NumberOfPatientRelatedStudies", "InstanceAvailability") == ["2", "ONLINE"]
        ct, other = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.7"
        assert texts(study, "SOPClassesInStudy") == [f"{ct}\\{other}"]
        assert texts(study, "Modality", "SeriesInstanceUID", "SOPInstanceUID") == ["-", "-", "-"]

    def test_series_and_images(self, store: Store) -> None:
        series = store.entities(STUDY, "SERIES")[0]
        assert texts(series, "Modality", "NumberOfSeriesRelatedInstances", "InstanceNumber") == ["CT", "2", "-"]
        image = store.entities(STUDY, "IMAGE")[1]
        assert texts(image, "InstanceNumber", "StudyID", "NumberOfSeriesRelatedInstances") == ["2", "1", "2"]

    def test_what_is_added_later_counts(self, store: Store) -> None:
        assert len(store.entities(STUDY, "STUDY")) == 3
        store.add(instance(3))
        assert len(store.entities(STUDY, "STUDY")) == 4
        assert len(store) == 6

    def test_an_instance_without_uids_can_be_asked_for(self) -> None:
        store = Store([build_dataset({"PatientName": "Test^Bare"}), build_dataset({"PatientName": "Test^Barer"})])
        uids = [texts(entity, "StudyInstanceUID")[0] for entity in store.entities(STUDY, "STUDY")]
        assert len(set(uids)) == 2
        assert all(pydicom.uid.UID(uid).is_valid for uid in uids)
        assert len(store.entities(PATIENT, "PATIENT")) == 2

    def test_images_that_share_a_uid_are_all_there(self) -> None:
        assert len(Store([instance(), instance()]).entities(STUDY, "IMAGE")) == 2


class TestModels:
    def test_content_tells_the_model(self) -> None:
        hanging_protocol = build_dataset({"SOPClassUID": "1.2.840.10008.5.1.4.38.1"})
        store = Store([instance(), worklist_item(), workitem(), hanging_protocol])
        found = {model: len(store.entities(model_of(model))) for model in ("worklist", "ups-pull", "ups-watch")}
        assert found == {"worklist": 1, "ups-pull": 1, "ups-watch": 1}
        assert store.entities(model_of("hanging-protocol")) == [hanging_protocol]
        assert store.entities(model_of("color-palette")) == []
        assert len(store.entities(STUDY, "IMAGE")) == 1

    def test_or_it_is_said(self) -> None:
        store, dataset = Store(), build_dataset({"ProductName": "Synthetic"})
        store.add(dataset, model_of("product"))
        assert store.entities(model_of("product")) == [dataset]


class TestSelectKeys:
    def test_only_what_was_asked_for(self) -> None:
        answer = select_keys(build_dataset({"PatientName": None, "PatientComments": None}), instance())
        assert texts(answer, "PatientName", "PatientComments", "PatientID") == ["Test^Patient01", "", "-"]

    def test_the_character_set_goes_along_and_bytes_stay(self) -> None:
        stored = decode_dataset(
            bytes.fromhex("0800 0500 4353 0a00") + b"ISO_IR 144" + bytes.fromhex("1000 1000 504e 0400 bfe3ddda"),
            EXPLICIT_LE,
        )
        query = build_dataset({"PatientName": "*"})
        answer = select_keys(query, stored)
        assert encode_dataset(answer, EXPLICIT_LE).endswith(bytes.fromhex("bfe3ddda"))
        assert texts(answer, "SpecificCharacterSet", "PatientName") == ["ISO_IR 144", "Пунк"]

    def test_bytes_that_no_character_set_has_stay_too(self) -> None:
        stored = decode_dataset(
            bytes.fromhex("0800 0500 4353 0a00") + b"ISO_IR 192" + bytes.fromhex("1000 1000 504e 0400 ff41fe42"),
            EXPLICIT_LE,
        )
        answer = select_keys(build_dataset({"PatientName": None}), stored)
        assert encode_dataset(answer, EXPLICIT_LE).endswith(bytes.fromhex("ff41fe42"))

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"Modality": None}, ["Modality"]),
            ({"Modality": "CT", "StationName": None}, ["Modality", "StationName"]),
        ],
    )
    def test_items_have_the_keys_of_the_item_asked(self, asked: dict[str, object], expected: list[str]) -> None:
        answer = select_keys(build_dataset({"ScheduledProcedureStepSequence": asked}), worklist_item())
        (step,) = answer[0x00400100].items
        assert [element.keyword for element in step.values()] == expected

    @pytest.mark.parametrize("asked", [None, [{}]])
    def test_a_sequence_asked_for_as_a_whole_comes_whole(self, asked: object) -> None:
        item = worklist_item()
        answer = select_keys(build_dataset({"ScheduledProcedureStepSequence": asked}), item)
        assert answer[0x00400100] == item[0x00400100]


class TestFiles:
    @pytest.mark.parametrize("path", get_charset_files("*.dcm"), ids=lambda path: Path(path).stem)
    def test_character_set_files_read_as_pydicom_reads_them(self, path: str) -> None:
        expected = pydicom.dcmread(path)
        read = read_file(path)
        assert [name.rstrip("=") for name in texts(read, "PatientName")] == [str(expected.get("PatientName", "-"))]
        assert set(read) == set(expected.keys()) - {0x7FE00010}

    @pytest.mark.parametrize(
        "name",
        ["CT_small.dcm", "JPEG2000.dcm", "MR_small_bigendian.dcm", "image_dfl.dcm", "MR_small_implicit.dcm"],
    )
    def test_every_transfer_syntax_and_no_pixels(self, name: str) -> None:
        path = get_testdata_file(name, download=False)
        expected = pydicom.dcmread(path)
        read = read_file(path)
        assert 0x7FE00010 not in read
        assert texts(read, "SOPInstanceUID", "Modality") == [expected.SOPInstanceUID, expected.Modality]

    def test_pixels_of_an_icon_do_not_end_the_data_set(self, tmp_path: Path) -> None:
        pixels = bytes.fromhex("e07f 1000 4f42 0000 04000000 01020304")
        icon = bytes.fromhex("8800 0002 5351 0000 18000000 feff 00e0 10000000") + pixels
        name = bytes.fromhex("1000 1000 504e 0400") + b"Test"
        meta = bytes.fromhex("0200 1000 5549 1400") + b"1.2.840.10008.1.2.1\0"
        (tmp_path / "icon.dcm").write_bytes(bytes(128) + b"DICM" + meta + name + icon + pixels)
        assert set(read_file(tmp_path / "icon.dcm")) == {0x00100010, 0x00880200}

    def test_folders_give_what_can_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "below").mkdir()
        ct = Path(get_testdata_file("CT_small.dcm", download=False)).read_bytes()
        (tmp_path / "below" / "ct").write_bytes(ct)
        (tmp_path / "notes.txt").write_text("nothing of DICOM")
        (tmp_path / "damaged.dcm").write_bytes(ct[:700])
        assert [texts(read, "Modality") for read in iter_datasets(tmp_path)] == [["CT"]]

    def test_a_file_that_cannot_be_read_is_an_error(self, tmp_path: Path) -> None:
        ct = Path(get_testdata_file("CT_small.dcm", download=False)).read_bytes()
        (tmp_path / "damaged.dcm").write_bytes(ct[:700])
        (tmp_path / "notes.txt").write_text("nothing of DICOM")
        for name in ("damaged.dcm", "notes.txt"):
            with pytest.raises(InvalidQuery, match=name):
                list(iter_datasets(str(tmp_path / name)))
        with pytest.raises(OSError, match="missing"):
            list(iter_datasets(tmp_path / "missing.dcm"))

    def test_a_text_dump(self, tmp_path: Path) -> None:
        lines = "(0010,0010) PN [Worklist^Dump]", "(0040,0100) SQ", "(fffe,e000)", "(0008,0060) CS [CT]", "(fffe,e00d)"
        (tmp_path / "item.dump").write_text("\n".join((*lines, "(fffe,e0dd)", "")))
        (read,) = iter_datasets(tmp_path / "item.dump")
        assert texts(read, "PatientName") == ["Worklist^Dump"]

    def test_pydicom_data_sets_and_dicts(self) -> None:
        source = pydicom.Dataset()
        source.SpecificCharacterSet, source.PatientName = "ISO_IR 126", "Διονυσιος"
        source.PixelData = b"\0\0"
        source["PixelData"].VR = "OW"
        (converted,) = iter_datasets(source)
        assert texts(converted, "SpecificCharacterSet", "PatientName", "PixelData") == ["ISO_IR 126", "Διονυσιος", "-"]
        (built,) = iter_datasets({"PatientName": "Müller", "Rows": 512})
        assert encode_dataset(built, EXPLICIT_LE).endswith(b"US\2\0" + struct.pack("<H", 512))


class TestBuilders:
    def test_the_same_at_each_run(self) -> None:
        assert make_uid("a", 1) == f"2.25.{uuid5(NAMESPACE_OID, 'a 1').int}"
        assert instance() == instance()
        assert instance(2)[0x0020000D] != instance(1)[0x0020000D]

    def test_attributes_of_the_step_are_given_flat(self) -> None:
        item = worklist_item(ScheduledProcedureStepStartDate="20260102", PatientName="Worklist^Other")
        (step,) = item[0x00400100].items
        assert texts(step, "ScheduledProcedureStepStartDate", "Modality") == ["20260102", "CT"]
        assert texts(item, "PatientName", "ScheduledProcedureStepStartDate") == ["Worklist^Other", "-"]


class TestOtherPatientIDs:
    """One of several IDs is enough, whether they stand in one element or in the items of a sequence."""

    STORE = Store(
        [
            instance(1, OtherPatientIDs="OLD1\\OLD2", OtherPatientIDsSequence=[{"PatientID": "A"}, {"PatientID": "B"}]),
            instance(2, OtherPatientIDs="OLD3"),
        ]
    )

    @pytest.mark.parametrize(
        ("key", "found"),
        [
            ("OtherPatientIDs=OLD2", ["PAT01"]),
            ("OtherPatientIDs=OLD*", ["PAT01", "PAT02"]),
            ("OtherPatientIDs=OLD", []),
            ("OtherPatientIDsSequence.PatientID=B", ["PAT01"]),
            ("OtherPatientIDsSequence.PatientID=C", []),
        ],
    )
    def test_matching(self, key: str, found: list[str]) -> None:
        query = build_query(keys=["QueryRetrieveLevel=PATIENT", "PatientID", key])
        answers = respond(self.STORE, query.model, query.identifier, GOOD_BEHAVIOUR, "SCP")
        matches = [answer.identifier for answer in answers if answer.identifier is not None]
        assert [match.text_of(0x00100020) for match in matches] == found
