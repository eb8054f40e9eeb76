"""Where the output goes: files that are whole or not there, standard output that cannot be written."""

from __future__ import annotations

import os
import stat
import sys
from io import StringIO
from pathlib import Path

import pytest

from cli.command import Command, Process
from cli.literal import ABORT, ACCEPT, response
from findscu.cli.run import run
from findscu.testing.scp import FindScp
from findscu.testing.scripted import ScriptedPeer, Step

STUDY_ID = b"\x20\x00\x10\x00SH\x04\x004711"


def test_a_file_holds_what_standard_output_would(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    result = findscu(scp.peer, "-L", "STUDY", "-o", path)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert path.read_text("utf-8") == findscu(scp.peer, "-L", "STUDY").out
    assert os.listdir(tmp_path) == ["out.txt"]


def test_a_dash_is_standard_output(findscu: Command, scp: FindScp) -> None:
    assert findscu(scp.peer, "-L", "STUDY", "--count", "-o", "-").out == "3\n"


def test_an_existing_file_is_replaced_and_keeps_its_mode(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o600)
    assert findscu(scp.peer, "-L", "STUDY", "--count", "-o", path).code == 0
    assert path.read_text() == "3\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_of_the_user_is_followed(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    assert findscu(scp.peer, "-L", "STUDY", "--count", "-o", link).code == 0
    assert (link.is_symlink(), target.read_text()) == (True, "3\n")


def test_without_an_association_the_old_file_stays(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    assert findscu(f"WRONG@{scp.host}:{scp.port}", "-L", "STUDY", "--count", "-o", path).code == 3
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.json"]


def test_what_came_before_a_failure_is_in_the_file(findscu: Command, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with ScriptedPeer([Step(ACCEPT, after=1), Step(response(0xFF00, STUDY_ID) + ABORT, after=2)]) as peer:
        result = findscu(peer.host, peer.port, "-L", "STUDY", "-o", path)
    assert result.code == 4
    assert path.read_text() == "# match 1\n(0020,0010) SH StudyID                             4711\n"
    assert result.lines[0].endswith("; 1 match came, the list is not complete")


def test_a_folder_that_is_not_there(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "-o", tmp_path / "no" / "out.txt")
    assert result.code == 7
    assert result.lines == [f"cannot write to {tmp_path / 'no' / 'out.txt'}: no such file or directory"]
    assert scp.asked == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux")
def test_a_full_disk(findscu: Command, scp: FindScp, process: Process) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "-o", "/dev/full")
    assert (result.code, result.lines) == (7, ["cannot write to /dev/full: no space left on device"])
    with open("/dev/full", "wb") as full:
        running = process(scp.peer, "-L", "STUDY", stdout=full)
        _, err = running.communicate(timeout=10)
    assert (running.returncode, err) == (7, "findscu: cannot write to standard output: no space left on device\n")


def test_standard_output_that_is_closed(scp: FindScp) -> None:
    err = StringIO()
    assert run([scp.peer, "-L", "STUDY"], None, err) == 7
    assert err.getvalue() == "findscu: cannot write to standard output: it is closed\n"


def test_standard_error_that_is_closed(findscu: Command, scp: FindScp) -> None:
    assert run(["--no-such-option"], None, None) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="shell syntax")
def test_closed_streams_in_a_process(scp: FindScp, process: Process) -> None:
    running = process(scp.peer, "-L", "STUDY", stdout=None, preexec_fn=lambda: os.close(1))
    _, err = running.communicate(timeout=10)
    assert running.returncode == 7
    assert err == "findscu: cannot write to standard output: it is closed\n"


def test_broken_matches_are_told_of_and_the_others_kept(findscu: Command) -> None:
    broken = STUDY_ID[:-1]
    answers = response(0xFF00, broken) + response(0xFF00, STUDY_ID) + response(0x0000)
    with ScriptedPeer([Step(ACCEPT, after=1), Step(answers, after=2)]) as peer:
        result = findscu(peer.host, peer.port, "-L", "STUDY", "-ta", "1", "--release-timeout", "0.1")
    assert result.code == 6
    assert result.out.startswith("# match 1\n! this match cannot be read further: ")
    assert result.out.endswith("# match 2\n(0020,0010) SH StudyID                             4711\n")
    assert len(result.lines) == 1
    assert result.lines[0].startswith("match 1 cannot be read: ")


def test_of_many_broken_matches_three_are_told_of_one_by_one(findscu: Command) -> None:
    answers = response(0xFF00, STUDY_ID[:-1]) * 50 + response(0x0000)
    with ScriptedPeer([Step(ACCEPT, after=1), Step(answers, after=2)]) as peer:
        result = findscu(peer.host, peer.port, "-L", "STUDY", "--release-timeout", "0.1", "--json")
    assert (result.code, result.out) == (6, "[]\n")
    assert [line[:8] for line in result.lines] == ["match 1 ", "match 2 ", "match 3 ", "50 match"]


def test_odd_values_are_counted_in_a_warning(findscu: Command) -> None:
    odd = b"\x08\x00\x20\x00DA\x0a\x002026-01-31" + STUDY_ID
    answers = response(0xFF00, odd) * 2 + response(0x0000)
    with ScriptedPeer([Step(ACCEPT, after=1), Step(answers, after=2)]) as peer:
        result = findscu(peer.host, peer.port, "-L", "STUDY", "--release-timeout", "0.1", "--jsonl")
    assert result.code == 0
    assert result.out.count("2026-01-31") == 2
    assert result.lines == [
        "warning: the answers do not keep to the standard 2 times: (0008,0020) StudyDate",
        "hint: look at the lines with ! of --format text",
    ]


def test_utf_8_whatever_the_locale_says(scp: FindScp, process: Process) -> None:
    scp.store.add(_with_name("Müller^山田"))
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    running = process(scp.peer, "-L", "STUDY", "-k", "PatientID=PAT09", env=environment)
    out, _ = running.communicate(timeout=10)
    assert "Müller^山田" in out
    assert running.returncode == 0


def _with_name(name: str):
    from findscu.testing.builders import instance

    return instance(9, PatientName=name, SpecificCharacterSet="ISO_IR 192")
