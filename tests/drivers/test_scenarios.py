"""Every conversation once, over the virtual clock and both real drivers, against literal bytes."""

from __future__ import annotations

import pytest

from findscu.errors import (
    AssociationAborted,
    AssociationRejected,
    AssociationTimeout,
    ConnectionLost,
    MalformedMessage,
    MalformedPdu,
    NoAcceptedContext,
    ReleaseTimeout,
    ResponseTimeout,
    StatusError,
)
from findscu.testing.scripted import Step

from .literal import (
    A_ABORT_UNRECOGNIZED_PDU,
    A_ABORT_USER,
    A_RELEASE_RP,
    A_RELEASE_RQ,
    P_ABORT,
    REJECT_CALLED_AE_TITLE,
    accept,
    command,
    error_comment,
    final,
    identifier,
    offending_element,
    p_data,
    pdv,
    pending,
)
from .running import DRIVERS, PATIENT

ACCEPT = Step(accept((1, 0)), after=1)
RELEASE = Step(A_RELEASE_RP, after=1)
TWO = pending(b"Test^One") + pending(b"Test^Two")
NAMES = ("Test^One", "Test^Two")
C_CANCEL = bytes.fromhex(  # C-CANCEL-RQ to message 1 on context 1 (PS3.7 Table 9.3-5), as one P-DATA-TF
    "04 00 00000030 0000002c 01 03"
    "0000 0000 04000000 1e000000"
    "0000 0001 02000000 ff0f"
    "0000 2001 02000000 0100"
    "0000 0008 02000000 0101"
)


@pytest.fixture(params=DRIVERS.values(), ids=DRIVERS.keys())
def ask(request):
    def run(*steps, timeout=PATIENT, **how):
        return request.param(steps, {"limit": None, "cancel_after": None, **how}, timeout=timeout)

    return run


def answering(answers: bytes) -> Step:
    """What comes after the C-FIND-RQ, which is two PDUs."""
    return Step(answers, after=2)


def test_all_matches_and_an_orderly_end(ask):
    result = ask(ACCEPT, answering(TWO + final()), RELEASE)
    assert (result.names, result.error) == (NAMES, None)
    assert result.outcome.is_complete
    assert result.outcome.status.code == 0
    assert result.sent.endswith(A_RELEASE_RQ)


def test_no_match_is_a_complete_answer(ask):
    result = ask(ACCEPT, answering(final()), RELEASE)
    assert (result.names, result.outcome.is_complete, result.error) == ((), True, None)


def bytewise(kind: int, raw: bytes) -> list[bytes]:
    return [pdv(1, kind | 2 * (at == len(raw) - 1), raw[at : at + 1]) for at in range(len(raw))]


ONE, DATA, END = command(0x8020, 0xFF00, has_data=True), identifier(b"Test^One"), command(0x8020, 0)
WHOLE = [pdv(1, 3, ONE), pdv(1, 2, DATA)] * 2 + [pdv(1, 3, END)]
BYTES = [part for _ in range(2) for kind, raw in ((1, ONE), (0, DATA)) for part in bytewise(kind, raw)]
BYTES += bytewise(1, END)
SPLITS = {
    "all in one PDU": p_data(*WHOLE),
    "command, identifier and the next command in one PDU": p_data(*WHOLE[:3]) + p_data(*WHOLE[3:]),
    "one-byte PDVs in one PDU": p_data(*BYTES),
    "one-byte PDVs, a PDU each": b"".join(p_data(one) for one in BYTES),
    "empty last fragments": p_data(pdv(1, 3, ONE), pdv(1, 0, DATA), pdv(1, 2, b"")) * 2
    + p_data(pdv(1, 1, END), pdv(1, 3, b"")),
}


@pytest.mark.parametrize("answers", SPLITS.values(), ids=SPLITS.keys())
def test_any_legal_split_of_messages(ask, answers):
    result = ask(ACCEPT, answering(answers), RELEASE)
    assert (result.names, result.outcome.is_complete, result.error) == (("Test^One",) * 2, True, None)


def test_any_chunking_of_the_stream(ask):
    stream = TWO + final()
    steps = [Step(stream[at : at + 1], after=2 if at == 0 else 0) for at in range(len(stream))]
    result = ask(ACCEPT, *steps, RELEASE)
    assert (result.names, result.outcome.is_complete, result.error) == (NAMES, True, None)


