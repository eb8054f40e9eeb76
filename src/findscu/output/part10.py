"""DICOM files around an identifier: preamble, prefix, file meta information.

**Source**: PS3.10 §7.1; the meta information is always in Explicit VR Little Endian.
"""

from __future__ import annotations

import struct

from ..uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..identifier import Syntax

PREAMBLE = bytes(128) + b"DICM"


def encode_file(identifier: bytes, syntax: Syntax, sop_class: bytes, sop_instance: bytes) -> bytes:
    """Return a whole file.

    Args:
        identifier: the bytes of the data set, as they are to stand in the file.
        syntax: the transfer syntax that they are in.
        sop_class: (0002,0002), what kind of object the file holds; without padding.
        sop_instance: (0002,0003), its UID.

    **Layout**: 128 zeros; DICM; (0002,0000) to (0002,0013); the data set.
    """
    meta = (
        struct.pack("<HH2sHI", 2, 0x0001, b"OB", 0, 2)
        + b"\0\1"
        + _element(0x0002, b"UI", sop_class)
        + _element(0x0003, b"UI", sop_instance)
        + _element(0x0010, b"UI", syntax.uid.encode("ascii"))
        + _element(0x0012, b"UI", IMPLEMENTATION_CLASS_UID.encode("ascii"))
        + _element(0x0013, b"SH", IMPLEMENTATION_VERSION_NAME.encode("ascii"))
    )
    return PREAMBLE + struct.pack("<HH2sHI", 2, 0x0000, b"UL", 4, len(meta)) + meta + identifier


def new_uid() -> bytes:
    """Return a new UID, made of a random UUID (PS3.5 Annex B.2)."""
    from uuid import uuid4

    return f"2.25.{uuid4().int}".encode("ascii")


def _element(number: int, vr: bytes, value: bytes) -> bytes:
    padded = value + (b" " if vr == b"SH" else b"\0") * (len(value) % 2)
    return struct.pack("<HH2sH", 2, number, vr, len(padded)) + padded
