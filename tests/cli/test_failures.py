"""Everything that goes wrong: one line in words, one of advice, an exit code, no traceback, within its time."""

from __future__ import annotations

from time import monotonic

import pytest

from cli.command import Command
from cli.literal import ABORT, ACCEPT
from findscu.testing.builders import instance
from findscu.testing.responder import Behaviour
from findscu.testing.scp import FindScp
from findscu.testing.scripted import ScriptedPeer, Step
from peers.process import free_port

QUERY = ("-L", "STUDY", "-k", "PatientName=SECRET*")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["-zz"], ["unknown option -zz"]),
        (["-k", "PatientName"], ["no peer given"]),
        (["localhost"], ["nothing to ask"]),
        (["localhost", "70000", "-L", "STUDY"], ["port '70000' is no port number"]),
        (["localhost:1", "2", "-L", "STUDY"], ["peer 'localhost:1' has a port, and port 2 follows"]),
        (["A" * 17 + "@localhost", "-L", "STUDY"], [f"AE title '{'A' * 17}' has 17 characters, expected 1 to 16"]),
        (["localhost", "-aet", "A\\B", "-L", "STUDY"], ["AE title 'A\\\\B' holds a character that is not allowed"]),
        (["localhost", "-L", "STUDIE"], ["unknown level 'STUDIE'"]),
        (["localhost", "-M", "stduy", "-k", "PatientName"], ["unknown information model 'stduy'"]),
        (["localhost", "-k", "PatientNme=DOE"], ["unknown attribute 'PatientNme'", "  -k PatientNme=...", "     ^"]),
        (["localhost", "no-such-file.dcm"], ["cannot read query file no-such-file.dcm: no such file or directory"]),
        (["localhost", "/"], ["cannot read query file /: is a directory"]),
        (["echo"], ["no peer given"]),
        (["echo", "localhost", "-k", "PatientName"], ["findscu echo takes no -k"]),
        (["echo", "localhost", "104", "--csv"], ["findscu echo has no format csv"]),
    ],
)
def test_what_cannot_be_used_is_said_before_anybody_is_asked(
    findscu: Command, words: list[str], lines: list[str]
) -> None:
    result = findscu(*words)
    assert (result.code, result.out) == (1, "")
    for line, start in zip(result.lines, lines, strict=False):
        assert line.startswith(start)
    assert "DOE" not in result.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--formt", "csv"], "did you mean --format?"),
        (["--format", "cvs"], "did you mean csv?"),
        (["localhost", "-L", "STUDIE"], "did you mean STUDY?"),
        (["localhost", "-M", "hanging-protocl", "-k", "PatientName"], "did you mean hanging-protocol?"),
        (["localhost", "-k", "StudyInstnceUID"], "did you mean StudyInstanceUID or SOPInstanceUID?"),
        (["ecoh", "PACS@localhost"], "if a command is meant: did you mean echo?"),
        (["compleiton"], "if a command is meant: did you mean completion?"),
        (["completion", "zhs"], "did you mean zsh?"),
        (["nodes", "shwo", "pacs"], "did you mean show?"),
        (["--dialect", "dcmkt", "localhost", "104"], "did you mean dcmtk?"),
        (["localhost", "-L", "STUDY", "--keys", "al"], "did you mean all?"),
    ],
)
def test_a_misspelt_word_is_answered_with_what_may_have_been_meant(findscu: Command, words: list[str], hint: str):
    result = findscu(*words)
    assert (result.code, result.out) == (1, "")
    assert result.lines[-1] == f"hint: {hint}"


def test_no_arguments(findscu: Command) -> None:
    result = findscu()
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("usage: findscu [options] PEER")


def test_quiet_is_quiet(findscu: Command) -> None:
    assert findscu("-q", "--no-such-option").err == ""
    assert findscu("-q", "localhost").err == ""
    assert findscu("-ll", "fatal", "127.0.0.1", "1", *QUERY).err == ""


def test_the_caret_stands_in_the_value_only_for_who_asks(findscu: Command) -> None:
    assert findscu("localhost", "-k", "Rows=12SECRET").lines[1:3] == ["  -k Rows=...", "          ^"]
    assert findscu("-d", "localhost", "-k", "Rows=12SECRET").lines[1] == "  -k Rows=12SECRET"


