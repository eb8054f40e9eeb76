"""Widths of columns and which have no room: worked out by hand."""

from __future__ import annotations

from findscu.output.headings import rank_in
from findscu.output.layout import Place, lay_out
from findscu.query import Query, build_query
from findscu.tabular import columns_of


def query(level: str, *keys: str) -> Query:
    return build_query(model="study", keys=[f"QueryRetrieveLevel={level}", *keys])


def laid_out(words: str, *rows: str, width: int | None, asked: Query | None = None, is_whole: bool = True, **more):
    columns = columns_of([], words.split())
    ranks = [rank_in(asked or query("STUDY"), column) for column in columns]
    cells = [row.split("|") for row in rows]
    return lay_out(columns, ranks, cells, width, is_whole=is_whole, **more)


def widths(places: list[Place]) -> dict[str, int]:
    return {place.name: place.width for place in places}


def test_all_rows_known_the_widest_cell_or_the_name_decides() -> None:
    places, left_out = laid_out("StudyDate PatientID PatientSex", "2026-11-21|4711|F", "||O", width=80)
    assert widths(places) == {"Date": 10, "ID": 4, "Sex": 3}
    assert left_out == []


def test_with_more_to_come_a_column_has_what_its_vr_takes_as_a_rule_and_what_is_left() -> None:
    few, _ = laid_out("StudyDate StudyTime PatientName", "||Doe", width=43, is_whole=False)
    assert widths(few) == {"Date": 10, "Time": 5, "Patient": 24}
    ample, _ = laid_out("StudyDate PatientName PatientID", "|Doe|1", width=200, is_whole=False)
    assert widths(ample) == {"Date": 10, "Patient": 40, "ID": 24}


def test_without_a_width_nothing_is_cut() -> None:
    places, _ = laid_out("StudyDescription", "x" * 200, width=None)
    assert widths(places) == {"Description": 200}


def test_the_widest_is_cut_first_and_a_name_last() -> None:
    places, _ = laid_out("PatientName StudyDescription", f"{'x' * 40}|{'x' * 40}", width=60)
    assert widths(places) == {"Patient": 34, "Description": 24}


def test_dates_and_numbers_are_never_cut() -> None:
    row = f"2026-11-21|{'x' * 30}|{'x' * 30}|123"
    places, _ = laid_out(
        "StudyDate PatientName StudyDescription NumberOfStudyRelatedSeries", row, width=46, keeps_all=True
    )
    assert widths(places) == {"Date": 10, "Patient": 18, "Description": 10, "Series": 6}


def test_what_has_no_value_and_what_matters_least_goes_first() -> None:
    words = "StudyDate PatientName AccessionNumber PatientSex StudyID"
    row = "2026-11-21|Doe, Jane||F|12"
    kept = []
    for width in (60, 40, 30, 20):
        places, left_out = laid_out(words, row, width=width)
        assert len(places) + len(left_out) == 5
        kept.append([place.name for place in places])
    assert kept == [
        ["Date", "Patient", "Accession", "Sex", "Study ID"],
        ["Date", "Patient", "Sex", "Study ID"],
        ["Date", "Patient", "Sex"],
        ["Date"],
    ]


def test_a_short_name_is_free_again_when_the_other_one_is_left_out() -> None:
    places, left_out = laid_out("StudyDate SeriesDate PatientName", f"2026-11-21||{'x' * 20}", width=34)
    assert [place.name for place in places] == ["Date", "Patient"]
    assert [column.name for column in left_out] == ["SeriesDate"]


def test_what_was_asked_for_by_value_goes_before_what_was_not() -> None:
    asked = query("SERIES", "StudyInstanceUID=1.2.3", "SeriesInstanceUID", "SeriesDescription")
    row = f"1.2.3|{'1.2.' * 15}3|{'x' * 40}"
    words = "StudyInstanceUID SeriesInstanceUID SeriesDescription"
    places, left_out = laid_out(words, row, width=80, asked=asked)
    assert widths(places) == {"Series UID": 61, "Description": 17}
    assert [column.name for column in left_out] == ["StudyInstanceUID"]


def test_one_column_stays_whatever_the_width() -> None:
    places, left_out = laid_out("StudyDate PatientName", "2026-11-21|Doe", width=3)
    assert [place.name for place in places] == ["Date"]
    assert len(left_out) == 1
