"""Keys given from Python: `PatientName="DOE*"`, `StudyDate=date(2026, 1, 31)`, `Rows=512`, items as mappings.

The names are those of `keys`: keywords, tags and paths. Loaded only when somebody gives any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .errors import InvalidKey, InvalidQuery
from .identifier import DataSet, Element
from .key_values import BadValue, native_values, parse_hex, parse_value
from .keys import MOMENT_VRS, item_for, item_of, parse_key, vr_for
from .values import NUMBER_CODES, WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .asking.moments import Calendar


def apply_attributes(
    dataset: DataSet, attributes: Mapping[str, object], calendar: Callable[[], Calendar] | None = None
) -> None:
    """Set attributes by name; items of sequences that are there are extended.

    Text is read as the value of a key is, with backslashes between several values. A list holds several values, or
    several items; None or an empty list leaves the attribute empty. With a calendar, text may say `today` and the like.

    Raises:
        InvalidKey: There is no such attribute.
        InvalidQuery: The attribute cannot take the value.
    """
    for name, value in attributes.items():
        if not isinstance(name, str):
            raise InvalidQuery(f"attributes are named by text, got {type(name).__name__}", hint="use keywords")
        _apply(dataset, name, value, calendar)


def _apply(dataset: DataSet, name: str, value: object, calendar: Callable[[], Calendar] | None) -> None:
    if "=" in name:
        message = "the name of an attribute has no value in it"
        raise InvalidKey(message, hint="give the value on its own", key=name, position=name.index("="))
    key = parse_key(name)
    vr = vr_for(dataset, key)
    tag, index = key.steps[-1].tag, key.steps[-1].index
    if vr == "SQ":
        _set_items(item_for(dataset, key), tag, index, _items_of(name, value), calendar)
        return
    try:
        if calendar is not None and vr in MOMENT_VRS:
            value = _resolved(calendar(), tag, vr, value)
        values = _values_of(vr, value)
    except BadValue as bad:
        raise InvalidQuery(f"{name}: {bad}", hint=bad.hint or "give a value that the attribute can hold") from None
    item_for(dataset, key)[tag] = Element(tag, vr, values)


def _resolved(calendar: Calendar, tag: int, vr: str, value: object) -> object:
    """Return a value, or each of several, with what is said in it as DICOM writes it."""
    if isinstance(value, str):
        return calendar.resolve(tag, vr, value)
    if isinstance(value, (list, tuple)):
        return [_resolved(calendar, tag, vr, one) for one in value]
    return value


def _items_of(name: str, value: object) -> Sequence[Mapping[str, object]]:
    items = [value] if isinstance(value, Mapping) else value or []
    if isinstance(items, Sequence) and all(isinstance(item, Mapping) for item in items):
        return items
    hint = "give a mapping for one item, a list of mappings for several"
    raise InvalidQuery(f"{name} is a sequence, expected mappings as its items", hint=hint)


def _set_items(
    dataset: DataSet,
    tag: int,
    index: int | None,
    items: Sequence[Mapping[str, object]],
    calendar: Callable[[], Calendar] | None,
) -> None:
    if not items and index is None:
        dataset[tag] = Element(tag, "SQ", [])
        return
    for number, attributes in enumerate(items or [{}], index or 0):
        apply_attributes(item_of(dataset, tag, number), attributes, calendar)


def _values_of(vr: str, value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str):
        return native_values(vr, value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_value_of(vr, one) for one in value]
    return [_value_of(vr, value)]


def _value_of(vr: str, value: Any) -> str | int | float | bytes:
    if isinstance(value, str):
        return parse_hex(value) if vr in WORD_LENGTHS else parse_value(vr, value)
    if isinstance(value, bytes) or vr in WORD_LENGTHS:
        return _bytes_of(vr, value)
    if vr == "AT" and isinstance(value, int) and 0 <= value <= 0xFFFFFFFF:
        return value
    if hasattr(value, "__float__") and not isinstance(value, bool):
        return parse_value(vr, str(value))
    if hasattr(value, "isoformat"):
        return _moment_of(vr, value)
    if vr == "PN" and hasattr(value, "family_name"):  # pydicom's
        return str(value)
    raise BadValue(f"{vr} takes {_wanted(vr)}, got {type(value).__name__}")


def _bytes_of(vr: str, value: object) -> bytes:
    if isinstance(value, bytes) and vr in WORD_LENGTHS:
        return value
    raise BadValue(f"{vr} takes {_wanted(vr)}, got {type(value).__name__}")


def _wanted(vr: str) -> str:
    if vr in WORD_LENGTHS:
        return "bytes or hexadecimal digits"
    return "numbers" if vr in NUMBER_CODES else "text"


def _moment_of(vr: str, value: Any) -> str:
    """Write a `date`, `time` or `datetime` as DA, TM or DT have it. Source: PS3.5 §6.2."""
    date = f"{value.year:04}{value.month:02}{value.day:02}" if hasattr(value, "year") else ""
    time = value.strftime("%H%M%S") if hasattr(value, "hour") else ""
    if time and value.microsecond:
        time += f".{value.microsecond:06}"
    if vr == "DA" and date:
        return date
    if vr == "TM" and time:
        return time
    if vr == "DT" and date:
        return date + time + (value.strftime("%z")[:5] if time else "")
    raise BadValue(f"{vr} takes {_wanted(vr)}, got {type(value).__name__}")
