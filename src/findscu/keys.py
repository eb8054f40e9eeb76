"""The `-k` grammar: one line of text that puts one attribute into a query.

    PatientName=DOE*                                    a keyword, in any case
    (0010,0010)=DOE*   0010,0010=   10,10   00100010    a tag
    ScheduledProcedureStepSequence[0].Modality=CT       a path; `[0]` may be left out
    BeamSequence=   BeamSequence[0]   BeamSequence[3]   no item, one empty item, four
    ModalitiesInStudy=CT\\MR                             several values
    Rows=512   FrameIncrementPointer=00181063   (0029,1001)=00ff   numbers, tags, bytes as hexadecimal digits
    (0029,1001):LO=text   PatientAge:UN=31              a VR of one's own choice

A key is parsed without looking at any data set (`parse_key`), its value is converted by VR (`native_values`), and only
then something changes. Values of text VRs, IS and DS included, stay as they are written: a query holds wild cards and
ranges. What is doubtful but can be sent is not judged here but in `checks`.

Other dialects bring their own `Reader` and share the path, the building and the errors.
"""

from __future__ import annotations

from . import errors
from .dictionary import find_keyword, format_tag, keyword_of, parse_tag, tag_of, vr_of
from .elements import DataSet, Element
from .key_values import BadValue, native_values
from .limits import MAX_ITEM_COUNT, MAX_NESTING_DEPTH
from .records import Record
from .values import VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .asking.moments import Calendar


class Step(Record):
    """One component of a path: `attribute` or `attribute[index]`; `position` counts characters of the key."""

    tag: int
    index: int | None
    position: int


class Key(Record):
    """A key taken apart.

    Attributes:
        text: the key as it was written.
        steps: the path, outermost sequence first.
        vr: the VR asked for, "" for the attribute's own.
        value: the text after the first `=`; "" also when there is none.
        value_position: where the value begins, in characters of `text`.
    """

    text: str
    steps: tuple[Step, ...]
    vr: str
    value: str
    value_position: int


class Reader(Record):
    """How a dialect reads keys: the path, and the value of a VR from text (which may raise `BadValue`)."""

    parse: Callable[[str], Key]
    convert: Callable[[str, str], list[Any]]


def apply_key(
    dataset: DataSet, text: str, *, reader: Reader | None = None, calendar: Callable[[], Calendar] | None = None
) -> None:
    """Set one attribute; missing sequences and items on the way are made, existing ones kept.

    Args:
        dataset: what to change.
        text: `path[:VR][=value]`; without a value the attribute is set empty.
        reader: the dialect's way of reading; the native one when left out.
        calendar: returns what knows the meaning of `today` and the like; without one they stay as they are.

    Raises:
        InvalidKey: the key cannot be read or encoded; the data set is as it was.
    """
    reader = reader or NATIVE
    key = reader.parse(text)
    vr = vr_for(dataset, key)
    if vr == "SQ":
        _refuse_value(key, "a sequence takes no value", "name an attribute of an item, as in Sequence[0].Modality=CT")
        _set_sequence(item_for(dataset, key), key.steps[-1])
        return
    values = _convert(reader, key, vr, calendar)
    tag = key.steps[-1].tag
    item_for(dataset, key)[tag] = Element(tag, vr, values)


def apply_return_key(dataset: DataSet, text: str, *, reader: Reader | None = None) -> bool:
    """Ask for one attribute: add it empty, unless it is there already. Return whether it was not.

    Raises:
        InvalidKey: the path cannot be read, or has a value.
    """
    key = (reader or NATIVE).parse(text)
    vr = vr_for(dataset, key)
    _refuse_value(key, "a return key takes no value", "use -k to set a value")
    item, last = item_for(dataset, key), key.steps[-1]
    if last.index is not None:
        item_of(item, last.tag, last.index)
        return True
    is_new = last.tag not in item
    if is_new:
        item[last.tag] = Element(last.tag, vr, [])
    return is_new


MOMENT_VRS = ("DA", "TM", "DT")
"""VRs in which people may say `today` and the like: see `asking.moments`."""


