"""An association that lies idle for longer than `network_timeout`, on real sockets: no wait but the one of nothing."""

from __future__ import annotations

import pytest

from findscu import connect
from findscu.errors import IdleTimeout
from findscu.testing.builders import instance
from findscu.testing.scp import FindScp

SHORTEST = 1e-9
"""Seconds that have always passed."""


def test_it_is_not_used_again() -> None:
    with FindScp(instance(1)) as scp, connect(scp.host, scp.port, network_timeout=SHORTEST) as association:
        assert len(list(association.find(level="STUDY"))) == 1
        with pytest.raises(IdleTimeout, match="lay idle for") as caught:
            association.find(level="STUDY")
        assert not association.is_open
    assert caught.value.limit == SHORTEST


def test_it_is_aborted_instead_of_released() -> None:
    with FindScp(instance(1)) as scp:
        association = connect(scp.host, scp.port, network_timeout=SHORTEST)
        list(association.find(level="STUDY"))
        with pytest.raises(IdleTimeout):
            association.release()


def test_a_query_under_way_is_not_idle() -> None:
    with FindScp(instance(1), instance(2)) as scp, connect(scp.host, scp.port, network_timeout=SHORTEST) as association:
        with association.find(level="STUDY") as matches:
            next(iter(matches))
        assert association.is_open


def test_time_to_spare() -> None:
    with FindScp(instance(1)) as scp:
        association = connect(scp.host, scp.port, network_timeout=60)
        list(association.find(level="STUDY"))
        list(association.find(level="STUDY"))
        association.release()
