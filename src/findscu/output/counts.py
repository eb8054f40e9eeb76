"""How many matches there are of each value: `--count-by`, for terminals, pipes, spreadsheets and programs.

What is counted is the text of a cell, as CSV has it: `CT\\SR` is a value of its own. The most frequent comes first, and
of the equally frequent the one that came first; sorted matches stay in their order.
"""

from __future__ import annotations

from ..cells import Cells
from ..limits import MAX_HELD_LENGTH
from ..tabular import columns_of
from .csv import defuse, format_row
from .filters import size_of
from .headings import names_of
from .readable import readable_value
from .rows import RowWriter
from .screen import Screen
from .widths import cut, fill, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..matches import Match
    from ..query import Query
    from ..tabular import Column

    Counted = list[tuple[tuple[str, ...], int]]

FORMATS = ("text", "table", "csv", "tsv", "json", "jsonl")
"""The formats that counts come in."""

OTHERS = "(others)"
NOTHING = "(empty)"

_NARROWEST_BAR, _WIDEST_BAR, _WIDEST_VALUE = 10, 60, 40
_WIDTH_OF_NO_SCREEN = 80
_BOLD, _CYAN = "\x1b[1m", "\x1b[36m"
_EIGHTHS = " ▏▎▍▌▋▊▉"


class CountByWriter(RowWriter):
    """Counts matches by the values of some columns, over all queries; a match whose structure is broken is noted.

    Args:
        queries: all queries of the run.
        keys: the columns.
        name: one of `FORMATS`.
        screen: where the counts are seen.
        is_sorted: whether matches come in an order that the counts are to keep.
    """

    def __init__(
        self,
        queries: Sequence[Query],
        keys: Sequence[str],
        name: str,
        screen: Screen | None = None,
        *,
        is_sorted: bool = False,
    ) -> None:
        super().__init__(queries)
        self._table = columns_of(queries, keys)
        self._names = [column.name for column in self._table]
        self._cells = Cells(self._table)
        self._format = name
        self._screen = screen or Screen()
        self._is_sorted = is_sorted
        self._counts: dict[tuple[str, ...], int] = {}
        self._length = 0
        self._others = (OTHERS,) * len(self._table)

    def block(self, matches: Sequence[Match]) -> bytes:
        """Count; return nothing yet."""
        counts = self._counts
        for match in matches:
            rendered = self._walk(match)
            if rendered is not None:
                row = tuple(self._cells.row(rendered))
                counts[row if row in counts else self._make_room(row)] += 1
        return b""

    def _make_room(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a new value is counted as: itself, or others when there are too many to hold."""
        self._length += size_of(row)
        counted_as = row if self._length < MAX_HELD_LENGTH else self._others
        self._counts.setdefault(counted_as, 0)
        return counted_as

    def close(self) -> bytes:
        """Return all counts, in UTF-8."""
        if self._others in self._counts:
            held = f"{MAX_HELD_LENGTH >> 20} MiB of different values"
            self.remarks.append(f"--count-by holds {held}, and more came: those are counted together")
        counted = list(self._counts.items())
        if not self._is_sorted:
            counted.sort(key=lambda one: one[1], reverse=True)
        if self._format in ("csv", "tsv"):
            return self._rows(counted, "," if self._format == "csv" else "\t")
        if self._format in ("json", "jsonl"):
            return self._objects(counted)
        if self._screen.is_terminal or self._format == "table":
            return _chart(self._table, counted, self._screen).encode()
        return "".join([f"{count}\t{_shown(values)}\n" for values, count in counted]).encode()

    def _rows(self, counted: Counted, separator: str) -> bytes:
        rows: Iterable[Sequence[str]] = ([*map(defuse, values), str(count)] for values, count in counted)
        return b"".join([format_row(row, separator) for row in ([*self._names, "count"], *rows)])

    def _objects(self, counted: Counted) -> bytes:
        from json import dumps

        objects = [dict(zip((*self._names, "count"), (*values, count), strict=True)) for values, count in counted]
        lines = [dumps(one, ensure_ascii=False, separators=(",", ":")) for one in objects]
        if self._format == "jsonl":
            return "".join([f"{line}\n" for line in lines]).encode()
        return ("[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n").encode()


def _shown(values: Sequence[str]) -> str:
    return "\t".join([value or NOTHING for value in values])


def _chart(columns: Sequence[Column], counted: Counted, screen: Screen) -> str:
    """Return a line for each value: the value, its count, and a bar as long as the count is great."""
    if not counted:
        return "no matches\n" if screen.is_terminal else ""
    names = names_of(columns)
    rows = [_readable(columns, values) for values, _ in counted]
    widths = [max(map(width_of, cells)) for cells in zip(names, *rows, strict=True)]
    greatest = max(count for _, count in counted)
    digits = len(str(greatest))
    left = (screen.width or _WIDTH_OF_NO_SCREEN) - sum(widths) - 2 * len(widths) - digits - 2
    scale = min(max(left, _NARROWEST_BAR), _WIDEST_BAR) / greatest
    lines = [_styled(_BOLD, _aligned(names, widths).rstrip(), screen)]
    for row, (_, count) in zip(rows, counted, strict=True):
        lines.append(f"{_aligned(row, widths)}  {count:>{digits}}  {_styled(_CYAN, _bar(count * scale), screen)}")
    return "\n".join(lines) + "\n"


def _readable(columns: Sequence[Column], values: Sequence[str]) -> list[str]:
    texts = [readable_value(column.vr, text) for column, text in zip(columns, values, strict=True)]
    return [cut(text or NOTHING, _WIDEST_VALUE) for text in texts]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join([fill(cell, width) for cell, width in zip(cells, widths, strict=True)])


def _bar(length: float) -> str:
    """Return a bar as long as so many characters, to the eighth of one, and an eighth at least."""
    eighths = max(round(length * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _styled(style: str, text: str, screen: Screen) -> str:
    return f"{style}{text}\x1b[0m" if screen.has_colour else text
