"""Ctrl-C and SIGTERM, as a flag and a socket that becomes readable. They raise nothing, but into a write that hangs."""

from __future__ import annotations

import signal
import socket

from ..output.sink import Abandoned
from .exit_codes import INTERRUPTED, TERMINATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any, Self

    from ..output.sink import StreamSink, Talk


_MOMENT = 0.2
"""Seconds that a write may take when all is over."""


class Interrupts:
    """While entered, catches SIGINT and SIGTERM, and writes to `wakeup` for the driver to see.

    Args:
        is_patient: whether the first Ctrl-C leaves time for a C-CANCEL.
        streams: where matches and messages go; a write that its reader keeps waiting is given up when there is no
            time left.

    Attributes:
        wakeup: readable once a signal came; hand it to `connect`.
        count: how often Ctrl-C was pressed.
        is_terminated: whether SIGTERM came.
    """

    def __init__(self, *, is_patient: bool = True, streams: Sequence[StreamSink | Talk | None] = ()) -> None:
        self._streams = streams
        self.wakeup, self._writer = socket.socketpair()
        self.wakeup.setblocking(False)
        self._writer.setblocking(False)
        self.count = 0
        self._patience = 1 if is_patient else 0
        self.is_terminated = False
        self._is_timed = False
        self._previous: dict[int, Any] = {}
        self._previous_descriptor: int | None = None

    @property
    def must_abort(self) -> bool:
        """Whether there is no time for a C-CANCEL: SIGTERM, or one Ctrl-C too many."""
        return self.is_terminated or self.count > self._patience

    @property
    def exit_code(self) -> int:
        """The exit code to end with, 0 when nothing came."""
        return TERMINATED if self.is_terminated else INTERRUPTED if self.count else 0

    def clear(self) -> None:
        """Let the driver wait again."""
        try:
            self.wakeup.recv(64)
        except BlockingIOError:
            pass

    def _catch(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            self.count += 1
        else:
            self.is_terminated = True
        if self.must_abort:  # whatever still blocks, the next signal ends the process
            signal.signal(number, signal.SIG_DFL)
            self._give_up_writing()

    def _give_up_writing(self, *_: object) -> None:
        """Give up a write that its reader keeps waiting; look again in a moment for one that begins only then."""
        if hasattr(signal, "setitimer"):
            self._is_timed = True
            self._previous.setdefault(signal.SIGALRM, signal.signal(signal.SIGALRM, self._give_up_writing))
            signal.setitimer(signal.ITIMER_REAL, _MOMENT)
        if any(stream is not None and stream.is_writing for stream in self._streams):
            raise Abandoned

    def __enter__(self) -> Self:
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                if signal.getsignal(number) not in (signal.SIG_IGN, None):  # whoever started us wants it ignored
                    self._previous[number] = signal.signal(number, self._catch)
            self._previous_descriptor = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        except ValueError:
            pass  # not in the main thread: signals are not ours
        return self

    def __exit__(self, *_: object) -> None:
        if self._previous_descriptor is not None:
            signal.set_wakeup_fd(self._previous_descriptor)
        if self._is_timed:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self.wakeup.close()
        self._writer.close()
