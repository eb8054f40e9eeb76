"""Find the programs of the peers; in CI a missing one is a failure, elsewhere a skip."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # Orthanc lives there, and few users have it on their PATH


def _candidates(name: str) -> list[str]:
    own = Path(sys.prefix) / "bin"
    folders = [Path(word) for word in (*os.environ.get("PATH", "").split(os.pathsep), *SYSTEM_FOLDERS) if word]
    return [str(folder / name) for folder in folders if folder != own and os.access(folder / name, os.X_OK)]


def find_program(name: str) -> str | None:
    """Return the path of a program, None where it is not installed."""
    return next(iter(_candidates(name)), None)


@cache
def find_dcmtk(name: str) -> str | None:
    """Return the path of DCMTK's program of that name: pynetdicom, and we, install commands of the same names."""
    for path in _candidates(name):
        shown = subprocess.run([path, "--version"], capture_output=True, timeout=20, check=False).stdout
        if shown.startswith(b"$dcmtk:"):
            return path
    return None


def require_program(name: str) -> str:
    """Return the path of a program that only one package installs."""
    return find_program(name) or missing(name)


def require_dcmtk(name: str) -> str:
    """Return the path of a DCMTK program."""
    return find_dcmtk(name) or missing(f"DCMTK's {name}")


def require_peers_python() -> str:
    """Return the interpreter of the environment that holds pynetdicom, which is never ours."""
    return str(PEERS_PYTHON) if PEERS_PYTHON.exists() else missing("pynetdicom (.venv-peers)")


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it in CI, because `what` is not installed."""
    message = f"{what} is not installed; `make test` installs it when it may"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
