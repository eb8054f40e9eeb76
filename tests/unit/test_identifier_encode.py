"""Data sets to bytes, against bytes written by hand from PS3.5, and what cannot be written."""

import zlib

import pytest

from findscu.charset import charset_for
from findscu.errors import EncodeError
from findscu.identifier import (
    DEFLATED_LE,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    DataSet,
    Element,
    decode_dataset,
    encode_dataset,
)
from helpers import from_hex

PRIVATE = 0x00091001

VALUES = {
    "AE": (["PACS "], "'AE' 0600 'PACS' 20 20"),
    "AS": (["042Y"], "'AS' 0400 '042Y'"),
    "AT": ([0x00100020, 0x00080005], "'AT' 0800 1000 2000 0800 0500"),
    "CS": (["CT", "MR"], "'CS' 0600 'CT' 5C 'MR' 20"),
    "DA": (["20260131-"], "'DA' 0A00 '20260131-' 20"),
    "DS": (["1.50", "-2"], "'DS' 0800 '1.50' 5C '-2' 20"),
    "DT": (["202601"], "'DT' 0600 '202601'"),
    "FD": ([1.5, 2], "'FD' 1000 000000000000F83F 0000000000000040"),
    "FL": ([1.5], "'FL' 0400 0000C03F"),
    "IS": (["12"], "'IS' 0200 '12'"),
    "LO": (["a b"], "'LO' 0400 'a' 20 'b' 20"),
    "LT": (["a\\b"], "'LT' 0400 'a' 5C 'b' 20"),
    "OB": ([b"\x01"], "'OB' 0000 02000000 0100"),
    "OD": ([bytes(8)], "'OD' 0000 08000000 00*8"),
    "OF": ([b"\x00\x01\x02\x03"], "'OF' 0000 04000000 00010203"),
    "OL": ([bytes(4)], "'OL' 0000 04000000 00*4"),
    "OV": ([bytes(8)], "'OV' 0000 08000000 00*8"),
    "OW": ([b"\x00\x01"], "'OW' 0000 02000000 0001"),
    "PN": (["A^B", ""], "'PN' 0400 'A^B' 5C"),
    "SH": (["x"], "'SH' 0200 'x' 20"),
    "SL": ([-2], "'SL' 0400 FEFFFFFF"),
    "SS": ([-2, 2], "'SS' 0400 FEFF 0200"),
    "ST": (["x"], "'ST' 0200 'x' 20"),
    "SV": ([-1], "'SV' 0000 08000000 FF*8"),
    "TM": (["1030-"], "'TM' 0600 '1030-' 20"),
    "UC": (["a", "b"], "'UC' 0000 04000000 'a' 5C 'b' 20"),
    "UI": (["1.2", "3"], "'UI' 0600 '1.2' 5C '3' 00"),
    "UL": ([0xFFFFFFFF], "'UL' 0400 FFFFFFFF"),
    "UN": ([b"\x01\x02"], "'UN' 0000 02000000 0102"),
    "UR": (["a:/b"], "'UR' 0000 04000000 'a:/b'"),
    "US": ([0x8000], "'US' 0200 0080"),
    "UT": (["a"], "'UT' 0000 02000000 'a' 20"),
    "UV": ([(1 << 64) - 1], "'UV' 0000 08000000 FF*8"),
}
"""Values and the rest of an element (0009,1001) in Explicit VR Little Endian."""


@pytest.mark.parametrize("vr", VALUES)
def test_each_vr(vr):
    values, rest = VALUES[vr]
    dataset = DataSet([Element(PRIVATE, vr, values)])
    assert encode_dataset(dataset, EXPLICIT_LE) == from_hex(f"0900 0110 {rest}")


@pytest.mark.parametrize(
    "vr, values, rest",
    [
        ("SS", [-2], "'SS' 0002 FFFE"),
        ("UV", [258], "'UV' 0000 00000008 0000000000000102"),
        ("AT", [0x00100020], "'AT' 0004 0010 0020"),
        ("OW", [b"\x00\x01\x02"], "'OW' 0000 00000004 0100 0002"),
        ("OF", [b"\x00\x01\x02\x03"], "'OF' 0000 00000004 03020100"),
        ("UN", [b"\x01\x02"], "'UN' 0000 00000002 0102"),
        ("LO", ["ab"], "'LO' 0002 'ab'"),
    ],
)
def test_big_endian(vr, values, rest):
    dataset = DataSet([Element(PRIVATE, vr, values)])
    assert encode_dataset(dataset, EXPLICIT_BE) == from_hex(f"0009 1001 {rest}")


