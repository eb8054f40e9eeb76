"""Text dumps, against what DCMTK's dump2dcm makes of them and pydicom reads."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import UID_dictionary

from findscu.dump import read_dump
from findscu.errors import InvalidQuery
from findscu.identifier import EXPLICIT_LE, DataSet, encode_dataset
from peers.programs import require_dcmtk

NAME = 0x00100010
STEPS = 0x00400100

SIMPLE = """
# query patient names and IDs
(0008,0052) CS [PATIENT]     # QueryRetrieveLevel
(0010,0010) PN []            # PatientName
(0010,0020) LO [A\\B]         # PatientID
(0008,0016) UI =CTImageStorage
(0008,0018) UI [=FINDPatientRootQueryRetrieveInformationModel]
"""

VALUES = """
(0010,0010) PN A^B c  # unquoted, up to the comment
(0010,0020) (no value available)              #   0, 0 PatientID
(0010,0030) DA 20200101-20201231
( 0010 , 0040 )   CS   [O]
(0010,1010)
(0010,2160) SH
(0010,1020) DS [1.5]
(0010,21b0) LT [x # y \\ z] # w
(0010,4000) LT [a [b] c ] d] trailing
(0018,1153) IS [1-5]
(0018,9309) FD 1.5\\2.5e3
(0018,9310) FD [1]
(0020,0032) DS [0.0\\-1.5\\3]
(0028,0009) AT (0010,0020)\\(0010,0010)
(0028,0010) US 256\\1
(0028,0002) US
(0028,0011) [12]
(0028,9503) SS -1\\2
(0028,0106) SS -5
(0008,1163) FD 1
(0066,0040) OL 1\\4294967295
(0066,0016) OF 1.5\\-2
(0070,0404) OB 00\\ff\\01\\0
(0029,0010) LO [ACME]
(0029,1001) OB 00\\ff\\01
(0029,1002) UN 41\\42
(0029,1003) ?? 41\\42
(0029,1004) 41
(0029,1005) LO [private]
(7fe0,0010) OW 0001\\0a0b
"""

SEQUENCES = """
(0008,0052) CS [STUDY]
(0040,0100) SQ (Sequence with explicit length #=1)      #  18, 1 ScheduledProcedureStepSequence
  (fffe,e000) na (Item with explicit length #=1)          #  10, 1 Item
    (0008,0060) CS [CT]                                     #   2, 1 Modality
    (0040,0008) SQ (Sequence with undefined length #=2)
      (fffe,e000) na (Item with undefined length #=1)
        (0008,0100) SH [1]
      (fffe,e00d) na (ItemDelimitationItem)
      (fffe,e000)
      (fffe,e00d)
    (fffe,e0dd) na (SequenceDelimitationItem)
  (fffe,e00d) na (ItemDelimitationItem for re-encoding)   #   0, 0 ItemDelimitationItem
(fffe,e0dd) na (SequenceDelimitationItem for re-encod.) #   0, 0 SequenceDelimitationItem
(0008,1110)
(fffe,e0dd)
(0010,0010) PN [after]
"""

LATIN_1 = "(0008,0005) CS [ISO_IR 100]\n(0010,0010) PN [M\xfcller]\n".encode("latin-1")
UTF_8 = "(0010,0010) PN [王^小東]\n(0008,0005) CS [ISO_IR 192]\n".encode()
GB18030 = b"(0008,0005) CS [GB18030]\n(0010,0010) PN [" + "俓予\\王]王".encode("gb18030") + b"]\n"
NESTED_SET = (
    b"(0008,0005) CS [ISO_IR 100]\n(0040,0100) SQ\n(fffe,e000)\n(0008,0005) CS [ISO_IR 192]\n"
    b"(0040,0006) PN [\xc3\xbc]\n(fffe,e00d)\n(fffe,e000)\n(0040,0006) PN [\xfc]\n(fffe,e00d)\n(fffe,e0dd)\n"
)
WINDOWS = SEQUENCES.replace("\n", "\r\n").encode()


@pytest.fixture(autouse=True)
def ranges_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pydicom.config.settings, "_reading_validation_mode", pydicom.config.IGNORE)


def as_pydicom(dataset: DataSet) -> pydicom.Dataset:
    """Let pydicom read what we would send."""
    raw = encode_dataset(dataset, EXPLICIT_LE)
    found = pydicom.dcmread(BytesIO(raw), force=True)
    found.file_meta = pydicom.dataset.FileMetaDataset()
    return found


def make_with_dump2dcm(raw: bytes, folder: Path) -> Path:
    """Return the file that DCMTK makes of a dump."""
    dump, made = folder / "query.txt", folder / "query.dcm"
    dump.write_bytes(raw)
    subprocess.run([require_dcmtk("dump2dcm"), "-q", "+te", str(dump), str(made)], check=True, timeout=30)
    return made


CASES = {
    "simple": SIMPLE.encode(),
    "values": VALUES.encode(),
    "sequences": SEQUENCES.encode(),
    "carriage returns": WINDOWS,
    "latin-1": LATIN_1,
    "utf-8": UTF_8,
    "gb18030": GB18030,
    "a set of the item's own": NESTED_SET,
}


@pytest.mark.peer
@pytest.mark.parametrize("raw", CASES.values(), ids=CASES)
def test_it_is_what_dump2dcm_makes_of_it(raw: bytes, tmp_path: Path) -> None:
    expected = pydicom.dcmread(make_with_dump2dcm(raw, tmp_path))
    found = as_pydicom(read_dump(raw, "query.txt"))
    assert pydicom.Dataset(found) == pydicom.Dataset(expected)


@pytest.mark.peer
@pytest.mark.parametrize("options", [[], ["+L"], ["-Un"], ["-q"]], ids=str)
@pytest.mark.parametrize("raw", CASES.values(), ids=CASES)
def test_what_dcmdump_prints_is_read(raw: bytes, options: list[str], tmp_path: Path) -> None:
    made = make_with_dump2dcm(raw, tmp_path)
    printed = subprocess.run(
        [require_dcmtk("dcmdump"), *options, str(made)], capture_output=True, check=True, timeout=30
    )
    assert as_pydicom(read_dump(printed.stdout, "dump")) == pydicom.Dataset(pydicom.dcmread(made))


@pytest.mark.peer
def test_dcmtk_s_names_of_sop_classes_mean_what_they_mean_there(tmp_path: Path) -> None:
    uids = [uid for uid, (_, kind, *_) in UID_dictionary.items() if kind == "SOP Class"]
    lines = [f"(0009,{0x1000 + place:04x}) UI [{uid}]" for place, uid in enumerate(uids)]
    made = make_with_dump2dcm("\n".join(lines).encode(), tmp_path)
    printed = subprocess.run([require_dcmtk("dcmdump"), str(made)], capture_output=True, check=True, timeout=30).stdout
    found, unknown = {}, []
    for line in printed.splitlines():
        if not line.startswith(b"(0009,1"):
            continue
        place = int(line[6:10], 16) - 0x1000
        try:
            found[place] = read_dump(line, "dump").text_of(0x00091000 + place)
        except InvalidQuery:
            unknown.append(line)
    assert found == {place: uids[place] for place in found}
    assert len(unknown) < 20  # retired trials, which DCMTK calls DRAFT_...


def test_names_of_uids() -> None:
    found = read_dump(
        b"(0008,0016) UI =FINDStudyRootQueryRetrieveInformationModel\\1.2\\=UltrasoundMultiframeImageStorage\n"
        b"(0008,3002) =LittleEndianExplicit # AvailableTransferSyntaxUID\n",
        "dump",
    )
    assert found[0x00080016].values == ["1.2.840.10008.5.1.4.1.2.2.1", "1.2", "1.2.840.10008.5.1.4.1.1.3.1"]
    assert found[0x00083002].values == ["1.2.840.10008.1.2.1"]


def test_bytes_without_a_declared_set_are_utf_8_if_they_can_be() -> None:
    assert read_dump("(0010,0010) PN [Müller]".encode(), "dump").text_of(NAME) == "Müller"
    assert read_dump("(0010,0010) PN [Müller]".encode("latin-1"), "dump").text_of(NAME) == "Müller"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_a_byte_order_mark_says_how_the_file_is_written(encoding: str) -> None:
    text = "(0008,0005) CS [ISO_IR 100]\r\n(0010,0010) PN [Müller]\r\n"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    found = read_dump((mark + text).encode(encoding), "dump")
    assert found.text_of(NAME) == "Müller"
    assert b"M\xfcller" in encode_dataset(found, EXPLICIT_LE)


def test_groups_0000_and_0002_are_left_out() -> None:
    found = read_dump(b"(0002,0010) UI =LittleEndianExplicit\n(0000,0002) UI 1.2\n(0010,0020) 1\n", "dump")
    assert list(found) == [0x00100020]


def test_a_value_that_begins_like_a_vr_is_a_value() -> None:
    assert read_dump(b"(0010,0010) SHORT\n", "dump").text_of(NAME) == "SHORT"
    assert read_dump(b"(0010,0010)PN[x]\n", "dump").text_of(NAME) == "x"


@pytest.mark.parametrize(
    ("lines", "number", "message"),
    [
        ("0010,0010 PN [x]", 1, "no tag at the beginning of the line"),
        ("(00100010) PN [x]", 1, "no tag at the beginning of the line"),
        ("(0010,0010 PN [x]", 1, "no tag at the beginning of the line"),
        ("# x\n\nPatientName   [x]", 3, "no tag at the beginning of the line"),
        ("(0010,0010) PN [x", 1, "the value has no closing bracket"),
        ("(0010,0010) PN <x>", 1, "a value cannot begin with '<'"),
        ("(0010,0010) PN (x)", 1, "a value cannot begin with '('"),
        ("(7fe0,0010) OB (PixelSequence #=2)", 1, "a value cannot begin with '('"),
        ("(7fe0,0010) OW (not loaded)", 1, "a value cannot begin with '('"),
        ("(0010,0010) PN A\n(0010,0010) PN B", 2, "(0010,0010) is there already, in line 1"),
        ("(0028,0010) US 70000", 1, "(0028,0010): out of range, expected 0 to 65535 (US)"),
        ("(0028,0010) US -1", 1, "(0028,0010): out of range, expected 0 to 65535 (US)"),
        ("(0028,0010) US abc", 1, "(0028,0010): not a whole number, expected 0 to 65535 (US)"),
        ("(0029,1001) OB 001", 1, "(0029,1001): expected words of 2 hexadecimal digits, parted by backslashes (OB)"),
        ("(0029,1001) OB =x.raw", 1, "(0029,1001): expected words of 2 hexadecimal digits, parted by backslashes (OB)"),
        ("(0008,0016) UI =NoSuchClass", 1, "(0008,0016): unknown name of a UID"),
        ("(0008,0016) UI =", 1, "(0008,0016): unknown name of a UID"),
        ("(0028,0009) AT (0028)", 1, "(0028,0009): not a tag (AT)"),
        ("(fffe,e000)", 1, "(fffe,e000) outside a sequence"),
        ("(fffe,e0dd)", 1, "(fffe,e0dd) outside a sequence"),
        ("(0040,0100) SQ\n(0008,0060) CS CT", 2, "(0008,0060) stands between items"),
        ("(0040,0100) SQ\n(fffe,e000)\n(0008,0060) CS CT\n", 1, "the sequence is not closed"),
        ("(0040,0100)\n(fffe,e000)\n(fffe,e00d)\n(0008,0060) CT", 4, "(0008,0060) stands between items"),
    ],
)
def test_what_is_refused(lines: str, number: int, message: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        read_dump(lines.encode(), "query.txt")
    assert caught.value.message == f"query.txt, line {number}: {message}"
    assert caught.value.hint


def test_no_endless_nesting() -> None:
    with pytest.raises(InvalidQuery, match="deeper than 64 levels"):
        read_dump(b"(0040,0100)\n(fffe,e000)\n" * 100, "dump")


def test_an_item_may_end_without_saying_so() -> None:
    text = b"(0040,0100)\n(fffe,e000)\n(0008,0060) CT\n(fffe,e000)\n(0008,0060) MR\n(fffe,e0dd)\n(0010,0020) 1\n"
    found = read_dump(text, "dump")
    assert [item.text_of(0x00080060) for item in found[STEPS].items] == ["CT", "MR"]
    assert found.text_of(0x00100020) == "1"
