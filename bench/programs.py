"""The programs that are compared, and the SCP they ask."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from timing import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
"""Of an ordinary install of this package, not an editable one."""

PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
OURS = str(BENCH_PYTHON.with_name("findscu-native"))


def dcmtk(name: str = "findscu") -> str:
    """Return the path of a program of DCMTK's: ours may have the same name and stand before it on the path."""
    beside = Path(shutil.which("dcmqrscp") or "/usr/bin/dcmqrscp").with_name(name)
    if not beside.exists():
        sys.exit(f"DCMTK's {name} is not installed: apt-get install dcmtk")
    return str(beside)


def pynetdicom() -> list[str]:
    """Return the command of pynetdicom's findscu."""
    return [str(PEERS_PYTHON), "-m", "pynetdicom", "findscu"]


@contextmanager
def replaying(count: int, *words: str) -> Iterator[int]:
    """Serve so many answers; yield the port."""
    command = [sys.executable, str(Path(__file__).with_name("replay.py")), str(count), *words]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()


def versions() -> list[tuple[str, str]]:
    """Return name and version of everything that is measured."""
    code = "import findscu, platform; print(findscu.__version__, platform.python_version())"
    ours, python = output([str(BENCH_PYTHON), "-c", code]).split()
    theirs = output([dcmtk(), "--version"]).split()[2]
    peers = output([str(PEERS_PYTHON), "-c", "import pynetdicom; print(pynetdicom.__version__)"]).strip()
    return [("findscu", ours), ("Python", python), ("DCMTK", theirs), ("pynetdicom", peers)]


def output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
