"""Ask a peer the same question twice, with DCMTK's findscu and with ours, and put the answers side by side."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom

from findscu import client, identifier
from findscu.matches import Match
from peers import datasets, dcmtk, process
from peers.process import Peer

SYNTAX_UIDS = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big-endian": "1.2.840.10008.1.2.2",
}
MODEL_OPTIONS = {"patient": "-P", "study": "-S", "psonly": "-O", "worklist": "-W"}
"""The models that DCMTK's findscu knows, by our name."""


@dataclass
class Question:
    """A query in the words that both programs take."""

    model: str
    keys: Sequence[str]
    syntax: str = "explicit"
    ae_title: str = ""

    def words(self) -> list[str]:
        return [MODEL_OPTIONS[self.model], *(word for key in self.keys for word in ("-k", key))]


def ask(peer: Peer, question: Question, **options: Any) -> list[Match]:
    """Ask with our library; the query must end well."""
    syntaxes = list(dict.fromkeys((SYNTAX_UIDS[question.syntax], SYNTAX_UIDS["implicit"])))
    options = {"transfer_syntaxes": syntaxes, **options}
    called = question.ae_title or peer.ae_title
    named = {"model": question.model, "keys": question.keys}
    with client.find(peer.host, peer.port, called_ae_title=called, **named, **options) as matches:
        found = list(matches)
        matches.raise_for_status()
        assert matches.complete
    return found


def ask_dcmtk(peer: Peer, question: Question, folder: Path) -> dcmtk.Answer:
    """Ask with DCMTK's findscu."""
    option = dcmtk.PROPOSALS[question.syntax]
    return dcmtk.find(peer, folder, option, *question.words(), ae_title=question.ae_title)


def read(match: Match) -> pydicom.Dataset:
    """Read a match with pydicom, from the bytes as they arrived."""
    return datasets.read_identifier(match.raw, match.syntax.uid)


def our_texts(dataset: identifier.DataSet) -> dict[str, object]:
    """Return a data set as we understand it, in the form of `datasets.texts`."""
    return {_tag(element.tag): _values(element) for element in dataset.values()}


def _tag(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _values(element: identifier.Element) -> list[object]:
    if element.vr == "SQ":
        return [our_texts(item) for item in element.values]
    if element.vr == "PN":
        return [value.rstrip("=") for value in element.values]  # pydicom drops empty component groups at the end
    return list(element.values)


def assert_same_bytes(ours: list[Match], theirs: list[pydicom.FileDataset]) -> None:
    """Compare answers by tag, VR and value bytes. Their order does not count."""
    assert len(ours) == len(theirs) > 0
    our_bytes = [datasets.raw_items(read(match)) for match in ours]
    their_bytes = [datasets.raw_items(dataset) for dataset in theirs]
    assert_equal(sorted(our_bytes, key=str), sorted(their_bytes, key=str))


def assert_same_answers(ours: list[Match], theirs: list[pydicom.FileDataset]) -> None:
    """Compare answers element by element: value bytes, then what pydicom and we make of them. Order does not count."""
    assert_same_bytes(ours, theirs)
    our_values = [our_texts(match.dataset) for match in ours]
    assert_equal(sorted(our_values, key=str), sorted(map(datasets.texts, theirs), key=str))


def assert_equal(ours: Any, theirs: Any, place: str = "") -> None:
    """Compare nested values, and name the place of the first difference rather than print all of them."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        ours, theirs = sorted(ours.items()), sorted(theirs.items())
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs), f"{place}: ours {ours!r:.300}, theirs {theirs!r:.300}"
        for number, pair in enumerate(zip(ours, theirs, strict=True)):
            assert_equal(*pair, f"{place}[{ours[0] if number and isinstance(ours[0], str) else number}]")
    else:
        assert ours == theirs, f"{place}: ours {ours!r:.300}, theirs {theirs!r:.300}"


@dataclass
class Run:
    """What the command did."""

    code: int
    output: str
    messages: str
    seconds: float

    def lines(self) -> list[dict[str, Any]]:
        """Return what `--format jsonl` wrote."""
        return [json.loads(line) for line in self.output.splitlines()]


def run(*words: str, timeout: float = 60) -> Run:
    """Run our command in a process of its own."""
    start = time.monotonic()
    command = [sys.executable, "-m", "findscu", *words]
    done = subprocess.run(command, capture_output=True, timeout=timeout, check=False, env=process.environment())
    seconds = time.monotonic() - start
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), seconds)


def run_question(peer: Peer, question: Question, *words: str) -> Run:
    """Ask with our command."""
    called = question.ae_title or peer.ae_title
    return run(*question.words(), *words, "-aec", called, peer.host, str(peer.port))
