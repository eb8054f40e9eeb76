"""Bytes to data sets: headers, value representations, sequences, character sets, and walls."""

import zlib

import pytest

from findscu import limits
from findscu.charset import charset_for
from findscu.errors import DecodeError
from findscu.identifier import (
    DEFLATED_LE,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    SYNTAXES,
    DataSet,
    Element,
    decode_dataset,
)
from helpers import from_hex
from reading import CT, ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, read, refuse

VALUES = {
    "AE": ("'AE' 0600 20 20 'PACS'", ["PACS"]),
    "AS": ("'AS' 0400 '042Y'", ["042Y"]),
    "AT": ("'AT' 0800 10002000 0800 0500", [0x00100020, 0x00080005]),
    "CS": ("'CS' 0800 'CT' 5C 20 'MR' 20 20", ["CT", "MR"]),
    "DA": ("'DA' 1200 '20260131-20260201' 20", ["20260131-20260201"]),
    "DS": ("'DS' 0800 20 '1.50' 5C '-2'", ["1.50", "-2"]),
    "DT": ("'DT' 0600 '202601'", ["202601"]),
    "FD": ("'FD' 0800 000000000000F83F", [1.5]),
    "FL": ("'FL' 0800 0000C03F 000020C1", [1.5, -10.0]),
    "IS": ("'IS' 0600 '12' 5C '-3' 20", ["12", "-3"]),
    "LO": ("'LO' 0600 20 'a' 20 'b' 20 20", ["a b"]),
    "LT": ("'LT' 0600 20 'a' 5C 'b' 0D 20", [" a\\b\r"]),
    "OB": ("'OB' 0000 04000000 00010203", [b"\x00\x01\x02\x03"]),
    "OD": ("'OD' 0000 08000000 0001020304050607", [bytes(range(8))]),
    "OF": ("'OF' 0000 04000000 00010203", [bytes(range(4))]),
    "OL": ("'OL' 0000 04000000 00010203", [bytes(range(4))]),
    "OV": ("'OV' 0000 08000000 0001020304050607", [bytes(range(8))]),
    "OW": ("'OW' 0000 04000000 00010203", [bytes(range(4))]),
    "PN": ("'PN' 0A00 'A^B' 5C 20 'C=D' 20 20", ["A^B", " C=D"]),
    "SH": ("'SH' 0200 20 'x'", ["x"]),
    "SL": ("'SL' 0400 FEFFFFFF", [-2]),
    "SS": ("'SS' 0400 FEFF 0200", [-2, 2]),
    "ST": ("'ST' 0400 20 5C 'b' 20", [" \\b"]),
    "SV": ("'SV' 0000 08000000 FFFFFFFFFFFFFFFF", [-1]),
    "TM": ("'TM' 0600 '10:30' 20", ["10:30"]),
    "UC": ("'UC' 0000 04000000 20 'a' 5C 'b'", [" a", "b"]),
    "UI": ("'UI' 0600 '1.2' 5C '3' 00", ["1.2", "3"]),
    "UL": ("'UL' 0400 FFFFFFFF", [0xFFFFFFFF]),
    "UN": ("'UN' 0000 02000000 0102", [b"\x01\x02"]),
    "UR": ("'UR' 0000 06000000 'a:' 5C '/b' 20", ["a:\\/b"]),
    "US": ("'US' 0200 0080", [0x8000]),
    "UT": ("'UT' 0000 04000000 20 'a' 5C 20", [" a\\"]),
    "UV": ("'UV' 0000 08000000 FFFFFFFFFFFFFFFF", [0xFFFFFFFFFFFFFFFF]),
}
"""A private element (0009,1001) of each VR: VR, length, value; and the values by PS3.5 Table 6.2-1."""


@pytest.mark.parametrize("vr", VALUES)
def test_each_vr_in_explicit_vr(vr):
    rest, values = VALUES[vr]
    (element,) = read(f"0900 0110 {rest}").values()
    assert (element.tag, element.vr, element.values) == (0x00091001, vr, values)
    assert [type(value) for value in element.values] == [type(value) for value in values]


HAS_LONG_LENGTH = {vr for vr, (rest, _) in VALUES.items() if " 0000 " in rest} | {"SQ"}


