"""What matches a query by the rules of an SCP never contradicts it by those of an SCU, which are the milder ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from findscu.contradictions import contradicted_keys
from findscu.identifier import DataSet
from findscu.matching import is_match
from findscu.query import build_query
from findscu.testing.store import select_keys

DATES = ["20260101", "20260115", "20260228"]
TIMES = ["09", "0930", "120000", "235959.5"]
STORED = {
    "PatientName": ["Doe^Jane", "DOE^JOHN", "Müller^Hans=山田^太郎", ""],
    "PatientID": ["4711", "4712", "ab", "AB", ""],
    "StudyDate": [*DATES, ""],
    "StudyTime": [*TIMES, ""],
    "ModalitiesInStudy": ["CT", "MR\\CT", "US", ""],
    "SeriesNumber": ["7", "007", "8", ""],
    "StudyInstanceUID": ["1.2", "1.3", "1.4"],
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate": DATES,
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime": TIMES,
    "ScheduledProcedureStepSequence[1].Modality": ["CT", "MR"],
}
ASKED = {
    "PatientName": ["doe*", "DOE^J?HN", "muller*", "山田*", "*=*", ""],
    "PatientID": ["4711", "47*", "ab", "??", ""],
    "StudyDate": [*DATES, "20260101-20260131", "-20260115", "20260115-", ""],
    "StudyTime": ["0900-1000", "-12", "0930-", "09", ""],
    "ModalitiesInStudy": ["CT", "C?", "CT\\US", ""],
    "SeriesNumber": ["7", "8", ""],
    "StudyInstanceUID": ["1.2\\1.3", "1.4", ""],
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate": [
        "20260101-20260131",
        "20260115",
        "20260115-",
        "",
    ],
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime": ["0900-1000", "1000-", "-12", "0930", ""],
    "ScheduledProcedureStepSequence.Modality": ["CT", ""],
}


def datasets(pools: dict[str, list[str]]) -> st.SearchStrategy[DataSet]:
    """Draw a value for some of the keys."""
    keys = {name: st.sampled_from([None, *pool]) for name, pool in pools.items()}
    return st.fixed_dictionaries(keys).map(_build)


def _build(values: dict[str, str | None]) -> DataSet:
    keys = [f"{name}={value}" for name, value in values.items() if value is not None]
    return build_query(keys=keys, model="1.2.3").identifier


@given(datasets(ASKED), datasets(STORED))
def test_a_match_is_no_contradiction(query: DataSet, stored: DataSet) -> None:
    answer = select_keys(query, stored)
    if is_match(query, stored):
        assert contradicted_keys(query, answer) == ()


@given(datasets(ASKED), datasets(STORED))
def test_what_is_contradicted_does_not_match(query: DataSet, stored: DataSet) -> None:
    for tag in contradicted_keys(query, stored):
        assert not is_match(DataSet([query[tag], *_partners(query, tag)]), stored)


def _partners(query: DataSet, tag: int) -> list:
    """Return what a key is matched with: nothing else, unless it is the date or the time of a range."""
    return [element for other, element in query.items() if other != tag and {other, tag} <= {0x00400002, 0x00400003}]


@given(datasets(ASKED), datasets(STORED))
def test_what_is_granted_makes_it_milder(query: DataSet, stored: DataSet) -> None:
    granted = ("fuzzy_names", "timezone_adjustment")
    assert set(contradicted_keys(query, stored, granted)) <= set(contradicted_keys(query, stored))
