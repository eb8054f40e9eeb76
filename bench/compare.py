"""Time two commands as whole processes, in turns, and print medians and the median of the ratios.

    python bench/compare.py [--runs N] [--to FILE] 'COMMAND A' 'COMMAND B'

CPU is user and system time of the finished process, as the operating system accounts it. Both outputs go to FILE,
by default the null device. Measure an ordinary install, made with a current pip or uv.
"""

from __future__ import annotations

import argparse
import os
import shlex

from timing import compare, measure, middle


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--to", default=os.devnull)
    parser.add_argument("commands", nargs=2)
    options = parser.parse_args()
    a, b = map(shlex.split, options.commands)
    pair = compare(lambda: measure(a, options.to), lambda: measure(b, options.to), options.runs)
    for figure, unit, scale in (("wall", "ms", 1000), ("cpu", "ms", 1000), ("memory", "MiB", 1)):
        one, other = (middle(runs, figure) * scale for runs in pair)
        print(f"{figure:7} A {one:9.1f} {unit}   B {other:9.1f} {unit}   A/B {pair.ratio(figure):.2f}")


if __name__ == "__main__":
    main()
