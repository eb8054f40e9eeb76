"""What the peers serve: the DICOM files that pydicom ships, and an invented worklist made with dump2dcm."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pydicom
from pydicom.dataset import FileDataset

from peers.programs import require_dcmtk

PYDICOM_FILES = Path(pydicom.__file__).parent / "data"
CHARSET_FILES = PYDICOM_FILES / "charset_files"
UNCOMPRESSED = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
UNIQUE_KEYS = ("SOPClassUID", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")

TRICKY_GB18030 = (
    b"\x82\x5c",  # 俓: its second byte is that of a backslash
    b"\x82\x5c^\xd3\xe8",  # 俓^予
    b"\xd3\xe8^\x82\x5c=\x82\x5c^\xd3\xe8",  # 予^俓=俓^予
    b"\x82\x5e^\x82\x7c",  # second bytes of a circumflex and a vertical bar
    b"\x81\x39\xee\x39^\xd3\xe8",  # 㐀, of four bytes, then 予
)
"""Names in GB18030 with the bytes of delimiters inside characters."""


OTHER_CHARSETS = {
    b"ISO_IR 13": (b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    b"ISO_IR 101": (b"\xa3ukasz^\xa6", "Łukasz^Ś"),
    b"ISO_IR 109": (b"\xa6er^\xde", "Ĥer^Ŝ"),
    b"ISO_IR 110": (b"\xa9\xf0ana^\xef", "Šđana^ī"),
    b"ISO_IR 148": (b"\xddstanbul^\xf0", "İstanbul^ğ"),
    b"ISO_IR 166": (b"\xca\xc1^\xaa\xd2\xc2", "สม^ชาย"),
    b"ISO_IR 203": (b"\xa4^\xbd\xa8", "€^œš"),
    b"GBK": (b"\x82\x5c^\xd3\xe8", "俓^予"),
    b"\\ISO 2022 IR 58": (b"Zhang=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab", "Zhang=张^小东"),
    b"\\ISO 2022 IR 159": (b"Inoue=\x1b$(D\x30\x21\x1b(B", "Inoue=丂"),
    b"ISO 2022 IR 100\\ISO 2022 IR 144": (b"Ren\xe9=\x1b-L\xbb\xee\xda", "René=Люк"),
}
"""Names in the sets that no file of pydicom's has, by Specific Character Set, with what they say.

pydicom is no judge here: it knows no ISO_IR 203, and leaves the escape sequences of ISO 2022 IR 58.
"""


def _is_queryable(dataset: FileDataset) -> bool:
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    return syntax in UNCOMPRESSED and all(dataset.get(keyword) for keyword in UNIQUE_KEYS)


def _read(path: Path) -> FileDataset | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some are broken on purpose
        try:
            return pydicom.dcmread(path, stop_before_pixels=True)
        except (pydicom.errors.InvalidDicomError, EOFError):
            return None


@cache
def archive_files() -> tuple[Path, ...]:
    """Return pydicom's files that an archive can take as they are, one for each SOP Instance UID."""
    chosen: dict[str, Path] = {}
    for path in sorted((PYDICOM_FILES / "test_files").rglob("*")):
        dataset = _read(path) if path.is_file() else None
        if dataset is not None and _is_queryable(dataset):
            chosen.setdefault(str(dataset.SOPInstanceUID), path)
    return tuple(chosen.values())


@cache
def charset_files() -> tuple[Path, ...]:
    """Return every character-set file that pydicom ships."""
    return tuple(sorted(CHARSET_FILES.glob("*.dcm")))


def charset_study_uid(path: Path) -> str:
    """Return the Study Instance UID under which the archive keeps a character-set file: some share theirs."""
    return f"2.25.77{charset_files().index(path):04d}"


def copy_charset_files(folder: Path) -> list[Path]:
    """Copy the character-set files with UIDs of their own, by DCMTK, which leaves all other bytes alone."""
    folder.mkdir(parents=True)
    return [_copy_with_uids(path, folder) for path in charset_files()]


def _copy_with_uids(path: Path, folder: Path) -> Path:
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    study = charset_study_uid(path)
    keys = {
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7",
        "StudyInstanceUID": study,
        "SeriesInstanceUID": f"{study}.1",
        "SOPInstanceUID": f"{study}.1.1",
        "PatientID": path.stem,
    }
    words = [word for name, value in keys.items() for word in ("-i", f"{name}={value}")]
    subprocess.run([require_dcmtk("dcmodify"), "-q", "-nb", *words, str(copy)], check=True, timeout=60)
    return copy


_INSTANCE = b"""\
(0008,0005) CS [GB18030]
(0008,0016) UI [1.2.840.10008.5.1.4.1.1.7]
(0008,0018) UI [2.25.99%(number)04d.1.1]
(0008,0060) CS [OT]
(0010,0010) PN [%(name)s]
(0010,0020) LO [GB%(number)d]
(0020,000d) UI [2.25.99%(number)04d]
(0020,000e) UI [2.25.99%(number)04d.1]
"""


