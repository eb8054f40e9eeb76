"""Ctrl-C twice, and SIGTERM, where no query of native's runs: an echo, an echo of all nodes, the seeds' dialects."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from drivers.literal import A_ABORT_USER, accept, pending
from findscu.testing.scripted import ScriptedPeer, Step

from .case import answers
from .test_signals import GRACE, PATIENT, PROMISED, signal_and_wait

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

REACHED_WITHIN = 20.0
SIGNALS = {
    "Ctrl-C twice": (signal.SIGINT, signal.SIGINT),
    "SIGTERM": (signal.SIGTERM,),
}

QUERY = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName")


@dataclass
class Line:
    """A way to use the command: which words, on which context it asks, and whether it aborts what is not accepted."""

    entry: str
    words: tuple[str, ...]
    context_id: int = 1
    aborts_early: bool = True


LINES = {
    "echo": Line("main", ("echo", *PATIENT)),
    "DCMTK's dialect": Line("main_dcmtk", (*QUERY, "-to", "60", "-ta", "60", "-td", "60"), aborts_early=False),
    "pynetdicom's dialect": Line("main_pynetdicom", ("-q", *QUERY, "-ta", "60", "-td", "60", "-tn", "60"), 9),
}
PLACES = ("asking for the association", "waiting for a response", "amid a response")


def steps_to(place: str, context_id: int) -> tuple[Step, ...]:
    """Return what a peer does up to a place."""
    head = pending(b"Test^One")[:30]
    head = head[:10] + bytes((context_id,)) + head[11:]
    return (Step(accept((context_id, 0)), after=1), answers(head))[: PLACES.index(place)]


@contextmanager
def running(entry: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run an entry of the command."""
    line = [sys.executable, "-c", f"from findscu.cli import {entry}; {entry}()", *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_asked(process: subprocess.Popen[bytes], peers: Sequence[ScriptedPeer], pdu_count: int) -> None:
    """Wait until each peer has heard so many PDUs."""
    deadline = monotonic() + REACHED_WITHIN
    while not all(peer.received and pdus_in(peer.received[0]) >= pdu_count for peer in peers):
        assert process.poll() is None and monotonic() < deadline
        sleep(0.01)
    sleep(0.2)


def pdus_in(stream: bytes) -> int:
    """Return how many whole PDUs stand in a stream."""
    count = 0
    while len(stream) >= 6 and len(stream) >= (end := 6 + int.from_bytes(stream[2:6], "big")):
        stream = stream[end:]
        count += 1
    return count


def check_the_end(process: subprocess.Popen[bytes], numbers: Sequence[int]) -> None:
    """Send the signals; it ends at once, by its code, and says nothing."""
    assert signal_and_wait(process, *numbers) < PROMISED + GRACE
    assert process.returncode == (130 if signal.SIGINT in numbers else 143)
    assert process.stderr.read() == b""


def check_that_all_are_told(peers: Sequence[ScriptedPeer]) -> None:
    """Compare the last words that each peer heard."""
    for peer in peers:
        peer.close()  # it has heard everything then
        assert peer.received[0].endswith(A_ABORT_USER)


@pytest.mark.parametrize("numbers", SIGNALS.values(), ids=SIGNALS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_it_ends_and_the_peer_is_told(line: Line, place: str, numbers: tuple[int, ...]) -> None:
    steps = steps_to(place, line.context_id)
    with ScriptedPeer(steps) as peer, running(line.entry, *line.words, peer.host, str(peer.port)) as process:
        wait_until_asked(process, [peer], 1 + bool(steps))
        check_the_end(process, numbers)
        assert process.stdout.read() == b""
        if steps or line.aborts_early:
            check_that_all_are_told([peer])


@pytest.mark.parametrize("numbers", SIGNALS.values(), ids=SIGNALS)
def test_all_nodes_are_told(numbers: tuple[int, ...], tmp_path: Path) -> None:
    with ExitStack() as stack:
        peers = [stack.enter_context(ScriptedPeer(steps_to(place, 1))) for place in PLACES]
        config = tmp_path / "config.toml"
        nodes = (f'[nodes.n{number}]\naddress = "{peer.host}:{peer.port}"\n' for number, peer in enumerate(peers))
        config.write_text("".join(nodes))
        process = stack.enter_context(running("main", "echo", "--all", "--config", str(config), *PATIENT))
        wait_until_asked(process, peers, 1)
        check_the_end(process, numbers)
        check_that_all_are_told(peers)
