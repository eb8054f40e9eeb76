"""Answers as Arrow tables: typed columns for the keys of the query, and one that holds the whole match.

A stream of Arrow batches has one schema, fixed before the first answer, and peers answer what they like. So a column's
type follows from the standard alone: from the VR and the value multiplicity of its attribute. What does not fit is null
in its column and never lost, because `dicom_json` has the match as DICOM JSON. docs/formats.md describes the schema.

pyarrow comes with the extra `arrow` and is imported when the first schema is made.
"""

from __future__ import annotations

from datetime import date, time

from .dicom_json import format_dataset
from .dictionary import format_tag
from .errors import MissingExtra
from .flat import format_flat_dataset, has_several, parse_number
from .tabular import columns_of
from .validity import is_date, is_time
from .values import WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType
    from typing import Any

    from .elements import DataSet
    from .matches import Match
    from .query import Query
    from .tabular import Column

MATCH_COLUMN = "dicom_json"
"""The name of the column that holds whole matches; keywords begin with a capital, so it is nobody else's."""

BATCH_ROW_COUNT = 1024
"""Matches in a batch: enough that a batch's own cost, some microseconds a column, does not show."""

SINGLE_ITEM_SEQUENCES = frozenset((0x00400100, 0x00321064))
"""Sequences of one item: (0040,0100) Scheduled Procedure Step, (0032,1064) Requested Procedure Code. Source: PS3.4
Table K.6-1. In all others there may be several, and so several values of each attribute inside."""


