"""Walks through the state machine, and its blanks. The table itself is compared in `conformance`."""

import pytest

from findscu import state
from findscu.errors import LocalProtocolError
from findscu.pdu import Abort, AssociateAc, AssociateRj, AssociateRq, PDataTf, ReleaseRp, ReleaseRq
from findscu.state import transition


def walk(*events, start=state.STA1, condition=True):
    """Return the states that the events lead through, and the effects on the way."""
    states, effects, now = [], [], start
    for event in events:
        _, done, now = transition(event, now, condition=condition)
        states.append(now)
        effects += done
    return states, effects


def test_requestor_queries_and_releases():
    assert walk(
        state.ASSOCIATE_REQUEST,
        state.TRANSPORT_OPENED,
        state.RECEIVED_ASSOCIATE_AC,
        state.P_DATA_REQUEST,
        state.RECEIVED_P_DATA,
        state.RELEASE_REQUEST,
        state.RECEIVED_P_DATA,
        state.RECEIVED_RELEASE_RP,
    ) == (
        [4, 5, 6, 6, 6, 7, 7, 1],
        [
            state.OPEN_TRANSPORT,
            state.SEND_ASSOCIATE_RQ,
            state.CONFIRM_ACCEPT,
            state.SEND_P_DATA,
            state.INDICATE_P_DATA,
            state.SEND_RELEASE_RQ,
            state.INDICATE_P_DATA,
            state.CONFIRM_RELEASE,
            state.CLOSE_TRANSPORT,
        ],
    )


def test_acceptor_answers_and_is_released():
    assert walk(
        state.TRANSPORT_ACCEPTED,
        state.RECEIVED_ASSOCIATE_RQ,
        state.ASSOCIATE_ACCEPT,
        state.RECEIVED_RELEASE_RQ,
        state.P_DATA_REQUEST,
        state.RELEASE_RESPONSE,
        state.TRANSPORT_CLOSED,
    ) == (
        [2, 3, 6, 8, 8, 13, 1],
        [
            state.START_ARTIM,
            state.STOP_ARTIM,
            state.INDICATE_ASSOCIATE,
            state.SEND_ASSOCIATE_AC,
            state.INDICATE_RELEASE,
            state.SEND_P_DATA,
            state.SEND_RELEASE_RP,
            state.START_ARTIM,
            state.STOP_ARTIM,
        ],
    )


def test_rejected():
    states, effects = walk(state.ASSOCIATE_REQUEST, state.TRANSPORT_OPENED, state.RECEIVED_ASSOCIATE_RJ)
    assert states == [4, 5, 1]
    assert effects[-2:] == [state.CONFIRM_REJECT, state.CLOSE_TRANSPORT]


def test_abort_and_a_peer_that_does_not_close():
    assert walk(state.ABORT_REQUEST, state.RECEIVED_P_DATA, state.ARTIM_EXPIRED, start=state.STA6) == (
        [13, 13, 1],
        [state.SEND_ABORT, state.START_ARTIM, state.STOP_ARTIM, state.CLOSE_TRANSPORT],
    )


def test_a_peer_that_breaks_the_rules():
    assert transition(state.RECEIVED_INVALID, state.STA6) == (
        "AA-8",
        (state.SEND_P_ABORT, state.INDICATE_P_ABORT, state.START_ARTIM),
        state.STA13,
    )


def test_release_collision_as_requestor():
    collision = (state.RELEASE_REQUEST, state.RECEIVED_RELEASE_RQ, state.RELEASE_RESPONSE, state.RECEIVED_RELEASE_RP)
    assert walk(*collision, start=state.STA6)[0] == [7, 9, 11, 1]


def test_release_collision_as_acceptor():
    collision = (state.RELEASE_REQUEST, state.RECEIVED_RELEASE_RQ, state.RECEIVED_RELEASE_RP, state.RELEASE_RESPONSE)
    assert walk(*collision, start=state.STA6, condition=False)[0] == [7, 10, 12, 13]


def test_request_that_the_provider_does_not_accept():
    assert transition(state.RECEIVED_ASSOCIATE_RQ, state.STA2, condition=False) == (
        "AE-6",
        (state.STOP_ARTIM, state.SEND_ASSOCIATE_RJ, state.START_ARTIM),
        state.STA13,
    )


@pytest.mark.parametrize(("condition", "indication"), [(True, state.INDICATE_ABORT), (False, state.INDICATE_P_ABORT)])
def test_abort_by_user_or_provider(condition, indication):
    assert transition(state.RECEIVED_ABORT, state.STA6, condition=condition) == (
        "AA-3",
        (indication, state.CLOSE_TRANSPORT),
        state.STA1,
    )


def test_a_blank_is_our_bug():
    with pytest.raises(LocalProtocolError, match=r"^event 9 in state 5, where PS3\.8 Table 9-10 has a blank$"):
        transition(state.P_DATA_REQUEST, state.STA5)


def test_pdus_are_blank_only_where_no_connection_is_open():
    blanks = {
        now for event in (*state.RECEIVED.values(), state.RECEIVED_INVALID) for now in range(1, 14)
        if not state.TABLE[event][now - 1]
    }  # fmt: skip
    assert blanks == {state.STA1, state.STA4}


def test_every_pdu_has_its_event():
    assert {cls.pdu_type: state.RECEIVED[cls.pdu_type] for cls in (
        AssociateRq, AssociateAc, AssociateRj, PDataTf, ReleaseRq, ReleaseRp, Abort
    )} == {1: 6, 2: 3, 3: 4, 4: 10, 5: 12, 6: 13, 7: 16}  # fmt: skip


def test_artim_runs_only_where_it_may_expire():
    """Whatever leads into Sta2 or Sta13 from elsewhere starts the timer; whatever leaves them stops it."""
    running = {state.STA2, state.STA13}
    outcomes = [(action, *outcome) for table in (state.ACTIONS, state.OTHERWISE) for action, outcome in table.items()]
    for action, effects, next_state in outcomes:
        origins = {now for row in state.TABLE.values() for now, cell in enumerate(row, 1) if cell == action}
        if next_state in running and origins - running:
            assert state.START_ARTIM in effects, action
        if next_state not in running and origins & running:
            assert state.STOP_ARTIM in effects, action
