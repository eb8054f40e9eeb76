"""`findscu nodes [show NAME | add NAME ADDRESS | remove NAME]`: the peers that the configuration file names."""

from __future__ import annotations

import os

from ..errors import UsageError
from ..nodes import default_path
from ..nodes.keys import NODE_ROWS, QUIRK_ROWS, TLS_ROWS
from ..nodes.quirks import Quirks, name_of
from ..output.sink import OutputError, open_sink
from ..peer import DEFAULT_CALLED_AE_TITLE, parse_peer
from ..settings import Settings
from .configuration import load_configuration
from .listing import FORMATS, format_listing, format_object
from .subcommands import SUBCOMMANDS, refuse_surplus, usage_of
from .suggest import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, BinaryIO

    from ..nodes import Node, SavedQuery
    from ..nodes.keys import Row
    from .occurrences import Occurrences
    from .option import Arguments

_FIELDS_OF_NODES = frozenset({row.field for row in (*NODE_ROWS, *TLS_ROWS)} | {"tls_mode", "config"})
_FIELDS_OF_LISTS = frozenset({"config", "format"})


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """List, show, add or remove; return the exit code.

    Raises:
        UsageError: words or options that mean nothing here, or a configuration file that cannot be used.
        OutputError: the configuration file cannot be written.
    """
    action, *words = arguments.positionals[1:] or ["list"]
    if action not in _ACTIONS:
        raise UsageError(f"findscu nodes cannot {action!r}", hint=did_you_mean(action, _ACTIONS) or usage_of("nodes"))
    carry_out, expected, counts, fields = _ACTIONS[action]
    if len(words) not in counts:
        raise UsageError(f"findscu nodes {action} takes {expected}, got {len(words)} words", hint=usage_of("nodes"))
    refuse_surplus(arguments, fields)
    open_sink(None, stdout).write(carry_out(arguments, words).encode())
    return 0


# What there is


def _list(arguments: Arguments, _words: Sequence[str]) -> str:
    configuration = load_configuration(arguments)
    style = _style(arguments)
    nodes = [describe(node) for node in configuration.nodes.values()]
    if style != "text":
        return format_listing(nodes, style)
    if not nodes and not configuration.queries:
        return f"no nodes: {configuration.path} has none; findscu nodes add NAME AET@HOST:PORT adds one\n"
    rows = [_row_of(node) for node in configuration.nodes.values()]
    text = format_listing(rows, style)
    if configuration.queries:
        text += "\n" * bool(rows) + format_listing(
            [_query_row(query) for query in configuration.queries.values()], style
        )
    return text


def _row_of(node: Node) -> dict[str, str]:
    return {
        "NODE": node.name,
        "ADDRESS": str(_called(node)),
        "TLS": "yes" if node.has_tls else "",
        "MODEL": node.said.get("model", ""),
        "QUIRKS": str(len(_said_quirks(node.quirks)) or ""),
        "DESCRIPTION": node.description,
    }


def _query_row(query: SavedQuery) -> dict[str, str]:
    parameters = [
        f"{name}={query.parameters[name]}" if name in query.parameters else name for name in query.placeholders
    ]
    return {"QUERY": query.name, "PARAMETERS": " ".join(parameters), "DESCRIPTION": query.description}


def _show(arguments: Arguments, words: Sequence[str]) -> str:
    configuration, name, style = load_configuration(arguments), words[0], _style(arguments)
    if name in configuration.queries and name not in configuration:
        query = configuration.queries[name]
        parameters = {one: query.parameters.get(one) for one in query.placeholders}
        described = {"name": name, "description": query.description, **query.options, "parameters": parameters}
        return format_object({key: value for key, value in described.items() if value not in ("", {})}, style)
    described = describe(configuration[name])
    if style == "text":
        described |= {key: value for key, value in _built_in() if key not in described}
    return format_object(described, style)


def describe(node: Node) -> dict[str, Any]:
    """Return what is known of a node, by the keys of the configuration file."""
    described: dict[str, Any] = {"name": node.name, "description": node.description, "address": str(_called(node))}
    described |= dict(_values(NODE_ROWS, node.said))
    described["tls"] = dict(_values(TLS_ROWS, node.said)) or True if node.has_tls else False
    described["quirks"] = _said_quirks(node.quirks)
    return {key: value for key, value in described.items() if value not in ("", {}) and key != "called-aet"}


