"""Ctrl-C twice, and SIGTERM, at every phase of a conversation: it ends within a second, and the peer is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from time import monotonic, sleep

import pytest

from drivers.literal import A_ABORT_USER, final, pending
from findscu.cli.interrupts import Interrupts
from findscu.output.sink import Abandoned, StreamSink, Talk, open_sink
from findscu.testing.scripted import ScriptedPeer, Step

from .case import ASSOCIATE, answers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

PROMISED, GRACE = 1.0, 4.0
"""Seconds from the last signal to the end, and what a busy machine may add."""

ONE, END = pending(b"Test^One"), final()
PATIENT = ("-to", "60", "-ta", "60", "-td", "60", "--cancel-timeout", "60", "--release-timeout", "60")
COMMAND = "from findscu.cli import main; main()"
SLOW_NAMES = "import socket, time\ndef getaddrinfo(*words):\n"
SLOW_NAMES += "  if words[-1] == socket.AI_NUMERICHOST: raise socket.gaierror\n  time.sleep(60)\n"
SLOW_NAMES += f"socket.getaddrinfo = getaddrinfo\n{COMMAND}"


@dataclass
class Phase:
    """Where the signals arrive.

    Attributes:
        name: says when that is.
        steps: what the peer does up to there; None for one that cannot be reached.
        shows: what the command says when it is there.
        words: of the command line.
        program: what runs it.
        tells_peer: whether there is an association, or an attempt at one, that the peer has to be told of.
        reads_output: whether anybody reads standard output.
    """

    name: str
    steps: tuple[Step, ...] | None
    shows: str
    words: tuple[str, ...] = ()
    program: str = COMMAND
    tells_peer: bool = True
    reads_output: bool = True


FLOOD = answers(ONE * 100, delay=0.005, repeats=0)
PHASES = (
    Phase("looking a name up", (), "calling", program=SLOW_NAMES, tells_peer=False),
    Phase("connecting", None, "calling", tells_peer=False),
    Phase("in the TLS handshake", (), "calling", ("--tls",), tells_peer=False),
    Phase("asking for the association", (), "calling"),
    Phase("waiting for a response", (ASSOCIATE,), "query sent"),
    Phase("amid a response", (ASSOCIATE, answers(ONE[:30])), "query sent"),
    Phase("between two responses", (ASSOCIATE, answers(ONE)), "query sent"),
    Phase("amid a flood of matches", (ASSOCIATE, FLOOD), "query sent"),
    Phase("writing what nobody reads", (ASSOCIATE, FLOOD), "query sent", reads_output=False),
    Phase("telling what nobody reads", (ASSOCIATE, FLOOD), "query sent", ("-d",)),
    Phase("cancelling", (ASSOCIATE, answers(ONE * 3)), "query sent", ("--limit", "2")),
    Phase("releasing", (ASSOCIATE, answers(ONE + END)), "1 match in"),
)


@contextmanager
def listener_that_is_full() -> Iterator[tuple[str, int]]:
    """Listen where no further connection is taken."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        try:
            yield address
        finally:
            for filler in fillers:
                filler.close()


@contextmanager
def command(phase: Phase, host: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the command until it has come to the phase."""
    words = ["-v", *PATIENT, *phase.words, "-S", "-L", "STUDY", "--jsonl", host, str(port)]
    output = subprocess.DEVNULL if phase.reads_output else subprocess.PIPE
    line = [sys.executable, "-c", phase.program, *words]
    with subprocess.Popen(
        line, stdout=output, stderr=subprocess.PIPE, encoding="utf-8", env=dict(os.environ)
    ) as running:
        try:
            while phase.shows not in running.stderr.readline():
                assert running.poll() is None
            sleep(0.2)
            yield running
        finally:
            running.kill()


def signal_and_wait(running: subprocess.Popen[str], *numbers: int) -> float:
    """Send signals, a moment apart; return the seconds from the last one to the end."""
    for number in numbers[:-1]:
        running.send_signal(number)
        sleep(0.1)
    start = monotonic()
    running.send_signal(numbers[-1])
    running.wait(timeout=30)
    return monotonic() - start


@pytest.mark.parametrize(
    "numbers", [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM,)], ids=["Ctrl-C twice", "SIGTERM"]
)
@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
def test_it_ends_and_the_peer_is_told(phase: Phase, numbers: tuple[int, ...]) -> None:
    if phase.steps is None:
        with listener_that_is_full() as address, command(phase, *address) as running:
            seconds = signal_and_wait(running, *numbers)
    else:
        host = "pacs.example" if phase.program is SLOW_NAMES else "127.0.0.1"
        with ScriptedPeer(phase.steps) as peer, command(phase, host, peer.port) as running:
            seconds = signal_and_wait(running, *numbers)
        if phase.tells_peer:
            assert peer.received[0].endswith(A_ABORT_USER)
    assert running.returncode == (130 if signal.SIGINT in numbers else 143)
    assert seconds < PROMISED + GRACE


class Stuck(BytesIO):
    """A stream that takes half of what it gets; then a signal comes that leaves no time."""

    def write(self, content: bytes) -> int:
        super().write(content[: len(content) // 2])
        raise Abandoned


def test_a_write_that_is_given_up_is_the_last() -> None:
    stream = Stuck()
    sink = StreamSink(stream)
    sink.write(b"abcd")
    sink.write(b"efgh")
    assert (stream.getvalue(), sink.is_broken, sink.is_writing) == (b"ab", True, False)


def test_a_write_that_begins_after_the_signal_is_given_up_too() -> None:
    """The signal may come between the answers and the write that nobody reads: then nothing is being written yet."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "wb", buffering=0) as stream:
        sink = StreamSink(stream)
        with Interrupts(streams=[sink]) as interrupts:
            signal.raise_signal(signal.SIGTERM)
            start = monotonic()
            sink.write(bytes(1 << 20))
            assert monotonic() - start < PROMISED
        assert (interrupts.exit_code, sink.is_broken) == (143, True)
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_message_that_is_given_up_is_the_last() -> None:
    stream = TextIOWrapper(Stuck(), encoding="utf-8", write_through=True)
    talk = Talk(stream)
    talk.buffer.write(b"abcd")
    talk.write("efgh")
    talk.flush()
    assert (stream.buffer.getvalue(), talk.is_writing, talk.encoding) == (b"ab", False, "utf-8")


def test_a_file_that_is_given_up_does_not_appear(tmp_path: Path) -> None:
    sink = open_sink(str(tmp_path / "out"), None)
    sink._stream.close()
    sink._stream = Stuck()
    sink.write(b"abcd")
    sink.commit()
    sink.discard()
    assert list(tmp_path.iterdir()) == []
