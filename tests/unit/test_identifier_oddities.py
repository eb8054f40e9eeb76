"""What is odd about a data set but can be read: one test for each tolerance of docs/deviations.md."""

import zlib

import pytest

from findscu.identifier import DEFLATED_LE, EXPLICIT_LE, decode_dataset
from helpers import from_hex
from reading import ITEM, SEQUENCE_END, UNDEFINED, read


def issues_of(dataset):
    return [(issue.path, issue.message) for issue in dataset.issues]


def test_values_of_odd_length():
    """DEVIATION(odd-length)"""
    dataset = read("0800 6000 'CS' 0300 'SEG'  1000 1000 'PN' 0100 'A'")
    assert [element.text for element in dataset.values()] == ["SEG", "A"]
    assert issues_of(dataset) == [
        ("(0008,0060)", "a value of odd length, 3 bytes"),
        ("(0010,0010)", "a value of odd length, 1 bytes"),
    ]


def test_duplicates():
    """DEVIATION(duplicate-element): the first one counts."""
    dataset = read("0800 6000 'CS' 0200 'CT'  0800 6000 'CS' 0200 'MR'")
    assert [element.text for element in dataset.values()] == ["CT"]
    assert issues_of(dataset) == [("(0008,0060)", "a second element of the same tag, ignored")]


def test_a_duplicate_sequence():
    item = f"{ITEM} 0A000000 0800 6000 'CS' 0200"
    dataset = read(
        f"4000 0001 'SQ' 0000 12000000 {item} 'CT'  4000 0001 'SQ' 0000 {UNDEFINED} {item} 'MR' {SEQUENCE_END}"
    )
    assert [item.text_of(0x00080060) for item in dataset[0x00400100].items] == ["CT"]


def test_unsorted_elements():
    """DEVIATION(unsorted-elements): the order of receipt is kept, and a late character set still counts."""
    text = "1000 1000 'PN' 0200 C3A9  0800 0500 'CS' 0A00 'ISO_IR' 20 '192'  1000 2000 'LO' 0200 C3A9"
    dataset = decode_dataset(from_hex(text), EXPLICIT_LE)
    assert list(dataset) == [0x00100010, 0x00080005, 0x00100020]
    assert [dataset.text_of(0x00100010), dataset.text_of(0x00100020)] == ["é", "é"]
    assert issues_of(dataset) == [("(0008,0005)", "an element after one of a higher tag")]


def test_groups_that_do_not_belong_to_a_data_set():
    """DEVIATION(foreign-group)"""
    dataset = read("0000 0009 'US' 0200 00FF  0200 1000 'UI' 0400 '1.2' 00  0800 6000 'CS' 0200 'CT'")
    assert list(dataset) == [0x00000900, 0x00020010, 0x00080060]
    assert issues_of(dataset) == [
        ("(0000,0900)", "an element of group 0000, which is not part of a data set"),
        ("(0002,0010)", "an element of group 0002, which is not part of a data set"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("'ZZ' 0000 02000000", id="letters: long length"),
        pytest.param("'??' 0200", id="printable: short length"),
        pytest.param("02000000", id="others: Implicit VR"),
    ],
)
def test_vrs_that_do_not_exist(header):
    """DEVIATION(unknown-vr)"""
    dataset = read(f"0800 6000 {header} 'CT'  1000 2000 'LO' 0200 '1' 20")
    assert [(element.vr, element.text) for element in dataset.values()] == [("CS", "CT"), ("LO", "1")]
    assert issues_of(dataset) == [("(0008,0060)", "a value representation that does not exist")]


def test_issues_inside_a_un_know_their_place():
    dataset = read(
        f"""
        4000 0001 'SQ' 0000 25000000
          {ITEM} 1D000000
            4000 0800 'UN' 0000 11000000            # whose own odd length is noted after what is in it
              {ITEM} 09000000  0800 6000 01000000 'C'
        """
    )
    assert "(0040,0100)[0].(0040,0008)[0].(0008,0060)" in [issue.path for issue in dataset.issues]


def test_issues_know_their_place_and_are_bounded():
    item = f"{ITEM} 09000000 0800 6000 'CS' 0100 'C'"
    dataset = read(f"4000 0001 'SQ' 0000 {UNDEFINED} {item} {item} {SEQUENCE_END}")
    assert [issue.path for issue in dataset.issues] == ["(0040,0100)[0].(0008,0060)", "(0040,0100)[1].(0008,0060)"]
    raw = from_hex("0800 6000 'CS' 0000") * 500
    assert len(decode_dataset(raw, EXPLICIT_LE).issues) == 100


def test_what_follows_a_deflated_stream():
    """DEVIATION(deflate-tail)"""
    stream = zlib.compressobj(wbits=-15)
    deflated = stream.compress(from_hex("0800 6000 'CS' 0200 'CT'")) + stream.flush()
    assert decode_dataset(deflated + b"\0\0junk", DEFLATED_LE).text_of(0x00080060) == "CT"
