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

from .. import errors
from ..columns import Items
from ..dictionary import format_tag, keyword_of
from ..escaping import escape_text
from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..identifier import Element
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
        self._heading = "# match"

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - only its number is shown
        """Return nothing; the next matches are those of the next query."""
        self._query_number += 1
        self._first_number = self.match_count
        if len(self.queries) > 1:
            self._heading = f"# query {self._query_number}, match"
        return b""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the text of some matches, in UTF-8."""
        pieces: list[str] = []
        for match in matches:
            lines = self._walk(match)
            gap = "\n" if self.match_count > 1 else ""
            pieces.append(f"{gap}{self._heading} {self.match_count - self._first_number}\n")
            pieces += _lines_of_broken(match) if lines is None else lines
        return "".join(pieces).encode()

    def render(self, element: Element) -> str:
        """Return the lines of one element."""
        return format_element(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str]:
        """Return what stands around a plain text on its line."""
        return _frame(tag, vr, 0)

    def inside(self, tag: int) -> Items:
        """Return how the items of a sequence become lines."""
        return self._items(tag, 1)

    def _items(self, tag: int, depth: int) -> Items:
        def render(element: Element) -> str:
            self._note_all(element)
            return format_element(element, depth)

        return Items(
            lambda items: _format_sequence(tag, items, depth - 1),
            render,
            lambda inner, vr: _frame(inner, vr, depth),
            lambda inner: self._items(inner, depth + 1),
        )


def _lines_of_broken(match: Match) -> list[str]:
    """Return what can be read of a match whose structure is broken, and what is wrong."""
    from ..reader import Reader, inflate

    reader, problem = Reader(b"", match.syntax, match.charset), ""
    try:
        raw = inflate(match.raw) if match.syntax.is_deflated else match.raw
        reader = Reader(raw, match.syntax, match.charset)
        reader.read_to_end()
    except errors.DecodeError as error:
        problem = escape_text(str(error))
    readable = [format_element(element) for element in reader.dataset.values()]
    return [*readable, f"! this match cannot be read further: {problem}\n"]


def format_element(element: Element, depth: int = 0) -> str:
    """Return the lines of an element, each with its line end; `depth` counts the sequences around it."""
    if element.vr == "SQ":
        items = [[format_element(inner, depth + 1) for inner in item.values()] for item in element.items]
        return _format_sequence(element.tag, items, depth)
    before, after = _frame(element.tag, element.vr, depth)
    text = _text_of(element)
    line = before + text + after if text else before.rstrip(" ") + after
    for issue in element.issues:
        line += f"{'  ' * depth}! {escape_text(issue.message)}\n"
    return line


def _format_sequence(tag: int, items: list[list[str]], depth: int) -> str:
    """Return the lines of a sequence from those of the elements of its items."""
    before, after = _frame(tag, "SQ", depth)
    indent = "  " * (depth + 1)
    lines = [f"{before}{'1 item' if len(items) == 1 else f'{len(items)} items'}{after}"]
    for number, item in enumerate(items):
        lines += [f"{indent}[{number}]\n", *item]
    return "".join(lines)


def _frame(tag: int, vr: str, depth: int) -> tuple[str, str]:
    """Return what stands around a value on its line."""
    head = "  " * depth + _head_of(tag, vr)
    return f"{head:<{_HEAD_WIDTH}} ", "\n"


def _head_of(tag: int, vr: str) -> str:
    keyword = keyword_of(tag) or ("(private)" if tag >> 16 & 1 else "(unknown)")
    return f"{format_tag(tag)} {vr} {keyword}"


_HEAD_WIDTH = len("(gggg,eeee) VR ") + KEYWORD_WIDTH


def _text_of(element: Element) -> str:
    values = element.values
    if len(values) == 1 and type(values[0]) is bytes:
        return format_binary(values[0])
    return escape_text(element.text)


def format_binary(value: bytes) -> str:
    """Return bytes as hexadecimal digits, those of a long value cut short and counted."""
    if len(value) <= MOST_BINARY_BYTES:
        return value.hex()
    return f"{value[:MOST_BINARY_BYTES].hex()}... {len(value)} bytes"
