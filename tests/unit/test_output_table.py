"""The table: expected lines typed by hand."""

from __future__ import annotations

from pathlib import Path

from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match, Outcome
from findscu.output.screen import Screen
from findscu.output.table import MOST_HELD, PATIENCE, TableWriter
from findscu.output.widths import width_of
from findscu.query import Query, build_query

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"

DATE, TIME, NAME, ID = 0x00080020, 0x00080030, 0x00100010, 0x00100020
COMPLETE = Outcome(is_complete=True)

MODALITIES, DESCRIPTION, IMAGES, STUDY_UID = 0x00080061, 0x00081030, 0x00201208, 0x0020000D


def match(date: str = "20261121", name: str = "Doe^Jane", identity: str = "4711", **more: Element) -> Match:
    elements = [
        Element(0x00080005, "CS", ["ISO_IR 192"]),
        Element(DATE, "DA", [date]),
        Element(NAME, "PN", [name]),
        Element(ID, "LO", [identity]),
        *more.values(),
    ]
    return Match(encode_dataset(DataSet(elements), EXPLICIT_LE), EXPLICIT_LE)


def query(*keys: str) -> Query:
    return build_query(model="study", keys=["QueryRetrieveLevel=STUDY", *(keys or ("PatientName", "StudyDate"))])


def table_of(asked: Query, *matches: Match, screen: Screen | None = None, chosen: tuple[str, ...] = ()) -> list[str]:
    writer = TableWriter([asked], chosen, screen)
    written = writer.begin(asked) + writer.block(matches) + writer.end(COMPLETE) + writer.close()
    return written.decode().splitlines()


def test_the_example_of_the_manual() -> None:
    example = FORMATS.read_text("utf-8").split("```table\n")[1].split("```")[0]
    asked = query("StudyDate", "StudyTime", "PatientName", "PatientID", "ModalitiesInStudy", "StudyDescription")
    rows = [
        match(
            "20261121",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            "4711",
            a=Element(TIME, "TM", ["093000.000"]),
            b=Element(MODALITIES, "CS", ["CT", "SR"]),
            c=Element(DESCRIPTION, "LO", ["CT abdomen with contrast"]),
        ),
        match(
            "20261121",
            "Doe^Jane",
            "815",
            a=Element(TIME, "TM", ["1115"]),
            b=Element(MODALITIES, "CS", ["MR"]),
            c=Element(DESCRIPTION, "LO", ["頭部MRI造影"]),
        ),
    ]
    assert table_of(asked, *rows, screen=Screen(80, is_terminal=True)) == example.splitlines()


def test_columns_stand_in_reading_order_and_the_level_is_left_out() -> None:
    header, *_ = table_of(query("PatientID", "PatientName", "StudyDate"), match())
    assert header.split() == ["Date", "Patient", "ID"]


def test_chosen_columns_stand_as_they_are_chosen() -> None:
    lines = table_of(query(), match(), chosen=("PatientID", "StudyDate", "QueryRetrieveLevel"))
    assert lines[0].split() == ["ID", "Date", "QueryRetrieveLevel"]
    assert lines[2].split() == ["4711", "2026-11-21"]


def test_columns_of_the_same_short_name_go_by_their_keyword() -> None:
    header, *_ = table_of(query("StudyDescription", "SeriesDescription", "StudyDate"))
    assert header.split() == ["Date", "StudyDescription", "SeriesDescription"]


def test_numbers_stand_on_the_right() -> None:
    lines = table_of(query("NumberOfStudyRelatedInstances"), match(a=Element(IMAGES, "IS", ["7"])))
    assert lines == ["Images", "──────", "     7"]


def test_without_a_screen_nothing_is_cut() -> None:
    long = "x" * 64
    lines = table_of(query("PatientID", "StudyDescription"), match(identity=long))
    assert long in lines[2]


def test_no_line_is_longer_than_the_screen_is_wide() -> None:
    asked = query("StudyDate", "PatientName", "PatientID", "StudyDescription", "ModalitiesInStudy")
    rows = [
        match(
            name="Yamada^Tarou=山田^太郎=やまだ^たろう",
            identity="4" * n,
            a=Element(DESCRIPTION, "LO", ["部" * n]),
            b=Element(MODALITIES, "CS", ["CT"]),
        )
        for n in range(1, 30)
    ]
    for width in (60, 80, 100, 160):
        lines = table_of(asked, *rows, screen=Screen(width))
        assert max(map(width_of, lines)) <= width
        assert "2026-11-21" in lines[2]
        assert "Yamada, Tarou=" in lines[2]


