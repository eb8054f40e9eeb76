"""Host names to addresses, without waiting for the system longer than anybody wants to.

`getaddrinfo` takes its time, and neither a deadline nor a signal can cut it short. So a name is looked up in a thread
of its own, which tells through a socket when it is done; an address in numbers is read at once.
"""

from __future__ import annotations

import socket

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Address: TypeAlias = tuple[int, int, int, str, tuple[str | int, ...]]


class Lookup:
    """A name that is being looked up.

    Attributes:
        done: becomes readable when `addresses` can be asked. Close it, also when nobody waits any more.
    """

    def __init__(self, host: str, port: int, family: int) -> None:
        from threading import Thread  # late: most peers are named by their address

        self.done, self._teller = socket.socketpair()
        self.done.setblocking(False)
        self._found: list[Address] = []
        self._failure: errors.ConnectError | None = None
        Thread(target=self._work, args=(host, port, family), daemon=True).start()

    def addresses(self) -> list[Address]:
        """Return what was found.

        Raises:
            ConnectError: the name is unknown, or cannot be one.
        """
        if self._failure is not None:
            raise self._failure
        return self._found

    def _work(self, host: str, port: int, family: int) -> None:
        try:
            self._found = resolve(host, port, family)
        except errors.ConnectError as error:
            self._failure = error
        finally:
            self._teller.close()


def resolve(host: str, port: int, family: int) -> list[Address]:
    """Look up the addresses of a host, as `socket.getaddrinfo` returns them, for as long as that takes.

    Raises:
        ConnectError: the name is unknown, or cannot be one.
    """
    # A str would import the IDNA codec (9 ms) even for an address; ASCII bytes go to the system as they are.
    name: str | bytes = host.encode() if host.isascii() else host
    try:
        found = socket.getaddrinfo(name, port, family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise errors.ConnectError(
            f"unknown host {host}: {reason.lower()}",
            hint="check the spelling, or give the address in numbers",
            reason=str(error),
            unknown_host=host,
        ) from None
    return found  # type: ignore[return-value]


def too_late(host: str, *, limit: float, elapsed: float) -> errors.ConnectTimeout:
    """Put into an error of ours that the system did not find a name in time."""
    return errors.ConnectTimeout(
        f"no address for {host} within {limit:g} s",
        hint="see whether the name service of this machine answers, or give the address in numbers",
        limit=limit,
        elapsed=elapsed,
    )
