"""Start a peer on a free loopback port, wait until it listens, end it by its own process group."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HOST = "127.0.0.1"
READY_TIMEOUT = 30.0
STOP_TIMEOUT = 5.0
PORT_ATTEMPTS = 3
OWN_PORTS = range(20_000, 32_000)
"""Below the ports that Linux (from 32768), macOS and Windows (from 49152) give out by themselves."""

running: list[Peer] = []


@dataclass
class Peer:
    """A real system that listens on loopback."""

    name: str
    ae_title: str
    port: int
    process: subprocess.Popen[bytes]
    log_path: Path
    host: str = HOST

    def __str__(self) -> str:
        return self.name

    def address(self) -> list[str]:
        """Return the words `-aec AET HOST PORT` that every findscu takes."""
        return ["-aec", self.ae_title, self.host, str(self.port)]

    def at_port(self, port: int, name: str) -> Peer:
        """Return the same process under another of its ports."""
        return replace(self, name=f"{self.name}-{name}", port=port)

    def log_tail(self, length: int = 3000) -> str:
        """Return the end of what the peer logged."""
        return self.log_path.read_bytes()[-length:].decode("utf-8", "replace")

    def stop(self) -> None:
        """End the peer and the children it forked: they form the process group we gave it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            try:
                self.process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()
        if self in running:
            running.remove(self)


def free_port() -> int:
    """Return a port that nobody listens on now, and that no system gives out by itself.

    A port that the system chose (bind to 0) may be chosen again, for a client or for another test's server, before the
    program that is meant to have it has started: a peer would seem to listen that does not.
    """
    for port in random.sample(OWN_PORTS, len(OWN_PORTS)):
        with socket.socket() as listener:
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {OWN_PORTS[0]} to {OWN_PORTS[-1]}")


def is_listening(port: int) -> bool:
    """Return whether a TCP connection to `port` succeeds."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """Return True when `condition` holds, False when the process ended or the time passed first."""
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        if condition():
            return True
        time.sleep(0.02)
    return False


def environment(**more: str) -> dict[str, str]:
    """Return an environment without locale, DICOM or Python settings of the person who runs the tests.

    TCP_NODELAY is for DCMTK: without it each file that storescu sends waits 90 ms for a delayed acknowledgement.
    """
    unwanted = ("LC_", "LANG", "DCM", "PYTHON", "FINDSCU", "VIRTUAL_ENV")
    names = [name for name in os.environ if not name.startswith(unwanted)]
    kept = {name: os.environ.get(name, "") for name in names}  # a variable may go meanwhile: pytest has one a test
    return {**kept, "TCP_NODELAY": "1", **more}


def launch(command: Sequence[str], log_path: Path) -> subprocess.Popen[bytes]:
    """Start a program in its own process group, with everything it says in `log_path`.

    Where the system can (Linux), it ends with the tests even if they are killed.
    """
    setpriv = shutil.which("setpriv")
    bound = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
    with log_path.open("wb") as log:
        return subprocess.Popen(
            [*bound, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=log_path.parent,
            env=environment(),
            start_new_session=True,
        )


def start(name: str, ae_title: str, command: Callable[[int], Sequence[str]], folder: Path) -> Peer:
    """Start `command(port)` and return it once it listens; another port is tried when somebody took the first."""
    folder.mkdir(parents=True, exist_ok=True)
    log_path = folder / f"{name}.log"
    for _ in range(PORT_ATTEMPTS):
        port = free_port()
        peer = Peer(name, ae_title, port, launch(command(port), log_path), log_path)
        running.append(peer)
        if wait_until(lambda port=port: is_listening(port), peer.process):  # type: ignore[misc]
            return peer
        peer.stop()
    raise RuntimeError(f"{name} did not start:\n{peer.log_tail()}")
