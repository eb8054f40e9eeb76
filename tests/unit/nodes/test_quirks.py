"""Quirks: what they make of a query. Expected values are written out; ranges are those of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from fnmatch import fnmatchcase

import pytest

from findscu import build_query
from findscu.nodes import Quirks
from findscu.nodes.quirks import IGNORED, LEFT_OUT, REPLACED, range_of

LEVEL, CHARSET = 0x00080052, 0x00080005
STUDY_DATE, STUDY_TIME, ACQUISITION = 0x00080020, 0x00080030, 0x0008002A
ACCESSION, NAME, STUDY_UID, MODALITIES = 0x00080050, 0x00100010, 0x0020000D, 0x00080061
STEPS, MODALITY, START_DATE = 0x00400100, 0x00080060, 0x00400002


def changed(quirks: Quirks, *keys: str, **how):
    query = build_query(keys=keys, **how)
    before = dict(query.identifier)
    after, notes = quirks.apply(query)
    assert dict(query.identifier) == before, "the query itself stays as it is"
    assert quirks.apply(after)[0].identifier == after.identifier, "a second time changes nothing"
    return after.identifier, {note.kind for note in notes}, [note.message for note in notes]


def test_without_quirks_a_query_stays_as_it_is():
    identifier, kinds, _ = changed(Quirks(), "StudyDate=202611*", "PatientName=", "AccessionNumber=*")
    assert (identifier.text_of(STUDY_DATE), identifier.text_of(ACCESSION), kinds) == ("202611*", "*", set())


@pytest.mark.parametrize(
    ("vr", "pattern", "reach"),
    [
        ("DA", "2026*", "20260101-20261231"),
        ("DA", "202602*", "20260201-20260228"),
        ("DA", "202402??", "20240201-20240229"),
        ("DA", "20261121*", "20261121-20261121"),
        ("DA", "202613*", ""),
        ("DA", "20260230*", ""),
        ("DA", "0000*", ""),
        ("DA", "20?6*", ""),
        ("DA", "*1121", ""),
        ("TM", "10*", "100000-105959.999999"),
        ("TM", "1030*", "103000-103059.999999"),
        ("TM", "103015*", "103015-103015.999999"),
        ("TM", "24*", ""),
        ("TM", "1060*", ""),
        ("TM", "1*", ""),
        ("DT", "2026*", "20260101000000-20261231235959.999999"),
        ("DT", "20261121*", "20261121000000-20261121235959.999999"),
        ("DT", "2026112110*", "20261121100000-20261121105959.999999"),
        ("DT", "2026112125*", ""),
        ("DA", "２０２６*", ""),
    ],
)
def test_a_pattern_that_is_a_range(vr, pattern, reach):
    assert range_of(vr, pattern) == reach


@pytest.mark.parametrize("pattern", ["2024*", "202402*", "202412*", "202402??", "20240229*", "2024????", "202311*"])
def test_the_range_has_the_days_that_the_pattern_matches(pattern):
    """Judged by Python's calendar and its own matching of wild cards, a day after the other."""
    days = [f"{date(2023, 1, 1) + timedelta(number):%Y%m%d}" for number in range(1096)]
    first, last = range_of("DA", pattern).split("-")
    assert [day for day in days if first <= day <= last] == [day for day in days if fnmatchcase(day, pattern)] != []


class TestDates:
    quirks = Quirks(takes_date_wildcards=False)

    def test_a_pattern_becomes_a_range(self):
        identifier, kinds, messages = changed(self.quirks, "StudyDate=202611*", "StudyTime=08*")
        assert identifier.text_of(STUDY_DATE) == "20261101-20261130"
        assert identifier.text_of(STUDY_TIME) == "080000-085959.999999"
        assert kinds == {REPLACED}
        assert messages == ["takes no wild cards in dates and times, sent as a range: StudyDate, StudyTime"]

    def test_any_date_is_an_empty_key(self):
        identifier, kinds, _ = changed(self.quirks, "StudyDate=*")
        assert (identifier.text_of(STUDY_DATE), kinds) == ("", {REPLACED})

    def test_what_is_no_range_is_sent_empty_and_said_to_be_lost(self):
        identifier, kinds, _ = changed(self.quirks, "StudyDate=????1121")
        assert (identifier.text_of(STUDY_DATE), kinds) == ("", {LEFT_OUT})

    def test_items_too_and_nothing_but_dates_and_times(self):
        key = "ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate=2026*"
        identifier, _, _ = changed(self.quirks, key, "PatientName=DOE*")
        assert identifier[STEPS].items[0].text_of(START_DATE) == "20260101-20261231"
        assert identifier.text_of(NAME) == "DOE*"


