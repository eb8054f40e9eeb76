"""The data dictionary (PS3.6, PS3.7 Annex E): tags, keywords, VRs and names, and how tags are written.

The table is one string, generated from pydicom's by tools/make_dictionary.py: loading it costs 0.3 ms, a dict
of 5,000 entries would cost 5 ms. What a VR means for bytes lives in `values`.

**Layout** of the table: lines in ascending order of tags; a tab on both sides of the keyword and nowhere else:

    00100010 PN<tab>PatientName<tab>1 -     tag in hexadecimal, VR (US/SS: a choice), keyword, VM, R if retired
    60xx0010 US<tab>OverlayRows<tab>1 -     in the repeating groups; x is any hexadecimal digit
    00100010 Patient's Name                 in the list of names, a module of its own; - when there is none
"""

from __future__ import annotations

from ._dictionary_table import ENTRIES, REPEATING


def keyword_of(tag: int) -> str:
    """Return the keyword of a tag, "" when it has none."""
    return _facts_of(tag)[1]


def vr_of(tag: int) -> str:
    """Return the VR that a tag has when nothing else says so, as in Implicit VR.

    Where the dictionary leaves a choice it is the first, but OW rather than OB, as Implicit VR demands.

    **Source**: PS3.5 §6.2.2, §7.8.1 (private creators are LO), §7.2 (group lengths are UL), Annex A.1.
    """
    return _facts_of(tag)[0]


def vr_choices_of(tag: int) -> tuple[str, ...]:
    """Return the VRs that the dictionary allows a tag; none when it does not know it."""
    line = line_of(tag)
    return tuple(line.partition("\t")[0].partition(" ")[2].split("/")) if line else ()


def label_of(tag: int) -> str:
    """Return what stands for a tag in headings: its keyword, or itself as `(gggg,eeee)` if none is its alone."""
    keyword = keyword_of(tag)
    return keyword if keyword and tag_of(keyword) == tag else format_tag(tag)


def vm_of(tag: int) -> str:
    """Return the value multiplicity that the dictionary gives a tag, such as "1" or "1-n"; "" when it knows none."""
    return _facts_of(tag)[2]


def tag_of(keyword: str) -> int | None:
    """Return the tag with exactly this keyword; None for unknown ones and for those of repeating groups."""
    found = ENTRIES.find(f"\t{keyword}\t") if keyword else -1
    if found < 0:
        return None
    start = ENTRIES.rindex("\n", 0, found) + 1
    return int(ENTRIES[start : start + 8], 16)


def find_keyword(word: str) -> str | None:
    """Return the keyword that is spelled like this in upper or lower case."""
    found = ENTRIES.lower().find(f"\t{word.lower()}\t") if word else -1
    if found < 0:
        return None
    return ENTRIES[found + 1 : found + 1 + len(word)]


def similar_keywords(word: str, count: int = 3) -> list[str]:
    """Return at most `count` keywords that `word` may be a misspelling of, the likeliest first."""
    import difflib

    keywords = ENTRIES.split("\t")[1::2]
    spelled = {keyword.lower(): keyword for keyword in keywords if keyword}
    return [spelled[match] for match in difflib.get_close_matches(word.lower(), spelled, count, 0.75)]


def format_tag(tag: int) -> str:
    """Write a tag as the standard does: "(0010,0010)"."""
    return f"({tag >> 16:04x},{tag & 0xFFFF:04x})"


def parse_tag(text: str) -> int | None:
    """Read a tag written as `(0010,0010)`, `0010,0010`, `10,10`, `0x10,0x10` or `00100010`; None if it is none."""
    group, comma, element = text.strip().removeprefix("(").removesuffix(")").partition(",")
    if not comma and len(group) == 8:
        group, element = group[:4], group[4:]
    high, low = _parse_half(group), _parse_half(element)
    return None if high is None or low is None else high << 16 | low


def _parse_half(text: str) -> int | None:
    digits = text.strip().lower().removeprefix("0x")
    if not 1 <= len(digits) <= 4 or digits.strip("0123456789abcdef"):
        return None
    return int(digits, 16)


_known: dict[int, tuple[str, str, str]] = {}
"""VR, keyword and VM of the tags asked for. Only tags of the table get in, so it cannot grow without end."""


def _facts_of(tag: int) -> tuple[str, str, str]:
    facts = _known.get(tag)
    if facts is not None:
        return facts
    line = "" if tag >> 16 & 1 else line_of(tag)
    if not line:
        return _vr_of_unlisted(tag), "", ""
    key_and_vr, keyword, vm_and_retired = line.split("\t")
    facts = usual_vr(key_and_vr[9:]), keyword, vm_and_retired.split(" ")[0]
    if len(_known) < 8192:
        _known[tag] = facts
    return facts


def usual_vr(choices: str) -> str:
    """Return the VR to assume of those that the table allows."""
    if choices == "NONE":  # items and delimiters, PS3.5 §7.5: no VR at all
        return "UN"
    return "OW" if choices == "OB/OW" else choices[:2]


def _vr_of_unlisted(tag: int) -> str:
    element = tag & 0xFFFF
    if element == 0:
        return "UL"
    is_private = tag >> 16 & 1
    return "LO" if is_private and 0x10 <= element <= 0xFF else "UN"


def line_of(tag: int) -> str:
    """Return the table's line of a tag, "" if there is none: bisection in text of ascending lines of unequal length."""
    key = f"{tag:08x}"
    low, high = 0, len(ENTRIES) - 1
    while low < high:
        start = ENTRIES.rindex("\n", 0, (low + high) // 2 + 1) + 1
        found = ENTRIES[start : start + 8]
        if found == key:
            return ENTRIES[start : ENTRIES.index("\n", start)]
        if found < key:
            low = ENTRIES.index("\n", start)
        else:
            high = start - 1
    return _repeating_line_of(key)


def _repeating_line_of(key: str) -> str:
    """Find the repeating group that a tag is in (PS3.6 §6: 50xx, 60xx and the retired ones)."""
    if key[:2] not in _REPEATING_STARTS or int(key[3], 16) & 1:
        return ""
    for line in REPEATING.splitlines():
        if line and all(mask in ("x", digit) for mask, digit in zip(line[:8], key, strict=True)):
            return line
    return ""


_REPEATING_STARTS = ("00", "10", "50", "60", "7f")
