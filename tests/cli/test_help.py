"""`--help`, `--version`, and the entry points."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest

import findscu as package
from cli.command import Command, Process
from findscu.cli.exit_codes import MEANINGS
from findscu.cli.options import OPTIONS


def test_help_names_every_option_and_every_exit_code(findscu: Command) -> None:
    result = findscu("--help")
    assert (result.code, result.err) == (0, "")
    words = result.out.split()
    for option in OPTIONS:
        assert set(option.names) <= set(words), option.names
    for code, _ in MEANINGS:
        assert re.search(rf"^ +{code}  ", result.out, re.MULTILINE)


def test_help_fits_a_terminal_and_begins_with_examples(findscu: Command) -> None:
    lines = findscu("-h").out.splitlines()
    assert max(map(len, lines)) < 80
    assert lines.index("Examples:") < 8
    assert all(line == line.rstrip() for line in lines)


def test_help_tells_the_defaults(findscu: Command) -> None:
    words = " ".join(findscu("--help").out.split())
    for default in ("(default: FINDSCU)", "(default: 10)", "(default: 30)", "(default: 120)", "(default: 16384)"):
        assert default in words


def test_help_ignores_the_rest_of_the_line(findscu: Command) -> None:
    assert findscu("--help", "--no-such-option", "-k").code == 0


def test_version(findscu: Command) -> None:
    result = findscu("--version")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == f"findscu {package.__version__}"
    assert [line.split()[0] for line in lines] == ["findscu", "Python", "zlib", "OpenSSL", "pydicom"]


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_as_a_module(process: Process, word: str) -> None:
    out, err = process(word).communicate(timeout=20)
    assert "findscu" in out
    assert err == ""


def test_echo(findscu: Command, scp) -> None:
    result = findscu("echo", scp.peer)
    assert (result.code, result.err) == (0, "")
    assert re.fullmatch(rf"{re.escape(scp.peer)} answered 0x0000 \(success\) in \d+\.\d ms\n", result.out)
    assert findscu("-aec", "ARCHIVE", "echo", scp.host, scp.port, "-td", "5").code == 0
    assert findscu("echo", f"WRONG@{scp.host}:{scp.port}").code == 3


def test_demo_takes_its_own_words(findscu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[list[str]] = []
    demo = ModuleType("findscu.demo")
    demo.main = lambda words: taken.append(words) or 3  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "findscu.demo", demo)
    assert findscu("demo", "--serve", "--port", "11112").code == 3
    assert findscu("-v", "demo").code == 3
    assert findscu("demo", "104").code == 3
    assert taken == [["--serve", "--port", "11112"], [], ["104"]]


def test_a_host_called_echo_is_a_host_when_something_is_asked(findscu: Command) -> None:
    result = findscu("--dry-run", "echo", "104", "-k", "PatientName")
    assert result.out.startswith("# to ANY-SCP@echo:104, from FINDSCU\n")
    result = findscu("--dry-run", "demo", "104", "-k", "PatientName")
    assert result.out.startswith("# to ANY-SCP@demo:104, from FINDSCU\n")
