"""What `--redact` leaves of things that are about to be logged, in each dialect's form. Loaded only for `--redact`."""

from __future__ import annotations

from copy import deepcopy

from ..dictionary import vr_of
from ..errors import DataError, FindscuError, StatusError
from ..identifier import encode_dataset
from ..matches import Match
from ..query import Query
from ..redaction import MASK, is_sensitive, redacted, redacted_words
from ..values import TEXT_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..asking.moments import Moment
    from ..output.dcmtk_tree import Branch, Tree

__all__ = [
    "redacted_error",
    "redacted_match",
    "redacted_query",
    "redacted_tree",
    "redacted_words",
    "unredacted_moments",
]


def redacted_query(query: Query) -> Query:
    """Return a query whose values may be shown."""
    return query.replace(identifier=redacted(query.identifier))


def unredacted_moments(moments: Sequence[Moment]) -> list[Moment]:
    """Return those of dates said in words that may be shown."""
    return [moment for moment in moments if not is_sensitive(moment.tag, vr_of(moment.tag))]


def redacted_match(match: Match) -> Match:
    """Return a match whose values may be shown; an empty one when it cannot be read."""
    try:
        raw = encode_dataset(redacted(match.dataset), match.syntax)
    except DataError:
        raw = b""
    return Match(raw, match.syntax, match.status)


def redacted_error(error: FindscuError | None) -> FindscuError | None:
    """Return an error without the peer's comment, which may name anybody."""
    if not isinstance(error, StatusError) or not error.error_comment:
        return error
    details = {name: value for name, value in vars(error).items() if name != "message"}
    return StatusError(error.message, **{**details, "error_comment": MASK})


def redacted_tree(tree: Tree) -> Tree:
    """Return a data set of DCMTK's dialect whose values may be shown."""
    copy = deepcopy(tree)
    _mask(copy, is_inside=False)
    return copy


def _mask(branch: Branch, *, is_inside: bool) -> None:
    for node in branch.nodes:
        must_hide = is_inside or is_sensitive(node.tag, node.vr)
        for item in node.items or ():
            _mask(item, is_inside=must_hide)
        if must_hide and node.items is None and node.value:
            node.value = MASK.encode() if node.vr in TEXT_VRS else b""
            node.length = len(node.value)
