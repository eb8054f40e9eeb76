"""What is wrong with the value of an element, in words that never hold the value.

A value is judged as an answer's: no ranges and no wild cards, which only queries have. Loaded when somebody asks for
issues. How values are read lives in `values`.

**Source**: PS3.5 §6.2, Table 6.2-1.
"""

from __future__ import annotations

import struct

from .charset import DEFAULT, charset_for
from .values import CHARSET_VRS, NAME_DELIMITERS, NUMBER_CODES, SINGLE_VRS, TEXT_VRS, WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .elements import Element

SPECIFIC_CHARACTER_SET = 0x00080005

MAX_LENGTHS = {
    "AE": 16,
    "CS": 16,
    "DS": 16,
    "IS": 12,
    "LO": 64,
    "LT": 10240,
    "SH": 16,
    "ST": 1024,
    "UI": 64,
}
"""Characters in one value; the VRs that are missing have no bound or one by their form."""

MAX_NAME_GROUP_LENGTH = 64
"""Characters in one component group of a PN."""

MAX_NAME_COMPONENT_COUNT = 5
"""Components in one group of a PN, carets between them. Source: PS3.5 §6.2.1."""


def problems(element: Element) -> Iterator[str]:
    """Yield what is wrong with the value of an element, but for its character set, see `charset_problem`.

    Nothing for a sequence, whose items speak for themselves.
    """
    if element.vr in TEXT_VRS:
        yield from _text_problems(element)
    elif element.vr != "SQ":
        yield from _binary_problems(element)
    if element.tag == SPECIFIC_CHARACTER_SET:
        yield from charset_for(element.values).issues


def charset_problem(element: Element) -> str:
    """Say which bytes of a text do not belong to its character set, "" when all do."""
    vr, raw = element.vr, element.raw
    if vr not in TEXT_VRS or (raw.isascii() and b"\x1b" not in raw):
        return ""
    charset = element.charset if vr in CHARSET_VRS else DEFAULT
    delimiters = b"" if vr in SINGLE_VRS else NAME_DELIMITERS if vr == "PN" else b"\\"
    return charset.trouble(raw, delimiters)


def _text_problems(element: Element) -> Iterator[str]:
    vr, raw = element.vr, element.raw
    if raw.endswith(b" " if vr == "UI" else b"\0"):
        # DEVIATION(padding): NUL after text and spaces after UIDs are taken for the padding they are meant as.
        yield "padded with a space, expected NUL" if vr == "UI" else "padded with NUL, expected spaces"
    for value in element.values:
        complaint = complaint_about(vr, value) if value else ""
        if complaint:
            yield complaint


def _binary_problems(element: Element) -> Iterator[str]:
    vr = element.vr
    unit = WORD_LENGTHS.get(vr) or (4 if vr == "AT" else struct.calcsize(NUMBER_CODES[vr]))
    if len(element.raw) % unit:
        yield f"a value of {len(element.raw)} bytes, expected a multiple of {unit} ({vr})"


def complaint_about(vr: str, text: str) -> str:
    """Say what is wrong with one text value that is not empty, "" when nothing is."""
    if vr == "PN":
        return _name_complaint(text)
    length = MAX_LENGTHS.get(vr)
    if length is not None and len(text) > length:
        return f"{len(text)} characters, expected at most {length} ({vr})"
    if vr in _FORMS:
        is_formed, form = _FORMS[vr]
        return "" if is_formed(text) else f"not the form of {vr}, expected {form}"
    if not text.isprintable() and _has_control_characters(text, "\t\n\f\r" if vr in SINGLE_VRS else ""):
        return f"control characters, which {vr} does not have"
    return ""


def form_of(vr: str, length: int) -> Callable[[str], bool] | None:
    """Return what tells whether a text is a valid value, where that leaves no backslash, equals sign or double quote.

    None for other VRs, and for values of so many bytes that they may be too long.
    """
    return _FORMS[vr][0] if vr in _STRICT_VRS and length <= MAX_LENGTHS.get(vr, length) else None


_STRICT_VRS = frozenset(("AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI"))


def _name_complaint(name: str) -> str:
    if not name.isprintable() and _has_control_characters(name, ""):
        return "control characters, which PN does not have"
    if len(name) <= MAX_NAME_GROUP_LENGTH and "=" not in name:
        return _too_many_components(name.count("^") + 1)
    groups = name.split("=")
    if len(groups) > 3:
        return f"{len(groups)} groups of components of a name, expected at most 3"
    longest = max(map(len, groups))
    if longest > MAX_NAME_GROUP_LENGTH:
        return f"{longest} characters in a group of components, expected at most {MAX_NAME_GROUP_LENGTH} (PN)"
    return _too_many_components(max(group.count("^") for group in groups) + 1)


