"""Saved queries: a line that is kept in the configuration file, with parameters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.command import Command

LEVEL, NAME, STUDY_ID = 0x00080052, 0x00100010, 0x00200010
STEPS, STATION, MODALITY = 0x00400100, 0x00400001, 0x00080060

QUERIES = """
[queries.ct]
description = "what a station does today"
level = "WORKLIST"
key = [
  "ScheduledProcedureStepSequence.Modality={modality}",
  "ScheduledProcedureStepSequence.ScheduledStationAETitle={station}",
]
limit = 5
format = "csv"
columns = ["PatientID", "PatientName"]

[queries.ct.parameters]
modality = "CT"

[queries.names]
study = true
level = "STUDY"
key = "PatientName={{{name}}}"

[queries.file]
file = "query.dump"
"""


@pytest.fixture
def config(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"

    def write(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("FINDSCU_CONFIG", str(path))
        return str(path)

    write(QUERIES)
    return write


class TestAsking:
    def test_its_options_are_those_of_the_line(self, findscu: Command, config, scp) -> None:
        result = findscu(scp.peer, "-s", "ct", "-p", "station=")
        assert (result.code, result.err) == (0, "")
        assert result.out == "PatientID,PatientName\nWL01,Worklist^Item01\n"
        step = scp.asked[-1].query[STEPS].items[0]
        assert (step.text_of(MODALITY), step.text_of(STATION)) == ("CT", "")
        assert scp.asked[-1].model.name == "worklist"

    def test_shorthand_of_the_line_counts_more(self, findscu: Command, config, scp) -> None:
        words = [scp.peer, "-s", "ct", "-p", "station=A", "--modality", "MR", "--station", "B"]
        assert findscu(*words, "-k", "ScheduledProcedureStepSequence.ScheduledStationAETitle=C").code == 0
        step = scp.asked[-1].query[STEPS].items[0]
        assert (step.text_of(MODALITY), step.text_of(STATION)) == ("MR", "C")

    def test_parameters_take_the_place_of_braces(self, findscu: Command, config, scp) -> None:
        findscu(scp.peer, "--saved", "ct", "--parameter", "station=CT1", "-p", "modality=MR\\CT", "--count")
        step = scp.asked[-1].query[STEPS].items[0]
        assert (step.text_of(MODALITY), step.text_of(STATION)) == ("MR\\CT", "CT1")

    def test_double_braces_are_braces_and_a_value_is_taken_as_it_is(self, findscu: Command, config, scp) -> None:
        findscu(scp.peer, "-s", "names", "-p", "name=a=b{c}", "--count")
        assert scp.asked[-1].query.text_of(NAME) == "{a=b{c}}"

    def test_the_line_counts_more_and_its_keys_come_after(self, findscu: Command, config, scp) -> None:
        words = ("-k", "PatientName=X", "-k", "StudyID=1", "-L", "PATIENT", "-P", "--json")
        assert findscu("-s", "names", "-p", "name=A", scp.peer, *words).out == "[]\n"
        query = scp.asked[-1].query
        assert (query.text_of(NAME), query.text_of(STUDY_ID), query.text_of(LEVEL)) == ("X", "1", "PATIENT")
        assert scp.asked[-1].model.name == "patient"

    def test_a_query_file_is_beside_the_configuration_file(self, findscu: Command, config, scp, tmp_path) -> None:
        (tmp_path / "query.dump").write_text("(0008,0052) CS [STUDY]\n(0010,0010) PN [Test^Patient01]\n")
        assert findscu(scp.peer, "-s", "file", "--count").out == "2\n"

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_in_the_dialects_of_the_older_programs_too(self, config, scp, dialect) -> None:
        words = [
            "--dialect",
            dialect,
            "-aec",
            "ARCHIVE",
            "-s",
            "names",
            "--parameter",
            "name=A",
            "127.0.0.1",
            str(scp.port),
        ]
        subprocess.run([sys.executable, "-m", "findscu", *words], capture_output=True, check=True, timeout=30)
        assert scp.asked[-1].query.text_of(NAME) == "{A}"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["-s", "nmes"], "no saved query 'nmes' in ", "did you mean names?"),
        (["-s", "ct"], "saved query ct needs a value for station", "add -p station=VALUE"),
        (["-s", "ct", "-p", "station"], "parameter 'station' has no value", "write -p NAME=VALUE"),
        (["-s", "ct", "-p", "satin=1"], "saved query ct has no parameter 'satin'", "did you mean station?"),
        (["-s", "file", "-p", "a=1"], "saved query file has no parameter 'a'", "it has none"),
        (["-p", "a=1"], "option -p is only allowed with --saved", ""),
    ],
)
def test_what_does_not_fit_is_one_line(findscu: Command, config, words, message, hint) -> None:
    result = findscu("h:104", "-L", "STUDY", *words, "--dry-run")
    assert (result.code, result.out) == (1, "")
    assert result.lines[0].startswith(message)
    assert hint in result.err
    assert len(result.lines) <= 2


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('levl = "STUDY"', "levl is no option that a query can have", "did you mean level?"),
        ("tls = true", "tls is no option that a query can have", ""),
        ('saved = "x"', "saved is no option that a query can have", ""),
        ("limit = 0", "limit: option --limit: '0' is not a whole number from 1 to", ""),
        ('format = "xls"', "format: option --format: 'xls' is none of", ""),
        ("level = true", "level is true, expected LEVEL", "between quotes"),
        ("strict = 3", "strict takes no value", "write strict = true"),
        ('limit = "{n}"', "needs a value for n", "add -p n=VALUE"),
    ],
)
def test_what_a_query_cannot_have_is_told_with_its_place(findscu: Command, config, text, message, hint) -> None:
    path = config(f"[queries.a]\n{text}")
    result = findscu("h:104", "-L", "STUDY", "-s", "a", "--dry-run")
    assert (result.code, result.out) == (1, "")
    assert message in result.lines[0]
    assert result.lines[0].startswith((f"{path}: [queries.a] ", "saved query a "))
    assert hint in result.err


def test_false_is_nothing_said(findscu: Command, config) -> None:
    config("[queries.a]\nstrict = false\nlevel = 'IMAGE'")
    assert findscu("h:104", "-s", "a", "--dry-run").code == 0
