"""`findscu echo` of several peers: all at once, and what each accepts."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time

import pytest

from cli.command import Command
from findscu.cli import probe
from findscu.models import MODELS
from findscu.testing import FindScp, instance
from peers.process import free_port


@pytest.fixture
def config(tmp_path, monkeypatch, scp):
    path = tmp_path / "config.toml"

    def write(text: str = "") -> None:
        path.write_text(f'[nodes.pacs]\naddress = "ARCHIVE@{scp.host}:{scp.port}"\n{text}\n', encoding="utf-8")
        monkeypatch.setenv("FINDSCU_CONFIG", str(path))

    write()
    return write


@pytest.fixture
def closed_port():
    return free_port()


@pytest.fixture
def silent_port():
    """A port that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_one_peer_in_a_pipe_is_one_line_and_one_association(findscu: Command, config, scp) -> None:
    result = findscu("echo", "pacs")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"ARCHIVE@{scp.host}:{scp.port} answered 0x0000 (success) in ")


def test_several_as_json_lines(findscu: Command, config, scp) -> None:
    result = findscu("echo", "pacs", scp.peer, "--jsonl")
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert (result.code, first["node"], second["node"]) == (0, "pacs", None)
    for answer in (first, second):
        assert (answer["peer"], answer["answers"], answer["exit_code"]) == (scp.peer, True, 0)
        assert answer["status"] == "0x0000 (success)"
        assert answer["error"] is answer["hint"] is None
        assert answer["is_whole"] is True
        assert set(answer["accepts"]) == {model.name for model in MODELS}
        assert answer["accepts"]["study"] == ["implicit", "explicit", "deflated", "big-endian"]
        for name in ("connect_seconds", "associate_seconds", "echo_seconds"):
            assert 0 < answer[name] < 5


def test_an_array_when_it_is_asked_for(findscu: Command, config) -> None:
    (answer,) = json.loads(findscu("echo", "pacs", "--json").out)
    assert answer["node"] == "pacs"
    assert json.loads(findscu("echo", "--all", "--jsonl").out)["node"] == "pacs"


def test_a_table(findscu: Command, config, scp, closed_port) -> None:
    config(f'[nodes.gone]\nhost = "127.0.0.1"\nport = {closed_port}')
    result = findscu("echo", "--all")
    again = findscu("echo", "pacs", "gone").out.splitlines()[0]
    assert again.split() == result.out.splitlines()[0].split()  # how wide they are depends on how long it took
    table, *paragraphs = result.out.split("\n\n")
    header, pacs, gone = (line.split() for line in table.splitlines())
    assert header == ["NODE", "PEER", "CONNECT", "ACCEPT", "ECHO", "ANSWER"]
    assert (pacs[:2], pacs[-2:]) == (["pacs", scp.peer], ["0x0000", "(success)"])
    assert gone == ["gone", f"ANY-SCP@127.0.0.1:{closed_port}", "none"]
    assert paragraphs[0].startswith(
        "pacs\n  accepts all information models (implicit, explicit, deflated, big-endian)\n"
    )
    assert paragraphs[1].startswith(f"gone\n  cannot connect to 127.0.0.1 port {closed_port}: connection refused\n")
    assert all(len(line) <= 80 for line in result.out.splitlines())


class TestTheWorst:
    def test_no_connection_before_a_refusal(self, findscu: Command, config, scp, closed_port) -> None:
        wrong, gone = f"WRONG@{scp.host}:{scp.port}", f"127.0.0.1:{closed_port}"
        assert findscu("echo", "pacs", wrong).code == 3
        assert findscu("echo", wrong, gone, "pacs").code == 2
        codes = [
            json.loads(line)["exit_code"] for line in findscu("echo", wrong, gone, "pacs", "--jsonl").out.splitlines()
        ]
        assert codes == [3, 2, 0]

    def test_a_node_that_cannot_be_tried_does_not_keep_the_others_from_it(self, findscu: Command, config) -> None:
        config('[nodes.safe]\nhost = "h"\ntls.ca = "missing.pem"')
        result = findscu("echo", "--all", "--jsonl")
        pacs, safe = (json.loads(line) for line in result.out.splitlines())
        assert (result.code, pacs["answers"], safe["answers"]) == (1, True, False)
        assert "missing.pem" in safe["error"]


