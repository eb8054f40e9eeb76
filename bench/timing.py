"""Run two commands as whole processes, in turns, and compare what each run cost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

LAUNCHER = Path(__file__).with_name("launch.py")

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
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    with tempfile.TemporaryDirectory() as folder, open(target, "wb") as output:
        report = Path(folder) / "figures"
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(report), program, *command[1:]]
        subprocess.run(launch, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=ENVIRONMENT, check=True)
        return Figures(*map(float, report.read_text(encoding="ascii").split()))


def compare(ours: Callable[[], Figures], theirs: Callable[[], Figures], runs: int) -> Pair:
    """Run both in turns, each first in every other turn.

    Where there are several, a first turn that warms the caches does not count.
    """
    pair = Pair([], [])
    for turn in range(0 if runs > 1 else 1, runs + 1):
        both = [(ours, pair.ours), (theirs, pair.theirs)]
        for run, kept in both if turn % 2 else reversed(both):
            figures = run()
            if turn:
                kept.append(figures)
    return pair
