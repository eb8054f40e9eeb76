"""SOP class extended negotiation of the command: the bytes of PS3.4 that go out, and what is said of the answer."""

from __future__ import annotations

import struct

import pytest

from cli.command import Command
from cli.literal import ACCEPT, RELEASED, item, pdu, response
from findscu.testing.scripted import ScriptedPeer, Step

STUDY = b"1.2.840.10008.5.1.4.1.2.2.1"
WORKLIST = b"1.2.840.10008.5.1.4.31"
UPS_PULL = b"1.2.840.10008.5.1.4.34.6.3"

ALL = ("--relational-query", "--dt-matching", "--fuzzy-names", "--timezone-adj", "--enhanced-conversion")


def extended(uid: bytes, information: bytes) -> bytes:
    """Return a SOP Class Extended Negotiation sub-item (PS3.7 Table D.3-10)."""
    return item(0x56, struct.pack(">H", len(uid)) + uid + information)


def accept_with(sub_item: bytes) -> bytes:
    """Return an A-ASSOCIATE-AC whose user information holds one more sub-item."""
    body = ACCEPT[6:]
    start = body.index(b"\x50\0\0")
    return pdu(0x02, body[:start] + item(0x50, body[start + 4 :] + sub_item))


@pytest.mark.parametrize(
    ("model", "options", "expected"),
    [
        ("-S", ALL, extended(STUDY, b"\1\1\1\1\1")),
        ("-S", ("--relational-query",), extended(STUDY, b"\1\0\0\0\0")),
        ("-S", ("--dt-matching",), extended(STUDY, b"\0\1\0\0\0")),
        ("-S", ("--fuzzy-names", "--enhanced-conversion"), extended(STUDY, b"\0\0\1\0\1")),
        ("-S", ("--timezone-adj",), extended(STUDY, b"\0\0\0\1\0")),
        ("-W", ("--fuzzy-names",), extended(WORKLIST, b"\1\1\1\0")),
        ("-W", ("--timezone-adj",), extended(WORKLIST, b"\1\1\0\1")),
        ("-U", ("--fuzzy-names", "--timezone-adj"), extended(UPS_PULL, b"\1\1\1\1")),
    ],
)
def test_what_is_proposed(findscu: Command, model: str, options: tuple[str, ...], expected: bytes) -> None:
    with ScriptedPeer([Step(b"", after=1)]) as peer:
        findscu(peer.host, peer.port, model, "-k", "PatientName=", *options)
    assert peer.received[0].count(expected) == 1


def test_nothing_is_proposed_unless_asked_for(findscu: Command) -> None:
    with ScriptedPeer([Step(b"", after=1)]) as peer:
        findscu(peer.host, peer.port, "-S", "-k", "PatientName=")
    assert b"\x56\0\0" not in peer.received[0]


@pytest.mark.parametrize("model", ["-W", "-U"])
@pytest.mark.parametrize("option", ["--relational-query", "--dt-matching", "--enhanced-conversion"])
def test_what_a_worklist_does_not_know(findscu: Command, model: str, option: str) -> None:
    result = findscu("host", 104, model, "-k", "PatientName=", option)
    assert result.code == 1
    assert result.lines[0].startswith(f"{option} means nothing for")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (extended(STUDY, b"\1\0\1\0\0"), "relational queries, fuzzy matching of names"),
        (extended(STUDY, b"\0\0\0\0\0"), "nothing of what was asked"),
        (b"", "nothing of what was asked"),
    ],
)
def test_what_the_peer_supports_is_said(findscu: Command, answer: bytes, said: str) -> None:
    steps = [Step(accept_with(answer), after=1), Step(response(0), after=2), Step(RELEASED, after=1)]
    with ScriptedPeer(steps) as peer:
        result = findscu(peer.host, peer.port, "-S", "-v", "-k", "QueryRetrieveLevel=STUDY", *ALL)
    title = "Study Root Query/Retrieve Information Model - FIND"
    assert f"  supported for {title}: {said}" in result.lines
