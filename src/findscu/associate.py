"""A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 §9.3.2 and §9.3.3): the proposal and the answer, as records and as bytes.

Items may come in any order, and those that nobody knows are passed over; of the user information's sub-items these are
kept as they came. Whether the answer fits the proposal is the matter of `negotiation`; the sub-items that only some
associations have stand in `user_information`.
"""

from __future__ import annotations

from . import errors
from .records import Record
from .uids import APPLICATION_CONTEXT
from .wire import Reader, encode_item, encode_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from .user_information import (
        CommonExtendedNegotiation,
        ExtendedNegotiation,
        RoleSelection,
        UnknownItem,
        UserIdentity,
    )

    SubItem: TypeAlias = tuple[str, Callable[[Any], bytes], Callable[[Reader], Any]]

AE_TITLE_LENGTH = 16

_APPLICATION_CONTEXT_ITEM = 0x10
_PRESENTATION_CONTEXT_RQ_ITEM = 0x20
_PRESENTATION_CONTEXT_AC_ITEM = 0x21
_ABSTRACT_SYNTAX_ITEM = 0x30
_TRANSFER_SYNTAX_ITEM = 0x40
_USER_INFORMATION_ITEM = 0x50


class PresentationContextRq(Record):
    """A proposal: one abstract syntax, and the transfer syntaxes for it in order of preference (Table 9-13).

    `reserved` is the byte that stands where an answer has its result; nobody tests it.
    """

    context_id: int
    abstract_syntax: str
    transfer_syntaxes: tuple[str, ...]
    reserved: int = 0


class PresentationContextAc(Record):
    """The answer to a proposal (Table 9-18).

    Attributes:
        context_id: that of the proposal.
        result: 0 accepted, 1 to 4 refused; see `refusals.describe_context_result`.
        transfer_syntax: the one accepted, or "" if the acceptance does not name exactly one. Nothing but a
            placeholder in a refusal: it is sent, since the field must be there, but always read as "".
    """

    context_id: int
    result: int
    transfer_syntax: str = ""


class OperationsWindow(Record):
    """How many operations may be outstanding at once; 0 means any number (PS3.7 Tables D.3-7 and D.3-8)."""

    invoked: int = 1
    performed: int = 1


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


class AssociateRq(Record):
    """A-ASSOCIATE-RQ (Table 9-11)."""

    pdu_type = 0x01
    called_ae_title: str
    calling_ae_title: str
    presentation_contexts: tuple[PresentationContextRq, ...]
    user_information: UserInformation
    application_context: str = APPLICATION_CONTEXT
    protocol_version: int = 1


class AssociateAc(Record):
    """A-ASSOCIATE-AC (Table 9-17). The AE titles are those of the request, and not to be relied upon."""

    pdu_type = 0x02
    called_ae_title: str
    calling_ae_title: str
    presentation_contexts: tuple[PresentationContextAc, ...]
    user_information: UserInformation
    application_context: str = APPLICATION_CONTEXT
    protocol_version: int = 1


def validate_ae_title(text: str) -> str:
    """Return an AE title without the spaces around it, which do not count.

    Raises:
        InvalidAETitle: not 1 to 16 printable ASCII characters, or one of them a backslash.
    Source: PS3.5 §6.2, PS3.8 §7.1.1.3.
    """
    title = text.strip(" ")
    if not 1 <= len(title) <= AE_TITLE_LENGTH:
        problem = f"has {len(title)} characters, expected 1 to {AE_TITLE_LENGTH}"
    elif not (title.isascii() and title.isprintable()) or "\\" in title:
        problem = "holds a character that is not allowed, expected printable ASCII without a backslash"
    else:
        return title
    raise errors.InvalidAETitle(f"AE title {title!r} {problem}", hint="give the AE title as the peer has it configured")


def encode_associate_rq(pdu: AssociateRq) -> bytes:
    """Encode the body of an A-ASSOCIATE-RQ (Table 9-11)."""
    return _encode_associate(pdu, _PRESENTATION_CONTEXT_RQ_ITEM, _encode_context_rq)


def decode_associate_rq(reader: Reader) -> AssociateRq:
    """Decode the body of an A-ASSOCIATE-RQ (Table 9-11)."""
    return AssociateRq(**_decode_associate(reader, _PRESENTATION_CONTEXT_RQ_ITEM, _decode_context_rq))


def encode_associate_ac(pdu: AssociateAc) -> bytes:
    """Encode the body of an A-ASSOCIATE-AC (Table 9-17)."""
    return _encode_associate(pdu, _PRESENTATION_CONTEXT_AC_ITEM, _encode_context_ac)


def decode_associate_ac(reader: Reader) -> AssociateAc:
    """Decode the body of an A-ASSOCIATE-AC (Table 9-17)."""
    return AssociateAc(**_decode_associate(reader, _PRESENTATION_CONTEXT_AC_ITEM, _decode_context_ac))


def _encode_associate(
    pdu: AssociateRq | AssociateAc, context_item: int, encode_context: Callable[[Any], bytes]
) -> bytes:
    parts = [
        pdu.protocol_version.to_bytes(2, "big"),
        bytes(2),
        _encode_ae_title(pdu.called_ae_title),
        _encode_ae_title(pdu.calling_ae_title),
        bytes(32),
        encode_item(_APPLICATION_CONTEXT_ITEM, encode_uid(pdu.application_context)),
    ]
    parts += [encode_item(context_item, encode_context(context)) for context in pdu.presentation_contexts]
    parts.append(encode_item(_USER_INFORMATION_ITEM, encode_user_information(pdu.user_information)))
    return b"".join(parts)


