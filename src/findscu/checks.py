"""What is doubtful in a query although it can be sent: each doubt with the clause that raises it.

Nothing here is an error: testing an SCP means sending odd queries. What cannot be sent at all is refused by `keys` and
`query`. The rules are those of the baseline; what is negotiated lifts some of them. Rules about values are in
`value_checks`, those for the key tables of models without levels in `model_checks`.
"""

from __future__ import annotations

from .dictionary import format_tag, keyword_of
from .models import QUERY_RETRIEVE_LEVEL, UNIQUE_KEYS
from .records import Record
from .values import CHARSET_VRS, has_wild_card

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .identifier import DataSet, Element
    from .models import Model
    from .query import Query

SPECIFIC_CHARACTER_SET = 0x00080005
QUERY_RETRIEVE_VIEW = 0x00080053
TIMEZONE_OFFSET_FROM_UTC = 0x00080201
INSTANCE_AVAILABILITY = 0x00080056

HIERARCHICAL = "PS3.4 §C.4.1.2.1"

NO_KEYS = frozenset((SPECIFIC_CHARACTER_SET, QUERY_RETRIEVE_LEVEL, QUERY_RETRIEVE_VIEW, TIMEZONE_OFFSET_FROM_UTC))
"""Attributes that say how to read a query, and are not matched. Source: PS3.4 §C.4.1.1.3.1."""


class Doubt(Record):
    """One thing that an SCP may not take as it was meant.

    `message` names attributes but no values, `clause` is like "PS3.4 §C.2.2.2.4", `hint` an imperative sentence.
    """

    message: str
    clause: str
    hint: str


def check_query(query: Query, negotiated: Collection[str] = ()) -> list[Doubt]:
    """List what is doubtful in a query, the query as a whole first, then element by element.

    Args:
        query: it is not changed.
        negotiated: what is asked for by extended negotiation, or was granted: "relational_queries",
            "enhanced_conversion", "empty_values", "multiple_values" (PS3.4 §C.5.1.1).
    """
    model, identifier = query.model, query.identifier
    doubts = list(_check_whole(model, identifier, negotiated))
    for path, dataset in _datasets(identifier, ""):
        for element in dataset.values():
            if path or element.tag not in NO_KEYS:
                name = path + name_of(element.tag)
                doubts += (Doubt(*found) for found in _check_element(dataset, element, name, negotiated))
    return doubts


def name_of(tag: int) -> str:
    """Return the keyword of an attribute, or its tag."""
    return keyword_of(tag) or format_tag(tag)


def _check_whole(model: Model, identifier: DataSet, negotiated: Collection[str]) -> Iterator[Doubt]:
    level = identifier.text_of(QUERY_RETRIEVE_LEVEL).strip()
    yield from _check_level(model, identifier, level)
    if level in model.levels:
        yield from _check_own_key(identifier, level)
        if "relational_queries" not in negotiated:
            yield from _check_keys_above(model, identifier, level)
            yield from _check_other_levels(model, identifier, level)
    if model.levels:
        yield from _check_request(identifier, negotiated)
    elif model.clause:
        from .asking.model_checks import check_model

        yield from (Doubt(*found) for found in check_model(model, identifier))
    if not identifier.keys() - NO_KEYS:
        hint = "add keys with -k or -r, or ask for the usual ones with -L"
        yield Doubt("the query has no key, so that nothing can match", "PS3.4 §C.4.1.3.1.1", hint)
    yield from _check_charset(identifier)
    if TIMEZONE_OFFSET_FROM_UTC in identifier and not identifier[TIMEZONE_OFFSET_FROM_UTC].values:
        yield Doubt("TimezoneOffsetFromUTC is empty", "PS3.4 §C.4.1.1.3.1", "give it a value or leave it out")


def _check_level(model: Model, identifier: DataSet, level: str) -> Iterator[Doubt]:
    expected = ", ".join(model.levels)
    if model.levels and not level:
        hint = f"choose one with -L or -k QueryRetrieveLevel={model.levels[0]}"
        yield Doubt(f"no QueryRetrieveLevel, expected one of {expected}", "PS3.4 §C.4.1.1.3.1", hint)
    elif model.levels and level not in model.levels:
        hint = "choose one of them, or another model with -M"
        yield Doubt(f"model {model.name} has no level {level!r} but {expected}", f"PS3.4 §{model.clause}", hint)
    elif model.clause and not model.levels and QUERY_RETRIEVE_LEVEL in identifier:
        hint = "leave QueryRetrieveLevel out, or choose another model with -M"
        yield Doubt(
            f"model {model.name} has no levels, but QueryRetrieveLevel is there", f"PS3.4 §{model.clause}", hint
        )


def _check_keys_above(model: Model, identifier: DataSet, level: str) -> Iterator[Doubt]:
    """Judge by hierarchical search: one value for the unique key of each level above."""
    for above in model.levels[: model.levels.index(level)]:
        name = name_of(UNIQUE_KEYS[above])
        if not _is_single_value(identifier.get(UNIQUE_KEYS[above])):
            message = f"level {level} needs a single value of {name}, the unique key of the level {above} above it"
            yield Doubt(message, HIERARCHICAL, f"add -k {name}=...")


