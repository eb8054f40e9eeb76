"""The conversations, each written once: associate, find, cancel, echo, release, abort.

A flow is a generator that needs no socket and no clock. It yields the moment until which it is willing to wait (seconds
on the driver's monotonic clock) and is resumed with `(now, data)`: bytes that came, `b""` at the end of the stream, or
None when nothing did, as a rule because the moment passed. Before each wait the driver sends what the session wants
sent. What a flow returns is its result; what it raises is one of `errors`.

A flow owns no bytes. What came and was not yet asked for lies in the session, so a flow that is dropped while it waits
loses nothing, and cancel, release or abort start from a sound session. A stream of matches is therefore not one long
flow but one short flow a block: `next_block`, again and again.

Only waiting for the peer counts against a deadline: each flow starts its clock when it is started. A cancelled query is
the exception: its time runs from the C-CANCEL. But nothing is too late before a flow has looked at what came meanwhile.
"""

from __future__ import annotations

from . import errors
from .associate import AssociateAc
from .dimse import CEchoRq, CEchoRsp, Message
from .errors import FindscuError
from .pdu import Abort, AssociateRj, PDataTf, ReleaseRp, ReleaseRq, name_of
from .search import deliver, is_second_final, request_cancel, take_matches
from .status import status_of
from .uids import VERIFICATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias, TypeVar

    from .errors import DicomTimeout
    from .matches import Match
    from .negotiation import Negotiated
    from .search import Search
    from .session import Session, SessionEvent
    from .settings import Settings
    from .status import Status

    T = TypeVar("T")
    Flow: TypeAlias = Generator[float, tuple[float, bytes | None], T]


_NO_ANSWER_HINT = "look into the peer's log, and whether it wants TLS on this port (--tls)"
_NO_ANSWER_TO_TLS_HINT = "look into the peer's log, and whether it wants a certificate of ours (--tls-cert)"


class Patience:
    """How long to wait, what for, and what to raise then.

    Attributes:
        late: gives the type of the error, which most waits never need.
        now: the moment at which the last wait ended, or the time began to run.
        until: the moment at which it is spent; the next wait raises.
        aborts_as_provider: whose A-ABORT is sent then.
        is_silent: whether none is, where no PDU is half received.
    """

    __slots__ = ("aborts_as_provider", "is_silent", "late", "limit", "now", "until", "what")

    def __init__(self, now: float, limit: float, late: Callable[[], type[DicomTimeout]], what: str) -> None:
        self.now = now
        self.until = now + limit
        self.limit = limit
        self.late = late
        self.what = what
        self.aborts_as_provider = False
        self.is_silent = False

    def renew(self, limit: float) -> None:
        """Begin again, from when the last wait ended."""
        self.limit, self.until = limit, self.now + limit


def associate(session: Session, settings: Settings, now: float) -> Flow[Negotiated]:
    """Ask for an association and wait for the answer.

    Raises:
        AssociationRejected, AssociationAborted: the peer's refusal.
        NoAcceptedContext: the same, for each presentation context; the association has been released again.
        AssociationTimeout: the session has been aborted.
        ConnectionLost, RemoteProtocolError.
    Source: PS3.8 §7.1.
    """
    session.request_association(settings.request())
    patience = Patience(
        now, settings.association_timeout, lambda: errors.AssociationTimeout, "answer to the association request"
    )
    event = yield from _next_event(session, patience)
    if isinstance(event, AssociateRj):
        raise _rejected(event)
    if not isinstance(event, AssociateAc):
        error = _ended(session, event, "while the association was being negotiated")
        if isinstance(error, errors.ConnectionLost):
            error.hint = _NO_ANSWER_HINT if settings.tls is None else _NO_ANSWER_TO_TLS_HINT
        raise error
    if not session.is_established:
        raise _ended(session, (yield from _next_event(session, patience)), "right after it had accepted it")
    negotiated = session.negotiated
    assert negotiated is not None
    if not negotiated.accepted:
        yield from _give_up(session, patience.now, settings)
        raise errors.NoAcceptedContext(
            "the peer accepted no presentation context: " + "; ".join(negotiated.reasons),
            reasons=negotiated.reasons,
            hint=negotiated.refusals[0].hint,
        )
    return negotiated


