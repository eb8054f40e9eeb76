"""One association, sans I/O: bytes in, events out; calls in, bytes out (PS3.8 §9.2).

A `Session` holds all there is of an association: its state, what was negotiated, bytes that are not yet a PDU, events
nobody has taken, bytes to send. It does not wait, read a clock or know a socket:

* `receive(data)` takes what came from the peer, `b""` at the end of the stream;
* `events` fills with what happened, in order: PDUs of the peer, DIMSE messages, `ConnectionClosed`; `take_event` takes
  the oldest;
* `raise_failure` raises what the peer did wrong, once the events before it have been taken;
* `data_to_send` takes what is to go out; `should_close` says that the transport connection is to end then.

Which call is allowed when is Table 9-10's to say (`state`), for requestor and acceptor alike. A session is made when
its transport connection is open.
"""

from __future__ import annotations

from collections import deque

from . import errors
from . import state as table
from .associate import AssociateAc, AssociateRq
from .dimse import Assembler, Message, encode_command, iter_fragments
from .manners import OURS, check_p_data
from .negotiation import negotiated
from .pdu import (
    Abort,
    AssociateRj,
    PDataTf,
    PduReader,
    Pdv,
    ReleaseRp,
    ReleaseRq,
    decode_pdu,
    encode_pdu,
    iter_pdvs,
    name_of,
)
from .records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from .manners import Manners
    from .negotiation import Negotiated
    from .pdu import Pdu

    SessionEvent: TypeAlias = (
        "AssociateRq | AssociateAc | AssociateRj | ReleaseRq | ReleaseRp | Abort | Message | ConnectionClosed"
    )

_P_DATA_TF = PDataTf.pdu_type

_TAKES_P_DATA = {table.STA6, table.STA7}  # DT-2, AR-6: carried out without a record for each of perhaps a million PDVs
_SENDS_PDU = {
    table.SEND_ASSOCIATE_RQ,
    table.SEND_ASSOCIATE_AC,
    table.SEND_ASSOCIATE_RJ,
    table.SEND_RELEASE_RQ,
    table.SEND_RELEASE_RP,
}
_TELLS_PDU = {
    table.CONFIRM_ACCEPT,
    table.CONFIRM_REJECT,
    table.CONFIRM_RELEASE,
    table.INDICATE_ASSOCIATE,
    table.INDICATE_RELEASE,
    table.INDICATE_ABORT,
}


class ConnectionClosed(Record):
    """The peer closed the transport connection without a release or an abort."""


class Observer:
    """Sees what passes, at message boundaries; the base does nothing. For logs, dumps and traces."""

    def pdu_sent(self, pdu: Pdu) -> None:
        """Take note of a control PDU that goes out (no P-DATA-TF)."""

    def pdu_received(self, pdu: Pdu) -> None:
        """Take note of a control PDU that came in (no P-DATA-TF)."""

    def message_sent(self, message: Message) -> None:
        """Take note of a DIMSE message that goes out."""

    def message_received(self, message: Message) -> None:
        """Take note of a DIMSE message that came in."""


