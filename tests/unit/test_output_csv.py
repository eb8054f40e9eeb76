"""The CSV format: expected rows typed by hand, and read back by the standard library's reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match, Outcome
from findscu.models import model_of
from findscu.output import writer_for
from findscu.output.csv import CsvWriter, defuse, quote_cell
from findscu.query import Query, build_query

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"


def match(*elements: Element) -> Match:
    return Match(encode_dataset(DataSet(elements), EXPLICIT_LE), EXPLICIT_LE)


def step(*modalities: str) -> Element:
    return Element(0x00400100, "SQ", [DataSet([Element(0x00080060, "CS", [word])]) for word in modalities])


def query(*keys: str) -> Query:
    return build_query(model="worklist", keys=keys)


def csv_of(queries: list[Query], *matches: Match) -> str:
    writer = CsvWriter(queries)
    written = b"".join([*map(writer.begin, queries), writer.block(matches), writer.end(Outcome()), writer.close()])
    return written.decode()


def test_the_example_of_the_manual() -> None:
    example = FORMATS.read_text("utf-8").split("```csv\n")[1].split("```")[0]
    asked = query("ScheduledProcedureStepSequence.Modality", "StudyDate", "PatientName")
    date, name = Element(0x00080020, "DA", ["20260131"]), Element(0x00100010, "PN", ["Doe, Jane^"])
    assert csv_of([asked], match(date, name, step("CT", "MR"))) == example


def test_the_header_comes_once_and_also_without_matches() -> None:
    asked = query("PatientID", "PatientName")
    assert csv_of([asked]) == "PatientName,PatientID\n"
    assert csv_of([asked, query("PatientID", "Modality")]) == "Modality,PatientName,PatientID\n"


def test_what_is_missing_is_empty_and_what_was_not_asked_is_left_out() -> None:
    asked = query("PatientID", "PatientName", "ScheduledProcedureStepSequence.Modality")
    only_name = match(Element(0x00100010, "PN", ["Doe"]), Element(0x00100040, "CS", ["F"]))
    assert csv_of([asked], only_name).splitlines()[1] == "Doe,,"


def test_a_row_of_one_empty_cell_is_a_row() -> None:
    rows = list(csv.reader(io.StringIO(csv_of([query("PatientID")], match()))))
    assert rows == [["PatientID"], [""]]


def test_a_sequence_asked_for_as_a_whole_shows_its_items() -> None:
    text = csv_of([query("ScheduledProcedureStepSequence")], match(step("CT", "MR")), match(step("CT")), match(step()))
    assert text.splitlines()[1:] == ["2 items", "1 item", "0 items"]


def test_attributes_without_a_keyword_go_by_their_tag() -> None:
    asked = Query(model_of("study"), DataSet([Element(0x00091001, "UN")]))
    text = csv_of([asked], match(Element(0x00091001, "UN", [b"ab"])))
    assert text == '"(0009,1001)"\n6162\n'


def test_control_characters_never_end_a_row() -> None:
    text = csv_of([query("PatientID")], match(Element(0x00100020, "LO", ["1:a\n2:b\r\x1b"])))
    assert text == "PatientID\n1:a<LF>2:b<CR><ESC>\n"


def test_a_broken_match_leaves_no_row_and_is_noted() -> None:
    writer = CsvWriter([query("PatientID")])
    good = match(Element(0x00100020, "LO", ["4711"]))
    assert writer.block([Match(good.raw[:-1], EXPLICIT_LE), good]) == b"4711\n"
    assert [number for number, _ in writer.unread] == [1]
    assert writer.match_count == 2


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("", ""),
        ("CT\\MR", "CT\\MR"),
        ("a,b", '"a,b"'),
        ('say "a"', '"say ""a"""'),
        (" leading", '" leading"'),
    ],
)
def test_cells(text: str, cell: str) -> None:
    assert quote_cell(text) == cell


