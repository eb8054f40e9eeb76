"""The rows of the option table about what is agreed on with the peer beyond the baseline: options of the service, who
asks, by which way, in which character set.

Rows only, for whoever reads the table; what they do stands in `negotiating`.
"""

from __future__ import annotations

from .option import INTEGER, NETWORK, QUERY, WORD, Option

_SOURCES = "ask, file:PATH, env:NAME or command:COMMAND"


def _service(name: str, field: str, text: str) -> Option:
    return Option(QUERY, name, field, f"negotiate {text}")


SERVICE_OPTIONS: tuple[Option, ...] = (
    _service("--relational-query", "relational_queries", "relational queries (not with -W)"),
    _service("--dt-matching", "combined_date_times", "that date and time match as one (not with -W)"),
    _service("--fuzzy-names", "fuzzy_names", "fuzzy matching of person names"),
    _service("--timezone-adj", "timezone_adjustment", "adjustment to the time zone of the query"),
    _service("--enhanced-conversion", "enhanced_conversion", "conversion of enhanced multi-frame images (not with -W)"),
    _service(
        "--empty-value-matching", "empty_values", "that a key of two quotation marks matches empty values (not with -W)"
    ),
    _service(
        "--multiple-value-matching",
        "multiple_values",
        "that a key of several values, parted by backslashes, matches any of them (not with -W)",
    ),
)

CHARSET_OPTIONS: tuple[Option, ...] = (
    Option(
        QUERY,
        "--charset",
        "charset",
        "declare this character set in the query and write its text in it, such as ISO_IR\xa0100 "
        "(default:\xa0ISO_IR\xa0192 where text is not ASCII)",
        values="CHARSET",
    ),
    Option(
        QUERY,
        "--assume-charset",
        "assume_charset",
        "read answers in this character set where they declare none; also one that DICOM does not know, such as "
        "windows-1252",
        values="CHARSET",
    ),
    Option(
        QUERY,
        "--ignore-charset",
        "ignores_charset",
        "read answers so even where they declare another character set",
        needs=("--assume-charset",),
    ),
    Option(
        QUERY,
        "--no-charset-key",
        "asks_charset",
        "do not ask which character set answers are in, which findscu does by an empty (0008,0005)",
        constant=False,
    ),
)

ASSOCIATION_OPTIONS: tuple[Option, ...] = (
    Option(NETWORK, "--user", "user", "say who asks, by user name", values="NAME"),
    Option(
        NETWORK,
        "--user-pass",
        "user_secret",
        f"and by a passcode, which comes from {_SOURCES}",
        values="SOURCE",
        label="passcode",
        needs=("--user",),
    ),
    Option(
        NETWORK,
        "--user-kerberos",
        "user_secret",
        "say who asks, by a Kerberos service ticket from SOURCE",
        values="SOURCE",
        label="kerberos",
    ),
    Option(
        NETWORK,
        "--user-saml",
        "user_secret",
        "say who asks, by a SAML assertion from SOURCE",
        values="SOURCE",
        label="saml",
    ),
    Option(
        NETWORK,
        "--user-jwt",
        "user_secret",
        "say who asks, by a JSON web token from SOURCE",
        values="SOURCE",
        label="jwt",
    ),
    Option(
        NETWORK,
        "--proxy",
        "proxy",
        "reach the peer through an HTTP proxy that allows CONNECT: http://HOST:PORT",
        values="URL",
    ),
    Option(
        NETWORK,
        "--proxy-auth",
        "proxy_secret",
        f"what the proxy wants to hear, USER:PASSWORD, comes from {_SOURCES}",
        values="SOURCE",
        needs=("--proxy",),
    ),
    Option(
        NETWORK,
        "--priority",
        "priority",
        "with which priority the peer shall look for matches:",
        values="WORD",
        kind=WORD,
        words=("low", "medium", "high"),
    ),
    Option(
        NETWORK,
        "--operations-window",
        "operations_window",
        "propose that N operations may be outstanding at once, 0 for any number; one at a time is what findscu does",
        values="N",
        kind=INTEGER,
        low=0,
        high=65535,
    ),
    Option(
        NETWORK,
        "--no-continue",
        "continues",
        "do not ask on when the peer cuts a Repository Query short",
        constant=False,
    ),
)
