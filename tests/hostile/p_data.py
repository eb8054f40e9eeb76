"""P-DATA: every way to cut messages into fragments that is allowed, the ways that are not, messages without an end."""

from __future__ import annotations

from struct import pack

from drivers.literal import A_ABORT_USER, A_RELEASE_RQ, command, final, identifier, p_data, pdv, pending
from findscu.errors import (
    AssociationAborted,
    ConnectionLost,
    LimitExceeded,
    MalformedMessage,
    ResponseTimeout,
)
from findscu.testing.scripted import Step

from .case import ABORTED, ASSOCIATE, MIB, RELEASE, RELEASED, TIMEOUT, Case, answers

COMMAND, LAST = 1, 2
PENDING, NAME, SUCCESS = command(0x8020, 0xFF00, has_data=True), identifier(b"Test^One"), command(0x8020, 0)
ONE, END = pending(b"Test^One"), final()
KEPT = ("Test^One",)


def whole(name: str, raw: bytes, *, count: int = 1, **more: object) -> Case:
    """A split that PS3.8 Annex E allows."""
    steps = (ASSOCIATE, answers(raw), RELEASE)
    return Case(name, steps, matches=KEPT * count, is_complete=True, heard=RELEASED, **more)


def cut(raw: bytes, kind: int, length: int) -> list[bytes]:
    """PDVs of at most `length` bytes for a message's command set or identifier."""
    last = range(0, len(raw), length)[-1]
    return [pdv(1, kind | LAST * (at == last), raw[at : at + length]) for at in range(0, len(raw), length)]


BYTES = [*cut(PENDING, COMMAND, 1), *cut(NAME, 0, 1), *cut(SUCCESS, COMMAND, 1)]
THREE = [pdv(1, 3, PENDING), pdv(1, 2, NAME), pdv(1, 3, SUCCESS)]
LONG = NAME + pack("<HHI", 0x0010, 0x4000, 99_998) + b"x" * 99_998

SPLITS = (
    whole("sends all messages in one PDU", p_data(*THREE)),
    whole("sends two matches and the end in one PDU", p_data(*THREE[:2], *THREE), count=2),
    whole("sends the next command set with an identifier", p_data(THREE[0]) + p_data(*THREE[1:])),
    whole("sends fragments of one byte in one PDU", p_data(*BYTES)),
    whole("sends fragments of one byte, each in a PDU", b"".join(p_data(one) for one in BYTES)),
    whole("sends fragments of odd lengths", p_data(*cut(PENDING, 1, 7), *cut(NAME, 0, 3)) + END),
    whole(
        "ends both parts by an empty fragment",
        p_data(pdv(1, 1, PENDING), pdv(1, 3, b""), pdv(1, 0, NAME), pdv(1, 2, b"")) + END,
    ),
    whole(
        "puts empty fragments everywhere",
        p_data(pdv(1, 1, b""), pdv(1, 1, PENDING), pdv(1, 1, b""), pdv(1, 3, b""), pdv(1, 0, b""), pdv(1, 2, NAME))
        + END,
    ),
    whole("sets the reserved bits of the control header", p_data(pdv(1, 0xFF, PENDING), pdv(1, 0xFE, NAME)) + END),
    whole(
        "cuts an identifier into 50,000 fragments",
        p_data(pdv(1, 3, PENDING)) + p_data(*cut(LONG, 0, 2)) + END,
        memory=4 * MIB,
    ),
)


def broken(name: str, raw: bytes, says: str, **more: object) -> Case:
    """Fragments that make no message, after a match."""
    more = {"code": 4, "heard": ABORTED, "matches": KEPT, **more}
    return Case(name, (ASSOCIATE, answers(ONE + raw)), MalformedMessage, says=says, **more)


