"""PDUs, their lengths, and what breaks them. Whole associations in bytes are in `vectors`."""

import pytest

from findscu import limits
from findscu.associate import (
    AssociateAc,
    AssociateRq,
    PresentationContextAc,
    PresentationContextRq,
    UserInformation,
    validate_ae_title,
)
from findscu.errors import (
    ForeignProtocol,
    InvalidAETitle,
    LimitExceeded,
    LocalProtocolError,
    MalformedPdu,
    RemoteProtocolError,
)
from findscu.pdu import (
    Abort,
    AssociateRj,
    PDataTf,
    PduReader,
    Pdv,
    ReleaseRp,
    ReleaseRq,
    decode_pdu,
    encode_pdu,
    iter_pdvs,
)
from helpers import chop, feed_bytes, from_hex, three_ways, three_ways_to_fail

ASSOCIATE_FIXED = "0001 0000 'CALLED' 20*10 'CALLING' 20*9 00*32 "
"""Version, reserved, called and calling AE title, reserved: what comes before the items."""


def pdu_feed():
    """A stream that gives PDUs."""
    reader = PduReader()

    def feed(chunk):
        reader.receive(chunk)
        return [decode_pdu(*pdu) for pdu in reader.iter_pdus()]

    return feed


def framed(pdu_type, body):
    return bytes((pdu_type, 0)) + len(body).to_bytes(4, "big") + body


SMALL_PDUS = {
    "release request": ("05 00 00000004 00000000", ReleaseRq()),
    "release response": ("06 00 00000004 00000000", ReleaseRp()),
    "rejection": ("03 00 00000004 00 01 01 07", AssociateRj(result=1, source=1, reason=7)),
    "abort by the user": ("07 00 00000004 0000 00 00", Abort(source=0, reason=0)),
    "abort by the provider": ("07 00 00000004 0000 02 06", Abort(source=2, reason=6)),
    "command fragment": ("04 00 00000009 00000005 01 01 'abc'", PDataTf((Pdv(1, True, False, b"abc"),))),
    "last fragment of a data set": ("04 00 00000006 00000002 FF 02", PDataTf((Pdv(255, False, True, b""),))),
    "two PDVs": (
        "04 00 0000000F 00000003 01 03 'a'  00000004 03 00 'bc'",
        PDataTf((Pdv(1, True, True, b"a"), Pdv(3, False, False, b"bc"))),
    ),
}


@pytest.mark.parametrize(("text", "pdu"), SMALL_PDUS.values(), ids=SMALL_PDUS)
class TestSmallPdus:
    def test_decode(self, text, pdu):
        three_ways(pdu_feed, from_hex(text), [pdu])

    def test_encode(self, text, pdu):
        assert encode_pdu(pdu) == from_hex(text)


RESERVED_FIELDS_SET = {
    "header": ("05 FF 00000004 00000000", ReleaseRq()),
    "release": ("06 00 00000004 FFFFFFFF", ReleaseRp()),
    "rejection": ("03 00 00000004 FF 02 03 01", AssociateRj(2, 3, 1)),
    "abort": ("07 00 00000004 FFFF 00 01", Abort(0, 1)),
    "message control header": ("04 00 00000006 00000002 01 FD", PDataTf((Pdv(1, True, False, b""),))),
}


@pytest.mark.parametrize(("text", "pdu"), RESERVED_FIELDS_SET.values(), ids=RESERVED_FIELDS_SET)
def test_reserved_fields_are_not_tested(text, pdu):
    three_ways(pdu_feed, from_hex(text), [pdu])


