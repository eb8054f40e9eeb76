"""What `connect` makes of its arguments, whatever the driver."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidQuery
from findscu.handles import handshake_deadline, settings_of
from findscu.peer import Peer
from findscu.settings import Settings


def test_credentials_of_a_proxy_are_not_shown():
    settings = settings_of("pacs", None, {"proxy": "http://user:s3cret@proxy:3128"})
    assert "s3cret" not in repr(settings)
    assert settings.route.credentials == "user:s3cret"


def test_settings_are_checked_before_anything_connects():
    with pytest.raises(InvalidQuery):
        settings_of("pacs", 70000, {})
    with pytest.raises(TypeError, match="nonsense"):
        settings_of("pacs", 104, {"nonsense": 1})


def test_a_peer_has_its_port():
    assert settings_of(Peer("pacs", 4242), None, {}).peer.port == 4242
    with pytest.raises(InvalidQuery, match="ANY-SCP@pacs:4242 has a port, and port 104 follows"):
        settings_of(Peer("pacs", 4242), 104, {})


def test_the_time_for_everything_bounds_the_handshake_too():
    settings = Settings(Peer("host"), connect_timeout=10.0, max_time=4.0)
    assert handshake_deadline(settings, 100.0, 101.0) == (104.0, 4.0)
    assert handshake_deadline(settings.replace(tls_timeout=2.0), 100.0, 101.0) == (103.0, 2.0)
    assert handshake_deadline(settings.replace(max_time=None), 100.0, 101.0) == (110.0, 10.0)
