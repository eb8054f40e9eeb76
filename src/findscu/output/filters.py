"""Between the matches of a query and what writes them: filters that drop, hold back or change matches.

A filter is driven like a writer; reporters, writers and stores see what it lets through:

    for each query: begin(query), block(matches) as often as some came, rest()
    once, at the end: notes()

What a filter holds is bounded, since peers choose how much they send. A match whose structure is broken passes every
filter: it is the writer's to tell of.
"""

from __future__ import annotations

from sys import getsizeof

from ..cells import RowReader
from ..errors import DecodeError, EncodeError
from ..identifier import EXPLICIT_LE, SPECIFIC_CHARACTER_SET, DataSet, Element, encode_dataset
from ..limits import MAX_HELD_LENGTH
from ..matches import Match
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..query import Query
    from ..tabular import Column


class Note(Record):
    """What the user should know of a filter's work.

    Attributes:
        message: what happened; no value of an attribute stands in it.
        is_failure: whether the output is not what was asked for.
        is_expected: whether it is only worth telling to those who want to know everything.
    """

    message: str
    is_failure: bool = False
    is_expected: bool = False


class Filter:
    """Base of the filters: lets everything through."""

    def begin(self, query: Query, granted: Collection[str] = ()) -> None:
        """Take note that the matches of another query follow; `granted` is what the peer negotiated for it."""

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Return what goes on now, of these matches and of those held."""
        return matches

    def rest(self) -> Sequence[Match]:
        """Return what is held, after the last match of a query."""
        return ()

    def notes(self) -> list[Note]:
        """Return what there is to tell, after the last query."""
        return []


class Chain(Filter):
    """Several filters, one behind the other."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._filters = filters

    def begin(self, query: Query, granted: Collection[str] = ()) -> None:
        """Begin all."""
        for one in self._filters:
            one.begin(query, granted)

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Return what comes through all."""
        for one in self._filters:
            matches = one.block(matches)
        return matches

    def rest(self) -> Sequence[Match]:
        """Return what each held and the ones behind it let through."""
        matches: Sequence[Match] = ()
        for one in self._filters:
            matches = [*one.block(matches), *one.rest()]
        return matches

    def notes(self) -> list[Note]:
        """Return the notes of all."""
        return [note for one in self._filters for note in one.notes()]


class Unique(Filter):
    """Drops a match that has the same values in some columns as one before, in any query of the run.

    A match that has none of these values is not the same as any other.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._reader = RowReader(columns)
        self._seen: set[tuple[str, ...]] = set()
        self._length = 0
        self._dropped_count = 0

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Return those that are new."""
        new = list(filter(self._is_new, matches))
        self._dropped_count += len(matches) - len(new)
        return new

    def _is_new(self, match: Match) -> bool:
        try:
            row = tuple(self._reader.row(match))
        except DecodeError:
            return True
        if row in self._seen:
            return False
        if any(row) and self._length < MAX_HELD_LENGTH:
            self._seen.add(row)
            self._length += size_of(row)
        return True

    def notes(self) -> list[Note]:
        """Say how many were dropped, and whether some may have been missed."""
        count = self._dropped_count
        notes = [Note(f"{count} match{'' if count == 1 else 'es'} dropped by --unique", is_expected=True)]
        if self._length >= MAX_HELD_LENGTH:
            message = f"--unique remembers {MAX_HELD_LENGTH >> 20} MiB of values, and more came: some may come twice"
            notes.append(Note(message, is_failure=True))
        return notes


def size_of(row: Sequence[str]) -> int:
    """Return the bytes of memory that a row takes, roughly, when it is kept in a set or a dict."""
    return sum(map(getsizeof, row)) + _OVERHEAD


_OVERHEAD = 200
"""Bytes of memory that a match, or a row, takes beside its identifier, or its texts."""


class Sort(Filter):
    """Holds the matches of a query and returns them in order.

    Args:
        columns: what decides, the first before the second.
        descending: for each column whether what is greatest comes first.
    """

    def __init__(self, columns: Sequence[Column], descending: Sequence[bool]) -> None:
        self._columns = columns
        self._descending = descending
        self._held: list[Match] = []
        self._length = 0
        self._is_in_parts = False

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Hold them; return what is there already if it has become too much to hold."""
        self._held += matches
        self._length += sum([len(match.raw) + _OVERHEAD for match in matches])
        if self._length < MAX_HELD_LENGTH:
            return ()
        self._is_in_parts = True
        return self.rest()

    def rest(self) -> Sequence[Match]:
        """Return the matches held, in order."""
        from .sorting import in_order

        held, self._held, self._length = self._held, [], 0
        return in_order(held, self._columns, self._descending)

    def notes(self) -> list[Note]:
        """Say so if there were more matches than can be held."""
        if not self._is_in_parts:
            return []
        message = f"--sort holds {MAX_HELD_LENGTH >> 20} MiB of matches, and more came: they are sorted in parts"
        return [Note(message, is_failure=True)]


class Project(Filter):
    """Takes everything out of a match but some columns and (0008,0005), for formats that have no columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._paths = {column.path for column in columns}

    def block(self, matches: Sequence[Match]) -> Sequence[Match]:
        """Return matches that have no other elements."""
        return list(map(self._projected, matches))

    def _projected(self, match: Match) -> Match:
        try:
            kept = DataSet(_kept(match.dataset, self._paths), charset=match.charset)
            syntax = EXPLICIT_LE if match.syntax.is_deflated else match.syntax
            return Match(encode_dataset(kept, syntax), syntax, match.status, match.charset)
        except (DecodeError, EncodeError):
            return match


def _kept(dataset: DataSet, paths: set[tuple[int, ...]]) -> Iterator[Element]:
    for tag, element in dataset.items():
        below = {path[1:] for path in paths if path[0] == tag}
        if () in below or tag == SPECIFIC_CHARACTER_SET:
            yield element
        elif below and element.items:
            items = [DataSet(_kept(item, below), charset=item.charset) for item in element.items]
            yield Element(tag, element.vr, items)
