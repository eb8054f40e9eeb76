"""XML files of answers are those of DCMTK's findscu and dcm2xml, byte by byte, and follow both DTDs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from compat.dcmtk_program import Run, ask, body_of, dicom_files, match_of, raw_bytes
from compat.odd_datasets import Careless
from compat.talk import BIG_ENDIAN, EXPLICIT, IMPLICIT, encoded, explicit
from findscu.identifier import SYNTAXES
from findscu.output import files
from findscu.output.dcm2xml import encode_document, escape
from findscu.output.dcmtk_names import look_up
from findscu.output.dcmtk_reader import TreeOf, read_tree
from findscu.output.dcmtk_tree import ERROR, WARN
from peers.answers import EVERY_VR_VALUES, dataset, nested, private_elements
from peers.files import CHARSET_FILES
from peers.programs import missing, require_dcmtk

OUR_DTD = Path(files.__file__).parents[1] / "data" / "findscu.dtd"
DEBIANS_DTD = Path("/usr/share/dcmtk/dcm2xml.dtd")
PIXEL_ITEMS = b"\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff"
"""Encapsulated pixel data, which DCMTK's findscu cannot read if it comes in several fragments."""

CHARSETS = {
    "ISO_IR 100": b"M\xfcller^\x1b",
    " ISO_IR 100 ": b"\xe9",
    "ISO_IR 101": b"\xa3ukasz",
    "ISO_IR 126": b"\xc1\xe4",
    "ISO_IR 127": b"\xff",
    "ISO_IR 13": b"\xd4\xcf\\~",
    "ISO_IR 166": b"\xca\xc1\x80",
    "ISO_IR 192": b"\xc3\xa9\xff",
    "ISO_IR 6": b"\xe9",
    "GB18030": b"\x82\\^\xd3\xe8",
    "GBK": b"\xff",
    "FOO": b"abc",
    "": b"\xe9",
    "ISO 2022 IR 6\\ISO 2022 IR 100": b"A\x1b-A\xe9^B",
    "ISO 2022 IR 100\\ISO 2022 IR 144": b"Ren\xe9=\x1b-L\xbb\xee\xda",
    "\\ISO 2022 IR 149": b"Hong=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6",
    "\\ISO 2022 IR 58": b"Zhang=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1",
    "\\ISO 2022 IR 100": b"A\x1b-B\xe9",
    "\\ISO 2022 IR 101": b"A\x1bzz\xe9",
    "\\ISO 2022 IR 109": b"\xe9\x1b$)\xe9",
    "\\ISO 2022 IR 110": b"A\x1b-",
    "\\ISO 2022 IR 149\\ISO 2022 IR 149": b"a",
    "ISO 2022 IR 149\\ISO 2022 IR 149": b"a",
    "\\FOO": b"a",
    "ISO 2022 IR 100": b"\xe9",
    "ISO_IR 192\\": b"\xe9",
    "ISO_IR 203": b"\xa4",
    "ISO 2022 IR 203": b"\xa4",
    "\\ISO 2022 IR 203": b"\x1b-b\xa4",
    "\\ISO 2022 IR 87": b"Yamada=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B",
    "ISO 2022 IR 13\\ISO 2022 IR 159": b"\xd4\xcf",
    "\\ISO 2022 IR 87\\FOO": b"a",
    "ISO 2022 IR 87\\ISO 2022 IR 13": b"a",
    "ISO 2022 IR 87": b"\xe9",
}
"""Specific Character Sets, good and bad, with a name in each."""


def charset_answers() -> list[bytes]:
    return [
        explicit(0x00080005, "CS", term.encode() + b" " * (len(term) % 2))
        + explicit(0x00100010, "PN", name + b" " * (len(name) % 2))
        + explicit(0x00104000, "LT", name + b" " * (len(name) % 2))
        for term, name in CHARSETS.items()
    ]


