"""Which level an attribute belongs to, against modules of PS3.3 and tables of PS3.4."""

from __future__ import annotations

import pytest
from pydicom.datadict import tag_for_keyword

from findscu.asking.key_levels import level_of
from findscu.testing.levels import ATTRIBUTES


@pytest.mark.parametrize(
    ("keyword", "level"),
    [
        *((name, "PATIENT") for name in ("PatientName", "OtherPatientIDsSequence", "NumberOfPatientRelatedStudies")),
        *(
            (name, "STUDY")
            for name in ("StudyDate", "PatientAge", "ModalitiesInStudy", "NumberOfStudyRelatedInstances")
        ),
        *((name, "SERIES") for name in ("Modality", "BodyPartExamined", "InstitutionName")),
        *((name, "IMAGE") for name in ("SOPClassUID", "AvailableTransferSyntaxUID")),
        *((name, "") for name in ("Rows", "RetrieveAETitle", "ScheduledProcedureStepSequence")),
    ],
)
def test_level(keyword: str, level: str) -> None:
    assert level_of(tag_for_keyword(keyword)) == level


def test_a_private_attribute_may_be_anybodys() -> None:
    assert level_of(0x00291001) == ""


def test_the_test_scp_keeps_what_belongs_to_a_level_or_above() -> None:
    for above, level in (("PATIENT", "STUDY"), ("STUDY", "SERIES")):
        assert ATTRIBUTES[above] < ATTRIBUTES[level]
        assert {level_of(tag) for tag in ATTRIBUTES[level] - ATTRIBUTES[above]} == {level}
