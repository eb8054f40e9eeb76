"""What a query service may do beyond its baseline, and how two sides agree on it: SOP class extended negotiation.

An option has a name here, and a byte in the application information of a SOP class: 1 where it is proposed, or granted,
and 0 where not. Which bytes there are depends on the service: Query/Retrieve has seven, worklists four of which the
first two say nothing. Loaded when somebody asks for an option.

**Source**: PS3.4 §C.5.1.1, Tables C.5-1 and C.5-2; §K.5.1 (worklists); UPS in the worklists' form.
"""

from __future__ import annotations

from .errors import UsageError
from .models import model_of
from .user_information import ExtendedNegotiation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .models import Model

MEANINGS = {
    "relational_queries": "relational queries",
    "combined_date_times": "date and time matched as one",
    "fuzzy_names": "fuzzy matching of names",
    "timezone_adjustment": "time zone adjustment",
    "enhanced_conversion": "conversion of enhanced images",
    "empty_values": "matching of empty values",
    "multiple_values": "matching of several values",
}
"""The options by name, in the order of Query/Retrieve's bytes, and what they mean."""

QUERY_FORM = tuple(MEANINGS)
QUERY_LENGTH = 5
"""Bytes that Query/Retrieve gets at least; the sixth and the seventh came later, and are sent when they are wanted."""

WORKLIST_FORM = ("", "", "fuzzy_names", "timezone_adjustment")
"""The first two bytes are reserved and always 1."""

_WORKLISTS = frozenset({"worklist", "gp-worklist", "ups-pull", "ups-watch", "ups-query"})


def form_of(model: Model) -> tuple[str, ...]:
    """Return the option of each byte that a model's application information has; "" for a reserved one."""
    return WORKLIST_FORM if model.name in _WORKLISTS else QUERY_FORM


def check_options(names: Iterable[str], models: Sequence[Model]) -> None:
    """Look whether each option is one, and means something to one model at least.

    Raises:
        UsageError: one does not.
    """
    for name in names:
        if name not in MEANINGS:
            raise UsageError(f"unknown service option {name!r}", hint=f"choose some of {', '.join(MEANINGS)}")
        if models and not any(name in form_of(model) for model in models):
            raise UsageError(
                f"{name} means nothing for {models[0].title}",
                hint="leave it out, or ask a Query/Retrieve model (patient, study)",
            )


def propose_options(model: str | Model, names: Iterable[str]) -> ExtendedNegotiation:
    """Return what proposes some options for a model; those that it does not know are left out.

    Raises:
        UsageError: there is no such model.
    """
    model = model_of(model) if isinstance(model, str) else model
    form, wanted = form_of(model), frozenset(names)
    said = bytes([not name or name in wanted for name in form])
    if form is QUERY_FORM:
        said = said[: max(QUERY_LENGTH, 1 + said.rfind(1))]
    return ExtendedNegotiation(model.uid, said)


def granted_options(model: str | Model, answers: Mapping[str, bytes]) -> frozenset[str]:
    """Return the options that a peer grants for a model: no answer, or a short one, grants nothing more.

    Args:
        model: the information model.
        answers: `Negotiated.extended_negotiations`.
    Raises:
        UsageError: there is no such model.
    """
    model = model_of(model) if isinstance(model, str) else model
    said = answers.get(model.uid, b"")
    return frozenset(name for name, byte in zip(form_of(model), said, strict=False) if name and byte == 1)
