"""Names and numbers to addresses; what both drivers make of it is in `test_transport`."""

from __future__ import annotations

import socket
from select import select

import pytest

from findscu.errors import ConnectError
from findscu.lookup import Lookup, resolve, too_late


def test_a_name_is_looked_up_beside_everything_else() -> None:
    lookup = Lookup("localhost", 104, socket.AF_UNSPEC)
    assert select([lookup.done], [], [], 10)[0]
    assert {address[4][1] for address in lookup.addresses()} == {104}
    lookup.done.close()


def test_an_unknown_name() -> None:
    lookup = Lookup("no-such-host.invalid", 104, socket.AF_UNSPEC)
    assert select([lookup.done], [], [], 30)[0]
    with pytest.raises(ConnectError, match=r"unknown host no-such-host\.invalid") as caught:
        lookup.addresses()
    assert caught.value.unknown_host == "no-such-host.invalid"
    lookup.done.close()


def test_who_waits_no_more_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [])
    lookup = Lookup("pacs.example", 104, socket.AF_UNSPEC)
    lookup.done.close()  # the thread closes its own end


def test_a_host_is_resolved_for_as_long_as_it_takes() -> None:
    assert resolve("127.0.0.1", 11112, socket.AF_INET)[0][4] == ("127.0.0.1", 11112)


def test_too_late() -> None:
    error = too_late("pacs.example", limit=0.5, elapsed=0.6)
    assert str(error) == "no address for pacs.example within 0.5 s"
    assert (error.limit, error.elapsed) == (0.5, 0.6)
