"""DCMTK's words for what goes wrong: each of its conditions is a module, a code and a text."""

from __future__ import annotations

import os
from errno import EINPROGRESS

from ...dimse import Message
from ...errors import (
    AssociationAborted,
    AssociationTimeout,
    ConnectError,
    ConnectionLost,
    ConnectTimeout,
    EncodeError,
    FindscuError,
    ForeignProtocol,
    HandshakeTimeout,
    NoAcceptedContext,
    ReleaseTimeout,
    RemoteProtocolError,
    ResponseTimeout,
    TlsError,
    UnexpectedPdu,
)
from ...output.dcmtk_names import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...errors import AssociationRejected

PEER_ABORTED = "0006:0317 Peer aborted Association (or never connected)"
PEER_RELEASES = "0006:0319 DUL Peer Requested Release"
NOT_SENT = "0006:020e DIMSE Failed to send message"
NO_CONTEXT = "0006:0208 DIMSE No valid Presentation Context ID"
SILENT = "0006:031a DUL network read timeout"
NO_RESPONSE = "0006:0207 DIMSE No data available (timeout in non-blocking mode)"
NOT_RECEIVED = "0006:020d DIMSE Failed to receive message"
PDV_FAILED = "0006:020c DIMSE Read PDV failed"
CANNOT_BUILD = "0006:0204 DIMSE: Command Build Failed: dimcmd:addUS: Cannot add Uint16: Element: (0000,0100) {}"
NO_DICTIONARY = "0006:0213 Data dictionary missing"
P_DATA_ARRIVED = "0006:0316 DUL P-Data PDU arrived"
CLOSED = "0006:0310 DUL network closed"
NO_HANDSHAKE = "000b:000b TLS read operation did not complete (SSL_ERROR_WANT_READ)"

STATUSES = {
    0x0000: "Success",
    0xFF00: "Pending",
    0xFF01: "Pending: WarningUnsupportedOptionalKeys",
    0xA700: "Refused: OutOfResources",
    0x0122: "Refused: SOPClassNotSupported",
    0xA900: "Error: DataSetDoesNotMatchSOPClass",
    0xFE00: "Cancel: MatchingTerminatedDueToCancelRequest",
}

_RESULTS = {1: "Rejected Permanent", 2: "Rejected Transient"}
_SOURCES = {
    1: "Service User",
    2: "Service Provider (ACSE Related)",
    3: "Service Provider (Presentation Related)",
}
_REASONS = {
    (1, 1): "No Reason",
    (1, 2): "App Context Name Not Supported",
    (1, 3): "Calling AE Title Not Recognized",
    (1, 7): "Called AE Title Not Recognized",
    (2, 1): "No Reason",
    (2, 2): "Protocol Version Not Supported",
    (3, 1): "Temporary Congestion",
    (3, 2): "Local Limit Exceeded",
}


class Condition(FindscuError):
    """Something that has DCMTK's words already: the message is the condition."""


def status_text(status: int) -> str:
    """Return what DCMTK calls a status of C-FIND."""
    if status >> 12 == 0xC:
        return "Failed: UnableToProcess"
    return STATUSES.get(status, f"Unknown Status: 0x{status:x}")


def rejection_lines(error: AssociationRejected) -> tuple[list[str], str]:
    """Return what DCMTK complains of in an A-ASSOCIATE-RJ, and the three lines that say what it means."""
    result, source, reason = error.result, error.source, error.reason
    complaints = []
    for name, number, known in (("result", result, _RESULTS), ("source", source, _SOURCES)):
        if number not in known:
            complaints.append(f"Received invalid A-ASSOCIATE-RJ reject {name} 0x{number:04x}, using default.")
    if (source, reason) not in _REASONS:
        number = source << 8 | reason
        complaints.append(f"Received invalid A-ASSOCIATE-RJ reject reason 0x{number:04x}, using default.")
    words = (_RESULTS.get(result, _RESULTS[1]), _SOURCES.get(source, _SOURCES[1]))
    text = f"Result: {words[0]}, Source: {words[1]}\nReason: {_REASONS.get((source, reason), 'No Reason')}"
    return complaints, f"Association Rejected:\n{text}"


