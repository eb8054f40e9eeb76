"""Text that may hold bytes of any kind, on its way to a terminal, a pipe or a file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))}
"""Control characters but for the line feed; the upper ones are sequences of escape for some terminals."""


class RawText:
    """Writes text to a stream: bytes that are no UTF-8 stand in it as lone surrogates and go out as they came.

    On a terminal control characters are shown escaped: a peer has no business with the cursor. A stream that fails is
    not written to again.

    Args:
        stream: a text stream with a `buffer` below it; without one the text itself is written; a binary stream; None
            for nowhere.
    """

    def __init__(self, stream: TextIO | BinaryIO | None) -> None:
        is_text = hasattr(stream, "encoding")
        self._stream = stream
        self._buffer: BinaryIO | None = getattr(stream, "buffer", None) if is_text else stream  # type: ignore[assignment]
        self._is_terminal = stream is not None and stream.isatty()

    def write(self, text: str) -> None:
        """Write and flush."""
        if self._stream is None:
            return
        if self._is_terminal:
            text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").translate(_ESCAPES)
        try:
            if self._buffer is None:
                self._stream.write(text)  # type: ignore[call-overload]
                return
            self._stream.flush()
            self._buffer.write(text.encode("utf-8", "surrogateescape"))
            self._buffer.flush()
        except OSError:
            self._stream = None  # nobody listens

    def flush(self) -> None:
        """Do nothing: `write` has."""
