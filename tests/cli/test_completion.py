"""Completion: what can stand where, and that real shells take it so."""

from __future__ import annotations

import pytest

from cli.command import Command
from cli.shells import PROMPT, Shell
from findscu.cli.completion import SHELLS
from findscu.cli.completion.candidates import FILES, FOLDERS, candidates
from findscu.cli.completion.values import SOURCES, UNGUESSED
from findscu.cli.option import WORD
from findscu.cli.options import OPTIONS
from peers.programs import require_program

CONFIGURATION = """\
[nodes.pacs]
address = "PACS@archive.example:11112"

[nodes.ris]
address = "RIS@ris.example:104"

[queries.recent]
description = "since a day"
key = ["StudyDate={since}-"]
level = "STUDY"
"""


def complete(line: str) -> list[str]:
    return [word for word, _ in candidates([word.replace("\0", " ") for word in line.split(" ")])]


@pytest.fixture(scope="module", params=SHELLS)
def shell(request, tmp_path_factory):
    require_program(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "a worklist.dump").touch()
    (folder / "answers").mkdir()
    shell = Shell(request.param, folder)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("comp\tX", ["completion", "X"]),
        ("completion fi\tX", ["completion", "fish", "X"]),
        ("--dimse-t\t5", ["--dimse-timeout", "5"]),
        ("+d\tX", ["+dc", "X"]),
        ("--format csv -L PAT\tX", ["--format", "csv", "-L", "PATIENT", "X"]),
        ("--format=dic\tX", ["--format=dicom", "X"]),
        ("-M hang\tX", ["-M", "hanging-protocol", "X"]),
        ("-k PatientNam\tDOE", ["-k", "PatientName=DOE"]),
        ("-k patientnam\t", ["-k", "PatientName="]),
        ("-r PatientNam\tX", ["-r", "PatientName", "X"]),
        ("-k ScheduledProcedureStepSeq\tMod\tCT", ["-k", "ScheduledProcedureStepSequence.Modality=CT"]),
        ("-k QueryRetrieveLevel=ST\tX", ["-k", "QueryRetrieveLevel=STUDY", "X"]),
        ("-f a\\ w\tX", ["-f", "a worklist.dump", "X"]),
        ("host 104 a\\ w\tX", ["host", "104", "a worklist.dump", "X"]),
        ("-od ans\tX", ["-od", "answers/X"]),
        ("-aet \tX", ["-aet", "X"]),
    ],
)
def test_in_a_shell(shell: Shell, typed: str, words: list[str]) -> None:
    assert shell.words_of(f"findscu {typed}") == words


def test_where_zsh_loads_it_from_its_folders(tmp_path) -> None:
    require_program("zsh")
    setup = f"PS1='{PROMPT}'; mkdir functions; cp script functions/_findscu; fpath=($PWD/functions $fpath); "
    shell = Shell("zsh", tmp_path, f"{setup} autoload -Uz compinit; compinit -u -D")
    try:
        assert shell.words_of("findscu -k PatientNam\tDOE") == ["-k", "PatientName=DOE"]
        assert shell.words_of("findscu comp\tX") == ["completion", "X"]
    finally:
        shell.close()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("findscu --csv --fo", ["--format"]),
        ("findscu -k PatientSex=", ["PatientSex=F", "PatientSex=M", "PatientSex=O"]),
        ("findscu -k modalitiesinstudy=M", ["modalitiesinstudy=MG", "modalitiesinstudy=MR"]),
        ("findscu -aet ", []),
        ("findscu -k StudyDate=tod", ["StudyDate=today"]),
        ("findscu --columns PatientID,PatientNam", ["PatientID,PatientName"]),
        ("findscu --sort PatientNam", ["PatientName"]),
        ("findscu --sort PatientID,-StudyDat", ["PatientID,-StudyDate"]),
        ("findscu --charset ISO_IR\x0019", ["ISO_IR 192"]),
        ("findscu --assume-charset gb", ["GB18030", "GBK"]),
        ("findscu --modality m", ["MG", "MR"]),
        ("findscu --user-pass co", ["command:"]),
        ("findscu nodes sh", ["show"]),
        ("findscu help comp", ["completion"]),
        ("findscu -k Nonsense", []),
        ("findscu demo --s", ["--serve"]),
        ("findscu -o ", [FILES]),
        ("findscu -od ", [FOLDERS]),
        ("findscu +tls key ", [FILES]),
        ("findscu +tls key certificate comp", ["completion"]),
        ("findscu-dcmtk comp", []),
        ("findscu -k 'PatientNam", ["PatientName="]),
    ],
)
def test_what_can_stand_there(line: str, words: list[str]) -> None:
    assert complete(line) == words


def test_nodes_and_saved_queries_come_from_the_configuration_file(tmp_path, monkeypatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text(CONFIGURATION)
    monkeypatch.setenv("FINDSCU_CONFIG", str(file))
    assert list(candidates(["findscu", "pac"])) == [("pacs", "PACS@archive.example:11112")]
    assert complete("findscu echo ris pa") == ["pacs"]
    assert complete("findscu nodes show r") == ["ris"]
    assert list(candidates(["findscu", "-s", ""])) == [("recent", "since a day")]
    assert complete("findscu --saved recent -p ") == ["since="]
    assert complete("findscu-dcmtk pa") == ["pacs"]
    (tmp_path / "other.toml").write_text('[nodes.elsewhere]\naddress = "X@127.0.0.1:104"\n')
    assert complete(f"findscu --config {tmp_path}/other.toml else") == ["elsewhere"]
    file.write_text("[nodes")
    assert complete("findscu pa") == []


def test_it_is_known_what_the_value_of_each_option_can_be() -> None:
    placeholders = {value for option in OPTIONS if option.kind != WORD for value in option.values}
    assert placeholders == SOURCES.keys() | UNGUESSED


def test_what_is_usual_at_the_level_comes_first() -> None:
    assert complete("findscu -L SERIES -k ")[:3] == ["Modality=", "SeriesNumber=", "SeriesInstanceUID="]
    assert "PatientName=" in complete("findscu -L STUDY -k ")
    assert "PatientName=" not in complete("findscu -P -L STUDY -k ")
    assert "ScheduledProcedureStepSequence." in complete("findscu -W -k ")
    assert complete("findscu -k ScheduledProcedureStepSequence.Mod") == ["ScheduledProcedureStepSequence.Modality="]


def test_every_keyword_that_is_in_use(findscu: Command) -> None:
    from pydicom.datadict import DicomDictionary

    names = {entry[4] for entry in DicomDictionary.values() if entry[4].startswith("Study") and not entry[3]}
    assert {word.rstrip("=.") for word in complete("findscu -k Study")} == names


def test_a_retired_attribute_is_offered_when_there_is_no_other() -> None:
    assert complete("findscu -r StudyVerifiedD") == ["StudyVerifiedDate"]


def test_each_candidate_says_what_it_is(findscu: Command) -> None:
    result = findscu("completion", "words", "findscu\t-k\tPatientNam")
    assert (result.code, result.out) == (0, "PatientName=\t(0010,0010) PN Patient's Name\n")
    assert findscu("completion", "words", "findscu\techo\t-q").out == "-q\tnothing on standard error\n"


def test_a_shell_that_we_do_not_know(findscu: Command) -> None:
    result = findscu("completion", "bahs")
    assert (result.code, result.out) == (1, "")
    assert result.lines == ["no completion for 'bahs'", "hint: did you mean bash?"]
    assert findscu("completion").lines[1] == "hint: write findscu completion bash|zsh|fish"
