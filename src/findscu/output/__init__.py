"""Writers: matches become bytes, one module a format. `sink` puts the bytes where they belong.

A writer is pure. It is driven in this order; `end` and `close` are called whatever happens, so that the output is
well-formed even when the peer fell silent half-way:

    for each query: begin(query), block(matches) as often as some came, end(outcome)
    once, at the end: close()
"""

from __future__ import annotations

from .. import errors
from ..columns import Columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..charset import Charset
    from ..columns import Items
    from ..elements import Element, Issue
    from ..matches import Match, Outcome
    from ..query import Query
    from ..uids import Syntax
    from .screen import Screen

_MOST_ISSUE_TAGS = 100
"""Attributes whose oddities are counted: a peer can invent any number of them."""

_MOST_UNREAD = 3
"""Broken matches that are told of one by one: a peer that garbles one often garbles all."""


class Writer:
    """Base of the writers; a format overrides what it needs.

    Attributes:
        queries: all queries of the run, known before the first match.
        match_count: matches written so far, of all queries.
        unread_count: matches whose structure is broken.
        unread: the first of them: their number, from 1, and what is wrong.
        issue_counts: how many values of each attribute (its tag) were not as the standard wants them.
        remarks: what else the user should know of the output.
        charset_counts: how many of each held bytes that do not belong to their character set.
        is_binary: whether the bytes are none for a terminal.
    """

    is_binary = False

    def __init__(self, queries: Sequence[Query]) -> None:
        self.queries = queries
        self.match_count = 0
        self.unread_count = 0
        self.unread: list[tuple[int, errors.DecodeError]] = []
        self.issue_counts: dict[int, int] = {}
        self.remarks: list[str] = []
        self.charset_counts: dict[int, int] = {}
        self._noted: list[Issue] = []
        self._syntax: Syntax | None = None
        self._charset: Charset | None = None
        self._columns: Columns

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - for those that need it
        """Return what comes before the matches of a query."""
        return b""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return some matches, in the order they came."""
        raise NotImplementedError

    def end(self, outcome: Outcome) -> bytes:  # noqa: ARG002 - for those that need it
        """Return what comes after the matches of a query, also of one that failed."""
        return b""

    def close(self) -> bytes:
        """Return what comes last of all."""
        return b""

    def render(self, element: Element) -> str:
        """Return what one top-level element becomes; the same for equal elements, so the walk may remember it."""
        raise NotImplementedError

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:  # noqa: ARG002 - for those that have one
        """Return what `render` puts around a plain text value; None when it does more: see `Columns`."""
        return None

    def inside(self, tag: int) -> Items | None:  # noqa: ARG002 - for those that have columns for them
        """Return how the items of the sequence of a tag are rendered; None to `render` it as a whole."""
        return None

    def _walk(self, match: Match) -> list[str] | None:
        """Render the elements of a match, in order; None, after `note_unread`, when its structure is broken."""
        if match.syntax is not self._syntax or match.charset is not self._charset:
            self._syntax, self._charset = match.syntax, match.charset
            walk = match.syntax, self._render_noting, self.frame, self.inside
            self._columns = Columns(*walk, charset=match.charset, notes=self._noted)
        self.match_count += 1
        try:
            lines = self._columns.walk(match.raw)
        except errors.DecodeError as error:
            self.note_unread(error)
            return None
        if self._noted or self._columns.issues:
            self.note([*self._noted, *self._columns.issues])
            self._noted.clear()
        return lines

    def _render_noting(self, element: Element) -> str:
        self._note_all(element)
        return self.render(element)

    def _note_all(self, element: Element) -> None:
        self._noted += element.issues
        for item in element.items:
            self._noted += item.iter_issues()

    def note_unread(self, error: errors.DecodeError) -> None:
        """Count a match whose structure is broken."""
        self.unread_count += 1
        if self.unread_count <= _MOST_UNREAD:
            self.unread.append((self.match_count, error))

    def note(self, issues: Iterable[Issue]) -> None:
        """Count what is odd, for the summary at the end."""
        for issue in issues:
            counts = self.charset_counts if issue.is_about_charset else self.issue_counts
            if issue.tag in counts or len(counts) < _MOST_ISSUE_TAGS:
                counts[issue.tag] = counts.get(issue.tag, 0) + 1


def writer_for(
    name: str,
    queries: Sequence[Query],
    *,
    chosen: Sequence[str] = (),
    screen: Screen | None = None,
    is_flat: bool = False,
) -> Writer:
    """Return the writer of a format; others are not even imported.

    Args:
        name: text, table, csv, tsv, jsonl, json, xml, native-xml, arrow, parquet, count or none.
        queries: all queries of the run.
        chosen: columns, for formats that have columns.
        screen: where the bytes are read, for formats that care.
        is_flat: JSON of keywords and values in place of the DICOM JSON Model.
    """
    if name == "text":
        from .text import TextWriter

        return TextWriter(queries)
    if name in ("csv", "tsv"):
        from .csv import CsvWriter

        return CsvWriter(queries, chosen, separator="," if name == "csv" else "\t")
    if name == "table":
        from .table import TableWriter

        return TableWriter(queries, chosen, screen)
    if name in ("xml", "native-xml"):
        return _markup_writer(name, queries)
    if name in ("arrow", "parquet"):
        from .arrow import ArrowWriter, ParquetWriter

        return (ArrowWriter if name == "arrow" else ParquetWriter)(queries, chosen)
    if name == "none":
        from .count import NullWriter

        return NullWriter(queries)
    if name == "count":
        from .count import CountWriter

        return CountWriter(queries)
    from .json import JsonArrayWriter, JsonLinesWriter

    return {"json": JsonArrayWriter, "jsonl": JsonLinesWriter}[name](queries, is_flat=is_flat)


def _markup_writer(name: str, queries: Sequence[Query]) -> Writer:
    if name == "xml":
        from .xml import XmlWriter

        return XmlWriter(queries)
    from .native_xml import NativeXmlWriter

    return NativeXmlWriter(queries)
