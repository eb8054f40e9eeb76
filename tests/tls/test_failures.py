"""Every way in which TLS can fail has its own words and a line of advice, in both drivers; the command exits with 2."""

from __future__ import annotations

import asyncio
import ssl
import time
from contextlib import contextmanager

import pytest

from findscu import aio, client
from findscu.errors import AssociationAborted, ConnectionLost, FindscuError, ForeignProtocol, HandshakeTimeout, TlsError
from findscu.tls import make_context
from peers.process import HOST
from peers.tls import Forwarder, listener, s_server, server_context

LIMIT = 3.0


def blocking(port, **options):
    client.connect("localhost", port, connect_timeout=LIMIT, association_timeout=LIMIT, **options).abort()


def asynchronous(port, **options):
    async def connect():
        association = await aio.connect("localhost", port, connect_timeout=LIMIT, association_timeout=LIMIT, **options)
        association.abort()

    asyncio.run(connect())


@pytest.fixture(params=[blocking, asynchronous], ids=["blocking", "asyncio"])
def connect(request):
    return request.param


@contextmanager
def fails(kind, text):
    start = time.monotonic()
    with pytest.raises(FindscuError, match=text) as caught:
        yield caught
    assert type(caught.value) is kind
    assert caught.value.hint
    assert not caught.value.hint.endswith(".")
    assert time.monotonic() - start < 2 * LIMIT + 1


CERTIFICATES = {
    "expired": "the peer's certificate has expired",
    "not-yet": "the peer's certificate is not valid yet",
    "stranger": "the peer's certificate was issued by a CA that is not trusted here",
    "self-signed": "the peer's certificate is self-signed and not trusted here",
    "wrong-host": "the peer's certificate is not for localhost",
    "client-only": "the peer's certificate is not meant for servers",
    "rsa1024": "the peer's certificate has too short a key",
    "leaf": "the peer's certificate was issued by a CA that is not trusted here",
}


@pytest.mark.parametrize("name", CERTIFICATES)
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_certificates(pki, connect, name, version):
    if name == "leaf":  # `chained` without the certificate between it and the CA
        pki_name, options = "chained", ("-cert", pki["leaf.crt"], "-cert_chain", pki["leaf.crt"])
    else:
        pki_name, options = name, ()
    options += ("-cipher", "ALL:@SECLEVEL=0") if name == "rsa1024" else ()
    context = make_context(ca=[pki["ca.crt"]])
    with s_server(pki, pki_name, version, *options) as port, fails(TlsError, CERTIFICATES[name]) as caught:
        connect(port, tls=context)
    assert caught.value.reason == "CERTIFICATE_VERIFY_FAILED"
    assert caught.value.peer == f"ANY-SCP@localhost:{port}"


def test_revoked(pki, connect):
    context = make_context(ca=[pki["ca.crt"]], revoked=[pki["ca.crl"]])
    with s_server(pki, "revoked") as port, fails(TlsError, "the peer's certificate has been revoked"):
        connect(port, tls=context)


def test_no_revocation_list_of_the_ca(pki, connect):
    context = make_context(ca=[pki["ca.crt"]], revoked=[pki["other-ca.crl"]])
    with s_server(pki, "server") as port, fails(TlsError, "there is no revocation list of its CA"):
        connect(port, tls=context)


def test_address_that_is_not_in_the_certificate(pki, connect):
    context = make_context(ca=[pki["ca.crt"]])
    with s_server(pki, "wrong-host") as port, fails(TlsError, "certificate is not for 127.0.0.1"):
        connect(port, tls=context, tls_server_name=HOST)


@pytest.mark.parametrize(
    ("version", "text"),
    [("-tls1_2", "no cipher suite in common, or it wants a certificate"), ("-tls1_3", "wants a certificate of ours$")],
)
def test_client_certificate_wanted(pki, connect, version, text):
    options = (version, "-Verify", "1", "-CAfile", pki["ca.crt"], "-verify_return_error")
    with s_server(pki, "server", *options) as port, fails(TlsError, text):
        connect(port, tls=make_context(ca=[pki["ca.crt"]]))


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stranger", "the peer refused our certificate: it does not know its CA"),
        ("expired", "the peer refused our certificate: it has expired"),
    ],
)
def test_client_certificate_refused(pki, connect, version, name, text):
    options = (version, "-Verify", "1", "-CAfile", pki["ca.crt"], "-verify_return_error")
    context = make_context(ca=[pki["ca.crt"]], certificate=pki[f"{name}.crt"], key=pki[f"{name}.key"])
    with s_server(pki, "server", *options) as port, fails(TlsError, text):
        connect(port, tls=context)


