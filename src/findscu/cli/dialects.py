"""Dialects: everything in which one way of using the command differs from another, as one frozen value.

Native, DCMTK's and pynetdicom's are made by functions of their own modules, which are loaded when they are chosen. A
dialect says how words are parsed, what holds when an option is not given, what a line asks of whom, and it has a
reporter that says what happens, in its own words and exit codes. Code elsewhere asks the dialect; it never asks which
dialect it is.
"""

from __future__ import annotations

from ..errors import UsageError
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO, TextIO

    from ..query import Query
    from ..settings import Settings
    from .occurrences import Occurrences
    from .option import Arguments, Option


DIALECTS = ("native", "dcmtk", "pynetdicom")


class Question(Record):
    """One C-FIND of a line.

    Attributes:
        place: "query 2 of 3: " when there are several.
        name: the query file, "" when there is none.
        build: makes the query, right before it is sent; it may raise what `build_query` raises.
    """

    place: str
    name: str
    build: Callable[[], Query]

    @classmethod
    def of(cls, query: Query, place: str = "", name: str = "") -> Question:
        """Wrap a query that has been built already."""
        return cls(place, name, lambda: query)


class Task(Record):
    """What a line comes to: whom to ask and how, and what."""

    settings: Settings
    questions: Sequence[Question]


class Dialect(Record):
    """One way of using the command.

    Attributes:
        name: as `--dialect` takes it.
        defaults: fields of `Arguments` that differ from native's when no option sets them.
        parse_words: reads a command line by an option table.
        prepare: turns what was read into a task; it raises what cannot be done before anything connects.
        reporter: makes what says what happens, from the streams for output and for messages.
        subcommands: words that are no peer where a peer would stand.
        is_patient: whether the first Ctrl-C only cancels the query.
        overview: returns what `-h` prints; None for what `--help` does.
        version_text: returns what `--version` prints; None for what native does.
    """

    name: str
    defaults: Mapping[str, object]
    parse_words: Callable[[Sequence[str], Sequence[Option], Arguments], Arguments]
    prepare: Callable[[Arguments, Occurrences], Task]
    reporter: Callable[[BinaryIO | None, TextIO | None], Occurrences]
    subcommands: Sequence[str] = ()
    is_patient: bool = False
    overview: Callable[[], str] | None = None
    version_text: Callable[[], str] | None = None


def dialect_named(name: str) -> Dialect:
    """Return a dialect by its name.

    Raises:
        UsageError: there is no such dialect.
    """
    if name == "dcmtk":
        from .dcmtk import dcmtk

        return dcmtk()
    if name == "pynetdicom":
        from .pynetdicom import pynetdicom

        return pynetdicom()
    if name == "native":
        from .native import native

        return native()
    from .suggest import did_you_mean

    hint = did_you_mean(name, DIALECTS) or f"choose one of {', '.join(DIALECTS)}"
    raise UsageError(f"unknown dialect {name!r}", hint=hint)


def dialect_on(words: Sequence[str]) -> str:
    """Return what the line's last `--dialect` says, "" when it has none; values of other options are skipped."""
    if not any(word.startswith("--dialect") for word in words):
        return ""
    from .options import OPTIONS

    counts = {name: len(option.values) for option in OPTIONS for name in option.names}
    found, at = "", 0
    while at < len(words):
        word = words[at]
        if word == "--dialect":
            found = words[at + 1] if at + 1 < len(words) else ""
        elif word.startswith("--dialect="):
            found = word.partition("=")[2]
        at += 1 + counts.get(word, 0)
    return found
