"""`findscu demo`: the way from the command to `findscu.demo`, which has words of its own."""

from __future__ import annotations

import os
import sys

from ..demo import main
from ..output.sink import OutputError
from .exit_codes import SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from .occurrences import Occurrences
    from .option import Arguments


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """Run the demo on the words after its name; return the exit code.

    Raises:
        OutputError: what it shows cannot be written.
    """
    if sys.stdout is None:
        raise OutputError("cannot write to standard output: it is closed")
    try:
        return main(list(arguments.positionals[1:]))
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of it, when the process ends
        if isinstance(error, BrokenPipeError):
            return SUCCESS  # `findscu demo | head`: nobody reads on, which is no reason to complain
        raise OutputError(f"cannot write to standard output: {(error.strerror or str(error)).lower()}") from None
