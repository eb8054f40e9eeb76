"""docs/benchmarks.md and its chart, from measured numbers."""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from programs import ROOT
from rows import MEMORY, Row
from timing import Pair, middle
from workloads import WORKLOADS

DOCS = ROOT / "docs"
CHART_ROWS = ("small-wall", "text-file", "jsonl", "count", "pynetdicom")

COLOURS = {"light": ("#1f2328", "#0969da", "#d0d7de"), "dark": ("#e6edf3", "#4493f8", "#3d444d")}
"""Of the text, our bars and the other program's."""

UNITS = {"wall": ("ms", 1000.0), "cpu": ("ms", 1000.0), "memory": ("MiB", 1.0)}


class Result(NamedTuple):
    """A comparison and what came of it."""

    name: str
    work: str
    against: str
    figure: str
    target: str
    ours: float
    theirs: float
    ratio: float
    budget: float | None

    @classmethod
    def of(cls, row: Row, pair: Pair) -> Result:
        """Take the medians of a comparison."""
        scale = UNITS[row.figure][1]
        ours, theirs = (middle(runs, row.figure) * scale for runs in pair)
        where = row.target, ours, theirs, pair.ratio(row.figure)
        return cls(row.name, row.work, row.against, row.figure, *where, row.budget)

    @property
    def is_over(self) -> bool:
        """Whether the ratio is above its budget."""
        return self.budget is not None and self.ratio > self.budget

    def cells(self) -> list[str]:
        """Return the row of the table."""
        unit = UNITS[self.figure][0]
        budget = "" if self.budget is None else f"{self.budget:g}{' (over)' if self.is_over else ''}"
        work = self.work + (" (file)" if self.target == "file" and "file" not in self.work else "")
        name = {"wall": "wall", "cpu": "CPU", "memory": "memory"}[self.figure]
        return [
            work,
            self.against,
            name,
            f"{self.ours:,.0f} {unit}",
            f"{self.theirs:,.0f} {unit}",
            f"{self.ratio:.3g}",
            budget,
        ]

    def line(self) -> str:
        """Return the row for a terminal."""
        work, against, figure, ours, theirs, ratio, budget = self.cells()
        limit = f" of {budget}" if budget else ""
        return f"{work:52} {against:28} {figure:6} {ours:>12} {theirs:>12}  x {ratio}{limit}"


HEADER = ("work", "against", "figure", "findscu", "other", "ratio", "budget")

TEXT = """\
# Benchmarks

Made by `make bench`; do not edit. A ratio is the median over {runs} interleaved turns of *findscu / other*, each a
whole process from start to end; below 1 findscu takes less. Where a turn is soon over there are more of them, where it
takes a minute one. CPU is user and system time. Both programs ask the same SCP (`bench/replay.py`), which sends answers
that were encoded before as fast as the socket takes them, and both write to the null device unless "file" stands there.
`make bench-check` compares the ratios with the budgets.

{versions}, on {machine}.

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="benchmarks-dark.svg">
  <img alt="findscu's share of what DCMTK and pynetdicom take" src="benchmarks-light.svg">
</picture>

{table}

## The walk and the writers alone

In one process, without a socket: microseconds for each answer.

{micro}

## Growth

What an answer costs does not depend on how many there are, nor does the memory.

{answers}

One program on `findscu.aio`, all associations open at once against an SCP that thinks for a second:

{associations}

## The commands

The first column is what `make bench ARGS="--only text-file"` takes, to run one row and write nothing. The answers are
those of `bench/workloads.py`, and KEYS stands for:

{keys}

{commands}
"""


def write(
    results: Sequence[Result],
    tables: Mapping[str, Sequence[Sequence[str]]],
    commands: Sequence[Sequence[str]],
    versions: Sequence[tuple[str, str]],
    runs: int,
) -> None:
    """Write the page and the chart, light and dark."""
    text = TEXT.format(
        runs=runs,
        versions=", ".join(f"{name} {version}" for name, version in versions),
        machine=machine(),
        table=markdown([HEADER, *(result.cells() for result in results)]),
        keys=markdown(
            [("workload", "KEYS"), *((name, code(shlex.join(WORKLOADS[name].question()))) for name in WORKLOADS)]
        ),
        commands=markdown(
            [("row", "SCP", "findscu", "other"), *((name, *map(code, words)) for name, *words in commands)]
        ),
        **{name: markdown(rows) for name, rows in tables.items()},
    )
    (DOCS / "benchmarks.md").write_text(text, encoding="utf-8")
    shown = [result for result in results if result.name in CHART_ROWS and result.figure != MEMORY]
    for name, colours in COLOURS.items():
        (DOCS / f"benchmarks-{name}.svg").write_text(chart(shown, *colours), encoding="utf-8")


def machine() -> str:
    """Return what the numbers were measured on."""
    cpu_info = Path("/proc/cpuinfo")
    lines = cpu_info.read_text(encoding="utf-8").splitlines() if cpu_info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{platform.system()} on {os.cpu_count()} cores of {(models or [platform.machine()])[0]}"


def code(words: str) -> str:
    """Return words as code in a cell of a table."""
    return f"`{words.replace('|', chr(92) + '|')}`"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([header, "|" + "---|" * len(rows[0]), *body])


LABEL_WIDTH, BAR_WIDTH, ROW_HEIGHT, HEAD_HEIGHT = 300, 300, 44, 34
FIGURE_NAMES = {"wall": "wall time", "cpu": "CPU time", "memory": "memory"}


def chart(results: Sequence[Result], ink: str, bar: str, other: str) -> str:
    """Return a bar chart: the other program's bar is whole, ours is its share of it."""
    height = HEAD_HEIGHT + ROW_HEIGHT * len(results) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="{height}" viewBox="0 0 800 {height}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{ink}">',
        f'<rect x="{LABEL_WIDTH}" y="8" width="13" height="13" rx="2" fill="{bar}"/>',
        f'<text x="{LABEL_WIDTH + 19}" y="19">findscu</text>',
        f'<rect x="{LABEL_WIDTH + 90}" y="8" width="13" height="13" rx="2" fill="{other}"/>',
        f'<text x="{LABEL_WIDTH + 109}" y="19">the other program</text>',
    ]
    for number, result in enumerate(results):
        parts += _bars(result, HEAD_HEIGHT + ROW_HEIGHT * number, bar, other)
    return "\n".join([*parts, "</svg>", ""])


def _bars(result: Result, top: int, bar: str, other: str) -> list[str]:
    unit = UNITS[result.figure][0]
    share = max(BAR_WIDTH * min(result.ratio, 1), 2)
    label, end = LABEL_WIDTH - 10, LABEL_WIDTH + BAR_WIDTH + 8
    work = result.work.removesuffix(", wall")
    return [
        f'<text x="{label}" y="{top + 14}" text-anchor="end">{work}</text>',
        f'<text x="{label}" y="{top + 30}" text-anchor="end" opacity="0.65">'
        f"{result.against}, {FIGURE_NAMES[result.figure]}</text>",
        f'<rect x="{LABEL_WIDTH}" y="{top + 3}" width="{share:.1f}" height="13" rx="2" fill="{bar}"/>',
        f'<rect x="{LABEL_WIDTH}" y="{top + 19}" width="{BAR_WIDTH}" height="13" rx="2" fill="{other}"/>',
        f'<text x="{end}" y="{top + 14}">{result.ours:,.0f} {unit} '
        f'<tspan font-weight="600">{1 / result.ratio:.2g} x as fast</tspan></text>',
        f'<text x="{end}" y="{top + 30}" opacity="0.65">{result.theirs:,.0f} {unit}</text>',
    ]
