"""Keys of the pynetdicom dialect: the examples of its manual and the cases measured with it.

Expected bytes are those that pynetdicom 3.0.4 with pydicom 3.0.2 sends; they were taken from the program.
"""

from __future__ import annotations

import pytest

from findscu.cli.option import Arguments
from findscu.cli.pynetdicom.request import UnreadableFile, read_query
from findscu.errors import EncodeError, InvalidKey
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE
from findscu.models import model_of
from findscu.query import Query

PATIENT = model_of("patient")


def ask(*keys: str) -> Query:
    query: Query = read_query(Arguments(keys=keys), PATIENT)  # type: ignore[assignment]
    return query


def sent(*keys: str) -> bytes:
    return ask(*keys).encode(IMPLICIT_LE)


NAME = "10 00 10 00 "
BEAMS = "0a 30 b0 00 "


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["PatientName="], NAME + "00 00 00 00"),
        (["PatientName"], NAME + "00 00 00 00"),
        (["(0010,0010)="], NAME + "00 00 00 00"),
        (["0010,0010="], NAME + "00 00 00 00"),
        (["(0010,0010"], NAME + "00 00 00 00"),
        (["00(10,00)10=x"], NAME + "02 00 00 00 78 20"),
        (["PatientName=Citizen^Jan"], NAME + "0c 00 00 00" + b"Citizen^Jan ".hex(" ")),
        (["PatientName=A=B"], NAME + "04 00 00 00 41 3d 42 20"),
        (["PatientName=a.b"], NAME + "04 00 00 00 61 2e 62 20"),
        (["PatientName=a", "PatientName="], NAME + "00 00 00 00"),
        (["PatientName.Foo=5"], NAME + "02 00 00 00 35 20"),
        (["Columns=1024"], "28 00 11 00 02 00 00 00 00 04"),
        (["PixelData=00FFEA08"], "e0 7f 10 00 04 00 00 00 00 ff ea 08"),
        (["AcquisitionIndex=1\\2\\3\\4"], "20 00 18 95 08 00 00 00 01 00 02 00 03 00 04 00"),
        (["BeamSequence="], BEAMS + "00 00 00 00"),
        (["(300a,00b0)="], BEAMS + "00 00 00 00"),
        (["BeamSequence[0]="], BEAMS + "08 00 00 00 fe ff 00 e0 00 00 00 00"),
        (["BeamSequence[3]="], BEAMS + "20 00 00 00" + " fe ff 00 e0 00 00 00 00" * 4),
        (["BeamSequence[0]=", "BeamSequence[2]="], BEAMS + "10 00 00 00" + " fe ff 00 e0 00 00 00 00" * 2),
        (
            ["BeamSequence[0].PatientName=CITIZEN^Jan"],
            BEAMS + "1c 00 00 00 fe ff 00 e0 14 00 00 00" + NAME + "0c 00 00 00" + b"CITIZEN^Jan ".hex(" "),
        ),
        (
            ["BeamSequence[0].BeamLimitingDeviceSequence[0].NumberOfLeafJawPairs=1"],
            BEAMS + "22 00 00 00 fe ff 00 e0 1a 00 00 00 0a 30 b6 00 12 00 00 00 fe ff 00 e0 0a 00 00 00"
            "0a 30 bc 00 02 00 00 00 31 20",
        ),
        (["FrameIncrementPointer=00181063"], "28 00 09 00 04 00 00 00 18 00 63 10"),
        (["FrameIncrementPointer=00181063\\00100010"], "28 00 09 00 08 00 00 00 18 00 63 10 10 00 10 00"),
        (["PatientWeight=1\\2.50"], "10 00 30 10 06 00 00 00" + b"1\\2.50".hex(" ")),
        (["RealWorldValueSlope=1.5"], "40 00 25 92 08 00 00 00 00 00 00 00 00 00 f8 3f"),
        (["StudyDate=20260101-"], "08 00 20 00 0a 00 00 00" + b"20260101- ".hex(" ")),
        (["(0029,0100)=00ff"], "29 00 00 01 02 00 00 00 00 ff"),
        (["Rows="], "28 00 10 00 00 00 00 00"),
        (["Modality=C*"], "08 00 60 00 02 00 00 00 43 2a"),
        (["PatientName=M\xfcller"], NAME + "06 00 00 00 4d fc 6c 6c 65 72"),
        (
            ["PatientName=M\xfcller", "SpecificCharacterSet=ISO_IR 192"],
            "08 00 05 00 0a 00 00 00" + b"ISO_IR 192".hex(" ") + NAME + "08 00 00 00 4d c3 bc 6c 6c 65 72 20",
        ),
        ([""], "0a 30 82 07 00 00 00 00"),
        (["="], "0a 30 82 07 00 00 00 00"),
        (["7ffe,0020="], "fe 7f 20 00 00 00 00 00"),
        (["(0020,3100)="], "20 00 00 31 00 00 00 00"),
    ],
)
def test_what_is_sent(keys: list[str], expected: str) -> None:
    assert sent(*keys).hex() == expected.replace(" ", "")


