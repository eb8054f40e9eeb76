"""No option of either manual is missing, and none does nothing."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from compat.ahead import ahead
from compat.judge import Judge
from compat.lines import Line
from compat.manual_options import OPTIONS, ManualOption
from findscu.cli.dialects import dialect_named
from findscu.cli.help import help_text
from findscu.cli.option import Arguments
from findscu.cli.options import OPTIONS as TABLE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compatibility.md"
SPELLINGS = [(option, name) for option in OPTIONS for name in option.names]
IDS = [f"{option.manual} {name}" for option, name in SPELLINGS]


def without(line: Line, name: str, value_count: int) -> str:
    """Return the text of a line without an option, wherever it stands."""
    words = shlex.split(line.text)
    assert name in words, f"{line.id} lacks {name}"
    while name in words:
        place = words.index(name)
        del words[place : place + 1 + value_count]
    return shlex.join(words)


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """The node ids of the tests that options name."""
    files = [f"tests/compat/{name}.py" for name in ("test_differential_dcmtk", "test_differential_pynetdicom")]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *files, "tests/compat/test_unjudged.py"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize(("option", "name"), SPELLINGS, ids=IDS)
def test_its_test_is_collected(collected: set[str], option: ManualOption, name: str) -> None:
    assert option.node_id(name) in collected


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: f"{option.manual} {option.names[0]}")
def test_the_parser_has_it(option: ManualOption) -> None:
    rows = {row for row in TABLE for name in option.names if name in row.names}
    assert len(rows) == 1, "all spellings belong to one row"
    row = rows.pop()
    assert set(option.names) <= set(row.names)
    assert len(row.values) == option.value_count
    assert hasattr(Arguments, row.field)


@pytest.mark.parametrize("dialect", ["native", "dcmtk", "pynetdicom"])
def test_help_lists_all(dialect: str) -> None:
    words = help_text(dialect_named(dialect)).replace(",", " ").split()
    assert [name for _, name in SPELLINGS if name not in words] == []


def test_the_page_lists_all() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for manual in ("dcmtk", "pynetdicom"):
        rows = re.findall(rf"^<!-- {manual} -->$(.*?)^<!-- end -->$", page, re.M | re.S)[0].splitlines()
        listed = {word for row in rows for word in re.findall(r"`([^`]+)`", row.partition("|")[2].partition("|")[0])}
        assert listed == {name for option, name in SPELLINGS if option.manual == manual}


@pytest.fixture(scope="module")
def makes_a_difference(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], bool]]:
    """Run the lines of chosen spellings with and without the option; return what says whether it matters."""
    folder = tmp_path_factory.mktemp("options")
    chosen = {item.callspec.id for item in request.session.items if item.originalname == "test_makes_a_difference"}
    rows = {id: row for id, row in zip(IDS, SPELLINGS, strict=True) if id in chosen}

    def judge_of(option: ManualOption) -> Judge:
        return request.getfixturevalue(f"{option.manual}_judge")

    work = {
        id: partial(_matters, judge_of(option), option, name, folder / str(number))
        for number, (id, (option, name)) in enumerate(rows.items())
    }
    with ahead(work, lambda id: judge_of(rows[id][0]).start_peer(rows[id][0].line(rows[id][1]))) as result_of:
        yield result_of


def _matters(judge: Judge, option: ManualOption, name: str, folder: Path) -> bool:
    line = option.line(name)
    left_out = replace(line, text=without(line, name, option.value_count))
    seen = judge.observe(judge.ours, line, folder / "with")
    return seen.lines() != judge.observe(judge.ours, left_out, folder / "without").lines()


@pytest.mark.peer
@pytest.mark.parametrize(("option", "name"), SPELLINGS, ids=IDS)
def test_makes_a_difference(makes_a_difference: Callable[[str], bool], option: ManualOption, name: str) -> None:
    """Our command does something else when the option is left out of the line that its test runs."""
    assert makes_a_difference(f"{option.manual} {name}")