def import_pyarrow() -> ModuleType:
    """Return pyarrow.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra(
            "Arrow and Parquet need the package pyarrow, which is not installed",
            hint="install findscu with its extra, findscu[arrow]",
            package="pyarrow",
        ) from None
    return pyarrow  # type: ignore[no-any-return]


def schema_of(queries: Sequence[Query], columns: Sequence[Column] = ()) -> Any:
    """Return the `pyarrow.Schema` of the answers to some queries; see `stream_of`."""
    return Batches(queries, columns).schema


def stream_of(queries: Sequence[Query], blocks: Iterable[Sequence[Match]], columns: Sequence[Column] = ()) -> Any:
    """Return matches as a `pyarrow.RecordBatchReader`, which takes blocks as it is read.

    Args:
        queries: what was asked; it decides the columns.
        blocks: the matches, as they come.
        columns: other columns than those of the queries.

    Raises:
        MissingExtra: pyarrow is not installed. Reading raises what `blocks` raises, and `DecodeError`.
    """
    batches = Batches(queries, columns)
    reader = import_pyarrow().RecordBatchReader
    return reader.from_batches(batches.schema, _iter_batches(batches, blocks))


def _iter_batches(batches: Batches, blocks: Iterable[Sequence[Match]]) -> Iterator[Any]:
    for block in blocks:
        for match in block:
            batches.add(match.dataset, format_dataset(match.dataset))
        if batches.is_full:
            yield batches.take()
    if batches.row_count:
        yield batches.take()


class Batches:
    """Gathers matches into record batches.

    Args:
        queries: what was asked.
        columns: other columns than those of the queries.
        most: rows after which a batch is full.

    Attributes:
        schema: that of all batches.
        row_count: matches gathered since the last batch.
    """

    def __init__(self, queries: Sequence[Query], columns: Sequence[Column] = (), most: int = BATCH_ROW_COUNT) -> None:
        self._pyarrow = import_pyarrow()
        self._fields = [Field(column) for column in columns or columns_of(queries)]
        self._most = most
        self.schema = self._pyarrow.schema(
            [(field.name, field.type_in(self._pyarrow)) for field in self._fields]
            + [(MATCH_COLUMN, self._pyarrow.string())]
        )
        self._clear()

    def _clear(self) -> None:
        self.row_count = 0
        self._values: list[list[Any]] = [[] for _ in self._fields]
        self._matches: list[str] = []

    @property
    def is_full(self) -> bool:
        """Whether it is time to take a batch."""
        return self.row_count >= self._most

    def add(self, dataset: DataSet, as_json: str) -> None:
        """Add a match, decoded and as DICOM JSON."""
        for field, values in zip(self._fields, self._values, strict=True):
            values.append(field.value_in(dataset))
        self._matches.append(as_json)
        self.row_count += 1

    def take(self) -> Any:
        """Return a `pyarrow.RecordBatch` of what was added since the last one."""
        columns = [*self._values, self._matches]
        arrays = [self._pyarrow.array(values, field.type) for values, field in zip(columns, self.schema, strict=True)]
        self._clear()
        return self._pyarrow.RecordBatch.from_arrays(arrays, schema=self.schema)


class Field:
    """One column of the schema: its type, and how a match fills it.

    Attributes:
        name: that of the column.
        is_list: whether there may be several values: by the dictionary, or in several items.
    """

    def __init__(self, column: Column) -> None:
        self.name = column.name
        self._column = column
        inside = column.path[:-1]
        self.is_list = column.vr == "SQ" or has_several(column.path[-1]) or not SINGLE_ITEM_SEQUENCES.issuperset(inside)
        self._type_name, self._convert = _KINDS.get(column.vr, _TEXT)

    def type_in(self, pyarrow: ModuleType) -> Any:
        """Return the `pyarrow.DataType` of the column."""
        kind = pyarrow.time64("us") if self._type_name == "time64" else getattr(pyarrow, self._type_name)()
        return pyarrow.list_(kind) if self.is_list else kind

    def value_in(self, dataset: DataSet) -> Any:
        """Return what stands in the column for a match; None where nothing is, or nothing of that type."""
        elements = list(self._column.elements(dataset))
        if not elements:
            return None
        values = [self._convert(element.vr, value) for element in elements for value in element.values]
        if self.is_list:
            return values
        if len(values) > 1:  # more than the standard allows
            return "\\".join([value or "" for value in values]) if self._convert is _to_text else None
        return values[0] if values else None


# From one of `Element.values`, of an element of any VR, to a value of the column's type; None when it is none.


def _to_text(vr: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bytes):
        return value.hex()
    if vr == "SQ":
        return format_flat_dataset(value)
    return format_tag(value) if vr == "AT" else str(value)


def _to_integer(least: int, most: int) -> Callable[[str, Any], int | None]:
    def convert(vr: str, value: Any) -> int | None:  # noqa: ARG001 - text of any VR that says a number will do
        number = parse_number("IS", value) if isinstance(value, str) else value
        return number if isinstance(number, int) and least <= number <= most else None

    return convert


def _to_float(vr: str, value: Any) -> float | None:  # noqa: ARG001
    number = parse_number("DS", value) if isinstance(value, str) else value
    return float(number) if isinstance(number, (int, float)) else None


def _to_bytes(vr: str, value: Any) -> bytes | None:  # noqa: ARG001
    return value if isinstance(value, bytes) else None


def _to_date(vr: str, value: Any) -> date | None:  # noqa: ARG001
    if not isinstance(value, str) or not is_date(value) or value < "0001":
        return None
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


def _to_time(vr: str, value: Any) -> time | None:  # noqa: ARG001
    """Read a TM; what it leaves open is 0. A leap second has no place in Arrow's times."""
    if not isinstance(value, str) or not is_time(value) or value[4:6] == "60":
        return None
    return time(int(value[:2]), int(value[2:4] or 0), int(value[4:6] or 0), int(value[7:].ljust(6, "0")))


_TEXT = ("string", _to_text)
_INTEGER = ("int64", _to_integer(-(1 << 63), (1 << 63) - 1))
_FLOAT = ("float64", _to_float)

_KINDS: dict[str, tuple[str, Callable[[str, Any], Any]]] = {
    **dict.fromkeys(("IS", "SL", "SS", "SV", "UL", "US"), _INTEGER),
    "UV": ("uint64", _to_integer(0, (1 << 64) - 1)),
    **dict.fromkeys(("DS", "FD", "FL"), _FLOAT),
    **dict.fromkeys(WORD_LENGTHS, ("binary", _to_bytes)),
    "UN": _TEXT,  # nobody knows what comes: text as it is, bytes in hexadecimal
    "DA": ("date32", _to_date),
    "TM": ("time64", _to_time),
}
"""The name of pyarrow's type and the conversion, by VR; text for all others."""
