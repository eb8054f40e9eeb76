"""Attribute matching: whether a data set answers a query (PS3.4 §C.2.2.2).

Pure: data sets in, a yes or no out. What an SCP then sends back, and at which level, is not decided here.

All the rules of the baseline are here: single value, list of UID, universal, wild card, range and sequence matching.
Where the standard leaves a choice, it is made in favour of finding:

* names (PN) match without regard to case, other text exactly; no fuzzy matching, accents count;
* a name key of one component group is tried on each group of the stored name (alphabetic, ideographic, phonetic);
* several values in a key, or in the data set, match when any pair of them does;
* IS and DS are compared as numbers, DA, TM and DT as moments: `10` equals `100000.000` and does not equal `1030`;
* the upper end of a range reaches to the end of what it names: `-2026` includes December;
* DT values without an offset from UTC are taken to be in UTC; an offset counts from days on, not for a bare month.

* a range of dates and one of times are one range of moments where the standard says so without negotiation.

Left out, since they hold only where negotiated: empty value matching (`""`), combined date-time and fuzzy matching
elsewhere.
"""

from __future__ import annotations

from .identifier import SPECIFIC_CHARACTER_SET, Element
from .models import QUERY_RETRIEVE_LEVEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from .identifier import DataSet

QUERY_RETRIEVE_VIEW = 0x00080053
TIMEZONE_OFFSET_FROM_UTC = 0x00080201

NEVER_MATCHED = frozenset((SPECIFIC_CHARACTER_SET, QUERY_RETRIEVE_LEVEL, QUERY_RETRIEVE_VIEW, TIMEZONE_OFFSET_FROM_UTC))
"""Attributes that say how to read a query, and are no condition of it. Source: PS3.4 §C.4.1.1.3."""


_PAIRS = (
    (0x00080020, 0x00080030),  # Study Date and Time; series, acquisition, content, creation, birth
    (0x00080021, 0x00080031),
    (0x00080022, 0x00080032),
    (0x00080023, 0x00080033),
    (0x00080012, 0x00080013),
    (0x00100030, 0x00100032),
    (0x00400002, 0x00400003),  # Scheduled, and Performed Procedure Step Start Date and Time
    (0x00400244, 0x00400245),
)
_DATES = {time: date for date, time in _PAIRS}
_TIMES = dict(_PAIRS)

PAIRED = frozenset((*_DATES, *_TIMES))
"""Dates and times that belong together."""

ALWAYS_COMBINED = frozenset((0x00400002, 0x00400003, 0x00080012, 0x00080013))
"""Those that are matched as one without negotiation. Source: PS3.4 Tables K.6-1, HH.6-1, II.6-1."""


def is_match(query: DataSet, candidate: DataSet, *, ignored: Container[int] = ()) -> bool:
    """Tell whether a data set meets every key of a query.

    Args:
        query: the keys; those without a value are met by anything.
        candidate: the data set to judge; an absent attribute counts as an empty one.
        ignored: tags of keys that are no condition, as with optional keys that an SCP does not support.

    **Source**: PS3.4 §C.2.2.2.
    """
    for tag, key in query.items():
        if tag in NEVER_MATCHED or tag in ignored or not tag & 0xFFFF:
            continue
        combined = combined_range(query, tag) if tag in ALWAYS_COMBINED else None
        if combined is not None:
            if not is_key_match(combined, combined_moment(candidate, tag)):
                return False
        elif not is_key_match(key, candidate.get(tag)):
            return False
    return True


def combined_range(query: DataSet, tag: int) -> Element | None:
    """Return the range of moments that a range of dates and one of times make together, as a DT key.

    Args:
        query: has perhaps both.
        tag: that of the date or of the time.

    Returns:
        None when one of them is missing or no range, or when they are open at different ends.

    **Source**: PS3.4 §C.2.2.2.5.4: both must have the same form.
    """
    date, time = query.get(_DATES.get(tag, tag)), query.get(_TIMES.get(tag, tag))
    days = split_range("DA", date.text) if date is not None else None
    hours = split_range("TM", time.text) if time is not None else None
    if not days or not hours or any(bool(day) != bool(hour) for day, hour in zip(days, hours, strict=True)):
        return None
    return Element(tag, "DT", ["-".join(day + hour for day, hour in zip(days, hours, strict=True))])


