"""What is fuzzed: each target takes any bytes, and names the exceptions that it documents. Any other is a bug.

A target checks what has to hold besides: that two ways to the same end agree, and that what is written can be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from xml.parsers import expat

from findscu import flows
from findscu.asking.moments import Calendar
from findscu.charset import DEFINED_TERMS, charset_for
from findscu.cli.dialects import dialect_named
from findscu.cli.oflog.properties import expand, read_properties
from findscu.cli.option import Arguments
from findscu.cli.options import OPTIONS
from findscu.dicom_json import format_dataset, parse_dataset
from findscu.dimse import Assembler, decode_command, encode_command
from findscu.dump import read_dump
from findscu.errors import (
    DataError,
    DecodeError,
    EncodeError,
    FindscuError,
    InvalidKey,
    InvalidQuery,
    ProtocolError,
    UsageError,
)
from findscu.identifier import SYNTAXES, Columns, DataSet, decode_dataset, encode_dataset
from findscu.keys import apply_key
from findscu.matches import Match, Outcome
from findscu.models import model_of
from findscu.nodes.reading import read_configuration
from findscu.output import writer_for
from findscu.pdu import PduReader, decode_pdu, encode_pdu
from findscu.peer import Peer, parse_peer
from findscu.query import Query, build_query
from findscu.query_file import read_query_file
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings
from findscu.testing.scripted import Step
from findscu.testing.virtual_clock import VirtualConnection

SYNTAX_LIST = tuple(SYNTAXES.values())
QUERY = build_query(level="STUDY")
STREAMS = ("text", "table", "json", "jsonl", "csv", "tsv", "xml", "native-xml")
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


class Target(NamedTuple):
    """One thing that takes bytes from elsewhere."""

    run: Callable[[bytes], None]
    allowed: tuple[type[Exception], ...] = ()


def pdus(raw: bytes) -> None:
    """A stream of bytes is cut into PDUs, each of which is written as it was read."""
    reader = PduReader()
    reader.receive(raw)
    for found in reader.iter_pdus():
        pdu = decode_pdu(*found)
        again = encode_pdu(pdu)
        assert encode_pdu(decode_pdu(again[0], again[6:])) == again


def messages(raw: bytes) -> None:
    """Fragments become messages; the first byte of each says how it goes on."""
    assembler = Assembler(goes_by_status=bool(raw[:1] and raw[0] & 0x80))
    at = 1
    while at + 2 <= len(raw):
        control, length = raw[at], raw[at + 1]
        assembler.receive(1 + 2 * (control >> 6), control, raw[at + 2 : at + 2 + length])
        at += 2 + length


def commands(raw: bytes) -> None:
    """A command set is read, and written so that it reads the same."""
    command = decode_command(raw)
    try:
        again = encode_command(command)
    except (EncodeError, UsageError):
        return  # it holds what nobody may send
    assert decode_command(again) == command


def conversation(raw: bytes) -> None:
    """Whatever a peer says from the first byte on, a query ends: in time, and with a typed error or an outcome."""
    pieces = max(1, raw[0]) if raw else 1
    rest = raw[1:]
    steps = [Step(rest[start : start + pieces * 16], after=0) for start in range(0, len(rest), pieces * 16)]
    session, connection = Session(), VirtualConnection(steps[:64], now=1000.0)
    settings = Settings(Peer("fuzz"), models=("study",), association_timeout=5, response_timeout=5, release_timeout=5)
    try:
        connection.run(session, flows.associate(session, settings, connection.now))
        search = start_find(session, QUERY)
        while block := connection.run(session, flows.next_block(search, connection.now, settings)):
            for match in block:
                _look_at(match)
        outcome = search.outcome()
        assert not outcome.is_complete or outcome.status is not None
        connection.run(session, flows.release(session, connection.now, settings.release_timeout))
    finally:
        session.abort()
        assert connection.now < 1000.0 + 5 * (len(steps) + 4), "no deadline held"


def _look_at(match: Match) -> None:
    try:
        dataset = match.dataset
    except DecodeError:
        return
    list(dataset.iter_issues())
    match.to_json()


def identifiers(raw: bytes) -> None:
    """An identifier is read, by both walks alike, and every lossless way of writing it reads back equal."""
    syntax = SYNTAX_LIST[raw[0] % len(SYNTAX_LIST)] if raw else SYNTAX_LIST[0]
    dataset = decode_dataset(raw[1:], syntax)
    texts = [f"{element.tag:08x}{element.vr}{element.text}" for element in dataset.values()]
    assert Columns(syntax, lambda element: f"{element.tag:08x}{element.vr}{element.text}").walk(raw[1:]) == texts
    assert parse_dataset(json.loads(format_dataset(dataset))) is not None
    list(dataset.iter_issues())
    try:
        again = encode_dataset(dataset, syntax)
    except EncodeError:
        return  # it holds what nobody may send
    decode_dataset(again, syntax)


def formats(raw: bytes) -> None:
    """Every format takes every identifier, and what comes out is text, JSON or XML that can be read."""
    syntax = SYNTAX_LIST[raw[0] % len(SYNTAX_LIST)] if raw else SYNTAX_LIST[0]
    name = STREAMS[raw[1] % len(STREAMS)] if len(raw) > 1 else STREAMS[0]
    writer = writer_for(name, [QUERY])
    match = Match(raw[2:], syntax)
    text = writer.begin(QUERY) + writer.block([match, match]) + writer.end(Outcome(match_count=2)) + writer.close()
    text.decode()
    if name == "json":
        json.loads(text)
    elif name == "jsonl":
        [json.loads(line) for line in text.splitlines()]
    elif name == "native-xml":
        expat.ParserCreate().Parse(text, True)


def charsets(raw: bytes) -> None:
    """Text in any character set is decoded; what is in order is encoded to bytes that say the same."""
    terms = [DEFINED_TERMS[number % len(DEFINED_TERMS)] for number in raw[1 : 1 + (raw[0] % 4 if raw else 0)]]
    charset = charset_for(terms)
    text = charset.decode(raw[5:])
    charset.split(raw[5:], b"\\^=")
    if not charset.trouble(raw[5:]):
        try:
            again = charset.encode(text)
        except EncodeError:
            return  # as a half-width katakana that was sent as Shift JIS
        assert charset.decode(again) == text


def keys(raw: bytes) -> None:
    """A key is read in each dialect, or refused at a place in it."""
    text = raw.decode("utf-8", "surrogateescape")
    for number in range(2):
        dataset = DataSet()
        try:
            apply_key(dataset, text, calendar=(lambda: Calendar(NOW)) if number else None)
        except InvalidKey as error:
            assert 0 <= error.position <= len(text)


def queries(raw: bytes) -> None:
    """Keys, one a line, make a query that can be sent in every transfer syntax, or an error."""
    lines = raw.decode("utf-8", "replace").split("\n")[:16]
    query = build_query(keys=lines)
    for syntax in SYNTAX_LIST:
        decode_dataset(query.encode(syntax), syntax)


def dumps(raw: bytes) -> None:
    """A text dump is read, or refused with its line."""
    read_dump(raw, "fuzz.dump")


def query_files(raw: bytes) -> None:
    """A file is taken for what it is, and read, or refused."""
    Query(model_of("study"), read_query_file(raw, "fuzz")).encode(SYNTAX_LIST[0])


def models_of_json(raw: bytes) -> None:
    """Any JSON is an identifier of the DICOM JSON Model, which reads the same when it was written, or is refused."""
    try:
        model = json.loads(raw)
    except (ValueError, RecursionError):
        return
    written = json.loads(format_dataset(parse_dataset(model)))
    assert json.loads(format_dataset(parse_dataset(written))) == written


def configurations(raw: bytes) -> None:
    """A configuration file is read, or refused with table and key."""
    read_configuration(raw, "config.toml")


def peers(raw: bytes) -> None:
    """The name of a peer is read, or refused; what was read reads the same again."""
    peer = parse_peer(raw.decode("utf-8", "surrogateescape"))
    if not set(peer.called_ae_title) & set("/:@"):  # with these it may look like another form
        again = parse_peer(str(peer))
        assert (again.host, again.port) == (peer.host, peer.port)


def command_lines(raw: bytes) -> None:
    """A command line is read in each dialect, or refused."""
    words = raw.decode("utf-8", "surrogateescape").split("\0")
    words = [word for word in words if not word.startswith("@")]  # no files of this machine
    for name in ("native", "dcmtk", "pynetdicom"):
        dialect = dialect_named(name)
        try:
            dialect.parse_words(words, OPTIONS, Arguments(**dialect.defaults))
        except UsageError:
            pass


def loggers(raw: bytes) -> None:
    """A logger configuration is read whatever it says; its variables come to an end."""
    expand(read_properties(raw.decode("latin-1").splitlines(keepends=True)), lambda _level, _text: None)


TARGETS = {
    "pdus": Target(pdus, (ProtocolError,)),
    "messages": Target(messages, (ProtocolError,)),
    "commands": Target(commands, (ProtocolError,)),
    "conversation": Target(conversation, (FindscuError,)),
    "identifiers": Target(identifiers, (DecodeError,)),
    "formats": Target(formats),
    "charsets": Target(charsets),
    "keys": Target(keys),
    "queries": Target(queries, (InvalidKey, InvalidQuery)),
    "dumps": Target(dumps, (InvalidQuery,)),
    "query-files": Target(query_files, (InvalidQuery, EncodeError)),
    "json": Target(models_of_json, (DataError,)),
    "configurations": Target(configurations, (UsageError,)),
    "peers": Target(peers, (UsageError,)),
    "command-lines": Target(command_lines),
    "loggers": Target(loggers),
}


def check(name: str, raw: bytes) -> None:
    """Run a target; raises what it does not document."""
    target = TARGETS[name]
    try:
        target.run(raw)
    except target.allowed:
        pass
