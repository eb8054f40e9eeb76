"""Ways to leave a query or an association before its end, over the blocking and the asyncio API."""

from __future__ import annotations

import asyncio
import socket
from itertools import islice
from threading import Event

import pytest

from findscu import aio, client
from findscu.errors import InvalidState, NoAcceptedContext, ResponseTimeout, StatusError
from findscu.testing.scripted import ScriptedPeer, Step
from findscu.testing.server import Server
from findscu.transport import Interrupted

from .literal import A_ABORT_USER, A_RELEASE_RP, A_RELEASE_RQ, accept, command, final, p_data, pdv, pending
from .running import SHORT, LiteralQuery
from .test_scenarios import C_CANCEL, TWO

ACCEPT = Step(accept((1, 0), (3, 0)), after=1)
RELEASE = Step(A_RELEASE_RP, after=1)
CANCELLED = Step(final(0xFE00), after=1)


@pytest.fixture
def peer():
    peers = []

    def start(*steps):
        peers.append(ScriptedPeer(steps).start())
        return peers[-1]

    yield start
    for one in peers:
        one.close()


def find(peer, **how):
    return client.find(peer.host, peer.port, query=LiteralQuery(), **{**SHORT, **how})


def received(peer):
    peer.close()  # waits for its threads
    return peer.received[0]


def test_a_question_of_its_own_ends_with_its_association(peer):
    scp = peer(ACCEPT, Step(TWO + final(), after=2), RELEASE)
    matches = find(scp)
    assert [match.PatientName for match in matches] == ["Test^One", "Test^Two"]
    assert matches.complete and str(matches.status) == "0x0000 (success)"
    assert received(scp).endswith(A_RELEASE_RQ)


def test_a_failing_status_says_who_answered_it(peer):
    scp = peer(ACCEPT, Step(final(0xA700), after=2), RELEASE)
    matches = find(scp)
    assert list(matches) == []
    with pytest.raises(StatusError, match="0xA700") as caught:
        matches.raise_for_status()
    assert caught.value.peer == f"ANY-SCP@{scp.host}:{scp.port}"


def test_leaving_a_with_block_half_read_cancels_and_releases(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE)
    with find(scp) as matches:
        assert next(iter(matches)).PatientName == "Test^One"
    assert not matches.complete
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


def test_leaving_a_with_block_by_an_exception_still_ends_the_association(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE)
    with pytest.raises(ZeroDivisionError), find(scp):
        raise ZeroDivisionError
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


def test_an_exception_in_an_association_aborts_it(peer):
    scp = peer(ACCEPT)
    with pytest.raises(ZeroDivisionError), client.connect(scp.host, scp.port, **SHORT):
        raise ZeroDivisionError
    assert received(scp).endswith(A_ABORT_USER)


def test_one_query_at_a_time(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, Step(final(message_id=2), after=2), RELEASE)
    with client.connect(scp.host, scp.port, **SHORT) as association:
        first = association.find(LiteralQuery())
        with pytest.raises(InvalidState, match="another query is under way"):
            association.find(LiteralQuery())
        first.close()
        assert list(association.find(LiteralQuery())) == []
    with pytest.raises(InvalidState, match="the association has ended"):
        association.find(LiteralQuery())
    assert not association.is_open


def test_a_model_that_was_not_proposed(peer):
    scp = peer(ACCEPT, RELEASE)
    with client.connect(scp.host, scp.port, **SHORT) as association, pytest.raises(NoAcceptedContext) as caught:
        association.find(level="PATIENT")
    assert "none was proposed" in str(caught.value)


def test_iterating_in_several_goes_loses_nothing(peer):
    scp = peer(ACCEPT, Step(TWO * 2 + final(), after=2), RELEASE)
    with find(scp) as matches:
        names = [next(matches).PatientName]
        names += [match.PatientName for match in islice(matches, 1)]
        names += [match.PatientName for block in matches.blocks() for match in block]
    assert names == ["Test^One", "Test^Two"] * 2
    assert matches.complete
    assert next(matches, None) is None


def test_an_echo_that_was_not_negotiated_ends_nothing(peer):
    scp = peer(Step(accept((1, 0)), after=1), Step(final(), after=2), RELEASE)
    with client.connect(scp.host, scp.port, **SHORT) as association:
        with pytest.raises(NoAcceptedContext, match="none was proposed") as caught:
            association.echo()
        assert caught.value.peer == f"ANY-SCP@{scp.host}:{scp.port}"
        assert list(association.find(LiteralQuery())) == []
    assert received(scp).endswith(A_RELEASE_RQ)


