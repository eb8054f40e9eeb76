"""The JSON formats: matches as objects, one a line or all in one array.

The objects are those of the DICOM JSON Model (PS3.18 §F.2), or flat ones, keyword to value.
"""

from __future__ import annotations

from ..columns import Items
from ..dicom_json import format_member, frame_member, join_items
from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..identifier import Element
    from ..matches import Match
    from ..query import Query


class JsonLinesWriter(Writer):
    """Writes one object a line. A match whose structure is broken is left out, and noted in `unread`.

    Args:
        queries: all queries of the run.
        is_flat: whether objects are flat.
    """

    def __init__(self, queries: Sequence[Query], *, is_flat: bool = False) -> None:
        super().__init__(queries)
        self._format, self._frame, self._join = format_member, frame_member, join_items
        if is_flat:
            from ..flat import format_flat_member, frame_flat_member, join_flat_items

            self._format, self._frame, self._join = format_flat_member, frame_flat_member, join_flat_items

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the objects of some matches, in UTF-8."""
        return "".join([f"{text}\n" for text in self._objects(matches)]).encode()

    def render(self, element: Element) -> str:
        """Return an element as a member of an object."""
        return self._format(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands around a plain text; None for what becomes a number, or is not as it came."""
        return self._frame(tag, vr)

    def inside(self, tag: int) -> Items | None:
        """Return how the items of a sequence become objects."""
        return Items(lambda items: self._join(tag, items), self._render_noting, self._frame, self.inside)

    def format_match(self, match: Match) -> str | None:
        """Return a match as an object; None, when it is noted, if its structure is broken."""
        members = self._walk(match)
        return None if members is None else f"{{{','.join(filter(None, members))}}}"  # "" is what the model excludes

    def _objects(self, matches: Sequence[Match]) -> Iterator[str]:
        return filter(None, map(self.format_match, matches))


class JsonArrayWriter(JsonLinesWriter):
    """Writes one array of objects over all queries; it is closed whatever happens."""

    _has_any = False

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the objects of some matches, each on a line of its own, in UTF-8."""
        text = ""
        for object_text in self._objects(matches):
            text += f"{',' if self._has_any else '['}\n{object_text}"
            self._has_any = True
        return text.encode()

    def close(self) -> bytes:
        """Return the end of the array, or an empty one."""
        return b"\n]\n" if self._has_any else b"[]\n"
