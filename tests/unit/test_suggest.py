"""What a misspelt word may have been meant to be."""

from __future__ import annotations

import pytest

from findscu.cli.suggest import did_you_mean, similar_words

WORDS = ("text", "table", "jsonl", "json", "csv", "tsv", "--format", "--sort", "PATIENT")


@pytest.mark.parametrize(
    ("word", "similar"),
    [
        ("jsno", ["json", "jsonl"]),
        ("cvs", ["csv"]),
        ("CSV", ["csv"]),
        ("--formt", ["--format"]),
        ("patinet", ["PATIENT"]),
        ("worklist", []),
        ("", []),
    ],
)
def test_the_likeliest_come_first_and_others_not_at_all(word: str, similar: list[str]) -> None:
    assert similar_words(word, WORDS) == similar


def test_the_question() -> None:
    assert did_you_mean("jsno", WORDS) == "did you mean json or jsonl?"
    assert did_you_mean("elephant", WORDS) == ""
