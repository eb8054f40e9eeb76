"""Run the same command line with two programs at the same time, and say where they differ."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread

from compat.lines import CLOSED, Line
from compat.observe import Observation, Program, normalise, run
from compat.recorder import Recorder
from compat.scps import SCPS
from compat.talk import ScriptedScp
from peers import process
from peers.process import Peer

RACES = 10
"""How often a program is run again that is not the same in two runs."""


FULL = {"full": 60.0, "full-at-first": 1.5}
"""Peers that take no connection, and for how many seconds."""


@dataclass
class Judge:
    """Runs command lines.

    Attributes:
        reference: the program that is right.
        ours: the program that is judged.
        files: a folder whose files both programs find in theirs.
        peers: starts a real peer, by its name, or returns the one that runs.
        contexts: TLS for who ends it before a real peer, by the certificate it shows.
    """

    reference: Program
    ours: Program
    files: Path
    peers: Callable[[str], Peer]
    contexts: Callable[[str], ssl.SSLContext]

    def observe(self, program: Program, line: Line, folder: Path) -> Observation:
        """Run a command line with one program."""
        shutil.copytree(self.files, folder, copy_function=_copy)
        with self._listening(line) as (ae_title, host, port, received):
            seen = run(program, line.words(ae_title, host, port), folder, line.environment, line.stdin)
        seen.sent = received
        seen.files.update((name, b"made up") for name in line.made_up if name in seen.files)
        return normalise(seen, folder, port)

    @contextmanager
    def _listening(self, line: Line) -> Iterator[tuple[str, str, int, list[bytes]]]:
        if line.peer in ("", "nobody"):
            yield "", process.HOST, process.free_port(), []
        elif line.peer in FULL:
            with _full_backlog(FULL[line.peer]) as port:
                yield "", process.HOST, port, []
        elif line.script in SCPS:
            with ScriptedScp(SCPS[line.script], line.host or process.HOST) as scp:
                yield "", scp.host, scp.port, scp.received
        else:
            name, _, certificate = line.peer.partition("/")
            peer = self.peers(name)
            with Recorder(peer, self.contexts(certificate) if certificate else None) as recorder:
                yield peer.ae_title, recorder.host, recorder.port, recorder.received

    def start_peer(self, line: Line) -> None:
        """Start the real peer of a line, if it has one; never in a thread."""
        if line.script not in ("", "nobody", *FULL, *SCPS):
            self.peers(line.peer.partition("/")[0])

    def compare(self, line: Line, folder: Path) -> str:
        """Run a command line with both programs; return where they differ, but for what the closed list allows."""
        with ThreadPoolExecutor(2) as pool:
            theirs = pool.submit(self.observe, self.reference, line, folder / "theirs")
            ours = pool.submit(self.observe, self.ours, line, folder / "ours")
            found = difference(theirs.result(), ours.result(), line)
        for number in range(RACES if line.races else 0):
            if not found:
                break
            again = self.observe(self.reference, line, folder / f"theirs-{number}")
            found = difference(again, ours.result(), line)
        return found


def _copy(source: str, target: str) -> None:
    """Copy a file that may be written to, and link the large one that is not."""
    if source.endswith("dicom.dic"):
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


@contextmanager
def _full_backlog(seconds: float) -> Iterator[int]:
    """Listen where no more connections are taken, for some time: what asks for one gets no answer (as Linux does it).

    Afterwards connections are taken, and closed.
    """
    with socket.create_server((process.HOST, 0), backlog=0) as listener, ExitStack() as waiting:
        address = listener.getsockname()
        for _ in range(2):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(address)
        is_over = Event()
        thread = Thread(target=_take_connections, args=(listener, is_over, seconds))
        thread.start()
        yield address[1]
        is_over.set()
        thread.join()


def _take_connections(listener: socket.socket, is_over: Event, seconds: float) -> None:
    if is_over.wait(seconds):
        return
    listener.settimeout(0.05)
    while not is_over.is_set():
        try:
            listener.accept()[0].close()
        except TimeoutError:
            continue


def is_crash(seen: Observation) -> bool:
    """Return whether a program ended by a signal, by a traceback or not at all."""
    return seen.code < 0 or b"Traceback (most recent call last)" in seen.stderr


def is_failure(seen: Observation) -> bool:
    """Return whether a program crashed, or hung until its own time-out ended it."""
    return is_crash(seen) or b"DIMSE timeout reached" in seen.stderr


def difference(theirs: Observation, ours: Observation, line: Line) -> str:
    """Return where two observations differ, as a diff; "" where they do not."""
    if is_crash(ours):
        return f"{line.id}: ours crashes: exit code {ours.code}, {ours.stderr[-400:]!r}"
    if line.differs in ("crash", "traceback") and not is_failure(theirs):
        return f"{line.id}: {theirs} does not crash, so the closed list allows no difference"
    expected, got = comparable(theirs, line.differs).lines(), comparable(ours, line.differs).lines()
    if expected == got:
        return ""
    lines = difflib.unified_diff(expected, got, "expected", "got", lineterm="", n=2)
    return "\n".join([f"{line.id} ({line.peer or 'nobody'}): {line.text}", *lines])


def comparable(seen: Observation, differs: str) -> Observation:
    """Return what is compared where an item of the closed list is at work."""
    assert not differs or differs in CLOSED
    return _KEPT[differs](seen) if differs else seen


def _streams_used(seen: Observation) -> Observation:
    """Wording is free; whether something is said, and where, is not."""
    return Observation(seen.code, *(b"said something\n" if text else b"" for text in (seen.stdout, seen.stderr)))


def _until_error(seen: Observation) -> Observation:
    """What is said instead of a traceback is free; what came before, the exit code, and what was sent are not."""
    lines = seen.stderr.splitlines(keepends=True)
    errors = [number for number, text in enumerate(lines) if text.startswith((b"E: ", b"Traceback", b"Exception in"))]
    said = b"".join([*lines[: errors[0]], b"an error\n"]) if errors else seen.stderr
    return replace(seen, stderr=said)


def _nothing(_seen: Observation) -> Observation:
    """Where the program crashes, ours has only to end well."""
    return Observation(0, b"", b"")


def _without_secret(seen: Observation) -> Observation:
    """A password on the line is shown by the program alone."""
    hidden = re.sub(rb"('--use-passwd') '[^']*'", rb"\1 *", seen.stderr)
    return replace(seen, stderr=hidden)


_KEPT: dict[str, Callable[[Observation], Observation]] = {
    "wording": _streams_used,
    "traceback": _until_error,
    "crash": _nothing,
    "secret": _without_secret,
}
