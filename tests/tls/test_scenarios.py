"""Every conversation of `drivers/test_scenarios` once more, over TLS: blocking sockets and asyncio."""

from __future__ import annotations

import pytest

from drivers.both import APIS
from drivers.running import PATIENT, converse
from drivers.test_scenarios import *  # noqa: F403 - its tests are this module's, with another way to `ask`
from findscu.testing.scripted import ScriptedPeer
from findscu.tls import make_context
from peers.process import HOST
from peers.tls import Forwarder, server_context


@pytest.fixture(params=APIS.values(), ids=APIS.keys())
def ask(request, pki):
    context = make_context(ca=[pki["ca.crt"]])

    def run(*steps, timeout=PATIENT, **how):
        how, api = {"limit": None, "cancel_after": None, **how}, request.param()
        with ScriptedPeer(steps) as peer, Forwarder(server_context(pki, "server"), (HOST, peer.port)) as forwarder:
            result = converse(api, "localhost", forwarder.port, how, timeout=timeout, tls=context)
        api.close()
        return result.replace(sent=b"".join(peer.received))

    return run