@pytest.mark.parametrize("vr", [*VALUES, "SQ"])
def test_each_vr_empty(vr):
    length = "0000 00000000" if vr in HAS_LONG_LENGTH else "0000"
    (element,) = read(f"0900 0110 '{vr}' {length}").values()
    assert (element.vr, element.values, element.text, element.raw) == (vr, [], "", b"")


@pytest.mark.parametrize(
    "rest, values",
    [
        ("'SS' 0004 FFFE 0002", [-2, 2]),
        ("'UL' 0004 00000102", [258]),
        ("'FD' 0008 3FF8000000000000", [1.5]),
        ("'SV' 0000 00000008 FFFFFFFFFFFFFFFE", [-2]),
        ("'AT' 0004 0010 0020", [0x00100020]),
        ("'OW' 0000 00000004 0001 0203", [b"\x01\x00\x03\x02"]),
        ("'OF' 0000 00000004 00010203", [b"\x03\x02\x01\x00"]),
        ("'OD' 0000 00000008 0001020304050607", [bytes(range(7, -1, -1))]),
        ("'OB' 0000 00000004 00010203", [b"\x00\x01\x02\x03"]),
        ("'LO' 0002 'ab'", ["ab"]),
    ],
)
def test_big_endian(rest, values):
    """Words come out in little endian whatever they came in."""
    (element,) = read(f"0009 1001 {rest}", EXPLICIT_BE).values()
    assert (element.tag, element.values) == (0x00091001, values)


def test_implicit_vr_takes_vrs_from_the_dictionary():
    dataset = read(
        """
        0800 0500 0A000000 'ISO_IR' 20 '100'    # Specific Character Set, CS
        0900 1000 02000000 'me'                 # private creator
        0900 0110 02000000 0102                 # private
        1000 1000 04000000 'D' E9 'y^'          # PatientName, PN
        1000 3412 02000000 'ab'                 # not in the dictionary
        2800 0000 04000000 0A000000             # group length, UL
        2800 1000 02000000 0002                 # Rows, US
        """,
        IMPLICIT_LE,
    )
    assert [(element.vr, element.values) for element in dataset.values()] == [
        ("CS", ["ISO_IR 100"]),
        ("LO", ["me"]),
        ("UN", [b"\x01\x02"]),
        ("PN", ["Déy^"]),
        ("UN", [b"ab"]),
        ("UL", [10]),
        ("US", [512]),
    ]


SEQUENCES = {
    "defined, defined": f"4000 0001 'SQ' 0000 14000000  {ITEM} 0C000000  {CT}",
    "defined, undefined": f"4000 0001 'SQ' 0000 1C000000  {ITEM} {UNDEFINED}  {CT} {ITEM_END}",
    "undefined, defined": f"4000 0001 'SQ' 0000 {UNDEFINED}  {ITEM} 0C000000  {CT} {SEQUENCE_END}",
    "undefined, undefined": (f"4000 0001 'SQ' 0000 {UNDEFINED}  {ITEM} {UNDEFINED}  {CT} {ITEM_END} {SEQUENCE_END}"),
    "UN of undefined length is Implicit VR": (
        f"4000 0001 'UN' 0000 {UNDEFINED}  {ITEM} 0C000000  0800 6000 04000000 'CT' 20 20 {SEQUENCE_END}"
    ),
    "UN of a sequence that the dictionary knows": (
        f"4000 0001 'UN' 0000 14000000  {ITEM} 0C000000  0800 6000 04000000 'CT' 20 20"
    ),
}


@pytest.mark.parametrize("text", SEQUENCES.values(), ids=SEQUENCES)
def test_sequences_of_both_kinds_of_length(text):
    dataset = read(f"0800 5200 'CS' 0600 'STUDY' 20  {text}  4000 0010 'SH' 0200 'x' 20")
    assert list(dataset) == [0x00080052, 0x00400100, 0x00401000]
    (item,) = dataset[0x00400100].items
    assert item == DataSet([Element(0x00080060, "CS", ["CT"])])
    assert dataset.issues == []


