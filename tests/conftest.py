"""What all tests share."""

import os

from peers.programs import PEERS_PYTHON, find_dcmtk, find_program

pytest_plugins = ["peers.fixtures"]


def pytest_report_header() -> str:
    installed = {
        "DCMTK": find_dcmtk("dcmqrscp"),
        "Orthanc": find_program("Orthanc"),
        "pynetdicom": PEERS_PYTHON.exists(),
    }
    missing = [name for name, found in installed.items() if not found]
    if not missing:
        return "real peers: all installed"
    consequence = "their tests FAIL (CI=true)" if os.environ.get("CI") == "true" else "their tests are skipped"
    return f"real peers: NOT INSTALLED: {', '.join(missing)}; {consequence}; `make test` installs what it may"
