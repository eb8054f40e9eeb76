"""PDUs: types that do not exist, lengths that cannot be, trailing bytes, an order that Table 9-10 does not allow."""

from __future__ import annotations

from struct import pack

from drivers.literal import (
    A_RELEASE_RP,
    A_RELEASE_RQ,
    P_ABORT,
    accept,
    command,
    final,
    identifier,
    p_data,
    pdv,
    pending,
)
from findscu.errors import (
    AssociationAborted,
    ForeignProtocol,
    LimitExceeded,
    MalformedPdu,
    UnexpectedPdu,
)
from findscu.testing.scripted import Step

from .case import (
    ASSOCIATE,
    INVALID_PARAMETER,
    MIB,
    RELEASE,
    RELEASED,
    UNEXPECTED_PDU,
    UNRECOGNIZED_PDU,
    Case,
    answers,
)

ONE, TWO, END = pending(b"Test^One"), pending(b"Test^Two"), final()
ASSOCIATE_RQ = pack(">BBI", 1, 0, 68) + b"\0\x01" + bytes(66)
ASSOCIATE_RJ = bytes.fromhex("03 00 00000004 00 01 01 01")
A_ABORT = bytes.fromhex("07 00 00000004 00 00 00 00")
KEPT = ("Test^One",)


def header(kind: int, length: int) -> bytes:
    """The six bytes in front of every PDU (PS3.8 §9.3.1)."""
    return pack(">BBI", kind, 0, length)


def amid(name: str, raw: bytes, error: type[Exception], heard: bytes | None, says: str, **more: object) -> Case:
    """What comes after a match instead of the next response."""
    more = {"code": 4, "matches": KEPT, "is_about_sockets": True, **more}
    return Case(name, (ASSOCIATE, answers(ONE + raw)), error, says=says, heard=heard, **more)


def first(name: str, raw: bytes, error: type[Exception], heard: bytes | None, says: str, code: int = 4) -> Case:
    """What comes instead of an answer to the association request."""
    return Case(name, (Step(raw, after=1),), error, code, says, heard=heard, is_about_sockets=True)


def sound(name: str, *steps: Step, matches: tuple[str, ...] = KEPT, **more: object) -> Case:
    """What does no harm."""
    return Case(name, (ASSOCIATE, *steps), matches=matches, is_complete=True, heard=RELEASED, **more)


UNKNOWN_TYPES = tuple(
    amid(
        f"sends a PDU of type {kind:02X}H",
        header(kind, 4) + bytes(4),
        MalformedPdu,
        UNRECOGNIZED_PDU,
        f"PDU of type {kind:02X}H, expected 01H to 07H",
    )
    for kind in (0x00, 0x08, 0x0A, 0x55, 0x80, 0xFF)
)

# PS3.8 §9.3.4 to §9.3.8: the bodies of the short PDUs have four bytes. §9.3.5: a P-DATA-TF has one PDV at least.
WRONG_LENGTHS = tuple(
    amid(
        f"sends a PDU of type {kind:02X}H with a body of {length} bytes",
        header(kind, length) + bytes(min(length, 64)),
        error,
        INVALID_PARAMETER,
        f"announces a body of {length} bytes, expected",
    )
    for kind, length, error in (
        (0x04, 0, MalformedPdu),
        (0x04, 1, MalformedPdu),
        (0x04, 5, MalformedPdu),
        (0x04, 0x01000001, LimitExceeded),
        (0x04, 0x7FFFFFFF, LimitExceeded),
        (0x04, 0xFFFFFFFF, LimitExceeded),
        (0x05, 0, MalformedPdu),
        (0x05, 3, MalformedPdu),
        (0x05, 5, MalformedPdu),
        (0x05, 0xFFFFFFFF, MalformedPdu),
        (0x07, 0, MalformedPdu),
        (0x07, 8, MalformedPdu),
        (0x07, 0xFFFFFFFF, MalformedPdu),
    )
)

FIRST_WORDS = (
    first("answers with an A-ASSOCIATE-AC of 67 bytes", header(2, 67), MalformedPdu, INVALID_PARAMETER, "at least 68"),
    first("answers with an A-ASSOCIATE-AC of 0 bytes", header(2, 0), MalformedPdu, INVALID_PARAMETER, "at least 68"),
    first(
        "announces an acceptance of 4 GiB", header(2, 0xFFFFFFFF), LimitExceeded, INVALID_PARAMETER, "at most 1048576"
    ),
    first("rejects in 3 bytes", header(3, 3) + bytes(3), MalformedPdu, INVALID_PARAMETER, "expected 4"),
    first("rejects in 4 GiB", header(3, 0xFFFFFFFF), MalformedPdu, INVALID_PARAMETER, "expected 4"),
    first("answers with zeros", bytes(64), MalformedPdu, UNRECOGNIZED_PDU, "type 00H"),
    first("answers as a mail server", b"220 mail.example ESMTP\r\n", MalformedPdu, UNRECOGNIZED_PDU, "type 32H"),
    first("answers in HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n", ForeignProtocol, UNRECOGNIZED_PDU, "HTTP", 2),
    first("answers in SSH", b"SSH-2.0-OpenSSH_9.2\r\n", ForeignProtocol, UNRECOGNIZED_PDU, "SSH", 2),
    first("wants TLS", bytes.fromhex("15 0301 0002 0246"), ForeignProtocol, UNRECOGNIZED_PDU, "TLS", 2),
    first("asks for an association itself", ASSOCIATE_RQ, UnexpectedPdu, UNEXPECTED_PDU, "A-ASSOCIATE-RQ"),
    first("answers a request with P-DATA-TF", ONE, UnexpectedPdu, UNEXPECTED_PDU, "P-DATA-TF"),
    first("wants to release what does not stand", A_RELEASE_RQ, UnexpectedPdu, UNEXPECTED_PDU, "A-RELEASE-RQ"),
    first("agrees to a release that nobody wants", A_RELEASE_RP, UnexpectedPdu, UNEXPECTED_PDU, "A-RELEASE-RP"),
    first("aborts instead of an answer", A_ABORT, AssociationAborted, None, "aborted by the peer's application"),
    first("aborts as provider instead of an answer", P_ABORT, AssociationAborted, None, "reason not specified"),
)

