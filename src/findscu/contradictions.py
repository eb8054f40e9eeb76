"""Whether an answer contradicts the query that it is said to answer: a second look at what a peer did.

Peers pass over keys that they do not know, and some over more. Here an answer is judged by what it holds, and always in
its favour: a key that it lacks, or has no value for, contradicts nothing; nor does a value that cannot be read. PS3.4
§C.4.1.2.1 asks an SCU to be prepared for that ("must be prepared to filter").

* names are compared without case, accents and width, and not at all where fuzzy matching was granted;
* one item of a sequence that fits is enough, and one of several values;
* dates and times of a pair that is matched as one moment are judged as one (PS3.4 §C.2.2.2.5.4, Table K.6-1).
"""

from __future__ import annotations

from .matching import (
    ALWAYS_COMBINED,
    NEVER_MATCHED,
    PAIRED,
    combined_moment,
    combined_range,
    is_key_match,
    is_name_match,
    is_universal,
    split_range,
)
from .value_checks import EMPTY, is_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .identifier import DataSet, Element

_MOMENT_VRS = ("DA", "TM", "DT")


def contradicted_keys(query: DataSet, answer: DataSet, granted: Collection[str] = ()) -> tuple[int, ...]:
    """List the keys of a query that an answer contradicts, by their tags; of a sequence only the outermost.

    Args:
        query: the keys, in the character set that they are in.
        answer: what came.
        granted: what was negotiated: "fuzzy_names", "combined_date_times", "timezone_adjustment", "empty_values".
    """
    return tuple(_contradicted(query, answer, granted))


def _contradicted(query: DataSet, answer: DataSet, granted: Collection[str]) -> Iterator[int]:
    for tag, key in query.items():
        stored = answer.get(tag)
        if stored is None or tag in NEVER_MATCHED or not tag & 0xFFFF or is_universal(key):
            continue
        if key.values == [EMPTY]:
            if "empty_values" in granted and (stored.values or stored.items):
                yield tag
        elif stored.vr == "SQ" and key.vr == "SQ":
            if stored.items and not any(_fits(item, other, granted) for item in key.items for other in stored.items):
                yield tag
        elif stored.values and _is_contradiction(key, stored, query, answer, granted) and not stored.issues:
            yield tag


def _fits(query: DataSet, item: DataSet, granted: Collection[str]) -> bool:
    return not any(True for _ in _contradicted(query, item, granted))


def _is_contradiction(key: Element, stored: Element, query: DataSet, answer: DataSet, granted: Collection[str]) -> bool:
    if key.vr == "PN":
        return "fuzzy_names" not in granted and not _is_name_among(key, stored)
    if key.vr not in _MOMENT_VRS:
        return not is_key_match(key, stored)
    if "timezone_adjustment" in granted or not all(is_moment(key.vr, value) for value in stored.values):
        return False
    if key.vr == "DT" and _has_offset(key) != _has_offset(stored):
        return False
    if key.tag in ALWAYS_COMBINED or ("combined_date_times" in granted and key.tag in PAIRED):
        return _is_moment_missed(key, query, answer)
    return not is_key_match(key, stored)


def _is_name_among(key: Element, stored: Element) -> bool:
    return any(is_name_match(_plain(wanted), _plain(name)) for wanted in key.values for name in stored.values)


def _plain(name: str) -> str:
    """Take case, accents and the width of characters out of a name."""
    from unicodedata import combining, normalize

    return "".join(character for character in normalize("NFKD", name) if not combining(character)).casefold()


def _has_offset(element: Element) -> bool:
    return any("+" in end or "-" in end for value in element.values for end in split_range("DT", value) or (value,))


def _is_moment_missed(key: Element, query: DataSet, answer: DataSet) -> bool:
    """Judge the date or the time of a pair, both together where both are ranges; one alone says nothing then."""
    combined = combined_range(query, key.tag)
    if combined is None:
        return not is_key_match(key, answer[key.tag])
    moment = combined_moment(answer, key.tag)
    return bool(moment.values) and not is_key_match(combined, moment)