def condition_of(error: FindscuError, *, is_blocking: bool = False) -> str:
    """Return DCMTK's condition for an error: module, code and text, further ones on lines of their own.

    Args:
        error: what went wrong.
        is_blocking: whether responses are waited for without `-td`.
    """
    if isinstance(error, HandshakeTimeout):
        return NO_HANDSHAKE
    if isinstance(error, (Condition, ConnectError, ConnectTimeout)):
        return str(error) if isinstance(error, Condition) else _of_connection(error)
    if isinstance(error, TlsError):
        from .tls_words import describe_tls

        return describe_tls(error)
    if isinstance(error, ForeignProtocol):
        return f"0006:0321 Unrecognized PDU type: {error.pdu_type:2x}"
    if isinstance(error, AssociationAborted):
        return PEER_RELEASES if error.is_release else PEER_ABORTED
    if isinstance(error, RemoteProtocolError):
        return _of_protocol(error)
    if isinstance(error, (ConnectionLost, ResponseTimeout)) and "pdu" in error.amid:
        return _within(error, f"{PDV_FAILED}\n{CLOSED}")
    if is_blocking and isinstance(error, ResponseTimeout):
        return PEER_ABORTED
    return next((text for kind, text in _CONDITIONS if isinstance(error, kind)), f"{NOT_RECEIVED}\n{error.message}")


_CONDITIONS: tuple[tuple[type[FindscuError], str], ...] = (
    (ConnectionLost, PEER_ABORTED),
    (AssociationTimeout, SILENT),
    (ReleaseTimeout, SILENT),
    (ResponseTimeout, NO_RESPONSE),
    (NoAcceptedContext, NO_CONTEXT),
    (EncodeError, NOT_SENT),
)


def _of_protocol(error: RemoteProtocolError) -> str:
    """Return the condition for a breach of the protocol."""
    kind, *numbers = error.fault or ("",)
    if kind == "element":
        name = look_up(int(numbers[0]))[1]
        return f"0006:020b DIMSE: Command Parse Failed: Element: (0000,{numbers[0]:04x}) {name}"
    if error.fault == ("command", 0):
        return "0006:020d DIMSE: receiveCommand: cmdSet->read() Failed\n0001:0004 Invalid stream"
    if kind in _FAULTS:
        return _FAULTS[str(kind)].format(*numbers)
    if isinstance(error, ForeignProtocol):
        return PEER_ABORTED
    if isinstance(error, UnexpectedPdu):
        pdu = getattr(error, "pdu", None)
        if pdu is not None:
            return P_DATA_ARRIVED if isinstance(pdu, Message) else PEER_RELEASES
        return _within(error, f"{PDV_FAILED}\n0000:0000 Normal")
    if kind == "length":
        return _within(
            error, f"{PDV_FAILED}\n0006:0308 DUL Illegal PDU Length {numbers[0]}.  Max expected {numbers[1]}"
        )
    return _within(error, f"{PDV_FAILED}\n{_of_pdu(error)}")


def _of_pdu(error: RemoteProtocolError) -> str:
    pdu_type = getattr(error, "pdu_type", None)
    if pdu_type is not None:
        return f"0006:0321 Unrecognized PDU type: {pdu_type:2x}"
    if error.fault == ("short", 0):
        where = "In DT_2_IndicatePData.  This probably indicates a  malformed P DATA PDU."
        return f"0006:0307 PDU without any PDVs encountered. {where}"
    return f"0006:0307 {error.message}"


def _within(error: FindscuError, text: str) -> str:
    """Put a condition below that of the message, unless it struck while an identifier was read."""
    return text if "identifier" in error.amid else f"{NOT_RECEIVED}\n{text}"


_FAULTS = {
    "message-id": "0006:0211 DIMSE: Unexpected Response MsgId: {} (expected: {})",
    "command": "0006:0211 DIMSE: Unexpected Response Command Field: 0x{:x}",
    "context": f"{NOT_RECEIVED}\n0006:0101 ASC Bad presentation context ID",
    "odd": "0006:020d DIMSE: Odd Fragment Length: {}",
    "fragment": "0006:020f DIMSE Unexpected PDV type",
}
"""By the kind of `RemoteProtocolError.fault`."""


def _of_connection(error: ConnectError | ConnectTimeout) -> str:
    if isinstance(error, ConnectTimeout):
        return f"0006:031c TCP Initialization Error: {os.strerror(EINPROGRESS)} (Timeout)"
    if error.unknown_host is not None:
        return f"0006:0320 Attempt to connect to unknown host: {error.unknown_host}"
    reason = os.strerror(error.code) if error.code else error.message
    return f"0006:031c TCP Initialization Error: {reason}"
