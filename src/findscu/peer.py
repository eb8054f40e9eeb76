"""Who is asked: the forms in which people write a DICOM peer, and the settings of an association with it."""

from __future__ import annotations

from . import errors
from .records import Record

DEFAULT_PORT = 104
"""The registered port "acr-nema", DICOM's own (PS3.8 §9.1.1)."""

DEFAULT_TLS_PORT = 2762
"""The registered port "dicom-tls" (PS3.15 B.12)."""

DEFAULT_CALLED_AE_TITLE = "ANY-SCP"
DEFAULT_CALLING_AE_TITLE = "FINDSCU"

_FORMS = "HOST PORT, HOST:PORT, AET@HOST:PORT, AET@[IPV6]:PORT or dicom://AET@HOST:PORT"


class Peer(Record):
    """A DICOM application to ask; `called_ae_title` is "" when nothing was said about it."""

    host: str
    port: int = DEFAULT_PORT
    called_ae_title: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.called_ae_title or DEFAULT_CALLED_AE_TITLE}@{host}:{self.port}"


def parse_peer(text: str, port: int | str | None = None, default_port: int = DEFAULT_PORT) -> Peer:
    """Read a peer in any of its forms: HOST, HOST:PORT, AET@HOST:PORT, AET@[IPV6]:PORT, dicom://AET@HOST:PORT/AET.

    Args:
        text: the peer; an IPv6 address with a port after it needs brackets.
        port: the port, when it stands by itself; then `text` holds none.
        default_port: the port when nobody names one.
    Raises:
        InvalidQuery: not one of the forms, or a port that is not within 1 to 65535.
    """
    rest, called_ae_title = text.strip(), ""
    if rest.lower().startswith("dicom://"):
        rest, _, path = rest[8:].partition("/")
        called_ae_title = path.strip("/")
    if "@" in rest:
        called_ae_title, _, rest = rest.rpartition("@")
    host, own_port = _split_port(rest, text)
    if not host:
        raise errors.InvalidQuery(f"peer {text!r} names no host", hint=f"write it as {_FORMS}")
    if own_port and port is not None:
        raise errors.InvalidQuery(f"peer {text!r} has a port, and port {port} follows", hint="give the port once")
    return Peer(host, _port_of(own_port or port, default_port), called_ae_title)


def _split_port(rest: str, text: str) -> tuple[str, str]:
    if rest.startswith("["):
        host, bracket, tail = rest[1:].partition("]")
        if not bracket or (tail and not tail.startswith(":")):
            raise errors.InvalidQuery(f"peer {text!r} has an unfinished [IPv6] address", hint=f"write it as {_FORMS}")
        return host, tail[1:]
    if rest.count(":") > 1:
        return rest, ""  # an IPv6 address without brackets
    host, _, port = rest.partition(":")
    return host, port


def _port_of(port: int | str | None, default_port: int) -> int:
    if port is None or port == "":
        return default_port
    text = str(port)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise errors.InvalidQuery(f"port {text!r} is no port number", hint="give a number from 1 to 65535")
    return int(text)
