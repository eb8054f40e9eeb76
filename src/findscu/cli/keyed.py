"""Options that name attributes of the answers, `--columns --sort --unique --count-by`: what their words mean.

An attribute that is named there is asked for too: what is not in the query, peers do not return.
"""

from __future__ import annotations

from ..errors import InvalidKey, UsageError
from ..output.filters import Filter, Project, Sort, Unique
from ..tabular import NEVER_ASKED, Column, asking_for, columns_of
from .option import KEYED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..query import Query
    from .option import Arguments


def words_of(lists: Iterable[str]) -> list[str]:
    """Return the words of lists with commas between them; the comma in `(0010,0010)` is none of those."""
    words, word = [], ""
    for text in lists:
        for piece in text.split(","):
            word += piece
            if word.count("(") > word.count(")"):
                word += ","
            else:
                words.append(word.strip())
                word = ""
    return list(filter(None, [*words, word]))


def columns_for(arguments: Arguments, field: str, queries: Sequence[Query]) -> list[Column]:
    """Return the columns that an option names, one a word.

    Raises:
        UsageError: it names something else, or nothing.
    """
    given = getattr(arguments, field)
    words = words_of(given)
    if given and not words:
        raise UsageError(f"option {arguments.given[field]} names no attribute", hint="write keywords or tags behind it")
    if field == "sort":
        words = [word.removeprefix("-") for word in words]
    try:
        return [columns_of(queries, [word])[0] for word in words]
    except InvalidKey as error:
        raise UsageError(f"option {arguments.given[field]}: {error}", hint=error.hint) from None


def ask_for_columns(query: Query, arguments: Arguments) -> Query:
    """Return a query that asks for all that the options name.

    Raises:
        UsageError: they name what is no attribute.
    """
    columns = [column for field in KEYED for column in columns_for(arguments, field, [query])]
    return asking_for(query, columns)


def add_return_keys(arguments: Arguments) -> None:
    """Ask for all that the options name by return keys, for dialects that build their queries in their own way.

    Raises:
        UsageError: they name what is no attribute.
    """
    columns = [column for field in KEYED for column in columns_for(arguments, field, [])]
    keys = [column.key for column in columns if column.path[0] not in NEVER_ASKED]
    arguments.return_keys = [*arguments.return_keys, *keys]


def keyed_filters(arguments: Arguments, queries: Sequence[Query], *, has_columns: bool) -> list[Filter]:
    """Return the filters that the options ask for, in the order in which matches pass them.

    Args:
        arguments: the command line.
        queries: all queries of the run.
        has_columns: whether what is written has the chosen columns only, whatever comes.
    """
    filters: list[Filter] = []
    if arguments.verify_matches:
        from ..output.verify import Verify

        filters.append(Verify())
    if arguments.unique:
        filters.append(Unique(columns_for(arguments, "unique", queries)))
    if arguments.sort:
        descending = [word.startswith("-") for word in words_of(arguments.sort)]
        filters.append(Sort(columns_for(arguments, "sort", queries), descending))
    if arguments.columns and not has_columns:
        filters.append(Project(columns_for(arguments, "columns", queries)))
    return filters
