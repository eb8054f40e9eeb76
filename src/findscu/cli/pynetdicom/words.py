"""Words of a command line as pynetdicom's findscu reads them, which is as Python's argparse does.

    --called-aet=X   --called X   -aec X   -kPatientName=   -k=PatientName   -wv   -ta -5

Options may be shortened to a prefix that no other option has; the short ones of one letter take their value attached
and stand in clusters. Members of an exclusive group refuse one another. All words are told apart before the first is
acted upon, so an ambiguous one is an error wherever it stands.

Options that only native or DCMTK's have are taken too, by their exact names and with their values verbatim.
"""

from __future__ import annotations

from ...errors import UsageError
from ...records import Record
from ..parse import check_needs, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..option import Arguments, Option

INT, FLOAT = "int", "float"
"""Kinds of numbers, by the names that errors call them."""

LOG_LEVELS = ("fatal", "error", "warn", "info", "debug", "trace")
"""What an error says may be chosen; "critical" and "warning", of the manual, are taken as well."""

QUIET, MODEL = "quiet", "model"
"""The exclusive groups."""


class Own(Record):
    """One of pynetdicom's options.

    Attributes:
        names: its spellings; the table of all options has them in the row that sets the field.
        kind: INT, FLOAT, or "" for text; only when it takes a value.
        group: the exclusive group, "" for none.
    """

    names: tuple[str, ...]
    kind: str = ""
    group: str = ""

    @property
    def title(self) -> str:
        """What errors call it."""
        return "/".join(self.names)


OWN = (
    Own(("-h", "--help")),
    Own(("--version",)),
    Own(("-q", "--quiet"), group=QUIET),
    Own(("-v", "--verbose"), group=QUIET),
    Own(("-d", "--debug"), group=QUIET),
    Own(("-ll", "--log-level")),
    Own(("-aet", "--calling-aet")),
    Own(("-aec", "--called-aet")),
    Own(("-ta", "--acse-timeout"), FLOAT),
    Own(("-td", "--dimse-timeout"), FLOAT),
    Own(("-tn", "--network-timeout"), FLOAT),
    Own(("-pdu", "--max-pdu"), INT),
    Own(("-P", "--patient"), group=MODEL),
    Own(("-S", "--study"), group=MODEL),
    Own(("-O", "--psonly"), group=MODEL),
    Own(("-W", "--worklist"), group=MODEL),
    Own(("-U", "--ups"), group=MODEL),
    Own(("-k", "--keyword")),
    Own(("-f", "--file")),
    Own(("-w", "--write")),
    Own(("--relational-query",)),
    Own(("--dt-matching",)),
    Own(("--fuzzy-names",)),
    Own(("--timezone-adj",)),
    Own(("--enhanced-conversion",)),
)
"""In the order of pynetdicom's help, which is that of the candidates in its errors."""

_OWN_BY_NAME = {name: own for own in OWN for name in own.names}


class LineError(UsageError):
    """A line that argparse refuses: the usage is shown, and the exit code is 2."""


class _Word(Record):
    """A word told apart: a positional, an option with what is attached to it, or an option that nobody knows.

    Attributes:
        text: as it stands on the line.
        name: the option's full name; "" for anything else.
        is_separator: whether it is the `--` after which all words are positionals.
        attached: its value, where it is part of the word.
        values: the values of an option that is not pynetdicom's.
    """

    text: str
    is_option: bool = False
    is_separator: bool = False
    name: str = ""
    attached: str | None = None
    values: tuple[str, ...] = ()


def parse_words(words: Sequence[str], options: Sequence[Option], arguments: Arguments) -> Arguments:
    """Read `words` into `arguments`, and return it.

    Args:
        words: the command line without the program's name.
        options: the table of all options.
        arguments: fresh ones, holding the defaults.

    Raises:
        LineError: what argparse would refuse, in its words.
    """
    return _Line(options, arguments).read(words)


