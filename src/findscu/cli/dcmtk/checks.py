"""What DCMTK demands of a line whose words it could read: ranges, dependencies, files; in its order, in its words."""

from __future__ import annotations

import os

from ...records import Record
from ..option import INTEGER, LONGEST_TIMEOUT, SECONDS, WORD
from ..parse import read_value
from .words import long_name, parse_number, refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..option import Arguments, Option

_EXTRACTING = "--extract, --extract-xml or --extract-xml-single"


class Number(Record):
    """An option that takes a number; a signed one may have a minus sign before it is too small.

    Attributes:
        field: where it stands in `Arguments`.
        low, high: the range allowed; high is None where nobody looks.
        is_signed: whether a minus sign makes a number.
        needs: what `checkDependence` says is missing, "" when nothing can be.
    """

    field: str
    low: int
    high: int | None = None
    is_signed: bool = True
    needs: str = ""


def _is_deflated(arguments: Arguments) -> bool:
    return arguments.given.get("transfer_syntaxes") == "--propose-deflated"


def _extracts(arguments: Arguments) -> bool:
    return arguments.extract is not None


_NUMBERS = (
    Number("deflate_level", 0, 9, is_signed=False, needs="--propose-deflated"),
    Number("connect_timeout", 1),
    Number("socket_timeout", -1),
    Number("association_timeout", 1),
    Number("response_timeout", 1),
    Number("max_pdu_length", 4096, 131072, is_signed=False),
    Number("repeat_count", 1, is_signed=False),
    Number("cancel_after", 0),
    Number("extract_limit", 1, is_signed=False, needs=_EXTRACTING),
)
"""In the order in which DCMTK looks at them."""

_CONDITIONS: dict[str, Callable[[Arguments], bool]] = {"--propose-deflated": _is_deflated, _EXTRACTING: _extracts}


def check_line(arguments: Arguments, options: Sequence[Option]) -> None:
    """Read the numbers of a line and look at everything else that can be wrong with it, but for TLS.

    Raises:
        LineError: the first thing that is wrong.
        UsageError: the value of an option that DCMTK does not have.
    """
    for number in _NUMBERS:
        if number.field in arguments.given:
            _check_number(arguments, number)
    _read_others(arguments, options)
    for name in arguments.positionals[2:]:
        if not os.access(name, os.R_OK):
            refuse(f"cannot access file: {name}")
    if not (arguments.positionals[2:] or arguments.keys or _asks_otherwise(arguments)):
        refuse("either query file or override keys (or both) must be specified")


def _check_number(arguments: Arguments, number: Number) -> None:
    name, text = arguments.given[number.field], getattr(arguments, number.field)
    if number.needs and not _CONDITIONS[number.needs](arguments):
        refuse(f"{name} only allowed with {number.needs}")
    value = parse_number(text)
    if value is None or (not number.is_signed and text.lstrip(" ").startswith("-")):
        refuse(f"Invalid value for option {name}{f' ({text})' if text else ''}")
    if value < number.low:
        refuse(f"Invalid value for option {name} (underflow: {text})")
    if number.high is not None and value > number.high:
        refuse(f"Invalid value for option {name} (overflow: {text})")
    limit = int(LONGEST_TIMEOUT) if number.field.endswith("_timeout") else 2**31
    setattr(arguments, number.field, min(value, limit))


def _read_others(arguments: Arguments, options: Sequence[Option]) -> None:
    """Read, as native does, the values of options that only the other dialects have."""
    numbers = {number.field for number in _NUMBERS}
    by_name = {long_name(option): option for option in options}
    for field, name in arguments.given.items():
        option = by_name.get(name)
        if option is not None and field not in numbers and option.kind in (INTEGER, SECONDS, WORD) and option.values:
            setattr(arguments, field, read_value(getattr(arguments, field), option, name))


def _asks_otherwise(arguments: Arguments) -> bool:
    """Whether the line asks something in a way that DCMTK does not have."""
    return bool(arguments.query_files) or arguments.asks_in_native()
