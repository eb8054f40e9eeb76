"""A tree as DCMTK writes it into a file: in its own transfer syntax, but encoded anew.

Elements ascend, sequences and items get undefined lengths and delimiters, values even lengths, group lengths that are
there are worked out again, and VRs of after 1993 become OB when `-u` says so.
"""

from __future__ import annotations

import struct

from ..values import swap_words
from .dcmtk_tree import (
    ITEM,
    ITEM_END,
    LONG,
    SEQUENCE_END,
    STRING_VRS,
    UNDEFINED,
    WIDTHS,
    Branch,
    Node,
    Tree,
    iter_nodes,
    valid_vr,
)
from .part10 import encode_file, new_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..identifier import Syntax

SOP_CLASS, SOP_INSTANCE = 0x00080016, 0x00080018

GENERIC_FILE = b"1.2.276.0.7230010.3.1.0.1"
"""What DCMTK puts into (0002,0002) of a data set that names no SOP class."""

CANNOT_ENCODE = "Pixel representation not found"
"""DCMTK's reason for not writing encapsulated pixel data in a transfer syntax that has none."""


class CannotWrite(OSError):
    """The tree cannot be written; the text is DCMTK's."""


def encode_tree(tree: Tree, syntax: Syntax, *, has_new_vrs: bool = True, deflate_level: int = 6) -> bytes:
    """Return a data set as DCMTK sends it: as in a file, but sequences and items have defined lengths.

    Args:
        tree: the data set; lengths and padding are noted in it.
        syntax: the transfer syntax to send it in; noted too.
        has_new_vrs: whether VRs of after 1993 may be sent.
        deflate_level: how hard to compress, 0 to 9.
    """
    raw = _SendingEncoder(syntax, has_new_vrs, tree.is_shown, tree.is_corrected).encode(tree)
    tree.syntax = syntax
    if not syntax.is_deflated:
        return raw
    deflated = _deflate(raw, deflate_level)
    return deflated + b"\0" * (len(deflated) % 2)


def encode_tree_file(tree: Tree, *, has_new_vrs: bool = True, deflate_level: int = 6) -> tuple[bytes, list[str]]:
    """Return the file that DCMTK writes of an answer, and what it warns of meanwhile (logger dcmtk.dcmdata).

    Args:
        tree: the answer.
        has_new_vrs: whether VRs of after 1993 may be written.
        deflate_level: how hard to compress, 0 to 9, if the answer came deflated.

    Raises:
        CannotWrite: DCMTK does not write it.
    """
    encoder = _Encoder(tree.syntax, has_new_vrs, tree.is_shown)
    body = encoder.encode(tree)
    if tree.syntax.is_deflated:
        body = _deflate(body, deflate_level)
    sop_class = _uid_in(tree, SOP_CLASS)
    sop_instance = _uid_in(tree, SOP_INSTANCE)
    raw = encode_file(
        body,
        tree.syntax,
        GENERIC_FILE if sop_class is None else sop_class,
        new_uid() if sop_instance is None else sop_instance,
    )
    return raw, encoder.warnings


def _uid_in(tree: Tree, tag: int) -> bytes | None:
    """Return the first UID of that tag, items included; None when there is none, or when it is no UID by its VR."""
    node = next((node for node in iter_nodes(tree) if node.tag == tag), None)
    return (node.value or b"").split(b"\0")[0] if node is not None and node.vr == "UI" else None


def _deflate(raw: bytes, level: int) -> bytes:
    import zlib

    stream = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(raw) + stream.flush()


