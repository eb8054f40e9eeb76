"""Data sets as pynetdicom logs them: one line an element, items indented.

    (0008,0052) CS [PATIENT]                                # 1 QueryRetrieveLevel
    (0040,0100) SQ (Sequence with 1 item)                   # 1 ScheduledProcedureStepSequence
      (Sequence item #1)
        (0008,0060) CS [CT]                                     # 1 Modality

pynetdicom shows what pydicom makes of a value, and warns of what pydicom warns of. Here that is done for what is
ordinary, without loading pydicom: `is_ordinary` says of which elements our own reading is known to be the same. All
else is the matter of `foreign`.
"""

from __future__ import annotations

from ...dictionary import format_tag, keyword_of, tag_of, vr_choices_of
from ...elements import SPECIFIC_CHARACTER_SET
from ...values import SINGLE_VRS, TEXT_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...identifier import DataSet, Element

BYTES_VRS = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})

MAX_SHOWN_LENGTH = 13
"""Bytes of a binary value that are shown; of longer ones only the number is."""

ORDINARY_CHARSETS = frozenset(
    {"ISO_IR 192", *(f"ISO_IR {number}" for number in (100, 101, 109, 110, 144, 127, 126, 138, 148))}
)
"""Character sets of which pydicom and we think the same whatever the bytes."""

LONGEST = {"SH": 16, "LO": 64, "ST": 1024, "LT": 10240, "PN": 64}
"""Bytes up to which padding does not make a text too long for pydicom, which counts it."""


def format_dataset(dataset: DataSet, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a data set whose elements are all ordinary, or were built by us."""
    for _, element in sorted(dataset.items()):
        yield from format_element(element, depth)


def format_element(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield the lines of an element; the line of a sequence itself is never indented, as there."""
    if element.vr != "SQ":
        text = _text_of(element.vr, element.values)
        yield "  " * depth + line_of(element.tag, element.vr, text, len(element.values), element.keyword)
        return
    items = element.items
    yield line_of(element.tag, "SQ", count_of_items(len(items)), 1, element.keyword)
    for number, item in enumerate(items, 1):
        yield "  " * (depth + 1) + f"(Sequence item #{number})"
        yield from format_dataset(item, depth + 2)


def line_of(tag: int, vr: str, text: str, count: int, keyword: str) -> str:
    """Return the line of one element."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X}) {vr} {text:<40} # {count} {keyword}"


def count_of_items(count: int) -> str:
    """Return what stands for the value of a sequence."""
    return f"(Sequence with {count} item{'' if count == 1 else 's'})"


def text_of_bytes(value: bytes) -> str:
    """Return what stands for a binary value: the bytes of a short one, the length of a long one."""
    if len(value) > MAX_SHOWN_LENGTH:
        return f"({len(value)} bytes of binary data)"
    return f"[{value.hex(' ')}]"


def _text_of(vr: str, values: list[Any]) -> str:
    if not values or (len(values) == 1 and values[0] in ("", b"")):
        return "(no value available)"
    if vr in BYTES_VRS:
        return text_of_bytes(values[0])
    shown = [format_tag(value).upper() for value in values] if vr == "AT" else map(str, values)
    return "[" + "\\".join(shown) + "]"


def is_ordinary(element: Element, *, is_explicit: bool) -> bool:
    """Whether an element that a peer sent is shown by pynetdicom as it is here, and without a warning."""
    tag, vr = element.tag, element.vr
    if not _is_known(tag, vr, is_explicit):
        return False
    if vr == "SQ":
        return all(is_ordinary(one, is_explicit=is_explicit) for item in element.items for one in item.values())
    if vr in TEXT_VRS and not _is_plain(element):
        return False
    return not element.issues


def _is_known(tag: int, vr: str, is_explicit: bool) -> bool:
    """Whether pydicom takes an element for the same attribute, with the same VR."""
    if vr == "UN" or tag >> 16 in (0x0000, 0x0002) or not tag & 0xFFFF:
        return False
    if tag == SPECIFIC_CHARACTER_SET and vr != "CS":
        return False
    keyword = keyword_of(tag)
    if keyword and tag_of(keyword) != tag:
        return False  # a repeating group
    return is_explicit or len(vr_choices_of(tag)) == 1


def _is_plain(element: Element) -> bool:
    """Whether a text value has no padding but at its end, and only characters that are read alike."""
    raw, vr = element.raw, element.vr
    if raw[:1] in (b" ", b"\0") or (vr not in SINGLE_VRS and (b"\\ " in raw or b" \\" in raw or b"\0\\" in raw)):
        return False
    if element.tag == SPECIFIC_CHARACTER_SET:
        return len(element.values) == 1 and element.values[0] in ORDINARY_CHARSETS
    if vr == "PN" and (raw.rstrip(b" \0").endswith(b"=") or b"=\\" in raw):
        return False  # pydicom leaves out an empty last group
    if not raw.isascii() and ORDINARY_CHARSETS.isdisjoint(element.charset.terms):
        return False
    return len(raw) <= LONGEST.get(vr, len(raw))