def vr_for(dataset: DataSet, key: Key) -> str:
    """Choose the VR of a key's last attribute, without changing anything.

    The VR asked for, or that of the dictionary; for attributes it does not know that of the element in its place, or
    what pydicom's private dictionary says for the private creator that the item names.

    Raises:
        InvalidKey: something that is no sequence is in the way.
    """
    last = key.steps[-1]
    item = _existing_item(dataset, key)
    if last.index is not None:
        _existing_items(item, key, last)
        return "SQ"
    vr = key.vr or vr_of(last.tag)
    if key.vr or vr != "UN" or item is None:
        return vr
    return item[last.tag].vr if last.tag in item else _private_vr(item, last.tag)


def item_for(dataset: DataSet, key: Key) -> DataSet:
    """Return the data set that holds a key's last attribute; missing sequences and items are made."""
    for step in key.steps[:-1]:
        dataset = item_of(dataset, step.tag, step.index or 0)
    return dataset


def item_of(dataset: DataSet, tag: int, index: int) -> DataSet:
    """Return one item of a sequence; the sequence is made, and filled with empty items, where it is too short."""
    items = list(dataset[tag].items) if tag in dataset else []
    items += [DataSet() for _ in range(index + 1 - len(items))]
    dataset[tag] = Element(tag, "SQ", items)
    return items[index]


def _set_sequence(dataset: DataSet, step: Step) -> None:
    if step.index is None:
        dataset[step.tag] = Element(step.tag, "SQ", [])
    else:
        item_of(dataset, step.tag, step.index)


def _existing_item(dataset: DataSet, key: Key) -> DataSet | None:
    """Follow a path as far as it exists; None where it does not."""
    item: DataSet | None = dataset
    for step in key.steps[:-1]:
        items = _existing_items(item, key, step)
        index = step.index or 0
        item = items[index] if index < len(items) else None
    return item


def _existing_items(item: DataSet | None, key: Key, step: Step) -> list[DataSet]:
    element = item.get(step.tag) if item is not None else None
    if element is None:
        return []
    if element.vr != "SQ":
        message = f"{format_tag(step.tag)} is in the query as {element.vr}, not as a sequence"
        raise wrong(key.text, step.position, message, "set it as a sequence, or leave out the path below it")
    return element.items


def _private_vr(item: DataSet, tag: int) -> str:
    creator = item.text_of(tag & 0xFFFF0000 | (tag >> 8 & 0xFF)) if tag >> 16 & 1 else ""
    if not creator:
        return "UN"
    from pydicom.datadict import private_dictionary_VR

    try:
        vr = private_dictionary_VR(tag, creator)[:2]
    except KeyError:
        return "UN"
    return vr if vr in VRS else "UN"


def _refuse_value(key: Key, message: str, hint: str) -> None:
    if key.value:
        raise wrong(key.text, key.value_position, message, hint)


def _convert(reader: Reader, key: Key, vr: str, calendar: Callable[[], Calendar] | None) -> list[Any]:
    tag, value = key.steps[-1].tag, key.value
    try:
        if value and calendar is not None and vr in MOMENT_VRS:
            value = calendar().resolve(tag, vr, value)
        return reader.convert(vr, value)
    except BadValue as bad:
        hint = bad.hint or "give a value that the attribute can hold, or leave it empty"
        raise wrong(key.text, key.value_position + bad.offset, f"{name_of(tag)}: {bad}", hint) from None


# The path of a key, taken apart: text to steps, without looking at any data set.


def parse_key(text: str) -> Key:
    """Take a key apart by the native grammar.

    Raises:
        InvalidKey: it does not follow the grammar, names no known attribute, or has items where there can be none.
    """
    equals = text.find("=")
    end = len(text) if equals < 0 else equals
    value_position = min(end + 1, len(text))
    path_end, vr = _split_vr(text, end)
    steps = _parse_path(text, path_end)
    _check_sequences(text, steps, vr)
    return Key(text, steps, vr, text[value_position:], value_position)


def _split_vr(text: str, end: int) -> tuple[int, str]:
    """Return where the path ends and the VR behind its colon, if any."""
    colon = text.find(":", 0, end)
    if colon < 0:
        return end, ""
    vr = text[colon + 1 : end].upper()
    if vr not in VRS:
        hint = "write a VR of PS3.5 before the =, as in (0029,1001):LO=text"
        raise wrong(text, colon + 1, f"unknown VR {text[colon + 1 : end]!r}", hint)
    return colon, vr


