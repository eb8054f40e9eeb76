"""`-k` as DCMTK reads it: a path, and a value by VR, applied to a data set as DCMTK holds it.

    path[=value]      path: any number of `sequence[n].`, then an attribute, a sequence or `sequence[n]`

The first `=` parts the two. An attribute is a name of the dictionary or two hexadecimal numbers, `gggg,eeee`, with or
without parentheses. Numbers are read as C's scanf does: what follows the digits is passed over, too large ones wrap
around. Whatever is wrong with a key is said in DCMTK's words and ends the run.
"""

from __future__ import annotations

import os
import struct

from ...errors import EncodeError, FindscuError
from ...limits import MAX_ITEM_COUNT
from ...output.dcmtk_tree import CODES, STRING_VRS, WORD_VRS, Branch, Node
from .words import parse_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from ...charset import Charset
    from .dictionary import Dictionary

PIXEL_DATA, OVERLAY_DATA = 0x7FE00010, 0x60003000

_HEX_DIGITS = "0123456789abcdefABCDEF"
_BLANKS = " \t\n\v\f\r"


class BadKey(FindscuError):
    """A key that DCMTK does not take; the text is its condition: module, code, words."""


def _refuse(text: str, code: str = "0001:0019") -> NoReturn:
    raise BadKey(f"{code} {text}")


def _corrupted() -> NoReturn:
    _refuse("Corrupted data", "0001:0006")


def apply_key(
    dataset: Branch, key: str, dictionary: Dictionary, *, corrects: bool = False, charset: Charset | None = None
) -> None:
    """Set the attribute that a key names; sequences and items on the way are made.

    Args:
        dataset: what to change.
        key: the key as it stands on the line.
        dictionary: names and VRs.
        corrects: whether padding at the end of text is taken away, as `+dc` does.
        charset: what text is written in; None for the bytes that stood on the line.

    Raises:
        BadKey: the key cannot be read, or the VR cannot take its value.
    """
    if not key:
        return
    path, _, value = key.partition("=")
    if not path:
        _refuse("Illegal parameter", "0000:0001")
    if "*" in path:
        _refuse("Item wildcard '*' found in path but wildcards disabled")
    node = _Path(dictionary).follow(dataset, path)
    if node is not None and node.items is None:
        _put_value(node, value, corrects, charset)
    elif value:
        _refuse("Cannot insert value into path ending with item or sequence")


class _Path:
    """Follows paths, and makes what is not there."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def follow(self, item: Branch, path: str) -> Node | None:
        """Return the element that a path ends with; None when it ends with an item."""
        node, rest = self._element(item, path)
        while node.items is not None and rest:
            item, rest = _item_of(node.items, rest)
            if not rest:
                return None
            node, rest = self._element(item, rest)
        if rest:
            _refuse("Invalid Path: Non-sequence tag found with rest path following")
        return node

    def _element(self, item: Branch, path: str) -> tuple[Node, str]:
        """Return the element that a path begins with, and the rest of the path."""
        word, rest = _split_attribute(path)
        tag = _parse_tag(word)
        if tag is None:
            tag = self._dictionary.tag_of(word)
        if tag is None:
            _refuse(f"Unable to parse tag/dictionary name at beginning of path: {path}")
        return item.find(tag) or self._make(item, tag), rest

    def _make(self, item: Branch, tag: int) -> Node:
        creator = _creator_of(item, tag)
        vr = self._dictionary.look_up(tag, creator)[0]
        if vr == "na":
            _refuse("Illegal call, perhaps wrong parameters", "0001:0007")
        if vr in ("ox", "px") and (tag == PIXEL_DATA or tag & 0xFF00FFFF == OVERLAY_DATA):
            vr = "OW"
        node = Node(tag, vr, 0)
        node.creator = creator
        node.items = [] if vr == "SQ" else None
        place = sum(1 for other in item.nodes if other.tag < tag)
        item.nodes.insert(place, node)
        return node


def _split_attribute(path: str) -> tuple[str, str]:
    """Part a path behind its first attribute."""
    if path.startswith("("):
        word, parenthesis, rest = path[1:].partition(")")
        if not parenthesis:
            _refuse(f"Unable to parse tag at beginning of path: {path}")
        return word, rest
    word, bracket, rest = path.partition("[")
    return word, bracket + rest


def _parse_tag(word: str) -> int | None:
    """Read two hexadecimal numbers with a comma between them; what follows them is passed over."""
    group, rest = _parse_hex(word)
    if group is None or not rest.startswith(","):
        return None
    element, _ = _parse_hex(rest[1:])
    return None if element is None else (group & 0xFFFF) << 16 | element & 0xFFFF


def _parse_hex(text: str) -> tuple[int | None, str]:
    """Read a hexadecimal number as C's scanf does; return it and what follows it."""
    text = text.lstrip(_BLANKS)
    sign = text[:1] if text[:1] in ("+", "-") else ""
    text = text[len(sign) :]
    if text[:2].lower() == "0x" and text[2:3] and text[2] in _HEX_DIGITS:
        text = text[2:]
    digits = text[: len(text) - len(text.lstrip(_HEX_DIGITS))]
    return (int(sign + digits, 16) if digits else None), text[len(digits) :]


