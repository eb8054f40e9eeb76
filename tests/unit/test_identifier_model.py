"""Elements and data sets as objects, and what is reported of their values."""

import pickle

import pytest

from findscu.charset import charset_for
from findscu.identifier import EXPLICIT_LE, DataSet, Element, Issue, decode_dataset, encode_dataset
from helpers import from_hex


def test_setting_elements():
    dataset = DataSet()
    dataset.set("PatientName", "A^B")
    dataset.set(0x00080060)
    dataset.set("ModalitiesInStudy", "CT\\MR", "SR")
    dataset.set("PatientComments", "a\\b")
    dataset.set("SeriesNumber", 5)
    dataset.set("SliceThickness", 1.5)
    dataset.set(0x00091001, b"\x00", vr="OB")
    assert {element.keyword: (element.vr, element.values) for element in dataset.values()} == {
        "PatientName": ("PN", ["A^B"]),
        "Modality": ("CS", []),
        "ModalitiesInStudy": ("CS", ["CT", "MR", "SR"]),
        "PatientComments": ("LT", ["a\\b"]),
        "SeriesNumber": ("IS", ["5"]),
        "SliceThickness": ("DS", ["1.5"]),
        "": ("OB", [b"\x00"]),
    }
    assert dataset.set("PatientName") is dataset[0x00100010]
    assert dataset.text_of(0x00100010) == dataset.text_of(0x00100020) == ""
    with pytest.raises(KeyError, match="PatientNam"):
        dataset.set("PatientNam", "A")


@pytest.mark.parametrize(
    "vr, values, text",
    [
        ("CS", ["CT", "", "MR"], "CT\\\\MR"),
        ("LT", ["a\\b"], "a\\b"),
        ("US", [1, 2], "1\\2"),
        ("FD", [0.1, 2.0], "0.1\\2.0"),
        ("AT", [0x00100020, 0x7FE00010], "(0010,0020)\\(7fe0,0010)"),
        ("OB", [b"\x00\xff"], "00ff"),
        ("SQ", [DataSet()], ""),
        ("PN", [], ""),
    ],
)
def test_text(vr, values, text):
    assert Element(0x00091001, vr, values).text == text


def test_equality_is_by_tag_vr_and_values():
    raw = from_hex("1000 2000 'LO' 0400 20 'ab' 20")
    received = decode_dataset(raw, EXPLICIT_LE)
    assert received == DataSet([Element(0x00100020, "LO", ["ab"])])
    assert received != DataSet([Element(0x00100020, "SH", ["ab"])])
    assert received != DataSet([Element(0x00100020, "LO", ["a"])])
    assert received != DataSet()
    assert Element(1, "SQ", [DataSet(), received]) == Element(1, "SQ", [DataSet(), received])
    assert Element(1, "LO") != 1
    with pytest.raises(TypeError):
        hash(Element(1, "LO"))


def test_pickling():
    dataset = decode_dataset(from_hex("0800 0500 'CS' 0A00 'ISO_IR' 20 '100'  1000 2000 'LO' 0200 'a' E9"), EXPLICIT_LE)
    again = pickle.loads(pickle.dumps(dataset))
    assert again == dataset
    assert encode_dataset(again, EXPLICIT_LE) == encode_dataset(dataset, EXPLICIT_LE)


def test_repr_shows_enough_and_not_too_much():
    assert repr(Element(0x00100010, "PN", ["A^B"])) == "<Element (0010,0010) PN PatientName 'A^B'>"
    assert repr(Element(0x00400100, "SQ", [DataSet()])).endswith("ScheduledProcedureStepSequence 1 items>")
    assert len(repr(Element(0x7FE00010, "OW", [bytes(10_000)]))) < 120


def test_items_are_only_of_sequences():
    assert Element(1, "LO", ["a"]).items == []


VALID = {
    "AE": ["PACS", "a.b-c"],
    "AS": ["042Y", "001D"],
    "CS": ["CT", "A_1 B", "X" * 16],
    "DA": ["20260228", "20240229", "19000101"],
    "DS": ["1", "-1.5", "+.5", "1.", "1e5", "-1.5E-05"],
    "DT": ["2026", "202601", "20260131", "2026013110", "202601311030", "20260131103059.123456+0100", "2026-1200"],
    "IS": ["0", "-5", "+12", "007", "2147483647", "-2147483648"],
    "LO": ["anything at all", "é" * 64],
    "LT": ["lines\r\nand\ttabs\f"],
    "PN": ["A^B^C^D^E", "A=B=C", "a" * 64 + "=" + "b" * 64],
    "SH": ["x" * 16],
    "TM": ["10", "1030", "103059", "103060", "103059.1", "103059.123456"],
    "UI": ["1.2.840.10008.1.1", "0", "2.25.0.10"],
    "UR": ["http://a/b?c=d"],
    "UT": ["x" * 100_000],
}

