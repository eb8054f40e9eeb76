"""Everything that decides an association before there is one; the options of `connect` and `find`."""

from __future__ import annotations

from .associate import AE_TITLE_LENGTH, AssociateRq, PresentationContextRq, validate_ae_title
from .errors import InvalidQuery
from .identifier import SYNTAXES
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
from .user_information import ExtendedNegotiation

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping, Sequence
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
        address_family: str
        deflate_level: int
        without_new_vrs: bool
        is_lenient: bool
        extended_negotiation: Mapping[str, bytes]
        takes_any_response: bool
        aborts_as_provider: bool
        network_timeout: float
        is_abrupt: bool
        is_strict: bool
        drops_when_silent: bool
        tls: ssl.SSLContext | None
        tls_timeout: float | None
        tls_server_name: str | None
        tls_pins: Sequence[str]


MIN_PDU_LENGTH = 16
"""Less has no room for a command set that anybody would want to send."""

DEFAULT_MODELS = ("study", "patient", "worklist", "ups-pull", "verification")
ADDRESS_FAMILIES = ("", "ipv4", "ipv6")
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
        address_family: "ipv4" or "ipv6" to use only that; "" for whatever the host has.
        deflate_level: how hard to try when a query goes out deflated, 0 (not at all) to 9.
        without_new_vrs: send the VRs that came after 1993 (`encoder.NEW_VRS`) as OB, for peers of that age.
        is_lenient: send AE titles as they are, cut at 16 characters, even if PS3.5 §6.2 does not allow them; and
            propose PDU lengths below 16.
        extended_negotiation: what to propose for a SOP class, by its UID: the application information that PS3.4 lays
            down for it; `Association.negotiated` has what the peer answers.
        takes_any_response: take each C-FIND-RSP for an answer to the query under way, whatever message and context it
            names, and a pending one without an identifier too.
        aborts_as_provider: when no context was accepted, or the release is not answered, send an A-ABORT of the service
            provider instead of a release, or of the service user's A-ABORT; and give no reasons.
        network_timeout: how long the association may lie idle, with nothing asked, before it is used or released; one
            that lay longer is aborted.
        tls: speak TLS with this context, see `tls.make_context`.
        tls_timeout: for the TLS handshake; None for what is left of `connect_timeout`.
        tls_server_name: the host that the peer's certificate must be for, and that is asked for (SNI); None for the
            peer's host, "" for none.
        tls_pins: SHA-256 of certificates or keys, of which the peer must have one; see `tls.pins`.
        is_abrupt: do as DCMTK does with the reserved byte of a proposed context, and with the end of an association: an
            A-ABORT of the user amid a query, also when the peer wants to release it then, and not a word anywhere else.
        is_strict: refuse fragments of odd length, and PDUs longer than we said we take; and take a pending response to
            have an identifier, any other to have none, whatever it says. A C-CANCEL goes out even if it is too late.
        drops_when_silent: when a response is late, close the connection without an A-ABORT.
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
    address_family: str = ""
    deflate_level: int = 6
    without_new_vrs: bool = False
    is_lenient: bool = False
    extended_negotiation: Mapping[str, bytes] = {}
    takes_any_response: bool = False
    aborts_as_provider: bool = False
    network_timeout: float = 604_800.0
    is_abrupt: bool = False
    is_strict: bool = False
    drops_when_silent: bool = False
    tls: ssl.SSLContext | None = None
    tls_timeout: float | None = None
    tls_server_name: str | None = None
    tls_pins: Sequence[str] = ()

    @property
    def asked(self) -> Peer:
        """The peer with the AE title that it is called by."""
        title = self.called_ae_title or self.peer.called_ae_title or DEFAULT_CALLED_AE_TITLE
        return self.peer.replace(called_ae_title=title)

    def check(self) -> None:
        """Look at what can be looked at before anything connects.

        Raises:
            InvalidAETitle: an AE title that PS3.5 §6.2 does not allow.
            InvalidQuery: a port, time-out or length that makes no sense, a transfer syntax that we cannot write.
            UsageError: an unknown model, none or too many.
        """
        self.request()
        if not 1 <= self.peer.port <= 65535:
            raise InvalidQuery(f"port is {self.peer.port}, expected 1 to 65535")
        if not self.transfer_syntaxes or not SYNTAXES.keys() >= set(self.transfer_syntaxes):
            raise InvalidQuery(f"transfer_syntaxes is {self.transfer_syntaxes!r}, expected some of {tuple(SYNTAXES)}")
        for name in self._fields:
            value = getattr(self, name)
            if name.endswith("_timeout") and value is not None and not 0 < value < float("inf"):
                raise InvalidQuery(f"{name} is {value}, expected seconds: finite and more than 0")
        if self.address_family not in ADDRESS_FAMILIES:
            raise InvalidQuery(f"address_family is {self.address_family!r}, expected one of {ADDRESS_FAMILIES}")
        if not 0 <= self.deflate_level <= 9:
            raise InvalidQuery(f"deflate_level is {self.deflate_level}, expected 0 to 9")
        least = 1 if self.is_lenient else MIN_PDU_LENGTH
        if self.max_pdu_length and not least <= self.max_pdu_length < 1 << 32:
            raise InvalidQuery(f"max_pdu_length is {self.max_pdu_length}, expected 0, or {least} to 4294967295")

    def request(self) -> AssociateRq:
        """Return the A-ASSOCIATE-RQ that these settings amount to."""
        abstract_syntaxes = dict.fromkeys(_abstract_syntax(model) for model in self.models)
        return AssociateRq(
            called_ae_title=self._title(self.asked.called_ae_title),
            calling_ae_title=self._title(self.calling_ae_title),
            presentation_contexts=self._contexts(abstract_syntaxes),
            user_information=OUR_USER_INFORMATION.replace(
                maximum_length=self.max_pdu_length,
                extended_negotiations=tuple(
                    [ExtendedNegotiation(uid, said) for uid, said in self.extended_negotiation.items()]
                ),
            ),
        )

    def _contexts(self, abstract_syntaxes: Iterable[str]) -> tuple[PresentationContextRq, ...]:
        contexts = propose(abstract_syntaxes, self.transfer_syntaxes)
        return tuple(context.replace(reserved=0xFF) for context in contexts) if self.is_abrupt else contexts

    def _title(self, text: str) -> str:
        return text[:AE_TITLE_LENGTH] if self.is_lenient else validate_ae_title(text)


def _abstract_syntax(model: str | Model) -> str:
    if not isinstance(model, str):
        return model.uid
    return VERIFICATION if model == "verification" else model_of(model).uid
