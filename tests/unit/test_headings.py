"""Short names, reading order and ranks of columns."""

from __future__ import annotations

import pytest

from findscu.dictionary import tag_of
from findscu.output import headings
from findscu.output.headings import heading_of, in_reading_order, names_of
from findscu.tabular import columns_of


@pytest.mark.parametrize("line", headings._LISTED.strip().splitlines())
def test_every_listed_attribute_is_in_the_dictionary(line: str) -> None:
    assert tag_of(line.split()[0]) is not None


def test_names_with_a_blank() -> None:
    assert names_of(columns_of([], ["StudyInstanceUID", "IssuerOfPatientID"])) == ["Study UID", "Issuer"]


def test_the_same_name_twice_becomes_the_keyword_and_then_the_path() -> None:
    assert names_of(columns_of([], ["StudyDate", "SeriesDate", "PatientID"])) == ["StudyDate", "SeriesDate", "ID"]
    paths = ["ReferencedRequestSequence.StudyInstanceUID", "StudyInstanceUID"]
    assert names_of(columns_of([], paths)) == paths


def test_a_private_attribute_goes_by_its_tag() -> None:
    assert names_of(columns_of([], ["(0009,1001)"])) == ["(0009,1001)"]


def test_when_comes_before_who_and_uids_come_last() -> None:
    chosen = ["StudyInstanceUID", "PatientName", "StudyDate", "(0009,1001)"]
    ordered = [column.name for column in in_reading_order(columns_of([], chosen))]
    assert ordered == ["StudyDate", "PatientName", "StudyInstanceUID", "(0009,1001)"]


def test_who_and_when_matter_most() -> None:
    name, uid, private = columns_of([], ["PatientName", "ConcatenationUID", "(0009,1001)"])
    assert heading_of(name).rank < heading_of(private).rank < heading_of(uid).rank
