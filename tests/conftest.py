"""What all tests share."""

import gc
import os

from peers.programs import PEERS_PYTHON, find_dcmtk, find_program

pytest_plugins = ["peers.fixtures"]

# Neither the nodes nor the habits of whoever runs the tests have a part in them, in processes they start neither.
for variable in [name for name in os.environ if name.startswith("FINDSCU_")]:
    del os.environ[variable]
os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = os.path.join(os.path.dirname(__file__), "no-configuration")


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through ten thousand tests each time: some tests collect by hand."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let the interpreter collect everything at its end: duckdb complains of what is left."""
    gc.unfreeze()


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
