"""Immutable records: what `dataclasses` gives, without its import, which costs more than a whole small query.

A subclass of `Record` lists its fields as annotations, in order, with defaults where it has them:

    class Abort(Record):
        source: int
        reason: int = 0

Records compare by class and fields, hash if their fields do, and cannot be changed. A class attribute *without* an
annotation is an ordinary constant of the class. Not for the hot path: a record costs about a microsecond to make.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_options):
        """Stand in for `typing.dataclass_transform`, which only type checkers need."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """Base of the immutable records."""

    _fields: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(dict.fromkeys((*cls._fields, *cls.__annotations__)))

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._fields
        if len(values) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} fields, got {len(values)}")
        self.__dict__.update(zip(fields, values, strict=False))
        if not named and len(values) == len(fields):
            return
        self.__dict__.update(named)
        for name in fields[len(values) :]:
            if name not in named and not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} needs a value for {name!r}")
        for name in named:
            if name not in fields or name in fields[: len(values)]:
                raise TypeError(f"{type(self).__name__} got an unexpected or second value for {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; use .replace({name}=...)")

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        return type(self)(**{name: changes.pop(name, getattr(self, name)) for name in self._fields}, **changes)

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"
