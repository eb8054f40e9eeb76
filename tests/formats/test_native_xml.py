"""The Native DICOM Model: PS3.19's schema holds, DCMTK's dcm2xml writes the same, private elements by their creator."""

from __future__ import annotations

import subprocess
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import pytest

from compat.talk import EXPLICIT, explicit
from findscu.identifier import EXPLICIT_LE
from findscu.matches import Match
from findscu.output import writer_for
from formats.identifiers import CONTROLS, ODD, UTF_8, identifiers, text, utf_8_identifiers
from formats.judge import WORD_LENGTHS
from formats.readers import NAMESPACE
from peers.programs import require_dcmtk, require_program

SCHEMA = Path(__file__).with_name("native_dicom_model.rng")
OPEN = '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">\n'
PATIENT_ID = '<DicomAttribute tag="00100020" keyword="PatientID" vr="LO">'
ACME = '<DicomAttribute tag="%s" privateCreator="ACME" vr="LO"><Value number="1">%s</Value></DicomAttribute>'
UTF_8_LINE = (
    '<DicomAttribute tag="00080005" keyword="SpecificCharacterSet" vr="CS"><Value number="1">ISO_IR 192</Value>'
)


def written(*raws: bytes) -> bytes:
    writer = writer_for("native-xml", [])
    return writer.block([Match(raw, EXPLICIT_LE) for raw in raws]) + writer.close()


def model_of(raw: bytes) -> str:
    """Return what stands inside the one model of a document."""
    head, model = written(raw).decode().split(OPEN)
    assert head == '<?xml version="1.0" encoding="UTF-8"?>\n<responses type="C-FIND">\n'
    return model.removesuffix("</NativeDicomModel>\n</responses>\n")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            text(0x00100020, "LO", "4711"),
            f'{PATIENT_ID}<Value number="1">4711</Value></DicomAttribute>\n',
        ),
        (
            explicit(0x00080061, "CS", b"CT\\\\MR "),
            '<DicomAttribute tag="00080061" keyword="ModalitiesInStudy" vr="CS"><Value number="1">CT</Value>'
            '<Value number="2"></Value><Value number="3">MR</Value></DicomAttribute>\n',
        ),
        (
            explicit(0x00100020, "LO", b""),
            f"{PATIENT_ID}</DicomAttribute>\n",
        ),
        (
            explicit(0x00080000, "UL", b"\0\0\0\0") + explicit(0x00720060, "AT", b"\x40\0\x30\xa7"),
            '<DicomAttribute tag="00720060" keyword="SelectorATValue" vr="AT"><Value number="1">0040A730</Value>'
            "</DicomAttribute>\n",
        ),
        (
            explicit(0x00720069, "OW", b"\1\0\2\0"),
            '<DicomAttribute tag="00720069" keyword="SelectorOWValue" vr="OW"><InlineBinary>AQACAA==</InlineBinary>'
            "</DicomAttribute>\n",
        ),
    ],
)
def test_elements(raw: bytes, expected: str) -> None:
    assert model_of(raw) == expected


def test_a_name() -> None:
    assert model_of(UTF_8 + text(0x00100010, "PN", "Yamada^Tarou^^Dr=山田^太郎")) == (
        f"{UTF_8_LINE}</DicomAttribute>\n"
        '<DicomAttribute tag="00100010" keyword="PatientName" vr="PN"><PersonName number="1">'
        "<Alphabetic><FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName><MiddleName></MiddleName>"
        "<NamePrefix>Dr</NamePrefix></Alphabetic>"
        "<Ideographic><FamilyName>山田</FamilyName><GivenName>太郎</GivenName></Ideographic>"
        "</PersonName></DicomAttribute>\n"
    )


def test_private_elements_are_known_by_their_creator() -> None:
    """PS3.19 Table A.1.5-2: the block's number is not sent, as the creator is; but two blocks must stay two."""
    assert model_of(ODD["two blocks of one creator"]).splitlines() == [
        '<DicomAttribute tag="00110010" vr="LO"><Value number="1">ACME</Value></DicomAttribute>',
        '<DicomAttribute tag="00110011" vr="LO"><Value number="1">ACME</Value></DicomAttribute>',
        ACME % ("00110001", "first"),
        ACME % ("00111101", "second"),
    ]
    assert '<DicomAttribute tag="00131001" vr="UN">' in model_of(ODD["private without a creator"])


def test_what_xml_or_the_model_cannot_hold_is_bytes() -> None:
    """A bell; a name of six components."""
    for raw in (text(0x00100010, "PN", "A\x07"), text(0x00100010, "PN", "A^B^C^D^E^F ")):
        (attribute,) = ElementTree.fromstring(f"<a>{model_of(raw)}</a>")
        assert attribute.attrib["vr"] == "UN"
        assert b64decode(attribute[0].text or "") == raw[8:]


def test_the_schema_holds(tmp_path: Path) -> None:
    path = tmp_path / "document.xml"
    path.write_bytes(written(*identifiers(EXPLICIT).values(), *CONTROLS.values()))
    words = [require_program("xmllint"), "--noout", "--relaxng", str(SCHEMA), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("raw", utf_8_identifiers().values(), ids=utf_8_identifiers())
def test_dcmtk_writes_the_same(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "dataset").write_bytes(raw)
    words = [require_dcmtk("dcm2xml"), "-f", "-te", "-q", "-nat", "+Eb", "+M", str(tmp_path / "dataset")]
    theirs = subprocess.run(words, capture_output=True, timeout=60, check=True).stdout
    ours = ElementTree.fromstring(written(raw))[0]
    assert _told(ours) == _told(ElementTree.fromstring(theirs))


def _told(parent: ElementTree.Element) -> list[object]:
    """Return what a document says, but not what the two do their own way.

    DCMTK leaves out empty components of names, turns the words of OW and its like, writes floating point a little
    wrong, keeps some padding, has no keywords for retired attributes, and puts each element on a line of its own.
    """
    parts = [_part(part, parent.attrib.get("vr", "")) for part in parent]
    return [part for part in parts if part[0] in ("DicomAttribute", "Value", "Item") or part[2]]


def _part(part: ElementTree.Element, vr: str) -> tuple[str, dict[str, str], object]:
    name = part.tag.removeprefix(NAMESPACE)
    content: object = _told(part) or (part.text or "").strip(" \n")
    if name == "InlineBinary":
        content = b64decode(str(content))
        content = content if name == part.tag else _turned(content, WORD_LENGTHS.get(vr, 1))
    identity = {label: word for label, word in part.attrib.items() if label != "keyword"}
    return name, identity, f"{float(str(content)):.12g}" if vr in ("FD", "FL") else content


def _turned(raw: bytes, length: int) -> bytes:
    return b"".join([raw[start : start + length][::-1] for start in range(0, len(raw), length)])
