"""Who asks: user identities as users give them, and what keeps one from being sent (PS3.7 §D.3.3.7)."""

from __future__ import annotations

from .associate import UserInformation, encode_user_information
from .errors import LocalProtocolError, UsageError
from .user_information import (
    JWT,
    KERBEROS,
    SAML,
    USER_NAME,
    USER_NAME_AND_PASSCODE,
    UserIdentity,
)

KINDS = {
    USER_NAME: "user name",
    USER_NAME_AND_PASSCODE: "user name and passcode",
    KERBEROS: "Kerberos ticket",
    SAML: "SAML assertion",
    JWT: "JSON web token",
}


def named_user(name: str, passcode: str | None = None, *, wants_response: bool = True) -> UserIdentity:
    """Return the identity of a user by name, and by passcode if there is one."""
    if passcode is None:
        return UserIdentity(USER_NAME, name.encode(), wants_response=wants_response)
    return UserIdentity(USER_NAME_AND_PASSCODE, name.encode(), passcode.encode(), wants_response=wants_response)


def check_identity(identity: UserIdentity) -> None:
    """Look at an identity before anything connects.

    Raises:
        UsageError: a type that PS3.7 does not know, nothing to identify with, or more than an item can hold.
    """
    if identity.identity_type not in KINDS:
        raise UsageError(f"user identity of type {identity.identity_type}, expected 1 to 5")
    if not identity.primary:
        raise UsageError(f"an empty {KINDS[identity.identity_type]} identifies nobody")
    if identity.secondary and identity.identity_type != USER_NAME_AND_PASSCODE:
        raise UsageError(f"a passcode beside a {KINDS[identity.identity_type]}, expected one with a user name only")
    try:
        encode_user_information(UserInformation(user_identity=identity))
    except LocalProtocolError:
        length = len(identity.primary) + len(identity.secondary)
        raise UsageError(f"user identity of {length} bytes, and an item holds 65535 at most") from None


def is_secret(identity: UserIdentity) -> bool:
    """Whether somebody who reads it on the way could use it: anything but a name."""
    return identity.identity_type != USER_NAME
