"""TLS: peers that speak something else, refuse, lie about lengths, trickle or fall silent in the handshake.

Literal records (RFC 8446 §5.1, RFC 5246 §7.2): type (1), version (2), length (2), fragment.
"""

from __future__ import annotations

from struct import pack

from drivers.literal import A_ABORT_USER, accept
from findscu.errors import HandshakeTimeout, TlsError
from findscu.testing.scripted import Step

from .case import MIB, TIMEOUT, Case

ALERT, HANDSHAKE, CHANGE_CIPHER, APPLICATION = 21, 22, 20, 23
DELAY = 0.05  # what we say first is no PDU that the script could wait for


def record(kind: int, fragment: bytes, length: int | None = None) -> bytes:
    """A TLS record, with a length of its own choice."""
    return pack(">BHH", kind, 0x0303, len(fragment) if length is None else length) + fragment


def case(name: str, *steps: Step, error: type[Exception] = TlsError, **more: object) -> Case:
    """A handshake that fails; everything is refused before DICOM says a word."""
    more = {"code": 2, "seconds": TIMEOUT, "is_about_sockets": True, "speaks_tls": True, "memory": 2 * MIB, **more}
    return Case(name, steps, error, **more)


def says(name: str, raw: bytes, words: str = "", **more: object) -> Case:
    """Literal bytes for an answer, and then the end of the stream."""
    return case(name, Step(raw, delay=DELAY), Step(b"", delay=DELAY), says=words, seconds=2 * DELAY, **more)


def late(name: str, *steps: Step) -> Case:
    """What takes longer than a handshake may."""
    return case(name, *steps, error=HandshakeTimeout, says="no TLS handshake", ends_by_timeout=True)


SERVER_HELLO = record(HANDSHAKE, b"\x02\x00\x00\x46\x03\x03" + bytes(32) + b"\x00\x13\x01\x00" + bytes(31))

TLS = (
    late("falls silent in the handshake"),
    late("sends half a record in the handshake", Step(record(HANDSHAKE, b"\x02", 900), delay=DELAY)),
    late("sends a byte every 0.05 s in the handshake", Step(SERVER_HELLO, delay=DELAY, piece_length=1)),
    late("sends a whole half of its hello", Step(SERVER_HELLO[:40], delay=DELAY)),
    case("closes the connection in the handshake", Step(b"", delay=DELAY), seconds=DELAY),
    case("closes its half in the handshake", Step(b"", delay=DELAY, half_closes=True), seconds=DELAY),
    case("resets the connection in the handshake", Step(b"", delay=DELAY, resets=True), seconds=DELAY),
    says("speaks DICOM in plain text", accept((1, 0)), "TLS"),
    says("aborts in plain text", A_ABORT_USER, "TLS"),
    says("speaks HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"),
    says("speaks SSH", b"SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
    says("sends zeros", bytes(64)),
    says("sends a record of an unknown type", record(99, b"????")),
    says("sends a record of 64 KiB", record(HANDSHAKE, b"x" * 65_535)),
    says("sends an empty record", record(HANDSHAKE, b"")),
    says("sends a hundred empty records", record(HANDSHAKE, b"") * 100),
    says("changes the cipher before its hello", record(CHANGE_CIPHER, b"\x01") * 100),
    says("sends data before its hello", record(APPLICATION, b"x" * 100)),
    says("sends a hello that is too short", record(HANDSHAKE, b"\x02\x00\x00\x02\x03\x03")),
    says("sends a hello that claims 16 MiB", record(HANDSHAKE, b"\x02\xff\xff\xff\x03\x03" + bytes(900))),
    says("sends a hello of SSL 3", record(HANDSHAKE, b"\x02\x00\x00\x26\x03\x00" + bytes(36))),
    says("sends a client's hello", record(HANDSHAKE, b"\x01\x00\x00\x26\x03\x03" + bytes(36))),
    says("chooses a cipher suite that nobody offered", record(HANDSHAKE, b"\x02\x00\x00\x26\x03\x03" + bytes(36))),
    *(
        says(f"sends alert {number}", record(ALERT, bytes((2, number))))
        for number in (0, 10, 20, 40, 42, 48, 70, 71, 80, 112, 116, 255)
    ),
)