def test_of_a_uid_the_end_is_shown() -> None:
    uid = Element(STUDY_UID, "UI", ["1.2.840.113619.2.55.3.604688119.868.1276072372.7"])
    lines = table_of(query("StudyInstanceUID", "PatientName"), match(a=uid), screen=Screen(50))
    assert lines[2].endswith("072372.7")
    assert "…" in lines[2]


def test_what_matters_least_is_left_out_and_told_of() -> None:
    asked = query("StudyDate", "PatientName", "PatientID", "StudyInstanceUID", "ReferringPhysicianName")
    lines = table_of(asked, match(), screen=Screen(30, is_terminal=True))
    assert lines[0].split() == ["Date", "Patient", "ID"]
    assert lines[-1] == "1 match, 2 more columns (--columns)"


def test_columns_that_have_no_value_go_first() -> None:
    asked = query("StudyDate", "PatientName", "PatientID", "StudyDescription", "StudyID")
    study_id = Element(0x00200010, "SH", ["9"])
    lines = table_of(asked, match(a=study_id), screen=Screen(39, is_terminal=True))
    assert lines[0].split() == ["Date", "Patient", "ID", "Study", "ID"]
    assert lines[-1] == "1 match, 1 more column (--columns)"


def test_chosen_columns_are_never_left_out() -> None:
    chosen = ("StudyDate", "StudyTime", "PatientName", "PatientID", "StudyDescription")
    header, *_ = table_of(query(), match(), screen=Screen(20), chosen=chosen)
    assert len(header.split()) == 5


def test_a_terminal_hears_how_many_there_are() -> None:
    screen = Screen(80, is_terminal=True)
    assert table_of(query(), screen=screen) == ["no matches"]
    assert table_of(query(), match(), screen=screen)[-1] == "1 match"
    assert table_of(query(), match(), match(), screen=screen)[-1] == "2 matches"


def test_of_a_list_that_is_not_complete_others_tell() -> None:
    asked = query()
    writer = TableWriter([asked], screen=Screen(80, is_terminal=True))
    assert writer.begin(asked) + writer.end(Outcome()) == b""
    writer.begin(asked)
    writer.block([match()])
    assert writer.end(Outcome()).decode().splitlines()[2:] == ["2026-11-21  Doe, Jane"]


def test_elsewhere_an_empty_table_has_its_header() -> None:
    assert table_of(query()) == ["Date  Patient", "────  ───────"]


def test_colours_are_restrained() -> None:
    lines = table_of(query("StudyDate"), match(), screen=Screen(80, has_colour=True, is_terminal=True))
    assert lines == ["\x1b[1mDate\x1b[0m", "\x1b[2m──────────\x1b[0m", "2026-11-21", "\x1b[2m1 match\x1b[0m"]


def test_several_queries_have_a_table_each() -> None:
    queries = [query("StudyDate"), query("PatientID")]
    writer = TableWriter(queries)
    written = b"".join(writer.begin(one) + writer.block([match()]) + writer.end(Outcome()) for one in queries)
    assert written.decode().splitlines() == [
        "# query 1",
        "Date",
        "──────────",
        "2026-11-21",
        "",
        "# query 2",
        "ID",
        "────",
        "4711",
    ]


def test_a_broken_match_leaves_no_row_and_is_noted() -> None:
    asked, good = query("PatientID"), match()
    writer = TableWriter([asked])
    writer.begin(asked)
    writer.block([Match(good.raw[:-1], EXPLICIT_LE), good])
    assert writer.end(Outcome()).decode().splitlines()[2:] == ["4711"]
    assert [number for number, _ in writer.unread] == [1]


def test_control_characters_do_not_move_the_cursor() -> None:
    assert table_of(query("PatientID"), match(identity="\x1b[2J"))[2] == "<ESC>[2J"


class Clock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_rows_are_held_for_the_blink_of_an_eye() -> None:
    clock, asked = Clock(), query("PatientID")
    writer = TableWriter([asked], screen=Screen(80, is_terminal=True, clock=clock))
    writer.begin(asked)
    assert writer.block([match()]) == b""
    clock.now = PATIENCE + 0.1
    lines = writer.block([match(identity="0" * 20)]).decode().splitlines()
    assert lines == ["ID", "─" * 24, "4711", "0" * 20]
    assert writer.block([match(identity="0" * 30)]) == f"{'0' * 23}…\n".encode()


def test_a_screen_of_rows_is_enough_to_see_how_wide_they_are() -> None:
    asked = query("PatientID")
    writer = TableWriter([asked])
    writer.begin(asked)
    assert writer.block([match()] * (MOST_HELD - 1)) == b""
    assert len(writer.block([match()]).splitlines()) == MOST_HELD + 2
    assert writer.end(Outcome()) == b""
