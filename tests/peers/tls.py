"""Peers that speak TLS and are not ours: openssl's s_server, and a forwarder that ends TLS before a plain peer."""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from peers import process
from peers.certificates import Certificates
from peers.listening import PATIENCE, Listener
from peers.process import HOST, Peer
from peers.programs import require_program


@contextmanager
def s_server(certificates: Certificates, name: str, *options: str) -> Iterator[int]:
    """Run openssl's server with the certificate `name`; yield its port. It closes right after the handshake."""
    program = require_program("openssl")
    files = ("-cert", certificates[f"{name}.crt"], "-cert_chain", certificates[f"{name}.crt"])
    common = ("-key", certificates[f"{name}.key"], "-naccept", "20", "-quiet")

    def command(port: int) -> Sequence[str]:
        return [program, "s_server", "-accept", f"{HOST}:{port}", *files, *common, *options]

    peer = process.start("s_server", "", command, certificates.folder)
    try:
        yield peer.port
    finally:
        peer.stop()


def server_context(certificates: Certificates, name: str, *, client_ca: str = "") -> ssl.SSLContext:
    """Return a server's context, with the certificate `name`; with `client_ca` clients must show one of that CA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(certificates[f"{name}.crt"], certificates[f"{name}.key"])
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificates[f"{client_ca}.crt"])
    return context


class Forwarder(Listener):
    """Ends TLS and passes everything on to a plain peer, and back.

    Attributes:
        faults: why handshakes failed.
        clients: subject of the certificate that each client showed, "" for none.
        server_names: the host that each client asked for (SNI), None for none.
    """

    def __init__(self, context: ssl.SSLContext, target: tuple[str, int]) -> None:
        self._context = context
        self._target = target
        self.faults: list[str] = []
        self.clients: list[str] = []
        self.server_names: list[str | None] = []
        context.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        super().__init__()

    def next_client(self) -> str:
        """Return the subject of the next client's certificate, and forget it; the client may be ready before we are."""
        deadline = time.monotonic() + PATIENCE
        while not self.clients and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.clients.pop(0)

    def handle(self, connection: socket.socket) -> None:
        """Agree on TLS, and pass on what comes."""
        connection.settimeout(PATIENCE)
        try:
            secure = self._context.wrap_socket(connection, server_side=True)
        except (OSError, ValueError) as error:
            self.faults.append(str(error))
            connection.close()
            return
        subject = dict(pair for row in (secure.getpeercert() or {}).get("subject", ()) for pair in row)
        self.clients.append(str(subject.get("commonName", "")))
        with secure, suppress(OSError), socket.create_connection(self._target, timeout=PATIENCE) as plain:
            _pass_on(secure, plain)


def _pass_on(secure: ssl.SSLSocket, plain: socket.socket) -> None:
    """Copy both ways until one side ends; in one thread, since OpenSSL reads and writes a connection in one only."""
    while ready := [secure] if secure.pending() else select.select([secure, plain], [], [], PATIENCE)[0]:
        for source, target in ((secure, plain), (plain, secure)):
            if source in ready:
                data = source.recv(1 << 16)
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)


@contextmanager
def listener(answer: bytes, *, stays_open: bool = False) -> Iterator[int]:
    """Run a server that reads once, answers `answer` whatever it read, and closes, or waits for the client to do so."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.settimeout(PATIENCE)
                    connection.recv(1 << 16)
                    connection.sendall(answer)
                    if stays_open:
                        connection.recv(1 << 16)

    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


def dcmtk_findscu(program: str, *words: str, folder: Path, feed: str = "") -> subprocess.CompletedProcess[str]:
    """Run DCMTK's findscu; `feed` goes to its standard input."""
    return subprocess.run(
        [program, *words],
        input=feed,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=folder,
        env=process.environment(),
        start_new_session=True,
    )


def at_port(peer: Peer, port: int) -> Peer:
    """Return a peer as it is reached through a forwarder."""
    return peer.at_port(port, "tls")
