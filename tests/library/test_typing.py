"""What users see of our types: mypy and pyright find what is wrong in a program, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("user_program.py")
WRONG = {number for number, line in enumerate(PROGRAM.read_text().splitlines(), 1) if line.endswith("# wrong")}


def run(*words):
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed")
def test_mypy(pytestconfig):
    cache = pytestconfig.cache.mkdir("mypy")  # cold, it reads the keywords of the dictionary for some seconds
    settings = PROGRAM.with_name("mypy.ini")
    output = run("mypy", f"--config-file={settings}", f"--cache-dir={cache}", "--output=json", str(PROGRAM))
    found = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert {one["line"] for one in found if one["severity"] == "error"} == WRONG, output


@pytest.mark.skipif(find_spec("pyright") is None, reason="pyright is not installed")
def test_pyright():
    output = run("pyright", "--pythonpath", sys.executable, "--outputjson", str(PROGRAM))
    found = json.loads(output)["generalDiagnostics"]
    assert {one["range"]["start"]["line"] + 1 for one in found if one["severity"] == "error"} == WRONG, output


def test_the_keywords_are_those_of_the_dictionary():
    done = subprocess.run([sys.executable, ROOT / "tools" / "make_keywords.py", "--check"], timeout=60, check=False)
    assert done.returncode == 0, "run tools/make_keywords.py"
