"""How cost grows: CPU and memory of the command for ever more answers, and of `findscu.aio` for ever more associations.

    python bench/growth.py

Both tables belong to docs/benchmarks.md.
"""

from __future__ import annotations

import os

from programs import BENCH_PYTHON, OURS, ROOT, replaying
from timing import Figures, measure

ANSWER_COUNTS = (1, 1_000, 10_000, 100_000, 1_000_000)
ASSOCIATION_COUNTS = (1, 10, 100, 1_000)
HOLD_SECONDS = 1.0
"""How long the SCP thinks, so that all associations are open at once."""


def by_answers() -> list[list[str]]:
    """Return a row for each number of answers: what each costs, and the peak memory."""
    rows = [["answers, as text", "CPU", "of it for each answer", "peak memory"]]
    empty = 0.0
    for count in ANSWER_COUNTS:
        with replaying(count) as port:
            words = [OURS, "-S", "-k", "QueryRetrieveLevel=STUDY", "--format", "text", "127.0.0.1", str(port)]
            best = min((measure(words, os.devnull) for _ in range(3 if count < 1_000_000 else 1)), key=_cpu)
        empty = empty or best.cpu
        each = f"{(best.cpu - empty) / count * 1e6:.1f} µs" if count > 1 else ""
        rows.append([f"{count:,}", f"{best.cpu * 1000:,.0f} ms", each, f"{best.memory:.1f} MiB"])
    return rows


def by_associations() -> list[list[str]]:
    """Return a row for each number of associations that one program holds at once."""
    rows = [["associations at once, 10 answers each", "wall", "CPU", "peak memory", "threads"]]
    for count in ASSOCIATION_COUNTS:
        with replaying(10, "--delay", str(HOLD_SECONDS)) as port:
            words = [str(BENCH_PYTHON), str(ROOT / "bench" / "peers.py"), str(port), str(count)]
            report = ROOT / "build" / "peers.txt"
            figures = measure(words, str(report))
        answers, threads = report.read_text(encoding="ascii").split()
        assert int(answers) == 10 * count
        wall, cpu = f"{figures.wall:.2f} s", f"{figures.cpu * 1000:,.0f} ms"
        rows.append([f"{count:,}", wall, cpu, f"{figures.memory:.1f} MiB", threads])
    return rows


def _cpu(figures: Figures) -> float:
    return figures.cpu


if __name__ == "__main__":
    for table in (by_answers(), by_associations()):
        for row in table:
            print("".join(f"{cell:>38}" for cell in row))
