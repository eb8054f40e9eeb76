"""What it costs to import what a small query does without: milliseconds of CPU above those of a bare interpreter.

    .venv-bench/bin/python bench/imports.py

The least of several interleaved runs, each a process of its own; docs/decisions quotes it.
"""

from __future__ import annotations

import os
import subprocess
import sys

MODULES = ("dataclasses", "typing", "argparse", "asyncio", "pydicom", "findscu._dictionary_table")
RUNS = 15


def cpu(code: str) -> float:
    """Return the milliseconds of CPU that a program takes; one that fails has no figure."""
    process = subprocess.Popen([sys.executable, "-I", "-c", code])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{sys.executable} -I -c {code!r} failed with exit code {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    codes = {"": "pass", **{name: f"import {name}" for name in MODULES}}
    least = {name: min(cpu(code) for _ in range(RUNS)) for name, code in codes.items()}
    print(f"{'bare interpreter':26} {least['']:6.1f} ms")
    for name in MODULES:
        print(f"{name:26} {least[name] - least['']:+6.1f} ms")


if __name__ == "__main__":
    main()
