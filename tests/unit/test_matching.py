"""Matching by PS3.4 §C.2.2.2: expected values are the standard's words, case by case."""

from __future__ import annotations

import pytest

from findscu.identifier import DataSet, Element
from findscu.matching import is_key_match, is_match, is_universal, is_wildcard_match, split_range

PATIENT_NAME = 0x00100010
CHARSET = 0x00080005
LEVEL = 0x00080052
STEPS = 0x00400100
MODALITY = 0x00080060


def matches(vr: str, wanted: str, stored: str) -> bool:
    """Match text with backslashes between values."""
    values = [text.split("\\") if text else [] for text in (wanted, stored)]
    key, found = (Element(0x00090001, vr, value) for value in values)
    return is_key_match(key, found)


def dataset(**values: object) -> DataSet:
    made = DataSet()
    for keyword, value in values.items():
        if isinstance(value, list):
            tag = made.set(keyword).tag
            made[tag] = Element(tag, "SQ", value)
        else:
            made.set(keyword, *([] if value is None else [value]))
    return made


class TestSingleValue:
    """PS3.4 §C.2.2.2.1."""

    @pytest.mark.parametrize(
        ("vr", "wanted", "stored", "expected"),
        [
            ("LO", "ABC", "ABC", True),
            ("LO", "ABC", "abc", False),
            ("LO", "ABC", "ABCD", False),
            ("LO", "ABC", "", False),
            ("CS", "MR", "CT\\MR", True),
            ("CS", "MR", "CT\\US", False),
            ("UI", "1.2.3", "1.2.3", True),
            ("UI", "1.2.*", "1.2.3", False),
            ("AS", "04?Y", "040Y", False),
            ("IS", "7", "007", True),
            ("IS", "7", "8", False),
            ("DS", "1.50", "+1.5E0", True),
            ("DS", "tall", "tall", True),
            ("DS", "nan", "1", False),
        ],
    )
    def test_text(self, vr: str, wanted: str, stored: str, expected: bool) -> None:
        assert matches(vr, wanted, stored) is expected

    def test_numbers_compare_as_numbers(self) -> None:
        assert is_key_match(Element(0x00280010, "US", [512]), Element(0x00280010, "US", [512]))
        assert not is_key_match(Element(0x00280010, "US", [512]), Element(0x00280010, "US", [256]))
        assert not is_key_match(Element(0x00280010, "US", [512]), Element(0x00280010, "US"))

    def test_an_absent_attribute_does_not_match(self) -> None:
        assert not is_key_match(Element(PATIENT_NAME, "PN", ["Test"]), None)

    @pytest.mark.parametrize(
        ("key", "stored", "expected"),
        [
            (Element(0x00090010, "UN", [b"ACME 1.1"]), Element(0x00090010, "LO", ["ACME 1.1"]), True),
            (Element(0x00090010, "UN", [b"ACME 1.1"]), Element(0x00090010, "PN", ["ACME"]), False),
            (Element(0x00090010, "LO", ["ACME*"]), Element(0x00090010, "UN", [b"ACME 1.1"]), True),
            (Element(0x00091001, "UN", [b"\x00\x02"]), Element(0x00091001, "US", [512]), True),
            (Element(0x00091001, "UN", [b"\x00\x02"]), Element(0x00091001, "SQ", [DataSet()]), False),
            (Element(0x00280106, "US", [7]), Element(0x00280106, "SS", [7]), True),
            (Element(0x00280106, "DA", ["20260101"]), Element(0x00280106, "US", [7]), False),
            (Element(0x00280106, "SQ", [dataset(Modality="CT")]), Element(0x00280106, "LO", ["CT"]), False),
        ],
    )
    def test_different_vrs(self, key: Element, stored: Element, expected: bool) -> None:
        assert is_key_match(key, stored) is expected


