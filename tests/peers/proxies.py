"""HTTP proxies: one of our own that says what a test wants, and tinyproxy."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from peers import process
from peers.listening import Listener
from peers.process import HOST
from peers.programs import require_program

OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class ConnectProxy(Listener):
    """Answers one CONNECT after another; where the answer opens the way, it passes everything on.

    Attributes:
        url: where it listens, as a proxy is named.
        asked: the heads of the requests.
    """

    def __init__(self, answer: bytes = OPENED) -> None:
        self.asked: list[bytes] = []
        self._answer = answer
        super().__init__()
        self.url = f"http://{HOST}:{self.port}"

    def handle(self, connection: socket.socket) -> None:
        """Answer the request, and pass on what it asks for."""
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1)
            self.asked.append(head)
            connection.sendall(self._answer)
            if self._answer == OPENED:
                host, _, port = head.split(b" ")[1].decode().rpartition(":")
                with socket.create_connection((host, int(port)), 5) as target:
                    _pass_on(connection, target)
            else:
                connection.settimeout(5)
                connection.recv(1)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    while True:
        for ready in select.select([one, other], [], [], 10)[0]:
            received = ready.recv(65536)
            if not received:
                return
            (other if ready is one else one).sendall(received)


@contextmanager
def tinyproxy(folder: Path, *lines: str) -> Iterator[process.Peer]:
    """Run tinyproxy with more lines of configuration."""
    program = require_program("tinyproxy")
    folder.mkdir(parents=True, exist_ok=True)

    def command(port: int) -> Sequence[str]:
        settings = [f"Port {port}", f"Listen {HOST}", "Timeout 60", f'LogFile "{folder}/tinyproxy.log"', *lines]
        path = folder / "tinyproxy.conf"
        path.write_text("\n".join([*settings, ""]), encoding="utf-8")
        return [program, "-d", "-c", str(path)]

    peer = process.start("tinyproxy", "", command, folder)
    try:
        yield peer
    finally:
        peer.stop()
