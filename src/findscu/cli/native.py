"""The native dialect: queries are read and looked at before anything connects."""

from __future__ import annotations

from .. import errors
from ..errors import UsageError
from ..query import build_query
from .dialects import Dialect, Question, Task
from .option import KEYED, NEGOTIABLE
from .parse import parse_words
from .peer import find_peer, prepare_association, settings_of, split_positionals
from .report import Reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from ..identifier import DataSet
    from ..models import Model
    from ..query import Query
    from .occurrences import Occurrences
    from .option import Arguments

SUBCOMMANDS = ("echo", "nodes", "demo", "explain", "completion", "help", "man")
"""The words that are no peer; what they are stands in `subcommands`, which is loaded when one is on the line."""


def native() -> Dialect:
    """Return the native dialect."""
    return Dialect("native", {}, parse_words, prepare, _report_to, SUBCOMMANDS, True, _overview)


def _overview() -> str:
    from .help import overview

    return overview()


def _report_to(stdout: BinaryIO | None, stderr: TextIO | None) -> Reporter:
    return Reporter(stderr, stdout=stdout)


def prepare(arguments: Arguments, reporter: Occurrences) -> Task:
    """Read the queries of a line, and find out whom to ask.

    Raises:
        UsageError: a peer, a key, a file or an option that cannot be used.
    """
    find_peer(arguments, reporter)
    peer, port, files = split_positionals(arguments.positionals)
    names = [*arguments.query_files, *files]
    queries = _read_queries(arguments, names, reporter)
    models = list(dict.fromkeys(query.model for query in queries))
    count = len(queries) * arguments.repeat_count
    repeated = [
        (query, name) for query, name in zip(queries, names or [""], strict=True) for _ in range(arguments.repeat_count)
    ]
    questions = [
        Question.of(query, f"query {number} of {count}: " if count > 1 else "", name)
        for number, (query, name) in enumerate(repeated, 1)
    ]
    prepare_association(arguments, reporter, models)
    settings = settings_of(arguments, peer, port, models)
    if arguments.extract is not None or arguments.format == "dicom":
        _check_directory(arguments.output_directory or ".")
    return Task(settings, questions)


def _check_directory(directory: str) -> None:
    from ..output.placing import directory_fault

    if fault := directory_fault(directory):
        raise UsageError(f"{directory}: {fault}", hint="make it, or name another with -od")


def _read_queries(arguments: Arguments, files: Sequence[str], reporter: Occurrences) -> list[Query]:
    """Build a query of each file, or one of keys alone, and look at it before anybody is asked."""
    is_asking = files or arguments.keys or arguments.level or arguments.return_keys
    names_keys = arguments.preset or any(getattr(arguments, name) for name in KEYED)
    if not (is_asking or (names_keys and arguments.model)):
        raise UsageError("nothing to ask", hint="give a key (-k), a level (-L) or a query file; --help has examples")
    queries = []
    for number, file in enumerate(files or [None], 1):
        place = f"query {number} of {len(files)}: " if len(files) > 1 else ""
        query, judged = _build(arguments, None if file is None else read_file(file), place, reporter)
        _check(judged, place, arguments, reporter)
        queries.append(query)
    return queries


def _build(arguments: Arguments, dataset: DataSet | None, place: str, reporter: Occurrences) -> tuple[Query, Query]:
    """Build one query, as the node wants it if the line names one; and return what it is to be judged by."""

    def build(model: str | Model | None) -> Query:
        query = build_query(
            model=model,
            level=arguments.level,
            preset=arguments.preset,
            keys=arguments.keys,
            return_keys=arguments.return_keys,
            dataset=dataset,
            now=arguments.now,
            charset=arguments.charset or "",
            ask_charset=arguments.asks_charset,
        )
        return _asking_for_columns(query, arguments)

    query = build(arguments.model)
    reporter.understood(query.moments, is_asked_for=arguments.dry_run)
    reporter.read_query(query, place, is_model_given=arguments.model is not None)
    if arguments.node is None:
        return query, query
    from .configuration import ask_node

    return ask_node(query, build, arguments, reporter, place)


def _asking_for_columns(query: Query, arguments: Arguments) -> Query:
    if not any(getattr(arguments, name) for name in KEYED):
        return query
    from .keyed import ask_for_columns

    return ask_for_columns(query, arguments)


def read_file(name: str) -> DataSet:
    """Read a query file.

    Raises:
        InvalidQuery: it cannot be read, or is none.
    """
    from ..query_file import read_query_file

    try:
        with open(name, "rb") as file:
            raw = file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "the words after PEER and PORT are query files, and a port is a number"
        raise errors.InvalidQuery(f"cannot read query file {name}: {reason}", hint=hint) from None
    return read_query_file(raw, name)


def _check(query: Query, place: str, arguments: Arguments, reporter: Occurrences) -> None:
    from ..checks import check_query

    doubts = check_query(query, [name for name in NEGOTIABLE if getattr(arguments, name)])
    for doubt in doubts:
        reporter.doubted(doubt, place)
    if doubts and arguments.strict:
        raise errors.InvalidQuery(
            "a doubtful query is not sent (--strict)", hint="change the query, or leave out --strict"
        )
