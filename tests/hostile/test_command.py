"""Each case once through the command: what its user sees, and what a script reads from the exit code."""

from __future__ import annotations

import re

import pytest

from .case import UNREAD, Case
from .catalogue import CASES, WITHIN_TLS
from .conftest import Run, RunOnce
from .running import run_command

GRACE = 10.0
"""Seconds that a busy machine may take beyond what a case takes on the virtual clock."""

LONGEST_LINE = 1000
"""Characters of a line that a peer can make us print."""


def check_the_names(case: Case, names: tuple[str, ...]) -> None:
    """Compare the matches that the command wrote; JSON has no object for one that cannot be read."""
    readable = tuple(name.split("=")[0] for name in case.matches if name != UNREAD)
    if case.is_open_ended:
        assert set(names) <= set(readable)
    else:
        assert names == readable


@pytest.mark.parametrize("run", [run_command], ids=["command"])
@pytest.mark.parametrize("case", [*CASES, *WITHIN_TLS], ids=lambda case: case.name)
def test_with_the_command(case: Case, run: Run, run_once: RunOnce) -> None:
    result = run_once(run, case)
    assert result.code == case.code, result.text
    check_the_names(case, result.names)
    for words in filter(None, (case.says, case.warns)):
        assert re.search(words, result.text), result.text
    if case.heard is not None:
        assert result.heard.endswith(case.heard)
    assert "Traceback" not in result.text and "findscu: internal error" not in result.text
    for line in result.text.splitlines():
        assert line.startswith("findscu: ") and line.isprintable() and len(line) < LONGEST_LINE
    assert result.seconds < case.seconds + GRACE
