"""A TCP server on loopback for tests: one thread that accepts, one for each connection, nothing left behind."""

from __future__ import annotations

import select
import socket
from threading import Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

JOIN_TIMEOUT = 5.0
"""Seconds that `close` waits for each thread: their sockets are shut down by then."""


class Server:
    """Base of the peers in `findscu.testing`. Serves from `start` (or entering the block) to `close` (or leaving it).

    Args:
        host: address to listen on; only this machine can reach the default.
        port: TCP port; 0 takes a free one.

    A subclass overrides `serve`, which runs once a connection in a thread of its own.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = socket.create_server((host, port), family=_family_of(host))
        self._listener.setblocking(False)
        self._wakeup, self._waker = socket.socketpair()
        self._connections: set[socket.socket] = set()
        self._acceptor: Thread | None = None
        self._threads: list[Thread] = []

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to."""
        host, port = self._listener.getsockname()[:2]
        return host, port

    @property
    def host(self) -> str:
        """The address it listens on."""
        return self.address[0]

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        return self.address[1]

    def start(self) -> Self:
        """Begin to accept connections."""
        self._acceptor = _start(self._accept_all)
        return self

    def close(self) -> None:
        """Stop accepting, end every connection and wait for the threads. A second call does nothing."""
        self._waker.close()
        if self._acceptor is not None:
            self._acceptor.join(JOIN_TIMEOUT)
        for connection in tuple(self._connections):
            _shut_down(connection)
        for thread in self._threads:
            thread.join(JOIN_TIMEOUT)
        self._listener.close()
        self._wakeup.close()

    def serve(self, connection: socket.socket) -> None:
        """Talk to one client; the connection is closed afterwards."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept_all(self) -> None:
        while True:
            ready, _, _ = select.select([self._listener, self._wakeup], [], [])
            if self._wakeup in ready:
                return
            try:
                connection, _ = self._listener.accept()
            except OSError:
                continue  # the client changed its mind
            self._connections.add(connection)
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self._threads.append(_start(self._serve_and_close, connection))

    def _serve_and_close(self, connection: socket.socket) -> None:
        try:
            connection.setblocking(True)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.serve(connection)
        except OSError:
            pass  # the client has gone, or `close` shut the connection down
        finally:
            self._connections.discard(connection)
            connection.close()


def _start(work: Callable[..., None], *args: object) -> Thread:
    thread = Thread(target=work, args=args, daemon=True)
    thread.start()
    return thread


def _family_of(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _shut_down(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it ended by itself
