"""Stores: the files are the seeds' own, they appear whole or not at all, and no link leads them astray."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pydicom
import pytest

from compat.dcmtk_program import ask, match_of
from compat.odd_datasets import Careless
from compat.talk import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT, encoded, explicit
from findscu.identifier import SYNTAXES
from findscu.output import files
from findscu.output.dcmdump import dump_dataset
from findscu.output.dcmtk_reader import TreeOf, read_tree
from findscu.output.files import StoreError
from findscu.output.placing import combine, directory_fault
from findscu.output.xml_store import SingleXmlStore
from peers.answers import dataset, nested
from peers.programs import require_dcmtk

MODEL = "1.2.840.10008.5.1.4.1.2.2.1"
OURS = ((2, 0x0012), (2, 0x0013))
"""Who wrote it: each program says its own name."""

SYNTAXES_BY_NAME = {"implicit": IMPLICIT, "explicit": EXPLICIT, "big-endian": BIG_ENDIAN, "deflated": DEFLATED}
ANSWER = explicit(0x00080052, "CS", b"STUDY ") + explicit(0x00100010, "PN", b"Doe^Jo")


def silent(logger: str, level: int, text: str) -> None:
    raise AssertionError(f"{logger} said {text}")


def forget(logger: str, level: int, text: str) -> None:
    pass


def dcmtk_store(folder: Path, **options: bool) -> files.Store:
    return files.dcmtk_store(str(folder), TreeOf(), forget, **options)


def parts_of(raw: bytes) -> tuple[dict[int, bytes], bytes]:
    """Return file meta information by element number, and the data set."""
    assert raw[:132] == bytes(128) + b"DICM"
    length = struct.unpack("<L", raw[140:144])[0]
    meta, body = raw[144 : 144 + length], raw[144 + length :]
    found, place = {}, 14  # behind (0002,0001)
    while place < len(meta):
        number, size = struct.unpack("<H2xH", meta[place + 2 : place + 8])
        found[number] = meta[place + 8 : place + 8 + size]
        place += 8 + size
    return found, body


def without_identity(meta: dict[int, bytes]) -> dict[int, bytes]:
    is_made_up = meta[3].startswith((b"2.25.", b"1.2.276.0.7230010.3.1.4."))
    return {number: value for number, value in meta.items() if number not in (0x12, 0x13, 3 if is_made_up else 0)}


@pytest.mark.peer
@pytest.mark.parametrize("options", [(), ("+sr",), ("+dc",), ("-u",)], ids=["", "+sr", "+dc", "-u"])
@pytest.mark.parametrize("syntax", SYNTAXES_BY_NAME.values(), ids=SYNTAXES_BY_NAME)
def test_files_are_dcmtks(tmp_path, syntax, options):
    answers = [raw for raw in Careless(syntax, 5).datasets(40) if not read_tree(raw, SYNTAXES[syntax]).failure]
    expected = ask(answers, syntax, tmp_path / "dcmtk", "-X", *options).files
    tree_of = TreeOf(corrects="+dc" in options)
    store = files.dcmtk_store(str(tmp_path), tree_of, forget, has_new_vrs="-u" not in options)
    for number, raw in enumerate(answers, 1):
        match = match_of(raw, syntax)
        if "+sr" in options:
            dump_dataset(tree_of(match))
        store.write(number, match, MODEL)
        name = f"rsp{number:04d}.dcm"
        meta, body = parts_of((tmp_path / name).read_bytes())
        their_meta, their_body = parts_of(expected[name])
        assert body == their_body, name
        assert without_identity(meta) == without_identity(their_meta), name


@pytest.mark.parametrize("syntax", SYNTAXES_BY_NAME.values(), ids=SYNTAXES_BY_NAME)
@pytest.mark.parametrize("kind", ["native", "dcmtk"])
def test_files_can_be_read(tmp_path, syntax, kind):
    answer = dataset(PatientName="Büchse^Ä", StudyDate="20260102", NumberOfStudyRelatedSeries=3)
    answer.RequestAttributesSequence = [nested(2)]
    make = {"native": files.native_store, "dcmtk": dcmtk_store}[kind]
    raw = encoded(answer, syntax)
    path = make(str(tmp_path)).write(1, match_of(raw, syntax), MODEL)
    assert Path(path).name == ("rsp0001.dcm" if kind == "dcmtk" else "rsp000001.dcm")
    read = pydicom.dcmread(path)
    assert read == answer
    assert read.file_meta.TransferSyntaxUID == syntax
    assert read.file_meta.MediaStorageSOPClassUID == ("1.2.276.0.7230010.3.1.0.1" if kind == "dcmtk" else MODEL)
    assert read.file_meta.MediaStorageSOPInstanceUID.startswith("2.25.")
    if kind != "dcmtk":
        assert Path(path).read_bytes().endswith(raw)


@pytest.mark.peer
def test_dcmdump_reads_them(tmp_path):
    path = files.native_store(str(tmp_path)).write(7, match_of(ANSWER, EXPLICIT), MODEL)
    shown = subprocess.run([require_dcmtk("dcmdump"), path], capture_output=True, text=True, check=True)
    assert "=FINDStudyRootQueryRetrieveInformationModel" in shown.stdout
    assert "(0010,0010) PN [Doe^Jo]" in shown.stdout
    assert shown.stderr == ""


def test_names_come_from_a_counter(tmp_path):
    hostile = explicit(0x00080018, "UI", b"../../etc/passwd")
    written = [dcmtk_store(tmp_path).write(number, match_of(hostile, EXPLICIT), MODEL) for number in (1, 12, 12345)]
    assert [Path(path).name for path in written] == ["rsp0001.dcm", "rsp0012.dcm", "rsp12345.dcm"]
    assert sorted(os.listdir(tmp_path)) == ["rsp0001.dcm", "rsp0012.dcm", "rsp12345.dcm"]


def test_the_mode_of_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        path = dcmtk_store(tmp_path).write(1, match_of(ANSWER, EXPLICIT), MODEL)
    finally:
        os.umask(before)
    assert os.stat(path).st_mode & 0o777 == 0o640


def test_an_old_file_is_replaced_and_keeps_its_mode(tmp_path):
    old = tmp_path / "rsp0001.dcm"
    old.write_bytes(b"old" * 10_000)
    old.chmod(0o600)
    dcmtk_store(tmp_path).write(1, match_of(ANSWER, EXPLICIT), MODEL)
    assert old.read_bytes()[128:132] == b"DICM"
    assert old.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["rsp0001.dcm", "rsp0001.xml", "all.xml"])
def test_links_are_replaced_not_followed(tmp_path, name):
    target, folder = tmp_path / "precious", tmp_path / "out"
    target.write_bytes(b"keep")
    folder.mkdir()
    (folder / name).symlink_to(target)
    stores = {
        "rsp0001.dcm": dcmtk_store(folder),
        "rsp0001.xml": files.dcmtk_xml_store(str(folder), TreeOf(), forget),
        "all.xml": SingleXmlStore(str(folder), "all.xml", TreeOf(), forget),
    }
    write_all(stores[name], [ANSWER])
    assert target.read_bytes() == b"keep"
    assert not (folder / name).is_symlink()
    assert b"Doe^Jo" in (folder / name).read_bytes()


def write_all(store: files.Store, answers: list[bytes]) -> None:
    store.open()
    for number, raw in enumerate(answers, 1):
        store.write(number, match_of(raw, EXPLICIT), MODEL)
    store.close()


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "rsp0001.dcm").mkdir()
    with pytest.raises(StoreError) as caught:
        dcmtk_store(tmp_path).write(1, match_of(ANSWER, EXPLICIT), MODEL)
    assert caught.value.path == str(tmp_path / "rsp0001.dcm")
    assert caught.value.reason == "Is a directory"
    assert str(caught.value) == f"cannot write to {tmp_path}/rsp0001.dcm: is a directory"
    assert os.listdir(tmp_path) == ["rsp0001.dcm"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "rsp0001.dcm").write_bytes(b"old")

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreError, match="no space left on device"):
        dcmtk_store(tmp_path).write(1, match_of(ANSWER, EXPLICIT), MODEL)
    assert (tmp_path / "rsp0001.dcm").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["rsp0001.dcm"]


def test_pixel_data_that_needs_a_codec_is_not_written(tmp_path):
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 2) + b"\1\2" + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    raw = struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OB", 0, 0xFFFFFFFF) + item
    with pytest.raises(StoreError) as caught:
        dcmtk_store(tmp_path).write(1, match_of(raw, EXPLICIT), MODEL)
    assert caught.value.reason == "Pixel representation not found"
    assert files.native_store(str(tmp_path)).write(1, match_of(raw, EXPLICIT), MODEL)


class TestSingleXml:
    def test_appears_when_it_is_whole(self, tmp_path):
        store = SingleXmlStore(str(tmp_path), "all.xml", TreeOf(), forget)
        store.open()
        store.write(1, match_of(ANSWER, EXPLICIT), MODEL)
        assert not (tmp_path / "all.xml").exists()
        store.close()
        assert (tmp_path / "all.xml").read_bytes().endswith(b"</data-set>\n</responses>\n")
        assert os.listdir(tmp_path) == ["all.xml"]

    def test_without_answers(self, tmp_path):
        write_all(SingleXmlStore(str(tmp_path), "all.xml", TreeOf(), forget), [])
        expected = b'<?xml version="1.0" encoding="UTF-8"?>\n<responses type="C-FIND">\n</responses>\n'
        assert (tmp_path / "all.xml").read_bytes() == expected

    def test_a_folder_that_is_not_there(self, tmp_path):
        store = SingleXmlStore(str(tmp_path / "none"), "all.xml", TreeOf(), forget)
        with pytest.raises(StoreError) as caught:
            store.open()
        assert caught.value.reason == "No such file or directory"
        store.write(1, match_of(ANSWER, EXPLICIT), MODEL)
        store.close()

    def test_a_named_pipe_gets_answers_at_once(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        write_all(SingleXmlStore(str(tmp_path), "pipe", TreeOf(), forget), [ANSWER])
        assert os.read(reader, 9999).endswith(b"</responses>\n")
        os.close(reader)
        assert os.listdir(tmp_path) == ["pipe"]

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
    def test_a_full_device(self):
        store = SingleXmlStore("", "/dev/full", TreeOf(), forget)
        store.open()
        with pytest.raises(StoreError, match="no space left on device"):
            store.write(1, match_of(ANSWER, EXPLICIT), MODEL)
        store.close()

    def test_an_answer_that_has_no_utf8_is_left_out(self, tmp_path):
        said: list[tuple[str, str]] = []
        store = SingleXmlStore(str(tmp_path), "all.xml", TreeOf(), lambda name, _, text: said.append((name, text)))
        bad = explicit(0x00080005, "CS", b"FOO ") + ANSWER
        write_all(store, [bad, ANSWER])
        assert (tmp_path / "all.xml").read_bytes().count(b"<data-set") == 1
        what = "Cannot select source character set: SpecificCharacterSet (0008,0005) value 'FOO' not supported"
        assert ("dcmtk.dcmnet", f"Writing XML file: {what}") in said


@pytest.mark.parametrize(
    "directory, name, expected",
    [
        (".", "rsp0001.dcm", "rsp0001.dcm"),
        ("", "rsp0001.dcm", "rsp0001.dcm"),
        ("out", "a.xml", "out/a.xml"),
        ("out//", "a.xml", "out/a.xml"),
        ("/", "a.xml", "/a.xml"),
        ("./", "a.xml", "a.xml"),
        ("out", "/abs/a.xml", "/abs/a.xml"),
        ("out", "..", "out/.."),
        ("out", "", "out"),
        (".", "", ""),
    ],
)
def test_paths_as_dcmtk_joins_them(directory, name, expected):
    assert combine(directory, name) == expected


def test_faults_of_directories(tmp_path):
    (tmp_path / "file").touch()
    assert directory_fault(str(tmp_path)) == ""
    assert directory_fault(str(tmp_path / "none")) == "specified output directory does not exist"
    assert directory_fault(str(tmp_path / "file")) == "specified output directory does not exist"
    assert directory_fault("") == "specified output directory does not exist"


def test_a_directory_that_is_not_writeable(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert directory_fault(str(tmp_path)) == "specified output directory is not writeable"
