"""What is doubtful in a query: each rule of PS3.4 and PS3.5 with a query that breaks it and one that keeps it."""

from __future__ import annotations

import pytest

from findscu.checks import check_query
from findscu.identifier import EXPLICIT_LE, DataSet, Element, decode_dataset
from findscu.models import model_of
from findscu.query import Query, build_query

STUDY = ["QueryRetrieveLevel=STUDY", "StudyInstanceUID"]
SERIES = ["QueryRetrieveLevel=SERIES", "StudyInstanceUID=1.2", "SeriesInstanceUID"]
PATIENT = ["QueryRetrieveLevel=PATIENT", "PatientID"]


def doubts(*keys: str, model: str | None = None) -> list[tuple[str, str]]:
    """Return messages and clauses."""
    found = check_query(build_query(keys=keys, model=model))
    assert all(doubt.hint for doubt in found)
    return [(doubt.message, doubt.clause) for doubt in found]


@pytest.mark.parametrize("level", ["PATIENT", "STUDY"])
def test_a_query_for_the_usual_keys_at_the_top_is_beyond_doubt(level: str) -> None:
    assert check_query(build_query(level=level)) == []


@pytest.mark.parametrize("level", ["WORKLIST", "UPS"])
def test_a_worklist_query_for_the_usual_keys_is_beyond_doubt(level: str) -> None:
    assert check_query(build_query(level=level)) == []


@pytest.mark.parametrize(
    "keys",
    [
        [*STUDY, "PatientName=DOE*", "StudyDate=20260101-", "ModalitiesInStudy=CT", "AccessionNumber=?1"],
        [*STUDY, "StudyInstanceUID=1.2\\1.3"],
        [*SERIES, "Modality=CT"],
        [*PATIENT, "PatientID=1", "PatientName=MÜLLER*"],
        ["(0040,0100)[0].Modality=CT", "(0040,0100).ScheduledProcedureStepStartDate=20260131-20260201"],
        ["(0029,0010)=ACME", "(0029,1001)=00"],
    ],
)
def test_what_is_beyond_doubt(keys: list[str]) -> None:
    assert doubts(*keys) == []


class TestLevel:
    def test_none(self) -> None:
        assert doubts("StudyInstanceUID", model="study") == [
            ("no QueryRetrieveLevel, expected one of STUDY, SERIES, IMAGE", "PS3.4 §C.4.1.1.3.1")
        ]

    def test_not_of_the_model(self) -> None:
        assert doubts("QueryRetrieveLevel=PATIENT", "PatientID", model="study") == [
            ("model study has no level 'PATIENT' but STUDY, SERIES, IMAGE", "PS3.4 §C.6.2")
        ]
        assert doubts("QueryRetrieveLevel=INSTANCE", "SOPInstanceUID")[0][1] == "PS3.4 §C.6.2"

    def test_of_a_model_without_levels(self) -> None:
        assert doubts(*STUDY, model="worklist") == [
            ("model worklist has no levels, but QueryRetrieveLevel is there", "PS3.4 §K.6.1")
        ]
        assert doubts(*STUDY, model="1.2.3") == []


class TestUniqueKeys:
    @pytest.mark.parametrize(
        "key", ["PatientSex", "StudyInstanceUID", "StudyInstanceUID=1.2\\1.3", "StudyInstanceUID=*"]
    )
    def test_above_the_level_a_single_value(self, key: str) -> None:
        message = "level SERIES needs a single value of StudyInstanceUID, the unique key of the level STUDY above it"
        found = doubts("QueryRetrieveLevel=SERIES", "SeriesInstanceUID", key)
        assert (message, "PS3.4 §C.4.1.2.1") in found

    def test_all_levels_above(self) -> None:
        found = doubts("QueryRetrieveLevel=IMAGE", "SOPInstanceUID", model="patient")
        assert [message.split()[7] for message, _ in found] == ["PatientID,", "StudyInstanceUID,", "SeriesInstanceUID,"]

    def test_at_the_level_it_is_there(self) -> None:
        assert doubts("QueryRetrieveLevel=STUDY", "PatientName") == [
            ("StudyInstanceUID, the unique key of level STUDY, is not in the query", "PS3.4 §C.4.1.2.1")
        ]

    def test_at_the_level_without_wild_cards(self) -> None:
        message = "PatientID has wild cards, expected one value or none for a unique key"
        assert doubts(*PATIENT, "PatientID=1*") == [(message, "PS3.4 §C.4.1.2.1")]


