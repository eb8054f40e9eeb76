"""Keys, certificates, CAs and revocation lists from files: PEM and DER, with and without passwords, and every fault."""

from __future__ import annotations

import os
import pickle
import shutil
import ssl
from pathlib import Path

import pytest

from findscu import client
from findscu.errors import FindscuError, TlsError, TlsSetupError
from findscu.tls import fingerprint, make_context
from findscu.tls.der import NotDer, key_label, read_certificate
from findscu.tls.pins import key_fingerprint, parse_pin
from peers.certificates import PASSWORD
from peers.process import HOST
from peers.tls import Forwarder, s_server, server_context


def handshake(port, context, **options) -> str:
    """Return "" when there is a handshake, or why not."""
    try:
        client.connect("localhost", port, tls=context, connect_timeout=5, association_timeout=0.01, **options)
    except TlsError as error:
        return str(error)
    except FindscuError:
        return ""
    raise AssertionError("s_server has become a DICOM system")


@pytest.fixture(scope="module")
def mutual(pki):
    """A server that wants a certificate by `ca`; what it saw is in `clients`."""
    with Forwarder(server_context(pki, "server", client_ca="ca"), (HOST, 9)) as forwarder:
        yield forwarder


@pytest.fixture(scope="module")
def der(pki):
    for name in ("ca.crt", "ca.crl", "client.crt", "client.key", "server.crt"):
        pki.to_der(name)
    pki.openssl("rsa", "-in", pki["rsa.key"], "-traditional", "-outform", "DER", "-out", pki["rsa.pkcs1.der"])
    pki.openssl("ec", "-in", pki["client.key"], "-outform", "DER", "-out", pki["client.sec1.der"])
    words = ("-topk8", "-in", pki["client.key"], "-outform", "DER", "-passout", f"pass:{PASSWORD}")
    pki.openssl("pkcs8", *words, "-out", pki["client.encrypted.der"])
    return pki


OWN = [
    ("client.crt", "client.key", None),
    ("client.crt", "client.key", "not needed"),
    ("client.crt", "client.encrypted.key", PASSWORD),
    ("client.crt.der", "client.key.der", None),
    ("client.crt.der", "client.sec1.der", None),
    ("client.crt", "client.encrypted.der", PASSWORD),
    ("rsa.crt", "rsa.pkcs1.der", None),
]


@pytest.mark.parametrize(("certificate", "key", "password"), OWN)
def test_our_certificate(der, mutual, certificate, key, password):
    mutual.clients.clear()
    context = make_context(
        ca=[der["ca.crt"]], certificate=der[certificate], key=der[key], password=lambda: password or ""
    )
    assert handshake(mutual.port, context) == ""
    assert mutual.next_client() == certificate.partition(".")[0]


def test_key_in_the_same_file_and_a_password_that_is_text(pki, mutual, tmp_path):
    both = tmp_path / "both.pem"
    both.write_text(Path(pki["client.encrypted.key"]).read_text() + Path(pki["client.crt"]).read_text())
    context = make_context(ca=[pki["ca.crt"]], certificate=str(both), password=PASSWORD)
    assert handshake(mutual.port, context) == ""


def test_a_chain_is_shown_whole(pki, mutual):
    context = make_context(ca=[pki["ca.crt"]], certificate=pki["chained.crt"], key=pki["chained.key"])
    assert handshake(mutual.port, context) == ""


def test_the_password_is_asked_for_only_if_the_key_has_one(pki):
    def never() -> str:
        raise AssertionError("asked")

    make_context(certificate=pki["client.crt"], key=pki["client.key"], password=never)