class _Encoder:
    def __init__(self, syntax: Syntax, has_new_vrs: bool, is_shown: bool) -> None:
        self.warnings: list[str] = []
        self._is_explicit = syntax.is_explicit
        self._is_little = syntax.is_little
        self._order = "<" if syntax.is_little else ">"
        self._has_new_vrs = has_new_vrs
        self._is_shown = is_shown

    def encode(self, branch: Branch) -> bytes:
        """Return the elements of a data set or an item."""
        encoded = [self._node(node) for node in branch.nodes]
        for place, length in self._group_lengths(branch, encoded):
            node = branch.nodes[place]
            value = struct.pack(self._order + "I", length)
            if node.vr == "UL" and node.tag >> 16 == branch.nodes[-1].tag >> 16:
                value = self._with_first(node, value)
            encoded[place] = self._header(node.tag, "UL", len(value)) + value
        return b"".join(encoded)

    def _with_first(self, node: Node, number: bytes) -> bytes:
        """Return a group length with its first number changed: of the last group DCMTK changes no more than that."""
        value, is_little = self._even(node)
        if is_little != self._is_little:
            value = swap_words(value, 4)
        return value if len(value) % 4 else number + value[4:]

    def _group_lengths(self, branch: Branch, encoded: list[bytes]) -> Iterator[tuple[int, int]]:
        """Yield the place of each group length, and what it should say."""
        lengths: dict[int, int] = {}
        for node, raw in zip(branch.nodes, encoded, strict=True):
            group = node.tag >> 16
            lengths[group] = lengths.get(group, 0) + len(raw)
        for place, node in enumerate(branch.nodes):
            if not node.tag & 0xFFFF:
                if node.vr != "UL":
                    self.warnings.append("DcmItem: Group Length with VR other than UL found, corrected")
                yield place, lengths[node.tag >> 16] - len(encoded[place])

    def _node(self, node: Node) -> bytes:
        if node.items is not None:
            if node.vr != "SQ":
                raise CannotWrite(CANNOT_ENCODE)
            items = b"".join(map(self._item, node.items))
            return self._header(node.tag, "SQ", UNDEFINED) + items + self._delimiter(SEQUENCE_END, 0)
        value, is_little = self._even(node)
        vr = valid_vr(node.vr, has_new_vrs=self._has_new_vrs)
        if len(value) > 0xFFFF and vr not in LONG:
            vr = "UN" if self._has_new_vrs else "OB"
        if is_little != (self._is_little or vr in ("OB", "UN")):
            value = swap_words(value, WIDTHS.get(node.vr, 1))
        return self._header(node.tag, vr, len(value)) + value

    def _item(self, item: Branch) -> bytes:
        return self._delimiter(ITEM, UNDEFINED) + self.encode(item) + self._delimiter(ITEM_END, 0)

    def _header(self, tag: int, vr: str, length: int) -> bytes:
        """Return tag, VR and length.

        **Layout**: see `dcmtk_reader`; a sequence of undefined length has no VR but its own in Explicit VR.
        """
        start = struct.pack(self._order + "HH", tag >> 16, tag & 0xFFFF)
        if not self._is_explicit:
            return start + struct.pack(self._order + "I", length)
        if vr in LONG:
            return start + vr.encode("ascii") + b"\0\0" + struct.pack(self._order + "I", length)
        return start + vr.encode("ascii") + struct.pack(self._order + "H", length)

    def _delimiter(self, tag: int, length: int) -> bytes:
        return struct.pack(self._order + "HHI", tag >> 16, tag & 0xFFFF, length)

    def _even(self, node: Node) -> tuple[bytes, bool]:
        """Return a value of even length, and whether it is in little-endian order.

        What DCMTK has looked at before it holds in little-endian order, and pads a string with a space.
        """
        value, is_little = node.value or b"", node.is_little
        if not len(value) & 1:
            return value, is_little
        if node.vr in STRING_VRS:
            is_normal = (self._is_shown or node.is_normal) and node.vr != "UI"
            return value + (b" " if is_normal else b"\0"), is_little
        if self._is_shown and not is_little:
            value, is_little = swap_words(value, WIDTHS.get(node.vr, 1)), True
        return value + b"\0", is_little


class _SendingEncoder(_Encoder):
    """Writes defined lengths, and notes them and the padding of text, which corrected text does not keep."""

    def __init__(self, syntax: Syntax, has_new_vrs: bool, is_shown: bool, is_corrected: bool) -> None:
        super().__init__(syntax, has_new_vrs, is_shown)
        self._is_corrected = is_corrected

    def _node(self, node: Node) -> bytes:
        if node.items is None or node.vr != "SQ":
            if node.vr in STRING_VRS and node.vr != "UI" and node.value and not self._is_corrected:
                node.value = self._even(node)[0]
            return super()._node(node)
        items = b"".join(map(self._item, node.items))
        node.length = len(items)
        return self._header(node.tag, "SQ", len(items)) + items

    def _item(self, item: Branch) -> bytes:
        elements = self.encode(item)
        item.length = len(elements)
        return self._delimiter(ITEM, len(elements)) + elements
