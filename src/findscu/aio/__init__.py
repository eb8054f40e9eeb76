"""The asyncio API: the names of `client`, awaited. The same flows, another way of waiting.

async with connect("PACS@127.0.0.1:11112") as association:
    async for match in association.find(level="STUDY", PatientName=""):
        print(match.PatientName)
"""

from __future__ import annotations

from functools import partial

from .. import flows
from ..errors import FindscuError
from ..handles import BaseAssociation, BaseMatches, Echo, handshake_of, settings_of
from ..matches import Match
from ..session import Session
from .openings import Finding, Opening
from .transport import monotonic, reach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator
    from typing import Any, Self, TypeVar, Unpack

    import pyarrow
    import pydicom

    from ..negotiation import Negotiated
    from ..nodes import Node
    from ..options import FindOptions, Options, Question
    from ..peer import Peer
    from ..query import Query
    from ..search import Search
    from ..session import Observer
    from ..settings import Settings
    from .transport import Connection

    T = TypeVar("T")

__all__ = ["Association", "Matches", "connect", "find"]


def connect(
    peer: str | Peer | Node, port: int | None = None, *, observer: Observer | None = None, **options: Unpack[Options]
) -> Opening[Association]:
    """Open an association that many queries can use; see `client.connect`. Await it, or enter it with `async with`."""
    return Opening(_connect(peer, port, observer, options))


async def _connect(
    peer: str | Peer | Node, port: int | None, observer: Observer | None, options: Options
) -> Association:
    return await _open(settings_of(peer, port, dict(options)), observer)


def find(
    peer: str | Peer | Node,
    port: int | None = None,
    *,
    query: Query | None = None,
    limit: int | None = None,
    cancel_after: int | None = None,
    priority: int | str = 0,
    observer: Observer | None = None,
    **options: Unpack[FindOptions],
) -> Finding:
    """Ask one question on an association of its own, which ends with the matches; see `client.find`.

    Await it, enter it with `async with`, or loop over it with `async for`.
    """
    how = {"limit": limit, "cancel_after": cancel_after, "priority": priority}
    return Finding(_find(peer, port, query, observer, dict(options), how))


async def _find(
    peer: str | Peer | Node,
    port: int | None,
    query: Query | None,
    observer: Observer | None,
    options: dict[str, Any],
    how: dict[str, Any],
) -> Matches:
    from ..arguments import split_find

    settings, query = split_find(peer, port, query, options)
    association = await _open(settings, observer)
    try:
        matches = association.find(query, **how)
    except BaseException:
        await association.close()
        raise
    matches._ends_association = True
    return matches


