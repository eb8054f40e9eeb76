"""Everything that decides an association before there is one; the options of `connect` and `find`."""

from __future__ import annotations

from . import errors
from .associate import AE_TITLE_LENGTH, AssociateRq, OperationsWindow, PresentationContextRq, validate_ae_title
from .charset import DEFAULT
from .limits import MAX_PDU_LENGTH
from .manners import OURS
from .models import model_of
from .negotiation import OUR_USER_INFORMATION, propose
from .peer import DEFAULT_CALLED_AE_TITLE, DEFAULT_CALLING_AE_TITLE, Peer
from .records import Record
from .uids import (
    EXPLICIT_VR_LITTLE_ENDIAN,
    IMPLICIT_VR_LITTLE_ENDIAN,
    SYNTAXES,
    VERIFICATION,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Sequence
    from typing import TypedDict

    from .charset import Charset
    from .manners import Manners
    from .models import Model
    from .nodes import Node
    from .proxy import Proxy
    from .user_information import ExtendedNegotiation, UserIdentity

    class Options(TypedDict, total=False):
        """The options of `connect`, each a field of `Settings`."""

        called_ae_title: str
        calling_ae_title: str
        models: str | Sequence[str | Model]
        transfer_syntaxes: Sequence[str]
        max_pdu_length: int
        connect_timeout: float
        association_timeout: float
        response_timeout: float
        cancel_timeout: float
        release_timeout: float
        max_time: float | None
        address_family: str
        deflate_level: int
        without_new_vrs: bool
        service_options: Sequence[str]
        extended_negotiation: Sequence[ExtendedNegotiation]
        user_identity: UserIdentity | None
        operations_window: int | None
        network_timeout: float
        tls: ssl.SSLContext | None
        tls_timeout: float | None
        tls_server_name: str | None
        tls_pins: Sequence[str]
        proxy: Proxy | str | None
        continues: bool
        charset: str
        assume_charset: str
        ignores_charset: bool
        manners: Manners


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
            "verification" proposes C-ECHO. A name by itself stands for that model alone.
        transfer_syntaxes: UIDs proposed for each, in order of preference.
        max_pdu_length: the longest P-DATA-TF we take, in bytes without its header; 0 for no maximum.
        connect_timeout: for the TCP connection, all addresses of the peer together.
        association_timeout: for the answer to A-ASSOCIATE-RQ.
        response_timeout: for each response, from when we begin to wait for it.
        cancel_timeout: for the end of the query after C-CANCEL; then A-ABORT.
        release_timeout: for the answer to A-RELEASE-RQ.
        max_time: for everything together, from connecting to the end of the association; what is not done by then is
            aborted. None for as long as the other time-outs allow.
        address_family: "ipv4" or "ipv6" to use only that; "" for whatever the host has.
        deflate_level: how hard to try when a query goes out deflated, 0 (not at all) to 9.
        without_new_vrs: send the VRs that came after 1993 (`encoder.NEW_VRS`) as OB, for peers of that age.
        service_options: what to ask the service for beyond its baseline, such as "fuzzy_names"; see
            `service_options.MEANINGS`. `Association.granted` says what the peer grants.
        extended_negotiation: the same for a SOP class as bytes, in place of what `service_options` would propose for
            it; `Association.negotiated` has what the peer answers.
        user_identity: who asks; see `identities`. `Association.negotiated` has the peer's response.
        operations_window: propose that so many operations may be outstanding, 0 for any number; None proposes nothing.
            One at a time is what we do, whatever comes of it.
        network_timeout: how long the association may lie idle, with nothing asked, before it is used or released; one
            that lay longer is aborted.
        tls: speak TLS with this context, see `tls.make_context`.
        tls_timeout: for the TLS handshake; None for what is left of `connect_timeout`.
        tls_server_name: the host that the peer's certificate must be for, and that is asked for (SNI); None for the
            peer's host, "" for none.
        tls_pins: SHA-256 of certificates or keys, of which the peer must have one; see `tls.pins`.
        proxy: reach the peer through this HTTP proxy, "http://HOST:PORT"; `connect_timeout` covers both.
        continues: whether a Repository Query that the peer cuts short (B001) is continued until it is complete.
        charset: the character set that queries built for this peer are declared and sent in: defined terms as in
            (0008,0005), with a backslash between several. "" for ISO_IR 192 where text needs one, else none.
        assume_charset: how answers are read that declare no character set; also by Python's name of it.
        ignores_charset: read answers so even where they declare another.
        manners: the habits of another program, for whoever takes its place.
        node: the node of the configuration file that these settings come from: queries are put together by its
            information model and its limit, and with its quirks.
    """

    peer: Peer
    called_ae_title: str = ""
    calling_ae_title: str = DEFAULT_CALLING_AE_TITLE
    models: str | Sequence[str | Model] = DEFAULT_MODELS
    transfer_syntaxes: Sequence[str] = DEFAULT_TRANSFER_SYNTAXES
    max_pdu_length: int = MAX_PDU_LENGTH
    connect_timeout: float = 10.0
    association_timeout: float = 30.0
    response_timeout: float = 120.0
    cancel_timeout: float = 5.0
    release_timeout: float = 10.0
    max_time: float | None = None
    address_family: str = ""
    deflate_level: int = 6
    without_new_vrs: bool = False
    service_options: Sequence[str] = ()
    extended_negotiation: Sequence[ExtendedNegotiation] = ()
    user_identity: UserIdentity | None = None
    operations_window: int | None = None
    network_timeout: float = 604_800.0
    tls: ssl.SSLContext | None = None
    tls_timeout: float | None = None
    tls_server_name: str | None = None
    tls_pins: Sequence[str] = ()
    proxy: Proxy | str | None = None
    continues: bool = True
    charset: str = ""
    assume_charset: str = ""
    ignores_charset: bool = False
    manners: Manners = OURS
    node: Node | None = None

    @property
    def asked(self) -> Peer:
        """The peer with the AE title that it is called by."""
        title = self.called_ae_title or self.peer.called_ae_title or DEFAULT_CALLED_AE_TITLE
        return self.peer.replace(called_ae_title=title)

    @property
    def connect_limit(self) -> float:
        """The seconds that connecting may take, in which `max_time` is spent too."""
        return self.connect_timeout if self.max_time is None else min(self.connect_timeout, self.max_time)

    @property
    def assumed_charset(self) -> Charset:
        """How answers are read that declare no character set.

        Raises:
            UnsupportedCharset: there is no such set.
        """
        if not self.assume_charset:
            return DEFAULT
        from .charset_names import assumed_charset

        return assumed_charset(self.assume_charset, is_forced=self.ignores_charset)

    @property
    def route(self) -> Proxy | None:
        """The proxy, if there is one.

        Raises:
            InvalidQuery: its address cannot be used.
        """
        if not isinstance(self.proxy, str):
            return self.proxy
        from .proxy import parse_proxy

        return parse_proxy(self.proxy) if self.proxy else None

    def check(self) -> None:
        """Look at what can be looked at before anything connects.

        Raises:
            InvalidAETitle: an AE title that PS3.5 §6.2 does not allow.
            InvalidQuery: a port, time-out or length that makes no sense, a transfer syntax that we cannot write.
            UsageError: an unknown model, none or too many; an unknown character set.
        """
        self.request()
        self._check_numbers()
        if not self.transfer_syntaxes or not SYNTAXES.keys() >= set(self.transfer_syntaxes):
            raise errors.InvalidQuery(
                f"transfer_syntaxes is {self.transfer_syntaxes!r}, expected some of {tuple(SYNTAXES)}"
            )
        if self.address_family not in ADDRESS_FAMILIES:
            raise errors.InvalidQuery(f"address_family is {self.address_family!r}, expected one of {ADDRESS_FAMILIES}")
        self._check_charsets()
        _ = self.route
        if self.user_identity is not None:
            from .identities import check_identity

            check_identity(self.user_identity)

    def _check_numbers(self) -> None:
        if not 1 <= self.peer.port <= 65535:
            raise errors.InvalidQuery(f"port is {self.peer.port}, expected 1 to 65535")
        for name in self._fields:
            value = getattr(self, name)
            if name.endswith(("_timeout", "max_time")) and value is not None and not 0 < value < float("inf"):
                raise errors.InvalidQuery(f"{name} is {value}, expected seconds: finite and more than 0")
        if not 0 <= self.deflate_level <= 9:
            raise errors.InvalidQuery(f"deflate_level is {self.deflate_level}, expected 0 to 9")
        if self.operations_window is not None and not 0 <= self.operations_window <= 0xFFFF:
            raise errors.InvalidQuery(f"operations_window is {self.operations_window}, expected 0 to 65535")
        least = 1 if self.manners.is_lenient else MIN_PDU_LENGTH
        if self.max_pdu_length and not least <= self.max_pdu_length < 1 << 32:
            raise errors.InvalidQuery(f"max_pdu_length is {self.max_pdu_length}, expected 0, or {least} to 4294967295")

    def _check_charsets(self) -> None:
        if self.ignores_charset and not self.assume_charset:
            raise errors.InvalidQuery(
                "ignores_charset without assume_charset", hint="say which character set holds instead"
            )
        _ = self.assumed_charset
        if self.charset:
            from .charset_names import check_terms

            check_terms(self.charset)

    def request(self) -> AssociateRq:
        """Return the A-ASSOCIATE-RQ that these settings amount to."""
        abstract_syntaxes = dict.fromkeys(map(_abstract_syntax, self._models()))
        return AssociateRq(
            called_ae_title=self._title(self.asked.called_ae_title),
            calling_ae_title=self._title(self.calling_ae_title),
            presentation_contexts=self._contexts(abstract_syntaxes),
            user_information=OUR_USER_INFORMATION.replace(
                maximum_length=self.max_pdu_length,
                extended_negotiations=self._extended_negotiations(),
                user_identity=self.user_identity,
                operations_window=None if self.operations_window is None else OperationsWindow(self.operations_window),
            ),
        )

    def _models(self) -> Sequence[str | Model]:
        return (self.models,) if isinstance(self.models, str) else self.models

    def _extended_negotiations(self) -> tuple[ExtendedNegotiation, ...]:
        if not self.service_options:
            return tuple(self.extended_negotiation)
        from .service_options import check_options, form_of, propose_options

        models = [model_of(uid) for uid in map(_abstract_syntax, self._models()) if uid != VERIFICATION]
        check_options(self.service_options, models)
        fitting = [model for model in models if not set(form_of(model)).isdisjoint(self.service_options)]
        proposed = {model.uid: propose_options(model, self.service_options) for model in fitting}
        proposed |= {one.sop_class_uid: one for one in self.extended_negotiation}
        return tuple(proposed.values())

    def _contexts(self, abstract_syntaxes: Iterable[str]) -> tuple[PresentationContextRq, ...]:
        contexts = propose(abstract_syntaxes, self.transfer_syntaxes)
        return tuple(context.replace(reserved=0xFF) for context in contexts) if self.manners.is_abrupt else contexts

    def _title(self, text: str) -> str:
        return text[:AE_TITLE_LENGTH] if self.manners.is_lenient else validate_ae_title(text)


def _abstract_syntax(model: str | Model) -> str:
    if not isinstance(model, str):
        return model.uid
    return VERIFICATION if model == "verification" else model_of(model).uid
