"""The same command line through pynetdicom's findscu and ours: streams, exit code, files and PDUs are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from compat.judge import Judge
from compat.lines import Line
from compat.pynetdicom_lines import LINES


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_same_as_pynetdicom(pynetdicom_judge: Judge, tmp_path: Path, line: Line) -> None:
    pynetdicom_judge.compare(line, tmp_path)