def _give_up(session: Session, now: float, settings: Settings) -> Flow[None]:
    """End an association on which nothing can be asked, in whatever way."""
    if session.manners.aborts_as_provider:
        session.abort(as_provider=True)
        return
    if session.manners.is_abrupt:
        session.drop()
        return
    try:
        yield from release(session, now, settings.release_timeout)
    except FindscuError:
        pass  # what counts is that nothing can be asked


def _rejected(answer: AssociateRj) -> errors.AssociationRejected:
    from .refusals import describe_rejection  # late: mostly all goes well

    text, hint = describe_rejection(answer.result, answer.source, answer.reason)
    return errors.AssociationRejected(text, hint=hint, result=answer.result, source=answer.source, reason=answer.reason)


def next_block(search: Search, now: float, settings: Settings) -> Flow[list[Match]]:
    """Wait for matches: return those that one receive completed, [] when the query is over.

    Whatever came before a failure is returned first; the failure is raised by the next call. The search's limit and
    cancel-after are honoured here.

    Raises:
        ResponseTimeout: the session has been aborted.
        AssociationAborted, ConnectionLost, RemoteProtocolError.
    """
    if search.before is not None:
        now = yield from _begin(search, search.before, now, settings)
    while not search.is_over:
        if search.is_limited:
            yield from finish(search, now, settings)
            break
        arrived = yield from _arrived(search, now, settings)
        block = deliver(search, arrived)
        if block:
            if search.is_limited or (search.cancel_after is not None and search.match_count >= search.cancel_after):
                request_cancel(search, is_late=search.session.manners.is_strict)
            return block
    return []


def _begin(search: Search, before: Search, now: float, settings: Settings) -> Flow[float]:
    """Let the query end that was left before this one, and send this one; return when that was."""
    yield from finish(before, now, settings)
    search.send()
    return before.patience.now if before.patience else now


def cancel(search: Search, now: float, settings: Settings) -> None:
    """Queue a C-CANCEL-RQ and give the peer `cancel_timeout` to end the query; `next_block` goes on until then."""
    request_cancel(search)
    if search.patience is None:
        search.patience = Patience(
            now, settings.cancel_timeout, lambda: errors.ResponseTimeout, "end of the cancelled query"
        )


def finish(search: Search, now: float, settings: Settings) -> Flow[None]:
    """End a query that nobody reads any more: cancel it and drop what still comes.

    Does not raise: if the peer does not end the query within `cancel_timeout`, the session has been aborted and
    `search.error` says so.
    """
    cancel(search, now, settings)
    if search.before is not None:
        yield from finish(search.before, now, settings)
    try:
        while not search.is_over:
            search.dropped_count += len((yield from _arrived(search, now, settings)))
    except FindscuError:
        pass  # search.error has it


def _arrived(search: Search, now: float, settings: Settings) -> Flow[list[Match]]:
    """Wait until there is news of the search; return the matches among it, noting a final response or a failure."""
    session = search.session
    patience = search.patience or Patience(
        now, settings.response_timeout, lambda: errors.ResponseTimeout, "response to C-FIND-RQ"
    )
    patience.is_silent = session.manners.drops_when_silent
    try:
        matches: list[Match] = []
        while not matches and not search.is_over:
            yield from _wait(session, patience)
            matches = take_matches(search)
            if search.continuation is not None and search.continuation.follow(search, matches):
                patience.renew(settings.response_timeout)
            elif not matches and not search.is_over and session.events:
                raise _ended(session, session.take_event(), "before the final response")
    except FindscuError as error:
        error.amid = session.amid
        session.abort()
        search.error = error
        raise
    return matches


def echo(session: Session, now: float, timeout: float) -> Flow[Status]:
    """Verify the peer with a C-ECHO and return its status.

    Raises:
        NoAcceptedContext: the Verification SOP Class was not negotiated.
        ResponseTimeout: the session has been aborted.
        AssociationAborted, ConnectionLost, RemoteProtocolError.
    Source: PS3.7 §9.1.5.
    """
    context_id = session.context_for(VERIFICATION)
    message_id = session.next_message_id()
    session.send_message(Message(context_id, CEchoRq(message_id=message_id, affected_sop_class_uid=VERIFICATION)))
    patience = Patience(now, timeout, lambda: errors.ResponseTimeout, "response to C-ECHO-RQ")
    event = yield from _next_event(session, patience)
    while isinstance(event, Message) and is_second_final(session, event):
        event = yield from _next_event(session, patience)
    if not isinstance(event, Message):
        raise _ended(session, event, "before the response to C-ECHO-RQ")
    command = event.command
    if not isinstance(command, CEchoRsp) or command.message_id_responded_to != message_id:
        session.abort()
        raise errors.MalformedMessage(f"{type(command).__name__} while waiting for the response to C-ECHO-RQ")
    return status_of(command.status)