def test_no_version_in_common(pki, connect):
    options = ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    with s_server(pki, "server", *options) as port, fails(TlsError, "no TLS version in common with the peer"):
        connect(port, tls=make_context(ca=[pki["ca.crt"]]))


def test_no_suite_in_common(pki, connect):
    options = ("-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305")
    with s_server(pki, "server", *options) as port, fails(TlsError, "no cipher suite in common"):
        connect(port, tls=make_context(ca=[pki["ca.crt"]]))


def test_unknown_server_name(pki, connect):
    context = server_context(pki, "server")
    with Forwarder(context, (HOST, 9)) as forwarder:
        context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        with fails(TlsError, "does not know the host name that it is asked for"):
            connect(forwarder.port, tls=make_context(ca=[pki["ca.crt"]]))


PLAIN_ANSWERS = {
    "DICOM without TLS": bytes.fromhex("07 00 00000004 0000 02 01"),
    "HTTP": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "something else": b"220 mail.example ESMTP\r\n",
}


@pytest.mark.parametrize("protocol", PLAIN_ANSWERS)
@pytest.mark.parametrize("length", [5, 100])
def test_plain_peer_on_a_tls_port(connect, protocol, length):
    answer = PLAIN_ANSWERS[protocol][:length]
    text = "but " + (protocol if length > 6 or protocol in ("HTTP",) else "")
    with listener(answer) as port, fails(TlsError, f"the peer does not speak TLS here, {text}"):
        connect(port, tls=make_context())


def test_peer_that_closes(connect):
    with listener(b"") as port, fails(TlsError, "the peer closed the connection during the TLS handshake"):
        connect(port, tls=make_context())


def test_peer_that_says_nothing(connect):
    with (
        listener(b"", stays_open=True) as port,
        fails(HandshakeTimeout, "no TLS handshake with localhost within 0.3 s"),
    ):
        if connect is blocking:
            client.connect("localhost", port, tls=make_context(), connect_timeout=0.3)
        asyncio.run(aio.connect("localhost", port, tls=make_context(), connect_timeout=0.3))


@pytest.mark.parametrize("protocol", ["TLS", "HTTP"])
def test_tls_peer_on_a_plain_port(connect, protocol):
    answer = {"TLS": bytes.fromhex("15 03 01 0002 02 46"), "HTTP": PLAIN_ANSWERS["HTTP"]}[protocol]
    with listener(answer) as port, fails(ForeignProtocol, f"what answers there speaks {protocol}, not DICOM"):
        connect(port)


def test_tls_peer_that_closes_on_plain_bytes(pki, connect):
    with s_server(pki, "server") as port, fails(ConnectionLost, "while the association was being negotiated") as caught:
        connect(port)
    assert "--tls" in caught.value.hint


def test_refused_after_a_sound_handshake_is_told_as_dicom_tells_it(pki, connect):
    abort = bytes.fromhex("07 00 00000004 0000 00 00")
    context = make_context(ca=[pki["ca.crt"]])
    with (
        listener(abort) as plain,
        Forwarder(server_context(pki, "server"), (HOST, plain)) as forwarder,
        fails(AssociationAborted, "the peer"),
    ):
        connect(forwarder.port, tls=context)


@pytest.mark.parametrize(
    ("name", "words", "text"),
    [
        ("server", (), "was issued by a CA that is not trusted here"),
        ("expired", ("--tls-ca", "ca.crt"), "has expired"),
        ("self-signed", ("--tls-ca", "ca.crt"), "is self-signed"),
        ("wrong-host", ("--tls-ca", "ca.crt"), "is not for localhost"),
        ("revoked", ("--tls-ca", "ca.crt", "+crl", "ca.crl"), "has been revoked"),
    ],
)
def test_the_command_says_it_and_exits_with_2(pki, findscu, monkeypatch, name, words, text):
    monkeypatch.chdir(pki.folder)
    with s_server(pki, name) as port:
        result = findscu("--tls", *words, "-L", "STUDY", f"localhost:{port}")
    assert result.code == 2
    assert len(result.lines) == 2
    assert result.lines[0].startswith(f"ANY-SCP@localhost:{port}: the peer's certificate {text}")
    assert result.lines[1].startswith("hint: ")
