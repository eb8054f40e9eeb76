"""docs/asking.md says what happens: each of its console blocks, on a Saturday in November, and its Python."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from cli.command import Command
from findscu.asking.moments import Calendar
from findscu.testing.builders import instance
from findscu.testing.scp import FindScp

PAGE = (Path(__file__).parents[2] / "docs" / "asking.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ findscu ([^\n]*)\n(.*?)```", PAGE, re.S)
NOW = datetime(2026, 11, 21, 13, 45, 7, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(("words", "shown"), BLOCKS, ids=[words for words, _ in BLOCKS])
def test_console(findscu: Command, monkeypatch: pytest.MonkeyPatch, words: str, shown: str) -> None:
    monkeypatch.setattr("findscu.clock.local_now", lambda: NOW)
    result = findscu(*shlex.split(words))
    said = "".join(f"{line.removeprefix('findscu: ')}\n" for line in result.err.splitlines())
    assert said + result.out == shown


def test_every_block_is_run() -> None:
    assert len(BLOCKS) == PAGE.count("```console") == 8


def test_python() -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    said = io.StringIO()
    with FindScp(instance(1, StudyDate="20260115"), instance(2, StudyDate="20260201"), ae_title="PACS") as scp:
        source = source.replace("PACS@10.0.0.5:11112", str(scp.peer))
        with contextlib.redirect_stdout(said):
            exec(compile(source, "asking.md", "exec"), {})
    assert said.getvalue() == "20260115 Test^Patient01\n20261001-20261031\n[]\n"


def test_the_words_of_the_table_are_understood() -> None:
    table = PAGE.partition("| said | means |")[2].partition("\n\n")[0]
    words = [word for word in re.findall(r"`([^`]+)`", table) if ".." not in word]
    assert len(words) == 23
    for word in words:
        vr = "DT" if "T" in word else "TM" if ":" in word else "DA"
        assert Calendar(NOW).resolve(0x00080020, vr, word) != word, word
