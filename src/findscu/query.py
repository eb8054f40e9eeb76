"""A query: an information model and the identifier to send, and how they are put together.

What may go into a key lives in `keys`, what a model usually wants in `models`, what is doubtful in `checks`.
"""

from __future__ import annotations

from . import errors, models
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element
from .encoder import encode_dataset
from .keys import apply_key, apply_return_key
from .models import QUERY_RETRIEVE_LEVEL, Model
from .records import Record
from .uids import EXPLICIT_LE, Syntax
from .values import CHARSET_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from typing import Unpack

    import pydicom

    from ._keywords import Keywords
    from .asking.moments import Calendar, Moment
    from .keys import Reader

UTF_8 = "ISO_IR 192"

RECORD_KEY = 0x0008041B
"""What a Repository Query needs to have returned, or nobody can go on where it was cut short (PS3.4 §C.6.4.5)."""


class Query(Record):
    """What to ask: the information model, and the identifier that holds the keys.

    `moments` are what `today` and the like came to in its keys.
    """

    model: Model
    identifier: DataSet
    moments: tuple[Moment, ...] = ()

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
    preset: str | None = None,
    keys: Iterable[str] = (),
    return_keys: Iterable[str] = (),
    dataset: DataSet | pydicom.Dataset | None = None,
    attributes: Mapping[str, object] | None = None,
    charset: str = "",
    ask_charset: bool = True,
    now: datetime | Callable[[], datetime] | None = None,
    reader: Reader | None = None,
    **keywords: Unpack[Keywords],
) -> Query:
    """Put a query together. What is named later here wins over what is named earlier.

    Args:
        dataset: Where to start from, such as a query file; it is not changed.
        level: Sets the Query/Retrieve Level and asks for that level's usual return keys (`presets.return_keys`), but
            replaces none that is there. WORKLIST and UPS name a model, and its usual return keys, instead.
        preset: Which return keys to ask for, of the level or of the model: minimal, standard or all. Without a level
            here it goes by the Query/Retrieve Level among the keys. None asks for the standard ones with a level, and
            for none without.
        return_keys: Paths of attributes to ask for, added empty unless they are there.
        keys: Keys as `-k` takes them, from left to right.
        attributes: Values by keyword or path: text, numbers, bytes, dates, None for empty, a list of several, a
            mapping for the item of a sequence, a list of mappings for several items.
        model: The information model by name or UID; follows from the level when None (`models.default_model`).
        charset: The defined terms of the character set to declare and to write text in. When "", text that is not
            ASCII goes in the set that is in the query already, if it has all characters, or else in ISO_IR 192.
        ask_charset: Add an empty (0008,0005) where the query has none. DEVIATION(ask-charset): PS3.4 §C.2.2.2 does
            not allow it, but some systems say in which set they answer only when asked so.
        now: What `today`, `-7d`, `last-month` and the like count from in DA, TM and DT keys, or what returns it, called
            when somebody says something; None leaves such words as they are.
        reader: The dialect of `keys` and `return_keys`.
        **keywords: More attributes, by DICOM keyword.

    Raises:
        InvalidKey: A key, or the name of an attribute, cannot be read or encoded.
        UsageError: There is no such model, level or character set.
        InvalidQuery: Something in it cannot be sent.
    """
    chosen = models.model_of(model) if isinstance(model, str) else model
    identifier = _start_from(dataset)
    calendar = None if now is None else _LateCalendar(now)
    if level is not None:
        chosen = chosen or models.model_of_level(level)
        _apply_level(identifier, level, chosen, preset)
    for path in return_keys:
        apply_return_key(identifier, path, reader=reader)
    for key in keys:
        apply_key(identifier, key, reader=reader, calendar=calendar)
    if attributes or keywords:
        from .attributes import apply_attributes

        apply_attributes(identifier, {**(attributes or {}), **keywords}, calendar)
    if preset is not None and level is None:
        _ask_for(identifier, chosen, identifier.text_of(QUERY_RETRIEVE_LEVEL).strip(), preset)
    chosen = chosen or models.default_model(identifier)
    if chosen.name == "repository" and RECORD_KEY not in identifier:
        identifier.set(RECORD_KEY)
    _settle_charset(identifier, charset, ask_charset)
    return Query(chosen, identifier, () if calendar is None else calendar.moments)


class _LateCalendar:
    """A calendar that is made when a date or time is first looked at: most queries have none."""

    def __init__(self, now: datetime | Callable[[], datetime]) -> None:
        self._now = now
        self._calendar: Calendar | None = None

    def __call__(self) -> Calendar:
        if self._calendar is None:
            from .asking.moments import Calendar

            self._calendar = Calendar(self._now)
        return self._calendar

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What was said."""
        return () if self._calendar is None else tuple(self._calendar.moments)


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


def _apply_level(identifier: DataSet, level: str, model: Model | None, preset: str | None) -> None:
    if models.model_of_level(level) is None:
        identifier.set(QUERY_RETRIEVE_LEVEL, level.upper())
    _ask_for(identifier, model, level, preset or "standard")


def _ask_for(identifier: DataSet, model: Model | None, level: str, preset: str) -> None:
    """Ask for what a preset has and the query has not; where a preset has a value, it goes into an empty key."""
    from .asking.presets import return_keys

    for key in return_keys(model or models.default_model(identifier), level, preset):
        path, equals, _ = key.partition("=")
        is_new = apply_return_key(identifier, path)
        if equals and is_new:
            apply_key(identifier, key)


def _settle_charset(identifier: DataSet, charset: str, is_asked: bool) -> None:
    """Declare a character set where one is needed, ask for one where none is, and make sure that all can be sent."""
    if charset:
        from .charset_names import check_terms

        identifier.set(SPECIFIC_CHARACTER_SET, check_terms(charset))
    elif _is_ascii(identifier):
        if is_asked and SPECIFIC_CHARACTER_SET not in identifier:
            identifier.set(SPECIFIC_CHARACTER_SET)
    elif not _is_encodable(identifier):
        identifier.set(SPECIFIC_CHARACTER_SET, UTF_8)
    try:
        encode_dataset(identifier, EXPLICIT_LE)
    except errors.EncodeError as error:
        raise errors.InvalidQuery(error.message, hint=error.hint or "change the value, or leave it out") from None


def _is_ascii(dataset: DataSet) -> bool:
    return all(_is_ascii_element(element) for element in dataset.values())


def _is_ascii_element(element: Element) -> bool:
    if element.vr == "SQ":
        return all(map(_is_ascii, element.items))
    return element.vr not in CHARSET_VRS or element.text.isascii()


def _is_encodable(identifier: DataSet) -> bool:
    try:
        encode_dataset(identifier, EXPLICIT_LE)
    except errors.EncodeError:
        return False
    return True
