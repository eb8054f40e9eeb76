"""A way through an HTTP proxy: one CONNECT before anything else is said, without a socket (RFC 9110 §9.3.6).

A `Tunnel` is to a driver what `tls.Channel` is: it has bytes to send, and a flow that runs until the way is open. After
that the connection is the peer's, for DICOM or for TLS. Loaded only when there is a proxy.
"""

from __future__ import annotations

from contextlib import contextmanager

from .errors import ConnectError, ConnectTimeout, InvalidQuery, ProxyError
from .limits import MAX_PROXY_ANSWER_LENGTH
from .records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from .peer import Peer

    Flow = Generator[float, tuple[float, bytes | None], None]

DEFAULT_PORT = 8080
"""What proxies listen on by custom; port 80, the scheme's own, is a web server as a rule."""

_FORMS = "http://HOST:PORT or http://USER:PASSWORD@HOST:PORT"

# What a proxy says instead of opening the way: words, advice. Source: RFC 9110 §15.
_REFUSALS = {
    400: ("it does not understand the request", "check that this is an HTTP proxy, and that it allows CONNECT"),
    401: ("it is a web server that wants a password, no proxy", "check the address of the proxy"),
    403: ("it does not let this host connect there", "have the peer and its port allowed in the proxy's configuration"),
    404: ("it is a web server, no proxy", "check the address of the proxy"),
    405: ("it does not allow CONNECT", "have CONNECT to the peer's port allowed in the proxy's configuration"),
    407: ("it wants a user name and a password, others than given or any", "give them with --proxy-auth"),
    500: ("it failed", "look into the proxy's log"),
    502: ("it cannot connect to the peer", "check the peer's host and port, as the proxy sees them"),
    503: ("it cannot connect to the peer now", "try again later, or look into the proxy's log"),
    504: ("the peer does not answer it in time", "check the peer's host and port, as the proxy sees them"),
}


class Proxy(Record):
    """An HTTP proxy; `credentials` is "USER:PASSWORD", or "" for none."""

    host: str
    port: int = DEFAULT_PORT
    credentials: str = ""

    def __str__(self) -> str:
        return f"{_bracketed(self.host)}:{self.port}"

    def __repr__(self) -> str:  # what lets somebody in must not end in a log
        return f"Proxy({self})"


def parse_proxy(text: str) -> Proxy:
    """Read http://HOST:PORT, with credentials before the host or without; percent-encoding is undone in them.

    Raises:
        InvalidQuery: it is no such address.
    """
    from urllib.parse import unquote, urlsplit

    try:
        url = urlsplit(text if "://" in text else f"http://{text}")
        host, port = url.hostname, url.port
    except ValueError:
        raise InvalidQuery("the proxy's address is none", hint=f"write it as {_FORMS}") from None
    if url.scheme != "http":
        raise InvalidQuery(f"a proxy is spoken to in HTTP, not {url.scheme}", hint=f"write it as {_FORMS}")
    if not host or port == 0 or url.path.strip("/") or url.query or url.fragment:
        raise InvalidQuery("the proxy's address is not one of the forms", hint=f"write it as {_FORMS}")
    credentials = "" if url.username is None else f"{unquote(url.username)}:{unquote(url.password or '')}"
    return Proxy(host, port or DEFAULT_PORT, credentials)


class Tunnel:
    """The way through a proxy to a peer; run `open` first, and then forget it."""

    def __init__(self, proxy: Proxy, peer: Peer) -> None:
        self._proxy = proxy
        self._peer = peer
        self._answer = bytearray()
        self._unsent = b""

    def data_to_send(self) -> bytes:
        """Take what is to be sent."""
        data, self._unsent = self._unsent, b""
        return data

    def open(self, until: float, limit: float) -> Flow:
        """Ask for the way and wait until it is open.

        Args:
            until: the moment at which it is too late.
            limit: the seconds that this comes from, for words.
        Raises:
            ProxyError: the proxy refuses, or is none.
            ConnectTimeout: it did not answer in time.
        **Source**: RFC 9110 §9.3.6; RFC 9112 §3.2.3, §4.
        """
        self._unsent = self._request()
        now = until - limit
        while (end := self._answer.find(b"\r\n\r\n")) < 0:
            if now >= until:
                raise self._late(limit, limit + now - until)
            now, data = yield until
            if data == b"":
                raise self._error("it closed the connection without an answer", "check that this is an HTTP proxy")
            self._take(data or b"")
        self._judge(bytes(self._answer[:end]))
        if len(self._answer) > end + 4:
            raise self._error("it sends more than its answer", "look into the proxy's log")

    def _request(self) -> bytes:
        target = f"{_bracketed(self._host())}:{self._peer.port}"
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        if self._proxy.credentials:
            from base64 import b64encode

            lines.append(f"Proxy-Authorization: Basic {b64encode(self._proxy.credentials.encode()).decode()}")
        return "\r\n".join([*lines, "", ""]).encode()

    def _host(self) -> str:
        """Return the peer's name as it goes into a request: nothing in it may end the line."""
        host = self._peer.host
        try:
            host = host if host.isascii() else host.encode("idna").decode()
        except UnicodeError:
            host = ""
        if not host or " " in host or not host.isprintable():
            raise self._error("that is no name of a host", "check the spelling, or give the address in numbers")
        return host

    def _take(self, data: bytes) -> None:
        self._answer += data
        if not b"HTTP/".startswith(bytes(self._answer[:5])):
            raise self._error("what answers is no HTTP proxy", "check the address of the proxy")
        if len(self._answer) > MAX_PROXY_ANSWER_LENGTH:
            raise self._error(f"its answer is longer than {MAX_PROXY_ANSWER_LENGTH} bytes", "look into the proxy's log")

    def _judge(self, head: bytes) -> None:
        """Read the status line; any 2xx opens the way."""
        words = head.partition(b"\r\n")[0].split(b" ", 2)
        code = words[1] if len(words) > 1 else b""
        if len(code) != 3 or not code.isdigit():
            raise self._error("what answers is no HTTP proxy", "check the address of the proxy")
        status = int(code)
        if not 200 <= status < 300:
            text, hint = _REFUSALS.get(status, ("it refuses", "look into the proxy's log"))
            raise self._error(f"{text} (HTTP {status})", hint, status)

    def _error(self, text: str, hint: str, status: int = 0) -> ProxyError:
        message = f"no way to {_bracketed(self._peer.host)}:{self._peer.port} through proxy {self._proxy}: {text}"
        return ProxyError(message, hint=hint, reason=text, status=status)

    def _late(self, limit: float, elapsed: float) -> ConnectTimeout:
        return ConnectTimeout(
            f"no way through proxy {self._proxy} within {limit:g} s",
            hint="check that the proxy can reach the peer, and that no firewall drops its packets",
            limit=limit,
            elapsed=elapsed,
        )


@contextmanager
def naming_the_proxy() -> Iterator[None]:
    """Say of an error of connecting that it was the proxy that could not be reached."""
    try:
        yield
    except (ConnectError, ConnectTimeout) as error:
        error.message = f"proxy: {error.message}"
        error.hint = "check the address of the proxy (--proxy)"
        raise


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
