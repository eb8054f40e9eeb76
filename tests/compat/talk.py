"""An SCP that says what a script tells it to, right or wrong: bytes after PS3.8 §9.3 and PS3.7 §9.3, nothing of ours.

A script is a function that is given a `Talk`, one association. `ScriptedScp` plays it on each connection.
"""

from __future__ import annotations

import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from pydicom import Dataset
from pydicom.filebase import DicomFileLike
from pydicom.filewriter import write_dataset

from compat.wire import command_elements, items_of
from findscu.testing.server import Server

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
DEFLATED, BIG_ENDIAN = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
CANCEL_TIMEOUT = 2.0


def pdu(kind: int, body: bytes) -> bytes:
    """Return a PDU (PS3.8 §9.3.1)."""
    return struct.pack(">BxL", kind, len(body)) + body


def item(kind: int, body: bytes) -> bytes:
    """Return an item of an A-ASSOCIATE PDU (PS3.8 §9.3.2)."""
    return struct.pack(">BxH", kind, len(body)) + body


def element(number: int, value: bytes) -> bytes:
    """Return an element of a command set (PS3.7 §6.3.1)."""
    return struct.pack("<HHL", 0, number, len(value)) + value


def command_set(*elements: bytes) -> bytes:
    """Return a command set with its group length."""
    body = b"".join(elements)
    return element(0x0000, struct.pack("<L", len(body))) + body


def explicit(tag: int, vr: str, value: bytes) -> bytes:
    """Return an element in Explicit VR Little Endian, its value as it is, odd lengths too (PS3.5 §7.1.2)."""
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    is_long = vr in ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
    return head + (struct.pack("<xxL", len(value)) if is_long else struct.pack("<H", len(value))) + value


def encoded(dataset: Dataset | bytes, syntax: str) -> bytes:
    """Return a data set in a transfer syntax, made by pydicom; bytes stay as they are."""
    if isinstance(dataset, bytes):
        return dataset
    target = DicomFileLike(BytesIO())
    target.is_implicit_VR = syntax == IMPLICIT
    target.is_little_endian = syntax != BIG_ENDIAN
    write_dataset(target, dataset)
    raw = target.parent.getvalue()
    if syntax != DEFLATED:
        return raw
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflater.compress(raw) + deflater.flush()
    return packed + bytes(len(packed) % 2)


@dataclass
class Find:
    """A C-FIND-RQ with its identifier."""

    context_id: int
    message_id: int
    model: bytes
    syntax: str
    identifier: bytes


