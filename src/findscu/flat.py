"""Data sets as plain mappings, keyword to value: for eyes, `jq` and data frames. They say less than DICOM JSON.

No VRs, and nothing about bytes: (0008,0005) is left out, as text is text here. An attribute that may have several
values is a list whether one comes or several, so that programs need not look; one that may not is a list only if a
peer sends several all the same.
"""

from __future__ import annotations

import binascii

from .dicom_json import MAX_NUMBER_LENGTH, format_value, quote
from .dictionary import format_tag, label_of, vm_of
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element
from .values import WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def has_several(tag: int) -> bool:
    """Return whether the dictionary allows an attribute several values; False for what it does not know."""
    return vm_of(tag) not in ("", "1")


def flat_dict(dataset: DataSet) -> dict[str, Any]:
    """Return a data set as a mapping, in ascending order of tags.

    Returns:
        By the keyword, or the tag as `(gggg,eeee)`: None for no value; text; a number for IS, DS and binary numbers,
        but the text of an IS or DS that is none; bytes; `(gggg,eeee)` for AT; a list of mappings for a sequence; a list
        of values where there may be several, or are.
    """
    return {label_of(tag): _plain_value(dataset[tag]) for tag in sorted(dataset) if is_shown(tag)}


def is_shown(tag: int) -> bool:
    """Return whether an attribute says anything here: not the character set, nor the lengths of groups."""
    return tag != SPECIFIC_CHARACTER_SET and bool(tag & 0xFFFF)


def _plain_value(element: Element) -> Any:
    if element.vr == "SQ":
        return [flat_dict(item) for item in element.items]
    values = [convert_value(element.vr, value) for value in element.values]
    if len(values) > 1 or has_several(element.tag):
        return values
    return values[0] if values else None


def convert_value(vr: str, value: Any) -> Any:
    """Return one of `Element.values` as a plain Python value; None for an empty text."""
    if vr in ("DS", "IS"):
        number = parse_number(vr, value)
        return (value or None) if number is None else number
    if vr == "AT":
        return format_tag(value)
    return None if value == "" else value


def parse_number(vr: str, text: str) -> int | float | None:
    """Return the number that a DS or IS says, an `int` for IS; None when it is none, or not a finite one."""
    if len(text) > MAX_NUMBER_LENGTH or text.strip("+-.0123456789eE"):
        return None
    try:
        number = float(text)
        if vr == "DS":
            return number if number - number == 0 else None
        return int(text) if text.lstrip("+-").isdigit() else int(number) if number.is_integer() else None
    except (OverflowError, ValueError):
        return None


# The same as JSON, made without a detour: as fast as DICOM JSON.


def format_flat_dataset(dataset: DataSet) -> str:
    """Return a data set as a JSON object on one line; the same as `flat_dict`, but bytes in base64."""
    return f"{{{','.join(filter(None, map(format_flat_member, (dataset[tag] for tag in sorted(dataset)))))}}}"


def format_flat_member(element: Element) -> str:
    """Return an element as a member of a JSON object, `"PatientID":"1"`; "" for one that is not shown."""
    tag = element.tag
    return f'"{label_of(tag)}":{_format_plain(element)}' if is_shown(tag) else ""


def frame_flat_member(tag: int, vr: str) -> tuple[str, str] | None:
    """Return what `format_flat_member` puts around a plain text value, for `Columns`; None for numbers."""
    if vr in ("DS", "IS") or not is_shown(tag):
        return None
    before, after = ("[", "]") if has_several(tag) else ("", "")
    return f'"{label_of(tag)}":{before}"', f'"{after}'


def join_flat_items(tag: int, items: Iterable[Iterable[str]]) -> str:
    """Return the member that a sequence is, from the members of its items, as `format_flat_member` does."""
    objects = ",".join([f"{{{','.join(filter(None, members))}}}" for members in items])
    return f'"{label_of(tag)}":[{objects}]'


def _format_plain(element: Element) -> str:
    vr = element.vr
    if vr == "SQ":
        return f"[{','.join(map(format_flat_dataset, element.items))}]"
    values = [_format_value(vr, value) for value in element.values]
    if len(values) > 1 or has_several(element.tag):
        return f"[{','.join(values)}]"
    return values[0] if values else "null"


def _format_value(vr: str, value: Any) -> str:
    if vr in WORD_LENGTHS:
        return f'"{binascii.b2a_base64(value, newline=False).decode("ascii")}"'
    if vr == "AT":
        return f'"{format_tag(value)}"'
    if vr == "PN":
        return quote(value) if value else "null"
    return format_value(vr, value)
