"""A C-FIND SCP in this process, to try things on: on loopback, with your data sets and the behaviour you want.

    with FindScp("folder/of/dicom", worklist_item(1)) as scp:
        find(scp.host, scp.port, level="STUDY", PatientName="")

It knows every information model of `models`, and answers C-ECHO. Each association has a thread; the protocol is that of
`session`, in the acceptor's role.
"""

from __future__ import annotations

import select
from time import monotonic

from ..acceptance import accept, check_request
from ..associate import AssociateRq
from ..dimse import CCancelRq, CEchoRq, CEchoRsp, CFindRq, CFindRsp, Message
from ..errors import DecodeError, FindscuError
from ..identifier import SYNTAXES, decode_dataset, encode_dataset
from ..limits import MAX_PDU_LENGTH
from ..models import MODELS, model_of
from ..negotiation import OUR_USER_INFORMATION
from ..pdu import AssociateRj, ReleaseRq
from ..records import Record
from ..session import Session
from ..status import CANCEL
from ..uids import VERIFICATION
from .responder import GOOD_BEHAVIOUR, Behaviour, Response, respond
from .server import Server
from .sources import iter_datasets
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable, Sequence
    from os import PathLike
    from typing import Any, Self

    from ..identifier import DataSet, Syntax
    from ..models import Model
    from ..session import SessionEvent
    from .sources import Source

DEFAULT_AE_TITLE = "FINDSCP"

ARTIM = 10.0
"""Seconds for a client to ask for an association, and to close the connection in the end (PS3.8 §9.1.5)."""

IDLE_TIMEOUT = 600.0
"""Seconds after which an association on which nothing is asked is aborted: a test that hangs should end."""

_RECEIVE_LENGTH = 1 << 16

CANNOT_UNDERSTAND = 0xC000

CALLED_AE_TITLE_NOT_RECOGNIZED = AssociateRj(result=1, source=1, reason=7)
CALLING_AE_TITLE_NOT_RECOGNIZED = AssociateRj(result=1, source=1, reason=3)


class Asked(Record):
    """A query that came, for tests to look at.

    Attributes:
        calling_ae_title: who asked.
        model: the information model that was asked.
        syntax: the transfer syntax of the identifier.
        query: the identifier, decoded.
        raw: the identifier as it came.
    """

    calling_ae_title: str
    model: Model
    syntax: Syntax
    query: DataSet
    raw: bytes


