"""The real peers as fixtures for every folder of tests: started once a session, when the first test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peers import answers, dcmtk, files, orthanc, process, pynetdicom
from peers.certificates import Certificates
from peers.process import Peer


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show with a failure what the peers of the test said."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        report.sections += [(f"end of the log of {peer}", peer.log_tail()) for peer in _peers_of(item)]


def _peers_of(item: pytest.Item) -> list[Peer]:
    found: list[Peer] = []
    for value in getattr(item, "funcargs", {}).values():
        found += value.values() if isinstance(value, dict) else [value]
    return [peer for peer in found if isinstance(peer, Peer)]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("peers")
    for peer in list(process.running):
        peer.stop()


@pytest.fixture(scope="session")
def charset_copies(folder: Path) -> list[Path]:
    return files.copy_charset_files(folder / "charsets") + files.make_gb18030_files(folder / "gb18030")


@pytest.fixture(scope="session")
def archives(folder: Path, charset_copies: list[Path]) -> dict[str, Peer]:
    """dcmqrscp four times on one database, each preferring another transfer syntax; AE titles ARCHIVE and CHARSETS."""
    areas = ("ARCHIVE", "CHARSETS")
    started = {
        name: dcmtk.dcmqrscp(folder / "dcmqrscp", areas, option, name=f"dcmqrscp-{name}")
        for name, option in dcmtk.PREFERENCES.items()
    }
    dcmtk.store(started["explicit"], "ARCHIVE", files.archive_files())
    dcmtk.store(started["explicit"], "CHARSETS", charset_copies)
    return started


@pytest.fixture(scope="session")
def dcmqrscp(archives: dict[str, Peer]) -> Peer:
    return archives["explicit"]


@pytest.fixture(scope="session")
def dcmqrscp_utf8(folder: Path, archives: dict[str, Peer]) -> Peer:
    """The same database, answered in UTF-8 whatever the request says."""
    areas = ("CHARSETS", "ARCHIVE")
    return dcmtk.dcmqrscp(folder / "dcmqrscp", areas, name="dcmqrscp-utf8", config=dcmtk.UTF8_CONFIG)


@pytest.fixture(scope="session")
def worklist_files(folder: Path) -> Path:
    files.write_worklist(folder / "worklists" / "WORKLIST", files.plain_items())
    files.write_worklist(folder / "worklists" / "CHARSETS", files.charset_items())
    return folder / "worklists"


@pytest.fixture(scope="session")
def worklists(folder: Path, worklist_files: Path) -> dict[str, Peer]:
    """wlmscpfs four times, each preferring another transfer syntax and keeping the files' character sets."""
    return {
        name: dcmtk.wlmscpfs(folder / "wlmscpfs", worklist_files, "WORKLIST", "-csk", option, name=f"wlmscpfs-{name}")
        for name, option in dcmtk.PREFERENCES.items()
    }


@pytest.fixture(scope="session")
def wlmscpfs(worklists: dict[str, Peer]) -> Peer:
    return worklists["explicit"]


@pytest.fixture(scope="session")
def wlmscpfs_without_charset(folder: Path, worklist_files: Path) -> Peer:
    """wlmscpfs as it is by default: it drops (0008,0005) and leaves the bytes."""
    return dcmtk.wlmscpfs(folder / "wlmscpfs", worklist_files, "CHARSETS", name="wlmscpfs-without-charset")


@pytest.fixture(scope="session")
def wlmscpfs_slow(folder: Path, worklist_files: Path) -> Peer:
    """wlmscpfs that waits a second before each answer, and looks for a C-CANCEL then."""
    return dcmtk.wlmscpfs(folder / "wlmscpfs", worklist_files, "WORKLIST", "--sleep-during", "1", name="wlmscpfs-slow")


@pytest.fixture(scope="session")
def orthanc_server(folder: Path, worklist_files: Path, charset_copies: list[Path]) -> Peer:
    """Orthanc with the archive, the character-set files and the worklist of CHARSETS, answering in UTF-8."""
    peer = orthanc.start(folder / "orthanc", worklist_files / "CHARSETS")
    dcmtk.store(peer, orthanc.AE_TITLE, [*files.archive_files(), *charset_copies])
    return peer


@pytest.fixture(scope="session")
def orthanc_worklist(orthanc_server: Peer) -> Peer:
    """Orthanc where it has its worklist plug-in."""
    orthanc.require_worklist_plugin()
    return orthanc_server


@pytest.fixture(scope="session")
def qrscp(folder: Path) -> Peer:
    """pynetdicom's archive application."""
    peer = pynetdicom.qrscp(folder / "qrscp")
    dcmtk.store(peer, pynetdicom.QRSCP_AE_TITLE, files.archive_files())
    return peer


@pytest.fixture(scope="session")
def scripted_answers(folder: Path) -> Path:
    answers.write_answers(folder / "answers")
    return folder / "answers"


@pytest.fixture(scope="session")
def scripted(folder: Path, scripted_answers: Path) -> dict[str, Peer]:
    """The script on pynetdicom: a peer for each transfer syntax, and "any"."""
    return pynetdicom.scripted(folder / "scripted", scripted_answers)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Keys, certificates and revocation lists."""
    return Certificates(tmp_path_factory.mktemp("pki"))
