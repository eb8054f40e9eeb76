"""The import rules hold, and the checker that says so notices each kind of breach."""

from pathlib import Path

import check_layers
import pytest

ROOT = Path(__file__).parents[2]


def test_import_rules_hold():
    assert check_layers.check(ROOT / "src" / "findscu") == []


BREACHES = {
    "above": ("pdu", "from .dimse import CFindRq", "which is above it"),
    "above, later": ("session", "def f():\n    from . import transport", "which is above it"),
    "the other family": ("identifier", "from .pdu import Pdu", "of another family"),
    "input or output": ("flows", "import socket", "no input or output"),
    "a clock, later": ("keys", "def f():\n    from time import monotonic", "no clock"),
    "a private module": ("transport", "import _socket", "private module"),
    "slow to load": ("client", "import importlib.metadata", "too slow"),
    "slow to load, by name": ("client", "from importlib import metadata", "too slow"),
    "no group": ("helpers", "", "belongs to no group"),
    "a circle": ("charset", "from .dictionary import tag_of", "a circle"),
}

ALLOWED = {
    "below": ("dimse", "from .identifier import DataSet"),
    "type checking": ("records", "if TYPE_CHECKING:\n    from typing import Any\n    from .client import Matches"),
    "heavy, later": ("matches", "def f():\n    import pydicom"),
    "heavy, in a late module": ("query_file", "import pydicom"),
    "the version": ("uids", "from . import __version__"),
    "the clock above the core": ("client", "from time import monotonic"),
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "findscu"
    folder.mkdir()
    for name in ("__init__", "pdu", "dimse", "identifier", "charset", "transport", "client"):
        (folder / f"{name}.py").touch()
    (folder / "dictionary.py").write_text("from . import charset\n")
    return folder


@pytest.mark.parametrize("module, text, reason", BREACHES.values(), ids=BREACHES)
def test_notices(package, module, text, reason):
    (package / f"{module}.py").write_text(text + "\n")
    assert [reason in problem for problem in check_layers.check(package)] == [True]


@pytest.mark.parametrize("module, text", ALLOWED.values(), ids=ALLOWED)
def test_allows(package, module, text):
    (package / f"{module}.py").write_text(text + "\n")
    assert check_layers.check(package) == []
