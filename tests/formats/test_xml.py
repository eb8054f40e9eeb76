"""The XML format is dcm2xml's: Debian's DTD and ours hold, DCMTK writes the same, and what XML cannot hold is bytes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from compat.talk import EXPLICIT, IMPLICIT, explicit
from findscu.identifier import EXPLICIT_LE, SYNTAXES
from findscu.matches import Match, Outcome
from findscu.output import files, writer_for
from formats.identifiers import CONTROLS, UTF_8, identifiers, item, text, utf_8_identifiers
from peers.programs import missing, require_dcmtk, require_program

OUR_DTD = Path(files.__file__).parents[1] / "data" / "findscu.dtd"
DEBIANS_DTD = Path("/usr/share/dcmtk/dcm2xml.dtd")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<responses type="C-FIND">\n'
OPEN = '<data-set xfer="1.2.840.10008.1.2.1" name="Little Endian Explicit">\n'
UTF_8_LINE = '<element tag="0008,0005" vr="CS" vm="1" len="10" name="SpecificCharacterSet">ISO_IR 192</element>\n'


def written(*raws: bytes) -> bytes:
    writer = writer_for("xml", [])
    return writer.block([Match(raw, EXPLICIT_LE) for raw in raws]) + writer.close()


def content_of(raw: bytes) -> str:
    """Return what stands inside the one data set of a document."""
    head, content = written(raw).decode().split(OPEN)
    assert head == HEAD
    return content.removesuffix("</data-set>\n</responses>\n")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            text(0x00100020, "LO", "a<b>&\"c'\r\n"),
            '<element tag="0010,0020" vr="LO" vm="1" len="10" name="PatientID">'
            "a&lt;b&gt;&amp;&quot;c'&#13;&#10;</element>\n",
        ),
        (
            explicit(0x00080061, "CS", b"CT\\\\MR "),
            '<element tag="0008,0061" vr="CS" vm="3" len="6" name="ModalitiesInStudy">CT\\\\MR</element>\n',
        ),
        (
            explicit(0x00100020, "LO", b""),
            '<element tag="0010,0020" vr="LO" vm="0" len="0" name="PatientID"></element>\n',
        ),
        (
            explicit(0x00080000, "UL", b"\0\0\0\0") + explicit(0x00720060, "AT", b"\x40\0\x30\xa7"),
            '<element tag="0072,0060" vr="AT" vm="1" len="4" name="SelectorATValue">(0040,a730)</element>\n',
        ),
        (
            explicit(0x00720069, "OW", b"\1\0\2\0"),
            '<element tag="0072,0069" vr="OW" vm="1" len="4" name="SelectorOWValue" binary="yes">'
            "0001\\0002</element>\n",
        ),
        (
            explicit(0x00720067, "OF", b"\0\0\x80?\0"),
            '<element tag="0072,0067" vr="UN" vm="1" len="6" name="SelectorOFValue" binary="yes">'
            "00\\00\\80\\3f\\00\\00</element>\n",
        ),
    ],
)
def test_elements(raw: bytes, expected: str) -> None:
    assert content_of(raw) == expected


def test_what_xml_cannot_hold_is_bytes() -> None:
    assert content_of(UTF_8 + text(0x00100010, "PN", "ü\x07")) == (
        f"{UTF_8_LINE}"
        '<element tag="0010,0010" vr="UN" vm="1" len="4" name="PatientName" binary="yes">c3\\bc\\07\\20</element>\n'
    )


def test_what_would_move_a_cursor_is_a_reference() -> None:
    """C1, and a mark that changes the direction of writing."""
    assert "a&#155;b&#8238;c</element>" in content_of(UTF_8 + text(0x00100020, "LO", "a\x9bb\u202ec"))


@pytest.mark.parametrize("declared", [b"", text(0x00080005, "CS", "")])
def test_text_beyond_ascii_is_declared(declared: bytes) -> None:
    """pydicom reads such text as Latin-1, and so do we; whoever reads the document has to know that it is UTF-8."""
    assert content_of(declared + text(0x00100020, "LO", "ü", "latin-1")).startswith(UTF_8_LINE)
    inside = item(declared + text(0x00080104, "LO", "ü", "latin-1"))
    assert content_of(explicit(0x00321064, "SQ", inside)).startswith(UTF_8_LINE)


def test_an_empty_character_set_stays_empty_in_ascii() -> None:
    content = content_of(text(0x00080005, "CS", "") + text(0x00100020, "LO", "1"))
    assert content.startswith('<element tag="0008,0005" vr="CS" vm="0" len="0" name="SpecificCharacterSet"></element>')


def test_the_transfer_syntax_is_named() -> None:
    writer = writer_for("xml", [])
    document = writer.block([Match(b"", SYNTAXES[IMPLICIT])]).decode()
    assert document == f'{HEAD}<data-set xfer="1.2.840.10008.1.2" name="Little Endian Implicit">\n</data-set>\n'


def test_a_document_without_matches_is_whole() -> None:
    writer = writer_for("xml", [])
    assert writer.begin(None).decode() == HEAD  # type: ignore[arg-type]
    assert writer.begin(None) + writer.end(Outcome()) == b""  # type: ignore[arg-type]
    assert writer.close() == b"</responses>\n"
    assert writer_for("xml", []).close().decode() == f"{HEAD}</responses>\n"


@pytest.mark.parametrize("name", ["xml", "native-xml"])
def test_a_broken_match_is_left_out_and_noted(name: str) -> None:
    writer = writer_for(name, [])
    raw = text(0x00100020, "LO", "47")
    document = writer.block([Match(raw[:-1], EXPLICIT_LE), Match(raw, EXPLICIT_LE)]) + writer.close()
    assert len(ElementTree.fromstring(document)) == 1
    assert [number for number, _ in writer.unread] == [1]


def validate(path: Path, dtd: Path) -> None:
    words = [require_program("xmllint"), "--noout", "--dtdvalid", str(dtd), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_both_document_type_definitions_hold(tmp_path: Path) -> None:
    document = written(*identifiers(EXPLICIT).values(), *CONTROLS.values())
    (tmp_path / "all.xml").write_bytes(document)
    validate(tmp_path / "all.xml", OUR_DTD)
    if not DEBIANS_DTD.exists():
        missing("DCMTK's dcm2xml.dtd")
    for number, part in enumerate(re.findall(rb"<data-set .*?</data-set>\n", document, re.DOTALL)):
        path = tmp_path / f"{number}.xml"
        path.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + part)
        validate(path, DEBIANS_DTD)


@pytest.mark.parametrize("raw", utf_8_identifiers().values(), ids=utf_8_identifiers())
def test_dcmtk_writes_the_same(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "dataset").write_bytes(raw)
    words = [require_dcmtk("dcm2xml"), "-f", "-te", "-q", "+Wb", "+M", str(tmp_path / "dataset")]
    theirs = subprocess.run(words, capture_output=True, timeout=60, check=True).stdout
    ours = ElementTree.fromstring(written(raw))[0]
    assert _told(ours) == _told(ElementTree.fromstring(theirs))


def _told(part: ElementTree.Element) -> tuple[object, ...]:
    """Return what a document says, without lengths of sequences, names of private attributes and last digits."""
    attributes = dict(part.attrib)
    if part.tag != "element":
        attributes.pop("len", None)
    if int(attributes.get("tag", "0000")[3], 16) % 2:
        attributes.pop("name")
    content = (part.text or "").strip(" \n")
    if attributes.get("vr") in ("FD", "FL", "OD", "OF"):
        content = "\\".join([f"{float(number):.7g}" for number in content.split("\\") if number])
    return part.tag, attributes, content, [_told(child) for child in part]
