"""Run a program, and keep what can be observed of it: exit code, both streams, files, PDUs, in a comparable form.

Normalising replaces what no two runs share, or what tells one implementation from another, and nothing else; each rule
says why it is there.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from compat.wire import transcript
from peers import process

TIMEOUT = 60.0
HUNG = -1
"""Exit code of a program that had to be killed."""


@dataclass
class Program:
    """One of the two that are compared."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Observation:
    """What a run came to."""

    code: int
    stdout: bytes
    stderr: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    process_id: int = 0
    sent: list[bytes] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return everything, as lines of text."""
        lines = [f"exit code {self.code}"]
        for name, text in (("stdout", self.stdout), ("stderr", self.stderr)):
            *whole, rest = text.decode("latin-1").split("\n")
            lines += [f"{name}: {line}" for line in whole]
            lines += [f"{name} ends with {rest!r}"] if rest else []
        for name, content in sorted(self.files.items()):
            lines += [f"file {name}: {line}" for line in file_lines(name, content)]
        for number, raw in enumerate(self.sent, 1):
            lines += [f"connection {number}: {line}" for line in transcript(raw)]
        return lines


def run(
    program: Program, words: Sequence[str], folder: Path, more: Mapping[str, str], stdin: bytes = b""
) -> Observation:
    """Run a program in `folder`; its new and changed files are part of what is observed."""
    before = _stamps(folder)
    started = subprocess.Popen(
        [*program.command, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=process.environment(**program.environment, **more),
        start_new_session=True,
    )
    try:
        stdout, stderr = started.communicate(stdin, TIMEOUT)
        code = started.returncode
    except subprocess.TimeoutExpired:
        started.kill()
        stdout, stderr = started.communicate()
        code = HUNG
    changed = [name for name, stamp in _stamps(folder).items() if before.get(name) != stamp]
    files = {name: (folder / name).read_bytes() for name in changed}
    return Observation(code, stdout, stderr, files, started.pid)


def _stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells whether a file was written, for each file below a folder."""
    paths = [Path(root) / name for root, _, names in os.walk(folder) for name in names]
    found = {str(path.relative_to(folder)): path.stat() for path in paths}
    return {name: (status.st_ino, status.st_size, status.st_mtime_ns) for name, status in found.items()}


# --- normalising ------------------------------------------------------------------------------------------------------

TEXT_RULES: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    # The header above usage errors: program, version, date of release.
    (re.compile(rb"^\$(dcmtk|findscu): .* \$$", re.M), b"$HEADER$"),
    # --arguments names the program as it was called.
    (re.compile(rb"calling '[^']*' with"), b"calling '*' with"),
    # Times in the lines of a logger that is configured so.
    (re.compile(rb"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\b"), b"{time}"),
    (re.compile(rb"^\d+ \[\d+\] ", re.M), b"{time} [{thread}] "),
    # A warning of Python's begins with the file it comes from: where packages lie, and in which version.
    (re.compile(rb"^/\S*/site-packages/(\S+\.py):\d+: ", re.M), rb"*/\1: "),
)


def normalise(seen: Observation, folder: Path, port: int | None) -> Observation:
    """Return what was observed without what two runs cannot share."""
    # Each run has a folder, a port and a process number of its own: both run at the same time.
    own = [(re.compile(re.escape(str(folder).encode())), b"{folder}")]
    if seen.process_id:
        own.append((re.compile(rb"(?<![0-9.])%d(?![0-9.])" % seen.process_id), b"{pid}"))
    if port:
        own.append((re.compile(rb"(?<![0-9.])%d(?![0-9.])" % port), b"{port}"))

    def clean(text: bytes) -> bytes:
        for pattern, replacement in (*TEXT_RULES, *own):
            text = pattern.sub(replacement, text)
        return text

    files = {name: content if content[128:132] == b"DICM" else clean(content) for name, content in seen.files.items()}
    return Observation(seen.code, clean(seen.stdout), without_inner_lines(clean(seen.stderr)), files, sent=seen.sent)


def without_inner_lines(stderr: bytes) -> bytes:
    """Replace the lines of debug and trace by one that says that there were some: their text is free (closed list)."""
    lines = stderr.splitlines(keepends=True)
    outer = [line for line in lines if not line.startswith((b"D: ", b"T: "))]
    inner = [b"D: *\n"] if len(outer) < len(lines) else []
    return b"".join([*outer, *inner])


MADE_UP = {
    0x00020000: "follows from the lengths of the others",
    0x00020003: "is made up for each file",
    0x00020012: "tells the implementation",
    0x00020013: "tells the implementation",
}
"""Elements of the file meta information that two programs cannot share."""


def file_lines(name: str, content: bytes) -> list[str]:
    """Return a file as lines; a DICOM file as preamble, each element of its meta information, and the data set."""
    if content[128:132] != b"DICM":
        return [f"{len(content)} bytes", *content.decode("latin-1").split("\n")]
    lines = [f"preamble {content[:128].strip(bytes(1))!r}"]
    place = 132
    while content[place : place + 2] == b"\x02\x00":
        tag = int.from_bytes(content[place : place + 2], "little") << 16
        tag |= int.from_bytes(content[place + 2 : place + 4], "little")
        vr = content[place + 4 : place + 6]
        is_long = vr in (b"OB", b"UN")
        start = place + (12 if is_long else 8)
        length = int.from_bytes(content[start - 4 : start] if is_long else content[place + 6 : place + 8], "little")
        value = "*" if tag in MADE_UP else repr(content[start : start + length])
        lines.append(f"({tag >> 16:04x},{tag & 0xFFFF:04x}) {vr.decode('latin-1')} {value}")
        place = start + length
    return [*lines, f"data set {content[place:]!r}"]
