"""The cells of matches: texts typed by hand; what the fast walk finds, and what a decoded data set says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findscu.cells import Cells, RowReader
from findscu.errors import DecodeError
from findscu.escaping import escape_text
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.tabular import columns_of

STEP, MODALITY, NAME, PATIENT_ID = 0x00400100, 0x00080060, 0x00100010, 0x00100020
CODES, MEANING, SEX = 0x00400008, 0x00080104, 0x00100040


def step(*modalities: str) -> Element:
    return Element(STEP, "SQ", [DataSet([Element(MODALITY, "CS", [word])]) for word in modalities])


def test_a_row_is_one_line_a_cell_whatever_it_holds() -> None:
    columns = columns_of([], ["PatientID", "PatientName", "ScheduledProcedureStepSequence.Modality"])
    dataset = DataSet([Element(NAME, "PN", ["Doe^Jane"]), Element(PATIENT_ID, "LO", ["1\n2"]), step("CT", "MR")])
    reader = RowReader(columns)
    for syntax in (EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_LE):
        match = Match(encode_dataset(dataset, syntax), syntax)
        assert reader.row(match) == ["1<LF>2", "Doe^Jane", "CT\\MR"]
    assert reader.row(Match(b"", EXPLICIT_LE)) == ["", "", ""]
    with pytest.raises(DecodeError):
        reader.row(Match(b"\x10\x00\x10\x00PN\x08\x00Doe", EXPLICIT_LE))


def test_what_becomes_of_a_cell_is_done_once() -> None:
    cells = Cells(columns_of([], ["ScheduledProcedureStepSequence.Modality"]), finish=lambda text: f"<{text}>")
    assert cells.row([cells.render(step("CT", "MR"))]) == ["<CT\\MR>"]


def test_a_sequence_is_a_column_and_so_is_what_is_in_it() -> None:
    columns = columns_of([], ["ScheduledProcedureStepSequence", "ScheduledProcedureStepSequence.Modality"])
    match = Match(encode_dataset(DataSet([step("CT", "MR")]), EXPLICIT_LE), EXPLICIT_LE)
    assert RowReader(columns).row(match) == ["2 items", "CT\\MR"]


TEXTS = st.text(alphabet='aZ0 -+=,"^\n山', max_size=6)
CODE_ITEMS = st.lists(st.builds(lambda text: DataSet([Element(MEANING, "LO", [text])]), TEXTS), max_size=2)
STEPS = st.lists(
    st.builds(
        lambda word, codes: DataSet([Element(MODALITY, "LO", [word]), Element(CODES, "SQ", codes)]), TEXTS, CODE_ITEMS
    ),
    max_size=3,
)
CHOSEN = [
    "PatientName",
    "ScheduledProcedureStepSequence.Modality",
    "ScheduledProcedureStepSequence.ScheduledProtocolCodeSequence.CodeMeaning",
    "ScheduledProcedureStepSequence.ScheduledProtocolCodeSequence",
    "PatientSex",
]


@given(st.lists(st.tuples(TEXTS, STEPS), min_size=1, max_size=3))
def test_the_fast_walk_says_what_the_decoded_data_set_says(answers: list[tuple[str, list[DataSet]]]) -> None:
    columns = columns_of([], CHOSEN)
    reader = RowReader(columns)
    for name, steps in answers:
        dataset = DataSet([Element(0x00080005, "CS", ["ISO_IR 192"]), Element(NAME, "PN", [name])])
        dataset[STEP] = Element(STEP, "SQ", steps)
        match = Match(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE)
        assert reader.row(match) == [escape_text(column.text(match.dataset)) for column in columns]
