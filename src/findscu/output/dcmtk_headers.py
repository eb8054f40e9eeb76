"""Headers of data elements as DCMTK reads them: tag, VR and length, with what it warns of.

`dcmtk_reader` walks from one to the next.
"""

from __future__ import annotations

import struct

from ..dictionary import format_tag as format_known_tag
from .dcmtk_names import UNKNOWN_VR
from .dcmtk_tree import LONG, SEQUENCE_END, STRING_VRS, UNDEFINED, WARN, WIDTHS, Branch, Node, Tree, valid_vr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dcmtk_tree import LookUp

PIXEL_DATA = 0x7FE00010
OVERLAY_DATA, _CURVE_DATA = 0x60003000, 0x50003000  # in all their groups
VOI_LUT_SEQUENCE = 0x00283010
_WAVEFORM = frozenset((0x54001010, 0x5400100A, 0x54000110, 0x54000112))
_PIXEL_VALUES = frozenset(
    (
        *(0x00280106, 0x00280107, 0x00280108, 0x00280109, 0x00280120, 0x00280121, 0x00283002),
        *(0x00189810, 0x00409211, 0x00409216, 0x00603004, 0x00603006),
    )
)
"""Implicit VR leaves open whether these are signed: (0028,0103) says it."""

_OWN_LETTERS = frozenset((b"ox", b"px", b"xs", b"lt", b"na", b"up"))

MOST_MESSAGES = 10_000
"""Messages of one data set that are kept: a hostile one has millions."""


def format_tag(tag: int) -> str:
    """Write a tag; DCMTK takes the last of all for one that is not set."""
    return "(????,????)" if tag == 0xFFFFFFFF else format_known_tag(tag)


class EndOfStream(Exception):
    """Nothing is left, between two elements."""


class Halt(Exception):
    """The stream ends inside a header: DCMTK goes on with what it has."""


class Failure(Exception):
    """DCMTK gives up; the text is its own."""


class Encoding:
    """How the headers of a branch are written."""

    __slots__ = ("is_explicit", "is_little", "order")

    def __init__(self, is_explicit: bool, is_little: bool) -> None:
        self.is_explicit = is_explicit
        self.is_little = is_little
        self.order = "<" if is_little else ">"