def test_the_manual_s_examples_need_no_pydicom() -> None:
    assert isinstance(ask("BeamSequence[0].BeamLimitingDeviceSequence[0].NumberOfLeafJawPairs=1"), Query)
    assert isinstance(ask("PatientName=Citizen^Jan", "Columns=1024", "PixelData=00FFEA08"), Query)


def test_numbers_below_a_sequence_are_numbers() -> None:
    assert sent("BeamSequence[0].Rows=5").endswith(b"\x28\0\x10\0\2\0\0\0\5\0")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("Foo", "Unable to parse element path component: 'Foo'"),
        ("abcdefgh=*", "Unable to parse element path component: 'abcdefgh'"),
        ("00100010=", "Unable to parse element path component: '00100010'"),
        ("10,10=", "Unable to parse element path component: '10,10'"),
        ("SourceImageIDs", "Repeating group elements must be specified using (gggg,eeee): 'SourceImageIDs'"),
        *(
            (f"{name}{brackets}", f"Element path contains an invalid component: '{name}{brackets}'")
            for name in ("PatientName", "(300a,00b0)", "300a,00b0", "BeamSequence")
            for brackets in ("[", "]", "][", "[]", "[-1]", "[-10]", "[as]")
        ),
        ("Rows=abc", "invalid literal for int() with base 10: 'abc'"),
        ("RealWorldValueSlope=x", "could not convert string to float: 'x'"),
        ("BeamNumber=1-5", "could not convert string to float: '1-5'"),
        ("(zzzz,0010)=", "invalid literal for int() with base 16: 'zzzz'"),
        ("BeamSequence=x", "Sequence contents must be 'Dataset' instances."),
        ("(0029,0100)=2", "1 hexadecimal digits, expected two for each byte"),
        ("PatientName[0]=x", "Element path names an item of what is no sequence: 'PatientName[0]'"),
        (
            "BeamSequence[5000000]=",
            "Element path names item 5000000, expected less than 65536: 'BeamSequence[5000000]'",
        ),
    ],
)
def test_errors(key: str, text: str) -> None:
    with pytest.raises(InvalidKey) as caught:
        ask(key)
    assert str(caught.value) == text


def test_a_gap_in_a_sequence_is_one_clear_error() -> None:
    with pytest.raises(InvalidKey, match=r"leaves items out, give those before first: 'BeamSequence\[3\]'"):
        ask("BeamSequence[1].BeamName=a", "BeamSequence[3].BeamName=a")


def test_what_pydicom_warns_of_is_kept() -> None:
    query = ask("StudyDate=2026")
    assert "UserWarning: Invalid value for VR DA: '2026'." in query.remarks  # type: ignore[attr-defined]


def test_what_cannot_be_written() -> None:
    with pytest.raises(EncodeError):
        sent("Rows=70000")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_query(Arguments(query_files=["/nonexistent"]), PATIENT)
    assert caught.value.file == "/nonexistent"
    assert str(caught.value) == "[Errno 2] No such file or directory: '/nonexistent'"


def test_return_keys_and_levels_of_native_are_taken_along() -> None:
    query = read_query(Arguments(level="STUDY", keys=["StudyDate=2026"]), PATIENT)
    encoded = query.encode(EXPLICIT_LE)
    assert b"STUDY" in encoded and b"2026" in encoded
