"""The order of matches by their values: numbers as numbers, dates as dates, names as names, UIDs part by part.

What has no value comes last, in either direction; so does what is not of its VR's form, before that. Matches that are
the same in all columns stay in the order in which they came.
"""

from __future__ import annotations

from math import isnan

from ..cells import RowReader
from ..errors import DecodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..matches import Match
    from ..tabular import Column


def in_order(matches: Sequence[Match], columns: Sequence[Column], descending: Sequence[bool]) -> list[Match]:
    """Return matches in the order of some columns, the first of which counts most."""
    rows = _rows_of(matches, columns)
    order = list(range(len(matches)))
    for number in reversed(range(len(columns))):  # sorting is stable: what counts most is sorted by last
        key, falls = key_for(columns[number].vr), descending[number]
        keys = [_ranked(row[number] and key(row[number]), falls) for row in rows]
        order.sort(key=keys.__getitem__, reverse=falls)
    return [matches[index] for index in order]


def _rows_of(matches: Sequence[Match], columns: Sequence[Column]) -> list[list[str]]:
    reader, rows = RowReader(columns), []
    for match in matches:
        try:
            rows.append(reader.row(match))
        except DecodeError:
            rows.append([""] * len(columns))
    return rows


def _ranked(key: Any, falls: bool) -> tuple[int, Any]:
    """Put a rank before a key: without a value last, of another form before that, whether the order falls or not."""
    rank = 2 if not key else 1 if key[0] else 0
    return (-rank if falls else rank), key


def key_for(vr: str) -> Callable[[str], tuple[Any, ...]]:
    """Return what turns the text of a VR into something to compare; its first member says whether the form is odd."""
    return _KEYS.get(vr, _text_key)


def _text_key(text: str) -> tuple[Any, ...]:
    return False, text.casefold(), text


def _number_key(text: str) -> tuple[Any, ...]:
    try:
        numbers = list(map(float, text.split("\\")))
    except ValueError:
        return True, text
    return (False, *numbers) if not any(map(isnan, numbers)) else (True, text)


def _moment_key(text: str) -> tuple[Any, ...]:
    digits = text.replace(".", "", 2).replace(":", "") if text[4:5] == "." or ":" in text else text
    return not digits[:1].isdigit(), digits


def _name_key(text: str) -> tuple[Any, ...]:
    groups = [[component.strip() for component in group.split("^")] for group in text.casefold().split("=")]
    return False, groups, text


def _uid_key(text: str) -> tuple[Any, ...]:
    parts = text.replace("\\", ".").split(".")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        return True, text
    return False, [(len(part), part) for part in parts]


_NUMBERS = ("DS", "IS", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV")
_KEYS = {
    **dict.fromkeys(_NUMBERS, _number_key),
    **dict.fromkeys(("DA", "DT", "TM"), _moment_key),
    "PN": _name_key,
    "UI": _uid_key,
}
