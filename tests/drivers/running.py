"""One conversation, three drivers: virtual clock, blocking sockets, asyncio. Each gives the same `Result`."""

from __future__ import annotations

from findscu import flows
from findscu.errors import FindscuError
from findscu.matches import Outcome
from findscu.models import model_of
from findscu.peer import Peer
from findscu.records import Record
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings
from findscu.testing.scripted import ScriptedPeer
from findscu.testing.virtual_clock import VirtualConnection

from .both import APIS

SHORT = {
    "connect_timeout": 2.0,
    "association_timeout": 0.3,
    "response_timeout": 0.3,
    "cancel_timeout": 0.3,
    "release_timeout": 0.3,
    "models": ("study",),
}
TIMEOUTS = ("association_timeout", "response_timeout", "cancel_timeout", "release_timeout")
PATIENT = 20.0
"""Seconds, where none of them is to pass: a busy machine must not be taken for a silent peer."""

IDENTIFIER = bytes.fromhex("10 00 10 00 00 00 00 00")  # (0010,0010) empty, Implicit VR Little Endian


class LiteralQuery:
    """What flows need of a query, with literal bytes for its identifier."""

    model = model_of("study")

    def encode(self, _syntax: object, **_how: object) -> bytes:
        return IDENTIFIER


class Result(Record):
    names: tuple[str, ...] = ()
    outcome: Outcome | None = None
    error: FindscuError | None = None
    sent: bytes = b""


def options_within(timeout: float) -> dict:
    """Return options of `connect` by which each wait takes so many seconds at most."""
    return {**SHORT, **dict.fromkeys(TIMEOUTS, timeout)}


def virtual(steps, how, *, timeout=PATIENT) -> Result:
    settings = Settings(Peer("scripted"), **options_within(timeout))
    session, connection = Session(), VirtualConnection(steps, now=1000.0)
    names, search, error = [], None, None
    try:
        connection.run(session, flows.associate(session, settings, connection.now))
        search = start_find(session, LiteralQuery(), **how)
        while block := connection.run(session, flows.next_block(search, connection.now, settings)):
            names += [match.PatientName for match in block]
        if not session.is_over:
            connection.run(session, flows.release(session, connection.now, settings.release_timeout))
    except FindscuError as failure:
        error = failure
    return Result(tuple(names), search and search.outcome(), error, connection.sent)


def over(make_api):
    """Return how a conversation is held over one of the APIs."""

    def run(steps, how, *, timeout=PATIENT) -> Result:
        api = make_api()
        with ScriptedPeer(steps) as peer:
            result = converse(api, peer.host, peer.port, how, timeout=timeout)
        api.close()
        return result.replace(sent=b"".join(peer.received))

    return run


def converse(api, host, port, how, *, timeout=PATIENT, **options) -> Result:
    names, matches, error = [], None, None
    try:
        association = api.connect(host, port, **options_within(timeout), **options)
        matches = association.find(LiteralQuery(), **how)
        for block in matches.blocks():
            names += [match.PatientName for match in block]
        association.release()
    except FindscuError as failure:
        error = failure
    return Result(tuple(names), matches and matches.outcome, error)


DRIVERS = {"virtual": virtual, **{name: over(api) for name, api in APIS.items()}}
