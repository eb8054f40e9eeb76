"""`--help`, `-h`, `--version` and the short usage, made from the tables. Loaded only when somebody asks."""

from __future__ import annotations

from ..errors import UsageError
from ..output.sink import open_sink
from ..settings import Settings
from .dialects import dialect_named
from .exit_codes import MEANINGS, SUCCESS
from .manual import (
    AS_BEFORE,
    COMMAND_EXAMPLES,
    DIALECT,
    ENVIRONMENT,
    EXAMPLES,
    NOTES,
    OVERVIEW_EXAMPLE_COUNT,
    PEER,
    SUMMARY,
)
from .option import SECTIONS, Arguments, Option
from .options import OPTIONS
from .subcommands import SUBCOMMANDS, refuse_surplus
from .suggest import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from .dialects import Dialect
    from .occurrences import Occurrences
    from .subcommands import Subcommand

WIDTH = 79
_COLUMN = 26

USAGE = """\
usage: findscu [options] PEER [PORT] [QUERY-FILE...]
       findscu COMMAND ...
"""

MOST_USED = (
    ("-L", "PATIENT, STUDY, SERIES, IMAGE, WORKLIST or UPS"),
    ("-k", "match an attribute: -k 'PatientName=DOE*'"),
    ("-r", "have one more attribute returned"),
    ("--today", "the worklist of today, or with -L STUDY the studies"),
    ("-f", "a query from a file: DICOM, text dump, DICOM JSON"),
    ("--columns", "show these attributes only: PatientName,StudyDate"),
    ("--sort", "in the order of these; -StudyDate: the latest first"),
    ("--csv", "write a table for spreadsheets"),
    ("--jsonl", "write DICOM JSON, one match a line"),
    ("-o", "write to a file"),
    ("--limit", "stop after N matches"),
    ("--dry-run", "show what would be sent, connect nowhere"),
    ("--tls", "speak TLS"),
    ("-v", "say what happens, step by step"),
    ("-q", "say nothing but the matches"),
)
"""First names of the options of every day, with what they are for in a few words, for the overview."""


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """Carry out `findscu help`; return the exit code.

    Raises:
        UsageError: there is no such command.
    """
    refuse_surplus(arguments, ())
    name = next(iter(arguments.positionals[1:]), "")
    if name and name not in SUBCOMMANDS:
        hint = did_you_mean(name, SUBCOMMANDS) or "findscu --help lists everything"
        raise UsageError(f"no help for {name!r}, which is no command", hint=hint)
    text = subcommand_help(SUBCOMMANDS[name]) if name else help_text(dialect_named("native"))
    open_sink(None, stdout).write(text.encode())
    return SUCCESS


def help_for(arguments: Arguments, dialect: Dialect) -> str:
    """Return what `-h` or `--help` prints: of a sub-command, in short, or everything."""
    name = next(iter(arguments.positionals), "")
    if name in dialect.subcommands:
        return subcommand_help(SUBCOMMANDS[name])
    is_short = arguments.given.get("action") == "-h"
    return dialect.overview() if is_short and dialect.overview is not None else help_text(dialect)


def short_usage() -> str:
    """Return what an empty line is answered with."""
    return (
        f"{USAGE}\n{_examples(EXAMPLES[:2])}\n"
        "findscu -h shows the most used options, findscu --help all of them;\n"
        "findscu demo shows it at work.\n"
    )


def overview() -> str:
    """Return the text of native's `-h`: what one needs on most days."""
    by_name = {option.names[0]: option for option in OPTIONS}
    rows = ((by_name[name], text) for name, text in MOST_USED)
    options = (_entry(_spelling(row.names[:2], row.values), text, _COLUMN) for row, text in rows)
    return "\n".join(
        (
            f"findscu - {SUMMARY}\n",
            USAGE,
            _examples(EXAMPLES[:OVERVIEW_EXAMPLE_COUNT]),
            "Most used options:\n" + "".join(options),
            _commands(),
            "findscu --help lists all options and the exit codes.\n",
        )
    )


def help_text(dialect: Dialect) -> str:
    """Return the text of `--help`, at most 79 characters wide."""
    around = _around_native if dialect.subcommands else _around_older
    before, after = around(dialect)
    options = [_section(section, dialect) for section in SECTIONS]
    return "\n".join((f"findscu - {SUMMARY}\n", *before, *options, *after))