class TestOtherLevels:
    def test_above(self) -> None:
        assert doubts(*SERIES, "PatientName") == [
            ("PatientName is a key of level STUDY, above SERIES", "PS3.4 §C.4.1.2.1")
        ]
        found = doubts(*STUDY, "PatientID=1", "PatientName", model="patient")
        assert found == [("PatientName is a key of level PATIENT, above STUDY", "PS3.4 §C.4.1.2.1")]

    def test_below(self) -> None:
        query = build_query(keys=[*STUDY, "Modality=CT"])
        (doubt,) = check_query(query)
        assert doubt.message == "Modality is a key of level SERIES, below STUDY"
        assert doubt.clause == "PS3.4 §C.4.1.1.3.1"
        assert "ModalitiesInStudy" in doubt.hint
        found = doubts(*STUDY, "SOPInstanceUID")
        assert found == [("SOPInstanceUID is a key of level IMAGE, below STUDY", "PS3.4 §C.4.1.1.3.1")]


def test_keys_of_the_procedure_step_beside_its_item() -> None:
    assert doubts("PatientName", "Modality=CT", model="worklist") == [
        ("Modality belongs into the item of ScheduledProcedureStepSequence, not beside it", "PS3.4 §K.6.1.2.2")
    ]


@pytest.mark.parametrize("keys", [[], ["SpecificCharacterSet=ISO_IR 100"], ["TimezoneOffsetFromUTC=+0100"]])
def test_no_key(keys: list[str]) -> None:
    assert doubts(*keys) == [("the query has no key, so that nothing can match", "PS3.4 §C.4.1.3.1.1")]


def test_an_empty_time_zone() -> None:
    assert doubts("PatientName", "TimezoneOffsetFromUTC") == [("TimezoneOffsetFromUTC is empty", "PS3.4 §C.4.1.1.3.1")]


def test_text_of_an_undeclared_set() -> None:
    dataset = decode_dataset(b"\x10\x00\x10\x00PN\x06\x00M\xfcller", EXPLICIT_LE)
    (doubt,) = check_query(Query(model_of("worklist"), dataset))
    assert doubt.message == "PatientName is not ASCII, but the query declares no SpecificCharacterSet"
    assert doubt.clause == "PS3.4 §C.2.2.2"


class TestElements:
    @pytest.mark.parametrize(
        ("key", "message", "clause"),
        [
            ("(0010,0000)=5", "(0010,0000) is a group length, which is retired and not sent", "PS3.5 §7.2"),
            ("(0002,0010)=1.2", "TransferSyntaxUID is of a group that no data set may have", "PS3.5 §7.1"),
            ("(0000,0002)=1.2", "AffectedSOPClassUID is of a group that no data set may have", "PS3.5 §7.1"),
            ("(0007,0010)=41", "(0007,0010) is of a group that no data set may have", "PS3.5 §7.1"),
            (
                "(0029,1101)=00",
                "(0029,1101) is private, but its creator (0029,0011) is not in the query",
                "PS3.5 §7.8.1",
            ),
            ("PixelData=00ff", "PixelData has a value, which would be matched as a whole", "PS3.4 §C.2.2.2.1"),
            ("BeamSequence[2]", "BeamSequence has 3 items, expected one at most", "PS3.4 §C.2.2.2.6"),
            (
                "BeamSequence.PatientBirthDate=*",
                "BeamSequence[0].PatientBirthDate has a wild card, which VR DA does not know",
                "PS3.4 §C.2.2.2.4",
            ),
            (
                "BeamSequence.(0029,1101)=00",
                "BeamSequence[0].(0029,1101) is private, but its creator (0029,0011) is not in the query",
                "PS3.5 §7.8.1",
            ),
        ],
    )
    def test_what_is_doubtful(self, key: str, message: str, clause: str) -> None:
        assert doubts("PatientName", key) == [(message, clause)]


