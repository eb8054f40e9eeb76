"""Ways to leave a query or an association before its end, over the blocking and the asyncio API."""

from __future__ import annotations

import socket
import warnings
from itertools import islice

import pytest

from findscu.errors import InvalidState, NoAcceptedContext, ResponseTimeout, StatusError
from findscu.testing.scripted import Step
from findscu.transport import Interrupted

from .both import Blocking
from .literal import A_ABORT_USER, A_RELEASE_RP, A_RELEASE_RQ, accept, command, final, p_data, pdv, pending
from .running import SHORT, LiteralQuery
from .test_scenarios import C_CANCEL, TWO

ACCEPT = Step(accept((1, 0), (3, 0)), after=1)
RELEASE = Step(A_RELEASE_RP, after=1)
CANCELLED = Step(final(0xFE00), after=1)


def find(api, peer, **how):
    return api.find(peer.host, peer.port, query=LiteralQuery(), **{**SHORT, **how})


def connect(api, peer, **options):
    return api.connect(peer.host, peer.port, **{**SHORT, **options})


def received(peer):
    peer.close()  # waits for its threads
    return peer.received[0]


def test_a_question_of_its_own_ends_with_its_association(api, peer):
    scp = peer(ACCEPT, Step(TWO + final(), after=2), RELEASE)
    matches = find(api, scp)
    assert [match.PatientName for match in matches] == ["Test^One", "Test^Two"]
    assert matches.complete and str(matches.status) == "0x0000 (success)"
    assert received(scp).endswith(A_RELEASE_RQ)


def test_a_failing_status_says_who_answered_it(api, peer):
    scp = peer(ACCEPT, Step(final(0xA700), after=2), RELEASE)
    matches = find(api, scp)
    assert list(matches) == []
    with pytest.raises(StatusError, match="0xA700") as caught:
        matches.raise_for_status()
    assert caught.value.peer == f"ANY-SCP@{scp.host}:{scp.port}"


def test_leaving_a_with_block_half_read_cancels_and_releases(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE)
    with find(api, scp) as matches:
        assert next(iter(matches)).PatientName == "Test^One"
    assert not matches.complete
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


def test_leaving_a_with_block_by_an_exception_still_ends_the_association(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE)
    with pytest.raises(ZeroDivisionError), find(api, scp):
        raise ZeroDivisionError
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


def test_an_exception_in_an_association_aborts_it(api, peer):
    scp = peer(ACCEPT)
    with pytest.raises(ZeroDivisionError), connect(api, scp):
        raise ZeroDivisionError
    assert received(scp).endswith(A_ABORT_USER)


def test_one_query_at_a_time(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, Step(final(message_id=2), after=2), RELEASE)
    with connect(api, scp) as association:
        first = association.find(LiteralQuery())
        with pytest.raises(InvalidState, match="another query is under way"):
            association.find(LiteralQuery())
        first.close()
        assert list(association.find(LiteralQuery())) == []
    with pytest.raises(InvalidState, match="the association has ended"):
        association.find(LiteralQuery())
    assert not association.is_open


def test_a_model_that_was_not_proposed(api, peer):
    scp = peer(ACCEPT, RELEASE)
    with connect(api, scp) as association, pytest.raises(NoAcceptedContext) as caught:
        association.find(level="PATIENT")
    assert "none was proposed" in str(caught.value)


def test_iterating_in_several_goes_loses_nothing(api, peer):
    scp = peer(ACCEPT, Step(TWO * 2 + final(), after=2), RELEASE)
    with find(api, scp) as matches:
        names = [next(matches).PatientName]
        names += [match.PatientName for match in islice(matches, 1)]
        names += [match.PatientName for block in matches.blocks() for match in block]
    assert names == ["Test^One", "Test^Two"] * 2
    assert matches.complete
    assert next(matches, None) is None


def test_an_echo_that_was_not_negotiated_ends_nothing(api, peer):
    scp = peer(Step(accept((1, 0)), after=1), Step(final(), after=2), RELEASE)
    with connect(api, scp) as association:
        with pytest.raises(NoAcceptedContext, match="none was proposed") as caught:
            association.echo()
        assert caught.value.peer == f"ANY-SCP@{scp.host}:{scp.port}"
        assert list(association.find(LiteralQuery())) == []
    assert received(scp).endswith(A_RELEASE_RQ)


def test_an_interrupted_release_is_an_abort(peer):
    scp = peer(ACCEPT, Step(final(), after=2))
    wakeup, waker = socket.socketpair()
    with wakeup, waker:
        association = connect(Blocking(), scp, wakeup=wakeup)
        assert list(association.find(LiteralQuery())) == []
        waker.send(b"!")
        with pytest.raises(Interrupted):
            association.release()
    assert received(scp).endswith(A_RELEASE_RQ + A_ABORT_USER)


