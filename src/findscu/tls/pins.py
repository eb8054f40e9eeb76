"""Pins: trust in one certificate, or in one key, whoever signed it.

A pin is the SHA-256 of the peer's certificate, in hexadecimal as `openssl x509 -fingerprint -sha256` prints it, with or
without colons; or `sha256//` and the SHA-256 of its public key (SubjectPublicKeyInfo) in Base64, curl's form, which
lives on when the certificate is renewed with the same key.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

from ..errors import TlsError, TlsSetupError
from .der import NotDer, read_certificate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_PREFIX = "sha256//"


def parse_pin(text: str) -> tuple[bool, bytes]:
    """Return whether a pin is for the key, and its digest.

    Raises:
        TlsSetupError: neither of the two forms.
    """
    is_key = text.startswith(KEY_PREFIX)
    try:
        if is_key:
            digest = b64decode(text[len(KEY_PREFIX) :], validate=True)
        else:
            digest = bytes.fromhex(text.upper().removeprefix("SHA256:").replace(":", ""))
    except ValueError:
        digest = b""
    if len(digest) != sha256().digest_size:
        hint = "give the SHA-256 of the certificate in 64 hexadecimal digits, or sha256// and that of its key in Base64"
        raise TlsSetupError(f"{text!r} is no pin", what="pin", hint=hint)
    return is_key, digest


def check_pins(certificate: bytes, pins: Sequence[str]) -> None:
    """Hold a peer's certificate against pins, of which one must fit.

    Raises:
        TlsError: none does.
    """
    if not pins:
        return
    digests = {False: sha256(certificate).digest(), True: sha256(_public_key(certificate)).digest()}
    if not any(digests[is_key] == digest for is_key, digest in map(parse_pin, pins)):
        raise TlsError(
            f"the peer's certificate is another than the pinned one: its SHA-256 is {fingerprint(certificate)}",
            hint="find out why it has changed before you trust it",
            reason="PIN_MISMATCH",
        )


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate (DER) as a pin in hexadecimal."""
    return sha256(certificate).hexdigest()


def key_fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate's public key as a pin in Base64."""
    return KEY_PREFIX + b64encode(sha256(_public_key(certificate)).digest()).decode()


def _public_key(certificate: bytes) -> bytes:
    try:
        return read_certificate(certificate).public_key
    except NotDer:
        return b""  # OpenSSL could read it and we cannot: no pin of a key fits then
