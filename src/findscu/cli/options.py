"""The option table: the one source for the parsers, `--help` and whatever else lists options.

A row says how an option is spelt, what it takes, what it sets and what it is for. Its names are one union of DCMTK's,
pynetdicom's and our own. Rules that follow from the table:

* Options that set the same `field` exclude one another; the rightmost on the line wins (`-P -S` asks as `-S`).
* A row with several `values` takes that many words, and its field becomes a tuple of them.
* A row without values sets its field to `constant`.
* `needs` names options of which one must hold in the end ("only allowed with").

What a field is when no option sets it stands in `Arguments`; a dialect may say otherwise. Ranges are native's.
"""

from __future__ import annotations

from sys import byteorder

from ..uids import (
    DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    EXPLICIT_VR_BIG_ENDIAN,
    EXPLICIT_VR_LITTLE_ENDIAN,
    IMPLICIT_VR_LITTLE_ENDIAN,
)
from .dialects import DIALECTS
from .negotiation_options import ASSOCIATION_OPTIONS, CHARSET_OPTIONS, SERVICE_OPTIONS
from .option import (
    INTEGER,
    LONGEST_TIMEOUT,
    MESSAGES,
    NETWORK,
    OTHER,
    QUERY,
    SECONDS,
    WORD,
    Option,
)
from .output_options import OUTPUT_OPTIONS
from .tls_options import TLS_OPTIONS
from .usual_options import USUAL_MESSAGES, USUAL_NETWORK, USUAL_OUTPUT, USUAL_QUERY


def _timeout(names: str, field: str, text: str, low: float = 0.001) -> Option:
    return Option(NETWORK, names, field, text, values="SECONDS", kind=SECONDS, low=low, high=LONGEST_TIMEOUT)


def _number(section: str, names: str, field: str, text: str, *, low: int, high: int = 2**31, **more: object) -> Option:
    return Option(section, names, field, text, values="N", kind=INTEGER, low=low, high=high, **more)  # type: ignore[arg-type]


LEVELS = ("fatal", "critical", "error", "warning", "warn", "info", "debug", "trace")
"""The log levels of both DCMTK (fatal, warn, trace) and pynetdicom (critical, warning)."""

LITTLE_FIRST = (EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN)
BIG_FIRST = (EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN)
LOCAL_FIRST = LITTLE_FIRST if byteorder == "little" else BIG_FIRST
DEFLATED_FIRST = (DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, *LITTLE_FIRST)

_QUERY = (
    *CHARSET_OPTIONS,
    *SERVICE_OPTIONS,
    _number(QUERY, "--repeat", "repeat_count", "ask each query N times, on one association", low=1, high=65535),
    Option(
        QUERY,
        "-s --saved",
        "saved",
        "ask a saved query of the configuration file; what the line says itself counts more, and its keys come after",
        values="QUERY",
    ),
    Option(
        QUERY,
        "-p --parameter",
        "parameters",
        "what a {NAME} in the saved query stands for",
        values="NAME=VALUE",
        repeats=True,
        needs=("--saved",),
    ),
    Option(
        QUERY,
        "--verify-matches",
        "verify_matches",
        "drop matches that contradict the query, and say how many: some peers do not match all keys",
    ),
    Option(QUERY, "--strict", "strict", "do not send a query that looks doubtful"),
    Option(QUERY, "--dry-run", "dry_run", "show what would be sent, connect nowhere"),
)

