"""The value of a key: from text to what a data element of a VR holds, and what it cannot hold.

Used for `-k`, for text dumps and for text given from Python. How values become bytes lives in `values`.
"""

from __future__ import annotations

import struct

from .dictionary import parse_tag
from .values import NUMBER_CODES, SINGLE_VRS, WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


class BadValue(ValueError):
    """A text that a VR cannot take; `offset` is the first wrong character, `hint` may be ""."""

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.hint = hint


def native_values(vr: str, text: str) -> list[Any]:
    """Convert the value of a key to what a data element of a VR holds: see `values.decode_values` for the types.

    Raises:
        BadValue: The VR cannot take it; its `offset` counts characters of `text`.
    """
    if not text:
        return []
    if vr in SINGLE_VRS:
        return [text]
    if vr in WORD_LENGTHS:
        return [parse_hex(text)]
    values = []
    offset = 0
    for part in text.split("\\"):
        try:
            values.append(parse_value(vr, part))
        except BadValue as bad:
            bad.offset += offset
            raise
        offset += len(part) + 1
    return values


def parse_value(vr: str, text: str) -> str | int | float:
    """Convert one value of a text, number or tag VR; text stays as it is.

    Raises:
        BadValue: The VR cannot take it.
    """
    if vr in ("FD", "FL"):
        return _parse_float(vr, text)
    if vr in NUMBER_CODES:
        return _parse_integer(vr, text)
    return _parse_attribute_tag(text) if vr == "AT" else text


def parse_hex(text: str) -> bytes:
    """Convert pairs of hexadecimal digits to bytes.

    Raises:
        BadValue: A character is no such digit, or one digit is left over.
    """
    hint = "write bytes as pairs of hexadecimal digits, as in 00ff"
    for offset, character in enumerate(text):
        if character not in _HEX_DIGITS:
            raise BadValue(f"{character!r} is not a hexadecimal digit", offset, hint)
    if len(text) % 2:
        raise BadValue(f"{len(text)} hexadecimal digits, expected an even number", len(text), hint)
    return bytes.fromhex(text)


def _parse_integer(vr: str, text: str) -> int:
    low, high = _range_of(vr)
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdecimal()):
        raise BadValue(f"not a whole number, expected {low} to {high} ({vr})")
    if len(digits) > 20 or not low <= int(text) <= high:
        raise BadValue(f"out of range, expected {low} to {high} ({vr})")
    return int(text)


def _range_of(vr: str) -> tuple[int, int]:
    """Return the smallest and the largest number of an integer VR. Source: PS3.5 §6.2."""
    bits = 8 * struct.calcsize(NUMBER_CODES[vr])
    return (0, (1 << bits) - 1) if vr[0] == "U" else (-(1 << bits - 1), (1 << bits - 1) - 1)


def _parse_float(vr: str, text: str) -> float:
    try:
        if not text.isascii() or "_" in text:  # which Python would take
            raise ValueError
        number = float(text)
        struct.pack("<" + NUMBER_CODES[vr], number)
    except ValueError:
        raise BadValue(f"not a number ({vr})") from None
    except OverflowError:
        raise BadValue(f"out of range, expected at most 3.4e38 ({vr})") from None
    return number


def _parse_attribute_tag(text: str) -> int:
    tag = parse_tag(text)
    if tag is None:
        raise BadValue("not a tag (AT)", hint="write tags as 00100020 or (0010,0020)")
    return tag
