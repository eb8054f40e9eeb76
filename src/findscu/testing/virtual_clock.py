"""Runs flows against a script, without socket and without waiting: time passes by being looked at.

A `VirtualConnection` stands in for `transport.Connection`. A time-out of two minutes takes no time at all, and a
scenario gives the same result each time.
"""

from __future__ import annotations

from math import inf

from .scripted import Script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import TypeVar

    from ..transport import Conversation
    from .scripted import Step

    T = TypeVar("T")


class VirtualConnection:
    """A connection to a scripted peer, in virtual time. Has the methods of `transport.Connection`.

    Args:
        steps: what the peer does; see `scripted.Step`.
        now: the moment at which the connection opens, in seconds.

    Attributes:
        now: the current moment; set it to let time pass between flows.
        sent: all that the session sent.
        is_closed: whether `close` was called.
    """

    def __init__(self, steps: Iterable[Step] = (), *, now: float = 0.0) -> None:
        self.now = now
        self.sent = b""
        self.is_closed = False
        self._script = Script(steps, now)

    def run(self, session: Conversation, flow: Generator[float, tuple[float, bytes | None], T]) -> T:
        """Run a flow to its end and return its result; its errors pass through.

        Raises:
            AssertionError: the flow is willing to wait for ever, and the peer has nothing more to say.
        """
        try:
            until = next(flow)
            while True:
                self.flush(session)
                data = self._wait(until)
                until = flow.send((self.now, data))
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            flow.close()
            self.flush(session)

    def flush(self, session: Conversation) -> None:
        """Let the peer hear what the session wants sent."""
        data = session.data_to_send()
        self.sent += data
        self._script.hear(data, self.now)

    def close(self) -> None:
        """Note that the connection was closed."""
        self.is_closed = True

    def _wait(self, until: float) -> bytes | None:
        """Move on to what happens first: bytes, b"" at the end of the stream, or None when the moment passed."""
        due = self._script.due
        assert min(due, until) < inf, "the flow waits for ever"
        if due > until:
            self.now = max(self.now, until)
            return None
        self.now = max(self.now, due)
        return self._script.play(self.now).sends
