"""Read identifiers with pydicom and put them in a form in which two can be compared, element by element.

An identifier becomes a tuple of `Item`s: tag, VR and either the value's bytes or, for a sequence, identifiers again.
"""

from __future__ import annotations

import copy
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.filereader import read_dataset

IMPLICIT, BIG_ENDIAN, DEFLATED = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
BINARY = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")


class Item(NamedTuple):
    """One data element: its value's bytes as they were received, or the identifiers of a sequence's items."""

    tag: str
    vr: str
    value: bytes | tuple[tuple[Item, ...], ...]


def read_identifier(raw: bytes, syntax: str) -> pydicom.Dataset:
    """Read the bytes of an identifier."""
    if syntax == DEFLATED:
        raw = zlib.decompress(raw, -zlib.MAX_WBITS)
    return read_dataset(BytesIO(raw), syntax == IMPLICIT, syntax != BIG_ENDIAN)


def read_file(path: Path) -> pydicom.FileDataset:
    """Read a file, however odd."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path)


def raw_items(dataset: pydicom.Dataset) -> tuple[Item, ...]:
    """Return a data set that was just read as its elements' bytes, and leave it undecoded."""
    copied = copy.deepcopy(dataset)
    return tuple(_item(copied, tag) for tag in sorted(copied.keys()))


def _item(dataset: pydicom.Dataset, tag: pydicom.tag.BaseTag) -> Item:
    raw = dataset.get_item(tag)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decoded = dataset[tag]
    if decoded.VR == "SQ":
        return Item(str(tag), "SQ", tuple(raw_items(item) for item in decoded.value))
    if isinstance(raw, RawDataElement):
        return Item(str(tag), decoded.VR, raw.value or b"")
    assert decoded.is_empty or tag == 0x00080005, f"somebody has decoded {tag}"
    return Item(str(tag), decoded.VR, _encoded_terms(decoded.value) if decoded.value else b"")


def _encoded_terms(terms: str | list[str]) -> bytes:
    """Return the bytes of (0008,0005), the one element with a value that pydicom decodes while it reads."""
    text = terms if isinstance(terms, str) else "\\".join(terms)
    return text.encode("ascii") + b" " * (len(text) % 2)


def texts(dataset: pydicom.Dataset) -> dict[str, object]:
    """Return a data set as pydicom understands it: tag -> list of values, sequences as lists of such dictionaries.

    Private elements of unknown VR stay bytes, though pydicom knows the VR of many. Binary words are put in little
    endian order, which pydicom leaves as they came.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {str(tag): _values_of(dataset, tag) for tag in sorted(dataset.keys())}


WORD_LENGTHS = {"OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2}


def _little_endian(value: bytes, length: int) -> bytes:
    return b"".join(value[start : start + length][::-1] for start in range(0, len(value), length))


def _values_of(dataset: pydicom.Dataset, tag: pydicom.tag.BaseTag) -> list[object]:
    raw = dataset.get_item(tag)
    if isinstance(raw, RawDataElement) and raw.VR in (None, "UN") and tag.is_private and not tag.is_private_creator:
        return [raw.value] if raw.value else []
    if isinstance(raw, RawDataElement) and raw.VR in WORD_LENGTHS and not raw.is_little_endian:
        return [_little_endian(raw.value, WORD_LENGTHS[raw.VR])] if raw.value else []
    return _values(dataset[tag])


def _values(element: pydicom.DataElement) -> list[object]:
    if element.VR == "SQ":
        return [texts(item) for item in element.value]
    if element.is_empty:
        return []
    many = element.value if element.VM > 1 else [element.value]
    return [_value(element.VR, value) for value in many]


def _value(vr: str, value: object) -> object:
    if vr in ("DS", "IS"):
        return str(getattr(value, "original_string", value)).strip(" ")
    if vr == "AT":
        return int(value)  # type: ignore[call-overload]
    if isinstance(value, (bytes, int, float)):
        return value
    return str(value).strip(" ") if vr in PADDED_IN_FRONT else str(value)


PADDED_IN_FRONT = ("AE", "CS", "LO", "SH")
"""VRs in which blanks in front mean nothing either (PS3.5 §6.2, Table 6.2-1); pydicom keeps them."""