class OurRun:
    """Writes answers as `-Xx` or `-Xs` does, and keeps what is logged."""

    def __init__(
        self, folder: Path, *, corrects: bool = False, has_new_vrs: bool = True, has_all_sets: bool = True
    ) -> None:
        folder.mkdir()
        self._folder = folder
        self._tree_of = TreeOf(corrects=corrects, has_all_sets=has_all_sets)
        self._has_new_vrs = has_new_vrs
        self._said = ""

    def log(self, logger: str, level: int, text: str) -> None:
        if level >= WARN:
            letter = "E" if level == ERROR else "W"
            self._said += "".join(f"{letter}: {line}\n" for line in text.split("\n"))

    def write(self, answers: list[bytes], syntax: str, option: str) -> Run:
        common = (str(self._folder), self._tree_of, self.log)
        if option == "-Xx":
            store = files.dcmtk_xml_store(*common, has_new_vrs=self._has_new_vrs)
        else:
            store = files.dcmtk_single_xml_store(common[0], "all.xml", *common[1:], has_new_vrs=self._has_new_vrs)
        store.open()
        for number, raw in enumerate(answers, 1):
            match = match_of(raw, syntax)
            for level, text in self._tree_of(match).messages:
                self.log("dcmtk.dcmdata", level, text)
            store.write(number, match, "1.2.840.10008.5.1.4.1.2.2.1")
        store.close()
        written = {path.name: path.read_bytes() for path in sorted(self._folder.iterdir())}
        return Run(b"", raw_bytes(self._said), written)


def assert_same(answers: list[bytes], syntax: str, folder: Path, *options: str) -> dict[str, bytes]:
    """Compare -Xx and -Xs of both programs; return the files."""
    found = {}
    for option, words in (("-Xx", ["-Xx"]), ("-Xs", ["-Xs", "all.xml"])):
        expected = ask(answers, syntax, folder / f"dcmtk{option}", *words, *options)
        habits = {"corrects": "+dc" in options, "has_new_vrs": "-u" not in options, "has_all_sets": False}
        actual = OurRun(folder / f"ours{option}", **habits).write(answers, syntax, option)
        assert actual.files == expected.files
        assert actual.stderr.decode("latin-1").split("\n") == expected.stderr.decode("latin-1").split("\n")
        found |= actual.files
    return found


@pytest.mark.peer
def test_files_of_pydicom(tmp_path):
    by_syntax: dict[str, list[bytes]] = {}
    for path in dicom_files():
        body, syntax = body_of(path)
        if syntax in SYNTAXES and PIXEL_ITEMS not in body and not read_tree(body, SYNTAXES[syntax]).failure:
            by_syntax.setdefault(syntax, []).append(body)
    assert sum(map(len, by_syntax.values())) > 30
    for number, (syntax, answers) in enumerate(by_syntax.items()):
        (tmp_path / str(number)).mkdir()
        assert_same(answers, syntax, tmp_path / str(number))


@pytest.mark.peer
@pytest.mark.parametrize("options", [(), ("-u",), ("+dc",)], ids=["", "-u", "+dc"])
@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN], ids=["implicit", "explicit", "big-endian"])
def test_careless_peers(tmp_path, syntax, options):
    answers = [raw for raw in Careless(syntax, 3).datasets(50) if not read_tree(raw, SYNTAXES[syntax]).failure]
    assert_same(answers, syntax, tmp_path, *options)


@pytest.mark.peer
def test_every_vr(tmp_path):
    answers = [dataset(**EVERY_VR_VALUES), dataset(**dict.fromkeys(EVERY_VR_VALUES)), private_elements(), nested(5)]
    assert_same([encoded(answer, EXPLICIT) for answer in answers], EXPLICIT, tmp_path)


@pytest.mark.peer
def test_character_sets(tmp_path):
    assert_same(charset_answers(), EXPLICIT, tmp_path)


