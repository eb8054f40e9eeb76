"""What a row of the option table is, and where the values of a command line end up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from datetime import datetime

    from ..nodes import Node
    from ..proxy import Proxy
    from ..user_information import UserIdentity

TEXT, INTEGER, SECONDS, WORD = "text", "integer", "seconds", "word"
"""Kinds of values: any text, a whole number, seconds with or without a fraction, one of a list of words."""

LONGEST_TIMEOUT = 604_800.0
"""A week, in seconds: all time-outs are finite, and no system call refuses this one."""

QUERY, NETWORK, TLS, OUTPUT = "Query", "Peer and association", "Transport layer security", "Output"
MESSAGES, OTHER = "Messages", "Other"
SECTIONS = (QUERY, OUTPUT, MESSAGES, NETWORK, TLS, OTHER)
"""Headings, those first whose options are used most."""


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


NEGOTIABLE = (
    "relational_queries",
    "combined_date_times",
    "fuzzy_names",
    "timezone_adjustment",
    "enhanced_conversion",
    "empty_values",
    "multiple_values",
)
"""Fields for what SOP class extended negotiation asks for, in the order of the bytes of PS3.4 §C.5.1.1."""

KEYED = ("columns", "sort", "unique", "count_by")
"""Fields that name attributes of the answers."""


class Arguments:
    """What a command line asks for. The values here are what holds when no option says otherwise.

    Fields that are None are left to the library: see `Settings` for AE titles, time-outs and the maximum PDU length.

    Attributes:
        words: the line, command files put in, without what is secret.
        positionals: the words that are no options, in their order.
        given: for each field that the line sets, the spelling that set it.
        tls_mode: "" for none, "anonymous", or "mutual" with the files of our key and certificate.
        tls: what the options that begin with it come to, once somebody has prepared it.
        node: the peer, where the line names it by a node's name; no option sets it.
        peer_hint: what the peer may have been meant to be, should there be no host of that name.
        user_secret: what says who asks beside the name, or instead of it: a kind, and where it comes from.
        service_options, user_identity: what the line's options for them come to, once somebody has prepared them.
        priority: of each C-FIND, as a number or a word.
        preset: which return keys to ask for: minimal, standard or all.
        when, station, modality: the worklist in short; see `shorthand`.
        saved_key_count: how many of the keys, from the first on, a saved query brought; no option sets it.
        extract: what is written for each match beside the output: a kind, and a file name for "single-xml".
    """

    words: list[str] = []
    positionals: Sequence[str] = ()
    action: str = "query"
    dialect: str = ""
    keys: Sequence[str] = ()
    level: str | None = None
    preset: str | None = None
    when: str | None = None
    station: str | None = None
    modality: str | None = None
    verify_matches: bool = False
    return_keys: Sequence[str] = ()
    query_files: Sequence[str] = ()
    model: str | None = None
    saved: str | None = None
    saved_key_count: int = 0
    parameters: Sequence[str] = ()
    config: str | None = None
    node: Node | None = None
    peer_hint: str = ""
    all_nodes: bool = False
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
    cancel_timeout: float | None = None
    release_timeout: float | None = None
    max_time: float | None = None
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
    empty_values: bool = False
    multiple_values: bool = False
    service_options: Sequence[str] = ()
    charset: str | None = None
    assume_charset: str | None = None
    ignores_charset: bool = False
    asks_charset: bool = True
    user: str | None = None
    user_secret: tuple[str, str] | None = None
    user_identity: UserIdentity | None = None
    proxy: Proxy | str | None = None
    proxy_secret: str | None = None
    operations_window: int | None = None
    continues: bool | None = None
    repeat_count: int = 1
    abort: bool = False
    limit: int | None = None
    cancel_after: int | None = None
    priority: int | str = "medium"
    format: str | None = None
    flat: bool = False
    columns: Sequence[str] = ()
    sort: Sequence[str] = ()
    unique: Sequence[str] = ()
    count_by: Sequence[str] = ()
    output: str | None = None
    output_directory: str = ""
    corrects: bool = False
    show_responses: bool | None = None
    extract: tuple[str, str] | None = None
    extract_limit: int | None = None
    print_arguments: bool = False
    redacts: bool = False
    log_level: str = "warning"
    log_config: str | None = None

    def __init__(self, **differences: object) -> None:
        self.__dict__.update(differences)
        self.given: dict[str, str] = {}
        self._now: datetime | None = None

    def asks_in_native(self) -> bool:
        """Whether the line asks something by options that only native has."""
        asking = (self.level, self.return_keys, self.preset, self.when, self.station, self.modality, self.saved)
        return any(asking)

    def now(self) -> datetime:
        """Return the moment that `today` counts from, the same for all that the line asks."""
        if self._now is None:
            from ..clock import local_now

            self._now = local_now()
        return self._now
