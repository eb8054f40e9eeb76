"""What the writers have in common whose matches become rows: tables and CSV."""

from __future__ import annotations

from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..cells import Cells
    from ..columns import Items
    from ..elements import Element


class RowWriter(Writer):
    """Base of the writers whose matches become rows: a format sets `_cells` to say of which columns."""

    _cells: Cells

    def render(self, element: Element) -> str:
        """Return the cells that an element fills."""
        return self._cells.render(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands before a plain text in its cell."""
        return self._cells.frame(tag, vr)

    def inside(self, tag: int) -> Items:
        """Return how the items of a sequence become cells."""
        return self._cells.inside(tag, self._note_all)
