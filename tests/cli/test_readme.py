"""README says what happens: each of its blocks is run, those with output on a terminal of 80 columns."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cli.terminal import install_commands, run_in_terminal
from findscu import demo
from findscu.testing import FindScp
from findscu.testing.worklist import synthetic_worklist

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.S)
SHELL = re.findall(r"```sh\n(.*?)```", README, re.S)
TOML = re.findall(r"```toml\n(.*?)```", README, re.S)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)

TODAY = date(2026, 11, 21)
"""What README's worklist takes for today."""


@pytest.fixture(scope="module")
def scp() -> Iterator[FindScp]:
    with FindScp(*demo.shipped_instances(), *synthetic_worklist(TODAY)) as scp:
        yield scp


@pytest.fixture
def folder(tmp_path: Path, scp: FindScp) -> Path:
    """A home in which the nodes and queries of README are known."""
    install_commands(tmp_path)
    for line in re.findall(r"^findscu nodes add .*$", README, re.M):
        subprocess.run(["bash", "-c", _with_peer(line, scp)], env=_variables(tmp_path), check=True, capture_output=True)
    with open(tmp_path / ".config/findscu/config.toml", "a", encoding="utf-8") as configuration:
        configuration.write("".join(f"\n{block}" for block in TOML))
    return tmp_path


def _variables(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def _with_peer(line: str, scp: FindScp) -> str:
    """Put the SCP where README says PACS or RIS, and README's day where it says today."""
    line = re.sub(r"@10\.0\.0\.\d:\d+", f"@{scp.host}:{scp.port}", line)
    line = line.replace("10.0.0.5 11112", f"{scp.host} {scp.port}").replace("1.2.3 ", "1.2.3 -q ")
    return line.replace("--today", f"--date {TODAY}").replace("day=today", f"day={TODAY}")


@pytest.mark.parametrize("block", CONSOLE, ids=[block.splitlines()[0] for block in CONSOLE])
def test_what_a_terminal_shows(block: str, scp: FindScp, folder: Path) -> None:
    commands = re.findall(r"^\$ (.*(?:\\\n.*)*)$", block, re.M)
    script = "".join(f"cat <<'.'\n$ {command}\n.\n{_with_peer(command, scp)}\n" for command in commands)
    assert run_in_terminal(script, folder) == block


@pytest.mark.parametrize("block", SHELL, ids=[block.splitlines()[0] for block in SHELL])
def test_lines_that_can_be_typed(block: str, scp: FindScp, folder: Path) -> None:
    for line in block.splitlines():
        if line.startswith("findscu nodes add"):
            continue  # the fixture has done so
        command = ["bash", "-c", _with_peer(line, scp)]
        done = subprocess.run(command, env=_variables(folder), capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, ""), line


SHOWN = ("0x0000 (success) True", "'CompressedSamples^US1']", "", "['20040119']")


@pytest.mark.parametrize(
    ("source", "shown"), [*zip(PYTHON, SHOWN, strict=True)], ids=["find", "polars", "aio", "testing"]
)
def test_python(scp: FindScp, source: str, shown: str) -> None:
    if "import polars" in source:
        pytest.importorskip("polars")
    source = source.replace("PACS@10.0.0.5:11112", f"{scp.peer}")
    source = source.replace('"study.dcm"', repr(str(demo.shipped_folders()[1] / "CT_small.dcm")))
    if "async with" in source:
        source = "import asyncio\nasync def ask():\n" + textwrap.indent(source, "    ") + "asyncio.run(ask())\n"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(source, "README.md", "exec"), {})
    assert said.getvalue().endswith(f"{shown}\n" if shown else "")


def test_the_exit_codes_are_those_of_the_command() -> None:
    from findscu.cli import exit_codes

    rows = re.findall(r"^\| ([\d, ]+) \|", README, re.M)
    listed = {int(code) for row in rows for code in row.split(",")}
    assert listed == {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
