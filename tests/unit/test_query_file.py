"""Query files of every kind, made by pydicom and DCMTK or written out as bytes."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from findscu.errors import InvalidQuery
from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.query_file import read_pydicom, read_query_file
from peers.programs import require_dcmtk

SYNTAXES = [ImplicitVRLittleEndian, ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian]
BARE = SYNTAXES[:2] + SYNTAXES[3:]

EXPECTED = DataSet(
    [
        Element(0x00080005, "CS", ["ISO_IR 100"]),
        Element(0x00080052, "CS", ["STUDY"]),
        Element(0x00100010, "PN", ["Müller*"]),
        Element(0x0020000D, "UI", ["1.2", "1.3"]),
        Element(0x00280010, "US", [512]),
        Element(0x00400100, "SQ", [DataSet([Element(0x00080060, "CS", ["CT"])])]),
    ]
)


def sample() -> Dataset:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.QueryRetrieveLevel = "STUDY"
    dataset.PatientName = "Müller*"
    dataset.StudyInstanceUID = ["1.2", "1.3"]
    dataset.Rows = 512
    item = Dataset()
    item.Modality = "CT"
    dataset.ScheduledProcedureStepSequence = [item]
    return dataset


def file_of(dataset: Dataset, syntax: UID, *, preamble: bool = True, meta: bool = True) -> bytes:
    written = FileDataset("", dataset, preamble=b"\0" * 128 if preamble else None)
    written.file_meta = FileMetaDataset()
    if meta:
        written.file_meta.TransferSyntaxUID = syntax
        written.file_meta.MediaStorageSOPClassUID = UID("1.2")
        written.file_meta.MediaStorageSOPInstanceUID = UID("1.3")
    stream = BytesIO()
    is_explicit = syntax != ImplicitVRLittleEndian
    is_little = syntax != ExplicitVRBigEndian
    if meta:
        pydicom.dcmwrite(stream, written, enforce_file_format=preamble)
    else:
        pydicom.dcmwrite(stream, written, implicit_vr=not is_explicit, little_endian=is_little)
    return stream.getvalue()


class TestDicom:
    @pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
    def test_with_preamble_and_meta_information(self, syntax: UID) -> None:
        assert read_query_file(file_of(sample(), syntax), "q.dcm") == EXPECTED

    @pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
    def test_without_preamble(self, syntax: UID) -> None:
        raw = file_of(sample(), syntax, preamble=False)
        assert raw[:2] == b"\x02\x00"
        assert read_query_file(raw, "q.dcm") == EXPECTED

    @pytest.mark.parametrize("syntax", BARE, ids=lambda syntax: syntax.name)
    def test_a_bare_data_set(self, syntax: UID) -> None:
        raw = file_of(sample(), syntax, preamble=False, meta=False)
        assert raw[:4] in (b"\x08\x00\x05\x00", b"\x00\x08\x00\x05")
        assert read_query_file(raw, "q.dcm") == EXPECTED

    def test_meta_information_without_a_transfer_syntax(self) -> None:
        raw = b"\0" * 128 + b"DICM\x02\x00\x01\x00OB\0\0\x02\0\0\0\0\x01" + b"\x10\x00\x20\x00LO\x02\x001 "
        assert read_query_file(raw, "q.dcm") == DataSet([Element(0x00100020, "LO", ["1"])])

    def test_no_meta_information_behind_the_preamble(self) -> None:
        raw = b"\0" * 128 + b"DICM" + b"\x10\x00\x20\x00\x02\x00\x00\x001 "
        assert read_query_file(raw, "q.dcm") == DataSet([Element(0x00100020, "LO", ["1"])])

    def test_command_elements_and_padding_are_left_out(self) -> None:
        raw = b"\0\0\2\0UI\4\x001.2\0" + b"\x10\0\x20\0LO\x02\x001 " + b"\xfc\xff\xfc\xffOB\0\0\2\0\0\0\0\0"
        assert read_query_file(raw, "q.dcm") == DataSet([Element(0x00100020, "LO", ["1"])])

    @pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_bigendian.dcm", "image_dfl.dcm", "rtplan.dcm"])
    def test_files_that_pydicom_ships(self, name: str) -> None:
        path = get_testdata_file(name)
        found = read_query_file(Path(path).read_bytes(), name)
        again = pydicom.dcmread(BytesIO(encode_dataset(found, EXPLICIT_LE)), force=True)
        expected = pydicom.dcmread(path)
        for tag in ("PatientName", "PatientID", "SOPInstanceUID", "Modality"):
            assert again.get(tag) == expected.get(tag)

    def test_compressed_pixel_data_cannot_be_sent(self) -> None:
        with pytest.raises(InvalidQuery, match=r"q\.dcm holds compressed pixel data") as caught:
            read_query_file(Path(get_testdata_file("JPEG2000.dcm")).read_bytes(), "q.dcm")
        assert "PixelData" in caught.value.hint

    def test_the_other_attributes_of_a_compressed_file_can(self) -> None:
        raw = file_of(sample(), ExplicitVRLittleEndian).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0")
        assert read_query_file(raw, "q.dcm") == EXPECTED

    @pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
    def test_what_is_cut_off_is_refused_or_complete_so_far(self, syntax: UID) -> None:
        raw = file_of(sample(), syntax)
        for length in range(132, len(raw)):
            try:
                found = read_query_file(raw[:length], "q.dcm")
            except InvalidQuery as error:
                assert error.message.startswith("q.dcm ")
                assert error.hint
            else:
                assert found.items() <= EXPECTED.items()

    def test_what_is_none(self) -> None:
        for raw in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(300), b"MZ\x90\0" * 50):
            with pytest.raises(InvalidQuery, match=r"^a\.bin cannot be read as a DICOM data set: "):
                read_query_file(raw, "a.bin")

    @pytest.mark.peer
    @pytest.mark.parametrize(
        "options", [["+te"], ["+ti"], ["+tb"], ["+td"], ["-F", "+te"], ["-F", "+ti"], ["-F", "+tb"]]
    )
    def test_files_that_dump2dcm_makes(self, options: list[str], tmp_path: Path) -> None:
        dump, made = tmp_path / "q.txt", tmp_path / "q.dcm"
        text = (
            "(0008,0005) CS [ISO_IR 100]\n(0008,0052) CS [STUDY]\n(0010,0010) PN [Müller*]\n(0020,000d) UI [1.2\\1.3]\n"
            "(0028,0010) US 512\n(0040,0100) SQ\n(fffe,e000)\n(0008,0060) CS [CT]\n(fffe,e00d)\n(fffe,e0dd)\n"
        )
        dump.write_text(text, encoding="latin-1")
        subprocess.run([require_dcmtk("dump2dcm"), "-q", *options, str(dump), str(made)], check=True, timeout=30)
        assert read_query_file(made.read_bytes(), "q.dcm") == EXPECTED


class TestText:
    def test_a_dump(self) -> None:
        raw = b"\r\n# a query\r\n(0010,0010) PN [A^B]\r\n"
        assert read_query_file(raw, "q.txt") == DataSet([Element(0x00100010, "PN", ["A^B"])])

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
    def test_a_dump_with_a_byte_order_mark(self, encoding: str) -> None:
        found = read_query_file("(0010,0010) PN [Müller]".encode(encoding), "q.txt")
        assert found.text_of(0x00100010) == "Müller"

    def test_an_error_in_a_dump_names_file_and_line(self) -> None:
        with pytest.raises(InvalidQuery, match=r"^q\.txt, line 2: no tag"):
            read_query_file(b"(0010,0010) PN []\nnonsense\n", "q.txt")

    @pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\n"])
    def test_an_empty_file(self, raw: bytes) -> None:
        with pytest.raises(InvalidQuery, match=r"^q\.txt is empty$"):
            read_query_file(raw, "q.txt")

    def test_some_other_text(self) -> None:
        with pytest.raises(InvalidQuery, match=r"^q\.txt, line 1: no tag") as caught:
            read_query_file(b"hello\n", "q.txt")
        assert "(0010,0010)" in caught.value.hint


class TestJson:
    @pytest.mark.parametrize("form", ["{}", " [{}]", "\n\n{}\n"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_one_data_set(self, form: str, encoding: str) -> None:
        model = sample().to_json()
        found = read_query_file(form.replace("{}", model).encode(encoding), "q.json")
        del found[0x00080005]  # text is Unicode now
        assert found == DataSet(element for tag, element in EXPECTED.items() if tag != 0x00080005)

    def test_values_of_all_kinds(self) -> None:
        model = {
            "00020010": {"vr": "UI", "Value": ["1.2.840.10008.1.2"]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B", "Ideographic": "王"}]},
            "00100020": {"vr": "LO"},
            "00101030": {"vr": "DS", "Value": [70.5]},
            "00280009": {"vr": "AT", "Value": ["00181063"]},
            "00280010": {"vr": "US", "Value": [512]},
            "00291001": {"vr": "UN", "InlineBinary": "AP8="},
            "00400100": {"vr": "SQ", "Value": [{"00080060": {"vr": "CS", "Value": ["CT", None]}}, None]},
        }
        found = read_query_file(json.dumps(model).encode(), "q.json")
        assert found == DataSet(
            [
                Element(0x00100010, "PN", ["A^B=王"]),
                Element(0x00100020, "LO", []),
                Element(0x00101030, "DS", ["70.5"]),
                Element(0x00280009, "AT", [0x00181063]),
                Element(0x00280010, "US", [512]),
                Element(0x00291001, "UN", [b"\x00\xff"]),
                Element(0x00400100, "SQ", [DataSet([Element(0x00080060, "CS", ["CT", ""])]), DataSet()]),
            ]
        )

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{", "q.json, line 1, column 2: not JSON: expecting property name enclosed in double quotes"),
            ('{\n"a": }', "q.json, line 2, column 6: not JSON: expecting value"),
            ("[" * 100_000, "q.json: not JSON that can be read"),
            ('{"a":' + "1" * 5000 + "}", "q.json: not JSON that can be read"),
            ("[]", "q.json holds 0 data sets, expected 1"),
            ("[{}, {}]", "q.json holds 2 data sets, expected 1"),
            ("[1]", "q.json: the data set is a number, expected an object"),
            ('{"00100010": {"vr": "ZZ"}}', 'q.json: (0010,0010) has no "vr" that exists'),
            (
                '{"00291001": {"vr": "OB", "BulkDataURI": "http://host/x"}}',
                "q.json: (0029,1001): bulk data that is elsewhere, left empty",
            ),
        ],
    )
    def test_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(InvalidQuery) as caught:
            read_query_file(text.encode(), "q.json")
        assert caught.value.message == message
        assert caught.value.hint

    def test_what_is_no_text(self) -> None:
        with pytest.raises(InvalidQuery, match="not JSON"):
            read_query_file(b'{"00100010": "\xff"}', "q.json")


def test_pydicom_s_data_sets() -> None:
    found = read_pydicom(sample())
    assert found.text_of(0x00100010) == "Müller*"
    assert found[0x00400100].items[0].text_of(0x00080060) == "CT"
    with pytest.raises(InvalidQuery, match="cannot be read"):
        read_pydicom({"PatientName": "X"})  # type: ignore[arg-type]