class TestValues:
    @pytest.mark.parametrize(
        "key",
        [
            *("StudyDate=2026*", "StudyTime=*", "AcquisitionDateTime=2026?", "StudyInstanceUID=1.2.*"),
            *("BeamNumber=1?", "PatientWeight=7*", "PatientAge=03?Y"),
        ],
    )
    def test_wild_cards_are_for_some_vrs_only(self, key: str) -> None:
        ((message, clause),) = doubts("PatientName", key)
        assert message.startswith(key.partition("=")[0] + " has a wild card, which VR ")
        assert clause == "PS3.4 §C.2.2.2.4"

    @pytest.mark.parametrize("vr", ["AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"])
    def test_wild_cards_of_the_others(self, vr: str) -> None:
        assert doubts("PatientName", f"(0040,A160):{vr}=A*?") == []

    @pytest.mark.parametrize("key", ["BeamNumber=1-5", "PatientWeight=60-70", "PatientAge=010Y-020Y"])
    def test_ranges_are_for_dates_and_times_only(self, key: str) -> None:
        name = key.partition("=")[0]
        message = f"{name} looks like a range, which only dates and times can be"
        assert doubts("PatientName", key) == [(message, "PS3.4 §C.2.2.2.5.4")]

    @pytest.mark.parametrize(
        "key",
        [
            *("StudyDate=20260131", "StudyDate=20240229", "StudyDate=20260101-", "StudyDate=-20260101"),
            *("StudyDate=20260101-20260101", "StudyTime=09", "StudyTime=0930", "StudyTime=093000.123456"),
            *("StudyTime=235960", "StudyTime=0800-1200", "StudyTime=-12", "StudyTime=08-093000.5"),
            *("AcquisitionDateTime=2026", "AcquisitionDateTime=202601", "AcquisitionDateTime=20260131093000.5"),
            *("AcquisitionDateTime=2026-2027", "AcquisitionDateTime=20260131+0100", "AcquisitionDateTime=-2026"),
            *("AcquisitionDateTime=20260131093000-0500-20260201", "AcquisitionDateTime=2026013109-0500-"),
            *("BeamNumber=-5", "PatientWeight=-5", "PatientWeight=1E-5", "PatientWeight= 70.5 ", "BeamNumber=+5"),
            *("PatientAge=031Y", "Modality=CT", "Modality=C*", "StudyInstanceUID=1.2.0.3", "Rows=5"),
        ],
    )
    def test_forms_that_are_right(self, key: str) -> None:
        assert doubts("PatientName", "Modality", key, model="1.2.3") == []

    @pytest.mark.parametrize(
        ("key", "clause"),
        [
            ("StudyDate=2026", "PS3.5 §6.2"),
            ("StudyDate=20260230", "PS3.5 §6.2"),
            ("StudyDate=21000229", "PS3.5 §6.2"),
            ("StudyDate=2026.01.31", "PS3.5 §6.2"),
            ("StudyDate=today", "PS3.5 §6.2"),
            ("StudyDate=20260101,20260102", "PS3.5 §6.2"),
            ("StudyDate=20260101 - 20260102", "PS3.4 §C.2.2.2.5.1"),
            ("StudyDate=2026-01-31", "PS3.4 §C.2.2.2.5.1"),
            ("StudyTime=25", "PS3.5 §6.2"),
            ("StudyTime=ab", "PS3.5 §6.2"),
            ("StudyTime=9:30", "PS3.5 §6.2"),
            ("StudyTime=0930.5", "PS3.5 §6.2"),
            ("StudyTime=093000.1234567", "PS3.5 §6.2"),
            ("StudyTime=0800-2500", "PS3.4 §C.2.2.2.5.2"),
            ("AcquisitionDateTime=20261301", "PS3.5 §6.2"),
            ("AcquisitionDateTime=20260131+1", "PS3.5 §6.2"),
            ("AcquisitionDateTime=2026-2x", "PS3.4 §C.2.2.2.5.3"),
        ],
    )
    def test_dates_and_times_that_are_none(self, key: str, clause: str) -> None:
        name = key.partition("=")[0]
        vr = {"StudyDate": "DA", "StudyTime": "TM"}.get(name, "DT")
        assert doubts("PatientName", key) == [(f"{name} is neither a value nor a range of VR {vr}", clause)]

    @pytest.mark.parametrize(
        ("key", "clause"),
        [
            ("StudyDate=20260201-20260131", "PS3.4 §C.2.2.2.5.1"),
            ("StudyTime=12-0959", "PS3.4 §C.2.2.2.5.2"),
            ("AcquisitionDateTime=202602-202601", "PS3.4 §C.2.2.2.5.3"),
            ("AcquisitionDateTime=20260131093000-0500", "PS3.4 §C.2.2.2.5.3"),  # a dash is a range: C.2.2.2.1.3
        ],
    )
    def test_ranges_that_end_before_they_begin(self, key: str, clause: str) -> None:
        name = key.partition("=")[0]
        assert doubts("PatientName", key) == [(f"{name} is a range that ends before it begins", clause)]

    def test_a_range_without_ends(self) -> None:
        assert doubts("PatientName", "StudyDate=-") == [("StudyDate is a range without ends", "PS3.4 §C.2.2.2.5.1")]

    @pytest.mark.parametrize(
        ("key", "clause"),
        [
            ("ModalitiesInStudy=ct", "PS3.5 §6.2"),
            ("PatientAge=31", "PS3.5 §6.2"),
            ("BeamNumber=one", "PS3.5 §6.2"),
            ("PatientWeight=1,5", "PS3.5 §6.2"),
            ("PatientWeight=nan", "PS3.5 §6.2"),
            ("StudyInstanceUID=1.02", "PS3.5 §6.2"),
        ],
    )
    def test_other_forms(self, key: str, clause: str) -> None:
        ((message, found),) = doubts("PatientName", key)
        assert message.startswith(key.partition("=")[0] + " is not written as VR ")
        assert found == clause

    @pytest.mark.parametrize(
        ("key", "message"),
        [
            ("AccessionNumber=" + "1" * 17, "AccessionNumber has 17 characters, expected at most 16 (SH)"),
            ("PatientName=" + "A" * 64 + "=" + "B" * 65, "PatientName has 65 characters, expected at most 64 (PN)"),
            ("RetrieveAETitle=" + "A" * 17, "RetrieveAETitle has 17 characters, expected at most 16 (AE)"),
            ("BeamNumber=" + "1" * 13, "BeamNumber has 13 characters, expected at most 12 (IS)"),
        ],
    )
    def test_values_that_are_too_long(self, key: str, message: str) -> None:
        assert doubts("PatientID", key) == [(message, "PS3.5 §6.2")]

    def test_a_wild_card_may_make_a_value_longer(self) -> None:
        assert doubts("AccessionNumber=" + "1" * 16 + "*") == []

    def test_several_values(self) -> None:
        message = "PatientID has 2 values, whose meaning is undefined unless negotiated"
        assert doubts("PatientID=1\\2") == [(message, "PS3.4 §C.2.2.2.8")]
        assert doubts("Rows=1\\2")[0][1] == "PS3.4 §C.2.2.2.8"

    def test_no_value_gets_into_a_message(self) -> None:
        query = build_query(keys=["PatientBirthDate=SECRET", "PatientID=SECRET\\SECRET", "PatientAge=SECRET"])
        assert check_query(query)
        assert not any("SECRET" in repr(doubt) for doubt in check_query(query))


def test_a_data_set_with_a_sequence_among_its_keys_is_walked_whole() -> None:
    inner = DataSet([Element(0x00100030, "DA", ["x"])])
    outer = DataSet([Element(0x300A00B0, "SQ", [DataSet([Element(0x300A00B0, "SQ", [inner])])])])
    (doubt,) = check_query(Query(model_of("worklist"), outer))
    assert doubt.message.startswith("BeamSequence[0].BeamSequence[0].PatientBirthDate is neither")
