"""The asyncio API: the names of `client`, awaited. The same flows, another way of waiting.

async with await connect("PACS@127.0.0.1:11112") as association:
    async for match in association.find(level="STUDY", PatientName=""):
        print(match.PatientName)
"""

from __future__ import annotations

import asyncio

from . import flows
from .errors import ConnectError, ConnectTimeout, FindscuError
from .handles import BaseAssociation, BaseMatches, Echo, settings_of, split_find
from .search import cancel
from .session import Session
from .transport import RECEIVE_LENGTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator
    from typing import Any, Self, TypeVar, Unpack

    from .matches import Match
    from .negotiation import Negotiated
    from .peer import Peer
    from .query import Query
    from .search import Search
    from .session import Observer
    from .settings import Options, Settings

    T = TypeVar("T")


async def connect(
    peer: str | Peer, port: int | None = None, *, observer: Observer | None = None, **options: Unpack[Options]
) -> Association:
    """Open an association that many queries can use; see `client.connect`."""
    return await _open(settings_of(peer, port, dict(options)), observer)


async def find(
    peer: str | Peer,
    port: int | None = None,
    *,
    query: Query | None = None,
    limit: int | None = None,
    cancel_after: int | None = None,
    priority: int = 0,
    observer: Observer | None = None,
    **options_and_attributes: Any,
) -> Matches:
    """Ask one question on an association of its own, which ends with the matches; see `client.find`."""
    settings, query = split_find(peer, port, query, options_and_attributes)
    association = await _open(settings, observer)
    try:
        matches = association.find(query, limit=limit, cancel_after=cancel_after, priority=priority)
    except BaseException:
        await association.close()
        raise
    matches._ends_association = True
    return matches


async def _open(settings: Settings, observer: Observer | None) -> Association:
    session = Session(observer=observer)
    try:
        connection = await _open_connection(settings)
        try:
            negotiated = await connection.run(session, flows.associate(session, settings, _now()))
        except BaseException:
            session.abort()
            connection.flush(session)
            connection.close()
            raise
    except FindscuError as error:
        error.peer = str(settings.asked)
        raise
    return Association(connection, session, settings, negotiated)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _open_connection(settings: Settings) -> Connection:
    host, port, timeout = settings.peer.host, settings.peer.port, settings.connect_timeout
    try:
        async with asyncio.timeout(timeout):
            return Connection(*await asyncio.open_connection(host, port, limit=RECEIVE_LENGTH))
    except TimeoutError:
        raise ConnectTimeout(
            f"no TCP connection to {host} port {port} within {timeout:g} s",
            hint="check the address, and that no firewall drops the packets",
            limit=timeout,
            elapsed=timeout,
        ) from None
    except OSError as error:
        raise ConnectError(
            f"cannot connect to {host} port {port}: {(error.strerror or str(error)).lower()}",
            hint="check the host and the port, and that the peer is running",
        ) from None


class Connection:
    """A pair of asyncio streams that runs flows: what `transport.Connection` is to blocking sockets."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def run(self, session: Session, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        """Run a flow to its end and return its result; its errors pass through.

        A cancelled task leaves the session sound: what had come lies in it, or still in the stream.
        """
        try:
            until = next(flow)
            while True:
                self.flush(session)
                data = await self._receive(until)
                until = flow.send((_now(), data))
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            flow.close()
            self.flush(session)

    def flush(self, session: Session) -> None:
        """Hand what the session wants sent to the event loop."""
        data = session.data_to_send()
        if data and not self._writer.is_closing():
            self._writer.write(data)

    def close(self) -> None:
        """Close the connection once what was flushed has gone out."""
        self._writer.close()

    async def _receive(self, until: float) -> bytes | None:
        """Return bytes, b"" at the end of the stream, None when the moment passed."""
        try:
            async with asyncio.timeout_at(until):
                return await self._reader.read(RECEIVE_LENGTH)
        except TimeoutError:
            return None
        except OSError:
            return b""  # reset: nothing more comes


class Association(BaseAssociation):
    """An established association; see `client.Association`. Belongs to one event loop."""

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
        """Ask a question; see `client.Association.find`."""
        search = self._start(query, asked, limit=limit, cancel_after=cancel_after, priority=priority)
        self._connection.flush(self._session)
        return Matches(self, search)

    async def echo(self) -> Echo:
        """Verify the peer with a C-ECHO; see `client.Association.echo`."""
        self._require_idle()
        start = _now()
        status = await self._run(flows.echo(self._session, start, self.settings.response_timeout))
        return Echo(status, _now() - start)

    async def release(self) -> None:
        """End the association in order; see `client.Association.release`."""
        try:
            if self._search is not None:
                await self._run(flows.finish(self._search, _now(), self.settings))
            if self._session.is_established or self._session.is_release_requested:
                await self._run(flows.release(self._session, _now(), self.settings.release_timeout))
        finally:
            self._connection.close()

    def abort(self) -> None:
        """End the association at once with an A-ABORT. Does nothing when it has ended."""
        self._session.abort()
        self._connection.flush(self._session)
        self._connection.close()

    async def close(self) -> None:
        """Release the association; abort it if the peer does not play along. Never raises for what the peer does."""
        try:
            await self.release()
        except FindscuError:
            self.abort()

    async def _run(self, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        try:
            return await self._connection.run(self._session, flow)
        except FindscuError as error:
            error.peer = str(self.settings.asked)
            self.abort()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            await self.close()
        else:
            self.abort()


class Matches(BaseMatches):
    """The answers to one query, as they come; see `client.Matches`."""

    def __init__(self, association: Association, search: Search) -> None:
        super().__init__(search)
        self._association = association

    async def __aiter__(self) -> AsyncIterator[Match]:
        async for block in self.blocks():
            for match in block:
                yield match

    async def blocks(self) -> AsyncIterator[list[Match]]:
        """Yield the matches in blocks: what one receive completed; see `client.Matches.blocks`."""
        association = self._association
        while block := await association._run(flows.next_block(self._search, _now(), association.settings)):
            yield block
        if self._ends_association:
            await association.close()

    def cancel(self) -> None:
        """Send a C-CANCEL; iterating goes on with what still comes, for `cancel_timeout` at most."""
        cancel(self._search, _now(), self._association.settings)
        self._association._connection.flush(self._association._session)

    async def close(self) -> None:
        """End the query if it is not over, and the association if it was made for this query."""
        if self._ends_association:
            await self._association.close()
        elif not self._search.is_over:
            await self._association._run(flows.finish(self._search, _now(), self._association.settings))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
