"""The text format: expected lines typed by hand; identifiers typed by hand or written by pydicom."""

from __future__ import annotations

from pathlib import Path

import pytest

from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, DataSet, Element
from findscu.matches import Match, Outcome
from findscu.output.text import TextWriter, format_element

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"


def explicit(tag: int, vr: str, value: bytes) -> bytes:
    """Return a short-form element in Explicit VR Little Endian (PS3.5 §7.1.2)."""
    assert len(value) % 2 == 0
    return (
        tag.to_bytes(4, "big")[1::-1]
        + tag.to_bytes(4, "big")[:1:-1]
        + vr.encode()
        + len(value).to_bytes(2, "little")
        + value
    )


def text_of(*identifiers: bytes, query_count: int = 1) -> str:
    writer = TextWriter([None] * query_count)  # type: ignore[list-item]
    writer.begin(None)  # type: ignore[arg-type]
    text = writer.block([Match(raw, EXPLICIT_LE) for raw in identifiers])
    return (text + writer.end(Outcome()) + writer.close()).decode()


NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう".encode()
FIRST = (
    explicit(0x00080020, "DA", b"20260131")
    + explicit(0x00080061, "CS", b"CT\\SR ")
    + explicit(0x00100010, "PN", NAME + b" " * (len(NAME) % 2))
    + explicit(0x00100020, "LO", b"4711")
    + explicit(0x00100030, "DA", b"")
    + explicit(0x00104000, "LT", b"first line\r\nsecond line ")
    + b"\x29\x00\x01\x10UN\0\0\x03\0\0\0\x00\xff\x10"
    + b"\x40\x00\x75\x02SQ\0\0" + (8 + 12 + 8).to_bytes(4, "little")
    + b"\xfe\xff\x00\xe0" + (12).to_bytes(4, "little") + explicit(0x00400009, "SH", b"SPS1")
    + b"\xfe\xff\x00\xe0\0\0\0\0"
)  # fmt: skip
SECOND = explicit(0x00080020, "DA", b"2026-01-31")


def test_the_example_of_the_manual() -> None:
    manual = FORMATS.read_text("utf-8")
    example = manual.split("```text\n")[1].split("```")[0]
    charset = explicit(0x00080005, "CS", b"ISO_IR 192")
    shown = text_of(charset + FIRST, charset + SECOND)
    lines = [line for line in shown.splitlines(keepends=True) if "SpecificCharacterSet" not in line]
    assert "".join(lines) == example


def test_one_element_is_one_line_whatever_it_holds() -> None:
    raw = explicit(0x00100020, "LO", b"a\n# match 9\n(0010,0010) PN PatientName\x1b[2J\x07 ")
    assert text_of(raw) == (
        "# match 1\n"
        "(0010,0020) LO PatientID                           a<LF># match 9<LF>(0010,0010) PN PatientName<ESC>[2J<BEL>\n"
        "! control characters, which LO does not have\n"
    )


def test_a_long_keyword_moves_its_value_only() -> None:
    element = Element(0x00400010, "SH", ["CT1"])
    longer = Element(0x00404025, "SQ", [DataSet()])
    assert format_element(element) == "(0040,0010) SH ScheduledStationName                CT1\n"
    assert format_element(longer) == "(0040,4025) SQ ScheduledStationNameCodeSequence    1 item\n  [0]\n"


def test_nested_sequences_keep_the_column() -> None:
    code = DataSet([Element(0x00080100, "SH", ["X1"])])
    step = DataSet([Element(0x00400008, "SQ", [code]), Element(0x00080060, "CS", ["CT", "MR"])])
    assert format_element(Element(0x00400100, "SQ", [step])) == (
        "(0040,0100) SQ ScheduledProcedureStepSequence      1 item\n"
        "  [0]\n"
        "  (0040,0008) SQ ScheduledProtocolCodeSequence     1 item\n"
        "    [0]\n"
        "    (0008,0100) SH CodeValue                       X1\n"
        "  (0008,0060) CS Modality                          CT\\MR\n"
    )