class HeaderReader:
    """Reads headers; `position` is the next byte.

    Args:
        raw: the bytes of a data set.
        tree: takes the messages.
        look_up: the dictionary.
    """

    def __init__(self, raw: bytes, tree: Tree, look_up: LookUp) -> None:
        self.raw = raw
        self.position = 0
        self._tree = tree
        self._look_up = look_up

    def read_header(self, branch: Branch, start: int, encoding: Encoding, creators: dict[int, str]) -> Node:
        """Read a header.

        Args:
            branch: the data set or item it is in.
            start: where the elements of that begin.
            encoding: how headers are written there.
            creators: the private creators by group and block.

        Raises:
            EndOfStream, Halt, Failure: see there.
        """
        at = self.position
        left = len(self.raw) - at
        if not left:
            raise EndOfStream
        if left < (6 if encoding.is_explicit else 4):
            raise Halt
        tag = self._tag(at, encoding)
        vr, is_explicit, is_long = self._look_up(tag, "")[0], False, True
        if encoding.is_explicit and vr != "na":
            is_explicit = True
            vr, is_long = self._read_vr(tag, self.raw[at + 4 : at + 6])
        creator = creators.get(tag >> 8, "") if tag >> 16 & 1 and tag & 0xFFFF >= 0x1000 else ""
        if creator and not encoding.is_explicit:
            vr = self._look_up(tag, creator)[0]
        length = self._read_length(encoding, is_explicit, is_long)
        node = Node(tag, vr, length, None, is_little=encoding.is_little)
        node.creator = creator
        self._check_length(node, is_explicit, branch, start)
        if not encoding.is_explicit:
            node.vr = _settled_vr(branch, node)
        return node

    def _read_vr(self, tag: int, letters: bytes) -> tuple[str, bool]:
        """Return the VR of an explicit header, and whether its length takes 32 bits."""
        vr = letters.decode("latin-1")
        if valid_vr(vr) == vr:
            return vr, vr in LONG
        is_own = letters in _OWN_LETTERS
        is_long = vr in LONG if is_own else letters.isalpha() and letters.isupper() and letters.isascii()
        shown = bytes(max(byte, 32) for byte in letters).decode("utf-8", "surrogateescape")
        text = f"DcmItem: Non-standard VR '{shown}' ({letters[0]:02x}\\{letters[1]:02x}) encountered while parsing"
        self._say(WARN, f"{text} element {format_tag(tag)}, assuming {4 if is_long else 2} byte length field")
        if tag == PIXEL_DATA and letters == b"OX":
            is_known = "is known to be wrongly used for PixelData (7fe0,0010), setting VR to 'OW'"
            self._say(WARN, f"DcmItem: Non-standard VR 'OX' {is_known}")
            return "OW", True
        return (vr if is_own else UNKNOWN_VR), is_long

    def _read_length(self, encoding: Encoding, is_explicit: bool, is_long: bool) -> int:
        """Read the length after tag and VR; `position` is then that of the value.

        **Layout**: tag 4, length 4; or tag 4, VR 2, length 2; or tag 4, VR 2, reserved 2, length 4.
        """
        size = 12 if is_explicit and is_long else 8
        if len(self.raw) - self.position < size:
            raise Halt
        self.position += size
        if is_explicit and not is_long:
            return int(struct.unpack_from(encoding.order + "H", self.raw, self.position - 2)[0])
        return int(struct.unpack_from(encoding.order + "I", self.raw, self.position - 4)[0])

    def _check_length(self, node: Node, is_explicit: bool, branch: Branch, start: int) -> None:
        length, tag = node.length, format_tag(node.tag)
        width = WIDTHS.get(node.vr, 1)
        if is_explicit and width > 1 and length % width:
            self._say(WARN, f"DcmItem: Length of element {tag} is not a multiple of {width} (VR={node.vr})")
        if length & 1 and length != UNDEFINED:
            self._say(WARN, f"DcmItem: Length of element {tag} is odd")
        if branch is self._tree or UNDEFINED in (branch.length, length):
            return
        left = branch.length - (self.position - start)
        if left < 0:
            what = f"DcmItem: Explicit item length ({branch.length} bytes) too large for the elements contained in"
            self._say(WARN, f"{what} the item")
            if node.tag == SEQUENCE_END:
                what = "DcmItem: Sequence delimitation occurred before all bytes announced by explicit item length"
                self._say(WARN, f"{what} could be read")
                raise Failure("Sequence Delimitation Item occurred before Item was completely read")
        elif length > left:
            what = f"DcmItem: Element {self._name(node)} {tag} larger ({length}) than remaining bytes ({left})"
            self._say(WARN, f"{what} of surrounding item")
            raise Failure("Length of element larger than explicit length of surrounding item")

    def _tag(self, at: int, encoding: Encoding) -> int:
        group, element = struct.unpack_from(encoding.order + "HH", self.raw, at)
        return int(group) << 16 | int(element)

    def _name(self, node: Node) -> str:
        return self._look_up(node.tag, node.creator)[1]

    def _say(self, level: int, text: str) -> None:
        if len(self._tree.messages) < MOST_MESSAGES:
            self._tree.messages.append((level, text))


def note_creator(node: Node, creators: dict[int, str]) -> None:
    """Remember whom a block of private elements belongs to."""
    if node.tag >> 16 & 1 and 0x10 <= node.tag & 0xFFFF <= 0xFF and node.vr in STRING_VRS and node.value:
        node.is_normal = True
        block = node.tag >> 16 << 8 | node.tag & 0xFF
        creators.setdefault(block, node.value.split(b"\0")[0].decode("latin-1"))


def _settled_vr(branch: Branch, node: Node) -> str:
    """Return the VR that an element of Implicit VR has, where other elements decide it (PS3.5 §8, Annex A.1)."""
    tag, vr = node.tag, node.vr
    if vr == "ox":
        if tag in _WAVEFORM:
            bits = _unsigned_short(branch, 0x54001004)
            return vr if bits is None else "OB" if bits == 8 else "OW"
        return "OB" if tag & 0xFF00FFFF == _CURVE_DATA else vr
    if vr == "xs" and tag in _PIXEL_VALUES:
        sign = _unsigned_short(branch, 0x00280103)
        return vr if sign is None else "SS" if sign == 1 else "US"
    return vr


def _unsigned_short(branch: Branch, tag: int) -> int | None:
    node = branch.find(tag)
    if node is None or node.vr not in ("US", "xs") or not node.value or len(node.value) < 2:
        return None
    return int.from_bytes(node.value[:2], "little" if node.is_little else "big")
