"""`PatternLayout`: text with conversions such as `%D{%H:%M:%S} %5p: %m%n`.

**Layout** of a conversion: `%`, `-` to align to the left, the least width, `.` and the greatest (what is longer loses
its beginning), a letter, and for some an argument in braces.
"""

from __future__ import annotations

import os

from .clock import format_moment
from .hierarchy import LEVEL_NAMES, Event
from .layouts import Layout, format_relative, thread_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Convert = Callable[[Event], str]
    Complain = Callable[[str, str], None]

DEFAULT_DATE = "%Y-%m-%d %H:%M:%S"
UNLIMITED = 0x7FFFFFFF

_PLACES = frozenset("FLlbM")
"""Conversions that show where in the program an event comes from."""


class PatternLayout(Layout):
    """Writes events by a pattern, and each line of a message as if it were one of its own.

    Args:
        pattern: the pattern; an empty one writes the message alone.
        complain: takes what is wrong with it: ERROR or WARN, and a sentence.
        splits_lines: whether the pattern is applied to each line.
    """

    def __init__(self, pattern: str, complain: Complain, *, splits_lines: bool = True) -> None:
        parser = _Parser(pattern, complain)
        self._pieces = parser.parse()
        self._splits_lines = splits_lines
        self.wants_places = parser.wants_places
        if not self._pieces:
            complain("WARN", "PatternLayout pattern is empty.  Using default...")
            self._pieces = [lambda event: event.message]

    def format(self, event: Event) -> str:
        """Return an event as text; the pattern says whether a line ends."""
        if not self._splits_lines or "\n" not in event.message:
            return self._format_line(event)
        return "".join(self._format_line(event.with_message(line)) for line in event.message.split("\n"))

    def _format_line(self, event: Event) -> str:
        return "".join([convert(event) for convert in self._pieces])


class _Parser:
    """Reads a pattern, a character after the other."""

    def __init__(self, pattern: str, complain: Complain) -> None:
        self.wants_places = False
        self._pattern = pattern
        self._complain = complain
        self._position = 0
        self._pieces: list[Convert] = []
        self._literal = ""

    def parse(self) -> list[Convert]:
        """Return what makes the text of an event, piece by piece."""
        last = len(self._pattern) - 1
        while self._position <= last:
            character = self._take()
            if character != "%" or self._position > last:
                self._literal += character
            elif self._pattern[self._position] == "%":
                self._literal += self._take()
            else:
                self._flush()
                self._literal = "%"
                self._conversion()
        self._flush()
        return self._pieces

    def _take(self) -> str:
        self._position += 1
        return self._pattern[self._position - 1]

    def _flush(self) -> None:
        """Make a piece of what stands for itself."""
        text, self._literal = self._literal, ""
        if text:
            self._pieces.append(lambda _: text)

    def _next(self) -> str:
        """Take a character of a conversion; "" at the end of the pattern."""
        if self._position >= len(self._pattern):
            return ""
        character = self._take()
        self._literal += character
        return character

    def _conversion(self) -> None:
        is_left, least, most = False, -1, UNLIMITED
        character = self._next()
        while character == "-":
            is_left = True
            character = self._next()
        if character.isdecimal():
            least, character = self._number(character)
        if character == ".":
            character = self._next()
            if not character.isdecimal():
                self._refuse_digit(character)
                return
            most, character = self._number(character)
        if character:
            convert = self._converter(character)
            if convert is None:
                self._flush()  # it stands for itself
            else:
                self._literal = ""
                self._pieces.append(_fitted(convert, is_left, least, most))

    def _number(self, digit: str) -> tuple[int, str]:
        digits = digit
        character = self._next()
        while character.isdecimal():
            digits += character
            character = self._next()
        return int(digits), character

    def _refuse_digit(self, character: str) -> None:
        if character:
            what = f'Was expecting digit, instead got char "{character}".'
            self._complain("ERROR", f"Error occurred in position {self._position}.\n {what}")

    def _converter(self, letter: str) -> Convert | None:
        """Return what a letter stands for, None for nothing."""
        self.wants_places = self.wants_places or letter in _PLACES
        if letter in "dD":
            pattern = self._argument() or DEFAULT_DATE
            return lambda event: format_moment(event.moment, pattern, letter == "d")
        if letter == "c":
            count = _leading_number(self._argument())
            return lambda event: _last_parts(event.logger_name, count)
        if letter in "hH":
            name = host_name(is_full=letter == "H")
            return lambda _: name
        if letter == "X":  # the mapped diagnostic context, in which DCMTK puts nothing
            self._argument()
        if letter in _CONVERTERS:
            return _CONVERTERS[letter]
        what = f"Unexpected char [{letter}] at position {self._position} in conversion pattern."
        self._complain("ERROR", what)
        return None

    def _argument(self) -> str:
        """Take an argument in braces; "" when there is none."""
        if self._pattern[self._position : self._position + 1] != "{":
            return ""
        end = self._pattern.find("}", self._position)
        if end < 0:
            self._complain("ERROR", f"No matching '}}' found in conversion pattern string \"{self._pattern}\"")
            self._position = len(self._pattern)
            return ""
        start, self._position = self._position + 1, end + 1
        return self._pattern[start:end]


_CONVERTERS: dict[str, Convert] = {
    "b": lambda event: event.place[0].rpartition(os.sep)[2],
    "F": lambda event: event.place[0],
    "i": lambda _: str(os.getpid()),
    "l": lambda event: f"{event.place[0]}:{event.place[1]}" if event.place[0] else ":",
    "L": lambda event: "" if event.place[1] < 0 else str(event.place[1]),
    "m": lambda event: event.message,
    "M": lambda event: event.place[2],
    "n": lambda _: "\n",
    "p": lambda event: LEVEL_NAMES[event.level],
    "P": lambda event: LEVEL_NAMES[event.level][0],
    "r": lambda event: format_relative(event.moment),
    "t": lambda _: str(thread_number()),
    "T": lambda _: _native_thread(),
    "x": lambda _: "",  # the nested diagnostic context, in which DCMTK puts nothing
    "X": lambda _: "",
}


def _fitted(convert: Convert, is_left: bool, least: int, most: int) -> Convert:
    """Add the widths of a conversion, which count bytes."""
    if least < 0 and most == UNLIMITED:
        return convert

    def fit(event: Event) -> str:
        raw = convert(event).encode("utf-8", "surrogateescape")
        padded = raw.ljust(least) if is_left else raw.rjust(least)
        return (raw[len(raw) - most :] if len(raw) > most else padded).decode("utf-8", "surrogateescape")

    return fit


def _leading_number(text: str) -> int:
    """Return the number that a text begins with, 0 if it begins with none."""
    digits = text.strip()
    end = next((place for place, character in enumerate(digits) if not character.isdecimal()), len(digits))
    return int(digits[:end] or 0)


def _last_parts(name: str, count: int) -> str:
    return name if count <= 0 else ".".join(name.split(".")[-count:])


def host_name(*, is_full: bool) -> str:
    """Return the name of this machine, or its full name if the resolver has one."""
    from socket import gethostbyname_ex, gethostname

    name = gethostname() or "unknown"
    try:
        return gethostbyname_ex(name)[0] if is_full else name
    except OSError:
        return name


def _native_thread() -> str:
    from threading import get_native_id

    return str(get_native_id())
