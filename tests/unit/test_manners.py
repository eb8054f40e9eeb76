"""Habits of the older programs, one by one; together they are judged in `compat`."""

from __future__ import annotations

import pytest

from drivers.literal import A_ABORT_USER, accept, command, final, p_data, pdv
from findscu import flows
from findscu.errors import AssociationAborted, MalformedMessage, NoAcceptedContext, ReleaseTimeout, ResponseTimeout
from findscu.manners import OURS, Manners, check_p_data
from findscu.peer import Peer
from findscu.query import build_query
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings

A_ABORT_PROVIDER = bytes.fromhex("07 00 00000004 00 00 02 00")
A_RELEASE_RQ = bytes.fromhex("05 00 00000004 00000000")
SETTINGS = Settings(Peer("scripted"), models="study", response_timeout=10.0, release_timeout=10.0)


def established(manners: Manners, answer: bytes = b"") -> Session:
    session = Session(manners=manners)
    flow = flows.associate(session, SETTINGS.replace(manners=manners), 0.0)
    next(flow)
    with pytest.raises(StopIteration):
        flow.send((1.0, answer or accept((1, 0))))
    session.data_to_send()
    return session


def asking(manners: Manners):
    session = established(manners)
    search = start_find(session, build_query(level="STUDY"))
    session.data_to_send()
    flow = flows.next_block(search, 0.0, SETTINGS)
    next(flow)
    return session, search, flow


def test_ours_have_none_of_them():
    assert not any(getattr(OURS, name) for name in OURS._fields)
    assert Settings(Peer("pacs")).manners is Session().manners is OURS


def test_lenient_titles_and_lengths():
    settings = SETTINGS.replace(manners=Manners(is_lenient=True), called_ae_title="A\\B" + "C" * 20, max_pdu_length=5)
    settings.check()
    assert settings.request().called_ae_title == "A\\B" + "C" * 13


def test_abrupt_contexts_and_ends():
    manners = Manners(is_abrupt=True)
    (context,) = SETTINGS.replace(manners=manners).request().presentation_contexts
    assert context.reserved == 0xFF
    session = Session(manners=manners)
    flow = flows.associate(session, SETTINGS, 0.0)
    next(flow)
    session.data_to_send()
    with pytest.raises(NoAcceptedContext):
        flow.send((1.0, accept((1, 3))))
    assert (session.data_to_send(), session.should_close) == (b"", True)


@pytest.mark.parametrize(
    ("maximum", "ours", "abrupt"),
    [(0, 0, 131066), (16384, 16384, 16378), (16383, 16383, 16376), (200000, 200000, 131066)],
)
def test_the_length_that_is_kept_to(maximum, ours, abrupt):
    """DCMTK counts the six bytes of the header, sends an even number, and 128 KiB at most."""
    assert OURS.sending_limit(maximum) == ours
    assert Manners(is_abrupt=True).sending_limit(maximum) == abrupt


def test_strictness():
    even, odd = pdv(1, 2, b"ab"), pdv(1, 2, b"abc")
    check_p_data(even, 0)
    check_p_data(even, len(even))
    with pytest.raises(MalformedMessage, match="P-DATA-TF of 8 bytes, expected at most 7"):
        check_p_data(even, 7)
    with pytest.raises(MalformedMessage, match="fragment of 3 bytes, expected an even number"):
        check_p_data(even + odd, 0)


def test_strict_sessions_take_no_second_final():
    session, search, flow = asking(Manners(is_strict=True))
    session.cancelled_ids.add(7)
    with pytest.raises(MalformedMessage):
        flow.send((1.0, final(message_id=7)))
    assert search.error is not None


@pytest.mark.parametrize(("drops", "sent"), [(False, A_ABORT_USER), (True, b"")])
def test_dropping_what_is_silent(drops, sent):
    session, _, flow = asking(Manners(drops_when_silent=drops))
    with pytest.raises(ResponseTimeout):
        flow.send((10.0, None))
    assert session.data_to_send() == sent


def test_any_response_is_an_answer():
    _, _, flow = asking(Manners(takes_any_response=True))
    with pytest.raises(StopIteration) as end:
        flow.send((1.0, p_data(pdv(1, 3, command(0x8020, 0xFF00, message_id=99)))))
    assert [match.raw for match in end.value.value] == [b""]


@pytest.mark.parametrize(("as_provider", "sent"), [(False, A_ABORT_USER), (True, A_ABORT_PROVIDER)])
def test_who_aborts_when_a_release_is_not_answered(as_provider, sent):
    session = established(Manners(aborts_as_provider=as_provider))
    flow = flows.release(session, 0.0, 10.0)
    next(flow)
    with pytest.raises(ReleaseTimeout):
        flow.send((10.0, None))
    assert session.data_to_send() == A_RELEASE_RQ + sent


def test_an_abort_of_the_peer_is_one_whatever_the_manners():
    for manners in (OURS, Manners(is_lenient=True, is_abrupt=True, is_strict=True)):
        _, _, flow = asking(manners)
        with pytest.raises(AssociationAborted):
            flow.send((1.0, A_ABORT_USER))
