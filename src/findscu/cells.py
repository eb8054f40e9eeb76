"""The cells of matches, taken out of them by the fast walk: what stands in the columns of `tabular`."""

from __future__ import annotations

from .columns import Columns, Items
from .elements import Element
from .escaping import escape_text
from .tabular import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .charset import Charset
    from .matches import Match
    from .tabular import Column
    from .uids import Syntax

    Path = tuple[int, ...]

_FIRST = 32
"""A cell is a character, 32 and the number of its column, and the text behind it: no line end among those."""

_DROPPED = chr(_FIRST - 1)
"""Before plain values that no column wants. Below all cells: 0.3 us, where making an `Element` takes 6."""


def escaped_text(element: Element) -> str:
    """Return the text of an element as formats for the eye want it: harmless, and one line."""
    return escape_text(text_of(element))


def _as_it_is(text: str) -> str:
    return text


def _ignore(element: Element) -> None:
    pass


class Cells:
    """Renders elements as the cells they fill, for `columns.Columns`, and puts the cells of a match into a row.

    Args:
        columns: the columns of a row.
        show: returns the text of an element, without line ends; those of several items are joined by a backslash.
        finish: returns what becomes of the text of a whole cell; a plain value (see `Columns`) stays as it is.
        is_plain: whether `show` returns a plain value of a VR as it is.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        show: Callable[[Element], str] = escaped_text,
        finish: Callable[[str], str] = _as_it_is,
        is_plain: Callable[[str], bool] = bool,
    ) -> None:
        self._empty = [""] * len(columns)
        labelled = [(chr(_FIRST + number), column.path) for number, column in enumerate(columns)]
        self._top = _Level(labelled, show, finish, is_plain)

    def render(self, element: Element) -> str:
        """Return the cells that an element fills, one a line; "" when no column wants it."""
        return self._top.render(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands before a plain value in its cell, or where none wants it."""
        return self._top.frame(tag, vr)

    def inside(self, tag: int, note: Callable[[Element], None] = _ignore) -> Items:
        """Return how the items of a sequence become cells; `note` gets to see their elements."""
        return self._top.inside(tag, note)

    def row(self, rendered: Iterable[str]) -> list[str]:
        """Return the row of a match from what `render` made of its elements."""
        row = self._empty.copy()
        for cell in "\n".join(rendered).split("\n"):
            if cell >= " ":  # neither "" nor dropped
                row[ord(cell[0]) - _FIRST] = cell[1:]
        return row


class _Level:
    """The columns that end in a data set, or below it: that of a match, or the items of a sequence."""

    def __init__(
        self,
        labelled: Sequence[tuple[str, Path]],
        show: Callable[[Element], str],
        finish: Callable[[str], str],
        is_plain: Callable[[str], bool],
    ) -> None:
        self._how = show, finish, is_plain
        self._labels = {path[0]: label for label, path in labelled if len(path) == 1}
        below: dict[int, list[tuple[str, Path]]] = {}
        for label, path in labelled:
            if len(path) > 1:
                below.setdefault(path[0], []).append((label, path[1:]))
        self._below = {tag: _Level(paths, show, _as_it_is, is_plain) for tag, paths in below.items()}

    def render(self, element: Element) -> str:
        show, finish, _ = self._how
        label = self._labels.get(element.tag)
        own = "" if label is None else label + finish(show(element))
        level = self._below.get(element.tag)
        if level is None:
            return own
        items = [[level.render(inner) for inner in item.values()] for item in element.items]
        return "\n".join((own, self._join(items)))

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        if tag in self._below:
            return None
        label = self._labels.get(tag)
        if label is None:
            return _DROPPED, ""
        return (label, "") if self._how[2](vr) else None

    def inside(self, tag: int, note: Callable[[Element], None]) -> Items:
        level, show = self._below.get(tag) or _Level((), *self._how), self._how[0]
        label, has_columns = self._labels.get(tag), tag in self._below

        def join(items: Sequence[Sequence[str]]) -> str:
            own = "" if label is None else label + show(Element(tag, "SQ", items))
            return "\n".join((own, self._join(items))) if has_columns else own

        def render(element: Element) -> str:
            note(element)
            return level.render(element)

        return Items(join, render, level.frame, lambda inner: level.inside(inner, note))

    def _join(self, items: Iterable[Iterable[str]]) -> str:
        """Return the cells of all items, the values of one column joined by a backslash."""
        gathered: dict[str, list[str]] = {}
        for rendered in items:
            for cell in "\n".join(rendered).split("\n"):
                if cell >= " ":
                    gathered.setdefault(cell[0], []).append(cell[1:])
        finish = self._how[1]
        return "\n".join([label + finish("\\".join(texts)) for label, texts in gathered.items()])


class RowReader:
    """Takes the cells of matches out of them, one match after another; of any transfer syntax."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._cells = Cells(columns)
        self._syntax: Syntax | None = None
        self._charset: Charset | None = None
        self._walker: Columns

    def row(self, match: Match) -> list[str]:
        """Return the texts of a match, one a column, without line ends.

        Raises:
            DecodeError: its structure is broken.
        """
        if match.syntax is not self._syntax or match.charset is not self._charset:
            self._syntax, self._charset = match.syntax, match.charset
            cells = self._cells
            self._walker = Columns(match.syntax, cells.render, cells.frame, cells.inside, charset=match.charset)
        return self._cells.row(self._walker.walk(match.raw))
