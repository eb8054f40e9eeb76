"""Whole queries over TLS against systems that are not ours: Orthanc's own TLS, and DCMTK's servers behind a forwarder.

The matches are those that the same archive gives without TLS.
"""

from __future__ import annotations

import asyncio
import ssl

import pytest

import findscu
from findscu import aio
from findscu.errors import AssociationError, ConnectionLost, FindscuError, TlsError
from findscu.tls import make_context
from peers import files, orthanc
from peers.process import HOST
from peers.programs import require_dcmtk
from peers.tls import Forwarder, dcmtk_findscu, server_context

pytestmark = pytest.mark.peer

STUDIES = {"level": "STUDY", "StudyInstanceUID": "", "PatientName": "", "StudyDate": ""}


def start_orthanc(pki, folder, *, wants_certificate):
    peer = orthanc.start(
        folder,
        folder,
        DicomTlsEnabled=True,
        DicomTlsCertificate=pki["rsa.crt"],
        DicomTlsPrivateKey=pki["rsa.key"],
        DicomTlsTrustedCertificates=pki["ca.crt"],
        DicomTlsRemoteCertificateRequired=wants_certificate,
    )
    words = ["-R", "-aec", orthanc.AE_TITLE, "+tls", pki["client.key"], pki["client.crt"], "+cf", pki["ca.crt"]]
    done = dcmtk_findscu(
        require_dcmtk("storescu"), *words, peer.host, str(peer.port), *map(str, files.archive_files()), folder=folder
    )
    assert done.returncode == 0, done.stderr
    return peer


@pytest.fixture(scope="module")
def orthanc_tls(pki, folder):
    return start_orthanc(pki, folder / "orthanc-tls", wants_certificate=False)


@pytest.fixture(scope="module")
def orthanc_mutual(pki, folder):
    return start_orthanc(pki, folder / "orthanc-mutual", wants_certificate=True)


@pytest.fixture
def anonymous(pki):
    return make_context(ca=[pki["ca.crt"]])


@pytest.fixture
def mutual(pki):
    return make_context(ca=[pki["ca.crt"]], certificate=pki["client.crt"], key=pki["client.key"])


def ask(host, port, title, context, **query):
    with findscu.find(host, port, called_ae_title=title, tls=context, **query) as matches:
        found = sorted(match.to_json() for match in matches)
        assert matches.complete
    return found


def ask_asynchronously(host, port, title, context, **query):
    async def converse():
        matches = await aio.find(host, port, called_ae_title=title, tls=context, **query)
        async with matches:
            found = sorted([match.to_json() async for match in matches])
        assert matches.complete
        return found

    return asyncio.run(converse())


@pytest.fixture(params=[ask, ask_asynchronously], ids=["blocking", "asyncio"])
def asked(request):
    return request.param


def test_orthanc(orthanc_tls, orthanc_mutual, anonymous, mutual, asked):
    found = asked("localhost", orthanc_tls.port, orthanc.AE_TITLE, anonymous, **STUDIES)
    assert len(found) > 1
    assert asked("127.0.0.1", orthanc_tls.port, orthanc.AE_TITLE, mutual, **STUDIES) == found
    assert asked("localhost", orthanc_mutual.port, orthanc.AE_TITLE, mutual, **STUDIES) == found


def test_orthanc_wants_a_certificate(orthanc_mutual, anonymous):
    """Over TLS 1.3 this comes after the handshake; Orthanc may close before its alert has gone out."""
    with pytest.raises((TlsError, ConnectionLost)) as caught:
        ask("localhost", orthanc_mutual.port, orthanc.AE_TITLE, anonymous, **STUDIES)
    assert "--tls-cert" in caught.value.hint


@pytest.mark.parametrize("name", ["stranger", "self-signed", "expired"])
def test_orthanc_refuses_our_certificate(pki, orthanc_mutual, name):
    context = make_context(ca=[pki["ca.crt"]], certificate=pki[f"{name}.crt"], key=pki[f"{name}.key"])
    with pytest.raises((TlsError, ConnectionLost)):
        ask("localhost", orthanc_mutual.port, orthanc.AE_TITLE, context, **STUDIES)


def test_orthanc_is_not_spoken_to_without_trust(pki, orthanc_tls):
    with pytest.raises(TlsError, match="issued by a CA that is not trusted here"):
        ask("localhost", orthanc_tls.port, orthanc.AE_TITLE, make_context(ca=[pki["other-ca.crt"]]), **STUDIES)


