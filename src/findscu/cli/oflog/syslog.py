"""The system's log: of this machine, or of another by UDP (RFC 5424)."""

from __future__ import annotations

import os
import socket

from .appenders import Appender
from .clock import format_moment
from .hierarchy import ERROR, FATAL, INFO, WARN, Event
from .patterns import host_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .appenders import Complain

FACILITIES = {
    "kern": 0,
    "user": 1,
    "mail": 2,
    "daemon": 3,
    "auth": 4,
    "syslog": 5,
    "lpr": 6,
    "news": 7,
    "uucp": 8,
    "cron": 9,
    "authpriv": 10,
    "ftp": 11,
    **{f"local{number}": 16 + number for number in range(8)},
}
"""Numbers of RFC 5424, Table 1, by the names that the C library has for them."""


def facility_of(text: str, complain: Complain) -> int:
    """Return the number of a facility, that of `user` when there is none of that name."""
    name = text.lower()
    if name and name not in FACILITIES:
        complain("ERROR", f"Unknown syslog facility: {name}")
    return FACILITIES.get(name, FACILITIES["user"])


def severity_of(level: int) -> int:
    """Return the severity of a level (RFC 5424, Table 2)."""
    for above, severity in ((INFO, 7), (WARN, 6), (ERROR, 4), (FATAL, 3), (FATAL + 1, 2)):
        if level < above:
            return severity
    return 1


class LocalSysLogAppender(Appender):
    """Sends events to the log of this machine; raises ImportError where there is none."""

    def __init__(self, ident: str, facility: int) -> None:
        import syslog

        super().__init__()
        self._syslog = syslog.syslog
        self._close = syslog.closelog
        self._facility = facility
        syslog.openlog(ident) if ident else syslog.openlog()

    def append(self, event: Event) -> None:
        """Send it."""
        text = self.layout.format(event).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self._syslog(self._facility << 3 | severity_of(event.level), text.replace("\0", ""))

    def finish(self) -> None:
        """Close the log."""
        self._close()


class RemoteSysLogAppender(Appender):
    """Sends events to another machine by UDP, one a datagram."""

    def __init__(self, ident: str, facility: int, host: str, port: int, complain: Complain) -> None:
        super().__init__()
        self._ident = ident
        self._facility = facility
        self._complain = complain
        self._address = (host, port)
        self._host_name = host_name(is_full=True)
        self._socket = _open(self._address)

    def append(self, event: Event) -> None:
        """Send it.

        **Layout**: `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID - MSG` (RFC 5424 §6).
        """
        moment = format_moment(event.moment, "%Y-%m-%dT%H:%M:%S.%qZ", True)
        priority = self._facility << 3 | severity_of(event.level)
        head = f"<{priority}>1 {moment} {self._host_name} {self._ident} {os.getpid()} {event.logger_name} - "
        try:
            if self._socket is None:
                raise OSError
            self._socket.send((head + self.layout.format(event)).encode("utf-8", "surrogateescape"))
        except OSError:
            self._complain("WARN", "SysLogAppender::appendRemote- socket write failed")
            self.finish()
            self._socket = _open(self._address)

    def finish(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()


def _open(address: tuple[str, int]) -> socket.socket | None:
    """Return a socket from which datagrams go to an address; None when it has no such name."""
    found = None
    try:
        found = socket.getaddrinfo(*address, socket.AF_UNSPEC, socket.SOCK_DGRAM)[0]
        connected = socket.socket(*found[:3])
    except OSError:
        return None
    try:
        connected.connect(found[4])
    except OSError:
        connected.close()
        return None
    return connected
