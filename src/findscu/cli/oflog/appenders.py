"""Where events go: the base of the appenders, the console, a file, nowhere."""

from __future__ import annotations

from .hierarchy import NOT_SET, Event
from .layouts import Layout, SimpleLayout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, Protocol

    from .filters import Filter

    Complain = Callable[[str, str], None]

    class TextStream(Protocol):
        """What text is written to; bytes that are none are lone surrogates in it."""

        def write(self, text: str, /) -> object:
            """Write some text."""

        def flush(self) -> object:
            """Hand over what was written."""


class Appender:
    """Base of the appenders.

    Attributes:
        layout: how events become text.
        threshold: the least level that passes; NOT_SET for any.
        filters: what decides on those.
    """

    def __init__(self) -> None:
        self.layout: Layout = SimpleLayout()
        self.threshold = NOT_SET
        self.filters: list[Filter] = []
        self._is_closed = False

    def handle(self, event: Event) -> None:
        """Take an event, if threshold and filters let it pass."""
        if self._is_closed or (self.threshold != NOT_SET and event.level < self.threshold):
            return
        for each in self.filters:
            decision = each.decide(event)
            if decision is not None:
                if not decision:
                    return
                break
        self.append(event)

    def append(self, event: Event) -> None:
        """Take an event that passed."""
        raise NotImplementedError

    def close(self) -> None:
        """Take no more events."""
        if not self._is_closed:
            self._is_closed = True
            self.finish()

    def finish(self) -> None:
        """Give back what is held."""


class NullAppender(Appender):
    """Sends events nowhere."""

    def append(self, event: Event) -> None:
        """Forget it."""


class ConsoleAppender(Appender):
    """Writes to standard output or standard error. A stream that is gone is no reason to stop.

    Args:
        stream: one of them.
        is_flushed: whether each event is handed over at once.
    """

    def __init__(self, stream: TextStream, *, is_flushed: bool = False) -> None:
        super().__init__()
        self._stream: TextStream | None = stream
        self._is_flushed = is_flushed

    def append(self, event: Event) -> None:
        """Write it."""
        if self._stream is None:
            return
        try:
            self._stream.write(self.layout.format(event))
            if self._is_flushed:
                self._stream.flush()
        except (OSError, ValueError):
            self._stream = None  # nobody listens

    def finish(self) -> None:
        """Hand over what is left."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except (OSError, ValueError):
            pass  # nobody listened


class FileAppender(Appender):
    """Writes to a file.

    Args:
        path: the file.
        complain: takes what is wrong: ERROR or WARN, and a sentence.
        appends: whether what is in it stays.
        is_flushed: whether each event is written at once.
    """

    def __init__(self, path: str, complain: Complain, *, appends: bool = False, is_flushed: bool = True) -> None:
        super().__init__()
        self.path = path
        self._complain: Complain | None = complain
        self._is_flushed = is_flushed
        self._file: BinaryIO | None = None
        if not path:
            self._complain_once("Invalid filename")
            return
        self._open(appends=appends)
        if self._file is None:
            self._complain_once(f"Unable to open file: {path}")

    def append(self, event: Event) -> None:
        """Write it."""
        if self._file is None:
            self._complain_once(f"file is not open: {self.path}")
            return
        try:
            self._file.write(self.layout.format(event).encode("utf-8", "surrogateescape"))
            if self._is_flushed:
                self._file.flush()
        except OSError:
            self._file = None

    def finish(self) -> None:
        """Close the file."""
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError:
            pass  # nothing more can be done about it

    def _open(self, *, appends: bool) -> None:
        try:
            self._file = open(self.path, "ab" if appends else "wb")  # noqa: SIM115 - closed by `finish`
        except OSError:
            self._file = None

    def _complain_once(self, message: str) -> None:
        complain, self._complain = self._complain, None
        if complain is not None:
            complain("ERROR", message)
