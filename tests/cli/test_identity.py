"""Who asks: the five types of user identity on the wire (PS3.7 Table D.3-14), and where their secrets come from."""

from __future__ import annotations

import stat
import struct

import pytest

from cli.command import Command, Result
from cli.literal import ACCEPT, item, response
from cli.test_negotiation import accept_with
from findscu.testing.scripted import ScriptedPeer, Step

CLEAR = "goes out without TLS: anybody on the way can read it, and use it"


def identity(kind: int, primary: bytes, secondary: bytes = b"") -> bytes:
    """A user identity sub-item that wants a positive response."""
    fields = struct.pack(">H", len(primary)) + primary + struct.pack(">H", len(secondary)) + secondary
    return item(0x58, bytes((kind, 1)) + fields)


def ask(findscu: Command, *words: object, accept: bytes = ACCEPT) -> tuple[Result, bytes]:
    """Ask with some options; return what came of it, and the association request."""
    steps = [Step(accept, after=1), Step(response(0), after=2)]
    with ScriptedPeer(steps) as peer:
        result = findscu(peer.host, peer.port, "-L", "STUDY", "--release-timeout", 0.1, *words)
    return result, peer.received[0] if peer.received else b""


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"s3cret\nmore\n")
    return path


def test_a_user_name(findscu):
    result, sent = ask(findscu, "--user", "jane")
    assert identity(1, b"jane") in sent
    assert CLEAR not in result.err


def test_a_user_name_in_utf_8(findscu):
    assert identity(1, "jürgen".encode()) in ask(findscu, "--user", "jürgen")[1]


def test_a_passcode_from_a_file(findscu, secret):
    result, sent = ask(findscu, "--user", "jane", "--user-pass", f"file:{secret}")
    assert identity(2, b"jane", b"s3cret") in sent
    assert f"warning: --user-pass {CLEAR}" in result.lines


def test_a_passcode_from_the_environment(findscu, monkeypatch):
    monkeypatch.setenv("PACS_PASS", "s3cret")
    assert identity(2, b"jane", b"s3cret") in ask(findscu, "--user", "jane", "--user-pass", "env:PACS_PASS")[1]


def test_a_passcode_from_a_command(findscu, tmp_path):
    script = tmp_path / "pass show"
    script.write_text("#!/bin/sh\necho $1-s3cret\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    source = f"command:'{script}' pacs"
    assert identity(2, b"jane", b"pacs-s3cret") in ask(findscu, "--user", "jane", "--user-pass", source)[1]


def test_a_passcode_that_is_asked_for(findscu, monkeypatch):
    prompts = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: prompts.append(prompt) or "s3cret")
    assert identity(2, b"jane", b"s3cret") in ask(findscu, "--user", "jane", "--user-pass", "ask")[1]
    assert prompts == ["The passcode: "]


def test_a_token_of_kerberos_is_taken_byte_for_byte(findscu, tmp_path):
    ticket = tmp_path / "ticket"
    ticket.write_bytes(b"\x6e\x82\n\r\0\xff")
    assert identity(3, b"\x6e\x82\n\r\0\xff") in ask(findscu, "--user-kerberos", f"file:{ticket}")[1]


def test_saml_and_a_json_web_token(findscu, tmp_path):
    (tmp_path / "assertion.xml").write_bytes(b"<Assertion>\n</Assertion>\n")
    (tmp_path / "token").write_bytes(b"eyJhbGciOiJub25lIn0.e30.\n")
    assert (
        identity(4, b"<Assertion>\n</Assertion>\n") in ask(findscu, "--user-saml", f"file:{tmp_path}/assertion.xml")[1]
    )
    assert identity(5, b"eyJhbGciOiJub25lIn0.e30.") in ask(findscu, "--user-jwt", f"file:{tmp_path}/token")[1]


def test_the_answer_is_told(findscu):
    result, _ = ask(findscu, "-v", "--user", "jane", accept=accept_with(item(0x59, b"\0\0")))
    assert "  the peer confirms who asks" in result.lines
    result, _ = ask(findscu, "-v", "--user", "jane", accept=accept_with(item(0x59, b"\0\3abc")))
    assert "  the peer confirms who asks, with a response of 3 bytes" in result.lines


def test_no_answer_is_a_warning(findscu):
    result, _ = ask(findscu, "--user", "jane")
    assert result.code == 0
    assert result.lines == ["warning: the peer does not confirm who asks: it may not have looked at that"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--user", "jane", "--user-pass", "s3cret"), "the passcode cannot come from what --user-pass says"),
        (
            ("--user", "jane", "--user-pass", "env:NO_SUCH"),
            "the environment has no NO_SUCH, where the passcode should be",
        ),
        (("--user", "jane", "--user-pass", "file:/no/such"), "cannot read the passcode in /no/such: no such file or"),
        (("--user", "jane", "--user-pass", "command:false"), "the command false does not tell the passcode: "),
        (("--user", "jane", "--user-pass", "ask"), "there is no terminal to ask for the passcode"),
        (("--user-jwt", "file:/dev/null"), "an empty JSON web token identifies nobody"),
        (("--user", ""), "an empty user name identifies nobody"),
        (("--user", "jane", "--user-jwt", "file:/dev/null"), "--user-jwt says who asks, and --user too"),
        (("--user-saml", "file:/dev/zero"), "cannot read the SAML assertion in /dev/zero: it is longer than"),
    ],
)
def test_what_cannot_be_sent(findscu, words, said, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    result = findscu("peer", 104, "-S", "-k", "PatientName=", *words)
    assert result.code == 1
    assert any(line.startswith(said) for line in result.lines)
    assert "s3cret" not in result.err


def test_more_than_an_item_holds(findscu, tmp_path):
    (tmp_path / "token").write_bytes(b"x" * 65535)
    result = findscu("peer", 104, "-S", "-k", "PatientName=", "--user-jwt", f"file:{tmp_path}/token")
    assert result.code == 1
    assert result.lines[-1] == "user identity of 65535 bytes, and an item holds 65535 at most"


def test_secrets_are_not_shown_by_d_or_arguments(findscu, secret):
    result, _ = ask(findscu, "-d", "--arguments", "--user", "jane", "--user-pass", f"file:{secret}")
    assert "s3cret" not in result.err + result.out
    assert "        secondary: 6 bytes" in result.lines


def test_a_dry_run_asks_for_no_secret(findscu):
    result = findscu("peer", 104, "-S", "-k", "PatientName=", "--user", "j", "--user-pass", "env:NO", "--dry-run")
    assert result.code == 0