def test_a_rejection_says_why(ask):
    result = ask(Step(REJECT_CALLED_AE_TITLE, after=1))
    assert isinstance(result.error, AssociationRejected)
    assert (result.error.result, result.error.source, result.error.reason) == (1, 1, 7)
    assert "called AE title not recognized" in str(result.error)
    assert not result.error.is_transient


def test_no_accepted_context_is_released(ask):
    result = ask(Step(accept((1, 3)), after=1), RELEASE)
    assert isinstance(result.error, NoAcceptedContext)
    assert "abstract syntax not supported" in result.error.reasons[0]
    assert result.sent.endswith(A_RELEASE_RQ)


@pytest.mark.parametrize("end", [A_ABORT_USER, P_ABORT, A_RELEASE_RQ], ids=["abort", "provider abort", "release"])
def test_an_end_that_comes_with_the_acceptance(ask, end):
    result = ask(Step(accept((1, 0)) + end, after=1))
    assert isinstance(result.error, AssociationAborted)
    assert "right after it had accepted it" in str(result.error)


def test_a_silent_peer_before_the_association(ask):
    result = ask(timeout=0.3)
    assert isinstance(result.error, AssociationTimeout)
    assert (result.error.limit, result.sent[-10:]) == (0.3, A_ABORT_USER)


def test_a_silent_peer_after_the_query(ask):
    result = ask(ACCEPT, timeout=0.3)
    assert isinstance(result.error, ResponseTimeout)
    assert result.sent.endswith(A_ABORT_USER)


def test_silence_amid_the_answers_keeps_what_came(ask):
    result = ask(ACCEPT, answering(TWO), timeout=0.3)
    assert result.names == NAMES
    assert isinstance(result.error, ResponseTimeout)
    assert not result.outcome.is_complete
    assert result.outcome.status is None


def test_a_slow_drip_extends_no_deadline(ask):
    drip = [Step(pending(b"Test^One")[at : at + 1], delay=0.1, after=2 if at == 0 else 0) for at in range(20)]
    result = ask(ACCEPT, *drip, timeout=0.3)
    assert isinstance(result.error, ResponseTimeout)
    assert result.error.elapsed < 0.6


def test_each_response_has_its_own_time(ask):
    late = [Step(pending(b"Test^One"), delay=0.2, after=2 if at == 0 else 0) for at in range(3)]
    result = ask(ACCEPT, *late, Step(final(), delay=0.2), RELEASE, timeout=0.7)
    assert (len(result.names), result.error) == (3, None)


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (Step(A_ABORT_USER), AssociationAborted),
        (Step(P_ABORT), AssociationAborted),
        (Step(b""), ConnectionLost),
        (Step(b"", resets=True, delay=0.05), ConnectionLost),
        (Step(A_RELEASE_RQ), AssociationAborted),
    ],
    ids=["abort", "provider abort", "close", "reset", "release"],
)
def test_an_end_amid_the_answers_keeps_what_came(ask, end, error):
    result = ask(ACCEPT, answering(TWO), end)
    assert result.names == NAMES
    assert isinstance(result.error, error)
    assert (result.outcome.is_complete, result.outcome.status) == (False, None)


def test_a_failing_status_is_an_outcome_not_an_exception(ask):
    extra = offending_element(0x0010, 0x0020) + error_comment(b"not today ")
    result = ask(ACCEPT, answering(TWO + final(0xA700, extra=extra)), RELEASE)
    assert (result.names, result.error) == (NAMES, None)
    failure = result.outcome.error
    assert isinstance(failure, StatusError)
    assert (failure.status, failure.error_comment, failure.match_count) == (0xA700, "not today", 2)
    assert failure.offending_elements == (0x00100020,)
    assert not result.outcome.is_complete


def test_unsupported_keys_are_counted(ask):
    result = ask(ACCEPT, answering(pending(b"Test^One", status=0xFF01) + pending(b"Test^Two") + final()), RELEASE)
    assert result.outcome.unsupported_keys_count == 1
    assert result.outcome.is_complete