def query():
    step = DataSet([Element(0x00080060, "CS", ["CT"]), Element(0x00400002, "DA")])
    return DataSet([Element(0x00400100, "SQ", [step, DataSet()]), Element(0x00100010, "PN", ["A^B"])])


def test_implicit_vr_and_order():
    assert encode_dataset(query(), IMPLICIT_LE) == from_hex(
        """
        1000 1000 04000000 'A^B' 20
        4000 0001 22000000                      # defined lengths throughout
          FEFF 00E0 12000000  0800 6000 02000000 'CT'  4000 0200 00000000
          FEFF 00E0 00000000
        """
    )


def test_sequences_in_explicit_vr():
    little = """
        1000 1000 'PN' 0400 'A^B' 20
        4000 0001 'SQ' 0000 22000000
          FEFF 00E0 12000000  0800 6000 'CS' 0200 'CT'  4000 0200 'DA' 0000
          FEFF 00E0 00000000
    """
    big = """
        0010 0010 'PN' 0004 'A^B' 20
        0040 0100 'SQ' 0000 00000022
          FFFE E000 00000012  0008 0060 'CS' 0002 'CT'  0040 0002 'DA' 0000
          FFFE E000 00000000
    """
    assert encode_dataset(query(), EXPLICIT_LE) == from_hex(little)
    assert encode_dataset(query(), EXPLICIT_BE) == from_hex(big)


@pytest.mark.parametrize("level", [0, 6, 9])
def test_deflated(level):
    deflated = encode_dataset(query(), DEFLATED_LE, level=level)
    assert len(deflated) % 2 == 0
    stream = zlib.decompressobj(wbits=-15)
    assert stream.decompress(deflated) == encode_dataset(query(), EXPLICIT_LE)
    assert stream.eof and stream.unused_data in (b"", b"\0")


def test_group_lengths_are_left_out():
    dataset = DataSet([Element(0x00080000, "UL", [10]), Element(0x00080060, "CS", ["CT"])])
    assert encode_dataset(dataset, EXPLICIT_LE) == from_hex("0800 6000 'CS' 0200 'CT'")


@pytest.mark.parametrize("syntax", [EXPLICIT_LE, EXPLICIT_BE])
def test_a_value_too_long_for_a_short_length_goes_as_un(syntax):
    short = DataSet([Element(PRIVATE, "US", [1] * 32767)])
    assert b"US\xff\xfe" in encode_dataset(short, syntax) or b"US\xfe\xff" in encode_dataset(short, syntax)
    long = DataSet([Element(PRIVATE, "US", [1] * 32768)])
    (element,) = decode_dataset(encode_dataset(long, syntax), syntax).values()
    assert (element.vr, element.values) == ("UN", [b"\x01\x00" * 32768])


def test_text_goes_in_the_declared_character_set():
    dataset = DataSet()
    dataset.set("SpecificCharacterSet", "ISO_IR 144")
    dataset.set("PatientName", "Люк")
    assert encode_dataset(dataset, EXPLICIT_LE) == from_hex(
        "0800 0500 'CS' 0A00 'ISO_IR' 20 '144'  1000 1000 'PN' 0400 BBEEDA 20"
    )
    assert encode_dataset(dataset, IMPLICIT_LE, charset=charset_for(["ISO_IR 192"])).endswith("Люк".encode())


def test_items_inherit_the_character_set_or_have_their_own():
    dataset = DataSet()
    dataset.set("SpecificCharacterSet", "ISO_IR 192")
    inheriting, own = DataSet(), DataSet()
    inheriting.set("PatientID", "é")
    own.set("SpecificCharacterSet", "ISO_IR 100")
    own.set("PatientID", "é")
    dataset.set("RequestAttributesSequence", inheriting, own)
    encoded = encode_dataset(dataset, IMPLICIT_LE)
    assert from_hex("1000 2000 02000000 C3A9") in encoded
    assert from_hex("1000 2000 02000000 E9 20") in encoded


