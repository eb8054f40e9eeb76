"""Each sub-item of PS3.7 Annex D.3.3 as the standard lays it out, in both directions."""

import pytest

from findscu.associate import (
    AssociateRq,
    OperationsWindow,
    UserInformation,
    decode_user_information,
    encode_user_information,
)
from findscu.errors import LocalProtocolError, MalformedPdu
from findscu.pdu import PduReader, decode_pdu, encode_pdu
from findscu.user_information import (
    JWT,
    KERBEROS,
    SAML,
    USER_NAME,
    USER_NAME_AND_PASSCODE,
    CommonExtendedNegotiation,
    ExtendedNegotiation,
    RoleSelection,
    UnknownItem,
    UserIdentity,
)
from findscu.wire import Reader
from helpers import from_hex, three_ways, three_ways_to_fail

NO_MAXIMUM = "51 00 0004 00000000"

SUB_ITEMS = {
    "maximum length": (
        "51 00 0004 00004000",
        UserInformation(maximum_length=16384),
    ),
    "implementation class UID": (
        NO_MAXIMUM + " 52 00 0005 '1.2.3'",
        UserInformation(implementation_class_uid="1.2.3"),
    ),
    "asynchronous operations window": (
        NO_MAXIMUM + " 53 00 0004 0005 0000  # invoked, performed: any number",
        UserInformation(operations_window=OperationsWindow(invoked=5, performed=0)),
    ),
    "role selection": (
        NO_MAXIMUM
        + """
        54 00 0007 0003 '1.3' 00 01  # SCP role only
        54 00 0007 0003 '1.4' 01 00  # SCU role only
        """,
        UserInformation(
            role_selections=(RoleSelection("1.3", is_scu=False, is_scp=True), RoleSelection("1.4")),
        ),
    ),
    "implementation version name": (
        NO_MAXIMUM + " 55 00 0006 'PACS_1'",
        UserInformation(implementation_version_name="PACS_1"),
    ),
    "extended negotiation": (
        NO_MAXIMUM
        + """
        56 00 000A 0003 '1.3' 01 00 01 01 00
        56 00 0005 0003 '1.4'  # no application information
        """,
        UserInformation(
            extended_negotiations=(ExtendedNegotiation("1.3", b"\1\0\1\1\0"), ExtendedNegotiation("1.4")),
        ),
    ),
    "common extended negotiation": (
        NO_MAXIMUM
        + """
        57 00 0017
           0003 '1.3'    # SOP class
           0005 '1.4.2'  # service class
           0009          # related general SOP classes
             0003 '1.5'  0002 '16'
        57 00 000C  0003 '1.6' 0003 '1.7' 0000
        """,
        UserInformation(
            common_extended_negotiations=(
                CommonExtendedNegotiation("1.3", "1.4.2", ("1.5", "16")),
                CommonExtendedNegotiation("1.6", "1.7"),
            ),
        ),
    ),
    "user name": (
        NO_MAXIMUM + " 58 00 000B 01 00 0005 'alice' 0000",
        UserInformation(user_identity=UserIdentity(USER_NAME, b"alice")),
    ),
    "user name and passcode": (
        NO_MAXIMUM + " 58 00 000F 02 01 0005 'alice' 0004 'open'",
        UserInformation(user_identity=UserIdentity(USER_NAME_AND_PASSCODE, b"alice", b"open", wants_response=True)),
    ),
    "Kerberos": (
        NO_MAXIMUM + " 58 00 0009 03 01 0003 6E0102 0000",
        UserInformation(user_identity=UserIdentity(KERBEROS, b"\x6e\1\2", wants_response=True)),
    ),
    "SAML": (
        NO_MAXIMUM + " 58 00 0009 04 00 0003 '<a>' 0000",
        UserInformation(user_identity=UserIdentity(SAML, b"<a>")),
    ),
    "JSON web token": (
        NO_MAXIMUM + " 58 00 000B 05 00 0005 'a.b.c' 0000",
        UserInformation(user_identity=UserIdentity(JWT, b"a.b.c")),
    ),
    "server response": (
        NO_MAXIMUM + " 59 00 0008 0006 'ticket'",
        UserInformation(user_identity_response=b"ticket"),
    ),
    "empty server response": (
        NO_MAXIMUM + " 59 00 0002 0000",
        UserInformation(user_identity_response=b""),
    ),
    "unknown": (
        NO_MAXIMUM + " 5A 00 0001 07  FF 00 0000",
        UserInformation(unknown_items=(UnknownItem(0x5A, b"\7"), UnknownItem(0xFF, b""))),
    ),
}


def pdu_feed():
    reader = PduReader()

    def feed(chunk):
        reader.receive(chunk)
        return [decode_pdu(*pdu).user_information for pdu in reader.iter_pdus()]

    return feed


