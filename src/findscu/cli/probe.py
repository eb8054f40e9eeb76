"""Several peers at once: whether and how fast each answers, and what it accepts.

A peer is asked over one association after the other, since some allow but one: the first only to verify it, then one
for each transfer syntax, which proposes all models in it. So each model and each syntax is accepted or refused by
itself, and a peer that stumbles over the many proposals has answered the C-ECHO before.
"""

from __future__ import annotations

import asyncio
import signal
from time import monotonic

from .. import aio
from ..errors import AssociationError, FindscuError, NoAcceptedContext
from ..escaping import escape_text
from ..models import MODELS, model_of
from ..records import Record
from ..service_options import MEANINGS, granted_options
from ..session import Observer
from ..uids import DEFLATED_LE, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE
from .exit_codes import BROKEN, CONNECT, INTERRUPTED, REFUSED, STATUS, SUCCESS, TERMINATED, USAGE, code_of
from .listing import format_listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ..negotiation import Negotiated
    from ..pdu import Pdu
    from ..settings import Settings

SYNTAXES = {
    "implicit": IMPLICIT_LE,
    "explicit": EXPLICIT_LE,
    "deflated": DEFLATED_LE,
    "big-endian": EXPLICIT_BE,
}
"""What is proposed, by the words for it."""

WORST_FIRST = (INTERRUPTED, CONNECT, BROKEN, REFUSED, STATUS, USAGE)
"""Exit codes: what keeps a peer from being used at all comes first."""


WIDTH = 78
"""Characters of a line of what is told, at most: few enough for any terminal."""


class Finding(Record):
    """What is known of a peer now; times in seconds, None where it did not come to that.

    Attributes:
        name: of the node, "" for a peer that was named by its address.
        peer: AET@HOST:PORT.
        error: why it does not answer, None if it does.
        connect_seconds: until the connection stood, with TLS if it is spoken.
        associate_seconds: from then on, until the association was accepted.
        echo_seconds: for the C-ECHO.
        status: of the C-ECHO, in words.
        code: the exit code that this peer alone would lead to.
        negotiated: what the first association agreed on.
        accepted: the words of the transfer syntaxes that each model is accepted in, by the model's name.
        granted: the names of the service options that each model is granted.
        is_whole: whether all could be found out.
    """

    name: str
    peer: str
    error: FindscuError | None = None
    connect_seconds: float | None = None
    associate_seconds: float | None = None
    echo_seconds: float | None = None
    status: str = ""
    code: int = SUCCESS
    negotiated: Negotiated | None = None
    accepted: Mapping[str, Sequence[str]] = {}
    granted: Mapping[str, Sequence[str]] = {}
    is_whole: bool = False


class _Stamps(Observer):
    """Takes note of when an association was asked for, and accepted."""

    def __init__(self) -> None:
        self.start = monotonic()
        self.asked: float | None = None
        self.answered: float | None = None

    def pdu_sent(self, pdu: Pdu) -> None:  # noqa: ARG002 - the first is the A-ASSOCIATE-RQ
        self.asked = self.asked or monotonic()

    def pdu_received(self, pdu: Pdu) -> None:  # noqa: ARG002
        self.answered = self.answered or monotonic()

    def times(self) -> dict[str, float | None]:
        """Return what connecting and associating took."""
        associate = self.answered - self.asked if self.answered and self.asked else None
        return {"connect_seconds": self.asked and self.asked - self.start, "associate_seconds": associate}


def probe_all(targets: Sequence[tuple[str, Settings | Finding]]) -> tuple[list[Finding], int]:
    """Probe peers, all at once.

    Args:
        targets: names of nodes, "" for none, and how to reach the peers; or what is known already.
    Returns:
        What was found, in the order of the targets, without those that Ctrl-C or SIGTERM came before; and the worst
        exit code.
    """
    found: dict[int, Finding] = {}
    signalled = SUCCESS
    try:
        asyncio.run(_probe_until_terminated(targets, found))
    except KeyboardInterrupt:
        signalled = INTERRUPTED
    except asyncio.CancelledError:
        signalled = TERMINATED
    findings = [found[number] for number in sorted(found)]
    codes = {finding.code for finding in findings}
    return findings, signalled or next((code for code in WORST_FIRST if code in codes), SUCCESS)


async def _probe_until_terminated(targets: Sequence[tuple[str, Settings | Finding]], found: dict[int, Finding]) -> None:
    """Probe until all is known, or SIGTERM comes; of Ctrl-C `asyncio.run` takes care. Whoever is asked then is told."""
    loop, probing = asyncio.get_running_loop(), asyncio.ensure_future(_probe_all(targets, found))

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # whatever still blocks, the next one ends the process
        loop.call_soon_threadsafe(probing.cancel)

    previous = None
    try:
        if signal.getsignal(signal.SIGTERM) != signal.SIG_IGN:  # else whoever started us wants it ignored
            previous = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        pass  # not in the main thread: signals are not ours
    try:
        await probing
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)


async def _probe_all(targets: Sequence[tuple[str, Settings | Finding]], found: dict[int, Finding]) -> None:
    async def one(number: int, name: str, how: Settings | Finding) -> None:
        found[number] = how if isinstance(how, Finding) else await probe(name, how)

    await asyncio.gather(*(one(number, *target) for number, target in enumerate(targets)))


