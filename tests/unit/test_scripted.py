"""What a script has a peer do: pieces, repetitions, half an end."""

from __future__ import annotations

import socket
from math import inf

from findscu.testing.scripted import Script, ScriptedPeer, Step

PDU = b"\x05\0\0\0\0\x04\0\0\0\0"


def play_all(script: Script, most: int = 100) -> list[tuple[float, bytes]]:
    """Play what is due as time passes: the moments and the bytes."""
    played = []
    while script.due < inf and len(played) < most:
        now = script.due
        played.append((now, script.play(now).sends))
    return played


def test_a_step_goes_out_in_pieces_each_after_its_delay():
    script = Script([Step(b"abcde", piece_length=2, delay=0.5), Step(b"!")], 10.0)
    assert play_all(script) == [(10.5, b"ab"), (11.0, b"cd"), (11.5, b"e"), (11.5, b"!")]


def test_a_step_is_repeated():
    script = Script([Step(b"ab", piece_length=1, repeats=2, delay=1.0), Step(b"!")], 0.0)
    assert play_all(script) == [(1.0, b"a"), (2.0, b"b"), (3.0, b"a"), (4.0, b"b"), (4.0, b"!")]


def test_a_step_without_end():
    assert play_all(Script([Step(b"x", repeats=0), Step(b"!")], 0.0)) == [(0.0, b"x")] * 100


def test_only_the_first_repetition_waits_for_the_client():
    script = Script([Step(b"x", after=1, repeats=2), Step(b"!", after=1)], 0.0)
    assert play_all(script) == []
    script.hear(PDU[:3], 1.0)
    assert play_all(script) == []
    script.hear(PDU[3:], 2.0)
    assert play_all(script) == [(2.0, b"x"), (2.0, b"x")]
    script.hear(PDU, 3.0)
    assert play_all(script) == [(3.0, b"!")]


def test_half_an_end_leaves_the_other_half():
    peer = ScriptedPeer([Step(b"", half_closes=True)])
    with peer, socket.create_connection(peer.address, timeout=10) as client:
        assert client.recv(10) == b""
        client.sendall(PDU)
    assert peer.received == [PDU]


def test_a_flood_does_not_drown_the_last_word():
    peer = ScriptedPeer([Step(b"x" * 1000, repeats=0)])
    with peer, socket.create_connection(peer.address, timeout=10) as client:
        assert client.recv(10) == b"x" * 10
        client.sendall(PDU)
    assert peer.received == [PDU]
