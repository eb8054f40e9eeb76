"""What can stand at the end of a line: found by reading the words before it with the option table.

A candidate is a word and what it means. Two words are not for the line but for the script: `FILES` and `FOLDERS` say
that the shell shall complete paths.
"""

from __future__ import annotations

from ..dialects import DIALECTS
from ..help import brief
from ..option import Arguments
from ..options import OPTIONS
from ..subcommands import SUBCOMMANDS
from .values import FILES, FOLDERS, model_candidates, node_candidates, value_candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..option import Option

    Candidate = tuple[str, str]

_NOTED = frozenset({"level", "model", "config", "saved"})
"""Fields on which it depends what can follow."""


def candidates(words: Sequence[str]) -> Iterator[Candidate]:
    """Yield what the last word of a line can become.

    Args:
        words: the line up to the cursor, the command's name first; the last word may be empty.
    """
    line = _Line(words[1:-1])
    current = words[-1].lstrip("'\"") if len(words) > 1 else ""
    name, equals, value = current.partition("=")
    if line.option is not None:
        yield from _fitting(value_candidates(line.option, line.value_number, current, line.arguments), current)
    elif equals and name.startswith("--") and name in line.by_name and line.by_name[name].values:
        found = _fitting(value_candidates(line.by_name[name], 0, value, line.arguments), value)
        yield from ((f"{name}={word}", meaning) for word, meaning in found)
    elif current[:1] in ("-", "+") and current and not line.has_own_words:
        yield from _fitting(_option_names(), current)
    else:
        yield from _fitting(_positionals(line, words[0]), current)


class _Line:
    """The words before the one in question.

    Attributes:
        option: the option that the word in question is a value of, None if it is none's.
        value_number: which of its values, from 0.
        positionals: the words that are neither options nor their values.
        arguments: what is known so far of what may matter.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.by_name = {name: option for option in OPTIONS for name in option.names}
        self.option: Option | None = None
        self.value_number = 0
        self.positionals: list[str] = []
        self.arguments = Arguments()
        for word in words:
            self._read_value(self.option, word) if self.option else self._read_word(word)

    @property
    def has_own_words(self) -> bool:
        """Whether the line is that of a sub-command to which the options mean nothing."""
        row = SUBCOMMANDS.get(self.positionals[0]) if self.positionals else None
        return row is not None and row.has_own_words

    def _read_word(self, word: str) -> None:
        option = self.by_name.get(word)
        if option is None:
            if word[:1] not in ("-", "+", "@"):
                self.positionals.append(word)
        elif option.values:
            self.option, self.value_number = option, 0
        else:
            self._note(option, option.constant)

    def _read_value(self, option: Option, word: str) -> None:
        self._note(option, word)
        self.value_number += 1
        if self.value_number == len(option.values):
            self.option = None

    def _note(self, option: Option, value: object) -> None:
        if option.field in _NOTED:
            setattr(self.arguments, option.field, value)


def _fitting(found: Iterable[Candidate], start: str) -> Iterator[Candidate]:
    for word, meaning in found:
        if word in (FILES, FOLDERS) or word.lower().startswith(start.lower()):
            yield word, meaning


def _option_names() -> Iterator[Candidate]:
    for option in OPTIONS:
        yield from ((name, brief(option.text)) for name in option.names)


def _positionals(line: _Line, command: str) -> Iterator[Candidate]:
    """Yield what can stand where a peer, a query file or a word of a sub-command does."""
    words = line.positionals
    if words and words[0] in SUBCOMMANDS:
        yield from _AFTER.get(words[0], _nothing)(words[1:], line.arguments)
    elif words:
        yield FILES, ""
    else:
        yield from node_candidates(line.arguments)
        if not command.endswith(DIALECTS[1:]):
            yield from ((row.name, row.text) for row in SUBCOMMANDS.values())


# After a sub-command


def _nothing(_words: Sequence[str], _arguments: Arguments) -> Iterator[Candidate]:
    yield from ()


def _shells(words: Sequence[str], _arguments: Arguments) -> Iterator[Candidate]:
    from . import SHELLS

    return ((shell, "") for shell in SHELLS if not words)


def _commands(words: Sequence[str], _arguments: Arguments) -> Iterator[Candidate]:
    return ((row.name, row.text) for row in SUBCOMMANDS.values() if not words)


def _demo(_words: Sequence[str], _arguments: Arguments) -> Iterator[Candidate]:
    yield "--serve", "keep the SCP up until Ctrl-C"
    yield "--port", "where it listens"


def _nodes(words: Sequence[str], arguments: Arguments) -> Iterator[Candidate]:
    if not words:
        yield from (("show", "what is known of one"), ("add", "name one"), ("remove", "forget one"))
    elif words[0] in ("show", "remove"):
        yield from node_candidates(arguments)


def _echo(_words: Sequence[str], arguments: Arguments) -> Iterator[Candidate]:
    return node_candidates(arguments)


def _explain(words: Sequence[str], _arguments: Arguments) -> Iterator[Candidate]:
    from .keywords import LEVEL_WORDS, all_keywords

    if not words:
        yield from ((word, "a level") for word in LEVEL_WORDS)
        yield from model_candidates()
        yield from all_keywords()


_AFTER: dict[str, Callable[[Sequence[str], Arguments], Iterator[Candidate]]] = {
    "completion": _shells,
    "demo": _demo,
    "echo": _echo,
    "explain": _explain,
    "help": _commands,
    "nodes": _nodes,
}
"""What can follow a sub-command, by the words after it."""
