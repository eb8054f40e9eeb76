"""What goes wrong on real systems: one clear line, its exit code, no traceback, within the time-out."""

import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from interop.asking import Question, Run, run, run_question
from peers import dcmtk, process
from peers.process import HOST

SUCCESS, CONNECT, REFUSED, BROKEN, STATUS, INCOMPLETE, INTERRUPTED = 0, 2, 3, 4, 5, 6, 130
STUDIES = Question("study", ["QueryRetrieveLevel=STUDY", "PatientName=", "StudyInstanceUID="])
WORKLIST = Question("worklist", ["PatientName="])
MESSAGE = re.compile(r"findscu: \S.*[^.]")


def assert_clear(done: Run, code: int, *words: str) -> None:
    """One line that says what happened, in words, then at most one of advice, and nothing else."""
    assert done.code == code, done
    first, *others = done.messages.splitlines()
    assert MESSAGE.fullmatch(first), first
    for word in words:
        assert word in first, first
    assert [line.startswith("findscu: hint: ") for line in others] in ([], [True]), done.messages


def ask_any(peer, ae_title: str, *words: str) -> Run:
    """Ask the script, which has three answers to this query and then does what the AE title says."""
    asked = Question("psonly", ["QueryRetrieveLevel=PATIENT", "PatientID="], ae_title=ae_title)
    return run_question(peer, asked, "--format", "jsonl", *words)


@pytest.fixture
def silent_port():
    """A port where somebody accepts connections and says nothing."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("name", ["dcmqrscp", "wlmscpfs"])
def test_wrong_ae_title(request, name):
    peer = request.getfixturevalue(name)
    asked = STUDIES if name == "dcmqrscp" else WORKLIST
    done = run_question(peer, Question(asked.model, asked.keys, ae_title="NOBODY"))
    assert_clear(done, REFUSED, "called AE title not recognized")


@pytest.fixture(scope="module")
def refusing(folder, archives):
    """The archive again, refusing every association."""
    return dcmtk.dcmqrscp(folder / "dcmqrscp", ("ARCHIVE",), "--refuse", name="dcmqrscp-refusing")


def test_refused_association(refusing):
    assert_clear(run_question(refusing, STUDIES), REFUSED, "rejected")


def test_model_not_supported(dcmqrscp):
    done = run_question(dcmqrscp, WORKLIST)
    assert_clear(done, REFUSED)


def test_retired_model_at_orthanc(orthanc_server):
    done = run_question(orthanc_server, Question("psonly", ["QueryRetrieveLevel=PATIENT", "PatientID"]))
    assert_clear(done, REFUSED)


def test_closed_port():
    done = run(*STUDIES.words(), HOST, str(process.free_port()))
    assert_clear(done, CONNECT, "refused")
    assert done.seconds < 5


def test_unknown_host():
    done = run(*STUDIES.words(), "nobody.invalid", "104", "-to", "5")
    assert_clear(done, CONNECT, "nobody.invalid")


def test_silent_peer(silent_port):
    done = run(*STUDIES.words(), "-ta", "1", HOST, str(silent_port))
    assert_clear(done, BROKEN, "1 s")
    assert 1 <= done.seconds < 4


def test_peer_that_falls_silent(scripted):
    done = ask_any(scripted["any"], "SILENT", "-td", "1")
    assert_clear(done, BROKEN, "1 s", "1 match came, the list is not complete")
    assert done.seconds < 5
    assert len(done.lines()) == 1


def test_peer_that_aborts(scripted):
    done = ask_any(scripted["any"], "ABORTING")
    assert_clear(done, BROKEN, "abort", "1 match came, the list is not complete")
    assert len(done.lines()) == 1


@pytest.mark.parametrize("code", ["A700", "A900", "C000", "C001", "0122", "0124"])
def test_failing_status(scripted, code):
    """The peer's ErrorComment and OffendingElement are shown; what came before the failure is kept."""
    done = ask_any(scripted["any"], f"STATUS-{code}")
    assert_clear(done, STATUS, code, "invented by the test", "(0010,0010)", "3 matches came")
    assert len(done.lines()) == 3


@pytest.mark.parametrize("code", ["B001", "FE00"])
def test_the_peer_cuts_the_list_short(scripted, code):
    done = ask_any(scripted["any"], f"STATUS-{code}")
    assert_clear(done, INCOMPLETE, f"0x{code}", "3 matches came, the list is not complete")
    assert len(done.lines()) == 3


def test_missing_level_at_dcmqrscp(dcmqrscp):
    """A query without a level is doubtful, which -ll error does not mention, and dcmqrscp refuses it."""
    done = run_question(dcmqrscp, Question("study", ["PatientName="]), "-ll", "error")
    assert_clear(done, STATUS, "0xA900")


def test_quiet_says_nothing(dcmqrscp):
    done = run_question(dcmqrscp, Question("study", STUDIES.keys, ae_title="NOBODY"), "-q")
    assert (done.code, done.messages, done.output) == (REFUSED, "", "")


# --- cancelling -------------------------------------------------------------------------------------------------------


def test_cancel_at_wlmscpfs(wlmscpfs_slow):
    """It sleeps a second before each answer: the query ends long before the ten it has."""
    done = run_question(wlmscpfs_slow, WORKLIST, "--cancel", "2", "--format", "jsonl")
    assert done.code == SUCCESS
    assert 2 <= len(done.lines()) <= 4
    assert done.seconds < 8


def test_limit_at_wlmscpfs(wlmscpfs_slow):
    done = run_question(wlmscpfs_slow, WORKLIST, "--limit", "2", "--format", "jsonl")
    assert done.code == SUCCESS
    assert len(done.lines()) == 2
    assert done.seconds < 8


def test_limit_at_a_peer_that_goes_on(scripted):
    done = ask_any(scripted["any"], "SLOW", "--limit", "5")
    assert done.code == SUCCESS
    assert len(done.lines()) == 5
    assert done.seconds < 5


def test_ctrl_c(scripted):
    """What came is kept, C-CANCEL goes out, and the association ends in order."""
    peer = scripted["any"]
    words = ["-S", "-k", "PatientName=", "--format", "jsonl", "-aec", "SLOW", peer.host, str(peer.port)]
    command = [sys.executable, "-m", "findscu", *words]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=process.environment())
    assert started.stdout is not None
    first = started.stdout.readline()
    time.sleep(0.3)
    started.send_signal(signal.SIGINT)
    rest, messages = started.communicate(timeout=10)
    assert started.returncode == INTERRUPTED
    assert first.startswith(b"{")
    assert rest.endswith(b"}\n")
    assert b"Traceback" not in messages
    assert "C-CANCEL" in peer.log_tail() or "0xFE00" in peer.log_tail()
