"""What can go wrong with a peer: the wire, the clock, its refusals, broken rules, failing answers.

The whole tree is drawn in `findscu.errors`, where all of these are to be had; this module is loaded when the first of
them is.
"""

from __future__ import annotations

from . import FindscuError


class NetworkError(FindscuError, OSError):
    """The connection failed."""


class ConnectError(NetworkError):
    """No address of the peer accepted a TCP connection; `reason` is the system's, such as "[Errno 111] ..."."""

    reason: str = ""
    unknown_host: str | None = None
    code: int = 0


class ProxyError(ConnectError):
    """The proxy did not open a way to the peer; `status` is HTTP's, 0 when it gave none."""

    status: int = 0


class TlsError(NetworkError):
    """The TLS handshake failed, or the peer refused us right after it (`is_late`, as TLS 1.3 has it).

    `reason` is OpenSSL's name of the failure and `detail` its words; `verify_code` its number for what is wrong with
    the peer's certificate.
    """

    reason: str = ""
    detail: str = ""
    verify_code: int = 0
    is_late: bool = False


class ConnectionLost(NetworkError):
    """The connection ended in the middle of the conversation."""


class DicomTimeout(FindscuError, TimeoutError):
    """The peer did not answer in time; `limit` and `elapsed` in seconds."""

    limit: float = 0.0
    elapsed: float = 0.0


class ConnectTimeout(DicomTimeout):
    """No TCP connection within the limit."""


class HandshakeTimeout(ConnectTimeout):
    """No TLS handshake within the limit."""


class AssociationTimeout(DicomTimeout):
    """No answer to A-ASSOCIATE-RQ within the limit."""


class ResponseTimeout(DicomTimeout):
    """No response message within the limit."""


class ReleaseTimeout(DicomTimeout):
    """No answer to A-RELEASE-RQ within the limit."""


class IdleTimeout(DicomTimeout):
    """The association lay idle for longer than the limit, and was aborted instead of used again."""


class TotalTimeout(DicomTimeout):
    """The association, from connecting on, took longer than `max_time`, whatever it was doing then."""


class AssociationError(FindscuError):
    """The peer refused, or ended, the association."""


class AssociationRejected(AssociationError):
    """A-ASSOCIATE-RJ; the numbers are those of PS3.8 Table 9-21."""

    result: int = 0
    source: int = 0
    reason: int = 0

    @property
    def is_transient(self) -> bool:
        """Whether the peer says that trying again later may work."""
        return self.result == 2


class AssociationAborted(AssociationError):
    """A-ABORT from the peer; the numbers are those of PS3.8 Table 9-26."""

    source: int = 0
    reason: int = 0
    is_release: bool = False


class NoAcceptedContext(AssociationError):
    """The peer accepted the association but no presentation context that the query can use."""

    reasons: tuple[str, ...] = ()


class ProtocolError(FindscuError):
    """The rules of PS3.7 or PS3.8 were broken."""


class LocalProtocolError(ProtocolError):
    """By us: a bug of this library or of its caller."""


class RemoteProtocolError(ProtocolError):
    """By the peer; `abort_reason` is what the A-ABORT answering it carries (PS3.8 Table 9-26).

    `fault` says in a word and numbers what was wrong, for those who have words of their own for it.
    """

    abort_reason: int = 0
    fault: tuple[str | int, ...] = ()


class ForeignProtocol(RemoteProtocolError):
    """What answers speaks another `protocol` than DICOM: "TLS", "HTTP" or "SSH"; its first byte is `pdu_type`."""

    abort_reason = 1
    protocol: str = ""
    pdu_type: int = 0


class MalformedPdu(RemoteProtocolError):
    """A PDU whose bytes contradict PS3.8 §9.3; `offset` counts bytes from the PDU's first.

    `pdu_type` is that of a PDU of a type that nobody knows.
    """

    abort_reason = 6
    offset: int = 0
    pdu_type: int | None = None


class UnexpectedPdu(RemoteProtocolError):
    """A well-formed PDU that PS3.8 Table 9-10 does not allow now."""

    abort_reason = 2


class MalformedMessage(RemoteProtocolError):
    """A DIMSE message that contradicts PS3.7; `received` is its kind where it is none that may come now."""

    received: str = ""


class LimitExceeded(RemoteProtocolError):
    """Something larger than `findscu.limits` allows."""


class StatusError(FindscuError):
    """The final response carried a failing status (PS3.7 Annex C, PS3.4)."""

    status: int = 0
    meaning: str = ""
    error_comment: str = ""
    offending_elements: tuple[int, ...] = ()
    match_count: int = 0


class IncompleteList(StatusError):
    """The peer ended the list by itself, with a warning or as if cancelled, where all of it was wanted as one value."""