@pytest.mark.peer
def test_dcm2xml_writes_the_same(tmp_path):
    program = require_dcmtk("dcm2xml")
    for path in (CHARSET_FILES / name for name in ("chrFren.dcm", "chrRuss.dcm", "chrX1.dcm", "chrGerm.dcm")):
        body, syntax = body_of(path)
        ours = encode_document(read_tree(body, SYNTAXES[syntax], corrects=True), look_up, lambda level, text: None)
        bare = tmp_path / path.name
        bare.write_bytes(body)
        option = {IMPLICIT: "-ti", EXPLICIT: "-te", BIG_ENDIAN: "-tb"}[syntax]
        shown = subprocess.run([program, "-f", option, str(bare)], capture_output=True, check=True).stdout
        start, end = shown.index(b"<data-set"), shown.index(b"</data-set>")
        assert ours[ours.index(b"<data-set") :] == shown[start:end] + b"</data-set>\n"


@pytest.mark.parametrize(
    "term, name, expected",
    [
        ("ISO_IR 203", b"\xa4", "€"),
        ("\\ISO 2022 IR 87", b"Yamada=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Yamada=山田^太郎"),
        ("\\ISO 2022 IR 159", b"Inoue=\x1b$(D\x30\x21\x1b(B", "Inoue=丂"),
        ("ISO 2022 IR 13\\ISO 2022 IR 87", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田"),
    ],
)
def test_sets_that_debians_build_lacks(tmp_path, term, name, expected):
    raw = explicit(0x00080005, "CS", term.encode()) + explicit(0x00100010, "PN", name)
    run = OurRun(tmp_path / "out").write([raw], EXPLICIT, "-Xs")
    assert f">{expected}</element>" in run.files["all.xml"].decode()
    assert ">ISO_IR 192</element>" in run.files["all.xml"].decode()


def test_latin_9_has_a_name_where_debians_build_has_none(tmp_path):
    raw = explicit(0x00080005, "CS", b"ISO_IR 203") + explicit(0x00100010, "PN", b"\xa4 ")
    run = OurRun(tmp_path / "out").write([raw], EXPLICIT, "-Xx")
    assert run.files["rsp0001.xml"].startswith(b'<?xml version="1.0" encoding="ISO-8859-15"?>')
    assert b">\xa4</element>" in run.files["rsp0001.xml"]
    assert run.stderr == b""


def xmllint(document: bytes, dtd: Path) -> str:
    """Validate a document; return what is wrong with it."""
    program = shutil.which("xmllint") or missing("xmllint (libxml2-utils)")
    done = subprocess.run(
        [program, "--noout", "--nonet", "--dtdvalid", str(dtd), "-"], input=document, capture_output=True, check=False
    )
    return done.stderr.decode(errors="replace") if done.returncode else ""


def good_answers() -> list[bytes]:
    made = [dataset(**EVERY_VR_VALUES), dataset(), private_elements(), nested(4)]
    return [encoded(answer, EXPLICIT) for answer in made] + charset_answers()[2:4]


@pytest.mark.peer
@pytest.mark.parametrize("dtd", [OUR_DTD, DEBIANS_DTD], ids=["ours", "Debian's"])
def test_single_files_follow_the_dtd(tmp_path, dtd):
    if not dtd.exists():
        missing(str(dtd))
    for document in OurRun(tmp_path / "out").write(good_answers(), EXPLICIT, "-Xx").files.values():
        assert xmllint(document, dtd) == ""


@pytest.mark.peer
def test_a_file_of_all_follows_our_dtd(tmp_path):
    written = OurRun(tmp_path / "out").write(good_answers(), EXPLICIT, "-Xs").files
    assert xmllint(written["all.xml"], OUR_DTD) == ""
    assert xmllint(written["all.xml"].replace(b'vr="', b'rv="'), OUR_DTD) != ""


@pytest.mark.parametrize(
    "raw, expected, quoted",
    [
        (b"a<b>&\"'", b"a&lt;b&gt;&amp;&quot;&apos;", b"a&lt;b&gt;&amp;&quot;&apos;"),
        (b"a\r\nb\0", b"a&#13;&#10;b", b"a&#13;&#10;b&#0;"),
        (b"\xe9\x1b\x7f", b"\xe9\x1b\x7f", b"&#233;&#27;&#127;"),
    ],
)
def test_escaping(raw, expected, quoted):
    assert escape(raw) == expected
    assert escape(raw, quotes=True) == quoted
