"""A data set as DCMTK prints it: one line an element, values undecoded, padding included.

**Layout** of a line, by bytes: two blanks for each level of nesting; tag; VR; the value, filled up to 40 bytes; ` # `,
the length in three columns, a comma, the value multiplicity in two; the name:

    (0010,0020) LO [ABC ]                                   #   4, 1 PatientID

Texts made here are decoded from UTF-8, each byte that is none of it becoming a lone surrogate (`surrogateescape`), so
that whoever writes them gets the peer's own bytes back.
"""

from __future__ import annotations

import struct

from ..dictionary import format_tag
from .dcmtk_floats import format_float
from .dcmtk_names import look_up
from .dcmtk_tree import (
    CODES,
    STRING_VRS,
    SYNTAX_NAMES,
    UNDEFINED,
    WIDTHS,
    WORD_VRS,
    Branch,
    Node,
    Tree,
)
from .dcmtk_uids import name_of_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dcmtk_tree import LookUp

VALUE_WIDTH = 40
"""Bytes that a value is filled up to."""

_DIGITS = {"FL": 9, "OF": 9, "FD": 17, "OD": 17}
"""Significant digits with which a number of that VR can be read back."""


def dump_dataset(tree: Tree, look_up: LookUp = look_up) -> str:
    """Return a data set as DCMTK logs it: an empty line, two lines of heading, the elements; all ended by a newline.

    While `tree.late_messages` are still to be logged, the last of them stands in place of all lines before its
    element: DCMTK puts both into one buffer, and so loses the lines before.
    """
    dump = _Dump(look_up, {id(node): text for node, text in tree.late_messages})
    dump.lines = [f"\n# Dicom-Data-Set\n# Used TransferSyntax: {SYNTAX_NAMES[tree.syntax.uid]}\n".encode()]
    dump.add_branch(tree, "")
    tree.is_shown = True
    return b"".join(dump.lines).decode("utf-8", "surrogateescape")


class _Dump:
    """Collects the lines of a data set.

    Args:
        look_up: the dictionary.
        late: what is logged while an element is printed, by its `id`.
    """

    def __init__(self, look_up: LookUp, late: dict[int, str]) -> None:
        self.lines: list[bytes] = []
        self._look_up = look_up
        self._late = late

    def add_branch(self, branch: Branch, indent: str) -> None:
        """Add the elements of a data set or an item."""
        for node in branch.nodes:
            if id(node) in self._late:
                self.lines[:] = [self._late[id(node)].encode()]
            name = self._look_up(node.tag, node.creator)[1]
            head = f"{indent}{format_tag(node.tag)} {node.vr} "
            if node.items is None:
                self.lines.append(_line(head, _value_of(node), node.length, node.value_count, name))
            else:
                self._add_sequence(node, node.items, head, name, indent)

    def _add_sequence(self, node: Node, items: list[Branch], head: str, name: str, indent: str) -> None:
        is_undefined = node.length == UNDEFINED
        shown = f"(Sequence with {'undefined' if is_undefined else 'explicit'} length #={len(items)})"
        if node.vr != "SQ":
            shown = f"(PixelSequence #={len(items)})"
        self.lines.append(_line(head, shown.encode(), node.length, 1, name))
        for item in items:
            self._add_item(item, indent + "  ")
        end = b"(SequenceDelimitationItem)" if is_undefined else b"(SequenceDelimitationItem for re-encod.)"
        self.lines.append(_line(f"{indent}(fffe,e0dd) na ", end, 0, 0, "SequenceDelimitationItem"))

    def _add_item(self, item: Branch, indent: str) -> None:
        if item.is_fragment:
            self.add_branch(item, indent)
            return
        is_undefined = item.length == UNDEFINED
        shown = f"(Item with {'undefined' if is_undefined else 'explicit'} length #={len(item.nodes)})"
        self.lines.append(_line(f"{indent}(fffe,e000) na ", shown.encode(), item.length, 1, "Item"))
        self.add_branch(item, indent + "  ")
        end = b"(ItemDelimitationItem)" if is_undefined else b"(ItemDelimitationItem for re-encoding)"
        self.lines.append(_line(f"{indent}(fffe,e00d) na ", end, 0, 0, "ItemDelimitationItem"))


def _line(head: str, value: bytes, length: int, count: int, name: str) -> bytes:
    shown = "u/l" if length == UNDEFINED else f"{length:3d}"
    return head.encode() + value.ljust(VALUE_WIDTH) + f" # {shown},{count:2d} {name}\n".encode()


def _value_of(node: Node) -> bytes:
    """Return a value as it stands in its line."""
    if node.value is None:
        return b"(not loaded)"
    if not node.value:
        return b"(no value available)"
    if node.vr == "UI":
        name = name_of_uid(node.value)
        return f"={name}".encode() if name else b"[" + node.value + b"]"
    if node.vr in STRING_VRS:
        return b"[" + node.value + b"]"
    return (format_numbers(node) or _of_no_number(node)).encode()


def _of_no_number(node: Node) -> str:
    """Return what stands in place of a value that is too short for a single number."""
    return "(no value available)" if node.vr == "AT" else "(invalid value)"


def format_numbers(node: Node) -> str:
    """Return the value of a binary element: numbers, tags, or words and bytes in hexadecimal, backslashes between."""
    value, vr = node.value or b"", node.vr
    order = "<" if node.is_little else ">"
    if vr in CODES:
        numbers = struct.unpack_from(f"{order}{len(value) // WIDTHS[vr]}{CODES[vr]}", value)
        if vr in _DIGITS:
            return "\\".join([format_float(number, _DIGITS[vr]) for number in numbers])
        return "\\".join(map(str, numbers))
    if vr == "AT":
        halves = struct.unpack_from(f"{order}{len(value) // 4 * 2}H", value)
        tags = [group << 16 | element for group, element in zip(halves[::2], halves[1::2], strict=True)]
        return "\\".join(map(format_tag, tags))
    if vr in WORD_VRS:
        words = struct.unpack_from(f"{order}{len(value) // 2}H", value)
        return "\\".join([f"{word:04x}" for word in words])
    return value.hex("\\")
