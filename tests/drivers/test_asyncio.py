"""What only asyncio has: many peers at once, cancelled tasks, and the ways to open something."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import AsyncExitStack
from threading import Barrier, Event
from time import monotonic

import pytest

from findscu import aio, client
from findscu.errors import ConnectError, InvalidQuery, ResponseTimeout
from findscu.testing import Behaviour, FindScp, instance
from findscu.testing.scripted import Step
from findscu.testing.server import Server

from .literal import A_ABORT_USER, A_RELEASE_RQ, accept, final
from .running import SHORT, LiteralQuery
from .test_leaving import ACCEPT, CANCELLED, RELEASE, received
from .test_scenarios import C_CANCEL, TWO

PEER_COUNT = 20


class Meeting(FindScp):
    """Accepts an association when all the others have one too."""

    everybody = Barrier(PEER_COUNT)

    def rejection_of(self, request):
        self.everybody.wait(20)
        return super().rejection_of(request)


async def studies(scp):
    matches = await aio.find(scp.host, scp.port, level="STUDY", PatientID="")
    return [match.PatientID async for match in matches], matches.complete


def test_a_program_that_asks_twenty_peers_ends_when_the_slowest_does():
    delays = [0.02 * number for number in range(PEER_COUNT)]  # before each of two responses

    async def ask(scps):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(studies(scp)) for scp in scps]
        return [task.result() for task in tasks]

    scps = [Meeting(instance(number), behaviour=Behaviour(delay=delay)).start() for number, delay in enumerate(delays)]
    try:
        start = monotonic()
        answers = asyncio.run(ask(scps))
        elapsed = monotonic() - start
    finally:
        for scp in scps:
            scp.close()
    assert answers == [([instance(number).text_of(0x00100020)], True) for number in range(PEER_COUNT)]
    assert max(delays) * 2 <= elapsed < sum(delays)


def test_a_finding_is_a_coroutine_for_tasks_and_for_run(peer):
    scp = peer(ACCEPT, Step(TWO + final(), after=2), RELEASE)

    async def ask():
        matches = await asyncio.create_task(aio.find(scp.host, scp.port, query=LiteralQuery(), **SHORT))
        return [match.PatientName async for match in matches]

    assert asyncio.run(ask()) == ["Test^One", "Test^Two"]
    with pytest.raises(ConnectError):
        asyncio.run(aio.connect("127.0.0.1", 1))


@pytest.mark.parametrize("opens", ["async with", "async with await", "async for", "await"])
def test_ways_to_open_matches(peer, opens):
    scp = peer(ACCEPT, Step(TWO + final(), after=2), RELEASE)

    def find():
        return aio.find(scp.host, scp.port, query=LiteralQuery(), **SHORT)

    async def ask():
        if opens == "async for":
            return [match.PatientName async for match in find()]
        if opens == "await":
            return [match.PatientName async for match in await find()]
        async with find() if opens == "async with" else await find() as matches:
            return [match.PatientName async for match in matches]

    assert asyncio.run(ask()) == ["Test^One", "Test^Two"]
    assert received(scp).endswith(A_RELEASE_RQ)


def test_several_are_opened_in_a_stack(peer):
    scps = [peer(ACCEPT, RELEASE) for _ in range(3)]

    async def ask():
        async with AsyncExitStack() as stack:
            opened = [await stack.enter_async_context(aio.connect(scp.host, scp.port, **SHORT)) for scp in scps]
            return [association.is_open for association in opened]

    assert asyncio.run(ask()) == [True] * 3
    assert all(received(scp).endswith(A_RELEASE_RQ) for scp in scps)


def test_what_is_wrong_with_the_call_is_said_when_it_is_awaited():
    async def ask(**asked):
        async with aio.find("127.0.0.1", 1, **asked):
            pass

    with pytest.raises(TypeError, match="unexpected option 'levl'"):
        asyncio.run(ask(levl="STUDY"))
    with pytest.raises(InvalidQuery):
        asyncio.run(ask(level="STUDY", Rows="many"))
    with pytest.raises(ConnectError):
        asyncio.run(ask(level="STUDY"))


async def never_ending(scp):
    async with aio.find(scp.host, scp.port, query=LiteralQuery(), **{**SHORT, "response_timeout": 60.0}) as matches:
        async for _ in matches:
            pass


@pytest.mark.parametrize("ends", ["timeout", "task", "group"])
def test_a_cancelled_task_waits_for_nothing(peer, ends):
    scp = peer(ACCEPT, Step(TWO, after=2))

    async def ask():
        if ends == "timeout":
            async with asyncio.timeout(0.2):
                await never_ending(scp)
        elif ends == "task":
            task = asyncio.create_task(never_ending(scp))
            await asyncio.sleep(0.2)
            task.cancel()
            await task
        else:
            async with asyncio.TaskGroup() as group:
                group.create_task(never_ending(scp))
                await asyncio.sleep(0.2)
                raise ZeroDivisionError

    expected = {"timeout": TimeoutError, "task": asyncio.CancelledError, "group": ExceptionGroup}[ends]
    start = monotonic()
    with pytest.raises(expected):
        asyncio.run(ask())
    assert monotonic() - start < 5
    assert received(scp).endswith(A_ABORT_USER)


def test_a_time_out_of_a_query_keeps_the_association(peer):
    scp = peer(ACCEPT, Step(TWO, after=2), CANCELLED, Step(final(message_id=2), after=2), RELEASE)

    async def ask():
        async with aio.connect(scp.host, scp.port, **{**SHORT, "response_timeout": 60.0}) as association:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2), association.find(LiteralQuery()) as matches:
                    async for _ in matches:
                        pass
            return [match async for match in association.find(LiteralQuery())]

    assert asyncio.run(ask()) == []
    talk = received(scp)
    assert C_CANCEL in talk and talk.endswith(A_RELEASE_RQ)


def test_a_cancelled_release_is_an_abort(peer):
    scp = peer(ACCEPT)

    async def ask():
        association = await aio.connect(scp.host, scp.port, **{**SHORT, "release_timeout": 60.0})
        async with asyncio.timeout(0.1):
            await association.release()

    with pytest.raises(TimeoutError):
        asyncio.run(ask())
    assert received(scp).endswith(A_RELEASE_RQ + A_ABORT_USER)


def test_a_cancelled_connect_leaves_nothing():
    class Silent(Server):
        def serve(self, connection):
            self.received = b""
            while data := connection.recv(1 << 16):
                self.received += data

    async def ask(scp):
        async with asyncio.timeout(0.2):
            await aio.connect(scp.host, scp.port)

    with Silent() as scp, pytest.raises(TimeoutError):
        asyncio.run(ask(scp))
    assert scp.received.endswith(A_ABORT_USER)


def test_what_outlives_its_loop_complains_of_nothing(peer, recwarn):
    scp = peer(ACCEPT, Step(TWO, after=2))

    async def ask():
        matches = await aio.find(scp.host, scp.port, query=LiteralQuery(), **SHORT)
        await anext(matches)
        matches._association.abort()
        return matches

    matches = asyncio.run(ask())
    del matches
    assert not recwarn.list


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


BLOCKING_ONLY = {"wakeup"}
"""Options that asyncio has other means for: a task is cancelled."""

WAITING = {"__next__": "__anext__", "__iter__": "__aiter__", "__enter__": "__aenter__", "__exit__": "__aexit__"}


def names_of(kind):
    return {name for name in vars(kind) if not name.startswith("_") or name in {*WAITING, *WAITING.values()}}


@pytest.mark.parametrize("name", ["Association", "Matches"])
def test_both_have_the_same_methods_with_the_same_arguments(name):
    blocking, awaited = getattr(client, name), getattr(aio, name)
    assert {WAITING.get(one, one) for one in names_of(blocking)} == names_of(awaited)
    for method in names_of(blocking) - WAITING.keys():
        assert parameters(getattr(blocking, method)) == parameters(getattr(awaited, method)), method


@pytest.mark.parametrize("name", ["connect", "find"])
def test_both_have_the_same_functions(name):
    assert parameters(getattr(client, name)) == parameters(getattr(aio, name))


def parameters(function):
    found = inspect.signature(function).parameters
    return [
        (one.name, one.kind, one.default, one.annotation) for one in found.values() if one.name not in BLOCKING_ONLY
    ]
