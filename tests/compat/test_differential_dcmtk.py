"""The same command line through DCMTK's findscu and ours: streams, exit code, files and PDUs are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from compat.dcmtk_lines import LINES
from compat.judge import Judge
from compat.lines import Line


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_same_as_dcmtk(dcmtk_judge: Judge, tmp_path: Path, line: Line) -> None:
    dcmtk_judge.compare(line, tmp_path)
