"""A command line as DCMTK reads it, up to its log options.

Command files are put in first. Names match exactly; the words after an option that takes values are its values,
whatever they look like; a sign before a digit makes no option. Of options that exclude one another the rightmost holds,
and what an option that lost was given is not looked at. What values and combinations are allowed is looked at later, in
`checks`, when it is known how much is to be said about it.
"""

from __future__ import annotations

from ...errors import UsageError
from ..command_file import expand_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import NoReturn

    from ..option import Arguments, Option

_FIRST_ACTIONS = ("help", "version")
"""Of several options that end the program, these are looked for first, in this order."""

_VERBOSITY = "--verbose, --debug or --quiet"
_PARAMETERS = ("peer", "port")
_LOG_WORDS = {"all": "trace", "critical": "fatal", "warning": "warn"}
_LOG_LEVELS = ("off", "fatal", "error", "warn", "info", "debug", "trace")


class LineError(UsageError):
    """The line cannot be used; the text is DCMTK's."""


def refuse(text: str) -> NoReturn:
    """Raise what ends the program with an error about its line."""
    raise LineError(text)


def parse_words(words: Sequence[str], options: Sequence[Option], arguments: Arguments) -> Arguments:
    """Read `words` into `arguments`: numbers as the text that was given, everything else as it is.

    Raises:
        LineError: an unknown option, a missing value or parameter, a port that is none, log options in conflict.
    """
    try:
        expanded = expand_words(words)
    except UsageError as error:
        refuse(f"Cannot open command file '{getattr(error, 'command_file', '')}'")
    _Line(options, arguments).read(expanded)
    if arguments.action != "query":
        return arguments
    positionals = list(arguments.positionals)
    if len(positionals) < len(_PARAMETERS):
        refuse(f"Missing parameter {_PARAMETERS[len(positionals)]}")
    positionals[1] = str(_read_port(positionals[1]))
    arguments.positionals = positionals
    _settle_log_level(arguments)
    return arguments


def long_name(option: Option) -> str:
    """Return the name by which messages call an option."""
    return next((name for name in option.names if name.startswith("--")), option.names[0])


def parse_number(text: str) -> int | None:
    """Read a whole number as C's scanf does: blanks, a sign, digits, and whatever follows; None if there is none."""
    text = text.lstrip(" \t\n\v\f\r")
    sign = text[:1] if text[:1] in ("+", "-") else ""
    digits = ""
    for character in text[len(sign) :]:
        if character not in "0123456789":
            break
        digits += character
    return int(sign + digits[:30]) if digits else None


def is_option(word: str) -> bool:
    """Whether a word must be the name of an option."""
    return len(word) > 1 and word[0] in "-+" and word[1] not in "0123456789"


class _Line:
    """A line while it is read, word by word."""

    def __init__(self, options: Sequence[Option], arguments: Arguments) -> None:
        self.by_name = {name: option for option in options for name in option.names}
        self.arguments = arguments
        self.words: list[str] = []
        self.positionals: list[str] = []
        self.actions: list[str] = []

    def read(self, words: Sequence[str]) -> None:
        rest = iter(words)
        for word in rest:
            if not is_option(word):
                self.words.append(word)
                self.positionals.append(word)
            elif not word.startswith("--dialect="):  # which has done its work already
                self.take(word, rest)
        arguments = self.arguments
        arguments.words, arguments.positionals = self.words, self.positionals
        arguments.action = min(self.actions, key=_rank) if self.actions else "query" if words else "help"

    def take(self, word: str, rest: Iterator[str]) -> None:
        option = self.by_name.get(word)
        if option is None:
            refuse(f"Unknown option {word}")
        name = long_name(option)
        values = [value for _, value in zip(option.values, rest, strict=False)]
        if len(values) < len(option.values):
            refuse(f"Missing value for option {name}")
        self.words += [name, *(["***"] * len(values) if option.is_secret else values)]
        if option.field == "action":
            self.actions.append(str(option.constant))
        elif option.field == "log_level":  # -q -v -d and -ll are in conflict here, and only here
            self.arguments.given["log_level" if values else "verbosity"] = values[0] if values else str(option.constant)
        else:
            self.store(option, name, values)

    def store(self, option: Option, name: str, values: Sequence[str]) -> None:
        value: object = option.constant
        if values:
            value = values[0] if len(values) == 1 else tuple(values)
            value = (option.label, value) if option.label else value
        if option.repeats:
            value = [*getattr(self.arguments, option.field), value]
        self.arguments.given[option.field] = name
        setattr(self.arguments, option.field, value)


def _rank(action: str) -> int:
    return _FIRST_ACTIONS.index(action) if action in _FIRST_ACTIONS else len(_FIRST_ACTIONS)


def _read_port(word: str) -> int:
    number = parse_number(word)
    if number is None:
        refuse(f"Invalid parameter value {word}")
    if number == 0:
        refuse(f"Invalid parameter value {word} (underflow)")
    if not 0 < number <= 65535:  # a minus sign wraps around
        refuse(f"Invalid parameter value {word} (overflow)")
    return number


def _settle_log_level(arguments: Arguments) -> None:
    given = arguments.given
    level = given.get("verbosity", "")
    if "log_level" in given:
        if level:
            refuse(f"--log-level not allowed with {_VERBOSITY}")
        word = given["log_level"].lower()
        level = _LOG_WORDS.get(word, word)
        if level not in _LOG_LEVELS:
            refuse("Invalid log level for --log-level option")
    if arguments.log_config is not None:
        if "log_level" in given:
            refuse("--log-config not allowed with --log-level")
        if level:
            refuse(f"--log-config not allowed with {_VERBOSITY}")
    arguments.log_level = level or "warn"
