"""The blocking driver on real sockets: addresses, deadlines, interruption."""

from __future__ import annotations

import asyncio
import re
import socket
from threading import Event, Timer
from time import monotonic

import pytest

from findscu import transport
from findscu.aio import transport as aio_transport
from findscu.errors import ConnectError, ConnectTimeout
from findscu.peer import Peer
from findscu.settings import Settings
from findscu.testing.scripted import ScriptedPeer, Step
from findscu.transport import Connection, Interrupted, open_connection, read_address
from peers.process import free_port


class Bytes:
    """The least a driver needs of a session."""

    def __init__(self, outgoing: bytes = b"") -> None:
        self.outgoing = outgoing
        self.received = b""

    def data_to_send(self) -> bytes:
        data, self.outgoing = self.outgoing, b""
        return data

    def receive(self, data: bytes) -> None:
        self.received += data


def wait_once(seconds: float):
    now, data = yield monotonic() + seconds
    return now, data


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_an_address_in_numbers_is_read_at_once(host: str, family: int) -> None:
    (found,) = read_address(host, 104, socket.AF_UNSPEC)
    assert found[0] == family
    assert found[4][:2] == (host, 104)
    assert read_address(host, 104, socket.AF_INET + socket.AF_INET6 - family) == []


@pytest.mark.parametrize("host", ["localhost", "pacs.example", "münchen.example", "1.2.3.4.5", "h\0st", "a" * 300])
def test_a_name_is_none(host: str) -> None:
    assert read_address(host, 104, socket.AF_UNSPEC) == []


async def _connect_with_asyncio(host: str, port: int, timeout: float) -> None:
    connection = await aio_transport.open_connection(Settings(Peer(host, port), connect_timeout=timeout))
    connection.close()


def connect_blocking(host: str, port: int, timeout: float) -> None:
    open_connection(host, port, timeout).close()


def connect_with_asyncio(host: str, port: int, timeout: float) -> None:
    asyncio.run(_connect_with_asyncio(host, port, timeout))


both = pytest.mark.parametrize("connect", [connect_blocking, connect_with_asyncio], ids=["blocking", "asyncio"])


def test_bytes_come_and_go():
    with ScriptedPeer([Step(b"hello", after=1)]) as peer:
        connection = open_connection(peer.host, peer.port, 2)
        _, data = connection.run(Bytes(b"\x05\0\0\0\0\0"), wait_once(2))
        connection.close()
    assert (data, peer.received) == (b"hello", [b"\x05\0\0\0\0\0"])


def test_the_end_of_the_stream_and_a_reset_are_the_same():
    for resets in (False, True):
        with ScriptedPeer([Step(b"", after=1, resets=resets)]) as peer:
            connection = open_connection(peer.host, peer.port, 2)
            assert connection.run(Bytes(b"\x05\0\0\0\0\0"), wait_once(2))[1] == b""
            connection.close()


def test_a_moment_passes():
    with ScriptedPeer([]) as peer:
        connection = open_connection(peer.host, peer.port, 2)
        start = monotonic()
        now, data = connection.run(Bytes(), wait_once(0.1))
        connection.close()
    assert data is None
    assert 0.09 <= now - start < 1


def test_a_time_longer_than_poll_can_count():
    with ScriptedPeer([Step(b"hello")]) as peer:
        connection = open_connection(peer.host, peer.port, 2)
        assert connection.run(Bytes(), wait_once(1e9))[1] == b"hello"
        connection.close()


@both
def test_a_closed_port(connect):
    port = free_port()
    with pytest.raises(ConnectError, match=f"127.0.0.1 port {port}: connection refused$") as caught:
        connect("127.0.0.1", port, 2)
    assert caught.value.hint


@both
@pytest.mark.parametrize("host", ["no-such-host.invalid", "ä..invalid", "h\0st", "a" * 70 + ".invalid"])
def test_an_unknown_host(connect, host):
    with pytest.raises(ConnectError, match=f"unknown host {re.escape(host)}"):
        connect(host, 104, 2)


@both
def test_the_first_address_says_why(connect, monkeypatch):
    port = free_port()
    refusing = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    without_route = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("255.255.255.255", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [refusing, without_route])
    with pytest.raises(ConnectError, match=r"connection refused$"):
        connect("two-addresses", port, 2)


