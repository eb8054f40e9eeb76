"""Security profiles: which TLS versions, cipher suites and key lengths each of PS3.15 Annex B stands for.

Suites have their IANA names here, `openssl_name` says what OpenSSL calls them. Python's `ssl` lets nobody choose among
the suites of TLS 1.3 (before 3.15), the curves and the signature algorithms: OpenSSL's own are offered, all of which
the profiles allow. What the local OpenSSL lacks and a profile needs is an error.
"""

from __future__ import annotations

import ssl

from ..errors import TlsSetupError
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TLS_1_3_SUITES = ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")
"""What OpenSSL offers for TLS 1.3 when nobody chooses."""

SUITES = (
    "TLS_RSA_WITH_NULL_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
    "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA",
    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
)
"""Suites for TLS 1.2 and before that may be asked for by name: those that DCMTK knows, the weakest first."""


class Profile(Record):
    """One security profile.

    Attributes:
        name: as `make_context` takes it.
        title: its name in PS3.15, or in IHE ATNA.
        clause: where it is defined.
        oldest: the oldest TLS version offered, as a pair; OpenSSL may have been built without it.
        has_1_3: whether TLS 1.3 is offered too.
        suites: what must be offered for TLS 1.2 and before, in order of preference.
        optional: what is offered in addition where OpenSSL has it.
        level: OpenSSL's security level. 2 refuses RSA and DH below 2048 bits, curves below 224, SHA-1 and MD5 in
            signatures; 0 refuses nothing.
        takes_others: whether further suites may be added.
        is_encrypted: whether all suites must encrypt.
    """

    name: str
    title: str
    clause: str
    oldest: tuple[int, int]
    has_1_3: bool
    suites: tuple[str, ...]
    optional: tuple[str, ...] = ()
    level: int = 0
    takes_others: bool = True
    is_encrypted: bool = True


_RSA_GCM = (
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
)
_ECDHE_GCM = (
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
)
_AES, _3DES, _NULL = "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_NULL_SHA"

