"""From the words of a line to what is asked, of whom and how, in the order in which pynetdicom looks at them."""

from __future__ import annotations

from unicodedata import category

from ...errors import InvalidAETitle, UsageError
from ...models import model_of
from ...peer import Peer
from ...user_information import ExtendedNegotiation
from ..dialects import Question, Task
from ..option import KEYED, LONGEST_TIMEOUT, NEGOTIABLE
from ..peer import prepare_association, settings_for
from . import ABSTRACT_SYNTAXES, WORKLIST
from .request import read_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...models import Model
    from ..occurrences import Occurrences
    from ..option import Arguments

WORKLIST_FIELDS = ("fuzzy_names", "timezone_adjustment")

LOCAL_HOST = "127.0.0.1"
"""What an empty address stands for."""

SHORTEST_TIMEOUT = 1e-6
"""Seconds that stand for 0: not to wait at all."""

_TIMEOUTS = (
    ("association_timeout", 30.0, "ACSE timeout set to 30 seconds"),
    ("response_timeout", 30.0, "dimse_timeout set to 30 s"),
    ("network_timeout", 60.0, "network_timeout set to 60 s"),
)


def prepare(arguments: Arguments, reporter: Occurrences) -> Task:
    """Read the query of a line, and find out whom to ask.

    Raises:
        UsageError: a key, a file, an AE title or a number that cannot be used.
    """
    model = model_of(arguments.model or "patient")
    if any(getattr(arguments, name) for name in KEYED):
        from ..keyed import add_return_keys

        add_return_keys(arguments)
    query: Any = read_query(arguments, model)  # pydicom's kind answers to all that a Query is asked
    reporter.read_query(query, "", is_model_given="model" in arguments.given)
    _check_title(arguments.calling_ae_title or "")
    _settle_timeouts(arguments, reporter)
    _check_title(arguments.called_ae_title or "")
    _check_length(arguments.max_pdu_length or 0)
    prepare_association(arguments, reporter)
    peer = _peer_of(arguments, reporter)
    models = list(dict.fromkeys((*map(model_of, ABSTRACT_SYNTAXES), model)))
    settings = settings_for(arguments, peer, models)
    settings = settings.replace(extended_negotiation=extended_negotiation(arguments, model))
    return Task(settings, [Question.of(query)] * arguments.repeat_count)


def extended_negotiation(arguments: Arguments, model: Model) -> tuple[ExtendedNegotiation, ...]:
    """Return what pynetdicom proposes: 4 bytes for a worklist, 5 for any other model, UPS included.

    Query/Retrieve's sixth and seventh option are not pynetdicom's; their bytes go out when they are asked for.
    """
    names = WORKLIST_FIELDS if model.uid == WORKLIST else NEGOTIABLE
    said = bytes(getattr(arguments, name) for name in names)
    if not any(said):
        return ()
    if model.uid == WORKLIST:
        return (ExtendedNegotiation(model.uid, b"\1\1" + said),)
    return (ExtendedNegotiation(model.uid, said[: max(5, 1 + said.rfind(1))]),)


def _peer_of(arguments: Arguments, reporter: Occurrences) -> Peer:
    """Look the host up before anything is said, and at the port after that, as pynetdicom does.

    Raises:
        ConnectError: the host is unknown.
        UsageError: there is no such port.
    """
    addr, word = arguments.positionals
    port = int(word)
    if not arguments.dry_run:
        from ...lookup import resolve
        from ...transport import FAMILIES

        resolve(addr or LOCAL_HOST, 0, FAMILIES[arguments.address_family or ""])
    if not 0 <= port <= 65535:
        reporter.remarked("pynetdicom", 20000, "Requesting Association")
        raise UsageError("connect(): port must be 0-65535.")
    return Peer(addr or LOCAL_HOST, port)


def _check_title(title: str) -> None:
    """Refuse an AE title as pynetdicom does; blanks around it are sent as they are.

    Raises:
        InvalidAETitle: it is empty, too long, or has characters that it may not have.
    """
    reason = ""
    if not title.strip():
        problem = "must not consist entirely of spaces" if title else "must not be an empty str"
        raise InvalidAETitle(f"Invalid 'ae_title' value - {problem}")
    if len(title) > 16:
        reason = "must not exceed 16 characters"
    elif not title.isascii():
        reason = "must only contain ASCII characters"
    elif "\\" in title or any(category(character).startswith("C") for character in title):
        reason = "must not contain control characters or backslashes"
    if reason:
        raise InvalidAETitle(f"Invalid 'ae_title' value '{title}' - {reason}")


def _settle_timeouts(arguments: Arguments, reporter: Occurrences) -> None:
    """Replace what is no time by pynetdicom's default, and say so; 0 and infinity get what comes next to them."""
    for name, default, message in _TIMEOUTS:
        seconds = getattr(arguments, name)
        if not seconds >= 0:  # also what is not a number
            reporter.remarked("pynetdicom", 30000, message)
            seconds = default
        setattr(arguments, name, min(max(seconds, SHORTEST_TIMEOUT), LONGEST_TIMEOUT))
    if arguments.release_timeout is None:
        arguments.release_timeout = arguments.association_timeout


def _check_length(length: int) -> None:
    if length < 0:
        raise UsageError("Maximum Length Received must be greater than 0")
    if length >= 1 << 32:
        raise UsageError(f"Maximum Length Received is {length}, expected less than {1 << 32}")
