"""Whole PDUs as annotated bytes: written by hand from PS3.8 §9.3 and PS3.7 Annex D, and taken from other programs.

`HAND` goes both ways. `PYNETDICOM` was written by the encoders of pynetdicom 3.0.4, `DCMTK` recorded between findscu
and dcmqrscp of DCMTK 3.6.7. Both are read, and written too where reserved and insignificant fields are filled as ours.
"""

import pytest

from findscu.acceptance import accept
from findscu.associate import (
    AssociateAc,
    AssociateRq,
    OperationsWindow,
    PresentationContextAc,
    PresentationContextRq,
    UserInformation,
)
from findscu.negotiation import negotiated
from findscu.pdu import Abort, AssociateRj, PDataTf, PduReader, Pdv, ReleaseRp, ReleaseRq, decode_pdu, encode_pdu
from findscu.user_information import (
    USER_NAME_AND_PASSCODE,
    CommonExtendedNegotiation,
    ExtendedNegotiation,
    RoleSelection,
    UserIdentity,
)
from helpers import from_hex, three_ways

VERIFICATION = "1.2.840.10008.1.1"
WORKLIST = "1.2.840.10008.5.1.4.31"
STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.2.1"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
BIG_ENDIAN = "1.2.840.10008.1.2.2"


def pdu_feed():
    reader = PduReader()

    def feed(chunk):
        reader.receive(chunk)
        return [decode_pdu(*pdu) for pdu in reader.iter_pdus()]

    return feed


HAND = {
    "A-ASSOCIATE-RQ": (
        """
        01                          # 1      PDU type
        00                          # 2      reserved
        000000BF                    # 3-6    PDU length: 68 + 25 + 46 + 52 = 191
        0001                        # 7-8    protocol version: bit 0
        0000                        # 9-10   reserved
        'ANY-SCP' 20*9              # 11-26  called AE title
        'FINDSCU' 20*9              # 27-42  calling AE title
        00*32                       # 43-74  reserved
        10 00 0015                  # application context item, 21 bytes
          '1.2.840.10008.3.1.1.1'
        20 00 002E                  # presentation context item, 46 - 4 + 4 bytes
          01 00 00 00               #   context ID, reserved
          30 00 0011                #   abstract syntax sub-item
            '1.2.840.10008.1.1'
          40 00 0011                #   transfer syntax sub-item
            '1.2.840.10008.1.2'
        50 00 002C                  # user information item
          51 00 0004 00004000       #   maximum length: 16384
          52 00 0011                #   implementation class UID
            '1.2.3.4.5.6.7.8.9'
          55 00 000B                #   implementation version name
            'FINDSCU_0.1'
        """,
        AssociateRq(
            "ANY-SCP",
            "FINDSCU",
            (PresentationContextRq(1, VERIFICATION, (IMPLICIT,)),),
            UserInformation(
                maximum_length=16384,
                implementation_class_uid="1.2.3.4.5.6.7.8.9",
                implementation_version_name="FINDSCU_0.1",
            ),
        ),
    ),
    "A-ASSOCIATE-AC": (
        """
        02 00 000000A8              # PDU type, reserved, PDU length: 68 + 25 + 29 + 12 + 34 = 168
        0001 0000                   # protocol version, reserved
        'ANY-SCP' 20*9              # reserved: the called AE title of the request
        'FINDSCU' 20*9              # reserved: the calling AE title of the request
        00*32                       # reserved
        10 00 0015 '1.2.840.10008.3.1.1.1'
        21 00 0019                  # presentation context item
          01 00 00 00               #   context ID, reserved, result: acceptance, reserved
          40 00 0011 '1.2.840.10008.1.2'
        21 00 0008                  # presentation context item
          03 00 03 00               #   context ID, reserved, result: abstract syntax not supported, reserved
          40 00 0000                #   transfer syntax, not significant
        50 00 001E                  # user information item
          51 00 0004 00000000       #   maximum length: none
          52 00 0003 '1.2'          #   implementation class UID
          53 00 0004 0001 0001      #   asynchronous operations window: one each way
          59 00 0003 0001 'T'       #   user identity: server response
        """,
        AssociateAc(
            "ANY-SCP",
            "FINDSCU",
            (PresentationContextAc(1, 0, IMPLICIT), PresentationContextAc(3, 3)),
            UserInformation(
                maximum_length=0,
                implementation_class_uid="1.2",
                operations_window=OperationsWindow(1, 1),
                user_identity_response=b"T",
            ),
        ),
    ),
    "A-ASSOCIATE-RJ": (
        "03 00 00000004  00 01 01 07  # reserved, rejected permanent, service user, called AE title not recognized",
        AssociateRj(result=1, source=1, reason=7),
    ),
    "A-RELEASE-RQ": ("05 00 00000004  00000000", ReleaseRq()),
    "A-RELEASE-RP": ("06 00 00000004  00000000", ReleaseRp()),
    "A-ABORT, service user": ("07 00 00000004  00 00 00 00", Abort(source=0, reason=0)),
    "A-ABORT, service provider": (
        "07 00 00000004  00 00 02 02  # reserved (2), service provider, unexpected PDU",
        Abort(source=2, reason=2),
    ),
    "P-DATA-TF": (
        """
        04 00 00000015              # PDU type, reserved, PDU length: 10 + 11
        00000006 01 03 00000002     # length, context ID, command and last, fragment
        00000007 01 02 0800080000   # length, context ID, data set and last, fragment
        """,
        PDataTf((Pdv(1, True, True, b"\0\0\0\2"), Pdv(1, False, True, b"\x08\0\x08\0\0"))),
    ),
}