async def _open(settings: Settings, observer: Observer | None) -> Association:
    session = Session(observer=observer, manners=settings.manners)
    security, start = None, monotonic()
    if settings.max_time is not None:
        session.limit_time(start, settings.max_time)
    try:
        connection = await reach(settings, start)
        try:
            if settings.tls is not None:
                security = await connection.start_tls(*handshake_of(settings, start, monotonic()))
            negotiated = await connection.run(session, flows.associate(session, settings, monotonic()))
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
    """An established association; see `client.Association`. Belongs to one event loop."""

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
        """Ask a question; see `client.Association.find`."""
        self._require_freshness(monotonic())
        how = {"limit": limit, "cancel_after": cancel_after, "priority": priority}
        search, query = self._start(query, dict(asked), **how)
        self._connection.flush(self._session)
        return Matches(self, search, query)

    async def echo(self) -> Echo:
        """Verify the peer with a C-ECHO; see `client.Association.echo`."""
        self._require_idle()
        if self._left is not None:
            await self._run(flows.finish(self._left, monotonic(), self.settings))
            self._require_idle()
        start = monotonic()
        status = await self._run(flows.echo(self._session, start, self.settings.response_timeout))
        return Echo(status, monotonic() - start)

    async def release(self) -> None:
        """End the association in order; see `client.Association.release`."""
        try:
            self._require_freshness(monotonic())
            if self._search is not None:
                await self._run(flows.finish(self._search, monotonic(), self.settings))
            if self._session.is_established or self._session.is_release_requested:
                await self._run(flows.release(self._session, monotonic(), self.settings.release_timeout))
        finally:
            self.abort()  # after an orderly release nothing is left to abort, and this closes the connection

    def abort(self) -> None:
        """End the association at once with an A-ABORT. Does nothing when it has ended."""
        _abort(self._connection, self._session)
        self._connections.discard(self._connection)

    async def close(self) -> None:
        """Release the association; abort it if the peer does not play along. Never raises for what the peer does."""
        try:
            await self.release()
        except FindscuError:
            pass  # the association has been aborted, or had ended before

    async def _run(self, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        try:
            return await self._connection.run(self._session, flow)
        except FindscuError as error:
            error.peer = str(self.settings.asked)
            if self._session.is_over:
                self._connection.close()
            raise
        finally:
            self._heard_at = monotonic()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            await self.close()
        else:
            self.abort()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.call(partial(_abort, self._connection, self._session))
            self._connections.discard(self._connection)


def _abort(connection: Connection, session: Session) -> None:
    session.abort()
    connection.flush(session)
    connection.close()


class Matches(BaseMatches):
    """The answers to one query, as they come; see `client.Matches`. Belongs to one event loop.

    A task that is cancelled (`asyncio.timeout`, a `TaskGroup`) within its `async with` block waits for nothing more.
    """

    def __init__(self, association: Association, search: Search, query: Query) -> None:
        super().__init__(search, association.settings, query)
        self._association = association

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Match:
        if not self._unread:
            self._unread.extend(await self._next_block())
        if not self._unread:
            raise StopAsyncIteration
        return self._unread.popleft()

    async def blocks(self) -> AsyncIterator[list[Match]]:
        """Yield the matches in blocks: what one receive completed; see `client.Matches.blocks`."""
        while block := await self._next_block():
            yield block

    async def to_dicts(self) -> list[dict[str, Any]]:
        """Take all that comes, each match as `Match.to_dict` gives it; see `client.Matches.to_dicts`."""
        return await self._take_all(Match.to_dict)

    async def to_pydicom(self) -> list[pydicom.Dataset]:
        """Take all that comes, each match as a pydicom `Dataset`; raises as `to_dicts` does."""
        return await self._take_all(Match.to_pydicom)

    async def to_arrow(self) -> pyarrow.Table:
        """Take all that comes as a table, which polars, duckdb and pandas take; see `client.Matches.to_arrow`."""
        from ..arrow import stream_of

        return stream_of([self.query], [await self._take_all(lambda match: match)]).read_all()

    def cancel(self) -> None:
        """Send a C-CANCEL; iterating goes on with what still comes, for `cancel_timeout` at most."""
        flows.cancel(self._search, monotonic(), self._association.settings)
        self._association._connection.flush(self._association._session)

    async def close(self) -> None:
        """End the query if it is not over, and the association if it was made for this query."""
        self._search.is_left = True
        if self._ends_association:
            await self._association.close()
        elif not self._search.is_over:
            await self._association._run(flows.finish(self._search, monotonic(), self._association.settings))

    async def _next_block(self) -> list[Match]:
        """Return what iterating has left of the last block, or else the next one; [] when the query is over."""
        if block := self._take_unread():
            return block
        association = self._association
        block = await association._run(flows.next_block(self._search, monotonic(), association.settings))
        if not block and self._ends_association:
            await association.close()
        return block

    async def _take_all(self, convert: Callable[[Match], T]) -> list[T]:
        """Return all matches that come, converted, if they are all that were asked for; else leave them to be taken."""
        taken: list[Match] = []
        try:
            async for block in self.blocks():
                taken += block
            return self._convert_all(taken, convert)
        except BaseException:
            self._unread.extendleft(reversed(taken))
            raise

    def _leave(self) -> None:
        """Cancel the query, or abort the association that was made for it, without waiting for anything."""
        self._search.is_left = True
        if self._ends_association:
            self._association.abort()
        elif not self._search.is_over:
            self.cancel()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, Exception):
            await self.close()
        else:
            self._leave()

    def __del__(self) -> None:
        if hasattr(self, "_association") and not self._ends_association and not self._search.is_over:
            _leave_soon(self._association, self._search)


def _leave_soon(association: Association, search: Search) -> None:
    """Cancel a query that was forgotten."""

    def cancel() -> None:
        flows.cancel(search, monotonic(), association.settings)
        association._connection.flush(association._session)

    search.is_left = True
    association._connection.call(cancel)