class Talk:
    """One association as a script sees it."""

    def __init__(self, connection: socket.socket, heard: Callable[[bytes], None]) -> None:
        self.connection = connection
        self._heard = heard
        self._buffer = b""
        self.request = b""
        self.syntaxes: dict[int, str] = {}
        self.max_length = 16384

    # --- bytes --------------------------------------------------------------------------------------------------------

    def read_pdu(self) -> tuple[int, bytes] | None:
        """Return type and body of the next PDU, None at the end of the connection."""
        while len(self._buffer) < 6 or len(self._buffer) < 6 + int.from_bytes(self._buffer[2:6], "big"):
            data = self.connection.recv(1 << 16)
            if not data:
                return None
            self._heard(data)
            self._buffer += data
        length = 6 + int.from_bytes(self._buffer[2:6], "big")
        whole, self._buffer = self._buffer[:length], self._buffer[length:]
        return whole[0], whole[6:]

    def send(self, raw: bytes) -> None:
        """Send bytes."""
        self.connection.sendall(raw)

    def close(self, *, resets: bool = False) -> None:
        """Hang up, by RST if asked to."""
        if resets:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait_for_the_client(self) -> None:
        """Say nothing more, until the client hangs up or aborts: then it is for us to hang up (PS3.8 §9.2.3)."""
        while (received := self.read_pdu()) is not None:
            if received[0] == 7:
                self.connection.shutdown(socket.SHUT_WR)

    # --- association --------------------------------------------------------------------------------------------------

    def hear_request(self) -> None:
        """Read the A-ASSOCIATE-RQ."""
        _, self.request = self.read_pdu() or (0, b"")

    def proposed(self) -> Iterator[tuple[int, bytes, list[str]]]:
        """Yield id, abstract syntax and transfer syntaxes of each presentation context."""
        for kind, value in items_of(self.request[68:]):
            if kind == 0x20:
                inner = list(items_of(value[4:]))
                yield value[0], inner[0][1], [name.decode() for kind, name in inner if kind == 0x40]

    def client_max_length(self) -> int:
        """Return the longest P-DATA-TF that the client takes."""
        user = dict(items_of(dict(items_of(self.request[68:]))[0x50]))
        return int.from_bytes(user[0x51], "big") or 1 << 20

    def accept(self, *preferred: str, results: dict[bytes, int] | None = None, user_items: bytes = b"") -> None:
        """Accept each context with the first preferred syntax it proposes; `results` refuses abstract syntaxes."""
        self.hear_request()
        contexts = b""
        for context_id, abstract, syntaxes in self.proposed():
            chosen = next((name for name in (preferred or (EXPLICIT, IMPLICIT)) if name in syntaxes), syntaxes[0])
            result = (results or {}).get(abstract, (results or {}).get(b"*", 0))
            self.syntaxes[context_id] = chosen
            contexts += item(0x21, bytes((context_id, 0, result, 0)) + item(0x40, chosen.encode()))
        user = item(0x51, struct.pack(">L", self.max_length)) + item(0x52, b"1.2.3.4") + user_items
        head = struct.pack(">H2x", 1) + self.request[4:68]
        self.send(pdu(2, head + item(0x10, b"1.2.840.10008.3.1.1.1") + contexts + item(0x50, user)))

    def reject(self, result: int, source: int, reason: int) -> None:
        """Answer the request by A-ASSOCIATE-RJ (PS3.8 Table 9-21)."""
        self.hear_request()
        self.send(pdu(3, bytes((0, result, source, reason))))

    def abort(self, source: int = 0, reason: int = 0) -> None:
        """Send an A-ABORT (PS3.8 §9.3.8)."""
        self.send(pdu(7, bytes((0, 0, source, reason))))

    # --- messages -----------------------------------------------------------------------------------------------------

    def finds(self) -> Iterator[Find]:
        """Yield each C-FIND-RQ until the client wants to go, and let it go."""
        while (message := self.read_message()) is not None:
            if isinstance(message, Find):
                yield message

    def read_message(self) -> Find | int | None:
        """Return the next message: a query, or the number of the one that is cancelled; None when there are no more."""
        command, identifier = b"", b""
        while (received := self.read_pdu()) is not None and received[0] == 4:
            for context_id, header, value in _fragments(received[1]):
                if header & 1:
                    command += value
                else:
                    identifier += value
                if header & 2:
                    found = self._message(context_id, command, identifier, header)
                    if found is not None:
                        return found
        if received is not None and received[0] == 5:
            self.send(pdu(6, bytes(4)))
            self.wait_for_the_client()
        elif received is not None and received[0] == 7:
            self.connection.shutdown(socket.SHUT_WR)
            self.wait_for_the_client()
        return None

    def _message(self, context_id: int, command: bytes, identifier: bytes, header: int) -> Find | int | None:
        fields = dict(command_elements(command))
        if fields[0x0100] == b"\xff\x0f":
            return int.from_bytes(fields[0x0120], "little")
        if header & 1:
            return None  # its identifier follows
        number = int.from_bytes(fields[0x0110], "little")
        return Find(context_id, number, fields[0x0002], self.syntaxes[context_id], identifier)

    def until_cancelled(self) -> bool:
        """Wait for a C-CANCEL; return whether one came in time."""
        self.connection.settimeout(CANCEL_TIMEOUT)
        try:
            return isinstance(self.read_message(), int)
        except TimeoutError:
            return False

    def response(self, find: Find, status: int, *more: bytes, with_dataset: bool = False, number: int = 0) -> bytes:
        """Return the command set of a C-FIND-RSP (PS3.7 Table 9.3-4)."""
        return command_set(
            element(0x0002, find.model),
            element(0x0100, struct.pack("<H", 0x8020)),
            element(0x0120, struct.pack("<H", number or find.message_id)),
            element(0x0800, struct.pack("<H", 1 if with_dataset else 0x0101)),
            element(0x0900, struct.pack("<H", status)),
            *more,
        )

    def answer(self, find: Find, dataset: Dataset | bytes, status: int = 0xFF00, *more: bytes) -> None:
        """Send a match, in fragments that the client takes."""
        self.send_fragment(find.context_id, 3, self.response(find, status, *more, with_dataset=True))
        body = encoded(dataset, find.syntax)
        length = self.client_max_length() - 6
        pieces = [body[start : start + length] for start in range(0, len(body), length)] or [b""]
        for number, piece in enumerate(pieces, 1):
            self.send_fragment(find.context_id, 2 if number == len(pieces) else 0, piece)

    def final(self, find: Find, status: int = 0, *more: bytes) -> None:
        """Send a response without an identifier."""
        self.send_fragment(find.context_id, 3, self.response(find, status, *more))

    def send_fragment(self, context_id: int, header: int, body: bytes) -> None:
        """Send one P-DATA-TF with one fragment; `header` as in PS3.8 Annex E.2."""
        self.send(pdu(4, struct.pack(">LBB", len(body) + 2, context_id, header) + body))

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


def _fragments(body: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place < len(body):
        length, context_id, header = struct.unpack_from(">LBB", body, place)
        yield context_id, header, body[place + 6 : place + 4 + length]
        place += 4 + length


Script = Callable[[Talk], None]


class ScriptedScp(Server):
    """Plays a script on each connection.

    Attributes:
        received: what the client sent on each connection.
    """

    def __init__(self, script: Script, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self._script = script
        self.received: list[bytes] = []

    def serve(self, connection: socket.socket) -> None:
        """Play the script, and hear the client out."""
        place = len(self.received)
        self.received.append(b"")

        def hear(data: bytes) -> None:
            self.received[place] += data

        talk = Talk(connection, hear)
        try:
            self._script(talk)
        except OSError:
            pass  # the client has gone; what it said before lies in the buffers yet
        if connection.fileno() >= 0:
            connection.settimeout(None)
            talk.wait_for_the_client()