def test_all_are_asked_at_once(findscu: Command, silent_port) -> None:
    """Twelve that never answer take as long as one."""
    start = time.monotonic()
    result = findscu("echo", *[f"A{number}@127.0.0.1:{silent_port}" for number in range(12)], "-ta", "0.5", "--jsonl")
    assert (result.code, len(result.out.splitlines())) == (4, 12)
    assert time.monotonic() - start < 3


def test_a_peer_that_stumbles_over_many_models_has_answered_before(findscu: Command) -> None:
    """It takes one association and closes the port."""
    with FindScp(instance(1)) as scp:
        listener = socket.create_server(("127.0.0.1", 0))
        relay = threading.Thread(target=relay_one, args=(listener, scp.port), daemon=True)
        relay.start()
        (answer,) = json.loads(findscu("echo", f"127.0.0.1:{listener.getsockname()[1]}", "--json").out)
        relay.join(5)
    assert (answer["answers"], answer["accepts"], answer["is_whole"]) == (True, {}, False)


def relay_one(listener: socket.socket, port: int) -> None:
    with listener, socket.create_connection(("127.0.0.1", port)) as there:
        here, _ = listener.accept()
        listener.close()
        back = threading.Thread(target=pump, args=(there, here), daemon=True)
        back.start()
        pump(here, there)
        back.join(5)
        here.close()


def pump(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--all", "pacs"], "findscu echo has --all and 'pacs'"),
        (["pacs", "other", "104"], "findscu echo takes no 104"),
        (["pacs", "-k", "PatientName"], "findscu echo takes no -k"),
        (["pacs", "--format", "xml"], "findscu echo has no format xml"),
        ([], "no peer given"),
    ],
)
def test_what_makes_no_sense(findscu: Command, config, words, message) -> None:
    result = findscu("echo", *words)
    assert (result.code, result.out, result.lines[0]) == (1, "", message)


def test_a_misspelt_node_is_hinted_at(findscu: Command, config, nowhere) -> None:
    hint = "if a node is meant: did you mean pacs?"
    assert findscu("echo", "pasc").lines[1] == f"hint: {hint}"
    (answer, _) = (json.loads(line) for line in findscu("echo", "pasc", "pacs", "--jsonl").out.splitlines())
    assert answer["hint"] == hint


def test_all_without_any_node(findscu: Command) -> None:
    assert findscu("echo", "--all").lines[0] == "findscu echo has --all, and there are no nodes"


def test_all_is_for_echo_only(findscu: Command, scp) -> None:
    assert findscu(scp.peer, "-L", "STUDY", "--all").lines[0] == "--all is for findscu echo"


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to a process of its own")
def test_ctrl_c_tells_what_came(config, scp, silent_port, monkeypatch) -> None:
    import signal

    ended, serve = threading.Semaphore(0), scp.serve

    def serve_and_tell(connection: socket.socket) -> None:
        serve(connection)
        ended.release()

    monkeypatch.setattr(scp, "serve", serve_and_tell)
    words = ["echo", "pacs", f"127.0.0.1:{silent_port}", "--jsonl"]
    process = subprocess.Popen([sys.executable, "-m", "findscu", *words], stdout=subprocess.PIPE, encoding="utf-8")
    with process:
        for _ in range(1 + len(probe.SYNTAXES)):  # when the client has closed the last, all is known of the peer
            assert ended.acquire(timeout=30)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
    assert [json.loads(line)["node"] for line in out.splitlines()] == ["pacs"]
    assert process.returncode == 130


def test_the_words_of_syntaxes_are_those_of_the_standard() -> None:
    """PS3.6 Annex A."""
    assert {word: syntax.uid for word, syntax in probe.SYNTAXES.items()} == {
        "implicit": "1.2.840.10008.1.2",
        "explicit": "1.2.840.10008.1.2.1",
        "deflated": "1.2.840.10008.1.2.1.99",
        "big-endian": "1.2.840.10008.1.2.2",
    }
