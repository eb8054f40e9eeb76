"""`findscu completion SHELL`: a script that teaches bash, zsh or fish to complete our lines.

The script is small. At each Tab it asks `findscu completion words LINE`, so it knows what this findscu knows: options,
keywords, the user's nodes. What can stand where is found in `candidates`; how a shell shows it is up to its script.

candidates  what can stand at the end of a line      values    of options, by their placeholders
keywords    attributes and their values              findscu.bash, findscu.zsh, findscu.fish  the scripts
"""

from __future__ import annotations

from ...errors import UsageError
from ...output.sink import open_sink
from ..exit_codes import SUCCESS
from ..subcommands import refuse_surplus, usage_of
from ..suggest import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from ..occurrences import Occurrences
    from ..option import Arguments

SHELLS = ("bash", "zsh", "fish")

SEPARATOR = "\t"
"""Stands between the words of a line that a script asks about, and between a word and its description."""


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """Print a script, or the words that can stand at the end of a line; return the exit code.

    Raises:
        UsageError: neither a shell nor a line.
    """
    refuse_surplus(arguments, ())
    match arguments.positionals[1:]:
        case [shell] if shell in SHELLS:
            text = script_of(shell)
        case ["words", line]:
            from .candidates import candidates

            found = candidates(line.split(SEPARATOR))
            text = "".join(f"{word}{SEPARATOR}{meaning}\n" if meaning else f"{word}\n" for word, meaning in found)
        case [shell]:
            hint = did_you_mean(shell, SHELLS) or f"choose one of {', '.join(SHELLS)}"
            raise UsageError(f"no completion for {shell!r}", hint=hint)
        case _:
            raise UsageError("findscu completion needs the name of a shell", hint=usage_of("completion"))
    open_sink(None, stdout).write(text.encode())
    return SUCCESS


def script_of(shell: str) -> str:
    """Return the script of a shell."""
    import os

    with open(os.path.join(os.path.dirname(__file__), f"findscu.{shell}"), encoding="utf-8") as file:
        return file.read()
