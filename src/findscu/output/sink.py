"""Where the bytes of a writer go: standard output; a file that appears whole or not at all is `file_sink`'s.

A reader that closes its end of the pipe (`| head`) is no error: `is_broken` says that nobody listens any more, and
what is written from then on is dropped. Everything else that goes wrong is an `OutputError`. Messages go through
`Talk`: their reader must not keep a run from its end either.
"""

from __future__ import annotations

from errno import EINVAL, EPIPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO, TextIO


class OutputError(Exception):
    """The output cannot be written; the text says where and why."""


class Abandoned(BaseException):
    """Raised by a signal into a write that waits for its reader, when nobody has the time any more."""


class Talk:
    """Passes messages on to a stream, until a write is given up; what is written from then on is dropped.

    Args:
        stream: of text, or of bytes.
        whole: what this is the `buffer` of.

    Attributes:
        is_writing: whether a write is under way, so that `Abandoned` may be raised.
    """

    def __init__(self, stream: TextIO | BinaryIO, whole: Talk | None = None) -> None:
        self._stream = stream
        self._whole = whole or self
        self._is_over = False
        self.is_writing = False

    def write(self, content: str | bytes) -> None:
        """Write, unless it has been given up."""
        self._whole._do(self._stream.write, content)

    def flush(self) -> None:
        """Flush, unless it has been given up."""
        self._whole._do(self._stream.flush)

    @property
    def buffer(self) -> Talk:
        """The stream of bytes below a stream of text, if it has one."""
        return Talk(self._stream.buffer, self._whole)  # type: ignore[union-attr]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _do(self, action: Callable[..., object], *content: str | bytes) -> None:
        if self._is_over:
            return
        try:
            self.is_writing = True
            action(*content)
        except Abandoned:
            self._is_over = True
        finally:
            self.is_writing = False


class StreamSink:
    """Writes to an open binary stream, such as standard output, and flushes after each write.

    Attributes:
        is_broken: whether what is written from now on is dropped.
        is_writing: whether a write is under way, so that `Abandoned` may be raised.
    """

    def __init__(self, stream: BinaryIO | None, name: str = "standard output") -> None:
        self._stream = stream
        self._name = name
        self.is_broken = False
        self.is_writing = False

    def write(self, content: bytes) -> None:
        """Write at once, so that the reader has it before anybody waits.

        Raises:
            OutputError: the bytes cannot be written.
        """
        if not content or self.is_broken:
            return
        if self._stream is None:
            raise OutputError(f"cannot write to {self._name}: it is closed")
        try:
            self._write_at_once(self._stream, content)
        except Abandoned:
            self.is_broken = True
        except OSError as error:
            if error.errno not in (EPIPE, EINVAL):  # EINVAL: how Windows says that the reader is gone
                raise OutputError(f"cannot write to {self._name}: {reason_of(error)}") from None
            self.is_broken = True

    def _write_at_once(self, stream: BinaryIO, content: bytes) -> None:
        try:
            self.is_writing = True
            stream.write(content)
            stream.flush()
        finally:
            self.is_writing = False

    def commit(self) -> None:
        """Say that the output is as whole as it gets."""

    def discard(self) -> None:
        """Say that the output is not wanted."""


def open_sink(path: str | None, stdout: BinaryIO | None) -> StreamSink:
    """Return the sink for `-o path`; without a path, or for "-", it is standard output.

    Raises:
        OutputError: the file cannot be made.
    """
    if path is None or path == "-":
        return StreamSink(stdout)
    from .file_sink import FileSink

    return FileSink(path)


def reason_of(error: OSError) -> str:
    """Return what the system says is wrong."""
    return (error.strerror or str(error)).lower()