def test_sequences_in_implicit_vr():
    dataset = read(
        f"""
        4000 0001 {UNDEFINED}                       # Scheduled Procedure Step Sequence
          {ITEM} {UNDEFINED}
            0800 6000 02000000 'CT'
            4000 0800 18000000                      # Scheduled Protocol Code Sequence
              {ITEM} 08000000  0800 0001 00000000
              {ITEM} 00000000
          {ITEM_END}
          {ITEM} 00000000
        {SEQUENCE_END}
        4100 0110 {UNDEFINED} {ITEM} 00000000 {SEQUENCE_END}    # private: only its length says that it is one
        """,
        IMPLICIT_LE,
    )
    first, second = dataset[0x00400100].items
    assert [code.keys() for code in first[0x00400008].items] == [{0x00080100}, set()]
    assert second == DataSet()
    assert dataset[0x00411001].items == [DataSet()]


def test_no_items():
    for length in ("00000000", f"{UNDEFINED} {SEQUENCE_END}"):
        assert read(f"4000 0001 'SQ' 0000 {length}")[0x00400100].items == []


def test_a_sequence_in_big_endian():
    item = "FFFE E000 0000000A 0008 0060 'CS' 0002 'CT'"
    dataset = read(f"0040 0100 'SQ' 0000 FFFFFFFF {item} FFFE E0DD 00000000", EXPLICIT_BE)
    assert dataset[0x00400100].items[0].text_of(0x00080060) == "CT"


def test_a_un_in_big_endian_is_in_little_endian():
    """PS3.5 §6.2.2: the value of a UN is as it would be in Implicit VR Little Endian."""
    dataset = read("0028 0010 'UN' 0000 00000002 0002", EXPLICIT_BE)
    assert dataset[0x00280010].values == [512]


def test_a_known_attribute_sent_as_un_is_what_the_dictionary_says():
    dataset = read("0900 0110 'UN' 0000 02000000 'ab'  1000 1000 'UN' 0000 04000000 'A^B' 20")
    assert (dataset[0x00100010].vr, dataset[0x00100010].values) == ("PN", ["A^B"])
    assert (dataset[0x00091001].vr, dataset[0x00091001].values) == ("UN", [b"ab"])


def test_a_un_that_only_looks_like_a_sequence_stays_bytes():
    dataset = read("4000 0001 'UN' 0000 04000000 'text'")
    assert (dataset[0x00400100].vr, dataset[0x00400100].values) == ("UN", [b"text"])
    assert dataset.issues == []


def test_encapsulated_pixel_data_is_kept_with_its_fragments():
    fragments = f"{ITEM} 00000000  {ITEM} 04000000 01020304"
    dataset = read(f"E07F 1000 'OB' 0000 {UNDEFINED} {fragments} {SEQUENCE_END}")
    assert dataset[0x7FE00010].values == [from_hex(fragments)]
    refuse(
        f"E07F 1000 'OB' 0000 {UNDEFINED} 0800 6000 00000000", r"^\(7fe0,0010\) holds \(0008,0060\) where a fragment"
    )


def test_deflated():
    raw = from_hex("0800 6000 'CS' 0200 'CT'")
    stream = zlib.compressobj(wbits=-15)
    deflated = stream.compress(raw) + stream.flush()
    for padded in (deflated, deflated + b"\0"):
        assert decode_dataset(padded, DEFLATED_LE).text_of(0x00080060) == "CT"
    for length in range(len(deflated)):
        with pytest.raises(DecodeError, match=f"^the deflated data set of {length} bytes ends before its stream does$"):
            decode_dataset(deflated[:length], DEFLATED_LE)
    with pytest.raises(DecodeError, match=r"^the deflated data set is damaged$"):
        decode_dataset(b"\xff\xff\xff", DEFLATED_LE)


def test_a_deflate_bomb_is_not_inflated(monkeypatch):
    monkeypatch.setattr("findscu.reader.MAX_INFLATED_LENGTH", 1000)
    stream = zlib.compressobj(9, wbits=-15)
    bomb = stream.compress(bytes(1_000_000)) + stream.flush()
    with pytest.raises(DecodeError, match=r"^the data set inflates to more than 1000 bytes$"):
        decode_dataset(bomb, DEFLATED_LE)