def _creator_of(item: Branch, tag: int) -> str:
    """Return the private creator that the item names for a private attribute, "" without one."""
    if not tag >> 16 & 1 or tag & 0xFFFF < 0x100:
        return ""
    node = item.find(tag & 0xFFFF0000 | tag >> 8 & 0xFF)
    return "" if node is None else (node.value or b"").decode("latin-1").rstrip(" ")


def _item_of(items: list[Branch], path: str) -> tuple[Branch, str]:
    """Return the item that `[n]` names, made if need be, and the rest of the path without its dot."""
    close = path.find("]")
    index = parse_number(path[1:]) if path.startswith("[") and close >= 0 else None
    if index is None or index > MAX_ITEM_COUNT:
        _refuse(f"Unable to parse item number at beginning of path: {path}")
    if index < 0:
        _refuse(f"Negative item number (not permitted) at beginning of path: {path}")
    items += [Branch() for _ in range(index + 1 - len(items))]
    return items[index], path[close + 2 :]


def _put_value(node: Node, text: str, corrects: bool, charset: Charset | None) -> None:
    """Give an element a value from text.

    Raises:
        BadKey: the VR cannot take it.
    """
    raw = _encode(node.vr, text, corrects, charset) if text else b""
    node.length = len(raw) + (len(raw) & 1)
    if node.vr not in STRING_VRS:  # text is padded when it is sent
        raw = raw.ljust(node.length, b"\0")
    node.value, node.is_little, node.is_normal = raw, True, True


def _encode_in(charset: Charset, text: str) -> bytes:
    try:
        return charset.encode(text)
    except EncodeError as error:
        _refuse(error.message)


def _encode(vr: str, text: str, corrects: bool, charset: Charset | None) -> bytes:
    if vr in STRING_VRS:
        raw = os.fsencode(text) if charset is None else _encode_in(charset, text)
        return raw.rstrip(b"\0" if vr == "UI" else b" ") if corrects else raw
    values = text.split("\\")
    if vr == "AT":
        return b"".join(map(_encode_tag, values))
    if vr in CODES:
        return b"".join([_encode_number(CODES[vr], value) for value in values])
    return b"".join([_encode_word(2 if vr in WORD_VRS else 1, value) for value in values])


def _encode_number(code: str, text: str) -> bytes:
    if code in "fd":
        return _encode_float(code, text)
    number = parse_number(text)
    if number is None:
        _corrupted()
    size = struct.calcsize(code)
    return (_clamp(number, code) & (1 << 8 * size) - 1).to_bytes(size, "little")


def _clamp(number: int, code: str) -> int:
    """Bring a number into the 64 bits that scanf reads into."""
    if code.isupper():
        return min(number, (1 << 64) - 1) if number >= 0 else max(number, -(1 << 64) + 1)
    return max(min(number, (1 << 63) - 1), -(1 << 63))


def _encode_float(code: str, text: str) -> bytes:
    number = _parse_float(text)
    if number is None:
        _corrupted()
    try:
        return struct.pack("<" + code, number)
    except OverflowError:
        return struct.pack("<" + code, float("-inf" if number < 0 else "inf"))


def _parse_float(text: str) -> float | None:
    """Read the number that a text begins with; None if it begins with none."""
    text = text.lstrip(_BLANKS)
    for end in range(len(text), 0, -1):
        part = text[:end]
        if part[-1] not in " \t\n\v\f\r_":
            try:
                return float(part)
            except ValueError:
                continue
    return None


def _encode_tag(text: str) -> bytes:
    tag = _parse_tag(text[1:]) if text.startswith("(") else None
    if tag is None:
        _corrupted()
    return struct.pack("<HH", tag >> 16, tag & 0xFFFF)


def _encode_word(size: int, text: str) -> bytes:
    number, _ = _parse_hex(text)
    if number is None:
        _corrupted()
    return (number & (1 << 8 * size) - 1).to_bytes(size, "little")
