"""What a row of the option table is, and where the values of a command line end up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

TEXT, INTEGER, SECONDS, WORD = "text", "integer", "seconds", "word"
"""Kinds of values: any text, a whole number, seconds with or without a fraction, one of a list of words."""

LONGEST_TIMEOUT = 604_800.0
"""A week, in seconds: all time-outs are finite, and no system call refuses this one."""

QUERY, NETWORK, TLS, OUTPUT = "Query", "Peer and association", "Transport layer security", "Output"
MESSAGES, OTHER = "Messages", "Other"
SECTIONS = (QUERY, NETWORK, TLS, OUTPUT, MESSAGES, OTHER)


class Option:
    """One row of the table.

    Attributes:
        section: heading it stands under.
        names: all its spellings, in the order help shows them; `-x`, `+x` and `--long` are the same to the parser.
        field: the attribute of `Arguments` that it sets.
        text: what it does, for help.
        values: what stands for its values in help, one for each word it takes.
        kind: how a value is read.
        low, high: the least and the greatest number allowed.
        words: the words allowed, for `kind` WORD.
        constant: what the field becomes when the option takes no value.
        label: when not "", the field becomes `(label, value)`, for rows that share it with rows of another meaning.
        repeats: each use adds to a list.
        needs: names of options of which one must be in force too.
        ends_line: the rest of the line is not looked at.
        is_secret: its value is nobody's business, whoever asks what was on the line.
        since: the version it came with.
    """

    __slots__ = (
        "constant",
        "ends_line",
        "field",
        "high",
        "is_secret",
        "kind",
        "label",
        "low",
        "names",
        "needs",
        "repeats",
        "section",
        "since",
        "text",
        "values",
        "words",
    )

    def __init__(
        self,
        section: str,
        names: str,
        field: str,
        text: str,
        *,
        values: str = "",
        kind: str = TEXT,
        low: float = 0,
        high: float = 0,
        words: tuple[str, ...] = (),
        constant: object = True,
        label: str = "",
        repeats: bool = False,
        needs: tuple[str, ...] = (),
        ends_line: bool = False,
        is_secret: bool = False,
        since: str = "0.1",
    ) -> None:
        self.section = section
        self.names = tuple(names.split())
        self.field = field
        self.text = text
        self.values = tuple(values.split())
        self.kind = kind
        self.low = low
        self.high = high
        self.words = words
        self.constant = constant
        self.label = label
        self.repeats = repeats
        self.needs = needs
        self.ends_line = ends_line
        self.is_secret = is_secret
        self.since = since


NEGOTIABLE = ("relational_queries", "combined_date_times", "fuzzy_names", "timezone_adjustment", "enhanced_conversion")
"""Fields for what SOP class extended negotiation asks for, in the order of the bytes of PS3.4 §C.5.1.1."""


class Arguments:
    """What a command line asks for. The values here are what holds when no option says otherwise.

    Fields that are None are left to the library: see `Settings` for AE titles, time-outs and the maximum PDU length.

    Attributes:
        words: the line, command files put in, without what is secret.
        positionals: the words that are no options, in their order.
        given: for each field that the line sets, the spelling that set it.
        tls_mode: "" for none, "anonymous", or "mutual" with the files of our key and certificate.
        tls: what the options that begin with it come to, once somebody has prepared it.
        priority: of each C-FIND; no option sets it.
        extract: what is written for each match beside the output: a kind, and a file name for "single-xml".
    """

    words: list[str] = []
    positionals: Sequence[str] = ()
    action: str = "query"
    dialect: str = ""
    keys: Sequence[str] = ()
    level: str | None = None
    return_keys: Sequence[str] = ()
    query_files: Sequence[str] = ()
    model: str | None = None
    strict: bool = False
    dry_run: bool = False
    address_family: str | None = None
    calling_ae_title: str | None = None
    called_ae_title: str | None = None
    transfer_syntaxes: Sequence[str] | None = None
    deflate_level: int | None = None
    without_new_vrs: bool | None = None
    connect_timeout: float | None = None
    socket_timeout: float | None = None
    network_timeout: float | None = None
    association_timeout: float | None = None
    response_timeout: float | None = None
    release_timeout: float | None = None
    max_pdu_length: int | None = None
    tls_mode: str | tuple[str, tuple[str, str]] = ""
    tls_ca: Sequence[str] = ()
    tls_pins: Sequence[str] = ()
    tls_certificate: str | None = None
    tls_key: str | None = None
    tls_password: tuple[str, str] | None = None
    tls_server_name: str | None = None
    tls_without_sni: bool = False
    tls_skips_host: bool = False
    tls_ignores_peer: bool = False
    tls_file_format: str | None = None
    tls_trust_files: Sequence[str] = ()
    tls_trust_folders: Sequence[str] = ()
    tls_crl_files: Sequence[str] = ()
    tls_checks_leaf: bool = False
    tls_checks_chain: bool = False
    tls_profile: str | None = None
    tls_ciphers: Sequence[str] = ()
    tls_seed: str | None = None
    tls_seed_output: str | None = None
    tls: ssl.SSLContext | None = None
    relational_queries: bool = False
    combined_date_times: bool = False
    fuzzy_names: bool = False
    timezone_adjustment: bool = False
    enhanced_conversion: bool = False
    repeat_count: int = 1
    abort: bool = False
    limit: int | None = None
    cancel_after: int | None = None
    priority: int = 0
    format: str | None = None
    output: str | None = None
    output_directory: str = ""
    corrects: bool = False
    show_responses: bool | None = None
    extract: tuple[str, str] | None = None
    extract_limit: int | None = None
    print_arguments: bool = False
    log_level: str = "warning"
    log_config: str | None = None

    def __init__(self, **differences: object) -> None:
        self.__dict__.update(differences)
        self.given: dict[str, str] = {}
