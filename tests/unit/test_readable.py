"""Values as people write them: expected texts typed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findscu.identifier import DataSet, Element
from findscu.output.readable import (
    format_date,
    format_date_time,
    format_name,
    format_time,
    readable_text,
    readable_value,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("20261121", "2026-11-21"), ("2026.11.21", "2026.11.21"), ("202611", "202611"), ("2026112x", "2026112x")],
)
def test_dates(text: str, shown: str) -> None:
    assert format_date(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0930", "09:30"),
        ("093000", "09:30"),
        ("093015", "09:30:15"),
        ("093015.123456", "09:30:15"),
        ("09", "09"),
        ("09:30", "09:30"),
        ("093015.", "093015."),
        ("noon", "noon"),
    ],
)
def test_times(text: str, shown: str) -> None:
    assert format_time(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("20261121093015.5+0900", "2026-11-21 09:30:15 +0900"),
        ("20261121", "2026-11-21"),
        ("20261121-0500", "2026-11-21 -0500"),
        ("202611", "202611"),
        ("2026-11-21", "2026-11-21"),
        ("20261121noon", "20261121noon"),
    ],
)
def test_moments(text: str, shown: str) -> None:
    assert format_date_time(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Doe^Jane", "Doe, Jane"),
        ("Doe^Jane^^", "Doe, Jane"),
        ("Doe", "Doe"),
        ("", ""),
        ("^Jane", "^Jane"),
        ("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams^John Robert Quincy^^Rev.^B.A. M.Div."),
        ("Doe, Jane", "Doe, Jane^"),
        ("Doe, Jane^X", "Doe, Jane^X"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou=山田 太郎=やまだ たろう"),
        ("=山田^太郎", "=山田 太郎"),
        ("Yamada^Tarou=山田 太郎", "Yamada, Tarou=山田 太郎^"),
        ("Wang^XiaoDong=王^小東=", "Wang, XiaoDong=王 小東"),
    ],
)
def test_names(text: str, shown: str) -> None:
    assert format_name(text) == shown


def normal(name: str) -> str:
    """Leave out what PS3.5 §6.2.1 allows to leave out: empty components and groups at the end."""
    return "=".join(group.rstrip("^ ") for group in name.rstrip("= ").split("=")).rstrip("= ")


NAMES = st.text(alphabet="ab,^= 山", max_size=9).map(normal)


@given(NAMES, NAMES)
def test_different_names_never_look_the_same(one: str, other: str) -> None:
    assert (format_name(one) == format_name(other)) == (one == other)


def test_cells_are_harmless_and_hold_all_values() -> None:
    assert readable_text(Element(0x00080020, "DA", ["20261121", "20261122"])) == "2026-11-21\\2026-11-22"
    assert readable_text(Element(0x00100010, "PN", ["Doe^\x1b[2J"])) == "Doe, <ESC>[2J"
    assert readable_text(Element(0x00400100, "SQ", [DataSet()])) == "1 item"
    assert readable_text(Element(0x00400100, "SQ", [])) == ""
    assert readable_text(Element(0x00280010, "US", [0])) == "0"


def test_values_of_cells() -> None:
    assert readable_value("DA", "20261121\\20261122") == "2026-11-21\\2026-11-22"
    assert readable_value("LO", "20261121") == "20261121"
