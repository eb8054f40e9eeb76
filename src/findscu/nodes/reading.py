"""The configuration file: which tables and keys there are, and what they become.

    [defaults]            what each node has that does not say otherwise
    [nodes.NAME]          a peer; with [nodes.NAME.tls], [nodes.NAME.quirks]
    [queries.NAME]        a saved query; with [queries.NAME.parameters]

A key is the long name of an option without its dashes, wherever there is such an option. Any text whatever is either a
configuration or one `UsageError` that says file, table, key, and what is expected there; it never holds a secret.
"""

from __future__ import annotations

import os
import re

from ..associate import validate_ae_title
from ..errors import UsageError
from ..peer import DEFAULT_PORT, DEFAULT_TLS_PORT, Peer, parse_peer
from ..settings import Settings
from .keys import NODE_ROWS, QUIRK_ROWS, TLS_ROWS, Row, Wrong, number, option_value, plain_text, text
from .node import Configuration, Node, SavedQuery
from .quirks import Quirks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from .keys import Reader

    Table = dict[str, Any]

NAME = re.compile(r"[^\s@:/\[\]{}=+\-#\"'][^\s@:/\[\]{}=#\"']*")
"""What a node or a query may be called: nothing that looks like an address, an option or a port."""

MAX_NAME_LENGTH = 64
"""Characters; more is not for typing."""

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z][A-Za-z0-9_-]*)\}|[{}]")


def is_name(text: str) -> bool:
    """Whether a node or a query may be called so."""
    return bool(NAME.fullmatch(text)) and text.isprintable() and not text.isdigit() and len(text) <= MAX_NAME_LENGTH


def read_configuration(raw: bytes, path: str) -> Configuration:
    """Read what a configuration file holds.

    Args:
        raw: the file.
        path: its name, for errors, and for files that it names.

    Raises:
        UsageError: it is no TOML, or says something that it cannot say.
    """
    return _File(path).read(_tables_of(raw, path))


def _tables_of(raw: bytes, path: str) -> Table:
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}: line {line} is not UTF-8", hint="save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        reason = str(error)[:1].lower() + str(error)[1:]
        raise UsageError(f"{path} is not TOML: {reason}", hint='write keys as name = "text"') from None
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets within brackets without end
        raise UsageError(f"{path} is not TOML that can be read: a value in it is too large") from None


_ADDRESS_KEYS = ("address", "host", "port", "description", "tls", "quirks")


