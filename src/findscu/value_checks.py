"""Doubts about the value of one key: wild cards, ranges, several values, form and length (see `checks`).

A value is judged by its VR alone. The functions return (message, clause, hint); values themselves never get in.
"""

from __future__ import annotations

from .dictionary import vm_of
from .validity import (
    MAX_LENGTHS,
    MAX_NAME_GROUP_LENGTH,
    is_age,
    is_date,
    is_date_time,
    is_decimal,
    is_integer,
    is_time,
    is_uid,
)
from .values import NUMBER_CODES, has_wild_card

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from .identifier import Element

    Finding = tuple[str, str, str]

WILD_CARD_VRS = frozenset(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"))
"""Source: PS3.4 §C.2.2.2.4."""

RANGE_CLAUSES = {"DA": "PS3.4 §C.2.2.2.5.1", "TM": "PS3.4 §C.2.2.2.5.2", "DT": "PS3.4 §C.2.2.2.5.3"}

SEVERAL_VALUES_VRS = frozenset(("AE", "AS", "AT", "CS", "LO", "PN", "SH", "UC"))
"""VRs of which several values match where that is negotiated. Source: PS3.4 §C.2.2.2.8."""

EMPTY = '""'
"""What stands for an empty value where that is negotiated. Source: PS3.4 §C.2.2.2.7."""

_CS_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _*?")


def is_moment(vr: str, text: str) -> bool:
    """Tell whether a text is a value of DA, TM or DT as a key may have it: single, or a range."""
    kind, text = _MOMENTS[vr][0], text.rstrip(" ")
    return kind(text) or ("-" in text and _split_range(kind, text) is not None)


def check_value(element: Element, name: str, negotiated: Collection[str] = ()) -> Iterator[Finding]:
    """List what is doubtful about the value of one element.

    Args:
        element: the key.
        name: what to call it.
        negotiated: "multiple_values" and "empty_values" where they are.
    """
    vr, values = element.vr, element.values
    if values == [EMPTY]:
        yield from _check_empty(vr, name, negotiated)
        return
    if vr != "SQ" and vr != "UI" and len(values) > 1:
        yield from _check_several(element, name, negotiated)
    if vr == "PN" and values in (["*=*"], ["*=*=*"]):
        message = f"{name} has wild cards around =, which is not the same as matching everything"
        yield message, "PS3.4 §C.2.2.2.4", "write * or leave the value empty"
    if vr not in WILD_CARD_VRS and has_wild_card(element.values):
        message = f"{name} has a wild card, which VR {vr} does not know"
        yield message, "PS3.4 §C.2.2.2.4", "leave the value empty to match everything"
        return
    for value in values:
        if isinstance(value, str) and value:
            yield from _check_text(vr, value, name)


def _check_empty(vr: str, name: str, negotiated: Collection[str]) -> Iterator[Finding]:
    if "empty_values" not in negotiated and vr not in NUMBER_CODES:
        message = f"{name} is two quotation marks, which mean an empty value only where that is negotiated"
        yield message, "PS3.4 §C.2.2.2.7", "add --empty-value-matching"


def _check_several(element: Element, name: str, negotiated: Collection[str]) -> Iterator[Finding]:
    """Judge several values in one key: all of them must be there to match, and none has a wild card."""
    clause, hint = "PS3.4 §C.2.2.2.8", "send one query for each value"
    if "multiple_values" not in negotiated:
        yield f"{name} has {len(element.values)} values, whose meaning is undefined unless negotiated", clause, hint
    elif element.vr not in SEVERAL_VALUES_VRS or vm_of(element.tag) == "1":
        yield f"{name} has {len(element.values)} values, which no match can have", clause, hint
    elif has_wild_card(element.values):
        yield f"{name} has several values with a wild card among them", clause, "leave the wild cards out"


def _check_text(vr: str, value: str, name: str) -> Iterator[Finding]:
    if vr in RANGE_CLAUSES:
        yield from _check_moment(vr, value.rstrip(" "), name)
    elif vr in ("AS", "DS", "IS") and _is_range(value):
        message = f"{name} looks like a range, which only dates and times can be"
        yield message, "PS3.4 §C.2.2.2.5.4", "use single values"
    elif _length_of(vr, value) > _max_length_of(vr) and "*" not in value:
        message = f"{name} has {_length_of(vr, value)} characters, expected at most {_max_length_of(vr)} ({vr})"
        yield message, "PS3.5 §6.2", "shorten the value"
    elif not _has_form(vr, value.strip(" ")):
        yield f"{name} is not written as VR {vr} demands", "PS3.5 §6.2", _FORMS[vr][1]


def _is_range(value: str) -> bool:
    """Tell `10-20` and `010Y-020Y` from `-5` and `1E-5`."""
    dash = value.find("-", 1)
    return dash > 0 and value[dash - 1] not in "eE"


def _length_of(vr: str, value: str) -> int:
    return max(map(len, value.split("="))) if vr == "PN" else len(value)


def _max_length_of(vr: str) -> int:
    return MAX_NAME_GROUP_LENGTH if vr == "PN" else MAX_LENGTHS.get(vr, 1 << 32)


def _has_form(vr: str, value: str) -> bool:
    return vr not in _FORMS or _FORMS[vr][0](value)


def _is_code_string(value: str) -> bool:
    return _CS_CHARACTERS.issuperset(value)


_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "AS": (is_age, "write it as three digits and D, W, M or Y"),
    "CS": (_is_code_string, "use upper-case letters, digits, blanks and underscores"),
    "DS": (is_decimal, "write a decimal number"),
    "IS": (is_integer, "write a whole number"),
    "UI": (is_uid, "write digits and dots, no component with a leading zero"),
}


