"""The walk and the writers alone, in this process: microseconds for each answer.

python bench/micro.py
"""

from __future__ import annotations

from time import process_time

from workloads import WORKLOADS

from findscu.identifier import EXPLICIT_LE, decode_dataset
from findscu.matches import Match
from findscu.output import writer_for
from findscu.output.text import format_element
from findscu.query import build_query

FORMATS = ("count", "text", "jsonl", "csv", "xml")
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


def every_element(name: str) -> float:
    """Return the microseconds that text takes for an answer where each element is decoded and rendered by itself."""
    identifiers = list(WORKLOADS[name].identifiers(COUNT // 10))
    start = process_time()
    for raw in identifiers:
        "".join(map(format_element, decode_dataset(raw, EXPLICIT_LE).values())).encode()
    return (process_time() - start) / len(identifiers) * 1e6


def table() -> list[list[str]]:
    """Return a row for each workload."""
    rows = [["answers", *FORMATS, "text, element by element"]]
    for name in WORKLOADS:
        figures = [*(per_answer(name, kind) for kind in FORMATS), every_element(name)]
        rows.append([name, *(f"{figure:.1f}" for figure in figures)])
    return rows


if __name__ == "__main__":
    header, *rows = table()
    for row in (header, *rows):
        print("".join(f"{cell:>{max(len(name), 10) + 2}}" for name, cell in zip(header, row, strict=True)))
