"""Semantics: statuses of every kind, a query that never ends, a cancel that is ignored, ends where none belongs."""

from __future__ import annotations

from drivers.literal import (
    A_ABORT_USER,
    A_RELEASE_RP,
    A_RELEASE_RQ,
    command,
    error_comment,
    final,
    identifier,
    p_data,
    pdv,
    pending,
)
from findscu.errors import (
    AssociationAborted,
    ConnectionLost,
    MalformedMessage,
    ReleaseTimeout,
    ResponseTimeout,
    StatusError,
    TotalTimeout,
)
from findscu.testing.scripted import Step

from .case import ABORTED, ASSOCIATE, MIB, RELEASE, RELEASED, TIMEOUT, Case, answers

ONE, TWO, END = pending(b"Test^One"), pending(b"Test^Two"), final()
KEPT = ("Test^One",)


def ended(name: str, status: int, says: str, *, code: int = 5, **more: object) -> Case:
    """A final status after a match (PS3.7 Annex C, PS3.4 Table C.4-1)."""
    more = {"error": StatusError, "matches": KEPT, "heard": RELEASED, **more}
    return Case(name, (ASSOCIATE, answers(ONE + final(status)), RELEASE), code=code, says=says, **more)


FAILURES = tuple(
    ended(f"ends with {status:04X}", status, f"0x{status:04X} \\({says}")
    for status, says in (
        (0x0105, "no such attribute"),
        (0x0110, "processing failure"),
        (0x0122, "SOP class not supported"),
        (0x0124, "not authorized"),
        (0x0210, "duplicate invocation"),
        (0x0211, "unrecognized operation"),
        (0x0212, "mistyped argument"),
        (0xA700, "refused: out of resources"),
        (0xA801, "refused"),
        (0xA900, "identifier does not match SOP class"),
        (0xC000, "unable to process"),
        (0xCFFF, "unable to process"),
        # Nobody knows them, so nobody may call the list whole.
        (0x0002, "unknown status"),
        (0x1234, "unknown status"),
        (0xD000, "unknown status"),
        (0xFE01, "unknown status"),
        (0xFF02, "unknown status"),
        (0xFFFF, "unknown status"),
    )
)

# The peer had more, or left something out: neither a success nor a failure.
WARNINGS = tuple(
    ended(f"ends with {status:04X}", status, f"0x{status:04X}", code=6, error=None)
    for status in (0x0001, 0x0107, 0x0116, 0xB000, 0xB001, 0xB007, 0xFE00)
)


def sound(name: str, *steps: Step, matches: tuple[str, ...] = KEPT, **more: object) -> Case:
    """What does no harm: the list is whole."""
    more = {"is_complete": True, "heard": RELEASED, **more}
    return Case(name, (ASSOCIATE, *steps), matches=matches, **more)


