"""`--verify-matches`: a filter that drops what contradicts the query, and says how many and by which keys."""

from __future__ import annotations

from ..contradictions import contradicted_keys
from ..dictionary import format_tag, keyword_of
from ..errors import DecodeError
from .filters import Filter, Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..matches import Match
    from ..query import Query

MOST_NAMED = 5
"""Keys that are named in the note; there are as many as the query has."""


class Verify(Filter):
    """Drops each match that contradicts a key that is in it; the rules are those of `findscu.contradictions`."""

    def __init__(self) -> None:
        self._query: Query | None = None
        self._granted: Collection[str] = ()
        self._dropped_count = 0
        self._tags: dict[int, int] = {}
        self._is_fuzzy = False

    def begin(self, query: Query, granted: Collection[str] = ()) -> None:
        """Judge the matches that follow by another query."""
        self._query, self._granted = query, granted
        has_name = any(element.vr == "PN" and element.values for element in query.identifier.values())
        self._is_fuzzy |= "fuzzy_names" in granted and has_name

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Return those that contradict nothing."""
        return [match for match in matches if self._fits(match)]

    def _fits(self, match: Match) -> bool:
        assert self._query is not None
        try:
            tags = contradicted_keys(self._query.identifier, match.dataset, self._granted)
        except DecodeError:
            return True
        for tag in tags:
            self._tags[tag] = self._tags.get(tag, 0) + 1
        self._dropped_count += bool(tags)
        return not tags

    def notes(self) -> list[Note]:
        """Say how many were dropped, and which keys they contradict."""
        count, notes = self._dropped_count, []
        if self._is_fuzzy:
            notes.append(Note("--verify-matches: names are not looked at, as fuzzy matching was granted"))
        if not count:
            return [*notes, Note("--verify-matches: no match contradicts the query", is_expected=True)]
        tags = sorted(self._tags, key=lambda tag: -self._tags[tag])
        names = ", ".join(keyword_of(tag) or format_tag(tag) for tag in tags[:MOST_NAMED])
        more = ", ..." if len(tags) > MOST_NAMED else ""
        matches = f"{count} match{'' if count == 1 else 'es'}"
        does = "it contradicts" if count == 1 else "they contradict"
        return [*notes, Note(f"{matches} dropped by --verify-matches: {does} {names}{more}")]
