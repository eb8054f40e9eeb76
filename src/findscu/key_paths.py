"""The path of a key, taken apart: text to steps, without looking at any data set.

The grammar is described in `keys`, which puts keys into data sets. What is wrong is told with its place.
"""

from __future__ import annotations

from . import errors
from .dictionary import find_keyword, format_tag, keyword_of, parse_tag, tag_of, vr_of
from .limits import MAX_ITEM_COUNT, MAX_NESTING_DEPTH
from .records import Record
from .values import VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


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
