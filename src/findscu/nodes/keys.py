"""The keys that a node may have in the configuration file, and how the value of each is read.

A key is the long name of an option without its dashes, wherever there is such an option; `reading` says which tables
there are. Values are what `tomllib` makes of TOML.
"""

from __future__ import annotations

from ..associate import validate_ae_title
from ..keys import parse_key
from ..models import model_of
from ..records import Record
from ..uids import IMPLICIT_VR_LITTLE_ENDIAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Reader = Callable[[Any], Any]

LONGEST_TIMEOUT = 604_800.0
"""A week, in seconds, as on the command line."""

PROFILES = ("8996", "8996-mod", "bcp195-nd", "bcp195", "bcp195-ex", "basic", "aes", "null")
"""Names of the TLS security profiles, as `tls.profiles` has them."""


class Wrong(ValueError):
    """A value that is not what was expected; the text says what was."""


class Row(Record):
    """One key of a table.

    Attributes:
        key: as the file has it.
        field: what it sets: a field of `Settings`, or of the command's `Arguments`.
        read: makes the value; raises `Wrong`, or a `UsageError`.
        text: what it is for.
        is_path: whether it names files, relative to the configuration file's folder.
        is_list: whether it takes several, as a list, or one by itself.
        is_constant: whether `true` stands for a value of the field's own.
        label: when not "", the field becomes `(label, value)`, as in the option table.
    """

    key: str
    field: str
    read: Reader
    text: str
    is_path: bool = False
    is_list: bool = False
    is_constant: bool = False
    label: str = ""

    def shown(self, value: Any) -> Any:
        """Return what the file says when the field is `value`; None when it says nothing by this key."""
        if value is None or value == () or value == "":
            return None
        if self.is_constant:
            return True if self.read(True) == value else None
        if self.label:
            return value[1] if value[0] == self.label else None
        return value


def text(value: Any) -> str:
    """Read text that is not empty."""
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value
    raise Wrong("text between quotes")


def plain_text(value: Any) -> str:
    """Read text that may be empty."""
    if isinstance(value, str) and (value.isprintable() or not value):
        return value
    raise Wrong("text between quotes, without control characters")


def flag(value: Any) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise Wrong("true or false")


def number(low: int, high: int) -> Reader:
    """Return what reads a whole number."""

    def read(value: Any) -> int:
        if type(value) is int and low <= value <= high:
            return value
        raise Wrong(f"a whole number from {low} to {high}")

    return read


def seconds(value: Any) -> float:
    """Read a time-out."""
    if type(value) in (int, float) and 0.001 <= value <= LONGEST_TIMEOUT:
        return float(value)
    raise Wrong(f"seconds from 0.001 to {LONGEST_TIMEOUT:.0f}")


