"""`findscu man`: the manual, which comes with the package; not every installer puts it where `man` looks."""

from __future__ import annotations

import os

from ..errors import UsageError
from ..output.sink import open_sink
from .dialects import dialect_named
from .exit_codes import SUCCESS
from .help import help_text
from .screens import is_terminal
from .subcommands import refuse_surplus, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from .occurrences import Occurrences
    from .option import Arguments

PAGE = os.path.join(os.path.dirname(__file__), "findscu.1")
"""The page, made by tools/make_manpage.py. The wheel has it in share/man/man1 too."""


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """Show the manual on a terminal, or write the page itself elsewhere; return the exit code.

    Raises:
        UsageError: words that mean nothing here.
    """
    refuse_surplus(arguments, ())
    if len(arguments.positionals) > 1:
        raise UsageError(f"findscu man takes no {arguments.positionals[1]!r}", hint=usage_of("man"))
    if is_terminal(stdout):
        return _show(stdout)
    with open(PAGE, "rb") as page:
        open_sink(None, stdout).write(page.read())
    return SUCCESS


def _show(stdout: BinaryIO | None) -> int:
    """Let `man` show the page; where there is none, show the help, which says the same."""
    import subprocess

    try:
        return subprocess.call(["man", PAGE])
    except OSError:
        open_sink(None, stdout).write(help_text(dialect_named("native")).encode())
        return SUCCESS