def nested(depth, is_defined):
    """Sequences in sequences, in Explicit VR Little Endian."""
    raw = b""
    for _ in range(depth):
        if is_defined:
            raw = b"\xfe\xff\x00\xe0" + len(raw).to_bytes(4, "little") + raw
            raw = b"\x40\x00\x00\x01SQ\0\0" + len(raw).to_bytes(4, "little") + raw
        else:
            raw = from_hex(f"4000 0001 'SQ' 0000 {UNDEFINED} {ITEM} {UNDEFINED}") + raw
            raw += from_hex(f"{ITEM_END} {SEQUENCE_END}")
    return raw


@pytest.mark.parametrize("is_defined", [True, False])
def test_nesting_has_a_limit(is_defined):
    dataset = decode_dataset(nested(limits.MAX_NESTING_DEPTH, is_defined), EXPLICIT_LE)
    depth = 0
    while dataset:
        dataset = dataset[0x00400100].items[0]
        depth += 1
    assert depth == limits.MAX_NESTING_DEPTH == 64
    for levels in (65, 20_000):
        with pytest.raises(DecodeError, match=r"\(0040,0100\) is nested deeper than 64 sequences$") as caught:
            decode_dataset(nested(levels, is_defined), EXPLICIT_LE)
        assert caught.value.path.count("(0040,0100)[0]") == 64


def test_the_limit_holds_inside_a_un():
    inner = b""
    for _ in range(64):
        inner = from_hex(f"{ITEM} {UNDEFINED} 4000 0001 {UNDEFINED}") + inner + from_hex(f"{SEQUENCE_END} {ITEM_END}")
    raw = b"\x40\x00\x00\x01UN\0\0" + len(inner).to_bytes(4, "little") + inner
    (element,) = decode_dataset(raw, EXPLICIT_LE).values()
    assert element.vr == "UN"


def test_many_empty_items_take_linear_time():
    """60,000 of them; a quadratic reader would not end."""
    items = from_hex(f"{ITEM} 00000000") * 60_000
    dataset = decode_dataset(b"\x40\x00\x00\x01SQ\0\0" + len(items).to_bytes(4, "little") + items, EXPLICIT_LE)
    assert len(dataset[0x00400100].items) == 60_000


def test_many_elements_are_refused(monkeypatch):
    monkeypatch.setattr("findscu.reader.MAX_ELEMENT_COUNT", 4)
    item = f"{ITEM} 00000000"
    text = f"4000 0001 'SQ' 0000 10000000 {item} {item}  4000 0010 'SH' 0000"
    assert len(read(text)) == 2
    refuse(f"{text} 4000 0110 'LO' 0000", "is in a data set of more than 4 elements and items$")
    inner = "4000 0001 'UN' 0000 10000000"
    refuse(f"{inner} {item} {item}  4000 0010 'SH' 0000 4000 0110 'LO' 0000", "more than 4 elements and items$")


