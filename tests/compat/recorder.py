"""A proxy before a real peer: it keeps what each connection's client sends, and changes nothing."""

from __future__ import annotations

import select
import socket
import ssl

from findscu.testing.server import Server
from peers.process import Peer


class Recorder(Server):
    """Forwards each connection to `peer`.

    Attributes:
        received: what the client sent on each connection, in the order in which they were opened; a server name that
            it asked for comes first.
    """

    def __init__(self, peer: Peer, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._peer = peer
        self._tls = tls
        self._server_name = ""
        if tls is not None:
            tls.sni_callback = self._hear_server_name
        self.received: list[bytes] = []

    def serve(self, connection: socket.socket) -> None:
        """Carry bytes both ways until both sides have ended."""
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        place = len(self.received)
        self.received.append(self._server_name.encode())
        with socket.create_connection((self._peer.host, self._peer.port), timeout=30) as onward:
            onward.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            targets = {connection: onward, onward: connection}
            while targets:
                for source in _readable(list(targets)):
                    data = _receive(source)
                    if source is connection:
                        self.received[place] += data
                    if not data:
                        _end(targets.pop(source))
                    elif not _send(targets[source], data):
                        targets.pop(source)
        connection.close()

    def _hear_server_name(self, _connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        self._server_name = f"SNI {name}\n" if name else ""


def _readable(sources: list[socket.socket]) -> list[socket.socket]:
    """Wait until something can be read; one thread does all, since a TLS connection takes no two."""
    waiting = [one for one in sources if isinstance(one, ssl.SSLSocket) and one.pending()]
    return waiting or select.select(sources, [], [])[0]


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(1 << 16)
    except OSError:
        return b""


def _send(target: socket.socket, data: bytes) -> bool:
    try:
        target.sendall(data)
    except OSError:
        return False  # it has gone; what it said before is read yet
    return True


def _end(target: socket.socket) -> None:
    """Say that no more comes, and leave the other direction open."""
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