WITH_DATA = p_data(pdv(1, 3, command(0x8020, 0, has_data=True)), pdv(1, 2, identifier(b"Test^Odd")))
ODD_ENDS = (
    sound("brings an identifier with the success", answers(ONE + WITH_DATA), RELEASE),
    sound("says success twice", answers(ONE + END + END), RELEASE),
    sound("says success and then failure", answers(ONE + END + final(0xA700)), RELEASE),
    sound("goes on after its success", answers(ONE + END + TWO), RELEASE),
    sound("goes on while it is released", answers(ONE + END), Step(TWO * 3 + A_RELEASE_RP, after=1)),
    sound(
        "asks for a release at the same time",
        answers(ONE + END),
        Step(A_RELEASE_RQ, after=1),
        RELEASE,
        heard=A_RELEASE_RP,
    ),
    sound("asks for a release after its success", answers(ONE + END + A_RELEASE_RQ), heard=A_RELEASE_RP),
    sound("aborts after its success", answers(ONE + END + A_ABORT_USER), heard=None),
    sound(
        "closes the connection after its success",
        answers(ONE + END),
        Step(b""),
        heard=None,
        error=ConnectionLost,
        is_about_sockets=True,
    ),
    sound("delivers a match twice", answers(ONE + ONE + END), RELEASE, matches=KEPT * 2),
    sound("has no match", answers(END), RELEASE, matches=()),
    sound(
        "does not support the optional keys",
        answers(pending(b"Test^One", status=0xFF01) + END),
        RELEASE,
        warns="does not support all optional keys, 1 of 1 match",
    ),
    sound(
        "goes on without end while it is released",
        answers(ONE + END),
        Step(TWO, delay=0.01, repeats=0, after=1),
        error=ReleaseTimeout,
        heard=ABORTED,
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
)

AMID = (
    Case(
        "aborts amid the answers",
        (ASSOCIATE, answers(ONE + A_ABORT_USER)),
        AssociationAborted,
        4,
        "aborted by",
        KEPT,
        is_about_sockets=True,
    ),
    Case(
        "releases amid the answers",
        (ASSOCIATE, answers(ONE + A_RELEASE_RQ)),
        AssociationAborted,
        4,
        "released the association before the final response",
        KEPT,
        heard=A_RELEASE_RP,
        is_about_sockets=True,
    ),
    Case(
        "releases instead of any answer",
        (ASSOCIATE, answers(A_RELEASE_RQ)),
        AssociationAborted,
        4,
        "released the association",
        heard=A_RELEASE_RP,
    ),
    Case(
        "answers a release request with matches after it",
        (ASSOCIATE, answers(ONE + A_RELEASE_RQ + TWO + END)),
        AssociationAborted,
        4,
        "released the association",
        KEPT,
    ),
    Case(
        "fails with a comment",
        (ASSOCIATE, answers(final(0xC001, extra=error_comment(b"disk on fire"))), RELEASE),
        StatusError,
        5,
        "0xC001",
        heard=RELEASED,
    ),
    Case("fails at once", (ASSOCIATE, answers(final(0xA900)), RELEASE), StatusError, 5, "0xA900", heard=RELEASED),
)


def forever(name: str, step: Step, error: type[Exception] | None, code: int, **more: object) -> Case:
    """Answers that never end."""
    return Case(name, (ASSOCIATE, step), error, code, **more)


FLOOD = answers(ONE, delay=0.055, repeats=0)
LIMIT = {"asked": {"limit": 3}, "words": ("--limit", "3"), "matches": KEPT * 3}
TOTAL = {
    "options": {"max_time": 0.29},
    "words": ("--max-time", "0.29"),
    "seconds": 0.29,
    "says": "within 0.29 s in all",
    "ends_by_timeout": True,
    "is_open_ended": True,
    "is_about_sockets": True,
}
ENDLESS = (
    forever(
        "is pending for ever, and gets a whole time", FLOOD, TotalTimeout, 6, matches=KEPT * 5, heard=ABORTED, **TOTAL
    ),
    forever(
        "floods with matches, and gets a whole time",
        answers(ONE * 50, delay=0.011, repeats=0),
        TotalTimeout,
        6,
        matches=KEPT * 1300,
        heard=ABORTED,
        memory=2 * MIB,
        **TOTAL,
    ),
    forever(
        "trickles, and gets a whole time",
        answers(ONE * 99, delay=0.05, piece_length=10, repeats=0),
        TotalTimeout,
        6,
        heard=ABORTED,
        **TOTAL,
    ),
    Case(
        "answers the request too late for the whole time",
        (ASSOCIATE.replace(delay=0.2), answers(ONE, delay=0.2)),
        TotalTimeout,
        6,
        heard=ABORTED,
        **TOTAL,
    ),
    forever(
        "ignores a cancel, and is pending for ever",
        FLOOD,
        ResponseTimeout,
        0,
        heard=ABORTED,
        seconds=0.5,
        ends_by_timeout=True,
        **LIMIT,
    ),
    Case(
        "ignores a cancel, and falls silent",
        (ASSOCIATE, answers(ONE * 3)),
        ResponseTimeout,
        0,
        heard=ABORTED,
        seconds=TIMEOUT,
        ends_by_timeout=True,
        **LIMIT,
    ),
    Case(
        "answers a cancel with success",
        (ASSOCIATE, answers(ONE * 3), Step(END, after=1), RELEASE),
        None,
        0,
        heard=RELEASED,
        is_complete=True,
        **LIMIT,
    ),
    Case(
        "answers a cancel with more matches and success",
        (ASSOCIATE, answers(ONE * 3), Step(TWO * 2 + END, after=1), RELEASE),
        None,
        0,
        heard=RELEASED,
        **LIMIT,
    ),
    Case(
        "answers a cancel with a failure",
        (ASSOCIATE, answers(ONE * 3), Step(final(0xC000), after=1), RELEASE),
        StatusError,
        0,
        heard=RELEASED,
        **LIMIT,
    ),
    Case(
        "answers a cancel by closing the connection",
        (ASSOCIATE, answers(ONE * 3), Step(b"", after=1)),
        ConnectionLost,
        0,
        is_about_sockets=True,
        **LIMIT,
    ),
    Case(
        "answers a cancel by an abort",
        (ASSOCIATE, answers(ONE * 3), Step(A_ABORT_USER, after=1)),
        AssociationAborted,
        0,
        **LIMIT,
    ),
    Case(
        "answers a cancel with nonsense",
        (ASSOCIATE, answers(ONE * 3), Step(pending(b"Test^Else", message_id=9), after=1)),
        MalformedMessage,
        0,
        heard=ABORTED,
        **LIMIT,
    ),
    Case(
        "sends more than the limit at once",
        (ASSOCIATE, answers(ONE * 9 + END), RELEASE),
        None,
        0,
        heard=RELEASED,
        **LIMIT,
    ),
    Case(
        "says cancelled where nobody cancelled",
        (ASSOCIATE, answers(ONE + final(0xFE00)), RELEASE),
        None,
        6,
        "0xFE00",
        KEPT,
        heard=RELEASED,
    ),
)

SEMANTICS = (*FAILURES, *WARNINGS, *ODD_ENDS, *AMID, *ENDLESS)
