"""What PS3.4 says of the keys of each information model: which there are, how they match, whether they come back.

The tables themselves are text in `_tables`; here they are read when somebody asks. What one usually asks for is
`presets`', what is doubtful about a query `checks`'.
"""

from __future__ import annotations

from ..dictionary import tag_of
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models import Model

UNIQUE, REQUIRED, OPTIONAL, NOT_MATCHED, WITH_A_VALUE = "U", "R", "O", "-", "="
"""Match types: see `_tables`."""

_LEVEL_TABLES = {"PATIENT": "C.6-1", "SERIES": "C.6-3", "IMAGE": "C.6-4"}
_MODEL_TABLES = {
    "worklist": "K.6-1",
    "ups-pull": "CC.2.5-3",
    "ups-watch": "CC.2.5-3",
    "ups-query": "CC.2.5-3",
    "general-patient-info": "Q.4-1",
    "breast-patient-info": "Q.4-1",
    "cardiac-patient-info": "Q.4-1",
    "hanging-protocol": "U.6-1",
    "color-palette": "X.6-1",
    "implant": "BB.6-1",
    "implant-assembly": "BB.6-2",
    "implant-group": "BB.6-3",
    "procedure-protocol": "HH.6-1",
    "protocol-approval": "II.6-1",
    "product": "V.6-1",
    "substance": "V.6-2",
}

_OTHERS = {"K.6-1": OPTIONAL, "Q.4-1": NOT_MATCHED, "V.6-1": NOT_MATCHED}
"""The match type of attributes that a table does not list, where it allows any."""


class ListedKey(Record):
    """One row of a key table.

    Attributes:
        path: keywords, outermost sequence first, joined by dots.
        tags: the same as tags.
        match: match type: U, R, O, - or =.
        returned: return type: 1, 1C, 2, 2C, 3; - for what must not be asked for; "" in the Query/Retrieve models.
        allowed: ways of matching where the table restricts them, letters of "slwrqu"; "" for whatever the VR allows.
    """

    path: str
    tags: tuple[int, ...]
    match: str
    returned: str
    allowed: str


def table_of(model: Model, level: str = "") -> str:
    """Return the name of the table that lists the keys of a model, at a level if it has levels; "" for none."""
    if level in model.levels:
        if level == "STUDY":
            return "C.6-2" if "PATIENT" in model.levels else "C.6-5"
        return _LEVEL_TABLES[level]
    return _MODEL_TABLES.get(model.name, "")


def listed_keys(model: Model, level: str = "") -> tuple[ListedKey, ...]:
    """List the keys of a model, at a level if it has levels, in the order of the standard; () for unknown tables.

    **Source**: PS3.4, the table that `table_of` names.
    """
    from ._tables import TABLES

    keys = tuple(_rows(TABLES.get(table_of(model, level), ""), (), ""))
    if model.name == "repository" and level == "STUDY":
        keys += tuple(_rows("O StudyUpdateDateTime RemovedFromOperationalUse RecordKey", (), ""))  # §C.6.4.1
    return keys


def other_keys(model: Model, level: str = "") -> str:
    """Return the match type of attributes that the table of a model does not list; "" when there may be none.

    Private attributes may be sent to any model: PS3.4 §K.6.1.2.2 calls that a Standard Extended SOP Class.
    """
    table = table_of(model, level)
    return OPTIONAL if level or not table else _OTHERS.get(table, "")


def _rows(text: str, above: tuple[str, ...], match_above: str) -> Iterator[ListedKey]:
    """Read a table, or a macro below the path `above`, whose match type stands for `*`."""
    path, match = above, match_above
    for line in text.splitlines():
        words = line.split()
        kinds = [word for word in words if not _is_attribute(word)]
        for word in words[len(kinds) :]:
            name = word.lstrip(">")
            path = (*path[: len(above) + len(word) - len(name)], name)
            if name.startswith("+"):
                yield from _macro(name[1:], path[:-1], match)
                continue
            match = match_above if kinds[0] == "*" else kinds[0]
            yield _key(path, match, *kinds[1:])


def _macro(name: str, above: tuple[str, ...], match: str) -> Iterator[ListedKey]:
    from ._tables import MACROS

    yield from _rows(MACROS[name], above, match)


def _is_attribute(word: str) -> bool:
    return len(word) > 2 and word.lstrip(">+")[:1].isupper()


def _key(path: tuple[str, ...], match: str, returned: str = "", allowed: str = "") -> ListedKey:
    tags = tuple(tag_of(name) or 0 for name in path)
    return ListedKey(".".join(path), tags, match, returned, allowed)
