"""Columns, order and counts of what real peers answer, against DCMTK's findscu read by pydicom."""

from __future__ import annotations

import csv
import io
from collections import Counter

import polars
import pytest

from interop.asking import Question, ask_dcmtk, run_question

KEYWORDS = ("StudyDate", "PatientName", "PatientID", "StudyInstanceUID")
STUDIES = Question("study", ["QueryRetrieveLevel=STUDY", *(f"{keyword}=" for keyword in KEYWORDS)])
PEERS = ["dcmqrscp", "orthanc_server", "qrscp"]


@pytest.fixture(params=PEERS)
def peer(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def theirs(peer, tmp_path) -> list[tuple[str, ...]]:
    """The same studies by DCMTK's findscu, read by pydicom."""
    datasets = ask_dcmtk(peer, STUDIES, tmp_path).datasets
    return [tuple(str(dataset.get(keyword) or "").rstrip("=") for keyword in KEYWORDS) for dataset in datasets]


def rows_of(peer, *words: str) -> list[list[str]]:
    found = run_question(peer, STUDIES, *words, "--columns", ",".join(KEYWORDS))
    assert (found.code, found.messages) == (0, "")
    return list(csv.reader(io.StringIO(found.output), delimiter="\t" if "tsv" in words else ","))


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_the_rows_are_the_answers(peer, theirs, name):
    header, *rows = rows_of(peer, "--format", name)
    assert header == list(KEYWORDS)
    assert sorted((*row[:1], row[1].rstrip("="), *row[2:]) for row in rows) == sorted(theirs)


def test_polars_reads_the_same(peer, theirs):
    found = run_question(peer, STUDIES, "--csv", "--columns", ",".join(KEYWORDS))
    frame = polars.read_csv(found.output.encode(), infer_schema=False)
    assert sorted(value or "" for value in frame["StudyInstanceUID"]) == sorted(row[3] for row in theirs)


def test_order(peer, theirs):
    dates = [row[0] for row in rows_of(peer, "--csv", "--sort", "-StudyDate")[1:]]
    known = sorted((row[0] for row in theirs if row[0]), reverse=True)
    assert dates == known + [""] * (len(theirs) - len(known))


def test_one_study_of_each_patient(peer, theirs):
    rows = rows_of(peer, "--csv", "--unique", "PatientID")[1:]
    assert Counter(row[2] for row in rows if row[2]) == dict.fromkeys({row[2] for row in theirs if row[2]}, 1)


def test_counts(peer, theirs):
    found = run_question(peer, STUDIES, "--count-by", "StudyDate", "--csv")
    header, *rows = csv.reader(io.StringIO(found.output))
    assert header == ["StudyDate", "count"]
    assert {date: int(count) for date, count in rows} == Counter(row[0] for row in theirs)
