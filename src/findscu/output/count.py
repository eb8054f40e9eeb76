"""Writers that do not look into the matches: how many there are, or nothing at all."""

from __future__ import annotations

from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..matches import Match, Outcome
    from ..query import Query


class CountWriter(Writer):
    """Writes the number of matches of each query, one a line. Does not look into the matches."""

    def begin(self, query: Query) -> bytes:  # noqa: ARG002
        """Count anew."""
        self.match_count = 0
        return b""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return nothing yet."""
        self.match_count += len(matches)
        return b""

    def end(self, outcome: Outcome) -> bytes:  # noqa: ARG002
        """Return the number of matches: those that a filter has dropped do not count."""
        return b"%d\n" % self.match_count


class NullWriter(Writer):
    """Writes nothing, for matches that go elsewhere."""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return nothing."""
        self.match_count += len(matches)
        return b""
