"""The files that come with the package, and what the tables of character sets say of themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import findscu
from compat.talk import EXPLICIT, Find, ScriptedScp, Talk, explicit
from peers import process
from peers.programs import require_dcmtk

COMMAND_FILE = Path(findscu.__file__).parent / "data" / "study.args"
OURS = (sys.executable, "-m", "findscu", "--dialect", "dcmtk")
LINE = "I: DCMICONVPATH is read, but the tables of character sets are built in\n"
JAPANESE = explicit(0x00080005, "CS", b"\\ISO 2022 IR 87") + explicit(0x00100010, "PN", b"A=\x1b$B;3ED\x1b(B ")


def run(
    folder: Path, program: Sequence[str], *options: str, answer: bytes = b"", **variables: str
) -> tuple[list[Find], str]:
    """Ask an SCP that gives one answer; return what it was asked, and what the program said."""
    heard: list[Find] = []

    def script(talk: Talk) -> None:
        talk.accept(EXPLICIT)
        for find in talk.finds():
            heard.append(find)
            if answer:
                talk.answer(find, answer)
            talk.final(find)

    with ScriptedScp(script) as scp:
        words = [*program, *options, scp.host, str(scp.port)]
        environment = process.environment(**variables)
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=True, env=environment)
    return heard, done.stderr.decode()


@pytest.mark.peer
def test_both_programs_ask_the_same_by_the_command_file(tmp_path):
    expected = run(tmp_path, [require_dcmtk("findscu")], f"@{COMMAND_FILE}")
    assert run(tmp_path, OURS, f"@{COMMAND_FILE}") == expected
    assert b"\x08\x00\x61\x00CS" in expected[0][0].identifier
    assert b"20260101-" in expected[0][0].identifier


def test_tables_are_built_in(tmp_path):
    options = ("-v", "-S", "-k", "0008,0052=STUDY", "-Xs", "all.xml")
    said = run(tmp_path, OURS, *options, answer=JAPANESE, DCMICONVPATH="/nowhere")[1]
    assert said.startswith(LINE)
    assert "A=山田" in (tmp_path / "all.xml").read_text(encoding="utf-8")


def test_without_the_variable_some_sets_are_missing_as_in_dcmtk(tmp_path):
    said = run(tmp_path, OURS, "-v", "-S", "-k", "0008,0052=STUDY", "-Xs", "all.xml", answer=JAPANESE)[1]
    assert LINE not in said
    assert "E: Writing XML file: Cannot open character encoding: Invalid argument\n" in said
    assert "<data-set" not in (tmp_path / "all.xml").read_text(encoding="utf-8")
