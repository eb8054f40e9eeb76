"""`--redact`: no log of any dialect shows who a patient is; the answers themselves are untouched."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from findscu.cli.run import run
from findscu.testing.builders import instance
from findscu.testing.responder import Behaviour
from findscu.testing.scp import FindScp

WORDS = (
    "-S",
    "-k",
    "QueryRetrieveLevel=STUDY",
    "-k",
    "PatientName=SECRET*",
    "-k",
    "PatientID",
    "-k",
    "StudyInstanceUID",
)
LOUD = ("-d", "--arguments")


@pytest.fixture
def scp() -> Iterator[FindScp]:
    """An SCP with a patient whom nobody may know, and who is named in its comment too."""
    behaviour = Behaviour(0xC001, "no room for SECRET^Pat", limit=1)
    with FindScp(instance(PatientName="SECRET^Pat", PatientID="SECRET1"), behaviour=behaviour) as scp:
        yield scp


def err_of(scp: FindScp, *words: str) -> str:
    """Run the command; return what it says."""
    out, err = BytesIO(), StringIO()
    run([*words, scp.host, str(scp.port)], out, err)
    return err.getvalue()


@pytest.mark.parametrize("dialect", ["native", "dcmtk", "pynetdicom"])
def test_nothing_is_shown_however_much_is_asked_for(scp: FindScp, dialect: str) -> None:
    words = ("--dialect", dialect, *LOUD, *WORDS)
    assert "SECRET" in err_of(scp, *words)
    shown = err_of(scp, *words, "--redact")
    assert "SECRET" not in shown
    assert "REDACTED" in shown
    assert "QueryRetrieveLevel" in shown and "STUDY" in shown


def test_the_answers_are_what_they_are(scp: FindScp) -> None:
    out = BytesIO()
    run(["--redact", *WORDS, scp.host, str(scp.port)], out, StringIO())
    assert b"SECRET^Pat" in out.getvalue()


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
def test_files_are_what_they_are(scp: FindScp, dialect: str, tmp_path: Path) -> None:
    write = ("-X",) if dialect == "dcmtk" else ("-w",)
    folder = ("-od", str(tmp_path)) if dialect == "dcmtk" else ("--output-directory", str(tmp_path))
    err_of(scp, "--dialect", dialect, "-v", "--redact", *write, *folder, *WORDS)
    (file,) = tmp_path.iterdir()
    assert b"SECRET^Pat" in file.read_bytes()


def test_dates_in_words_and_a_dry_run() -> None:
    out, err = BytesIO(), StringIO()
    words = ("-L", "STUDY", "-k", "PatientBirthDate=1980-01-31", "-k", "PatientName=SECRET", "-k", "StudyDate=2026-01")
    assert run(["--dry-run", "--redact", *words, "PACS@192.0.2.1"], out, err) == 0
    assert err.getvalue() == "findscu: StudyDate: 2026-01 is 20260101-20260131\n"
    assert b"SECRET" not in out.getvalue() and b"1980" not in out.getvalue()
    assert b"REDACTED" in out.getvalue() and b"20260101-20260131" in out.getvalue()


def test_a_misread_key_is_not_shown_either(scp: FindScp) -> None:
    assert "SECRET" not in err_of(scp, "-d", "--redact", "-k", "Rows=12SECRET")
