"""ACSE: every rejection, odd answers to the proposed contexts, bad items, and what comes with the acceptance."""

from __future__ import annotations

from struct import pack

from drivers.literal import A_ABORT_USER, A_RELEASE_RQ, IMPLICIT_LE, P_ABORT, final, item, p_data, pdv, pending
from findscu.errors import (
    AssociationAborted,
    AssociationRejected,
    LimitExceeded,
    MalformedMessage,
    MalformedPdu,
    NoAcceptedContext,
    RemoteProtocolError,
    ResponseTimeout,
)
from findscu.testing.scripted import Step

from .case import ABORTED, INVALID_PARAMETER, MIB, RELEASE, RELEASED, TIMEOUT, Case, answers

ONE, END = pending(b"Test^One"), final()
KEPT = ("Test^One",)
EXPLICIT_LE, EXPLICIT_BE = b"1.2.840.10008.1.2.1", b"1.2.840.10008.1.2.2"
APPLICATION_CONTEXT = item(0x10, b"1.2.840.10008.3.1.1.1")
USER = item(0x51, pack(">I", 16384)) + item(0x52, b"1.2.3")


def context(number: int, result: int, *syntaxes: bytes) -> bytes:
    """A presentation context item of an A-ASSOCIATE-AC (PS3.8 Table 9-18)."""
    return item(0x21, bytes((number, 0, result, 0)) + b"".join(item(0x40, uid) for uid in syntaxes))


GOOD = context(1, 0, IMPLICIT_LE)


def acceptance(
    items: bytes = GOOD, user: bytes = USER, *, version: int = 1, application: bytes = APPLICATION_CONTEXT
) -> bytes:
    """A-ASSOCIATE-AC (PS3.8 Table 9-17)."""
    titles = b"ANY-SCP".ljust(16) + b"FINDSCU".ljust(16) + bytes(32)
    body = pack(">HH", version, 0) + titles + application + items + item(0x50, user)
    return pack(">BBI", 2, 0, len(body)) + body


def rejects(result: int, source: int, reason: int, says: str) -> Case:
    """PS3.8 Table 9-21."""
    raw = bytes.fromhex("03 00 00000004 00") + bytes((result, source, reason))
    name = f"rejects with result {result}, source {source}, reason {reason}"
    return Case(name, (Step(raw, after=1),), AssociationRejected, 3, says)


REJECTIONS = (
    rejects(1, 1, 1, "permanently by the peer's application: no reason given"),
    rejects(1, 1, 2, "application context name not supported"),
    rejects(1, 1, 3, "calling AE title not recognized"),
    rejects(1, 1, 7, "called AE title not recognized"),
    rejects(2, 1, 1, "for now by the peer's application"),
    rejects(1, 2, 1, r"association layer \(ACSE\): no reason given"),
    rejects(1, 2, 2, "protocol version not supported"),
    rejects(2, 3, 1, "for now by the peer's presentation layer: temporary congestion"),
    rejects(2, 3, 2, "local limit exceeded"),
    rejects(1, 1, 5, "reason 5"),
    rejects(1, 3, 0, "reason 0"),
    rejects(0, 0, 0, "with result 0"),
    rejects(255, 255, 255, "with result 255 by source 255: reason 255"),
)


def refused(name: str, items: bytes, says: str) -> Case:
    """No context that could be used: said for each, and the association is released again."""
    return Case(name, (Step(acceptance(items), after=1), RELEASE), NoAcceptedContext, 3, says, heard=RELEASED)


