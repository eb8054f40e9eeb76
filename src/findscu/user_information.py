"""What two applications may tell each other while they associate, besides lengths and names (PS3.7 Annex D.3.3).

The item itself and the three sub-items that everybody sends stand in `associate`, which loads this module when one
of the others is to be sent or has come. What the answers mean for a query is the matter of `negotiation`.
"""

from __future__ import annotations

from .associate import OperationsWindow
from .records import Record
from .wire import encode_counted, encode_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .associate import SubItem
    from .wire import Reader

# User identity types (PS3.7 Table D.3-14).
USER_NAME, USER_NAME_AND_PASSCODE, KERBEROS, SAML, JWT = 1, 2, 3, 4, 5


class RoleSelection(Record):
    """Which roles the requestor proposes, or the acceptor allows it, for a SOP class (PS3.7 Tables D.3-9, D.3-10)."""

    sop_class_uid: str
    is_scu: bool = True
    is_scp: bool = False


class ExtendedNegotiation(Record):
    """What a service class negotiates for itself; its parts of PS3.4 give the bytes a meaning (PS3.7 Table D.3-11)."""

    sop_class_uid: str
    application_information: bytes = b""


class CommonExtendedNegotiation(Record):
    """To which service class, and to which more general SOP classes, a SOP class belongs (PS3.7 Table D.3-12)."""

    sop_class_uid: str
    service_class_uid: str
    related_general_sop_class_uids: tuple[str, ...] = ()


class UserIdentity(Record):
    """Who asks (PS3.7 Table D.3-14).

    Attributes:
        identity_type: USER_NAME, USER_NAME_AND_PASSCODE, KERBEROS, SAML or JWT.
        primary: user name in UTF-8, Kerberos service ticket, SAML assertion or JSON web token.
        secondary: passcode in UTF-8; empty unless the type is USER_NAME_AND_PASSCODE.
        wants_response: whether the peer shall say that it accepts the identity.
    """

    identity_type: int
    primary: bytes
    secondary: bytes = b""
    wants_response: bool = False

    def __repr__(self) -> str:  # what lets somebody in must not end in a log
        return f"UserIdentity(identity_type={self.identity_type}, wants_response={self.wants_response}, ...)"


class UnknownItem(Record):
    """A sub-item that this module does not know, as it came."""

    item_type: int
    content: bytes


# One pair of functions for each sub-item; the table that follows them binds both to its type.


def _encode_operations_window(window: OperationsWindow) -> bytes:
    return window.invoked.to_bytes(2, "big") + window.performed.to_bytes(2, "big")


def _decode_operations_window(item: Reader) -> OperationsWindow:
    return OperationsWindow(invoked=item.uint(2), performed=item.uint(2))


def _encode_role_selection(role: RoleSelection) -> bytes:
    return encode_counted(encode_uid(role.sop_class_uid), "SOP class UID") + bytes((role.is_scu, role.is_scp))


def _decode_role_selection(item: Reader) -> RoleSelection:
    return RoleSelection(item.counted_uid(), is_scu=item.uint(1) == 1, is_scp=item.uint(1) == 1)


def _encode_extended(extended: ExtendedNegotiation) -> bytes:
    return encode_counted(encode_uid(extended.sop_class_uid), "SOP class UID") + extended.application_information


def _decode_extended(item: Reader) -> ExtendedNegotiation:
    return ExtendedNegotiation(item.counted_uid(), item.rest())


def _encode_common(common: CommonExtendedNegotiation) -> bytes:
    related = [encode_counted(encode_uid(uid), "SOP class UID") for uid in common.related_general_sop_class_uids]
    return (
        encode_counted(encode_uid(common.sop_class_uid), "SOP class UID")
        + encode_counted(encode_uid(common.service_class_uid), "service class UID")
        + encode_counted(b"".join(related), "related general SOP classes")
    )


def _decode_common(item: Reader) -> CommonExtendedNegotiation:
    sop_class_uid, service_class_uid = item.counted_uid(), item.counted_uid()
    related = item.section(item.uint(2), "related general SOP classes")
    uids = []
    while not related.is_done:
        uids.append(related.counted_uid())
    item.rest()  # reserved, of a length that "shall not be tested when received"
    return CommonExtendedNegotiation(sop_class_uid, service_class_uid, tuple(uids))


def _encode_user_identity(identity: UserIdentity) -> bytes:
    return (
        bytes((identity.identity_type, identity.wants_response))
        + encode_counted(identity.primary, "user identity")
        + encode_counted(identity.secondary, "passcode")
    )


def _decode_user_identity(item: Reader) -> UserIdentity:
    identity_type, wants_response = item.take(2)
    return UserIdentity(identity_type, item.counted(), item.counted(), wants_response=wants_response == 1)


def _encode_user_identity_response(response: bytes) -> bytes:
    return encode_counted(response, "server response")


def _decode_user_identity_response(item: Reader) -> bytes:
    return item.counted()


def unknown_sub_item(item_type: int) -> SubItem:
    """Return the row of a sub-item that nobody here knows: it is kept as it came."""
    return "unknown_items", lambda item: item.content, lambda reader: UnknownItem(item_type, reader.rest())


SUB_ITEMS: dict[int, SubItem] = {
    0x53: ("operations_window", _encode_operations_window, _decode_operations_window),
    0x54: ("role_selections", _encode_role_selection, _decode_role_selection),
    0x56: ("extended_negotiations", _encode_extended, _decode_extended),
    0x57: ("common_extended_negotiations", _encode_common, _decode_common),
    0x58: ("user_identity", _encode_user_identity, _decode_user_identity),
    0x59: ("user_identity_response", _encode_user_identity_response, _decode_user_identity_response),
}
"""Rows for the table of `associate`."""
