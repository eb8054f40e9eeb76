"""What each value representation means for bytes: one value field to a list of Python values, and back.

Nothing here raises on reading: what does not fit its VR gives the best that can be had, and `validity` says what is
wrong with it.

**Source**: PS3.5 §6.2, Table 6.2-1; §7.1.2 (which VRs have a 32-bit length).
"""

from __future__ import annotations

import struct

from . import errors
from .charset import DEFAULT, Charset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

CHARSET_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
"""Text in the character set of (0008,0005); the other text VRs are ASCII. Source: PS3.5 §6.1.2.2."""

TEXT_VRS = CHARSET_VRS | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}

SINGLE_VRS = frozenset(("LT", "ST", "UR", "UT"))
"""Text in which a backslash is an ordinary character: always one value."""

STRIPPED_VRS = frozenset(("AE", "CS", "DS", "IS", "LO", "SH"))
"""Text whose leading spaces are padding, as trailing ones are in every text."""

NUMBER_CODES = {"FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q"}
"""`struct` codes of the binary numbers."""

WORD_LENGTHS = {"OB": 1, "OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2, "UN": 1}
"""The VRs whose value is one bytes object, and the length in bytes of the words in it."""

LONG_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"))
"""The VRs whose length takes 32 bits in Explicit VR, after two reserved bytes."""

VRS = frozenset((*TEXT_VRS, *NUMBER_CODES, *WORD_LENGTHS, "AT", "SQ"))

NAME_DELIMITERS = b"\\^="


def decode_values(vr: str, raw: bytes, charset: Charset, is_little: bool = True) -> list[Any]:
    """Return the values of a value field; [] when it is empty or only padding. Never raises.

    Returns:
        `str` for text (numbers in text too, as they were sent but for padding), `int` or `float` for binary numbers,
        `int` tags for AT, and one `bytes`, in little-endian words, for all other VRs.
    """
    if vr in TEXT_VRS:
        return _decode_text(vr, raw, charset)
    order = "<" if is_little else ">"
    if vr in NUMBER_CODES:
        code = NUMBER_CODES[vr]
        count = len(raw) // struct.calcsize(code)
        return list(struct.unpack_from(f"{order}{count}{code}", raw))
    if vr == "AT":
        halves = struct.unpack_from(f"{order}{len(raw) // 4 * 2}H", raw)
        return [group << 16 | element for group, element in zip(halves[::2], halves[1::2], strict=True)]
    if not raw:
        return []
    return [raw if is_little else swap_words(raw, WORD_LENGTHS[vr])]


def _decode_text(vr: str, raw: bytes, charset: Charset) -> list[str]:
    used = charset if vr in CHARSET_VRS else DEFAULT
    delimiters = NAME_DELIMITERS if vr == "PN" else b"\\"
    texts = [used.decode(raw)] if vr in SINGLE_VRS else used.split(raw, delimiters)
    texts = [text.rstrip(" \0") for text in texts]
    if vr in STRIPPED_VRS:
        texts = [text.lstrip(" ") for text in texts]
    return [] if texts == [""] else texts


def encode_values(vr: str, values: Sequence[Any], charset: Charset, is_little: bool = True) -> bytes:
    """Return the value field of all VRs but SQ, padded to an even length.

    Raises:
        EncodeError: A value does not fit the VR or the character set; without the path, which the caller knows.
    """
    if vr in TEXT_VRS:
        return pad(vr, _encode_text(vr, values, charset))
    order = "<" if is_little else ">"
    if vr in NUMBER_CODES:
        return b"".join(_encode_number(vr, order + NUMBER_CODES[vr], value) for value in values)
    if vr == "AT":
        return b"".join(_encode_tag(order, value) for value in values)
    if vr in WORD_LENGTHS:
        return _encode_words(vr, values, is_little)
    raise errors.EncodeError("no such value representation", vr=vr)


def _encode_text(vr: str, values: Sequence[Any], charset: Charset) -> bytes:
    used = charset if vr in CHARSET_VRS else DEFAULT
    if vr in SINGLE_VRS and len(values) > 1:
        raise errors.EncodeError(f"{vr} takes one value, got {len(values)}", vr=vr)
    if not all(isinstance(value, str) for value in values):
        raise errors.EncodeError(f"{vr} takes text, got {_type_names(values)}", vr=vr)
    return b"\\".join([used.encode(value) for value in values])


def _encode_number(vr: str, code: str, value: Any) -> bytes:
    try:
        return struct.pack(code, value)
    except (struct.error, OverflowError):
        bits = 8 * struct.calcsize(code)
        kind = "a number" if vr in ("FD", "FL") else f"{'an unsigned' if vr[0] == 'U' else 'a signed'} integer"
        raise errors.EncodeError(f"{vr} takes {kind} of {bits} bits, got another value", vr=vr) from None


def _encode_tag(order: str, value: Any) -> bytes:
    if not isinstance(value, int) or not 0 <= value <= 0xFFFFFFFF:
        raise errors.EncodeError("AT takes a tag of 32 bits, got another value", vr="AT")
    return struct.pack(f"{order}2H", value >> 16, value & 0xFFFF)


def _encode_words(vr: str, values: Sequence[Any], is_little: bool) -> bytes:
    if len(values) > 1 or not all(isinstance(value, bytes) for value in values):
        raise errors.EncodeError(f"{vr} takes one bytes value, got {len(values)} of {_type_names(values)}", vr=vr)
    raw = pad(vr, values[0] if values else b"")
    return raw if is_little else swap_words(raw, WORD_LENGTHS[vr])


def _type_names(values: Sequence[Any]) -> str:
    return ", ".join(sorted({type(value).__name__ for value in values}))


def pad(vr: str, raw: bytes) -> bytes:
    """Make the length of a value field even: with a space after text, with NUL after UIDs and bytes."""
    if not len(raw) & 1:
        return raw
    return raw + (b" " if vr in TEXT_VRS and vr != "UI" else b"\0")


def swap_words(raw: bytes, length: int) -> bytes:
    """Turn the byte order of each word of `length` bytes; a last incomplete word stays as it is."""
    whole = len(raw) // length * length
    swapped = bytearray(raw)
    for index in range(length):
        swapped[index:whole:length] = raw[length - 1 - index : whole : length]
    return bytes(swapped)


def has_wild_card(values: Iterable[Any]) -> bool:
    """Tell whether `*` or `?` occurs in values."""
    return any(isinstance(value, str) and ("*" in value or "?" in value) for value in values)