def test_what_was_received_goes_out_as_it_came():
    raw = from_hex(
        """
        0800 0500 'CS' 0A00 'ISO_IR' 20 '192'
        1000 1000 'PN' 0400 'M' FC 'l' 00           # neither UTF-8 nor padded rightly
        1000 3000 'DA' 0800 'garbage' 20
        """
    )
    dataset = decode_dataset(raw, EXPLICIT_LE)
    assert dataset.text_of(0x00100010) == "M\\xfcl"
    assert encode_dataset(dataset, EXPLICIT_LE) == raw
    assert b"M\xfcl\0" in encode_dataset(dataset, EXPLICIT_BE)


def test_what_was_received_and_changed_goes_out_changed():
    dataset = decode_dataset(from_hex("1000 2000 'LO' 0400 'a' 5C 'b' 20"), EXPLICIT_LE)
    dataset[0x00100020].values.append("c")
    assert encode_dataset(dataset, EXPLICIT_LE) == from_hex("1000 2000 'LO' 0600 'a' 5C 'b' 5C 'c' 20")


def test_what_was_received_odd_goes_out_even():
    raw = from_hex("0800 6000 'CS' 0300 'SEG'  0800 1800 'UI' 0300 '1.2'  0900 0110 'UN' 0000 01000000 01")
    encoded = encode_dataset(decode_dataset(raw, EXPLICIT_LE), EXPLICIT_LE)
    assert encoded == from_hex(
        "0800 1800 'UI' 0400 '1.2' 00  0800 6000 'CS' 0400 'SEG' 20  0900 0110 'UN' 0000 02000000 0100"
    )


IMPOSSIBLE = {
    "too large": ("US", [70000], "US takes an unsigned integer of 16 bits, got another value"),
    "negative": ("UL", [-1], "UL takes an unsigned integer of 32 bits, got another value"),
    "too small": ("SV", [-(1 << 63) - 1], "SV takes a signed integer of 64 bits, got another value"),
    "text for a number": ("US", ["1"], "US takes an unsigned integer of 16 bits, got another value"),
    "a fraction": ("SL", [1.5], "SL takes a signed integer of 32 bits, got another value"),
    "a float too large": ("FL", [1e300], "FL takes a number of 32 bits, got another value"),
    "no tag": ("AT", [1 << 32], "AT takes a tag of 32 bits, got another value"),
    "number for text": ("LO", [5], "LO takes text, got int"),
    "text for bytes": ("OB", ["00"], "OB takes one bytes value, got 1 of str"),
    "two bytes values": ("OW", [b"ab", b"cd"], "OW takes one bytes value, got 2 of bytes"),
    "two texts": ("LT", ["a", "b"], "LT takes one value, got 2"),
    "not ASCII": ("CS", ["é"], "character 1 of the text is not in the default character set"),
    "not in the set": ("LO", ["aé"], "character 2 of the text is not in the default character set"),
    "no VR": ("ZZ", [b""], "'ZZ' is no value representation"),
    "no item": ("SQ", ["x"], "SQ takes data sets, got str"),
}


@pytest.mark.parametrize("vr, values, message", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_written(vr, values, message):
    item = DataSet([Element(PRIVATE, vr, values)])
    dataset = DataSet([Element(0x00400100, "SQ", [DataSet(), item])])
    with pytest.raises(EncodeError) as caught:
        encode_dataset(dataset, EXPLICIT_LE)
    assert str(caught.value) == f"(0040,0100)[1].(0009,1001): {message}"
    assert (caught.value.path, caught.value.vr) == ("(0040,0100)[1].(0009,1001)", vr)


def test_nesting_has_a_limit():
    dataset = DataSet()
    for _ in range(64):
        dataset = DataSet([Element(0x00400100, "SQ", [dataset])])
    assert decode_dataset(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE) == dataset
    dataset = DataSet([Element(0x00400100, "SQ", [dataset])])
    with pytest.raises(EncodeError, match=r"\(0040,0100\) is nested deeper than 64 sequences$"):
        encode_dataset(dataset, EXPLICIT_LE)