PROFILES = (
    Profile("8996", "BCP 195 RFC 8996 TLS Profile", "PS3.15 B.12", (1, 2), True, _ECDHE_GCM, level=2),
    Profile(
        "8996-mod",
        "Modified BCP 195 RFC 8996 TLS Profile",
        "PS3.15 B.13",
        (1, 2),
        True,
        _ECDHE_GCM[::-1],
        (
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8",
            "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
        ),
        level=2,
        takes_others=False,
    ),
    Profile("bcp195-nd", "Non-downgrading BCP 195 TLS Profile", "PS3.15 B.10, retired", (1, 2), True, _RSA_GCM),
    Profile("bcp195", "BCP 195 TLS Profile", "PS3.15 B.9, retired", (1, 0), True, (*_RSA_GCM, _AES), (_3DES,)),
    Profile(
        "bcp195-ex",
        "Extended BCP 195 TLS Profile",
        "PS3.15 B.11, retired",
        (1, 2),
        False,
        (*_RSA_GCM, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        level=2,
        takes_others=False,
    ),
    Profile("basic", "Basic TLS Secure Transport Connection Profile", "PS3.15 B.1, retired", (1, 0), False, (_3DES,)),
    Profile(
        "aes", "AES TLS Secure Transport Connection Profile", "PS3.15 B.3, retired", (1, 0), False, (_AES,), (_3DES,)
    ),
    Profile(
        "null",
        "Authenticated unencrypted communication",
        "IHE ATNA, retired",
        (1, 0),
        False,
        (_NULL,),
        is_encrypted=False,
    ),
)
DEFAULT_PROFILE = PROFILES[0].name


def new_context(*, checks_host: bool) -> ssl.SSLContext:
    """Return a context that verifies the peer and trusts nobody yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = checks_host
    return context


def profile_named(name: str) -> Profile:
    """Return a profile.

    Raises:
        TlsSetupError: there is none of that name.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    known = ", ".join(profile.name for profile in PROFILES)
    raise TlsSetupError(f"no TLS profile is called {name!r}", what="profile", hint=f"there are {known}")


def apply_profile(context: ssl.SSLContext, name: str, extra_suites: Sequence[str] = ()) -> None:
    """Make a context offer what a profile says, and `extra_suites` besides.

    Raises:
        TlsSetupError: the local OpenSSL lacks what is needed, or the profile does not allow a suite.
    """
    profile = profile_named(name)
    for suite in extra_suites:
        check_suite(profile, suite)
    wanted = (*profile.suites, *extra_suites)
    missing = sorted(set(wanted) - available_suites(wanted))
    if missing:
        raise TlsSetupError(
            f"the profile {profile.title} needs {missing[0]}, which {ssl.OPENSSL_VERSION} does not have",
            what="profile",
            hint="choose another profile, or an OpenSSL that was built with this suite",
        )
    offered = [*dict.fromkeys((*wanted, *profile.optional))]
    try:
        context.set_ciphers(":".join([*map(openssl_name, offered), f"@SECLEVEL={profile.level}"]))
    except ssl.SSLError:  # a library that only looks like OpenSSL
        raise TlsSetupError(
            f"{ssl.OPENSSL_VERSION} cannot offer what the profile {profile.title} says", what="profile"
        ) from None
    if profile.oldest < (1, 2):
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # SSL 3.0 stays off by an option of every context
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED if profile.has_1_3 else ssl.TLSVersion.TLSv1_2


def check_suite(profile: Profile, suite: str) -> None:
    """Say whether a suite may be offered beside those of a profile.

    Raises:
        TlsSetupError: it is unknown, not available, or not allowed.
    """
    if suite in (*TLS_1_3_SUITES, "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"):
        hint = "leave the option out: profiles with TLS 1.3 offer all that OpenSSL offers"
        raise TlsSetupError(f"{suite} is a suite of TLS 1.3, which cannot be chosen here", what="cipher", hint=hint)
    if suite not in SUITES:
        hint = "--list-ciphers shows the names"
        raise TlsSetupError(f"no cipher suite is called {suite!r}", what="cipher", hint=hint)
    if not available_suites([suite]):
        raise TlsSetupError(
            f"cipher suite {suite} is not available: {ssl.OPENSSL_VERSION} does not have it", what="unavailable cipher"
        )
    if not profile.takes_others:
        raise TlsSetupError(f"the profile {profile.title} takes no other cipher suites", what="closed profile")
    if profile.is_encrypted and "_NULL_" in suite:
        raise TlsSetupError(f"the profile {profile.title} takes no suite without encryption", what="plain cipher")
    if profile.level and suite.endswith("_SHA"):
        raise TlsSetupError(f"the profile {profile.title} takes no suite with SHA-1", what="SHA-1 cipher")


def available_suites(suites: Iterable[str] = SUITES) -> set[str]:
    """Return those suites that the local OpenSSL has."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:eNULL:@SECLEVEL=0")
    names = {cipher["name"] for cipher in context.get_ciphers()}
    return {suite for suite in suites if openssl_name(suite) in names}


def openssl_name(suite: str) -> str:
    """Return OpenSSL's name of a suite for TLS 1.2 and before.

    Example: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is ECDHE-RSA-AES128-GCM-SHA256, TLS_RSA_WITH_AES_128_CBC_SHA is
    AES128-SHA.
    """
    exchange, _, cipher = suite.removeprefix("TLS_").partition("_WITH_")
    for theirs, ours in _OPENSSL_WORDS:
        cipher = cipher.replace(theirs, ours)
    return "-".join(([] if exchange == "RSA" else exchange.split("_")) + cipher.split("_"))


_OPENSSL_WORDS = (
    ("3DES_EDE_CBC_", "DES_CBC3_"),
    ("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305"),
    ("AES_128", "AES128"),
    ("AES_256", "AES256"),
    ("CAMELLIA_128", "CAMELLIA128"),
    ("CAMELLIA_256", "CAMELLIA256"),
    ("_CBC_", "_"),
    ("CCM_8", "CCM8"),
)
