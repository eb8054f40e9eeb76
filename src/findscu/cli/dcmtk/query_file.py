"""A query file as DCMTK reads it: a DICOM file or a bare data set, and nothing else."""

from __future__ import annotations

import struct

from ...errors import FindscuError
from ...identifier import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, SYNTAXES
from ...output.dcmtk_names import UNKNOWN_VR
from ...output.dcmtk_reader import read_tree
from ...output.dcmtk_tree import Tree
from ...values import LONG_VRS, VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...identifier import Syntax
    from .dictionary import Dictionary

END_OF_STREAM = "End of stream"
SUSPENDED = "I/O suspension or premature end of stream"

CODES = {
    "Invalid tag": 1,
    "Invalid stream": 4,
    END_OF_STREAM: 5,
    "Corrupted data": 6,
    SUSPENDED: 10,
    "Length of element larger than explicit length of surrounding item": 27,
    "Sequence Delimitation Item missing": 34,
    "Item Delimitation Item missing": 38,
    "Sequence Delimitation Item occurred before Item was completely read": 39,
    "Illegal element with OB or OW Value Representation and undefined length encountered": 51,
    "Illegal VOI LUT Sequence element with OB or OW Value Representation and explicit length encountered": 52,
}
"""DCMTK's numbers of what can be wrong with a file, in its module 1."""

_OTHER_CODE = 6


class BadFile(FindscuError):
    """A file that cannot be read; the message is DCMTK's reason.

    Attributes:
        messages: what DCMTK logs while it reads it: level and text.
    """

    messages: Iterable[tuple[int, str]] = ()

    @property
    def condition(self) -> str:
        """DCMTK's condition: module, code, text."""
        return f"0001:{CODES.get(self.message, _OTHER_CODE):04x} {self.message}"


def read_file(name: str, dictionary: Dictionary, *, corrects: bool = False) -> Tree:
    """Read the data set of a file; group 2 is left out.

    Raises:
        BadFile: it cannot be read to its end.
    """
    try:
        with open(name, "rb") as file:
            raw = file.read()
    except OSError:
        raise BadFile(SUSPENDED) from None
    if not raw:
        raise BadFile(END_OF_STREAM)
    syntax, start = EXPLICIT_LE, 132 if raw[128:132] == b"DICM" else 0
    uid, body = _skip_meta(raw, start)
    if body > len(raw) or (start and body == len(raw)):  # it breaks off within, or right behind the header
        body = start
    elif uid:
        syntax = SYNTAXES.get(uid, EXPLICIT_LE)
    else:
        syntax = _guess_syntax(raw[body : body + 6], dictionary)
    if body == len(raw):
        raise BadFile(SUSPENDED)
    tree = read_tree(raw[body:], syntax, corrects=corrects, look_up=dictionary.look_up, is_file=True)
    if tree.failure or tree.is_cut:
        raise BadFile(tree.failure or SUSPENDED, messages=tree.messages)
    return tree


def _skip_meta(raw: bytes, position: int) -> tuple[str, int]:
    """Return the Transfer Syntax UID that group 2 names, "" without one, and where it ends, beyond the file if cut.

    **Source**: PS3.10 §7.1: group 2 is in Explicit VR Little Endian.
    """
    uid = ""
    while raw[position : position + 2] == b"\x02\x00":
        header = raw[position : position + 12].ljust(12, b"\xff")
        is_long = header[4:6].decode("latin-1") in LONG_VRS
        length = struct.unpack("<I", header[8:])[0] if is_long else struct.unpack("<H", header[6:8])[0]
        start = position + (12 if is_long else 8)
        position = start + length
        if header[2:4] == b"\x10\x00":
            uid = raw[start:position].decode("latin-1").rstrip("\0 ")
    return uid, position


def _guess_syntax(head: bytes, dictionary: Dictionary) -> Syntax:
    """Guess the transfer syntax of a data set from its first six bytes: are the letters a VR, is the tag known?"""
    is_explicit = head[4:6].decode("latin-1") in VRS
    if len(head) < 4 or not is_explicit:
        return IMPLICIT_LE
    group, element = struct.unpack("<HH", head[:4])
    big_group, big_element = struct.unpack(">HH", head[:4])
    is_little = dictionary.look_up(group << 16 | element)[0] != UNKNOWN_VR
    is_big = dictionary.look_up(big_group << 16 | big_element)[0] != UNKNOWN_VR
    if is_little and is_big:
        is_little = not (group > 0xFF and big_group <= 0xFF)
    return EXPLICIT_BE if is_big and not is_little else EXPLICIT_LE