@pytest.mark.parametrize(
    ("element", "line"),
    [
        (Element(0x00080018, "UI", ["1.2.3"]), "(0008,0018) UI SOPInstanceUID                      1.2.3"),
        (Element(0x00280010, "US", [512, 3]), "(0028,0010) US Rows                                512\\3"),
        (Element(0x00101030, "DS", ["70.50"]), "(0010,1030) DS PatientWeight                       70.50"),
        (Element(0x00280009, "AT", [0x00181063]), "(0028,0009) AT FrameIncrementPointer               (0018,1063)"),
        (Element(0x00400100, "SQ", []), "(0040,0100) SQ ScheduledProcedureStepSequence      0 items"),
        (Element(0x00090010, "LO", ["ACME"]), "(0009,0010) LO (private)                           ACME"),
        (Element(0x00080004, "UN", [b"ab"]), "(0008,0004) UN (unknown)                           6162"),
        (Element(0x7FE00010, "OW", [bytes(32)]), "(7fe0,0010) OW PixelData                           " + "00" * 32),
        (
            Element(0x7FE00010, "OW", [bytes(34)]),
            "(7fe0,0010) OW PixelData                           " + "00" * 32 + "... 34 bytes",
        ),
        (Element(0x00081030, "LO", []), "(0008,1030) LO StudyDescription"),
    ],
)
def test_lines(element: Element, line: str) -> None:
    assert format_element(element) == f"{line}\n"


def test_several_queries_number_their_matches_anew() -> None:
    writer = TextWriter([None, None])  # type: ignore[list-item]
    raw = explicit(0x00100020, "LO", b"1 ")
    shown = b""
    for count in (2, 1):
        shown += writer.begin(None)  # type: ignore[arg-type]
        shown += writer.block([Match(raw, EXPLICIT_LE)] * count)
        shown += writer.end(Outcome())
    headings = [line for line in shown.decode().splitlines() if line.startswith("#")]
    assert headings == ["# query 1, match 1", "# query 1, match 2", "# query 2, match 1"]
    assert writer.match_count == 3


def test_a_broken_match_shows_what_can_be_read_and_is_noted() -> None:
    writer = TextWriter([None])  # type: ignore[list-item]
    good = explicit(0x00100020, "LO", b"4711")
    broken = good + explicit(0x00100030, "DA", b"20000101")[:-3]
    lines = writer.block([Match(broken, EXPLICIT_LE), Match(good, EXPLICIT_LE)]).decode().splitlines()
    assert lines[:2] == ["# match 1", "(0010,0020) LO PatientID                           4711"]
    assert lines[2].startswith("! this match cannot be read further: (0010,0030) ")
    assert lines[3:] == ["", "# match 2", "(0010,0020) LO PatientID                           4711"]
    assert [number for number, _ in writer.unread] == [1]


def test_both_transfer_syntaxes_look_the_same() -> None:
    implicit = b"\x10\x00\x20\x00\x04\0\0\x004711"
    writer = TextWriter([None])  # type: ignore[list-item]
    shown = writer.block([Match(implicit, IMPLICIT_LE), Match(explicit(0x00100020, "LO", b"4711"), EXPLICIT_LE)])
    first, second = shown.decode().split("\n\n")
    assert first.splitlines()[1] == second.splitlines()[1]


def test_an_issue_stands_below_its_element_and_is_counted() -> None:
    writer = TextWriter([None])  # type: ignore[list-item]
    lines = writer.block([Match(SECOND, EXPLICIT_LE)]).decode().splitlines()
    assert lines[1] == "(0008,0020) DA StudyDate                           2026-01-31"
    assert lines[2].startswith("! ")
    assert "2026" not in lines[2]
    assert writer.issue_counts == {0x00080020: 1}


def test_issues_are_counted_each_time_and_in_items_too() -> None:
    inner = explicit(0x00080060, "CS", b"ct")
    step = explicit(0x00400100, "SQ", b"")[:6] + b"\0\0" + (8 + len(inner)).to_bytes(4, "little")
    raw = SECOND + step + b"\xfe\xff\x00\xe0" + len(inner).to_bytes(4, "little") + inner
    writer = TextWriter([None])  # type: ignore[list-item]
    writer.block([Match(raw, EXPLICIT_LE)] * 3)
    assert writer.issue_counts == {0x00080020: 3, 0x00080060: 3}


UNSORTED = explicit(0x00080016, "UI", b"1.2\0")
LONG_HEADER = b"\x08\x00\x90\x11UT\0\0\x02\0\0\0ab"


@pytest.mark.parametrize("is_inside", [False, True])
def test_an_issue_of_what_is_rendered_twice_is_counted_once(is_inside: bool) -> None:
    """An unsorted element sends a data set the slow way from its start, a long header in an item its sequence."""
    raw = explicit(0x00080021, "DA", b"2026XX01") + (LONG_HEADER if is_inside else UNSORTED)
    if is_inside:
        item = b"\xfe\xff\x00\xe0" + len(raw).to_bytes(4, "little") + raw
        raw = b"\x40\x00\x00\x01SQ\0\0" + len(item).to_bytes(4, "little") + item
    writer = TextWriter([None])  # type: ignore[list-item]
    writer.block([Match(explicit(0x00080020, "DA", b"20260101") + raw, EXPLICIT_LE)] * 2)
    assert writer.issue_counts[0x00080021] == 2
