"""Output to a file that appears whole or not at all."""

from __future__ import annotations

import os

from .sink import OutputError, StreamSink, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


class FileSink(StreamSink):
    """Writes a file under a temporary name beside it; `commit` puts it in place of the old one, `discard` removes it.

    The path is the user's own, so a symbolic link is followed and an existing file is replaced, keeping its mode. What
    is no regular file (a device, a named pipe) is written directly.
    """

    def __init__(self, path: str) -> None:
        self._path = os.path.realpath(path)
        self._temporary = ""
        try:
            stream = self._open()
        except OSError as error:
            raise OutputError(f"cannot write to {path}: {reason_of(error)}") from None
        super().__init__(stream, path)

    def _open(self) -> BinaryIO:
        exists = os.path.exists(self._path)
        if exists and not os.path.isfile(self._path):
            return open(self._path, "wb", buffering=0)
        mode = os.stat(self._path).st_mode & 0o777 if exists else 0o666
        temporary = f"{self._path}.{os.getpid()}.part"
        stream = open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode))  # noqa: SIM115 - kept
        self._temporary = temporary
        return stream

    def commit(self) -> None:
        """Put the file in place.

        Raises:
            OutputError: the last bytes cannot be written, or the file cannot be renamed; the old one is untouched.
        """
        assert self._stream is not None
        if self.is_broken:
            return  # given up in the middle: `discard` follows
        try:
            self._stream.close()
            if self._temporary:
                os.replace(self._temporary, self._path)
                self._temporary = ""
        except OSError as error:
            raise OutputError(f"cannot write to {self._name}: {reason_of(error)}") from None

    def discard(self) -> None:
        """Remove what was written; after `commit` this does nothing."""
        assert self._stream is not None
        try:
            self._stream.close()
        except OSError:
            pass  # the reason was told when it was written
        if self._temporary:
            try:
                os.unlink(self._temporary)
            except OSError:
                pass  # whoever was faster, nothing is left of it
            self._temporary = ""
