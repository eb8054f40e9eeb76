"""Everything that decides an association before there is one; the options of `connect` and `find`."""

from __future__ import annotations

from .associate import AssociateRq, validate_ae_title
from .errors import InvalidQuery
from .limits import MAX_PDU_LENGTH
from .models import model_of
from .negotiation import OUR_USER_INFORMATION, propose
from .peer import DEFAULT_CALLED_AE_TITLE, DEFAULT_CALLING_AE_TITLE, Peer
from .records import Record
from .uids import (
    EXPLICIT_VR_LITTLE_ENDIAN,
    IMPLICIT_VR_LITTLE_ENDIAN,
    VERIFICATION,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypedDict

    from .models import Model

    class Options(TypedDict, total=False):
        """The options of `connect`, each a field of `Settings`."""

        called_ae_title: str
        calling_ae_title: str
        models: Sequence[str | Model]
        transfer_syntaxes: Sequence[str]
        max_pdu_length: int
        connect_timeout: float
        association_timeout: float
        response_timeout: float
        cancel_timeout: float
        release_timeout: float


DEFAULT_MODELS = ("study", "patient", "worklist", "ups-pull", "verification")
DEFAULT_TRANSFER_SYNTAXES = (EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN)


class Settings(Record):
    """How to reach a peer and what to propose to it. Time-outs are in seconds and finite.

    Attributes:
        peer: whom to ask.
        called_ae_title: the peer's AE title; "" for what `peer` says, or else "ANY-SCP".
        calling_ae_title: ours.
        models: information models to propose, by name, by UID or as `Model`, one presentation context each;
            "verification" proposes C-ECHO.
        transfer_syntaxes: UIDs proposed for each, in order of preference.
        max_pdu_length: the longest P-DATA-TF we take, in bytes without its header; 0 for no maximum.
        connect_timeout: for the TCP connection, all addresses of the peer together.
        association_timeout: for the answer to A-ASSOCIATE-RQ.
        response_timeout: for each response, from when we begin to wait for it.
        cancel_timeout: for the end of the query after C-CANCEL; then A-ABORT.
        release_timeout: for the answer to A-RELEASE-RQ.
    """

    peer: Peer
    called_ae_title: str = ""
    calling_ae_title: str = DEFAULT_CALLING_AE_TITLE
    models: Sequence[str | Model] = DEFAULT_MODELS
    transfer_syntaxes: Sequence[str] = DEFAULT_TRANSFER_SYNTAXES
    max_pdu_length: int = MAX_PDU_LENGTH
    connect_timeout: float = 10.0
    association_timeout: float = 30.0
    response_timeout: float = 120.0
    cancel_timeout: float = 5.0
    release_timeout: float = 10.0

    @property
    def asked(self) -> Peer:
        """The peer with the AE title that it is called by."""
        title = self.called_ae_title or self.peer.called_ae_title or DEFAULT_CALLED_AE_TITLE
        return self.peer.replace(called_ae_title=title)

    def check(self) -> None:
        """Look at what can be looked at before anything connects.

        Raises:
            InvalidAETitle: an AE title that PS3.5 §6.2 does not allow.
            InvalidQuery: a time-out or a length that makes no sense, an unknown model.
        """
        self.request()
        for name in self._fields:
            value = getattr(self, name)
            if name.endswith("_timeout") and not 0 < value < float("inf"):
                raise InvalidQuery(f"{name} is {value}, expected seconds: finite and more than 0")
        if self.max_pdu_length and not 16 <= self.max_pdu_length < 1 << 32:
            raise InvalidQuery(f"max_pdu_length is {self.max_pdu_length}, expected 0, or 16 to 4294967295")

    def request(self) -> AssociateRq:
        """Return the A-ASSOCIATE-RQ that these settings amount to."""
        abstract_syntaxes = dict.fromkeys(_abstract_syntax(model) for model in self.models)
        return AssociateRq(
            called_ae_title=validate_ae_title(self.asked.called_ae_title),
            calling_ae_title=validate_ae_title(self.calling_ae_title),
            presentation_contexts=propose(abstract_syntaxes, self.transfer_syntaxes),
            user_information=OUR_USER_INFORMATION.replace(maximum_length=self.max_pdu_length),
        )


def _abstract_syntax(model: str | Model) -> str:
    if not isinstance(model, str):
        return model.uid
    return VERIFICATION if model == "verification" else model_of(model).uid
