"""The text format: one line an element, for people and for grep. docs/formats.md is its description.

    # match 1
    (0008,0052) CS QueryRetrieveLevel                  STUDY
    (0010,0010) PN PatientName                         Doe^Jane
    (0040,0100) SQ ScheduledProcedureStepSequence      1 item
      [0]
      (0008,0060) CS Modality                          CT

What a line says depends on its element alone, so that the walk over a match may remember it.
"""

from __future__ import annotations

from ..dictionary import format_tag, keyword_of
from ..errors import DecodeError
from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..identifier import DataSet, Element
    from ..matches import Match
    from ..query import Query

KEYWORD_WIDTH = 35
"""Characters that a keyword is filled up to: values begin in column 52 of 80, and what a worklist returns fits."""

MOST_BINARY_BYTES = 32
"""Bytes of a binary value that are shown; the rest is only counted."""


class TextWriter(Writer):
    """Writes matches as text; a heading and the lines of its elements for each, an empty line between two."""

    def __init__(self, queries: Sequence[Query]) -> None:
        super().__init__(queries)
        self._query_number = 0
        self._first_number = 0

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - only its number is shown
        """Return nothing; the next matches are those of the next query."""
        self._query_number += 1
        self._first_number = self.match_count
        return b""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the text of some matches, in UTF-8."""
        pieces: list[str] = []
        for match in matches:
            lines = self._walk(match)
            pieces.append(self._heading())
            pieces += _lines_of_broken(match) if lines is None else lines
        return "".join(pieces).encode()

    def render(self, element: Element) -> str:
        """Return the lines of one element."""
        return format_element(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str]:
        """Return what stands around a plain text on its line."""
        return f"{_head_of(tag, vr):<{_HEAD_WIDTH}} ", "\n"

    def _heading(self) -> str:
        gap = "\n" if self.match_count > 1 else ""
        number = self.match_count - self._first_number
        if len(self.queries) > 1:
            return f"{gap}# query {self._query_number}, match {number}\n"
        return f"{gap}# match {number}\n"


def _lines_of_broken(match: Match) -> list[str]:
    """Return what can be read of a match whose structure is broken, and what is wrong."""
    from ..reader import Reader, inflate

    reader, problem = Reader(b"", match.syntax), ""
    try:
        reader = Reader(inflate(match.raw) if match.syntax.is_deflated else match.raw, match.syntax)
        reader.read_to_end()
    except DecodeError as error:
        problem = escape_text(str(error))
    readable = [format_element(element) for element in reader.dataset.values()]
    return [*readable, f"! this match cannot be read further: {problem}\n"]


def format_element(element: Element, depth: int = 0) -> str:
    """Return the lines of an element, each with its line end; `depth` counts the sequences around it."""
    indent = "  " * depth
    head = indent + _head_of(element.tag, element.vr)
    text = _text_of(element)
    line = f"{head:<{_HEAD_WIDTH}} {text}\n" if text else f"{head}\n"
    if element.vr == "SQ":
        line += "".join(_format_item(number, item, indent, depth) for number, item in enumerate(element.items))
    for issue in element.issues:
        line += f"{indent}! {escape_text(issue.message)}\n"
    return line


def _head_of(tag: int, vr: str) -> str:
    keyword = keyword_of(tag) or ("(private)" if tag >> 16 & 1 else "(unknown)")
    return f"{format_tag(tag)} {vr} {keyword}"


_HEAD_WIDTH = len("(gggg,eeee) VR ") + KEYWORD_WIDTH


def _format_item(number: int, item: DataSet, indent: str, depth: int) -> str:
    return f"{indent}  [{number}]\n" + "".join(format_element(element, depth + 1) for element in item.values())


def _text_of(element: Element) -> str:
    values = element.values
    if element.vr == "SQ":
        return "1 item" if len(values) == 1 else f"{len(values)} items"
    if len(values) == 1 and type(values[0]) is bytes:
        return format_binary(values[0])
    return escape_text(element.text)


def format_binary(value: bytes) -> str:
    """Return bytes as hexadecimal digits, those of a long value cut short and counted."""
    if len(value) <= MOST_BINARY_BYTES:
        return value.hex()
    return f"{value[:MOST_BINARY_BYTES].hex()}... {len(value)} bytes"


def escape_text(text: str) -> str:
    """Make a text safe for a terminal and one line long: what would move the cursor is shown by its name.

    Control characters become `<ESC>`, `<CR>` and the like, or `<U+0085>`; so do line and paragraph separators, marks
    that change the direction of writing, and lone surrogates. All else stays as it is.
    """
    if text.isprintable():
        return text
    return text.translate(_escapes())


_C0_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI "
    "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_HARMFUL = (
    *range(0x80, 0xA0),  # C1
    0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # direction of writing
    0x2028, 0x2029, 0xFEFF,  # line and paragraph separator, byte order mark
)  # fmt: skip
_escape_table: dict[int, str] = {}


def _escapes() -> dict[int, str]:
    """Return the table of `escape_text`, made when the first text needs it."""
    if not _escape_table:
        _escape_table.update((code, f"<{name}>") for code, name in enumerate(_C0_NAMES.split()))
        _escape_table[0x7F] = "<DEL>"
        _escape_table.update((code, f"<U+{code:04X}>") for code in (*_HARMFUL, *range(0xD800, 0xE000)))
    return _escape_table
