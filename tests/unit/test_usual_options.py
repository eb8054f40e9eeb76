"""The rows that most lines are written with: a part of the table, and never another meaning."""

from __future__ import annotations

import pytest

from findscu.cli.dialects import DIALECTS, dialect_named
from findscu.cli.option import Arguments
from findscu.cli.options import OPTIONS
from findscu.cli.usual_options import USUAL, rows_for


def test_they_are_rows_of_the_table() -> None:
    assert set(USUAL) <= set(OPTIONS)


def test_none_needs_a_row_that_is_not_among_them() -> None:
    names = {name for option in USUAL for name in option.names}
    assert {needed for option in USUAL for needed in option.needs} <= names


@pytest.mark.parametrize(
    "words",
    [
        ["-v", "-S", "-k", "PatientName=DOE*", "--format", "text", "host", "104"],
        ["-L", "STUDY", "-r", "Modality", "-f", "query.dcm", "-aec", "PACS", "--json", "host", "104"],
        ["-q", "-W", "-k", "Modality=CT", "host", "104"],
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_line_that_they_suffice_for_reads_as_by_the_whole_table(dialect: str, words: list[str]) -> None:
    assert rows_for(words) is USUAL
    read = [
        dialect_named(dialect).parse_words(words, rows, Arguments(**dialect_named(dialect).defaults))
        for rows in (USUAL, OPTIONS)
    ]
    assert vars(read[0]) == vars(read[1])


@pytest.mark.parametrize(
    "words",
    [
        ["--tls", "host", "104"],
        ["-S", "+sr", "host", "104"],
        ["-k", "-dc", "host", "104"],
        ["@words.txt"],
        ["--verbos", "host"],
        ["-kPatientName", "host"],
        ["--key=PatientName", "host"],
        ["--", "-host", "104"],
    ],
)
def test_a_word_that_may_be_another_option_needs_the_whole_table(words: list[str]) -> None:
    assert rows_for(words) is OPTIONS
