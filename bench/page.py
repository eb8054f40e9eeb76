"""docs/benchmarks.md and its chart, from measured numbers."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from programs import ROOT
from rows import MEMORY, Row
from timing import Pair, middle

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
whole process from start to end; below 1 findscu takes less. CPU is user and system time. Both programs ask the same SCP
(`bench/replay.py`), which sends answers that were encoded before as fast as the socket takes them, and both write to
the null device unless "file" stands there. `make bench-check` compares the ratios with the budgets.

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

The rows and their commands stand in `bench/rows.py`, the answers in `bench/workloads.py`. One row alone:

```
.venv/bin/python bench/run.py --only text-file
```
"""


def write(
    results: Sequence[Result],
    tables: Mapping[str, Sequence[Sequence[str]]],
    versions: Sequence[tuple[str, str]],
    runs: int,
) -> None:
    """Write the page and the chart, light and dark."""
    text = TEXT.format(
        runs=runs,
        versions=", ".join(f"{name} {version}" for name, version in versions),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        table=markdown([HEADER, *(result.cells() for result in results)]),
        **{name: markdown(rows) for name, rows in tables.items()},
    )
    (DOCS / "benchmarks.md").write_text(text, encoding="utf-8")
    shown = [result for result in results if result.name in CHART_ROWS and result.figure != MEMORY]
    for name, ink, bar, other in (
        ("light", "#1f2328", "#0969da", "#d0d7de"),
        ("dark", "#e6edf3", "#4493f8", "#3d444d"),
    ):
        (DOCS / f"benchmarks-{name}.svg").write_text(chart(shown, ink, bar, other), encoding="utf-8")


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([header, "|" + "---|" * len(rows[0]), *body])


LABEL_WIDTH, BAR_WIDTH, ROW_HEIGHT = 330, 330, 44


def chart(results: Sequence[Result], ink: str, bar: str, other: str) -> str:
    """Return a bar chart: the other program's bar is whole, ours is its share of it."""
    height = ROW_HEIGHT * len(results) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{height}" viewBox="0 0 760 {height}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{ink}">'
    ]
    for number, result in enumerate(results):
        parts += _bars(result, 12 + ROW_HEIGHT * number, bar, other)
    return "\n".join([*parts, "</svg>", ""])


def _bars(result: Result, top: int, bar: str, other: str) -> list[str]:
    unit = UNITS[result.figure][0]
    share = max(BAR_WIDTH * min(result.ratio, 1), 2)
    end = LABEL_WIDTH + BAR_WIDTH + 8
    return [
        f'<text x="{LABEL_WIDTH - 10}" y="{top + 14}" text-anchor="end">{result.work}</text>',
        f'<text x="{LABEL_WIDTH - 10}" y="{top + 30}" text-anchor="end" opacity="0.65">{result.against}</text>',
        f'<rect x="{LABEL_WIDTH}" y="{top + 3}" width="{share:.1f}" height="13" rx="2" fill="{bar}"/>',
        f'<rect x="{LABEL_WIDTH}" y="{top + 19}" width="{BAR_WIDTH}" height="13" rx="2" fill="{other}"/>',
        f'<text x="{end}" y="{top + 14}">{result.ours:,.0f} {unit}</text>',
        f'<text x="{end}" y="{top + 30}" opacity="0.65">{result.theirs:,.0f} {unit}</text>',
    ]