def test_an_interrupted_release_is_an_abort(peer):
    scp = peer(ACCEPT, Step(final(), after=2))
    wakeup, waker = socket.socketpair()
    with wakeup, waker:
        association = client.connect(scp.host, scp.port, wakeup=wakeup, **SHORT)
        assert list(association.find(LiteralQuery())) == []
        waker.send(b"!")
        with pytest.raises(Interrupted):
            association.release()
    assert received(scp).endswith(A_RELEASE_RQ + A_ABORT_USER)


def test_echo(peer):
    reply = p_data(pdv(3, 3, command(0x8030, 0)))
    scp = peer(ACCEPT, Step(reply, after=1), RELEASE)
    options = {**SHORT, "models": ("study", "verification")}
    with client.connect(scp.host, scp.port, **options) as association:
        echo = association.echo()
    assert echo.status.code == 0
    assert 0 <= echo.seconds < 1


def test_an_interruption_loses_nothing_and_a_cancel_follows(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), Step(pending(b"Test^Late") + final(0xFE00), after=1), RELEASE)
    wakeup, waker = socket.socketpair()
    with wakeup, waker:
        matches = find(scp, wakeup=wakeup, response_timeout=5.0)
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


def test_asyncio_leaves_in_order_too(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE)

    async def ask():
        async with await aio.find(scp.host, scp.port, query=LiteralQuery(), **SHORT) as matches:
            async for match in matches:
                return match.PatientName
        return None

    assert asyncio.run(ask()) == "Test^One"
    assert received(scp).endswith(C_CANCEL + A_RELEASE_RQ)


def test_asyncio_iterates_in_several_goes_too(peer):
    scp = peer(ACCEPT, Step(TWO * 2 + final(), after=2), RELEASE)

    async def ask():
        async with await aio.find(scp.host, scp.port, query=LiteralQuery(), **SHORT) as matches:
            names = [(await anext(matches)).PatientName]
            async for match in matches:
                names.append(match.PatientName)
                break
            return names + [match.PatientName async for block in matches.blocks() for match in block]

    assert asyncio.run(ask()) == ["Test^One", "Test^Two"] * 2


def test_a_cancelled_release_is_an_abort(peer):
    scp = peer(ACCEPT)

    async def ask():
        association = await aio.connect(scp.host, scp.port, **{**SHORT, "release_timeout": 60.0})
        async with asyncio.timeout(0.1):
            await association.release()

    with pytest.raises(TimeoutError):
        asyncio.run(ask())
    assert received(scp).endswith(A_RELEASE_RQ + A_ABORT_USER)


class Deaf(Server):
    """Accepts an association, and reads nothing more."""

    def __init__(self) -> None:
        super().__init__()
        self.done = Event()

    def serve(self, connection):
        connection.recv(1 << 16)
        connection.sendall(accept((1, 0), max_length=0))
        self.done.wait(10)


class LongQuery(LiteralQuery):
    def encode(self, _syntax, **_how):
        return bytes(32 << 20)


def test_a_peer_that_takes_nothing_does_not_keep_the_socket():
    async def ask(scp):
        association = await aio.connect(scp.host, scp.port, **SHORT)
        with pytest.raises(ResponseTimeout):
            await anext(association.find(LongQuery()))
        await asyncio.sleep(0)  # asyncio closes sockets when it comes round
        return association._connection._writer.get_extra_info("socket").fileno()

    with Deaf() as scp:
        assert asyncio.run(ask(scp)) == -1
        association = client.connect(scp.host, scp.port, **SHORT)
        with pytest.raises(ResponseTimeout):
            next(association.find(LongQuery()))
        assert association._connection._socket.fileno() == -1
        scp.done.set()


def test_a_cancelled_task_aborts_its_association(peer):
    scp = peer(ACCEPT, Step(TWO, after=2))

    async def ask():
        async with await aio.connect(scp.host, scp.port, **{**SHORT, "response_timeout": 60.0}) as association:
            async with asyncio.timeout(0.2):
                async for _ in association.find(LiteralQuery()):
                    pass

    with pytest.raises(TimeoutError):
        asyncio.run(ask())
    assert received(scp).endswith(A_ABORT_USER)