def _parse_path(text: str, end: int) -> tuple[Step, ...]:
    position = min(len(text) - len(text.lstrip()), end)
    steps = []
    while True:
        step, position = _parse_step(text, position, end)
        steps.append(step)
        if position == end:
            break
        position += 1
    _check_size(text, steps)
    return tuple(steps)


def _parse_step(text: str, start: int, end: int) -> tuple[Step, int]:
    """Read `attribute` or `attribute[n]`; return it and the place of the `.` behind it, or `end`."""
    stop = min((place for place in (text.find(".", start, end), text.find("[", start, end)) if place >= 0), default=end)
    tag = _tag_at(text, start, stop)
    if text[stop : stop + 1] != "[" or stop == end:
        return Step(tag, None, start), stop
    index, stop = _parse_index(text, stop, end)
    if stop < end and text[stop] != ".":
        message = f"expected '.' or the end of the path after the item, got {text[stop]!r}"
        raise wrong(text, stop, message, "write it as in Sequence[0].Modality")
    return Step(tag, index, start), stop


def _parse_index(text: str, bracket: int, end: int) -> tuple[int, int]:
    close = text.find("]", bracket, end)
    if close < 0:
        raise wrong(text, bracket, "the bracket is not closed", "write the item as in Sequence[0]")
    digits = text[bracket + 1 : close]
    if not (digits.isascii() and digits.isdecimal()):
        hint = "count items from 0, as in Sequence[0]"
        raise wrong(text, bracket + 1, f"{digits!r} is not the number of an item", hint)
    if len(digits) > len(str(MAX_ITEM_COUNT)):
        raise _too_many(text, bracket + 1)
    return int(digits), close + 1


def _tag_at(text: str, start: int, stop: int) -> int:
    word = text[start:stop]
    tag = tag_of(word)
    if tag is None:
        tag = parse_tag(word)
    if tag is None:
        tag = tag_of(find_keyword(word) or "")
    if tag is None:
        from .key_hints import retired_tag, why_unknown

        tag = retired_tag(word)
        if tag is None:
            raise wrong(text, start, *why_unknown(word))
    if tag >> 16 in (0xFFFE, 0xFFFF):
        raise wrong(text, start, f"{format_tag(tag)} cannot be part of a query", "leave it out")
    return tag


def _check_size(text: str, steps: Sequence[Step]) -> None:
    """Refuse what is a typing error rather than a query: millions of items, endless nesting."""
    count = 0
    for step in steps:
        count += 1 if step.index is None else step.index + 1
        if count > MAX_ITEM_COUNT + 1:
            raise _too_many(text, step.position)
    if len(steps) > MAX_NESTING_DEPTH:
        place = steps[MAX_NESTING_DEPTH].position
        raise wrong(text, place, f"sequences are nested deeper than {MAX_NESTING_DEPTH} levels", "shorten the path")


def _check_sequences(text: str, steps: Sequence[Step], vr: str) -> None:
    """Refuse items of an attribute that the dictionary knows to be no sequence."""
    for step in steps[:-1]:
        _check_sequence(text, step, "")
    if steps[-1].index is not None:
        _check_sequence(text, steps[-1], vr)


def _check_sequence(text: str, step: Step, vr: str) -> None:
    vr = vr or vr_of(step.tag)
    if vr not in ("SQ", "UN"):
        message = f"{name_of(step.tag)} is no sequence but {vr}"
        raise wrong(text, step.position, message, "name items only of attributes with VR SQ")


def _too_many(text: str, position: int) -> errors.InvalidKey:
    message = f"more items than the {MAX_ITEM_COUNT} that one key may make"
    return wrong(text, position, message, "count items from 0, as in Sequence[0]")


def name_of(tag: int) -> str:
    """Return the keyword of an attribute, or its tag."""
    return keyword_of(tag) or format_tag(tag)


def wrong(text: str, position: int, message: str, hint: str) -> errors.InvalidKey:
    """Make the error for a place in a key."""
    return errors.InvalidKey(message, hint=hint, key=text, position=position)


NATIVE = Reader(parse_key, native_values)
"""The grammar of this module."""
