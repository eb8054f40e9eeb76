"""What a terminal gets: a table as wide as the screen, colours where they are welcome, bars."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from findscu.output.widths import width_of
from findscu.testing.builders import instance
from findscu.testing.scp import FindScp

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"


@pytest.fixture(scope="module")
def scp():
    studies = [
        instance(1, StudyDate="20261121", StudyTime="093000", PatientName=NAME, StudyDescription="頭部MRI造影"),
        instance(
            2, StudyDate="20261121", StudyTime="1115", modality="MR", StudyDescription="A description of 36 letters"
        ),
    ]
    with FindScp(*studies, ae_title="ARCHIVE") as scp:
        yield scp


@pytest.fixture
def shown(scp: FindScp, tmp_path: Path):
    terminal = pytest.importorskip("cli.terminal")
    terminal.install_commands(tmp_path)

    def run(line: str, columns: int = 80, **variables: str) -> list[str]:
        script = line.replace("PEER", scp.peer)
        return terminal.run_in_terminal(script, tmp_path, columns, variables).splitlines()

    return run


def test_a_terminal_of_80_columns_gets_a_table(shown) -> None:
    assert shown("findscu -q PEER -L STUDY") == [
        "Date        Time   Patient                       ID     Mod  Description",
        "──────────  ─────  ────────────────────────────  ─────  ───  ───────────────────",
        "2026-11-21  09:30  Yamada, Tarou=山田 太郎=や…   PAT01  CT   頭部MRI造影",
        "2026-11-21  11:15  Test, Patient02               PAT02  MR   A description of 3…",
        "2 matches, 8 more columns (--columns)",
    ]


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(shown, columns: int) -> None:
    lines = shown("findscu -q PEER -L STUDY", columns)
    assert max(map(width_of, lines)) <= columns
    assert len(lines) == 5


def test_at_160_columns_names_are_whole(shown) -> None:
    lines = shown("findscu -q PEER -L STUDY", 160)
    assert "Yamada, Tarou=山田 太郎=やまだ たろう" in lines[2]
    assert "A description of 36 letters" in lines[3]
    assert "ACC0101" in lines[2]


def test_a_pipe_gets_text_and_so_does_a_file(shown, tmp_path: Path) -> None:
    assert shown("findscu PEER -L STUDY | head -1") == ["# match 1"]
    assert shown("findscu PEER -L STUDY -o list.txt; head -1 list.txt") == ["# match 1"]


def test_the_older_programs_have_no_tables(shown) -> None:
    host_and_port = "$(echo PEER | sed 's/.*@//; s/:/ /')"
    lines = shown(f"findscu-dcmtk -S -aec ARCHIVE -k QueryRetrieveLevel=STUDY -k StudyDate {host_and_port}")
    assert not any("──" in line for line in lines)
    assert any("StudyDate" in line for line in lines)


@pytest.mark.parametrize(
    ("variables", "has_colour"),
    [
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "", "TERM": "dumb"}, False),
        ({"NO_COLOR": "", "TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "", "FORCE_COLOR": "0"}, True),
    ],
)
def test_colours(shown, variables: dict[str, str], has_colour: bool) -> None:
    assert any("\x1b[" in line for line in shown("findscu PEER -L STUDY", **variables)) is has_colour


def test_columns_says_how_wide_the_screen_is(shown) -> None:
    lines = shown("findscu -q PEER -L STUDY", 160, COLUMNS="50")
    assert max(map(width_of, lines)) <= 50


def test_bars(shown) -> None:
    assert shown("findscu PEER -L STUDY --count-by PatientName", 60) == [
        "Patient",
        f"Yamada, Tarou=山田 太郎=やまだ たろう  1  {'█' * 18}",
        f"Test, Patient02                        1  {'█' * 18}",
    ]
    assert shown("findscu PEER -L STUDY --count-by PatientSex | cat") == ["2\tO"]


def test_no_matches(shown) -> None:
    assert shown("findscu PEER -L STUDY -k PatientID=NOBODY") == ["no matches"]