class TestNames:
    """PS3.4 §C.2.2.2.1 leaves case to the SCP; component groups are PS3.5 §6.2.1."""

    @pytest.mark.parametrize(
        ("wanted", "stored", "expected"),
        [
            ("test^patient", "TEST^Patient", True),
            ("test^patient", "Test^Patient^^^", True),
            ("test^patient^^", "Test^Patient", True),
            ("test", "Test^Patient", False),
            ("ΔΙΟΝΥΣΙΟΣ", "Διονυσιος", True),
            ("ΔΙΟΝΥΣ*", "Διονυσιος", True),
            ("MÜLLER*", "Müller^Test", True),
            ("MULLER*", "Müller^Test", False),
            ("山田^太郎", "Yamada^Tarou=山田^太郎=やまだ^たろう", True),
            ("yamada*", "Yamada^Tarou=山田^太郎=やまだ^たろう", True),
            ("やまだ*", "Yamada^Tarou=山田^太郎=やまだ^たろう", True),
            ("Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^太郎=やまだ^たろう", True),
            ("=山田*", "Yamada^Tarou=山田^太郎", True),
            ("=*太郎=", "Yamada^Tarou=山田^太郎", True),
            ("Yamada^Tarou=鈴木*", "Yamada^Tarou=山田^太郎", False),
            ("山田*=", "Yamada^Tarou=山田^太郎", False),
            ("==やまだ*", "Yamada^Tarou=山田^太郎", False),
            ("*", "", True),
        ],
    )
    def test_name(self, wanted: str, stored: str, expected: bool) -> None:
        assert matches("PN", wanted, stored) is expected


class TestUidList:
    """PS3.4 §C.2.2.2.2."""

    def test_any_of_the_list(self) -> None:
        assert matches("UI", "1.2.3\\1.2.4\\1.2.5", "1.2.4")
        assert not matches("UI", "1.2.3\\1.2.4", "1.2.40")


class TestUniversal:
    """PS3.4 §C.2.2.2.3, and §C.2.2.2.6 for sequences."""

    def test_no_value_matches_anything_and_nothing(self) -> None:
        assert matches("LO", "", "ABC")
        assert matches("LO", "", "")
        assert is_key_match(Element(PATIENT_NAME, "PN"), None)

    def test_sequences_of_universal_keys_are_universal(self) -> None:
        key = Element(STEPS, "SQ", [dataset(Modality=None, ScheduledProtocolCodeSequence=[dataset(CodeValue=None)])])
        assert is_universal(key)
        assert is_universal(Element(STEPS, "SQ"))
        assert is_universal(Element(STEPS, "SQ", [dataset(SpecificCharacterSet="ISO_IR 192", Modality=None)]))
        assert is_universal(Element(STEPS, "SQ", [DataSet()]))
        assert is_key_match(key, None)
        assert not is_universal(Element(STEPS, "SQ", [dataset(Modality="CT")]))


class TestWildCard:
    """PS3.4 §C.2.2.2.4."""

    @pytest.mark.parametrize(
        ("pattern", "text", "expected"),
        [
            ("*", "", True),
            ("?", "", False),
            ("", "", True),
            ("", "a", False),
            ("a*", "a", True),
            ("a*c", "abbbc", True),
            ("a*c", "abbbcd", False),
            ("a?c", "abc", True),
            ("a?c", "ac", False),
            ("*b*", "abc", True),
            ("*?", "a", True),
            ("*aab", "aaaab", True),
            ("a*b*c*d", "axxbxxcxxd", True),
            ("**", "anything", True),
            ("a*", "*a", False),
            ("[ab]*", "a", False),
            ("*.?", "1.2", True),
            ("a*b", "a*b", True),
        ],
    )
    def test_pattern(self, pattern: str, text: str, expected: bool) -> None:
        assert is_wildcard_match(pattern, text) is expected

    def test_many_stars_take_no_more_than_pattern_times_text(self) -> None:
        assert not is_wildcard_match("*a" * 200 + "b", "a" * 2_000)

    @pytest.mark.parametrize("vr", ["AE", "CS", "LO", "LT", "SH", "ST", "UC", "UR", "UT"])
    def test_text_takes_wild_cards(self, vr: str) -> None:
        assert matches(vr, "A?C*", "ABCDE")
        assert matches(vr, "*", "")

    @pytest.mark.parametrize("vr", ["AS", "DA", "DS", "DT", "IS", "TM", "UI"])
    def test_other_text_does_not(self, vr: str) -> None:
        assert not matches(vr, "2026*", "20260101")