class _File:
    """One file being read; `path` is its name."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))

    def read(self, tables: Table) -> Configuration:
        self._know("", tables, ("defaults", "nodes", "queries"))
        defaults = self._table("", "defaults", tables)
        self._know("defaults", defaults, ("peer", "tls", *_keys(NODE_ROWS)))
        self._fields("defaults", defaults, NODE_ROWS)
        self._fields("defaults.tls", self._table("defaults", "tls", defaults), TLS_ROWS)
        nodes = {name: self._node(name, table, defaults) for name, table in self._tables("nodes", tables)}
        queries = {name: self._query(name, table) for name, table in self._tables("queries", tables)}
        peer = self._value("defaults", "peer", defaults, text) if "peer" in defaults else ""
        return Configuration(self.path, nodes, queries, peer)

    # A node

    def _node(self, name: str, table: Table, defaults: Table) -> Node:
        place = f"nodes.{name}"
        self._know(place, table, (*_ADDRESS_KEYS, *_keys(NODE_ROWS)))
        said = {**self._fields("defaults", defaults, NODE_ROWS), **self._fields(place, table, NODE_ROWS)}
        said |= self._tls(place, table, defaults)
        peer = self._peer(place, table, DEFAULT_TLS_PORT if said.get("tls_mode") else DEFAULT_PORT)
        if "called-aet" not in table and peer.called_ae_title:
            said.pop("called_ae_title", None)  # the default's is for nodes that have none
        node = Node(name, peer, said, self._description(place, table), self._quirks(place, table))
        try:
            Settings(peer, **node.plain_settings()).check()
        except UsageError as error:
            raise UsageError(f"{self.path}: [{place}] cannot be used: {error}", hint=error.hint) from None
        return node

    def _description(self, place: str, table: Table) -> str:
        return self._value(place, "description", table, text) if "description" in table else ""

    def _peer(self, place: str, table: Table, default_port: int) -> Peer:
        if ("address" in table) == ("host" in table):
            raise self._wrong(place, "address", "is missing" if "host" not in table else "stands beside host", _ADDRESS)
        key = "address" if "address" in table else "host"
        if key == "address" and "port" in table:
            raise self._wrong(place, "port", "stands beside address", _ADDRESS)
        port = self._value(place, "port", table, number(1, 65535)) if "port" in table else None
        return self._value(place, key, table, lambda value: _peer_of(text(value), port, default_port))  # type: ignore[no-any-return]

    def _tls(self, place: str, table: Table, defaults: Table) -> dict[str, Any]:
        """Read `tls`: true, or a table of how; [defaults.tls] says how for those that speak it."""
        said = table.get("tls", False)
        if isinstance(said, bool):
            own: Table = {}
        else:
            own, said = self._table(place, "tls", table), True
        if not said:
            return {}
        fields = self._fields("defaults.tls", self._table("defaults", "tls", defaults), TLS_ROWS)
        return {"tls_mode": "anonymous", **fields, **self._fields(f"{place}.tls", own, TLS_ROWS)}

    def _quirks(self, place: str, table: Table) -> Quirks:
        quirks = self._table(place, "quirks", table)
        return Quirks(**self._fields(f"{place}.quirks", quirks, QUIRK_ROWS))

    # A saved query

    def _query(self, name: str, table: Table) -> SavedQuery:
        place = f"queries.{name}"
        parameters = self._table(place, "parameters", table)
        options = {key: table[key] for key in table if key not in ("parameters", "description")}
        for key, value in options.items():
            self._value(place, key, table, option_value)
            self._check_braces(place, key, value)
        for key in parameters:
            self._value(f"{place}.parameters", key, parameters, plain_text)
        placeholders = tuple(dict.fromkeys(found for value in options.values() for found in _placeholders(value)))
        for key in parameters:
            if key not in placeholders:
                hint = f"write {{{key}}} where it belongs"
                raise self._wrong(f"{place}.parameters", key, "stands nowhere in the query", hint)
        return SavedQuery(name, options, parameters, placeholders, self._description(place, table))

    def _check_braces(self, place: str, key: str, value: Any) -> None:
        if any(found.group() in ("{", "}") for one in _texts(value) for found in PLACEHOLDER.finditer(one)):
            raise self._wrong(
                place, key, "has a brace that belongs to no {name}", "write {{ and }} for braces themselves"
            )

    # Tables and keys

    def _tables(self, place: str, tables: Table) -> Iterator[tuple[str, Table]]:
        """Yield the tables below [nodes] or [queries], by name."""
        named = self._table("", place, tables)
        for name in named:
            if not is_name(name):
                hint = "choose a name without blanks, quotes and the signs of an address or an option"
                raise self._wrong(place, name, "is no name", hint)
            yield name, self._table(place, name, named)

    def _table(self, place: str, key: str, table: Table) -> Table:
        found = table.get(key, {})
        if not isinstance(found, dict):
            inside = f"{place}.{key}" if place else key
            raise self._wrong(place, key, "is no table", f"write [{inside}], and its keys below")
        return found

    def _know(self, place: str, table: Table, known: Iterable[str]) -> None:
        names = dict.fromkeys(known)
        for key in table:
            if key not in names:
                kind = "key" if place else "table"
                raise self._wrong(place, key, f"is no {kind} of this file", _known_hint(key, names))

    def _fields(self, place: str, table: Table, rows: tuple[Row, ...]) -> dict[str, Any]:
        """Read the keys of a table that have a row; those without are an error unless the caller knows them."""
        if rows is not NODE_ROWS:
            self._know(place, table, _keys(rows))
        values: dict[str, Any] = {}
        keys: dict[str, str] = {}
        for row in rows:
            value = self._field(place, row, table) if row.key in table else None
            if value is None:
                continue
            if row.field in keys:
                raise self._wrong(place, row.key, f"stands beside {keys[row.field]}", "keep one of the two")
            values[row.field], keys[row.field] = value, row.key
        return values

    def _field(self, place: str, row: Row, table: Table) -> Any:
        if not row.is_list:
            return self._one(place, row, table[row.key])
        said = table[row.key]
        return tuple([self._one(place, row, one) for one in (said if isinstance(said, list) else [said])])

    def _one(self, place: str, row: Row, said: Any) -> Any:
        value = self._value(place, row.key, {row.key: said}, row.read)
        if row.is_path:
            value = self._absolute(value)
        return (row.label, value) if row.label else value

    def _absolute(self, name: str) -> str:
        """Return the full name of a file, or of the file that a secret comes from."""
        if name == "ask" or name.startswith(("env:", "command:")):
            return name
        kind, name = ("file:", name[5:]) if name.startswith("file:") else ("", name)
        return kind + os.path.join(self.folder, os.path.expanduser(name))

    def _value(self, place: str, key: str, table: Table, read: Reader) -> Any:
        try:
            return read(table[key])
        except Wrong as wrong:
            raise self._wrong(place, key, f"is {_kind_of(table[key])}, expected {wrong}") from None
        except UsageError as error:
            raise self._wrong(place, key, f"cannot be used: {error}", error.hint) from None

    def _wrong(self, place: str, key: str, message: str, hint: str = "") -> UsageError:
        where = f"[{place}] {_shown(key)}" if place else _shown(key)
        return UsageError(f"{self.path}: {where} {message}", hint=hint)


_ADDRESS = 'write address = "AET@HOST:PORT", or host and port'


def _peer_of(value: str, port: int | None, default_port: int) -> Peer:
    peer = parse_peer(value, port, default_port)
    if peer.called_ae_title:
        validate_ae_title(peer.called_ae_title)
    return peer


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _placeholders(value: Any) -> list[str]:
    return [found[1] for one in _texts(value) for found in PLACEHOLDER.finditer(one) if found[1]]


def _keys(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


def _known_hint(key: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    plain = key.replace("_", "-").lower()
    close = [plain] if plain in known else get_close_matches(plain, known, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}"


def _kind_of(value: Any) -> str:
    """Say what stands there instead; numbers and single words may be shown, since nothing secret is expected there."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _shown(str(value))
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "a date or time")


_KINDS: tuple[tuple[type, str], ...] = ((str, "text"), (list, "a list"), (dict, "a table"))


def _shown(name: str) -> str:
    """Return a key that may be any text as one short line."""
    plain = name if name.isprintable() and name else repr(name)
    return plain if len(plain) <= 40 else plain[:37] + "..."
