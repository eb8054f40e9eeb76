"""Any `ssl.SSLContext` does, over both APIs: what `ssl.create_default_context` makes, as it is."""

from __future__ import annotations

import ssl

import pytest

from drivers.both import APIS
from drivers.literal import A_RELEASE_RP, accept, final
from drivers.running import SHORT, LiteralQuery
from drivers.test_scenarios import TWO
from findscu.errors import TlsError
from findscu.testing.scripted import ScriptedPeer, Step
from peers.process import HOST
from peers.tls import Forwarder, server_context

SCRIPT = (Step(accept((1, 0)), after=1), Step(TWO + final(), after=2), Step(A_RELEASE_RP, after=1))


@pytest.fixture(params=APIS.values(), ids=APIS.keys())
def api(request):
    one = request.param()
    yield one
    one.close()


@pytest.fixture
def port(pki):
    with ScriptedPeer(SCRIPT) as peer, Forwarder(server_context(pki, "server"), (HOST, peer.port)) as forwarder:
        yield forwarder.port


def test_a_default_context_that_knows_the_ca(api, port, pki):
    context = ssl.create_default_context(cafile=pki["ca.crt"])
    with api.find("localhost", port, query=LiteralQuery(), tls=context, **SHORT) as matches:
        assert [match.PatientName for match in matches] == ["Test^One", "Test^Two"]
        assert matches.complete


def test_a_default_context_trusts_whom_the_system_trusts(api, port):
    with pytest.raises(TlsError, match="certificate") as caught:
        api.find("localhost", port, query=LiteralQuery(), tls=ssl.create_default_context(), **SHORT)
    assert caught.value.peer == f"ANY-SCP@localhost:{port}"
    assert caught.value.verify_code


def test_an_association_says_what_was_agreed_on(api, port, pki):
    context = ssl.create_default_context(cafile=pki["ca.crt"])
    with api.connect("localhost", port, tls=context, **SHORT) as association:
        assert association.security.version == "TLSv1.3"
        assert association.security.is_verified