# Whoever answers in another way than it was asked, or in two ways, has agreed to nothing (PS3.8 §9.3.3.2).
CONTEXTS = (
    *(
        refused(f"refuses the context with result {number}", context(1, number, IMPLICIT_LE), says)
        for number, says in (
            (1, "refused by the peer's application"),
            (2, "refused without a reason"),
            (3, "abstract syntax not supported"),
            (4, "transfer syntaxes not supported"),
            (5, "refused with result 5"),
            (255, "refused with result 255"),
        )
    ),
    refused("refuses and names no transfer syntax", context(1, 3), "abstract syntax not supported"),
    refused("refuses and names an empty transfer syntax", context(1, 3, b""), "abstract syntax not supported"),
    refused("answers no context", b"", "did not answer this presentation context"),
    refused("accepts a context that was not proposed", context(5, 0, IMPLICIT_LE), "that was not proposed"),
    refused("accepts context 0", context(0, 0, IMPLICIT_LE), "that was not proposed"),
    refused("accepts an even context", context(2, 0, IMPLICIT_LE), "that was not proposed"),
    refused("accepts without a transfer syntax", context(1, 0), "without naming one transfer syntax"),
    refused("accepts with an empty transfer syntax", context(1, 0, b""), "without naming one transfer syntax"),
    refused("accepts two transfer syntaxes", context(1, 0, IMPLICIT_LE, EXPLICIT_LE), "without naming one transfer"),
    refused("accepts a syntax that was not proposed", context(1, 0, EXPLICIT_BE), "transfer syntax that was not prop"),
    refused("accepts a syntax that nobody knows", context(1, 0, b"9" * 60_000), "transfer syntax that was not prop"),
    refused(
        "accepts a context in two syntaxes, one after the other", GOOD + context(1, 0, EXPLICIT_LE), "answered twice"
    ),
    refused("accepts a context and refuses it", GOOD + context(1, 3, IMPLICIT_LE), "answered twice"),
)


def sound(name: str, raw: bytes, **more: object) -> Case:
    """What does no harm: the answers come, and the list is complete."""
    steps = (Step(raw, after=1), answers(ONE + END), RELEASE)
    return Case(name, steps, matches=KEPT, is_complete=True, heard=RELEASED, **more)


SUBITEMS = b"".join(item(0x5A + number % 100, b"") for number in range(12_000))

HARMLESS = (
    sound("answers a context twice in the same way", acceptance(GOOD + GOOD)),
    sound("answers a context too many", acceptance(GOOD + context(7, 0, IMPLICIT_LE))),
    sound("pads the transfer syntax with NUL", acceptance(context(1, 0, IMPLICIT_LE + b"\0"))),
    sound("sends items that nobody knows", acceptance(item(0x60, b"??") + GOOD + item(0xFF, b""))),
    sound("sends sub-items that nobody knows", acceptance(user=USER + item(0x5A, b"??") + item(0xFF, b"x" * 999))),
    sound("sends 12,000 sub-items", acceptance(user=SUBITEMS), memory=6 * MIB),
    sound("sends no user information", acceptance(user=b"")),
    sound("puts the user information first", acceptance(item(0x50, USER) + GOOD)),
    sound("says nothing of protocol version 1", acceptance(version=0)),
    sound("claims all protocol versions", acceptance(version=0xFFFF)),
    sound("names another application context", acceptance(application=item(0x10, b"1.2.3"))),
    sound("names no application context", acceptance(application=b"")),
    sound("answers an identity that was not given", acceptance(user=USER + item(0x59, b"\0\x04abcd"))),
    sound("accepts roles that were not proposed", acceptance(user=USER + item(0x54, b"\0\x051.2.3\x01\x01"))),
    sound("widens the operations window by itself", acceptance(user=USER + item(0x53, b"\0\0\0\0"))),
    sound("extends what was not proposed", acceptance(user=USER + item(0x56, b"\0\x051.2.3\x01\x01"))),
    sound("says its greatest length twice", acceptance(user=USER + item(0x51, pack(">I", 4096)))),
    sound("moves the cursor by its name", acceptance(user=USER + item(0x55, b"\x1b[2J\x1b]0;me\a")), says="<ESC>"),
    sound("forges a line by its name", acceptance(user=USER + item(0x55, b"A\nfindscu: B")), says="A<LF>findscu: B"),
)


def malformed(name: str, items: bytes = GOOD, user: bytes = USER) -> Case:
    """An acceptance whose lengths contradict each other: PS3.8 §9.3.3, PS3.7 Annex D.3.3."""
    return Case(name, (Step(acceptance(items, user), after=1),), MalformedPdu, 4, heard=INVALID_PARAMETER)