def test_the_caret_stands_below_letters_of_any_width(findscu: Command) -> None:
    result = findscu("localhost", "-k", "山田.e\u0301x[0]")
    assert result.lines[1:3] == ["  -k 山田.e\u0301x[0]", "     ^"]
    result = findscu("localhost", "-L", "STUDY", "-k", "PatientName\x1b.山")
    assert result.lines[1:3] == ["  -k PatientName?.山", "     ^"]
    result = findscu("localhost", "-k", "(0010,0010):山田=x")
    assert result.lines[1:3] == ["  -k (0010,0010):山田=...", f"     {' ' * 12}^"]


def test_a_closed_port(findscu: Command) -> None:
    port = free_port()
    result = findscu("127.0.0.1", port, *QUERY, "--json")
    assert (result.code, result.out) == (2, "[]\n")
    assert result.lines == [
        f"cannot connect to 127.0.0.1 port {port}: connection refused",
        "hint: check the host and the port, and that the peer is running",
    ]


def test_an_unknown_host(findscu: Command) -> None:
    result = findscu("no-such-host.invalid", *QUERY)
    assert result.code == 2
    assert result.lines[0].startswith("unknown host no-such-host.invalid: ")


def test_a_wrong_ae_title(findscu: Command, scp: FindScp) -> None:
    result = findscu(f"WRONG@{scp.host}:{scp.port}", *QUERY)
    assert (result.code, result.out) == (3, "")
    assert result.lines == [
        f"WRONG@{scp.host}:{scp.port}: association rejected permanently by the peer's application: "
        "called AE title not recognized",
        "hint: check the called AE title (-aec) against the peer's own, letter case included",
    ]


def test_a_model_that_the_peer_does_not_know(findscu: Command) -> None:
    with FindScp(instance(), models=["worklist"]) as scp:
        result = findscu(scp.peer, *QUERY)
    assert result.code == 3
    assert "abstract syntax not supported" in result.lines[0]
    assert result.lines[1].startswith("hint: ask for another information model")


def test_a_peer_that_does_not_answer_the_association_request(findscu: Command) -> None:
    with ScriptedPeer([]) as peer:
        start = monotonic()
        result = findscu(peer.host, peer.port, "-ta", "0.2", *QUERY)
        assert monotonic() - start < 2
    assert result.code == 4
    assert result.lines[0].endswith("no answer to the association request within 0.2 s")
    assert result.lines[1].startswith("hint: ")


def test_a_peer_that_falls_silent(findscu: Command) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1)]) as peer:
        start = monotonic()
        result = findscu(peer.host, peer.port, "-td", "0.2", *QUERY, "--json")
        assert monotonic() - start < 2
    assert (result.code, result.out) == (4, "[]\n")
    assert result.lines[0].endswith("no response to C-FIND-RQ within 0.2 s; 0 matches came, the list is not complete")
    assert len(result.lines) == 2
    assert peer.received[0].endswith(ABORT)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(ABORT, after=2), "abort"),
        (Step(b"", after=2), "closed the connection"),
        (Step(b"\xff" * 6, after=2), "PDU"),
    ],
)
def test_a_peer_that_ends_the_conversation(findscu: Command, step: Step, words: str) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), step]) as peer:
        result = findscu(peer.host, peer.port, *QUERY)
    assert (result.code, result.out) == (4, "")
    assert words in result.lines[0]
    assert result.lines[0].endswith("; 0 matches came, the list is not complete")
    assert len(result.lines) <= 2


def test_a_failing_status(findscu: Command) -> None:
    behaviour = Behaviour(0xA700, "too\x1b[2Jmany", (0x00100010,), limit=1)
    with FindScp(instance(1), instance(2), behaviour=behaviour) as scp:
        result = findscu(scp.peer, "-L", "STUDY", "--jsonl")
    assert (result.code, result.out.count("\n")) == (5, 1)
    assert result.lines == [
        "the peer answered 0xA700 (refused: out of resources); its comment: too<ESC>[2Jmany; "
        "offending: (0010,0010) PatientName; 1 match came, the list is not complete",
        "hint: narrow the query, for example by a date range, or ask for fewer matches",
    ]