def make_gb18030_files(folder: Path) -> list[Path]:
    """Make one instance for each tricky name in GB18030, without pixels."""
    folder.mkdir(parents=True)
    dumps = [_INSTANCE % {b"number": number, b"name": name} for number, name in enumerate(TRICKY_GB18030)]
    return [_dump2dcm(folder / f"gb18030_{number}.dump", dump) for number, dump in enumerate(dumps)]


def _dump2dcm(source: Path, dump: bytes) -> Path:
    made = source.with_suffix(".dcm")
    source.write_bytes(dump)
    subprocess.run([require_dcmtk("dump2dcm"), "-q", str(source), str(made)], check=True, timeout=60)
    return made


# --- the worklist -----------------------------------------------------------------------------------------------------

_ITEM = b"""\
(0008,0005) CS [%(charset)s]
(0008,0050) SH [ACC%(number)03d]
(0010,0010) PN [%(name)s]
(0010,0020) LO [WL%(number)03d]
(0010,0030) DA [19%(number)02d0101]
(0010,0040) CS [O]
(0020,000d) UI [2.25.88%(number)04d]
%(more)s(0032,1060) LO [%(procedure)s]
(0040,0100) SQ
(fffe,e000) -
(0008,0060) CS [%(modality)s]
(0040,0001) AE [SCANNER%(number)d]
(0040,0002) DA [202601%(day)02d]
(0040,0003) TM [0830%(number)02d]
(0040,0006) PN [Performer^%(number)d]
(0040,0007) LO [Step %(number)d]
(0040,0008) SQ
(fffe,e000) -
(0008,0100) SH [CODE%(number)d]
(0008,0102) SH [99TEST]
(0008,0104) LO [Meaning %(number)d]
(fffe,e00d) -
(fffe,e0dd) -
(0040,0009) SH [SPS%(number)d]
(0040,0010) SH [ROOM%(number)d]
(fffe,e00d) -
(fffe,e0dd) -
(0040,1001) SH [RP%(number)d]
(0040,1003) SH [LOW]
"""

MODALITIES = (b"CT", b"MR", b"CT", b"US", b"CR", b"CT", b"MR", b"XA", b"NM", b"CT")
WORDS = (b"One", b"Two", b"Three", b"Four", b"Five", b"Six", b"Seven", b"Eight", b"Nine", b"Ten")


def _item(number: int, name: bytes, charset: bytes, modality: bytes = b"OT", more: bytes = b"") -> bytes:
    fields = {b"name": name, b"charset": charset, b"modality": modality, b"more": more, b"procedure": b"Test"}
    return _ITEM % {**fields, b"number": number, b"day": number % 28 + 1}


def plain_items() -> Iterator[tuple[str, bytes]]:
    """Yield file name and dump of ten items of several modalities."""
    for number, (word, modality) in enumerate(zip(WORDS, MODALITIES, strict=True), start=1):
        yield f"plain{number:02d}", _item(number, b"Worklist^" + word, b"ISO_IR 100", modality)


def raw_value(dataset: pydicom.Dataset, keyword: str) -> bytes:
    """Return a value's bytes as the file holds them, padding included, provided that pydicom has not decoded it yet."""
    element = dataset.get_item(keyword)
    return bytes(element.value or b"") if element is not None else b""


def charset_terms(dataset: pydicom.Dataset) -> bytes:
    """Return the value of (0008,0005), which pydicom decodes while it reads."""
    terms = dataset.get("SpecificCharacterSet", "")
    return (terms if isinstance(terms, str) else "\\".join(terms)).encode("ascii")


def _charset_item(number: int, path: Path) -> bytes:
    dataset = pydicom.dcmread(path)
    more = b"".join(
        b"(%04x,%04x) %s [%s]\n" % (tag >> 16, tag & 0xFFFF, vr, raw_value(dataset, keyword))
        for keyword, tag, vr in (
            ("OtherPatientNames", 0x00101001, b"PN"),
            ("AdditionalPatientHistory", 0x001021B0, b"LT"),
            ("RequestingPhysician", 0x00321032, b"PN"),
        )
        if keyword in dataset
    )
    name = raw_value(dataset, "PatientName") or b"No^Name"
    return _item(number, name, charset_terms(dataset), more=more)


def charset_items() -> Iterator[tuple[str, bytes]]:
    """Yield one item for each character-set file, with its bytes, each tricky name in GB18030, each other set."""
    for number, path in enumerate(charset_files(), start=1):
        yield path.stem, _charset_item(number, path)
    for number, raw in enumerate(TRICKY_GB18030, start=50):
        yield f"gb18030_{number}", _item(number, raw, b"GB18030")
    for number, (charset, (raw, _)) in enumerate(OTHER_CHARSETS.items(), start=70):
        yield f"other_{number}", _item(number, raw, charset)


def write_worklist(folder: Path, items: Iterator[tuple[str, bytes]]) -> None:
    """Make the files that wlmscpfs reads: one item a file, beside a lock file."""
    folder.mkdir(parents=True)
    (folder / "lockfile").touch()
    for name, dump in items:
        made = _dump2dcm(folder / f"{name}.dump", dump)
        made.rename(made.with_suffix(".wl"))
