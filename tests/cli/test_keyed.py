"""`--columns`, `--sort`, `--unique`, `--count-by` and the formats with columns, through the command."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.command import Command
from findscu.cli.dcmtk.report import Reporter
from findscu.cli.dcmtk.responses import Responses
from findscu.cli.keyed import words_of
from findscu.cli.option import Arguments
from findscu.testing.builders import instance, worklist_item
from findscu.testing.scp import FindScp

DATE, MODALITIES, DESCRIPTION = 0x00080020, 0x00080061, 0x00081030
STEP, MODALITY = 0x00400100, 0x00080060


@pytest.fixture
def scp():
    studies = [
        instance(1, StudyDate="20260102", StudyDescription="=1+1"),
        instance(2, StudyDate="20260103", modality="MR"),
        instance(3, StudyDate="20260101", PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう"),
    ]
    items = [worklist_item(1), worklist_item(2, modality="MR"), worklist_item(3)]
    with FindScp(*studies, *items, ae_title="ARCHIVE") as scp:
        yield scp


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        (["A,B", "C"], ["A", "B", "C"]),
        (["(0010,0010),B"], ["(0010,0010)", "B"]),
        (["A, (0040,0100).(0008,0060) ,B"], ["A", "(0040,0100).(0008,0060)", "B"]),
        (["A,,B,"], ["A", "B"]),
        (["(0010"], ["(0010,"]),
    ],
)
def test_lists_of_attributes(lists: list[str], words: list[str]) -> None:
    assert words_of(lists) == words


class TestColumns:
    def test_they_are_those_of_csv_in_their_order(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "--columns", "StudyDescription,(0008,0020)", "--csv")
        assert (result.code, result.err) == (0, "")
        assert list(csv.reader(io.StringIO(result.out))) == [
            ["StudyDescription", "StudyDate"],
            ["'=1+1", "20260102"],
            ["Study 1", "20260103"],
            ["Study 1", "20260101"],
        ]

    def test_all_other_attributes_leave_other_formats(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "--columns", "StudyDate", "--columns", "PatientSex", "--jsonl")
        assert set(json.loads(result.out.splitlines()[0])) == {"00080005", "00080020", "00100040"}
        text = findscu(scp.peer, "-L", "STUDY", "--columns", "StudyDate").out
        assert [line[11:29].strip() for line in text.splitlines() if "DA" in line] == ["DA StudyDate"] * 3

    def test_what_is_not_in_the_query_is_asked_for(self, findscu: Command, scp: FindScp) -> None:
        keys = ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID"]
        result = findscu(scp.peer, *keys, "--columns", "StudyDescription", "--csv")
        assert result.out.splitlines() == ["StudyDescription", "'=1+1", "Study 1", "Study 1"]
        assert scp.asked[-1].query[DESCRIPTION].values == []

    def test_dry_run_shows_that(self, findscu: Command, scp: FindScp) -> None:
        assert "ModalitiesInStudy" in findscu(scp.peer, "-L", "PATIENT", "--dry-run", "--sort", "ModalitiesInStudy").out

    def test_in_a_worklist_an_attribute_is_meant_where_it_is(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "WORKLIST", "--columns", "PatientID,Modality", "--format", "tsv")
        assert result.out.splitlines() == [
            "PatientID\tScheduledProcedureStepSequence.Modality",
            "WL01\tCT",
            "WL02\tMR",
            "WL03\tCT",
        ]
        assert MODALITY not in scp.asked[-1].query

    @pytest.mark.parametrize("option", ["--columns", "--sort", "--unique", "--count-by"])
    def test_what_is_no_attribute_is_refused_before_anything_connects(
        self, findscu: Command, scp: FindScp, option: str
    ) -> None:
        result = findscu(scp.peer, "-L", "STUDY", option, "PatientNam")
        assert result.code == 1
        assert result.lines[0] == f"option {option}: unknown attribute 'PatientNam'"
        assert result.lines[1].startswith("hint: did you mean PatientName")
        assert scp.asked == []

    @pytest.mark.parametrize("option", ["--columns", "--sort", "--unique", "--count-by"])
    def test_so_is_a_list_of_nothing(self, findscu: Command, scp: FindScp, option: str) -> None:
        result = findscu(scp.peer, "-L", "STUDY", option, " , ")
        assert (result.code, result.lines[0]) == (1, f"option {option} names no attribute")
        assert scp.asked == []


class TestSort:
    def test_matches_come_in_order(self, findscu: Command, scp: FindScp) -> None:
        words = [scp.peer, "-L", "STUDY", "--csv", "--columns", "StudyDate", "--sort"]
        assert findscu(*words, "StudyDate").out.split()[1:] == ["20260101", "20260102", "20260103"]
        assert findscu(*words, "-StudyDate").out.split()[1:] == ["20260103", "20260102", "20260101"]
        assert findscu(*words, "StudyDescription,-StudyDate").out.split()[1:] == ["20260102", "20260103", "20260101"]

    def test_so_do_files(self, findscu: Command, scp: FindScp, tmp_path: Path) -> None:
        from pydicom import dcmread

        words = ["-L", "STUDY", "--format", "dicom", "-od", tmp_path, "--sort", "StudyDate"]
        assert findscu(scp.peer, *words).code == 0
        assert [dcmread(path).StudyDate for path in sorted(tmp_path.iterdir())] == ["20260101", "20260102", "20260103"]


class TestUnique:
    def test_only_the_first_of_the_same_stays(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(
            scp.peer, "-L", "STUDY", "--unique", "ModalitiesInStudy", "--csv", "--columns", "StudyDate", "-v"
        )
        assert result.out.split()[1:] == ["20260102", "20260103"]
        assert "1 match dropped by --unique" in result.lines

    def test_over_all_queries(self, findscu: Command, scp: FindScp, tmp_path: Path) -> None:
        file = tmp_path / "query.json"
        file.write_text('{"00080052":{"vr":"CS","Value":["STUDY"]},"0020000D":{"vr":"UI"}}')
        result = findscu("-f", file, "-f", file, scp.peer, "--unique", "StudyInstanceUID", "--csv")
        assert len(result.out.split()) == 1 + 3


class TestCountBy:
    def test_counts(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "--count-by", "ModalitiesInStudy")
        assert (result.code, result.out, result.err) == (0, "2\tCT\n1\tMR\n", "")
        assert findscu(scp.peer, "-L", "WORKLIST", "--count-by", "Modality", "--csv").out.splitlines() == [
            "ScheduledProcedureStepSequence.Modality,count",
            "CT,2",
            "MR,1",
        ]

    def test_sorted(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "--count-by", "StudyDate", "--sort", "StudyDate", "--jsonl")
        assert [json.loads(line)["StudyDate"] for line in result.out.splitlines()] == [
            "20260101",
            "20260102",
            "20260103",
        ]

    def test_formats_that_it_does_not_write(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "--count-by", "StudyDate", "--format", "dicom")
        assert result.code == 1
        assert result.lines[0].startswith("--count-by does not write dicom, expected one of text, table, csv")


class TestTables:
    def test_a_table_in_a_file(self, findscu: Command, scp: FindScp, tmp_path: Path) -> None:
        file = tmp_path / "list.txt"
        words = ["--format", "table", "--columns", "StudyDate,PatientName", "-o", file]
        assert findscu(scp.peer, "-L", "STUDY", *words).out == ""
        assert file.read_text("utf-8").splitlines() == [
            "Date        Patient",
            "──────────  " + "─" * 37,
            "2026-01-02  Test, Patient01",
            "2026-01-03  Test, Patient02",
            "2026-01-01  Yamada, Tarou=山田 太郎=やまだ たろう",
        ]

    def test_columns_sets_the_width(self, findscu: Command, scp: FindScp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "30")
        lines = findscu(
            scp.peer, "-L", "STUDY", "--format", "table", "--columns", "StudyDate,PatientName"
        ).out.splitlines()
        assert lines[-1] == "2026-01-01  Yamada, Tarou=山…"

    def test_colours_in_a_pipe_only_when_forced(
        self, findscu: Command, scp: FindScp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = [scp.peer, "-L", "STUDY", "--format", "table"]
        assert "\x1b" not in findscu(*words).out
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert findscu(*words).out.startswith("\x1b[1m")
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in findscu(*words).out


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
class TestDialects:
    def run(self, scp: FindScp, dialect: str, *words: str) -> str:
        options = ["--dialect", dialect, "-S", "-k", "QueryRetrieveLevel=STUDY", "-aec", "ARCHIVE", *words]
        command = [sys.executable, "-m", "findscu", *options, "127.0.0.1", str(scp.port)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def test_columns_and_sort(self, scp: FindScp, dialect: str) -> None:
        falling = ["--sort=-StudyDate"] if dialect == "pynetdicom" else ["--sort", "-StudyDate"]
        out = self.run(scp, dialect, "--columns", "StudyDate", *falling, "--format", "csv")
        assert out.split() == ["StudyDate", "20260103", "20260102", "20260101"]

    def test_unique(self, scp: FindScp, dialect: str) -> None:
        out = self.run(scp, dialect, "-k", "StudyDate", "--unique", "ModalitiesInStudy", "--format", "csv")
        assert out.split()[1:] == ["20260102,STUDY,CT", "20260103,STUDY,MR"]

    def test_count_by(self, scp: FindScp, dialect: str) -> None:
        assert self.run(scp, dialect, "--count-by", "ModalitiesInStudy") == "2\tCT\n1\tMR\n"


@pytest.mark.parametrize("field", ["unique", "sort"])
def test_dcmtk_keeps_no_command_sets_for_matches_that_may_never_be_told_of(field: str) -> None:
    reporter = Reporter(None, None)
    reporter.configured(Arguments(**{field: ["PatientID"]}))
    assert reporter.observer() is None
    reporter.configured(Arguments())
    assert isinstance(reporter.observer(), Responses)


def test_a_model_and_columns_are_something_to_ask(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-W", "--columns", "PatientID", "--csv")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == ["PatientID", "WL01", "WL02", "WL03"]
    assert findscu(scp.peer, "-W").code == 1