class TestRange:
    """PS3.4 §C.2.2.2.5: both ends belong to the range."""

    @pytest.mark.parametrize(
        ("vr", "wanted", "stored", "expected"),
        [
            ("DA", "20260101-20260131", "20260101", True),
            ("DA", "20260101-20260131", "20260131", True),
            ("DA", "20260101-20260131", "20260201", False),
            ("DA", "20260101-", "20991231", True),
            ("DA", "20260101-", "20251231", False),
            ("DA", "-20260101", "20260101", True),
            ("DA", "-20260101", "20260102", False),
            ("DA", "20260101-20260131", "", False),
            ("DA", "20260101-20260131", "nonsense", False),
            ("DA", "20260101-nonsense", "20260101", False),
            ("DA", "nonsense-20260101", "20260101", False),
            ("DA", "-", "20260101", True),
            ("DA", "20260131-20260101", "20260115", False),
            ("DA", "20260101 - 20260131", "20260115", True),
            ("DA", "20040101-20041231", "2004.08.26", True),
            ("DA", "20260101\\20260105-20260107", "20260106", True),
            ("TM", "1000-1130", "100000", True),
            ("TM", "1000-1130", "113059.999", True),
            ("TM", "1000-1130", "1131", False),
            ("TM", "10-", "095959.999999", False),
            ("TM", "-10", "105959", True),
            ("TM", "1000-1130", "10:15:00", True),
            ("TM", "100000.5-100001", "100000.4", False),
            ("TM", "100000.5-100001", "100000.50", True),
            ("DT", "20260101-20260131", "20260131235959.999999", True),
            ("DT", "2026-2027", "20271231", True),
            ("DT", "2026-2027", "2028", False),
            ("DT", "202602-", "20260131235959", False),
            ("DT", "20260101120000-0500-", "20260101165959+0000", False),
            ("DT", "20260101120000-0500-", "20260101170000+0000", True),
            ("DT", "20260101000000+0900-20260101235959+0900", "20251231150000", True),
            ("DT", "-20260101+0900", "20260101145959", True),
            ("DT", "-20260101+0900", "20260101150000", False),
            ("DT", "-00010101+0100", "2026", False),
        ],
    )
    def test_range(self, vr: str, wanted: str, stored: str, expected: bool) -> None:
        assert matches(vr, wanted, stored) is expected

    @pytest.mark.parametrize(
        ("vr", "wanted", "stored", "expected"),
        [
            ("DA", "20260101", "2026.01.01", True),
            ("DA", "20260101", "20260102", False),
            ("TM", "10", "100000.000", True),
            ("TM", "10", "1030", False),
            ("TM", "1000.5", "1000.5", True),
            ("TM", "1000.5", "1000", False),
            ("DT", "20260101", "20260101000000", True),
            ("DT", "20260101120000+0100", "20260101110000", True),
            ("DT", "20260101120000+0100", "20260101120000", False),
        ],
    )
    def test_one_moment(self, vr: str, wanted: str, stored: str, expected: bool) -> None:
        assert matches(vr, wanted, stored) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("20260101", None),
            ("20260101-", ("20260101", "")),
            ("20260101120000-0500", None),
            ("20260101120000-0500-", ("20260101120000-0500", "")),
            ("-20260101120000-0500", ("", "20260101120000-0500")),
            ("2026-2027", ("2026", "2027")),
            ("20260101-0500-20260102-0500", ("20260101-0500", "20260102-0500")),
            ("20260101+0900-20260102+0900", ("20260101+0900", "20260102+0900")),
        ],
    )
    def test_the_hyphen_of_an_offset_splits_nothing(self, text: str, expected: tuple[str, str] | None) -> None:
        assert split_range("DT", text) == expected


