"""Dialects: everything in which one way of using the command differs from another, as one frozen value.

There is one so far, `NATIVE`. What the ways of DCMTK's and pynetdicom's findscu need has its place here: how words are
parsed, what holds when an option is not given, how a `-k` key is read, and a reporter that says what happens, in its
own words and exit codes. Code elsewhere asks the dialect; it never asks which dialect it is.
"""

from __future__ import annotations

from ..keys import NATIVE as NATIVE_KEYS
from ..records import Record
from .parse import parse_words
from .report import Reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..keys import Reader
    from .options import Arguments, Option


class Dialect(Record):
    """One way of using the command.

    Attributes:
        name: as `--dialect` will take it.
        defaults: fields of `Arguments` that differ from native's when no option sets them.
        parse_words: reads a command line by an option table.
        key_reader: reads `-k` keys.
        reporter: says what happens; its class, made with the stream for messages.
        checks_queries: whether doubtful queries are warned of.
    """

    name: str
    defaults: Mapping[str, object]
    parse_words: Callable[[Sequence[str], Sequence[Option], Arguments], Arguments]
    key_reader: Reader
    reporter: type[Reporter]
    checks_queries: bool


NATIVE = Dialect("native", {}, parse_words, NATIVE_KEYS, Reporter, True)
