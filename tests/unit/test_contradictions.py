"""Whether an answer contradicts its query: in favour of the answer, by the rules of PS3.4 §C.2.2.2."""

from __future__ import annotations

import pytest

from findscu.contradictions import contradicted_keys
from findscu.identifier import EXPLICIT_LE, DataSet, decode_dataset
from findscu.matches import Match
from findscu.models import model_of
from findscu.output.verify import Verify
from findscu.query import Query, build_query

STEP = "ScheduledProcedureStepSequence"


def data(*keys: str) -> DataSet:
    return build_query(keys=keys, ask_charset=False, model="1.2.3").identifier


def contradicted(query: str | list[str], answer: str | list[str], *granted: str) -> list[str]:
    keys, values = ([one] if isinstance(one, str) else one for one in (query, answer))
    asked = data(*keys)
    return [asked[tag].keyword for tag in contradicted_keys(asked, data(*values), granted)]


def is_dropped(query: str | list[str], answer: str | list[str], *granted: str) -> bool:
    return bool(contradicted(query, answer, *granted))


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("PatientID=4711", "PatientID=4711"),
        ("PatientID=47*", "PatientID=4711"),
        ("PatientID=4711", "PatientSex=F"),  # absent: nothing is said
        ("PatientID=4711", "PatientID="),  # empty: unknown, and a match (PS3.4 §C.2.2.1.2)
        ("PatientID=", "PatientID=4711"),
        ("StudyInstanceUID=1.2\\1.3", "StudyInstanceUID=1.3"),
        ("ModalitiesInStudy=CT", "ModalitiesInStudy=MR\\CT"),
        ("OtherPatientIDs=B", "OtherPatientIDs=A\\B"),
        ("StudyDate=20260101-20260131", "StudyDate=20260115"),
        ("StudyDate=-20260131", "StudyDate=20260131"),
        ("StudyDate=20260101", "StudyDate=2026.01.01x"),  # cannot be read: nothing is said
        ("StudyTime=0900-1000", "StudyTime=0959.5"),
        ("SeriesNumber=7", "SeriesNumber=007"),
        ("PatientWeight=70", "PatientWeight=70.0"),
        ("Rows=512", "Rows=512"),
        ("QueryRetrieveLevel=STUDY", "QueryRetrieveLevel=SERIES"),  # never matched
        ("SpecificCharacterSet=ISO_IR 100", "SpecificCharacterSet=ISO_IR 192"),
        ("PatientComments=*needle*", "PatientComments=hay needle hay"),
        ("AcquisitionDateTime=2026", "AcquisitionDateTime=2026"),
    ],
)
def test_what_fits_or_says_nothing(query: str, answer: str) -> None:
    assert contradicted(query, answer) == []


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("PatientID=4711", "PatientID=4712"),
        ("PatientID=47?", "PatientID=4711"),
        ("AccessionNumber=a1", "AccessionNumber=A1"),  # only names are compared without case
        ("StudyInstanceUID=1.2\\1.3", "StudyInstanceUID=1.4"),
        ("ModalitiesInStudy=CT", "ModalitiesInStudy=MR\\SR"),
        ("StudyDate=20260101-20260131", "StudyDate=20260201"),
        ("StudyDate=20260101", "StudyDate=20260102"),
        ("StudyTime=0900-1000", "StudyTime=1130"),
        ("SeriesNumber=7", "SeriesNumber=8"),
        ("Rows=512", "Rows=256"),
    ],
)
def test_what_contradicts(query: str, answer: str) -> None:
    assert contradicted(query, answer) == [query.partition("=")[0]]


def test_all_keys_that_are_contradicted_are_named() -> None:
    keys = ["PatientID=1", "PatientName=DOE*", "StudyDate=20260101"]
    assert contradicted(keys, ["PatientID=2", "PatientName=Doe^J", "StudyDate=20260102"]) == ["PatientID", "StudyDate"]


class TestNames:
    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("müller*", "MÜLLER^HANS"),
            ("MULLER*", "Müller^Hans"),
            ("MÜLLER*", "Mu\u0308ller^Hans"),  # the accent on its own
            ("Σμιθ*", "ΣΜΙΘ^Α"),
            ("ﾔﾏﾀﾞ*", "ヤマダ^タロウ"),  # half width and full width
            ("山田*", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
            ("Yamada^Tarou=山田^太郎", "YAMADA^TAROU=山田^太郎=やまだ^たろう"),
            ("DOE^JOHN", "Doe^John^^"),
        ],
    )
    def test_case_accents_and_width_do_not_count(self, query: str, name: str) -> None:
        assert not is_dropped(f"PatientName={query}", f"PatientName={name}")

    @pytest.mark.parametrize(("query", "name"), [("DOE*", "ROE^JANE"), ("DOE^J", "DOE^JOHN"), ("山田*", "田中^一")])
    def test_other_names_do(self, query: str, name: str) -> None:
        assert is_dropped(f"PatientName={query}", f"PatientName={name}")

    def test_fuzzy_matching_knows_better(self) -> None:
        assert is_dropped("PatientName=SWAIN", "PatientName=SWAYNE")
        assert not is_dropped("PatientName=SWAIN", "PatientName=SWAYNE", "fuzzy_names")
        assert is_dropped(["PatientName=SWAIN", "PatientID=1"], ["PatientName=SWAYNE", "PatientID=2"], "fuzzy_names")


