"""Keys, certificates and revocation lists, from files into a context; every failure names its file.

`ssl` reads PEM from paths only. What comes as DER is put into PEM in memory, where the system has files in memory, or
else into a file that nobody else can open and that is gone at once.
"""

from __future__ import annotations

import os
import ssl
from base64 import b64decode
from binascii import Error as Base64Error
from contextlib import contextmanager

from ..errors import TlsSetupError
from .der import NotDer, key_label, read_certificate
from .failures import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from .der import Certificate

    Password: TypeAlias = str | Callable[[], str] | None

MOST_FILE_LENGTH = 16 << 20
"""Bytes: a bundle of all public CAs is under 1 MiB, a large revocation list a few."""

LONGEST_PASSWORD = 1023
"""Bytes: what OpenSSL takes."""


def trust(context: ssl.SSLContext, path: str) -> None:
    """Trust the certificates in a file, or in all files of a folder that hold some; PEM or DER.

    They are trusted as they are, even if they were issued by somebody else.

    Raises:
        TlsSetupError: there is none, or it cannot be read.
    """
    found = [one for name in _files_of(path) for one in certificates_in(_read(name, "trust")) if _is_certificate(one)]
    if not found:
        raise TlsSetupError(f"{path} holds no certificate", what="trust", path=path, hint="give a PEM or DER file")
    try:
        context.load_verify_locations(cadata=b"".join(dict.fromkeys(found)))
    except ssl.SSLError as error:
        raise TlsSetupError(
            f"a certificate in {path} cannot be read: {reason_of(error)}", what="trust", path=path
        ) from None
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN


def add_revocation_list(context: ssl.SSLContext, path: str) -> None:
    """Take a list of revoked certificates, PEM or DER.

    Raises:
        TlsSetupError: the file cannot be read, or is none.
    """
    raw = _read(path, "crl")
    load_lookup(context, path, raw if b"-----BEGIN" in raw else to_pem("X509 CRL", raw), "crl")


def load_lookup(context: ssl.SSLContext, path: str, pem: bytes, what: str) -> None:
    """Load certificates and revocation lists from PEM, as OpenSSL does it.

    Raises:
        TlsSetupError: there is neither; its `reason` is OpenSSL's.
    """
    try:
        with in_file(pem) as place:
            context.load_verify_locations(cafile=place)
    except ssl.SSLError as error:
        kind = "certificate revocation list" if what == "crl" else "certificate"
        raise TlsSetupError(
            f"{path} holds no {kind} ({reason_of(error)})", what=what, path=path, reason=error.reason or ""
        ) from None


def use_certificate(
    context: ssl.SSLContext, certificate: str, key: str, password: Password = None, *, file_format: str = ""
) -> Certificate:
    """Show a certificate to peers that ask for one, and prove that it is ours. Return what it says.

    Args:
        context: the context.
        certificate: file with the certificate, and the chain above it.
        key: file with the private key.
        password: of the key: text, a function that is called if it needs one, None to have OpenSSL ask.
        file_format: "pem", "der", or "" for either.

    Raises:
        TlsSetupError: a file cannot be read, they do not belong together, or the password is wrong.
    """
    key_pem = _key_in(key, file_format)
    found = certificates_in(_read(certificate, "certificate"), file_format)
    if not found:
        raise TlsSetupError(f"{certificate} holds no certificate", what="certificate", path=certificate)
    described = _describe(found[0], certificate)
    chain = b"".join(to_pem("CERTIFICATE", one) for one in found)
    try:
        with in_file(chain) as chain_place, in_file(key_pem) as key_place:
            context.load_cert_chain(chain_place, key_place, _checked(password, key))
    except OSError as error:  # an SSLError as a rule; what the system said last may hide it
        raise _unusable(error, certificate, key, key_pem) from None
    return described


def _checked(password: Password, key: str) -> Callable[[], str] | None:
    """Return a password as a function, which OpenSSL calls only if the key needs one."""

    def ask() -> str:
        text = password() if callable(password) else password or ""
        if len(text.encode()) > LONGEST_PASSWORD:
            raise TlsSetupError(f"the password for {key} is longer than {LONGEST_PASSWORD} bytes", what="password")
        return text

    return None if password is None else ask


