"""What stands in a value stays a value: in no format does it move a cursor, forge a line, run, or name a file."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from struct import pack
from xml.etree import ElementTree

import pytest

from drivers.literal import command, error_comment, final, p_data, pdv
from findscu.cli.run import run
from findscu.cli.usual_options import FORMATS
from findscu.testing.scripted import ScriptedPeer

from .acse import USER, acceptance, item
from .case import RELEASE, Step, answers

# Each has a beginning that acts somewhere: on a terminal, in a log, in a spreadsheet, in markup, in a folder.
HOSTILE = {
    "clears the screen": "\x1b[2J\x1b[H",
    "sets the title": "\x1b]0;owned\x07",
    "writes to the clipboard": "\x1b]52;c;AAAA\x07",
    "is a C1 control sequence": "\x9b2J",
    "overwrites the line": "harmless\rharmful",
    "goes back": "safe\x08\x08\x08\x08evil",
    "forges a line": "A\nfindscu: 9 matches came",
    "forges a match": "A\r\n\r\n# match 9\r\n(0010,0020) LO PatientID    FORGED",
    "forges a line by NEL": "A\x85findscu: B",
    "forges a line by a line separator": "A\u2028findscu: B\u2029C",
    "goes up and feeds a form": "A\x0b\x0cB",
    "turns the direction": "A\u202egpj.exe",
    "isolates a direction": "A\u2067B\u2069",
    "is invisible": "A\u200bB\ufeffC",
    "is a formula": "=cmd|' /C calc'!A0",
    "adds up": "+1+1",
    "subtracts": "-1+1",
    "calls by @": "@SUM(1)",
    "is a formula behind a tab": "\t=1+1",
    "ends the cell": 'A","B\r\nC',
    "separates by tabs": "A\tB\tC",
    "is markup": "</Value><script>alert(1)</script>",
    "ends a CDATA section": "]]>&lt;&#0;<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "ends a JSON string": '"},{"00100020":{"vr":"LO","Value":["FORGED"]}}',
    "is a path": "../../../../etc/cron.d/x",
    "is an absolute path": "/etc/passwd",
    "is a device": "NUL:CON",
    "is a format string": "%s%s%n{0}{peer.__class__}",
    "is a shell command": "$(touch x); `touch x` | touch x",
    "is NUL inside": "A\0B",
    "is DEL": "A\x7fB",
    "is no character": "A\ufffe\uffffB",
    "is long": "x" * 20_000,
}

KINDS = {"Cc", "Cs", "Zl", "Zp"}
MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Categories of Unicode, and marks, that move the cursor, end a line or turn the direction of writing."""

LINES_OF_OUR_OWN = ("\n", "\t")
SHOWN = ("text", "table", "csv", "tsv")
TAGS = ((0x0008, 0x1030), (0x0010, 0x0020), (0x0020, 0x000D))  # Study Description, Patient ID, Study Instance UID


def identifier(value: str) -> bytes:
    """A match in UTF-8 that has the value in a text, in an ID and in a UID."""
    raw = value.encode("utf-8")
    elements = [((0x0008, 0x0005), b"ISO_IR 192"), *((tag, raw + b" " * (len(raw) % 2)) for tag in TAGS)]
    return b"".join(pack("<HHI", *tag, len(text)) + text for tag, text in elements)


def ask(value: str, *words: str) -> tuple[int, bytes, str]:
    """Run the command against a peer that answers so, and comments and calls itself so."""
    name = item(0x55, value.encode("utf-8", "replace")[:200])
    accepted = Step(acceptance(user=USER + name), after=1)
    match = p_data(pdv(1, 3, command(0x8020, 0xFF00, has_data=True))) + p_data(pdv(1, 2, identifier(value)))
    comment = value.encode("utf-8", "replace")[:64]
    end = final(0xC001, extra=error_comment(comment + b" " * (len(comment) % 2)))
    out, err = BytesIO(), StringIO()
    with ScriptedPeer((accepted, answers(match + end), RELEASE)) as peer:
        code = run(["-v", "-S", "-L", "STUDY", *words, peer.host, str(peer.port)], out, err)
    return code, out.getvalue(), err.getvalue()


def acting(text: str) -> set[str]:
    """Return the characters in a text that act on a terminal or end a line; not those of our own lines."""
    return {one for one in text if one not in LINES_OF_OUR_OWN and (one in MARKS or unicodedata.category(one) in KINDS)}


def values_in(name: str, raw: bytes) -> Iterator[str]:
    """Yield the texts that another program reads from a lossless format."""
    if name == "json":
        for match in json.loads(raw):
            yield from ("\\".join(match[tag].get("Value", [])) for tag in ("00081030", "00100020"))
    else:
        for element in ElementTree.fromstring(raw).iter():
            yield element.text or ""


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_acts_in_what_is_shown(what: str) -> None:
    for name in SHOWN:
        code, out, err = ask(HOSTILE[what], "--format", name)
        assert code == 5
        assert acting(out.decode("utf-8")) == set(), name
        assert acting(err) == set()
        assert all(line.startswith("findscu: ") for line in err.splitlines())


@pytest.mark.parametrize("what", HOSTILE)
def test_one_value_is_one_line_or_one_cell(what: str) -> None:
    _, text, _ = ask(HOSTILE[what])
    lines = text.decode().splitlines()
    assert lines[0] == "# match 1"
    assert all(line.startswith(("(0008,", "(0010,", "(0020,", "! ")) for line in lines[1:])
    _, raw, _ = ask(HOSTILE[what], "--csv")
    rows = list(csv.reader(StringIO(raw.decode(), newline="")))
    assert len(rows) == 2 and len(rows[0]) == len(rows[1]) and raw.count(b"\n") == 2
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in rows[1])
    assert not any(cell.startswith("-") and not cell[1:2].isdigit() for cell in rows[1])
    _, raw, _ = ask(HOSTILE[what], "--format", "tsv")
    header, row = raw.decode().splitlines()
    assert header.count("\t") == row.count("\t")


@pytest.mark.parametrize("what", HOSTILE)
def test_json_is_strict_and_gives_the_value_back(what: str) -> None:
    value = HOSTILE[what]
    for words in (("--json",), ("--json", "--flat")):
        _, raw, _ = ask(value, *words)
        json.loads(raw, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        assert acting(raw.decode()) == set()
    _, raw, _ = ask(value, "--json")
    assert all(text == value.strip(" ") or what in ("is NUL inside", "adds up") for text in values_in("json", raw)), (
        raw[:300]
    )


@pytest.mark.parametrize("what", HOSTILE)
def test_xml_is_well_formed(what: str) -> None:
    value = HOSTILE[what]
    for name in ("xml", "native-xml"):
        _, raw, _ = ask(value, "--format", name)
        texts = list(values_in(name, raw))
        assert b"<!ENTITY" not in raw and b"<!DOCTYPE" not in raw
        assert acting(raw.decode("utf-8")) - {"\r"} <= set(value)
        if value.isprintable():
            assert value in texts


@pytest.mark.parametrize("what", HOSTILE)
def test_no_file_is_named_by_a_peer(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    code, _, err = ask(HOSTILE[what], "--format", "dicom", "-od", str(folder))
    assert code == 5
    assert [path.relative_to(folder).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        "rsp000001.dcm"
    ], err


def test_all_formats_are_here() -> None:
    assert {*SHOWN, "json", "jsonl", "xml", "native-xml", "dicom", "arrow", "parquet"} == set(FORMATS)
