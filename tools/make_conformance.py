"""Make docs/conformance.md, the DICOM Conformance Statement in the form of PS3.2, from the tables in the code.

    python tools/make_conformance.py            writes the page
    python tools/make_conformance.py --check    says whether it is up to date

Everything that a table knows comes from it: SOP classes, transfer syntaxes, what each dialect proposes, time-outs,
statuses, character sets, TLS profiles. The words around them stand in conformance_template.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from findscu import __version__, limits, uids
from findscu.charset import DEFINED_TERMS
from findscu.cli.dialects import dialect_named
from findscu.cli.option import LONGEST_TIMEOUT, Arguments
from findscu.cli.options import OPTIONS
from findscu.iso2022 import ESCAPES
from findscu.models import MODELS, model_of
from findscu.settings import Settings
from findscu.status import status_of
from findscu.tls.profiles import DEFAULT_PROFILE, PROFILES, TLS_1_3_SUITES
from findscu.uids import SYNTAXES

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"
TEMPLATE = Path(__file__).with_name("conformance_template.md")
DIALECTS = ("native", "dcmtk", "pynetdicom")
DCMTK_MODELS = ("patient", "study", "psonly", "worklist")
SEED_MODELS = {"dcmtk": DCMTK_MODELS, "pynetdicom": (*DCMTK_MODELS, "ups-pull")}


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def settings_in(dialect: str) -> Settings:
    """Return what a line without options comes to."""
    chosen = dialect_named(dialect)
    arguments = Arguments(**chosen.defaults)
    chosen.parse_words(["localhost", "104", "-k", "PatientName="], OPTIONS, arguments)
    return chosen.prepare(arguments, chosen.reporter(None, StringIO())).settings


# --- networking -------------------------------------------------------------------------------------------------------


def sop_classes() -> str:
    """All SOP classes, each as Service Class User only."""
    rows = [(model.title, model.uid, "yes, retired" if model.is_retired else "yes", "no") for model in MODELS]
    rows.append(("Verification SOP Class", uids.VERIFICATION, "yes", "no"))
    return table(("SOP class", "UID", "SCU", "SCP"), rows)


def transfer_syntaxes() -> str:
    """All transfer syntaxes of an identifier."""
    rows = [(syntax.name, syntax.uid) for syntax in SYNTAXES.values()]
    return table(("transfer syntax", "UID"), rows)


def proposals() -> str:
    """What each dialect proposes when no option says otherwise."""
    rows = []
    for name in DIALECTS:
        settings = settings_in(name)
        names = ", ".join(SYNTAXES[uid].name for uid in settings.transfer_syntaxes)
        rows.append((f"`{name}`", _contexts(name), names, settings.max_pdu_length))
    return table(("dialect", "presentation contexts", "transfer syntaxes, in this order", "maximum PDU length"), rows)


def _contexts(dialect: str) -> str:
    if dialect != "pynetdicom":
        return "one for each information model that is asked, and nothing else"
    from findscu.cli.pynetdicom import ABSTRACT_SYNTAXES

    return f"{len(ABSTRACT_SYNTAXES)}, whatever is asked: see below"


def pynetdicom_contexts() -> str:
    """The abstract syntaxes that pynetdicom's dialect proposes, in their order."""
    from findscu.cli.pynetdicom import ABSTRACT_SYNTAXES

    return "\n".join(f"* `{uid}`" for uid in ABSTRACT_SYNTAXES)


def seed_conformance(dialect: str) -> str:
    """The SOP classes that a seed's manual lists, each with what is proposed for it."""
    rows = []
    for name in SEED_MODELS[dialect]:
        model = model_of(name)
        rows.append((model.title, model.uid, "all four of section 4.2.1.3"))
    return table(("SOP class", "UID", "transfer syntaxes"), rows)


TIMEOUTS = {
    "connect_timeout": ("TCP connection, TLS handshake", "`-to`"),
    "association_timeout": ("A-ASSOCIATE-AC or -RJ", "`-ta`"),
    "response_timeout": ("each C-FIND-RSP", "`-td`, without it `-ts`"),
    "cancel_timeout": ("end of the query after C-CANCEL, then A-ABORT", ""),
    "release_timeout": ("A-RELEASE-RP", "`--release-timeout`"),
    "network_timeout": ("the user, while the association is idle", "`-tn`"),
}


def timeouts() -> str:
    """The time-outs of each dialect, in seconds."""
    rows = []
    for name, (what, option) in TIMEOUTS.items():
        rows.append((what, option, *(_seconds(getattr(settings_in(dialect), name)) for dialect in DIALECTS)))
    return table(("waiting for", "option", *(f"`{name}`" for name in DIALECTS)), rows)


