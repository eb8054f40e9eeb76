"""Run two commands as whole processes, in turns, and compare what each run cost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from statistics import median
from time import monotonic
from typing import NamedTuple

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTHON", "FINDSCU", "LC_", "LANG", "DCM", "TCP_", "VIRTUAL_ENV"))
}
"""As a person's shell has it: settings of Python and of both programs would be measured too."""


class Figures(NamedTuple):
    """What one run cost: seconds of wall time, seconds of user and system time, MiB of memory at its peak."""

    wall: float
    cpu: float
    memory: float


class Pair(NamedTuple):
    """What two commands cost in interleaved runs; the runs of one turn stand at the same place."""

    ours: list[Figures]
    theirs: list[Figures]

    def ratio(self, figure: str) -> float:
        """Return the median over the turns of ours / theirs."""
        return median(
            getattr(one, figure) / getattr(other, figure) for one, other in zip(self.ours, self.theirs, strict=True)
        )


def middle(runs: Sequence[Figures], figure: str) -> float:
    """Return the median of one figure."""
    return median(getattr(run, figure) for run in runs)


def measure(command: Sequence[str], target: str) -> Figures:
    """Run a command to its end with both outputs into `target`; a failing one is an error."""
    with open(target, "wb") as output:
        start = monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(ours: Callable[[], Figures], theirs: Callable[[], Figures], runs: int) -> Pair:
    """Run both in turns, each first in every other turn; a first turn that warms the caches does not count."""
    pair = Pair([], [])
    for turn in range(runs + 1):
        both = [(ours, pair.ours), (theirs, pair.theirs)]
        for run, kept in both if turn % 2 else reversed(both):
            figures = run()
            if turn:
                kept.append(figures)
    return pair