# Text that a spreadsheet would run.


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://localhost","x")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=",
        "-",
        " =1+1",
        "\u3000=1+1",
        "＝1+1",
        "＋1",
        "-1\\=1",
        "--1",
        "+ORCL",
        "-inf",
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defuse(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-1", "+1.5", "-1.5e-3", "-1\\-2", "-0500", "20260131", "Doe^Jane", "1-2", "'=x"])
def test_numbers_and_other_text_stay(text: str) -> None:
    assert defuse(text) == text


@pytest.mark.parametrize(
    ("vr", "tag", "value", "cell"),
    [
        ("DS", 0x00101030, "-70.50", "-70.50"),
        ("IS", 0x00200013, "+12", "+12"),
        ("SH", 0x00080201, "-0500", "-0500"),
        ("DA", 0x00080020, "20260131", "20260131"),
        ("LO", 0x00100020, "-4711x", "'-4711x"),
        ("LO", 0x00100020, "@cmd", "'@cmd"),
        ("PN", 0x00100010, " +1+cmd^x", "' +1+cmd^x"),
        ("LO", 0x00100020, "\t=1", "<TAB>=1"),
        ("LO", 0x00100020, "\r=1", "<CR>=1"),
        ("AE", 0x00080054, "=A1", "'=A1"),
        ("DS", 0x00101030, "=1+1", "'=1+1"),
        ("SL", 0x00186020, -5, "-5"),
    ],
)
def test_cells_of_a_match_are_harmless(vr: str, tag: int, value: object, cell: str) -> None:
    asked = Query(model_of("study"), DataSet([Element(tag, vr)]))
    for _ in range(2):  # met for the first time, and remembered
        assert csv_of([asked], match(Element(tag, vr, [value]))).splitlines()[1] == cell


# The same with tabs.


def tsv_of(queries: list[Query], *matches: Match) -> str:
    writer = writer_for("tsv", queries)
    return b"".join([*map(writer.begin, queries), writer.block(matches)]).decode()


def test_tabs_stand_between_cells_and_never_in_them() -> None:
    name, identity = Element(0x00100010, "PN", ["Doe, Jane^"]), Element(0x00100020, "LO", ["a\tb"])
    assert tsv_of([query("PatientID", "PatientName")], match(name, identity)) == (
        "PatientName\tPatientID\nDoe, Jane^\ta<TAB>b\n"
    )


# Other readers.

NAMES = ["Yamada^Tarou=山田^太郎=やまだ^たろう", 'Doe, "Jane"^', "Müller^Jürgen", "'x^\"", " blank ^"]


def rows_of_names(separator: str) -> str:
    matches = [
        match(Element(0x00080005, "CS", ["ISO_IR 192"]), Element(0x00100010, "PN", [name]), step("CT", "MR"))
        for name in NAMES
    ]
    asked = query("PatientID", "PatientName", "ScheduledProcedureStepSequence.Modality")
    writer = CsvWriter([asked], separator=separator)
    return (writer.begin(asked) + writer.block(matches)).decode()


EXPECTED = [(name.rstrip(), "", "CT\\MR") for name in NAMES]
HEADER = ["PatientName", "PatientID", "ScheduledProcedureStepSequence.Modality"]


@pytest.mark.parametrize("separator", [",", "\t"])
def test_python_reads_back_what_was_answered(separator: str) -> None:
    header, *rows = csv.reader(io.StringIO(rows_of_names(separator)), delimiter=separator)
    assert header == HEADER
    assert [tuple(row) for row in rows] == EXPECTED


@pytest.mark.parametrize("separator", [",", "\t"])
def test_polars_reads_back_what_was_answered(separator: str) -> None:
    import polars

    frame = polars.read_csv(rows_of_names(separator).encode(), separator=separator)
    assert frame.columns == HEADER
    assert [tuple(value or "" for value in row) for row in frame.rows()] == EXPECTED


def test_chosen_columns_in_their_order() -> None:
    writer = CsvWriter([query("PatientName")], ["PatientID", "PatientName"])
    block = writer.block([match(Element(0x00100010, "PN", ["Doe"]), Element(0x00100020, "LO", ["4711"]))])
    assert writer.begin(query("PatientName")) + block == b"PatientID,PatientName\n4711,Doe\n"


def test_a_match_without_elements_is_a_row() -> None:
    assert csv_of([query("PatientID", "PatientName")], match()).splitlines()[1:] == [","]
