"""Orthanc, with its worklist plug-in where Debian has it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from peers import process
from peers.process import Peer
from peers.programs import missing, require_program

AE_TITLE = "ORTHANC"
PLUGIN_FOLDERS = ("/usr/share/orthanc/plugins", "/usr/lib/orthanc")


def worklist_plugin() -> Path | None:
    """Return the worklist plug-in, or None where it is not installed."""
    found = [path for folder in PLUGIN_FOLDERS for path in sorted(Path(folder).glob("libModalityWorklists.so*"))]
    return found[0] if found else None


def require_worklist_plugin() -> None:
    """Skip the test, or fail it in CI, where Orthanc has no worklist plug-in."""
    if worklist_plugin() is None:
        missing("Orthanc's worklist plug-in")


def configuration(folder: Path, port: int, worklists: Path) -> dict[str, object]:
    """Return the settings: any client may ask, nothing but DICOM is served, all data lie in `folder`."""
    plugin = worklist_plugin()
    return {
        "Name": "findscu tests",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpServerEnabled": False,
        "DicomAet": AE_TITLE,
        "DicomPort": port,
        "DicomAlwaysAllowFind": True,
        "DicomAlwaysAllowFindWorklist": True,
        "DicomCheckCalledAet": False,
        "DefaultEncoding": "Utf8",
        "ConcurrentJobs": 1,
        "Plugins": [str(plugin)] if plugin else [],
        "Worklists": {"Enable": plugin is not None, "Database": str(worklists)},
    }


def start(folder: Path, worklists: Path, **settings: object) -> Peer:
    """Start Orthanc on an empty archive and on the worklist files in `worklists`; `settings` are further ones."""
    program = require_program("Orthanc")
    (folder / "storage").mkdir(parents=True)

    def command(port: int) -> Sequence[str]:
        path = folder / "orthanc.json"
        chosen = {**configuration(folder, port, worklists), **settings}
        path.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
        return [program, "--verbose", str(path)]

    return process.start("orthanc", AE_TITLE, command, folder)
