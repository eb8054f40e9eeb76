"""A data set as DCMTK holds it in memory: every element with the length and the bytes it came with.

Our own `DataSet` says what an answer means. DCMTK shows and writes how it was encoded: declared lengths, padding,
the VR as it was read, elements in ascending order. `dcmtk_reader` makes such a tree of an answer; `dcmdump` prints it,
`dcm2xml` and `dcmtk_writer` write it.
"""

from __future__ import annotations

from ..identifier import DEFLATED_LE, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE
from ..values import LONG_VRS, NUMBER_CODES
from .dcmtk_names import UNKNOWN_VR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..identifier import Syntax

    LookUp = Callable[[int, str], tuple[str, str]]
    Say = Callable[[int, str], None]

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
CHARACTER_SET = 0x00080005

DEBUG, INFO, WARN, ERROR = 10000, 20000, 30000, 40000
"""Levels of messages, as DCMTK's logger numbers them."""

SYNTAX_NAMES = {
    IMPLICIT_LE.uid: "Little Endian Implicit",
    EXPLICIT_LE.uid: "Little Endian Explicit",
    EXPLICIT_BE.uid: "Big Endian Explicit",
    DEFLATED_LE.uid: "Deflated Explicit VR Little Endian",
}

CHARSET_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
STRING_VRS = CHARSET_VRS | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}
ONE_VALUE_VRS = frozenset(("LT", "ST", "UT", "UR"))

CODES = {**NUMBER_CODES, "xs": "H", "up": "I", "OL": "I", "OV": "Q", "OF": "f", "OD": "d"}
"""`struct` codes of the VRs that DCMTK prints as numbers."""

WORD_VRS = frozenset(("OW", "lt"))
LONG = LONG_VRS | {"ox", "px", "lt", UNKNOWN_VR}
"""VRs whose length takes 32 bits in Explicit VR."""

WIDTHS = {"AT": 2, "OW": 2, "lt": 2, "xs": 2, "up": 4, "OL": 4, "OF": 4, "OD": 8, "OV": 8} | {
    vr: {"H": 2, "h": 2, "I": 4, "i": 4, "f": 4, "d": 8, "q": 8, "Q": 8}[code] for vr, code in NUMBER_CODES.items()
}
"""Bytes in the unit that is swapped between byte orders, where it is not 1."""

_VALID_VRS = {"up": "UL", "xs": "US", "lt": "OW", "ox": "OB", "px": "OB"}
_NEW_VRS = frozenset(("UN", "UT", "OF", "OD", "OL", "UR", "UC", "OV", "SV", "UV"))
_VRS = frozenset(("AT", "SQ", "OB", "OW", "UN", "OL", "OF", "OD", "OV", *STRING_VRS, *NUMBER_CODES))


def valid_vr(vr: str, *, has_new_vrs: bool = True) -> str:
    """Return the VR that is written for one of DCMTK's; OB for the ones of after 1993 when `-u` forbids those."""
    valid = _VALID_VRS.get(vr) or (vr if vr in _VRS else "UN")
    return "OB" if valid in _NEW_VRS and not has_new_vrs else valid


class Node:
    """One data element.

    Attributes:
        tag: its tag.
        vr: its VR as DCMTK has it: as it was read, or of DCMTK's dictionary.
        length: its length field; `UNDEFINED` for some sequences.
        value: its bytes as they came, in the byte order of the stream; of a string without its padding if corrected;
            None when the stream ended before it.
        is_little: the byte order of `value`.
        items: of a sequence.
        creator: the private creator of its block.
        is_normal: whether DCMTK has brought a string into its own form, which changes how it pads it.
    """

    __slots__ = ("creator", "is_little", "is_normal", "items", "length", "tag", "value", "vr")

    def __init__(self, tag: int, vr: str, length: int, value: bytes | None = b"", *, is_little: bool = True) -> None:
        self.tag = tag
        self.vr = vr
        self.length = length
        self.value = value
        self.is_little = is_little
        self.items: list[Branch] | None = None
        self.creator = ""
        self.is_normal = False

    @property
    def value_count(self) -> int:
        """The value multiplicity as DCMTK counts it."""
        vr = self.vr
        if vr in STRING_VRS:
            one = vr in ONE_VALUE_VRS
            return 0 if not self.value else 1 if one else self.value.count(b"\\") + 1
        if vr == "AT":
            return self.length // 4
        if vr in CODES and vr[0] != "O":
            return self.length // WIDTHS[vr]
        return 1


class Branch:
    """A data set or an item of a sequence: elements by ascending tag.

    Attributes:
        length: the length field of an item.
        nodes: the elements.
        is_fragment: whether it is a fragment of encapsulated pixel data, whose bytes are its only element.
    """

    __slots__ = ("is_fragment", "length", "nodes")

    def __init__(self, length: int = 0) -> None:
        self.length = length
        self.nodes: list[Node] = []
        self.is_fragment = False

    def find(self, tag: int) -> Node | None:
        """Return an element, None when it is absent."""
        return next((node for node in self.nodes if node.tag == tag), None)


class Tree(Branch):
    """A whole data set.

    Attributes:
        syntax: the transfer syntax it is in.
        messages: what DCMTK logs while it reads it, by its logger `dcmtk.dcmdata`: level and text.
        late_messages: what it logs when the values are first looked at, to print or to write them: element and text
            of a warning. Whoever logs them empties the list.
        failure: why it could not be read to the end, in DCMTK's words; "" when it could.
        is_cut: whether the stream ended inside a header, which DCMTK minds in files only.
        is_corrected: whether values were repaired when it was read.
        is_shown: whether it has been printed; that changes how DCMTK pads what it writes.
    """

    __slots__ = ("failure", "is_corrected", "is_cut", "is_shown", "late_messages", "messages", "syntax")

    def __init__(self, syntax: Syntax) -> None:
        super().__init__()
        self.syntax = syntax
        self.messages: list[tuple[int, str]] = []
        self.late_messages: list[tuple[Node, str]] = []
        self.failure = ""
        self.is_corrected = False
        self.is_cut = False
        self.is_shown = False


def iter_nodes(branch: Branch) -> Iterator[Node]:
    """Yield all elements, those of items too, in the order in which they are printed."""
    for node in branch.nodes:
        yield node
        for item in node.items or ():
            yield from iter_nodes(item)
