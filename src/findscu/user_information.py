"""The user information item: what two applications tell each other while they associate (PS3.7 Annex D.3.3).

Every sub-item has its field here, in both directions, and those that nobody knows are kept as they came. What the
answers mean for a query is the matter of `negotiation`.
"""

from __future__ import annotations

from .records import Record
from .wire import encode_counted, encode_item, encode_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .wire import Reader

# User identity types (PS3.7 Table D.3-14).
USER_NAME, USER_NAME_AND_PASSCODE, KERBEROS, SAML, JWT = 1, 2, 3, 4, 5


class OperationsWindow(Record):
    """How many operations may be outstanding at once; 0 means any number (PS3.7 Tables D.3-7 and D.3-8)."""

    invoked: int = 1
    performed: int = 1


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


class UserInformation(Record):
    """The sub-items of one user information item.

    Attributes:
        maximum_length: the longest P-DATA-TF body in bytes that the sender can receive; 0 means any length.
        implementation_class_uid: which implementation the sender is; None if it does not say.
        implementation_version_name: and in which version, up to 16 characters; None if it does not say.
        operations_window: None if not negotiated, which means one operation at a time.
        role_selections: one for each SOP class whose roles are negotiated.
        extended_negotiations: one for each SOP class that has it.
        common_extended_negotiations: one for each SOP class that has it; only a requestor sends them.
        user_identity: who asks; only a requestor sends it.
        user_identity_response: the acceptor's answer to it: a Kerberos ticket, a SAML response or nothing (b"").
            None if there was no answer.
        unknown_items: everything else.
    """

    maximum_length: int = 0
    implementation_class_uid: str | None = None
    implementation_version_name: str | None = None
    operations_window: OperationsWindow | None = None
    role_selections: tuple[RoleSelection, ...] = ()
    extended_negotiations: tuple[ExtendedNegotiation, ...] = ()
    common_extended_negotiations: tuple[CommonExtendedNegotiation, ...] = ()
    user_identity: UserIdentity | None = None
    user_identity_response: bytes | None = None
    unknown_items: tuple[UnknownItem, ...] = ()


def encode_user_information(information: UserInformation) -> bytes:
    """Encode the content of a user information item.

    Layout: sub-items in ascending order of their type. The standard leaves the order open, but warns that older
    applications expect this one.

    Raises:
        LocalProtocolError: something is too long for its length field.
    Source: PS3.8 §9.3.2.3, PS3.7 Annex D.3.3.
    """
    items = [(one.item_type, one.content) for one in information.unknown_items]
    for item_type, (field, encode, _) in _SUB_ITEMS.items():
        value = getattr(information, field)
        values = value if _repeats(field) else (value,)
        items += [(item_type, encode(one)) for one in values if one is not None]
    items.sort(key=lambda item: item[0])
    return b"".join(encode_item(item_type, content) for item_type, content in items)


def decode_user_information(reader: Reader) -> UserInformation:
    """Decode the content of a user information item.

    Sub-items may come in any order. Of one that may stand once, the last counts.

    Raises:
        MalformedPdu: a sub-item's fields do not fill its length exactly.
    Source: PS3.8 §9.3.2.3, PS3.7 Annex D.3.3.
    """
    found: dict[str, list[Any]] = {}
    for item_type, item in reader.items():
        if item_type in _SUB_ITEMS:
            field, _, decode = _SUB_ITEMS[item_type]
            value = decode(item)
        else:
            field, value = "unknown_items", UnknownItem(item_type, item.rest())
        found.setdefault(field, []).append(value)
    fields: dict[str, Any] = {name: tuple(values) if _repeats(name) else values[-1] for name, values in found.items()}
    return UserInformation(**fields)


def _repeats(field: str) -> bool:
    return isinstance(getattr(UserInformation, field), tuple)


# One pair of functions for each sub-item; the table that follows them binds both to the type and the field.


def _encode_maximum_length(length: int) -> bytes:
    return length.to_bytes(4, "big")


def _decode_maximum_length(item: Reader) -> int:
    return item.uint(4)


def _decode_implementation_class_uid(item: Reader) -> str:
    return item.uid()


def _encode_version_name(name: str) -> bytes:
    return name.encode("latin-1", "replace")


def _decode_version_name(item: Reader) -> str:
    return item.rest().rstrip(b"\0 ").decode("latin-1")  # ASCII by the standard; no reason to refuse anybody


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


_SUB_ITEMS: dict[int, tuple[str, Callable[[Any], bytes], Callable[[Reader], Any]]] = {
    0x51: ("maximum_length", _encode_maximum_length, _decode_maximum_length),
    0x52: ("implementation_class_uid", encode_uid, _decode_implementation_class_uid),
    0x53: ("operations_window", _encode_operations_window, _decode_operations_window),
    0x54: ("role_selections", _encode_role_selection, _decode_role_selection),
    0x55: ("implementation_version_name", _encode_version_name, _decode_version_name),
    0x56: ("extended_negotiations", _encode_extended, _decode_extended),
    0x57: ("common_extended_negotiations", _encode_common, _decode_common),
    0x58: ("user_identity", _encode_user_identity, _decode_user_identity),
    0x59: ("user_identity_response", _encode_user_identity_response, _decode_user_identity_response),
}
"""Sub-item type: its field of `UserInformation`, which is a tuple where the sub-item may repeat; its codec."""
