"""`make bench`: run all comparisons, print one table, write docs/benchmarks.md and its chart.

    python bench/run.py [--runs N] [--only NAME ...] [--check]

With `--check` (`make bench-check`) only the rows with a budget run, nothing is written, and a ratio above its budget is
a failure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import micro
import page
from growth import by_answers, by_associations
from programs import ROOT, dcmtk, replaying, versions
from rows import BUDGETS, FILE, OTHERS, Row
from timing import Figures, Pair, compare, measure

BUILD = ROOT / "build"


def run_row(row: Row, runs: int, folder: Path) -> Pair:
    """Run one comparison."""
    file = str(folder / "written.xml")
    target = str(folder / "output") if row.target == FILE else os.devnull
    with ExitStack() as servers:
        words = row.serving()
        port = servers.enter_context(replaying(row.count, *words))
        their_port = servers.enter_context(replaying(row.their_count, *words)) if row.their_count else port
        ours, theirs = row.command(row.ours, port, file), row.command(row.theirs, their_port, file)

        def one(command: Sequence[str]) -> Figures:
            return measure(command, target)

        return compare(lambda: one(ours), lambda: one(theirs), row.runs or runs)


def results_of(rows: Sequence[Row], runs: int) -> Iterator[page.Result]:
    """Run comparisons and say each at once."""
    with tempfile.TemporaryDirectory() as folder:
        for row in rows:
            pair = run_row(row, runs, Path(folder))
            result = page.Result.of(row, pair)
            print(result.line(), flush=True)
            yield result


def make_certificate() -> None:
    """Make the certificate of the TLS row."""
    BUILD.mkdir(exist_ok=True)
    key, certificate = str(BUILD / "bench.key"), str(BUILD / "bench.crt")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    dcmtk()  # there is nothing to compare with otherwise
    rows = [
        row for row in (*BUDGETS, *(() if options.check else OTHERS)) if not options.only or row.name in options.only
    ]
    make_certificate()
    results = list(results_of(rows, options.runs))
    over = [result.name for result in results if result.is_over]
    if not options.check and not options.only:
        tables = {"micro": micro.table(), "answers": by_answers(), "associations": by_associations()}
        page.write(results, tables, [row.shown() for row in rows], versions(), options.runs)
    if over:
        print(f"over budget: {', '.join(over)}", file=sys.stderr)
    return 1 if over and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
