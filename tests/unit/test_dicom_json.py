"""The DICOM JSON Model, against PS3.18 Annex F and pydicom's reading of it."""

import json

import pydicom
import pytest

from findscu.dicom_json import format_dataset, format_member, frame_member, parse_dataset, quote
from findscu.errors import DecodeError
from findscu.identifier import EXPLICIT_LE, DataSet, Element, decode_dataset
from helpers import from_hex

MEMBERS = {
    "text": (Element(0x00100020, "LO", ["a", "b"]), '"00100020":{"vr":"LO","Value":["a","b"]}'),
    "empty": (Element(0x00100020, "LO"), '"00100020":{"vr":"LO"}'),
    "an empty value": (Element(0x00080008, "CS", ["A", "", "B"]), '"00080008":{"vr":"CS","Value":["A",null,"B"]}'),
    "hexadecimal digits": (Element(0x0008103E, "LO", ["x"]), '"0008103E":{"vr":"LO","Value":["x"]}'),
    "name": (Element(0x00100010, "PN", ["A^B"]), '"00100010":{"vr":"PN","Value":[{"Alphabetic":"A^B"}]}'),
    "name in three groups": (
        Element(0x00100010, "PN", ["A=山=や"]),
        '"00100010":{"vr":"PN","Value":[{"Alphabetic":"A","Ideographic":"山","Phonetic":"や"}]}',
    ),
    "name without the first group": (
        Element(0x00100010, "PN", ["=山"]),
        '"00100010":{"vr":"PN","Value":[{"Ideographic":"山"}]}',
    ),
    "empty names": (
        Element(0x00100010, "PN", ["", "==", "A"]),
        '"00100010":{"vr":"PN","Value":[null,null,{"Alphabetic":"A"}]}',
    ),
    "too many groups": (
        Element(0x00100010, "PN", ["a=b=c=d"]),
        '"00100010":{"vr":"PN","Value":[{"Alphabetic":"a","Ideographic":"b","Phonetic":"c=d"}]}',
    ),
    "tag": (Element(0x00091001, "AT", [0x0010001A, 5]), '"00091001":{"vr":"AT","Value":["0010001A","00000005"]}'),
    "integers": (Element(0x00280010, "US", [512, 0]), '"00280010":{"vr":"US","Value":[512,0]}'),
    "64-bit integers": (
        Element(0x00091001, "UV", [(1 << 64) - 1]),
        '"00091001":{"vr":"UV","Value":[18446744073709551615]}',
    ),
    "floats": (Element(0x00091001, "FD", [1.5, -0.0, 1e300]), '"00091001":{"vr":"FD","Value":[1.5,-0.0,1e+300]}'),
    "floats that JSON has not": (
        Element(0x00091001, "FD", [float("nan"), float("inf"), float("-inf")]),
        '"00091001":{"vr":"FD","Value":["NaN","Infinity","-Infinity"]}',
    ),
    "decimals keep their digits": (
        Element(0x00091001, "DS", ["1.50", "-0.000", "1E5", "2e-3", "007", "+1", ".5", "1.", "-.5e1", "+00.10"]),
        '"00091001":{"vr":"DS","Value":[1.50,-0.000,1E5,2e-3,7,1,0.5,1.0,-5.0,0.1]}',
    ),
    "decimals that are none": (
        Element(0x00091001, "DS", ["1.0abc", "", "1_0", "inf", "NaN", "1" * 33, "--1", "e5", "1e999", "٣"]),
        f'"00091001":{{"vr":"DS","Value":["1.0abc",null,"1_0","inf","NaN","{"1" * 33}","--1","e5",1e999,"٣"]}}',
    ),
    "whole numbers": (
        Element(0x00091001, "IS", ["12", "-3", "+4", "1.0abc"]),
        '"00091001":{"vr":"IS","Value":[12,-3,4,"1.0abc"]}',
    ),
    "bytes": (Element(0x00091001, "OB", [b"\x00\x01\xff"]), '"00091001":{"vr":"OB","InlineBinary":"AAH/"}'),
    "unknown": (Element(0x00091001, "UN", [b"ab"]), '"00091001":{"vr":"UN","InlineBinary":"YWI="}'),
    "sequence": (
        Element(0x00400100, "SQ", [DataSet([Element(0x00080060, "CS", ["CT"])]), DataSet()]),
        '"00400100":{"vr":"SQ","Value":[{"00080060":{"vr":"CS","Value":["CT"]}},{}]}',
    ),
    "no items": (Element(0x00400100, "SQ"), '"00400100":{"vr":"SQ"}'),
    "escapes": (
        Element(0x00104000, "LT", ['a"b\\c\r\n\t\x00\x1f\x7f\u2028é']),
        '"00104000":{"vr":"LT","Value":["a\\"b\\\\c\\r\\n\\t\\u0000\\u001f\\u007f\\u2028é"]}',
    ),
    "the character set is UTF-8 now": (
        Element(0x00080005, "CS", ["", "ISO 2022 IR 87"]),
        '"00080005":{"vr":"CS","Value":["ISO_IR 192"]}',
    ),
    "no character set": (Element(0x00080005, "CS"), '"00080005":{"vr":"CS"}'),
    "group length": (Element(0x00080000, "UL", [10]), ""),
}


