"""What an SCP answers to a query: pure, one response after the other (PS3.4 §C.4.1, §K.4.1, §CC.2.8).

Which keys match is decided in `findscu.matching`, what there is to match in `store`; here are levels, statuses and
the behaviour that a test asks for.
"""

from __future__ import annotations

from itertools import islice

from ..matching import is_match
from ..models import QUERY_RETRIEVE_LEVEL, UNIQUE_KEYS
from ..records import Record
from ..status import PENDING, PENDING_WITH_WARNING, SUCCESS
from .levels import ATTRIBUTES
from .store import COMPUTED, select_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..identifier import DataSet
    from ..models import Model
    from .store import Store

RETRIEVE_AE_TITLE = 0x00080054

IDENTIFIER_DOES_NOT_MATCH = 0xA900


class Behaviour(Record):
    """How the SCP behaves, apart from what it knows.

    Attributes:
        final_status: how each query ends.
        error_comment: what the final response says of it.
        offending_elements: tags that it names.
        limit: matches after which a query ends, None for all; 0 with a failing status is a refusal.
        delay: seconds before each response.
        unsupported_keys: tags that are not matched and not returned; a query that has them gets FF01.
        ignored_keys: tags that are not matched but returned, and nobody is told.
        requires_unique_keys: whether a query must name the entities above its level, as in the baseline behaviour
            (PS3.4 §C.4.1.1.3.1); otherwise they are found as in relational queries.
    """

    final_status: int = SUCCESS
    error_comment: str = ""
    offending_elements: tuple[int, ...] = ()
    limit: int | None = None
    delay: float = 0.0
    unsupported_keys: tuple[int, ...] = ()
    ignored_keys: tuple[int, ...] = ()
    requires_unique_keys: bool = False


GOOD_BEHAVIOUR = Behaviour()
"""All matches, at once, and Success."""


class Response(Record):
    """One response: a status, and the match if it is pending."""

    status: int
    identifier: DataSet | None = None
    error_comment: str = ""
    offending_elements: tuple[int, ...] = ()


def respond(store: Store, model: Model, query: DataSet, behaviour: Behaviour, ae_title: str) -> Iterator[Response]:
    """Yield the responses to a query, the final one last.

    Args:
        store: what is known.
        model: the information model that is asked.
        query: the identifier.
        behaviour: see there.
        ae_title: from where images could be retrieved.
    """
    level = query.text_of(QUERY_RETRIEVE_LEVEL)
    problem = _problem_with(query, model, level, behaviour)
    if problem is not None:
        yield problem
        return
    ignored = _unsupported_keys(query, model, level) | (query.keys() & set(behaviour.unsupported_keys))
    unmatched = ignored | set(behaviour.ignored_keys)
    found = (entity for entity in store.entities(model, level) if is_match(query, entity, ignored=unmatched))
    for entity in islice(found, behaviour.limit):
        answer = select_keys(query, entity)
        for tag in ignored:
            answer.pop(tag, None)
        if model.levels:
            answer.set(QUERY_RETRIEVE_LEVEL, level)
            answer.set(RETRIEVE_AE_TITLE, ae_title)
        yield Response(PENDING_WITH_WARNING if ignored else PENDING, answer)
    yield Response(behaviour.final_status, None, behaviour.error_comment, behaviour.offending_elements)


def _problem_with(query: DataSet, model: Model, level: str, behaviour: Behaviour) -> Response | None:
    """Return the refusal of a query that does not fit the model, None for one that does."""
    if not model.levels:
        return None
    if level not in model.levels:
        return _refusal(f"level is none of {', '.join(model.levels)}", QUERY_RETRIEVE_LEVEL)
    if behaviour.requires_unique_keys:
        for above in model.levels[: model.levels.index(level)]:
            unique_key = UNIQUE_KEYS[above]
            if not query.text_of(unique_key).strip("*"):
                return _refusal(f"unique key of level {above} has no value", unique_key)
    return None


def _refusal(comment: str, tag: int) -> Response:
    return Response(IDENTIFIER_DOES_NOT_MATCH, None, comment, (tag,))


def _unsupported_keys(query: DataSet, model: Model, level: str) -> set[int]:
    """Return the keys that entities of a level do not have, since they belong to a level below."""
    if not model.levels or level == "IMAGE":
        return set()
    return query.keys() - ATTRIBUTES[level] - COMPUTED - {QUERY_RETRIEVE_LEVEL, RETRIEVE_AE_TITLE}
