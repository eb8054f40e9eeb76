"""Option names are one union: what native adds does its work in the dialects of the older programs too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from findscu.testing import FindScp, instance

LEVEL, STUDY_INSTANCE_UID, MODALITY = 0x00080052, 0x0020000D, 0x00080060
PATIENT_NAME, STEP_SEQUENCE = 0x00100010, 0x00400100


@pytest.fixture(scope="module")
def scp():
    with FindScp(instance(1, 1, 1, 1, modality="CT")) as scp:
        yield scp


def asked(scp, dialect, *words):
    scp.asked.clear()
    command = [sys.executable, "-m", "findscu", "--dialect", dialect, *words, "127.0.0.1", str(scp.port)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return scp.asked[0]


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
class TestLevel:
    def test_it_sets_the_level_and_asks_for_what_is_usual_there(self, scp, dialect):
        query = asked(scp, dialect, "-S", "-L", "study", "-k", "PatientName=Test*").query
        assert query.text_of(LEVEL) == "STUDY"
        assert STUDY_INSTANCE_UID in query
        assert query.text_of(PATIENT_NAME) == "Test*"

    def test_return_keys_are_asked_for(self, scp, dialect):
        path = "ScheduledProcedureStepSequence[0].Modality"
        query = asked(scp, dialect, "-S", "-k", "QueryRetrieveLevel=STUDY", "-r", "StudyInstanceUID", "-r", path).query
        assert query.text_of(STUDY_INSTANCE_UID) == ""
        assert MODALITY in query[STEP_SEQUENCE].items[0]


def test_in_dcmtk_the_level_chooses_the_model_unless_one_is_given(scp):
    assert asked(scp, "dcmtk", "-L", "PATIENT").model.name == "patient"
    assert asked(scp, "dcmtk", "-L", "STUDY").model.name == "study"
    assert asked(scp, "dcmtk", "-L", "WORKLIST").model.name == "worklist"
    assert asked(scp, "dcmtk", "-P", "-L", "STUDY").model.name == "patient"


def test_in_dcmtk_a_query_file_keeps_its_values(scp, tmp_path):
    file = tmp_path / "query.dcm"
    file.write_bytes(bytes.fromhex("0800 5200 06000000") + b"STUDY " + bytes.fromhex("1000 1000 06000000") + b"Test^*")
    words = ["--dialect", "dcmtk", "-L", "STUDY", "127.0.0.1", str(scp.port), str(file)]
    scp.asked.clear()
    subprocess.run([sys.executable, "-m", "findscu", *words], capture_output=True, timeout=30, check=True)
    assert scp.asked[0].query.text_of(PATIENT_NAME) == "Test^*"