def test_echo(api, peer):
    reply = p_data(pdv(3, 3, command(0x8030, 0)))
    scp = peer(ACCEPT, Step(reply, after=1), RELEASE)
    with connect(api, scp, models=("study", "verification")) as association:
        echo = association.echo()
    assert echo.status.code == 0
    assert 0 <= echo.seconds < 1


def test_an_interruption_loses_nothing_and_a_cancel_follows(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), Step(pending(b"Test^Late") + final(0xFE00), after=1), RELEASE)
    wakeup, waker = socket.socketpair()
    with wakeup, waker:
        matches = find(Blocking(), scp, wakeup=wakeup, response_timeout=5.0)
        blocks = matches.blocks()
        names = [match.PatientName for match in next(blocks)]
        waker.send(b"!")
        with pytest.raises(Interrupted):
            next(blocks)
        wakeup.recv(1)
        matches.cancel()
        names += [match.PatientName for match in matches]
    assert names == ["Test^One", "Test^Two", "Test^Late"]
    assert (matches.status.code, matches.outcome.was_cancelled) == (0xFE00, True)
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


# What nobody holds any more.


def ask(message_id: int) -> bytes:
    """The command field and the message ID of a C-FIND-RQ, as they follow each other (PS3.7 Table 9.3-2)."""
    return bytes.fromhex(f"0000 0001 02000000 2000  0000 1001 02000000 {message_id:02x}00")


def test_a_loop_that_is_left_ends_the_association_at_once(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for match in find(api, scp):
            assert match.PatientName == "Test^One"
            break
        del match
        api.settle()
    assert received(scp).endswith(A_ABORT_USER)


def test_a_loop_that_is_left_cancels_and_the_next_query_waits_for_its_end(api, peer):
    late = Step(pending(b"Test^Late") + final(0xFE00), after=1)
    scp = peer(ACCEPT, Step(TWO, after=2), late, Step(final(message_id=2), after=2), RELEASE)
    with connect(api, scp) as association:
        for _ in association.find(LiteralQuery()):
            break
        api.settle()
        assert list(association.find(LiteralQuery())) == []
    talk = received(scp)
    assert talk.count(C_CANCEL) == 1
    assert talk.index(ask(1)) < talk.index(C_CANCEL) < talk.index(ask(2))
    assert talk.endswith(A_RELEASE_RQ)


def test_a_query_that_has_not_begun_is_never_sent_when_it_is_left_too(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, Step(final(message_id=3), after=2), RELEASE)
    with connect(api, scp) as association:
        next(association.find(LiteralQuery()))
        api.settle()
        second = association.find(LiteralQuery())
        second.cancel()
        assert list(second) == []
        assert (second.status, second.complete) == (None, False)
        assert list(association.find(LiteralQuery())) == []
    talk = received(scp)
    assert (talk.count(ask(1)), talk.count(ask(2)), talk.count(ask(3))) == (1, 0, 1)


def test_a_peer_that_goes_on_with_a_query_that_was_left_is_told_to_the_next_one(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2))
    association = connect(api, scp)
    next(association.find(LiteralQuery()))
    api.settle()
    with pytest.raises(ResponseTimeout, match="end of the cancelled query"):
        list(association.find(LiteralQuery()))
    assert not association.is_open


def test_an_echo_waits_for_the_end_of_a_query_that_was_left(api, peer):
    reply = Step(p_data(pdv(3, 3, command(0x8030, 0, message_id=2))), after=1)
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, reply, RELEASE)
    with connect(api, scp, models=("study", "verification")) as association:
        next(association.find(LiteralQuery()))
        api.settle()
        assert association.echo().status.code == 0


def test_what_is_no_exception_waits_for_nothing(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2))
    with pytest.raises(KeyboardInterrupt), find(api, scp, cancel_timeout=60.0) as matches:
        next(matches)
        raise KeyboardInterrupt
    assert received(scp).endswith(A_ABORT_USER)


def test_what_is_no_exception_leaves_an_association_sound(api, peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, Step(final(message_id=2), after=2), RELEASE)
    with connect(api, scp) as association:
        with pytest.raises(KeyboardInterrupt), association.find(LiteralQuery()) as matches:
            next(matches)
            raise KeyboardInterrupt
        assert list(association.find(LiteralQuery())) == []
    assert received(scp).endswith(A_RELEASE_RQ)


def test_a_forgotten_association_is_aborted(api, peer):
    scp = peer(ACCEPT, Step(final(), after=2))
    association = connect(api, scp)
    list(association.find(LiteralQuery()))
    del association
    api.settle()
    assert received(scp).endswith(A_ABORT_USER)
