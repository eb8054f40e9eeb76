"""Changes to the text of a configuration file: add a node, take one out; everything else stays as the user wrote it.

A change is made to the lines of one table and then proved: the new text is read, and must say what the old one said but
for the one node. A file written in another form than tables (`nodes.pacs = {...}`) is left alone, with an error.
"""

from __future__ import annotations

import os
import tomllib

from ..errors import UsageError
from .keys import NODE_ROWS, TLS_ROWS
from .reading import is_name, read_configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from .keys import Row


def add_node(text: str, path: str, name: str, address: str, said: Mapping[str, Any]) -> str:
    """Return the text of a configuration file with one more node at its end.

    Args:
        text: the file.
        path: its name.
        name: what to call the node.
        address: "AET@HOST:PORT" and the like.
        said: what else is to be said, by fields, as in `Node.said`.

    Raises:
        UsageError: there is one of that name, or the name, address or a value cannot be used.
    """
    if not is_name(name):
        raise UsageError(
            f"{name!r} cannot be a node's name",
            hint="choose one without blanks and the signs of an address, and no number",
        )
    before = read_configuration(text.encode(), path)
    if name in before:
        raise UsageError(f"there is a node {name} in {path}", hint=f"findscu nodes remove {name} takes it out")
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    added = text + (gap + _table_of(name, address, said)).replace("\n", _line_end(text))
    after = read_configuration(added.encode(), path)
    if {**after.nodes, name: None} != {**before.nodes, name: None} or after.queries != before.queries:
        raise _left_alone(path, name)
    return added


def remove_node(text: str, path: str, name: str) -> str:
    """Return the text of a configuration file without a node. Comments outside its tables stay.

    Raises:
        UsageError: there is no such node, or it is not written as tables of its own.
    """
    before = read_configuration(text.encode(), path)
    before[name]  # raises, with a hint, if it is not there
    lines = text.splitlines(keepends=True)
    for start, end in reversed(list(_tables(lines, ("nodes", name)))):
        del lines[start:end]
        _close_gap(lines, start)
    removed = "".join(lines)
    if _without(_said(removed), "") != _without(_said(text), name):
        raise _left_alone(path, name)
    return removed


def write_file(path: str, text: str) -> None:
    """Put a text in the place of a file at once; its permissions stay, and a new one is its owner's alone.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    place = os.path.realpath(path)
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    try:
        mode = os.stat(place).st_mode & 0o777
    except FileNotFoundError:
        mode = 0o600
    new = f"{place}.{os.getpid()}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = open(new, "wb", opener=lambda name, _: os.open(name, flags, mode))  # noqa: SIM115 - closed below
    try:
        with file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, mode)
        os.replace(new, place)
    except OSError:
        os.unlink(new)
        raise


# Writing TOML


def _table_of(name: str, address: str, said: Mapping[str, Any]) -> str:
    lines = [f"[nodes.{_key(name)}]", f"address = {_toml(address)}", *_lines_of(NODE_ROWS, said)]
    if said.get("tls_mode"):
        below = _lines_of(TLS_ROWS, said)
        lines += ["", f"[nodes.{_key(name)}.tls]", *below] if below else ["tls = true"]
    return "\n".join(lines) + "\n"


def _lines_of(rows: Sequence[Row], said: Mapping[str, Any]) -> list[str]:
    shown = [(row.key, row.shown(said.get(row.field))) for row in rows]
    return [f"{key} = {_toml(value)}" for key, value in shown if value is not None]


def _toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{"".join(map(_escaped, str(value)))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else _toml(name)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# Finding tables


def _tables(lines: Sequence[str], wanted: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where the tables at and below a path begin and end."""
    headers = [(number, path) for number, line in enumerate(lines) if (path := _header(line))]
    ends = [*[number for number, _ in headers][1:], len(lines)] if headers else []
    for (start, path), end in zip(headers, ends, strict=True):
        if path[: len(wanted)] == wanted:
            yield start, _end_of(lines, start, end)


def _end_of(lines: Sequence[str], start: int, end: int) -> int:
    """Return where a table ends: comments after a blank line, or right before the next header, are not its own."""
    last = end - 1
    while last > start and lines[last].strip()[:1] in ("", "#"):
        last -= 1
    left = range(last + 1, end)
    blank = next((number for number in left if not lines[number].strip()), None)
    if blank is not None:
        return blank
    return last + 1 if end < len(lines) else end


def _close_gap(lines: list[str], place: int) -> None:
    """Take out one of the blank lines that meet where something was taken out; at the end of the file none is left."""
    is_blank_before = place > 0 and not lines[place - 1].strip()
    if place == len(lines):
        if is_blank_before:
            del lines[place - 1]
    elif not lines[place].strip() and (is_blank_before or place == 0):
        del lines[place]


def _header(line: str) -> tuple[str, ...]:
    """Return the path of the table that a line begins, () for any other line."""
    if not line.lstrip().startswith("["):
        return ()
    try:
        table = tomllib.loads(line)
    except ValueError:
        return ()
    path: list[str] = []
    while isinstance(table, dict) and len(table) == 1:
        (key, table) = next(iter(table.items()))
        path.append(key)
    return tuple(path)


def _said(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError:
        return {}


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a file says but for one node; no nodes are the same as none said."""
    nodes = {other: table for other, table in said.get("nodes", {}).items() if other != name}
    return {**said, "nodes": nodes}


def _left_alone(path: str, name: str) -> UsageError:
    return UsageError(
        f"{path}: node {name} cannot be changed without touching more than its own tables",
        hint="edit the file; write each node as a table of its own, [nodes.NAME]",
    )
