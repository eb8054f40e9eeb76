"""Every conversation of `drivers/test_scenarios` once more, over TLS: blocking sockets and asyncio."""

from __future__ import annotations

import asyncio

import pytest

from drivers.running import SHORT, LiteralQuery, Result
from drivers.test_scenarios import *  # noqa: F403 - its tests are this module's, with another way to `ask`
from findscu import aio, client
from findscu.errors import FindscuError
from findscu.testing.scripted import ScriptedPeer
from findscu.tls import make_context
from peers.process import HOST
from peers.tls import Forwarder, server_context


def blocking(port, context, how) -> Result:
    names, matches, error = [], None, None
    try:
        association = client.connect("localhost", port, tls=context, **SHORT)
        matches = association.find(LiteralQuery(), **how)
        for block in matches.blocks():
            names += [match.PatientName for match in block]
        association.release()
    except FindscuError as failure:
        error = failure
    return Result(tuple(names), matches and matches.outcome, error)


def asynchronous(port, context, how) -> Result:
    async def converse():
        names, matches, error = [], None, None
        try:
            association = await aio.connect("localhost", port, tls=context, **SHORT)
            matches = association.find(LiteralQuery(), **how)
            async for block in matches.blocks():
                names += [match.PatientName for match in block]
            await association.release()
        except FindscuError as failure:
            error = failure
        return Result(tuple(names), matches and matches.outcome, error)

    return asyncio.run(converse())


@pytest.fixture(params=[blocking, asynchronous], ids=["blocking", "asyncio"])
def ask(request, pki):
    context = make_context(ca=[pki["ca.crt"]])

    def run(*steps, **how):
        how = {"limit": None, "cancel_after": None, **how}
        with ScriptedPeer(steps) as peer, Forwarder(server_context(pki, "server"), (HOST, peer.port)) as forwarder:
            result = request.param(forwarder.port, context, how)
        return result.replace(sent=b"".join(peer.received))

    return run
