"""Dates as people say them: each word with the value that a calendar on the wall gives for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findscu.asking.moments import Calendar, Moment
from findscu.asking.spoken_dates import read_spoken
from findscu.clock import LocalZone, local_now
from findscu.errors import InvalidKey, InvalidQuery
from findscu.key_values import BadValue
from findscu.query import build_query
from findscu.value_checks import is_moment

try:
    BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
except ZoneInfoNotFoundError:
    pytest.skip("this machine has no time zone database", allow_module_level=True)
NOW = datetime(2026, 11, 21, 13, 45, 7, 890123, tzinfo=BERLIN)  # a Saturday

STUDY_DATE, STUDY_TIME, STARTS = 0x00080020, 0x00080030, 0x00404005


def said(vr: str, text: str, now: datetime = NOW) -> str:
    return Calendar(now).resolve(STUDY_DATE, vr, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today", "20261121"),
        ("Today ", "20261121"),
        ("yesterday", "20261120"),
        ("tomorrow", "20261122"),
        ("now", "20261121"),
        ("this-week", "20261116-20261122"),
        ("last-week", "20261109-20261115"),
        ("next week", "20261123-20261129"),
        ("this-month", "20261101-20261130"),
        ("last-month", "20261001-20261031"),
        ("next_month", "20261201-20261231"),
        ("this-year", "20260101-20261231"),
        ("last-year", "20250101-20251231"),
        ("-7d", "20261114-20261121"),
        ("-1 day", "20261120-20261121"),
        ("+2w", "20261121-20261205"),
        ("-2 weeks", "20261107-20261121"),
        ("-6m", "20260521-20261121"),
        ("-9 months", "20260221-20261121"),
        ("-1y", "20251121-20261121"),
        ("-2h", "20261121"),
        ("-20h", "20261120-20261121"),
        ("2026-11-21", "20261121"),
        ("2026-11", "20261101-20261130"),
        ("2024-02", "20240201-20240229"),
        ("2026", "20260101-20261231"),
        ("2026-11-01..2026-11-21", "20261101-20261121"),
        ("2026-11-01 .. 2026-11-21", "20261101-20261121"),
        ("20261101..today", "20261101-20261121"),
        ("2026-10..2026-11", "20261001-20261130"),
        ("2025..2026", "20250101-20261231"),
        ("last-month..this-month", "20261001-20261130"),
        ("-7d..-1d", "20261114-20261120"),
        ("-7d..", "20261114-"),
        ("..yesterday", "-20261120"),
        ("today..+2d", "20261121-20261123"),
        ("today..today", "20261121"),
        ("today\\2026-11-01", "20261121\\20261101"),
    ],
)
def test_dates(text: str, value: str) -> None:
    assert said("DA", text) == value


@pytest.mark.parametrize(
    ("now", "text", "value"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), "-1m", "20260228-20260331"),
        (datetime(2024, 2, 29, tzinfo=UTC), "-1y", "20230228-20240229"),
        (datetime(2024, 2, 29, tzinfo=UTC), "+4y", "20240229-20280229"),
        (datetime(2026, 1, 1, tzinfo=UTC), "last-week", "20251222-20251228"),
        (datetime(2026, 1, 1, tzinfo=UTC), "last-month", "20251201-20251231"),
        (datetime(2026, 12, 31, tzinfo=UTC), "next-month", "20270101-20270131"),
        (datetime(2026, 3, 29, 12, tzinfo=BERLIN), "yesterday", "20260328"),  # a day of 23 hours
        (datetime(2026, 10, 25, 12, tzinfo=BERLIN), "tomorrow", "20261026"),  # one of 25
        (datetime(2026, 11, 21), "-7d", "20261114-20261121"),
    ],
)
def test_calendars_have_their_ways(now: datetime, text: str, value: str) -> None:
    assert said("DA", text, now) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("now", "134507"),
        ("9:30", "0930"),
        ("09:30:15", "093015"),
        ("9:30..12:00", "0930-1200"),
        ("0930..12", "0930-12"),
        ("8:00..", "0800-"),
        ("..17:30", "-1730"),
        ("-2h", "114507-134507"),
        ("-30min", "131507-134507"),
        ("+1h", "134507-144507"),
        ("-2h..-1h", "114507-124507"),
        ("-2h..", "114507-"),
        ("..now", "-134507"),
        ("8:00..now", "0800-134507"),
    ],
)
def test_times(text: str, value: str) -> None:
    assert said("TM", text) == value


class TestMidnight:
    """PS3.4 §C.2.2.2.5.2: range matching crossing midnight is not supported."""

    def test_hours_that_reach_into_yesterday(self) -> None:
        with pytest.raises(BadValue, match="midnight") as caught:
            said("TM", "-2h", datetime(2026, 11, 21, 1, 10, tzinfo=BERLIN))
        assert caught.value.hint == "ask in two parts: 231000- on 20261120, and -011000 on 20261121"

    def test_a_night(self) -> None:
        with pytest.raises(BadValue, match="midnight") as caught:
            said("TM", "22:00..6:30")
        assert caught.value.hint == "ask in two parts: 2200- on the first day, and -0630 on the next"

    def test_an_open_end_that_is_not_today(self) -> None:
        with pytest.raises(BadValue, match="not today"):
            said("TM", "-20h..")

    def test_dates_have_no_place_in_times(self) -> None:
        for text in ("today", "2026-11-21", "last-month", "-7d", "today..now"):
            with pytest.raises(BadValue, match=r"is a date, expected a time of day \(TM\)"):
                said("TM", text)


@pytest.mark.parametrize(
    ("now", "text", "value"),
    [
        (NOW, "now", "20261121134507+0100"),
        (NOW, "today", "20261121000000+0100-20261121235959.999999+0100"),
        (NOW, "-2h", "20261121114507+0100-20261121134507+0100"),
        (NOW, "-2h..", "20261121114507+0100-"),
        (NOW, "..now", "-20261121134507+0100"),
        (NOW, "2026-11-21T9:30", "20261121093000+0100-20261121093059.999999+0100"),
        (NOW, "2026-11-21 09:30:15..now", "20261121093015+0100-20261121134507+0100"),
        (NOW, "2026-07-01..2026-11-21", "20260701000000+0200-20261121235959.999999+0100"),  # summer time
        (NOW, "2026-11", "20261101000000+0100-20261130235959.999999+0100"),
        (NOW.replace(tzinfo=timezone(timedelta(hours=5, minutes=30))), "now", "20261121134507+0530"),
        # West of Greenwich an offset has a dash, which would be a range: PS3.4 §C.2.2.2.1.3 advises UTC.
        (NOW.replace(tzinfo=NEW_YORK), "now", "20261121184507+0000"),
        (NOW.replace(tzinfo=NEW_YORK), "today", "20261121050000+0000-20261122045959.999999+0000"),
        (NOW.replace(tzinfo=None), "now", "20261121134507"),
        # In the night of 2026-10-25 the hour from 2:00 to 3:00 came twice.
        (datetime(2026, 10, 25, 3, 30, tzinfo=BERLIN), "-2h", "20261025023000+0200-20261025033000+0100"),
    ],
)
def test_moments(now: datetime, text: str, value: str) -> None:
    assert said("DT", text, now) == value


@pytest.mark.parametrize(
    ("vr", "text"),
    [
        *(("DA", text) for text in ("", "20261121", "20261101-20261121", "20261101-", "-20261121")),
        *(("TM", text) for text in ("", "10", "2026", "093000.5", "0800-1200", "-12", "08-")),
        *(("DT", text) for text in ("", "2026", "202611", "2026-2027", "2026-0500", "-2026", "2026-1130")),
        *(("DA", text) for text in ("*", "2026*", "tody", "20260230", "2026-13-01", "2026-1-1", "7d", "last-day", "-")),
        *(("TM", text) for text in ("25:00", "abc", "9:3", "*")),
        *(("DT", text) for text in ("2026-11-21T25:00", "soon")),
        *(("DA", text) for text in ("-9999999d", "-99999y", "+99999y")),
        ("LO", "today"),
        ("CS", "-7d"),
    ],
)
def test_what_is_legal_or_said_by_nobody_stays(vr: str, text: str) -> None:
    assert said(vr, text) == text


class TestErrors:
    @pytest.mark.parametrize(
        ("vr", "text", "offset", "message"),
        [
            ("DA", "2026-11-01..tody", 12, "'tody' is no date"),
            ("DA", "tody..2026-11-01", 0, "'tody' is no date"),
            ("TM", "9:30..noon", 6, "'noon' is no time of day"),
            ("DT", "soon..", 0, "'soon' is no date and time"),
            ("DA", "today\\..soon", 8, "'soon' is no date"),
            ("DA", "..", 0, "a range without ends"),
            ("DA", "today..yesterday", 0, "the range ends before it begins"),
            ("DT", "now..-2h", 0, "the range ends before it begins"),
        ],
    )
    def test_ranges_that_cannot_be(self, vr: str, text: str, offset: int, message: str) -> None:
        with pytest.raises(BadValue, match=message) as caught:
            said(vr, text)
        assert caught.value.offset == offset
        assert caught.value.hint

    def test_they_point_at_the_place_in_the_key(self) -> None:
        with pytest.raises(InvalidKey) as caught:
            build_query(keys=["PatientName", "StudyDate=2026-11-01..tody"], now=NOW)
        assert caught.value.position == len("StudyDate=2026-11-01..")
        with pytest.raises(InvalidQuery, match="StudyDate: the range ends before it begins"):
            build_query(attributes={"StudyDate": "today..yesterday"}, now=NOW)


class TestQueries:
    def test_keys_of_all_kinds(self) -> None:
        item = {"ScheduledProcedureStepStartDate": "tomorrow"}
        query = build_query(
            keys=["StudyDate=last-month", "StudyTime=8:00..12:00", "PatientName=today"],
            attributes={
                "ScheduledProcedureStepSequence": item,
                "(0040,4005)": "now",
                "ContentDate": NOW.date(),
                "SeriesDate": ["yesterday", NOW.date()],
            },
            now=NOW,
        )
        found = query.identifier
        assert found.text_of(STUDY_DATE) == "20261001-20261031"
        assert found.text_of(STUDY_TIME) == "0800-1200"
        assert found.text_of(0x00100010) == "today"
        assert found.text_of(0x00080023) == "20261121"
        assert found.text_of(0x00080021) == "20261120\\20261121"
        assert found.text_of(STARTS) == "20261121134507+0100"
        assert found[0x00400100].items[0].text_of(0x00400002) == "20261122"
        assert query.moments == (
            Moment(STUDY_DATE, "last-month", "20261001-20261031"),
            Moment(STUDY_TIME, "8:00..12:00", "0800-1200"),
            Moment(0x00400002, "tomorrow", "20261122"),
            Moment(STARTS, "now", "20261121134507+0100"),
            Moment(0x00080021, "yesterday", "20261120"),
        )

    def test_without_a_now_words_stay(self) -> None:
        query = build_query(keys=["StudyDate=today"])
        assert query.identifier.text_of(STUDY_DATE) == "today"
        assert query.moments == ()

    def test_now_is_asked_for_once_and_only_when_somebody_says_something(self) -> None:
        asked = []

        def now() -> datetime:
            asked.append(NOW)
            return NOW

        build_query(keys=["StudyDate=20261121", "StudyTime=", "PatientName=now"], now=now)
        assert asked == []
        build_query(keys=["StudyDate=today", "StudyTime=now", "ContentDate=-7d"], now=now)
        assert len(asked) == 1


WORDS = st.sampled_from(
    [
        *("today", "yesterday", "tomorrow", "now", "this-week", "last-month", "next-year", "-7d", "+2w", "-30min"),
        *("2026-11-21", "2026-11", "2026", "9:30", "0930", "2026-11-21T9:30", "-1y", "+6m", "-26h", "20261121"),
    ]
)
NOWS = st.datetimes(
    datetime(1900, 1, 1),
    datetime(2200, 1, 1),
    timezones=st.sampled_from([UTC, BERLIN, NEW_YORK]),
    allow_imaginary=False,
)


@given(st.sampled_from(["DA", "TM", "DT"]), WORDS, WORDS, st.sampled_from(["{0}", "{0}..{1}", "{0}..", "..{1}"]), NOWS)
def test_what_comes_out_is_legal(vr: str, first: str, last: str, form: str, now: datetime) -> None:
    try:
        value = read_spoken(vr, form.format(first, last), now)
    except BadValue:
        return
    assert value is None or is_moment(vr, value)


def test_the_clock_on_the_wall_knows_its_offset() -> None:
    before = datetime.now(UTC)
    now = local_now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == datetime.now().astimezone().utcoffset()
    assert isinstance(now.tzinfo, LocalZone)
    assert now.astimezone(UTC).astimezone(now.tzinfo) == now
    assert now.tzname()


def test_the_hour_that_comes_twice_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")  # 2026-10-25: 03:00 CEST is 02:00 CET
    time.tzset()
    try:
        hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(LocalZone()) for hour in (0, 1)]
        assert [f"{hour:%H%M%z}" for hour in hours] == ["0230+0200", "0230+0100"]
        assert read_spoken("DT", "-30min", hours[1]) == "20261025020000+0100-20261025023000+0100"
        assert [hour.astimezone(UTC).hour for hour in hours] == [0, 1]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_years_that_the_system_does_not_know_have_the_offset_of_today() -> None:
    assert LocalZone().utcoffset(datetime(1, 1, 1)) == datetime.now().astimezone().utcoffset()
    assert LocalZone().utcoffset(datetime(9999, 12, 31)) is not None


@pytest.mark.parametrize(("zone", "ends"), [("UTC-1", "+0100"), ("UTC+5", "+0000")])
def test_the_command_takes_the_zone_of_the_machine(zone: str, ends: str) -> None:
    words = ["--dry-run", "PACS@192.0.2.1", "-U", "-k", "ScheduledProcedureStepStartDateTime=now"]
    done = subprocess.run(
        [sys.executable, "-m", "findscu", *words],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    value = re.search(r"ScheduledProcedureStepStartDateTime\s+(\S+)", done.stdout)
    assert value is not None
    assert value[1].endswith(ends)
    assert abs(datetime.strptime(value[1], "%Y%m%d%H%M%S%z") - datetime.now(UTC)) < timedelta(minutes=5)
