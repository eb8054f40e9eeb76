"""Doubts about models without levels, and about what negotiation lifts: each rule broken and kept."""

from __future__ import annotations

import pytest

from findscu.checks import check_query
from findscu.query import build_query

STEP = "ScheduledProcedureStepSequence"
STUDY = ["QueryRetrieveLevel=STUDY", "StudyInstanceUID"]
SERIES = ["QueryRetrieveLevel=SERIES", "StudyInstanceUID=1.2", "SeriesInstanceUID"]
TEMPLATE = [f"ContentTemplateSequence.{key}" for key in ("MappingResource=DCMR", "TemplateIdentifier=9007")]


def doubts(*keys: str, model: str | None = None, negotiated: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return messages and clauses."""
    found = check_query(build_query(keys=keys, model=model), negotiated)
    assert all(doubt.hint for doubt in found)
    return [(doubt.message, doubt.clause) for doubt in found]


class TestWorklist:
    @pytest.mark.parametrize(
        "keys",
        [
            [f"{STEP}.Modality=CT", f"{STEP}.ScheduledStationAETitle=CT1", "PatientName=DOE*", "PatientID=4711"],
            [
                f"{STEP}.ScheduledProcedureStepStartDate=20260101-20260102",
                f"{STEP}.ScheduledPerformingPhysicianName=A*",
            ],
            [f"{STEP}.ScheduledStationName=C*", f"{STEP}.ScheduledProcedureStepID", "AccessionNumber=1*", "Rows=1"],
            [f"{STEP}.ScheduledProtocolCodeSequence.CodeMeaning=chest*", "(0029,0010)=ACME", "(0029,1001)=00"],
            ["PertinentDocumentsSequence", f"{STEP}.ScheduledProcedureStepStartTime=0800-1200"],
        ],
    )
    def test_what_is_beyond_doubt(self, keys: list[str]) -> None:
        assert doubts(*keys, model="worklist") == []

    @pytest.mark.parametrize(
        ("key", "message"),
        [
            (f"{STEP}.Modality=C*", f"{STEP}.Modality is matched by a single value only, and has wild cards"),
            (
                f"{STEP}.ScheduledStationAETitle=*",
                f"{STEP}.ScheduledStationAETitle is matched by a single value only, and has wild cards",
            ),
            ("PatientID=47?", "PatientID is matched by a single value only, and has wild cards"),
            (
                f"{STEP}.ScheduledProtocolCodeSequence.ProtocolContextSequence.ValueType=TEXT",
                f"{STEP}.ScheduledProtocolCodeSequence.ProtocolContextSequence.ValueType has a value, "
                "but model worklist does not match it",
            ),
            (
                "PertinentDocumentsSequence.DocumentTitle=X",
                "PertinentDocumentsSequence.DocumentTitle has a value, but model worklist does not match it",
            ),
        ],
    )
    def test_what_the_table_does_not_allow(self, key: str, message: str) -> None:
        assert doubts("PatientName", key, model="worklist") == [(message, "PS3.4 Table K.6-1")]

    def test_several_items(self) -> None:
        ((message, clause),) = doubts(f"{STEP}[0].Modality=CT", f"{STEP}[1].Modality=MR", model="worklist")
        assert (message, clause) == (f"{STEP} has 2 items, expected one at most", "PS3.4 §C.2.2.2.6")


class TestUps:
    def test_what_is_beyond_doubt(self) -> None:
        keys = ["ProcedureStepState=SCHEDULED", "PatientName=A*", "Allergies", "ProcedureStepLabel=X*", "(0029,0010)=A"]
        keys += ["ScheduledStationNameCodeSequence.CodeValue=CT1", "ScheduledProcedureStepStartDateTime=20260101-"]
        assert doubts(*keys, model="ups") == []

    @pytest.mark.parametrize(
        ("key", "message"),
        [
            ("TransactionUID=1.2", "TransactionUID cannot be queried"),
            ("EthnicGroup", "EthnicGroup is no key of model ups-pull"),
            (
                "ScheduledStationNameCodeSequence.CodeMeaning=CT",
                "ScheduledStationNameCodeSequence.CodeMeaning has a value, but model ups-pull does not match it",
            ),
            (
                "ScheduledStationNameCodeSequence.CodeValue=C*",
                "ScheduledStationNameCodeSequence.CodeValue is matched by a single value only, and has wild cards",
            ),
            (
                "InputReadinessState=R*",
                "InputReadinessState is matched by a single value only, and has wild cards",
            ),
            (
                "ProcedureStepProgressInformationSequence.ReasonForCancellation",
                None,
            ),
        ],
    )
    def test_what_the_table_does_not_allow(self, key: str, message: str | None) -> None:
        found = doubts("PatientName", key, model="ups")
        assert found == ([] if message is None else [(message, "PS3.4 Table CC.2.5-3")])


class TestRelevantPatientInformation:
    def test_what_is_beyond_doubt(self) -> None:
        keys = ["PatientID=1", "IssuerOfPatientID=A", *TEMPLATE, "PatientName", "ContentSequence", "EthnicGroup"]
        assert doubts(*keys, model="general-patient-info") == []

    def test_nobody_is_asked_for(self) -> None:
        assert doubts("PatientID", *TEMPLATE, model="general-patient-info") == [
            ("no PatientID, by which alone patients are found", "PS3.4 Table Q.4-1")
        ]

    @pytest.mark.parametrize("keys", [[], TEMPLATE[:1], [*TEMPLATE, "ContentTemplateSequence[1].MappingResource=DCMR"]])
    def test_no_template(self, keys: list[str]) -> None:
        message = "no ContentTemplateSequence with MappingResource and TemplateIdentifier in one item"
        assert (message, "PS3.4 §Q.2.1.1.3.1") in doubts("PatientID=1", *keys, model="general-patient-info")

    @pytest.mark.parametrize("key", ["PatientName=DOE*", "EthnicGroup=X"])
    def test_names_are_not_matched(self, key: str) -> None:
        message = f"{key.partition('=')[0]} has a value, but model cardiac-patient-info does not match it"
        assert doubts("PatientID=1", *TEMPLATE, key, model="cardiac-patient-info") == [(message, "PS3.4 Table Q.4-1")]

    def test_what_must_be_empty(self) -> None:
        keys = ["PatientID=1", *TEMPLATE, "ConceptNameCodeSequence.CodeValue", "ContentSequence[0]"]
        assert {message.split()[0] for message, _ in doubts(*keys, model="general-patient-info")} == {
            *("ConceptNameCodeSequence", "ContentSequence")
        }

    def test_wild_cards(self) -> None:
        assert doubts("PatientID=1*", *TEMPLATE, model="general-patient-info") == [
            ("PatientID is matched by a single value only, and has wild cards", "PS3.4 Table Q.4-1")
        ]


class TestOthers:
    def test_substance_approval_needs_a_patient_a_package_and_a_route(self) -> None:
        clause = "PS3.4 Table V.6-2"
        assert doubts("PatientName", model="substance") == [
            ("neither PatientID nor AdmissionID has a value", clause),
            ("no ProductPackageIdentifier", clause),
            ("no AdministrationRouteCodeSequence", clause),
        ]
        route = "AdministrationRouteCodeSequence.CodeValue=C38276"
        assert doubts("AdmissionID=1", "ProductPackageIdentifier=2", route, model="substance") == []

    def test_a_list_of_uids_where_one_is_expected(self) -> None:
        message = "SOPClassUID is matched by a single value only, and has a list of UIDs"
        assert doubts("SOPInstanceUID", "SOPClassUID=1.2\\1.3", model="color-palette") == [
            (message, "PS3.4 Table X.6-1")
        ]
        path = "ReplacedImplantTemplateSequence.ReferencedSOPInstanceUID"
        assert doubts("SOPInstanceUID", f"{path}=1.2\\1.3", model="implant") == []
        assert doubts("SOPInstanceUID", f"{path}=1.2", model="implant") == []

    def test_attributes_that_a_model_does_not_know(self) -> None:
        found = doubts("HangingProtocolName=A*", "PatientName", model="hanging-protocol")
        assert found == [("PatientName is no key of model hanging-protocol", "PS3.4 Table U.6-1")]

    @pytest.mark.parametrize("model", ["inventory", "gp-worklist", "1.2.3"])
    def test_models_without_a_table_are_left_alone(self, model: str) -> None:
        assert doubts("PatientName=A*", "PatientID=1*", "Rows=1", model=model) == []


class TestLevels:
    @pytest.mark.parametrize(
        ("keys", "message", "clause"),
        [
            (
                [*SERIES, "StudyDescription"],
                "StudyDescription is a key of level STUDY, above SERIES",
                "PS3.4 §C.4.1.2.1",
            ),
            ([*SERIES, "PatientSex"], "PatientSex is a key of level STUDY, above SERIES", "PS3.4 §C.4.1.2.1"),
            (
                [*SERIES, "NumberOfStudyRelatedSeries"],
                "NumberOfStudyRelatedSeries is a key of level STUDY, above SERIES",
                "PS3.4 §C.4.1.2.1",
            ),
            (
                [*STUDY, "SeriesDescription=HEAD*"],
                "SeriesDescription is a key of level SERIES, below STUDY",
                "PS3.4 §C.4.1.1.3.1",
            ),
            ([*STUDY, "SOPClassUID"], "SOPClassUID is a key of level IMAGE, below STUDY", "PS3.4 §C.4.1.1.3.1"),
        ],
    )
    def test_optional_keys_of_other_levels(self, keys: list[str], message: str, clause: str) -> None:
        assert doubts(*keys) == [(message, clause)]

    @pytest.mark.parametrize(
        "keys",
        [
            [*STUDY, "PatientAge=031Y", "ProcedureCodeSequence", "PatientComments", "ReferringPhysicianName"],
            [*SERIES, "BodyPartExamined=CHEST", "SeriesDescription", "InstitutionName", "(0029,0010)=A"],
            [*STUDY, "RetrieveAETitle", "NameOfPhysiciansReadingStudy"],
        ],
    )
    def test_optional_keys_of_the_level(self, keys: list[str]) -> None:
        assert doubts(*keys) == []

    def test_relational_queries_lift_the_hierarchy(self) -> None:
        keys = ["QueryRetrieveLevel=IMAGE", "SOPInstanceUID", "PatientName=DOE*", "Modality=CT", "StudyDate=20260101-"]
        assert len(doubts(*keys)) == 5
        assert doubts(*keys, negotiated=("relational_queries",)) == []
        message = "SOPInstanceUID, the unique key of level IMAGE, is not in the query"
        assert doubts(keys[0], "Modality=CT", negotiated=("relational_queries",)) == [(message, "PS3.4 §C.4.1.2.1")]


class TestRequests:
    def test_instance_availability_is_returned_and_not_asked_for(self) -> None:
        assert doubts(*STUDY, "InstanceAvailability") == [
            ("InstanceAvailability must not be in a request", "PS3.4 §C.4.1.1.3.2")
        ]

    def test_a_view_needs_negotiation(self) -> None:
        message = "QueryRetrieveView is there, but conversion of enhanced multi-frame images is not negotiated"
        assert doubts(*STUDY, "QueryRetrieveView=CLASSIC") == [(message, "PS3.4 §C.4.1.1.3.1")]
        assert doubts(*STUDY, "QueryRetrieveView=CLASSIC", negotiated=("enhanced_conversion",)) == []
        message = "QueryRetrieveView is neither CLASSIC nor ENHANCED"
        found = doubts(*STUDY, "QueryRetrieveView=OLD", negotiated=("enhanced_conversion",))
        assert found == [(message, "PS3.4 §C.4.1.2.2.2")]


class TestNegotiatedValues:
    def test_two_quotation_marks(self) -> None:
        message = "PatientSex is two quotation marks, which mean an empty value only where that is negotiated"
        assert doubts(*STUDY, 'PatientSex=""') == [(message, "PS3.4 §C.2.2.2.7")]
        assert doubts(*STUDY, 'PatientSex=""', 'PatientBirthDate=""', negotiated=("empty_values",)) == []

    def test_several_values(self) -> None:
        both = ("multiple_values",)
        assert doubts(*STUDY, "ModalitiesInStudy=CT\\PT")[0][0].endswith("undefined unless negotiated")
        assert doubts(*STUDY, "ModalitiesInStudy=CT\\PT", negotiated=both) == []
        clause = "PS3.4 §C.2.2.2.8"
        assert doubts(*STUDY, "PatientID=1\\2", negotiated=both) == [
            ("PatientID has 2 values, which no match can have", clause)
        ]
        assert doubts(*STUDY, "StudyDate=20260101\\20260102", negotiated=both)[0][1] == clause
        found = doubts(*STUDY, "OtherPatientNames=A*\\B", negotiated=both)
        assert found == [("OtherPatientNames has several values with a wild card among them", clause)]

    @pytest.mark.parametrize("value", ["*=*", "*=*=*"])
    def test_names_with_wild_cards_around_the_group_delimiter(self, value: str) -> None:
        message = "PatientName has wild cards around =, which is not the same as matching everything"
        assert doubts(*STUDY, f"PatientName={value}") == [(message, "PS3.4 §C.2.2.2.4")]
        assert doubts(*STUDY, "PatientName=*", "PatientComments=*") == []

    @pytest.mark.parametrize(
        ("value", "hint"),
        [
            ("tody", "did you mean today?"),
            ("lastmonth", "did you mean last-month?"),
            ("xyz", "write it as 20260131, 20260101-20260131, 20260101- or -20260131, or today, -7d, last-month, "),
        ],
    )
    def test_a_word_that_is_no_date_gets_a_hint(self, value: str, hint: str) -> None:
        (doubt,) = check_query(build_query(keys=[*STUDY, f"StudyDate={value}"]))
        assert doubt.hint.startswith(hint)
