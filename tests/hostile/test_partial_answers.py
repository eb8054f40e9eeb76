"""A peer that stops half-way: what came is delivered whole in every format, and the end says that it is not all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from drivers.literal import A_ABORT_USER, final, pending
from findscu import client
from findscu.cli.run import run
from findscu.errors import AssociationAborted
from findscu.testing.scripted import ScriptedPeer, Step

from .case import ASSOCIATE, answers

TWO = pending(b"Test^One") + pending(b"Test^Two")
NAMES = ["Test^One", "Test^Two"]
ENDS = {
    "abort": Step(A_ABORT_USER),
    "close": Step(b""),
    "warning": Step(final(0xB001)),
    "silence": Step(b"", delay=30.0),
}
CODES = {"abort": 4, "close": 4, "warning": 6, "silence": 4}


def names_in_json(raw: bytes) -> list[str]:
    return [one["00100010"]["Value"][0]["Alphabetic"] for one in json.loads(raw)]


def names_in_lines(raw: bytes) -> list[str]:
    return [name for line in raw.splitlines() for name in names_in_json(b"[" + line + b"]")]


def names_in_csv(raw: bytes) -> list[str]:
    return [row["PatientName"] for row in csv.DictReader(StringIO(raw.decode()))]


def names_in_tsv(raw: bytes) -> list[str]:
    return [row["PatientName"] for row in csv.DictReader(StringIO(raw.decode()), delimiter="\t")]


def names_in_xml(raw: bytes) -> list[str]:
    return [
        element.text or ""
        for element in ElementTree.fromstring(raw).iter("element")
        if element.get("name") == "PatientName"
    ]


def names_in_native_xml(raw: bytes) -> list[str]:
    return [
        "^".join(part.text or "" for part in name)
        for name in ElementTree.fromstring(raw).iter()
        if name.tag.endswith("Alphabetic")
    ]


def names_in_text(raw: bytes) -> list[str]:
    return [line[51:] for line in raw.decode().splitlines() if " PatientName " in line]


def names_in_table(raw: bytes) -> list[str]:
    return [f"Test^{last}" for last in ("One", "Two") if last in raw.decode()]


def names_in_arrow(raw: bytes) -> list[str]:
    ipc = pytest.importorskip("pyarrow.ipc")
    return ipc.open_stream(raw).read_all()["PatientName"].to_pylist()


def names_in_parquet(raw: bytes) -> list[str]:
    parquet = pytest.importorskip("pyarrow.parquet")
    return parquet.read_table(BytesIO(raw))["PatientName"].to_pylist()


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "json": names_in_json,
    "jsonl": names_in_lines,
    "csv": names_in_csv,
    "tsv": names_in_tsv,
    "xml": names_in_xml,
    "native-xml": names_in_native_xml,
    "text": names_in_text,
    "table": names_in_table,
    "arrow": names_in_arrow,
    "parquet": names_in_parquet,
}


@pytest.fixture(params=[name for name in ENDS if name != "silence"])
def end(request: pytest.FixtureRequest) -> str:
    """One way in which a list can break off."""
    return request.param


def ask(end: str, *words: str) -> tuple[int, bytes, str]:
    """Run the command against a peer that ends so, after two matches."""
    out, err = BytesIO(), StringIO()
    with ScriptedPeer(
        (ASSOCIATE, answers(TWO), ENDS[end], Step(bytes.fromhex("0600 00000004 00000000"), after=1))
    ) as peer:
        code = run(["-S", "-L", "STUDY", "-td", "0.3", *words, peer.host, str(peer.port)], out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", READERS)
def test_each_format_is_whole_and_says_that_the_list_is_not(name: str, end: str) -> None:
    code, out, err = ask(end, "--format", name)
    assert READERS[name](out) == NAMES
    assert code == CODES[end]
    assert "2 matches came, the list is not complete" in err


@pytest.mark.parametrize("name", READERS)
def test_a_file_is_whole_too(name: str, tmp_path: Path) -> None:
    code, out, _ = ask("abort", "--format", name, "-o", str(tmp_path / "out"))
    assert (code, out) == (4, b"")
    assert READERS[name]((tmp_path / "out").read_bytes()) == NAMES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_dicom_files_are_there(end: str, tmp_path: Path) -> None:
    code, _, err = ask(end, "--format", "dicom", "-od", str(tmp_path))
    assert code == CODES[end]
    files = sorted(tmp_path.iterdir())
    assert len(files) == 2
    assert all(name.encode() in file.read_bytes() for name, file in zip(NAMES, files, strict=True))
    assert "the list is not complete" in err


def test_a_count_says_how_many_came(end: str) -> None:
    code, out, err = ask(end, "--count")
    assert (code, out) == (CODES[end], b"2\n")
    assert "the list is not complete" in err


@pytest.mark.parametrize("name", ["json", "xml"])
def test_silence_is_an_end_too(name: str) -> None:
    code, out, _ = ask("silence", "--format", name)
    assert (code, READERS[name](out)) == (4, NAMES)


def test_sorted_and_unique_matches_come_too() -> None:
    code, out, _ = ask("abort", "--jsonl", "--sort", "-PatientName", "--unique", "PatientName")
    assert (code, names_in_lines(out)) == (4, NAMES[::-1])


def test_quiet_is_quiet_and_the_code_tells() -> None:
    assert ask("abort", "-q", "--count") == (4, b"2\n", "")


@pytest.mark.parametrize("name", [*READERS, "count"])
def test_a_full_disk_is_told(name: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    form = ("--count",) if name == "count" else ("--format", name)
    code, _, err = ask("abort", *form, "-o", "/dev/full")
    assert code == 7
    assert "cannot write to /dev/full: no space left on device" in err


def test_the_library_says_that_the_list_is_not_complete() -> None:
    with ScriptedPeer((ASSOCIATE, answers(TWO), ENDS["abort"])) as peer:
        matches = client.find(peer.host, peer.port, models=("study",), level="STUDY")
        names: list[str] = []
        with pytest.raises(AssociationAborted):
            names.extend(collected(matches, names))
    assert names == NAMES
    assert not matches.complete
    assert isinstance(matches.outcome.error, AssociationAborted)


def collected(matches: client.Matches, names: list[str]) -> Iterator[str]:
    """Put the names into a list as they come; there is nothing else to give."""
    for match in matches:
        names.append(match.PatientName)
    return iter(())
