"""The formats on a command line: what suits which option, and what is refused before anything connects."""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet
import pytest

from cli.command import Command
from cli.literal import ABORT, ACCEPT, response
from findscu.cli.run import run
from findscu.testing.scp import FindScp
from findscu.testing.scripted import ScriptedPeer, Step

NOWHERE = "ARCHIVE@127.0.0.1:1"
STUDY_ID = b"\x20\x00\x10\x00SH\x04\x004711"


def test_flat_json(findscu: Command, scp: FindScp) -> None:
    lines = findscu(scp.peer, "-L", "STUDY", "--jsonl", "--flat").out.splitlines()
    studies = [json.loads(line) for line in lines]
    assert [study["QueryRetrieveLevel"] for study in studies] == ["STUDY"] * 3
    assert all(isinstance(study["ModalitiesInStudy"], list) for study in studies)
    assert json.loads(findscu(scp.peer, "-L", "STUDY", "--json", "--flat").out) == studies


@pytest.mark.parametrize("words", [("--flat",), ("--flat", "--csv"), ("--flat", "--format", "xml")])
def test_flat_is_for_json(findscu: Command, words: tuple[str, ...]) -> None:
    result = findscu(NOWHERE, "-L", "STUDY", *words)
    assert (result.code, result.out) == (1, "")
    assert "--flat" in result.lines[0]
    assert "--jsonl" in result.err


def test_dicom_files_are_not_one_file(findscu: Command, tmp_path: Path) -> None:
    result = findscu(NOWHERE, "-L", "STUDY", "--format", "dicom", "-o", tmp_path / "out")
    assert result.code == 1
    assert "-od" in result.err
    assert os.listdir(tmp_path) == []


class Terminal(BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["arrow", "parquet"])
def test_no_bytes_for_a_terminal(name: str) -> None:
    out, err = Terminal(), StringIO()
    assert run([NOWHERE, "-L", "STUDY", "--format", name], out, err) == 1
    assert out.getvalue() == b""
    assert err.getvalue().splitlines()[0] == f"findscu: {name} is binary, and standard output is a terminal"
    assert f"-o matches.{name}" in err.getvalue()


@pytest.mark.parametrize("name", ["arrow", "parquet"])
def test_without_pyarrow(findscu: Command, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = findscu(NOWHERE, "-L", "STUDY", "--format", name)
    assert (result.code, result.out) == (1, "")
    assert "pyarrow" in result.lines[0]
    assert "findscu[arrow]" in result.err


def test_a_parquet_file_is_whole_or_not_there(findscu: Command, scp: FindScp, tmp_path: Path) -> None:
    path = tmp_path / "matches.parquet"
    words = ("-L", "STUDY", "--format", "parquet", "-o", path)
    assert findscu(f"WRONG@{scp.host}:{scp.port}", *words).code == 3
    assert os.listdir(tmp_path) == []
    assert findscu(scp.peer, *words).code == 0
    assert os.listdir(tmp_path) == ["matches.parquet"]
    assert pyarrow.parquet.read_table(path).num_rows == 3


@pytest.mark.parametrize("name", ["xml", "native-xml", "arrow", "parquet"])
def test_what_came_before_a_failure_is_whole(name: str, tmp_path: Path) -> None:
    out, err = BytesIO(), StringIO()
    with ScriptedPeer([Step(ACCEPT, after=1), Step(response(0xFF00, STUDY_ID) + ABORT, after=2)]) as peer:
        code = run([f"ARCHIVE@{peer.host}:{peer.port}", "-S", "-k", "StudyID", "--format", name], out, err)
    assert code == 4
    assert count_of(name, out.getvalue()) == 1


def count_of(name: str, document: bytes) -> int:
    if name.endswith("xml"):
        return len(ElementTree.fromstring(document))
    if name == "arrow":
        return pa.ipc.open_stream(document).read_all().num_rows
    return pyarrow.parquet.read_table(BytesIO(document)).num_rows


@pytest.mark.parametrize("name", ["xml", "native-xml", "arrow"])
def test_no_matches_are_a_whole_document(name: str, scp: FindScp) -> None:
    out = BytesIO()
    words = [scp.peer, "-L", "STUDY", "-k", "PatientID=NOBODY", "--format", name]
    assert run(words, out, StringIO()) == 0
    assert count_of(name, out.getvalue()) == 0


def test_columns_of_arrow(scp: FindScp) -> None:
    out = BytesIO()
    words = [scp.peer, "-L", "STUDY", "--format", "arrow", "--columns", "PatientID,StudyDate"]
    assert run(words, out, StringIO()) == 0
    assert pa.ipc.open_stream(out.getvalue()).schema.names == ["PatientID", "StudyDate", "dicom_json"]


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
@pytest.mark.parametrize(
    "words", [("--jsonl", "--flat"), *(("--format", name) for name in ("xml", "native-xml", "arrow"))]
)
def test_in_the_dialects_of_the_older_programs(scp: FindScp, words: tuple[str, ...], dialect: str) -> None:
    out = BytesIO()
    keys = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyID")
    line = ["--dialect", dialect, "-aec", "ARCHIVE", *keys, *words, scp.host, str(scp.port)]
    assert run(line, out, StringIO()) == 0
    count = out.getvalue().count(b"\n") if "--jsonl" in words else count_of(words[1], out.getvalue())
    assert count == 3
