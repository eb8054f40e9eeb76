"""`findscu demo` as a person meets it: the tour, serving, and what stands in their way."""

from __future__ import annotations

import shlex
import signal
import socket
import subprocess
import sys
import time

import pytest

from findscu import demo
from findscu.demo import Step

FINDSCU = [sys.executable, "-m", "findscu"]


def test_the_tour_gives_what_it_should() -> None:
    start = time.monotonic()
    done = subprocess.run([*FINDSCU, "demo"], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - start < 20
    assert done.stdout.count("\n$ findscu ") == 11
    assert "\n! " not in done.stdout
    assert "warning" not in done.stdout
    assert done.stdout.endswith("11 of 11 steps gave what they should.\n")
    for name in ("김희중", "Äneas^Rüdiger", "Διονυσιος", "Worklist^Item05=作業^項目=わーくりすと^あいてむ"):
        assert name in done.stdout


def test_serving_until_ctrl_c() -> None:
    served = subprocess.Popen(
        [*FINDSCU, "demo", "--serve", "--port", "0"], stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
    )
    with served:
        assert served.stdout is not None
        lines = [served.stdout.readline()]
        while "Ctrl-C" not in lines[-1]:
            assert lines[-1], "it ended by itself"
            lines.append(served.stdout.readline())
        echo = next(line for line in lines if line.startswith("findscu echo "))
        assert subprocess.run([*FINDSCU, *shlex.split(echo)[1:]], stdout=subprocess.PIPE, check=False).returncode == 0
        served.send_signal(signal.SIGINT)
        assert served.wait(10) == 0


def test_a_reader_that_leaves_is_no_reason_to_complain() -> None:
    toured = subprocess.Popen([*FINDSCU, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    with toured:
        assert toured.stdout is not None
        toured.stdout.readline()
        toured.stdout.close()
        assert toured.stderr is not None
        assert (toured.stderr.read(), toured.wait(30)) == ("", 0)


def test_a_step_that_disappoints_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [Step("A version", ("--version",), ("findscu",)), Step("A wish", ("--version",), ("more",), code=9)]
    monkeypatch.setattr(demo, "tour", lambda *_: steps)
    assert demo.main([]) == 1
    out = capsys.readouterr().out
    assert "! expected 'more' in it\n! expected exit code 9, got 0\n" in out
    assert "1 of 2 steps gave what they should." in out


def test_a_step_that_does_not_end_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "STEP_TIMEOUT", 0.001)
    assert not demo.run(Step("A version", ("--version",)))
    assert "! expected an end within 0.001 s" in capsys.readouterr().out


def test_long_answers_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.run(Step("Help", ("--help",)))
    assert "lines more\n" in capsys.readouterr().out


def test_a_port_in_use_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert demo.main(["--serve", "--port", str(port)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"findscu: demo cannot listen on port {port}: ")
    assert len(captured.err.splitlines()) == 2


@pytest.mark.parametrize(
    "words", [["--what"], ["--port", "0"], ["--serve", "--port"], ["--serve", "--port", "70000"], ["--serve", "x"]]
)
def test_other_words_show_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(words) == 1
    assert capsys.readouterr() == ("", demo.USAGE)


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["--help"]) == 0
    assert capsys.readouterr() == (demo.USAGE, "")
