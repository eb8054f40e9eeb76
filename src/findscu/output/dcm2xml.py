"""XML as DCMTK's dcm2xml writes it: `data-set`, `element`, `sequence` and `item` (the elements of findscu.dtd).

**Layout**: an element a line, tags in lower case, values joined by backslashes:

    <element tag="0010,0020" vr="LO" vm="1" len="4" name="PatientID">ABC</element>

Values are the peer's bytes, so the document is in the peer's encoding; where XML has no name for that, bytes above
ASCII and control characters stand as numeric references. As in DCMTK a control character in a value is written as it
is, and such a document is not well-formed: programs that read these files know them like that.
"""

from __future__ import annotations

import struct
from math import copysign

from .dcmdump import format_numbers
from .dcmtk_charset import TOO_NEW, convert_to_utf8
from .dcmtk_tree import (
    CHARACTER_SET,
    CHARSET_VRS,
    CODES,
    ONE_VALUE_VRS,
    STRING_VRS,
    SYNTAX_NAMES,
    UNDEFINED,
    WARN,
    WIDTHS,
    Branch,
    Node,
    Tree,
    valid_vr,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .dcmtk_tree import LookUp, Say

ENCODINGS = {
    "ISO_IR 6": "UTF-8",
    "ISO_IR 192": "UTF-8",
    "ISO_IR 100": "ISO-8859-1",
    "ISO_IR 101": "ISO-8859-2",
    "ISO_IR 109": "ISO-8859-3",
    "ISO_IR 110": "ISO-8859-4",
    "ISO_IR 148": "ISO-8859-9",
    "ISO_IR 144": "ISO-8859-5",
    "ISO_IR 127": "ISO-8859-6",
    "ISO_IR 126": "ISO-8859-7",
    "ISO_IR 138": "ISO-8859-8",
    "ISO_IR 203": "ISO-8859-15",
}
"""What an XML declaration calls a Specific Character Set."""

START_OF_ALL = b'<?xml version="1.0" encoding="UTF-8"?>\n<responses type="C-FIND">\n'
END_OF_ALL = b"</responses>\n"

_LEADING_VRS = frozenset(("AE", "CS", "DS", "IS", "LO", "SH"))
"""Text in which spaces in front mean nothing."""

_SINGLES = {"OF": 8, "OD": 17}
"""Significant digits of floating-point numbers that are one value together."""


def encode_document(
    tree: Tree, look_up: LookUp, say: Say, *, has_new_vrs: bool = True, has_all_sets: bool = True
) -> bytes:
    """Return an answer as a document of its own (`-Xx`).

    Args:
        tree: the answer.
        look_up: the dictionary, for the names.
        say: takes what DCMTK warns of, as its logger dcmtk.dcmnet.
        has_new_vrs: whether VRs of after 1993 may be written.
        has_all_sets: see `convert_to_utf8`; one of the names is too new for DCMTK 3.6.7.
    """
    term = character_set_of(tree)
    encoding = ENCODINGS.get(term or "", "")
    if term in TOO_NEW and not has_all_sets:
        encoding = ""
    quotes = term is not None and not encoding
    if term and quotes:
        more = " ... quoting non-ASCII characters" if _has_extended(tree) else ""
        say(WARN, f"SpecificCharacterSet (0008,0005) value '{term}' not supported{more}")
    declared = f' encoding="{encoding}"' if encoding else ""
    start = f'<?xml version="1.0"{declared}?>\n'.encode("ascii")
    return start + _Encoder(look_up, has_new_vrs, quotes).encode(tree)


def encode_part(tree: Tree, look_up: LookUp, say: Say, *, has_new_vrs: bool = True, has_all_sets: bool = True) -> bytes:
    """Return an answer as a part of one document for all (`-Xs`), in UTF-8.

    Args:
        tree: the answer; its text is converted in place.
        look_up: the dictionary, for the names.
        say: takes what DCMTK warns of, as its logger dcmtk.dcmdata.
        has_new_vrs: whether VRs of after 1993 may be written.
        has_all_sets: see `convert_to_utf8`.

    Raises:
        CannotConvert: DCMTK leaves such an answer out.
    """
    term = character_set_of(tree)
    if term and term != "ISO_IR 192":
        convert_to_utf8(tree, term, say, has_all_sets=has_all_sets)
    return _Encoder(look_up, has_new_vrs, False).encode(tree)


def character_set_of(tree: Tree) -> str | None:
    """Return (0008,0005) of a data set without padding, None when there is none."""
    node = tree.find(CHARACTER_SET)
    if node is None:
        return None
    if node.vr in STRING_VRS and node.value:  # DCMTK looks at it, and so pads it or takes padding off
        node.length = len(node.value) + len(node.value) % 2
    return _text_of(node).decode("utf-8", "surrogateescape")


def _has_extended(branch: Branch) -> bool:
    """Return whether any text has bytes above ASCII."""
    return any(
        (node.vr in CHARSET_VRS and not (node.value or b"").isascii()) or any(map(_has_extended, node.items or ()))
        for node in branch.nodes
    )


class _Encoder:
    def __init__(self, look_up: LookUp, has_new_vrs: bool, quotes: bool) -> None:
        self._is_corrected = False
        self._look_up = look_up
        self._has_new_vrs = has_new_vrs
        self._quotes = quotes

    def encode(self, tree: Tree) -> bytes:
        """Return a data set from `<data-set` to its end tag."""
        self._is_corrected = tree.is_corrected
        start = f'<data-set xfer="{tree.syntax.uid}" name="{SYNTAX_NAMES[tree.syntax.uid]}">\n'
        return start.encode("ascii") + b"".join(self._lines(tree)) + b"</data-set>\n"

    def _lines(self, branch: Branch) -> Iterator[bytes]:
        for node in branch.nodes:
            if node.items is None:
                yield self._element(node)
            else:
                yield from self._sequence(node, node.items)

    def _sequence(self, node: Node, items: list[Branch]) -> Iterator[bytes]:
        length = _length_attribute(node.length)
        yield f'<sequence {self._attributes(node)} card="{len(items)}"{length} {self._name(node)}>\n'.encode()
        for item in items:
            if item.is_fragment:
                yield f'<pixel-item len="{item.length}" binary="hidden"></pixel-item>\n'.encode("ascii")
                continue
            yield f'<item card="{len(item.nodes)}"{_length_attribute(item.length)}>\n'.encode("ascii")
            yield from self._lines(item)
            yield b"</item>\n"
        yield b"</sequence>\n"

    def _element(self, node: Node) -> bytes:
        counts = f'vm="{node.value_count}" len="{node.length}"'
        loaded = ' loaded="no"' if node.value is None else ""
        is_binary = node.vr not in STRING_VRS and node.vr not in CODES and node.vr != "AT"
        hidden = ' binary="hidden"' if is_binary else ""
        start = f"<element {self._attributes(node)} {counts} {self._name(node)}{loaded}{hidden}>"
        return start.encode() + (b"" if is_binary else self._value(node)) + b"</element>\n"

    def _attributes(self, node: Node) -> str:
        vr = valid_vr(node.vr, has_new_vrs=self._has_new_vrs)
        return f'tag="{node.tag >> 16:04x},{node.tag & 0xFFFF:04x}" vr="{vr}"'

    def _name(self, node: Node) -> str:
        name = self._look_up(node.tag, node.creator)[1]
        return f'name="{name.replace("&", "&amp;")}"'

    def _value(self, node: Node) -> bytes:
        if not node.value:
            return b""
        if node.vr in STRING_VRS:
            return escape(_text_of(node, is_corrected=self._is_corrected), quotes=self._quotes)
        if node.vr in _SINGLES:
            return _format_singles(node, node.value).encode("ascii")
        return format_numbers(node).encode("ascii")


def _length_attribute(length: int) -> str:
    return "" if length == UNDEFINED else f' len="{length}"'


def _text_of(node: Node, *, is_corrected: bool = False) -> bytes:
    """Return a string without its padding, that of each of its values; DS and AS are left as they are."""
    value, vr = node.value or b"", node.vr
    if vr == "DS":
        return value
    padding = b"\0" if vr == "UI" else b" "
    if vr in ONE_VALUE_VRS:
        return _stripped(value, padding, False)
    if len(value) & 1 and not is_corrected:
        value += padding  # DCMTK pads before it looks for padding
    if vr == "AS":
        return value
    return b"\\".join([_stripped(part, padding, vr in _LEADING_VRS) for part in value.split(b"\\")])


def _stripped(part: bytes, padding: bytes, leading: bool) -> bytes:
    """Remove padding the way DCMTK does: a lone one at the end stays, and a blank before others goes with them."""
    if leading:
        part = part.lstrip(padding)
    end = len(part.rstrip(padding)) or 1
    if end < len(part):
        return part[: end - 1] if part[end - 1] == 0x20 else part[:end]
    return part


def _format_singles(node: Node, value: bytes) -> str:
    order = "<" if node.is_little else ">"
    numbers = struct.unpack_from(f"{order}{len(value) // WIDTHS[node.vr]}{CODES[node.vr]}", value)
    return "\\".join([_format_single(number, _SINGLES[node.vr]) for number in numbers])


def _format_single(number: float, digits: int) -> str:
    """Return a number as C++'s streams write it, which show the sign of what is no number."""
    sign = "-" if number != number and copysign(1, number) < 0 else ""
    return f"{sign}{number:.{digits}g}"


_ENTITIES = {
    ord("<"): b"&lt;",
    ord(">"): b"&gt;",
    ord("&"): b"&amp;",
    ord('"'): b"&quot;",
    ord("'"): b"&apos;",
    ord("\n"): b"&#10;",
    ord("\r"): b"&#13;",
    0: b"",
}


def escape(raw: bytes, *, quotes: bool = False) -> bytes:
    """Return bytes as the text of an element; NULs are left out.

    Args:
        raw: the bytes.
        quotes: write control characters and what is above ASCII as numeric references.
    """
    if quotes:
        return b"".join([_quoted(byte) for byte in raw])
    return b"".join([_ENTITIES.get(byte) or bytes((byte,)) if byte else b"" for byte in raw])


def _quoted(byte: int) -> bytes:
    entity = _ENTITIES.get(byte)
    if entity:
        return entity
    return b"&#%d;" % byte if byte < 32 or byte >= 127 else bytes((byte,))
