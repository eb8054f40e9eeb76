"""The table: a line for each match, for eyes. docs/formats.md is its description.

    Date        Time      Patient                   ID    Mod
    ──────────  ────────  ────────────────────────  ────  ─────
    2026-01-31  09:30:00  Yamada, Tarou=山田 太郎…  4711  CT\\SR

It is written as matches come, so the first rows decide about the widths: as many as come at once, or in the blink of an
eye. On a terminal no line is longer than the screen is wide: cells are cut, and columns that find no room are left out
and told of. Elsewhere nothing is cut.
"""

from __future__ import annotations

from ..cells import Cells
from ..models import QUERY_RETRIEVE_LEVEL
from ..tabular import columns_of
from .headings import in_reading_order, rank_in
from .layout import GAP, lay_out
from .readable import is_readable, readable_text
from .rows import RowWriter
from .screen import Screen
from .widths import cut, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..matches import Match, Outcome
    from ..query import Query
    from ..tabular import Column
    from .layout import Place

_NUMBERS = frozenset(("IS", "DS", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"))
"""VRs whose values stand on the right of their column."""

MOST_HELD = 50
"""Rows that are held to see how wide the columns are: a screen of them."""

PATIENCE = 0.3
"""Seconds after a query in which rows are held for somebody who waits; peers send the first ones one by one."""

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class TableWriter(RowWriter):
    """Writes a table for each query; a match whose structure is broken is left out, and noted.

    Args:
        queries: all queries of the run.
        chosen: the columns, when they are not to be those of each query.
        screen: where the table is seen; None for a file.
    """

    def __init__(self, queries: Sequence[Query], chosen: Sequence[str] = (), screen: Screen | None = None) -> None:
        super().__init__(queries)
        self._chosen = chosen
        self._screen = screen or Screen()
        self._query_number = 0
        self._table: Sequence[Column] = ()
        self._ranks: Sequence[int] = ()
        self._cells = Cells(())
        self._places: Sequence[Place] = ()
        self._held: list[list[str]] = []
        self._row_count = 0
        self._left_out_count = 0
        self._start = 0.0

    def begin(self, query: Query) -> bytes:
        """Return a heading if there are several queries."""
        self._table = self._columns_for(query)
        self._ranks = [rank_in(query, column) for column in self._table]
        self._cells = Cells(self._table, readable_text, is_plain=is_readable)
        self._syntax = None  # so that the next walk is for these columns
        self._places = ()
        self._row_count = 0
        self._left_out_count = 0
        self._start = self._screen.clock() if self._screen.clock is not None else 0.0
        self._query_number += 1
        if len(self.queries) < 2:
            return b""
        gap = "\n" if self._query_number > 1 else ""
        return f"{gap}# query {self._query_number}\n".encode()

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the lines of some matches, in UTF-8; nothing while more rows are wanted to see how wide they are."""
        rendered = [cells for match in matches if (cells := self._walk(match)) is not None]
        rows = list(map(self._cells.row, rendered))
        self._row_count += len(rows)
        if self._places:
            return "".join(map(self._line, rows)).encode()
        self._held += rows
        return b"" if self._waits_for_more() else self._first_lines()

    def end(self, outcome: Outcome) -> bytes:
        """Return what is held, and a line of what there is to know, for somebody who looks at a terminal."""
        if not self._screen.is_terminal:
            return b"" if self._places else self._first_lines(is_whole=True)
        lines = self._first_lines(is_whole=True) if self._held else b""
        footer = ", ".join(filter(None, (self._came(outcome), self._not_shown())))
        return lines + f"{self._styled(_DIM, footer)}\n".encode() if footer else lines

    def _came(self, outcome: Outcome) -> str:
        """Say how many matches there are; "" if that is not known, which standard error has told."""
        count = self._row_count
        return f"{count or 'no'} match{'' if count == 1 else 'es'}" if outcome.is_complete else ""

    def _not_shown(self) -> str:
        count = self._left_out_count
        return f"{count} more column{'' if count == 1 else 's'} (--columns)" if count else ""

    def _waits_for_more(self) -> bool:
        clock = self._screen.clock
        is_late = clock is not None and clock() - self._start > PATIENCE
        return len(self._held) < MOST_HELD and not (self._held and is_late)

    def _first_lines(self, *, is_whole: bool = False) -> bytes:
        rows, self._held = self._held, []
        return (self._header(rows, is_whole) + "".join(map(self._line, rows))).encode()

    def _columns_for(self, query: Query) -> Sequence[Column]:
        if self._chosen:
            return columns_of(self.queries, self._chosen)
        return in_reading_order(column for column in columns_of([query]) if column.path != (QUERY_RETRIEVE_LEVEL,))

    def _header(self, rows: Sequence[Sequence[str]], is_whole: bool) -> str:
        """Decide about the widths, and return the names of the columns with a rule below."""
        keeps_all, width = bool(self._chosen), self._screen.width
        self._places, left_out = lay_out(self._table, self._ranks, rows, width, keeps_all=keeps_all, is_whole=is_whole)
        self._left_out_count = len(left_out)
        names = [fill(cut(place.name, place.width), place.width, is_right=_is_number(place)) for place in self._places]
        rules = ["─" * place.width for place in self._places]
        gap = " " * GAP
        return f"{self._styled(_BOLD, gap.join(names).rstrip())}\n{self._styled(_DIM, gap.join(rules))}\n"

    def _line(self, row: Sequence[str]) -> str:
        cells = [self._cell(place, row[place.index]) for place in self._places]
        return (" " * GAP).join(cells).rstrip() + "\n"

    def _cell(self, place: Place, text: str) -> str:
        if self._screen.width is not None:
            text = cut(text, place.width, keeps_end=place.column.vr == "UI")
        return fill(text, place.width, is_right=_is_number(place))

    def _styled(self, style: str, text: str) -> str:
        return f"{style}{text}{_PLAIN}" if self._screen.has_colour else text


def _is_number(place: Place) -> bool:
    return place.column.vr in _NUMBERS