PYNETDICOM = {
    "A-ASSOCIATE-RQ with every user item": (
        """
        01 00 000001D0 0001 0000 'ANY-SCP' 20*9 'FINDSCU' 20*9 00*32
        10 00 0015 '1.2.840.10008.3.1.1.1'
        20 00 004A 01000000
          30 00 0016 '1.2.840.10008.5.1.4.31'
          40 00 0013 '1.2.840.10008.1.2.1'
          40 00 0011 '1.2.840.10008.1.2'
        20 00 002E 03000000
          30 00 0011 '1.2.840.10008.1.1'
          40 00 0011 '1.2.840.10008.1.2'
        50 00 00EF
          51 00 0004 00003FFE
          52 00 0020 '1.2.826.0.1.3680043.9.3811.3.0.4'
          53 00 0004 0005 0001
          54 00 001A 0016 '1.2.840.10008.5.1.4.31' 01 00
          55 00 000E 'PYNETDICOM_304'
          56 00 001B 0016 '1.2.840.10008.5.1.4.31' 010101
          57 00 0053 001D '1.2.840.10008.5.1.4.1.1.88.40' 0011 '1.2.840.10008.4.2'
             001F 001D '1.2.840.10008.5.1.4.1.1.88.22'
          58 00 0011 02 01 0005 'alice' 0006 's3cret'
        """,
        AssociateRq(
            "ANY-SCP",
            "FINDSCU",
            (
                PresentationContextRq(1, WORKLIST, (EXPLICIT, IMPLICIT)),
                PresentationContextRq(3, VERIFICATION, (IMPLICIT,)),
            ),
            UserInformation(
                maximum_length=16382,
                implementation_class_uid="1.2.826.0.1.3680043.9.3811.3.0.4",
                implementation_version_name="PYNETDICOM_304",
                operations_window=OperationsWindow(invoked=5, performed=1),
                role_selections=(RoleSelection(WORKLIST, is_scu=True, is_scp=False),),
                extended_negotiations=(ExtendedNegotiation(WORKLIST, b"\1\1\1"),),
                common_extended_negotiations=(
                    CommonExtendedNegotiation(
                        "1.2.840.10008.5.1.4.1.1.88.40", "1.2.840.10008.4.2", ("1.2.840.10008.5.1.4.1.1.88.22",)
                    ),
                ),
                user_identity=UserIdentity(USER_NAME_AND_PASSCODE, b"alice", b"s3cret", wants_response=True),
            ),
        ),
    ),
    "A-ASSOCIATE-AC with every user item": (
        """
        02 00 0000012A 0001 0000 'ANY-SCP' 20*9 'FINDSCU' 20*9 00*32
        10 00 0015 '1.2.840.10008.3.1.1.1'
        21 00 0019 01 00 00 00 40 00 0011 '1.2.840.10008.1.2'
        21 00 0019 03 00 03 00 40 00 0011 '1.2.840.10008.1.2'
        50 00 008F
          51 00 0004 00003FFE
          52 00 0020 '1.2.826.0.1.3680043.9.3811.3.0.4'
          53 00 0004 0005 0001
          54 00 001A 0016 '1.2.840.10008.5.1.4.31' 01 00
          55 00 000E 'PYNETDICOM_304'
          56 00 001B 0016 '1.2.840.10008.5.1.4.31' 010001
          59 00 0008 0006 'ticket'
        """,
        AssociateAc(
            "ANY-SCP",
            "FINDSCU",
            (PresentationContextAc(1, 0, IMPLICIT), PresentationContextAc(3, 3)),
            UserInformation(
                maximum_length=16382,
                implementation_class_uid="1.2.826.0.1.3680043.9.3811.3.0.4",
                implementation_version_name="PYNETDICOM_304",
                operations_window=OperationsWindow(invoked=5, performed=1),
                role_selections=(RoleSelection(WORKLIST, is_scu=True, is_scp=False),),
                extended_negotiations=(ExtendedNegotiation(WORKLIST, b"\1\0\1"),),
                user_identity_response=b"ticket",
            ),
        ),
    ),
    "A-ASSOCIATE-RJ": ("03 00 00000004 00 02 03 02", AssociateRj(2, 3, 2)),
    "A-RELEASE-RQ": ("05 00 00000004 00000000", ReleaseRq()),
    "A-RELEASE-RP": ("06 00 00000004 00000000", ReleaseRp()),
    "A-ABORT": ("07 00 00000004 00 00 02 06", Abort(2, 6)),
    "P-DATA-TF": (
        "04 00 00000012 00000006 01 03 'abcd' 00000004 03 00 0102",
        PDataTf((Pdv(1, True, True, b"abcd"), Pdv(3, False, False, b"\1\2"))),
    ),
}

