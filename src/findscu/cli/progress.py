"""How far a long answer has come: one line on a terminal that is written over and over, and wiped out at the end."""

from __future__ import annotations

import os
from time import monotonic

from .screens import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, TextIO

    from .option import Arguments

PATIENCE = 1.0
"""Seconds that a query may take before it is worth a word."""

INTERVAL = 0.2
"""Seconds between two looks at the same line."""

_WIPE = "\r\x1b[K"


class Progress:
    """The line that says how many matches came, and how many come in a second.

    Args:
        stream: a terminal.
        clock: returns seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._is_shown = False
        self.begin()

    def begin(self) -> None:
        """Start anew: a query has been sent."""
        self._count = 0
        self._start = self._clock()
        self._next = self._start + PATIENCE

    def received(self, count: int) -> None:
        """Count matches, and show how many there are from time to time."""
        self._count += count
        now = self._clock()
        if now < self._next:
            return
        self._next = now + INTERVAL
        rate = self._count / (now - self._start)
        self._write(f"{_WIPE}{self._count:,} matches, {rate:,.0f} a second")
        self._is_shown = True

    def wipe(self) -> None:
        """Take the line away, before anything else is written to the terminal."""
        if self._is_shown:
            self._is_shown = False
            self._write(_WIPE)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            pass  # nobody looks


def progress_for(arguments: Arguments, stderr: TextIO, stdout: BinaryIO | None) -> Progress | None:
    """Return the progress of a line, None where it would not be seen, or where matches themselves are."""
    if not is_terminal(stderr) or os.environ.get("TERM") == "dumb":
        return None
    has_file = arguments.output not in (None, "-") or arguments.format == "dicom"
    is_at_end = arguments.sort or arguments.count_by or arguments.format == "count"
    return Progress(stderr) if has_file or is_at_end or not is_terminal(stdout) else None
