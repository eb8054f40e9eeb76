"""The walk and the writers alone, in this process: microseconds for each answer.

python bench/micro.py
"""

from __future__ import annotations

from time import process_time

from workloads import WORKLOADS

from findscu.identifier import EXPLICIT_LE, Columns, decode_dataset
from findscu.matches import Match
from findscu.output import writer_for
from findscu.query import build_query

FORMATS = ("text", "jsonl", "csv", "count")
COUNT, BLOCK = 5000, 50


def per_answer(name: str, format_name: str) -> float:
    """Return the microseconds that a format takes for an answer of a workload; the best of three."""
    identifiers = list(WORKLOADS[name].identifiers(COUNT))
    query = build_query(keys=WORKLOADS[name].keys)
    times = []
    for _ in range(3):
        writer = writer_for(format_name, [query])
        writer.begin(query)
        start = process_time()
        for first in range(0, COUNT, BLOCK):
            writer.block([Match(raw, EXPLICIT_LE) for raw in identifiers[first : first + BLOCK]])
        times.append(process_time() - start)
    return min(times) / COUNT * 1e6


def walk(name: str, *, is_fast: bool) -> float:
    """Return the microseconds of the walk alone: by columns, or element by element."""
    identifiers = list(WORKLOADS[name].identifiers(COUNT))
    columns = Columns(EXPLICIT_LE, lambda element: element.text)
    start = process_time()
    for raw in identifiers:
        columns.walk(raw) if is_fast else decode_dataset(raw, EXPLICIT_LE)
    return (process_time() - start) / COUNT * 1e6


def table() -> list[list[str]]:
    """Return a row for each workload."""
    rows = [["answers", "columns", "every element", *FORMATS]]
    for name in WORKLOADS:
        figures = [walk(name, is_fast=True), walk(name, is_fast=False), *(per_answer(name, kind) for kind in FORMATS)]
        rows.append([name, *(f"{figure:.1f}" for figure in figures)])
    return rows


if __name__ == "__main__":
    for row in table():
        print("".join(f"{cell:>15}" for cell in row))