DCMTK_INFORMATION = UserInformation(
    maximum_length=16384,
    implementation_class_uid="1.2.276.0.7230010.3.0.3.6.7",
    implementation_version_name="OFFIS_DCMTK_367",
)

DCMTK = {
    "A-ASSOCIATE-RQ of findscu -S": (
        """
        01 00 00000105 0001 0000 'QRSCP' 20*11 'FINDSCU' 20*9 00*32
        10 00 0015 '1.2.840.10008.3.1.1.1'
        20 00 0066 01 00 FF 00      # FF in a reserved byte
          30 00 001B '1.2.840.10008.5.1.4.1.2.2.1'
          40 00 0013 '1.2.840.10008.1.2.1'
          40 00 0013 '1.2.840.10008.1.2.2'
          40 00 0011 '1.2.840.10008.1.2'
        50 00 003A
          51 00 0004 00004000
          52 00 001B '1.2.276.0.7230010.3.0.3.6.7'
          55 00 000F 'OFFIS_DCMTK_367'
        """,
        AssociateRq(
            "QRSCP",
            "FINDSCU",
            (PresentationContextRq(1, STUDY_ROOT, (EXPLICIT, BIG_ENDIAN, IMPLICIT)),),
            DCMTK_INFORMATION,
        ),
    ),
    "A-ASSOCIATE-AC of dcmqrscp, accepting": (
        """
        02 00 000000BA 0001 0000 'QRSCP' 20*11 'FINDSCU' 20*9 00*32
        10 00 0015 '1.2.840.10008.3.1.1.1'
        21 00 001B 01 00 00 00 40 00 0013 '1.2.840.10008.1.2.1'
        50 00 003A
          51 00 0004 00004000
          52 00 001B '1.2.276.0.7230010.3.0.3.6.7'
          55 00 000F 'OFFIS_DCMTK_367'
        """,
        AssociateAc("QRSCP", "FINDSCU", (PresentationContextAc(1, 0, EXPLICIT),), DCMTK_INFORMATION),
    ),
    "A-ASSOCIATE-AC of dcmqrscp, asked for a worklist": (
        """
        02 00 000000B8 0001 0000 'QRSCP' 20*11 'FINDSCU' 20*9 00*32
        10 00 0015 '1.2.840.10008.3.1.1.1'
        21 00 0019 01 00 03 00 40 00 0011 '1.2.840.10008.1.2'
        50 00 003A
          51 00 0004 00004000
          52 00 001B '1.2.276.0.7230010.3.0.3.6.7'
          55 00 000F 'OFFIS_DCMTK_367'
        """,
        AssociateAc("QRSCP", "FINDSCU", (PresentationContextAc(1, 3),), DCMTK_INFORMATION),
    ),
    "A-ASSOCIATE-RJ of dcmqrscp, called by a wrong name": ("03 00 00000004 00 01 01 07", AssociateRj(1, 1, 7)),
    "P-DATA-TF with the C-FIND-RSP of dcmqrscp": (
        """
        04 00 0000005E 0000005A 01 03
        00000000 04000000 4C000000
        00000200 1C000000 '1.2.840.10008.5.1.4.1.2.2.1' 00
        00000001 02000000 2080
        00002001 02000000 0100
        00000008 02000000 0101
        00000009 02000000 0000
        """,
        PDataTf(
            (
                Pdv(
                    1,
                    True,
                    True,
                    from_hex(
                        "00000000040000004C000000 000002001C000000 '1.2.840.10008.5.1.4.1.2.2.1' 00"
                        "00000001020000002080 00002001020000000100 00000008020000000101 00000009020000000000"
                    ),
                ),
            )
        ),
    ),
    "A-RELEASE-RP of dcmqrscp": ("06 00 00000004 00000000", ReleaseRp()),
}

