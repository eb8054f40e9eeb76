"""Data sets in the log: lines as the program prints them, and that the quick way prints what pydicom would."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findscu.cli.pynetdicom import foreign
from findscu.cli.pynetdicom.answers import AnswerLog
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE
from findscu.matches import Match

WARNING = "UserWarning: "


def element(tag: int, vr: str, value: bytes) -> bytes:
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr in ("OB", "OW", "SQ", "UN", "UT", "UC", "UR"):
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def item(content: bytes) -> bytes:
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(content)) + content


def logged(raw: bytes) -> list[str]:
    return AnswerLog(EXPLICIT_LE, shows_info=True).log_of(Match(raw, EXPLICIT_LE)).splitlines()


def line(raw: bytes) -> str:
    return logged(raw)[2].removeprefix("I: ")


@pytest.mark.parametrize(
    ("raw", "vr", "value", "count_and_keyword"),
    [
        (element(0x00080052, "CS", b"PATIENT "), "(0008,0052) CS", "[PATIENT]", "1 QueryRetrieveLevel"),
        (element(0x00100010, "PN", b""), "(0010,0010) PN", "(no value available)", "0 PatientName"),
        (element(0x0008103E, "LO", b"Series 1"), "(0008,103E) LO", "[Series 1]", "1 SeriesDescription"),
        (element(0x00080061, "CS", b"CT\\MR "), "(0008,0061) CS", "[CT\\MR]", "2 ModalitiesInStudy"),
        (element(0x00101030, "DS", b"1\\2.50"), "(0010,1030) DS", "[1\\2.50]", "2 PatientWeight"),
        (element(0x00280010, "US", b"\1\0\2\0"), "(0028,0010) US", "[1\\2]", "2 Rows"),
        (element(0x00280009, "AT", b"\xfe\x92\x99\xac"), "(0028,0009) AT", "[(92FE,AC99)]", "1 FrameIncrementPointer"),
        (element(0x00720065, "OB", b"\0\xff"), "(0072,0065) OB", "[00 ff]", "1 SelectorOBValue"),
        (element(0x00720065, "OB", bytes(14)), "(0072,0065) OB", "(14 bytes of binary data)", "1 SelectorOBValue"),
        (element(0x00290010, "LO", b"ACME"), "(0029,0010) LO", "[ACME]", "1 "),
        (element(0x00290100, "UN", b"\0\xff"), "(0029,0100) UN", "[b'\\x00\\xff']", "1 "),
        (element(0x00104000, "LT", b"a\\b "), "(0010,4000) LT", "[a\\b]", "1 PatientComments"),
        (element(0x300A00B0, "SQ", b""), "(300A,00B0) SQ", "(Sequence with 0 items)", "1 BeamSequence"),
        (element(0x00100010, "PN", b"A^B="), "(0010,0010) PN", "[A^B]", "1 PatientName"),
    ],
)
def test_an_element(raw: bytes, vr: str, value: str, count_and_keyword: str) -> None:
    assert line(raw) == f"{vr} {value:<40} # {count_and_keyword}"


def test_items_are_indented_but_not_the_line_of_a_sequence() -> None:
    inner = element(0x300A00B6, "SQ", item(element(0x300A00BC, "IS", b"1 ")))
    assert logged(element(0x300A00B0, "SQ", item(inner))) == [
        "I: ",
        "I: # Response Identifier",
        "I: (300A,00B0) SQ (Sequence with 1 item)                   # 1 BeamSequence",
        "I:   (Sequence item #1)",
        "I: (300A,00B6) SQ (Sequence with 1 item)                   # 1 BeamLimitingDeviceSequence",
        "I:       (Sequence item #1)",
        "I:         (300A,00BC) IS [1]                                      # 1 NumberOfLeafJawPairs",
        "I: ",
    ]


def test_an_empty_identifier_has_no_lines() -> None:
    assert logged(b"") == []


def test_what_pydicom_warns_of_comes_before_the_lines() -> None:
    said = logged(element(0x0020000D, "UI", b"1.2.03"))
    assert WARNING + "Invalid value for VR UI: '1.2.03'." in said[2]
    assert said[4].startswith("I: (0020,000D) UI [1.2.03]")


def test_what_cannot_be_inflated() -> None:
    from findscu.identifier import DEFLATED_LE

    said = AnswerLog(DEFLATED_LE, shows_info=True).log_of(Match(b"abcdefgh", DEFLATED_LE))
    assert said == (
        "E: Failed to decode the received Identifier dataset\n"
        "E: Error -3 while decompressing data: invalid stored block lengths\n"
    )


def test_pydicom_is_not_asked_about_something_huge() -> None:
    said = logged(element(0x00290100, "UN", bytes(foreign.MAX_LENGTH)))
    assert said[0] == "E: Failed to decode the received Identifier dataset"


def test_hidden_responses_still_tell_errors() -> None:
    log = AnswerLog(EXPLICIT_LE, shows_info=False)
    assert log.log_of(Match(element(0x00100020, "LO", b"ID"), EXPLICIT_LE)) == ""


VALUES = st.sampled_from(
    [b"", b"A ", b" A", b"A\\", b"\\A", b"A\\ B", b"DOE^JOHN", b"A=B=C ", b"A= ", b"1.2.3\0", b"1.2.3 ", b"20260101",
     b"20260101-", b"1 ", b"007 ", b"-1e5", b"x" * 66, b"M\xfcller", b"\x1b[31m ", b"\0\0", b"  ", b"ISO_IR 192",
     b"ISO_IR 100", b"bogus ", b"ISO 2022 IR 87", b"\1\0\2\0", bytes(8), b"line\r\nnext "]
)  # fmt: skip
TAGS = st.sampled_from(
    [(0x00080005, "CS"), (0x00080020, "DA"), (0x00080030, "TM"), (0x00080054, "AE"), (0x00080060, "CS"),
     (0x00081030, "LO"), (0x00100010, "PN"), (0x00100020, "LO"), (0x00101010, "AS"), (0x00101030, "DS"),
     (0x00104000, "LT"), (0x0020000D, "UI"), (0x00200010, "SH"), (0x00200011, "IS"), (0x00203100, "CS"),
     (0x00280010, "US"), (0x00290010, "LO"), (0x00291001, "UN"), (0x00080000, "UL"), (0x50000010, "US"),
     (0x00720065, "OB"), (0x0072006F, "UC")]
)  # fmt: skip


@st.composite
def datasets(draw: st.DrawFn) -> bytes:
    chosen = draw(st.lists(st.tuples(TAGS, VALUES), max_size=6, unique_by=lambda one: one[0][0]))
    raw = b"".join(element(tag, vr, value) for (tag, vr), value in sorted(chosen))
    return draw(st.sampled_from([raw, raw[:-1], element(0x300A00B0, "SQ", item(raw)), element(0x300A00B0, "SQ", raw)]))


@given(datasets())
@settings(max_examples=300, deadline=None)
def test_the_quick_way_is_pydicom_s(raw: bytes) -> None:
    for syntax in (EXPLICIT_LE, IMPLICIT_LE):
        foreign.forget_warnings()
        quick = AnswerLog(syntax, shows_info=True).log_of(Match(raw, syntax))
        foreign.forget_warnings()
        slow = "".join([f"{letter}: {text}\n" if letter else text for letter, text in foreign.iter_answer(raw, syntax)])
        assert quick == (slow if raw else "")
