"""How many columns of a terminal a text takes, and text cut or filled up to so many.

Letters of the wide scripts take two columns, combining and invisible characters none. What is ambiguous (PS3.5 leaves
terminals out, and so does Unicode) takes one, as in every terminal that is not set to an East Asian legacy width.

**Source**: Unicode Standard Annex #11, East Asian Width.
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

ELLIPSIS = "…"
"""Stands for what was cut off; one column wide."""

_MOST_FOR_A_COLUMN = 8
"""Characters for each column of a cell: letters of Hebrew, Thai or Vietnamese carry up to three marks."""

_ZERO_WIDTH_CATEGORIES = ("Mn", "Me", "Cf")


def width_of(text: str) -> int:
    """Return the columns that a printable text takes."""
    return len(text) if text.isascii() else sum(map(_width_of_character, text))


def _width_of_character(character: str) -> int:
    if character.isascii():
        return 1
    if category(character) in _ZERO_WIDTH_CATEGORIES or "\u1160" <= character <= "\u11ff":
        return character == "\u00ad"  # a soft hyphen is shown; vowels and finals of Hangul join their initial
    return 2 if east_asian_width(character) in "WF" else 1


def cut(text: str, width: int, *, keeps_end: bool = False) -> str:
    """Return a text that takes at most `width` columns, 1 or more; what is cut off at its end, or front, is `…`.

    Characters without a width count too when there are very many: a peer may stack thousands upon a letter.
    """
    most = width * _MOST_FOR_A_COLUMN
    if len(text) <= most and width_of(text) <= width:
        return text
    if keeps_end:
        return ELLIPSIS + _head(text[: -most - 1 : -1], width - 1)[::-1]
    return _head(text[:most], width - 1) + ELLIPSIS


def _head(text: str, width: int) -> str:
    """Return as many characters as `width` columns hold; combining ones stay with what they stand on."""
    for place, character in enumerate(text):
        width -= _width_of_character(character)
        if width < 0:
            return text[:place]
    return text


def fill(text: str, width: int, *, is_right: bool = False) -> str:
    """Return a text with blanks behind it, or in front of it, so that it takes `width` columns."""
    blanks = " " * (width - width_of(text))
    return blanks + text if is_right else text + blanks
