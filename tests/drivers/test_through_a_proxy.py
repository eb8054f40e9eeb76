"""Through an HTTP proxy, over sockets and in both drivers; the conversation with it itself is in `unit/test_proxy`."""

from __future__ import annotations

import time

import pytest

from drivers.both import APIS
from findscu import aio, client
from findscu.errors import ConnectError, ConnectTimeout, ProxyError
from findscu.testing import FindScp, instance
from findscu.tls import make_context
from peers.process import HOST
from peers.proxies import ConnectProxy
from peers.tls import Forwarder, server_context


@pytest.fixture(params=APIS.values(), ids=APIS.keys())
def api(request):
    api = request.param()
    yield api
    api.close()


@pytest.fixture(scope="module")
def scp():
    with FindScp(instance(1, 1, 1, 1, PatientName="Test^Proxy")) as scp:
        yield scp


def names(api, host, port, **options):
    with api.find(host, port, level="STUDY", PatientName="", **options) as matches:
        return [match.PatientName for match in matches]


def test_a_query(api, scp):
    with ConnectProxy() as proxy:
        assert names(api, scp.host, scp.port, proxy=proxy.url) == ["Test^Proxy"]
    assert proxy.asked == [f"CONNECT {HOST}:{scp.port} HTTP/1.1\r\nHost: {HOST}:{scp.port}\r\n\r\n".encode()]


def test_a_query_over_tls(api, scp, pki):
    """The certificate is checked against the peer's name, not the proxy's."""
    context = make_context(ca=[pki["ca.crt"]])
    with ConnectProxy() as proxy, Forwarder(server_context(pki, "server"), (scp.host, scp.port)) as forwarder:
        assert names(api, "localhost", forwarder.port, proxy=proxy.url, tls=context) == ["Test^Proxy"]
    assert proxy.asked[0].startswith(b"CONNECT localhost:")
    assert forwarder.server_names == ["localhost"]


def test_a_refusal(api):
    with ConnectProxy(b"HTTP/1.1 403 Forbidden\r\n\r\n") as proxy, pytest.raises(ProxyError) as caught:
        names(api, "pacs.example", 104, proxy=proxy.url)
    assert caught.value.status == 403
    assert caught.value.peer == "ANY-SCP@pacs.example:104"


def test_no_proxy_there(api):
    with ConnectProxy() as proxy:
        pass
    with pytest.raises(ConnectError, match=f"proxy: cannot connect to {HOST} port {proxy.port}"):
        names(api, "pacs.example", 104, proxy=proxy.url)


def test_the_time_to_connect_covers_a_proxy_that_says_nothing(api):
    start = time.monotonic()
    with ConnectProxy(b"") as proxy, pytest.raises(ConnectTimeout, match=r"no way through proxy .* within 0.3 s"):
        names(api, "pacs.example", 104, proxy=proxy.url, connect_timeout=0.3)
    assert time.monotonic() - start < 5


def test_the_proxy_of_a_record(scp):
    from findscu.proxy import Proxy

    with ConnectProxy() as proxy, client.connect(scp.host, scp.port, proxy=Proxy(HOST, proxy.port, "a:b")) as it:
        assert it.is_open
    assert b"Basic YTpi\r\n" in proxy.asked[0]
    assert aio.connect is not client.connect
