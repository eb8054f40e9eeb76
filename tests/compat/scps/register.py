"""The table of scripted SCPs, and how one gets there."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable

from pydicom import Dataset

from compat.talk import EXPLICIT, IMPLICIT, Script, Talk, element

SCPS: dict[str, Script] = {}


def scp(name: str) -> Callable[[Script], Script]:
    """Enter a script under a name."""

    def enter(script: Script) -> Script:
        assert name not in SCPS, name
        SCPS[name] = script
        return script

    return enter


def answering(
    name: str,
    answers: Iterable[Dataset | bytes] = (),
    *more: bytes,
    status: int = 0,
    pending: int = 0xFF00,
    syntax: str = EXPLICIT,
    max_length: int = 16384,
) -> None:
    """Enter an SCP that gives the same answers to each query, then a final status."""
    kept = list(answers)

    @scp(name)
    def script(talk: Talk) -> None:
        talk.max_length = max_length
        talk.accept(syntax, EXPLICIT, IMPLICIT)
        for find in talk.finds():
            for answer in kept:
                talk.answer(find, answer, pending)
            talk.final(find, status, *more)


def comment(text: bytes) -> bytes:
    """Return Error Comment (0000,0902)."""
    return element(0x0902, text + b" " * (len(text) % 2))


def offending(*tags: int) -> bytes:
    """Return Offending Element (0000,0901)."""
    return element(0x0901, b"".join(struct.pack("<HH", tag >> 16, tag & 0xFFFF) for tag in tags))
