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
        delay: seconds to wait then; before each piece and each repetition.
        resets: hang up by TCP RST, not in good order; only with `sends=b""`.
        half_closes: say no more but go on listening; only with `sends=b""`.
        piece_length: bytes that go out at once; 0 for all.
        repeats: how often it is done; 0 for ever.
    """

    sends: bytes = b""
    after: int = 0
    delay: float = 0.0
    resets: bool = False
    half_closes: bool = False
    piece_length: int = 0
    repeats: int = 1


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
        self._offset = 0  # of what is left of the step under way
        self._played_count = 0  # how often it was played
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
        """Take the step that is due, or its piece that is."""
        step = self._steps[0]
        end = self._offset + (step.piece_length or len(step.sends))
        piece = step.sends[self._offset : end]
        self._offset = end if end < len(step.sends) else 0
        if not self._offset:
            self._played_count += 1
            if self._played_count == step.repeats:
                self._steps.pop(0)
                self._played_count = 0
        self._due = inf
        self._prepare(now)
        return step if piece == step.sends else step.replace(sends=piece)

    def _prepare(self, now: float) -> None:
        if not self._steps:
            return
        step = self._steps[0]
        awaited_count = 0 if self._offset or self._played_count else step.after
        if self._pdu_count >= awaited_count:
            self._pdu_count -= awaited_count
            self._due = now + step.delay


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
        place = len(self.received)
        self.received.append(b"")
        try:
            self._play(connection, place)
        except ConnectionError:  # the client went while something was being sent; it may have said a last word
            while data := connection.recv(_RECEIVE_LENGTH):
                self.received[place] += data

    def _play(self, connection: socket.socket, place: int) -> None:
        script = Script(self._steps, monotonic())
        while True:
            if _is_readable(connection, script.due - monotonic()):
                data = connection.recv(_RECEIVE_LENGTH)
                if not data:
                    return None
                self.received[place] += data
                script.hear(data, monotonic())
            elif script.due <= monotonic():
                step = script.play(monotonic())
                if step.sends:
                    connection.sendall(step.sends)
                elif step.half_closes:
                    connection.shutdown(socket.SHUT_WR)
                else:
                    return _hang_up(connection, step.resets)


def _is_readable(connection: socket.socket, timeout: float) -> bool:
    ready, _, _ = select.select([connection], [], [], None if timeout == inf else max(timeout, 0.0))
    return bool(ready)


def _hang_up(connection: socket.socket, resets: bool) -> None:
    if resets:
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)  # on, for no time: what closes, resets
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()
