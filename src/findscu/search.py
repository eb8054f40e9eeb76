"""One C-FIND under way, without waiting: what was asked, what came of it, how it ended (PS3.7 §9.1.2, §9.3.2).

`start_find` asks, `take_matches` sorts what the session has received, `request_cancel` asks the peer to stop. When to
wait, and for how long, is the matter of `flows`.
"""

from __future__ import annotations

from . import errors
from .charset import DEFAULT
from .dimse import HIGH_PRIORITY, LOW_PRIORITY, MEDIUM_PRIORITY, CCancelRq, CFindRq, CFindRsp, Message
from .errors import FindscuError
from .matches import Match, Outcome
from .status import PENDING_WITH_WARNING, status_of
from .uids import SYNTAXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .continuing import Continuation
    from .flows import Patience
    from .query import Query
    from .session import Session
    from .settings import Settings
    from .status import Status


PRIORITIES = {"medium": MEDIUM_PRIORITY, "high": HIGH_PRIORITY, "low": LOW_PRIORITY}


class Search:
    """One C-FIND under way: what was asked, what came so far, how it ended.

    Made by `start_find`; `next_block` reads from it.

    Attributes:
        syntax: the transfer syntax of its identifiers.
        charset: what their text is in where they do not say.
        continuation: what asks on when the peer cuts the list short; None where nothing does.
        match_count: matches delivered by `next_block`.
        dropped_count: matches that came after the limit, or while the query was being finished.
        unsupported_keys_count: matches that came with status FF01.
        was_cancelled: whether C-CANCEL was sent.
        is_left: whether nobody reads it any more, so that another query may begin when it has ended.
        request: the C-FIND-RQ while it waits for the query `before` to end; None once it has been sent or withdrawn.
        before: the query that was left, and has to end first.
        is_withdrawn: whether the request will never be sent.
        patience: how long a cancelled query may still go on; None while it is not cancelled.
        final: the final response; None while none came.
        error: what ended the query instead of a final response.
    """

    def __init__(
        self, session: Session, message_id: int, context_id: int, *, limit: int | None, cancel_after: int | None
    ) -> None:
        _, transfer_syntax = session.contexts[context_id]
        self.session = session
        self.message_id = message_id
        self.context_id = context_id
        self.syntax = SYNTAXES[transfer_syntax]
        self.charset = DEFAULT
        self.continuation: Continuation | None = None
        self.limit = limit
        self.cancel_after = cancel_after
        self.match_count = 0
        self.dropped_count = 0
        self.unsupported_keys_count = 0
        self.was_cancelled = False
        self.is_left = False
        self.request: Message | None = None
        self.before: Search | None = None
        self.is_withdrawn = False
        self.patience: Patience | None = None
        self.final: CFindRsp | None = None
        self.error: FindscuError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        if self.is_withdrawn:
            return self.before is None or self.before.is_over
        return self.final is not None or self.error is not None

    def send(self) -> None:
        """Queue the request, if it was not withdrawn, now that the query before it has ended.

        Raises:
            FindscuError: what ended that query, and the association with it.
        """
        before, self.before = self.before, None
        if self.request is None:
            return
        if before is not None and before.error is not None:
            self.error = before.error
            raise self.error
        self.session.send_message(self.request)
        self.request = None

    def withdraw(self) -> None:
        """Do not send the request, if that has not been done."""
        self.is_withdrawn = self.is_withdrawn or self.request is not None
        self.request = None

    @property
    def is_limited(self) -> bool:
        """Whether the limit of matches has been reached."""
        return self.limit is not None and self.match_count >= self.limit

    def outcome(self) -> Outcome:
        """Say how the query ended, or how it stands."""
        status = None if self.final is None else status_of(self.final.status)
        is_complete = status is not None and status.category == "success" and not self.dropped_count
        return Outcome(
            status=status,
            match_count=self.match_count,
            is_complete=is_complete,
            is_limited=self.is_limited and not is_complete,
            was_cancelled=self.was_cancelled,
            unsupported_keys_count=self.unsupported_keys_count,
            dropped_count=self.dropped_count,
            continuation_count=0 if self.continuation is None else self.continuation.count,
            error=self.error or _status_error(self, status),
        )


def _status_error(search: Search, status: Status | None) -> errors.StatusError | None:
    if search.final is None or status is None or status.category != "failure":
        return None
    return errors.StatusError(
        f"the peer answered {status}",
        hint=status.hint,
        status=status.code,
        meaning=status.meaning,
        error_comment=search.final.error_comment,
        offending_elements=search.final.offending_elements,
        match_count=search.match_count,
    )


def start_find(
    session: Session,
    query: Query,
    *,
    settings: Settings | None = None,
    priority: int | str = 0,
    limit: int | None = None,
    cancel_after: int | None = None,
    before: Search | None = None,
) -> Search:
    """Queue a C-FIND-RQ; the next flow that runs sends it.

    Args:
        session: an established association.
        query: what to ask.
        settings: say how it is written.
        priority: 0 medium, 1 high, 2 low, or the word (PS3.7 §9.3.2.1).
        limit: deliver this many matches, 1 or more, then cancel and drop the rest.
        cancel_after: send C-CANCEL when this many matches, 1 or more, have come, and go on delivering.
        before: a query that was left; `flows.next_block` lets it end first, if it has not.
    Raises:
        NoAcceptedContext: the peer accepted no context for the query's model.
        EncodeError: the query cannot be written in the context's transfer syntax.
        InvalidQuery: a priority or number of matches that cannot be.
        InvalidState: no association.
        RemoteProtocolError: the peer takes no PDU that is long enough for anything, or answered before it was asked.
    Source: PS3.7 §9.1.2, §9.3.2.
    """
    number = _number_of(priority)
    _check_counts(limit=limit, cancel_after=cancel_after)
    context_id = session.context_for(query.model.uid)
    message_id = session.next_message_id()
    search = Search(session, message_id, context_id, limit=limit, cancel_after=cancel_after)
    identifier = _encode(search, query, number, settings)
    command = CFindRq(message_id=message_id, affected_sop_class_uid=query.model.uid, priority=number)
    search.request = Message(context_id, command, identifier)
    if before is not None and not before.is_over:
        search.before = before
    else:
        _refuse_early(session)
        search.send()
    return search


