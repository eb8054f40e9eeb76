"""Real data sets: every file that pydicom ships, element by element against pydicom's reading of it."""

import json
import warnings
from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.filereader import read_dataset, read_file_meta_info

from findscu.dicom_json import format_dataset
from findscu.errors import DecodeError
from findscu.identifier import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    SYNTAXES,
    Columns,
    DataSet,
    Element,
    decode_dataset,
    encode_dataset,
    inflate,
)
from findscu.values import TEXT_VRS, WORD_LENGTHS

DATA = Path(pydicom.__file__).parent / "data"
FILES = sorted(
    path
    for pattern in ("charset_files/*.dcm", "palettes/*.dcm", "test_files/*.dcm", "test_files/dicomdirtests/**/*")
    for path in DATA.glob(pattern)
    if path.is_file() and path.suffix in ("", ".dcm") and path.stem != "README"
)
REFUSED = {"MR_truncated.dcm", "rtplan_truncated.dcm", "DICOMDIR-nooffset", "no_meta.dcm"}
"""Files that end too soon, the last one begins with a byte too many: we refuse what has a broken structure."""

WHOLE = [path for path in FILES if path.name not in REFUSED]

WITHOUT_META = {"ExplVR_BigEndNoMeta.dcm": EXPLICIT_BE, "ExplVR_LitEndNoMeta.dcm": EXPLICIT_LE}
"""Bare data sets whose transfer syntax only their names tell."""

NOT_AS_DECLARED = {"SC_rgb_jpeg.dcm"}
"""Says Explicit VR and is Implicit VR, which pydicom finds out by itself."""


