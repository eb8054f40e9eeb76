"""Dates and times as people say them, in the key of a query.

    today  yesterday  tomorrow  now                     a day; this moment
    this-week  last-month  next-year                    weeks begin on Monday
    -7d  +2w  -6m  -1y                                  from that day to today, or from today to that day
    -2h  -30min                                         the same in hours and minutes
    2026-11-21  2026-11  2026  9:30  2026-11-21T9:30    a day, a month, a year, a time, both
    2026-11-01..2026-11-21  -7d..-1d  today..  ..9:30   from the beginning of the first to the end of the last

All of them become single values or ranges (PS3.4 §C.2.2.2.5): days in DA, times of day in TM, date and time with their
offset from UTC in DT. Loaded only when somebody says something.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..key_values import BadValue
from ..records import Record

_DAY = timedelta(days=1)
_MOST = 100_000  # of any unit: more days than there are since the year 1752

_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PERIODS = {"last": -1, "this": 0, "next": 1}
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year", "h": "hour", "min": "minute"}

_COUNTED = re.compile(r"([+-]\d{1,6})\s*([a-z]+?)s?", re.ASCII)
_PERIOD = re.compile(r"(last|this|next)[- _](week|month|year)")
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d))?|(\d\d)(?:(\d\d)(\d\d)?)?", re.ASCII)


class Span(Record):
    """From the first moment to the last one, both within.

    `digits` are those of a time of day that say as much as was said: 2, 4 or 6 of HHMMSS; 0 when it was days.
    """

    first: datetime
    last: datetime
    digits: int = 0


def read_spoken(vr: str, text: str, now: datetime) -> str | None:
    """Return what a text says as a value of DA, TM or DT; None when it says nothing.

    Raises:
        BadValue: It says something, but not what this VR can mean; `offset` points into the text.
    """
    first, dots, last = text.partition("..")
    if not dots:
        span = _read(vr, text, now, is_whole=True)
        return None if span is None else _write(vr, span, span, text, now)
    ends = [_read_end(vr, end, place, now) for end, place in ((first, 0), (last, len(first) + 2))]
    if ends == [None, None]:
        raise BadValue("a range without ends", hint="leave the value empty to match everything")
    return _write(vr, ends[0], ends[1], text, now)


def similar_word(text: str) -> str:
    """Return the word that a misspelt one may be, "" when it is like none."""
    from difflib import get_close_matches

    words = [*_DAYS, "now", *(f"{period}-{unit}" for period in _PERIODS for unit in ("week", "month", "year"))]
    return next(iter(get_close_matches(text.lower(), words, 1)), "")


def _read_end(vr: str, text: str, offset: int, now: datetime) -> Span | None:
    if not text.strip():
        return None
    span = _read(vr, text, now, is_whole=False)
    if span is None:
        raise BadValue(f"{text.strip()!r} is no {_WHAT[vr]}", offset, _HINTS[vr])
    return span


_WHAT = {"DA": "date", "TM": "time of day", "DT": "date and time"}
_HINTS = {
    "DA": "write it as in 2026-11-01..2026-11-21, -7d..today or last-month..",
    "TM": "write it as in 9:30..12:00, ..now or -2h..",
    "DT": "write it as in 2026-11-01..2026-11-21, -2h..now or today..",
}


def _read(vr: str, text: str, now: datetime, *, is_whole: bool) -> Span | None:
    """Read one word; `is_whole` when it stands alone, so that `-7d` reaches to today."""
    word = text.strip().lower()
    if word == "now":
        return Span(now, now, 6)
    if counted := _COUNTED.fullmatch(word):
        return _counted(int(counted[1]), counted[2], now, is_whole=is_whole)
    span = _read_day(word, now)
    if span is None or (vr == "TM" and word.isdigit()):
        return _read_time(word, now) if vr == "TM" else span or _read_both(word, now)
    return span


def _read_day(word: str, now: datetime) -> Span | None:
    midnight = _midnight(now)
    if word in _DAYS:
        return _from(_plus_days(midnight, _DAYS[word]), "day")
    if period := _PERIOD.fullmatch(word):
        unit = period[2]
        return _from(_later(_beginning(midnight, unit), _PERIODS[period[1]], unit), unit)
    if written := _DATE.fullmatch(word):
        year, month, day = written.groups()
        unit = "day" if day else "month" if month else "year"
        try:
            return _from(midnight.replace(year=int(year), month=int(month or 1), day=int(day or 1)), unit)
        except (OverflowError, ValueError):
            return None
    return None


def _read_time(word: str, now: datetime, on: datetime | None = None) -> Span | None:
    """Read a time of day; minutes and hours stand for their whole length."""
    written = _TIME.fullmatch(word)
    if written is None:
        return None
    groups = written.groups()
    hour, minute, second = groups[:3] if written[1] else groups[3:]
    try:
        begin = (on or _midnight(now)).replace(hour=int(hour), minute=int(minute or 0), second=int(second or 0))
    except ValueError:
        return None
    length = timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1)
    return Span(begin, begin + length - timedelta(microseconds=1), 6 if second else 4 if minute else 2)


def _read_both(word: str, now: datetime) -> Span | None:
    day, separator, time = word.replace(" ", "t", 1).partition("t")
    on = _read_day(day, now) if separator and len(day) >= 8 else None
    return None if on is None else _read_time(time, now, on.first)


def _counted(count: int, letters: str, now: datetime, *, is_whole: bool) -> Span | None:
    unit = _UNITS.get(letters) or (letters if letters in _UNITS.values() else "")
    if not unit or abs(count) > _MOST:
        return None
    try:
        if unit in ("hour", "minute"):
            there = _plus_minutes(now, count * (60 if unit == "hour" else 1))
            spans = Span(now, now, 6), Span(there, there, 6)
        else:
            midnight = _midnight(now)
            spans = _from(midnight, "day"), _from(_later(midnight, count, unit), "day")
    except (OverflowError, ValueError):
        return None
    if not is_whole:
        return spans[1]
    return Span(min(span.first for span in spans), max(span.last for span in spans), spans[0].digits)


# Calendars: days are counted by their date, since one of them may have 23 hours.


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _plus_minutes(moment: datetime, count: int) -> datetime:
    """Add minutes that pass, also where the clock is changed."""
    if moment.tzinfo is None:
        return moment + timedelta(minutes=count)
    return (moment.astimezone(UTC) + timedelta(minutes=count)).astimezone(moment.tzinfo)


def _plus_days(moment: datetime, count: int) -> datetime:
    return (moment.replace(tzinfo=None) + count * _DAY).replace(tzinfo=moment.tzinfo)


def _beginning(day: datetime, unit: str) -> datetime:
    """Return the first day of the week, month or year that a day is in."""
    if unit == "week":
        return _plus_days(day, -day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _later(day: datetime, count: int, unit: str) -> datetime:
    """Go on by units; a month that is too short for the day ends with its last one."""
    if unit in ("day", "week"):
        return _plus_days(day, count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    first = day.replace(year=year, month=month + 1, day=1)
    following = first.replace(year=year + (month == 11), month=(month + 1) % 12 + 1)
    return first.replace(day=min(day.day, _plus_days(following, -1).day))


def _from(begin: datetime, unit: str) -> Span:
    """Return the day, week, month or year that begins on a day."""
    return Span(begin, _later(begin, 1, unit) - timedelta(microseconds=1))


# Writing: spans -> values


def _write(vr: str, first: Span | None, last: Span | None, text: str, now: datetime) -> str:
    """Write from the beginning of the first span to the end of the last one; None leaves an end open."""
    if vr == "TM":
        return _write_times(first, last, text, now)
    if first and last and first.first > last.last:
        raise BadValue("the range ends before it begins", hint="exchange its ends")
    write = _write_day if vr == "DA" else _write_moment
    return _join(write(first.first) if first else "", write(last.last) if last else "")


def _join(low: str, high: str) -> str:
    return low if low == high else f"{low}-{high}"


def _write_day(moment: datetime) -> str:
    return f"{moment.year:04}{moment.month:02}{moment.day:02}"


def _write_moment(moment: datetime) -> str:
    """Write a DT with its offset; west of Greenwich in UTC, as a `-` would be a range (PS3.4 §C.2.2.2.1.3)."""
    offset = moment.utcoffset()
    if offset is not None and offset < timedelta():
        moment, offset = moment.replace(tzinfo=None) - offset, timedelta()
    fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
    return _write_day(moment) + _write_time(moment) + fraction + _write_offset(offset)


def _write_offset(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = int(offset.total_seconds()) // 60
    return f"+{minutes // 60:02}{minutes % 60:02}"


def _write_time(moment: datetime, digits: int = 6) -> str:
    return f"{moment.hour:02}{moment.minute:02}{moment.second:02}"[:digits]


def _write_times(first: Span | None, last: Span | None, text: str, now: datetime) -> str:
    """Write times of one day. No range of TM goes over midnight (PS3.4 §C.2.2.2.5.2)."""
    for span in (first, last):
        if span is not None and not span.digits:
            message = f"{text.strip()!r} is a date, expected a time of day (TM)"
            raise BadValue(message, hint="put it into the key of the date")
    begin, end = (first or last or Span(now, now)).first, (last or first or Span(now, now)).last
    low = _write_time(begin, first.digits) if first else ""
    high = _write_time(end, last.digits) if last else ""
    if begin.date() != end.date() or begin > end:
        raise _over_midnight(begin, end, low, high)
    if begin.date() != now.date():
        raise BadValue("that is not today, and a time of day has no date (TM)", hint="ask for the date too")
    return _join(low, high)


def _over_midnight(first: datetime, last: datetime, low: str, high: str) -> BadValue:
    days = ("on the first day", "on the next")
    if first.date() != last.date():
        days = (f"on {_write_day(first)}", f"on {_write_day(last)}")
    hint = f"ask in two parts: {low}- {days[0]}, and -{high} {days[1]}"
    return BadValue("the range goes over midnight, which no range of times can (TM)", hint=hint)
