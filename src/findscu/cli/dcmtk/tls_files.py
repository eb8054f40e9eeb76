"""Files on their way into DCMTK's TLS, and what is logged of those that cannot be loaded.

OpenSSL keeps its errors in a queue from which DCMTK takes one for each failure, whatever it was about: so do we.
"""

from __future__ import annotations

import os
import sys
from errno import EISDIR

from ...errors import TlsSetupError
from ...tls.der import key_label
from ...tls.files import MOST_FILE_LENGTH, load_lookup, to_pem, use_certificate
from .. import tls_setup
from ..oflog import ERROR, WARN
from .tls_words import weaknesses

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ...tls.profiles import Profile
    from ..option import Arguments

_MISSING = ("10000080", "no such file")
_QUEUED: dict[str, tuple[tuple[str, str], ...]] = {
    "NO_CERTIFICATE_OR_CRL_FOUND": (("05800088", "no certificate or crl found"),),
    "not DER": (("068000a8", "wrong tag"), ("0688010a", "nested asn1 error"), ("0588000d", "ASN1 lib")),
    "not a certificate": (("0480006c", "no start line"),),
    "not a key": (("1e08010c", "unsupported"),),
    "bad password": (("1c800064", "bad decrypt"),),
    "no password": (("1400006b", "processing error"),),
}
"""What OpenSSL puts into its queue of errors."""


class Files:
    """Files on their way into a context."""

    def __init__(self, context: ssl.SSLContext, is_der: bool, log: Callable[[int, str], None]) -> None:
        self._context = context
        self._is_der = is_der
        self._log = log
        self._queue: list[tuple[str, str]] = []

    def add_trust(self, arguments: Arguments) -> None:
        """Take certificates and revocation lists, the rightmost first."""
        for path in arguments.tls_trust_files[::-1]:
            self._look_up(path, "certificate")
        for path in arguments.tls_trust_folders[::-1]:
            try:
                tls_setup.trust_folder(self._context, path, self._is_der)
            except TlsSetupError:
                pass  # OpenSSL looks into a folder only when it needs it
        for path in arguments.tls_crl_files[::-1]:
            self._look_up(path, "CRL")
        tls_setup.check_revocation(self._context, arguments)

    def use_own(self, arguments: Arguments, profile: Profile) -> None:
        """Take our own key and certificate."""
        key, certificate = tls_setup.own_files(arguments)
        kind, text = arguments.tls_password or ("from", "ask")
        password = text if kind == "text" else _ask_password
        file_format = "der" if self._is_der else "pem"
        try:
            _refuse_encrypted_der(key, self._is_der)
            used = use_certificate(self._context, certificate, key, password, file_format=file_format)
        except TlsSetupError as error:
            raise self._refuse_own(error, key, certificate) from None
        for warning in weaknesses(used, certificate, profile):
            self._log(WARN, warning)

    def _refuse_own(self, error: TlsSetupError, key: str, certificate: str) -> TlsSetupError:
        if error.what in ("key", "password", "no password"):
            fault = {"key": "not a key", "password": "bad password"}.get(error.what, error.what)
            self._fail(error, fault)
            return TlsSetupError(f"000b:0004 Unable to load private TLS key from '{key}'", what=error.what)
        if error.what == "certificate":
            self._fail(error, "not DER" if self._is_der else "not a certificate")
        return TlsSetupError(
            f"000b:0006 Private key '{key}' and certificate '{certificate}' do not match", what="mismatch"
        )

    def _look_up(self, path: str, kind: str) -> None:
        try:
            raw = _read(path)
            if self._is_der and not (raw.startswith(b"\x30") and kind == "certificate"):
                raise TlsSetupError("not DER", reason="not DER")  # nor does OpenSSL look for lists in DER
            load_lookup(self._context, path, to_pem("CERTIFICATE", raw) if self._is_der else raw, "trust")
        except TlsSetupError as error:
            self._fail(error, getattr(error, "reason", ""), ("05880002", "system lib"))
            self._log(WARN, f"unable to load {kind} file '{path}', ignoring")

    def _fail(self, error: TlsSetupError, fault: str, *more: tuple[str, str]) -> None:
        """Put a failure into the queue, and log what is first in it."""
        number = getattr(error, "errno", 0)
        if number and number != EISDIR:  # OpenSSL can open a folder, and finds nothing in it
            self._queue += [(f"{0x80000000 | number:08x}", "OpenSSL error"), _MISSING, *more]
        else:
            self._queue += _QUEUED.get(fault, _QUEUED["NO_CERTIFICATE_OR_CRL_FOUND"])
        code, text = self._queue.pop(0)
        self._log(ERROR, f"OpenSSL error {code}: {text}")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_FILE_LENGTH)
    except IsADirectoryError:
        raise TlsSetupError(path, reason="NO_CERTIFICATE_OR_CRL_FOUND") from None
    except OSError as error:
        raise TlsSetupError(path, errno=error.errno) from None


def _refuse_encrypted_der(path: str, is_der: bool) -> None:
    """Refuse a key that DCMTK cannot read either; one that is not there is told of elsewhere."""
    if is_der and os.path.isfile(path) and key_label(_read(path)) == "ENCRYPTED PRIVATE KEY":
        raise TlsSetupError(path, what="key")


def _ask_password() -> str:
    """Ask as OpenSSL does: on the terminal, or else by the standard streams; once more if nothing comes."""
    for _ in range(2):
        try:
            return _read_password("Enter PEM pass phrase:")
        except EOFError:
            pass
    raise TlsSetupError("no password", what="no password")


def _read_password(prompt: str) -> str:
    if os.name == "nt" or _has_terminal():
        from getpass import getpass

        return getpass(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    sys.stderr.write("\n")
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True