@pytest.mark.parametrize("element, member", MEMBERS.values(), ids=MEMBERS)
def test_members(element, member):
    assert format_member(element) == member
    json.loads(f"{{{member}}}")


@pytest.mark.parametrize(
    "tag, vr, text", [(0x00100020, "LO", "a b"), (0x00100010, "PN", "A^é"), (0x00080020, "DA", "20260131")]
)
def test_frames_are_what_is_around_a_plain_value(tag, vr, text):
    before, after = frame_member(tag, vr)
    assert f"{before}{text}{after}" == format_member(Element(tag, vr, [text]))


def test_numbers_and_the_character_set_have_no_frame():
    assert frame_member(0x00200013, "IS") is frame_member(0x00180050, "DS") is frame_member(0x00080005, "CS") is None


def test_members_ascend():
    dataset = DataSet([Element(tag, "LO", ["x"]) for tag in (0x00100020, 0x00080000, 0x00080008, 0x7FE00010)])
    assert list(json.loads(format_dataset(dataset))) == ["00080008", "00100020", "7FE00010"]
    assert format_dataset(DataSet()) == "{}"


@pytest.mark.parametrize(
    "text", ["", "plain", 'a"', "\\", "".join(map(chr, range(0x180))), "\ud800x\udfff", "\u2029", "😀"]
)
def test_quoted_text_is_what_json_reads(text):
    assert json.loads(quote(text)) == text
    quote(text).encode()


def test_there_and_back():
    """All but what changes its spelling: see `MEMBERS`."""
    for name, (element, member) in MEMBERS.items():
        if "decimals" in name or name in (
            "whole numbers",
            "empty names",
            "group length",
            "the character set is UTF-8 now",
        ):
            continue
        (again,) = parse_dataset(json.loads(f"{{{member}}}")).values()
        if name == "floats that JSON has not":
            assert str(again.values) == str(element.values)
        else:
            assert again == element


def test_pydicom_reads_what_we_write():
    dataset = DataSet()
    dataset.set("SpecificCharacterSet", "ISO_IR 192")
    dataset.set("PatientName", "A^B=山^太", "C")
    dataset.set("ModalitiesInStudy", "CT", "", "MR")
    dataset.set("SliceThickness", "1.50")
    dataset.set("NumberOfFrames", "3")
    dataset.set("FrameIncrementPointer", 0x00181063)
    dataset.set("PixelData", b"\x00\x01")
    dataset.set(0x00091001, 0.5, vr="FD")
    step = DataSet([Element(0x00080060, "CS", ["CT"])])
    dataset.set("ScheduledProcedureStepSequence", step, DataSet())
    read = pydicom.Dataset.from_json(format_dataset(dataset))
    assert [str(name) for name in read.PatientName] == ["A^B=山^太", "C"]
    assert list(read.ModalitiesInStudy) == ["CT", "", "MR"]
    assert (read.SliceThickness, read.NumberOfFrames, read.FrameIncrementPointer) == (1.5, 3, 0x00181063)
    assert (read.PixelData, read[0x00091001].value) == (b"\x00\x01", 0.5)
    assert [item.get("Modality") for item in read.ScheduledProcedureStepSequence] == ["CT", None]


def test_we_read_what_pydicom_writes():
    theirs = pydicom.Dataset()
    theirs.PatientName = "A^B=山^太"
    theirs.ModalitiesInStudy = ["CT", "MR"]
    theirs.SliceThickness = "1.5"
    theirs.NumberOfFrames = 3
    theirs.FrameIncrementPointer = 0x00181063
    theirs.add_new(0x00091001, "OB", b"\x00\x01")
    theirs.add_new(0x00091002, "UV", [1 << 63])
    theirs.StudyDate = ""
    theirs.ScheduledProcedureStepSequence = [pydicom.Dataset()]
    ours = DataSet()
    ours.set("PatientName", "A^B=山^太")
    ours.set("ModalitiesInStudy", "CT", "MR")
    ours.set("SliceThickness", "1.5")
    ours.set("NumberOfFrames", "3")
    ours.set("FrameIncrementPointer", 0x00181063)
    ours.set(0x00091001, b"\x00\x01", vr="OB")
    ours.set(0x00091002, 1 << 63, vr="UV")
    ours.set("StudyDate")
    ours.set("ScheduledProcedureStepSequence", DataSet())
    assert parse_dataset(theirs.to_json_dict()) == ours


