"""Query files: DICOM files with or without header, bare data sets, text dumps, DICOM JSON, pydicom's data sets.

What a file is, is told by its content and never by its name. Text dumps are read in `dump`, DICOM JSON in
`dicom_json`. What a query has to look like is no matter here.
"""

from __future__ import annotations

import struct

from .dump import read_dump
from .errors import DataError, DecodeError, InvalidQuery
from .identifier import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, SYNTAXES, DataSet, Syntax, decode_dataset
from .values import LONG_VRS, VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pydicom

TRANSFER_SYNTAX_UID = 0x0010
PIXEL_DATA = 0x7FE00010
TRAILING_PADDING = 0xFFFCFFFC

_HINT = "give a DICOM file, a text dump in dump2dcm's form, or DICOM JSON"
_JSON_HINT = "give one data set in the DICOM JSON model (PS3.18 Annex F)"


def read_query_file(raw: bytes, name: str) -> DataSet:
    """Read one query.

    File meta information (group 0002) and command elements (group 0000) are left out.

    Args:
        raw: The whole file.
        name: What to call it in errors.

    Raises:
        InvalidQuery: It is none of the known kinds, or broken; the message names the file and the place.
    """
    dataset = _read(raw, name)
    for tag in [tag for tag in dataset if tag >> 16 in (0x0000, 0x0002) or tag == TRAILING_PADDING]:
        del dataset[tag]
    return dataset


def read_pydicom(dataset: pydicom.Dataset) -> DataSet:
    """Take over a data set of pydicom.

    Raises:
        InvalidQuery: pydicom cannot write it, or it holds something that is no data element.
    """
    from .dicom_json import parse_dataset

    try:
        return parse_dataset(dataset.to_json_dict())
    except (DataError, TypeError, ValueError, AttributeError) as error:
        raise InvalidQuery(f"the data set cannot be read: {error}", hint="give a pydicom Dataset") from error


def _read(raw: bytes, name: str) -> DataSet:
    if not raw.strip():
        raise InvalidQuery(f"{name} is empty", hint=_HINT)
    if raw[128:132] == b"DICM":
        return _read_dicom(raw, 132, name)
    if not _is_text(raw):
        return _read_dicom(raw, 0, name)
    return _read_json(raw, name) if _begins_with(raw, "{[") else read_dump(raw, name)


def _is_text(raw: bytes) -> bool:
    """Tell text by the absence of NUL, which the first tags and lengths of any data set hold."""
    return raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in raw[:64]


def _begins_with(raw: bytes, characters: str) -> bool:
    start = raw[:1024].translate(None, b" \t\r\n\0\xef\xbb\xbf\xff\xfe")[:1]
    return bool(start) and start in characters.encode()


def _read_dicom(raw: bytes, start: int, name: str) -> DataSet:
    try:
        uid, start = _skip_meta(raw, start)
        syntax = _syntax_of(uid, raw[start:])
        dataset = decode_dataset(raw[start:], syntax)
    except (DecodeError, struct.error) as error:
        raise InvalidQuery(f"{name} cannot be read as a DICOM data set: {error}", hint=_HINT) from None
    if uid and uid not in SYNTAXES and dataset.pop(PIXEL_DATA, None) is not None:
        raise InvalidQuery(f"{name} holds compressed pixel data, which no query can", hint="remove its PixelData")
    return dataset


def _skip_meta(raw: bytes, position: int) -> tuple[str, int]:
    """Return the Transfer Syntax UID of the file meta information, "" without any, and where the data set begins.

    **Source**: PS3.10 §7.1: group 0002, in Explicit VR Little Endian.
    """
    uid = ""
    while raw[position : position + 2] == b"\x02\x00":
        element, letters = struct.unpack_from("<H2s", raw, position + 2)
        if letters.decode("latin-1") in LONG_VRS:
            length, value = struct.unpack_from("<I", raw, position + 8)[0], position + 12
        else:
            length, value = struct.unpack_from("<H", raw, position + 6)[0], position + 8
        position = value + length
        if element == TRANSFER_SYNTAX_UID:
            uid = raw[value:position].decode("latin-1").rstrip("\0 ")
    return uid, position


def _syntax_of(uid: str, raw: bytes) -> Syntax:
    """Choose the transfer syntax: the one named, Explicit LE for the compressed ones, by looks when none is named."""
    if uid:
        return SYNTAXES.get(uid, EXPLICIT_LE)
    if raw[4:6].decode("latin-1") not in VRS:
        return IMPLICIT_LE
    return EXPLICIT_BE if raw[0] == 0 and raw[1] != 0 else EXPLICIT_LE


def _read_json(raw: bytes, name: str) -> DataSet:
    import json

    from .dicom_json import parse_dataset

    try:
        found = json.loads(raw)
    except json.JSONDecodeError as error:
        message = f"{name}, line {error.lineno}, column {error.colno}: not JSON: {error.msg.lower()}"
        raise InvalidQuery(message, hint=_JSON_HINT) from None
    except (ValueError, RecursionError):  # not UTF-8; a number of 5,000 digits; arrays in arrays without end
        raise InvalidQuery(f"{name}: not JSON that can be read", hint=_JSON_HINT) from None
    if isinstance(found, list):
        if len(found) != 1:
            raise InvalidQuery(f"{name} holds {len(found)} data sets, expected 1", hint="give each query a file")
        found = found[0]
    try:
        dataset = parse_dataset(found)
    except DataError as error:
        raise InvalidQuery(f"{name}: {error}", hint=_JSON_HINT) from None
    for issue in dataset.issues:
        raise InvalidQuery(f"{name}: {issue.path}: {issue.message}", hint="put the value into the file")
    return dataset
