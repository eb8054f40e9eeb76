"""The command through an HTTP proxy."""

from __future__ import annotations

import pytest

from cli.command import Command
from findscu.testing.scp import FindScp
from peers.proxies import ConnectProxy


def test_a_query_goes_through(findscu: Command, scp: FindScp) -> None:
    with ConnectProxy() as proxy:
        result = findscu(scp.peer, "-L", "STUDY", "--proxy", proxy.url, "--count")
    assert (result.code, result.out) == (0, "3\n")
    assert proxy.asked[0].startswith(f"CONNECT {scp.host}:{scp.port} HTTP/1.1\r\n".encode())


def test_echo_and_the_dialects_go_through(findscu: Command, scp: FindScp) -> None:
    with ConnectProxy() as proxy:
        assert findscu("echo", scp.peer, "--proxy", proxy.url).code == 0
        for dialect in ("dcmtk", "pynetdicom"):
            words = ("-S", "-aec", "ARCHIVE", "-k", "QueryRetrieveLevel=STUDY", "--proxy", proxy.url)
            assert findscu("--dialect", dialect, *words, scp.host, scp.port).code == 0
    assert len(proxy.asked) == 3


def test_the_environment_is_not_asked(findscu: Command, scp: FindScp, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS_PROXY and its like are for web pages; they would send queries for patients to whoever runs that proxy."""
    with ConnectProxy() as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert findscu(scp.peer, "-L", "STUDY", "--count").code == 0
    assert not proxy.asked


def test_credentials_from_the_environment(findscu: Command, scp: FindScp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_AUTH", "Aladdin:open sesame")
    with ConnectProxy() as proxy:
        result = findscu(scp.peer, "-L", "STUDY", "--proxy", proxy.url, "--proxy-auth", "env:PROXY_AUTH", "-d")
    assert b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n" in proxy.asked[0]
    assert "sesame" not in result.err


@pytest.mark.parametrize(
    ("status", "code"), [(b"403 Forbidden", 2), (b"407 Proxy Authentication Required", 2), (b"502 Bad Gateway", 2)]
)
def test_a_refusal(findscu: Command, status: bytes, code: int) -> None:
    with ConnectProxy(b"HTTP/1.1 " + status + b"\r\n\r\n") as proxy:
        result = findscu("PACS@pacs.example:104", "-L", "STUDY", "--proxy", proxy.url)
    assert result.code == code
    assert any(
        line.startswith(f"no way to pacs.example:104 through proxy 127.0.0.1:{proxy.port}: ") for line in result.lines
    )
    assert result.lines[-1].startswith("hint: ")


def test_the_time_to_connect_holds_for_the_proxy_too(findscu: Command) -> None:
    with ConnectProxy(b"") as proxy:
        result = findscu("PACS@pacs.example:104", "-L", "STUDY", "--proxy", proxy.url, "-to", 0.2)
    assert result.code == 2
    assert f"no way through proxy 127.0.0.1:{proxy.port} within 0.2 s" in result.lines


@pytest.mark.parametrize("url", ["https://proxy:3128", "http://", "http://proxy:3128/path"])
def test_an_address_that_cannot_be_used(findscu: Command, url: str) -> None:
    result = findscu("PACS@pacs.example:104", "-L", "STUDY", "--proxy", url)
    assert result.code == 1
    assert result.lines[-1].startswith("hint: write it as http://HOST:PORT")


def test_credentials_need_a_proxy(findscu: Command) -> None:
    assert findscu("PACS@pacs.example:104", "-L", "STUDY", "--proxy-auth", "env:HOME").code == 1
