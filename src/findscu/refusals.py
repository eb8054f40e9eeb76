"""What a peer's refusal means and what to do about it: A-ASSOCIATE-RJ, A-ABORT, refused presentation contexts.

Each function gives the words for the numbers of its table in PS3.8, and one line of advice. Numbers that the standard
reserves are told as numbers: peers do send them. Nothing here is needed while all goes well, so import it late.
"""

from __future__ import annotations

from .records import Record

_SEE_LOG = "look into the peer's log, which may say more"

_REJECTION_SOURCES = {
    1: "the peer's application",
    2: "the peer's association layer (ACSE)",
    3: "the peer's presentation layer",
}

# (source, reason): words, advice. Source: PS3.8 Table 9-21.
_REJECTIONS = {
    (1, 1): (
        "no reason given",
        "check both AE titles (-aet, -aec), and that the peer lists this host with its address; its log may say more",
    ),
    (1, 2): (
        "application context name not supported",
        "check the port: what listens there is no ordinary DICOM application",
    ),
    (1, 3): (
        "calling AE title not recognized",
        "have this AE title (-aet) entered in the peer's configuration, or use one that is",
    ),
    (1, 7): (
        "called AE title not recognized",
        "check the called AE title (-aec) against the peer's own, letter case included",
    ),
    (2, 1): ("no reason given", _SEE_LOG),
    (2, 2): ("protocol version not supported", "check the port: the peer does not speak version 1 of the protocol"),
    (3, 1): ("temporary congestion", "try again later"),
    (3, 2): (
        "local limit exceeded",
        "try again when the peer has fewer associations open, or have its limit raised",
    ),
}

# Reason: words, advice. Source: PS3.8 Table 9-26, source 2 (service provider).
_PROVIDER_ABORTS = {
    0: ("reason not specified", _SEE_LOG),
    1: ("unrecognized PDU", "check that this is the peer's DICOM port, and that it does not want TLS"),
    2: ("unexpected PDU", "check the peer's log: it and this program disagree about the state of the association"),
    4: ("unrecognized PDU parameter", "negotiate less: leave out extended negotiation and user identity"),
    5: ("unexpected PDU parameter", "negotiate less: leave out extended negotiation and user identity"),
    6: ("invalid PDU parameter value", "check the AE titles (-aet, -aec) and the maximum PDU length (-pdu)"),
}

# Result: words, advice. Source: PS3.8 Table 9-18.
_CONTEXT_RESULTS = {
    0: ("accepted", ""),
    1: ("refused by the peer's application", "check that the peer lets this AE title (-aet) query"),
    2: ("refused without a reason", _SEE_LOG),
    3: ("abstract syntax not supported", "ask for another information model (-P -S -W, or -M NAME)"),
    4: ("transfer syntaxes not supported", "propose Implicit VR Little Endian, which every peer must accept"),
}


class Refusal(Record):
    """A presentation context that cannot be used.

    Attributes:
        context_id: that of the proposal, or of an answer to none.
        abstract_syntax: what was proposed; "" if nothing was.
        reason: why it cannot be used, in words.
        hint: what to do about it; may be "".
    """

    context_id: int
    abstract_syntax: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        return f"context {self.context_id} ({self.abstract_syntax or 'not proposed'}): {self.reason}"


def describe_rejection(result: int, source: int, reason: int) -> tuple[str, str]:
    """Say what an A-ASSOCIATE-RJ means: (text, hint).

    Source: PS3.8 §9.3.4, Table 9-21.
    """
    lasting = {1: "permanently", 2: "for now"}.get(result, f"with result {result}")
    words, hint = _REJECTIONS.get((source, reason), (f"reason {reason}", _SEE_LOG))
    rejector = _REJECTION_SOURCES.get(source, f"source {source}")
    return f"association rejected {lasting} by {rejector}: {words}", hint


def describe_abort(source: int, reason: int) -> tuple[str, str]:
    """Say what an A-ABORT means: (text, hint). The reason counts only if the service provider aborted (source 2).

    Source: PS3.8 §9.3.8, Table 9-26.
    """
    if source == 2:
        words, hint = _PROVIDER_ABORTS.get(reason, (f"reason {reason}", _SEE_LOG))
        return f"association aborted by the peer's upper layer: {words}", hint
    aborter = "the peer's application" if source == 0 else f"the peer, source {source}"
    return f"association aborted by {aborter}", _SEE_LOG


def describe_context_result(result: int) -> tuple[str, str]:
    """Say what the result of a presentation context means: (text, hint).

    Source: PS3.8 §9.3.3.2, Table 9-18.
    """
    return _CONTEXT_RESULTS.get(result, (f"refused with result {result}", _SEE_LOG))