def _seconds(value: float) -> str:
    return "a week" if value >= LONGEST_TIMEOUT else f"{value:g} s"


def statuses() -> str:
    """What each status of a C-FIND-RSP means to us."""
    return table(("status", "category", "meaning"), _status_rows())


def _status_rows() -> Iterator[tuple[str, str, str]]:
    """Yield a row for each run of codes with one meaning; what nobody lists is left out."""
    start = 0
    for code in range(1, 0x10001):
        first = status_of(start)
        if code <= 0xFFFF and _sense(code) == _sense(start):
            continue
        if first.meaning != "unknown status":
            codes = f"{start:04X}" if code - 1 == start else f"{start:04X} to {code - 1:04X}"
            yield codes, first.category, first.meaning
        start = code


def _sense(code: int) -> tuple[str, str]:
    status = status_of(code)
    return status.category, status.meaning


def bounds() -> str:
    """What a peer can make us hold."""
    names = {
        "MAX_RECEIVED_PDU_LENGTH": "a P-DATA-TF, whatever was offered, bytes",
        "MAX_CONTROL_PDU_LENGTH": "any other PDU, bytes",
        "MAX_COMMAND_LENGTH": "a command set, bytes",
        "MAX_IDENTIFIER_LENGTH": "an identifier, bytes",
        "MAX_INFLATED_LENGTH": "an identifier after inflating, bytes",
        "MAX_NESTING_DEPTH": "sequences in sequences",
    }
    return table(("bound", "value"), [(words, f"{getattr(limits, name):,}") for name, words in names.items()])


# --- character sets and security --------------------------------------------------------------------------------------


def character_sets() -> str:
    """All defined terms, and how a set is reached by escape sequences."""
    rows = []
    for term in DEFINED_TERMS:
        number = term.rpartition(" ")[2]
        escapes = [escape for escape, (_, named) in ESCAPES.items() if named == number and "2022" in term]
        shown = ", ".join(
            "ESC " + " ".join(f"{byte // 16:02d}/{byte % 16:02d}" for byte in each[1:]) for each in escapes
        )
        rows.append((f"`{term}`" if term else "(none)", shown))
    return table(("Specific Character Set", "escape sequence"), rows)


def _escape_text(escape: bytes) -> str:
    """Write an escape sequence as PS3.3 does, by column and row: ESC 02/04 04/02."""
    return "ESC " + " ".join(f"{byte // 16:02d}/{byte % 16:02d}" for byte in escape[1:])


def tls_profiles() -> str:
    """All security profiles."""
    rows = []
    for profile in PROFILES:
        default = " (default)" if profile.name == DEFAULT_PROFILE else ""
        versions = f"{'.'.join(map(str, profile.oldest))} to {'1.3' if profile.has_1_3 else '1.2'}"
        key_length = "RSA, DH 2048; EC 224" if profile.level >= 2 else ""
        suites = "<br>".join(profile.suites)
        rows.append((f"{profile.title}{default}", profile.clause, versions, key_length, suites))
    return table(
        ("profile", "source", "TLS versions", "shortest keys, bits", "cipher suites of TLS 1.2 and before"), rows
    )


PARTS: dict[str, Callable[[], str]] = {
    "version": lambda: __version__,
    "class_uid": lambda: uids.IMPLEMENTATION_CLASS_UID,
    "version_name": lambda: uids.IMPLEMENTATION_VERSION_NAME,
    "application_context": lambda: uids.APPLICATION_CONTEXT,
    "sop_classes": sop_classes,
    "transfer_syntaxes": transfer_syntaxes,
    "proposals": proposals,
    "pynetdicom_contexts": pynetdicom_contexts,
    "dcmtk_conformance": lambda: seed_conformance("dcmtk"),
    "pynetdicom_conformance": lambda: seed_conformance("pynetdicom"),
    "timeouts": timeouts,
    "statuses": statuses,
    "bounds": bounds,
    "character_sets": character_sets,
    "tls_profiles": tls_profiles,
    "tls_1_3_suites": lambda: ", ".join(TLS_1_3_SUITES),
}


def page() -> str:
    """Return the whole page."""
    return TEMPLATE.read_text(encoding="utf-8").format(**{name: part() for name, part in PARTS.items()})


def main(words: Sequence[str]) -> int:
    """Write the page, or check it."""
    if words == ["--check"]:
        is_same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print("docs/conformance.md is up to date" if is_same else "docs/conformance.md: run tools/make_conformance.py")
        return 0 if is_same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
