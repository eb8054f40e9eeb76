"""What the tests of the drivers share."""

from __future__ import annotations

import pytest

from findscu.testing.scripted import ScriptedPeer

from .both import APIS


@pytest.fixture(params=APIS.values(), ids=APIS.keys())
def api(request):
    """Both APIs, one after the other: see `both`."""
    one = request.param()
    yield one
    one.close()


@pytest.fixture
def peer():
    """Start scripted peers: `peer(step, step, ...)`."""
    peers = []

    def start(*steps):
        peers.append(ScriptedPeer(steps).start())
        return peers[-1]

    yield start
    for one in peers:
        one.close()
