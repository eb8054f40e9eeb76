"""TLS of a node: the same for the command and for the library."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest

from findscu import find, nodes
from findscu.errors import TlsError
from findscu.testing.builders import instance
from findscu.testing.scp import FindScp
from findscu.tls import fingerprint
from peers.certificates import PASSWORD
from peers.process import HOST
from peers.tls import Forwarder, server_context


@pytest.fixture(scope="module")
def servers(pki):
    with FindScp(instance(1), instance(2), ae_title="ARCHIVE") as scp:
        started = {name: Forwarder(server_context(pki, name), (HOST, scp.port)) for name in ("server", "wrong-host")}
        started["mutual"] = Forwarder(server_context(pki, "server", client_ca="ca"), (HOST, scp.port))
        yield started
        for one in started.values():
            one.__exit__()


@pytest.fixture
def node(pki, servers, tmp_path, monkeypatch):
    """Write a node whose files have relative names in a folder beside the certificates."""
    monkeypatch.setenv("KEY_PASSWORD", PASSWORD)
    path = Path(pki.folder) / "config.toml"
    monkeypatch.setenv("FINDSCU_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)

    def write(server: str, tls: str) -> nodes.Node:
        address = f'address = "ARCHIVE@localhost:{servers[server].port}"'
        path.write_text(f"[nodes.safe]\n{address}\n[nodes.safe.tls]\n{tls}\n", encoding="utf-8")
        return nodes.load(path)["safe"]

    return write


def pin_of(pki, name):
    return fingerprint(ssl.PEM_cert_to_DER_cert(Path(pki[f"{name}.crt"]).read_text()))


CASES = [
    ("server", 'ca = "ca.crt"', True),
    ("server", 'ca = "other-ca.crt"', False),
    ("server", "", False),
    ("server", 'pin = "PIN"', True),
    ("server", f'pin = "{"00" * 32}"', False),
    ("server", "ignore-peer-cert = true", True),
    ("wrong-host", 'ca = "ca.crt"', False),
    ("wrong-host", 'ca = "ca.crt"\nno-host-check = true', True),
    ("mutual", 'ca = "ca.crt"', False),
    ("mutual", 'ca = "ca.crt"\ncert = "client.crt"\nkey = "client.key"', True),
    ("mutual", 'ca = "ca.crt"\ncert = "client.crt"\nkey = "client.encrypted.key"\npassword = "env:KEY_PASSWORD"', True),
]


@pytest.mark.parametrize(("server", "tls", "is_trusted"), CASES)
def test_the_library(node, pki, server, tls, is_trusted):
    safe = node(server, tls.replace("PIN", pin_of(pki, "server")))
    if is_trusted:
        with find(safe, level="STUDY") as matches:
            assert len(list(matches)) == 2
    else:
        with pytest.raises(TlsError):
            find(safe, level="STUDY")


@pytest.mark.parametrize(("server", "tls", "is_trusted"), CASES)
def test_the_command(node, pki, findscu, server, tls, is_trusted):
    node(server, tls.replace("PIN", pin_of(pki, "server")))
    result = findscu("safe", "-L", "STUDY", "--count")
    assert (result.code, result.out) == ((0, "2\n") if is_trusted else (2, ""))


def test_echo_speaks_it_too(node, findscu):
    node("server", 'ca = "ca.crt"')
    assert findscu("echo", "safe").code == 0
    assert findscu("echo", "--all").code == 0


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
@pytest.mark.parametrize("words", [("safe", "-L", "STUDY", "--count"), ("echo", "safe")], ids=["query", "echo"])
def test_files_of_a_node_that_others_can_read(pki, node, findscu, words):
    own = 'ca = "ca.crt"\ncert = "client.crt"\nkey = "client.encrypted.key"\npassword = "file:password"'
    node("mutual", f'{own}\n[defaults]\nuser = "me"\nuser-pass = "file:passcode"')
    files = [pki.folder / name for name in ("client.encrypted.key", "password", "passcode")]
    mode = files[0].stat().st_mode
    files[1].write_text(f"{PASSWORD}\n")
    files[2].write_text("sesame\n")
    try:
        for file in files:
            file.chmod(0o644)
        open_to_all = findscu(*words)
        for file in files:
            file.chmod(0o600)
        closed = findscu(*words)
    finally:
        files[0].chmod(mode)
    assert (open_to_all.code, closed.code) == (0, 0)
    assert "holds a secret" not in closed.err
    assert open_to_all.lines[:6] == [
        line
        for file in files
        for line in (
            f"warning: {file} holds a secret, and others than its owner can read it",
            f"hint: chmod 600 {file}",
        )
    ]
