"""Every error findscu raises, as one tree. The type answers whose fault it was.

FindscuError                          `.hint` one imperative sentence, `.peer` "AET@host:port" or ""
├─ UsageError (ValueError)            my call
│  ├─ InvalidAETitle
│  ├─ InvalidKey                      `.key`, `.position`: the character of the key that is wrong
│  ├─ InvalidQuery                    a query, a query file or a peer's address that cannot be used
│  ├─ InvalidState                    a call that does not fit what the association is doing
│  ├─ MissingExtra                    `.package`: what is not installed and has to be for this
│  └─ TlsSetupError                   `.what`, `.path`: a key, certificate, profile... that cannot be used
├─ NetworkError (OSError)             the wire
│  ├─ ConnectError
│  │  └─ ProxyError                   `.status`: of HTTP, 0 when it gave none
│  ├─ TlsError                        `.reason`: OpenSSL's name of it, `.detail`: its words
│  └─ ConnectionLost
├─ DicomTimeout (TimeoutError)        the clock; `.limit`, `.elapsed` in seconds
│  ├─ ConnectTimeout
│  │  └─ HandshakeTimeout             the TCP connection stood, TLS did not
│  ├─ AssociationTimeout
│  ├─ ResponseTimeout
│  ├─ ReleaseTimeout
│  ├─ IdleTimeout
│  └─ TotalTimeout                    the conversation as a whole took longer than `max_time`
├─ AssociationError                   the peer's refusal
│  ├─ AssociationRejected             `.result`, `.source`, `.reason`, `.is_transient`
│  ├─ AssociationAborted              `.source`, `.reason`
│  └─ NoAcceptedContext               `.reasons`: one sentence for each refused context
├─ ProtocolError                      broken rules
│  ├─ LocalProtocolError              ours
│  └─ RemoteProtocolError             the peer's bug; `.abort_reason` for the A-ABORT that answers it
│     ├─ ForeignProtocol              `.protocol`: what it speaks instead of DICOM
│     ├─ MalformedPdu                 `.offset` in bytes
│     ├─ UnexpectedPdu
│     ├─ MalformedMessage
│     └─ LimitExceeded
├─ DataError                          an identifier
│  ├─ DecodeError                     `.path`, `.offset`, `.vr`
│  ├─ EncodeError                     `.path`, `.vr`
│  └─ UnsupportedCharset (UsageError) a name that no character set has; what a peer declares never raises it
└─ StatusError                        the peer's failing answer: `.status`, `.meaning`, `.error_comment`,
   └─ IncompleteList                  `.offending_elements`, `.match_count`; a status that is no failure, but no
                                      Success either, where a whole list was asked for

Messages are lower case, state the fact and what was expected, and never hold an attribute's value from the wire.
All of them pickle, attributes included.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class FindscuError(Exception):
    """Base of all errors. `hint` says what to do about it, `peer` who was being asked (both may be "").

    `amid` is what a query broke off in the middle of, see `Session.amid`; "" between messages.
    """

    amid: str = ""

    def __init__(self, message: str, *, hint: str = "", peer: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.peer = peer
        self.__dict__.update(details)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _rebuild(cls: type[FindscuError], message: str, attributes: dict[str, Any]) -> FindscuError:
    error = cls(message)
    error.__dict__.update(attributes)
    return error


class UsageError(FindscuError, ValueError):
    """The call cannot be carried out as it was made."""


class InvalidAETitle(UsageError):
    """An AE title that PS3.5 §6.2 does not allow (1 to 16 printable ASCII characters, no backslash)."""


class InvalidKey(UsageError):
    """A `-k` key that cannot be read or encoded; `position` counts characters of `key` from 0."""

    key: str = ""
    position: int = 0


class InvalidQuery(UsageError):
    """A query, query file or peer address that cannot be used."""


class InvalidState(UsageError):
    """A call that does not fit what the association is doing."""


class MissingExtra(UsageError):
    """What was asked for needs a `package` that comes with an extra of findscu, and is not installed."""

    package: str = ""


class TlsSetupError(UsageError):
    """Something that TLS needs cannot be used: `what` it is ("key", "certificate", "profile"...), `path` its file."""

    what: str = ""
    path: str = ""


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


class DataError(FindscuError):
    """An identifier that cannot be read or written."""


class DecodeError(DataError):
    """A data set whose structure is broken; `path` such as "(0040,0100)[0]", `offset` in bytes."""

    path: str = ""
    offset: int = 0
    vr: str = ""


class EncodeError(DataError):
    """A value that its VR or the transfer syntax cannot hold."""

    path: str = ""
    vr: str = ""


class UnsupportedCharset(DataError, UsageError):
    """A Specific Character Set that nobody here can decode or encode, named by the user; a peer's never raises."""


class StatusError(FindscuError):
    """The final response carried a failing status (PS3.7 Annex C, PS3.4)."""

    status: int = 0
    meaning: str = ""
    error_comment: str = ""
    offending_elements: tuple[int, ...] = ()
    match_count: int = 0


class IncompleteList(StatusError):
    """The peer ended the list by itself, with a warning or as if cancelled, where all of it was wanted as one value."""
