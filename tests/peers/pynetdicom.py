"""pynetdicom's archive application and our script on pynetdicom, both in an environment of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from peers import process
from peers.process import Peer
from peers.programs import require_peers_python

SCRIPT = Path(__file__).resolve().parents[1] / "interop" / "pynetdicom_scp.py"
QRSCP_AE_TITLE = "QRSCP"


def qrscp(folder: Path) -> Peer:
    """Start pynetdicom's qrscp application on an empty archive."""
    python = require_peers_python()

    def command(port: int) -> Sequence[str]:
        where = ["--database-location", str(folder / "index.sqlite"), "--instance-location", str(folder / "instances")]
        words = ["-m", "pynetdicom", "qrscp", "-v", "--port", str(port), "-ba", process.HOST, "-aet", QRSCP_AE_TITLE]
        return [python, *words, *where]

    return process.start("qrscp", QRSCP_AE_TITLE, command, folder)


def scripted(folder: Path, answers: Path) -> dict[str, Peer]:
    """Start the script; return a peer for each transfer syntax it accepts alone, and "any" for all of them."""
    python = require_peers_python()
    ports = folder / "ports.json"

    def command(port: int) -> Sequence[str]:
        return [python, str(SCRIPT), str(port), str(answers), str(ports)]

    peer = process.start("pynetdicom", "ANY-SCP", command, folder)
    named = json.loads(ports.read_text(encoding="ascii"))
    return {"any": peer, **{name: peer.at_port(port, name) for name, port in named.items()}}