def read_file(path):
    """Return the data set's bytes and its transfer syntax."""
    raw = path.read_bytes()
    if raw[128:132] != b"DICM":
        return raw, WITHOUT_META.get(path.name, IMPLICIT_LE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        meta = read_file_meta_info(path)
    uid = str(meta.get("TransferSyntaxUID", IMPLICIT_LE.uid))
    return raw[132 + meta_length(raw[132:]) :], SYNTAXES.get(uid, EXPLICIT_LE)


def meta_length(raw):
    """Count the bytes of group 0002, which is always Explicit VR Little Endian."""
    position = 0
    while raw[position : position + 2] == b"\x02\x00":
        if raw[position + 4 : position + 6] in (b"OB", b"UN", b"UT", b"SQ"):
            position += 12 + int.from_bytes(raw[position + 8 : position + 12], "little")
        else:
            position += 8 + int.from_bytes(raw[position + 6 : position + 8], "little")
    return position


def by_pydicom(raw, syntax):
    if syntax.is_deflated:
        raw = inflate(raw)
    return read_dataset(BytesIO(raw), not syntax.is_explicit, syntax.is_little)


def compare(ours: DataSet, theirs: pydicom.Dataset) -> int:
    """Compare tags, bytes, and values where the VRs are the same; return how many values were."""
    assert sorted(ours) == list(map(int, theirs.keys()))
    count = 0
    for tag, element in ours.items():
        received = theirs.get_item(tag)
        if element.vr != "SQ" and isinstance(received, RawDataElement):
            assert element.raw == (received.value or b""), element
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                their_element = theirs[tag]
            except (ValueError, NotImplementedError):  # a value that pydicom cannot read: the bytes were compared
                continue
        if element.vr == "SQ":
            assert len(element.items) == len(their_element.value)
            count += sum(compare(item, theirs) for item, theirs in zip(element.items, their_element.value, strict=True))
        elif element.vr == str(their_element.VR) and element.vr not in WORD_LENGTHS:
            assert normalized(element) == normalized_theirs(their_element), element
            count += 1
    return count


def normalized(element: Element):
    """Drop what pydicom does not keep: leading spaces, and equals signs at the end of names."""
    if element.vr == "PN":
        return [value.rstrip("=").strip(" ") for value in element.values]
    if element.vr in TEXT_VRS:
        return [value.strip(" ") for value in element.values]
    return element.values


def normalized_theirs(element: pydicom.DataElement):
    value = element.value
    if element.VM == 0 or (isinstance(value, str) and not value.strip(" ")):
        return []
    values = [value] if element.VM == 1 else list(value)
    if element.VR == "PN":
        return [str(value).rstrip("=").strip(" ") for value in values]
    if str(element.VR) in TEXT_VRS:
        return [str(getattr(value, "original_string", value)).strip(" ") for value in values]
    return [int(value) if element.VR == "AT" else value for value in values]


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_the_same_as_pydicom(path):
    raw, syntax = read_file(path)
    if path.name in REFUSED:
        with pytest.raises(DecodeError, match=r"has a length of \d+ bytes, \d+ are left$"):
            decode_dataset(raw, syntax)
        return
    ours = decode_dataset(raw, syntax)
    if path.name not in NOT_AS_DECLARED:
        compare(ours, by_pydicom(raw, syntax))


@pytest.mark.parametrize("path", WHOLE, ids=[path.name for path in WHOLE])
def test_written_again_it_is_the_same(path):
    """In its own syntax everything, in Explicit LE also for pydicom."""
    raw, syntax = read_file(path)
    dataset = decode_dataset(raw, syntax)
    for tag in [tag for tag in dataset if not tag & 0xFFFF]:
        del dataset[tag]
    encoded = encode_dataset(dataset, syntax)
    again = decode_dataset(encoded, syntax)
    assert encode_dataset(again, syntax) == encoded
    if not dataset.issues:
        assert again == dataset
        explicit = encode_dataset(dataset, EXPLICIT_LE)
        compare(decode_dataset(explicit, EXPLICIT_LE), by_pydicom(explicit, EXPLICIT_LE))


@pytest.mark.parametrize("path", WHOLE, ids=[path.name for path in WHOLE])
def test_the_fast_walk_is_the_slow_walk(path):
    raw, syntax = read_file(path)
    columns = Columns(syntax, repr)
    expected = [repr(element) for element in decode_dataset(raw, syntax).values()]
    assert columns.walk(raw) == columns.walk(raw) == expected


@pytest.mark.parametrize("path", WHOLE, ids=[path.name for path in WHOLE])
def test_pydicom_reads_our_json(path):
    dataset = decode_dataset(*read_file(path))
    if any(issue.message.startswith(("not the form", "a value of")) for issue in dataset.iter_issues()):
        json.loads(format_dataset(dataset))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = pydicom.Dataset.from_json(format_dataset(dataset))
    assert list(map(int, read.keys())) == sorted(tag for tag in dataset if tag & 0xFFFF)


CHARSET_NAMES = {
    "chrArab.dcm": "قباني^لنزار",
    "chrFren.dcm": "Buc^Jérôme",
    "chrFrenMulti.dcm": "Buc^Jérôme",
    "chrGerm.dcm": "Äneas^Rüdiger",
    "chrGreek.dcm": "Διονυσιος",
    "chrH31.dcm": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32.dcm": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw.dcm": "שרון^דבורה",
    "chrI2.dcm": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrJapMulti.dcm": "やまだ^たろう",
    "chrJapMultiExplicitIR6.dcm": "やまだ^たろう",
    "chrKoreanMulti.dcm": "김희중",
    "chrRuss.dcm": "Люкceмбypг",
    "chrX1.dcm": "Wang^XiaoDong=王^小東=",
    "chrX2.dcm": "Wang^XiaoDong=王^小东=",
}
"""Names as FileInfo.txt beside the files and PS3.5 Annexes H, I and J have them."""


@pytest.mark.parametrize("name", CHARSET_NAMES)
def test_names_in_the_character_set_files(name):
    dataset = decode_dataset(*read_file(DATA / "charset_files" / name))
    assert dataset.text_of(0x00100010) == CHARSET_NAMES[name]
    assert dataset[0x00100010].issues == []


@pytest.mark.parametrize("name", ["chrSQEncoding.dcm", "chrSQEncoding1.dcm"])
def test_names_in_items_of_the_character_set_files(name):
    dataset = decode_dataset(*read_file(DATA / "charset_files" / name))
    (item,) = dataset[0x00321064].items
    assert item.text_of(0x00100010) == "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"
