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
    from collections.abc import Callable, Sequence

    from ..identifier import Element
    from ..matches import Match

_WORD_CODES = {"OF": "f", "OD": "d", "OL": "I", "OV": "Q"}
"""`struct` codes of the VRs whose bytes dcm2xml writes as numbers."""

_HEX_VRS = frozenset(WORD_LENGTHS) - frozenset(_WORD_CODES)
"""The VRs whose bytes it writes in hexadecimal."""

_SLOT = "\0"
"""Around plain values, and where their length goes, until a match is whole: XML has no such character."""

_LENGTHS = [str(length + 1 & ~1) for length in range(1024)]
"""The length of an encoded value, which is even, by that of its bytes."""

_CHARSET_LINE = '<element tag="0008,0005" vr="CS" vm="%d" len="%d" name="SpecificCharacterSet">%s</element>\n'
_UTF_8_LINE = _CHARSET_LINE % (1, 10, "ISO_IR 192")
_NO_CHARSET_LINE = _CHARSET_LINE % (0, 0, "")
"""(0008,0005) says what the document is in if it said anything, or if there is text beyond ASCII."""


class XmlWriter(MarkupWriter):
    """Writes a `data-set` for each match."""

    def render(self, element: Element) -> str:
        """Return an element with its line end; "" for the length of a group, which holds no longer."""
        return _format_element(element) if element.tag & 0xFFFF else ""

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands around a plain text, with slots to be filled by `_fill_slots`."""
        if not tag & 0xFFFF:
            return None
        return f'<element {_attributes(tag, vr)} vm="1" len="{_SLOT * 2}" {_name(tag)}>{_SLOT}', f"{_SLOT}</element>\n"

    def joiner(self, tag: int) -> Callable[[Sequence[Sequence[str]]], str]:
        """Return what makes a sequence of the elements of its items."""
        return _joiner(tag)

    def format_match(self, lines: Sequence[str], match: Match) -> str:
        """Return the `data-set` of a match."""
        syntax = match.syntax.uid
        content = _join(lines)
        if not content.isascii() and _UTF_8_LINE not in lines and _NO_CHARSET_LINE not in lines:
            content = _UTF_8_LINE + content
        return f'<data-set xfer="{syntax}" name="{SYNTAX_NAMES[syntax]}">\n{_fill_slots(content)}</data-set>\n'


def _fill_slots(content: str) -> str:
    """Put the plain values of a match in as XML has them, and their lengths.

    All of them at once: that takes 3 us for a match of twelve values, and `_format_element` 5 us for a single one.
    """
    parts = content.split(_SLOT)  # of each value: what stands before its length, the length, the name, the value
    values = parts[3::4]
    text = "".join(values)
    if text.isascii() and len(text) < len(_LENGTHS):
        parts[1::4] = map(_LENGTHS.__getitem__, map(len, values))
    else:
        parts[1::4] = [str(len(value.encode()) + 1 & ~1) for value in values]
    if "&" in text or "<" in text or ">" in text:
        parts[3::4] = map(escape_markup, values)
    return "".join(parts)


def _join(lines: Sequence[str]) -> str:
    """Join the elements of a data set or an item; an empty (0008,0005) becomes UTF-8 if there is text beyond ASCII."""
    content = "".join(lines)
    if content.isascii() or _NO_CHARSET_LINE not in lines:
        return content
    return "".join([_UTF_8_LINE if line == _NO_CHARSET_LINE else line for line in lines])


def _joiner(tag: int) -> Callable[[Sequence[Sequence[str]]], str]:
    start, name = f'<sequence {_attributes(tag, "SQ")} card="', f'" {_name(tag)}>\n'

    def join(items: Sequence[Sequence[str]]) -> str:
        return f"{start}{len(items)}{name}{''.join(map(_format_item, items))}</sequence>\n"

    return join


def _format_item(lines: Sequence[str]) -> str:
    """Return an item; without a character set of its own it has that of the data set around it."""
    count = len(lines) - lines.count("")  # lengths of groups are none
    return f'<item card="{count}">\n{_join(lines)}</item>\n'


def _format_element(element: Element) -> str:
    if element.vr == "SQ":
        items = [[_format_element(item[tag]) for tag in sorted(item) if tag & 0xFFFF] for item in element.items]
        return _joiner(element.tag)(items)
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