@pytest.mark.parametrize(
    ("certificate", "key", "password", "what", "text"),
    [
        ("client.crt", "server.key", "", "mismatch", "server.key and certificate .*client.crt do not belong together"),
        ("client.crt", "client.encrypted.key", "s3same", "password", "the password for private key .* is wrong"),
        ("client.crt", "client.encrypted.key", "", "password", "the password for private key .* is wrong"),
        ("client.crt", "client.encrypted.key", "x" * 2000, "password", "is longer than 1023 bytes"),
        ("client.crt", "nowhere.key", "", "key", "cannot read private key .*nowhere.key: no such file or directory"),
        ("nowhere.crt", "client.key", "", "certificate", "cannot read certificate .*nowhere.crt: no such file"),
        ("client.crt", "client.crt", "", "key", "client.crt holds no private key"),
        ("client.key", "client.key", "", "certificate", "client.key holds no certificate"),
        ("ca.crl", "client.key", "", "certificate", "ca.crl holds no certificate"),
        ("client.crt", ".", "", "key", "cannot read private key"),
        ("rsa1024.crt", "rsa1024.key", "", "weak certificate", "too weak for the security profile: ee key too small"),
    ],
)
def test_our_certificate_cannot_be_used(pki, certificate, key, password, what, text):
    with pytest.raises(TlsSetupError, match=text) as caught:
        make_context(certificate=pki[certificate], key=pki[key], password=password)
    assert caught.value.what == what
    assert password == "" or password not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("name", ["ca.crt", "ca.crt.der", "folder"])
def test_trust(der, tmp_path, name):
    if name == "folder":
        for file in ("ca.crt.der", "other-ca.crt", "server.key", "ca.crl"):
            shutil.copy(der[file], tmp_path)
        (tmp_path / "README").write_bytes(b"\x30\x03\x02\x01\x05 no certificate")
        (tmp_path / "sub").mkdir()
    with s_server(der, "server") as port, s_server(der, "stranger") as strange:
        context = make_context(ca=[str(tmp_path) if name == "folder" else der[name]])
        assert handshake(port, context) == ""
        assert (handshake(strange, context) == "") == (name == "folder")


@pytest.mark.parametrize("name", ["self-signed.crt", "server.crt", "middle.crt"])
def test_trust_in_a_certificate_itself(pki, name):
    """What somebody names as trusted is trusted, whoever signed it."""
    server = "chained" if name == "middle.crt" else name.removesuffix(".crt")
    with s_server(pki, server) as port:
        assert handshake(port, make_context(ca=[pki[name]])) == ""


def test_trust_in_what_the_system_trusts(pki, monkeypatch):
    with s_server(pki, "server") as port:
        assert "not trusted here" in handshake(port, make_context())
        monkeypatch.setenv("SSL_CERT_FILE", pki["ca.crt"])
        assert handshake(port, make_context()) == ""


@pytest.mark.parametrize("name", ["ca.crl", "ca.crl.der"])
def test_revocation_lists(der, name):
    context = make_context(ca=[der["ca.crt"]], revoked=[der[name]])
    with s_server(der, "server") as port, s_server(der, "revoked") as revoked:
        assert handshake(port, context) == ""
        assert handshake(revoked, context) == "the peer's certificate has been revoked"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"ca": ["nowhere"]}, "cannot read certificates of nowhere: no such file or directory"),
        ({"ca": ["{server.key}"]}, "server.key holds no certificate"),
        ({"ca": ["{empty}"]}, "empty holds no certificate"),
        ({"revoked": ["nowhere"]}, "cannot read revocation list nowhere: no such file or directory"),
        ({"revoked": ["{server.key}"]}, "server.key holds no certificate revocation list"),
        ({"revoked": ["{empty}"]}, "empty holds no certificate revocation list"),
    ],
)
def test_what_cannot_be_trusted(pki, options, text):
    Path(pki["empty"]).touch()
    filled = {
        name: [pki[path[1:-1]] if path.startswith("{") else path for path in paths] for name, paths in options.items()
    }
    with pytest.raises(TlsSetupError, match=text):
        make_context(**filled)


def test_a_file_without_end_is_not_read_to_its_end():
    with pytest.raises(TlsSetupError, match="/dev/zero is longer than 16777216 bytes"):
        make_context(ca=["/dev/zero"])


def test_no_descriptor_stays_open(der):
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(3):
        make_context(ca=[der["ca.crt"]], certificate=der["client.crt.der"], key=der["client.key.der"])
    assert not before or len(os.listdir("/proc/self/fd")) == before


def test_without_files_in_memory(der, mutual, monkeypatch, tmp_path):
    """As on macOS and Windows: a private file that is gone afterwards."""
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    context = make_context(ca=[der["ca.crt"]], certificate=der["client.crt.der"], key=der["client.key.der"])
    assert handshake(mutual.port, context) == ""
    assert list(tmp_path.iterdir()) == []