TOLERATED = {
    "a name as a string": ("PN", '"Value":["A^B"]', ["A^B"]),
    "a number as a string": ("US", '"Value":["12"]', [12]),
    "bytes in an array": ("OB", '"InlineBinary":["AAE="]', [b"\x00\x01"]),
    "a null": ("US", '"Value":[null]', []),
    "nulls among texts": ("LO", '"Value":[null,"a",null]', ["", "a", ""]),
    "a null item": ("SQ", '"Value":[null]', [DataSet()]),
    "an empty array": ("LO", '"Value":[]', []),
    "an empty name": ("PN", '"Value":[{}]', []),
    "a name with null groups": ("PN", '"Value":[{"Alphabetic":"A","Ideographic":null}]', ["A"]),
    "a whole float": ("FD", '"Value":[1]', [1.0]),
    "a decimal as a string": ("DS", '"Value":["1.50"]', ["1.50"]),
    "numbers of a DS": ("DS", '"Value":[1.5,2]', ["1.5", "2"]),
    "lower case": ("AT", '"Value":["0010001a"]', [0x0010001A]),
}


@pytest.mark.parametrize("vr, body, values", TOLERATED.values(), ids=TOLERATED)
def test_tolerated(vr, body, values):
    """DEVIATION(json-name-text) and what else the model leaves open."""
    (element,) = parse_dataset(json.loads(f'{{"00091001":{{"vr":"{vr}",{body}}}}}')).values()
    assert element.values == values


def test_bulk_data_elsewhere_is_noted():
    model = {"7FE00010": {"vr": "OW", "BulkDataURI": "http://localhost/1"}}
    dataset = parse_dataset({"00400100": {"vr": "SQ", "Value": [model]}, **model})
    assert dataset[0x7FE00010].values == []
    paths = [(issue.path, issue.message) for issue in dataset.issues]
    assert paths == [
        ("(0040,0100)[0].(7fe0,0010)", "bulk data that is elsewhere, left empty"),
        ("(7fe0,0010)", "bulk data that is elsewhere, left empty"),
    ]


REFUSED = {
    "no object": ("[]", "the data set is an array, expected an object"),
    "no tag": ('{"PatientName":{"vr":"PN"}}', "the data set holds a member whose name is no tag, "),
    "no attribute": ('{"00100010":"A"}', "(0010,0010) is a string, expected an object"),
    "no VR": ('{"00100010":{"Value":["A"]}}', '(0010,0010) has no "vr" that exists'),
    "another VR": ('{"00100010":{"vr":"XX"}}', '(0010,0010) has no "vr" that exists'),
    "a VR that is no text": ('{"00100010":{"vr":[]}}', '(0010,0010) has no "vr" that exists'),
    "no array": ('{"00100010":{"vr":"PN","Value":"A"}}', '(0010,0010) has a string as "Value", expected an array'),
    "a number for text": ('{"00100020":{"vr":"LO","Value":[1]}}', "(0010,0020) has a number as a value, which"),
    "text for a number": ('{"00280010":{"vr":"US","Value":["x"]}}', "(0028,0010) has a string as a value, which"),
    "a boolean": ('{"00280010":{"vr":"US","Value":[true]}}', "(0028,0010) has a boolean as a value, which"),
    "a boolean for a float": ('{"00091001":{"vr":"FD","Value":[true]}}', "(0009,1001) has a boolean as a value, which"),
    "null among numbers": ('{"00280010":{"vr":"US","Value":[1,null]}}', "(0028,0010) has null as a value, which"),
    "a bad tag": ('{"00091001":{"vr":"AT","Value":["x"]}}', "(0009,1001) has a string as a value, which"),
    "a bad name": (
        '{"00100010":{"vr":"PN","Value":[{"Alphabetic":1}]}}',
        "(0010,0010) has an object as a value, which",
    ),
    "no base64": ('{"00091001":{"vr":"OB","InlineBinary":"*"}}', '(0009,1001) has an "InlineBinary" that is no base64'),
    "base64 that is null": (
        '{"00091001":{"vr":"OB","InlineBinary":null}}',
        '(0009,1001) has an "InlineBinary" that is no',
    ),
    "inside": (
        '{"00400100":{"vr":"SQ","Value":[{},{"00100010":5}]}}',
        "(0040,0100)[1].(0010,0010) is a number, expected an object",
    ),
    "an item that is none": (
        '{"00400100":{"vr":"SQ","Value":["x"]}}',
        "(0040,0100)[0] is a string, expected an object",
    ),
}


@pytest.mark.parametrize("text, message", REFUSED.values(), ids=REFUSED)
def test_refused(text, message):
    with pytest.raises(DecodeError) as caught:
        parse_dataset(json.loads(text))
    assert str(caught.value).startswith(message)


def test_nesting_has_a_limit():
    def nested(depth):
        model = {}
        for _ in range(depth):
            model = {"00400100": {"vr": "SQ", "Value": [model]}}
        return model

    assert parse_dataset(nested(64))
    with pytest.raises(DecodeError, match="is nested deeper than 64 sequences"):
        parse_dataset(nested(65))


def test_received_text_is_utf_8_in_json():
    dataset = decode_dataset(
        from_hex("0800 0500 'CS' 0A00 'ISO_IR' 20 '144'  1000 1000 'PN' 0400 BBEEDA 20"), EXPLICIT_LE
    )
    assert json.loads(format_dataset(dataset)) == {
        "00080005": {"vr": "CS", "Value": ["ISO_IR 192"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Люк"}]},
    }