class TestSequences:
    def test_one_item_that_fits_is_enough(self) -> None:
        answer = [f"{STEP}[0].Modality=MR", f"{STEP}[1].Modality=CT"]
        assert not is_dropped(f"{STEP}.Modality=CT", answer)
        assert contradicted(f"{STEP}.Modality=US", answer) == [STEP]

    def test_all_keys_of_an_item_fit_the_same_item(self) -> None:
        query = [f"{STEP}.Modality=CT", f"{STEP}.ScheduledStationAETitle=CT1"]
        answer = [f"{STEP}[0].Modality=CT", f"{STEP}[0].ScheduledStationAETitle=CT2", f"{STEP}[1].Modality=MR"]
        assert is_dropped(query, answer)
        assert not is_dropped(query, [*answer, f"{STEP}[2].Modality=CT"])  # whose station is not said

    def test_no_item_says_nothing(self) -> None:
        assert not is_dropped(f"{STEP}.Modality=CT", STEP)
        assert not is_dropped(f"{STEP}.Modality", f"{STEP}.Modality=CT")


class TestMoments:
    DATES = f"{STEP}.ScheduledProcedureStepStartDate"
    TIMES = f"{STEP}.ScheduledProcedureStepStartTime"

    def test_ranges_of_a_worklist_are_one(self) -> None:
        """PS3.4 Table K.6-1: July 5, 10am until July 7, 6pm."""
        query = [f"{self.DATES}=20060705-20060707", f"{self.TIMES}=1000-1800"]
        for date, time, is_wrong in (
            ("20060706", "0300", False),
            ("20060705", "1000", False),
            ("20060705", "0959", True),
            ("20060707", "1801", True),
            ("20060708", "1200", True),
        ):
            assert is_dropped(query, [f"{self.DATES}={date}", f"{self.TIMES}={time}"]) == is_wrong, (date, time)
        assert not is_dropped(query, f"{self.DATES}=20060709")  # without a time nothing is said

    def test_those_of_studies_are_one_where_that_was_granted(self) -> None:
        query, answer = ["StudyDate=20060705-20060707", "StudyTime=1000-1800"], ["StudyDate=20060706", "StudyTime=0300"]
        assert contradicted(query, answer) == ["StudyTime"]
        assert contradicted(query, answer, "combined_date_times") == []

    def test_a_single_date_and_a_range_of_times_stand_for_themselves(self) -> None:
        query = [f"{self.DATES}=20060705", f"{self.TIMES}=1000-1800"]
        assert is_dropped(query, [f"{self.DATES}=20060705", f"{self.TIMES}=0900"])
        assert is_dropped(query, [f"{self.DATES}=20060706", f"{self.TIMES}=1100"])
        assert not is_dropped(query, [f"{self.DATES}=20060705", f"{self.TIMES}=1100"])

    def test_an_adjusted_time_zone_says_nothing_of_dates(self) -> None:
        assert not is_dropped("StudyDate=20260101", "StudyDate=20260102", "timezone_adjustment")

    def test_offsets_from_utc_are_compared_only_with_others(self) -> None:
        query = "ScheduledProcedureStepStartDateTime=20260101100000+0100-20260101110000+0100"
        assert not is_dropped(query, "ScheduledProcedureStepStartDateTime=20260101180000")
        assert is_dropped(query, "ScheduledProcedureStepStartDateTime=20260101180000+0100")
        assert not is_dropped(query, "ScheduledProcedureStepStartDateTime=20260101043000-0500")


def test_empty_values_where_that_was_granted() -> None:
    assert not is_dropped('PatientSex=""', "PatientSex=F")
    assert is_dropped('PatientSex=""', "PatientSex=F", "empty_values")
    assert not is_dropped('PatientSex=""', "PatientSex", "empty_values")


def test_text_that_cannot_be_read_says_nothing() -> None:
    answer = decode_dataset(b"\x10\x00\x10\x00PN\x06\x00M\xfcller", EXPLICIT_LE)  # no character set is declared
    assert contradicted_keys(data("PatientName=MEIER"), answer) == ()


class TestFilter:
    QUERY = Query(model_of("study"), data("PatientID=1", "StudyDate=20260101"))

    def match(self, *keys: str) -> Match:
        return Match(Query(self.QUERY.model, data(*keys)).encode(EXPLICIT_LE), EXPLICIT_LE)

    def test_what_contradicts_is_dropped_and_counted(self) -> None:
        verify = Verify()
        verify.begin(self.QUERY)
        right, wrong = self.match("PatientID=1"), self.match("PatientID=2", "StudyDate=20260102")
        assert list(verify.block([right, wrong, right])) == [right, right]
        assert list(verify.block([self.match("PatientID=3")])) == []
        (note,) = verify.notes()
        assert note.message == "2 matches dropped by --verify-matches: they contradict PatientID, StudyDate"
        assert not note.is_failure

    def test_one_match(self) -> None:
        verify = Verify()
        verify.begin(self.QUERY)
        verify.block([self.match("StudyDate=20260102")])
        assert verify.notes()[0].message == "1 match dropped by --verify-matches: it contradicts StudyDate"

    def test_a_broken_match_passes(self) -> None:
        verify = Verify()
        verify.begin(self.QUERY)
        broken = Match(b"\x10\x00\x20\x00LO\xff\xff1", EXPLICIT_LE)
        assert list(verify.block([broken])) == [broken]
        assert [note.is_expected for note in verify.notes()] == [True]

    def test_fuzzy_names_are_told_of(self) -> None:
        verify = Verify()
        verify.begin(Query(model_of("study"), data("PatientName=SWAIN")), ["fuzzy_names"])
        assert [note.message for note in verify.notes() if not note.is_expected] == [
            "--verify-matches: names are not looked at, as fuzzy matching was granted"
        ]
