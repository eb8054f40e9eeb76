"""The same command line through DCMTK's findscu and ours: streams, exit code, files and PDUs are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compat.ahead import ahead
from compat.dcmtk_lines import LINES
from compat.judge import Judge
from compat.lines import Line


@pytest.fixture(scope="module")
def difference(
    request: pytest.FixtureRequest, dcmtk_judge: Judge, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Run all lines that are chosen; return what says where the two programs differ."""
    folder: Path = tmp_path_factory.mktemp("dcmtk")
    chosen = [item.callspec.params["line"] for item in request.session.items if item.path == request.path]
    by_id: dict[str, Line] = {line.id: line for line in chosen}
    work = {id: lambda line=line: dcmtk_judge.compare(line, folder / line.id) for id, line in by_id.items()}
    with ahead(work, lambda id: dcmtk_judge.start_peer(by_id[id])) as result_of:
        yield result_of


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_same_as_dcmtk(difference: Callable[[str], str], line: Line) -> None:
    found = difference(line.id)
    assert not found, found
