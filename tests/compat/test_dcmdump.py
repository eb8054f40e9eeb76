"""Answers are printed as DCMTK's findscu prints them: byte by byte, messages about them included."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from compat.dcmtk_program import ask, body_of, dicom_files, match_of, messages_of, raw_bytes
from compat.odd_datasets import Careless
from compat.talk import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT, encoded, explicit
from findscu.identifier import EXPLICIT_LE, SYNTAXES
from findscu.output.dcmdump import dump_dataset
from findscu.output.dcmtk_floats import format_float
from findscu.output.dcmtk_reader import TreeOf, read_tree
from findscu.output.dcmtk_uids import name_of_uid
from peers.answers import EVERY_VR_VALUES, dataset, nested, private_elements

pytestmark = pytest.mark.peer

SYNTAXES_BY_NAME = {"implicit": IMPLICIT, "explicit": EXPLICIT, "big-endian": BIG_ENDIAN, "deflated": DEFLATED}


def ours(answers: list[bytes], syntax: str, corrects: bool = False) -> bytes:
    """Return what DCMTK logs of answers, made by our modules."""
    said = ""
    for number, raw in enumerate(answers, 1):
        tree = read_tree(raw, SYNTAXES[syntax], corrects=corrects)
        said += messages_of(tree)
        if tree.failure:
            break
        text = dump_dataset(tree)
        said += f"I: {'-' * 27}\nI: Find Response: {number} (Pending)\n"
        said += "".join(f"W: {late}\n" for _, late in tree.late_messages)
        said += "".join(f"I: {line}\n" for line in text.split("\n"))
    return raw_bytes(said)


def theirs(answers: list[bytes], syntax: str, folder: Path, corrects: bool = False) -> bytes:
    said = ask(answers, syntax, folder, *(["+dc"] if corrects else [])).stderr
    end = said.find(b"dset->read() Failed")
    return said if end < 0 else said[: said.index(b"\n", end) + 1]


def assert_same(answers: list[bytes], syntax: str, folder: Path, corrects: bool = False) -> None:
    expected = theirs(answers, syntax, folder, corrects).decode("latin-1").split("\n")
    assert ours(answers, syntax, corrects).decode("latin-1").split("\n") == expected


@pytest.mark.parametrize("corrects", [False, True], ids=["as sent", "+dc"])
def test_files_of_pydicom(tmp_path, corrects):
    by_syntax: dict[str, list[bytes]] = {}
    for path in dicom_files():
        body, syntax = body_of(path)
        if syntax in SYNTAXES and b"\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff" not in body:
            by_syntax.setdefault(syntax, []).append(body)
    assert sum(map(len, by_syntax.values())) > 40
    for syntax, answers in by_syntax.items():
        assert_same(answers, syntax, tmp_path, corrects)


@pytest.mark.parametrize("syntax", SYNTAXES_BY_NAME.values(), ids=SYNTAXES_BY_NAME)
def test_every_vr(tmp_path, syntax):
    answers = [dataset(**EVERY_VR_VALUES), dataset(**dict.fromkeys(EVERY_VR_VALUES)), private_elements(), nested(5)]
    assert_same([encoded(answer, syntax) for answer in answers], syntax, tmp_path)


@pytest.mark.parametrize("corrects", [False, True], ids=["as sent", "+dc"])
@pytest.mark.parametrize("syntax", SYNTAXES_BY_NAME.values(), ids=SYNTAXES_BY_NAME)
def test_careless_peers(tmp_path, syntax, corrects):
    peer = Careless(syntax, 1)
    assert_same([*peer.datasets(60), peer.broken()], syntax, tmp_path, corrects)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN], ids=["implicit", "explicit", "big-endian"])
def test_broken_answers(tmp_path, syntax, seed):
    raw = Careless(syntax, 200 + seed).broken()
    assert_same([raw], syntax, tmp_path)


def test_numbers(tmp_path):
    chosen = random.Random(7)
    numbers = [0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-5, 9.99999e-5, 1e-4, 0.1, 0.026228787661969974]
    numbers += [chosen.uniform(-1, 1) * 10 ** chosen.randrange(-20, 20) for _ in range(300)]
    numbers += [struct.unpack("<d", chosen.randbytes(8))[0] for _ in range(300)]
    doubles = explicit(0x00189087, "FD", b"".join(struct.pack("<d", number) for number in numbers))
    floats = explicit(
        0x00720076, "FL", b"".join(struct.pack("<f", number) for number in numbers[:200] if abs(number) < 1e38)
    )
    assert_same([doubles + floats], EXPLICIT, tmp_path)


def test_the_layout_of_a_line():
    raw = explicit(0x00100020, "LO", b"ABC ") + explicit(0x00080018, "UI", b"1.2.840.10008.1.1\0")
    assert dump_dataset(read_tree(raw, EXPLICIT_LE)).split("\n") == [
        "",
        "# Dicom-Data-Set",
        "# Used TransferSyntax: Little Endian Explicit",
        "(0008,0018) UI =VerificationSOPClass                    #  18, 1 SOPInstanceUID",
        "(0010,0020) LO [ABC ]                                   #   4, 1 PatientID",
        "",
    ]


def test_bytes_that_are_no_text_survive():
    text = dump_dataset(read_tree(explicit(0x00100010, "PN", b"M\xfcller"), EXPLICIT_LE))
    assert b"[M\xfcller]" in raw_bytes(text)


def test_a_match_is_read_once():
    tree_of = TreeOf()
    first, second = match_of(explicit(0x00100020, "LO", b"A "), EXPLICIT), match_of(b"", EXPLICIT)
    assert tree_of(first) is tree_of(first)
    assert tree_of(second) is not tree_of(first)


def test_nesting_has_a_limit():
    raw = b"".join(
        struct.pack("<HH2sHLHHL", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF, 0xFFFE, 0xE000, 0xFFFFFFFF) for _ in range(5000)
    )
    assert read_tree(raw, EXPLICIT_LE).failure == "Sequences nested deeper than 64 levels"


def test_messages_have_a_limit():
    raw = explicit(0x00100020, "LO", b"A ") * 30_000
    assert len(read_tree(raw, EXPLICIT_LE).messages) == 10_000


@pytest.mark.parametrize(
    "value, expected", [(b"1.2.840.10008.1.2\0", "LittleEndianImplicit"), (b"1.2.840.10008.1.2 ", ""), (b"", "")]
)
def test_names_of_uids(value, expected):
    assert name_of_uid(value) == expected


@pytest.mark.parametrize(
    "number, expected",
    [(0.1, "0.1"), (-2.5, "-2.5"), (1e300, "1.0000000000000007e+300"), (0.026228787661969979, "0.026228787661969974")],
)
def test_floats_as_dcmtk_was_seen_to_write_them(number, expected):
    assert format_float(number, 17) == expected
