"""What a peer's peculiarities make of a query: wild cards it cannot bear, keys it ignores, its word for a level.

A query is changed as a whole, after it was put together and before it is sent; what was changed is told in notes, which
name attributes and never hold a value. Applying quirks a second time changes nothing.
"""

from __future__ import annotations

from ..dictionary import format_tag, keyword_of
from ..identifier import SPECIFIC_CHARACTER_SET, DataSet, Element
from ..models import QUERY_RETRIEVE_LEVEL
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..query import Query

    Path = tuple[int, ...]
    Change = tuple[list[str], str, str]
    Found = dict[tuple[str, str], list[str]]

DATE_VRS = frozenset(("DA", "TM", "DT"))

WILD_VRS = frozenset(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"))
"""VRs in which `*` is a wild card. Source: PS3.4 §C.2.2.2.4."""

UNMATCHED = frozenset((SPECIFIC_CHARACTER_SET, QUERY_RETRIEVE_LEVEL, 0x00080053, 0x00080201))
"""Attributes that say how to read a query; whatever they hold is no wild card. Source: PS3.4 §C.4.1.1.3.1."""

MOST_NAMED = 5
"""Attributes that a note names before it counts."""

REPLACED, LEFT_OUT, IGNORED = "replaced", "left out", "ignored"
"""Kinds of notes. Only REPLACED leaves the answers what they would be; with the others they may hold more."""


class Note(Record):
    """One thing that quirks did to a query, or have to say of it; `message` goes on after the name of the peer."""

    kind: str
    message: str


class Quirks(Record):
    """How a peer differs from PS3.4.

    Attributes:
        takes_date_wildcards: whether `*` and `?` may stand in DA, TM and DT; if not, a pattern becomes a range where
            it is one, such as 202611* for a month, or else an empty key.
        universal: how "any value" is said: "*" or "empty"; "" for as the query has it.
        image_level: the word for the level IMAGE, such as INSTANCE; "" for IMAGE.
        asks_charset: whether the peer may be asked for its character set by an empty (0008,0005).
        ignored: paths of keys that the peer does not match by, as tags from the outermost sequence in.
        rejected: paths of keys that it refuses a query for; they are not sent.
    """

    takes_date_wildcards: bool = True
    universal: str = ""
    image_level: str = ""
    asks_charset: bool = True
    ignored: tuple[Path, ...] = ()
    rejected: tuple[Path, ...] = ()

    def apply(self, query: Query) -> tuple[Query, tuple[Note, ...]]:
        """Return the query as this peer takes it, and what that changed; the query itself stays as it is."""
        found: dict[tuple[str, str], list[str]] = {}
        identifier = self._changed(query.identifier, (), found)
        notes = [Note(kind, f"{message}: {_listed(names)}") for (kind, message), names in found.items()]
        return query.replace(identifier=identifier), tuple(notes)

    def _changed(self, dataset: DataSet, above: Path, found: Found) -> DataSet:
        changed = DataSet(charset=dataset.charset)
        for tag, element in dataset.items():
            path = (*above, tag)
            if path in self.rejected:
                _add(found, _why_left_out(element), path)
            elif tag != SPECIFIC_CHARACTER_SET or self.asks_charset or element.values:
                changed[tag] = self._changed_element(element, path, found)
        return changed

    def _changed_element(self, element: Element, path: Path, found: Found) -> Element:
        if element.vr == "SQ":
            return Element(element.tag, "SQ", [self._changed(item, path, found) for item in element.items])
        if path in self.ignored and not _is_universal(element):
            _add(found, (IGNORED, "does not match by these keys of the query"), path)
        for rule in (self._level_word, self._without_wildcard, self._universal_key):
            if change := rule(element):
                values, kind, message = change
                _add(found, (kind, message), path)
                return Element(element.tag, element.vr, values)
        return element

    def _level_word(self, element: Element) -> Change | None:
        if self.image_level and element.tag == QUERY_RETRIEVE_LEVEL and element.text == "IMAGE":
            return [self.image_level], REPLACED, f"has {self.image_level} for the level IMAGE"
        return None

    def _without_wildcard(self, element: Element) -> Change | None:
        if self.takes_date_wildcards or element.vr not in DATE_VRS or not _has_wildcard(element.text):
            return None
        if not element.text.strip("*"):
            return [], REPLACED, "takes no wild cards in dates and times, sent empty"
        if reach := range_of(element.vr, element.text):
            return [reach], REPLACED, "takes no wild cards in dates and times, sent as a range"
        return [], LEFT_OUT, "takes no wild cards in dates and times, and this one is no range, so it is sent empty"

    def _universal_key(self, element: Element) -> Change | None:
        if not self.universal or element.vr not in WILD_VRS or element.tag in UNMATCHED:
            return None
        if self.universal == "*" and not element.text:
            return ["*"], REPLACED, "wants * for any value"
        if self.universal == "empty" and element.text and _is_universal(element):
            return [], REPLACED, "wants an empty key for any value"
        return None


def name_of(path: Path) -> str:
    """Return a path as `-k` takes it: keywords, or tags, with dots between them."""
    return ".".join([keyword_of(tag) or format_tag(tag) for tag in path])


def range_of(vr: str, pattern: str) -> str:
    """Return the range that a pattern of DA, TM or DT stands for, "" when it is none: 202611* is 20261101-20261130."""
    digits = pattern.rstrip("*?")
    if not (digits.isascii() and digits.isdigit()):
        return ""
    if vr == "TM":
        reach = _times(digits)
    elif vr == "DT" and len(digits) > 8:
        days, times = _days(digits[:8]), _times(digits[8:])
        reach = days and times and (days[0] + times[0], days[1] + times[1])
    else:
        reach = _days(digits)
        if reach and vr == "DT":
            reach = reach[0] + "000000", reach[1] + "235959.999999"
    return "-".join(reach) if reach else ""


def _days(digits: str) -> tuple[str, str] | None:
    """Return the first and the last day of a year, a month or a day."""
    if len(digits) not in (4, 6, 8) or not 1 <= int(digits[:4]) <= 9999:
        return None
    first_month, last_month = (digits[4:6] or "01"), (digits[4:6] or "12")
    if not 1 <= int(first_month) <= 12:
        return None
    from calendar import monthrange

    last_day = monthrange(int(digits[:4]), int(last_month))[1]
    if digits[6:] and not 1 <= int(digits[6:]) <= last_day:
        return None
    return f"{digits[:4]}{first_month}{digits[6:] or '01'}", f"{digits[:4]}{last_month}{digits[6:] or last_day}"


def _times(digits: str) -> tuple[str, str] | None:
    """Return the first and the last moment of an hour, a minute or a second."""
    parts = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    if len(digits) not in (2, 4, 6) or any(int(part) > limit for part, limit in zip(parts, (23, 59, 59), strict=False)):
        return None
    return digits + "000000"[len(digits) :], digits + "235959"[len(digits) :] + ".999999"


def _why_left_out(element: Element) -> tuple[str, str]:
    if _is_universal(element):
        return REPLACED, "refuses these keys, so they are not asked for"
    return LEFT_OUT, "refuses these keys, so they are not sent, and nothing is matched by them"


def _add(found: Found, why: tuple[str, str], path: Path) -> None:
    name = name_of(path)
    names = found.setdefault(why, [])
    if name not in names:
        names.append(name)


def _listed(names: list[str]) -> str:
    left = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")


def _is_universal(element: Element) -> bool:
    """Whether a key matches anything."""
    if element.vr == "SQ":
        return all(_is_universal(one) for item in element.items for one in item.values())
    return not element.text.strip("* ")


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text
