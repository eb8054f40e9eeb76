"""docs/nodes.md says what happens: its blocks are run, against the demo's SCP where somebody is asked."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from findscu import demo
from findscu.nodes.keys import NODE_ROWS, QUIRK_ROWS, TLS_ROWS
from findscu.nodes.reading import read_configuration
from findscu.testing import FindScp
from findscu.testing.worklist import synthetic_worklist
from peers.programs import require_program

PAGE = (Path(__file__).parents[2] / "docs/nodes.md").read_text(encoding="utf-8")
(FILE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
FIRST, QUIRKS, SAVED, ECHO, PIPE = re.findall(r"```console\n(.*?)```", PAGE, re.S)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
PEER = "DEMO@127.0.0.1:11112"


@pytest.fixture(scope="module")
def scp():
    from datetime import date

    datasets = [*demo.shipped_instances(), *synthetic_worklist(date.today())]
    with FindScp(*datasets, ae_title=demo.AE_TITLE) as scp:
        yield scp


@pytest.fixture
def shell(scp, tmp_path, monkeypatch):
    """Run the commands of a block, and look at what they print; ports and times are not those of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINDSCU_CONFIG", "config.toml")
    monkeypatch.setenv("RIS_PASSCODE", "x")

    def run(block: str, streams: int = subprocess.PIPE) -> None:
        steps = re.findall(r"\$ (.*)\n((?:(?!\$ ).*\n)*)", block)
        assert steps
        for line, expected in steps:
            words, _, pipe = line.replace(PEER, scp.peer).partition(" | ")
            command = [sys.executable, "-m", *shlex.split(words)]
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=streams, encoding="utf-8", timeout=30, check=False
            )
            assert done.returncode == 0, done.stderr
            said = done.stdout
            if pipe:
                said = subprocess.run(
                    shlex.split(pipe), input=said, capture_output=True, encoding="utf-8", timeout=30, check=True
                ).stdout
            assert plain(said, scp) == plain(expected, scp)

    return run


def plain(text: str, scp) -> str:
    """Leave out what differs from run to run, and how wide columns are by it."""
    text = text.replace(scp.peer, PEER)
    return re.sub(r" +", " ", re.sub(r"\d+\.\d ms", "0.5 ms", text))


def configure(scp, tmp_path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")


def test_first_steps(shell):
    shell(FIRST)


def test_the_file(tmp_path):
    known = read_configuration(FILE.encode(), str(tmp_path / "config.toml"))
    assert (list(known), list(known.queries), known.default_peer) == (["pacs", "ris"], ["ct"], "pacs")
    assert known["ris"].peer.port == 2762


def test_quirks(shell, scp, tmp_path):
    """The order of the two streams is that of a terminal; the page shows what is told first and last."""
    configure(scp, tmp_path, FILE)
    lines = QUIRKS.splitlines(keepends=True)
    shell("".join(line for line in lines if not line.startswith("findscu: ")))
    words = shlex.split(lines[0])[2:]
    done = subprocess.run(
        [sys.executable, "-m", "findscu", *words], capture_output=True, encoding="utf-8", timeout=30, check=True
    )
    assert done.stderr.splitlines(keepends=True) == [line for line in lines if line.startswith("findscu: ")]


def test_saved_queries(shell, scp, tmp_path):
    configure(scp, tmp_path, FILE.replace("PACS@10.0.0.5:11112", scp.peer))
    shell(SAVED)


def test_echo(shell, scp, tmp_path):
    configure(scp, tmp_path, f'[nodes.pacs]\naddress = "{scp.peer}"\n')
    shell(ECHO)


def test_echo_for_programs(shell, scp, tmp_path):
    require_program("jq")
    configure(scp, tmp_path, f'[nodes.pacs]\naddress = "{scp.peer}"\n')
    shell(PIPE)


def test_python(scp, tmp_path, monkeypatch):
    configure(scp, tmp_path, f'[nodes.pacs]\naddress = "{scp.peer}"\n')
    monkeypatch.setenv("FINDSCU_CONFIG", str(tmp_path / "config.toml"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(PYTHON, "nodes.md", "exec"), {})
    assert said.getvalue().splitlines()[0] == "CompressedSamples^CT1 20040119"


def test_every_key_is_described():
    described = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.*?)(?:; time-outs are in seconds)? \|$", PAGE, re.M))
    for row in (*NODE_ROWS, *TLS_ROWS):
        if row.key != "model":
            assert described[row.key] == row.text, row.key
    known = {row.key for row in (*NODE_ROWS, *TLS_ROWS)} | {"description"}
    assert described.keys() == known
    quirks = set(re.findall(r"^\| `([a-z-]+) = ", PAGE, re.M))
    assert quirks == {row.key for row in QUIRK_ROWS}
