"""A match as its user sees it: text, elements, items, issues, JSON, pydicom."""

from __future__ import annotations

import json

import pytest
from tests.helpers import from_hex

from findscu.errors import DecodeError
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, Element
from findscu.matches import Match

STUDY = from_hex(  # Explicit VR Little Endian, PS3.5 §7.1.2
    """
    0800 0500 'CS' 0a00 'ISO_IR' 20 '192' # Specific Character Set
    0800 2000 'DA' 0800 '20260131'        # Study Date
    0800 6100 'CS' 0600 'CT' 5c 'SR' 20   # Modalities in Study, two of them
    0800 1011 'SQ' 0000 20000000          # Referenced Study Sequence
        feff 00e0 08000000
            0800 5011 'UI' 0000           # Referenced SOP Class UID, empty
        feff 00e0 08000000
            0800 5511 'UI' 0000
    1000 1000 'PN' 0800 '^A' c3bc 20*4    # Patient's Name
    2800 1000 'US' 0200 0102              # Rows 513
    """
)


@pytest.fixture
def match():
    return Match(STUDY, EXPLICIT_LE)


def test_attributes_are_text(match):
    assert match.StudyDate == "20260131"
    assert match.ModalitiesInStudy == "CT\\SR"
    assert match.PatientName == "^Aü"
    assert match.Rows == "513"


def test_absent_and_empty_are_the_same_text(match):
    assert match.PatientID == ""
    assert match.ReferencedStudySequence[0].ReferencedSOPClassUID == ""


def test_a_sequence_that_is_absent_has_no_items(match):
    assert match.RequestAttributesSequence == []


def test_a_sequence_that_came_as_something_else_is_no_text():
    odd = Match(from_hex("0800 1011 'UN' 0000 02000000 'AB'"), EXPLICIT_LE)
    assert odd.ReferencedStudySequence == []
    assert odd["ReferencedStudySequence"].raw == b"AB"


def test_completion_offers_what_came(match):
    assert {"PatientName", "ReferencedStudySequence", "to_dict", "raw"} <= set(dir(match))
    assert "PatientID" not in dir(match)
    assert "to_dict" in dir(Match(b"\x08", EXPLICIT_LE))


def test_a_mapping_of_plain_values(match):
    assert match.to_dict() == {
        "StudyDate": "20260131",
        "ModalitiesInStudy": ["CT", "SR"],
        "ReferencedStudySequence": [{"ReferencedSOPClassUID": None}, {"ReferencedSOPInstanceUID": None}],
        "PatientName": "^Aü",
        "Rows": 513,
    }


def test_a_name_that_is_none_is_an_attribute_error(match):
    with pytest.raises(AttributeError, match="PatientNmae"):
        _ = match.PatientNmae
    assert not hasattr(match, "shape")


def test_elements(match):
    for key in (0x00280010, "Rows", "(0028,0010)", "00280010", "28,10"):
        element = match[key]
        assert isinstance(element, Element)
        assert (element.vr, element.values, element.raw) == ("US", [513], b"\x01\x02")
    with pytest.raises(KeyError):
        match["PatientID"]
    with pytest.raises(KeyError):
        match["no such thing"]


def test_a_sequence_is_a_list_of_matches(match):
    items = match["ReferencedStudySequence"]
    assert [len(item) for item in items] == [1, 1]
    assert items == match.ReferencedStudySequence
    assert "ReferencedSOPInstanceUID" in items[1]


def test_it_is_a_collection_of_elements(match):
    assert [element.tag for element in match] == [
        0x00080005,
        0x00080020,
        0x00080061,
        0x00081110,
        0x00100010,
        0x00280010,
    ]
    assert "StudyDate" in match and 0x00080020 in match
    assert "PatientID" not in match and "nonsense" not in match and 1.5 not in match
    assert match == Match(STUDY, EXPLICIT_LE)
    assert match != 1


def test_nothing_is_decoded_before_it_is_asked_for():
    match = Match(b"\x08", EXPLICIT_LE)
    assert repr(match) == "<Match: 1 bytes, Explicit VR Little Endian>"
    with pytest.raises(DecodeError):
        _ = match.PatientName
    assert match.raw == b"\x08"


def test_a_bad_value_is_an_issue_and_loses_nothing():
    match = Match(from_hex("0800 2000 08000000 '2026-1-1' 1000 1000 04000000 'A^B' 20"), IMPLICIT_LE)
    assert (match.StudyDate, match.PatientName) == ("2026-1-1", "A^B")
    (issue,) = match.issues
    assert (issue.tag, issue.path) == (0x00080020, "(0008,0020)")
    assert "2026" not in issue.message


def test_json(match):
    document = json.loads(match.to_json())
    assert document["00100010"] == {"vr": "PN", "Value": [{"Alphabetic": "^Aü"}]}
    assert document["00280010"] == {"vr": "US", "Value": [513]}
    assert document["00081110"]["Value"] == [{"00081150": {"vr": "UI"}}, {"00081155": {"vr": "UI"}}]


def test_pydicom_reads_the_same(match):
    dataset = match.to_pydicom()
    assert str(dataset.PatientName) == "^Aü"
    assert list(dataset.ModalitiesInStudy) == ["CT", "SR"]
    assert "ReferencedSOPInstanceUID" in dataset.ReferencedStudySequence[1]
    assert match.ReferencedStudySequence[0].to_pydicom() == dataset.ReferencedStudySequence[0]
