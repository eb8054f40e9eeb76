"""SOP class extended negotiation: what the options ask for, as bytes, and what a peer answers, in words.

Each byte of the application information stands for one thing: 1 if it is wanted, or supported, and 0 if not.

**Source**: PS3.4 §C.5.1.1 (Query/Retrieve), Annex K (worklist) and Annex CC (UPS, in the worklist's form).
"""

from __future__ import annotations

from ..errors import UsageError
from ..models import Model, model_of
from .option import NEGOTIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .option import Arguments

MEANINGS = (
    "relational queries",
    "date and time matched as one",
    "fuzzy matching of names",
    "time zone adjustment",
    "conversion of enhanced images",
)

_WORKLIST_MODELS = frozenset({"worklist", "ups-pull", "ups-watch", "ups-query"})
"""Models with the worklist's form: four bytes, the first two always 1."""

WORKLIST_FIELDS = ("fuzzy_names", "timezone_adjustment")


def extended_negotiation(arguments: Arguments, models: Sequence[Model]) -> dict[str, bytes]:
    """Return what to propose for each model; nothing when no option asks for it.

    Raises:
        UsageError: an option that none of the models knows.
    """
    wanted = [name for name in NEGOTIABLE if getattr(arguments, name)]
    if not wanted:
        return {}
    if all(model.name in _WORKLIST_MODELS for model in models):
        for name in wanted:
            if name not in WORKLIST_FIELDS:
                option = arguments.given.get(name, name)
                raise UsageError(
                    f"{option} means nothing for {models[0].title}",
                    hint="leave it out, or ask a Query/Retrieve model (-P, -S)",
                )
    return {model.uid: form_for(model, arguments) for model in models}


def form_for(model: Model, arguments: Arguments) -> bytes:
    """Return the application information that a model has: 5 bytes, or the worklist's 4."""
    if model.name in _WORKLIST_MODELS:
        return bytes((1, 1, *(getattr(arguments, name) for name in WORKLIST_FIELDS)))
    return bytes(getattr(arguments, name) for name in NEGOTIABLE)


def describe_answers(asked: Mapping[str, bytes], answers: Mapping[str, bytes]) -> list[str]:
    """Return a line for each SOP class that was asked about, of what the peer says to support."""
    lines = []
    for uid in asked:
        said = answers.get(uid, b"")
        names = [meaning for meaning, byte in zip(MEANINGS, said, strict=False) if byte]
        lines.append(f"supported for {model_of(uid).title}: {', '.join(names) or 'nothing of what was asked'}")
    return lines
