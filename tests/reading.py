"""What the tests of reading data sets need: each case is read whole and cut off at each byte."""

import pytest

from findscu.errors import DecodeError
from findscu.identifier import EXPLICIT_LE, decode_dataset
from helpers import from_hex

ITEM, ITEM_END, SEQUENCE_END = "FEFF00E0", "FEFF0DE0 00000000", "FEFFDDE0 00000000"
UNDEFINED = "FFFFFFFF"
CT = "0800 6000 'CS' 0400 'CT' 20 20"
"""Modality in Explicit VR, 12 bytes."""


def read(text, syntax=EXPLICIT_LE):
    """Read annotated bytes whole; and cut off at each byte, which must give whole elements or an error."""
    raw = from_hex(text)
    dataset = decode_dataset(raw, syntax)
    elements = list(dataset.values())
    for length in range(len(raw)):
        try:
            part = decode_dataset(raw[:length], syntax)
        except DecodeError as error:
            assert 0 <= error.offset <= length
        else:
            assert list(part.values()) == elements[: len(part)]
    return dataset


def refuse(text, match, syntax=EXPLICIT_LE):
    """Expect annotated bytes to be refused; return the error."""
    with pytest.raises(DecodeError, match=match) as caught:
        decode_dataset(from_hex(text), syntax)
    return caught.value
