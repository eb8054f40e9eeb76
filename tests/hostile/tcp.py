"""TCP: silence, an orderly end, half an end, a reset and a trickle, at each phase of the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drivers.literal import A_RELEASE_RP, accept, final, pending
from findscu.errors import AssociationTimeout, ConnectionLost, ReleaseTimeout, ResponseTimeout, UnexpectedPdu
from findscu.testing.scripted import Step

from .case import ABORTED, ASSOCIATE, RELEASE, RELEASED, TIMEOUT, UNEXPECTED_PDU, Case, answers

ACCEPTANCE = accept((1, 0))
ONE, TWO, END = pending(b"Test^One"), pending(b"Test^Two"), final()
ONE_NAME, TWO_NAMES = ("Test^One",), ("Test^One", "Test^Two")

NO_ANSWER = Case("", (), AssociationTimeout, 4, "no answer to the association request within 0.3 s")
NO_RESPONSE = Case("", (), ResponseTimeout, 4, "no response to C-FIND-RQ within 0.3 s")
NO_RELEASE = Case("", (), ReleaseTimeout, 0, is_complete=True)

# Where the peer stops: the script up to there, PDUs that it waits for if nothing was said yet, what would be its next
# bytes, and what we say if these never come.
PHASES = (
    ("when it is called", (), 1, ACCEPTANCE, NO_ANSWER),
    ("amid the header of its acceptance", (Step(ACCEPTANCE[:5], after=1),), 0, ACCEPTANCE[5:], NO_ANSWER),
    ("amid its acceptance", (Step(ACCEPTANCE[:100], after=1),), 0, ACCEPTANCE[100:], NO_ANSWER),
    ("when it is asked", (ASSOCIATE,), 2, ONE, NO_RESPONSE),
    ("amid the header of a response", (ASSOCIATE, answers(ONE[:3])), 0, ONE[3:], NO_RESPONSE),
    ("amid a command set", (ASSOCIATE, answers(ONE[:40])), 0, ONE[40:], NO_RESPONSE),
    ("between a command set and its identifier", (ASSOCIATE, answers(ONE[:64])), 0, ONE[64:], NO_RESPONSE),
    ("amid an identifier", (ASSOCIATE, answers(ONE[:-5])), 0, ONE[-5:], NO_RESPONSE),
    ("after a match", (ASSOCIATE, answers(ONE)), 0, TWO, replace(NO_RESPONSE, matches=ONE_NAME)),
    (
        "amid the second match",
        (ASSOCIATE, answers(ONE + TWO[:-5])),
        0,
        TWO[-5:],
        replace(NO_RESPONSE, matches=ONE_NAME),
    ),
    ("before the final response", (ASSOCIATE, answers(ONE + TWO)), 0, END, replace(NO_RESPONSE, matches=TWO_NAMES)),
    ("when it is released", (ASSOCIATE, answers(ONE + END)), 1, A_RELEASE_RP, replace(NO_RELEASE, matches=ONE_NAME)),
)

ENDS = (
    ("closes the connection", Step(b"", delay=0.1)),
    ("closes its half of the connection", Step(b"", delay=0.1, half_closes=True)),
    ("resets the connection", Step(b"", delay=0.1, resets=True)),
)


def cases() -> Iterator[Case]:
    """Silence and a trickle end by the time-out of their phase, everything else by what happens."""
    for place, script, awaited_count, rest, timeout in PHASES:
        silent = replace(timeout, heard=ABORTED, seconds=TIMEOUT, is_about_sockets=True, ends_by_timeout=True)
        yield replace(silent, name=f"falls silent {place}", steps=script)
        trickle = Step(rest, after=awaited_count, delay=0.12, piece_length=1)
        yield replace(silent, name=f"sends a byte every 0.12 s {place}", steps=(*script, trickle))
        for what, step in ENDS:
            end = step.replace(after=awaited_count)
            lost = replace(
                silent,
                error=ConnectionLost,
                says="closed the connection",
                heard=None,
                ends_by_timeout=False,
                seconds=0.1,
            )
            says = "" if timeout.error is ReleaseTimeout else lost.says
            yield replace(lost, name=f"{what} {place}", steps=(*script, end), says=says)


_SLOW = [Step(ONE, delay=0.2, after=2 if number == 0 else 0) for number in range(4)]
_TRICKLE = Step(ONE + TWO + END, after=2, delay=0.001, piece_length=1)

TCP = (
    *cases(),
    Case(
        "cuts its answers into single bytes",
        (ASSOCIATE, _TRICKLE, RELEASE),
        matches=TWO_NAMES,
        is_complete=True,
        heard=RELEASED,
        seconds=0.3,
        is_about_sockets=True,
    ),
    Case(
        "takes nearly the whole time for each match",
        (ASSOCIATE, *_SLOW, Step(END, delay=0.2), RELEASE),
        matches=ONE_NAME * 4,
        is_complete=True,
        heard=RELEASED,
        seconds=1.0,
        is_about_sockets=True,
    ),
    Case(
        "sends everything at once, before anybody asks",
        (Step(ACCEPTANCE + A_RELEASE_RP),),
        UnexpectedPdu,
        4,
        heard=UNEXPECTED_PDU,
        is_about_sockets=True,
    ),
    Case(
        "closes the connection before anybody says a word",
        (Step(b""),),
        ConnectionLost,
        4,
        "closed the connection",
        is_about_sockets=True,
    ),
)
