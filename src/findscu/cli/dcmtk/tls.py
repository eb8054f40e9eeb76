"""DCMTK's TLS options as DCMTK takes them: what they demand of a line, the context they make, what is said of failures.

Only what `+cf` and `+cd` name is trusted, no host name is checked, and a file that cannot be loaded is passed over with
a warning. Lines and numbers are DCMTK 3.6.7's with OpenSSL 3.0; the default profile is that of the newest manual.
"""

from __future__ import annotations

import ssl

from ...errors import TlsSetupError
from ...tls.profiles import apply_profile, available_suites, check_suite, new_context, profile_named
from .. import tls_setup
from ..oflog import FATAL, WARN
from .tls_files import Files
from .tls_words import doubts
from .words import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...tls.profiles import Profile
    from ..option import Arguments
    from .report import Reporter

    Log = Callable[[int, str], None]

_TLS = "--enable-tls or --anonymous-tls"
_MUTUAL = "--enable-tls"

_DISABLE, _ENABLE, _ANONYMOUS = _MODES = ("--disable-tls", "--enable-tls", "--anonymous-tls")
_BLOCKS = (
    ("--std-passwd", "--use-passwd", "--null-passwd"),
    ("--pem-keys", "--der-keys"),
    ("--seed",),
    ("--write-seed", "--write-seed-file"),
    ("--require-peer-cert", "--ignore-peer-cert"),
    (
        *("--profile-8996", "--profile-8996-mod", "--profile-bcp195", "--profile-bcp195-nd", "--profile-bcp195-ex"),
        *("--profile-basic", "--profile-aes", "--profile-null"),
    ),
    ("--add-cert-file",),
    ("--add-cert-dir",),
    ("--add-crl-file",),
    ("--enable-crl-vfy",),
    ("--enable-crl-all",),
    ("--cipher",),
)
"""Options that exclude one another, in the order in which DCMTK looks for them."""

_OWN_FIELDS = ("tls_ca", "tls_pins", "tls_certificate", "tls_key", "tls_skips_host")
"""Options that DCMTK does not have; a line with one of them is taken as native takes it."""


def check_tls(arguments: Arguments) -> None:
    """Look at what the TLS options of a line demand of each other, and settle what they come to.

    Raises:
        LineError: the first thing that is wrong.
    """
    words = list(arguments.words)
    if "--profile-basic" in words and not available_suites(profile_named("basic").suites):
        refuse("Unknown option +pb")
    if not wants_native(arguments):
        _settle_mode(arguments, words)
    mode = arguments.tls_mode
    for block in _BLOCKS:
        needed = _MUTUAL if block[0] == "--std-passwd" else _TLS
        for name in _found(words, block):
            if not mode or (needed == _MUTUAL and mode == "anonymous" and arguments.tls_certificate is None):
                refuse(f"{'--profile-basic' if name == '--profile-aes' else name} only allowed with {needed}")
            _check_others(name, arguments, words)
    if arguments.tls_without_sni and arguments.tls_server_name:
        refuse("--no-sni not allowed with --request-sni")


def _found(words: list[str], block: Sequence[str]) -> list[str]:
    """Return those options of a block that DCMTK finds: each must stand to the right of the one found before."""
    found, last = [], -1
    for name in block:
        at = len(words) - 1 - words[::-1].index(name) if name in words else -1
        if at > last:
            found.append(name)
            last = at
    return found


def _settle_mode(arguments: Arguments, words: list[str]) -> None:
    """Take `+tls` before `+tla` as DCMTK does: the certificate is shown."""
    if _found(words, _MODES)[-2:] == [_ENABLE, _ANONYMOUS]:
        at = len(words) - 1 - words[::-1].index(_ENABLE)
        arguments.tls_mode = ("mutual", (words[at + 1], words[at + 2]))


def _check_others(name: str, arguments: Arguments, words: list[str]) -> None:
    if name.startswith("--write-seed") and arguments.tls_seed is None:
        refuse(f"{name} only allowed with --seed")
    if name == "--enable-crl-all" and "--enable-crl-vfy" in words:
        refuse("--enable-crl-all not allowed with --enable-crl-vfy")
    if name == "--cipher" and arguments.tls_profile == "bcp195-ex":
        refuse("--cipher not allowed with --profile-bcp195-ex")


def prepare_tls(arguments: Arguments, reporter: Reporter) -> None:
    """Set `tls` and `tls_server_name` of a line that wants TLS.

    Raises:
        TlsSetupError: DCMTK's words for what cannot be used.
    """
    if wants_native(arguments):
        tls_setup.prepare_tls(arguments, reporter)
        return

    def log(level: int, text: str) -> None:
        reporter.log.say("dcmtk.dcmtls", level, text)

    tls_setup.read_seed(arguments.tls_seed)
    context = new_context(checks_host=False)
    context.set_ciphers("ALL:@SECLEVEL=0")  # until the profile says more
    profile = profile_named(arguments.tls_profile or "8996")
    files = Files(context, arguments.tls_file_format == "der", log)
    files.add_trust(arguments)
    if isinstance(arguments.tls_mode, tuple):
        files.use_own(arguments, profile)
    _apply_profile(context, profile, arguments.tls_ciphers[::-1], log)
    if arguments.tls_ignores_peer:
        context.verify_mode = ssl.CERT_NONE
    arguments.tls = context
    arguments.tls_server_name = arguments.tls_server_name or ""


def wants_native(arguments: Arguments) -> bool:
    """Whether a line has TLS options that DCMTK does not have."""
    return arguments.given.get("tls_mode") == "--tls" or any(field in arguments.given for field in _OWN_FIELDS)


def _apply_profile(context: ssl.SSLContext, profile: Profile, suites: Sequence[str], log: Log) -> None:
    for suite in suites:
        try:
            check_suite(profile, suite)
        except TlsSetupError as error:
            raise _refuse_suite(error.what, profile, suite, log) from None
        for warning in doubts(profile, suite):
            log(WARN, warning)
    apply_profile(context, profile.name, suites)


def _refuse_suite(what: str, profile: Profile, suite: str, log: Log) -> TlsSetupError:
    """Log why a cipher suite is refused, and return what ends the program."""
    place = f"with security profile '{profile.title}'"
    if what == "unavailable cipher":
        log(FATAL, f"Ciphersuite '{suite}' not supported by the OpenSSL library used to compile this application.")
        return TlsSetupError(f"000b:0003 Unknown or invalid ciphersuite: {suite}", what=what)
    if what == "plain cipher":
        log(FATAL, f"Unencrypted ciphersuite '{suite}' not permitted {place}")
    elif what == "SHA-1 cipher":
        log(FATAL, f"Ciphersuite '{suite}' using SHA-1 MAC not permitted {place}")
    elif what == "closed profile":
        log(FATAL, f"Additional ciphersuites not permitted {place}")
    else:
        return TlsSetupError("0001:0007 Illegal call, perhaps wrong parameters", what=what)
    return TlsSetupError("000b:000a Ciphersuite not allowed in current DICOM security profile", what=what)
