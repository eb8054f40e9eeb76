"""What is wrong with what somebody gave: the arguments of a call, an identifier. The whole tree stands in `errors`."""

from __future__ import annotations

from . import FindscuError, UsageError


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
