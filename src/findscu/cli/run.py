"""One command line, carried out: what it asks for, its queries, the conversation, the exit code."""

from __future__ import annotations

from ..errors import FindscuError, InvalidQuery, UsageError
from ..output import writer_for
from ..output.sink import OutputError, open_sink
from ..output.text import escape_text
from ..query import build_query
from .dialects import NATIVE
from .exit_codes import SUCCESS
from .options import OPTIONS, Arguments
from .peer import is_number, settings_of, split_positionals, subcommand_of
from .report import format_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from ..identifier import DataSet
    from ..query import Query
    from ..settings import Settings
    from .dialects import Dialect
    from .report import Reporter


def run(words: Sequence[str], stdout: BinaryIO | None, stderr: TextIO | None, dialect: Dialect = NATIVE) -> int:
    """Carry out a command line and return the exit code; nothing that the user or the peer does raises.

    Args:
        words: the command line without the program's name.
        stdout: takes the matches, as bytes; None when it is closed.
        stderr: takes everything else.
        dialect: the way in which the command is used.
    """
    reporter = dialect.reporter(stderr)
    arguments = Arguments(**dialect.defaults)
    if not words:
        return reporter.said_nothing()
    try:
        if words[:1] == ["demo"] and not (len(words) > 1 and is_number(words[1])):
            return _run_demo(words[1:])
        try:
            dialect.parse_words(words, OPTIONS, arguments)
        finally:
            reporter.set_level(arguments.log_level)
        return _run_line(arguments, stdout, reporter, dialect)
    except FindscuError as error:
        return reporter.failed(error)
    except OutputError as error:
        return reporter.output_failed(error)


def _run_line(arguments: Arguments, stdout: BinaryIO | None, reporter: Reporter, dialect: Dialect) -> int:
    if arguments.action != "query":
        from .help import help_text, version_text

        open_sink(None, stdout).write((help_text(dialect) if arguments.action == "help" else version_text()).encode())
        return SUCCESS
    subcommand = subcommand_of(arguments)
    if subcommand == "demo":
        return _run_demo(arguments.positionals[1:])
    if subcommand == "echo":
        from .echo import run_echo

        return run_echo(arguments, stdout, reporter)
    return _run_query(arguments, stdout, reporter, dialect)


def _run_demo(words: Sequence[str]) -> int:
    from ..demo import main

    return main(list(words))


def _run_query(arguments: Arguments, stdout: BinaryIO | None, reporter: Reporter, dialect: Dialect) -> int:
    peer, port, files = split_positionals(arguments.positionals)
    queries = _read_queries(arguments, [*arguments.query_files, *files], reporter, dialect)
    models = list(dict.fromkeys(query.model for query in queries))
    settings = settings_of(arguments, peer, port, models)
    if arguments.dry_run:
        open_sink(None, stdout).write(_dry_run_text(settings, queries).encode())
        return SUCCESS
    writer = writer_for(arguments.format, queries)
    sink = open_sink(arguments.output, stdout)
    try:
        from .ask import Conversation
        from .interrupts import Interrupts

        with Interrupts() as interrupts:
            return Conversation(queries, writer, sink, reporter, interrupts, arguments).run(settings)
    finally:
        sink.discard()


def _read_queries(arguments: Arguments, files: Sequence[str], reporter: Reporter, dialect: Dialect) -> list[Query]:
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
            dataset=None if file is None else _read_file(file),
            reader=dialect.key_reader,
        )
        place = f"query {number} of {len(files)}: " if len(files) > 1 else ""
        reporter.read_query(query, place, is_model_given=arguments.model is not None)
        if dialect.checks_queries:
            _check(query, place, arguments.strict, reporter)
        queries.append(query)
    return queries


def _read_file(name: str) -> DataSet:
    from ..query_file import read_query_file

    try:
        with open(name, "rb") as file:
            raw = file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "the words after PEER and PORT are query files, and a port is a number"
        raise InvalidQuery(f"cannot read query file {name}: {reason}", hint=hint) from None
    return read_query_file(raw, name)


def _check(query: Query, place: str, is_strict: bool, reporter: Reporter) -> None:
    from ..checks import check_query

    doubts = check_query(query)
    for doubt in doubts:
        reporter.doubted(doubt, place)
    if doubts and is_strict:
        raise InvalidQuery("a doubtful query is not sent (--strict)", hint="change the query, or leave out --strict")


def _dry_run_text(settings: Settings, queries: Sequence[Query]) -> str:
    request = settings.request()
    lines = [f"# to {escape_text(str(settings.asked))}, from {request.calling_ae_title}\n"]
    for number, query in enumerate(queries, 1):
        place = f"query {number}: " if len(queries) > 1 else ""
        lines.append(f"# {place}{query.model.title} ({query.model.uid})\n")
        lines.append(format_query(query))
    return "".join(lines)