class TestDer:
    @pytest.mark.parametrize("name", ["server", "rsa", "rsa1024", "ca", "self-signed"])
    def test_certificate_as_openssl_reads_it(self, pki, name):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki[f"{name}.crt"]).read_text())
        text = pki.openssl("x509", "-in", pki[f"{name}.crt"], "-noout", "-text")
        read = read_certificate(raw)
        assert f"({read.key_bits} bit)" in text
        assert read.is_rsa == ("rsaEncryption" in text)
        public_key = pki.openssl("x509", "-in", pki[f"{name}.crt"], "-noout", "-pubkey")
        assert read.public_key == ssl.PEM_cert_to_DER_cert(public_key.replace("PUBLIC KEY", "CERTIFICATE"))

    def test_truncation_gives_one_error(self, pki):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki["server.crt"]).read_text())
        for length in range(len(raw)):
            with pytest.raises(NotDer):
                read_certificate(raw[:length])

    def test_flipped_bytes_give_a_certificate_or_one_error(self, pki):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki["server.crt"]).read_text())
        for at in range(len(raw)):
            for value in (0x00, 0x30, 0x7F, 0x80, 0xFF):
                try:
                    read_certificate(raw[:at] + bytes([value]) + raw[at + 1 :])
                except NotDer:
                    pass

    @pytest.mark.parametrize(
        ("raw", "label"),
        [
            ("30 09 0201 00 3000 0402 0000", "PRIVATE KEY"),
            ("30 04 3000 0400", "ENCRYPTED PRIVATE KEY"),
            ("30 07 0201 01 0402 0000", "EC PRIVATE KEY"),
            ("30 1B" + " 0201 00" * 9, "RSA PRIVATE KEY"),
            ("30 12" + " 0201 00" * 6, "DSA PRIVATE KEY"),
            ("30 06" + " 0201 00" * 2, ""),
            ("30 00", ""),
            ("30 05 0201", ""),
            ("2D 2D 2D", ""),
            ("", ""),
        ],
    )
    def test_kinds_of_keys(self, raw, label):
        assert key_label(bytes.fromhex(raw)) == label


class TestPins:
    def test_as_openssl_prints_it(self, pki):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki["server.crt"]).read_text())
        printed = pki.openssl("x509", "-in", pki["server.crt"], "-noout", "-fingerprint", "-sha256")
        pin = printed.strip().partition("=")[2]
        assert parse_pin(pin) == (False, bytes.fromhex(fingerprint(raw)))
        assert parse_pin(pin.replace(":", "").lower()) == parse_pin(pin) == parse_pin(f"SHA256:{pin}")

    def test_the_keys_pin_lives_on_when_the_certificate_is_renewed(self, pki):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki["server.crt"]).read_text())
        words = ("req", "-x509", "-key", pki["server.key"], "-subj", "/CN=renewed", "-outform", "PEM")
        renewed = ssl.PEM_cert_to_DER_cert(pki.openssl(*words))
        assert key_fingerprint(renewed) == key_fingerprint(raw)
        assert fingerprint(renewed) != fingerprint(raw)

    @pytest.mark.parametrize("pin", ["", "abc", "ab" * 31, "ab" * 33, "sha256//", "sha256//AAAA", "xy" * 32])
    def test_no_pin(self, pin):
        with pytest.raises(TlsSetupError, match="is no pin"):
            parse_pin(pin)
        with pytest.raises(TlsSetupError, match="is no pin"):
            client.connect("localhost", 9, tls=make_context(), tls_pins=[pin])

    def test_in_the_library(self, pki):
        raw = ssl.PEM_cert_to_DER_cert(Path(pki["server.crt"]).read_text())
        context = make_context(ca=[pki["ca.crt"]])
        with s_server(pki, "server") as port:
            for pin in (fingerprint(raw), key_fingerprint(raw)):
                assert handshake(port, context, tls_pins=["00" * 32, pin]) == ""
            assert "another than the pinned one" in handshake(port, context, tls_pins=["00" * 32])


def test_no_name_to_check(pki):
    with pytest.raises(TlsSetupError, match="checks the host, and tls_server_name is empty"):
        client.connect("localhost", 9, tls=make_context(), tls_server_name="")


@pytest.mark.parametrize("name", [".elsewhere", "a\0b", "x" * 70 + ".example", "a..b"])
def test_names_that_nobody_has(name):
    with pytest.raises(TlsSetupError, match="is no name that a certificate can be for"):
        client.connect("localhost", 9, tls=make_context(), tls_server_name=name)
