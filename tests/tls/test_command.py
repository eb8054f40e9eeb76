"""The TLS options of the native command: what they trust, where passwords come from, what they warn of."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from findscu.testing.builders import instance
from findscu.testing.scp import FindScp
from findscu.tls import fingerprint
from findscu.tls.pins import key_fingerprint
from peers.certificates import PASSWORD
from peers.process import HOST
from peers.tls import Forwarder, listener, server_context


@pytest.fixture(scope="module")
def scp():
    with FindScp(instance(1), instance(2), ae_title="ARCHIVE") as scp:
        yield scp


@pytest.fixture(scope="module")
def servers(pki, scp):
    """Forwarders before the SCP, each with another certificate; "mutual" wants one of the client."""
    names = ("server", "wrong-host", "self-signed", "rsa1024", "expired", "revoked")
    started = {name: Forwarder(server_context(pki, name), (HOST, scp.port)) for name in names}
    started["mutual"] = Forwarder(server_context(pki, "server", client_ca="ca"), (HOST, scp.port))
    yield started
    for one in started.values():
        one.__exit__()


@pytest.fixture
def count(pki, servers, findscu, monkeypatch):
    """Count studies through one of the servers, in the folder of the certificates."""
    monkeypatch.chdir(pki.folder)

    def run(name, *words, host="localhost"):
        return findscu("-L", "STUDY", "--count", *words, f"ARCHIVE@{host}:{servers[name].port}")

    return run


def pin_of(pki, name):
    return fingerprint(ssl.PEM_cert_to_DER_cert(Path(pki[f"{name}.crt"]).read_text()))


# Whom the line trusts, and whether it then talks to a peer with that certificate.
TRUST = [
    ("server", "--tls --tls-ca ca.crt", 0),
    ("server", "--tls --tls-ca other-ca.crt --tls-ca ca.crt", 0),
    ("server", "--tls --tls-ca other-ca.crt", 2),
    ("server", "--tls", 2),
    ("server", "+tla +cf ca.crt", 0),
    ("server", "+tla +cd hashed", 0),
    ("server", "+tla +cd empty-folder", 2),
    ("server", "+tla -der +cf ca.crt.der", 0),
    ("server", "+tla -rc +cf ca.crt", 0),
    ("server", "+tla -ic", 0),
    ("server", "+tla -ic -rc", 2),
    ("expired", "+tla -ic", 0),
    ("expired", "--tls --tls-ca ca.crt", 2),
    ("wrong-host", "--tls --tls-ca ca.crt", 2),
    ("wrong-host", "--tls --tls-ca ca.crt --tls-no-host-check", 0),
    ("wrong-host", "--tls --tls-ca ca.crt --tls-name elsewhere.example", 0),
    ("wrong-host", "+tla +cf ca.crt --request-sni elsewhere.example", 0),
    ("wrong-host", "+tla +cf ca.crt", 2),
    ("server", "--tls --tls-ca ca.crt --tls-name elsewhere.example", 2),
    ("self-signed", "--tls --tls-ca ca.crt", 2),
    ("self-signed", "--tls --tls-ca self-signed.crt", 0),
    ("rsa1024", "--tls --tls-ca ca.crt", 2),
    ("rsa1024", "--tls --tls-ca ca.crt +py", 0),
    ("rsa1024", "--tls --tls-ca ca.crt +py +pg", 2),
    ("revoked", "--tls --tls-ca ca.crt", 0),
    ("revoked", "--tls --tls-ca ca.crt +crl ca.crl", 2),
    ("revoked", "--tls --tls-ca ca.crt +crl ca.crl +cra", 2),
    ("server", "--tls --tls-ca ca.crt +crl ca.crl", 0),
    ("server", "--tls --tls-ca ca.crt +crl ca.crl +cra", 0),
    ("server", "--tls --tls-ca ca.crt +crv", 2),
    ("server", "--tls --tls-ca ca.crt +cra", 2),
    ("mutual", "--tls --tls-ca ca.crt", 2),
    ("mutual", "--tls --tls-ca ca.crt --tls-cert client.crt --tls-key client.key", 0),
    ("mutual", "+tls client.key client.crt +cf ca.crt", 0),
    ("mutual", "+tls client.key client.crt +cf ca.crt +tla", 2),
    ("mutual", "--tls --tls-ca ca.crt --tls-cert stranger.crt --tls-key stranger.key", 2),
]


@pytest.fixture(scope="module", autouse=True)
def folders(pki):
    pki.to_der("ca.crt")
    (pki.folder / "empty-folder").mkdir()
    (pki.folder / "hashed").mkdir()
    digest = pki.openssl("x509", "-in", pki["ca.crt"], "-noout", "-hash").strip()
    (pki.folder / "hashed" / f"{digest}.0").write_bytes(Path(pki["ca.crt"]).read_bytes())


@pytest.mark.parametrize(("name", "words", "code"), TRUST)
def test_trust(count, name, words, code):
    result = count(name, *words.split(), "-ta", "3", "-to", "3")
    assert result.code == code, result.err
    assert result.out == ("2\n" if code == 0 else "0\n" if result.out else "")


def test_pins(pki, count):
    for pin in (pin_of(pki, "self-signed"), pin_of(pki, "self-signed").upper()):
        result = count("self-signed", "--tls", "--tls-pin", pin)
        assert (result.code, result.err) == (0, "")
    raw = ssl.PEM_cert_to_DER_cert(Path(pki["self-signed.crt"]).read_text())
    assert count("self-signed", "--tls", "--tls-pin", key_fingerprint(raw)).code == 0
    other = count("server", "--tls", "--tls-pin", pin_of(pki, "self-signed"))
    assert other.code == 2
    assert f"its SHA-256 is {pin_of(pki, 'server')}" in other.lines[0]


def test_a_pin_does_not_replace_a_ca_that_is_named(pki, count):
    pin = ("--tls-pin", pin_of(pki, "wrong-host"))
    assert count("wrong-host", "--tls", *pin).code == 0
    assert count("wrong-host", "--tls", "--tls-ca", "ca.crt", *pin).code == 2
    assert count("wrong-host", "--tls", "--tls-ca", "ca.crt", "--tls-no-host-check", *pin).code == 0


@pytest.mark.parametrize("source", ["file:password", "env:KEY_PASSWORD", "command:cat password"])
def test_password_sources(pki, count, monkeypatch, source):
    (pki.folder / "password").write_text(f"{PASSWORD}\nsecond line\n")
    (pki.folder / "password").chmod(0o600)
    monkeypatch.setenv("KEY_PASSWORD", PASSWORD)
    own = ("--tls-cert", "client.crt", "--tls-key", "client.encrypted.key")
    result = count("mutual", "--tls", "--tls-ca", "ca.crt", *own, "--tls-password", source)
    assert (result.code, result.out, result.err) == (0, "2\n", "")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_files_with_secrets_that_others_can_read(pki, count):
    (pki.folder / "password").write_text(f"{PASSWORD}\n")
    key = pki.folder / "client.encrypted.key"
    own = ("--tls-cert", "client.crt", "--tls-key", key.name, "--tls-password", "file:password")
    mode = key.stat().st_mode
    try:
        for name in (key.name, "password"):
            (pki.folder / name).chmod(0o644)
        result = count("mutual", "--tls", "--tls-ca", "ca.crt", *own)
    finally:
        key.chmod(mode)
    assert result.code == 0
    assert result.lines == [
        f"warning: {key.name} holds a secret, and others than its owner can read it",
        f"hint: chmod 600 {key.name}",
        "warning: password holds a secret, and others than its owner can read it",
        "hint: chmod 600 password",
    ]


def test_password_on_the_line(count):
    own = ("+tls", "client.encrypted.key", "client.crt", "+cf", "ca.crt")
    result = count("mutual", *own, "+pw", PASSWORD)
    assert (result.code, result.out) == (0, "2\n")
    assert result.lines[0].startswith("warning: a password on the command line can be seen by others")
    assert PASSWORD not in result.err
    assert count("mutual", *own, "-pw").lines == ["the password for private key client.encrypted.key is wrong"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("file:nowhere", "cannot read the password in nowhere: no such file or directory"),
        ("file:ca.crt.der", "cannot read the password in ca.crt.der: it is no text"),
        ("env:NO_SUCH_NAME", "the environment has no NO_SUCH_NAME, where the password should be"),
        (
            "command:no-such-program --secret",
            "the command no-such-program does not tell the password: no such file or directory",
        ),
        ("command:false", "the command false does not tell the password: it ended with exit status 1"),
        ("command:'", "the command ' does not tell the password: there is no command, or a quote is not closed"),
        ("file:", "the password cannot come from what --tls-password says"),
        ("secret", "the password cannot come from what --tls-password says"),
        ("ask", "private key client.encrypted.key has a password, and there is no terminal to ask for it"),
    ],
)
def test_password_sources_that_fail(count, monkeypatch, source, text):
    monkeypatch.setattr("sys.stdin", None)
    own = ("--tls-cert", "client.crt", "--tls-key", "client.encrypted.key")
    result = count("mutual", "--tls", *own, "--tls-password", source)
    assert result.code == 1
    assert result.lines[0] == text


def run_on_a_terminal(pki, words, answers):
    """Run the command on a pseudo-terminal, and type the answers as it asks."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "findscu", *words],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        cwd=pki.folder,
        start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )
    os.close(slave)
    said, deadline = b"", time.monotonic() + 20
    for answer in answers:
        while b"assword" not in said and time.monotonic() < deadline:
            said += os.read(master, 1000)
        os.write(master, answer.encode() + b"\n")
    out, _ = child.communicate(timeout=20)
    os.close(master)
    return child.returncode, out.decode(), said.decode()


