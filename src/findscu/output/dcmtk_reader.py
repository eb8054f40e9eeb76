"""Bytes to a tree: reads a data set the way DCMTK does, with its tolerance, its messages and its failures.

What DCMTK accepts is accepted, in the same shape: unsorted elements are sorted, of two of the same tag the first stays,
a stream that ends inside a header is as good as complete. What it gives up at ends the reading, and `Tree.failure` has
its words. Nesting is limited, which DCMTK's is not: its stack is.
"""

from __future__ import annotations

import struct

from ..errors import DecodeError
from ..limits import MAX_NESTING_DEPTH
from ..reader import inflate
from .dcmtk_headers import (
    OVERLAY_DATA,
    PIXEL_DATA,
    VOI_LUT_SEQUENCE,
    Encoding,
    EndOfStream,
    Failure,
    Halt,
    HeaderReader,
    format_tag,
    note_creator,
)
from .dcmtk_names import UNKNOWN_VR, look_up
from .dcmtk_tree import (
    ERROR,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    STRING_VRS,
    UNDEFINED,
    WARN,
    Branch,
    Node,
    Tree,
    iter_nodes,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..identifier import Syntax
    from ..matches import Match
    from .dcmtk_tree import LookUp


class TreeOf:
    """Makes trees of matches, and remembers the last: a match is printed, then written.

    Args:
        corrects: see `read_tree`.
        look_up: the dictionary.
        has_all_sets: whether text is converted for XML from every character set, or only from those that DCMTK 3.6.7
            with the GNU C library knows; see `dcmtk_charset`.
    """

    def __init__(self, *, corrects: bool = False, look_up: LookUp = look_up, has_all_sets: bool = True) -> None:
        self.look_up = look_up
        self.has_all_sets = has_all_sets
        self._corrects = corrects
        self._match: Match | None = None
        self._tree: Tree

    def __call__(self, match: Match) -> Tree:
        """Return the tree of a match."""
        if match is not self._match:
            self._match = match
            self._tree = read_tree(match.declared(), match.syntax, corrects=self._corrects, look_up=self.look_up)
        return self._tree


_IMPLICIT = Encoding(False, True)

_LEFT_IN_FILE = 4096
"""DCMTK skips longer values when it reads a file, and so says another thing of one that goes beyond the end."""


def read_tree(
    raw: bytes, syntax: Syntax, *, corrects: bool = False, look_up: LookUp = look_up, is_file: bool = False
) -> Tree:
    """Read an identifier.

    Args:
        raw: its bytes.
        syntax: the transfer syntax they are in.
        corrects: repair values as `+dc` does: padding and white space in UIDs go, odd lengths become even.
        look_up: the dictionary.
        is_file: whether it stands in a file.
    """
    tree = Tree(syntax)
    tree.length = UNDEFINED
    tree.is_corrected = corrects
    late: dict[Node, str] = {}
    try:
        content = inflate(raw) if syntax.is_deflated else raw
        reader = _Reader(content, tree, late, corrects, look_up)
        if is_file:
            reader.longest = _LEFT_IN_FILE
        reader.read_elements(tree, Encoding(syntax.is_explicit, syntax.is_little), 0)
    except Halt:
        tree.is_cut = True
    except Failure as failure:
        tree.failure = str(failure)
    except DecodeError:
        tree.failure = "zlib error: inflate failed"
    tree.late_messages = [(node, late[node]) for node in iter_nodes(tree) if node in late]
    return tree


class _Reader(HeaderReader):
    """A walk over the bytes of a data set.

    Args:
        raw: the bytes.
        tree: takes the elements.
        late: takes what is said of an element when it is looked at.
        corrects: whether values are repaired.
        look_up: the dictionary.

    Attributes:
        longest: the length of values that are skipped if longer.
    """

    longest = UNDEFINED

    def __init__(self, raw: bytes, tree: Tree, late: dict[Node, str], corrects: bool, look_up: LookUp) -> None:
        super().__init__(raw, tree, look_up)
        self._late = late
        self._corrects = corrects

    # Data sets and items.

    def read_elements(self, branch: Branch, encoding: Encoding, depth: int) -> None:
        """Read the elements of a data set or an item up to its end."""
        start = self.position
        creators: dict[int, str] = {}
        try:
            while self.position - start < branch.length:
                node = self.read_header(branch, start, encoding, creators)
                if node.tag == ITEM_END:
                    return
                try:
                    self._read_node(node, branch, encoding, depth)
                finally:
                    self._check_group(node.tag)
                note_creator(branch.nodes[-1], creators)  # the last, so that an unsorted one goes unnoticed
        except EndOfStream:
            return

    def _check_group(self, tag: int) -> None:
        if tag >> 16 in (1, 2, 3, 5, 7, 0xFFFF):
            self._say(WARN, f"DcmItem: Invalid Element {format_tag(tag)} found in data set")

    # Elements.

    def _read_node(self, node: Node, branch: Branch, encoding: Encoding, depth: int) -> None:
        """Read what follows a header, and put the element in its place even if that fails half-way."""
        encoding = self._prepare(node, encoding)
        try:
            if node.items is None:
                self._read_value(node)
            else:
                self._read_items(node, encoding, depth)
        finally:
            self._insert(branch, node)

    def _prepare(self, node: Node, encoding: Encoding) -> Encoding:
        """Decide what kind of element this is; return how its items are encoded, if it has some."""
        tag, vr, shown = node.tag, node.vr, format_tag(node.tag)
        if tag >> 16 == 0xFFFE or vr == "na":
            self._refuse_delimiter(tag)
        if vr in ("UL", "up") and self._look_up(tag, "")[0] == "up":
            node.vr = "up"
        elif vr in ("ox", "px") and (tag == PIXEL_DATA or tag & 0xFF00FFFF == OVERLAY_DATA):
            node.vr = "OW"
        elif vr == "SQ":
            node.items = []
        elif node.length == UNDEFINED and vr in ("UN", UNKNOWN_VR):
            what = "with VR UN and undefined length, reading a sequence with transfer syntax"
            self._say(WARN, f"Found element {shown} {what} LittleEndianImplicit (CP-246)")
            node.vr, node.items = "SQ", []
            return _IMPLICIT
        elif vr in ("OB", "OW"):
            self._prepare_bytes(node)
        return encoding

    def _prepare_bytes(self, node: Node) -> None:
        if node.tag == VOI_LUT_SEQUENCE and node.length != UNDEFINED:
            self._say(ERROR, "DcmItem: VOI LUT Sequence with VR=OW and explicit length encountered.")
            what = "Illegal VOI LUT Sequence element with OB or OW Value Representation and explicit length"
            raise Failure(f"{what} encountered")
        if node.length != UNDEFINED:
            return
        if node.tag == PIXEL_DATA:
            node.vr, node.items = "OB", []
            return
        reason = "Illegal element with OB or OW Value Representation and undefined length encountered"
        self._say(ERROR, f"DcmItem: Parse error in {format_tag(node.tag)}: {reason}")
        raise Failure(reason)

    def _refuse_delimiter(self, tag: int) -> None:
        if tag == SEQUENCE_END:
            what = "DcmItem: Parse error in sequence item, found (fffe,e0dd) instead of item delimiter (fffe,e00d)"
            self._say(ERROR, what)
            raise Failure("Item Delimitation Item missing")
        self._say(WARN, f"DcmItem: Parse error while parsing element {format_tag(tag)}")
        raise Failure("Invalid tag")

    def _read_value(self, node: Node) -> None:
        length, left = node.length, len(self.raw) - self.position
        what = f"DcmElement: {self._name(node)} {format_tag(node.tag)}"
        if not length:
            node.value = b""
            if not left:
                raise EndOfStream
        elif not left or (length > left and UNDEFINED > length > self.longest):
            self._say(ERROR, f"{what} larger ({length}) than remaining bytes in file")
            raise Halt
        elif length == UNDEFINED:
            self._refuse_length(node, what)
        elif length > left:
            self._say(ERROR, f"{what} larger ({length}) than remaining bytes ({left}) in file, premature end of stream")
            self.position = len(self.raw)
            raise Failure("Invalid stream")
        else:
            node.value = self.raw[self.position : self.position + length]
            self.position += length
            if self._corrects:
                self._correct(node, node.value)

    def _refuse_length(self, node: Node, what: str) -> None:
        is_string = node.vr in STRING_VRS
        what = what.replace("DcmElement:", "DcmByteString: Element") if is_string else what
        level = WARN if is_string else ERROR
        self._say(level, f"{what} has odd maximum length ({UNDEFINED}) and therefore is not loaded")
        raise Failure("Corrupted data")

    def _correct(self, node: Node, value: bytes) -> None:
        """Repair a value as `+dc` does."""
        if node.length & 1 and node.vr not in ("OW", "lt"):
            node.length += 1
            value += b"\0"
        if node.vr == "UI":
            bare = value.translate(None, b" \t\n\v\f\r")
            if bare != value:
                what = f"DcmUniqueIdentifier: Element {self._name(node)} {format_tag(node.tag)} contains one or more"
                self._late[node] = f"{what} space characters, which were removed"
            value = bare.rstrip(b"\0")
        elif node.vr in STRING_VRS:
            value = value.rstrip(b" ")
        node.value, node.is_normal = value, True

    # Sequences.

    def _read_items(self, node: Node, encoding: Encoding, depth: int) -> None:
        if depth >= MAX_NESTING_DEPTH:
            raise Failure(f"Sequences nested deeper than {MAX_NESTING_DEPTH} levels")
        if self.position >= len(self.raw):
            raise EndOfStream
        start = self.position
        assert node.items is not None
        while self.position - start < node.length:
            item = self._open_item(node, encoding)
            if item is None:
                return
            node.items.append(item)
            if node.tag == PIXEL_DATA:
                self._read_fragment(item)
            else:
                self.read_elements(item, encoding, depth + 1)

    def _open_item(self, node: Node, encoding: Encoding) -> Branch | None:
        """Read the header of an item; None at the end of the sequence."""
        left, what = len(self.raw) - self.position, "DcmSequenceOfItems:"
        if not left:
            what += f" Reached end of stream before the end of sequence {self._name(node)}"
            self._say(WARN, f"{what} {format_tag(node.tag)}")
            raise Failure("Sequence Delimitation Item missing")
        if left < 8:
            raise Halt
        tag = self._tag(self.position, encoding)
        (length,) = struct.unpack_from(encoding.order + "I", self.raw, self.position + 4)
        self.position += 8
        if length & 1 and length != UNDEFINED:
            name = f"{self._name(node)} {format_tag(node.tag)}"
            self._say(WARN, f"{what} Length of item in sequence {name} is odd")
        if tag == SEQUENCE_END:
            return None
        if tag != ITEM:
            what += f" Parse error in sequence {format_tag(node.tag)}, found {format_tag(tag)} instead of"
            self._say(ERROR, f"{what} sequence delimiter (fffe,e0dd)")
            raise Failure("Sequence Delimitation Item missing")
        return Branch(length)

    def _read_fragment(self, item: Branch) -> None:
        item.is_fragment = True
        fragment = Node(ITEM, "pi", item.length, None)
        item.nodes.append(fragment)
        self._read_value(fragment)

    # What all of them need.

    def _insert(self, branch: Branch, node: Node) -> None:
        nodes = branch.nodes
        place = len(nodes)
        while place and nodes[place - 1].tag > node.tag:
            place -= 1
        if place and nodes[place - 1].tag == node.tag:
            what = f"DcmItem: Element {format_tag(node.tag)} found twice in one data set or item"
            self._say(WARN, f"{what}, ignoring second entry")
            return
        if place < len(nodes):
            what = "DcmItem: Dataset not in ascending tag order, at element"
            self._say(WARN, f"{what} {format_tag(node.tag)}")
        nodes.insert(place, node)
