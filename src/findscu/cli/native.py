"""The native dialect: queries are read and looked at before anything connects."""

from __future__ import annotations

from ..errors import InvalidQuery, UsageError
from ..query import build_query
from .dialects import Dialect, Question, Task
from .option import NEGOTIABLE
from .parse import parse_words
from .peer import SUBCOMMANDS, settings_of, split_positionals
from .report import Reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from ..identifier import DataSet
    from ..query import Query
    from .occurrences import Occurrences
    from .option import Arguments


def native() -> Dialect:
    """Return the native dialect."""
    return Dialect("native", {}, parse_words, prepare, _report_to, SUBCOMMANDS, is_patient=True)


def _report_to(stdout: BinaryIO | None, stderr: TextIO | None) -> Reporter:
    return Reporter(stderr, stdout=stdout)


def prepare(arguments: Arguments, reporter: Occurrences) -> Task:
    """Read the queries of a line, and find out whom to ask.

    Raises:
        UsageError: a peer, a key, a file or an option that cannot be used.
    """
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
    if arguments.tls_mode and not arguments.dry_run:
        from .tls_setup import prepare_tls

        prepare_tls(arguments, reporter)
    settings = settings_of(arguments, peer, port, models)
    if any(getattr(arguments, name) for name in NEGOTIABLE):
        from .negotiating import extended_negotiation

        settings = settings.replace(extended_negotiation=extended_negotiation(arguments, models))
    if arguments.extract is not None or arguments.format == "dicom":
        _check_directory(arguments.output_directory or ".")
    return Task(settings, questions)


def _check_directory(directory: str) -> None:
    from ..output.placing import directory_fault

    if fault := directory_fault(directory):
        raise UsageError(f"{directory}: {fault}", hint="make it, or name another with -od")


def _read_queries(arguments: Arguments, files: Sequence[str], reporter: Occurrences) -> list[Query]:
    """Build a query of each file, or one of keys alone, and look at it before anybody is asked."""
    if not (files or arguments.keys or arguments.level or arguments.return_keys):
        raise UsageError("nothing to ask", hint="give a key (-k), a level (-L) or a query file; --help has examples")
    queries = []
    for number, file in enumerate(files or [None], 1):
        query = build_query(
            model=arguments.model,
            level=arguments.level,
            keys=arguments.keys,
            return_keys=arguments.return_keys,
            dataset=None if file is None else read_file(file),
        )
        place = f"query {number} of {len(files)}: " if len(files) > 1 else ""
        reporter.read_query(query, place, is_model_given=arguments.model is not None)
        _check(query, place, arguments.strict, reporter)
        queries.append(query)
    return queries


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
        raise InvalidQuery(f"cannot read query file {name}: {reason}", hint=hint) from None
    return read_query_file(raw, name)


def _check(query: Query, place: str, is_strict: bool, reporter: Occurrences) -> None:
    from ..checks import check_query

    doubts = check_query(query)
    for doubt in doubts:
        reporter.doubted(doubt, place)
    if doubts and is_strict:
        raise InvalidQuery("a doubtful query is not sent (--strict)", hint="change the query, or leave out --strict")
