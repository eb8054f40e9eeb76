"""Are two data sets the same? What pydicom reads from the raw identifier is the measure."""

from __future__ import annotations

import math
import warnings
import zlib
from io import BytesIO
from typing import Any

from pydicom import Dataset
from pydicom.filereader import read_dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import PersonName

from compat.talk import BIG_ENDIAN, DEFLATED, IMPLICIT

NUMBERS_IN_TEXT = ("DS", "IS")
FLOATS = ("FD", "FL")
WORD_LENGTHS = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
PADDED_IN_FRONT = ("AE", "CS", "LO", "SH")
"""Leading spaces mean nothing in them (PS3.5 Table 6.2-1); pydicom keeps some of them."""


def reading_of(raw: bytes, syntax: str) -> Dataset:
    """Return what pydicom reads from an identifier."""
    if syntax == DEFLATED:
        raw = zlib.decompress(raw, -zlib.MAX_WBITS)
    dataset = decoded(read_dataset(BytesIO(raw), syntax == IMPLICIT, syntax != BIG_ENDIAN))
    return with_turned_words(dataset) if syntax == BIG_ENDIAN else dataset


def with_turned_words(dataset: Dataset) -> Dataset:
    """Turn the bytes of the words of OW and its like in place: pydicom leaves them in the order of the stream."""
    for element in dataset.iterall():
        length = WORD_LENGTHS.get(element.VR, 1)
        if element.value and length > 1:
            starts = range(0, len(element.value), length)
            element.value = b"".join([element.value[start : start + length][::-1] for start in starts])
    return dataset


def decoded(dataset: Dataset) -> Dataset:
    """Decode all text in place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some names are longer than they may be
        dataset.decode()
    return dataset


def differences(expected: Dataset, found: Dataset, *, precision: float = 0.0) -> list[str]:
    """Return how data sets differ; nothing when they are the same.

    (0008,0005) and group lengths speak about bytes and may differ. `precision` is what a reader does to floating point.
    """
    expected_tags, found_tags = _tags(expected), _tags(found)
    told = [f"{tag} is {'missing' if tag in expected_tags else 'new'}" for tag in sorted(expected_tags ^ found_tags)]
    for tag in sorted(expected_tags & found_tags):
        told += _element_differences(expected[tag], found[tag], precision)
    return told


def _tags(dataset: Dataset) -> set[Any]:
    return {element.tag for element in dataset if element.tag.element and element.tag != 0x00080005}


def _element_differences(expected: Any, found: Any, precision: float) -> list[str]:
    if expected.VR != found.VR:
        return [f"{expected.tag} is {found.VR}, expected {expected.VR}"]
    ours, theirs = values_of(found), values_of(expected)
    if len(ours) != len(theirs):
        return [f"{expected.tag} has {len(ours)} values {ours!r:.200}, expected {theirs!r:.200}"]
    pairs = zip(theirs, ours, strict=True)
    if expected.VR == "SQ":
        return [
            f"{expected.tag}: {told}" for one, other in pairs for told in differences(one, other, precision=precision)
        ]
    return [
        f"{expected.tag} is {other!r:.200}, expected {one!r:.200}"
        for one, other in pairs
        if not _is_same(expected.VR, one, other, precision)
    ]


def values_of(element: Any) -> list[Any]:
    """Return the values of an element of pydicom's as a list."""
    value = element.value
    if element.VR == "SQ" or isinstance(value, (MultiValue, list)):
        return list(value)
    return [] if value is None or value in ("", b"") or str(value) == "" else [value]


def _is_same(vr: str, expected: Any, found: Any, precision: float) -> bool:
    if vr in FLOATS:
        return expected == found or math.isclose(expected, found, rel_tol=precision)
    if vr in NUMBERS_IN_TEXT:
        return _number(expected) == _number(found)
    if vr == "PN":
        return _name(expected) == _name(found)
    if vr in PADDED_IN_FRONT:
        expected, found = (expected or "").lstrip(" "), (found or "").lstrip(" ")
    return bool(expected == found) or (expected in ("", None) and found in ("", None))


def _number(value: Any) -> float | None:
    return None if value in ("", None) else float(value)


def _name(value: Any) -> str:
    return str(value or PersonName("")).rstrip("=")