async def probe(name: str, settings: Settings) -> Finding:
    """Find out what there is to know of one peer; what goes wrong is part of it."""
    stamps = _Stamps()
    finding = Finding(name, str(settings.asked))
    try:
        async with _connect(settings, stamps) as association:
            finding = finding.replace(**stamps.times(), negotiated=association.negotiated)
            echo = await association.echo()
    except FindscuError as error:
        failed = finding.replace(**stamps.times(), error=error, code=code_of(error))
        return await _with_models(failed, settings) if isinstance(error, NoAcceptedContext) else failed
    code = SUCCESS if echo.status.category == "success" else STATUS
    answered = finding.replace(echo_seconds=echo.seconds, status=str(echo.status), code=code)
    return await _with_models(answered, settings)


async def _with_models(finding: Finding, settings: Settings) -> Finding:
    accepted: dict[str, list[str]] = {}
    granted: dict[str, list[str]] = {}
    is_whole = True
    for word, syntax in SYNTAXES.items():
        proposed = settings.replace(
            models=MODELS, transfer_syntaxes=(syntax.uid,), service_options=tuple(MEANINGS), extended_negotiation=()
        )
        try:
            async with _connect(proposed) as association:
                agreed = association.negotiated
        except AssociationError as error:  # some refuse the association when they accept nothing on it
            is_whole = is_whole and not getattr(error, "is_transient", False)
            continue
        except FindscuError:
            is_whole = False
            break
        for uid, _ in agreed.accepted.values():
            model = model_of(uid)
            accepted.setdefault(model.name, []).append(word)
            if options := granted_options(model, agreed.extended_negotiations):
                granted[model.name] = [option for option in MEANINGS if option in options]
    return finding.replace(accepted=accepted, granted=granted, is_whole=is_whole)


def _connect(settings: Settings, observer: Observer | None = None) -> Any:
    options = {name: getattr(settings, name) for name in settings._fields if name != "peer"}
    return aio.connect(settings.peer, observer=observer, **options)


# How it is told


def text_of(findings: Sequence[Finding], style: str) -> str:
    """Return findings as a table with what each accepts below it ("table", "text"), or as JSON."""
    if style in ("json", "jsonl"):
        return format_listing([describe(finding) for finding in findings], style)
    return "".join([format_listing([_row_of(finding) for finding in findings], "text"), *map(_details, findings)])


def describe(finding: Finding) -> dict[str, Any]:
    """Return a finding for JSON."""
    agreed, error = finding.negotiated, finding.error
    return {
        "node": finding.name or None,
        "peer": finding.peer,
        "answers": finding.code == SUCCESS,
        "status": finding.status or None,
        "error": None if error is None else str(error),
        "hint": error.hint or None if error is not None else None,
        "exit_code": finding.code,
        "connect_seconds": _rounded(finding.connect_seconds),
        "associate_seconds": _rounded(finding.associate_seconds),
        "echo_seconds": _rounded(finding.echo_seconds),
        "implementation_class_uid": agreed.implementation_class_uid if agreed else None,
        "implementation_version_name": agreed.implementation_version_name if agreed else None,
        "maximum_length": agreed.maximum_length if agreed else None,
        "accepts": {name: list(words) for name, words in finding.accepted.items()},
        "grants": {name: list(options) for name, options in finding.granted.items()},
        "is_whole": finding.is_whole,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


def _row_of(finding: Finding) -> dict[str, str]:
    return {
        "NODE": finding.name,
        "PEER": finding.peer,
        "CONNECT": _time(finding.connect_seconds),
        "ACCEPT": _time(finding.associate_seconds),
        "ECHO": _time(finding.echo_seconds),
        "ANSWER": finding.status or "none",
    }


def _time(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.1f} ms"


def _details(finding: Finding) -> str:
    """Return what a peer accepts, or why it does not answer, as a paragraph."""
    agreed, error, lines = finding.negotiated, finding.error, [finding.name or finding.peer]
    if error is not None:
        lines += [f"  {escape_text(str(error))}", *([f"  hint: {error.hint}"] if error.hint else [])]
    if agreed is not None or finding.accepted:
        accepted = _grouped(finding.accepted) or [("", ["no information model"])]
        lines += [_wrapped(f"accepts {_names(names)}", words and f" ({words})") for words, names in accepted]
        meanings = {name: [MEANINGS[option] for option in options] for name, options in finding.granted.items()}
        lines += [_wrapped(f"for {_names(names)} on request: {words}") for words, names in _grouped(meanings)]
        if not finding.is_whole:
            lines.append("  (it did not say more)")
    if agreed is not None:
        length = f"{agreed.maximum_length} bytes" if agreed.maximum_length else "any length"
        name = " ".join(filter(None, (agreed.implementation_version_name, agreed.implementation_class_uid)))
        lines += [
            f"  takes PDUs of {length}",
            f"  is {escape_text(name) or 'an implementation that does not say its name'}",
        ]
    return "\n" + "\n".join(lines) + "\n"


def _names(names: Sequence[str]) -> str:
    return "all information models" if len(names) == len(MODELS) else ", ".join(names)


def _wrapped(text: str, end: str = "") -> str:
    from textwrap import fill

    return fill(text + end, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _grouped(said: Mapping[str, Iterable[str]]) -> list[tuple[str, list[str]]]:
    """Put names together of which the same is said."""
    groups: dict[str, list[str]] = {}
    for name, words in said.items():
        groups.setdefault(", ".join(words), []).append(name)
    return list(groups.items())