_NETWORK = (
    Option(NETWORK, "-i4 --ipv4", "address_family", "use IPv4 only", constant="ipv4"),
    Option(NETWORK, "-i6 --ipv6", "address_family", "use IPv6 only", constant="ipv6"),
    Option(NETWORK, "-i0 --ip-auto", "address_family", "use whatever addresses the peer's name has", constant=""),
    Option(NETWORK, "--all", "all_nodes", "with echo: ask every node of the configuration file"),
    _timeout("-to --timeout", "connect_timeout", "how long to wait for the TCP connection"),
    _timeout("-ta --acse-timeout", "association_timeout", "how long to wait for the answer to the association request"),
    _timeout("-td --dimse-timeout", "response_timeout", "how long to wait for each response"),
    _timeout(
        "-ts --socket-timeout", "socket_timeout", "the same, when there is no -td; 0 for as long as may be", low=-1
    ),
    _timeout("-tn --network-timeout", "network_timeout", "how long to wait for anything that the others leave open"),
    _timeout("--cancel-timeout", "cancel_timeout", "how long a query that was told to stop may go on"),
    _timeout("--release-timeout", "release_timeout", "how long to wait for the answer to the release request"),
    _timeout("--max-time", "max_time", "how long everything may take together, whatever the peer does"),
    Option(
        NETWORK,
        "-pdu --max-pdu",
        "max_pdu_length",
        "longest PDU the peer may send, in bytes; 0 for any",
        values="BYTES",
        kind=INTEGER,
        low=0,
        high=16_777_216,
    ),
    Option(
        NETWORK,
        "-x= --propose-uncompr",
        "transfer_syntaxes",
        "propose all uncompressed transfer syntaxes, explicit VR in this machine's byte order first",
        constant=LOCAL_FIRST,
    ),
    Option(
        NETWORK,
        "-xe --propose-little",
        "transfer_syntaxes",
        "propose the same, explicit VR little endian first",
        constant=LITTLE_FIRST,
    ),
    Option(
        NETWORK,
        "-xb --propose-big",
        "transfer_syntaxes",
        "propose the same, explicit VR big endian first",
        constant=BIG_FIRST,
    ),
    Option(
        NETWORK,
        "-xd --propose-deflated",
        "transfer_syntaxes",
        "propose deflated explicit VR little endian, then the uncompressed ones",
        constant=DEFLATED_FIRST,
    ),
    Option(
        NETWORK,
        "-xi --propose-implicit",
        "transfer_syntaxes",
        "propose implicit VR little endian only",
        constant=(IMPLICIT_VR_LITTLE_ENDIAN,),
    ),
    _number(
        NETWORK,
        "+cl --compression-level",
        "deflate_level",
        "how hard to try when deflating a query: 0 not at all, 1 fastest, 9 best",
        low=0,
        high=9,
        needs=("-xd",),
    ),
    Option(NETWORK, "+u --enable-new-vr", "without_new_vrs", "send all value representations", constant=False),
    Option(
        NETWORK,
        "-u --disable-new-vr",
        "without_new_vrs",
        "send the value representations added after 1993 (UN, UT, OF and others) as OB",
    ),
    _number(NETWORK, "--limit", "limit", "stop after N matches: the peer is told, later ones are dropped", low=1),
    _number(
        NETWORK,
        "--cancel",
        "cancel_after",
        "tell the peer to stop after N responses, and show what still comes; 0 for never",
        low=0,
    ),
    *ASSOCIATION_OPTIONS,
    Option(NETWORK, "--abort", "abort", "abort the association at the end instead of releasing it"),
)

_MESSAGES = (
    Option(
        MESSAGES,
        "-ll --log-level",
        "log_level",
        "say as much as with -q (fatal, critical), as usual (error, warning, warn), as with -v (info) "
        "or -d (debug, trace)",
        values="LEVEL",
        kind=WORD,
        words=LEVELS,
    ),
    Option(
        MESSAGES,
        "-lc --log-config",
        "log_config",
        "send messages where a logger configuration in DCMTK's form says",
        values="FILE",
    ),
    Option(
        MESSAGES,
        "--redact",
        "redacts",
        "show no values of patients' attributes in messages, whatever their level, nor with --dry-run, and no comment "
        "of the peer",
    ),
    Option(MESSAGES, "--arguments", "print_arguments", "print the command line, command files put in"),
)

_OTHER = (
    Option(
        OTHER,
        "--config",
        "config",
        "the configuration file, with nodes and saved queries (default:\xa0FINDSCU_CONFIG, or "
        "findscu/config.toml in the user's configuration folder)",
        values="FILE",
    ),
    Option(
        OTHER,
        "--dialect",
        "dialect",
        "whose command line, messages and exit codes these are (default:\xa0FINDSCU_DIALECT, or\xa0native):",
        values="NAME",
        kind=WORD,
        words=DIALECTS,
    ),
    Option(OTHER, "-h --help", "action", "this text", constant="help", ends_line=True),
    Option(
        OTHER,
        "--version",
        "action",
        "versions of findscu, Python, zlib and OpenSSL",
        constant="version",
        ends_line=True,
    ),
)

OPTIONS: tuple[Option, ...] = (
    *(*USUAL_QUERY, *_QUERY),
    *(*USUAL_NETWORK, *_NETWORK),
    *TLS_OPTIONS,
    *(*USUAL_OUTPUT, *OUTPUT_OPTIONS),
    *(*USUAL_MESSAGES, *_MESSAGES),
    *_OTHER,
)
