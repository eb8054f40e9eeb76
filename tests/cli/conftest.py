"""Two ways to run the command: in this process, and as a process of its own; and an SCP to run it against."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest

from cli.command import Command, Process, Result
from findscu.cli.run import run
from findscu.testing.builders import instance, worklist_item
from findscu.testing.scp import FindScp


@pytest.fixture
def findscu() -> Command:
    """Run a command line in this process."""

    def command(*words: object) -> Result:
        out, err = BytesIO(), StringIO()
        code = run([str(word) for word in words], out, err)
        return Result(code, out.getvalue().decode("utf-8"), err.getvalue())

    return command


@pytest.fixture
def process() -> Iterator[Process]:
    """Start a command line as a process of its own, as a shell would."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: object, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "findscu", *map(str, words)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        pipes = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": environment,
            "encoding": "utf-8",
            **options,
        }
        started.append(subprocess.Popen(command, **pipes))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


@pytest.fixture
def scp() -> Iterator[FindScp]:
    """An SCP with three studies of two patients and two worklist items."""
    datasets = [
        instance(1),
        instance(1, 2, modality="MR"),
        instance(2),
        worklist_item(1),
        worklist_item(2, modality="MR"),
    ]
    with FindScp(*datasets, ae_title="ARCHIVE") as scp:
        yield scp


@pytest.fixture
def nowhere(monkeypatch) -> None:
    """Resolve no name: what the network of the day makes of one is no part of a test."""

    def fail(*_args: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