INVALID = {
    "AE": ["a\tb", "X" * 17],
    "AS": ["42Y", "042y", "0042Y", "ABCY"],
    "CS": ["ct", "A-B", "X" * 17],
    "DA": ["2026013", "20260230", "20261301", "20250229", "garbage!", "2026.1.1", "20260101-", "00000000"],
    "DS": ["1.0abc", "", "1,5", "e5", "1e", "--1", "1_0", "inf", "NaN", "1" * 17, "."],
    "DT": ["20", "20261", "2026130", "20260131+1", "20260131+1560", "20260131103059.", "20260132"],
    "IS": ["1.0", "1.0abc", "+", "2147483648", "1_0", "1" * 13],
    "LO": ["é" * 65, "a\nb", "a\x1bb"],
    "LT": ["bell\x07", "x" * 10241],
    "PN": ["A^B^C^D^E^F", "A=B=C=D", "a" * 65, "a=" + "b" * 65, "A\tB", "A=B^C^D^E^F^G"],
    "SH": ["x" * 17],
    "ST": ["x" * 1025],
    "TM": ["1", "24", "1060", "103061", "10:30", "103059.", "1030.5", "103059.1234567", "-1030"],
    "UI": ["1.", ".1", "1..2", "1.02", "1.2a", "1." * 32 + "1", "１.2"],
    "UR": ["a b", "é"],
}


@pytest.mark.parametrize("vr, value", [(vr, value) for vr, values in VALID.items() for value in values])
def test_valid_values_have_no_issue(vr, value):
    assert Element(0x00091001, vr, [value]).issues == []


@pytest.mark.parametrize("vr, value", [(vr, value) for vr, values in INVALID.items() for value in values if value])
def test_bad_values_are_issues_that_do_not_tell_the_value(vr, value):
    (issue,) = Element(0x00091001, vr, [value]).issues
    assert (issue.tag, issue.path) == (0x00091001, "(0009,1001)")
    assert vr in issue.message or "expected" in issue.message
    assert len(value) < 3 or value not in issue.message


@pytest.mark.parametrize(
    "text, message, value",
    [
        ("'US' 0300 010002", "a value of 3 bytes, expected a multiple of 2 (US)", [1]),
        ("'AT' 0600 100020000800", "a value of 6 bytes, expected a multiple of 4 (AT)", [0x00100020]),
        ("'FD' 0400 00*4", "a value of 4 bytes, expected a multiple of 8 (FD)", []),
        ("'OW' 0000 03000000 010002", "a value of 3 bytes, expected a multiple of 2 (OW)", [b"\1\0\2"]),
        ("'LO' 0400 'abc' 00", "padded with NUL, expected spaces", ["abc"]),
        ("'UI' 0400 '1.2' 20", "padded with a space, expected NUL", ["1.2"]),
        ("'LO' 0200 'a' E9", "byte 1 does not belong to the default character set", ["aé"]),
        ("'CS' 0200 'A' E9", "byte 1 does not belong to the default character set", ["Aé"]),
    ],
)
def test_bad_bytes_are_issues_and_kept(text, message, value):
    (element,) = decode_dataset(from_hex(f"0900 0110 {text}"), EXPLICIT_LE).values()
    assert message in [issue.message for issue in element.issues]
    assert element.values == value
    assert element.raw == from_hex(text)[-len(element.raw) :] != b""


def test_bytes_that_are_not_in_the_character_set_are_issues():
    element = Element(0x00100010, "PN", None, raw=b"M\xfcller", charset=charset_for(["ISO_IR 192"]))
    assert element.values == ["M\\xfcller"]
    assert element.issues == [Issue(0x00100010, "(0010,0010)", "byte 1 does not belong to ISO_IR 192", True)]


def test_the_character_set_itself_can_be_an_issue():
    """DEVIATION(charset-spelling)"""
    dataset = decode_dataset(from_hex("0800 0500 'CS' 0600 'UTF-8' 20  1000 2000 'LO' 0200 C3A9"), EXPLICIT_LE)
    assert dataset.text_of(0x00100020) == "é"
    messages = [issue.message for issue in dataset[0x00080005].issues]
    assert "a misspelt Specific Character Set, read as ISO_IR 192" in messages


def test_all_issues_with_their_paths():
    dataset = decode_dataset(
        from_hex(
            """
            0800 2000 'DA' 0400 '2026'
            4000 0001 'SQ' 0000 26000000
              FEFF00E0 00000000
              FEFF00E0 16000000  0800 6000 'CS' 0200 'ct'  4000 0200 'DA' 0400 '2026'
            4000 0010 'SH' 0100 'x'
            """
        ),
        EXPLICIT_LE,
    )
    assert [(issue.path, issue.message.split(",")[0]) for issue in dataset.iter_issues()] == [
        ("(0040,1000)", "a value of odd length"),
        ("(0008,0020)", "not the form of DA"),
        ("(0040,0100)[1].(0008,0060)", "not the form of CS"),
        ("(0040,0100)[1].(0040,0002)", "not the form of DA"),
    ]
