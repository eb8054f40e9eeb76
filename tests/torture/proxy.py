"""A TCP proxy on loopback that does to each connection what a `Fault` says."""

from __future__ import annotations

import select
import socket
import struct
import time
from contextlib import suppress

from peers.listening import PATIENCE, Listener

from .faults import Fault

PIECE_LENGTH = 65536
DRIP_SECONDS = 0.02
DELAY_SECONDS = 0.05
NO_LINGER = struct.pack("ii", 1, 0)


class Proxy(Listener):
    """Passes connections on to a target.

    Attributes:
        fault: what happens to the next connection; None for nothing.
        received: bytes from us (False) and from the peer (True), over all connections.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.fault: Fault | None = None
        self.received = {False: bytearray(), True: bytearray()}
        self._target = target
        super().__init__()

    def handle(self, connection: socket.socket) -> None:
        """Connect to the target, and pass on what comes, until both sides have ended."""
        fault = self.fault
        with connection, suppress(OSError), socket.create_connection(self._target, timeout=PATIENCE) as server:
            for end in (connection, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                end.settimeout(PATIENCE)
            _Link(connection, server, fault, self.received).run()


class _Over(Exception):
    """The connection has been ended."""


class _Link:
    """One connection: us on one side (False), the target on the other (True)."""

    def __init__(
        self, client: socket.socket, server: socket.socket, fault: Fault | None, received: dict[bool, bytearray]
    ) -> None:
        self._ends = {False: client, True: server}
        self._open = {False: True, True: True}
        self._fault = fault
        self._received = received
        self._passed = 0  # in the direction of the fault
        self._dripping = bytearray()

    def run(self) -> None:
        """Pass both directions on until both have ended, or nothing happens any more."""
        with suppress(_Over):
            while any(self._open.values()):
                wait = DRIP_SECONDS if self._dripping else PATIENCE
                ready, _, _ = select.select([end for side, end in self._ends.items() if self._open[side]], [], [], wait)
                if not ready and not self._dripping:
                    return
                self._drip()
                for side, end in self._ends.items():
                    if end in ready:
                        self._receive(side, end)

    def _receive(self, side: bool, end: socket.socket) -> None:
        content = end.recv(PIECE_LENGTH)
        self._received[side] += content
        target = self._ends[not side]
        if not content:
            self._open[side] = False
            target.shutdown(socket.SHUT_WR)
        elif self._fault is None or self._fault.is_from_peer != side:
            target.sendall(content)
        else:
            self._send_faulty(self._fault, target, content)

    def _send_faulty(self, fault: Fault, target: socket.socket, content: bytes) -> None:
        """Send some bytes, with the fault if its place has come."""
        at = max(fault.offset - self._passed, 0)
        is_first = self._passed <= fault.offset < self._passed + len(content)
        self._passed += len(content)
        target.sendall(content[:at])
        rest = content[at:]
        if not rest:
            return
        if fault.kind == "drip":
            self._dripping += rest
        elif fault.kind == "split":
            for start in range(0, len(rest), fault.amount):
                target.sendall(rest[start : start + fault.amount])
        elif fault.kind == "stall" or (fault.kind == "half" and not is_first):
            pass  # taken, and passed on to nobody
        elif is_first:
            self._happen(fault, target, rest)
        else:
            target.sendall(rest)

    def _happen(self, fault: Fault, target: socket.socket, rest: bytes) -> None:
        if fault.kind == "cut":
            raise _Over
        if fault.kind == "reset":
            for end in self._ends.values():
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            raise _Over
        if fault.kind == "half":
            target.shutdown(socket.SHUT_WR)
            return
        if fault.kind == "delay":
            time.sleep(DELAY_SECONDS)
        target.sendall(_forged(fault, rest))

    def _drip(self) -> None:
        if self._dripping and self._fault is not None:
            self._ends[not self._fault.is_from_peer].sendall(self._dripping[:1])
            del self._dripping[:1]


def _forged(fault: Fault, content: bytes) -> bytes:
    if fault.kind == "drop":
        return content[fault.amount :]
    if fault.kind == "repeat":
        return content[: fault.amount] + content
    if fault.kind == "corrupt":
        return bytes([(content[0] + fault.amount) & 0xFF]) + content[1:]
    return content
