"""Stores: answers as files, one each or all in one. `sink` is for what is one stream.

A name comes from a counter and never from the peer. A file is written under a temporary name beside its place and then
put there, whole or not at all; a symbolic link at that place is replaced, not followed.
"""

from __future__ import annotations

from .dcmtk_tree import WARN
from .placing import combine, replace_file
from .sink import OutputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..matches import Match
    from .dcmtk_reader import TreeOf
    from .dcmtk_tree import Tree
    from .xml_store import SingleXmlStore

    Encode = Callable[[Match, str], bytes]
    Log = Callable[[str, int, str], None]

DCMTK_NAME, NUMBERED_NAME, XML_NAME = "rsp%04d.dcm", "rsp%06d.dcm", "rsp%04d.xml"

NET, DATA = "dcmtk.dcmnet", "dcmtk.dcmdata"
"""DCMTK's loggers that speak while answers are written."""

LIMIT_REACHED = (
    "Maximum number of responses already written to file ... not writing this and all following responses to file"
)
LIMIT_PASSED = "Maximum number of responses already written to file ... not writing this response to file"
"""What DCMTK says of the first answer beyond `-Xlo`, at INFO, and of the later ones, at DEBUG."""


class StoreError(OutputError):
    """An answer cannot be written to its file.

    Attributes:
        path: the file.
        reason: why, as the system says it: "No space left on device".
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"cannot write to {path}: {reason[:1].lower()}{reason[1:]}")
        self.path = path
        self.reason = reason


class Store:
    """Writes each answer into a file of its own.

    Drive it in this order: `open` when the association stands, `write` for each answer, `close` at the end whatever
    happened.

    Args:
        directory: where the files go; must exist.
        name: their names, with a place for the number.
        encode: makes the content of a file of a match and the UID of the query's information model.
    """

    def __init__(self, directory: str, name: str, encode: Encode) -> None:
        self._directory = directory
        self._name = name
        self._encode = encode

    def open(self) -> None:
        """Prepare for answers.

        Raises:
            StoreError: there can be none.
        """

    def path_of(self, number: int) -> str:
        """Return the file that an answer goes to."""
        return combine(self._directory, self._name % number)

    def write(self, number: int, match: Match, model_uid: str) -> str:
        """Write one answer.

        Args:
            number: counts them; the caller knows how.
            match: the answer.
            model_uid: what was asked.
        Returns:
            The file's path.

        Raises:
            StoreError: it cannot be written; what stood in its place is untouched.
        """
        path = self.path_of(number)
        try:
            replace_file(path, self._encode(match, model_uid))
        except OSError as error:
            raise StoreError(path, error.strerror or str(error)) from None
        return path

    def close(self) -> None:
        """Finish.

        Raises:
            StoreError: what was written before cannot be kept.
        """


def native_store(directory: str) -> Store:
    """Return the store of `--format dicom`: answers as they came, of the SOP class that was asked for."""
    return Store(directory, NUMBERED_NAME, _encode_as_received)


def pynetdicom_store(directory: str, encode: Encode) -> Store:
    """Return the store of pynetdicom's `-w`; `encode` makes a file of a match and its model's UID."""
    return Store(directory, NUMBERED_NAME, encode)


def _encode_as_received(match: Match, model_uid: str) -> bytes:
    from .part10 import encode_file, new_uid

    return encode_file(match.declared(), match.syntax, model_uid.encode("ascii"), new_uid())


def dcmtk_store(
    directory: str, tree_of: TreeOf, log: Log, *, has_new_vrs: bool = True, deflate_level: int = 6
) -> Store:
    """Return the store of `-X`: DICOM files as DCMTK writes them."""

    def encode(match: Match, _: str) -> bytes:
        from .dcmtk_writer import encode_tree_file

        tree = tree_of(match)
        raw, warnings = encode_tree_file(tree, has_new_vrs=has_new_vrs, deflate_level=deflate_level)
        tree.late_messages.reverse()  # DCMTK copies the data set first, from its end
        log_late(tree, log)
        for text in warnings:
            log(DATA, WARN, text)
        return raw

    return Store(directory, DCMTK_NAME, encode)


def dcmtk_xml_store(directory: str, tree_of: TreeOf, log: Log, *, has_new_vrs: bool = True) -> Store:
    """Return the store of `-Xx`: an XML file for each answer."""

    def encode(match: Match, _: str) -> bytes:
        from .dcm2xml import encode_document

        tree = tree_of(match)
        habits = {"has_new_vrs": has_new_vrs, "has_all_sets": tree_of.has_all_sets}
        raw = encode_document(tree, tree_of.look_up, lambda level, text: log(NET, level, text), **habits)
        log_late(tree, log)
        return raw

    return Store(directory, XML_NAME, encode)


def log_late(tree: Tree, log: Log) -> None:
    """Log what DCMTK says when it first looks at values, once."""
    for _, text in tree.late_messages:
        log(DATA, WARN, text)
    tree.late_messages.clear()


def dcmtk_single_xml_store(
    directory: str, name: str, tree_of: TreeOf, log: Log, *, has_new_vrs: bool = True
) -> SingleXmlStore:
    """Return the store of `-Xs`: one XML file for all answers."""
    from .xml_store import SingleXmlStore

    return SingleXmlStore(directory, name, tree_of, log, has_new_vrs=has_new_vrs)
