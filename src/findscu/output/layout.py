"""How wide the columns of a table are, what stands above them, and which there is no room for."""

from __future__ import annotations

from .headings import RANK_OF_LEAST, names_of
from .widths import width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..tabular import Column

GAP = 2
"""Blanks between two columns."""

WIDEST = 64
"""What a column takes at most on a screen: as much as a UID, or the longest LO."""

_USUAL = {"DA": 10, "TM": 5, "DT": 16, "AS": 4, "PN": 24, "LO": 10, "SH": 8, "AE": 8, "CS": 4, "IS": 2, "UI": 40}
"""What cells of a VR take as a rule: rows that are yet to come may be longer than the first."""

_AMPLE = {"PN": 40, "LO": 24, "SH": 16, "AE": 16, "CS": 8}
"""How far a column grows for such rows where there is room left."""

_COMFORTABLE = {"PN": 28, "LO": 24, "SH": 12, "UI": 24, "LT": 32, "ST": 32, "UT": 32}
"""What cells of a VR should have, if that takes no more than columns that matter less."""

_NARROWEST = {"PN": 18, "UI": 12, "LO": 10, "SH": 8, "AE": 8, "LT": 16, "ST": 16, "UT": 16, "UC": 12}
"""What cells of a VR may be cut down to; those of others, such as dates and numbers, are not cut."""

_MATTERS = 2
"""The greatest rank of columns that are rather cut short than left out."""

_LONGEST_NAME = 12
"""What the name of a column may take more than its cells before it is cut."""

_PREFERENCE = {"PN": 10, "UI": -20}
"""How much wider cells of a VR stay than others where some are cut: a name counts more than a UID."""

_EMPTY = -100
"""The same for a column that has no value yet: it is cut first, down to its name."""

_OWN = 60
"""The same for a UID that matters: it is there to be copied."""


class Place:
    """A column that has its place in the table.

    Attributes:
        index: its place in a row of cells.
        column: what stands in it.
        name: what stands above it.
        width: what it takes of a line.
        comfortable, narrowest: what it should have, and what it can do with.
        preference: what it is wider than others where some are cut.
        rank: how early it is left out; the greatest goes first.
    """

    __slots__ = ("column", "comfortable", "index", "name", "narrowest", "preference", "rank", "width")

    def __init__(
        self, index: int, column: Column, rank: int, name: str, cells: Sequence[str], *, is_whole: bool
    ) -> None:
        widest = max(map(width_of, cells), default=0)
        usual = 0 if is_whole else _USUAL.get(column.vr, 0)
        is_empty = bool(cells) and not widest
        self.index = index
        self.column = column
        self.name = name
        self.width = max(width_of(name), widest, usual)
        needed = max(min(width_of(name), _LONGEST_NAME), widest, usual)
        self.comfortable = min(needed, _COMFORTABLE.get(column.vr, needed))
        self.narrowest = min(needed, _NARROWEST.get(column.vr, needed))
        self.preference = _EMPTY if is_empty else _PREFERENCE.get(column.vr, 0)
        if column.vr == "UI" and rank <= _MATTERS:
            self.preference, self.comfortable = _OWN, min(needed, WIDEST)
        self.rank = rank + (RANK_OF_LEAST if is_empty else 0)


def lay_out(
    columns: Sequence[Column],
    ranks: Sequence[int],
    rows: Sequence[Sequence[str]],
    width: int | None,
    *,
    keeps_all: bool = False,
    is_whole: bool = False,
) -> tuple[list[Place], list[Column]]:
    """Give each column its width, by the first rows, so that a line is no longer than `width` if that can be.

    Args:
        columns: in the order in which they stand.
        ranks: how early each may be left out; the greatest goes first.
        rows: the first cells.
        width: of a line; None for any.
        keeps_all: whether none may be left out; otherwise those go first that are empty, and that matter least.
        is_whole: whether these are all rows.

    Returns:
        The columns that have a place, and those that have none.
    """
    places = _places_for(columns, ranks, range(len(columns)), rows, is_whole)
    if width is None:
        return places, []
    left_out: list[int] = []
    while not keeps_all and (leaving := _leave_out(places, width)):
        left_out += leaving
        staying = [place.index for place in places if place.index not in leaving]
        places = _places_for(columns, ranks, staying, rows, is_whole)  # anew: without the others names may be shorter
    _narrow(places, width)
    if not is_whole:
        _widen(places, width)
    return places, [columns[index] for index in sorted(left_out)]


def _places_for(
    columns: Sequence[Column],
    ranks: Sequence[int],
    indexes: Sequence[int],
    rows: Sequence[Sequence[str]],
    is_whole: bool,
) -> list[Place]:
    names = names_of([columns[index] for index in indexes])
    return [
        Place(index, columns[index], ranks[index], name, [row[index] for row in rows], is_whole=is_whole)
        for index, name in zip(indexes, names, strict=True)
    ]


def _leave_out(places: Sequence[Place], width: int) -> list[int]:
    """Choose columns that go: such that matter less until the others fit in comfort, then any until they fit at all.

    One stays in any case.
    """
    staying = sorted(places, key=lambda place: (place.rank, place.index))
    leaving = []
    while len(staying) > 1:
        matters = staying[-1].rank <= _MATTERS
        if _length([place.narrowest if matters else place.comfortable for place in staying]) <= width:
            break
        leaving.append(staying.pop().index)
    return leaving


def _narrow(places: Sequence[Place], width: int) -> None:
    """Cut the widest columns down until a line fits, or none can be cut any more."""
    for place in places:
        place.width = min(place.width, WIDEST)
    while _length([place.width for place in places]) > width:
        widest = max(places, key=lambda place: (place.width > place.narrowest, place.width - place.preference))
        if widest.width <= widest.narrowest:
            return
        widest.width -= 1


def _widen(places: Sequence[Place], width: int) -> None:
    """Give away what is left of a line, to those first that are furthest from what would be ample."""
    for _ in range(width - _length([place.width for place in places])):
        wanting = min(places, key=lambda place: place.width / _AMPLE.get(place.column.vr, 1))
        if wanting.width >= _AMPLE.get(wanting.column.vr, 1):
            return
        wanting.width += 1


def _length(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