class Session:
    """The upper layer and DIMSE of one association, for either role.

    Args:
        is_requestor: whether we ask for the association; else we wait for the peer to.
        observer: sees PDUs and messages as they pass.
        manners: the habits of another program.

    Attributes:
        state: the state of PS3.8 Table 9-10, 1 to 13.
        events: what happened and was not taken yet, oldest first.
        negotiated: what both sides agreed on, once there is an association.
        contexts: presentation context ID: (abstract syntax, transfer syntax), of those that were accepted.
        cancelled_ids: message IDs of queries for which a C-CANCEL was sent.
        should_close: whether the transport connection is to be closed when all has been sent.
        manners: how it behaves where that is not laid down.
        ends_at: the moment by which all has to be over; see `limit_time`.
        max_time: the seconds that this moment comes from.
        is_artim_running: whether the ARTIM timer runs; when it expires, call `expire_artim`.
    """

    def __init__(self, *, is_requestor: bool = True, observer: Observer | None = None, manners: Manners = OURS) -> None:
        self.state = table.STA1
        self.events: deque[SessionEvent] = deque()
        self.negotiated: Negotiated | None = None
        self.contexts: dict[int, tuple[str, str]] = {}
        self.cancelled_ids: set[int] = set()
        self.should_close = False
        self.is_artim_running = False
        self.manners = manners
        self.ends_at = self.max_time = float("inf")
        self._is_requestor = is_requestor
        self._observer = observer
        self._reader = PduReader()
        self._assembler = Assembler(goes_by_status=manners.is_strict)
        self._request: AssociateRq | None = None
        self._failure: errors.RemoteProtocolError | None = None
        self._outgoing: list[bytes] = []
        self._message_id = 0
        if not is_requestor:
            self._step(table.TRANSPORT_ACCEPTED)

    @property
    def is_established(self) -> bool:
        """Whether there is an association and nobody has begun to end it."""
        return self.state == table.STA6

    @property
    def is_over(self) -> bool:
        """Whether there is no association, nor an attempt at one."""
        return self.state in (table.STA1, table.STA13)

    @property
    def is_release_requested(self) -> bool:
        """Whether the peer asked to release the association and waits for our answer."""
        return self.state == table.STA8

    def limit_time(self, now: float, seconds: float) -> None:
        """Say how long everything on this association may take together; the flows keep to it."""
        self.ends_at, self.max_time = now + seconds, seconds

    @property
    def can_accept_release(self) -> bool:
        """Whether a release that the peer asked for, alone or together with us, is ours to agree to now."""
        return self.state in (table.STA8, table.STA9, table.STA12)

    # What our side asks for.

    def request_association(self, request: AssociateRq) -> None:
        """Ask for an association; `events` answers with AssociateAc or AssociateRj."""
        self._request = request
        self._step(table.ASSOCIATE_REQUEST)
        self._step(table.TRANSPORT_OPENED, request)

    def accept(self, answer: AssociateAc) -> None:
        """Accept the association that an AssociateRq event asked for."""
        self._step(table.ASSOCIATE_ACCEPT, answer)
        self._establish(answer)

    def reject(self, answer: AssociateRj) -> None:
        """Reject the association that an AssociateRq event asked for."""
        self._step(table.ASSOCIATE_REJECT, answer)

    def send_message(self, message: Message) -> None:
        """Send a DIMSE message: command set, then identifier, in P-DATA-TF PDUs of a length that the peer takes.

        Raises:
            InvalidState: there is no association.
            RemoteProtocolError: the peer's maximum length leaves no room for anything.
        """
        if self.state not in (table.STA6, table.STA8) or self.negotiated is None:
            raise errors.InvalidState("no association to send a message on", hint="connect first")
        limit = self.manners.sending_limit(self.negotiated.maximum_length)
        parts = [(True, encode_command(message.command)), (False, message.identifier)]
        pdus = [
            encode_pdu(PDataTf((Pdv(message.context_id, is_command, is_last, fragment),)))
            for is_command, raw in parts
            if raw is not None
            for is_last, fragment in iter_fragments(raw, limit)
        ]
        self._step(table.P_DATA_REQUEST)
        self._outgoing += pdus
        if self._observer:
            self._observer.message_sent(message)

    def request_release(self) -> None:
        """Ask the peer to release the association; `events` answers with ReleaseRp."""
        self._step(table.RELEASE_REQUEST, ReleaseRq())

    def accept_release(self) -> None:
        """Agree to the release that a ReleaseRq event asked for."""
        self._step(table.RELEASE_RESPONSE, ReleaseRp())

    def abort(self, *, as_provider: bool = False) -> None:
        """End the association, or the attempt at one, at once. Does nothing when there is none.

        Args:
            as_provider: say that the service provider aborts, not its user (PS3.8 Table 9-26).
        """
        if self.manners.is_abrupt and self.state not in (table.STA6, table.STA8):
            self.drop()
        elif not self.is_over and self.state != table.STA2:
            self._step(table.ABORT_REQUEST, Abort(source=2, reason=0) if as_provider else None)

    def drop(self) -> None:
        """Forget the association, or the attempt at one, without a word to the peer but what is under way already."""
        self.state, self.should_close = table.STA1, True

    @property
    def amid(self) -> str:
        """What has come in part only: a "pdu", an "identifier" (its command set is there), "identifier pdu", or ""."""
        pdu = "pdu" if self._reader.is_amid_pdu else ""
        return pdu if self._assembler.is_idle else f"identifier {pdu}".rstrip()

    def expire_artim(self) -> None:
        """Tell that the ARTIM timer expired; `should_close` is set after it."""
        self._step(table.ARTIM_EXPIRED)

    def next_message_id(self) -> int:
        """Return a message ID that no outstanding message has: 1 to 65535, round and round."""
        self._message_id = self._message_id % 0xFFFF + 1
        return self._message_id

    def context_for(self, abstract_syntax: str) -> int:
        """Return the ID of an accepted presentation context for an abstract syntax.

        Raises:
            InvalidState: there is no association.
            NoAcceptedContext: none was accepted, or none proposed.
        """
        if self.negotiated is None:
            raise errors.InvalidState("no association to send a message on", hint="connect first")
        context_id = self.negotiated.context_for(abstract_syntax)
        if context_id is None:
            refusals = [one for one in self.negotiated.refusals if one.abstract_syntax == abstract_syntax]
            raise errors.NoAcceptedContext(
                f"no presentation context for {abstract_syntax}: "
                + ("; ".join(one.reason for one in refusals) or "none was proposed"),
                reasons=tuple(str(one) for one in refusals),
                hint="ask for a model that the peer supports" if refusals else "propose the model when you connect",
            )
        return context_id

    # What comes from the driver.

    def data_to_send(self) -> bytes:
        """Take what is to be sent, all of it."""
        data = b"".join(self._outgoing)
        self._outgoing.clear()
        return data

    def receive(self, data: bytes) -> None:
        """Take bytes from the peer; `b""` says that it closed the connection.

        What they complete stands in `events` afterwards. Bytes that break the rules abort the association;
        `raise_failure` tells, when the events before them have been taken. What comes after the end is dropped.
        """
        if not data:
            self._close()
        elif self._failure is None and self.state != table.STA1:
            self._reader.receive(data)
            try:
                self._receive_pdus()
            except errors.RemoteProtocolError as error:
                self._fail(error)

    def take_event(self) -> SessionEvent:
        """Take the oldest event.

        Raises:
            IndexError: there is none.
        """
        return self.events.popleft()

    def raise_failure(self) -> None:
        """Raise what the peer did wrong, if it did and no earlier event is left."""
        if self._failure is not None and not self.events:
            raise self._failure

    def _receive_pdus(self) -> None:
        for pdu_type, body in self._reader.iter_pdus():
            if pdu_type != _P_DATA_TF:
                self._receive_pdu(decode_pdu(pdu_type, body))
            elif self.state in _TAKES_P_DATA:
                self._receive_p_data(body)
            else:
                self._receive_pdu(PDataTf(()))  # not allowed now, whatever is in it
            if self._failure is not None or self.state == table.STA1:
                return

    def _receive_p_data(self, body: bytes) -> None:
        """Put the messages that the PDVs of a P-DATA-TF complete among the events."""
        if self.manners.is_strict and self._request is not None:
            check_p_data(body, self._request.user_information.maximum_length)
        for context_id, control, fragment in iter_pdvs(body):
            if context_id not in self.contexts:
                text = f"message on context {context_id}, which was not accepted"
                raise errors.MalformedMessage(text, fault=("context", context_id))
            message = self._assembler.receive(context_id, control, fragment)
            if message is not None:
                if self._observer:
                    self._observer.message_received(message)
                self.events.append(message)

    def _receive_pdu(self, pdu: Pdu) -> None:
        if self._observer and not isinstance(pdu, PDataTf):
            self._observer.pdu_received(pdu)
        condition = self._is_requestor
        if isinstance(pdu, AssociateRq):
            self._request = pdu
            condition = bool(pdu.protocol_version & 1)
        elif isinstance(pdu, Abort):
            condition = pdu.source == 0
        self._step(table.RECEIVED[pdu.pdu_type], pdu, condition=condition)

    def _step(self, event: int, pdu: Pdu | None = None, *, condition: bool = True) -> None:
        """Make one transition of Table 9-10 and carry out its effects."""
        _, effects, self.state = table.transition(event, self.state, condition=condition)
        for effect in effects:
            if effect in _SENDS_PDU:
                self._send(pdu if event not in table.RECEIVED.values() else _WRONG_VERSION)
            elif effect in _TELLS_PDU:
                self._tell(pdu)
            elif effect == table.INDICATE_P_ABORT:
                self._tell_p_abort(event, pdu)
            elif effect == table.SEND_ABORT:
                self._send(pdu if pdu and event == table.ABORT_REQUEST else Abort(source=0, reason=0))
            elif effect == table.SEND_P_ABORT:
                reason = 2 if self._failure is None else self._failure.abort_reason
                self._send(Abort(source=2, reason=reason if not self.manners.aborts_as_provider else 0))
            elif effect == table.CLOSE_TRANSPORT:
                self.should_close = True
            elif effect in (table.START_ARTIM, table.STOP_ARTIM):
                self.is_artim_running = effect == table.START_ARTIM

    def _send(self, pdu: Pdu | None) -> None:
        assert pdu is not None
        if self._observer:
            self._observer.pdu_sent(pdu)
        self._outgoing.append(encode_pdu(pdu))

    def _tell(self, pdu: Pdu | None) -> None:
        assert pdu is not None and not isinstance(pdu, PDataTf)
        if isinstance(pdu, AssociateAc):
            self._establish(pdu)
        self.events.append(pdu)

    def _tell_p_abort(self, event: int, pdu: Pdu | None) -> None:
        """A-P-ABORT indication: the connection went, the peer's provider aborted, or we did over what came."""
        if event == table.TRANSPORT_CLOSED:
            self.events.append(ConnectionClosed())
        elif isinstance(pdu, Abort):
            self.events.append(pdu)
        elif pdu is not None and self._failure is None:
            self._failure = errors.UnexpectedPdu(
                f"{name_of(pdu.pdu_type)} from the peer where PS3.8 Table 9-10 allows none"
            )

    def _establish(self, answer: AssociateAc) -> None:
        assert self._request is not None
        self.negotiated = negotiated(self._request, answer)
        if not self._is_requestor:  # the peer is who asked, and has said there what it takes
            peer = self._request.user_information
            self.negotiated = self.negotiated.replace(
                maximum_length=peer.maximum_length,
                implementation_class_uid=peer.implementation_class_uid or "",
                implementation_version_name=peer.implementation_version_name or "",
            )
        self.contexts = self.negotiated.accepted

    def _fail(self, error: errors.RemoteProtocolError) -> None:
        """Abort over what the peer sent: bytes that are no PDU (Evt19), or messages that are none (Evt15)."""
        self._failure = error
        if error.abort_reason and not self.manners.is_abrupt:
            self._step(table.RECEIVED_INVALID)
        else:
            self.abort()
            if self.manners.is_strict and error.fault[:1] == ("length",):
                # DCMTK takes the rest of that PDU for another, which none may be now.
                self._send(Abort(source=2, reason=2))

    def _close(self) -> None:
        self.should_close = True
        if self.state != table.STA1:
            self._step(table.TRANSPORT_CLOSED)


_WRONG_VERSION = AssociateRj(result=1, source=2, reason=2)  # permanently, by the service provider (PS3.8 Table 9-21)
