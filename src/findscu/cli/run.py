"""One command line, carried out: what it asks for, its task, the conversation, the exit code."""

from __future__ import annotations

from ..errors import FindscuError, UsageError
from ..output.sink import OutputError, open_sink
from .dialects import dialect_named, dialect_on
from .exit_codes import SUCCESS
from .option import Arguments
from .options import OPTIONS
from .peer import is_number, subcommand_of

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
    reporter = chosen.reporter(stdout, stderr)
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
    if "demo" in dialect.subcommands and words[0] == "demo" and not (len(words) > 1 and is_number(words[1])):
        return _run_demo(words[1:])
    arguments = Arguments(**dialect.defaults)
    try:
        dialect.parse_words(words, OPTIONS, arguments)
    except UsageError as error:
        return reporter.misread(error, arguments)
    reporter.configured(arguments)
    if arguments.action != "query":
        open_sink(None, stdout).write(_text_of(arguments.action, dialect).encode())
        return SUCCESS
    subcommand = subcommand_of(arguments, dialect.subcommands)
    if subcommand == "demo":
        return _run_demo(arguments.positionals[1:])
    if subcommand == "echo":
        from .echo import run_echo

        return run_echo(arguments, stdout, reporter)
    return _run_query(arguments, stdout, reporter, dialect)


def _text_of(action: str, dialect: Dialect) -> str:
    if action in ("profiles", "ciphers"):
        from .tls_setup import list_ciphers, list_profiles

        return list_profiles() if action == "profiles" else list_ciphers()
    from .help import help_text, version_text

    if action == "version" and dialect.version_text is not None:
        return dialect.version_text()
    return help_text(dialect) if action == "help" else version_text()


def _run_demo(words: Sequence[str]) -> int:
    from ..demo import main

    return main(list(words))


def _run_query(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences, dialect: Dialect) -> int:
    task = dialect.prepare(arguments, reporter)
    if arguments.dry_run:
        from .dry_run import dry_run_text

        open_sink(None, stdout).write(dry_run_text(task).encode())
        return SUCCESS
    try:
        return _converse(task, arguments, stdout, reporter, dialect)
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
    from .outputs import open_writer, store_for

    writer = open_writer(arguments, task)
    store = store_for(arguments, reporter)
    sink = open_sink(arguments.output, stdout)
    try:
        with Interrupts(is_patient=dialect.is_patient) as interrupts:
            return Conversation(task, writer, sink, store, reporter, interrupts, arguments).run()
    finally:
        sink.discard()
