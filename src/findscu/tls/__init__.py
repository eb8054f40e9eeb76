"""DICOM over TLS (PS3.15 Annex B): contexts to connect with, and what can be said about failures.

profiles  versions and ciphers of each security profile       files     keys, certificates, lists of revoked ones
der       what we read in a certificate ourselves             pins      trust in one certificate
channel   TLS without a socket, for both drivers              failures  words for whatever goes wrong

Loading any of it loads `ssl`, which takes as long as a small query: nothing on the way of a plain query does.

    context = findscu.tls.make_context(ca=["hospital-ca.pem"], certificate="me.crt", key="me.key")
    findscu.find("PACS@pacs.example", tls=context, level="STUDY", PatientName="DOE*")
"""

from __future__ import annotations

import ssl

from ..errors import TlsSetupError
from .files import add_revocation_list, trust, use_certificate
from .pins import fingerprint, parse_pin
from .profiles import DEFAULT_PROFILE, apply_profile, new_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..settings import Settings
    from .files import Password

__all__ = ["apply_profile", "fingerprint", "make_context"]


def make_context(
    *,
    ca: Sequence[str] = (),
    certificate: str = "",
    key: str = "",
    password: Password = None,
    revoked: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
    ciphers: Sequence[str] = (),
    checks_host: bool = True,
) -> ssl.SSLContext:
    """Return a context that verifies the peer as PS3.15 wants it; any other `ssl.SSLContext` does as well.

    Args:
        ca: files and folders of certificates to trust; without any, those that the system trusts.
        certificate: file with our own certificate and its chain, for mutual authentication.
        key: file with its private key; "" when it stands in the same file.
        password: of the key: text, a function that returns it, or None to be asked on the terminal if it needs one.
        revoked: files with certificate revocation lists; with any, the peer's certificate must not be on them.
        profile: name of a security profile, see `profiles.PROFILES`.
        ciphers: IANA names of further cipher suites for TLS 1.2 and before.
        checks_host: whether the certificate must be for the host that is connected to.

    Raises:
        TlsSetupError: a file, a profile or a cipher that cannot be used.
    """
    context = new_context(checks_host=checks_host)
    apply_profile(context, profile, ciphers)
    if not ca:
        context.load_default_certs()
    for path in ca:
        trust(context, path)
    for path in revoked:
        add_revocation_list(context, path)
    if revoked:
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    if certificate:
        use_certificate(context, certificate, key or certificate, password)
    return context


def check_settings(settings: Settings) -> None:
    """Look at what settings say about TLS before anything connects.

    Raises:
        TlsSetupError: a pin that is none, a name that cannot be one, or none where one must be checked.
    """
    for pin in settings.tls_pins:
        parse_pin(pin)
    assert settings.tls is not None
    name = settings.peer.host if settings.tls_server_name is None else settings.tls_server_name
    if settings.tls.check_hostname and not name:
        raise TlsSetupError(
            "the context checks the host, and tls_server_name is empty",
            what="name",
            hint="leave it None for the peer's host, or make the context with checks_host=False",
        )
    try:
        settings.tls.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=name or None)
    except (ValueError, TypeError):
        raise TlsSetupError(f"{name!r} is no name that a certificate can be for", what="name") from None