class FindScp(Server):
    """Answers C-FIND and C-ECHO on loopback, as long as its block lasts.

    Args:
        *sources: data sets, mappings, files, folders: see `sources.iter_datasets`, and `store.Store` for which of them
            is for which model.
        ae_title: called AE title to insist on; any is right when None.
        calling_ae_titles: calling AE titles to insist on; any is right when empty.
        models: names or UIDs of the information models it accepts; all when None.
        transfer_syntaxes: UIDs it accepts for them; of several, the client's first counts.
        max_pdu_length: longest P-DATA-TF it takes, in bytes without its header; 0 for no maximum.
        behaviour: final status, delays, limits: see `responder.Behaviour`.
        host: address to listen on.
        port: TCP port, 0 for a free one.

    Attributes:
        store: what it knows; add to it at any time.
        behaviour: may be replaced at any time.
        asked: the queries that came.
        cancel_count: how many of them were cancelled in the middle.
        errors: what clients did wrong.
    """

    def __init__(
        self,
        *sources: Source,
        ae_title: str | None = None,
        calling_ae_titles: Sequence[str] = (),
        models: Iterable[str] | None = None,
        transfer_syntaxes: Sequence[str] = tuple(SYNTAXES),
        max_pdu_length: int = MAX_PDU_LENGTH,
        behaviour: Behaviour = GOOD_BEHAVIOUR,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.store = Store(dataset for source in sources for dataset in iter_datasets(source))
        super().__init__(host, port)
        self.ae_title = ae_title
        self.calling_ae_titles = tuple(calling_ae_titles)
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.cancel_count = 0
        self.errors: list[FindscuError] = []
        accepted = MODELS if models is None else tuple(map(model_of, models))
        self.supported = {VERIFICATION: tuple(transfer_syntaxes)}
        self.supported.update((model.uid, tuple(transfer_syntaxes)) for model in accepted)
        self.user_information = OUR_USER_INFORMATION.replace(maximum_length=max_pdu_length)

    @classmethod
    def from_files(cls, paths: Iterable[str | PathLike[str]], **options: Any) -> Self:
        """Make an SCP that answers from files and folders; `options` are those of the class."""
        return cls(*paths, **options)

    @property
    def peer(self) -> str:
        """How a client writes it: "AET@HOST:PORT"."""
        return f"{self.ae_title or DEFAULT_AE_TITLE}@{self.host}:{self.port}"

    def rejection_of(self, request: AssociateRq) -> AssociateRj | None:
        """Return the answer to a request that is not welcome, None for any other."""
        if self.ae_title not in (None, request.called_ae_title):
            return CALLED_AE_TITLE_NOT_RECOGNIZED
        if self.calling_ae_titles and request.calling_ae_title not in self.calling_ae_titles:
            return CALLING_AE_TITLE_NOT_RECOGNIZED
        return check_request(request)

    def serve(self, connection: socket.socket) -> None:
        """Hold one association from its request to its end."""
        try:
            _Conversation(self, connection).run()
        except FindscuError as error:
            self.errors.append(error)


class _Conversation:
    """One association, seen from the SCP."""

    def __init__(self, scp: FindScp, connection: socket.socket) -> None:
        self.scp = scp
        self.connection = connection
        self.session = Session(is_requestor=False)
        self.calling_ae_title = ""

    def run(self) -> None:
        """Accept, answer what is asked, and end when the client does.

        Raises:
            RemoteProtocolError: the client broke the rules; the association has been aborted.
        """
        try:
            self._negotiate(self._next_event(ARTIM))
            while (event := self._next_event(ARTIM if self.session.is_over else IDLE_TIMEOUT)) is not None:
                if self.session.is_over:
                    continue  # what came before the client aborted, or broke the rules
                if isinstance(event, Message):
                    self._answer(event)
                elif isinstance(event, ReleaseRq):
                    self.session.accept_release()
        finally:
            self._end()

    def _end(self) -> None:
        if self.session.is_artim_running:
            self.session.expire_artim()
        self.session.abort()
        try:
            self._send()
        except OSError:
            pass  # the client has gone already

    def _negotiate(self, request: SessionEvent | None) -> None:
        if not isinstance(request, AssociateRq) or self.session.is_over:
            return
        self.calling_ae_title = request.calling_ae_title
        rejection = self.scp.rejection_of(request)
        if rejection is not None:
            self.session.reject(rejection)
            return
        answer = accept(request, self.scp.supported, user_information=self.scp.user_information, follows_requestor=True)
        self.session.accept(answer)

    def _answer(self, message: Message) -> None:
        command = message.command
        if isinstance(command, CEchoRq):
            response = CEchoRsp(
                message_id_responded_to=command.message_id, affected_sop_class_uid=command.affected_sop_class_uid
            )
            self.session.send_message(Message(message.context_id, response))
        elif isinstance(command, CFindRq):
            self._answer_find(message.context_id, command, message.identifier or b"")
        # A C-CANCEL that comes too late is no error: the two crossed (PS3.7 §9.3.2.3).

    def _answer_find(self, context_id: int, command: CFindRq, raw: bytes) -> None:
        scp = self.scp
        abstract_syntax, transfer_syntax = self.session.contexts[context_id]
        model, syntax = model_of(abstract_syntax), SYNTAXES[transfer_syntax]
        try:
            query = decode_dataset(raw, syntax)
        except DecodeError:
            self._respond(
                context_id, command, Response(CANNOT_UNDERSTAND, None, "identifier cannot be decoded"), syntax
            )
            return
        scp.asked.append(Asked(self.calling_ae_title, model, syntax, query, raw))
        for response in respond(scp.store, model, query, scp.behaviour, scp.ae_title or DEFAULT_AE_TITLE):
            if self._is_cancelled(command.message_id, scp.behaviour.delay):
                scp.cancel_count += 1
                self._respond(context_id, command, Response(CANCEL), syntax)
                return
            if not self.session.is_established:
                return
            self._respond(context_id, command, response, syntax)

    def _respond(self, context_id: int, command: CFindRq, response: Response, syntax: Syntax) -> None:
        identifier = None if response.identifier is None else encode_dataset(response.identifier, syntax)
        answer = CFindRsp(
            has_identifier=identifier is not None,
            message_id_responded_to=command.message_id,
            affected_sop_class_uid=command.affected_sop_class_uid,
            status=response.status,
            error_comment=response.error_comment,
            offending_elements=response.offending_elements,
        )
        self.session.send_message(Message(context_id, answer, identifier))

    def _is_cancelled(self, message_id: int, delay: float) -> bool:
        """Wait before a response, and tell whether the client does not want it any more."""
        event = self._next_event(delay)
        if event is None:
            return False
        if isinstance(event, Message) and isinstance(event.command, CCancelRq):
            return event.command.message_id_responded_to == message_id
        self.session.events.appendleft(event)
        return False

    def _next_event(self, timeout: float) -> SessionEvent | None:
        """Return what the client does next; None when it does nothing in time, or has gone.

        Raises:
            RemoteProtocolError: see `run`.
        """
        session = self.session
        until = monotonic() + timeout
        self._send()
        while not session.events:
            session.raise_failure()
            if session.should_close or not self._is_readable(until):
                return None
            session.receive(self.connection.recv(_RECEIVE_LENGTH))
            self._send()
        return session.take_event()

    def _is_readable(self, until: float) -> bool:
        ready, _, _ = select.select([self.connection], [], [], max(until - monotonic(), 0.0))
        return bool(ready)

    def _send(self) -> None:
        data = self.session.data_to_send()
        if data:
            self.connection.sendall(data)
