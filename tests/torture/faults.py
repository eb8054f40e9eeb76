"""What a network may do to a conversation, one fault at a time."""

from __future__ import annotations

import random
from typing import NamedTuple

HARMLESS = ("split", "delay")
"""TCP may do this at any time: nobody has to notice."""

ENDING = ("cut", "reset", "half", "stall", "drip")
"""The connection ends, or nothing comes any more, or too slowly."""

FORGING = ("drop", "repeat", "corrupt")
"""Bytes are not what was sent. TCP rules it out and TLS proves it; without TLS a wrong name looks like a right one."""

KINDS = (*HARMLESS, *ENDING, *FORGING)


class Fault(NamedTuple):
    """What happens to the bytes of one direction.

    Attributes:
        kind: cut (closed in order), reset, half (only this direction is closed), stall (nothing is passed on any more),
            drip (a byte at a time from here on), delay (once), split (small pieces from here on), drop, repeat and
            corrupt (some bytes).
        is_from_peer: the direction.
        offset: how many bytes of it pass before.
        amount: bytes dropped or repeated, the length of pieces, or what is added to a byte.
    """

    kind: str
    is_from_peer: bool
    offset: int
    amount: int

    def __str__(self) -> str:
        whose = "the peer's" if self.is_from_peer else "our"
        return f"{self.kind} at byte {self.offset} of {whose} ({self.amount})"


def random_fault(source: random.Random, ours: int, theirs: int) -> Fault:
    """Choose a fault for a conversation of so many bytes from us and from the peer."""
    kind, is_from_peer, amount = source.choice(KINDS), source.random() < 0.7, source.randrange(1, 64)
    # Last: lengths differ a little from one TLS handshake to the next, and so would what is drawn after the offset.
    offset = source.randrange((theirs if is_from_peer else ours) + 1)
    return Fault(kind, is_from_peer, offset, amount)
