"""The names of the package are there, and each is listed where type checkers, `import *` and the interpreter look."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import findscu


def test_every_public_name_is_there():
    for name in findscu.__all__:
        assert getattr(findscu, name).__name__ in (name, f"findscu.{name}")
    assert set(findscu.__all__) <= set(dir(findscu))


def test_the_three_lists_of_names_agree():
    imports = {
        alias.name: node.module or ""
        for node in ast.walk(ast.parse(Path(findscu.__file__).read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert imports == findscu._HOMES
    assert findscu.__all__ == sorted(findscu._HOMES)


def test_a_name_that_is_none():
    with pytest.raises(AttributeError, match="'findscu' has no attribute 'fnid'"):
        _ = findscu.fnid