def _check_own_key(identifier: DataSet, level: str) -> Iterator[Doubt]:
    """Judge the unique key of the level itself: it is there, and has no wild cards."""
    own = identifier.get(UNIQUE_KEYS[level])
    if own is None:
        name = name_of(UNIQUE_KEYS[level])
        yield Doubt(f"{name}, the unique key of level {level}, is not in the query", HIERARCHICAL, f"add -k {name}")
    elif own.vr != "UI" and has_wild_card(own.values):
        message = f"{name_of(own.tag)} has wild cards, expected one value or none for a unique key"
        yield Doubt(message, HIERARCHICAL, "leave it empty, or match by another key")


def _is_single_value(element: Element | None) -> bool:
    return element is not None and len(element.values) == 1 and bool(element.text) and not has_wild_card(element.values)


def _check_other_levels(model: Model, identifier: DataSet, level: str) -> Iterator[Doubt]:
    place = model.levels.index(level)
    unique = {UNIQUE_KEYS[above] for above in model.levels[: place + 1]}
    for tag in identifier:
        if tag in unique or tag in NO_KEYS or tag in model.required_keys(level):
            continue
        other = _level_of(model, tag)
        if other not in model.levels or other == level:
            continue
        is_above = model.levels.index(other) < place
        message = f"{name_of(tag)} is a key of level {other}, {'above' if is_above else 'below'} {level}"
        hint = _HINTS_BELOW.get((level, tag), f"leave it out, or query at level {other}")
        yield Doubt(message, HIERARCHICAL if is_above else "PS3.4 §C.4.1.1.3.1", hint)


def _level_of(model: Model, tag: int) -> str:
    """Return the level of a model that an attribute belongs to, "" when there is no telling."""
    for level in model.levels:
        if tag == UNIQUE_KEYS[level] or tag in model.required_keys(level):
            return level
    from .asking.key_levels import level_of

    level = level_of(tag)
    return "STUDY" if level == "PATIENT" and level not in model.levels else level


_HINTS_BELOW = {
    ("STUDY", 0x00080060): "use ModalitiesInStudy at level STUDY",
    ("STUDY", 0x00080016): "use SOPClassesInStudy at level STUDY",
}


def _check_request(identifier: DataSet, negotiated: Collection[str]) -> Iterator[Doubt]:
    """Find what a request of the Query/Retrieve models must not have, or not without negotiation."""
    if INSTANCE_AVAILABILITY in identifier:
        hint = "leave it out; a peer that knows it returns it without being asked"
        yield Doubt("InstanceAvailability must not be in a request", "PS3.4 §C.4.1.1.3.2", hint)
    if QUERY_RETRIEVE_VIEW not in identifier:
        return
    if "enhanced_conversion" not in negotiated:
        message = "QueryRetrieveView is there, but conversion of enhanced multi-frame images is not negotiated"
        yield Doubt(message, "PS3.4 §C.4.1.1.3.1", "add --enhanced-conversion, or leave it out")
    if identifier.text_of(QUERY_RETRIEVE_VIEW).strip() not in ("CLASSIC", "ENHANCED"):
        message = "QueryRetrieveView is neither CLASSIC nor ENHANCED"
        yield Doubt(message, "PS3.4 §C.4.1.2.2.2", "give it one of the two values")


def _check_charset(identifier: DataSet) -> Iterator[Doubt]:
    """Find text whose character set nobody knows, as query files may hold it."""
    if identifier.text_of(SPECIFIC_CHARACTER_SET):
        return
    for path, dataset in _datasets(identifier, ""):
        for element in dataset.values():
            if element.vr in CHARSET_VRS and not element.text.isascii() and not dataset.text_of(SPECIFIC_CHARACTER_SET):
                message = f"{path}{name_of(element.tag)} is not ASCII, but the query declares no SpecificCharacterSet"
                yield Doubt(message, "PS3.4 §C.2.2.2", "add -k SpecificCharacterSet=ISO_IR 100, or what it is in")


def _datasets(dataset: DataSet, path: str) -> Iterator[tuple[str, DataSet]]:
    """Go through a data set and the items in it; the path is like "Sequence[0]."."""
    yield path, dataset
    for element in dataset.values():
        if element.vr == "SQ":
            for index, item in enumerate(element.values):
                yield from _datasets(item, f"{path}{name_of(element.tag)}[{index}].")


def _check_element(
    dataset: DataSet, element: Element, name: str, negotiated: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    group, number = element.tag >> 16, element.tag & 0xFFFF
    if number == 0:
        yield f"{name} is a group length, which is retired and not sent", "PS3.5 §7.2", "leave it out"
    elif group < 8:
        yield f"{name} is of a group that no data set may have", "PS3.5 §7.1", "leave it out"
    elif group & 1 and number > 0xFF and (group << 16 | number >> 8) not in dataset:
        creator = format_tag(group << 16 | number >> 8)
        yield (
            f"{name} is private, but its creator {creator} is not in the query",
            "PS3.5 §7.8.1",
            f"add -k {creator}=...",
        )
    elif group == 0x7FE0 and element.values:
        yield f"{name} has a value, which would be matched as a whole", "PS3.4 §C.2.2.2.1", "leave it out"
    elif element.vr == "SQ" and len(element.values) > 1:
        message = f"{name} has {len(element.values)} items, expected one at most"
        yield message, "PS3.4 §C.2.2.2.6", "send one query for each item"
    elif element.values:
        from .value_checks import check_value

        yield from check_value(element, name, negotiated)
