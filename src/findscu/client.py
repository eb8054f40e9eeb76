"""The blocking API: `connect`, `find`, `Association`, `Matches`.

Conversations live in `flows`, sockets in `transport`; here they are tied together. `aio` has the same names.
"""

from __future__ import annotations

from time import monotonic

from . import flows
from .errors import FindscuError
from .handles import BaseAssociation, BaseMatches, Echo, handshake_of, settings_of
from .matches import Match
from .session import Session
from .transport import reach

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator, Iterator
    from typing import Any, Self, TypeVar, Unpack

    import pyarrow
    import pydicom

    from .negotiation import Negotiated
    from .nodes import Node
    from .options import FindOptions, Options, Question
    from .peer import Peer
    from .query import Query
    from .search import Search
    from .session import Observer
    from .settings import Settings
    from .transport import Connection

    T = TypeVar("T")

__all__ = ["Association", "Matches", "connect", "find"]


def connect(
    peer: str | Peer | Node,
    port: int | None = None,
    *,
    observer: Observer | None = None,
    wakeup: socket.socket | None = None,
    **options: Unpack[Options],
) -> Association:
    """Open an association that many queries can use.

    Args:
        peer: "HOST", "HOST:PORT", "AET@HOST:PORT", "AET@[IPV6]:PORT", "dicom://AET@HOST:PORT", a `Peer`, or
            a node of `nodes.load()`, whose settings hold where `options` says nothing.
        port: TCP port, when `peer` names none; 104 by default.
        observer: sees PDUs and messages as they pass.
        wakeup: a socket that ends waiting with `transport.Interrupted` once it is readable.
        **options: fields of `settings.Settings`: AE titles, models, transfer syntaxes, maximum PDU, time-outs.

    Raises:
        UsageError, ConnectError, ConnectTimeout, TlsError, AssociationTimeout, AssociationRejected, AssociationAborted,
        NoAcceptedContext, ConnectionLost, RemoteProtocolError.
    """
    return _open(settings_of(peer, port, dict(options)), observer, wakeup)


def find(
    peer: str | Peer | Node,
    port: int | None = None,
    *,
    query: Query | None = None,
    limit: int | None = None,
    cancel_after: int | None = None,
    priority: int | str = 0,
    observer: Observer | None = None,
    wakeup: socket.socket | None = None,
    **options: Unpack[FindOptions],
) -> Matches:
    """Ask one question on an association of its own, which ends with the matches.

    Args:
        peer: as in `connect`.
        port: as in `connect`.
        query: what to ask; or say it with the arguments of `build_query` and DICOM keywords:
            `find(peer, level="STUDY", StudyDate="20260101-", PatientName="")`.
        limit: deliver this many matches, then cancel the query.
        cancel_after: send C-CANCEL when this many matches have come, and deliver what still comes.
        priority: 0 or "medium", 1 or "high", 2 or "low".
        observer: sees PDUs and messages as they pass.
        wakeup: as in `connect`.
        **options: options of `connect`, arguments of `query.build_query`, and DICOM keywords: see `options.FindOptions`
            and docs/library.md. Keywords begin with a capital, options do not.

    Raises:
        TypeError: a misspelt option.
        What `connect` and `Association.find` raise.
    """
    from .arguments import split_find

    settings, query = split_find(peer, port, query, dict(options))
    association = _open(settings, observer, wakeup)
    try:
        matches = association.find(query, limit=limit, cancel_after=cancel_after, priority=priority)
    except BaseException:
        association.close()
        raise
    matches._ends_association = True
    return matches


def _open(settings: Settings, observer: Observer | None, wakeup: socket.socket | None) -> Association:
    session = Session(observer=observer, manners=settings.manners)
    security, start = None, monotonic()
    if settings.max_time is not None:
        session.limit_time(start, settings.max_time)
    try:
        connection = reach(settings, start, wakeup)
        try:
            if settings.tls is not None:
                security = connection.start_tls(*handshake_of(settings, start, monotonic()))
            negotiated = connection.run(session, flows.associate(session, settings, monotonic()))
        except BaseException:
            session.abort()
            connection.flush(session)
            connection.close()
            raise
    except FindscuError as error:
        error.peer = str(settings.asked)
        raise
    association = Association(connection, session, settings, negotiated)
    association.security = security
    return association