def _unusable(error: OSError, certificate: str, key: str, key_pem: bytes) -> TlsSetupError:
    """Say why OpenSSL takes neither key nor certificate; it tells little."""
    reason = getattr(error, "reason", None)
    if reason == "KEY_VALUES_MISMATCH":
        return TlsSetupError(
            f"private key {key} and certificate {certificate} do not belong together",
            what="mismatch",
            path=certificate,
            hint="give the key that the certificate was made for",
        )
    if reason in ("EE_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "CA_KEY_TOO_SMALL"):
        return TlsSetupError(
            f"certificate {certificate} is too weak for the security profile: {reason_of(error)}",
            what="weak certificate",
            path=certificate,
            hint="have a new one made with RSA of 2048 bits or more and SHA-256, or choose an older profile",
        )
    if b"ENCRYPTED" in key_pem:
        return TlsSetupError(f"the password for private key {key} is wrong", what="password", path=key)
    return TlsSetupError(f"private key {key} cannot be used: {reason_of(error)}", what="key", path=key)


def _is_certificate(raw: bytes) -> bool:
    try:
        read_certificate(raw)
    except NotDer:
        return False  # a folder may hold anything
    return True


def _describe(raw: bytes, path: str) -> Certificate:
    try:
        return read_certificate(raw)
    except NotDer as error:
        raise TlsSetupError(f"certificate {path} cannot be read: {error}", what="certificate", path=path) from None


def _key_in(path: str, file_format: str) -> bytes:
    """Return a private key as PEM."""
    raw = _read(path, "key")
    label = key_label(raw) if file_format != "pem" else ""
    if label:
        return to_pem(label, raw)
    if file_format == "der" or b"PRIVATE KEY-----" not in raw:
        kind = {"pem": " in PEM", "der": " in DER"}.get(file_format, "")
        raise TlsSetupError(f"{path} holds no private key{kind}", what="key", path=path)
    return raw


def certificates_in(raw: bytes, file_format: str = "") -> list[bytes]:
    """Return the certificates in the bytes of a file, as DER; [] when there are none."""
    if file_format != "der" and b"-----BEGIN" in raw:
        return list(_pem_blocks(raw))
    return [raw] if file_format != "pem" and raw[:1] == b"\x30" and not key_label(raw) else []


_BEGIN = (b"-----BEGIN CERTIFICATE-----", b"-----BEGIN X509 CERTIFICATE-----")


def _pem_blocks(raw: bytes) -> Iterator[bytes]:
    lines: list[bytes] | None = None
    for line in map(bytes.strip, raw.splitlines()):
        if line in _BEGIN:
            lines = []
        elif line.startswith(b"-----END") and lines is not None:
            try:
                yield b64decode(b"".join(lines))
            except Base64Error:
                pass  # not a certificate after all
            lines = None
        elif lines is not None:
            lines.append(line)


def to_pem(label: str, raw: bytes) -> bytes:
    """Put DER into PEM."""
    from base64 import encodebytes

    return f"-----BEGIN {label}-----\n".encode() + encodebytes(raw) + f"-----END {label}-----\n".encode()


@contextmanager
def in_file(raw: bytes) -> Iterator[str]:
    """Yield a path under which bytes can be read meanwhile, without a trace on a disk where the system can do that."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("findscu", os.MFD_CLOEXEC)
        place = f"/proc/self/fd/{descriptor}"
    else:
        from tempfile import mkstemp

        descriptor, place = mkstemp()  # nobody but the user may open it
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(raw)
        yield place
    finally:
        os.close(descriptor)
        if not place.startswith("/proc/"):
            os.unlink(place)


def _files_of(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    try:
        return [name for entry in sorted(os.listdir(path)) if os.path.isfile(name := os.path.join(path, entry))]
    except OSError as error:
        raise _unreadable(path, "trust", error) from None


def _read(path: str, what: str) -> bytes:
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_FILE_LENGTH + 1)
    except OSError as error:
        raise _unreadable(path, what, error) from None
    if len(raw) > MOST_FILE_LENGTH:
        raise TlsSetupError(f"{path} is longer than {MOST_FILE_LENGTH} bytes", what=what, path=path)
    return raw


def _unreadable(path: str, what: str, error: OSError) -> TlsSetupError:
    reason = (error.strerror or str(error)).lower()
    return TlsSetupError(f"cannot read {_KINDS[what]} {path}: {reason}", what=what, path=path, errno=error.errno or 0)


_KINDS = {"trust": "certificates of", "crl": "revocation list", "certificate": "certificate", "key": "private key"}
