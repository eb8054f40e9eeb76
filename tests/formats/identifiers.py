"""Raw identifiers to answer with: pydicom's character-set files, every VR, nesting, private elements, oddities.

Made by pydicom, or by hand: nothing here comes from our own encoder.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from copy import deepcopy
from functools import cache

from pydicom import Dataset

from compat.dcmtk_program import body_of
from compat.talk import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT, encoded, explicit
from formats.judge import reading_of, values_of, with_turned_words
from peers import answers, files

SYNTAXES = {"explicit": EXPLICIT, "implicit": IMPLICIT, "big endian": BIG_ENDIAN, "deflated": DEFLATED}


def text(tag: int, vr: str, value: str, codec: str = "utf-8") -> bytes:
    """Return an element of text, padded with a blank."""
    raw = value.encode(codec, "surrogatepass")
    return explicit(tag, vr, raw + b" " * (len(raw) % 2))


def item(content: bytes) -> bytes:
    return b"\xfe\xff\x00\xe0" + len(content).to_bytes(4, "little") + content


CYRILLIC = text(0x00080005, "CS", "ISO_IR 144")
UTF_8 = text(0x00080005, "CS", "ISO_IR 192")

ODD = {
    "markup": UTF_8 + text(0x00100010, "PN", "<b>&amp;</b>^]]>") + text(0x00100020, "LO", "\"1\"'2'&#65;"),
    "line ends": UTF_8 + text(0x00104000, "LT", "one\r\ntwo\rthree\nfour\ttab") + text(0x0040A160, "UT", "\n\r\n"),
    "blanks": UTF_8 + text(0x00104000, "LT", "  in front, \\ and behind   ") + text(0x00081030, "LO", " a \\ b "),
    "empty values": UTF_8 + text(0x00080061, "CS", "CT\\\\MR\\") + text(0x00101001, "PN", "\\A^B\\"),
    "names": UTF_8 + text(0x00101001, "PN", "=山田\\A==c\\^^\\^B\\A^\\B^C^D^E^F\\=\\ "),
    "long names": UTF_8 + text(0x00100010, "PN", "A^B^C^D^E^F=G=H=I"),
    "numbers in text": text(0x00101030, "DS", "+072.50\\-.5\\1E3\\") + text(0x00200013, "IS", "+007\\-0"),
    "astral": UTF_8 + text(0x00100020, "LO", "\U0001f600\U0010ffff\ufffd"),
    "empty sequence": explicit(0x00321064, "SQ", b""),
    "empty items": explicit(0x00321064, "SQ", item(b"") + item(text(0x00080100, "SH", "C")) + item(b"")),
    "item in another set": text(0x00080005, "CS", "ISO_IR 100")
    + text(0x00100010, "PN", "Müller", "latin-1")
    + explicit(
        0x00321064, "SQ", item(text(0x00080005, "CS", "ISO_IR 144") + text(0x00080104, "LO", "Люк", "iso8859-5"))
    ),
    "item in an inherited set": text(0x00080005, "CS", "ISO_IR 100")
    + explicit(0x00321064, "SQ", item(text(0x00080104, "LO", "Müller", "latin-1"))),
    "two blocks of one creator": text(0x00110010, "LO", "ACME")
    + text(0x00110011, "LO", "ACME")
    + text(0x00111001, "LO", "first")
    + text(0x00111101, "LO", "second"),
    "two creators": text(0x00110010, "LO", "ACME")
    + text(0x00110011, "LO", "OTHER")
    + text(0x00111001, "LO", "first")
    + explicit(0x00111101, "US", b"\x07\0"),
    "private without a creator": explicit(0x00131001, "UN", b"\0\1") + text(0x00131002, "SH", "x"),
    "nested private": explicit(0x00321064, "SQ", item(text(0x00110010, "LO", "ACME") + text(0x00111001, "LO", "in"))),
    "repeating group": explicit(0x60000010, "US", b"\1\0") + explicit(0x60020010, "US", b"\2\0"),
    "unknown": explicit(0x00100020, "UN", b"4711") + explicit(0x00091234, "UN", bytes(range(256))),
    "infinity": explicit(0x00720074, "FD", b"\0\0\0\0\0\0\xf0\x7f" + b"\0\0\0\0\0\0\xf0\xff"),
    "nothing": b"",
}
"""Answers in Explicit VR Little Endian by what is odd about them."""

CONTROLS = {
    "escape": UTF_8 + text(0x00100010, "PN", "A\x01B^C=D\x1bE"),
    "terminal": UTF_8 + text(0x00100020, "LO", "\x07\x1d4711\x0c"),
    "no characters": UTF_8 + text(0x00081030, "LO", "a\ufffe\uffffb\\ü"),
    "form feed in text": UTF_8 + text(0x00104000, "LT", "page\x0cpage \\ é"),
    "in an item": explicit(0x00321064, "SQ", item(UTF_8 + text(0x00080104, "LO", "a\x02\\ü"))),
}
"""Answers with characters that XML 1.0 cannot hold."""


def _made(syntax: str) -> Iterator[tuple[str, bytes]]:
    models = (answers.STUDY_ROOT, answers.PATIENT_ROOT, answers.WORKLIST, answers.OTHER_MODELS[2])
    for model in models:
        for number, dataset in enumerate(answers.answers(model)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pydicom warns of what some of its files hold
                turned = with_turned_words(deepcopy(dataset)) if syntax == BIG_ENDIAN else dataset
                yield f"{model} {number}", encoded(turned, syntax)


@cache
def identifiers(syntax: str) -> dict[str, bytes]:
    """Return the answers of a transfer syntax: those made by pydicom, its files as they are, the odd ones."""
    bodies = {path.stem: body_of(path) for path in files.charset_files()}
    found = {stem: raw for stem, (raw, its_syntax) in bodies.items() if its_syntax == syntax}
    return found | dict(_made(syntax)) | (ODD if syntax == EXPLICIT else {})


@cache
def utf_8_identifiers() -> dict[str, bytes]:
    """Return what pydicom made in Explicit VR Little Endian, its text in UTF-8, for judges that know few sets."""
    return {
        name: encoded(_in_utf_8(reading_of(raw, EXPLICIT)), EXPLICIT)
        for name, raw in identifiers(EXPLICIT).items()
        if name.startswith("1.2.840")
    }


def _in_utf_8(dataset: Dataset) -> Dataset:
    """Declare UTF-8 wherever a character set is declared, and let names forget the bytes they came in."""
    for element in dataset.iterall():
        if element.tag == 0x00080005:
            element.value = "ISO_IR 192"
        elif element.VR == "PN" and element.value:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # one is longer than it may be
                element.value = "\\".join(map(str, values_of(element)))
    return dataset
