"""Small tables and objects of sub-commands: aligned text for people, JSON for programs."""

from __future__ import annotations

from ..escaping import escape_text
from ..output.widths import fill, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

FORMATS = ("text", "table", "json", "jsonl")
_GAP = "  "


def format_listing(rows: Sequence[Mapping[str, Any]], style: str) -> str:
    """Return rows as an aligned table with a heading ("text"), one array ("json") or an object a line ("jsonl").

    In text, columns that are empty in every row are left out.
    """
    if style == "text":
        return "".join(_line(line) for line in _aligned(rows))
    if style == "jsonl":
        return "".join(_json(row) + "\n" for row in rows)
    return _json(list(rows), indent=2) + "\n"


def format_object(described: Mapping[str, Any], style: str) -> str:
    """Return what is known of one thing: a line a key ("text"), or an object."""
    if style == "text":
        width = max(map(len, _flat(described)))
        return "".join(f"{key:{width}}{_GAP}{escape_text(_plain(value))}\n" for key, value in _flat(described).items())
    return _json(described, indent=None if style == "jsonl" else 2) + "\n"


def _aligned(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    names = [name for name in (rows[0] if rows else ()) if any(_plain(row[name]) for row in rows)]
    lines = [names, *([escape_text(_plain(row[name])) for name in names] for row in rows)]
    widths = [max(width_of(line[place]) for line in lines) for place in range(len(names))]
    return [[fill(cell, width) for cell, width in zip(line, widths, strict=True)] for line in lines] if rows else []


def _line(cells: Sequence[str]) -> str:
    return _GAP.join(cells).rstrip() + "\n"


def _flat(described: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in described.items():
        flat |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value}
    return flat


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _json(value: Any, indent: int | None = None) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)