def combined_moment(candidate: DataSet, tag: int) -> Element:
    """Return the moments that the date and the time of a pair make together, as DT; empty where one is missing."""
    date, time = candidate.get(_DATES.get(tag, tag)), candidate.get(_TIMES.get(tag, tag))
    days, hours = date.values if date is not None else [], time.values if time is not None else []
    return Element(tag, "DT", [day + hour for day in days for hour in hours])


def is_key_match(key: Element, stored: Element | None) -> bool:
    """Tell whether one attribute meets one key; None is an attribute that the data set lacks."""
    if is_universal(key):
        return True
    if stored is None:
        stored = Element(key.tag, key.vr)
    key, stored = _in_one_vr(key, stored)
    if key.vr == "SQ":
        return any(is_match(item, candidate) for item in key.items for candidate in stored.items)
    compare = _COMPARISONS.get(key.vr, _is_equal)
    return any(compare(wanted, value) for wanted in key.values for value in stored.values or [""])


def _in_one_vr(key: Element, stored: Element) -> tuple[Element, Element]:
    """Give both sides one VR: the known one for UN, as of private attributes in Implicit VR, and else that of text."""
    if key.vr == stored.vr:
        return key, stored
    if key.vr == "UN":
        return _reread(key, stored.vr), stored
    if stored.vr == "UN":
        return key, _reread(stored, key.vr)
    return Element(key.tag, "UC", key.text.split("\\")), Element(key.tag, "UC", stored.text.split("\\"))


def _reread(element: Element, vr: str) -> Element:
    raw = b"".join(element.values)
    return Element(element.tag, vr, [] if vr == "SQ" else None, raw=raw, charset=element.charset)


def is_universal(key: Element) -> bool:
    """Tell whether a key is met by anything: no value, or a sequence of nothing but such keys.

    **Source**: PS3.4 §C.2.2.2.3, §C.2.2.2.6.
    """
    if key.vr != "SQ":
        return not key.values
    return all(tag in NEVER_MATCHED or is_universal(nested) for item in key.items for tag, nested in item.items())


def is_wildcard_match(pattern: str, text: str) -> bool:
    """Tell whether text fits a pattern of `*` (any characters, also none) and `?` (any one character).

    Takes at most `len(pattern) * len(text)` steps: only the latest `*` is ever tried again.

    **Source**: PS3.4 §C.2.2.2.4.
    """
    at = position = resume = 0
    star = -1
    while position < len(text):
        wanted = pattern[at : at + 1]
        if wanted == "*":
            star, resume = at, position
            at += 1
        elif wanted == "?" or wanted == text[position]:
            at += 1
            position += 1
        elif star >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")


def _is_equal(wanted: object, found: object) -> bool:
    return wanted == found


def _is_text_match(wanted: str, found: str) -> bool:
    return is_wildcard_match(wanted, found)


def is_name_match(wanted: str, found: str) -> bool:
    """Compare person names group by group, without case; an empty group of the key is met by anything.

    **Source**: PS3.4 §C.2.2.2.1.1, §C.2.2.2.4.
    """
    groups = found.split("=")
    if "=" not in wanted:
        return any(_is_group_match(wanted, group) for group in groups)
    groups += [""] * wanted.count("=")
    pairs = zip(wanted.split("="), groups, strict=False)
    return all(not key or _is_group_match(key, group) for key, group in pairs)


def _is_group_match(wanted: str, found: str) -> bool:
    wanted, found = wanted.casefold(), found.casefold()
    return wanted.rstrip("^") == found.rstrip("^") or is_wildcard_match(wanted, found)


def _is_number_match(wanted: str, found: str) -> bool:
    try:
        return float(wanted) == float(found)
    except ValueError:
        return wanted == found