ODD = (
    *(
        broken(
            f"answers on context {number}", p_data(pdv(number, 3, PENDING)), f"context {number}, which was not accepted"
        )
        for number in (0, 2, 3, 255)
    ),
    broken("sends the identifier on another context", p_data(pdv(1, 3, PENDING), pdv(3, 2, NAME)), "context 3"),
    broken("begins with an identifier", p_data(pdv(1, 2, NAME)), "identifier fragment before the command set"),
    broken(
        "sends an identifier after the half of a command set", p_data(pdv(1, 1, PENDING), pdv(1, 2, NAME)), "before the"
    ),
    broken(
        "sends a command set amid an identifier",
        p_data(pdv(1, 3, PENDING), pdv(1, 0, NAME[:8]), pdv(1, 3, SUCCESS)),
        "command fragment where the identifier",
    ),
    broken(
        "sends a command set instead of an identifier", p_data(pdv(1, 3, PENDING), pdv(1, 3, SUCCESS)), "command frag"
    ),
    broken(
        "sends two identifiers",
        p_data(pdv(1, 3, PENDING), pdv(1, 2, NAME), pdv(1, 2, NAME)),
        "before the command",
        matches=KEPT * 2,
    ),
    broken(
        "interleaves two answers",
        p_data(pdv(1, 3, PENDING), pdv(1, 0, NAME[:8]), pdv(1, 1, PENDING), pdv(1, 2, NAME[8:])),
        "command fragment",
    ),
    broken("sends an empty command set", p_data(pdv(1, 3, b"")), "command set without"),
)


def endless(name: str, fragment: bytes, error: type[Exception], says: str, **more: object) -> Case:
    """A message that never ends, in the time that a response may take."""
    flood = Step(fragment, delay=0.001 * max(1, len(fragment) // 2000), repeats=0)
    more = {"heard": ABORTED, "seconds": TIMEOUT, **more}
    return Case(name, (ASSOCIATE, answers(ONE), flood), error, 4, says, KEPT, **more)


ENDLESS = (
    endless("sends a command set without end", p_data(pdv(1, 1, bytes(1000))), LimitExceeded, "expected at most 65536"),
    endless(
        "sends a command set without end in large fragments",
        p_data(pdv(1, 1, bytes(16_000))),
        LimitExceeded,
        "at most 65536",
    ),
    Case(
        "sends an identifier without end",
        (ASSOCIATE, answers(ONE + p_data(pdv(1, 3, PENDING))), Step(p_data(pdv(1, 0, bytes(100_000))), repeats=0)),
        LimitExceeded,
        4,
        "expected at most 16777216",
        KEPT,
        heard=ABORTED,
        memory=40 * MIB,
    ),
    endless(
        "sends empty fragments without end",
        p_data(pdv(1, 1, b"")),
        ResponseTimeout,
        "no response to C-FIND-RQ",
        ends_by_timeout=True,
        is_about_sockets=True,
    ),
    endless(
        "sends empty fragments without end, a thousand in a PDU",
        p_data(*[pdv(1, 1, b"")] * 1000),
        ResponseTimeout,
        "no response to C-FIND-RQ",
        ends_by_timeout=True,
    ),
    Case(
        "announces a PDU of 16 MiB and sends it byte by byte",
        (ASSOCIATE, answers(ONE + pack(">BBI", 4, 0, 16 * MIB)), Step(b"x", delay=0.001, repeats=0)),
        ResponseTimeout,
        4,
        "no response to C-FIND-RQ",
        KEPT,
        heard=ABORTED,
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
    Case(
        "fills a PDU of 2 MiB with empty fragments",
        (ASSOCIATE, answers(ONE + p_data(*[pdv(1, 1, b"")] * 350_000)), Step(b"")),
        ConnectionLost,
        4,
        "closed the connection",
        KEPT,
        memory=8 * MIB,
    ),
)


def ends(name: str, raw: bytes, how: bytes, says: str) -> Case:
    """An end amid a message; the matches before it are kept."""
    steps = (ASSOCIATE, answers(ONE + raw + how))
    return Case(name, steps, AssociationAborted, 4, says, KEPT, is_about_sockets=True)


HALF_COMMAND, HALF_NAME = p_data(pdv(1, 1, PENDING)), p_data(pdv(1, 3, PENDING), pdv(1, 0, NAME))
AMID = (
    ends("aborts amid a command set", HALF_COMMAND, A_ABORT_USER, "aborted by the peer's application"),
    ends("aborts amid an identifier", HALF_NAME, A_ABORT_USER, "aborted by the peer's application"),
    ends("releases amid a command set", HALF_COMMAND, A_RELEASE_RQ, "released the association"),
    ends("releases amid an identifier", HALF_NAME, A_RELEASE_RQ, "released the association"),
    Case(
        "falls silent after a fragment that is not the last",
        (ASSOCIATE, answers(ONE + HALF_NAME)),
        ResponseTimeout,
        4,
        "no response to C-FIND-RQ",
        KEPT,
        heard=ABORTED,
        seconds=TIMEOUT,
        ends_by_timeout=True,
        is_about_sockets=True,
    ),
)

P_DATA = (*SPLITS, *ODD, *ENDLESS, *AMID)