def test_a_final_response_may_bring_an_identifier(ask):
    odd = p_data(pdv(1, 3, command(0x8020, 0, has_data=True)), pdv(1, 2, identifier(b"Test^Odd")))
    result = ask(ACCEPT, answering(TWO + odd), RELEASE)
    assert (result.names, result.outcome.is_complete, result.error) == (NAMES, True, None)


def test_a_limit_delivers_exactly_that_many_and_cancels(ask):
    result = ask(ACCEPT, answering(TWO * 3), Step(pending(b"Test^Late") + final(0xFE00), after=1), RELEASE, limit=3)
    assert result.names == (*NAMES, "Test^One")
    assert C_CANCEL in result.sent
    assert result.sent.endswith(A_RELEASE_RQ)
    outcome = result.outcome
    assert (outcome.is_limited, outcome.was_cancelled, outcome.is_complete, outcome.error) == (True, True, False, None)
    assert (outcome.match_count, outcome.dropped_count) == (3, 4)


def test_a_limit_that_is_just_reached_cancels_nothing(ask):
    result = ask(ACCEPT, answering(TWO + final()), RELEASE, limit=2)
    assert (result.names, result.outcome.is_complete, result.outcome.was_cancelled) == (NAMES, True, False)
    assert C_CANCEL not in result.sent


def test_a_limit_with_a_peer_that_ignores_the_cancel(ask):
    result = ask(ACCEPT, answering(TWO * 3), limit=3, timeout=0.3)
    assert (len(result.names), result.outcome.is_limited) == (3, True)
    assert result.sent.endswith(C_CANCEL + A_ABORT_USER)


def test_cancel_after_goes_on_delivering(ask):
    result = ask(ACCEPT, answering(TWO), Step(TWO + final(0xFE00), after=1), RELEASE, cancel_after=1)
    assert (result.names, result.error) == (NAMES * 2, None)
    assert result.sent.count(C_CANCEL) == 1
    assert (result.outcome.status.code, result.outcome.is_complete) == (0xFE00, False)


@pytest.mark.parametrize(
    "stray",
    [
        pending(b"Test^Stale", message_id=7),
        p_data(pdv(1, 3, command(0x8030, 0))),
        p_data(pdv(3, 3, command(0x8020, 0))),
        p_data(pdv(1, 3, command(0x8020, 0xFF00))),
        p_data(pdv(1, 2, identifier(b"Test^Lost"))),
        p_data(pdv(1, 3, command(0x8001, 0))),
        p_data(pdv(1, 3, command(0x8020, None))),
    ],
    ids=[
        *("stale message id", "C-ECHO-RSP", "other context", "pending without data", "data first", "C-STORE-RSP"),
        "no status",
    ],
)
def test_a_message_that_does_not_belong_here(ask, stray):
    result = ask(ACCEPT, answering(TWO + stray))
    assert result.names == NAMES
    assert isinstance(result.error, MalformedMessage)
    assert result.sent.endswith(A_ABORT_USER)


def test_an_unknown_pdu_is_answered_with_the_right_abort(ask):
    result = ask(ACCEPT, answering(TWO + b"\x09\0\0\0\0\0"))
    assert result.names == NAMES
    assert isinstance(result.error, MalformedPdu)
    assert result.sent.endswith(A_ABORT_UNRECOGNIZED_PDU)


def test_a_release_without_answer(ask):
    result = ask(ACCEPT, answering(TWO + final()), timeout=0.3)
    assert isinstance(result.error, ReleaseTimeout)
    assert result.outcome.is_complete
    assert result.sent.endswith(A_ABORT_USER)


def test_both_ask_for_release_at_once(ask):
    result = ask(ACCEPT, answering(final()), Step(A_RELEASE_RQ, after=1), Step(A_RELEASE_RP, after=1))
    assert result.error is None
    assert result.sent.endswith(A_RELEASE_RQ + A_RELEASE_RP)


def test_a_peer_with_small_pdus_gets_fragments(ask):
    result = ask(Step(accept((1, 0), max_length=12), after=1), Step(final(), after=17), RELEASE)
    assert result.error is None
    pdus = result.sent.split(b"\x04\0\0\0\0\x0c", 1)[1]
    assert pdus.startswith(bytes.fromhex("00000008 01 01"))
