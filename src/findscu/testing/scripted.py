"""A peer that says literal bytes at given moments: for time-outs, broken peers and hostile ones.

A script is a list of steps and knows nothing of DICOM but where one PDU ends. `ScriptedPeer` plays it over a real
socket; `virtual_clock.VirtualConnection` plays the same script without one, and without waiting.
"""

from __future__ import annotations

import os
import select
import socket
import struct
from math import inf
from time import monotonic

from ..records import Record
from .server import Server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SEND_TIMEOUT = 10.0
"""Seconds for the client to take what is sent: a test that hangs should end."""

_RECEIVE_LENGTH = 1 << 16
_HEADER_LENGTH = 6  # PDU type, reserved byte, length of the rest in four bytes (PS3.8 §9.3.1)


class Step(Record):
    """One thing that the peer does: listen, wait, then send or hang up.

    Attributes:
        sends: the bytes; `b""` ends the connection.
        after: PDUs of the client to wait for first, counted from the step before.
        delay: seconds to wait then.
        resets: hang up by TCP RST, not in good order; only with `sends=b""`.
    """

    sends: bytes = b""
    after: int = 0
    delay: float = 0.0
    resets: bool = False


class Script:
    """Plays steps for one connection: says what is due when. Owns no socket and no clock.

    When the steps are over the peer is silent, and the connection open.

    Args:
        steps: what to do, in order.
        now: the moment at which the connection opened, in seconds.
    """

    def __init__(self, steps: Iterable[Step], now: float) -> None:
        self._steps = list(steps)
        self._partial = b""
        self._pdu_count = 0
        self._due = inf
        self._prepare(now)

    @property
    def due(self) -> float:
        """The moment of the next step; infinity while it waits for the client, or when there is none."""
        return self._due

    def hear(self, data: bytes, now: float) -> None:
        """Take what the client sent, in any pieces."""
        stream = self._partial + data
        while len(stream) >= _HEADER_LENGTH:
            length = _HEADER_LENGTH + int.from_bytes(stream[2:_HEADER_LENGTH], "big")
            if len(stream) < length:
                break
            stream = stream[length:]
            self._pdu_count += 1
        self._partial = stream
        if self._due == inf:
            self._prepare(now)

    def play(self, now: float) -> Step:
        """Take the step that is due."""
        step = self._steps.pop(0)
        self._due = inf
        self._prepare(now)
        return step

    def _prepare(self, now: float) -> None:
        if self._steps and self._pdu_count >= self._steps[0].after:
            self._pdu_count -= self._steps[0].after
            self._due = now + self._steps[0].delay


class ScriptedPeer(Server):
    """Plays a script on each connection that is made to it.

        with ScriptedPeer([Step(accept, after=1), Step(b"", delay=0.1)]) as peer:
            find(peer.host, peer.port, ...)
        assert peer.received[0].startswith(b"\\x01")

    Attributes:
        received: what came on each connection, in the order in which they were opened.
    """

    def __init__(self, steps: Iterable[Step], *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self._steps = list(steps)
        self.received: list[bytes] = []

    def serve(self, connection: socket.socket) -> None:
        """Play the script until it hangs up, or the client does."""
        connection.settimeout(SEND_TIMEOUT)
        script = Script(self._steps, monotonic())
        place = len(self.received)
        self.received.append(b"")
        while True:
            if script.due <= monotonic():
                step = script.play(monotonic())
                if not step.sends:
                    return _hang_up(connection, step.resets)
                connection.sendall(step.sends)
            elif _is_readable(connection, script.due - monotonic()):
                data = connection.recv(_RECEIVE_LENGTH)
                if not data:
                    return None
                self.received[place] += data
                script.hear(data, monotonic())


def _is_readable(connection: socket.socket, timeout: float) -> bool:
    ready, _, _ = select.select([connection], [], [], None if timeout == inf else max(timeout, 0.0))
    return bool(ready)


def _hang_up(connection: socket.socket, resets: bool) -> None:
    if resets:
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)  # on, for no time: what closes, resets
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()