def _around_native(_dialect: Dialect) -> tuple[Sequence[str], Sequence[str]]:
    environment = "".join(_entry(name, text, _COLUMN) for name, text in ENVIRONMENT)
    codes = "".join(_entry(f"{code:3}", meaning, 7) for code, meaning in MEANINGS)
    return (
        (USAGE, _examples(EXAMPLES), "Peer:\n" + _paragraph(PEER), _commands()),
        (
            "Notes:\n" + "".join(map(_paragraph, NOTES)),
            f"Environment:\n{environment}",
            f"Exit codes:\n{codes}",
        ),
    )


def _around_older(dialect: Dialect) -> tuple[Sequence[str], Sequence[str]]:
    note = _paragraph(DIALECT.format(name=dialect.name))
    return ("usage: findscu [options] HOST PORT [QUERY-FILE...]\n", _examples([AS_BEFORE])), (f"Notes:\n{note}",)


def _section(title: str, dialect: Dialect) -> str:
    return f"{title}:\n" + "".join(_row(option, dialect) for option in OPTIONS if option.section == title)


def version_text() -> str:
    """Return the text of `--version`: everything that decides how we talk and read."""
    import platform
    import ssl
    import zlib
    from importlib.metadata import version

    from .. import __version__

    return (
        f"findscu {__version__}\n"
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n"
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}\n"
        f"{ssl.OPENSSL_VERSION}\n"
        f"pydicom {version('pydicom')}\n"
    )


def subcommand_help(subcommand: Subcommand) -> str:
    """Return what a sub-command is, what may follow it, and examples."""
    examples = "".join(f"  {line}\n" for line in COMMAND_EXAMPLES.get(subcommand.name, ()))
    return (
        f"findscu {subcommand.name} - {subcommand.text}\n\n"
        + f"usage: findscu {subcommand.name} {subcommand.usage}".rstrip()
        + f"\n\nExamples:\n{examples}\nfindscu --help lists the options.\n"
    )


def brief(text: str) -> str:
    """Return the beginning of an option's text that says what it is for."""
    for end in (": ", "; ", ", such as", " (default", ". "):
        text = text.partition(end)[0]
    return text.rstrip(":").replace("\xa0", " ")


def default_of(option: Option, dialect: Dialect) -> str:
    """Return what the option's field is when no option sets it, "" when there is nothing to tell."""
    if not option.values or option.repeats:
        return ""
    value = dialect.defaults.get(option.field, getattr(Arguments, option.field))
    if value is None:
        value = getattr(Settings, option.field, None)
    return "" if value is None or value == "" else f"{value:g}" if isinstance(value, float) else str(value)


def meaning_of(option: Option, dialect: Dialect) -> str:
    """Return what an option does, with its words and its default."""
    text = option.text
    if text.endswith(":"):
        text += f" {', '.join(option.words)}"
    default = default_of(option, dialect)
    return f"{text} (default:\xa0{default})" if default else text


def _examples(examples: Sequence[tuple[str, str]]) -> str:
    return "Examples:\n" + "".join(
        f"  {title}{'' if title.endswith('?') else ':'}\n" + "".join(f"    {line}\n" for line in command.splitlines())
        for title, command in examples
    )


def _commands() -> str:
    rows = (_entry(row.name, row.text, _COLUMN) for row in SUBCOMMANDS.values())
    return "Commands, which stand in the place of PEER:\n" + "".join(rows)


def _row(option: Option, dialect: Dialect) -> str:
    return _entry(_spelling(option.names, option.values), meaning_of(option, dialect), _COLUMN)


def _spelling(names: Sequence[str], values: Sequence[str]) -> str:
    return " ".join((*names, *values))


def _paragraph(text: str) -> str:
    return "".join(f"  {line}\n" for line in _wrap(text.split(" "), WIDTH - 2))


def _entry(head: str, text: str, column: int) -> str:
    """Lay out a name and what it means in two columns; a long name has a line of its own."""
    lines = [line.replace("\xa0", " ") for line in _wrap(text.split(" "), WIDTH - column)]
    gap = " " * column
    head = f"  {head}"
    first = f"{head:<{column}}" if len(head) < column else f"{head}\n{gap}"
    return first + f"\n{gap}".join(lines) + "\n"


def _wrap(words: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line
