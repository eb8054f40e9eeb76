"""The option table: the one source for the parser, `--help` and whatever else lists options.

A row says how an option is spelt, what it takes, what it sets and what it is for. Rules that follow from the table:

* Options that set the same `field` exclude one another; the rightmost on the line wins (`-P -S` asks as `-S`).
* A row with several `values` takes that many words, and its field becomes a tuple of them.
* A row without values sets its field to `constant`.
* `needs` names options of which one must hold in the end ("only allowed with").

What a field is when no option sets it stands in `Arguments`; a dialect may say otherwise.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT, INTEGER, SECONDS, WORD = "text", "integer", "seconds", "word"
"""Kinds of values: any text, a whole number, seconds with or without a fraction, one of a list of words."""

LONGEST_TIMEOUT = 604_800.0
"""A week, in seconds: all time-outs are finite, and no system call refuses this one."""

QUERY, NETWORK, OUTPUT, MESSAGES, OTHER = "Query", "Peer and association", "Output", "Messages", "Other"
SECTIONS = (QUERY, NETWORK, OUTPUT, MESSAGES, OTHER)


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
        repeats: each use adds to a list.
        needs: names of options of which one must be in force too.
        ends_line: the rest of the line is not looked at.
        since: the version it came with.
    """

    __slots__ = (
        "constant",
        "ends_line",
        "field",
        "high",
        "kind",
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
        repeats: bool = False,
        needs: tuple[str, ...] = (),
        ends_line: bool = False,
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
        self.repeats = repeats
        self.needs = needs
        self.ends_line = ends_line
        self.since = since


def _timeout(names: str, field: str, text: str) -> Option:
    return Option(NETWORK, names, field, text, values="SECONDS", kind=SECONDS, low=0.001, high=LONGEST_TIMEOUT)


FORMATS = ("text", "jsonl", "json", "csv")
LEVELS = ("fatal", "critical", "error", "warning", "warn", "info", "debug", "trace")
"""The log levels of both DCMTK (fatal, warn, trace) and pynetdicom (critical, warning)."""

OPTIONS: tuple[Option, ...] = (
    Option(
        QUERY,
        "-k --key --keyword",
        "keys",
        "match or return an attribute: PatientName=DOE*, StudyDate=20260101-, 0010,0020=4711, or no value to have it "
        "returned; a path for nested ones: ScheduledProcedureStepSequence.Modality=CT",
        values="KEY",
        repeats=True,
    ),
    Option(
        QUERY,
        "-L --level",
        "level",
        "query level: PATIENT, STUDY, SERIES, IMAGE, or WORKLIST, UPS; also asks for the attributes that one usually "
        "wants to know there",
        values="LEVEL",
    ),
    Option(QUERY, "-r --return-key", "return_keys", "have an attribute returned", values="KEY", repeats=True),
    Option(
        QUERY,
        "-f --file",
        "query_files",
        "take the query from a file: DICOM, text dump or DICOM JSON; -k and -r change it. Each file is a query of its "
        "own, all on one association",
        values="FILE",
        repeats=True,
    ),
    Option(QUERY, "-W --worklist", "model", "information model: Modality Worklist", constant="worklist"),
    Option(QUERY, "-P --patient", "model", "information model: Patient Root", constant="patient"),
    Option(QUERY, "-S --study", "model", "information model: Study Root", constant="study"),
    Option(QUERY, "-O --psonly", "model", "information model: Patient/Study Only (retired)", constant="psonly"),
    Option(QUERY, "-U --ups", "model", "information model: UPS Pull", constant="ups"),
    Option(
        QUERY,
        "-M --model",
        "model",
        "information model by name, such as repository or hanging-protocol, or by its SOP Class UID",
        values="NAME|UID",
    ),
    Option(QUERY, "--strict", "strict", "do not send a query that looks doubtful"),
    Option(QUERY, "--dry-run", "dry_run", "show what would be sent, connect nowhere"),
    Option(NETWORK, "-aet --aetitle --calling-aet", "calling_ae_title", "our own AE title", values="AET"),
    Option(
        NETWORK,
        "-aec --call --called-aet",
        "called_ae_title",
        "the peer's AE title (default:\xa0that of PEER, or\xa0ANY-SCP)",
        values="AET",
    ),
    _timeout("-to --timeout", "connect_timeout", "how long to wait for the TCP connection"),
    _timeout("-ta --acse-timeout", "association_timeout", "how long to wait for the answer to the association request"),
    _timeout("-td --dimse-timeout", "response_timeout", "how long to wait for each response"),
    _timeout("--release-timeout", "release_timeout", "how long to wait for the answer to the release request"),
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
        "--limit",
        "limit",
        "stop after N matches: the peer is told, later ones are dropped",
        values="N",
        kind=INTEGER,
        low=1,
        high=2**31,
    ),
    Option(
        NETWORK,
        "--cancel",
        "cancel_after",
        "tell the peer to stop after N matches, and show what still comes",
        values="N",
        kind=INTEGER,
        low=0,
        high=2**31,
    ),
    Option(OUTPUT, "--format", "format", "how matches are written:", values="FORMAT", kind=WORD, words=FORMATS),
    Option(OUTPUT, "--json", "format", "one array in the DICOM JSON Model", constant="json"),
    Option(OUTPUT, "--jsonl", "format", "one DICOM JSON object a line", constant="jsonl"),
    Option(OUTPUT, "--csv", "format", "one row a match, one column a key", constant="csv"),
    Option(OUTPUT, "--count", "format", "only the number of matches", constant="count"),
    Option(
        OUTPUT,
        "-o --output",
        "output",
        "write to a file instead of standard output; whole or not at all",
        values="FILE",
    ),
    Option(MESSAGES, "-q --quiet", "log_level", "nothing on standard error", constant="fatal"),
    Option(MESSAGES, "-v --verbose", "log_level", "what happens, step by step", constant="info"),
    Option(
        MESSAGES,
        "-d --debug",
        "log_level",
        "also each PDU, each message and the query with its values",
        constant="debug",
    ),
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


class Arguments:
    """What a command line asks for. The values here are what holds when no option says otherwise.

    Fields that are None are left to the library: see `Settings` for AE titles, time-outs and the maximum PDU length.

    Attributes:
        positionals: the words that are no options, in their order.
        given: for each field that the line sets, the spelling that set it.
    """

    positionals: Sequence[str] = ()
    action: str = "query"
    keys: Sequence[str] = ()
    level: str | None = None
    return_keys: Sequence[str] = ()
    query_files: Sequence[str] = ()
    model: str | None = None
    strict: bool = False
    dry_run: bool = False
    calling_ae_title: str | None = None
    called_ae_title: str | None = None
    connect_timeout: float | None = None
    association_timeout: float | None = None
    response_timeout: float | None = None
    release_timeout: float | None = None
    max_pdu_length: int | None = None
    limit: int | None = None
    cancel_after: int | None = None
    format: str = "text"
    output: str | None = None
    log_level: str = "warning"

    def __init__(self, **differences: object) -> None:
        self.__dict__.update(differences)
        self.given: dict[str, str] = {}
