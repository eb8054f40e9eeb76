"""The generated table against the pydicom that is installed, and how tags are written."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydicom._dicom_dict import DicomDictionary, RepeatersDictionary

from findscu.dictionary import (
    find_keyword,
    format_tag,
    keyword_of,
    parse_tag,
    similar_keywords,
    tag_of,
    vr_of,
)
from findscu.entries import Entry, entry_of

ROOT = Path(__file__).parents[2]


def test_every_entry_is_what_pydicom_has():
    for tag, (vr, vm, name, retired, keyword) in DicomDictionary.items():
        choices = tuple(vr.split(" or "))
        assert entry_of(tag) == Entry(tag, vr_of(tag), vm, keyword, name, retired == "Retired", choices)
        assert keyword_of(tag) == keyword
        if keyword:
            assert tag_of(keyword) == tag


def test_the_vr_is_the_only_choice_or_the_one_implicit_vr_has():
    for tag, (vr, *_) in DicomDictionary.items():
        expected = {"NONE": "UN", "OB or OW": "OW"}.get(vr, vr.split(" or ")[0])
        assert vr_of(tag) == expected


def test_every_repeating_group_is_known():
    for mask, (vr, vm, name, retired, keyword) in RepeatersDictionary.items():
        tag = int(mask.replace("x", "2"), 16)
        entry = entry_of(tag)
        assert entry == Entry(tag, vr_of(tag), vm, keyword, name, retired == "Retired", tuple(vr.split(" or ")))
        assert tag_of(keyword) is None, "a keyword of many tags names none of them"


def test_the_committed_table_is_what_the_tool_writes():
    command = [sys.executable, str(ROOT / "tools" / "make_dictionary.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize(
    "tag, vr",
    [
        pytest.param(0x00100010, "PN", id="standard"),
        pytest.param(0x00100000, "UL", id="group length"),
        pytest.param(0x00110000, "UL", id="private group length"),
        pytest.param(0x00110010, "LO", id="private creator"),
        pytest.param(0x001100FF, "LO", id="last private creator"),
        pytest.param(0x00111001, "UN", id="private"),
        pytest.param(0x0011000F, "UN", id="before the private creators"),
        pytest.param(0x00101234, "UN", id="unknown"),
        pytest.param(0x60020010, "US", id="second overlay"),
        pytest.param(0x60010010, "LO", id="odd groups are private, not overlays"),
        pytest.param(0xFFFEE000, "UN", id="item"),
        pytest.param(0x00000000, "UL", id="lowest"),
        pytest.param(0xFFFFFFFF, "UN", id="highest"),
    ],
)
def test_vr_without_an_entry(tag, vr):
    assert vr_of(tag) == vr


@pytest.mark.parametrize("word", ["", "PN", "1", "patientname", "PatientName ", "Patient\tName", "\n", "OverlayRows"])
def test_what_is_no_keyword_has_no_tag(word):
    assert tag_of(word) is None


def test_keywords_in_any_case():
    assert find_keyword("PATIENTNAME") == find_keyword("patientName") == "PatientName"
    assert find_keyword("patient") is find_keyword("") is find_keyword("cs") is None


def test_misspelt_keywords():
    assert similar_keywords("PatientNam")[0] == "PatientName"
    assert similar_keywords("modalitiesinstdy", 1) == ["ModalitiesInStudy"]
    assert similar_keywords("Xyzzy") == []


@pytest.mark.parametrize(
    "text", ["(0010,0020)", "0010,0020", "10,20", "0x10,0x20", "(0x0010, 0x0020)", " 00100020 ", "(00100020)"]
)
def test_tags_are_read(text):
    assert parse_tag(text) == 0x00100020


@pytest.mark.parametrize(
    "text", ["", ",", "10", "0010002", "001000200", "00100,0020", "10,", "-1,20", "10,2g", "1_0,20"]
)
def test_what_is_no_tag(text):
    assert parse_tag(text) is None


def test_tags_are_written_in_lower_case():
    assert format_tag(0x7FE00010) == "(7fe0,0010)"
    assert format_tag(0x0008103E) == "(0008,103e)"
