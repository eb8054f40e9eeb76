"""DCMTK's servers, started and filled, and its findscu, whose answers ours are compared with."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pydicom

from peers import process
from peers.process import Peer
from peers.programs import require_dcmtk

PREFERENCES = {"explicit": "+xe", "implicit": "+xi", "big-endian": "+xb", "deflated": "+xd"}
"""Which transfer syntax the servers choose when several are proposed in one context."""

PROPOSALS = {"explicit": "-xe", "implicit": "-xi", "big-endian": "-xb", "deflated": "-xd"}
"""DCMTK's findscu proposes the named syntax first, then the other uncompressed ones."""

_DCMQRSCP_CONFIG = """\
NetworkTCPPort  = 104
MaxPDUSize      = 16384
MaxAssociations = 64
{charset}
HostTable BEGIN
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
{areas}
AETable END
"""

UTF8_CONFIG = 'SpecificCharacterSet = "ISO_IR 192", override'


def dcmqrscp(folder: Path, areas: Iterable[str], *options: str, name: str = "dcmqrscp", config: str = "") -> Peer:
    """Start an image archive whose AE titles are `areas`, each with a database of its own below `folder`."""
    program = require_dcmtk("dcmqrscp")
    for area in areas:
        (folder / area).mkdir(parents=True, exist_ok=True)
    table = "\n".join(f"{area} {folder / area} RW (900, 1024mb) ANY" for area in areas)
    config_path = folder / f"{name}.cfg"
    config_path.write_text(_DCMQRSCP_CONFIG.format(areas=table, charset=config), encoding="ascii")

    def command(port: int) -> Sequence[str]:
        return [program, "-v", "-c", str(config_path), *options, str(port)]

    return process.start(name, next(iter(areas)), command, folder)


def wlmscpfs(folder: Path, worklists: Path, ae_title: str, *options: str, name: str = "wlmscpfs") -> Peer:
    """Start a worklist server on the folder `worklists`, which holds a folder for each AE title."""
    program = require_dcmtk("wlmscpfs")

    def command(port: int) -> Sequence[str]:
        return [program, "-v", "-dfr", "-dfp", str(worklists), *options, str(port)]

    return process.start(name, ae_title, command, folder)


def store(peer: Peer, ae_title: str, paths: Iterable[Path]) -> None:
    """Send files to an archive; a refused one is an error."""
    command = [require_dcmtk("storescu"), "-R", "-aec", ae_title, peer.host, str(peer.port), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False, env=process.environment())
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, f"{peer}: storescu ended with {done.returncode}\n{said}\n{peer.log_tail()}"


@dataclass
class Answer:
    """What DCMTK's findscu got: the answers as the files it wrote, in order, and what it said."""

    datasets: list[pydicom.FileDataset]
    said: str

    @property
    def syntax(self) -> str:
        """The transfer syntax of the answers."""
        return str(self.datasets[0].file_meta.TransferSyntaxUID)


def find(peer: Peer, folder: Path, *words: str, ae_title: str = "") -> Answer:
    """Ask `peer` with DCMTK's findscu; `words` are model, keys and options of its command line."""
    folder.mkdir(parents=True, exist_ok=True)
    address = ["-aec", ae_title or peer.ae_title, peer.host, str(peer.port)]
    command = [require_dcmtk("findscu"), "-v", "-X", "-od", str(folder), *words, *address]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False, env=process.environment())
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, said
    return Answer([pydicom.dcmread(path) for path in sorted(folder.glob("rsp*.dcm"))], said)


def echo(peer: Peer) -> bool:
    """Return whether DCMTK's echoscu gets Success."""
    command = [require_dcmtk("echoscu"), *peer.address()]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