def test_password_from_the_terminal(pki, servers):
    own = ("--tls-cert", "client.crt", "--tls-key", "client.encrypted.key")
    address = f"ARCHIVE@localhost:{servers['mutual'].port}"
    words = ("--tls", "--tls-ca", "ca.crt", *own, "-L", "STUDY", "--count", address)
    code, out, said = run_on_a_terminal(pki, words, [PASSWORD])
    assert (code, out) == (0, "2\n")
    assert said == "Password of client.encrypted.key: "


def test_no_question_when_the_key_has_no_password(count, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda _prompt: pytest.fail("asked"))
    own = ("--tls-cert", "client.crt", "--tls-key", "client.key")
    assert count("mutual", "--tls", "--tls-ca", "ca.crt", *own).code == 0


WRONG_LINES = [
    ("--tls --tls-ca nowhere", "cannot read certificates of nowhere: no such file or directory"),
    ("+tla +cf nowhere", "cannot read certificates of nowhere: no such file or directory"),
    ("+tla +cd ca.crt", "ca.crt is no folder"),
    ("+tla +crl nowhere", "cannot read revocation list nowhere: no such file or directory"),
    ("--tls --tls-pin abc", "'abc' is no pin"),
    ("--tls +cs TLS_X", "no cipher suite is called 'TLS_X'"),
    ("--tls +cs TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256 is a suite of TLS 1.3, which cannot be chosen here"),
    ("--tls +pm +cs TLS_RSA_WITH_AES_128_CBC_SHA256", "takes no other cipher suites"),
    ("--tls --no-sni", "without a host name to ask for (--no-sni) the host cannot be checked"),
    ("--tls --tls-cert client.crt --tls-key server.key", "do not belong together"),
    ("+tls server.key client.crt", "private key server.key and certificate client.crt do not belong together"),
    ("+tls client.key client.crt -der", "client.key holds no private key in DER"),
    ("--tls --tls-cert ca.crt.der --tls-key client.key -pem", "ca.crt.der holds no certificate"),
    ("--tls-ca ca.crt", "option --tls-ca is only allowed with --tls or --enable-tls or --anonymous-tls"),
    ("+cf ca.crt -tls", "option +cf is only allowed with --tls or --enable-tls or --anonymous-tls"),
    ("-ic", "option -ic is only allowed with --tls"),
    ("+pw x --tls", "option +pw is only allowed with --enable-tls or --tls-cert"),
    ("--tls --tls-key client.key", "option --tls-key is only allowed with --tls-cert"),
    ("--tls +ws", "option +ws is only allowed with --seed"),
    ("--tls +wf x", "option +wf is only allowed with --seed"),
]