class TestSequence:
    """PS3.4 §C.2.2.2.6: all keys of the item in one item of the data set."""

    STORED = Element(STEPS, "SQ", [dataset(Modality="CT", ScheduledStationAETitle="A"), dataset(Modality="MR")])

    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            ({"Modality": "CT"}, True),
            ({"Modality": "MR"}, True),
            ({"Modality": "US"}, False),
            ({"Modality": "CT", "ScheduledStationAETitle": "A"}, True),
            ({"Modality": "MR", "ScheduledStationAETitle": "A"}, False),
            ({"Modality": "CT", "ScheduledStationAETitle": None}, True),
        ],
    )
    def test_one_item_meets_all_keys(self, keys: dict[str, object], expected: bool) -> None:
        assert is_key_match(Element(STEPS, "SQ", [dataset(**keys)]), self.STORED) is expected

    def test_no_item_meets_none(self) -> None:
        key = Element(STEPS, "SQ", [dataset(Modality="CT")])
        assert not is_key_match(key, Element(STEPS, "SQ"))
        assert not is_key_match(key, None)

    def test_sequences_in_sequences(self) -> None:
        stored = dataset(ScheduledProtocolCodeSequence=[dataset(CodeValue="X"), dataset(CodeValue="Y")])
        for code, expected in (("Y", True), ("Z", False)):
            nested = dataset(ScheduledProtocolCodeSequence=[dataset(CodeValue=code)])
            assert is_key_match(Element(STEPS, "SQ", [nested]), Element(STEPS, "SQ", [stored])) is expected


class TestDataSets:
    def test_all_keys_have_to_match(self) -> None:
        candidate = dataset(PatientName="Test^Patient01", Modality="CT")
        assert is_match(dataset(PatientName="test*", Modality="CT"), candidate)
        assert not is_match(dataset(PatientName="test*", Modality="MR"), candidate)
        assert is_match(DataSet(), candidate)

    def test_what_says_how_to_read_the_query_is_no_condition(self) -> None:
        query = dataset(SpecificCharacterSet="ISO_IR 192", QueryRetrieveLevel="STUDY", TimezoneOffsetFromUTC="+0100")
        query[0x00080000] = Element(0x00080000, "UL", [42])
        assert is_match(query, DataSet())

    def test_ignored_keys_are_no_condition(self) -> None:
        assert is_match(dataset(Modality="MR"), dataset(Modality="CT"), ignored={MODALITY})


class TestRangesOfDatesAndTimes:
    """PS3.4 Table K.6-1: the date range July 5 to July 7 and the time range 10am to 6pm are one period."""

    @pytest.mark.parametrize(
        ("date", "time", "expected"),
        [
            ("20060705", "0959", False),
            ("20060705", "1000", True),
            ("20060706", "0300", True),
            ("20060707", "1800", True),
            ("20060707", "180101", False),
            ("20060704", "1200", False),
        ],
    )
    def test_of_a_procedure_step_are_one(self, date: str, time: str, expected: bool) -> None:
        ranges = ("20060705-20060707", "1000-1800")
        names = ("ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime")
        query = dataset(ScheduledProcedureStepSequence=[dataset(**dict(zip(names, ranges, strict=True)))])
        step = dataset(ScheduledProcedureStepSequence=[dataset(**dict(zip(names, (date, time), strict=True)))])
        assert is_match(query, step) is expected

    def test_of_a_study_are_two_without_negotiation(self) -> None:
        """PS3.4 §C.2.2.2.5.4: 10am until 6pm on each of July 5, July 6 and July 7."""
        query = dataset(StudyDate="20060705-20060707", StudyTime="1000-1800")
        assert not is_match(query, dataset(StudyDate="20060706", StudyTime="0300"))
        assert is_match(query, dataset(StudyDate="20060706", StudyTime="1100"))

    def test_of_different_forms_are_two(self) -> None:
        names = ("ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime")
        query = dataset(**dict(zip(names, ("20060705-", "1000-1800"), strict=True)))
        assert not is_match(query, dataset(**dict(zip(names, ("20060706", "0300"), strict=True))))
