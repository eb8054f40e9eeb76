"""A query: an information model and the identifier to send, and how they are put together.

What may go into a key lives in `keys`, what a model usually wants in `models`, what is doubtful in `checks`.
"""

from __future__ import annotations

from . import models
from .errors import EncodeError, InvalidQuery
from .identifier import EXPLICIT_LE, SPECIFIC_CHARACTER_SET, DataSet, Element, Syntax, encode_dataset
from .keys import apply_key, apply_return_key
from .models import QUERY_RETRIEVE_LEVEL, Model
from .records import Record
from .values import CHARSET_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pydicom

    from .keys import Reader

UTF_8 = "ISO_IR 192"


class Query(Record):
    """What to ask: the information model, and the identifier that holds the keys."""

    model: Model
    identifier: DataSet

    def encode(self, syntax: Syntax, *, deflate_level: int = 6, without_new_vrs: bool = False) -> bytes:
        """Return the identifier as it goes out in a transfer syntax; the options are those of `settings.Settings`.

        Raises:
            EncodeError: A value does not fit its VR or the character set.
        """
        return encode_dataset(self.identifier, syntax, level=deflate_level, without_new_vrs=without_new_vrs)


def build_query(
    *,
    model: str | Model | None = None,
    level: str | None = None,
    keys: Iterable[str] = (),
    return_keys: Iterable[str] = (),
    dataset: DataSet | pydicom.Dataset | None = None,
    attributes: Mapping[str, object] | None = None,
    charset: str = "",
    ask_charset: bool = True,
    reader: Reader | None = None,
) -> Query:
    """Put a query together. What is named later here wins over what is named earlier.

    Args:
        dataset: Where to start from, such as a query file; it is not changed.
        level: Sets the Query/Retrieve Level and asks for that level's usual return keys (`models.return_keys`), but
            replaces none that is there. WORKLIST and UPS name a model, and its usual return keys, instead.
        return_keys: Paths of attributes to ask for, added empty unless they are there.
        keys: Keys as `-k` takes them, from left to right.
        attributes: Values by keyword or path: text, numbers, bytes, dates, None for empty, a list of several, a
            mapping for the item of a sequence, a list of mappings for several items.
        model: The information model by name or UID; follows from the level when None (`models.default_model`).
        charset: The defined terms of the character set to declare when text is not ASCII; the set that is in the
            query already, if it has all characters, or else ISO_IR 192, when "".
        ask_charset: Add an empty (0008,0005) where the query has none. DEVIATION(ask-charset): PS3.4 §C.2.2.2 does
            not allow it, but some systems say in which set they answer only when asked so.
        reader: The dialect of `keys` and `return_keys`.

    Raises:
        InvalidKey: A key, or the name of an attribute, cannot be read or encoded.
        UsageError: There is no such model or level.
        InvalidQuery: Something in it cannot be sent.
    """
    chosen = models.model_of(model) if isinstance(model, str) else model
    identifier = _start_from(dataset)
    if level is not None:
        chosen = chosen or models.model_of_level(level)
        _apply_level(identifier, level, chosen)
    for path in return_keys:
        apply_return_key(identifier, path, reader=reader)
    for key in keys:
        apply_key(identifier, key, reader=reader)
    if attributes:
        from .attributes import apply_attributes

        apply_attributes(identifier, attributes)
    _settle_charset(identifier, charset, ask_charset)
    return Query(chosen or models.default_model(identifier), identifier)


def copy_dataset(dataset: DataSet) -> DataSet:
    """Return a data set that can be changed without changing the original; elements are shared, they never change."""
    copy = DataSet(charset=dataset.charset)
    for tag, element in dataset.items():
        copy[tag] = _copy_element(element)
    return copy


def _copy_element(element: Element) -> Element:
    if element.vr != "SQ":
        return element
    return Element(element.tag, "SQ", [copy_dataset(item) for item in element.items])


def _start_from(dataset: DataSet | pydicom.Dataset | None) -> DataSet:
    if dataset is None:
        return DataSet()
    if isinstance(dataset, DataSet):
        return copy_dataset(dataset)
    from .query_file import read_pydicom

    return read_pydicom(dataset)


def _apply_level(identifier: DataSet, level: str, model: Model | None) -> None:
    if models.model_of_level(level) is None:
        identifier.set(QUERY_RETRIEVE_LEVEL, level.upper())
    for path in models.return_keys(model or models.default_model(identifier), level):
        apply_return_key(identifier, path)


def _settle_charset(identifier: DataSet, charset: str, is_asked: bool) -> None:
    """Declare a character set where one is needed, ask for one where none is, and make sure that all can be sent."""
    if _is_ascii(identifier):
        if is_asked and SPECIFIC_CHARACTER_SET not in identifier:
            identifier.set(SPECIFIC_CHARACTER_SET)
    elif charset or not _is_encodable(identifier):
        identifier.set(SPECIFIC_CHARACTER_SET, charset or UTF_8)
    try:
        encode_dataset(identifier, EXPLICIT_LE)
    except EncodeError as error:
        raise InvalidQuery(error.message, hint=error.hint or "change the value, or leave it out") from None


def _is_ascii(dataset: DataSet) -> bool:
    return all(_is_ascii_element(element) for element in dataset.values())


def _is_ascii_element(element: Element) -> bool:
    if element.vr == "SQ":
        return all(map(_is_ascii, element.items))
    return element.vr not in CHARSET_VRS or element.text.isascii()


def _is_encodable(identifier: DataSet) -> bool:
    try:
        encode_dataset(identifier, EXPLICIT_LE)
    except EncodeError:
        return False
    return True
