"""Where secrets come from; what the command says of it is in `cli/test_identity` and `tls/test_command`."""

from __future__ import annotations

import os
import sys

import pytest

from findscu import secrets
from findscu.errors import UsageError
from findscu.secrets import check_source, exposure_of, read_secret, read_whole

WHAT = ("the passcode", "--user-pass")


class Terminal:
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"s3cret", "s3cret"), (b"s3cret\r\nmore\n", "s3cret"), ("pässe\n".encode(), "pässe"), (b" a \n", " a ")],
)
def test_a_line_of_a_file(tmp_path, raw, text):
    (tmp_path / "secret").write_bytes(raw)
    assert read_secret(f"file:{tmp_path}/secret", *WHAT) == text
    assert read_whole(f"file:{tmp_path}/secret", *WHAT) == raw


def test_the_environment_byte_for_byte(monkeypatch):
    monkeypatch.setenv("SECRET", "pässe\udcff")
    assert read_whole("env:SECRET", *WHAT) == "pässe".encode() + b"\xff"


def test_a_command_is_run_without_a_shell():
    program = f"{sys.executable} -c \"import sys; print(sys.argv[1:])\" '$HOME ; true' x"
    assert read_secret(f"command:{program}", *WHAT) == "['$HOME ; true', 'x']"


def test_a_prompt(monkeypatch):
    asked = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "s3cret")
    assert read_secret("ask", *WHAT) == "s3cret"
    assert asked == ["The passcode: "]


@pytest.mark.parametrize("source", ["", "s3cret", "file:", "env:", "s3cret:", "s3cret:x", "ASK", "ask:", "ask:me"])
def test_what_is_no_source_is_not_shown(source):
    for function in (check_source, read_secret, read_whole):
        with pytest.raises(UsageError) as caught:
            function(source, *WHAT)
        assert "s3cret" not in str(caught.value) + caught.value.hint
        assert "file:PATH, env:NAME or command:COMMAND" in caught.value.hint


def test_a_command_that_takes_its_time(monkeypatch):
    monkeypatch.setattr(secrets, "COMMAND_TIMEOUT", 0.1)
    with pytest.raises(UsageError, match=r"does not tell the passcode: it took longer than 0\.1 s"):
        read_secret(f'command:{sys.executable} -c "import time; time.sleep(60)"', *WHAT)


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\nmore"])
def test_an_empty_secret(tmp_path, raw):
    (tmp_path / "secret").write_bytes(raw)
    with pytest.raises(UsageError, match="the passcode is empty"):
        read_secret(f"file:{tmp_path}/secret", *WHAT)


def test_the_wrong_file(tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "MAX_SECRET_LENGTH", 10)
    (tmp_path / "secret").write_bytes(b"x" * 11)
    with pytest.raises(UsageError, match="it is longer than 10 bytes"):
        read_whole(f"file:{tmp_path}/secret", *WHAT)


def test_the_end_of_input_at_a_prompt(monkeypatch):
    def end(_prompt):
        raise EOFError

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", end)
    with pytest.raises(UsageError, match="nothing was given for the passcode"):
        read_secret("ask", *WHAT)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_file_that_others_can_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("abc\n")
    for mode, is_open in ((0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o644, True)):
        secret.chmod(mode)
        expected = f"{secret} holds a secret, and others than its owner can read it" if is_open else ""
        assert exposure_of(f"file:{secret}") == expected
    assert exposure_of("file:/dev/null") == exposure_of("env:HOME") == exposure_of("ask") == ""
    assert exposure_of(f"file:{tmp_path}/nothing") == ""
