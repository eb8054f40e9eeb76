"""One command line, carried out: what it asks for, its task, the conversation, the exit code."""

from __future__ import annotations

from ..errors import FindscuError, UsageError
from ..output.sink import OutputError, Talk, open_sink
from .dialects import dialect_named, dialect_on
from .exit_codes import SUCCESS
from .option import Arguments
from .peer import hint_at_node
from .usual_options import rows_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from .dialects import Dialect, Task
    from .occurrences import Occurrences


def run(words: Sequence[str], stdout: BinaryIO | None, stderr: TextIO | None, dialect: Dialect | str = "native") -> int:
    """Carry out a command line and return the exit code; nothing that the user or the peer does raises.

    Args:
        words: the command line without the program's name.
        stdout: takes the matches, as bytes; None when it is closed.
        stderr: takes everything else.
        dialect: the way in which the command is used, or its name, unless the line says otherwise.
    """
    try:
        named = dialect_on(words) or dialect
        chosen = dialect_named(named) if isinstance(named, str) else named
    except UsageError as error:
        return dialect_named("native").reporter(stdout, stderr).failed(error)
    talk = None if stderr is None else Talk(stderr)
    reporter = chosen.reporter(stdout, talk)  # type: ignore[arg-type]  # to reporters it is a stream of text
    reporter.talk = talk
    try:
        return _run_words(words, stdout, reporter, chosen)
    except FindscuError as error:
        return reporter.failed(error)
    except OutputError as error:
        return reporter.output_failed(error)
    finally:
        reporter.closed()


def _run_words(words: Sequence[str], stdout: BinaryIO | None, reporter: Occurrences, dialect: Dialect) -> int:
    if not words and (code := reporter.said_nothing()) is not None:
        return code
    arguments = Arguments(**dialect.defaults)
    if words and words[0] in dialect.subcommands:
        from .subcommands import run_of, unread_subcommand_of

        if name := unread_subcommand_of(words, dialect.subcommands):
            arguments.positionals = words
            return run_of(name)(arguments, stdout, reporter)
    try:
        dialect.parse_words(words, rows_for(words), arguments)
    except UsageError as error:
        return reporter.misread(error, arguments)
    reporter.configured(arguments)
    if arguments.action != "query":
        open_sink(None, stdout).write(_text_of(arguments, dialect).encode())
        return SUCCESS
    if arguments.positionals and arguments.positionals[0] in dialect.subcommands:
        from .subcommands import run_of, subcommand_of

        if name := subcommand_of(arguments, dialect.subcommands):
            return run_of(name)(arguments, stdout, reporter)
    try:
        return _run_query(arguments, stdout, reporter, dialect)
    except UsageError as error:
        from .subcommands import misspelt

        error.hint = misspelt(arguments, dialect.subcommands) or error.hint
        raise


def _text_of(arguments: Arguments, dialect: Dialect) -> str:
    """Return what a line prints that asks nobody."""
    if arguments.action in ("profiles", "ciphers"):
        from .tls_setup import list_ciphers, list_profiles

        return list_profiles() if arguments.action == "profiles" else list_ciphers()
    if arguments.action == "version" and dialect.version_text is not None:
        return dialect.version_text()
    from .help import help_for, version_text

    return help_for(arguments, dialect) if arguments.action == "help" else version_text()


def _run_query(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences, dialect: Dialect) -> int:
    if arguments.all_nodes:
        raise UsageError(f"{arguments.given['all_nodes']} is for findscu echo", hint="name the peer of a query")
    if arguments.saved is not None or arguments.config is not None:
        from .configuration import use_saved_query

        use_saved_query(arguments)
    if arguments.when or arguments.station or arguments.modality:
        from .shorthand import write_out

        reporter.understood(write_out(arguments), is_asked_for=arguments.dry_run)
    task = dialect.prepare(arguments, reporter)
    if arguments.dry_run:
        from .dry_run import dry_run_text

        open_sink(None, stdout).write(dry_run_text(task, redacts=arguments.redacts).encode())
        return SUCCESS
    try:
        return _converse(task, arguments, stdout, reporter, dialect)
    except FindscuError as error:
        hint_at_node(error, arguments.peer_hint)
        raise
    finally:
        if arguments.tls_seed_output is not None:
            from .tls_setup import write_seed

            if fault := write_seed(arguments):
                reporter.cautioned(fault)


def _converse(
    task: Task, arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences, dialect: Dialect
) -> int:
    from .ask import Conversation
    from .interrupts import Interrupts
    from .outputs import chain_for, open_writer, refuse_misfit, store_for

    writer = open_writer(arguments, task, stdout)
    chain = chain_for(arguments, task, stdout)
    refuse_misfit(arguments, writer, stdout)
    store = store_for(arguments, reporter)
    sink = open_sink(arguments.output, stdout)
    try:
        with Interrupts(is_patient=dialect.is_patient, streams=(sink, reporter.talk)) as interrupts:
            return Conversation(task, chain, writer, sink, store, reporter, interrupts, arguments).run()
    finally:
        sink.discard()
