"""Time two commands as whole processes, in turns, and print medians and the median of the ratios.

    python bench/compare.py [--runs N] [--to FILE] 'COMMAND A' 'COMMAND B'

CPU is user and system time of the finished process, as the operating system accounts it. Both outputs go to FILE,
by default the null device. Unset PYTHONDONTWRITEBYTECODE and PYTHONUNBUFFERED, and measure an ordinary install.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
from statistics import median
from time import perf_counter


def run(command: list[str], target: str) -> tuple[float, float, float]:
    """Run a command; return its wall time and CPU time in seconds and its peak memory in MiB."""
    with open(target, "wb") as output:
        start = perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, _, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = 0
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--to", default=os.devnull)
    parser.add_argument("commands", nargs=2)
    options = parser.parse_args()
    commands = [shlex.split(command) for command in options.commands]
    runs: tuple[list[tuple[float, ...]], ...] = ([], [])
    for turn in range(options.runs + 1):
        for command, kept in zip(commands, runs, strict=True):
            figures = run(command, options.to)
            if turn:  # the first turn warms the caches
                kept.append(figures)
    for place, (name, unit, scale) in enumerate((("wall", "ms", 1000), ("CPU", "ms", 1000), ("memory", "MiB", 1))):
        a, b = ([figures[place] for figures in kept] for kept in runs)
        ratio = median(one / other for one, other in zip(a, b, strict=True))
        print(f"{name:7} A {median(a) * scale:9.1f} {unit}   B {median(b) * scale:9.1f} {unit}   A/B {ratio:.2f}")


if __name__ == "__main__":
    main()