class TestReader:
    def test_several_pdus_in_one_piece_and_one_in_several(self):
        stream = from_hex("05 00 00000004 00000000  06 00 00000004 00000000  07 00 00000004 00000200")
        three_ways(pdu_feed, stream, [ReleaseRq(), ReleaseRp(), Abort(2, 0)])

    def test_the_tail_is_kept(self):
        feed = pdu_feed()
        assert feed(from_hex("05 00 00000004 00000000 06 00")) == [ReleaseRq()]
        assert feed(from_hex("00000004 00000000")) == [ReleaseRp()]

    def test_nothing_yet(self):
        reader = PduReader()
        reader.receive(b"\x05\x00\x00\x00\x00")
        assert list(reader.iter_pdus()) == []
        reader.receive(b"\x04\x00\x00\x00\x00")
        assert list(reader.iter_pdus()) == [(5, bytes(4))]

    def test_what_is_not_asked_for_stays(self):
        reader = PduReader()
        reader.receive(from_hex("05 00 00000004 00000000 06 00 00000004 00000000"))
        assert next(reader.iter_pdus()) == (5, bytes(4))
        assert reader.is_amid_pdu
        reader.receive(b"\x07")
        assert list(reader.iter_pdus()) == [(6, bytes(4))]
        assert reader.is_amid_pdu

    def test_body_without_header(self):
        reader = PduReader()
        reader.receive(from_hex("07 00 00000004 00000206"))
        assert list(reader.iter_pdus()) == [(7, from_hex("00000206"))]
        assert not reader.is_amid_pdu

    @pytest.mark.parametrize("seed", range(10))
    def test_any_chunking(self, seed):
        pdus = [PDataTf((Pdv(1, False, True, bytes(length)),)) for length in (0, 1, 500, 70000, 3)]
        stream = b"".join(encode_pdu(pdu) for pdu in pdus)
        feed = pdu_feed()
        assert [pdu for chunk in chop(stream, seed) for pdu in feed(chunk)] == pdus

    def test_a_long_pdu_byte_by_byte(self):
        """Copying all that came with every byte would be 137 GB here: this test would not end."""
        pdu = PDataTf((Pdv(1, False, True, bytes(1 << 19)),))
        assert feed_bytes(pdu_feed(), encode_pdu(pdu)) == [pdu]


IMPOSSIBLE_HEADERS = {
    "type 00H": ("00 00 00000004", MalformedPdu, "PDU of type 00H, expected 01H to 07H", 1),
    "type 08H": ("08 00 00000004", MalformedPdu, "PDU of type 08H", 1),
    "TLS alert": ("15 03 03000202 46", ForeignProtocol, "PDU of type 15H", 1),
    "short A-ASSOCIATE-RQ": ("01 00 00000043", MalformedPdu, "of 67 bytes, expected at least 68", 6),
    "short A-ASSOCIATE-AC": ("02 00 00000043", MalformedPdu, "of 67 bytes, expected at least 68", 6),
    "long A-ASSOCIATE-RJ": ("03 00 00000005", MalformedPdu, "of 5 bytes, expected 4", 6),
    "empty P-DATA-TF": ("04 00 00000000", MalformedPdu, "of 0 bytes, expected at least 6", 6),
    "P-DATA-TF without a whole PDV": ("04 00 00000005", MalformedPdu, "of 5 bytes, expected at least 6", 6),
    "short A-RELEASE-RQ": ("05 00 00000003", MalformedPdu, "of 3 bytes, expected 4", 6),
    "long A-RELEASE-RP": ("06 00 FFFFFFFF", MalformedPdu, "of 4294967295 bytes, expected 4", 6),
    "empty A-ABORT": ("07 00 00000000", MalformedPdu, "of 0 bytes, expected 4", 6),
    "endless A-ASSOCIATE-AC": ("02 00 FFFFFFFF", LimitExceeded, f"at most {limits.MAX_CONTROL_PDU_LENGTH}", 6),
    "endless P-DATA-TF": ("04 00 FFFFFFFF", LimitExceeded, f"at most {limits.MAX_RECEIVED_PDU_LENGTH}", 6),
}


@pytest.mark.parametrize(
    ("text", "error", "match", "abort_reason"), IMPOSSIBLE_HEADERS.values(), ids=IMPOSSIBLE_HEADERS
)
class TestImpossibleHeaders:
    def test_refused_before_the_body(self, text, error, match, abort_reason):
        three_ways_to_fail(pdu_feed, from_hex(text), error, match)

    def test_refused_for_ever_and_with_the_reason_of_the_abort(self, text, error, match, abort_reason):
        reader = PduReader()
        reader.receive(from_hex(text))
        for _ in range(2):
            with pytest.raises(error) as caught:
                list(reader.iter_pdus())
            assert caught.value.abort_reason == abort_reason


