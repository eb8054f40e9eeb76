"""The asyncio driver: streams of the event loop, and its clock. What `transport` is to blocking sockets."""

from __future__ import annotations

import asyncio
import socket

from ..errors import FindscuError
from ..lookup import Lookup, too_late
from ..transport import FAMILIES, RECEIVE_LENGTH, connect_failure, read_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeVar

    from ..errors import ConnectError, ConnectTimeout
    from ..lookup import Address
    from ..settings import Settings
    from ..tls.channel import Channel, Security
    from ..transport import Conversation

    T = TypeVar("T")


def monotonic() -> float:
    """Return the time of the running event loop, in seconds."""
    return asyncio.get_running_loop().time()


async def reach(settings: Settings, start: float) -> Connection:
    """Connect to the peer, through the proxy if there is one; see `transport.reach`."""
    peer, route = settings.peer, settings.route
    if route is None:
        return await open_connection(settings)
    from ..proxy import Tunnel, naming_the_proxy

    with naming_the_proxy():
        connection = await open_connection(settings.replace(peer=peer.replace(host=route.host, port=route.port)))
    tunnel = Tunnel(route, peer)
    try:
        await connection.run(tunnel, tunnel.open(start + settings.connect_limit, settings.connect_limit))
    except BaseException:
        connection.close()
        raise
    return connection


async def open_connection(settings: Settings) -> Connection:
    """Connect to the first address that accepts; see `transport.open_connection`."""
    host, port, limit = settings.peer.host, settings.peer.port, settings.connect_limit
    start = monotonic()
    try:
        async with asyncio.timeout(limit):
            addresses = await _find_addresses(host, port, FAMILIES[settings.address_family])
    except TimeoutError:
        raise too_late(host, limit=limit, elapsed=monotonic() - start) from None
    failure: ConnectError | ConnectTimeout | None = None
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        share = max(start + limit - monotonic(), 0.0) / (len(addresses) - tried)
        try:
            async with asyncio.timeout(share):
                return await _connect(socket.socket(family, kind, protocol), address)
        except OSError as error:
            failure = failure or connect_failure(error, host, port, limit=limit, elapsed=monotonic() - start)
    assert failure is not None
    raise failure


async def _find_addresses(host: str, port: int, family: int) -> list[Address]:
    if addresses := read_address(host, port, family):
        return addresses
    lookup = Lookup(host, port, family)
    try:
        await asyncio.get_running_loop().sock_recv(lookup.done, 1)
        return lookup.addresses()
    finally:
        lookup.done.close()


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
        self._loop = asyncio.get_running_loop()

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
                    until = flow.send((monotonic(), data))
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

    def call(self, action: Callable[[], None]) -> None:
        """Do something that may write, when called from anywhere: now in the loop's thread, soon in others.

        When the loop has been closed nothing can be written any more.
        """
        try:
            is_here = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            is_here = False
        if is_here:
            action()
        else:
            try:
                self._loop.call_soon_threadsafe(action)
            except RuntimeError:
                pass  # closed

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
            if monotonic() >= until:
                return self._channel.take()
        return data

    async def _receive(self, until: float) -> bytes | None:
        """Return bytes, b"" at the end of the stream, None when the moment passed."""
        try:
            async with asyncio.timeout_at(until) as patience:
                return await self._reader.read(RECEIVE_LENGTH)
        except OSError:  # a TimeoutError is one too, ours or, when the connection has died, the system's
            return None if patience.expired() else b""
