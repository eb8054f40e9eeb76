"""Identifiers, the data sets that queries and answers are: the front door of the codec (PS3.5, PS3.6).

Behind it: `elements` (what a data set is), `reader` and `encoder` (bytes to data sets
and back), `columns` (the fast way from bytes to rendered text). Text and tags: `charset`, `dictionary`.
"""

from __future__ import annotations

from .columns import Columns, Items
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element, Issue
from .encoder import encode_dataset
from .reader import decode_dataset, inflate
from .uids import DEFLATED_LE, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, SYNTAXES, Syntax

__all__ = [
    "DEFLATED_LE",
    "EXPLICIT_BE",
    "EXPLICIT_LE",
    "IMPLICIT_LE",
    "SPECIFIC_CHARACTER_SET",
    "SYNTAXES",
    "Columns",
    "DataSet",
    "Element",
    "Issue",
    "Items",
    "Syntax",
    "decode_dataset",
    "encode_dataset",
    "inflate",
]