def associate_rq(items):
    """An A-ASSOCIATE-RQ with nothing in it but a user information item."""
    body = from_hex("0001 0000 41*16 42*16 00*32 50 00") + len(items).to_bytes(2, "big") + items
    return b"\1\0" + len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(("text", "information"), SUB_ITEMS.values(), ids=SUB_ITEMS)
class TestSubItems:
    def test_decode(self, text, information):
        three_ways(pdu_feed, associate_rq(from_hex(text)), [information])

    def test_encode(self, text, information):
        assert encode_user_information(information) == from_hex(text)

    def test_encode_in_its_pdu(self, text, information):
        pdu = AssociateRq("A" * 16, "B" * 16, (), information, application_context="1")
        items = from_hex(text)
        assert encode_pdu(pdu).endswith(from_hex("50 00") + len(items).to_bytes(2, "big") + items)


DECODED_ONLY = {
    "nothing": ("", UserInformation()),
    "any order": (
        "55 00 0001 'V' 52 00 0001 '1' 51 00 0004 00000001",
        UserInformation(maximum_length=1, implementation_class_uid="1", implementation_version_name="V"),
    ),
    "the last counts": ("51 00 0004 00000001 51 00 0004 00000002", UserInformation(maximum_length=2)),
    "reserved byte set": ("51 FF 0004 00000001", UserInformation(maximum_length=1)),
    "padded UID": ("52 00 0004 '1.2' 00", UserInformation(implementation_class_uid="1.2")),
    "padded version name": ("55 00 0004 'V1' 2000", UserInformation(implementation_version_name="V1")),
    "version name outside ASCII": ("55 00 0002 'V' FC", UserInformation(implementation_version_name="Vü")),
    "roles neither 0 nor 1": (
        "54 00 0007 0003 '1.3' 02 FF",
        UserInformation(role_selections=(RoleSelection("1.3", is_scu=False, is_scp=False),)),
    ),
    "reserved bytes of a later version": (
        "57 01 000F  0003 '1.6' 0003 '1.7' 0000 '???'",
        UserInformation(common_extended_negotiations=(CommonExtendedNegotiation("1.6", "1.7"),)),
    ),
}


@pytest.mark.parametrize(("text", "information"), DECODED_ONLY.values(), ids=DECODED_ONLY)
def test_what_peers_may_send_otherwise(text, information):
    three_ways(pdu_feed, associate_rq(from_hex(text)), [information])


BROKEN = {
    "short maximum length": "51 00 0003 004000",
    "long maximum length": "51 00 0005 0000400000",
    "short operations window": "53 00 0003 000100",
    "role selection without roles": "54 00 0005 0003 '1.3'",
    "role selection with a UID beyond it": "54 00 0005 0004 '1.3'",
    "related classes beyond the item": "57 00 000C  0003 '1.6' 0003 '1.7' 0001",
    "related class beyond the related classes": "57 00 000F  0003 '1.6' 0003 '1.7' 0003 0002 '1'",
    "user identity without secondary field": "58 00 0009 01 00 0005 'alice'",
    "user identity with bytes left": "58 00 000C 01 00 0005 'alice' 0000 00",
    "server response beyond the item": "59 00 0003 0002 'a'",
    "header cut": "51 00 00",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_lengths_are_walls(text):
    three_ways_to_fail(pdu_feed, associate_rq(from_hex(text)), MalformedPdu)


def test_encoded_in_ascending_order():
    information = UserInformation(
        implementation_version_name="V",
        operations_window=OperationsWindow(),
        role_selections=(RoleSelection("1"),),
        unknown_items=(UnknownItem(0x60, b""), UnknownItem(0x50, b"")),
    )
    reader = Reader(encode_user_information(information), "items")
    assert [(item_type, item.rest())[0] for item_type, item in reader.items()] == [0x50, 0x51, 0x53, 0x54, 0x55, 0x60]


def test_too_long_for_its_length_field():
    for information in (
        UserInformation(user_identity=UserIdentity(SAML, bytes(65536))),
        UserInformation(user_identity=UserIdentity(SAML, bytes(65535))),
        UserInformation(extended_negotiations=(ExtendedNegotiation("1", bytes(65535)),)),
    ):
        with pytest.raises(LocalProtocolError, match="expected at most 65535"):
            encode_user_information(information)


def test_many_items_are_kept():
    information = decode_user_information(Reader(b"\x77\0\0\0" * 4000, "items"))
    assert len(information.unknown_items) == 4000


def test_secrets_are_not_shown():
    shown = repr(UserInformation(user_identity=UserIdentity(USER_NAME_AND_PASSCODE, b"alice", b"open")))
    assert "alice" not in shown
    assert "open" not in shown.replace("operations", "")
