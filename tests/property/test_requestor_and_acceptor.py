"""A requestor wired to an acceptor, in any order of what both may do: neither ever breaks the rules of the other.

Bytes travel in any pieces, and as late as it pleases hypothesis. What one side sends, the other one gets: in order, and
all of it unless somebody aborts.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from findscu.acceptance import accept
from findscu.associate import AssociateAc, AssociateRq
from findscu.dimse import CCancelRq, CFindRq, CFindRsp, Message
from findscu.models import model_of
from findscu.negotiation import OUR_USER_INFORMATION
from findscu.pdu import AssociateRj, ReleaseRp, ReleaseRq
from findscu.peer import Peer
from findscu.session import Session
from findscu.settings import Settings
from findscu.state import STA6, STA7, STA8, STA9, STA12

IMPLICIT_LE = "1.2.840.10008.1.2"
STUDY_ROOT = model_of("study").uid
IDENTIFIERS = st.binary(max_size=300)


class Side:
    """One end: its session, what it sent and got, and the bytes on their way to it."""

    def __init__(self, *, is_requestor: bool) -> None:
        self.session = Session(is_requestor=is_requestor)
        self.wire = bytearray()
        self.is_cut_off = False  # the other side closed the connection, and all before that has come
        self.sent: list[Message] = []
        self.got: list[Message] = []
        self.told: list[object] = []

    def send(self, message: Message) -> None:
        self.session.send_message(message)
        self.sent.append(message)

    def take_events(self) -> None:
        while self.session.events:
            event = self.session.take_event()
            (self.got if isinstance(event, Message) else self.told).append(event)

    @property
    def may_send(self) -> bool:
        return self.session.state in (STA6, STA8)


class Conversation(RuleBasedStateMachine):
    """What a requestor (R) and an acceptor (A) may do."""

    def __init__(self) -> None:
        super().__init__()
        self.r, self.a = Side(is_requestor=True), Side(is_requestor=False)
        self.has_asked = self.has_aborted = False
        self.asked_count = self.answered_count = 0
        self.context_id = 0

    # The wire.

    def post(self) -> None:
        """Put what both sides want sent on the wire."""
        for side, other in ((self.r, self.a), (self.a, self.r)):
            other.wire += side.session.data_to_send()

    def deliver(self, side: Side, other: Side, count: int) -> None:
        self.post()
        if side.wire:
            side.session.receive(bytes(side.wire[:count]))
            del side.wire[:count]
        elif other.session.should_close and not side.is_cut_off:
            side.session.receive(b"")
            side.is_cut_off = True
        side.take_events()
        self.post()

    @rule(to_acceptor=st.booleans(), count=st.sampled_from((1, 7, 60, 400, 4000)))
    def bytes_arrive(self, to_acceptor: bool, count: int) -> None:
        self.deliver(*((self.a, self.r) if to_acceptor else (self.r, self.a)), count)

    # What both sides do.

    @initialize(is_established=st.sampled_from((True, True, False)))
    def begin(self, is_established: bool) -> None:
        if is_established:
            self.request()
            self.deliver(self.a, self.r, 4000)
            self.answer_request(is_welcome=True)
            self.deliver(self.r, self.a, 4000)

    @precondition(lambda self: not self.has_asked)
    @rule()
    def request(self) -> None:
        asked = Settings(Peer("acceptor"), models=("study",), transfer_syntaxes=(IMPLICIT_LE,), max_pdu_length=128)
        self.r.session.request_association(asked.request())
        self.has_asked = True

    @precondition(lambda self: any(isinstance(event, AssociateRq) for event in self.a.told[:1]))
    @rule(is_welcome=st.booleans())
    def answer_request(self, is_welcome: bool) -> None:
        request = self.a.told.pop(0)
        if self.a.session.is_over or self.a.session.state != 3:
            return
        if not is_welcome:
            self.a.session.reject(AssociateRj(result=1, source=1, reason=1))
            return
        information = OUR_USER_INFORMATION.replace(maximum_length=64)
        answer = accept(request, {STUDY_ROOT: (IMPLICIT_LE,)}, user_information=information)
        self.a.session.accept(answer)
        (self.context_id,) = self.a.session.contexts

    @precondition(lambda self: self.r.session.state == STA6)
    @rule(identifier=IDENTIFIERS)
    def ask(self, identifier: bytes) -> None:
        command = CFindRq(message_id=self.r.session.next_message_id(), affected_sop_class_uid=STUDY_ROOT)
        self.r.send(Message(self.context_id, command, identifier))
        self.asked_count += 1

    @precondition(lambda self: self.r.session.state == STA6 and self.asked_count)
    @rule()
    def cancel(self) -> None:
        self.r.send(Message(self.context_id, CCancelRq(message_id_responded_to=self.asked_count)))

    @precondition(lambda self: self.a.may_send and len(self.a.got) > 0)
    @rule(identifier=st.none() | IDENTIFIERS)
    def respond(self, identifier: bytes | None) -> None:
        status = 0 if identifier is None else 0xFF00
        command = CFindRsp(
            message_id_responded_to=1,
            affected_sop_class_uid=STUDY_ROOT,
            status=status,
            has_identifier=identifier is not None,
        )
        self.a.send(Message(self.context_id, command, identifier))

    @precondition(lambda self: self.r.session.state == STA6)
    @rule()
    def requestor_releases(self) -> None:
        self.r.session.request_release()

    @precondition(lambda self: self.a.session.state == STA6)
    @rule()
    def acceptor_releases(self) -> None:
        self.a.session.request_release()

    @precondition(lambda self: any(side.session.can_accept_release for side in (self.r, self.a)))
    @rule()
    def agree_to_release(self) -> None:
        for side in (self.r, self.a):
            if side.session.can_accept_release:
                side.session.accept_release()

    @rule(is_requestor=st.booleans(), dice=st.integers(0, 40))
    def abort(self, is_requestor: bool, dice: int) -> None:
        if dice != 40:  # or hardly any association would last
            return
        side = self.r if is_requestor else self.a
        was_over = side.session.is_over
        side.session.abort()
        self.has_aborted = self.has_aborted or (not was_over and side.session.is_over)

    # What always holds.

    @invariant()
    def nobody_breaks_the_rules(self) -> None:
        for side in (self.r, self.a):
            side.session.raise_failure()

    @invariant()
    def messages_come_in_order(self) -> None:
        assert self.a.got == self.r.sent[: len(self.a.got)]
        assert self.r.got == self.a.sent[: len(self.r.got)]

    def teardown(self) -> None:
        for _ in range(2000):
            self.post()
            before = bytes(self.r.wire), bytes(self.a.wire), self.r.is_cut_off, self.a.is_cut_off
            self.deliver(self.a, self.r, 1000)
            self.deliver(self.r, self.a, 1000)
            if before == (b"", b"", self.r.is_cut_off, self.a.is_cut_off):
                break
        self.nobody_breaks_the_rules()
        if not self.has_aborted:
            assert self.a.got == self.r.sent
            assert self.r.got == self.a.sent
        accepted = [event for event in self.r.told if isinstance(event, AssociateAc)]
        if self.r.session.state in (STA6, STA7, STA9, STA12) and not self.has_aborted:
            assert accepted
        released = [isinstance(event, (ReleaseRq, ReleaseRp)) for side in (self.r, self.a) for event in side.told]
        if self.r.session.state == self.a.session.state == STA6:
            assert not any(released)


Conversation.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestConversation = Conversation.TestCase
