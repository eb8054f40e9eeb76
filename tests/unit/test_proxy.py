"""The way through an HTTP proxy: addresses, what is asked, what is understood; without a socket."""

from __future__ import annotations

import pytest

from findscu.errors import ConnectTimeout, InvalidQuery, ProxyError
from findscu.peer import Peer
from findscu.proxy import Proxy, Tunnel, parse_proxy

PEER = Peer("pacs.example", 104)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://proxy.example:3128/", Proxy("proxy.example", 3128)),
        ("http://proxy.example", Proxy("proxy.example", 8080)),
        ("proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://[::1]:3128", Proxy("::1", 3128)),
        ("http://user:p%40ss%3A@proxy:3128", Proxy("proxy", 3128, "user:p@ss:")),
        ("http://user@proxy:3128", Proxy("proxy", 3128, "user:")),
    ],
)
def test_addresses(text, expected):
    assert parse_proxy(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "https://proxy:3128",
        "socks5://proxy:1080",
        "http://proxy:0",
        "http://proxy:99999",
        "http://p:1/x",
    ],
)
def test_what_is_no_address(text):
    with pytest.raises(InvalidQuery) as caught:
        parse_proxy(text)
    assert "http://HOST:PORT" in caught.value.hint


def test_credentials_are_not_shown():
    assert "secret" not in repr(Proxy("proxy", 3128, "user:secret")) + str(Proxy("proxy", 3128, "user:secret"))


def opened(*pieces, proxy=Proxy("proxy", 3128), peer=PEER):  # noqa: B008 - a record never changes
    """Run a tunnel on what the proxy says; return what it was asked."""
    tunnel = Tunnel(proxy, peer)
    flow = tunnel.open(10.0, 10.0)
    assert next(flow) == 10.0
    asked = tunnel.data_to_send()
    with pytest.raises(StopIteration):
        for piece in pieces:
            flow.send((1.0, piece))
    assert not tunnel.data_to_send()
    return asked


def test_what_is_asked():
    asked = opened(b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert asked == b"CONNECT pacs.example:104 HTTP/1.1\r\nHost: pacs.example:104\r\n\r\n"


def test_credentials_are_sent():
    """The example of RFC 7617 §2."""
    asked = opened(b"HTTP/1.1 200 OK\r\n\r\n", proxy=Proxy("proxy", 3128, "Aladdin:open sesame"))
    assert asked.endswith(b"\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n")


@pytest.mark.parametrize(
    ("host", "expected"), [("::1", b"CONNECT [::1]:104 "), ("röntgen.example", b"CONNECT xn--rntgen-wxa.example:104 ")]
)
def test_how_the_peer_is_named(host, expected):
    assert opened(b"HTTP/1.1 200 OK\r\n\r\n", peer=Peer(host, 104)).startswith(expected)


@pytest.mark.parametrize("host", ["pacs\r\nX-Other: 1", "pacs other", "pacs\0", "ü" * 300, ""])
def test_a_name_that_is_none_is_never_sent(host):
    tunnel = Tunnel(Proxy("proxy"), Peer(host, 104))
    with pytest.raises(ProxyError) as caught:
        next(tunnel.open(10.0, 10.0))
    assert caught.value.reason == "that is no name of a host"
    assert not tunnel.data_to_send()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 Connection established\r\n\r\n",
        b"HTTP/1.1 200\r\nServer: x\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
)
def test_any_2xx_opens_the_way_in_whatever_pieces(answer):
    opened(answer)
    opened(*[bytes([byte]) for byte in answer])


def refused(*events):
    flow = Tunnel(Proxy("proxy", 3128), PEER).open(10.0, 10.0)
    next(flow)
    with pytest.raises((ProxyError, ConnectTimeout)) as caught:
        for event in events:
            flow.send(event)
    return caught.value


@pytest.mark.parametrize(
    ("status", "text", "hint"),
    [
        (403, "it does not let this host connect there", "allowed in the proxy's configuration"),
        (407, "it wants a user name and a password, others than given or any", "--proxy-auth"),
        (502, "it cannot connect to the peer", "as the proxy sees them"),
        (504, "the peer does not answer it in time", "as the proxy sees them"),
        (302, "it refuses", "log"),
        (599, "it refuses", "log"),
    ],
)
def test_refusals_are_told_in_words(status, text, hint):
    error = refused((1.0, b"HTTP/1.1 %d Whatever\r\n\r\n" % status))
    assert str(error) == f"no way to pacs.example:104 through proxy proxy:3128: {text} (HTTP {status})"
    assert hint in error.hint
    assert error.status == status


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([(1.0, b"")], "it closed the connection without an answer"),
        ([(1.0, b"HTTP/1.1 200 OK\r\n"), (2.0, b"")], "it closed the connection without an answer"),
        ([(1.0, b"SSH-2.0-OpenSSH_9.2\r\n")], "what answers is no HTTP proxy"),
        ([(1.0, b"\x15\x03\x01\0\x02\x02F")], "what answers is no HTTP proxy"),
        ([(1.0, b"HTTP/1.1 abc\r\n\r\n")], "what answers is no HTTP proxy"),
        ([(1.0, b"HTTP/1.1\r\n\r\n")], "what answers is no HTTP proxy"),
        ([(1.0, b"HTTP/1.1 200 OK\r\n\r\nmore")], "it sends more than its answer"),
        ([(1.0, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20000)], "its answer is longer than 16384 bytes"),
    ],
)
def test_what_is_no_answer(events, text):
    error = refused(*events)
    assert isinstance(error, ProxyError)
    assert error.reason == text


def test_a_trickle_does_not_put_off_the_end():
    error = refused((5.0, b"HTTP/1.1 "), (9.0, b"200"), (10.0, None))
    assert isinstance(error, ConnectTimeout)
    assert (str(error), error.limit, error.elapsed) == ("no way through proxy proxy:3128 within 10 s", 10.0, 10.0)


def test_a_trickle_after_the_time_is_the_end_too():
    error = refused((5.0, b"HTTP/1.1 "), (10.5, b"2"))
    assert isinstance(error, ConnectTimeout)
