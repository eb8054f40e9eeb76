"""What native's reports are made of: outcomes, errors, times and attributes in words."""

from __future__ import annotations

from ..dictionary import format_tag, keyword_of
from ..errors import ConnectError, ConnectTimeout, FindscuError, StatusError
from ..identifier import EXPLICIT_LE, decode_dataset
from ..models import model_of
from ..output.text import format_element
from ..uids import VERIFICATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..errors import InvalidKey
    from ..matches import Outcome
    from ..output import Writer
    from ..query import Query

MOST_NAMED_TAGS = 5
"""Attributes named whose values are not as the standard wants them; the text format shows them all."""

LONGEST_COMMENT = 256
"""Characters of a peer's comment that are shown; PS3.7 §C.4.2 allows it 64."""

_CHARSET_HINT = (
    "say how to read answers that declare no character set (--assume-charset), or a wrong one (also --ignore-charset)"
)
_ISSUES_HINT = "look at the lines with ! of --format text"


def format_query(query: Query) -> str:
    """Return a query as text, as it is sent: sorted and padded."""
    sent = decode_dataset(query.encode(EXPLICIT_LE), EXPLICIT_LE)
    lines = "".join([format_element(element) for element in sent.values()]).splitlines(keepends=True)
    return "".join([line for line in lines if not line.lstrip().startswith("! ")])  # a range is no value of an answer


def why_it_ended(outcome: Outcome) -> str:
    """Say what ended a query that did not end well."""
    if outcome.error is not None:
        return sentence_of(outcome.error)
    return "interrupted" if outcome.status is None else f"the peer ended the query with {outcome.status}"


def hint_of(outcome: Outcome) -> str:
    """Return what to do about it; "" when there is nothing to say."""
    if outcome.error is not None:
        return outcome.error.hint
    return "" if outcome.status is None else outcome.status.hint


def title_of(abstract_syntax: str) -> str:
    """Return what the standard calls a SOP class."""
    return "Verification" if abstract_syntax == VERIFICATION else model_of(abstract_syntax).title


def describe_oddities(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield what is to be told of the values in the answers that are not as they should be, with a hint each."""
    if writer.charset_counts:
        total = sum(writer.charset_counts.values())
        values = "a value is" if total == 1 else f"{total} values are"
        names = name_counted(writer.charset_counts)
        yield f"{values} not in the character set that the answers declare: {names}", _CHARSET_HINT
    if writer.issue_counts:
        times, names = format_times(sum(writer.issue_counts.values())), name_counted(writer.issue_counts)
        yield f"the answers do not keep to the standard {times}: {names}", _ISSUES_HINT


def lines_of_place(error: InvalidKey, *, is_shown: bool) -> list[str]:
    """Return two lines that show the place in a key, whose value is nobody's business unless it `is_shown`."""
    from ..key_hints import point_at

    path, equals, value = error.key.partition("=")
    key = error.key if is_shown or not value else f"{path}{equals}..."
    line, caret = point_at(key, error.position).split("\n")
    return [f"  -k {line}", f"     {caret}"]


def name_counted(counts: Mapping[int, int]) -> str:
    """Name the attributes that were counted, not more of them than fit on a line."""
    more = ", ..." if len(counts) > MOST_NAMED_TAGS else ""
    return ", ".join(map(_name, list(counts)[:MOST_NAMED_TAGS])) + more


def format_times(count: int) -> str:
    """Say how often."""
    return "once" if count == 1 else f"{count} times"


def format_seconds(seconds: float) -> str:
    """Say how long, in seconds or milliseconds."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def sentence_of(error: FindscuError) -> str:
    """Say what an error is, with what the peer says about it."""
    text = str(error)
    if error.peer and not isinstance(error, (ConnectError, ConnectTimeout)):  # those name the host themselves
        text = f"{error.peer}: {text}"
    if isinstance(error, StatusError):
        if error.error_comment:
            text += f"; its comment: {_cut(error.error_comment)}"
        if error.offending_elements:
            text += f"; offending: {_names(error.offending_elements)}"
    return text


def _cut(comment: str) -> str:
    return comment if len(comment) <= LONGEST_COMMENT else f"{comment[:LONGEST_COMMENT]}..."


def _names(tags: Sequence[int]) -> str:
    return ", ".join(map(_name, tags[:MOST_NAMED_TAGS])) + ", ..." * (len(tags) > MOST_NAMED_TAGS)


def _name(tag: int) -> str:
    return f"{format_tag(tag)} {keyword_of(tag)}".rstrip()
