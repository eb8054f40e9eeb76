"""A Repository Query that the peer cuts short, as a user of the command sees it (PS3.4 §C.6.4)."""

from __future__ import annotations

import struct

import pytest

from cli.command import Command
from cli.literal import ACCEPT, RELEASED, element, fragment
from findscu.testing.scripted import ScriptedPeer, Step

PRIOR_RECORD_KEY = b"\x08\0\x1c\x04OB\0\0"


def found(message_id: int, key: bytes) -> bytes:
    """A match with a Record Key and a Study ID."""
    identifier = b"\x08\0\x1b\x04OB\0\0" + struct.pack("<L", len(key)) + key + b"\x20\0\x10\0SH\2\0S%d" % message_id
    return answer(message_id, 0xFF00, has_identifier=True) + fragment(0x02, identifier)


def answer(message_id: int, status: int, *, has_identifier: bool = False) -> bytes:
    command = (
        element(0x0100, struct.pack("<H", 0x8020))
        + element(0x0120, struct.pack("<H", message_id))
        + element(0x0800, struct.pack("<H", 1 if has_identifier else 0x0101))
        + element(0x0900, struct.pack("<H", status))
    )
    return fragment(0x03, element(0x0000, struct.pack("<L", len(command))) + command)


FIRST = found(1, b"\0\1") + found(1, b"\0\2") + answer(1, 0xB001)
WORDS = ("-M", "repository", "-L", "STUDY", "--jsonl", "-v")


def test_it_is_continued_to_the_end(findscu: Command) -> None:
    second = found(2, b"\0\3") + answer(2, 0)
    with ScriptedPeer(
        [Step(ACCEPT, after=1), Step(FIRST, after=2), Step(second, after=2), Step(RELEASED, after=1)]
    ) as peer:
        result = findscu(peer.host, peer.port, *WORDS)
    assert (result.code, result.out.count("\n")) == (0, 3)
    assert peer.received[0].count(PRIOR_RECORD_KEY + b"\2\0\0\0\0\2") == 1
    assert any("3 matches in " in line and ", asked for 2 times; final status 0x0000" in line for line in result.lines)


def test_a_limit_ends_it(findscu: Command) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), Step(FIRST, after=2), Step(RELEASED, after=1)]) as peer:
        result = findscu(peer.host, peer.port, *WORDS, "--limit", 2)
    assert (result.code, result.out.count("\n")) == (0, 2)
    assert PRIOR_RECORD_KEY not in peer.received[0]


@pytest.mark.parametrize(
    ("words", "answers"),
    [((*WORDS, "--no-continue"), FIRST), (WORDS, answer(1, 0xB001)), (("-L", "STUDY", "--jsonl"), FIRST)],
    ids=["--no-continue", "nothing came", "another model"],
)
def test_else_the_list_is_incomplete(findscu: Command, words: tuple[str, ...], answers: bytes) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), Step(answers, after=2), Step(RELEASED, after=1)]) as peer:
        result = findscu(peer.host, peer.port, *words)
    assert result.code == 6
    assert any("0xB001 (response limit reached)" in line for line in result.lines)
    assert "hint: continue with the last Record Key as Prior Record Key" in result.lines


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
def test_the_older_programs_ask_once(findscu: Command, dialect: str) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), Step(FIRST, after=2), Step(RELEASED, after=1)]) as peer:
        words = ("-M", "repository", "-k", "QueryRetrieveLevel=STUDY", "-k", "RecordKey", "-ta", 1)
        findscu("--dialect", dialect, *words, peer.host, peer.port)
    assert PRIOR_RECORD_KEY not in peer.received[0]