def test_every_address_is_tried(monkeypatch):
    with ScriptedPeer([Step(b"hello")]) as peer:
        dead = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", free_port()))
        live = (socket.AF_INET, socket.SOCK_STREAM, 6, "", peer.address)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [dead, live])
        connection = open_connection("two-addresses", peer.port, 2)
        assert connection.run(Bytes(), wait_once(2))[1] == b"hello"
        connection.close()


@both
def test_an_address_that_says_nothing_leaves_time_for_the_next(connect, monkeypatch):
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:  # the backlog is full: further connections hang
        filler.setblocking(False)
        filler.connect_ex(full.getsockname())
    try:
        with ScriptedPeer([Step(b"hello")]) as peer:
            silent = (socket.AF_INET, socket.SOCK_STREAM, 6, "", full.getsockname())
            live = (socket.AF_INET, socket.SOCK_STREAM, 6, "", peer.address)
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [silent, live])
            start = monotonic()
            connect("two-addresses", peer.port, 0.6)
            assert 0.25 <= monotonic() - start < 0.6
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [silent])
            with pytest.raises(ConnectTimeout, match=r"within 0\.2 s") as caught:
                connect("silent", peer.port, 0.2)
            assert caught.value.elapsed >= 0.19
    finally:
        for one in (*fillers, full):
            one.close()


def test_ipv6():
    try:
        peer = ScriptedPeer([Step(b"hello")], host="::1")
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with peer:
        connection = open_connection("::1", peer.port, 2)
        assert connection.run(Bytes(), wait_once(2))[1] == b"hello"
        connection.close()


def test_waking_up_interrupts_and_loses_nothing():
    wakeup, waker = socket.socketpair()
    with wakeup, waker, ScriptedPeer([Step(b"hello", delay=0.3)]) as peer:
        connection = open_connection(peer.host, peer.port, 2, wakeup=wakeup)
        Timer(0.05, waker.send, (b"!",)).start()
        with pytest.raises(Interrupted):
            connection.run(Bytes(), wait_once(2))
        wakeup.recv(1)
        assert connection.run(Bytes(), wait_once(2))[1] == b"hello"
        connection.close()


def test_a_readable_wakeup_wins_over_data():
    wakeup, waker = socket.socketpair()
    with wakeup, waker, ScriptedPeer([Step(b"hello")]) as peer:
        connection = open_connection(peer.host, peer.port, 2)
        connection = Connection(connection._socket, wakeup=wakeup)
        waker.send(b"!")
        with pytest.raises(Interrupted):
            connection.run(Bytes(), wait_once(2))
        connection.close()


def test_a_large_message_goes_out_while_the_peer_talks():
    """Neither side reads all before it writes: bytes must flow both ways at once."""
    body = b"\x05\0" + (1 << 20).to_bytes(4, "big") + bytes(1 << 20)
    with ScriptedPeer([Step(b"x" * (1 << 20)), Step(b"end", after=1)]) as peer:
        connection = open_connection(peer.host, peer.port, 2)
        session = Bytes(body)

        def read_to_end():
            while not session.received.endswith(b"end"):
                _, data = yield monotonic() + 5
                session.receive(data)

        connection.run(session, read_to_end())
        connection.close()
    assert peer.received == [body]


def test_select_serves_where_there_is_no_poll(monkeypatch):
    monkeypatch.delattr(transport.select, "poll")
    test_bytes_come_and_go()
    test_a_moment_passes()
    test_waking_up_interrupts_and_loses_nothing()
    test_a_closed_port(connect_blocking)


def look_up_for_ever(done: Event):
    def getaddrinfo(*words):
        if words[-1] == socket.AI_NUMERICHOST:
            raise socket.gaierror
        done.wait(20)
        return []

    return getaddrinfo


@both
def test_a_name_service_that_does_not_answer(connect, monkeypatch):
    done = Event()
    monkeypatch.setattr(socket, "getaddrinfo", look_up_for_ever(done))
    start = monotonic()
    try:
        with pytest.raises(ConnectTimeout, match=r"^no address for pacs\.example within 0\.2 s$") as caught:
            connect("pacs.example", 104, 0.2)
        assert monotonic() - start < 10
        assert caught.value.elapsed >= 0.2
    finally:
        done.set()


def test_an_interruption_ends_the_look_up_of_a_name(monkeypatch):
    done = Event()
    monkeypatch.setattr(socket, "getaddrinfo", look_up_for_ever(done))
    wakeup, waker = socket.socketpair()
    with wakeup, waker:
        waker.send(b"!")
        try:
            with pytest.raises(Interrupted):
                open_connection("pacs.example", 104, 20, wakeup=wakeup)
        finally:
            done.set()
