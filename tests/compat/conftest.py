"""The programs that are compared, and the files they find."""

from __future__ import annotations

import shlex
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from compat import inputs
from compat.judge import Judge
from compat.observe import Program
from peers.certificates import Certificates
from peers.process import Peer
from peers.programs import require_dcmtk, require_peers_python
from peers.tls import server_context


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ours", help="judge this command in place of ours: with the reference itself, the harness is judged"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "differential" in item.path.name:
            item.add_marker("peer")


def _ours(config: pytest.Config, dialect: str) -> Program:
    words = shlex.split(config.getoption("--ours") or "")
    return Program("ours", words or [sys.executable, "-m", "findscu"], {"FINDSCU_DIALECT": dialect})


@pytest.fixture(scope="session")
def input_files(tmp_path_factory: pytest.TempPathFactory, pki: Certificates) -> Path:
    """A folder with query files, command files, logger configurations, dictionaries and certificates."""
    folder = tmp_path_factory.mktemp("inputs") / "files"
    inputs.write(folder)
    inputs.write_certificates(folder, pki)
    return folder


def _peer_named(request: pytest.FixtureRequest) -> Callable[[str], Peer]:
    """Return what finds a real peer: "archives-deflated" is the one named so of the fixture `archives`."""

    def find(name: str) -> Peer:
        fixture, _, part = name.partition("-")
        value = request.getfixturevalue(fixture)
        return value[part] if part else value

    return find


def _context_named(request: pytest.FixtureRequest) -> Callable[[str], ssl.SSLContext]:
    """Return what makes a server's TLS context: of the certificate of that name; "mutual" wants one of the client."""

    def make(name: str) -> ssl.SSLContext:
        pki = request.getfixturevalue("pki")
        return server_context(pki, "server", client_ca="ca") if name == "mutual" else server_context(pki, name)

    return make


def _judge(request: pytest.FixtureRequest, files: Path, reference: Program, dialect: str) -> Judge:
    return Judge(reference, _ours(request.config, dialect), files, _peer_named(request), _context_named(request))


@pytest.fixture(scope="module")
def dcmtk_judge(request: pytest.FixtureRequest, input_files: Path) -> Judge:
    """DCMTK's findscu and ours."""
    return _judge(request, input_files, Program("DCMTK", [require_dcmtk("findscu")]), "dcmtk")


@pytest.fixture(scope="module")
def pynetdicom_judge(request: pytest.FixtureRequest, input_files: Path) -> Judge:
    """pynetdicom's findscu and ours."""
    reference = Program("pynetdicom", [require_peers_python(), "-m", "pynetdicom", "findscu"])
    return Judge(
        reference, _ours(request.config, "pynetdicom"), input_files, _peer_named(request), _context_named(request)
    )
