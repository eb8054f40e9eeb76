"""The log and the exit codes of the pynetdicom dialect, against scripted peers; the texts are the program's."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path

import pydicom
import pytest

from cli.literal import ABORT, ACCEPT, RELEASED, element, fragment, pdu
from findscu.cli.pynetdicom.failures import category_of
from findscu.cli.run import run
from findscu.testing import FindScp, ScriptedPeer, Step, instance
from findscu.testing.responder import Behaviour

KEYS = ("-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName=")
ASKED = [
    "I: Sending Find Request: MsgID 1",
    "I: ",
    "I: # Request Identifier",
    "I: (0008,0052) CS [STUDY]                                  # 1 QueryRetrieveLevel",
    "I: (0010,0010) PN (no value available)                     # 0 PatientName",
    "I: ",
]


def findscu(*words: object) -> tuple[int, str, list[str]]:
    out, err = BytesIO(), StringIO()
    code = run([str(word) for word in words], out, err, "pynetdicom")
    return code, out.getvalue().decode(), err.getvalue().splitlines()


def against(steps: Sequence[Step], *words: str) -> tuple[int, list[str], bytes]:
    with ScriptedPeer(steps) as peer:
        code, out, err = findscu(peer.host, peer.port, *KEYS, *words)
    assert out == ""
    return code, err, peer.received[0]


def response(status: int) -> bytes:
    command = (
        element(0x0002, b"1.2.840.10008.5.1.4.1.2.1.1\0")
        + element(0x0100, b"\x20\x80")
        + element(0x0120, b"\1\0")
        + element(0x0800, b"\1\1")
        + element(0x0900, status.to_bytes(2, "little"))
    )
    return fragment(0x03, element(0x0000, len(command).to_bytes(4, "little")) + command).replace(
        b"\1\x03\0\0\0\0", b"\3\x03\0\0\0\0"
    )


ACCEPTED = ACCEPT.replace(b"\x21\0\0\x1b\1\0\0\0", b"\x21\0\0\x1b\3\0\0\0")
"""Context 3 is that of Patient Root - FIND."""


def test_a_query() -> None:
    with FindScp(instance(1)) as scp:
        code, out, err = findscu(scp.host, scp.port, *KEYS, "-S")
    assert (code, out) == (0, "")
    assert err[:2] == ["I: Requesting Association", "I: Association Accepted"]
    assert err[2:8] == ASKED
    assert err[8:11] == ["I: Find SCP Response: 1 - 0xFF00 (Pending)", "I: ", "I: # Response Identifier"]
    assert "I: (0010,0010) PN [Test^Patient01]                         # 1 PatientName" in err
    assert err[-2:] == ["I: Find SCP Result: 0x0000 (Success)", "I: Releasing Association"]
    [asked] = scp.asked
    assert asked.calling_ae_title == "FINDSCU"


@pytest.mark.parametrize(
    ("words", "said"), [(["-q"], 0), (["-ll", "error"], 0), (["-ll", "critical"], 0), (["-ll", "fatal"], 0)]
)
def test_quiet_levels(words: list[str], said: int) -> None:
    with FindScp(instance(1)) as scp:
        code, _, err = findscu(scp.host, scp.port, *KEYS, *words)
    assert (code, len(err)) == (0, said)


def test_only_debug_shows_what_was_accepted() -> None:
    with FindScp(instance(1)) as scp:
        _, _, verbose = findscu(scp.host, scp.port, *KEYS, "-v")
        _, _, debug = findscu(scp.host, scp.port, *KEYS, "-d")
    assert "D: Accept Parameters:" in debug
    assert not [line for line in verbose if "Accept Parameters" in line]
    assert [line for line in debug if line.startswith("I: ")] == verbose


@pytest.mark.parametrize("status", [0xA700, 0xA900, 0xC001, 0x0122])
def test_a_failing_status_is_no_failure(status: int) -> None:
    with FindScp(instance(1), behaviour=Behaviour(final_status=status)) as scp:
        code, _, err = findscu(scp.host, scp.port, *KEYS)
    assert code == 0
    assert f"I: Find SCP Result: 0x{status:04X} (Failure)" in err


def test_categories() -> None:
    assert [category_of(code) for code in (0, 0xFE00, 0xB000, 0x0107, 0xFF02, 0x1234, 0x0110)] == [
        "Success", "Cancel", "Warning", "Warning", "Unknown", "Unknown", "Failure",
    ]  # fmt: skip


def test_refused() -> None:
    with ScriptedPeer([]) as peer:
        port = peer.port
    code, _, err = findscu("127.0.0.1", port, *KEYS)
    assert code == 1
    assert err[:2] == ["I: Requesting Association", "E: Association request failed: unable to connect to remote"]
    assert err[2].startswith("E: TCP Initialisation Error: [Errno ")
    assert err[3:] == ["I: Aborting Association"]


def test_rejected() -> None:
    code, err, _ = against([Step(pdu(0x03, bytes((0, 1, 1, 7))), after=1)])
    assert code == 1
    assert err[1:] == [
        "E: Association Rejected",
        "E: Result: Rejected Permanent, Source: Service User",
        "E: Reason: Called AE title not recognised",
    ]


def test_no_answer_to_the_request() -> None:
    code, err, received = against([], "-ta", "0.05")
    assert code == 1
    assert err[1:] == [
        "E: ACSE timeout reached while waiting for response to association request",
        "I: Aborting Association",
    ]
    assert received.endswith(ABORT)


def test_no_context_at_all() -> None:
    refused = ACCEPTED.replace(b"\3\0\0\0", b"\3\0\3\0", 1)
    code, err, received = against([Step(refused, after=1)])
    assert (code, err[1:]) == (1, ["E: No accepted presentation contexts"])
    assert received.endswith(pdu(0x07, bytes((0, 0, 2, 0))))


def test_another_model_accepted() -> None:
    code, err, received = against([Step(ACCEPT, after=1)])
    assert code == 1
    title = "Patient Root Query/Retrieve Information Model - FIND"
    assert err[2:] == [
        f"E: No presentation context for '{title}' has been accepted by the peer for the SCU role",
        "I: Aborting Association",
    ]
    assert received.endswith(ABORT)


def test_no_response() -> None:
    code, err, received = against([Step(ACCEPTED, after=1)], "-td", "0.05")
    assert code == 0
    assert err[-2:] == ["E: DIMSE timeout reached while waiting for message response", "I: Aborting Association"]
    assert received.endswith(ABORT)


def test_the_network_timeout_is_told_when_it_passed_too() -> None:
    _, err, _ = against([Step(ACCEPTED, after=1)], "-td", "0.05", "-tn", "0.01")
    assert err[-1] == "E: Network timeout reached"


def test_an_idle_association_is_aborted() -> None:
    steps = [Step(ACCEPTED, after=1), Step(response(0), after=2), Step(RELEASED, after=1)]
    code, err, received = against(steps, "-tn", "0")
    assert code == 0
    assert err[-3:] == ["I: Releasing Association", "E: Network timeout reached", "I: Aborting Association"]
    assert received.endswith(ABORT)


@pytest.mark.parametrize(("source", "more"), [(0, []), (2, ["E: Connection closed while waiting for DIMSE message"])])
def test_aborted_by_the_peer(source: int, more: list[str]) -> None:
    code, err, _ = against([Step(ACCEPTED, after=1), Step(pdu(0x07, bytes((0, 0, source, 0))), after=2)])
    assert code == 0
    assert err[8:] == [*more, "I: Releasing Association", "I: Association Aborted"]


def test_no_answer_to_the_release() -> None:
    code, err, received = against([Step(ACCEPTED, after=1), Step(response(0), after=2)], "-ta", "0.3")
    assert code == 0
    assert err[-2:] == ["I: Releasing Association", "I: Aborting Association"]
    assert received.endswith(pdu(0x07, bytes((0, 0, 2, 0))))


def test_key_and_file_errors() -> None:
    assert findscu("host", 104, "-k", "Foo") == (
        1,
        "",
        [
            "E: Exception raised trying to parse the supplied keywords",
            "E: Unable to parse element path component: 'Foo'",
        ],
    )
    code, _, err = findscu("host", 104, "-f", "/nonexistent")
    assert code == 1
    assert err == [
        "E: Cannot read input file /nonexistent",
        "E: [Errno 2] No such file or directory: '/nonexistent'",
    ]
    assert findscu("host", 104, "-q", "-k", "Foo") == (1, "", [])


def test_usage_errors() -> None:
    assert findscu("host") == (
        2,
        "",
        ["usage: findscu [options] addr port", "findscu: error: the following arguments are required: port"],
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A" * 17, f"Invalid 'ae_title' value '{'A' * 17}' - must not exceed 16 characters"),
        ("", "Invalid 'ae_title' value - must not be an empty str"),
        ("  ", "Invalid 'ae_title' value - must not consist entirely of spaces"),
        ("A\\B", "Invalid 'ae_title' value 'A\\B' - must not contain control characters or backslashes"),
        ("\xc4", "Invalid 'ae_title' value '\xc4' - must only contain ASCII characters"),
    ],
)
def test_ae_titles(title: str, text: str) -> None:
    assert findscu("127.0.0.1", 104, *KEYS, "-aec", title) == (1, "", [f"E: {text}"])


def test_time_outs_that_are_none() -> None:
    with FindScp(instance(1)) as scp:
        _, _, err = findscu(scp.host, scp.port, *KEYS, "-ta", "-1", "-td", "nan", "-tn", "-2")
    assert err[:3] == [
        "W: ACSE timeout set to 30 seconds",
        "W: dimse_timeout set to 30 s",
        "W: network_timeout set to 60 s",
    ]


def test_responses_that_come_too_late() -> None:
    late = Step(response(0) + response(0), after=2)
    _, err, _ = against([Step(ACCEPTED, after=1), late, Step(RELEASED, after=1)])
    assert err[-2:] == ["I: Releasing Association", "W: C-FIND message received during association release, ignoring"]


def test_repeated_queries_have_no_late_responses() -> None:
    with FindScp(instance(1)) as scp:
        _, _, err = findscu(scp.host, scp.port, *KEYS, "--repeat", 2)
    assert [line for line in err if line.startswith("I: Find SCP Result")] == [
        "I: Find SCP Result: 0x0000 (Success)"
    ] * 2
    assert err[-1] == "I: Releasing Association"


def test_version() -> None:
    code, out, err = findscu("--version", "host", 104)
    assert (code, err) == (0, [])
    assert out.startswith("findscu.py v")


def test_written_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with FindScp(instance(1), instance(2)) as scp:
        code, _, _ = findscu(scp.host, scp.port, *KEYS, "-w", "-S")
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rsp000001.dcm", "rsp000002.dcm"]
    read = pydicom.dcmread(tmp_path / "rsp000001.dcm")
    assert read.file_meta.MediaStorageSOPClassUID == "1.2.840.10008.5.1.4.1.2.2.1"
    assert read.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2"
    assert read.PatientName == "Test^Patient01"


def test_a_logger_configuration(tmp_path: Path) -> None:
    log, settings = tmp_path / "out.log", tmp_path / "logger.cfg"
    settings.write_text(
        f"log4cplus.rootLogger = INFO, file\nlog4cplus.appender.file = log4cplus::FileAppender\n"
        f"log4cplus.appender.file.File = {log}\nlog4cplus.appender.file.layout = log4cplus::PatternLayout\n"
        f"log4cplus.appender.file.layout.ConversionPattern = %c %p %m%n\n"
    )
    with FindScp(instance(1)) as scp:
        code, _, err = findscu(scp.host, scp.port, *KEYS, "-lc", settings)
    assert (code, err) == (0, [])
    assert log.read_text().startswith("pynetdicom INFO Requesting Association\n")
