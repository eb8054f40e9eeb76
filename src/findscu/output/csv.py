"""The CSV format (RFC 4180, lines ended by LF): one row a match, one column an attribute of the query.

Columns are the attributes that were asked for, in the order of their tags, nested ones as
`ScheduledProcedureStepSequence.Modality`; what a peer returns beyond them is not shown. Several values, or the
values of several items of a sequence, are joined by a backslash.
"""

from __future__ import annotations

from ..dictionary import format_tag, keyword_of
from ..identifier import SPECIFIC_CHARACTER_SET
from . import Writer
from .text import escape_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..identifier import DataSet, Element
    from ..matches import Match
    from ..query import Query

    Path = tuple[int, ...]


class CsvWriter(Writer):
    """Writes a header line and a row for each match; one whose structure is broken is left out, and noted.

    An element is rendered as its cells, one a line: the number of the column, a colon, and the text. A text holds no
    line end, since `escape_text` has seen it.
    """

    def __init__(self, queries: Sequence[Query]) -> None:
        super().__init__(queries)
        self._paths = sorted({path for query in queries for path in _paths_of(query.identifier)})
        self._has_header = False

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - the columns are those of all queries
        """Return the header line, once."""
        if self._has_header:
            return b""
        self._has_header = True
        return _row([_name_of(path) for path in self._paths])

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the rows of some matches, in UTF-8."""
        return b"".join([self._row_of(match) for match in matches])

    def render(self, element: Element) -> str:
        """Return the cells that an element fills; "" when nobody asked for it."""
        return "\n".join(self._cells(element))

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:  # noqa: ARG002 - all text is the same here
        """Return what stands before a plain text in its cell."""
        return (f"{self._paths.index((tag,))}:", "") if (tag,) in self._paths else None

    def _cells(self, element: Element) -> Iterator[str]:
        for column, path in enumerate(self._paths):
            if path[0] == element.tag:
                texts = [escape_text(_text_of(found)) for found in _elements_at(element, path[1:])]
                yield f"{column}:" + "\\".join(texts)

    def _row_of(self, match: Match) -> bytes:
        rendered = self._walk(match)
        if rendered is None:
            return b""
        row = [""] * len(self._paths)
        for cell in "\n".join(filter(None, rendered)).split("\n"):
            column, colon, text = cell.partition(":")
            if colon:
                row[int(column)] = text
        return _row(row)


def _paths_of(dataset: DataSet, above: Path = ()) -> Iterator[Path]:
    """Yield the paths of the attributes of a query; a sequence in which nothing is asked for is one itself."""
    for tag, element in dataset.items():
        path = (*above, tag)
        nested = [inner for item in element.items for inner in _paths_of(item, path)]
        if nested:
            yield from nested
        elif tag != SPECIFIC_CHARACTER_SET:  # it speaks of bytes that are UTF-8 by now
            yield path


def _elements_at(element: Element, path: Path) -> Iterator[Element]:
    """Yield the elements that a path leads to from an element, one for each item on the way that has it."""
    if not path:
        yield element
        return
    for item in element.items:
        if path[0] in item:
            yield from _elements_at(item[path[0]], path[1:])


def _text_of(element: Element) -> str:
    if element.vr == "SQ":
        return "1 item" if len(element.items) == 1 else f"{len(element.items)} items"
    return element.text


def _name_of(path: Path) -> str:
    """Return the name of a column: keywords, or tags where there is none, joined by dots."""
    return ".".join([keyword_of(tag) or format_tag(tag) for tag in path])


def _row(cells: Sequence[str]) -> bytes:
    line = ",".join([quote_cell(cell) for cell in cells])
    return (line or '""').encode() + b"\n"  # an empty line would be no row at all


def quote_cell(text: str) -> str:
    """Return a text as a cell, quoted where CSV demands it."""
    if "," in text or '"' in text or text[:1] == " " or text[-1:] == " ":
        return '"' + text.replace('"', '""') + '"'
    return text