@pytest.mark.parametrize(("words", "text"), WRONG_LINES)
def test_wrong_lines_end_before_anything_connects(pki, findscu, monkeypatch, words, text):
    monkeypatch.chdir(pki.folder)
    result = findscu("-L", "STUDY", *words.split(), "localhost:9")
    assert result.code == 1
    assert text in result.lines[0]


def test_files_that_lie_are_told_of_before_the_connection(count, servers):
    servers["server"].clients.clear()
    assert count("server", "--tls", "--tls-ca", "nowhere").code == 1
    assert servers["server"].clients == []


def test_not_verifying_is_loud(count):
    result = count("server", "+tla", "-ic")
    assert result.lines[0].startswith("warning: the peer's certificate is not verified: anybody can be this peer")
    assert result.lines[1].startswith("hint: ")


def test_server_name(pki, servers, count):
    names = servers["server"].server_names
    names.clear()
    for words in ((), ("--tls-name", "localhost"), ("--tls-no-host-check", "--no-sni")):
        assert count("server", "--tls", "--tls-ca", "ca.crt", *words).code == 0
    assert count("server", "--tls", "--tls-ca", "ca.crt", host="127.0.0.1").code == 0
    assert names == ["localhost", "localhost", None, None]


def test_what_was_agreed_is_told(pki, count):
    result = count("server", "--tls", "--tls-ca", "ca.crt", "-v")
    told = next(line for line in result.lines if "TLSv1.3" in line)
    assert told == (f"  TLSv1.3, TLS_AES_256_GCM_SHA384, 256 bits, certificate with SHA-256 {pin_of(pki, 'server')}")
    assert "certificate (not verified) with SHA-256" in count("server", "+tla", "-ic", "-v").err


