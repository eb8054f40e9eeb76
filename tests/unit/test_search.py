"""One query without waiting: what cannot be asked, and what its outcome says."""

from __future__ import annotations

import pytest

from drivers.literal import accept, final, pending
from drivers.running import LiteralQuery
from findscu.errors import InvalidQuery, InvalidState
from findscu.peer import Peer
from findscu.search import deliver, start_find, take_matches
from findscu.session import Session
from findscu.settings import Settings


@pytest.fixture
def session():
    session = Session()
    session.request_association(Settings(Peer("scripted"), models=("study",)).request())
    session.receive(accept((1, 0)))
    session.take_event()
    session.data_to_send()
    return session


@pytest.mark.parametrize(
    "how", [{"priority": 3}, {"priority": 70000}, {"limit": 0}, {"limit": -1}, {"cancel_after": 0}]
)
def test_what_cannot_be_asked(session, how):
    with pytest.raises(InvalidQuery, match=f"{next(iter(how))} is {next(iter(how.values()))}, expected"):
        start_find(session, LiteralQuery(), **how)
    assert not session.data_to_send()


def test_nothing_is_asked_without_an_association():
    with pytest.raises(InvalidState):
        start_find(Session(), LiteralQuery())


@pytest.mark.parametrize(
    ("answers", "is_limited", "is_complete", "dropped_count"),
    [
        (pending(b"A"), False, False, 0),
        (pending(b"A") * 2, True, False, 0),
        (pending(b"A") * 2 + final(), False, True, 0),
        (pending(b"A") * 3 + final(), True, False, 1),
        (pending(b"A") * 2 + final(0xA700), True, False, 0),
    ],
    ids=["below", "reached", "all there were", "beyond", "failed"],
)
def test_a_limit_of_two(session, answers, is_limited, is_complete, dropped_count):
    search = start_find(session, LiteralQuery(), limit=2)
    session.receive(answers)
    deliver(search, take_matches(search))
    outcome = search.outcome()
    assert (outcome.is_limited, outcome.is_complete) == (is_limited, is_complete)
    assert outcome.dropped_count == dropped_count
