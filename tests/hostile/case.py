"""One misbehaviour: what the peer does, and all that may come of it.

The catalogue is data. A case says what goes over the wire, byte by byte, and what a user is promised then: which error
by type, which exit code, how long at most, how much memory at most, which matches are kept, what the peer hears last.
Expectations come from the standard and from what a user needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ssl import TLSVersion
from typing import Any

from drivers.literal import A_ABORT_USER, A_RELEASE_RP, A_RELEASE_RQ, accept
from findscu.testing.scripted import Step

TIMEOUT = 0.3
"""Seconds, for each phase: TCP and TLS, association, response, end of a cancelled query, release."""

PATIENT = 20.0
"""The same over real sockets where no time-out is what ends the case, so that one could not pass for the right end."""

KIB, MIB = 1 << 10, 1 << 20

UNREAD = "(unreadable)"
"""Stands for a match whose structure is broken: it is delivered, its bytes are there, and reading it raises."""

ASSOCIATE = Step(accept((1, 0)), after=1)
RELEASE = Step(A_RELEASE_RP, after=1)


def answers(raw: bytes, **how: Any) -> Step:
    """What comes after the C-FIND-RQ, which is two PDUs."""
    return Step(raw, after=2, **how)


def provider_abort(reason: int) -> bytes:
    """A-ABORT of the service provider (PS3.8 Table 9-26)."""
    return bytes.fromhex("07 00 00000004 0000 02") + bytes([reason])


UNRECOGNIZED_PDU, UNEXPECTED_PDU, INVALID_PARAMETER = (provider_abort(reason) for reason in (1, 2, 6))
RELEASED, ABORTED = A_RELEASE_RQ, A_ABORT_USER


@dataclass(frozen=True)
class Case:
    """A misbehaviour.

    Attributes:
        name: what the peer does; "layer: ..." is put in front by the catalogue.
        steps: its script.
        error: the type of what ended the query, or of what a last status or the release came to; None for nothing.
        code: the exit code of the command.
        says: words that stand in the error, and in what the command says.
        matches: the names in the matches that are kept, in order.
        is_complete: whether the list may be called complete.
        heard: what the peer hears last; None where no word can reach it any more.
        seconds: how long it takes at most, on the virtual clock.
        memory: bytes that it takes at most, at any moment.
        warns: words of a warning that the command gives.
        is_about_sockets: whether it is also run on both real drivers.
        is_open_ended: whether over real sockets it depends on the machine how many matches come in time.
        ends_by_timeout: whether a time-out of ours is the right end.
        options: fields of `Settings` that differ.
        asked: arguments of `find`.
        words: words of the command that say the same.
        speaks_tls: whether we speak TLS.
        within: the version of TLS in which the peer plays its script after an honest handshake; None for none.
    """

    name: str
    steps: tuple[Step, ...]
    error: type[Exception] | None = None
    code: int = 0
    says: str = ""
    matches: tuple[str, ...] = ()
    is_complete: bool = False
    heard: bytes | None = None
    seconds: float = 0.0
    memory: int = MIB
    warns: str = ""
    is_about_sockets: bool = False
    is_open_ended: bool = False
    ends_by_timeout: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    speaks_tls: bool = False
    within: TLSVersion | None = None
