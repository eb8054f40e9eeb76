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

NEWER = ("--empty-value-matching", "--multiple-value-matching")
ALL_MEANINGS = (
    "relational queries, date and time matched as one, fuzzy matching of names, time zone adjustment, "
    "conversion of enhanced images"
)


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
        ("-S", ("--empty-value-matching",), extended(STUDY, b"\0\0\0\0\0\1")),
        ("-S", ("--multiple-value-matching",), extended(STUDY, b"\0\0\0\0\0\0\1")),
        ("-S", (*ALL, *NEWER), extended(STUDY, b"\1\1\1\1\1\1\1")),
        ("-M", ("repository", *NEWER), extended(b"1.2.840.10008.5.1.4.1.1.201.6", b"\0\0\0\0\0\1\1")),
    ],
)
def test_what_is_proposed(findscu: Command, model: str, options: tuple[str, ...], expected: bytes) -> None:
    with ScriptedPeer([Step(b"", after=1)]) as peer:
        findscu(peer.host, peer.port, "-k", "PatientName=", model, *options)
    assert peer.received[0].count(expected) == 1


def test_nothing_is_proposed_unless_asked_for(findscu: Command) -> None:
    with ScriptedPeer([Step(b"", after=1)]) as peer:
        findscu(peer.host, peer.port, "-S", "-k", "PatientName=")
    assert b"\x56\0\0" not in peer.received[0]


@pytest.mark.parametrize("model", ["-W", "-U"])
@pytest.mark.parametrize("option", ["--relational-query", "--dt-matching", "--enhanced-conversion", *NEWER])
def test_what_a_worklist_does_not_know(findscu: Command, model: str, option: str) -> None:
    result = findscu("host", 104, model, "-k", "PatientName=", option)
    assert result.code == 1
    assert result.lines[0].startswith(f"{option} means nothing for")


@pytest.mark.parametrize(
    ("answer", "said", "denied"),
    [
        (extended(STUDY, b"\1\0\1\0\0"), "relational queries, fuzzy matching of names", True),
        (extended(STUDY, b"\1\1\1\1\1\1\1"), ALL_MEANINGS, False),
        (extended(STUDY, b"\1"), "relational queries", True),
        (extended(STUDY, b"\0\0\0\0\0"), "nothing of what was asked", False),
        (b"", "nothing of what was asked", False),
    ],
)
def test_what_the_peer_supports_is_said(findscu: Command, answer: bytes, said: str, denied: bool) -> None:
    steps = [Step(accept_with(answer), after=1), Step(response(0), after=2), Step(RELEASED, after=1)]
    with ScriptedPeer(steps) as peer:
        result = findscu(peer.host, peer.port, "-S", "-v", "-k", "QueryRetrieveLevel=STUDY", *ALL)
    title = "Study Root Query/Retrieve Information Model - FIND"
    assert f"  supported for {title}: {said}" in result.lines
    assert any(line.startswith(f"  not supported for {title}: ") for line in result.lines) == denied


def test_of_a_worklist_the_reserved_bytes_say_nothing(findscu: Command) -> None:
    """PS3.4 §K.5.1: the first two bytes are always 1."""
    accept = accept_with(extended(WORKLIST, b"\1\1\0\1"))
    with ScriptedPeer([Step(accept, after=1), Step(response(0), after=2), Step(RELEASED, after=1)]) as peer:
        result = findscu(peer.host, peer.port, "-W", "-v", "-k", "PatientName=", "--fuzzy-names", "--timezone-adj")
    title = "Modality Worklist Information Model - FIND"
    assert f"  supported for {title}: time zone adjustment" in result.lines
    assert f"  not supported for {title}: fuzzy matching of names" in result.lines


class TestOperationsWindow:
    """PS3.7 §D.3.3.3, Tables D.3-7 and D.3-8."""

    @pytest.mark.parametrize(("number", "sent"), [("5", b"\0\5\0\1"), ("0", b"\0\0\0\1")])
    def test_it_is_proposed(self, findscu: Command, number: str, sent: bytes) -> None:
        with ScriptedPeer([Step(b"", after=1)]) as peer:
            findscu(peer.host, peer.port, "-S", "-k", "PatientName=", "--operations-window", number)
        assert item(0x53, sent) in peer.received[0]

    @pytest.mark.parametrize(
        ("answer", "said"),
        [(item(0x53, b"\0\3\0\1"), "3 of 5"), (item(0x53, bytes(4)), "any number of 5"), (b"", "1 of 5")],
    )
    def test_what_the_peer_allows_is_said(self, findscu: Command, answer: bytes, said: str) -> None:
        with ScriptedPeer([Step(accept_with(answer), after=1), Step(response(0), after=2)]) as peer:
            words = ("-S", "-v", "-k", "PatientName=", "--operations-window", 5, "--release-timeout", 0.1)
            result = findscu(peer.host, peer.port, *words)
        assert f"  operations that may be outstanding: {said}; findscu uses 1" in result.lines


@pytest.mark.parametrize(("word", "number"), [("low", 2), ("medium", 0), ("high", 1), (None, 0)])
def test_priority(findscu: Command, word: str | None, number: int) -> None:
    """PS3.7 §9.3.2.1: (0000,0700) is 2 for low, 0 for medium, 1 for high."""
    options = ("--priority", word) if word else ()
    with ScriptedPeer([Step(ACCEPT, after=1), Step(response(0), after=2)]) as peer:
        findscu(peer.host, peer.port, "-S", "-k", "PatientName=", "--release-timeout", 0.1, *options)
    assert b"\0\0\0\7\2\0\0\0" + struct.pack("<H", number) in peer.received[0]


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
def test_native_options_in_the_dialects(findscu: Command, dialect: str) -> None:
    words = ("-S", "-k", "PatientName=", "--empty-value-matching", "--operations-window", 2, "--user", "jane")
    with ScriptedPeer([Step(b"", after=1)]) as peer:
        findscu("--dialect", dialect, "-ta", 1, *words, peer.host, peer.port)
    assert extended(STUDY, b"\0\0\0\0\0\1") in peer.received[0]
    assert item(0x53, b"\0\2\0\1") in peer.received[0]
    assert item(0x58, b"\1\1\0\4jane\0\0") in peer.received[0]
