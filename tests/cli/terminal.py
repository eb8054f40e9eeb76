"""A script of lines, run by bash at a terminal of a given width, and everything that a person would see there."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path

WRAPPER = """\
#!/bin/sh
exec {python} -c 'from findscu.cli import {entry}; {entry}()' "$@"
"""

ENTRIES = {
    "findscu": "main",
    "findscu-native": "main_native",
    "findscu-dcmtk": "main_dcmtk",
    "findscu-pynetdicom": "main_pynetdicom",
}


def install_commands(folder: Path) -> None:
    """Put our commands into a folder, as an installer would."""
    for name, entry in ENTRIES.items():
        path = folder / name
        path.write_text(WRAPPER.format(python=sys.executable, entry=entry))
        path.chmod(0o755)


def run_in_terminal(script: str, folder: Path, columns: int = 80, variables: Mapping[str, str] | None = None) -> str:
    """Run a script with `folder` as its home and first on its path; return what it shows, without blanks at ends."""
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "ansi",
        "NO_COLOR": "1",
        **(variables or {}),
    }
    terminal, side = pty.openpty()
    ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    command = ["bash", "--norc", "-O", "expand_aliases", "-c", script]
    running = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=side, stderr=side, cwd=folder, env=environment, close_fds=True
    )
    os.close(side)
    shown = _read(terminal)
    os.close(terminal)
    running.wait(30)
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def _read(terminal: int) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:
        pass  # how Linux says that nobody has the other side open any more
    return b"".join(pieces).decode("utf-8")
