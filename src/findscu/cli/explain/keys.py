"""The pages of `findscu explain` for keys: what an attribute is, and where it is a key (PS3.4, PS3.5, PS3.6)."""

from __future__ import annotations

from ...asking.key_levels import level_of
from ...asking.key_tables import listed_keys, table_of
from ...dictionary import format_tag, keyword_of, vm_of, vr_of
from ...entries import entry_of
from ...models import MODELS
from ...values import NUMBER_CODES
from .layout import example, line, paragraph, short_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...asking.key_tables import ListedKey
    from ...models import Model

    Place = tuple[str, str]

_MATCHES = {
    "U": "unique key",
    "R": "required key",
    "O": "optional key",
    "-": "returned, not matched",
    "=": "sent along",
}

_VRS = {
    "AE": ("AE title", "16 printable characters at most"),
    "AS": ("age", "three digits and D, W, M or Y: 031Y"),
    "AT": ("attribute tag", "eight hexadecimal digits"),
    "CS": ("code", "16 of A-Z, 0-9, blank and _ at most"),
    "DA": (
        "date",
        "20260131, 20260101-20260131, 20260101-, -20260131; or today, -7d, 2026-01-01..2026-01-31",
    ),
    "DS": ("decimal number", "16 characters at most"),
    "DT": (
        "date and time",
        "20260131093000+0100, cut short at will, a range; or today, -2h, 2026-01-01..2026-01-31",
    ),
    "IS": ("whole number", "12 characters at most"),
    "LO": ("text", "64 characters at most"),
    "LT": ("long text", "10240 characters at most"),
    "PN": ("person name", "Family^Given^Middle^Prefix^Suffix; alphabetic=ideographic=phonetic"),
    "SH": ("short text", "16 characters at most"),
    "ST": ("short text of several lines", "1024 characters at most"),
    "SQ": ("sequence of items", "one item with keys of its own, Sequence.Attribute=...; empty for whatever it has"),
    "TM": ("time of day", "093000.5, 0930, 09, 0800-1200, 0800-, -1200, never over midnight; or 9:30..12:00"),
    "UC": ("text", "any length"),
    "UI": ("UID", "numbers joined by dots, 64 characters at most; several with \\ between them"),
    "UR": ("URI", "any length"),
    "UT": ("text of several lines", "any length"),
}
"""VR: what it is, and the form of a value."""

