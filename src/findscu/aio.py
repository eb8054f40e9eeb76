"""The asyncio API: the names of `client`, awaited. The same flows, another way of waiting.

async with await connect("PACS@127.0.0.1:11112") as association:
    async for match in association.find(level="STUDY", PatientName=""):
        print(match.PatientName)
"""

from __future__ import annotations

import asyncio
import socket

from . import flows
from .errors import FindscuError
from .handles import BaseAssociation, BaseMatches, Echo, handshake_deadline, settings_of, split_find
from .session import Session
from .transport import FAMILIES, RECEIVE_LENGTH, connect_failure, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator
    from typing import Any, Self, TypeVar, Unpack

    from .errors import ConnectError, ConnectTimeout
    from .matches import Match
    from .negotiation import Negotiated
    from .peer import Peer
    from .query import Query
    from .search import Search
    from .session import Observer
    from .settings import Options, Settings
    from .tls.channel import Channel, Security
    from .transport import Conversation

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
    session.is_abrupt, session.is_strict = settings.is_abrupt, settings.is_strict
    session.gives_reasons = not settings.aborts_as_provider
    security, start = None, _now()
    try:
        connection = await _open_connection(settings)
        try:
            if settings.tls is not None:
                from .tls.channel import Channel

                channel = Channel(settings.tls, settings.peer.host, settings.tls_server_name, settings.tls_pins)
                until, limit = handshake_deadline(settings, start, _now())
                security = await connection.start_tls(channel, until, limit)
            negotiated = await connection.run(session, flows.associate(session, settings, _now()))
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


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _open_connection(settings: Settings) -> Connection:
    """Connect to the first address that accepts; see `transport.open_connection`."""
    host, port, limit = settings.peer.host, settings.peer.port, settings.connect_timeout
    start = _now()
    try:
        async with asyncio.timeout(limit):
            addresses = await asyncio.to_thread(resolve, host, port, FAMILIES[settings.address_family])
    except TimeoutError as error:
        raise connect_failure(error, host, port, limit=limit, elapsed=_now() - start) from None
    failure: ConnectError | ConnectTimeout | None = None
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        share = max(start + limit - _now(), 0.0) / (len(addresses) - tried)
        try:
            async with asyncio.timeout(share):
                return await _connect(socket.socket(family, kind, protocol), address)
        except OSError as error:
            failure = failure or connect_failure(error, host, port, limit=limit, elapsed=_now() - start)
    assert failure is not None
    raise failure


async def _connect(sock: socket.socket, address: tuple[str | int, ...]) -> Connection:
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, address)
        return Connection(*await asyncio.open_connection(sock=sock, limit=RECEIVE_LENGTH))
    except BaseException:
        sock.close()
        raise


class Connection:
    """A pair of asyncio streams that runs flows: what `transport.Connection` is to blocking sockets."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._channel: Channel | None = None

    async def start_tls(self, channel: Channel, until: float, limit: float) -> Security:
        """Agree with the peer on TLS; see `transport.Connection.start_tls`."""
        security = await self.run(channel, channel.handshake(until, limit))
        self._channel = channel
        return security

    async def run(self, session: Conversation, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        """Run a flow to its end and return its result; its errors pass through.

        A cancelled task leaves the session sound: what had come lies in it, or still in the stream.
        """
        try:
            until = next(flow)
            while True:
                self.flush(session)
                try:
                    data = await (self._receive(until) if self._channel is None else self._receive_securely(until))
                except FindscuError as error:
                    until = flow.throw(error)
                else:
                    until = flow.send((_now(), data))
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            flow.close()
            self.flush(session)

    def flush(self, session: Conversation) -> None:
        """Hand what the session wants sent to the event loop."""
        data = session.data_to_send()
        if self._channel is not None:
            self._channel.send(data)
            data = self._channel.data_to_send()
        self._write(data)

    def close(self) -> None:
        """Close the connection, and TLS before it; what the system does not take at once is dropped."""
        if self._channel is not None:
            self._channel.close()
            self._write(self._channel.data_to_send())
            self._channel = None
        if self._writer.transport.get_write_buffer_size():
            self._writer.transport.abort()  # to wait for a peer that takes nothing would be to keep the socket for ever
        else:
            self._writer.close()

    def _write(self, data: bytes) -> None:
        if data and not self._writer.is_closing():
            self._writer.write(data)

    async def _receive_securely(self, until: float) -> bytes | None:
        """Do what `_receive` does, with what comes decrypted; see `transport.Connection`."""
        assert self._channel is not None
        while (data := self._channel.take()) is None:
            received = await self._receive(until)
            if received is None:
                return None
            self._channel.receive(received)
            self._write(self._channel.data_to_send())
            if _now() >= until:
                return self._channel.take()
        return data

    async def _receive(self, until: float) -> bytes | None:
        """Return bytes, b"" at the end of the stream, None when the moment passed."""
        try:
            async with asyncio.timeout_at(until) as patience:
                return await self._reader.read(RECEIVE_LENGTH)
        except OSError:  # a TimeoutError is one too, ours or, when the connection has died, the system's
            return None if patience.expired() else b""


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
        self._require_freshness(_now())
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
            self._require_freshness(_now())
            if self._search is not None:
                await self._run(flows.finish(self._search, _now(), self.settings))
            if self._session.is_established or self._session.is_release_requested:
                how = {"aborts_as_provider": self.settings.aborts_as_provider}
                await self._run(flows.release(self._session, _now(), self.settings.release_timeout, **how))
        finally:
            self.abort()  # after an orderly release nothing is left to abort, and this closes the connection

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
            self._heard_at = _now()

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
        super().__init__(search, association.settings)
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

    async def _next_block(self) -> list[Match]:
        """Return what iterating has left of the last block, or else the next one; [] when the query is over."""
        if self._unread:
            return self._take_unread()
        association = self._association
        block = await association._run(flows.next_block(self._search, _now(), association.settings))
        if not block and self._ends_association:
            await association.close()
        return block

    def cancel(self) -> None:
        """Send a C-CANCEL; iterating goes on with what still comes, for `cancel_timeout` at most."""
        flows.cancel(self._search, _now(), self._association.settings)
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
