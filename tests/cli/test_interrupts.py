"""Ctrl-C, SIGTERM and broken pipes, with a process of its own and a peer that takes its time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from time import monotonic

import pytest

from cli.command import Process
from cli.literal import ABORT, ACCEPT, response
from findscu.testing.builders import instance
from findscu.testing.responder import Behaviour
from findscu.testing.scp import FindScp
from findscu.testing.scripted import ScriptedPeer, Step

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def slow_scp():
    with FindScp(*(instance(number) for number in range(1, 60)), behaviour=Behaviour(delay=0.05)) as scp:
        yield scp


def interrupt_after_first_line(running: subprocess.Popen[str], number: int = signal.SIGINT) -> str:
    first = running.stdout.readline()
    running.send_signal(number)
    return first


def rest_of(running: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what is left of both streams; `communicate` would miss what `readline` has buffered."""
    rest = running.stdout.read(), running.stderr.read()
    running.wait(timeout=10)
    return rest


def test_ctrl_c_cancels_and_keeps_what_came(process: Process, slow_scp: FindScp) -> None:
    running = process(slow_scp.peer, "-L", "STUDY", "--jsonl")
    first = interrupt_after_first_line(running)
    rest, err = rest_of(running)
    matches = [json.loads(line) for line in (first + rest).splitlines()]
    assert 1 <= len(matches) < 59
    assert running.returncode == 130
    assert err.splitlines() == [
        "findscu: asked the peer to stop; Ctrl-C again aborts",
        f"findscu: {len(matches)} match{'' if len(matches) == 1 else 'es'}, ended by Ctrl-C; the peer may have more",
    ]
    assert slow_scp.cancel_count == 1


def test_ctrl_c_leaves_a_valid_array(process: Process, slow_scp: FindScp) -> None:
    running = process(slow_scp.peer, "-L", "STUDY", "--json")
    first = interrupt_after_first_line(running)
    rest, _ = rest_of(running)
    assert json.loads(first + rest)
    assert running.returncode == 130


def test_ctrl_c_keeps_the_file(process: Process, slow_scp: FindScp, tmp_path) -> None:
    running = process(slow_scp.peer, "-L", "STUDY", "-v", "-o", tmp_path / "out.txt")
    wait_until_asked(running)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=10)
    assert running.returncode == 130
    assert os.listdir(tmp_path) == ["out.txt"]


def wait_until_asked(running: subprocess.Popen[str]) -> None:
    """Wait for the line of `-v` that says that the query is out."""
    while "query sent" not in running.stderr.readline():
        pass


def test_ctrl_c_twice_aborts(process: Process) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1)]) as peer:
        running = process("-v", peer.host, peer.port, "-L", "STUDY")
        wait_until_asked(running)
        running.send_signal(signal.SIGINT)
        assert "Ctrl-C again aborts" in running.stderr.readline()
        start = monotonic()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
        assert monotonic() - start < 3
    assert running.returncode == 130
    assert peer.received[0].endswith(ABORT)


def test_a_peer_that_ignores_the_cancel_is_aborted_in_the_end(process: Process) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1)]) as peer:
        running = process("-v", peer.host, peer.port, "-L", "STUDY")
        wait_until_asked(running)
        start = monotonic()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=15)
        assert 4 < monotonic() - start < 8
    assert running.returncode == 130
    assert "no end of the cancelled query within 5 s" in err
    assert peer.received[0].endswith(ABORT)


def test_sigterm_aborts(process: Process) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1)]) as peer:
        running = process("-v", peer.host, peer.port, "-L", "STUDY")
        wait_until_asked(running)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=10)
    assert running.returncode == 143
    assert peer.received[0].endswith(ABORT)


def test_ctrl_c_while_nobody_answers_the_association_request(process: Process) -> None:
    with ScriptedPeer([]) as peer:
        running = process("-v", peer.host, peer.port, "-L", "STUDY")
        while "calling" not in running.stderr.readline():
            pass
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
    assert running.returncode == 130


def test_ctrl_c_while_the_release_is_not_answered(process: Process) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), Step(response(0x0000), after=2)]) as peer:
        running = process("-v", peer.host, peer.port, "-L", "STUDY", "--count")
        assert running.stdout.readline() == "0\n"
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=5)
    assert running.returncode == 130


def test_an_ignored_signal_stays_ignored(process: Process, slow_scp: FindScp) -> None:
    ignore = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)}
    running = process(slow_scp.peer, "-L", "STUDY", "--limit", "5", "-r", "StudyID", **ignore)
    interrupt_after_first_line(running)
    rest, _ = rest_of(running)
    assert (running.returncode, rest.count("# match")) == (0, 4)


def test_a_reader_that_goes_away_cancels_quietly(process: Process, slow_scp: FindScp) -> None:
    running = process(slow_scp.peer, "-L", "STUDY")
    running.stdout.readline()
    running.stdout.close()
    running.wait(timeout=10)
    assert (running.returncode, running.stderr.read()) == (0, "")
    assert slow_scp.cancel_count == 1


def test_head_in_a_shell(slow_scp: FindScp) -> None:
    line = f'"{sys.executable}" -m findscu {slow_scp.peer} -L STUDY | head -1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", timeout=20, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "# match 1\n", "")
