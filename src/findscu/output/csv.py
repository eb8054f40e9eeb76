"""CSV (RFC 4180, lines ended by LF) and TSV: one row a match, one column an attribute of the query.

Columns are those of `tabular`: the chosen ones, or the attributes that were asked for, in the order of their tags,
nested ones as `ScheduledProcedureStepSequence.Modality`; what a peer returns beyond them is not shown. Several values,
or the values of several items of a sequence, are joined by a backslash.

A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, and runs it. What a peer sends must not:
such text gets an apostrophe in front. Numbers stay as they are, and so do dates, which begin with a digit.
"""

from __future__ import annotations

from ..cells import Cells
from ..tabular import columns_of
from .rows import RowWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..matches import Match
    from ..query import Query


class CsvWriter(RowWriter):
    """Writes a header line and a row for each match; one whose structure is broken is left out, and noted.

    Args:
        queries: all queries of the run; the columns are those of all.
        chosen: the columns, when they are not to be those of the queries.
        separator: what stands between two cells, one character.
    """

    def __init__(self, queries: Sequence[Query], chosen: Sequence[str] = (), separator: str = ",") -> None:
        super().__init__(queries)
        self._table = columns_of(queries, chosen)
        self._cells = Cells(self._table, finish=defuse)
        self._separator = separator
        self._has_header = False

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - the columns are those of all queries
        """Return the header line, once."""
        if self._has_header:
            return b""
        self._has_header = True
        return format_row([column.name for column in self._table], self._separator)

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the rows of some matches, in UTF-8."""
        rendered = [cells for match in matches if (cells := self._walk(match)) is not None]
        return b"".join([format_row(row, self._separator) for row in map(self._cells.row, rendered)])


def format_row(cells: Sequence[str], separator: str = ",") -> bytes:
    """Return a line of CSV, or TSV, in UTF-8; cells are free of line ends."""
    line = separator.join(cells)
    if _may_need_quotes(line, len(cells), separator):
        line = separator.join([quote_cell(cell, separator) for cell in cells])
    return (line or '""').encode() + b"\n"  # an empty line would be no row at all


def _may_need_quotes(line: str, count: int, separator: str) -> bool:
    """Look at all cells at once, which takes a fifth to a half of the time that `quote_cell` takes for five of them."""
    if '"' in line or line.count(separator) >= count:
        return True
    return " " in line and (
        f"{separator} " in line or f" {separator}" in line or line.startswith(" ") or line.endswith(" ")
    )


def quote_cell(text: str, separator: str = ",") -> str:
    """Return a text as a cell, quoted where CSV demands it."""
    if separator in text or '"' in text or text[:1] == " " or text[-1:] == " ":
        return '"' + text.replace('"', '""') + '"'
    return text


def defuse(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that might be gets an apostrophe in front.

    Blanks in front do not save it. A number with a sign is no formula, and stays; several are joined by a backslash.
    """
    if text.lstrip()[:1] not in _FORMULA_STARTS or _is_numbers(text):
        return text
    return f"'{text}"


_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
"""Wide forms too, which spreadsheets read likewise where they are common. TAB and CR come as `<TAB>` and `<CR>`."""


def _is_numbers(text: str) -> bool:
    try:
        return set(text) <= _NUMBER_CHARACTERS and bool([float(part) for part in text.split("\\")])
    except ValueError:
        return False


_NUMBER_CHARACTERS = frozenset("0123456789+-.eE\\")
