"""The sub-commands of the native dialect: a word in the peer's place, and the module that does what it says.

A module is loaded when its word is on the line. It has `run(arguments, stdout, reporter) -> int`, which may raise what
`run.run` turns into an exit code; `arguments.positionals[0]` is the word itself. The options of such a line are those
of the one table; what means nothing there is refused (`refuse_surplus`).
"""

from __future__ import annotations

from ..errors import UsageError
from ..records import Record
from .peer import is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import BinaryIO

    from .occurrences import Occurrences
    from .option import Arguments

    Run = Callable[[Arguments, BinaryIO | None, Occurrences], int]


class Subcommand(Record):
    """A word that is no peer.

    Attributes:
        name: the word.
        usage: what may follow it, for help.
        text: what it does, for help and completion.
        has_own_words: its words are not the option table's, and come to it unread: everything after the name.
    """

    name: str
    usage: str
    text: str
    has_own_words: bool = False


SUBCOMMANDS: dict[str, Subcommand] = {
    row.name: row
    for row in (
        Subcommand("echo", "[options] PEER [PORT] | PEER... | --all", "is anybody there, and what does it accept?"),
        Subcommand("nodes", "[show NAME | add NAME ADDRESS [options] | remove NAME]", "the peers known by name"),
        Subcommand("demo", "[--serve [--port N]]", "a tour on an embedded SCP with real data", has_own_words=True),
        Subcommand("explain", "KEY|MODEL|LEVEL|STATUS...", "what the standard says of it"),
        Subcommand("completion", "bash|zsh|fish", "a script that teaches a shell to complete findscu's lines"),
        Subcommand("help", "[COMMAND]", "what --help prints, or how a command is written"),
        Subcommand("man", "", "the manual, for where `man findscu` finds none"),
    )
}
"""By name; the module of each has the same name. A host may be called so too: see `subcommand_of`."""


def subcommand_of(arguments: Arguments, names: Collection[str]) -> str:
    """Return the sub-command among `names` that a line begins with, "" for a query.

    A host may be called `echo`: it is one when a port number follows and the line holds something to ask, a `-k`, an
    `-f` or a query file. So no line written for DCMTK's findscu can be taken for a sub-command.
    """
    words = arguments.positionals
    if not words or words[0] not in names:
        return ""
    has_query = bool(arguments.keys or arguments.query_files or len(words) > 2)
    return "" if len(words) > 1 and is_number(words[1]) and has_query else words[0]


def unread_subcommand_of(words: Sequence[str], names: Collection[str]) -> str:
    """Return the sub-command with words of its own that a line begins with, "" when it must be read first."""
    if not words or words[0] not in names or not SUBCOMMANDS[words[0]].has_own_words:
        return ""
    return "" if len(words) > 1 and is_number(words[1]) else words[0]


def misspelt(arguments: Arguments, names: Collection[str]) -> str:
    """Return a hint if a line asks nothing and its peer looks like one of the names, "" otherwise."""
    words = arguments.positionals
    if not words or not names or arguments.keys or arguments.level or not words[0].isalpha():
        return ""
    from .suggest import did_you_mean

    hint = did_you_mean(words[0], names)
    return f"if a command is meant: {hint}" if hint else ""


def run_of(name: str) -> Run:
    """Load a sub-command and return what carries it out."""
    from importlib import import_module

    run: Run = import_module(f".{name}", __package__).run
    return run


def refuse_surplus(arguments: Arguments, allowed: Collection[str]) -> None:
    """Look for options that mean nothing to a sub-command: one would be a mistake, not to be passed over.

    Args:
        arguments: the line; its first positional is the sub-command.
        allowed: fields of `Arguments` that it heeds, beside those about messages.

    Raises:
        UsageError: an option sets another field.
    """
    name = arguments.positionals[0]
    for field, option in arguments.given.items():
        if field not in allowed and field not in _ABOUT_MESSAGES:
            raise UsageError(f"findscu {name} takes no {option}", hint=usage_of(name))


def usage_of(name: str) -> str:
    """Return how a sub-command is written, as a hint."""
    return f"write findscu {name} {SUBCOMMANDS[name].usage}".rstrip()


_ABOUT_MESSAGES = frozenset({"log_level", "log_config", "print_arguments", "redacts", "dialect"})