# PS3.8 Table 9-10, column Sta6.
WRONG_ORDER = (
    amid("accepts a second time", accept((1, 0)), UnexpectedPdu, UNEXPECTED_PDU, "A-ASSOCIATE-AC"),
    amid("rejects what stands", ASSOCIATE_RJ, UnexpectedPdu, UNEXPECTED_PDU, "A-ASSOCIATE-RJ"),
    amid("asks for an association amid one", ASSOCIATE_RQ, UnexpectedPdu, UNEXPECTED_PDU, "A-ASSOCIATE-RQ"),
    amid("agrees to a release amid the answers", A_RELEASE_RP, UnexpectedPdu, UNEXPECTED_PDU, "A-RELEASE-RP"),
    amid("aborts from a source that is reserved", A_ABORT[:-2] + b"\x01\x07", AssociationAborted, None, "source 1"),
    amid("aborts for a reason that is reserved", A_ABORT[:-2] + b"\x02\x03", AssociationAborted, None, "reason 3"),
    amid("aborts for an unknown reason", A_ABORT[:-2] + b"\x02\xff", AssociationAborted, None, "reason 255"),
    amid("goes on after its abort", A_ABORT + TWO + END, AssociationAborted, None, "aborted by the peer's application"),
)

PENDING, NAME = command(0x8020, 0xFF00, has_data=True), identifier(b"Test^One")
OVERSIZE = p_data(pdv(1, 3, PENDING)) + p_data(pdv(1, 2, NAME + pack("<HHI", 0x0010, 0x4000, 100_000) + b"x" * 100_000))

HARMLESS = (
    sound("fills the reserved byte of each PDU", answers(ONE[:1] + b"\xff" + ONE[2:] + END), RELEASE),
    sound("sends a PDU six times as long as we take", answers(OVERSIZE + END), RELEASE, memory=2 * MIB),
    sound(
        "sends bytes after its release",
        answers(ONE + END),
        Step(A_RELEASE_RP + b"\xff" * 999, after=1),
        is_about_sockets=True,
    ),
    sound("sends an answer after its release", answers(ONE + END), Step(A_RELEASE_RP + ONE + TWO, after=1)),
    sound("releases with reserved bytes", answers(ONE + END), Step(A_RELEASE_RP[:-4] + b"\xff" * 4, after=1)),
    Case(
        "answers the release with a length that cannot be",
        (ASSOCIATE, answers(ONE + END), Step(header(6, 5), after=1)),
        MalformedPdu,
        says="",
        matches=KEPT,
        is_complete=True,
        heard=INVALID_PARAMETER,
    ),
    Case(
        "answers the release with an acceptance",
        (ASSOCIATE, answers(ONE + END), Step(accept((1, 0)), after=1)),
        UnexpectedPdu,
        matches=KEPT,
        is_complete=True,
        heard=UNEXPECTED_PDU,
    ),
    Case(
        "answers the release with an abort",
        (ASSOCIATE, answers(ONE + END), Step(A_ABORT, after=1)),
        AssociationAborted,
        matches=KEPT,
        is_complete=True,
    ),
)


def broken_pdv(name: str, raw: bytes, says: str) -> Case:
    """A PDV whose length does not fit; the match in front of it, in the same PDU, is kept (PS3.8 §9.3.5.1)."""
    whole = p_data(pdv(1, 3, PENDING), pdv(1, 2, NAME), raw)
    return Case(name, (ASSOCIATE, answers(whole)), MalformedPdu, 4, says, KEPT, heard=INVALID_PARAMETER)


PDVS = (
    broken_pdv("sends a PDV of length 0", pack(">IBB", 0, 1, 2), "presentation data value with length 0"),
    broken_pdv("sends a PDV of length 1", pack(">IBB", 1, 1, 2), "presentation data value with length 1"),
    broken_pdv("sends a PDV that ends after its PDU", pack(">IBB", 9, 1, 2) + b"12", "value with length 9"),
    broken_pdv("sends a PDV of 4 GiB", pack(">IBB", 0xFFFFFFFF, 1, 2) + b"12", "value with length 4294967295"),
    broken_pdv("leaves 1 byte after its last PDV", b"\0", "presentation data value of 1 bytes"),
    broken_pdv("leaves 5 bytes after its last PDV", bytes(5), "presentation data value of 5 bytes"),
)

PDUS = (*UNKNOWN_TYPES, *WRONG_LENGTHS, *FIRST_WORDS, *WRONG_ORDER, *HARMLESS, *PDVS)