_WILD = ("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
_WAYS = {
    "s": "single value",
    "l": "list of UIDs",
    "w": "wild card (* ?)",
    "r": "range",
    "q": "sequence",
    "u": "universal",
}

_EXAMPLES = {
    "PN": "DOE^J*",
    "DA": "20260101-",
    "TM": "0800-1200",
    "DT": "20260131-",
    "UI": "1.2.840.1",
    "CS": "CT",
    "IS": "1",
    "DS": "1.5",
    "AS": "031Y",
    "AE": "CT_ROOM1",
    "AT": "00100020",
}
_EXAMPLES_OF = {"PatientSex": "F", "ProcedureStepState": "SCHEDULED", "QueryRetrieveLevel": "STUDY"}


def explain_key(tag: int) -> list[str]:
    """Return what an attribute is, which models and levels have it as a key, how it is matched and written."""
    entry, vr = entry_of(tag), vr_of(tag)
    keyword = keyword_of(tag)
    unknown = "private attribute" if tag >> 16 & 1 else "unknown attribute"
    title = f"{keyword or unknown} {format_tag(tag)}"
    name = f"{entry.name}{', retired' if entry.retired else ''}" if entry else "not in PS3.6"
    what, form = _VRS.get(vr) or (("number", "a number") if vr in NUMBER_CODES else ("bytes", "hexadecimal digits"))
    lines = [title, *line("name", name), *line("VR, VM", f"{vr} ({what}), {vm_of(tag) or 'unknown'}")]
    lines += line("matched by", _ways_for(vr))
    lines += line("value", form)
    places = _places_of(tag)
    lines.append(example(f"-k {_example(_path_of(tag, places), vr)}"))
    return [*lines, *_lines_of(tag, places)]


def _path_of(tag: int, places: Mapping[Place, Sequence[ListedKey]]) -> str:
    """Return a path by which an attribute can be a key: in a sequence where it is nowhere else."""
    keys = [key for listed in places.values() for key in listed]
    name = keyword_of(tag) or format_tag(tag)
    return keys[0].path if keys and all(len(key.tags) > 1 for key in keys) else name


def _ways_for(vr: str) -> str:
    """Return the ways of matching of a VR. Source: PS3.4 §C.2.2.2."""
    ways = "q" if vr == "SQ" else "s"
    ways += "w" * (vr in _WILD) + "r" * (vr in ("DA", "TM", "DT")) + "l" * (vr == "UI")
    return ", ".join(_WAYS[way] for way in ways + "u") + " (no value)"


def _example(name: str, vr: str) -> str:
    if vr == "SQ":
        return f"{name}.CodeValue=..." if "Code" in name else name
    value = _EXAMPLES_OF.get(name, _EXAMPLES.get(vr, "*text*" if vr in _WILD else "..."))
    return f"'{name}={value}'" if "*" in value or "(" in name else f"{name}={value}"


def _places_of(tag: int) -> dict[Place, list[ListedKey]]:
    """Return the rows of the key tables that list an attribute, by what a table is of and its name."""
    found = {(label, table): [key for key in keys if key.tags[-1] == tag] for label, table, keys in _tables()}
    return {place: keys for place, keys in found.items() if keys}


def _lines_of(tag: int, places: Mapping[Place, Sequence[ListedKey]]) -> Iterator[str]:
    """Yield where an attribute is a key: a line for each table, the sequences that it lies in below."""
    if tag in _NO_KEYS:
        yield from line("key", _NO_KEYS[tag])
        return
    if not places:
        level = level_of(tag)
        where = f"at level {level}" if level else "wherever a peer likes to have it"
        yield from line("key", f"no table lists it; it may be an optional key {where} (PS3.4 §C.6.1.1)")
        return
    yield ""
    for (label, table), keys in places.items():
        yield from _place(label, table, keys)


_READING = "none: it says how to read the query, and is never matched (PS3.4 §C.4.1.1.3.1)"
_RETURNED = "none: peers return it by themselves, from where to retrieve what matches (PS3.4 §C.4.1.1.3.2)"
_NO_KEYS = {
    **dict.fromkeys((0x00080005, 0x00080052, 0x00080053, 0x00080201), _READING),
    **dict.fromkeys((0x00080054, 0x00880130, 0x00880140), _RETURNED),
    0x00080056: "none: peers may return it, and it must not be in a request (PS3.4 §C.4.1.1.3.2)",
}
"""What the Query/Retrieve service has in its identifiers beside keys."""


def _place(label: str, table: str, keys: Sequence[ListedKey]) -> Iterator[str]:
    for kinds in dict.fromkeys((key.match, key.returned, key.allowed) for key in keys):
        same = [key for key in keys if (key.match, key.returned, key.allowed) == kinds]
        match, returned, allowed = kinds
        what = "must not be asked for" if returned == "-" else _MATCHES[match]
        if allowed and match in "URO":
            what += " by " + " or ".join(_WAYS[way] for way in allowed)
        if returned not in ("", "-"):
            what += f", return type {returned}"
        yield from paragraph(f"{label}: {what} (Table {table})", 2)
        sequences = [key.path.rpartition(".")[0] for key in same if "." in key.path]
        for sequence in sequences[:_MOST_SEQUENCES]:
            yield from paragraph(f"in {short_path(sequence, 72)}", 4)
        if len(sequences) > _MOST_SEQUENCES:
            count = len(sequences) - _MOST_SEQUENCES
            yield f"    and in {count} other sequence{'s' if count > 1 else ''}"


_MOST_SEQUENCES = 3


def _tables() -> Iterator[tuple[str, str, Sequence[ListedKey]]]:
    """Yield each key table once: what it is of, its name, its rows."""
    seen: set[str] = set()
    for model in MODELS:
        for level in model.levels or ("",):
            table = table_of(model, level)
            if table and table not in seen:
                seen.add(table)
                yield _label_of(model, level), table, listed_keys(model, level)


def _label_of(model: Model, level: str) -> str:
    if not level:
        return "ups" if model.name.startswith("ups-") else model.name
    if level == "STUDY":
        return f"{level} of {'Patient Root' if 'PATIENT' in model.levels else 'Study Root'}"
    return level
