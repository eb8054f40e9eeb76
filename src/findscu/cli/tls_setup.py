"""What the TLS options of a line come to: a context to connect with. Loaded only when there are some.

Native trusts what the system trusts and checks the host, unless the line says otherwise; a fault in any file ends the
run before anything connects. DCMTK's dialect has its own way with the same options, in `cli.dcmtk.tls`.
"""

from __future__ import annotations

import os
import ssl

from ..errors import TlsSetupError, UsageError
from ..secrets import check_source, exposure_of, read_secret
from ..tls.files import add_revocation_list, load_lookup, to_pem, trust, use_certificate
from ..tls.pins import fingerprint, parse_pin
from ..tls.profiles import (
    DEFAULT_PROFILE,
    PROFILES,
    SUITES,
    TLS_1_3_SUITES,
    apply_profile,
    available_suites,
    new_context,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..tls.channel import Security
    from .occurrences import Occurrences
    from .option import Arguments

SEED_LENGTH = 1024
"""Bytes: what OpenSSL's RAND_write_file writes."""


def prepare_tls(arguments: Arguments, reporter: Occurrences) -> None:
    """Set `tls`, `tls_server_name` and `tls_pins` of a line that wants TLS.

    Raises:
        UsageError: a file, a password, a profile, a cipher or a pin that cannot be used.
    """
    for pin in arguments.tls_pins:
        parse_pin(pin)
    read_seed(arguments.tls_seed)
    is_pinned_only = bool(arguments.tls_pins) and not _trusted(arguments)
    context = new_context(checks_host=not (is_pinned_only or arguments.tls_skips_host or arguments.tls_ignores_peer))
    if is_pinned_only or arguments.tls_ignores_peer:
        context.verify_mode = ssl.CERT_NONE  # the pin decides, or nothing does
    apply_profile(context, arguments.tls_profile or DEFAULT_PROFILE, arguments.tls_ciphers)
    _add_trust(context, arguments)
    key, certificate = own_files(arguments)
    if certificate:
        use_certificate(
            context, certificate, key, password_of(arguments, key), file_format=arguments.tls_file_format or ""
        )
    _warn(arguments, reporter)
    arguments.tls = context
    if arguments.tls_without_sni:
        _drop_server_name(arguments, context)


def _trusted(arguments: Arguments) -> list[str]:
    return [*arguments.tls_ca, *arguments.tls_trust_files, *arguments.tls_trust_folders]


def _add_trust(context: ssl.SSLContext, arguments: Arguments) -> None:
    for path in [*arguments.tls_ca, *arguments.tls_trust_files]:
        trust(context, path)
    for path in arguments.tls_trust_folders:
        trust_folder(context, path, arguments.tls_file_format == "der")
    if not _trusted(arguments):
        context.load_default_certs()
    for path in arguments.tls_crl_files:
        add_revocation_list(context, path)
    check_revocation(context, arguments)


def check_revocation(context: ssl.SSLContext, arguments: Arguments) -> None:
    """Have certificates looked up in revocation lists, if the line says so; a list says so too."""
    if arguments.tls_checks_chain:
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_CHAIN
    elif arguments.tls_checks_leaf or arguments.tls_crl_files:
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF


def trust_folder(context: ssl.SSLContext, path: str, is_der: bool) -> None:
    """Trust the certificates in a folder whose files are named by hashes, and take the revocation lists there.

    Raises:
        TlsSetupError: it is no folder.
    """
    if not os.path.isdir(path):
        raise TlsSetupError(f"{path} is no folder", what="trust", path=path)
    if not is_der:
        context.load_verify_locations(capath=path)  # OpenSSL looks for what it needs when it needs it
        return
    for name in sorted(os.listdir(path)):
        stem, _, number = name.partition(".")
        if len(stem) == 8 and number.removeprefix("r").isdigit():
            with open(os.path.join(path, name), "rb") as file:
                label = "X509 CRL" if number.startswith("r") else "CERTIFICATE"
                load_lookup(context, path, to_pem(label, file.read()), "trust")


def own_files(arguments: Arguments) -> tuple[str, str]:
    """Return the files of our own key and certificate, "" when there are none."""
    if isinstance(arguments.tls_mode, tuple):
        return arguments.tls_mode[1]
    return arguments.tls_key or arguments.tls_certificate or "", arguments.tls_certificate or ""


def password_of(arguments: Arguments, key: str) -> str | Callable[[], str]:
    """Return the password of the key, or what asks for it if it turns out to need one.

    Raises:
        UsageError: no such source.
    """
    kind, value = arguments.tls_password or ("from", "ask")
    if kind == "text":
        return value
    if value == "ask":
        return lambda: _ask_password(key)
    check_source(value, "the password", "--tls-password")
    return lambda: _read_password(value)


def _read_password(source: str) -> str:
    try:
        return read_secret(source, "the password", "--tls-password")
    except UsageError as error:
        raise TlsSetupError(error.message, what="password", hint=error.hint) from None


def _ask_password(key: str) -> str:
    from getpass import getpass
    from sys import stdin

    if stdin is None or not stdin.isatty():
        raise TlsSetupError(
            f"private key {key} has a password, and there is no terminal to ask for it",
            what="password",
            path=key,
            hint="say where it comes from with --tls-password",
        )
    try:
        return getpass(f"Password of {key}: ")
    except EOFError:
        raise TlsSetupError(f"no password given for private key {key}", what="password", path=key) from None


def _warn(arguments: Arguments, reporter: Occurrences) -> None:
    if arguments.tls_ignores_peer and not arguments.tls_pins:
        reporter.cautioned(
            "the peer's certificate is not verified: anybody can be this peer, and read the answers",
            "trust its CA with --tls-ca, or the certificate itself with --tls-pin",
        )
    if arguments.tls_profile == "null":
        reporter.cautioned("the profile without encryption: anybody on the way can read along", "")
    key, _ = own_files(arguments)
    kind, source = arguments.tls_password or ("", "")
    for secret in (f"file:{key}", source if kind == "from" else ""):
        if fault := exposure_of(secret):
            reporter.cautioned(fault, f"chmod 600 {secret.removeprefix('file:')}")
    if arguments.given.get("tls_password") in ("+pw", "--use-passwd"):
        reporter.cautioned(
            "a password on the command line can be seen by others while the command runs",
            "say where it comes from with --tls-password",
        )


def _drop_server_name(arguments: Arguments, context: ssl.SSLContext) -> None:
    """Ask for no host by name, which `ssl` can do only without a check of the name."""
    if context.check_hostname:
        raise UsageError(
            "without a host name to ask for (--no-sni) the host cannot be checked",
            hint="add --tls-no-host-check if that is meant",
        )
    arguments.tls_server_name = ""


def read_seed(path: str | None) -> None:
    """Stir OpenSSL's random numbers with the contents of a file; one that cannot be read does no harm."""
    if path is None:
        return
    try:
        with open(path, "rb") as file:
            ssl.RAND_add(file.read(1 << 20), 0.0)
    except OSError:
        pass  # as with OpenSSL's RAND_load_file: the system's own seed is good


def write_seed(arguments: Arguments) -> str:
    """Write random bytes for the next run where the line wants them; return why that cannot be done, or ""."""
    path = arguments.tls_seed if arguments.tls_seed_output == "" else arguments.tls_seed_output
    if path is None:
        return ""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(path, "wb", opener=lambda name, _: os.open(name, flags, 0o600)) as file:
            file.write(ssl.RAND_bytes(SEED_LENGTH))
    except OSError as error:
        return f"cannot write the seed {path}: {(error.strerror or str(error)).lower()}"
    return ""


def describe_security(security: Security) -> str:
    """Return in a line what a handshake agreed on, and whom with."""
    encryption = f"{security.bits} bits" if security.bits else "no encryption"
    verified = "" if security.is_verified else " (not verified)"
    shown = f"certificate{verified} with SHA-256 {fingerprint(security.certificate)}"
    return f"{security.version}, {security.cipher}, {encryption}, {shown}"


def list_profiles() -> str:
    """Return the text of `--list-profiles`."""
    lines = [f"TLS profiles, with {ssl.OPENSSL_VERSION}:\n"]
    for profile in PROFILES:
        missing = sorted(set(profile.suites) - available_suites())
        state = f"not available: needs {missing[0]}" if missing else "default" if profile is PROFILES[0] else ""
        lines.append(f"  {profile.name:10} {profile.title} ({profile.clause}){state and f': {state}'}\n")
    return "".join(lines)


def list_ciphers() -> str:
    """Return the text of `--list-ciphers`."""
    available = available_suites()
    return "".join(
        [
            f"Cipher suites of {ssl.OPENSSL_VERSION} that --cipher takes, the weakest first:\n",
            *(f"  {suite}\n" for suite in SUITES if suite in available),
            "Always offered by profiles with TLS 1.3:\n",
            *(f"  {suite}\n" for suite in TLS_1_3_SUITES),
        ]
    )
