"""Repository Query: a list that the peer cuts short is asked on until it is complete (PS3.4 §C.6.4).

A repository may end a query after a number of matches by the warning B001. The matches come in the order of their
Record Keys, if these were asked for, and a query with the last of them as Prior Record Key goes on where that one
ended. Loaded for Repository Queries only.
"""

from __future__ import annotations

from .dimse import CFindRq, Message
from .errors import DecodeError
from .limits import MAX_CONTINUATION_COUNT
from .query import RECORD_KEY, Query, copy_dataset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .matches import Match
    from .search import Search

PRIOR_RECORD_KEY = 0x0008041C
RESPONSE_LIMIT_REACHED = 0xB001
"""Matching reached the response limit, a subsequent request may return additional matches."""


class Continuation:
    """Goes on asking; made with the query, and shown everything that comes of it.

    Attributes:
        count: requests that were sent after the first.
    """

    def __init__(self, query: Query, priority: int, how: dict[str, Any]) -> None:
        self.count = 0
        self._query = query
        self._priority = priority
        self._how = how
        self._key = _raw_of(query, PRIOR_RECORD_KEY)
        self._last: Match | None = None  # of the request under way

    def follow(self, search: Search, matches: list[Match]) -> bool:
        """Take note of matches as they came and, if the peer cut the list short, ask on; return whether that was done.

        There is no going on without a Record Key, nor with the one that the request itself began after: each request
        brings at least one match, or is the last.
        """
        if matches:
            self._last = matches[-1]
        if search.final is None or search.final.status != RESPONSE_LIMIT_REACHED or search.was_cancelled:
            return False
        is_enough = search.limit is not None and search.match_count + len(matches) >= search.limit
        key = _key_of(self._last)
        if is_enough or key in (b"", self._key) or self.count >= MAX_CONTINUATION_COUNT:
            return False
        if not search.session.is_established:
            return False
        self._ask(search, key)
        return True

    def _ask(self, search: Search, key: bytes) -> None:
        self.count += 1
        self._key, self._last = key, None
        identifier = copy_dataset(self._query.identifier)
        identifier.set(PRIOR_RECORD_KEY, key)
        search.final, search.message_id = None, search.session.next_message_id()
        command = CFindRq(
            message_id=search.message_id, affected_sop_class_uid=self._query.model.uid, priority=self._priority
        )
        encoded = Query(self._query.model, identifier).encode(search.syntax, **self._how)
        search.session.send_message(Message(search.context_id, command, encoded))


def _key_of(match: Match | None) -> bytes:
    """Return the Record Key of a match, b"" if it has none."""
    try:
        return b"" if match is None or RECORD_KEY not in match.dataset else match.dataset[RECORD_KEY].raw
    except DecodeError:
        return b""


def _raw_of(query: Query, tag: int) -> bytes:
    element = query.identifier.get(tag)
    return b"".join(element.values) if element is not None else b""