def one_of(*words: str) -> Reader:
    """Return what reads one of some words."""

    def read(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Wrong(f"one of {', '.join(map(repr, words))}")

    return read


def constant(field_value: Any) -> Reader:
    """Return what reads `true` as a value, and `false` as nothing said."""
    return lambda value: field_value if flag(value) else None


def ae_title(value: Any) -> str:
    """Read an AE title."""
    return validate_ae_title(text(value))


def model(value: Any) -> str:
    """Read the name or UID of an information model."""
    model_of(text(value))
    return str(value)


def source(value: Any) -> str:
    """Read where a secret comes from; a secret itself has no business in the file."""
    kind, colon, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if value == "ask" or (colon and rest and kind in ("file", "env", "command") and value.isprintable()):
        return str(value)
    raise Wrong('"ask", "file:PATH", "env:NAME" or "command:COMMAND", never the secret itself')


def proxy(value: Any) -> str:
    """Read the URL of a proxy; who may use it is said by another key."""
    from ..proxy import parse_proxy

    if "@" in text(value):
        raise Wrong('"http://HOST:PORT"; the password comes from proxy-auth')
    parse_proxy(value)
    return str(value)


def key_path(value: Any) -> tuple[int, ...]:
    """Read the path of a key, as tags."""
    key = parse_key(text(value))
    if key.vr or "=" in key.text:
        raise Wrong("attributes without values, such as ModalitiesInStudy")
    return tuple(step.tag for step in key.steps)


def option_value(value: Any) -> None:
    """Look at a value of a saved query: text, a number, true, or a list of texts and numbers."""
    several = value if isinstance(value, list) else [value]
    kinds = (str, int, float) if isinstance(value, list) else (str, int, float, bool)
    if not several or any(type(one) not in kinds for one in several):
        raise Wrong("text, a number, true, or a list of texts")
    for one in several:
        if isinstance(one, str):
            plain_text(one)


def _timeout(key: str, field: str, what: str) -> Row:
    return Row(key, field, seconds, what)


def _secret(key: str, label: str, what: str) -> Row:
    return Row(key, "user_secret", source, what, is_path=True, label=label)


NODE_ROWS = (
    Row("called-aet", "called_ae_title", ae_title, "the peer's AE title"),
    Row("calling-aet", "calling_ae_title", ae_title, "our own AE title"),
    Row("model", "model", model, "the information model when the query names none"),
    Row("charset", "charset", text, "the character set of queries"),
    Row("assume-charset", "assume_charset", text, "the character set of answers that declare none"),
    Row("ignore-charset", "ignores_charset", flag, "read answers so even where they declare another"),
    Row("limit", "limit", number(1, 2**31), "stop after so many matches"),
    Row("verify-matches", "verify_matches", flag, "drop matches that contradict the query"),
    _timeout("timeout", "connect_timeout", "for the TCP connection"),
    _timeout("acse-timeout", "association_timeout", "for the answer to the association request"),
    _timeout("dimse-timeout", "response_timeout", "for each response"),
    _timeout("cancel-timeout", "cancel_timeout", "for the end of a query that was told to stop"),
    _timeout("release-timeout", "release_timeout", "for the answer to the release request"),
    _timeout("network-timeout", "network_timeout", "how long the association may lie idle"),
    _timeout("max-time", "max_time", "for everything together"),
    Row("max-pdu", "max_pdu_length", number(0, 16_777_216), "longest PDU the peer may send, in bytes; 0 for any"),
    Row("ipv4", "address_family", constant("ipv4"), "use IPv4 only", is_constant=True),
    Row("ipv6", "address_family", constant("ipv6"), "use IPv6 only", is_constant=True),
    Row(
        "propose-implicit",
        "transfer_syntaxes",
        constant((IMPLICIT_VR_LITTLE_ENDIAN,)),
        "propose implicit VR only",
        is_constant=True,
    ),
    Row("disable-new-vr", "without_new_vrs", flag, "send the value representations added after 1993 as OB"),
    Row("relational-query", "relational_queries", flag, "negotiate relational queries"),
    Row("dt-matching", "combined_date_times", flag, "negotiate that date and time match as one"),
    Row("fuzzy-names", "fuzzy_names", flag, "negotiate fuzzy matching of person names"),
    Row("timezone-adj", "timezone_adjustment", flag, "negotiate adjustment to the time zone of the query"),
    Row("enhanced-conversion", "enhanced_conversion", flag, "negotiate conversion of enhanced images"),
    Row("empty-value-matching", "empty_values", flag, "negotiate matching of empty values"),
    Row("multiple-value-matching", "multiple_values", flag, "negotiate matching of several values"),
    Row("priority", "priority", one_of("low", "medium", "high"), "with which priority it shall look"),
    Row("operations-window", "operations_window", number(0, 65535), "propose so many outstanding operations"),
    Row("no-continue", "continues", constant(False), "leave a Repository Query cut short", is_constant=True),
    Row("user", "user", text, "who asks, by user name"),
    _secret("user-pass", "passcode", "and by the passcode that is found there"),
    _secret("user-kerberos", "kerberos", "who asks, by the Kerberos ticket that is found there"),
    _secret("user-saml", "saml", "who asks, by the SAML assertion that is found there"),
    _secret("user-jwt", "jwt", "who asks, by the JSON web token that is found there"),
    Row("proxy", "proxy", proxy, "reach it through this HTTP proxy"),
    Row("proxy-auth", "proxy_secret", source, "user name and password for the proxy are found there", is_path=True),
)
"""What a node says, beside its address, `tls` and `quirks`; also what [defaults] may say."""

TLS_ROWS = (
    Row("ca", "tls_ca", text, "trust the certificates in these files or folders", is_path=True, is_list=True),
    Row("pin", "tls_pins", text, "trust the certificate with this SHA-256", is_list=True),
    Row("cert", "tls_certificate", text, "show this certificate to the peer", is_path=True),
    Row("key", "tls_key", text, "its private key", is_path=True),
    Row("password", "tls_password", source, "the password of the key is found there", is_path=True, label="from"),
    Row("name", "tls_server_name", text, "the host that the peer's certificate must be for"),
    Row("no-host-check", "tls_skips_host", flag, "take a trusted certificate for any host"),
    Row("ignore-peer-cert", "tls_ignores_peer", flag, "take any certificate, anybody's"),
    Row("crl", "tls_crl_files", text, "lists of revoked certificates", is_path=True, is_list=True),
    Row("profile", "tls_profile", one_of(*PROFILES), "offer what this security profile says"),
    Row("cipher", "tls_ciphers", text, "offer these cipher suites for TLS 1.2 too", is_list=True),
)

QUIRK_ROWS = (
    Row("wildcards-in-dates", "takes_date_wildcards", flag, "whether * may stand in dates and times"),
    Row("universal-matching", "universal", one_of("*", "empty"), 'how "any value" is said'),
    Row("image-level", "image_level", one_of("IMAGE", "INSTANCE"), "the word for the level IMAGE"),
    Row("ask-charset", "asks_charset", flag, "whether to ask in which character set the answers are"),
    Row("ignores", "ignored", key_path, "keys that it does not match by", is_list=True),
    Row("rejects", "rejected", key_path, "keys that it refuses; they are not sent", is_list=True),
)