def _number_of(priority: int | str) -> int:
    number = PRIORITIES.get(priority, -1) if isinstance(priority, str) else priority
    if number not in PRIORITIES.values():
        raise errors.InvalidQuery(f"priority is {priority}, expected 0 medium, 1 high or 2 low")
    return number


def _check_counts(**counts: int | None) -> None:
    for name, count in counts.items():
        if count is not None and count < 1:
            raise errors.InvalidQuery(f"{name} is {count}, expected 1 or more matches, or None")


def _encode(search: Search, query: Query, priority: int, settings: Settings | None) -> bytes:
    """Return the identifier of a query; tell the search what the settings say of its answers."""
    if settings is None:
        return query.encode(search.syntax)
    search.charset = settings.assumed_charset
    how: dict[str, Any] = {"deflate_level": settings.deflate_level, "without_new_vrs": settings.without_new_vrs}
    if query.model.name == "repository" and settings.continues:
        from .continuing import Continuation

        search.continuation = Continuation(query, priority, how)
    return query.encode(search.syntax, **how)


def _refuse_early(session: Session) -> None:
    """Look for messages that came before anything was asked: they are no answers to it, whatever they say."""
    if session.manners.is_strict or session.manners.takes_any_response:
        return
    for event in session.events:
        if type(event) is Message and not is_second_final(session, event):
            session.abort()
            raise errors.MalformedMessage("the peer sent a message before it was asked", fault=("early",))


def take_matches(search: Search) -> list[Match]:
    """Take the search's messages from its session: its matches, up to a final response or anything else.

    A final response is noted in `search.final`. An event that is no message stays in the session for the caller.

    Raises:
        MalformedMessage: a message that does not belong here. Matches before it are returned first.
    """
    events = search.session.events
    matches: list[Match] = []
    response: CFindRsp | None = None
    while events and type(message := events[0]) is Message:
        if message.command is not response:  # equal command sets are one object: looked at once a run of matches
            if is_second_final(search.session, message, search.message_id):
                events.popleft()
                continue
            try:
                response = _response_to(search, message)
            except errors.MalformedMessage:
                if matches:
                    break
                raise
            if not status_of(response.status).is_pending:
                events.popleft()  # DEVIATION(final-identifier): an identifier that comes with it is passed over
                search.final = response
                break
        events.popleft()
        matches.append(Match(message.identifier or b"", search.syntax, response.status, search.charset))
        if response.status == PENDING_WITH_WARNING:
            search.unsupported_keys_count += 1
    return matches


def is_second_final(session: Session, message: Message, message_id: int = 0) -> bool:
    """Whether a message ends, for a second time, an earlier query than the one with the given message ID.

    DEVIATION(second-final): a C-CANCEL and the final response may cross on the way. Nothing is left to cancel then, but
    there are peers that answer the C-CANCEL too.
    """
    command = message.command
    if session.manners.is_strict or not isinstance(command, CFindRsp) or status_of(command.status).is_pending:
        return False
    answered = command.message_id_responded_to
    return answered != message_id and answered in session.cancelled_ids


def _response_to(search: Search, message: Message) -> CFindRsp:
    """Return the command set of a message if it is a response to the search."""
    command = message.command
    if not isinstance(command, CFindRsp):
        kind = type(command).__name__
        text, fault = f"{kind} while waiting for a C-FIND response", ("command", command.command_field)
        raise errors.MalformedMessage(text, received=kind, fault=fault)
    if search.session.manners.takes_any_response:
        return command
    if command.message_id_responded_to != search.message_id:
        got = command.message_id_responded_to
        text = f"response to message {got}, expected one to message {search.message_id}"
        raise errors.MalformedMessage(text, fault=("message-id", got, search.message_id))
    if message.context_id != search.context_id:
        text = f"response on context {message.context_id}, expected context {search.context_id}"
        raise errors.MalformedMessage(text, fault=("context", message.context_id))
    if message.identifier is None and status_of(command.status).is_pending:
        raise errors.MalformedMessage("pending response without an identifier, expected one (PS3.7 §9.1.2.1.5)")
    return command


def deliver(search: Search, block: list[Match]) -> list[Match]:
    """Count a block's matches and cut off those beyond the limit."""
    if search.limit is not None:
        room = max(search.limit - search.match_count, 0)
        search.dropped_count += max(len(block) - room, 0)
        block = block[:room]
    search.match_count += len(block)
    return block


def request_cancel(search: Search, *, is_late: bool = False) -> None:
    """Queue a C-CANCEL-RQ, once; the next flow that runs sends it (PS3.7 §9.3.2.3).

    With `is_late` also when the final response has come meanwhile.
    """
    search.withdraw()
    is_open = search.session.is_established and not search.is_withdrawn
    if is_open and not search.was_cancelled and (not search.is_over or is_late):
        search.was_cancelled = True
        search.session.cancelled_ids.add(search.message_id)
        command = CCancelRq(message_id_responded_to=search.message_id)
        search.session.send_message(Message(search.context_id, command))
