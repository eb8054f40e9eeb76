"""The same answers, read back from every lossless format, are what pydicom reads from the raw identifiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from compat.dcmtk_program import body_of
from compat.talk import EXPLICIT
from formats.asking import ask
from formats.identifiers import CONTROLS, SYNTAXES, identifiers, text
from formats.judge import differences, reading_of
from formats.readers import READERS, read_dicom

PRECISION = {"xml": 1e-14}
"""xml2dcm reads floating point a little wrong: 1e+300 becomes 1.0000000000000007e+300."""


def judge(format_name: str, answers: dict[str, bytes], syntax: str, found: list) -> list[str]:
    assert len(found) == len(answers)
    precision = PRECISION.get(format_name, 0.0)
    return [
        f"{name}: {told}"
        for (name, raw), dataset in zip(answers.items(), found, strict=True)
        for told in differences(reading_of(raw, syntax), dataset, precision=precision)
    ]


@pytest.mark.parametrize("format_name", READERS)
@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES)
def test_read_back(format_name: str, syntax: str) -> None:
    answers = identifiers(syntax)
    found = READERS[format_name](ask(list(answers.values()), syntax, "--format", format_name))
    assert judge(format_name, answers, syntax, found) == []


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES)
def test_dicom_files(syntax: str, tmp_path: Path) -> None:
    answers = identifiers(syntax)
    assert ask(list(answers.values()), syntax, "--format", "dicom", "-od", tmp_path) == b""
    assert judge("dicom", answers, syntax, read_dicom(tmp_path)) == []
    bodies = [body_of(path)[0] for path in sorted(tmp_path.iterdir())]
    assert bodies == list(answers.values())


@pytest.mark.parametrize("format_name", READERS)
def test_control_characters(format_name: str) -> None:
    found = READERS[format_name](ask(list(CONTROLS.values()), EXPLICIT, "--format", format_name))
    assert judge(format_name, CONTROLS, EXPLICIT, found) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        text(0x00100010, "PN", "Doe^Jane"),
        text(0x00100010, "PN", "Doe^John") + text(0x00100020, "LO", "1"),
        text(0x00100010, "LO", "Doe^John"),
        text(0x00100010, "PN", "Doe^John\\"),
        b"",
    ],
)
def test_the_judge_sees_differences(spoiled: bytes) -> None:
    judged = text(0x00100010, "PN", "Doe^John")
    assert len(differences(reading_of(judged, EXPLICIT), reading_of(spoiled, EXPLICIT))) == 1
    assert differences(reading_of(judged, EXPLICIT), reading_of(judged, EXPLICIT)) == []