def test_a_warning_means_an_incomplete_list(findscu: Command) -> None:
    with FindScp(instance(1), instance(2), behaviour=Behaviour(0xB001, limit=1)) as scp:
        result = findscu(scp.peer, "-L", "STUDY", "--count")
    assert (result.code, result.out) == (6, "1\n")
    assert result.lines[:2] == [
        "the peer ended the query with 0xB001 (response limit reached); 1 match came, the list is not complete",
        "hint: continue with the last Record Key as Prior Record Key",
    ]


def test_a_cancel_that_nobody_asked_for(findscu: Command) -> None:
    with FindScp(instance(1), behaviour=Behaviour(0xFE00)) as scp:
        result = findscu(scp.peer, "-L", "STUDY", "--count")
    assert (result.code, result.out) == (6, "1\n")


def test_keys_that_the_peer_does_not_support(findscu: Command, scp: FindScp) -> None:
    scp.behaviour = Behaviour(unsupported_keys=(0x00081030,))
    result = findscu(scp.peer, "-L", "STUDY", "--count")
    assert (result.code, result.out) == (0, "3\n")
    assert result.lines == [
        "warning: the peer does not support all optional keys, 3 of 3 matches may not fit (0xFF01)",
        "hint: --verify-matches drops those that contradict the query",
    ]


def test_doubts_are_warnings_and_strict_makes_them_errors(findscu: Command, scp: FindScp) -> None:
    words = (scp.peer, "-S", "-k", "PatientName")
    result = findscu(*words)
    assert result.code == 5
    assert result.lines[:2] == [
        "warning: no QueryRetrieveLevel, expected one of STUDY, SERIES, IMAGE (PS3.4 §C.4.1.1.3.1)",
        "hint: choose one with -L or -k QueryRetrieveLevel=STUDY",
    ]
    asked_count = len(scp.asked)
    result = findscu(*words, "--strict")
    assert result.code == 1
    assert result.lines[2] == "a doubtful query is not sent (--strict)"
    assert len(scp.asked) == asked_count


def test_the_next_query_is_asked_after_a_failing_status_and_not_after_an_abort(
    findscu: Command, scp: FindScp, tmp_path
) -> None:
    files = [tmp_path / name for name in ("one.dump", "two.dump")]
    for file, level in zip(files, ("BAD", "STUDY"), strict=True):
        file.write_text(f"(0008,0052) CS [{level}]\n(0010,0010) PN []\n(0020,000d) UI []\n")
    result = findscu(scp.peer, "-S", "-ll", "error", *files, "--count")
    assert (result.code, result.out) == (5, "0\n3\n")
    assert result.lines[0].startswith("query 1 of 2: the peer answered 0xA900 ")
    with ScriptedPeer([Step(ACCEPT, after=1), Step(ABORT, after=2)]) as peer:
        result = findscu(peer.host, peer.port, "-S", "-ll", "error", *files)
    assert result.code == 4
    assert "1 query was not asked: the association has ended" in result.lines


def test_a_query_that_cannot_be_asked_does_not_spoil_the_next(findscu: Command, tmp_path) -> None:
    worklist, studies = tmp_path / "worklist.dump", tmp_path / "studies.dump"
    worklist.write_text("(0010,0010) PN []\n")
    studies.write_text("(0008,0052) CS [STUDY]\n(0010,0010) PN []\n(0020,000d) UI []\n")
    with FindScp(instance(), models=["study"]) as scp:
        result = findscu(scp.peer, worklist, studies, "--count")
    assert (result.code, result.out) == (3, "1\n")
    assert result.lines == [
        "no presentation context for 1.2.840.10008.5.1.4.31: abstract syntax not supported",
        "hint: ask for a model that the peer supports",
    ]


def test_no_value_of_a_query_stands_in_an_error(findscu: Command, scp: FindScp) -> None:
    with ScriptedPeer([Step(ACCEPT, after=1), Step(ABORT, after=2)]) as peer:
        assert "SECRET" not in findscu("-v", peer.host, peer.port, *QUERY).err
