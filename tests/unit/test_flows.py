"""Flows by hand: what extends a time-out, what does not, and what is looked at before time is called up."""

from __future__ import annotations

import pytest

from drivers.literal import A_ABORT_USER, A_RELEASE_RP, A_RELEASE_RQ, accept, command, final, p_data, pdv, pending
from drivers.running import LiteralQuery
from findscu import flows
from findscu.errors import MalformedMessage, NoAcceptedContext, ReleaseTimeout, ResponseTimeout
from findscu.peer import Peer
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings

SETTINGS = Settings(Peer("by-hand"), models=("study",), response_timeout=100.0, cancel_timeout=10.0)


def end_of(flow, *resumes):
    """Resume a flow with each (now, data), the last of which must end it; return its result."""
    next(flow)
    for resume in resumes[:-1]:
        flow.send(resume)
    with pytest.raises(StopIteration) as stopped:
        flow.send(resumes[-1])
    return stopped.value.value


@pytest.fixture
def session():
    session = Session()
    end_of(flows.associate(session, SETTINGS, 0.0), (1.0, accept((1, 0))))
    session.data_to_send()
    return session


def names(block):
    return [match.PatientName for match in block]


def test_waiting_begins_with_each_block(session):
    search = start_find(session, LiteralQuery())
    flow = flows.next_block(search, 50.0, SETTINGS)
    assert next(flow) == 150.0
    with pytest.raises(StopIteration):
        flow.send((149.0, pending(b"A")))
    assert next(flows.next_block(search, 500.0, SETTINGS)) == 600.0


def test_nothing_before_its_time_is_no_time_out(session):
    """A driver may wait shorter than it was told to, be it for the grain of its clock."""
    search = start_find(session, LiteralQuery())
    block = end_of(flows.next_block(search, 0.0, SETTINGS), (99.999, None), (99.9999, None), (99.99999, pending(b"A")))
    assert names(block) == ["A"]


def test_what_came_counts_even_if_we_look_late(session):
    search = start_find(session, LiteralQuery())
    assert names(end_of(flows.next_block(search, 0.0, SETTINGS), (5000.0, pending(b"A")))) == ["A"]


def test_a_flood_does_not_put_off_the_end_of_a_release(session):
    flow = flows.release(session, 0.0, 10.0)
    next(flow)
    for now in (1.0, 5.0, 9.9):
        assert flow.send((now, pending(b"A"))) == 10.0
    with pytest.raises(ReleaseTimeout, match="within 10 s") as caught:
        flow.send((10.5, pending(b"A")))
    assert caught.value.elapsed == 10.5
    assert session.data_to_send() == A_RELEASE_RQ + A_ABORT_USER


def test_a_flood_does_not_put_off_the_end_of_a_query_that_nobody_reads(session):
    search = start_find(session, LiteralQuery())
    end_of(flows.finish(search, 0.0, SETTINGS), (1.0, pending(b"A")), (9.9, pending(b"B") * 2), (10.0, pending(b"C")))
    assert isinstance(search.error, ResponseTimeout)
    assert (search.dropped_count, session.data_to_send()[-10:]) == (4, A_ABORT_USER)


def test_a_flood_does_not_put_off_the_end_of_a_cancelled_query(session):
    search = start_find(session, LiteralQuery())
    flows.cancel(search, 0.0, SETTINGS)
    assert names(end_of(flows.next_block(search, 0.0, SETTINGS), (9.0, pending(b"A")))) == ["A"]
    assert names(end_of(flows.next_block(search, 9.0, SETTINGS), (10.0, pending(b"B")))) == ["B"]
    with pytest.raises(ResponseTimeout, match="no end of the cancelled query within 10 s"):
        next(flows.next_block(search, 10.0, SETTINGS))


def test_a_consumer_that_takes_its_time_after_a_cancel_still_gets_the_end(session):
    search = start_find(session, LiteralQuery())
    flows.cancel(search, 0.0, SETTINGS)
    assert names(end_of(flows.next_block(search, 60.0, SETTINGS), (60.0, pending(b"A") + final(0xFE00)))) == ["A"]
    assert search.final.status == 0xFE00


def test_to_cancel_again_gives_no_more_time(session):
    search = start_find(session, LiteralQuery())
    flows.cancel(search, 0.0, SETTINGS)
    flows.cancel(search, 9.0, SETTINGS)
    assert next(flows.next_block(search, 9.0, SETTINGS)) == 10.0


def test_the_release_of_a_useless_association_has_its_own_time():
    session = Session()
    flow = flows.associate(session, SETTINGS.replace(association_timeout=30.0, release_timeout=10.0), 0.0)
    assert next(flow) == 30.0
    assert flow.send((25.0, accept((1, 3)))) == 35.0
    with pytest.raises(NoAcceptedContext):
        flow.send((34.0, A_RELEASE_RP))
    assert session.data_to_send()[-10:] == A_RELEASE_RQ


class TestASecondFinalResponse:
    """A C-CANCEL crosses the final response, and the peer answers it as well (DEVIATION second-final)."""

    @pytest.fixture
    def session(self, session):
        search = start_find(session, LiteralQuery(), limit=1)
        end_of(flows.next_block(search, 0.0, SETTINGS), (1.0, pending(b"A")))
        end_of(flows.next_block(search, 1.0, SETTINGS), (2.0, final()))
        session.data_to_send()
        return session

    def test_is_passed_over_before_the_next_answers(self, session):
        search = start_find(session, LiteralQuery())
        late = final(0xFE00, message_id=1)
        block = end_of(flows.next_block(search, 3.0, SETTINGS), (4.0, late + pending(b"B", message_id=2)))
        assert names(block) == ["B"]

    def test_extends_no_time_when_it_comes_alone(self, session):
        search = start_find(session, LiteralQuery())
        flow = flows.next_block(search, 0.0, SETTINGS)
        assert next(flow) == 100.0
        assert flow.send((50.0, final(0xFE00, message_id=1))) == 100.0
        with pytest.raises(ResponseTimeout):
            flow.send((100.0, None))

    def test_is_passed_over_while_an_echo_is_awaited(self, session):
        session.contexts[3] = session.negotiated.accepted[3] = ("1.2.840.10008.1.1", "1.2.840.10008.1.2")
        answer = final(0xFE00, message_id=1) + p_data(pdv(3, 3, command(0x8030, 0, message_id=2)))
        assert end_of(flows.echo(session, 3.0, 10.0), (4.0, answer)).code == 0

    @pytest.mark.parametrize("stray", [final(message_id=3), pending(b"A", message_id=1)], ids=["no such", "pending"])
    def test_and_nothing_else_is(self, session, stray):
        search = start_find(session, LiteralQuery())
        flow = flows.next_block(search, 3.0, SETTINGS)
        next(flow)
        with pytest.raises(MalformedMessage):
            flow.send((4.0, stray))