# Dates and times are compared as digits, filled up to the first or to the last moment they can mean.
_EARLIEST = {"DA": "00000101", "TM": "000000000000", "DT": "00000101000000000000"}
_LATEST = {"DA": "99991231", "TM": "235959999999", "DT": "99991231235959999999"}
_WHOLE_LENGTH = {"DA": 8, "TM": 6, "DT": 14}  # digits before a fraction
_SEPARATOR = {"DA": ".", "TM": ":"}  # written by the followers of ACR-NEMA: 2026.01.31, 10:30:00


def _moment_comparison(vr: str) -> Callable[[str, str], bool]:
    def is_moment_match(wanted: str, found: str) -> bool:
        ends = split_range(vr, wanted)
        moment = _moment(vr, found, _EARLIEST)
        if ends is None:
            return found == wanted or (moment != "" and moment == _moment(vr, wanted, _EARLIEST))
        return moment != "" and _is_within(vr, moment, *ends)

    return is_moment_match


def _is_within(vr: str, moment: str, first: str, last: str) -> bool:
    lower = _moment(vr, first, _EARLIEST) if first else "0"
    upper = _moment(vr, last, _LATEST) if last else "9"
    return lower != "" and lower <= moment <= upper


def split_range(vr: str, text: str) -> tuple[str, str] | None:
    """Split a DA, TM or DT key at its hyphen; None when it is one moment and not a range.

    The hyphen of an offset from UTC (`-0500`; there is none beyond `-1200`) does not split a DT.

    **Source**: PS3.4 §C.2.2.2.5, PS3.5 §6.2 (DT).
    """
    for place, character in enumerate(text):
        if character == "-" and not (vr == "DT" and _is_offset(text, place)):
            return text[:place].strip(), text[place + 1 :].strip()
    return None


def _is_offset(text: str, place: int) -> bool:
    digits = text[place + 1 : place + 5]
    is_last = text[place + 5 : place + 6] in ("", "-")
    return place >= 4 and is_last and len(digits) == 4 and digits.isdigit() and digits <= "1400"


def _moment(vr: str, text: str, filling: dict[str, str]) -> str:
    """Give a moment as digits that sort by time, or "" when the text is not well-formed."""
    whole, offset = _split_offset(text) if vr == "DT" else (text.replace(_SEPARATOR[vr], ""), "")
    whole, point, fraction = whole.partition(".")
    digits = whole + fraction
    missing = len(filling[vr]) - len(digits)
    is_sound = digits.isascii() and digits.isdigit() and missing >= 0
    if not is_sound or (point and len(whole) != _WHOLE_LENGTH[vr]):
        return ""
    filled = digits + filling[vr][len(digits) :]
    return _in_utc(filled, offset) if offset and len(digits) >= 8 else filled


def _split_offset(text: str) -> tuple[str, str]:
    """Split a DT at its offset from UTC: "2026+0900" gives ("2026", "+0900")."""
    place = len(text) - 5
    return (text[:place], text[place:]) if text[place:][:1] in ("+", "-") and _is_offset(text, place) else (text, "")


def _in_utc(digits: str, offset: str) -> str:
    from datetime import datetime, timedelta

    minutes = int(offset[1:3]) * 60 + int(offset[3:])
    try:
        local = datetime.strptime(digits[:14], "%Y%m%d%H%M%S")
        utc = local + timedelta(minutes=minutes if offset[0] == "-" else -minutes)
    except (ValueError, OverflowError):
        return ""
    return utc.strftime("%Y%m%d%H%M%S") + digits[14:]


# Wild cards hold in these VRs only; in any other a star is a star. Source: PS3.4 §C.2.2.2.4.
_COMPARISONS: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(("AE", "CS", "LO", "LT", "SH", "ST", "UC", "UR", "UT"), _is_text_match),
    **{vr: _moment_comparison(vr) for vr in _EARLIEST},
    "PN": is_name_match,
    "DS": _is_number_match,
    "IS": _is_number_match,
}
