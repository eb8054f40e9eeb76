"""One case, run in each way: on the virtual clock, over sockets by both drivers, by the command. The same `Result`."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from time import monotonic
from typing import Any

from drivers.running import LiteralQuery
from findscu import aio, client, flows
from findscu.cli.run import run
from findscu.errors import DataError, FindscuError
from findscu.matches import Match, Outcome
from findscu.peer import Peer
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings
from findscu.testing.scripted import ScriptedPeer
from findscu.testing.virtual_clock import VirtualConnection
from findscu.tls import make_context
from findscu.tls.channel import Channel

from .case import PATIENT, TIMEOUT, UNREAD, Case
from .secure import SecurePeer, identity

START = 1000.0


@dataclass
class Result:
    """What came of a case; `text` is all that the command said, and `memory` what the virtual driver took at most."""

    names: tuple[str, ...]
    error: FindscuError | None
    is_complete: bool
    heard: bytes
    seconds: float
    memory: int = 0
    code: int = -1
    text: str = ""


class Asking:
    """Collects what a conversation brings, whatever ends it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.outcome: Outcome | None = None
        self.raised: FindscuError | None = None

    def take(self, matches: Iterable[Match]) -> None:
        """Read the matches as a user would."""
        self.names += [name_of(match) for match in matches]

    def result(self, heard: bytes, seconds: float, memory: int = 0) -> Result:
        """Put it together; a failing status, or an error of the query, comes with the outcome."""
        error = self.raised or (self.outcome.error if self.outcome else None)
        is_complete = self.outcome is not None and self.outcome.is_complete
        return Result(tuple(self.names), error, is_complete, heard, seconds, memory)


def name_of(match: Match) -> str:
    """Read a match whole: its name and everything that is wrong with it."""
    try:
        list(match.issues)
        return str(match.PatientName)
    except DataError:
        return UNREAD


def options_of(case: Case, timeout: float) -> dict[str, Any]:
    """Return the options of `connect`."""
    phases = ("connect", "association", "response", "cancel", "release")
    return {"models": ("study",), **{f"{name}_timeout": timeout for name in phases}, **case.options}


def run_virtual(case: Case) -> Result:
    """Run a case on the virtual clock, and watch memory."""
    settings = Settings(Peer("scripted"), **options_of(case, TIMEOUT))
    connection, asking = VirtualConnection(case.steps, now=START), Asking()
    tracemalloc.start()
    try:
        converse(case, settings, connection, asking)
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return asking.result(connection.sent, connection.now - START, memory)


def converse(case: Case, settings: Settings, connection: VirtualConnection, asking: Asking) -> None:
    """Do what `client` does, without a socket."""
    session = Session()
    if settings.max_time is not None:
        session.limit_time(START, settings.max_time)
    try:
        if case.speaks_tls:
            channel = Channel(make_context(), "scripted")
            connection.run(channel, channel.handshake(START + TIMEOUT, TIMEOUT))
        connection.run(session, flows.associate(session, settings, connection.now))
        search = start_find(
            session, LiteralQuery(), settings=settings, **{"limit": None, "cancel_after": None, **case.asked}
        )
        try:
            while block := connection.run(session, flows.next_block(search, connection.now, settings)):
                asking.take(block)
        finally:
            asking.outcome = search.outcome()
        if not session.is_over:
            connection.run(session, flows.release(session, connection.now, settings.release_timeout))
    except FindscuError as error:
        asking.raised = error
        connection.flush(session)


def timeout_over_sockets(case: Case) -> float:
    """Return the time-out of each phase over real sockets."""
    return TIMEOUT if case.ends_by_timeout else PATIENT


def socket_options(case: Case) -> dict[str, Any]:
    """Return the options of `connect` for a real socket."""
    trusted = (identity()[0],) if case.within else ()
    tls = {"tls": make_context(ca=trusted)} if case.speaks_tls or case.within else {}
    return {**options_of(case, timeout_over_sockets(case)), **tls}


def peer_of(case: Case) -> ScriptedPeer:
    """Return who plays the script over real sockets."""
    return ScriptedPeer(case.steps) if case.within is None else SecurePeer(case.steps, case.within)


def run_blocking(case: Case) -> Result:
    """Run a case with `findscu.client`."""
    asking, start = Asking(), monotonic()
    with peer_of(case) as peer:
        try:
            with client.connect(peer.host, peer.port, **socket_options(case)) as association:
                matches = association.find(LiteralQuery(), **case.asked)
                try:
                    for block in matches.blocks():
                        asking.take(block)
                finally:
                    asking.outcome = matches.outcome
                association.release()
        except FindscuError as error:
            asking.raised = error
        seconds = monotonic() - start
    return asking.result(b"".join(peer.received), seconds)


def run_asyncio(case: Case) -> Result:
    """Run a case with `findscu.aio`."""
    asking, start = Asking(), monotonic()

    async def ask(peer: ScriptedPeer) -> None:
        async with await aio.connect(peer.host, peer.port, **socket_options(case)) as association:
            matches = association.find(LiteralQuery(), **case.asked)
            try:
                async for block in matches.blocks():
                    asking.take(block)
            finally:
                asking.outcome = matches.outcome
            await association.release()

    with peer_of(case) as peer:
        try:
            asyncio.run(ask(peer))
        except FindscuError as error:
            asking.raised = error
        seconds = monotonic() - start
    return asking.result(b"".join(peer.received), seconds)


def run_command(case: Case) -> Result:
    """Run a case with the command, in this process; matches as JSON lines."""
    out, err, start = BytesIO(), StringIO(), monotonic()
    with peer_of(case) as peer:
        code = run([peer.host, str(peer.port), *words_of(case)], out, err)
        seconds = monotonic() - start
    names = tuple(names_in(out.getvalue()))
    return Result(names, None, code == 0, b"".join(peer.received), seconds, code=code, text=err.getvalue())


def words_of(case: Case) -> Iterator[str]:
    """Yield the command line after the peer."""
    yield from ("-S", "-L", "STUDY", "--jsonl", "-v")
    for option in ("-to", "-ta", "-td", "--cancel-timeout", "--release-timeout"):
        yield from (option, str(timeout_over_sockets(case)))
    if case.speaks_tls:
        yield "--tls"
    if case.within:
        yield from ("--tls", "--tls-ca", identity()[0])
    yield from case.words


def names_in(raw: bytes) -> Iterator[str]:
    """Yield the name in each JSON line, "" where it has none."""
    for line in raw.decode().splitlines():
        (value,) = json.loads(line).get("00100010", {}).get("Value", [""])
        yield value if isinstance(value, str) else value["Alphabetic"]