def _too_many_components(count: int) -> str:
    if count <= MAX_NAME_COMPONENT_COUNT:
        return ""
    return f"{count} components of a name, expected at most {MAX_NAME_COMPONENT_COUNT}"


def _has_control_characters(text: str, allowed: str) -> bool:
    return any((c < " " or "\x7f" <= c <= "\x9f") and c not in allowed for c in text)


def is_uid(text: str) -> bool:
    """Tell whether a text is a UID: numbers without leading zeros, joined by dots (PS3.5 §9.1)."""
    digits = text.replace(".", "")
    if not (digits.isascii() and digits.isdecimal()):
        return False
    if ".." not in text and ".0" not in text.replace(".0.", ". .") and text[0] not in ".0" and text[-1] != ".":
        return True  # most are seen to be right without a look at each number, which takes five times as long
    return all(part == "0" or part[:1] not in ("", "0") for part in text.split("."))


def is_age(text: str) -> bool:
    """Tell whether a text is an AS: three digits and D, W, M or Y."""
    return len(text) == 4 and is_digits(text[:3]) and text[3] in "DWMY"


def is_code(text: str) -> bool:
    """Tell whether a text is a CS: upper-case letters, digits, spaces and underscores."""
    return not text.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ")


def is_integer(text: str) -> bool:
    """Tell whether a text is an IS: a whole number of 32 bits with sign."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    return is_digits(digits) and -(1 << 31) <= int(text) < 1 << 31


def is_decimal(text: str) -> bool:
    """Tell whether a text is a DS: a number with an optional exponent."""
    mantissa, exponent_mark, exponent = text.replace("E", "e").partition("e")
    if exponent_mark and not is_digits(exponent[1:] if exponent[:1] in ("+", "-") else exponent):
        return False
    whole, _, fraction = mantissa[mantissa[:1] in ("+", "-") :].partition(".")
    return is_digits(whole + fraction)


def is_date(text: str) -> bool:
    """Tell whether a text is a DA: a day of the calendar as YYYYMMDD."""
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):
        return False
    if "01" <= text[4:6] <= "12" and "01" <= text[6:] <= "28":
        return True  # most are seen to be one without a look at the calendar, which takes as long again
    return _is_calendar(text)


def is_time(text: str) -> bool:
    """Tell whether a text is a TM: HH, HHMM, HHMMSS or HHMMSS.F with up to six digits after the dot."""
    whole, dot, fraction = text.partition(".")
    if dot and not (len(whole) == 6 and 1 <= len(fraction) <= 6 and is_digits(fraction)):
        return False
    if len(whole) not in (2, 4, 6) or not (whole.isascii() and whole.isdecimal()):
        return False
    return whole[:2] < "24" and whole[2:4] < "60" and whole[4:] <= "60"  # second 60 is a leap second


def is_date_time(text: str) -> bool:
    """Tell whether a text is a DT: YYYY up to YYYYMMDDHHMMSS.FFFFFF, and perhaps an offset from UTC."""
    sign = max(text.rfind("+"), text.rfind("-"))
    if sign >= 0:
        offset = text[sign + 1 :]
        if len(offset) != 4 or not is_digits(offset) or int(offset[:2]) > 14 or int(offset[2:]) > 59:
            return False
        text = text[:sign]
    if len(text) > 8:
        return is_date(text[:8]) and is_time(text[8:])
    return len(text) in (4, 6, 8) and is_digits(text) and _is_calendar(text)


def is_digits(text: str) -> bool:
    """Tell whether a text is one or more ASCII digits."""
    return text.isascii() and text.isdecimal()


def _is_calendar(digits: str) -> bool:
    """Check YYYY, MM and DD, as far as they are there."""
    year, month, day = int(digits[:4]), int(digits[4:6] or 1), int(digits[6:] or 1)
    if not 1 <= month <= 12:
        return False
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (29 if month == 2 and is_leap else _DAYS[month - 1])


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _is_printable_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_uri(text: str) -> bool:
    return _is_printable_ascii(text) and " " not in text


_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "AE": (_is_printable_ascii, "printable ASCII"),
    "AS": (is_age, "three digits and D, W, M or Y"),
    "CS": (is_code, "upper-case letters, digits, spaces and underscores"),
    "DA": (is_date, "a date, YYYYMMDD"),
    "DS": (is_decimal, "a decimal number"),
    "DT": (is_date_time, "YYYYMMDDHHMMSS.FFFFFF and an offset, cut short at will"),
    "IS": (is_integer, "a whole number of 32 bits"),
    "TM": (is_time, "HHMMSS.FFFFFF, cut short at will"),
    "UI": (is_uid, "numbers joined by dots"),
    "UR": (_is_uri, "a URI"),
}
