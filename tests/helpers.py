"""What the tests of any codec need: bytes that can be commented, and each case read three ways."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

Feed = Callable[[bytes], list[Any]]
"""Takes a chunk of a stream, returns what the chunk completed."""


def from_hex(text: str) -> bytes:
    """Read annotated hexadecimal: `#` begins a comment, 'quoted' words are ASCII, `20*9` is a byte nine times."""
    return b"".join(_word(word) for line in text.splitlines() for word in line.split("#")[0].split())


def _word(word: str) -> bytes:
    if word.startswith("'"):
        return word.strip("'").encode("ascii")
    digits, _, count = word.partition("*")
    return bytes.fromhex(digits) * int(count or 1)


def three_ways(make_feed: Callable[[], Feed], raw: bytes, expected: list[Any], *, tail: bytes = b"\x05\x00") -> None:
    """Read a case whole, byte by byte and with a tail, and expect the same each time.

    Args:
        make_feed: makes a fresh reader, as the function that takes its chunks.
        raw: the case.
        expected: what it completes, in order. A single thing must not be complete before the last byte.
        tail: what follows it on the stream and completes nothing; by default the beginning of an A-RELEASE-RQ.
    """
    assert make_feed()(raw) == expected

    feed = make_feed()
    before_last = feed_bytes(feed, raw[:-1])
    assert before_last + feed(raw[-1:]) == expected
    if len(expected) == 1:
        assert before_last == []

    assert make_feed()(raw + tail) == expected


def three_ways_to_fail(
    make_feed: Callable[[], Feed], raw: bytes, error: type[Exception], match: str | None = None
) -> None:
    """Read a broken case whole, byte by byte and with a tail, and expect the same error each time."""
    for chunks in ([raw], [bytes([byte]) for byte in raw], [raw + b"\x05\x00"]):
        feed = make_feed()
        with pytest.raises(error, match=match):
            for chunk in chunks:
                feed(chunk)


def feed_bytes(feed: Feed, raw: bytes) -> list[Any]:
    """Feed byte by byte; return what all of them completed."""
    return [thing for byte in raw for thing in feed(bytes([byte]))]


def chop(raw: bytes, seed: int) -> list[bytes]:
    """Chop bytes into chunks of random lengths, the same ones for the same seed."""
    chooser = random.Random(seed)
    chunks = []
    while raw:
        length = chooser.randint(1, len(raw))
        chunks.append(raw[:length])
        raw = raw[length:]
    return chunks
