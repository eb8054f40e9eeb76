"""The manual: up to date, well-formed by the programs that show it, and in the wheel with the completions."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import make_manpage
import pytest

from cli.command import Command
from findscu.cli.completion import SHELLS, script_of
from findscu.cli.exit_codes import MEANINGS
from findscu.cli.options import OPTIONS
from findscu.cli.subcommands import SUBCOMMANDS
from peers.programs import require_program

ROOT = Path(__file__).parents[2]
PAGE = make_manpage.PAGE

INSTALLED = {
    "bash": "share/bash-completion/completions/findscu",
    "zsh": "share/zsh/site-functions/_findscu",
    "fish": "share/fish/vendor_completions.d/findscu.fish",
}


def output_of(*command: object, **variables: str) -> str:
    """Run a program of the system that has nothing to complain of; return its output."""
    program = str(command[0])
    require_program(program)
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **variables},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def test_it_is_up_to_date() -> None:
    assert make_manpage.main(["--check"]) == 0


def test_mandoc_finds_no_fault() -> None:
    assert output_of("mandoc", "-Tlint", "-Wwarning", PAGE) == ""


def test_groff_finds_no_fault_and_shows_everything() -> None:
    shown = output_of("man", "--warnings", "-l", "-P", "cat", "-E", "ascii", PAGE, MANWIDTH="80")
    words = set(shown.replace(",", " ").split())
    for option in OPTIONS:
        assert set(option.names) <= words, option.names
    assert {str(code) for code, _ in MEANINGS} <= words
    assert set(SUBCOMMANDS) <= words
    assert "-L SERIES --jsonl \\" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_command_prints_it_where_nobody_looks(findscu: Command) -> None:
    result = findscu("man")
    assert (result.code, result.out) == (0, PAGE.read_text(encoding="utf-8"))


def test_on_a_terminal_man_shows_it_or_else_the_help(tmp_path: Path) -> None:
    terminal = pytest.importorskip("cli.terminal")
    terminal.install_commands(tmp_path)
    man = tmp_path / "man"
    man.write_text('#!/bin/sh\nhead -1 "$1"\n')
    man.chmod(0o755)
    assert terminal.run_in_terminal("findscu man", tmp_path).startswith('.\\" Made by tools/make_manpage.py ')
    assert terminal.run_in_terminal("PATH=/nowhere $PWD/findscu man", tmp_path).startswith(
        "findscu - ask DICOM systems"
    )


def test_the_command_takes_nothing_else(findscu: Command) -> None:
    assert findscu("man", "echo").lines == ["findscu man takes no 'echo'", "hint: write findscu man"]
    assert findscu("man", "--csv").lines[0] == "findscu man takes no --csv"


def test_the_wheel_has_the_manual_and_the_completions(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        shared = {target: archive.read(name).decode() for name in names if (target := name.partition(".data/data/")[2])}
    completions = {INSTALLED[shell]: script_of(shell) for shell in SHELLS}
    assert shared == {"share/man/man1/findscu.1": PAGE.read_text(encoding="utf-8"), **completions}
    assert {"findscu/cli/findscu.1", *(f"findscu/cli/completion/findscu.{shell}" for shell in SHELLS)} <= set(names)