def test_suites_that_are_added(pki, scp, findscu):
    suite, name = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"
    context = server_context(pki, "server")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(name)
    with Forwarder(context, (HOST, scp.port)) as forwarder:
        words = ("--tls", "--tls-ca", pki["ca.crt"], "-L", "STUDY", "--count", f"ARCHIVE@localhost:{forwarder.port}")
        assert findscu(*words).code == 2
        assert findscu("+cs", suite, *words).out == "2\n"


def test_seed_files(pki, count):
    trust = ("--tls", "--tls-ca", "ca.crt")
    seed, output = pki.folder / "seed", pki.folder / "seed-output"
    seed.write_bytes(b"stir")
    assert count("server", *trust, "+rs", "seed", "+wf", "seed-output").code == 0
    assert seed.read_bytes() == b"stir"
    assert len(output.read_bytes()) == 1024
    assert output.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert count("server", *trust, "+rs", "seed", "+ws").code == 0
    assert len(seed.read_bytes()) == 1024
    assert seed.read_bytes() != output.read_bytes()
    assert count("server", *trust, "+rs", "no-such-seed").code == 0


def test_a_seed_is_not_written_through_a_link(pki, count):
    target, link = pki.folder / "precious", pki.folder / "link"
    target.write_bytes(b"precious")
    link.symlink_to(target)
    result = count("server", "--tls", "--tls-ca", "ca.crt", "+rs", "link", "+ws")
    assert result.code == 0
    assert result.lines[0].startswith("warning: cannot write the seed link: ")
    assert target.read_bytes() == b"precious"


def test_the_seed_is_written_after_a_failure_too(pki, count):
    assert count("expired", "--tls", "--tls-ca", "ca.crt", "+rs", "seed", "+wf", "seed-2").code == 2
    assert len((pki.folder / "seed-2").read_bytes()) == 1024


def test_port(findscu):
    assert "@localhost:2762," in findscu("--dry-run", "--tls", "-L", "STUDY", "localhost").out
    assert "@localhost:104," in findscu("--dry-run", "-L", "STUDY", "localhost").out
    assert "@localhost:104," in findscu("--dry-run", "--tls", "-tls", "-L", "STUDY", "localhost").out


def test_a_dry_run_asks_for_no_password(pki, findscu):
    own = ("+tls", pki["client.encrypted.key"], pki["client.crt"])
    assert findscu("--dry-run", *own, "-L", "STUDY", "localhost").code == 0


def test_echo(pki, count, servers, findscu):
    address = f"ARCHIVE@localhost:{servers['server'].port}"
    assert "answered" in findscu("echo", "--tls", "--tls-ca", pki["ca.crt"], address).out
    refused = findscu("echo", "--tls", address)
    assert refused.code == 2
    assert "not trusted here" in refused.err


def test_lists(findscu):
    profiles = findscu("+ph")
    assert profiles.code == findscu("--list-profiles").code == 0
    assert "PS3.15 B.12): default" in profiles.out
    ciphers = findscu("--list-ciphers", "and nothing else is read")
    assert ciphers.code == 0
    assert "  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n" in ciphers.out
    assert "  TLS_AES_256_GCM_SHA384\n" in ciphers.out
    assert not re.search("CAMELLIA_.*GCM", ciphers.out), "OpenSSL has none of these"


def test_ctrl_c_ends_a_handshake_that_hangs(pki):
    with listener(b"", stays_open=True) as port:
        words = [sys.executable, "-m", "findscu", "--tls", "-L", "STUDY", f"localhost:{port}"]
        child = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        child.send_signal(2)
        assert child.wait(5) == 130
        child.communicate()
