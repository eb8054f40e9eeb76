"""What goes wrong, and how a query ends, in pynetdicom's words.

Where pynetdicom shows a traceback, its message stands alone; where it has no words because it hangs or loses its way,
ours are near to the ones it has.
"""

from __future__ import annotations

from ...errors import (
    AssociationAborted,
    AssociationRejected,
    AssociationTimeout,
    ConnectError,
    ConnectionLost,
    ConnectTimeout,
    EncodeError,
    FindscuError,
    InvalidKey,
    MalformedMessage,
    NoAcceptedContext,
    RemoteProtocolError,
    ResponseTimeout,
    TlsError,
    UsageError,
)
from .request import UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCES = {1: "Service User", 2: "Service Provider (ACSE)", 3: "Service Provider (Presentation)"}
_RESULTS = {1: "Rejected Permanent", 2: "Rejected Transient"}
_REASONS = {
    (1, 1): "No reason given",
    (1, 2): "Application context name not supported",
    (1, 3): "Calling AE title not recognised",
    (1, 7): "Called AE title not recognised",
    (2, 1): "No reason given",
    (2, 2): "Protocol version not supported",
    (3, 1): "Temporary congestion",
    (3, 2): "Local limit exceeded",
    **{(1, reason): "Reserved" for reason in (4, 5, 6, 8, 9, 10)},
    **{(3, reason): "Reserved" for reason in (0, 3, 4, 5, 6, 7)},
}

_MESSAGES = {"CEchoRq": "C-ECHO", "CEchoRsp": "C-ECHO", "CCancelRq": "C-CANCEL"}

_FAILURES = frozenset((0x0105, 0x0106, *range(0x0110, 0x0125), *range(0x0210, 0x0214))) - {0x0116}
_CATEGORIES = {0x0000: "Success", 0xFE00: "Cancel", 0x0107: "Warning", 0x0116: "Warning", 0x0001: "Warning"}


def category_of(code: int) -> str:
    """Return pynetdicom's word for a kind of status."""
    if code in _CATEGORIES:
        return _CATEGORIES[code]
    if code in _FAILURES or code >> 12 in (0xA, 0xC):
        return "Failure"
    return "Warning" if code >> 12 == 0xB else "Unknown"


def _unknown_type(error: FindscuError) -> int | None:
    """Return the type of a PDU that is none; None for any other error."""
    pdu_type: int | None = getattr(error, "pdu_type", None)
    return None if pdu_type is None or 1 <= pdu_type <= 7 else pdu_type


def lines_of_failure(error: FindscuError) -> Iterator[tuple[str, str]]:
    """Yield what is logged when there is no association, or no query for it: the level's letter and the text."""
    if isinstance(error, UnreadableFile):
        yield "E", f"Cannot read input file {error.file}"
        yield "E", str(error)
    elif isinstance(error, InvalidKey):
        yield "E", "Exception raised trying to parse the supplied keywords"
        yield "E", str(error)
    elif isinstance(error, EncodeError):
        yield "E", "pydicom.write_dataset() failed:"
        yield "E", str(error)
        yield "E", "Failed to encode the supplied Dataset"
    elif isinstance(error, NoAcceptedContext):
        yield "E", "No accepted presentation contexts"
    elif isinstance(error, (ConnectError, ConnectTimeout, TlsError)):
        yield "E", "Association request failed: unable to connect to remote"
        yield "E", f"TCP Initialisation Error: {getattr(error, 'reason', '') or error}"
        yield "I", "Aborting Association"
    elif isinstance(error, AssociationTimeout):
        yield "E", "ACSE timeout reached while waiting for response to association request"
        yield "I", "Aborting Association"
    elif isinstance(error, AssociationRejected):
        yield from _rejection(error)
    elif isinstance(error, (AssociationAborted, ConnectionLost)):
        yield "E", "Association Aborted"
    elif isinstance(error, UsageError):
        yield "E", str(error)
    elif (pdu_type := _unknown_type(error)) is not None:
        yield "E", f"Unknown PDU type received '0x{pdu_type:02X}'"
        yield "E", "Association Aborted"
    else:
        yield "E", "Unable to decode the received PDU data"
        yield "E", str(error)
        yield "E", "Association Aborted"


def _rejection(error: AssociationRejected) -> Iterator[tuple[str, str]]:
    unknown = "(no value available)"
    reason = _REASONS.get((error.source, error.reason), unknown)
    yield "E", "Association Rejected"
    yield "E", f"Result: {_RESULTS.get(error.result, unknown)}, Source: {_SOURCES.get(error.source, unknown)}"
    yield "E", f"Reason: {reason}"


def lines_of_end(error: FindscuError) -> Iterator[tuple[str, str]]:
    """Yield what is logged when something else than a final response ends a query."""
    if isinstance(error, ResponseTimeout):
        yield "E", "DIMSE timeout reached while waiting for message response"
        yield "I", "Aborting Association"
    elif isinstance(error, MalformedMessage):
        kind = _MESSAGES.get(error.received, "")
        what = f"unexpected {kind} message" if kind else "invalid C-FIND response"
        yield "E", f"Received an {what} from the peer"
        yield "I", "Aborting Association"
    elif (pdu_type := _unknown_type(error)) is not None:
        yield "E", f"Unknown PDU type received '0x{pdu_type:02X}'"
        yield "E", "Connection closed while waiting for DIMSE message"
    elif isinstance(error, RemoteProtocolError):
        yield "E", "Unable to decode the received PDU data"
        yield "E", str(error)
        yield "E", "Connection closed while waiting for DIMSE message"
    elif not isinstance(error, AssociationAborted) or error.source:
        yield "E", "Connection closed while waiting for DIMSE message"
