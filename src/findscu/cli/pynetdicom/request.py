"""The query of a line: its file and its keys, put together as pynetdicom does.

Ordinary keys make a data set of our own. With a file, or with a value that pydicom would have something to say about,
the query is pydicom's: see `foreign`.
"""

from __future__ import annotations

import struct

from ...dictionary import keyword_of, tag_of
from ...errors import InvalidKey, InvalidQuery
from ...identifier import SPECIFIC_CHARACTER_SET, DataSet, Element
from ...query import Query, build_query
from ...validity import complaint_about, is_date, is_time
from ...values import NUMBER_CODES, SINGLE_VRS
from . import keys
from .lines import ORDINARY_CHARSETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from ...models import Model
    from ..option import Arguments
    from .foreign import ForeignQuery

    AnyQuery: TypeAlias = "Query | ForeignQuery"

_EMPTY_VRS = keys.TEXT_VRS | {"AT", "UN", "SQ"}
"""VRs whose elements pydicom makes without a value and without a warning."""


class UnreadableFile(InvalidQuery):
    """A query file that cannot be read; `file` is its name."""

    file: str = ""


def read_query(arguments: Arguments, model: Model) -> AnyQuery:
    """Return the query that a line asks.

    Raises:
        UnreadableFile: the file cannot be read.
        InvalidKey: a key cannot be used; `remarks` may say what Python would have shown before.
    """
    file = next((name for name in arguments.query_files if name), "")
    if file:
        return _foreign_query(arguments, model, file)
    query = _begin(arguments, model)
    try:
        for path in [keys.read_key(key) for key in arguments.keys]:
            keys.apply(_Target(query.identifier), path)
    except _NotOrdinary:
        return _foreign_query(arguments, model, "")
    return query


def _begin(arguments: Arguments, model: Model) -> Query:
    """Return what there is before any key."""
    return build_query(
        model=model,
        level=arguments.level,
        preset=arguments.preset,
        return_keys=arguments.return_keys,
        ask_charset=False,
        charset=arguments.charset or "",
    )


def _foreign_query(arguments: Arguments, model: Model, file: str) -> ForeignQuery:
    from . import foreign

    with foreign.Ear() as ear:
        try:
            dataset = foreign.read_file(file) if file else foreign.read_plain(_begin(arguments, model).identifier)
            if file and arguments.charset:
                from ...charset_names import check_terms

                dataset.SpecificCharacterSet = check_terms(arguments.charset).split("\\")
        except Exception as error:  # the system's, or whatever the file does to pydicom
            raise UnreadableFile(str(error), file=file, remarks=ear.take()) from None
        try:
            paths = [keys.read_key(key) for key in arguments.keys]
        except InvalidKey as error:
            raise InvalidKey(error.message, remarks=ear.take()) from None
        return foreign.build(model, dataset, paths, ear)


class _NotOrdinary(Exception):
    """A value that pydicom may have something to say about."""


class _Target:
    """A data set of our own that ordinary keys are put into."""

    def __init__(self, dataset: DataSet) -> None:
        self._dataset = dataset

    def set_value(self, tag: int, vr: str, value: keys.Value) -> None:
        """Set an element.

        Raises:
            _NotOrdinary: the attribute or the value is not.
        """
        keyword = keyword_of(tag)
        is_named = tag_of(keyword) == tag if keyword else vr == "UN"
        if not is_named or " " in vr or tag >> 16 in (0x0000, 0x0002, 0xFFFE, 0xFFFF) or not tag & 0xFFFF:
            raise _NotOrdinary
        if tag == SPECIFIC_CHARACTER_SET and value and value not in ORDINARY_CHARSETS:
            raise _NotOrdinary
        self._dataset[tag] = Element(tag, vr, _values_of(tag, vr, value))

    def item_count(self, tag: int) -> int | None:
        """Return how many items a sequence has; None when there is no element with that tag."""
        element = self._dataset.get(tag)
        return None if element is None else len(element.items)

    def add_items(self, tag: int, count: int) -> None:
        """Add empty items; the sequence is made when it is not there."""
        element = self._dataset.get(tag)
        items = [] if element is None else element.items
        self._dataset[tag] = Element(tag, "SQ", [*items, *(DataSet() for _ in range(count))])

    def item(self, tag: int, index: int) -> _Target:
        """Return an item that exists."""
        return _Target(self._dataset[tag].items[index])


def _values_of(tag: int, vr: str, value: keys.Value) -> list[object]:
    if value == "":
        if vr in _EMPTY_VRS or tag == keys.PIXEL_DATA:
            return []
        raise _NotOrdinary
    if isinstance(value, bytes):
        if (vr in ("OB", "UN") or tag == keys.PIXEL_DATA) and len(value) % 2 == 0:
            return [value]
        raise _NotOrdinary
    if vr == "AT":
        return [_tag_value(text) for text in (value if isinstance(value, list) else [value])]
    if isinstance(value, str):
        return [_ordinary_text(vr, part) for part in ([value] if vr in SINGLE_VRS else value.split("\\"))]
    return [_ordinary_number(vr, number) for number in (value if isinstance(value, list) else [value])]


def _tag_value(text: object) -> int:
    if isinstance(text, str) and len(text) == 8 and not text.strip("0123456789abcdefABCDEF"):
        return int(text, 16)
    raise _NotOrdinary


def _ordinary_number(vr: str, number: object) -> object:
    try:
        struct.pack("<" + NUMBER_CODES[vr], number)
    except (struct.error, OverflowError):
        raise _NotOrdinary from None
    return number


def _ordinary_text(vr: str, text: str) -> str:
    is_valid = not text or not complaint_about(vr, text) or (vr in _RANGES and _is_range(vr, text))
    if (
        vr in ("SQ", "UR")
        or (vr == "PN" and text.endswith("="))
        or not is_valid
        or not text.isascii()
        or text.strip() != text
    ):
        raise _NotOrdinary
    return text


_RANGES = {"DA": is_date, "TM": is_time}


def _is_range(vr: str, text: str) -> bool:
    first, hyphen, last = text.partition("-")
    is_moment = _RANGES[vr]
    return bool(hyphen) and bool(first or last) and all(is_moment(part) for part in (first, last) if part)
