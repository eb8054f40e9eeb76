"""The store of `-Xs`: all answers of an association as parts of one XML document."""

from __future__ import annotations

import os

from .dcm2xml import END_OF_ALL, START_OF_ALL, encode_part
from .dcmtk_charset import CannotConvert
from .dcmtk_tree import DEBUG, ERROR
from .files import DATA, NET, Store, StoreError, log_late
from .placing import combine, is_direct, open_temporary, remove_temporary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from ..matches import Match
    from .dcmtk_reader import TreeOf
    from .files import Log


class SingleXmlStore(Store):
    """Writes all answers into one XML file, as `-Xs` does; it appears when the store is closed.

    What is no regular file, such as a named pipe or /dev/stdout, is written to as the answers come.

    Args:
        directory: where the file goes, if its name is no absolute path.
        name: its name.
        tree_of: reads answers as DCMTK does.
        log: takes what DCMTK logs: the logger's name, the level, the text.
        has_new_vrs: whether VRs of after 1993 may be written.

    Attributes:
        path: the file.
    """

    def __init__(self, directory: str, name: str, tree_of: TreeOf, log: Log, *, has_new_vrs: bool = True) -> None:
        super().__init__(directory, name, lambda match, _: self._part(match))
        self.path = combine(directory, name)
        self._tree_of = tree_of
        self._log = log
        self._has_new_vrs = has_new_vrs
        self._file: BinaryIO | None = None
        self._temporary = ""
        self._unwritten = START_OF_ALL

    def open(self) -> None:
        """Open the file; raises `StoreError`."""
        try:
            if is_direct(self.path):
                self._file = open(self.path, "wb", buffering=0)  # noqa: SIM115 - closed by `close`
            else:
                self._temporary, self._file = open_temporary(self.path)
        except OSError as error:
            raise self._failed(error) from None

    def path_of(self, number: int) -> str:  # noqa: ARG002 - all go to the same
        """Return the one file."""
        return self.path

    def write(self, number: int, match: Match, model_uid: str) -> str:  # noqa: ARG002 - all go to the same
        """Write one answer; without a file, because `open` failed, nothing happens."""
        if self._file is None:
            return self.path
        self._log(NET, DEBUG, "Writing response dataset to XML file")
        try:
            self._write(self._file, self._encode(match, model_uid))
        except OSError as error:
            raise self._failed(error) from None
        return self.path

    def _part(self, match: Match) -> bytes:
        tree = self._tree_of(match)
        try:
            habits = {"has_new_vrs": self._has_new_vrs, "has_all_sets": self._tree_of.has_all_sets}
            part = encode_part(tree, self._tree_of.look_up, self._say, **habits)
        except CannotConvert as error:
            self._log(NET, ERROR, f"Writing XML file: {error}")
            return b""
        log_late(tree, self._log)
        return part

    def _say(self, level: int, text: str) -> None:
        self._log(DATA, level, text)

    def close(self) -> None:
        """Write how the file ends and put it in its place; raises `StoreError`."""
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            with file:
                self._write(file, END_OF_ALL)
            if self._temporary:
                os.replace(self._temporary, self.path)
        except OSError as error:
            raise self._failed(error) from None

    def _write(self, file: BinaryIO, part: bytes) -> None:
        start, self._unwritten = self._unwritten, b""
        file.write(start + part)

    def _failed(self, error: OSError) -> StoreError:
        """Give up: nothing more is written, and what was goes."""
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError:
            pass  # the reason is known already
        remove_temporary(self._temporary)
        return StoreError(self.path, error.strerror or str(error))