@pytest.mark.parametrize(
    ("answer", "protocol"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "TLS"),
    ],
)
def test_another_protocol_is_recognized(answer, protocol):
    with pytest.raises(ForeignProtocol, match=f"speaks {protocol}, not DICOM") as caught:
        pdu_feed()(answer)
    assert caught.value.protocol == protocol


def test_longest_lengths_are_waited_for():
    for header in ("01 00 00100000", "02 00 00100000", "04 00 01000000"):
        assert pdu_feed()(from_hex(header)) == []


WALLS = {
    "PDV beyond the PDU": (4, "00000004 01 03 'a'", "with length 4, expected 2 to 3", 6),
    "PDV without its two bytes": (4, "00000001 01 03 'a'", "with length 1, expected 2 to 3", 6),
    "bytes after the last PDV": (4, "00000003 01 03 'a' 00", "of 1 bytes, expected at least 6", 13),
    "no PDV": (4, "", "missing, expected at least one", 6),
    "rejection too short": (3, "00 01 01", "has 3 bytes left where 4 are needed", 6),
    "rejection too long": (3, "00 01 01 07 00", "has 1 bytes after its last field, expected none", 10),
    "fixed fields cut": (1, "0001 0000 'CALLED'", "has 6 bytes left where 16 are needed", 10),
    "item header cut": (1, ASSOCIATE_FIXED + "10 00 00", "has 1 bytes left where 2 are needed", 76),
    "item beyond the PDU": (1, ASSOCIATE_FIXED + "10 00 0004 '1.2'", "has 3 bytes left where 4 are needed", 78),
    "context cut": (1, ASSOCIATE_FIXED + "20 00 0003 01 00 00", "item 20H of A-ASSOCIATE-RQ has 3 bytes left", 78),
    "sub-item beyond its item": (
        1,
        ASSOCIATE_FIXED + "20 00 000B 01 00 00 00 30 00 0004 '1.2'  10 00 0001 '1'",
        "item 20H of A-ASSOCIATE-RQ has 3 bytes left where 4 are needed",
        86,
    ),
    "user item too short": (1, ASSOCIATE_FIXED + "50 00 0007 51 00 0003 004000", "has 3 bytes left where 4", 82),
    "user item too long": (1, ASSOCIATE_FIXED + "50 00 0009 51 00 0005 00004000 00", "has 1 bytes after", 86),
    "UID that is none": (1, ASSOCIATE_FIXED + "10 00 0002 31 E9", "bytes outside ASCII", 78),
    "type 09H": (9, "", "PDU of type 09H, expected 01H to 07H", 0),
}


@pytest.mark.parametrize(("pdu_type", "text", "match", "offset"), WALLS.values(), ids=WALLS)
def test_lengths_are_walls(pdu_type, text, match, offset):
    with pytest.raises(MalformedPdu, match=match) as caught:
        decode_pdu(pdu_type, from_hex(text))
    assert caught.value.offset == offset


def test_a_broken_body_breaks_three_ways():
    three_ways_to_fail(pdu_feed, framed(4, from_hex("00000004 01 03 'a'")), MalformedPdu, "with length 4")


def test_pdvs_without_records():
    assert list(iter_pdvs(from_hex("00000003 01 03 'a' 00000004 03 FC 'bc'"))) == [(1, 3, b"a"), (3, 0xFC, b"bc")]


