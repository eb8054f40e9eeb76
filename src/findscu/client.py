"""The blocking API: `connect`, `find`, `Association`, `Matches`.

Conversations live in `flows`, sockets in `transport`; here they are tied together. `aio` has the same names.
"""

from __future__ import annotations

from time import monotonic

from . import flows
from .errors import FindscuError
from .handles import BaseAssociation, BaseMatches, Echo, handshake_deadline, settings_of, split_find
from .session import Session
from .transport import open_connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Generator, Iterator
    from typing import Any, Self, TypeVar, Unpack

    from .matches import Match
    from .negotiation import Negotiated
    from .peer import Peer
    from .query import Query
    from .search import Search
    from .session import Observer
    from .settings import Options, Settings
    from .transport import Connection

    T = TypeVar("T")


def connect(
    peer: str | Peer,
    port: int | None = None,
    *,
    observer: Observer | None = None,
    wakeup: socket.socket | None = None,
    **options: Unpack[Options],
) -> Association:
    """Open an association that many queries can use.

    Args:
        peer: "HOST", "HOST:PORT", "AET@HOST:PORT", "AET@[IPV6]:PORT", "dicom://AET@HOST:PORT" or a `Peer`.
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
    peer: str | Peer,
    port: int | None = None,
    *,
    query: Query | None = None,
    limit: int | None = None,
    cancel_after: int | None = None,
    priority: int = 0,
    observer: Observer | None = None,
    wakeup: socket.socket | None = None,
    **options_and_attributes: Any,
) -> Matches:
    """Ask one question on an association of its own, which ends with the matches.

    Args:
        peer: as in `connect`.
        port: as in `connect`.
        query: what to ask; or say it with the arguments of `build_query` and DICOM keywords:
            `find(peer, level="STUDY", StudyDate="20260101-", PatientName="")`.
        limit: deliver this many matches, then cancel the query.
        cancel_after: send C-CANCEL when this many matches have come, and deliver what still comes.
        priority: 0 medium, 1 high, 2 low.
        observer: sees PDUs and messages as they pass.
        wakeup: as in `connect`.
        **options_and_attributes: fields of `settings.Settings`, arguments of `build_query`, DICOM keywords.

    Raises:
        What `connect` and `Association.find` raise.
    """
    settings, query = split_find(peer, port, query, options_and_attributes)
    association = _open(settings, observer, wakeup)
    try:
        matches = association.find(query, limit=limit, cancel_after=cancel_after, priority=priority)
    except BaseException:
        association.close()
        raise
    matches._ends_association = True
    return matches


def _open(settings: Settings, observer: Observer | None, wakeup: socket.socket | None) -> Association:
    peer = settings.peer
    session = Session(observer=observer)
    session.is_abrupt, session.is_strict = settings.is_abrupt, settings.is_strict
    session.gives_reasons = not settings.aborts_as_provider
    security, start = None, monotonic()
    try:
        connection = open_connection(
            peer.host, peer.port, settings.connect_timeout, family=settings.address_family, wakeup=wakeup
        )
        try:
            if settings.tls is not None:
                from .tls.channel import Channel  # late: loading it takes as long as a small query

                channel = Channel(settings.tls, peer.host, settings.tls_server_name, settings.tls_pins)
                until, limit = handshake_deadline(settings, start, monotonic())
                security = connection.start_tls(channel, until, limit)
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

    def find(
        self,
        query: Query | None = None,
        *,
        limit: int | None = None,
        cancel_after: int | None = None,
        priority: int = 0,
        **asked: Any,
    ) -> Matches:
        """Ask a question: send a C-FIND and return what will come.

        Args:
            query: what to ask; or the arguments of `build_query` and DICOM keywords instead.
            limit: deliver this many matches, then cancel the query.
            cancel_after: send C-CANCEL when this many matches have come, and deliver what still comes.
            priority: 0 medium, 1 high, 2 low.
            **asked: arguments of `build_query`, DICOM keywords.

        Raises:
            InvalidState: another query of this association is not over yet, or the association has ended.
            NoAcceptedContext: the peer accepted no context for the query's information model.
            UsageError, EncodeError: the query cannot be built or written.
            RemoteProtocolError: the peer takes no PDU that is long enough for anything.
        """
        self._require_freshness(monotonic())
        search = self._start(query, asked, limit=limit, cancel_after=cancel_after, priority=priority)
        self._connection.flush(self._session)
        return Matches(self, search)

    def echo(self) -> Echo:
        """Verify the peer with a C-ECHO; needs "verification" among the models.

        Raises:
            InvalidState, NoAcceptedContext, ResponseTimeout, AssociationAborted, ConnectionLost, RemoteProtocolError.
        """
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
                how = {"aborts_as_provider": self.settings.aborts_as_provider}
                self._run(flows.release(self._session, monotonic(), self.settings.release_timeout, **how))
        finally:
            self.abort()  # after an orderly release nothing is left to abort, and this closes the connection

    def abort(self) -> None:
        """End the association at once with an A-ABORT. Does nothing when it has ended."""
        self._session.abort()
        self._connection.flush(self._session)
        self._connection.close()

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


class Matches(BaseMatches):
    """The answers to one query, as they come: an iterator over `Match`. What one loop has left, the next one takes up.

    Belongs to the thread of its association. Time that the consumer takes counts against no deadline, unless the query
    was cancelled. Leaving it half-read (`close`, the end of a `with` block) cancels the query, drops what still comes
    and, if the peer does not end it within `cancel_timeout`, aborts the association.
    """

    def __init__(self, association: Association, search: Search) -> None:
        super().__init__(search, association.settings)
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

    def _next_block(self) -> list[Match]:
        """Return what iterating has left of the last block, or else the next one; [] when the query is over."""
        if self._unread:
            return self._take_unread()
        association = self._association
        block = association._run(flows.next_block(self._search, monotonic(), association.settings))
        if not block and self._ends_association:
            association.close()
        return block

    def cancel(self) -> None:
        """Send a C-CANCEL; iterating goes on with what still comes, for `cancel_timeout` at most."""
        flows.cancel(self._search, monotonic(), self._association.settings)
        self._association._connection.flush(self._association._session)

    def close(self) -> None:
        """End the query if it is not over, and the association if it was made for this query."""
        if self._ends_association:
            self._association.close()
        elif not self._search.is_over:
            self._association._run(flows.finish(self._search, monotonic(), self._association.settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