def release(session: Session, now: float, timeout: float) -> Flow[None]:
    """Release the association in order; messages that still come are dropped.

    Raises:
        ReleaseTimeout: the session has been aborted.
        AssociationAborted, ConnectionLost, RemoteProtocolError.
    Source: PS3.8 §7.2.
    """
    if session.is_release_requested:
        session.accept_release()
        return
    session.request_release()
    patience = Patience(now, timeout, lambda: errors.ReleaseTimeout, "answer to the release request")
    patience.aborts_as_provider = session.manners.aborts_as_provider
    while True:
        event = yield from _next_event(session, patience)
        if isinstance(event, ReleaseRp):
            return
        if session.manners.is_abrupt and isinstance(event, (ReleaseRq, Message)):
            session.drop()
            name = name_of(PDataTf.pdu_type if isinstance(event, Message) else event.pdu_type)
            raise errors.UnexpectedPdu(f"{name} while the association was being released", pdu=event)
        if isinstance(event, ReleaseRq):
            if session.can_accept_release:  # else more came with it, and ended the association otherwise
                session.accept_release()  # collision: both asked at once (PS3.8 §7.2.2.7)
        elif not isinstance(event, Message):
            raise _ended(session, event, "while the association was being released")


def _next_event(session: Session, patience: Patience) -> Flow[SessionEvent]:
    """Return what came next, waiting for it if need be."""
    yield from _wait(session, patience)
    return session.take_event()


def _wait(session: Session, patience: Patience) -> Flow[None]:
    """Wait until the session has an event. Nothing extends the time: no trickle of bytes, no flood of messages.

    Raises:
        DicomTimeout: that of `patience.late`, or TotalTimeout; the session has been aborted.
        RemoteProtocolError: what came cannot be understood; the session has been aborted.
        ConnectionLost: the association had ended before.
    """
    while not session.events:
        session.raise_failure()
        if session.is_over:
            raise errors.ConnectionLost("the association has ended, and nothing more comes on it")
        until = min(patience.until, session.ends_at)
        if patience.now >= until:
            if patience.is_silent and "pdu" not in session.amid:
                session.drop()
            session.abort(as_provider=patience.aborts_as_provider)
            raise _late(session, patience)
        patience.now, data = yield until
        if data is not None:
            session.receive(data)


def _late(session: Session, patience: Patience) -> DicomTimeout:
    """Put into an error that the time for something is over, or that for everything together."""
    if session.ends_at < patience.until:
        return errors.TotalTimeout(
            f"not over within {session.max_time:g} s in all, waiting for: {patience.what}",
            hint="ask for less, or allow more time (--max-time)",
            limit=session.max_time,
            elapsed=session.max_time + patience.now - session.ends_at,
        )
    return patience.late()(
        f"no {patience.what} within {patience.limit:g} s",
        hint="see whether the peer is busy or stuck, or allow it more time",
        limit=patience.limit,
        elapsed=patience.limit + patience.now - patience.until,
    )


def _ended(session: Session, event: SessionEvent, when: str) -> FindscuError:
    """Put into an error that something else ended the conversation."""
    if isinstance(event, Abort):
        from .refusals import describe_abort

        text, hint = describe_abort(event.source, event.reason)
        return errors.AssociationAborted(f"{text}, {when}", hint=hint, source=event.source, reason=event.reason)
    if isinstance(event, ReleaseRq):
        if session.can_accept_release and not session.manners.is_abrupt:
            session.accept_release()
        text, hint = f"the peer released the association {when}", "look into the peer's log"
        return errors.AssociationAborted(text, hint=hint, is_release=True)
    return errors.ConnectionLost(f"the peer closed the connection {when}", hint="look into the peer's log")
