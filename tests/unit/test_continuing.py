"""Repository Query: what is asked after a list that was cut short, and when nothing is (PS3.4 §C.6.4.5)."""

from __future__ import annotations

from struct import pack

import pytest

from drivers.literal import A_ABORT_USER, accept, command, final, p_data, pdv
from findscu import continuing, flows
from findscu.errors import ResponseTimeout
from findscu.peer import Peer
from findscu.query import build_query
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings

SETTINGS = Settings(Peer("repository"), models="repository", response_timeout=100.0, cancel_timeout=10.0)
CUT_SHORT = 0xB001
RECORD_KEY, PRIOR_RECORD_KEY = bytes.fromhex("0800 1b04"), bytes.fromhex("0800 1c04")  # Implicit VR Little Endian
C_CANCEL = bytes.fromhex("0000 0001 02000000 ff0f")


def found(key: bytes | None, message_id: int) -> bytes:
    """A pending response with a Patient ID and, if there is one, a Record Key, Implicit VR Little Endian."""
    patient_id = bytes.fromhex("1000 2000 02000000") + b"P%d" % message_id
    record_key = b"" if key is None else RECORD_KEY + pack("<I", len(key)) + key
    answer = command(0x8020, 0xFF00, message_id=message_id, has_data=True)
    return p_data(pdv(1, 3, answer)) + p_data(pdv(1, 2, record_key + patient_id))


@pytest.fixture
def session():
    session = Session()
    flow = flows.associate(session, SETTINGS, 0.0)
    next(flow)
    with pytest.raises(StopIteration):
        flow.send((1.0, accept((1, 0))))
    session.data_to_send()
    return session


def ask(session, *, settings=SETTINGS, keys=(), **how):
    search = start_find(session, build_query(model="repository", level="STUDY", keys=keys), settings=settings, **how)
    return search, session.data_to_send()


def blocks(search, *answers, settings=SETTINGS):
    """Read a search to its end, each of the answers coming when it is waited for; return matches and what was sent."""
    ids, sent, left = [], [], list(answers)
    while True:
        flow = flows.next_block(search, 2.0, settings)
        try:
            next(flow)
            while True:
                sent.append(search.session.data_to_send())
                flow.send((3.0, left.pop(0)))
        except StopIteration as end:
            sent.append(search.session.data_to_send())
            if not end.value:
                return ids, b"".join(sent)
            ids += [match.PatientID for match in end.value]


def test_the_record_key_is_asked_for(session):
    _, sent = ask(session)
    assert RECORD_KEY + bytes(4) in sent
    assert PRIOR_RECORD_KEY not in sent


def test_a_list_that_is_cut_short_is_asked_on_after_its_last_record_key(session):
    search, _ = ask(session)
    first = found(b"\0\1", 1) + found(b"\0\2", 1) + final(CUT_SHORT, message_id=1)
    second = found(b"\0\7", 2) + final(CUT_SHORT, message_id=2)
    ids, sent = blocks(search, first, second, final(0, message_id=3))
    assert ids == ["P1", "P1", "P2"]
    assert PRIOR_RECORD_KEY + bytes.fromhex("02000000 0002") in sent
    assert PRIOR_RECORD_KEY + bytes.fromhex("02000000 0007") in sent
    outcome = search.outcome()
    assert (outcome.match_count, outcome.continuation_count) == (3, 2)
    assert (outcome.is_complete, outcome.status.code) == (True, 0)


def test_the_end_may_come_by_itself_and_the_time_begins_anew(session):
    search, _ = ask(session)
    blocks_flow = flows.next_block(search, 0.0, SETTINGS)
    next(blocks_flow)
    with pytest.raises(StopIteration):
        blocks_flow.send((1.0, found(b"\0\1", 1)))
    flow = flows.next_block(search, 10.0, SETTINGS)
    assert next(flow) == 110.0
    assert flow.send((60.0, final(CUT_SHORT, message_id=1))) == 160.0
    with pytest.raises(ResponseTimeout):
        flow.send((160.0, None))
    assert session.data_to_send().endswith(A_ABORT_USER)


@pytest.mark.parametrize(
    "answers",
    [
        [final(CUT_SHORT)],
        [found(None, 1) + final(CUT_SHORT)],
        [found(b"", 1) + final(CUT_SHORT)],
        [found(b"\0\1", 1) + final(CUT_SHORT), final(CUT_SHORT, message_id=2)],
        [found(b"\0\1", 1) + final(CUT_SHORT), found(b"\0\1", 2) + final(CUT_SHORT, message_id=2)],
    ],
    ids=["no match", "no key", "empty key", "nothing new", "the same key again"],
)
def test_without_a_new_record_key_the_list_stays_incomplete(session, answers):
    search, _ = ask(session)
    blocks(search, *answers)
    outcome = search.outcome()
    assert (outcome.status.code, outcome.is_complete, outcome.error) == (CUT_SHORT, False, None)
    assert outcome.continuation_count == len(answers) - 1


def test_a_failure_later_on_fails_the_whole(session):
    search, _ = ask(session)
    ids, _ = blocks(search, found(b"\0\1", 1) + final(CUT_SHORT), final(0xA710, message_id=2))
    assert ids == ["P1"]
    assert search.outcome().error.status == 0xA710


def test_a_limit_counts_the_matches_of_all_requests(session):
    search, _ = ask(session, limit=2)
    first = found(b"\0\1", 1) + final(CUT_SHORT)
    second = found(b"\0\2", 2) + found(b"\0\3", 2) + final(CUT_SHORT, message_id=2)
    ids, sent = blocks(search, first, second)
    assert ids == ["P1", "P2"]
    outcome = search.outcome()
    assert (outcome.is_limited, outcome.dropped_count, outcome.continuation_count) == (True, 1, 1)
    assert C_CANCEL not in sent


def test_a_cancelled_query_is_not_continued(session):
    search, _ = ask(session)
    flows.cancel(search, 2.0, SETTINGS)
    blocks(search, found(b"\0\1", 1) + final(CUT_SHORT))
    assert search.outcome().continuation_count == 0


def test_only_so_many_requests_are_sent(session, monkeypatch):
    monkeypatch.setattr(continuing, "MAX_CONTINUATION_COUNT", 3)
    search, _ = ask(session)
    blocks(search, *[found(bytes((0, n)), n) + final(CUT_SHORT, message_id=n) for n in range(1, 5)])
    assert (search.outcome().continuation_count, search.outcome().match_count) == (3, 4)


def test_continuing_can_be_switched_off(session):
    settings = SETTINGS.replace(continues=False)
    search, _ = ask(session, settings=settings)
    blocks(search, found(b"\0\1", 1) + final(CUT_SHORT), settings=settings)
    assert search.outcome().status.code == CUT_SHORT


def test_who_starts_in_the_middle_goes_on_from_there(session):
    search, sent = ask(session, keys=["PriorRecordKey=0005"])
    assert PRIOR_RECORD_KEY + bytes.fromhex("02000000 0005") in sent
    blocks(search, found(b"\0\5", 1) + final(CUT_SHORT))
    assert search.outcome().continuation_count == 0
