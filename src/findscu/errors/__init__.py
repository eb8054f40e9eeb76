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
All of them pickle, attributes included. What only a peer can cause is in `conversation`, what is wrong with a call or
with an identifier in `content`; both are loaded when they are needed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .content import (
        DataError,
        DecodeError,
        EncodeError,
        InvalidAETitle,
        InvalidKey,
        InvalidQuery,
        InvalidState,
        MissingExtra,
        TlsSetupError,
        UnsupportedCharset,
    )
    from .conversation import (
        AssociationAborted,
        AssociationError,
        AssociationRejected,
        AssociationTimeout,
        ConnectError,
        ConnectionLost,
        ConnectTimeout,
        DicomTimeout,
        ForeignProtocol,
        HandshakeTimeout,
        IdleTimeout,
        IncompleteList,
        LimitExceeded,
        LocalProtocolError,
        MalformedMessage,
        MalformedPdu,
        NetworkError,
        NoAcceptedContext,
        ProtocolError,
        ProxyError,
        ReleaseTimeout,
        RemoteProtocolError,
        ResponseTimeout,
        StatusError,
        TlsError,
        TotalTimeout,
        UnexpectedPdu,
    )

__all__ = [
    "AssociationAborted",
    "AssociationError",
    "AssociationRejected",
    "AssociationTimeout",
    "ConnectError",
    "ConnectTimeout",
    "ConnectionLost",
    "DataError",
    "DecodeError",
    "DicomTimeout",
    "EncodeError",
    "FindscuError",
    "ForeignProtocol",
    "HandshakeTimeout",
    "IdleTimeout",
    "IncompleteList",
    "InvalidAETitle",
    "InvalidKey",
    "InvalidQuery",
    "InvalidState",
    "LimitExceeded",
    "LocalProtocolError",
    "MalformedMessage",
    "MalformedPdu",
    "MissingExtra",
    "NetworkError",
    "NoAcceptedContext",
    "ProtocolError",
    "ProxyError",
    "ReleaseTimeout",
    "RemoteProtocolError",
    "ResponseTimeout",
    "StatusError",
    "TlsError",
    "TlsSetupError",
    "TotalTimeout",
    "UnexpectedPdu",
    "UnsupportedCharset",
    "UsageError",
]

if not TYPE_CHECKING:  # a module __getattr__ that a type checker sees makes it believe any name

    def __getattr__(name):
        """Load what is in `content` or `conversation`: most queries end well, and a class is 0.1 % of a small one."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import content as module

        if not hasattr(module, name):
            from . import conversation as module
        globals()[name] = error = getattr(module, name)
        return error

    def __dir__():
        """List all errors, loaded or not."""
        return sorted({*globals(), *__all__})


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
