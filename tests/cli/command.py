"""What a run of the command comes to."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Result:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of standard error, without the program's name in front."""
        return [line.removeprefix("findscu: ") for line in self.err.splitlines()]


Command = Callable[..., Result]
Process = Callable[..., "subprocess.Popen[str]"]
