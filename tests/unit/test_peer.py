"""The forms of a peer."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidQuery
from findscu.peer import Peer, parse_peer


@pytest.mark.parametrize(
    ("text", "port", "peer"),
    [
        ("pacs", None, Peer("pacs", 104)),
        ("pacs", 11112, Peer("pacs", 11112)),
        ("pacs", "11112", Peer("pacs", 11112)),
        ("pacs:11112", None, Peer("pacs", 11112)),
        ("PACS@10.0.0.5:104", None, Peer("10.0.0.5", 104, "PACS")),
        ("PACS@pacs", 4242, Peer("pacs", 4242, "PACS")),
        ("MY PACS@pacs:4242", None, Peer("pacs", 4242, "MY PACS")),
        ("A@B@pacs", None, Peer("pacs", 104, "A@B")),
        ("PACS@[::1]:11112", None, Peer("::1", 11112, "PACS")),
        ("[::1]", None, Peer("::1", 104)),
        ("::1", 11112, Peer("::1", 11112)),
        ("fe80::1%eth0", None, Peer("fe80::1%eth0", 104)),
        ("dicom://PACS@host.example:4242", None, Peer("host.example", 4242, "PACS")),
        ("DICOM://host:4242/PACS", None, Peer("host", 4242, "PACS")),
        (" pacs ", None, Peer("pacs", 104)),
    ],
)
def test_forms(text, port, peer):
    assert parse_peer(text, port) == peer


@pytest.mark.parametrize(
    ("text", "port", "words"),
    [
        ("", None, "names no host"),
        ("PACS@", None, "names no host"),
        ("PACS@:104", None, "names no host"),
        ("pacs:0", None, "port '0'"),
        ("pacs", 65536, "port '65536'"),
        ("pacs:dicom", None, "port 'dicom'"),
        ("pacs", "-1", "port '-1'"),
        ("pacs:104", 104, "has a port, and port 104 follows"),
        ("[::1", None, "unfinished"),
        ("[::1]104", None, "unfinished"),
    ],
)
def test_what_is_no_peer(text, port, words):
    with pytest.raises(InvalidQuery) as caught:
        parse_peer(text, port)
    assert words in str(caught.value)
    assert caught.value.hint


def test_text():
    assert str(Peer("::1", 11112, "PACS")) == "PACS@[::1]:11112"
    assert str(Peer("pacs")) == "ANY-SCP@pacs:104"
