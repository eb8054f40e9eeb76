"""Columns of a terminal. Expected widths from Unicode's EastAsianWidth.txt, typed by hand."""

from __future__ import annotations

import pytest

from findscu.output.widths import cut, fill, width_of


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("Doe", 3),
        ("山田", 4),
        ("ﾔﾏﾀﾞ", 4),  # halfwidth katakana, the sound mark included
        ("やまだ", 6),
        ("홍길동", 6),
        ("\u1112\u1169\u11bc", 2),  # the same syllable in three letters
        ("Müller", 6),
        ("Mu\u0308ller", 6),  # a combining diaeresis
        ("か\u3099", 2),  # a combining voiced sound mark
        ("שָׁלוֹם", 4),
        ("zero\u200bwidth", 9),
        ("soft\u00adhyphen", 11),
        ("ＡＢ", 4),
        ("漢\u3000字", 6),
        ("…─█", 3),
    ],
)
def test_widths(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Doe", 3, "Doe"),
        ("Doe, Jane", 6, "Doe, …"),
        ("山田 太郎", 9, "山田 太郎"),
        ("山田 太郎", 8, "山田 太…"),
        ("山田 太郎", 7, "山田 …"),
        ("か\u3099く", 3, "か\u3099…"),
        ("山田", 1, "…"),
    ],
)
def test_what_is_too_long_is_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert width_of(cut(text, width)) <= width


def test_marks_without_end_are_cut_too() -> None:
    stacked = "a" + "\u0301" * 100_000
    assert len(cut(stacked, 10)) == 81
    assert cut(stacked, 10)[:3] == "a\u0301\u0301"
    assert len(cut(stacked, 10, keeps_end=True)) == 81
    assert cut("a\u0301\u0301", 1) == "a\u0301\u0301"


def test_the_end_of_a_uid_tells_more_than_its_beginning() -> None:
    assert cut("1.2.840.113619.7", 8, keeps_end=True) == "…13619.7"


def test_filling_up() -> None:
    assert fill("山田", 6) == "山田  "
    assert fill("12", 4, is_right=True) == "  12"
    assert fill("12345", 4) == "12345"
