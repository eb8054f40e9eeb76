"""The XML format: matches in the form of DCMTK's dcm2xml, which xml2dcm reads, in UTF-8 and always well-formed.

    <responses type="C-FIND">
    <data-set xfer="1.2.840.10008.1.2.1" name="Little Endian Explicit">
    <element tag="0010,0020" vr="LO" vm="1" len="4" name="PatientID">ABC</element>
    </data-set>
    </responses>

The document is that of `-Xs`, whose module `dcm2xml` writes DCMTK's bytes with DCMTK's faults. Here nothing is lost:
binary values are written out, text is decoded by us, and (0008,0005) says what the document is in.
"""

from __future__ import annotations

import struct

from ..dictionary import format_tag
from ..identifier import SPECIFIC_CHARACTER_SET
from ..values import TEXT_VRS, WORD_LENGTHS, encode_values
from .dcmtk_names import look_up
from .dcmtk_tree import SYNTAX_NAMES
from .markup import MarkupWriter, encode_text, escape_markup, is_writable_element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..identifier import DataSet, Element
    from ..matches import Match

_WORD_CODES = {"OF": "f", "OD": "d", "OL": "I", "OV": "Q"}
"""`struct` codes of the VRs whose bytes dcm2xml writes as numbers."""

_HEX_VRS = frozenset(WORD_LENGTHS) - frozenset(_WORD_CODES)
"""The VRs whose bytes it writes in hexadecimal."""

_CHARSET_LINE = '<element tag="0008,0005" vr="CS" vm="%d" len="%d" name="SpecificCharacterSet">%s</element>\n'
_UTF_8_LINE = _CHARSET_LINE % (1, 10, "ISO_IR 192")
_NO_CHARSET_LINE = _CHARSET_LINE % (0, 0, "")
"""(0008,0005) says what the document is in if it said anything, or if there is text beyond ASCII."""


class XmlWriter(MarkupWriter):
    """Writes a `data-set` for each match."""

    def render(self, element: Element) -> str:
        """Return an element with its line end; "" for the length of a group, which holds no longer."""
        return _format_element(element) if element.tag & 0xFFFF else ""

    def format_match(self, lines: Sequence[str], match: Match) -> str:
        """Return the `data-set` of a match."""
        syntax = match.syntax.uid
        content = _join(lines)
        if not content.isascii() and not any(line in (_UTF_8_LINE, _NO_CHARSET_LINE) for line in lines):
            content = _UTF_8_LINE + content
        return f'<data-set xfer="{syntax}" name="{SYNTAX_NAMES[syntax]}">\n{content}</data-set>\n'


def _join(lines: Sequence[str]) -> str:
    """Join the elements of a data set or an item; an empty (0008,0005) becomes UTF-8 if there is text beyond ASCII."""
    if all(map(str.isascii, lines)):
        return "".join(lines)
    return "".join([_UTF_8_LINE if line == _NO_CHARSET_LINE else line for line in lines])


def _format_item(item: DataSet) -> str:
    """Return an item; without a character set of its own it has that of the data set around it."""
    lines = [_format_element(item[tag]) for tag in sorted(item) if tag & 0xFFFF]
    return f'<item card="{len(lines)}">\n{_join(lines)}</item>\n'


def _format_element(element: Element) -> str:
    if element.vr == "SQ":
        return _format_sequence(element)
    if element.tag == SPECIFIC_CHARACTER_SET:
        return _UTF_8_LINE if element.values else _NO_CHARSET_LINE
    vr, is_binary = element.vr, element.vr in _HEX_VRS
    if not is_writable_element(element) or not _has_whole_words(element):
        vr, is_binary = "UN", True
    raw = _encode(element)
    text = _format_bytes(vr, raw) if is_binary else _format_values(element)
    count = 1 if vr in WORD_LENGTHS else len(element.values)
    counts = f'vm="{count}" len="{len(raw)}"'
    binary = ' binary="yes"' if is_binary else ""
    return f"<element {_attributes(element.tag, vr)} {counts} {_name(element.tag)}{binary}>{text}</element>\n"


def _format_sequence(element: Element) -> str:
    items = list(map(_format_item, element.items))
    start = f'<sequence {_attributes(element.tag, "SQ")} card="{len(items)}" {_name(element.tag)}>'
    return f"{start}\n{''.join(items)}</sequence>\n"


def _attributes(tag: int, vr: str) -> str:
    return f'tag="{format_tag(tag)[1:-1]}" vr="{vr}"'


def _name(tag: int) -> str:
    return f'name="{escape_markup(look_up(tag)[1])}"'


def _encode(element: Element) -> bytes:
    """Return the value field of an element as it would be in UTF-8 and little endian."""
    if element.vr in TEXT_VRS:
        return encode_text(element)
    return encode_values(element.vr, element.values, element.charset)


def _has_whole_words(element: Element) -> bool:
    code = _WORD_CODES.get(element.vr)
    return code is None or all(len(value) % struct.calcsize(code) == 0 for value in element.values)


def _format_values(element: Element) -> str:
    vr, values = element.vr, element.values
    if vr in TEXT_VRS:
        return escape_markup("\\".join(values))
    if vr == "AT":
        return "\\".join(map(format_tag, values))
    if vr in _WORD_CODES:
        values = [number for value in values for (number,) in struct.iter_unpack(f"<{_WORD_CODES[vr]}", value)]
    return "\\".join(map(str, values))


def _format_bytes(vr: str, raw: bytes) -> str:
    """Return bytes in hexadecimal, those of OW in words of two."""
    if vr != "OW":
        return raw.hex("\\")
    return "\\".join([f"{word:04x}" for (word,) in struct.iter_unpack("<H", raw)])