def _decode_associate(reader: Reader, context_item: int, decode_context: Callable[[Reader], Any]) -> dict[str, Any]:
    protocol_version = reader.uint(2)
    reader.take(2)
    called_ae_title = _decode_ae_title(reader)
    calling_ae_title = _decode_ae_title(reader)
    reader.take(32)
    application_context, contexts, user_information = "", [], UserInformation()
    for item_type, item in reader.items():
        if item_type == _APPLICATION_CONTEXT_ITEM:
            application_context = item.uid()
        elif item_type == context_item:
            contexts.append(decode_context(item))
        elif item_type == _USER_INFORMATION_ITEM:
            user_information = decode_user_information(item)
        else:
            item.rest()
    return {
        "protocol_version": protocol_version,
        "called_ae_title": called_ae_title,
        "calling_ae_title": calling_ae_title,
        "application_context": application_context,
        "presentation_contexts": tuple(contexts),
        "user_information": user_information,
    }


def _encode_ae_title(title: str) -> bytes:
    raw = title.encode("latin-1", "replace")
    if len(raw) > AE_TITLE_LENGTH:
        raise errors.LocalProtocolError(f"AE title of {len(raw)} characters, expected at most {AE_TITLE_LENGTH}")
    return raw.ljust(AE_TITLE_LENGTH)


def _decode_ae_title(reader: Reader) -> str:
    return reader.take(AE_TITLE_LENGTH).decode("latin-1").strip(" ")  # whether we like it is not decided here


def _encode_context_rq(context: PresentationContextRq) -> bytes:
    syntaxes = [encode_item(_TRANSFER_SYNTAX_ITEM, encode_uid(uid)) for uid in context.transfer_syntaxes]
    abstract_syntax = encode_item(_ABSTRACT_SYNTAX_ITEM, encode_uid(context.abstract_syntax))
    return bytes((context.context_id, 0, context.reserved, 0)) + abstract_syntax + b"".join(syntaxes)


def _decode_context_rq(reader: Reader) -> PresentationContextRq:
    context_id, _, _, _ = reader.take(4)
    abstract_syntax, transfer_syntaxes = "", []
    for item_type, item in reader.items():
        if item_type == _ABSTRACT_SYNTAX_ITEM:
            abstract_syntax = item.uid()
        elif item_type == _TRANSFER_SYNTAX_ITEM:
            transfer_syntaxes.append(item.uid())
        else:
            item.rest()
    return PresentationContextRq(context_id, abstract_syntax, tuple(transfer_syntaxes))


def _encode_context_ac(context: PresentationContextAc) -> bytes:
    transfer_syntax = encode_item(_TRANSFER_SYNTAX_ITEM, encode_uid(context.transfer_syntax))
    return bytes((context.context_id, 0, context.result, 0)) + transfer_syntax


def _decode_context_ac(reader: Reader) -> PresentationContextAc:
    context_id, _, result, _ = reader.take(4)
    if result != 0:
        reader.rest()  # a transfer syntax here "shall not be significant", and some peers send none or an empty one
        return PresentationContextAc(context_id, result)
    named = []
    for item_type, item in reader.items():
        if item_type == _TRANSFER_SYNTAX_ITEM:
            named.append(item.uid())
        else:
            item.rest()
    return PresentationContextAc(context_id, result, named[0] if len(named) == 1 else "")


def encode_user_information(information: UserInformation) -> bytes:
    """Encode the content of a user information item.

    Layout: sub-items in ascending order of their type. The standard leaves the order open, but warns that older
    applications expect this one.

    Raises:
        LocalProtocolError: something is too long for its length field.
    Source: PS3.8 §9.3.2.3, PS3.7 Annex D.3.3.
    """
    items = [(one.item_type, one.content) for one in information.unknown_items]
    for item_type, (field, encode, _) in _sub_items_of(information).items():
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
        field, _, decode = _SUB_ITEMS.get(item_type) or _rare_sub_item(item_type)
        value = decode(item)
        found.setdefault(field, []).append(value)
    fields: dict[str, Any] = {name: tuple(values) if _repeats(name) else values[-1] for name, values in found.items()}
    return UserInformation(**fields)


def _sub_items_of(information: UserInformation) -> Mapping[int, SubItem]:
    """Return the rows that it takes to encode what somebody says: a few if that is what everybody says."""
    usual = UserInformation(
        information.maximum_length, information.implementation_class_uid, information.implementation_version_name
    )
    if information == usual:
        return _SUB_ITEMS
    from .user_information import SUB_ITEMS

    return {**_SUB_ITEMS, **SUB_ITEMS}


def _rare_sub_item(item_type: int) -> SubItem:
    from .user_information import SUB_ITEMS, unknown_sub_item

    return SUB_ITEMS.get(item_type) or unknown_sub_item(item_type)


def _repeats(field: str) -> bool:
    return isinstance(getattr(UserInformation, field), tuple)


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


_SUB_ITEMS: dict[int, SubItem] = {
    0x51: ("maximum_length", _encode_maximum_length, _decode_maximum_length),
    0x52: ("implementation_class_uid", encode_uid, _decode_implementation_class_uid),
    0x55: ("implementation_version_name", _encode_version_name, _decode_version_name),
}
"""Sub-item type: its field of `UserInformation`, which is a tuple where the sub-item may repeat; its codec."""
