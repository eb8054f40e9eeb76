"""A shell at a terminal, to type into: what it makes of Tab is seen by the words that the command gets."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from time import monotonic

PROMPT = "ready> "
TIMEOUT = 20.0
"""Seconds that anything may take; a Tab takes a tenth of one."""

QUIET = 0.1
"""Seconds without a sign of life after which a shell with a prompt is taken to read: nothing tells it better."""

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "--interactive"],
}

SETUP = {
    "bash": f"PS1='{PROMPT}'; source ./script",
    "zsh": f"PS1='{PROMPT}'; zstyle ':completion:*' menu no; autoload -Uz compinit; compinit -u -D; source ./script",
    "fish": f"function fish_prompt; echo -n '{PROMPT}'; end; source ./script",
}

STUB = """\
#!/bin/sh
case "$*" in *" completion words "*) exec {python} -m findscu "$@" ;; esac
printf '%s\\n' "$@" > words.new
mv words.new words
"""


class Shell:
    """A shell in a folder of its own, with findscu's completion in force; `findscu` itself only notes its words.

    Args:
        name: which shell.
        folder: where it starts; the completion's script lies in it as `script`.
        setup: the first line, in place of that of `SETUP`.
    """

    def __init__(self, name: str, folder: Path, setup: str = "") -> None:
        self._folder = folder
        stub = folder / "bin" / "findscu"
        stub.parent.mkdir()
        stub.write_text(STUB.format(python=sys.executable))
        stub.chmod(0o755)
        script = subprocess.run(
            [sys.executable, "-m", "findscu", "completion", name], capture_output=True, timeout=TIMEOUT, check=True
        )
        (folder / "script").write_bytes(script.stdout)
        path = f"{stub.parent}{os.pathsep}{os.environ['PATH']}"
        variables = {"PATH": path, "TERM": "ansi", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self._terminal, side = pty.openpty()
        self._process = subprocess.Popen(
            START[name],
            stdin=side,
            stdout=side,
            stderr=side,
            cwd=folder,
            env=variables,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(side)
        self.screen = ""
        self._enter(setup or SETUP[name])

    def words_of(self, typed: str) -> list[str]:
        """Type a line, a Tab for each `\\t`, and Enter; return the words that findscu got."""
        words = self._folder / "words"
        words.unlink(missing_ok=True)
        self._enter(typed, until=words.exists)
        return words.read_text("utf-8").splitlines()

    def _enter(self, line: str, until: Callable[[], bool] = lambda: True) -> None:
        """Type a line, and read until it has had its effect and the shell has asked for the next."""
        os.write(self._terminal, f"{line}\r".encode())
        self.screen = ""
        end = monotonic() + TIMEOUT
        while self._has_more(QUIET) or not until() or PROMPT not in self.screen.rpartition("\n")[2]:
            assert monotonic() < end, self.screen

    def _has_more(self, seconds: float) -> bool:
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        self.screen += os.read(self._terminal, 65536).decode("utf-8", "replace")
        return True

    def close(self) -> None:
        """End the shell."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._terminal)
