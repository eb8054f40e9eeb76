"""`--help`, `--version`, and the entry points."""

from __future__ import annotations

import re
import shlex

import pytest

import findscu as package
from cli.command import Command, Process
from findscu.cli.exit_codes import MEANINGS
from findscu.cli.manual import COMMAND_EXAMPLES, EXAMPLES
from findscu.cli.options import OPTIONS
from findscu.cli.subcommands import SUBCOMMANDS


def test_help_names_every_option_and_every_exit_code(findscu: Command) -> None:
    result = findscu("--help")
    assert (result.code, result.err) == (0, "")
    words = result.out.split()
    for option in OPTIONS:
        assert set(option.names) <= set(words), option.names
    for code, _ in MEANINGS:
        assert re.search(rf"^ +{code}  ", result.out, re.MULTILINE)


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_fits_a_terminal_and_begins_with_examples(findscu: Command, word: str) -> None:
    lines = findscu(word).out.splitlines()
    assert max(map(len, lines)) < 80
    assert lines.index("Examples:") < 8
    assert all(line == line.rstrip() for line in lines)


def test_the_overview_fits_a_screen(findscu: Command) -> None:
    result = findscu("-h", "--no-such-option")
    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) <= 60
    for name in ("-k", "-L", "--csv", *SUBCOMMANDS):
        assert f"\n  {name} " in result.out


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_each_command_has_help_and_examples(findscu: Command, name: str) -> None:
    result = findscu("help", name)
    assert (result.code, result.err) == (0, "")
    assert f"usage: findscu {name}" in result.out
    assert max(map(len, result.out.splitlines())) < 80
    assert COMMAND_EXAMPLES[name]
    assert f"  {COMMAND_EXAMPLES[name][0]}\n" in result.out
    if not SUBCOMMANDS[name].has_own_words:
        assert findscu(name, "-d", "--help").out == result.out


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
def test_in_the_older_programs_way_both_show_everything(findscu: Command, dialect: str) -> None:
    short, long = (findscu("--dialect", dialect, word) for word in ("-h", "--help"))
    assert short.out == long.out
    assert "completion" not in long.out


def test_help_as_a_command(findscu: Command) -> None:
    assert findscu("help").out == findscu("--help").out
    result = findscu("help", "ecoh")
    assert (result.code, result.lines) == (1, ["no help for 'ecoh', which is no command", "hint: did you mean echo?"])


@pytest.mark.parametrize(("title", "command"), EXAMPLES)
def test_each_example_is_a_line_that_can_be_sent(findscu: Command, title: str, command: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "worklist.dump").write_text("(0010,0010) PN []\n(0040,0100) SQ\n(fffe,e0dd)\n")
    words = shlex.split(command.replace("\\\n", ""))
    assert words[0] == "findscu"
    if words[1] in SUBCOMMANDS:
        return
    result = findscu(*words[1:], "--dry-run")
    assert result.code == 0, result.err
    assert "warning" not in result.err, title
    assert result.out.startswith("# to ")


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
    monkeypatch.setattr("findscu.cli.demo.main", lambda words: taken.append(words) or 3)
    assert findscu("demo", "--serve", "--port", "11112").code == 3
    assert findscu("-v", "demo").code == 3
    assert findscu("demo", "104").code == 3
    assert taken == [["--serve", "--port", "11112"], [], ["104"]]


def test_a_host_called_echo_is_a_host_when_something_is_asked(findscu: Command) -> None:
    result = findscu("--dry-run", "echo", "104", "-k", "PatientName")
    assert result.out.startswith("# to ANY-SCP@echo:104, from FINDSCU\n")
    result = findscu("--dry-run", "demo", "104", "-k", "PatientName")
    assert result.out.startswith("# to ANY-SCP@demo:104, from FINDSCU\n")
