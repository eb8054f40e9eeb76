"""docs/library.md: each example is run against the demo's SCP, and prints what the page says."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from findscu import client, demo, errors, options
from findscu.query import build_query
from findscu.settings import Settings
from findscu.testing import Behaviour, FindScp
from peers.tls import Forwarder, server_context

PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|text)\n(.*?)```", PAGE, re.S)
EXAMPLES = [(code, shown) for (kind, code), (_, shown) in pairwise([*BLOCKS, ("", "")]) if kind == "python"]


@pytest.fixture(scope="module")
def peers(pki):
    """Whom the page's addresses stand for."""
    instances = list(demo.shipped_instances())
    poor = Behaviour(final_status=0xA700, limit=2)
    with (
        FindScp(*instances, ae_title=demo.AE_TITLE) as scp,
        FindScp(*instances, ae_title=demo.AE_TITLE, behaviour=poor) as poor_scp,
        Forwarder(server_context(pki, "server"), (scp.host, scp.port)) as forwarder,
    ):
        yield {
            "127.0.0.1:11112": f"{scp.host}:{scp.port}",
            "127.0.0.1:11113": f"{poor_scp.host}:{poor_scp.port}",
            "localhost:2762": f"localhost:{forwarder.port}",
        }


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example(peers, pki, number, tmp_path, monkeypatch):
    code, shown = EXAMPLES[number]
    if "import polars" in code:
        pytest.importorskip("polars")
        pytest.importorskip("pyarrow")
    for address, actual in peers.items():
        code = code.replace(address, actual)
    shutil.copy(pki["ca.crt"], tmp_path / "hospital-ca.pem")
    monkeypatch.chdir(tmp_path)
    assert run(code) == shown


def run(code):
    """Return what a piece of Python prints, `await` on its top level included."""
    compiled = compile(code, "docs/library.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    said, names = io.StringIO(), {"__name__": "__main__"}
    with contextlib.redirect_stdout(said):
        if compiled.co_flags & inspect.CO_COROUTINE:
            asyncio.run(eval(compiled, names))
        else:
            exec(compiled, names)
    return said.getvalue()


def test_every_example_says_what_it_prints():
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["python", "text"] * (len(kinds) // 2)
    assert PAGE.count("```") == 2 * len(BLOCKS), os.linesep


def names_in_tables():
    rows = re.findall(r"^\|(.*?)\|", PAGE, re.M)
    return {name for row in rows for name in re.findall(r"`([a-zA-Z_]+)`", row)}


def test_every_option_is_on_the_page():
    taken = set(Settings._fields)
    for function in (build_query, client.find):
        parameters = inspect.signature(function).parameters.items()
        taken |= {name for name, one in parameters if one.kind is one.KEYWORD_ONLY}
    assert taken - {"peer", "node", "wakeup"} <= names_in_tables()


def test_every_error_is_on_the_page():
    assert {*errors.__all__} - {"FindscuError"} <= names_in_tables()


def test_the_types_can_be_imported_when_a_program_runs():
    assert options.FindOptions(level="STUDY") == {"level": "STUDY"}
