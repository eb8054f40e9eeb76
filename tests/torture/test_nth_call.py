"""The n-th call of a kind fails, for every n: the command still ends with an exit code that tells, and in words."""

from __future__ import annotations

import errno
import io
import os
import select
import socket
import ssl
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from findscu.cli.exit_codes import MEANINGS
from findscu.cli.run import run
from findscu.testing import FindScp
from peers.tls import Forwarder, server_context

CODES = frozenset(code for code, _ in MEANINGS)
MOST_CALLS = 400
STUDIES = [{"StudyInstanceUID": f"1.2.3.{number}", "PatientName": f"Torture^{number}"} for number in range(30)]


class Trouble:
    """Counts calls, and makes one of them fail."""

    def __init__(self, number: int, error: OSError) -> None:
        self._left = number
        self._error = error
        self.where = ""

    def tick(self, where: str) -> None:
        self._left -= 1
        if self._left == 0:
            self.where = where
            raise self._error

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def failing(*args: Any, **more: Any) -> Any:
            self.tick(name)
            return function(*args, **more)

        return failing


class Stand:
    """Stands for a module, with some of its names replaced."""

    def __init__(self, module: Any, **replaced: Any) -> None:
        self.__dict__.update(vars(module), **replaced)


def failing_sockets(monkeypatch, trouble):
    class FailingSocket(socket.socket):
        pass

    for name in ("setblocking", "setsockopt", "getsockopt", "connect_ex", "send", "recv"):
        setattr(FailingSocket, name, trouble.around(getattr(socket.socket, name), name))

    class FailingPoll:
        def __init__(self):
            self._poll = select.poll()

        def __getattr__(self, name):
            return trouble.around(getattr(self._poll, name), name) if name == "poll" else getattr(self._poll, name)

    monkeypatch.setattr("findscu.transport.socket", Stand(socket, socket=FailingSocket))
    monkeypatch.setattr("findscu.transport.select", Stand(select, poll=FailingPoll))


def failing_tls(monkeypatch, trouble):
    for name in ("read", "write", "do_handshake", "unwrap"):
        monkeypatch.setattr(ssl.SSLObject, name, trouble.around(getattr(ssl.SSLObject, name), name))


class FailingFile(io.BufferedWriter):
    """A file that may fail, as a full disk does, when something is written and when it is closed."""

    trouble: Trouble

    def flush(self):
        if not self.closed:
            self.trouble.tick("flush")
        super().flush()


def failing_files(monkeypatch, trouble):
    def open_file(path, mode, *, opener):
        trouble.tick("open")
        file = FailingFile(io.FileIO(path, mode.rstrip("b"), opener=opener))
        file.trouble = trouble
        return file

    monkeypatch.setattr("findscu.output.file_sink.open", open_file, raising=False)
    failing = {name: trouble.around(getattr(os, name), name) for name in ("open", "replace", "unlink")}
    monkeypatch.setattr("findscu.output.file_sink.os", Stand(os, **failing))


def every_call(monkeypatch, words, make_fail, error, expected, written=None):
    """Run a line again and again, with the first call failing, then the second, until none is left to fail."""
    for number in range(1, MOST_CALLS):
        trouble = Trouble(number, error)
        stdout, stderr = io.BytesIO(), io.StringIO()
        with monkeypatch.context() as patched, warnings.catch_warnings():
            warnings.simplefilter("error")
            make_fail(patched, trouble)
            code = run(words, stdout, stderr)
        said = stderr.getvalue()
        got = stdout.getvalue() if written is None else written.read_bytes() if written.exists() else b""
        assert code in CODES and "Traceback" not in said, (trouble.where, said)
        if code == 0:
            assert got == expected, (trouble.where, said)
        else:
            assert said.startswith("findscu: "), (trouble.where, code, said)
        if not trouble.where:
            assert code == 0, said
            return number - 1
    raise AssertionError("there is no end to the calls")


@pytest.fixture
def scp():
    with FindScp(*STUDIES) as scp:
        yield scp


def line(address, *more):
    timeouts = ["-to", "0.5", "-ta", "0.5", "-td", "0.5", "--release-timeout", "0.3"]
    return [
        *more,
        *timeouts,
        "-S",
        "-k",
        "QueryRetrieveLevel=STUDY",
        "-k",
        "StudyInstanceUID",
        "-k",
        "PatientName",
        address,
    ]


def answers_to(words):
    stdout = io.BytesIO()
    assert run(words, stdout, io.StringIO()) == 0
    return stdout.getvalue()


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOBUFS, errno.ECONNRESET, errno.EPIPE], ids=errno.errorcode.get)
def test_every_call_of_a_socket(scp, monkeypatch, code):
    words = line(scp.peer, "--csv")
    count = every_call(monkeypatch, words, failing_sockets, OSError(code, os.strerror(code)), answers_to(words))
    assert count > 15


def test_every_call_of_tls(scp, pki, monkeypatch):
    with Forwarder(server_context(pki, "server"), (scp.host, scp.port)) as forwarder:
        words = line(f"127.0.0.1:{forwarder.port}", "--csv", "--tls", "--tls-ca", str(pki["ca.crt"]))
        error = ssl.SSLError(1, "[SSL: INTERNAL_ERROR] internal error")
        error.reason, error.library = "INTERNAL_ERROR", "SSL"
        assert every_call(monkeypatch, words, failing_tls, error, answers_to(words)) > 5


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
def test_every_call_for_a_file(scp, monkeypatch, tmp_path, code):
    expected = answers_to(line(scp.peer, "--csv"))
    file = tmp_path / "answers.csv"
    words = line(scp.peer, "--csv", "-o", str(file))
    error = OSError(code, os.strerror(code))
    assert every_call(monkeypatch, words, failing_files, error, expected, file) > 3
    assert [path.name for path in tmp_path.iterdir()] == [file.name], "nothing is left behind"
