"""Nodes that are real systems: what `findscu echo` says of them, and that quirks get the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interop.asking import run
from peers import process
from peers.process import Peer
from peers.programs import require_peers_python

NAMES = ("dcmqrscp", "wlmscpfs", "orthanc_server", "qrscp")
SCRIPT = Path(__file__).with_name("pynetdicom_negotiator.py")


@pytest.fixture
def config(tmp_path, request):
    def write(*names: str, more: str = "") -> str:
        peers = {name: request.getfixturevalue(name) for name in names}
        path = tmp_path / "config.toml"
        tables = [
            f'[nodes.{name}]\naddress = "{peer.ae_title}@{peer.host}:{peer.port}"\n' for name, peer in peers.items()
        ]
        path.write_text("\n".join(tables) + more, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture(scope="module")
def negotiator(tmp_path_factory) -> Peer:
    """pynetdicom, granting all extended negotiation that is asked for with Study Root."""
    python, folder = require_peers_python(), tmp_path_factory.mktemp("negotiator")
    heard = str(folder / "heard")
    return process.start("negotiator", "ANY-SCP", lambda port: [python, str(SCRIPT), str(port), heard], folder)


def test_all_at_once(config):
    """What each accepts is what its own manual says it serves."""
    said = run("echo", "--all", "--config", config(*NAMES), "--jsonl")
    assert (said.code, said.messages) == (0, "")
    answers = {answer["node"]: answer for answer in map(json.loads, said.output.splitlines())}
    assert list(answers) == list(NAMES)
    assert {name: (answer["answers"], answer["is_whole"]) for name, answer in answers.items()} == dict.fromkeys(
        NAMES, (True, True)
    )
    accepted = {name: set(answer["accepts"]) for name, answer in answers.items()}
    assert accepted["dcmqrscp"] == {"patient", "study", "psonly"}
    assert accepted["wlmscpfs"] == {"worklist"}
    assert {"patient", "study"} <= accepted["orthanc_server"] <= {"patient", "study", "worklist"}
    assert {"patient", "study"} <= accepted["qrscp"]
    assert set(answers["wlmscpfs"]["accepts"]["worklist"]) >= {"implicit", "explicit"}
    assert answers["dcmqrscp"]["implementation_version_name"].startswith("OFFIS_DCMTK_")


def test_what_is_granted(negotiator, tmp_path):
    said = run("echo", *negotiator.address()[2:], "--json")
    (answer,) = json.loads(said.output)
    assert (answer["answers"], answer["exit_code"]) == (False, 3), "it does not do C-ECHO"
    assert answer["grants"]["study"][:3] == ["relational_queries", "combined_date_times", "fuzzy_names"]
    assert len(answer["grants"]["study"]) == 7
    assert set(answer["grants"]) == {"study"}


def test_a_star_instead_of_nothing_finds_the_same(config):
    asked = ("-S", "-L", "STUDY", "-k", "PatientName", "--format", "jsonl")
    plain = run("dcmqrscp", *asked, "--config", config("dcmqrscp"))
    quirks = '[nodes.dcmqrscp.quirks]\nuniversal-matching = "*"\n'
    starred = run("dcmqrscp", *asked, "--config", config("dcmqrscp", more=quirks))
    assert plain.code == starred.code == 0
    assert uids(plain) == uids(starred) != set()


@pytest.mark.parametrize("name", ["dcmqrscp", "orthanc_server"])
def test_a_range_instead_of_a_star_finds_the_dates(config, name):
    asked = ("-S", "-L", "STUDY", "--format", "jsonl")
    path = config(name, more=f"[nodes.{name}.quirks]\nwildcards-in-dates = false\n")
    found = dates(run(name, *asked, "--config", path))
    ranged = run(name, *asked, "-k", "StudyDate=2004*", "--config", path)
    assert uids(ranged) == {uid for uid, date in found.items() if date.startswith("2004")} != set()


def uids(run) -> set[str]:
    return {line["0020000D"]["Value"][0] for line in run.lines()}


def dates(run) -> dict[str, str]:
    return {line["0020000D"]["Value"][0]: line.get("00080020", {}).get("Value", [""])[0] for line in run.lines()}
