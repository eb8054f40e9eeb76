"""README says what happens: its console block and its Python are run against the demo's SCP."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from findscu import demo
from findscu.testing import FindScp

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


@pytest.fixture(scope="module")
def scp():
    with FindScp(*demo.shipped_instances(), ae_title=demo.AE_TITLE) as scp:
        yield scp


def test_the_first_screen(scp):
    (block,) = re.findall(r"```console\n\$ findscu (.*?)\n(.*?)```", README, re.S)
    words, expected = block
    command = [sys.executable, "-m", "findscu", *shlex.split(words.replace("127.0.0.1:11112", f"127.0.0.1:{scp.port}"))]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == expected


@pytest.mark.parametrize(("number", "shown"), [(0, "0x0000 (success) True"), (1, ""), (2, "['20040119']")])
def test_python(scp, number, shown):
    source = PYTHON[number].replace("PACS@10.0.0.5:11112", f"{scp.peer}")
    source = source.replace('"study.dcm"', repr(str(demo.shipped_folders()[1] / "CT_small.dcm")))
    if "async with" in source:
        source = "import asyncio\nasync def ask():\n" + textwrap.indent(source, "    ") + "asyncio.run(ask())\n"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(source, "README.md", "exec"), {})
    assert said.getvalue().endswith(f"{shown}\n" if shown else "")


def test_every_python_block_is_run():
    assert len(PYTHON) == 3


def test_the_exit_codes_are_those_of_the_command():
    from findscu.cli import exit_codes

    rows = re.findall(r"^\| ([\d, ]+) \|", README, re.M)
    listed = {int(code) for row in rows for code in row.split(",")}
    assert listed == {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
