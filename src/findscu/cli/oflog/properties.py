"""Settings as a logger configuration has them: `key = value` a line, `#` before a comment, `${name}` for others."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Complain = Callable[[str, str], None]

_WHITE = " \t\n\v\f\r"

MOST_ROUNDS = 100
"""Times that variables are looked for anew: two that name each other would have no end."""

LONGEST_VALUE = 1 << 16
"""Characters of a value: a variable that names itself twice would grow without end."""


class Properties:
    """Settings by name; an absent one is ""."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = {} if values is None else values

    def get(self, key: str) -> str:
        """Return a setting."""
        return self.values.get(key, "")

    def names(self) -> list[str]:
        """Return the names of all, sorted by their bytes, which is the order in which they take effect."""
        return sorted(self.values, key=lambda name: name.encode("utf-8", "surrogateescape"))

    def below(self, prefix: str) -> Properties:
        """Return the settings whose names begin so, without that beginning."""
        return Properties({name[len(prefix) :]: self.values[name] for name in self.names() if name.startswith(prefix)})

    def boolean(self, key: str, default: bool) -> bool:
        """Return a setting that is `true`, `false` or a number; the default when it is none of them."""
        words = self.get(key).split()
        if len(words) != 1:
            return default
        word = words[0].lower()
        if word in ("true", "false"):
            return word == "true"
        number = _integer(word)
        return default if number is None else bool(number)

    def integer(self, key: str, default: int) -> int:
        """Return a whole number; the default when it is none."""
        number = _integer(self.get(key).strip(_WHITE))
        return default if number is None else number


def _integer(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return int(text) if digits.isascii() and digits.isdecimal() else None


def read_properties(lines: Iterable[str]) -> Properties:
    """Read the lines of a file; those without an equals sign say nothing, and of two of a name the last counts."""
    values = {}
    for line in lines:
        bare = line.removesuffix("\n").lstrip(_WHITE)
        if bare and bare[0] != "#" and "=" in bare:
            key, _, value = bare.removesuffix("\r").partition("=")
            values[key.rstrip(_WHITE)] = value.strip(_WHITE)
    return Properties(values)


def expand(properties: Properties, complain: Complain) -> None:
    """Put the values of variables in their places, in names and in values, until none is left that has one."""
    for _ in range(MOST_ROUNDS):
        has_changed = False
        for key in properties.names():
            value = properties.values[key]
            new_key = _substituted(key, properties, complain)
            new_value = _substituted(value, properties, complain)
            if new_key != key:
                del properties.values[key]
            has_changed = has_changed or (new_key, new_value) != (key, value)
            properties.values[new_key] = new_value
        if not has_changed:
            return


def _substituted(text: str, properties: Properties, complain: Complain) -> str:
    """Replace each `${name}` by a setting of that name, else by the environment's; others stay."""
    position, expanded, rounds = 0, text, 0
    while (start := expanded.find("${", position)) >= 0 and rounds < MOST_ROUNDS and len(expanded) < LONGEST_VALUE:
        end = expanded.find("}", start)
        if end < 0:
            complain("ERROR", f'"{expanded}" has no closing brace. Opening brace at position {start}.')
            return text
        name = expanded[start + 2 : end]
        value = properties.get(name) or os.environ.get(name, "")
        if value:
            expanded = expanded[:start] + value + expanded[end + 1 :]
            rounds += 1
        else:
            position = end + 1
    return expanded