def test_plain_on_orthancs_tls_port(orthanc_tls):
    with pytest.raises(FindscuError) as caught:
        ask("localhost", orthanc_tls.port, orthanc.AE_TITLE, None, **STUDIES)
    assert "--tls" in caught.value.hint


def test_tls_on_a_plain_port(dcmqrscp, wlmscpfs, anonymous):
    for peer in (dcmqrscp, wlmscpfs):
        with pytest.raises((TlsError, AssociationError)) as caught:
            ask("localhost", peer.port, peer.ae_title, anonymous, **STUDIES)
        assert isinstance(caught.value, TlsError)
        assert "without TLS" in caught.value.hint


@pytest.mark.parametrize("maximum", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@pytest.mark.parametrize("is_mutual", [False, True], ids=["anonymous", "mutual"])
def test_dcmqrscp_behind_a_forwarder(pki, dcmqrscp, anonymous, mutual, asked, is_mutual, maximum):
    plain = ask(HOST, dcmqrscp.port, "ARCHIVE", None, **STUDIES)
    context = server_context(pki, "server", client_ca="ca" if is_mutual else "")
    context.maximum_version = maximum
    with Forwarder(context, (HOST, dcmqrscp.port)) as forwarder:
        found = asked("localhost", forwarder.port, "ARCHIVE", mutual if is_mutual else anonymous, **STUDIES)
        assert forwarder.next_client() == ("client" if is_mutual else "")
    assert found == plain
    assert len(found) > 10
    assert not forwarder.faults


def test_wlmscpfs_behind_a_forwarder(pki, wlmscpfs, mutual, asked):
    query = {"level": "WORKLIST", "PatientName": "", "PatientID": ""}
    plain = ask(HOST, wlmscpfs.port, "WORKLIST", None, **query)
    with Forwarder(server_context(pki, "server", client_ca="ca"), (HOST, wlmscpfs.port)) as forwarder:
        assert asked("localhost", forwarder.port, "WORKLIST", mutual, **query) == plain
    assert len(plain) > 3


def test_many_large_answers_in_small_records(pki, dcmqrscp, anonymous):
    """What comes in one receive is more than one record, and a record more than one PDU: nothing is left lying."""
    query = {"level": "IMAGE", "StudyInstanceUID": "", "SeriesInstanceUID": "", "SOPInstanceUID": "", "PatientName": ""}
    plain = ask(HOST, dcmqrscp.port, "ARCHIVE", None, model="patient", PatientID="*", **query)
    with Forwarder(server_context(pki, "server"), (HOST, dcmqrscp.port)) as forwarder:
        found = ask("localhost", forwarder.port, "ARCHIVE", anonymous, model="patient", PatientID="*", **query)
    assert found == plain


def test_several_queries_and_an_echo_on_one_association(pki, dcmqrscp, anonymous):
    with Forwarder(server_context(pki, "server"), (HOST, dcmqrscp.port)) as forwarder:
        address = f"ARCHIVE@localhost:{forwarder.port}"
        with findscu.connect(address, tls=anonymous, models=["study", "verification"]) as association:
            assert association.echo().status.code == 0
            counts = {len(list(association.find(**STUDIES))) for _ in range(3)}
            assert association.security is not None
            assert association.security.version == "TLSv1.3"
    assert len(counts) == 1


def test_the_command(pki, dcmqrscp, findscu, monkeypatch):
    monkeypatch.chdir(pki.folder)
    with Forwarder(server_context(pki, "server", client_ca="ca"), (HOST, dcmqrscp.port)) as forwarder:
        address = f"ARCHIVE@localhost:{forwarder.port}"
        own = ("--tls-cert", "client.crt", "--tls-key", "client.key")
        counted = findscu("--tls", "--tls-ca", "ca.crt", *own, "-L", "STUDY", "--count", address)
        echoed = findscu("echo", "--tls", "--tls-ca", "ca.crt", *own, address)
        dcmtks = findscu("+tls", "client.key", "client.crt", "+cf", "ca.crt", "-L", "STUDY", "--count", address)
    assert counted.code == echoed.code == dcmtks.code == 0, counted.err + echoed.err + dcmtks.err
    assert int(counted.out) > 10
    assert dcmtks.out == counted.out
    assert "answered 0x0000 (success)" in echoed.out