class Association(BaseAssociation):
    """An established association: ask as many questions on it as you like, one after the other.

    Made by `connect`. Belongs to one thread. As a context manager it is closed at the end: released in order, or
    aborted when the block is left by an exception.

    Attributes:
        settings: what it was made with.
        negotiated: what the peer accepted.
    """

    def __init__(self, connection: Connection, session: Session, settings: Settings, negotiated: Negotiated) -> None:
        super().__init__(session, settings, negotiated)
        self._connection = connection
        self._connections.add(connection)

    def find(
        self,
        query: Query | None = None,
        *,
        limit: int | None = None,
        cancel_after: int | None = None,
        priority: int | str = 0,
        **asked: Unpack[Question],
    ) -> Matches:
        """Ask a question: send a C-FIND and return what will come.

        Args:
            query: what to ask; or the arguments of `build_query` and DICOM keywords instead.
            limit: deliver this many matches, then cancel the query.
            cancel_after: send C-CANCEL when this many matches have come, and deliver what still comes.
            priority: 0 or "medium", 1 or "high", 2 or "low".
            **asked: arguments of `query.build_query`, and DICOM keywords; see `options.Question` and docs/library.md.

        Raises:
            InvalidState: another query of this association is not over yet, or the association has ended.
            NoAcceptedContext: the peer accepted no context for the query's information model.
            UsageError, EncodeError: the query cannot be built or written.
            RemoteProtocolError: the peer takes no PDU that is long enough for anything.
        """
        self._require_freshness(monotonic())
        how = {"limit": limit, "cancel_after": cancel_after, "priority": priority}
        search, query = self._start(query, dict(asked), **how)
        self._connection.flush(self._session)
        return Matches(self, search, query)

    def echo(self) -> Echo:
        """Verify the peer with a C-ECHO; needs "verification" among the models.

        Raises:
            InvalidState, NoAcceptedContext, ResponseTimeout, AssociationAborted, ConnectionLost, RemoteProtocolError.
        """
        self._require_idle()
        if self._left is not None:
            self._run(flows.finish(self._left, monotonic(), self.settings))
            self._require_idle()
        start = monotonic()
        status = self._run(flows.echo(self._session, start, self.settings.response_timeout))
        return Echo(status, monotonic() - start)

    def release(self) -> None:
        """End the association in order; a query under way is cancelled first. Does nothing when it has ended.

        Raises:
            ReleaseTimeout, AssociationAborted, ConnectionLost, RemoteProtocolError.
        """
        try:
            self._require_freshness(monotonic())
            if self._search is not None:
                self._run(flows.finish(self._search, monotonic(), self.settings))
            if self._session.is_established or self._session.is_release_requested:
                self._run(flows.release(self._session, monotonic(), self.settings.release_timeout))
        finally:
            self.abort()  # after an orderly release nothing is left to abort, and this closes the connection

    def abort(self) -> None:
        """End the association at once with an A-ABORT. Does nothing when it has ended."""
        self._session.abort()
        self._connection.flush(self._session)
        self._connection.close()
        self._connections.discard(self._connection)

    def close(self) -> None:
        """Release the association; abort it if the peer does not play along. Never raises for what the peer does."""
        try:
            self.release()
        except FindscuError:
            pass  # the association has been aborted, or had ended before

    def _run(self, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        try:
            return self._connection.run(self._session, flow)
        except FindscuError as error:
            error.peer = str(self.settings.asked)
            if self._session.is_over:
                self._connection.close()
            raise
        finally:
            self._heard_at = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self.abort()  # waits for nothing


class Matches(BaseMatches):
    """The answers to one query, as they come: an iterator over `Match`. What one loop has left, the next one takes up.

    Belongs to the thread of its association. Time that the consumer takes counts against no deadline, unless the query
    was cancelled.

    Leaving it half-read (`close`, the end of a `with` block) cancels the query, drops what still comes and, if the peer
    does not end it within `cancel_timeout`, aborts the association. Leaving a `with` block by what is no `Exception`
    (Ctrl-C), or forgetting the object, waits for nothing: an association made for this query is aborted, on another the
    query is cancelled, and the next one waits for its end.

    Polars, pyarrow, duckdb and pandas take it as it is (`__arrow_c_stream__`).
    """

    def __init__(self, association: Association, search: Search, query: Query) -> None:
        super().__init__(search, association.settings, query)
        self._association = association

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Match:
        if not self._unread:
            self._unread.extend(self._next_block())
        if not self._unread:
            raise StopIteration
        return self._unread.popleft()

    def blocks(self) -> Iterator[list[Match]]:
        """Yield the matches in blocks: what one receive completed.

        A failing final status does not raise here: look at `status`, or call `raise_for_status`. After an
        interruption call it again to go on with what is left.

        Raises:
            ResponseTimeout, AssociationAborted, ConnectionLost, RemoteProtocolError: what came before was yielded.
        """
        while block := self._next_block():
            yield block

    def to_dicts(self) -> list[dict[str, Any]]:
        """Take all that comes, each match as `Match.to_dict` gives it.

        Raises:
            StatusError: the peer answered with a failing status.
            IncompleteList: the peer ended the list by itself. As after any error, a loop still takes what came.
            DecodeError: the structure of a match is broken.
            FindscuError: what `blocks` raises.
        """
        return self._take_all(Match.to_dict)

    def to_pydicom(self) -> list[pydicom.Dataset]:
        """Take all that comes, each match as a pydicom `Dataset`; raises as `to_dicts` does."""
        return self._take_all(Match.to_pydicom)

    def to_arrow(self) -> pyarrow.Table:
        """Take all that comes as a table, see docs/formats.md; raises as `to_dicts` does.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        from .arrow import stream_of

        return stream_of([self.query], [self._take_all(lambda match: match)]).read_all()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the matches to whoever speaks Arrow's C stream interface, block by block as they come.

        Where `to_dicts` would raise, the stream ends in an error: what takes it never has a short table.
        """
        from .arrow import stream_of

        return stream_of([self.query], self._whole_blocks()).__arrow_c_stream__(requested_schema)

    def cancel(self) -> None:
        """Send a C-CANCEL; iterating goes on with what still comes, for `cancel_timeout` at most."""
        flows.cancel(self._search, monotonic(), self._association.settings)
        self._association._connection.flush(self._association._session)

    def close(self) -> None:
        """End the query if it is not over, and the association if it was made for this query."""
        self._search.is_left = True
        if self._ends_association:
            self._association.close()
        elif not self._search.is_over:
            self._association._run(flows.finish(self._search, monotonic(), self._association.settings))

    def _next_block(self) -> list[Match]:
        """Return what iterating has left of the last block, or else the next one; [] when the query is over."""
        return self._take_unread() or self._receive_block()

    def _receive_block(self) -> list[Match]:
        association = self._association
        block = association._run(flows.next_block(self._search, monotonic(), association.settings))
        if not block and self._ends_association:
            association.close()
        return block

    def _take_all(self, convert: Callable[[Match], T]) -> list[T]:
        """Return all matches that come, converted, if they are all that were asked for; else leave them to be taken."""
        taken: list[Match] = []
        try:
            for block in self.blocks():
                taken += block
            return self._convert_all(taken, convert)
        except BaseException:
            self._unread.extendleft(reversed(taken))
            raise

    def _whole_blocks(self) -> Iterator[list[Match]]:
        yield from self.blocks()
        self._require_whole()

    def _read_ahead(self) -> None:
        from .html import MAX_ROW_COUNT

        try:
            while len(self._unread) <= MAX_ROW_COUNT and (block := self._receive_block()):
                self._unread.extend(block)
        except FindscuError as error:
            self._failure = error

    def _leave(self) -> None:
        """Cancel the query, or abort the association that was made for it, without waiting for anything."""
        self._search.is_left = True
        if self._ends_association:
            self._association.abort()
        elif not self._search.is_over:
            self.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, Exception):
            self.close()
        else:
            self._leave()

    def __del__(self) -> None:
        if hasattr(self, "_association"):
            self._leave()
