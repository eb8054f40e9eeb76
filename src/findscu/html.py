"""Matches as a small HTML table, for notebooks: escaped, bounded, and with a line that says what is missing."""

from __future__ import annotations

from html import escape

from .cells import RowReader
from .errors import DataError
from .escaping import escape_text
from .tabular import columns_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .matches import Match, Outcome
    from .query import Query

MAX_ROW_COUNT = 20
"""What fits on a screen; to see more, make a data frame of the matches."""

MAX_COLUMN_COUNT = 16
MAX_TEXT_LENGTH = 64
"""Characters of a cell."""

_UNREADABLE = '<td colspan="{}"><em>its structure is broken: {}</em></td>'


def table_of(query: Query, matches: Sequence[Match], note: str) -> str:
    """Return a table of the first matches, a column for each key of the query, and a line below it.

    Nothing of a peer is taken for HTML: each text is escaped, control characters are shown by name, and there are
    bounds on rows, columns and characters.
    """
    columns = columns_of([query])
    shown, hidden = columns[:MAX_COLUMN_COUNT], len(columns) - MAX_COLUMN_COUNT
    reader = RowReader(shown)
    rows = "\n".join(_row(reader, match, len(shown)) for match in matches[:MAX_ROW_COUNT])
    head = "".join([f"<th>{_cell(column.name)}</th>" for column in shown])
    if hidden > 0:
        note += f"; {hidden} more columns are not shown"
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f"{table}\n<p>{escape(escape_text(note))}</p>"


def _row(reader: RowReader, match: Match, column_count: int) -> str:
    try:
        texts = reader.row(match)
    except DataError as error:
        return f"<tr>{_UNREADABLE.format(column_count, _cell(str(error)))}</tr>"
    return f"<tr>{''.join([f'<td>{_cell(text)}</td>' for text in texts])}</tr>"


def _cell(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        text = text[: MAX_TEXT_LENGTH - 1] + "…"
    return escape(text)


def describe(outcome: Outcome, *, unread_count: int, is_over: bool, failure: str = "") -> str:
    """Say in a line how many matches there are, which of them a table shows, and whether the list is complete."""
    shown_count = min(unread_count, MAX_ROW_COUNT)
    taken_count = outcome.match_count - unread_count
    parts = [f"{_matches(outcome.match_count)} so far" if not is_over else _matches(outcome.match_count)]
    if taken_count:
        parts.append(f"{taken_count} of them taken before")
    if shown_count and (shown_count < unread_count or not is_over):
        parts.append(f"the next {shown_count} are shown" if taken_count else f"the first {shown_count} are shown")
    parts.append(_end_of(outcome, is_over, failure))
    return ", ".join(parts)


def _matches(count: int) -> str:
    return "1 match" if count == 1 else f"{count} matches"


def _end_of(outcome: Outcome, is_over: bool, failure: str) -> str:
    if failure:
        return f"incomplete: {failure}"
    if not is_over:
        return "not read to the end"
    if outcome.is_complete:
        return "complete"
    if outcome.is_limited:
        return "incomplete: ended by the limit"
    if outcome.was_cancelled:
        return "incomplete: cancelled"
    if outcome.error is not None:
        return f"incomplete: {outcome.error}"
    return f"incomplete: the peer ended the list with status {outcome.status}"
