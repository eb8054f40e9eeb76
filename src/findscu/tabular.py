"""Answers as a table: which columns a query has, and what stands in them.

A column is an attribute, or one inside the items of a sequence. CSV, tables, HTML and Arrow share this; how they look
is their own business, and so is what is done to text that is not harmless.
"""

from __future__ import annotations

from .dictionary import format_tag, label_of, vr_of
from .elements import SPECIFIC_CHARACTER_SET
from .errors import InvalidKey
from .keys import apply_return_key, parse_key
from .query import copy_dataset
from .records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .elements import DataSet, Element
    from .query import Query

    Path = tuple[int, ...]


class Column(Record):
    """One column.

    Attributes:
        path: tags, that of the outermost sequence first.
        name: keywords joined by dots, `ScheduledProcedureStepSequence.Modality`; a tag where there is no keyword.
        vr: value representation of the last attribute: the query's, or the dictionary's.
    """

    path: Path
    name: str
    vr: str

    @property
    def key(self) -> str:
        """The path as keys have it in every dialect: `(0040,0100)[0].(0008,0060)`."""
        return ".".join([*(f"{format_tag(tag)}[0]" for tag in self.path[:-1]), format_tag(self.path[-1])])

    def elements(self, dataset: DataSet) -> Iterator[Element]:
        """Yield the elements that the path leads to: one for each item on the way that has it."""
        return _elements_below(dataset, self.path)

    def texts(self, dataset: DataSet) -> list[str]:
        """Return the text of each of them, as it came; a sequence is `1 item`, `2 items`."""
        return [text_of(element) for element in self.elements(dataset)]

    def text(self, dataset: DataSet) -> str:
        """Return these texts with a backslash between them; "" when nothing is there."""
        return "\\".join(self.texts(dataset))


def text_of(element: Element) -> str:
    """Return what an element says in a cell: its values, or the number of its items."""
    if element.vr == "SQ":
        return "1 item" if len(element.items) == 1 else f"{len(element.items)} items"
    return element.text


def _elements_below(dataset: DataSet, path: Path) -> Iterator[Element]:
    element = dataset.get(path[0])
    if element is None:
        return
    if len(path) == 1:
        yield element
        return
    for item in element.items:
        yield from _elements_below(item, path[1:])


def columns_of(queries: Iterable[Query], chosen: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of some queries.

    Args:
        queries: what was asked.
        chosen: keywords, tags or dotted paths, as `-k` takes them, for other columns than those of the queries. A
            single attribute that the queries have inside a sequence only is meant there: `Modality` in a worklist.

    Returns:
        The chosen columns in their order; otherwise what the queries ask for or match by, in the order of tags. A
        sequence in which nothing is asked for is a column itself. (0008,0005) is none: it speaks of bytes, and what
        stands in a column is text. Each column comes once.

    Raises:
        InvalidKey: a chosen one is no attribute, or has an item's number or a value.
    """
    asked = dict(sorted(found for query in queries for found in _paths_of(query.identifier)))
    if not chosen:
        return tuple(Column(path, _name_of(path), vr) for path, vr in asked.items())
    paths = {_place_in(asked, path): vr for path, vr in map(_parse_column, chosen)}
    return tuple(Column(path, _name_of(path), vr or asked.get(path) or vr_of(path[-1])) for path, vr in paths.items())


def _place_in(asked: Iterable[Path], path: Path) -> Path:
    """Return where queries have a single attribute."""
    if len(path) > 1 or path in asked:
        return path
    return next((nested for nested in asked if nested[-1:] == path), path)


def _paths_of(dataset: DataSet, above: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the paths of the attributes of a query, with their VRs."""
    for tag, element in dataset.items():
        path = (*above, tag)
        nested = [found for item in element.items for found in _paths_of(item, path)]
        if nested:
            yield from nested
        elif tag != SPECIFIC_CHARACTER_SET:
            yield path, element.vr


def _parse_column(word: str) -> tuple[Path, str]:
    key = parse_key(word)
    if "=" in word:
        raise InvalidKey("a column takes no value", hint="use -k to set one", key=word, position=word.index("="))
    for step in key.steps:
        if step.index is not None:
            message, hint = "a column holds the values of all items", f"leave out [{step.index}]"
            raise InvalidKey(message, hint=hint, key=word, position=step.position)
    return tuple(step.tag for step in key.steps), key.vr


def _name_of(path: Path) -> str:
    return ".".join(map(label_of, path))


NEVER_ASKED = frozenset((SPECIFIC_CHARACTER_SET, 0x00080052, 0x00080053, 0x00080054, 0x00080056, 0x00080201))
"""What is no key: level, view and time zone, which say how to read a query, and what peers return by themselves:
Retrieve AE Title and Instance Availability. Source: PS3.4 §C.4.1.1.3."""


def asking_for(query: Query, columns: Iterable[Column]) -> Query:
    """Return a query that asks for some columns too, where it does not ask for them, or for all around them, already.

    Raises:
        InvalidKey: something that is no sequence is in the way.
    """
    missing = [column for column in columns if not _is_asked(query.identifier, column.path)]
    if not missing:
        return query
    identifier = copy_dataset(query.identifier)
    for column in missing:
        apply_return_key(identifier, column.key)
    return query.replace(identifier=identifier)


def _is_asked(dataset: DataSet, path: Path) -> bool:
    """Whether an attribute, or all of a sequence around it, is in a query; or else has no business there."""
    element = dataset.get(path[0])
    if element is None:
        return path[0] in NEVER_ASKED
    return len(path) == 1 or not element.items or any(_is_asked(item, path[1:]) for item in element.items)
