"""The blocking driver: sockets and the clock, and nothing that knows DICOM.

A `Connection` runs a flow (see `flows`): it sends what the session wants sent, waits for bytes or for the moment the
flow named, and resumes the flow with what happened. Together with `aio` this is the only place that touches a socket
or reads a clock.
"""

from __future__ import annotations

import os
import select
import socket
from errno import EINPROGRESS, EWOULDBLOCK
from time import monotonic

from . import errors
from .errors import FindscuError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Protocol, TypeVar

    from .lookup import Address
    from .settings import Settings
    from .tls.channel import Channel, Security

    T = TypeVar("T")

    class Conversation(Protocol):
        """What a driver needs of a session."""

        def data_to_send(self) -> bytes:
            """Take the bytes that are to go out."""


RECEIVE_LENGTH = 1 << 17
"""Bytes asked of the system at once: some hundred responses, and what Linux's receive buffer holds by default."""

FAMILIES = {"": socket.AF_UNSPEC, "ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}

_LONGEST_WAIT = 86400.0
"""Seconds: `poll` takes its milliseconds as an int. A flow that is willing to wait longer is asked again."""

_QUICK_ACK = getattr(socket, "TCP_QUICKACK", None)
"""Linux only: without it a peer with Nagle's algorithm on waits 40 ms for our delayed ACK at each response."""


class Interrupted(BaseException):
    """The wake-up socket was written to while a flow waited. The session is sound: any flow may run next."""


def reach(settings: Settings, start: float, wakeup: socket.socket | None) -> Connection:
    """Connect to the peer, through the proxy if there is one; `start` is when that began.

    Raises:
        ConnectError, ConnectTimeout: see `open_connection`, and `proxy.Tunnel.open`.
    """
    peer, route = settings.peer, settings.route
    limit, family = settings.connect_limit, settings.address_family
    if route is None:
        return open_connection(peer.host, peer.port, limit, family=family, wakeup=wakeup)
    from .proxy import Tunnel, naming_the_proxy

    with naming_the_proxy():
        connection = open_connection(route.host, route.port, limit, family=family, wakeup=wakeup)
    tunnel = Tunnel(route, peer)
    try:
        connection.run(tunnel, tunnel.open(start + limit, limit))
    except BaseException:
        connection.close()
        raise
    return connection


def open_connection(
    host: str, port: int, timeout: float, *, family: str = "", wakeup: socket.socket | None = None
) -> Connection:
    """Connect to the first address of `host` that accepts.

    Args:
        host: name, IPv4 or IPv6 address; every address the system knows for it is tried, in its order.
        port: TCP port, 1 to 65535.
        timeout: seconds for the look-up of the name and all addresses together; of what is left then, each gets an
            equal share.
        family: "ipv4" or "ipv6" for addresses of that kind only.
        wakeup: a socket that ends waiting with `Interrupted` once it is readable.
    Raises:
        ConnectError: no address accepted, the first one for this reason; or the name is unknown.
        ConnectTimeout: no address accepted, and the first one did not answer in time; or none was found in time.
        Interrupted: the wake-up socket was written to meanwhile.
    """
    start = monotonic()
    addresses = _find_addresses(host, port, FAMILIES[family], timeout, wakeup)
    failure: errors.ConnectError | errors.ConnectTimeout | None = None
    for tried, (found_family, kind, protocol, _, address) in enumerate(addresses):
        left = start + timeout - monotonic()
        share = max(left, 0.0) / (len(addresses) - tried)
        try:
            sock = _connect((found_family, kind, protocol), address, share, wakeup)
        except OSError as error:
            failure = failure or connect_failure(error, host, port, limit=timeout, elapsed=monotonic() - start)
        else:
            return Connection(sock, wakeup=wakeup)
    assert failure is not None
    raise failure


def connect_failure(
    error: OSError, host: str, port: int, *, limit: float, elapsed: float
) -> errors.ConnectError | errors.ConnectTimeout:
    """Put into an error of ours why there is no connection."""
    if isinstance(error, TimeoutError):
        return errors.ConnectTimeout(
            f"no TCP connection to {host} port {port} within {limit:g} s",
            hint="check the address, and that no firewall drops the packets",
            limit=limit,
            elapsed=elapsed,
        )
    return errors.ConnectError(
        f"cannot connect to {host} port {port}: {(os.strerror(error.errno) if error.errno else str(error)).lower()}",
        hint="check the host and the port, and that the peer is running",
        reason=str(error),
        code=error.errno or 0,
    )


def _find_addresses(
    host: str, port: int, family: int, timeout: float, wakeup: socket.socket | None
) -> list[tuple[int, int, int, str, tuple[str | int, ...]]]:
    """Return the addresses of a host; a name is looked up for so many seconds at most."""
    start = monotonic()
    if addresses := read_address(host, port, family):
        return addresses
    from .lookup import Lookup, too_late  # late: most peers are named by their address

    lookup = Lookup(host, port, family)
    try:
        if _wait(lookup.done, wakeup, start + timeout, for_reading=True, for_writing=False):
            return lookup.addresses()
    finally:
        lookup.done.close()
    raise too_late(host, limit=timeout, elapsed=monotonic() - start)


def read_address(host: str, port: int, family: int) -> list[Address]:
    """Return what `lookup.resolve` does for an address in numbers, [] when the host is none of that family."""
    if not host.isascii():
        return []
    try:
        found = socket.getaddrinfo(host.encode(), port, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        return []
    return found  # type: ignore[return-value]


def _connect(
    kind: tuple[int, int, int], address: tuple[str | int, ...], timeout: float, wakeup: socket.socket | None
) -> socket.socket:
    """Return a socket of a kind (family, type, protocol) that is connected to an address."""
    until = monotonic() + timeout
    sock = socket.socket(*kind)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = sock.connect_ex(address)
        if code in (EINPROGRESS, EWOULDBLOCK):
            if not _wait(sock, wakeup, until, for_reading=False, for_writing=True):
                raise TimeoutError
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
    except BaseException:
        sock.close()
        raise
    return sock


def _wait(
    sock: socket.socket, wakeup: socket.socket | None, until: float, *, for_reading: bool, for_writing: bool
) -> bool:
    """Wait until `sock` is ready for one of the two; False when the moment passed.

    Raises:
        Interrupted: `wakeup` is readable.
    """
    timeout = min(max(until - monotonic(), 0.0), _LONGEST_WAIT)
    if hasattr(select, "poll"):  # no bound on descriptor numbers, which select has
        poller = select.poll()
        poller.register(sock, select.POLLIN * for_reading | select.POLLOUT * for_writing)
        if wakeup is not None:
            poller.register(wakeup, select.POLLIN)
        ready = {descriptor for descriptor, _ in poller.poll(timeout * 1000)}
    else:
        reading = [sock] * for_reading + ([] if wakeup is None else [wakeup])
        writing = [sock] * for_writing
        sets = select.select(reading, writing, writing, timeout)
        ready = {one.fileno() for found in sets for one in found}
    if wakeup is not None and wakeup.fileno() in ready:
        raise Interrupted
    return sock.fileno() in ready


class Connection:
    """A connected TCP socket, not blocking, that runs flows. Belongs to one thread.

    Guaranteed: no wait lasts longer than the moment the flow named, and the session stays sound when a wait ends in
    `Interrupted`. Not guaranteed: that bytes handed to the system reach the peer.
    """

    def __init__(self, sock: socket.socket, *, wakeup: socket.socket | None = None) -> None:
        self._socket = sock
        self._wakeup = wakeup
        self._unsent = bytearray()
        self._channel: Channel | None = None

    def start_tls(self, channel: Channel, until: float, limit: float) -> Security:
        """Agree with the peer on TLS; from then on everything goes through it. See `tls.channel`.

        Raises:
            TlsError, ConnectTimeout: what `Channel.handshake` raises.
            Interrupted: the wake-up socket was written to meanwhile.
        """
        security = self.run(channel, channel.handshake(until, limit))
        self._channel = channel
        return security

    def run(self, session: Conversation, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        """Run a flow to its end and return its result; its errors pass through.

        What the session wants sent goes out before each wait and, as far as the system takes it at once, at the end.

        Raises:
            Interrupted: the wake-up socket was written to while the flow waited.
        """
        try:
            until = next(flow)
            while True:
                self._queue(session)
                try:
                    data = self._exchange(until) if self._channel is None else self._exchange_securely(until)
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
        """Hand what the session wants sent to the system, without waiting."""
        self._queue(session)
        self._send()

    def close(self) -> None:
        """Close the socket, and TLS before it; a second time does nothing."""
        if self._channel is not None:
            self._channel.close()
            self._unsent += self._channel.data_to_send()
            self._send()
            self._channel = None
        self._socket.close()

    def _queue(self, session: Conversation) -> None:
        """Take what the session wants sent."""
        data = session.data_to_send()
        if self._channel is not None:
            self._channel.send(data)
            data = self._channel.data_to_send()
        self._unsent += data

    def _exchange_securely(self, until: float) -> bytes | None:
        """Do what `_exchange` does, with what comes decrypted.

        Raises:
            TlsError, ConnectionLost: what `Channel.take` raises.
        """
        assert self._channel is not None
        while (data := self._channel.take()) is None:
            received = self._exchange(until)
            if received is None:
                return None
            self._channel.receive(received)
            self._unsent += self._channel.data_to_send()
            if monotonic() >= until:
                return self._channel.take()  # no trickle of records without contents extends the time
        return data

    def _exchange(self, until: float) -> bytes | None:
        """Send what is left to send, and return bytes, b"" at the end of the stream, None when the moment passed."""
        while True:
            self._send()
            try:
                if _QUICK_ACK is not None:
                    self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
                if not _wait(self._socket, self._wakeup, until, for_reading=True, for_writing=bool(self._unsent)):
                    return None
                return self._socket.recv(RECEIVE_LENGTH)
            except BlockingIOError:
                continue
            except OSError:
                return b""  # reset: nothing more comes

    def _send(self) -> None:
        if not self._unsent:
            return
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            return
        except OSError:
            sent = len(self._unsent)  # reading tells why, after whatever the peer still said
        del self._unsent[:sent]