def _called(node: Node) -> Any:
    return Settings(node.peer, called_ae_title=node.said.get("called_ae_title", "")).asked


def _values(rows: Sequence[Row], said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if (value := row.shown(said.get(row.field))) is not None:
            yield row.key, value


def _said_quirks(quirks: Quirks) -> dict[str, Any]:
    """Return the quirks that differ from the standard, by their keys."""
    standard, found = Quirks(), {}
    for row in QUIRK_ROWS:
        value = getattr(quirks, row.field)
        if value != getattr(standard, row.field):
            found[row.key] = [name_of(path) for path in value] if row.is_list else value
    return found


def _built_in() -> Iterator[tuple[str, str]]:
    """Yield what holds for a node that says nothing about it."""
    title = os.environ.get("FINDSCU_CALLING_AET")
    for row in NODE_ROWS:
        if row.key == "calling-aet" and title:
            yield row.key, f"{title} (FINDSCU_CALLING_AET)"
        elif row.field in Settings._fields and not row.is_constant and (value := getattr(Settings, row.field)):
            yield row.key, f"{value:g} (built in)" if isinstance(value, (int, float)) else f"{value} (built in)"


def _style(arguments: Arguments) -> str:
    style = arguments.format or "text"
    if style not in FORMATS:
        raise UsageError(f"findscu nodes has no format {style}", hint=f"choose one of {', '.join(FORMATS)}")
    return "text" if style == "table" else style


# Changes


def _add(arguments: Arguments, words: Sequence[str]) -> str:
    from ..nodes.editing import add_node

    name, *address = words
    if name in SUBCOMMANDS:
        raise UsageError(f"{name} is a sub-command, and cannot be a node's name", hint="choose another name")
    path, text = _file_of(arguments)
    _write(path, add_node(text, path, name, _address_of(address), _said_on(arguments)))
    return f"added {name} to {path}; a description and quirks can be written there\n"


def _address_of(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return str(parse_peer(words[0], words[1])).removeprefix(f"{DEFAULT_CALLED_AE_TITLE}@")


def _said_on(arguments: Arguments) -> dict[str, Any]:
    """Return what the options of a line say about a node, files by their full names."""
    said: dict[str, Any] = {field: getattr(arguments, field) for field in arguments.given if field != "config"}
    if isinstance(said.get("tls_mode"), tuple):
        said["tls_key"], said["tls_certificate"] = said["tls_mode"][1]
    for field, value in said.items():
        rows = [row for row in (*NODE_ROWS, *TLS_ROWS) if row.field == field]
        if rows and all(row.shown(value) is None for row in rows):
            option = arguments.given[field]
            raise UsageError(f"{option} cannot be kept in the configuration file", hint="leave it to each query")
        if rows[:1] and rows[0].is_path:
            said[field] = _absolute(value)
    return said


def _absolute(value: Any) -> Any:
    """Return the full name of a file, of several, or of the one that a secret comes from."""
    if not isinstance(value, str):
        return tuple([value[0], _absolute(value[1])] if value[0] in _LABELS else map(_absolute, value))
    if value == "ask" or value.startswith(("env:", "command:")):
        return value
    return f"file:{os.path.abspath(value[5:])}" if value.startswith("file:") else os.path.abspath(value)


_LABELS = frozenset(row.label for row in (*NODE_ROWS, *TLS_ROWS) if row.label)


def _remove(arguments: Arguments, words: Sequence[str]) -> str:
    from ..nodes.editing import remove_node

    path, text = _file_of(arguments)
    _write(path, remove_node(text, path, words[0]))
    return f"removed {words[0]} from {path}\n"


def _file_of(arguments: Arguments) -> tuple[str, str]:
    """Return the configuration file's name and text, "" when there is none yet."""
    path = arguments.config or default_path()
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return path, file.read()
    except FileNotFoundError:
        return path, ""
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8", hint="save the file as UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def _write(path: str, text: str) -> None:
    from ..nodes.editing import write_file

    try:
        write_file(path, text)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None


_ACTIONS = {
    "list": (_list, "nothing more", (0,), _FIELDS_OF_LISTS),
    "show": (_show, "a name", (1,), _FIELDS_OF_LISTS),
    "add": (_add, "a name and an address", (2, 3), _FIELDS_OF_NODES),
    "remove": (_remove, "a name", (1,), frozenset({"config"})),
}
"""By the word after `nodes`: what does it, what may follow in words and in their number, the fields it heeds."""
