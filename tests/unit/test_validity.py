"""Whether a text is a value of its VR (PS3.5 §6.2): the calendar and the forms of the standard as patterns tell."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findscu.validity import is_date, is_time, is_uid

DIGITS_OR_NEARLY = "012٣²."


def is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("year", [1, 1582, 1899, 1900, 2000, 2023, 2024, 9999])
def test_a_date_is_a_day_of_the_calendar(year):
    days = product(range(20), range(40))
    assert [is_date(f"{year:04}{month:02}{day:02}") for month, day in days] == [
        is_day(year, month, day) for month, day in product(range(20), range(40))
    ]


@pytest.mark.parametrize(
    "text", ["", "2026013", "202601310", "2026.1.1", "2026-1-1", " 2026011", "２０２６０１０１", "2026013²"]
)
def test_no_date(text):
    assert not is_date(text)


@given(st.text("0123456. ", max_size=14) | st.from_regex(r"\d{2,6}(\.\d{1,7})?", fullmatch=True))
def test_a_time_is_hours_and_what_follows(text):
    form = r"([01]\d|2[0-3])(([0-5]\d)(([0-5]\d|60)(\.\d{1,6})?)?)?"
    assert is_time(text) == bool(re.fullmatch(form, text, re.ASCII))


@given(st.text("012.", max_size=8) | st.text(DIGITS_OR_NEARLY, max_size=4))
def test_a_uid_is_numbers_without_leading_zeros(text):
    assert is_uid(text) == bool(re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))*", text, re.ASCII))


@pytest.mark.parametrize("text", ["1.2.826.0.1.3680043.8.498.1", "1.0.0.2", "0.0", "2.25.0", "0"])
def test_uids_with_a_zero_alone(text):
    assert is_uid(text)


@pytest.mark.parametrize("text", ["1.01", "1.0.00", "01.2", "1..2", ".1", "1.", "1.0.", "00", "1.2 "])
def test_no_uid(text):
    assert not is_uid(text)