BAD_ITEMS = (
    Case(
        "leaves 3 bytes after its items",
        (Step(pack(">BBI", 2, 0, 71) + pack(">HH", 1, 0) + bytes(64) + b"\x21\0\0", after=1),),
        MalformedPdu,
        4,
        heard=INVALID_PARAMETER,
    ),
    malformed("sends an item that is longer than its PDU", pack(">BBH", 0x21, 0, 60_000) + b"\1\0\0\0"),
    malformed("sends a context of 3 bytes", item(0x21, b"\1\0\0")),
    malformed("sends a context of 0 bytes", item(0x21, b"")),
    malformed("sends a transfer syntax longer than its context", item(0x21, b"\1\0\0\0" + pack(">BBH", 0x40, 0, 99))),
    malformed("leaves a byte in a context", item(0x21, b"\1\0\0\0" + item(0x40, IMPLICIT_LE) + b"\0")),
    malformed("sends a UID that is no ASCII", context(1, 0, b"1.2.840.10008.1.\xff")),
    malformed("sends a greatest length of 3 bytes", user=item(0x51, bytes(3))),
    malformed("sends a greatest length of 5 bytes", user=item(0x51, bytes(5))),
    malformed("sends a sub-item longer than its item", user=pack(">BBH", 0x52, 0, 99) + b"1.2"),
    malformed("leaves a byte in the user information", user=USER + b"\x52"),
    malformed("sends half an operations window", user=USER + item(0x53, b"\0")),
    malformed("sends a role without roles", user=USER + item(0x54, b"\0\x051.2.3")),
    malformed("sends a role for a UID of 64 KiB", user=USER + item(0x54, b"\xff\xff1.2.3\1\1")),
    malformed("sends an identity response longer than its item", user=USER + item(0x59, b"\xff\xff")),
)


def too_short(length: int) -> Case:
    """A greatest length without room for one byte of a fragment (PS3.8 Annex D.1: 6 bytes in front of it)."""
    steps = (Step(acceptance(user=item(0x51, pack(">I", length))), after=1), RELEASE)
    return Case(f"takes PDUs of {length} bytes", steps, RemoteProtocolError, 4, "a fragment needs at least 7")


def together(name: str, raw: bytes, error: type[Exception], heard: bytes | None, says: str, **more: object) -> Case:
    """What comes with the acceptance, before anything was asked."""
    steps = (Step(acceptance() + raw, after=1),)
    return Case(name, steps, error, 4, says, heard=heard, is_about_sockets=True, **more)


EARLY = (
    *(too_short(length) for length in (1, 6)),
    together("accepts and aborts", A_ABORT_USER, AssociationAborted, None, "right after it had accepted"),
    together("accepts and aborts as provider", P_ABORT, AssociationAborted, None, "right after it had accepted"),
    together("accepts and releases", A_RELEASE_RQ, AssociationAborted, None, "right after it had accepted"),
    together("answers before it is asked", ONE + END, MalformedMessage, ABORTED, "before"),
    together(
        "sends half an answer before it is asked",
        ONE[:64],
        ResponseTimeout,
        ABORTED,
        "no response to C-FIND-RQ",
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
    Case(
        "announces 1 MiB of acceptance and one byte more",
        (Step(pack(">BBI", 2, 0, MIB + 1), after=1),),
        LimitExceeded,
        4,
        "at most 1048576",
        heard=INVALID_PARAMETER,
    ),
    Case(
        "keeps silent when an association without a context is released",
        (Step(acceptance(context(1, 3)), after=1),),
        NoAcceptedContext,
        3,
        "abstract syntax not supported",
        heard=ABORTED,
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
    Case(
        "sends fragments on a context that was refused",
        (Step(acceptance(GOOD + context(3, 3)), after=1), answers(p_data(pdv(3, 3, ONE[12:64])))),
        MalformedMessage,
        4,
        "context 3, which was not accepted",
        heard=ABORTED,
    ),
)

ACSE = (*REJECTIONS, *CONTEXTS, *HARMLESS, *BAD_ITEMS, *EARLY)
