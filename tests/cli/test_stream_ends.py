"""Output that nobody takes: a reader who has seen enough is no failure; a full disk, a closed stream are one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.command import Process
from findscu.cli.usual_options import FORMATS
from findscu.testing.builders import instance
from findscu.testing.scp import FindScp

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell syntax")

STREAMED = [("--format", name) for name in FORMATS if name != "dicom"]
QUERIES = [*STREAMED, ("--jsonl", "--flat"), ("--count",), ("--format", "table", "--sort", "StudyDate")]
WITHOUT_A_PEER = [
    ("--help",),
    ("-h",),
    ("--version",),
    ("man",),
    ("completion", "zsh"),
    ("help", "echo"),
    ("nodes",),
    ("demo",),
]
NO_ARGUMENT = "-".join


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    """An SCP with so many studies that no pipe holds the answer."""
    with FindScp(*(instance(number) for number in range(1, 1500))) as scp:
        yield scp.peer


@pytest.mark.parametrize("words", QUERIES, ids=NO_ARGUMENT)
def test_a_reader_who_has_seen_enough(peer: str, process: Process, words: tuple[str, ...]) -> None:
    running = process(peer, "-L", "STUDY", *words, encoding=None)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(1)
    running.stdout.close()
    assert (running.wait(20), running.stderr.read()) == (0, b"")


@pytest.mark.parametrize("words", WITHOUT_A_PEER, ids=NO_ARGUMENT)
def test_a_reader_who_is_gone(process: Process, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    running = process(*words, stdout=writing)
    os.close(writing)
    assert running.communicate(timeout=20)[1] == ""
    assert running.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux")
@pytest.mark.parametrize("words", QUERIES, ids=NO_ARGUMENT)
def test_a_full_disk(peer: str, process: Process, words: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        running = process(peer, "-L", "STUDY", *words, stdout=full)
        _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (7, "findscu: cannot write to standard output: no space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux")
@pytest.mark.parametrize("words", WITHOUT_A_PEER, ids=NO_ARGUMENT)
def test_a_full_disk_without_a_peer(process: Process, words: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        running = process(*words, stdout=full)
        _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (7, "findscu: cannot write to standard output: no space left on device\n")


@pytest.mark.parametrize("words", [*QUERIES, *WITHOUT_A_PEER], ids=NO_ARGUMENT)
def test_a_stream_that_is_closed(peer: str, words: tuple[str, ...]) -> None:
    line = words if words in WITHOUT_A_PEER else (peer, "-L", "STUDY", *words)
    done = _closed(*line)
    assert (done.returncode, done.stderr) == (7, "findscu: cannot write to standard output: it is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux")
def test_echo(peer: str, process: Process) -> None:
    with open("/dev/full", "wb") as full:
        running = process("echo", peer, stdout=full)
        _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (7, "findscu: cannot write to standard output: no space left on device\n")
    done = _closed("echo", peer)
    assert (done.returncode, done.stderr) == (7, "findscu: cannot write to standard output: it is closed\n")


def test_a_file_needs_no_standard_output(peer: str, tmp_path: Path) -> None:
    done = _closed(peer, "-L", "STUDY", "--count", "-o", str(tmp_path / "count"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "count").read_text() == "1499\n"


def _closed(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", 'exec "$0" -m findscu "$@" >&-', sys.executable, *words]
    return subprocess.run(command, stderr=subprocess.PIPE, encoding="utf-8", timeout=20, check=False)