READ = {
    f"{source}: {name}": case
    for source, cases in (("hand", HAND), ("pynetdicom", PYNETDICOM), ("DCMTK", DCMTK))
    for name, case in cases.items()
}
# In DCMTK's request a reserved byte is FF; in the refusals of others stands a transfer syntax, which does not count.
WRITTEN = {
    name: case
    for name, case in READ.items()
    if not (name.endswith(("findscu -S", "worklist")) or "m: A-ASSOCIATE-AC" in name)
}


@pytest.mark.parametrize(("text", "pdu"), READ.values(), ids=READ)
def test_read(text, pdu):
    three_ways(pdu_feed, from_hex(text), [pdu])


@pytest.mark.parametrize(("text", "pdu"), WRITTEN.values(), ids=WRITTEN)
def test_written(text, pdu):
    assert encode_pdu(pdu) == from_hex(text)


def test_pynetdicoms_answer_is_written_with_its_placeholder():
    text, pdu = PYNETDICOM["A-ASSOCIATE-AC with every user item"]
    contexts = (PresentationContextAc(1, 0, IMPLICIT), PresentationContextAc(3, 3, IMPLICIT))
    assert encode_pdu(pdu.replace(presentation_contexts=contexts)) == from_hex(text)


def test_what_dcmtk_agrees_upon_with_itself():
    request, accepted = (
        decode(text) for text in ("A-ASSOCIATE-RQ of findscu -S", "A-ASSOCIATE-AC of dcmqrscp, accepting")
    )
    assert negotiated(request, accepted).accepted == {1: (STUDY_ROOT, EXPLICIT)}
    assert accept(request, {STUDY_ROOT: (EXPLICIT,)}, user_information=DCMTK_INFORMATION) == accepted


def decode(name):
    (pdu,) = pdu_feed()(from_hex(DCMTK[name][0]))
    return pdu