class _Line:
    """One line being read."""

    def __init__(self, options: Sequence[Option], arguments: Arguments) -> None:
        self._rows = {name: option for option in options for name in option.names}
        self._arguments = arguments
        self._positionals: list[str] = []
        self._unknown: list[str] = []
        self._used: dict[str, Own] = {}
        self._log_level = ""

    def read(self, words: Sequence[str]) -> Arguments:
        rest = _tell_apart(words, self._rows)[::-1]
        self._arguments.words = _without_secrets(words, self._rows)
        is_after_positional = False
        while rest:
            word = rest.pop()
            if word.is_separator:
                self._take_separator(is_after_positional)
            elif not word.is_option:
                self._take_positional(word.text)
            elif not word.name:
                self._unknown.append(word.text)
            elif word.name in _OWN_BY_NAME:
                self._take_own(_OWN_BY_NAME[word.name], word, rest)
            else:
                store(self._arguments, self._rows[word.name], word.name, word.values)
            is_after_positional = self._positionals[-1:] == [word.text] and not word.is_option
            if word.is_option and word.name and self._rows[word.name].ends_line and word.name != "--version":
                return self._arguments
        self._finish()
        return self._arguments

    def _take_positional(self, text: str) -> None:
        if len(self._positionals) == 2:
            self._unknown.append(text)
            return
        if len(self._positionals) == 1:
            _number("port", INT, text)
        self._positionals.append(text)

    def _take_separator(self, is_after_positional: bool) -> None:
        """Pass over a `--` that stands beside a positional; any other is one word too many."""
        if len(self._positionals) == 2 and not is_after_positional:
            self._unknown.append("--")

    def _take_own(self, own: Own, word: _Word, rest: list[_Word]) -> None:
        """Act upon an option; one that takes no value may have others attached to it, as in `-wv`."""
        name, attached = word.name, word.attached
        acts: list[tuple[Own, str, tuple[str, ...]]] = []
        while not self._rows[name].values and attached:
            following = _OWN_BY_NAME.get(name[0] + attached[0]) if name[1] != "-" else None
            if following is None:
                raise _refusal(own, f"ignored explicit argument {attached!r}")
            acts.append((own, name, ()))
            own, name, attached = following, name[0] + attached[0], attached[1:] or None
        if self._rows[name].values:
            acts.append((own, name, (_value_of(own, attached, rest),)))
        elif attached is None:
            acts.append((own, name, ()))
        else:
            raise _refusal(own, f"ignored explicit argument {attached!r}")
        for act in acts:
            self._act(*act)

    def _act(self, own: Own, name: str, values: tuple[str, ...]) -> None:
        if own.names[0] == "-ll" and values[0] not in (*LOG_LEVELS, "critical", "warning"):
            choices = ", ".join(map(repr, LOG_LEVELS))
            raise _refusal(own, f"invalid choice: {values[0]!r} (choose from {choices})")
        numbers = [_number(own.title, own.kind, value) for value in values if own.kind]
        other = self._used.get(own.group, own)
        if own.group and other is not own:
            raise _refusal(own, f"not allowed with argument {other.title}")
        self._used[own.group] = own
        self._set(self._rows[name], name, numbers or values)

    def _set(self, row: Option, name: str, values: Sequence[object]) -> None:
        arguments = self._arguments
        arguments.given[row.field] = name
        value = values[0] if row.values else row.constant
        if name in ("-ll", "--log-level"):
            self._log_level = str(value)
        elif name in ("-f", "--file"):
            arguments.query_files = [str(value)]  # the last one counts
        elif row.repeats:
            setattr(arguments, row.field, [*getattr(arguments, row.field), value])
        else:
            setattr(arguments, row.field, value)

    def _finish(self) -> None:
        arguments = self._arguments
        arguments.positionals = self._positionals
        if self._log_level and arguments.log_level != "fatal":  # -q is stronger
            arguments.log_level = self._log_level
        missing = ("addr", "port")[len(self._positionals) :]
        if missing:
            raise LineError(f"the following arguments are required: {', '.join(missing)}")
        if self._unknown:
            raise LineError(f"unrecognized arguments: {' '.join(self._unknown)}")
        is_asking = arguments.keys or any(arguments.query_files) or arguments.asks_in_native()
        if arguments.action == "query" and not is_asking:
            raise LineError("-f and/or -k must be specified")
        check_needs(arguments, self._rows)


def _tell_apart(words: Sequence[str], rows: dict[str, Option]) -> list[_Word]:
    """Say of each word what it is; the values of options that are not pynetdicom's stand with them."""
    told: list[_Word] = []
    rest = iter(words)
    for text in rest:
        if text == "--":
            told.append(_Word(text, is_separator=True))
            told.extend(_Word(word) for word in rest)
        elif text in rows and text not in _OWN_BY_NAME and len(_candidates(text)) != 1:
            values = tuple(value for _, value in zip(rows[text].values, rest, strict=False))
            if len(values) < len(rows[text].values):
                raise LineError(f"argument {'/'.join(rows[text].names)}: expected {_count(rows[text])}")
            told.append(_Word(text, True, name=text, values=values))
        else:
            told.append(_word_of(text, rows))
    return told


def _without_secrets(words: Sequence[str], rows: dict[str, Option]) -> list[str]:
    """Return the line as it may be shown."""
    return [
        "***" if at and words[at - 1] in rows and rows[words[at - 1]].is_secret else word
        for at, word in enumerate(words)
    ]


def _word_of(text: str, rows: dict[str, Option]) -> _Word:
    if len(text) < 2 or text[0] != "-":
        return _Word(text)
    name, equals, value = text.partition("=")
    for option, attached in ((text, None), (name, value if equals else None)):
        if option in _OWN_BY_NAME:
            return _Word(text, True, name=option, attached=attached)
    if equals and name in rows and len(rows[name].values) == 1:
        return _Word(text, True, name=name, values=(value,))
    meant = _candidates(text)
    if len(meant) > 1:
        raise LineError(f"ambiguous option: {text} could match {', '.join(name for name, _ in meant)}")
    if meant:
        return _Word(text, True, name=meant[0][0], attached=meant[0][1])
    return _Word(text, is_option=not (_is_negative_number(text) or " " in text))


def _candidates(text: str) -> list[tuple[str, str | None]]:
    """Return the options that a word may be short for, each with the value attached to it."""
    if text.startswith("--"):
        prefix, equals, value = text.partition("=")
        return [(name, value if equals else None) for name in _OWN_BY_NAME if name.startswith(prefix)]
    found: list[tuple[str, str | None]] = []
    for name in _OWN_BY_NAME:
        if name == text[:2]:
            found.append((name, text[2:]))
        elif name.startswith(text):
            found.append((name, None))
    return found


def _is_negative_number(text: str) -> bool:
    whole, point, fraction = text[1:].partition(".")
    return fraction.isdecimal() and (not whole or whole.isdecimal()) if point else whole.isdecimal()


def _value_of(own: Own, attached: str | None, rest: list[_Word]) -> str:
    if attached is not None:
        return attached
    if not rest or rest[-1].is_option or rest[-1].is_separator:
        raise _refusal(own, "expected one argument")
    return rest.pop().text


def _number(title: str, kind: str, text: str) -> int | float:
    try:
        return int(text) if kind == INT else float(text)
    except ValueError:
        raise LineError(f"argument {title}: invalid {kind} value: {text!r}") from None


def _count(row: Option) -> str:
    return "one argument" if len(row.values) == 1 else f"{len(row.values)} arguments"


def _refusal(own: Own, message: str) -> LineError:
    return LineError(f"argument {own.title}: {message}")