BROKEN = {
    "a header cut short": ("0800 60", "^the data set ends with 3 bytes where an element header takes 8$", "", 0, ""),
    "a long length cut short": (
        "0900 0110 'OB' 0000 0000",
        "^the data set ends with 2 bytes where a length takes 4$",
        "",
        8,
        "",
    ),
    "a value cut short": (
        "0800 6000 'CS' 0600 'CT'",
        r"^\(0008,0060\) has a length of 6 bytes, 2 are left$",
        "(0008,0060)",
        8,
        "CS",
    ),
    "a sequence cut short": (
        f"4000 0001 'SQ' 0000 10000000 {ITEM} 00000000",
        r"^\(0040,0100\) has a length of 16 bytes, 8 are left$",
        "(0040,0100)",
        12,
        "SQ",
    ),
    "a value beyond its item": (
        f"4000 0001 'SQ' 0000 14000000 {ITEM} 0A000000 0800 6000 'CS' 0400 'CTCT'",
        r"^\(0040,0100\)\[0\]\.\(0008,0060\) has a length of 4 bytes, 2 are left$",
        "(0040,0100)[0].(0008,0060)",
        28,
        "CS",
    ),
    "an item beyond its sequence": (
        f"4000 0001 'SQ' 0000 08000000 {ITEM} 0A000000 0800 6000 'CS' 0200 'CT'",
        r"^\(0040,0100\) has a length of 10 bytes, 0 are left$",
        "(0040,0100)",
        20,
        "",
    ),
    "something left in an item": (
        f"4000 0001 'SQ' 0000 0C000000 {ITEM} 04000000 08006000",
        r"^\(0040,0100\)\[0\] ends with 4 bytes where an element header takes 8$",
        "(0040,0100)[0]",
        20,
        "",
    ),
    "something left in a sequence": (
        f"4000 0001 'SQ' 0000 0C000000 {ITEM} 00000000 {ITEM}",
        r"^\(0040,0100\) ends with 4 bytes where an element header takes 8$",
        "(0040,0100)",
        20,
        "",
    ),
    "no item in a sequence": (
        "4000 0001 'SQ' 0000 0A000000 0800 6000 'CS' 0200 'CT'",
        r"^\(0040,0100\) holds \(0008,0060\) where an item was expected$",
        "(0040,0100)",
        20,
        "",
    ),
    "an item outside a sequence": (
        f"{ITEM} 00000000",
        r"^the data set holds \(fffe,e000\) where an element was expected$",
        "",
        8,
        "",
    ),
    "a delimiter too many": (
        f"4000 0001 'SQ' 0000 {UNDEFINED} {SEQUENCE_END} {SEQUENCE_END}",
        r"^the data set holds \(fffe,e0dd\) where an element was expected$",
        "",
        28,
        "",
    ),
    "the wrong delimiter": (
        f"4000 0001 'SQ' 0000 {UNDEFINED} {ITEM} {UNDEFINED} {SEQUENCE_END}",
        r"^\(0040,0100\)\[0\] holds \(fffe,e0dd\) where an element was expected$",
        "(0040,0100)[0]",
        28,
        "",
    ),
    "no delimiter": (
        f"4000 0001 'SQ' 0000 {UNDEFINED} {ITEM} {UNDEFINED}",
        r"^\(0040,0100\)\[0\] ends after 0 bytes, before its delimiter$",
        "(0040,0100)[0]",
        20,
        "",
    ),
    "an undefined length that cannot be": (
        f"0900 0110 'UT' 0000 {UNDEFINED}",
        r"^\(0009,1001\) has an undefined length, which only sequences can have$",
        "(0009,1001)",
        12,
        "UT",
    ),
}


@pytest.mark.parametrize("text, match, path, offset, vr", BROKEN.values(), ids=BROKEN)
def test_a_broken_structure_is_refused(text, match, path, offset, vr):
    error = refuse(text, match)
    assert (error.path, error.offset, error.vr) == (path, offset, vr)


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=[syntax.name for syntax in SYNTAXES.values()])
def test_an_empty_data_set(syntax):
    raw = b"\x03\x00" if syntax.is_deflated else b""
    assert decode_dataset(raw, syntax) == DataSet()


def test_group_lengths_are_elements():
    dataset = read("0800 0000 'UL' 0400 0A000000  0800 6000 'CS' 0200 'CT'")
    assert dataset[0x00080000].values == [10]
    assert dataset.issues == []


def test_the_character_set_reaches_items_and_can_change_there():
    dataset = read(
        f"""
        0800 0500 'CS' 0A00 'ISO_IR' 20 '192'
        4000 0001 'SQ' 0000 {UNDEFINED}
          {ITEM} 0A000000  1000 2000 'LO' 0200 C3A9
          {ITEM} 1C000000  0800 0500 'CS' 0A00 'ISO_IR' 20 '144'  1000 2000 'LO' 0200 BBEE
          {ITEM} 12000000  0800 0500 'CS' 0000  1000 2000 'LO' 0200 'ab'
        {SEQUENCE_END}
        4000 0010 'SH' 0200 C3A9
        """
    )
    inherited, own, default = dataset[0x00400100].items
    assert [item.text_of(0x00100020) for item in (inherited, own, default)] == ["é", "Лю", "ab"]
    assert dataset.text_of(0x00401000) == "é"
    terms = [item.charset.terms for item in (dataset, inherited, own, default)]
    assert terms == [("ISO_IR 192",), ("ISO_IR 192",), ("ISO_IR 144",), ()]


def test_a_character_set_can_be_assumed():
    raw = from_hex("1000 2000 'LO' 0200 BBEE")
    assert decode_dataset(raw, EXPLICIT_LE, charset=charset_for(["ISO_IR 144"])).text_of(0x00100020) == "Лю"
