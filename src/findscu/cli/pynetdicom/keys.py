"""Keys as pynetdicom's `-k` takes them: its element paths.

    PatientName=DOE^JOHN   (0010,0010)=   0010,0010=
    BeamSequence=   BeamSequence[0]=   BeamSequence[3]=          no item, one empty item, four
    BeamSequence[0].BeamLimitingDeviceSequence[0].NumberOfLeafJawPairs=1

A path goes on below a component only if that has an item number; what follows any other is not looked at. A component
is read when the path comes to it. Both, and that the value is converted before a sequence is asked for, is as there.

Nothing here knows what a key is put into: `apply` is told how by a `Target`.
"""

from __future__ import annotations

from ...dictionary import tag_of, vr_choices_of
from ...errors import InvalidKey
from ...limits import MAX_ITEM_COUNT
from ...records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, Self, TypeAlias

    Value: TypeAlias = "str | bytes | int | float | list[str] | list[int] | list[float]"

    class Target(Protocol):
        """A data set that keys are put into."""

        def set_value(self, tag: int, vr: str, value: Value) -> None:
            """Set an element."""

        def item_count(self, tag: int) -> int | None:
            """Return how many items a sequence has; None when there is no element with that tag."""

        def add_items(self, tag: int, count: int) -> None:
            """Add empty items; the sequence is made when it is not there."""

        def item(self, tag: int, index: int) -> Self:
            """Return an item that exists."""


INT_VRS = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})
FLOAT_VRS = frozenset({"FD", "FL"})
TEXT_VRS = frozenset(
    {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"}
)

PIXEL_DATA = 0x7FE00010

EMPTY_KEYWORD = 0x300A0782
"""What "" names in pydicom's dictionary: a retired attribute without a keyword."""


class Component(Record):
    """One step of a path: an attribute, and the number of the item the path goes on in; None when it ends here."""

    tag: int
    vr: str
    index: int | None


class KeyPath(Record):
    """A key taken apart: its components as text, the first of them read, and the text of the value."""

    parts: tuple[str, ...]
    first: Component
    value: Value


def read_key(text: str) -> KeyPath:
    """Read a key as far as pynetdicom does before it looks at any data set.

    Raises:
        InvalidKey: a component that names nothing, or a value that its VR cannot have.
    """
    path, _, value = text.partition("=")
    parts = tuple(path.split("."))
    first = read_component(parts[0])
    return KeyPath(parts, first, value if first.index is not None else convert(first.vr, value))


def apply(target: Target, key: KeyPath) -> None:
    """Put a key into a data set; missing sequences and items are made, existing ones kept.

    Raises:
        InvalidKey: a component further down cannot be read, items of what is no sequence, an item that was left out.
    """
    component = key.first
    for depth in range(len(key.parts)):
        if depth:
            component = read_component(key.parts[depth])
        if component.index is None:
            target.set_value(component.tag, component.vr, _last_value(key, component, depth))
            return
        if component.vr != "SQ":
            raise InvalidKey(f"Element path names an item of what is no sequence: '{key.parts[depth]}'")
        _make_items(target, component)
        if depth + 1 < len(key.parts):
            if component.index >= (target.item_count(component.tag) or 0):
                raise InvalidKey(f"Element path leaves items out, give those before first: '{key.parts[depth]}'")
            target = target.item(component.tag, component.index)


def _make_items(target: Target, component: Component) -> None:
    """Make a sequence as long as pynetdicom does: for one that is there it counts one item too few."""
    assert component.index is not None
    count = target.item_count(component.tag)
    if count is None:
        target.add_items(component.tag, component.index + 1)
    elif count == component.index:
        target.add_items(component.tag, 1)
    elif count < component.index:
        target.add_items(component.tag, component.index - count)


def _last_value(key: KeyPath, component: Component, depth: int) -> Value:
    return key.value if depth == 0 else convert(component.vr, str(key.value))


def read_component(text: str) -> Component:
    """Read one component of a path.

    Raises:
        InvalidKey: in pynetdicom's words, where it has any.
    """
    index = _index_of(text)
    tag = _tag_of(text if index is None else text.partition("[")[0], text)
    return Component(tag, _vr_of(tag), index)


def _vr_of(tag: int) -> str:
    """Return the VR, or the choice of VRs as pydicom writes it."""
    if tag == PIXEL_DATA:
        return "OW"  # pynetdicom cannot write it without attributes that no query has
    return " or ".join(vr_choices_of(tag)) or "UN"


def _index_of(text: str) -> int | None:
    """Return the item number between the first brackets, None when there are no brackets."""
    start, end = text.find("["), text.find("]")
    if start < 0 and end < 0:
        return None
    try:
        index = int(text[start + 1 : end]) if 0 <= start < end else -1
    except ValueError:
        index = -1
    if index < 0:
        raise InvalidKey(f"Element path contains an invalid component: '{text}'")
    if index >= MAX_ITEM_COUNT:
        raise InvalidKey(f"Element path names item {index}, expected less than {MAX_ITEM_COUNT}: '{text}'")
    return index


def _tag_of(name: str, component: str) -> int:
    if "," in name:
        return _tag_of_numbers(name, component)
    tag = tag_of(name) if name else EMPTY_KEYWORD
    if tag is not None:
        return tag
    if _is_repeating(name):
        raise InvalidKey(f"Repeating group elements must be specified using (gggg,eeee): '{component}'")
    raise InvalidKey(f"Unable to parse element path component: '{component}'")


def _tag_of_numbers(name: str, component: str) -> int:
    group, _, element = name.partition(",")
    group, element = group.replace("(", ""), element.replace(")", "")
    try:
        if len(group) == 4 and len(element) == 4:
            tag = int(group, 16) << 16 | int(element, 16)
            if tag >= 0:
                return tag
    except ValueError as error:
        raise InvalidKey(str(error)) from None
    raise InvalidKey(f"Unable to parse element path component: '{component}'")


def _is_repeating(name: str) -> bool:
    from ..._dictionary_table import REPEATING

    return f"\t{name}\t" in REPEATING


def convert(vr: str, text: str) -> Value:
    """Convert the text of a value as pynetdicom does: numbers are numbers, binary VRs take hexadecimal digits.

    Raises:
        InvalidKey: the text is no such thing; the words are Python's, as there.
    """
    if vr in TEXT_VRS or vr in ("AT", "SQ") or not text:
        return text.split("\\") if vr == "AT" and "\\" in text else text
    try:
        if vr in INT_VRS:
            return [int(part) for part in text.split("\\")] if "\\" in text else int(text)
        if vr in FLOAT_VRS:
            return [float(part) for part in text.split("\\")] if "\\" in text else float(text)
        if len(text) % 2:
            raise InvalidKey(f"{len(text)} hexadecimal digits, expected two for each byte")
        return bytes(int(text[at : at + 2], 16) for at in range(0, len(text), 2))
    except ValueError as error:
        raise InvalidKey(str(error)) from None