class TestAssociate:
    """A-ASSOCIATE-RQ and -AC, beyond the vectors."""

    def decode(self, pdu_type, items):
        return decode_pdu(pdu_type, from_hex(ASSOCIATE_FIXED + items))

    def test_no_items_at_all(self):
        three_ways(
            pdu_feed,
            framed(1, from_hex(ASSOCIATE_FIXED)),
            [AssociateRq("CALLED", "CALLING", (), UserInformation(), application_context="")],
        )

    def test_items_in_any_order_and_unknown_ones_ignored(self):
        pdu = self.decode(
            1,
            """
            50 00 0008  51 00 0004 00004000
            77 00 0003  'any'
            20 00 0018  03 00 00 00
               40 00 0003 '1.4'
               66 00 0002 0102
               30 00 0003 '1.3'
            10 00 0003  '1.2'
            """,
        )
        assert pdu == AssociateRq(
            "CALLED",
            "CALLING",
            (PresentationContextRq(3, "1.3", ("1.4",)),),
            UserInformation(maximum_length=0x4000),
            application_context="1.2",
        )

    def test_items_of_the_other_pdu_are_unknown(self):
        assert self.decode(2, "20 00 0004 01000000").presentation_contexts == ()

    @pytest.mark.parametrize("padding", ["00", "20", "0000"])
    def test_padded_uid(self, padding):
        """DEVIATION(padded-uid)."""
        length = 3 + len(from_hex(padding))
        assert self.decode(1, f"10 00 {length:04X} '1.2' {padding}").application_context == "1.2"

    @pytest.mark.parametrize(
        "transfer_syntax",
        ["", "40 00 0000", "40 00 0003 '1.2'", "40 00 0002 FFFF", "40 00 FFFF"],
        ids=["none", "empty", "some", "no UID", "broken"],
    )
    def test_transfer_syntax_of_a_refusal_is_not_tested(self, transfer_syntax):
        length = 4 + len(from_hex(transfer_syntax))
        pdu = self.decode(2, f"21 00 {length:04X} 01 00 03 00 {transfer_syntax}")
        assert pdu.presentation_contexts == (PresentationContextAc(1, 3),)

    @pytest.mark.parametrize(
        ("sub_items", "transfer_syntax"),
        [
            ("", ""),
            ("40 00 0003 '1.2'", "1.2"),
            ("40 00 0003 '1.2' 40 00 0003 '1.3'", ""),
            ("41 00 0002 FFFF 40 00 0003 '1.2'", "1.2"),
        ],
        ids=["none", "one", "two", "one and an unknown sub-item"],
    )
    def test_acceptance_must_name_one_transfer_syntax(self, sub_items, transfer_syntax):
        length = 4 + len(from_hex(sub_items))
        pdu = self.decode(2, f"21 00 {length:04X} 01 00 00 00 {sub_items}")
        assert pdu.presentation_contexts == (PresentationContextAc(1, 0, transfer_syntax),)

    def test_ae_titles_of_an_answer_may_be_anything(self):
        pdu = decode_pdu(2, from_hex("0001 0000 FF*16 00*16 00*32"))
        assert encode_pdu(pdu)[10:42] == from_hex("FF*16 00*16")

    def test_too_long_to_encode(self):
        request = AssociateRq("A", "B", (), UserInformation())
        for broken in (
            request.replace(called_ae_title="A" * 17),
            request.replace(application_context="1" * 65536),
            request.replace(application_context="1.ä"),
        ):
            with pytest.raises(LocalProtocolError):
                encode_pdu(broken)

    def test_answer_without_anything_is_no_error(self):
        assert isinstance(self.decode(2, ""), AssociateAc)


class TestAeTitle:
    @pytest.mark.parametrize("text", ["A", "ANY-SCP", "sixteen_letters!", "with space", "~", "1"])
    def test_valid(self, text):
        assert validate_ae_title(text) == text

    def test_spaces_around_it_do_not_count(self):
        assert validate_ae_title("  PACS 1 ") == "PACS 1"

    @pytest.mark.parametrize(
        ("text", "match"),
        [
            ("", "has 0 characters, expected 1 to 16"),
            ("    ", "has 0 characters"),
            ("seventeen_letters", "has 17 characters"),
            ("A\\B", "not allowed"),
            ("A\tB", "not allowed"),
            ("A\x7f", "not allowed"),
            ("MÜLLER", "not allowed"),
        ],
    )
    def test_invalid(self, text, match):
        with pytest.raises(InvalidAETitle, match=match) as caught:
            validate_ae_title(text)
        assert caught.value.hint


def test_malformed_is_the_peers_fault():
    assert issubclass(MalformedPdu, RemoteProtocolError)