def _check_moment(vr: str, value: str, name: str) -> Iterator[Finding]:
    """Judge a date, time or date-time, single or as a range, which any dash makes it (PS3.4 §C.2.2.2.1.3)."""
    kind, example = _MOMENTS[vr]
    ends = _split_range(kind, value) if "-" in value else None
    if ends is None and not kind(value):
        message = f"{name} is neither a value nor a range of VR {vr}"
        yield message, RANGE_CLAUSES[vr] if "-" in value else "PS3.5 §6.2", _hint_for(vr, value, example)
    elif ends == ("", ""):
        yield f"{name} is a range without ends", RANGE_CLAUSES[vr], "leave the value empty to match everything"
    elif ends and all(ends) and _is_later(*ends):
        yield f"{name} is a range that ends before it begins", RANGE_CLAUSES[vr], "exchange its ends"


def _hint_for(vr: str, value: str, example: str) -> str:
    """Ask for the word that was meant, or show how the VR is written."""
    if value[:1].isalpha() and vr != "TM":
        from .asking.spoken_dates import similar_word

        if word := similar_word(value):
            return f"did you mean {word}?"
    return f"write it as {example}, or {_SAID[vr]}"


def _split_range(is_valid: Callable[[str], bool], value: str) -> tuple[str, str] | None:
    """Find the dash that parts a range; others are signs of offsets from UTC. None when none does."""
    dash = value.find("-")
    while dash >= 0:
        low, high = value[:dash], value[dash + 1 :]
        if all(not end or is_valid(end) for end in (low, high)):
            return low, high
        dash = value.find("-", dash + 1)
    return None


def _is_later(low: str, high: str) -> bool:
    """Compare as far as both are precise; not between different offsets from UTC."""
    if "+" in low + high or "-" in low + high:
        return False
    precision = min(len(low), len(high))
    return low[:precision] > high[:precision]


_SAID = {
    "DA": "today, -7d, last-month, 2026-01-01..2026-01-31",
    "TM": "9:30..12:00, ..now",
    "DT": "today, -2h, 2026-01-01..2026-01-31",
}
"""What people may say instead: see `moments`."""

_MOMENTS: dict[str, tuple[Callable[[str], bool], str]] = {
    "DA": (is_date, "20260131, 20260101-20260131, 20260101- or -20260131"),
    "TM": (is_time, "0930, 093000.5, 0800-1200, 0800- or -1200"),
    "DT": (is_date_time, "20260131093000, 202601-202603, 2026- or -2026"),
}
