"""Words of a command line, read by the option table: left to right, one word after the other.

The rules are those that both DCMTK's scripts and people rely on: options and positionals in any order; names match
exactly; the words after an option that takes values are its values, even if they begin with a dash; `--` ends the
options. `--long=value` is accepted too; so is `@file`, for the words in a file, where an option or a positional may
stand. Clusters (`-vS`) and attached values (`-kPatientName`) are not.
"""

from __future__ import annotations

from collections import deque

from ..errors import UsageError
from .option import INTEGER, SECONDS, TEXT, WORD, Arguments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .option import Option


def parse_words(words: Sequence[str], options: Sequence[Option], arguments: Arguments) -> Arguments:
    """Read `words` into `arguments`, and return it.

    Args:
        words: the command line without the program's name.
        options: the option table.
        arguments: fresh ones, holding the defaults.

    Raises:
        UsageError: an unknown option, a missing or bad value, or an option without the one it belongs to.
    """
    by_name = {name: option for option in options for name in option.names}
    positionals: list[str] = []
    arguments.words = []
    rest = deque(words)
    while rest:
        word = rest.popleft()
        if word == "--":
            positionals.extend(rest)
            arguments.words += [word, *rest]
            rest.clear()
        elif len(word) < 2 or word[0] not in "-+@":
            positionals.append(word)
            arguments.words.append(word)
        elif word[0] == "@":
            rest.extendleft(reversed(_words_in(word[1:])))
        else:
            option, name, values = _match_option(word, by_name, rest)
            arguments.words += [name, *(["***"] * len(values) if option.is_secret else values)]
            store(arguments, option, name, values)
            if option.ends_line:
                arguments.positionals = positionals
                return arguments
    arguments.positionals = positionals
    check_needs(arguments, by_name)
    return arguments


def _words_in(path: str) -> list[str]:
    """Return the words of a command file; one that looks like another command file is taken as it is."""
    from .command_file import read_command_file

    words = read_command_file(path)
    if any(word.startswith("@") for word in words):
        raise UsageError(f"command file {path} names another", hint="put all words into one file")
    return words


def _match_option(word: str, by_name: dict[str, Option], rest: deque[str]) -> tuple[Option, str, list[str]]:
    """Return the option that `word` names, its name as written, and its values, taken from `rest`."""
    option = by_name.get(word)
    if option is not None:
        values = [rest.popleft() for _ in option.values if rest]
        if len(values) < len(option.values):
            raise UsageError(f"option {word} needs {_count(option)}, got {len(values)}", hint=_form(option, word))
        return option, word, values
    name, equals, value = word.partition("=")
    option = by_name.get(name)
    if option is None or not equals or not name.startswith("--"):
        raise UsageError(f"unknown option {_shown(word)}", hint=_suggest(word, by_name))
    if len(option.values) != 1:
        raise UsageError(f"option {name} takes {_count(option)}, not one after '='", hint=_form(option, name))
    return option, name, [value]


def store(arguments: Arguments, option: Option, name: str, values: Sequence[str]) -> None:
    """Set what an option sets.

    Raises:
        UsageError: a bad value.
    """
    arguments.given[option.field] = name
    if not option.values:
        value = option.constant
    else:
        read = [read_value(text, option, name) for text in values]
        value = read[0] if len(read) == 1 else tuple(read)
    if option.label:
        value = (option.label, value)
    if option.repeats:
        value = [*getattr(arguments, option.field), value]
    setattr(arguments, option.field, value)


def read_value(text: str, option: Option, name: str) -> object:
    """Read one value of an option; `name` is how the line spells it.

    Raises:
        UsageError: not a value of the option's kind, or out of its range.
    """
    return _READERS[option.kind](text, option, name)


def check_needs(arguments: Arguments, by_name: dict[str, Option]) -> None:
    """Look at whether options stand with the ones they belong to.

    Raises:
        UsageError: one does not.
    """
    for name in arguments.given.values():
        needs = by_name[name].needs
        if needs and not any(_is_in_force(by_name[needed], arguments, by_name) for needed in needs):
            raise UsageError(f"option {name} is only allowed with {' or '.join(needs)}")


def _is_in_force(option: Option, arguments: Arguments, by_name: dict[str, Option]) -> bool:
    name = arguments.given.get(option.field)
    return name is not None and by_name[name] is option


def _read_text(text: str, _option: Option, _name: str) -> str:
    return text


def _read_integer(text: str, option: Option, name: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and option.low <= int(text) <= option.high:
        return int(text)
    raise UsageError(f"option {name}: {text!r} is not a whole number from {option.low:g} to {option.high:.0f}")


def _read_seconds(text: str, option: Option, name: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if option.low <= seconds <= option.high:
        return seconds
    raise UsageError(f"option {name}: {text!r} is not a number of seconds from {option.low:g} to {option.high:.0f}")


def _read_word(text: str, option: Option, name: str) -> str:
    if text in option.words:
        return text
    raise UsageError(f"option {name}: {text!r} is none of {', '.join(option.words)}", hint=_similar(text, option.words))


_READERS = {TEXT: _read_text, INTEGER: _read_integer, SECONDS: _read_seconds, WORD: _read_word}


def _count(option: Option) -> str:
    number = len(option.values)
    return "no value" if number == 0 else "a value" if number == 1 else f"{number} values"


def _form(option: Option, name: str) -> str:
    return f"write {' '.join((name, *option.values))}"


def _shown(word: str) -> str:
    """Return the part of a word that names an option: what may be a value is nobody's business on standard error."""
    return word.partition("=")[0]


def _suggest(word: str, by_name: dict[str, Option]) -> str:
    """Say what an unknown option may have been meant to be."""
    attached = next((by_name[word[:n]] for n in (4, 3, 2) if word[:n] in by_name), None) if word[1] != "-" else None
    if attached is not None and attached.values:
        return f"put a blank before the value: {attached.names[0]} {' '.join(attached.values)}"
    return _similar(_shown(word), by_name) or NO_SUCH_OPTION


def _similar(word: str, known: Iterable[str]) -> str:
    from .suggest import did_you_mean

    return did_you_mean(word, known)


NO_SUCH_OPTION = "findscu --help lists the options; '--' before a name that begins with a dash"