class TestUniversalMatching:
    def test_a_star_where_stars_may_be(self):
        quirks = Quirks(universal="*")
        identifier, kinds, _ = changed(
            quirks, "PatientName", "StudyDate", "StudyInstanceUID", "AccessionNumber=1", level="STUDY"
        )
        assert identifier.text_of(NAME) == "*"
        assert identifier.text_of(STUDY_DATE) == identifier.text_of(STUDY_UID) == identifier.text_of(CHARSET) == ""
        assert identifier.text_of(LEVEL) == "STUDY"
        assert identifier.text_of(ACCESSION) == "1"
        assert kinds == {REPLACED}

    def test_an_empty_key_instead_of_a_star(self):
        identifier, _, _ = changed(Quirks(universal="empty"), "PatientName=*", "AccessionNumber=*1", "StudyDate=*")
        assert (identifier.text_of(NAME), identifier.text_of(ACCESSION)) == ("", "*1")
        assert identifier.text_of(STUDY_DATE) == "*", "dates have a quirk of their own"


def test_the_word_for_the_level_image():
    identifier, kinds, _ = changed(Quirks(image_level="INSTANCE"), "SOPInstanceUID", level="IMAGE")
    assert (identifier.text_of(LEVEL), kinds) == ("INSTANCE", {REPLACED})
    assert changed(Quirks(image_level="INSTANCE"), level="SERIES")[0].text_of(LEVEL) == "SERIES"


def test_the_character_set_is_not_asked_for_but_declared():
    assert CHARSET not in changed(Quirks(asks_charset=False), "PatientName=A")[0]
    assert changed(Quirks(asks_charset=False), "PatientName=Ä")[0].text_of(CHARSET) == "ISO_IR 192"


class TestIgnoredKeys:
    quirks = Quirks(ignored=((MODALITIES,), (STEPS, MODALITY)))

    def test_they_are_sent_and_said_not_to_narrow_the_answers(self):
        identifier, kinds, messages = changed(self.quirks, "ModalitiesInStudy=CT")
        assert (identifier.text_of(MODALITIES), kinds) == ("CT", {IGNORED})
        assert messages == ["does not match by these keys of the query: ModalitiesInStudy"]

    def test_paths_lead_into_items(self):
        _, _, messages = changed(self.quirks, "ScheduledProcedureStepSequence.Modality=CT", "Modality=CT")
        assert messages == ["does not match by these keys of the query: ScheduledProcedureStepSequence.Modality"]

    def test_a_key_that_matches_anything_is_nothing_to_tell(self):
        assert changed(self.quirks, "ModalitiesInStudy", "ScheduledProcedureStepSequence.Modality=*")[1] == set()


class TestRejectedKeys:
    quirks = Quirks(rejected=((ACCESSION,), (STEPS,)))

    def test_they_are_not_sent(self):
        identifier, kinds, _ = changed(self.quirks, "AccessionNumber=4711", "PatientName")
        assert (ACCESSION in identifier, NAME in identifier, kinds) == (False, True, {LEFT_OUT})

    def test_a_return_key_is_missed_by_nobody(self):
        assert changed(self.quirks, "AccessionNumber", "ScheduledProcedureStepSequence.Modality")[1] == {REPLACED}

    def test_a_sequence_with_a_value_in_it(self):
        identifier, kinds, _ = changed(self.quirks, "ScheduledProcedureStepSequence.Modality=CT")
        assert (STEPS in identifier, kinds) == (False, {LEFT_OUT})


def test_notes_name_some_attributes_and_count_the_others_and_hold_no_value():
    keys = ["PatientName", "PatientID", "AccessionNumber", "StudyID", "StudyDescription", "PatientSex", "Modality"]
    (message,) = changed(Quirks(universal="*"), *keys)[2]
    assert message.endswith(" and 2 more")
    assert "4711" not in str(changed(Quirks(ignored=((ACCESSION,),)), "AccessionNumber=4711")[2])
