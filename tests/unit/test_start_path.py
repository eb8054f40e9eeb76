"""A plain query loads none of the modules that cost more than the query itself."""

import os
import socket
import struct
import subprocess
import sys
import threading

import pytest

from findscu.testing import FindScp, instance

HEAVY = {
    *("argparse", "asyncio", "dataclasses", "importlib.metadata", "inspect", "json", "logging", "pathlib", "pydicom"),
    *("re", "ssl", "typing", "findscu.aio", "findscu.asking", "findscu.dicom_json", "findscu.testing"),
    *("tomllib", "findscu.nodes"),
    *("findscu.acceptance", "findscu.arguments", "findscu.identifier", "findscu.key_hints", "findscu.lookup"),
    *("findscu.output.file_sink", "findscu.reader", "findscu.refusals", "findscu.user_information"),
    *("findscu.cli.options", "findscu.cli.subcommands"),
    *("findscu.charset_names", "findscu.continuing", "findscu.identities", "findscu.proxy", "findscu.secrets"),
    *("findscu.service_options", "findscu.cli.negotiating", "findscu.cli.sentences"),
    *("findscu.errors.content", "findscu.errors.conversation", "findscu.value_checks"),
}

MOST_MODULES = 54
"""Of ours: each costs about 0.15 ms before it does anything. More is a decision to be measured and noted here."""

CHILD = f"""
import os, sys

def end(code):
    ours = [name for name in sys.modules if name.partition(".")[0] == "findscu"]
    print(code, len(ours), *sorted({HEAVY} & set(sys.modules)), file=sys.stderr)

os._exit = end
from findscu.cli import main
main()
"""


def item(kind: int, body: bytes) -> bytes:
    return struct.pack(">BxH", kind, len(body)) + body


def pdu(kind: int, body: bytes) -> bytes:
    return struct.pack(">BxL", kind, len(body)) + body


def element(number: int, value: bytes) -> bytes:
    return struct.pack("<HHL", 0, number, len(value)) + value


def response(status: int, has_identifier: bool) -> bytes:
    """Return the P-DATA-TF with the command set of a C-FIND-RSP to message 1 on context 1 (PS3.7 §9.3.2.2)."""
    command = (
        element(0x0002, b"1.2.840.10008.5.1.4.1.2.2.1\0")
        + element(0x0100, struct.pack("<H", 0x8020))
        + element(0x0120, struct.pack("<H", 1))
        + element(0x0800, struct.pack("<H", 0x0001 if has_identifier else 0x0101))
        + element(0x0900, struct.pack("<H", status))
    )
    return fragment(0x03, element(0x0000, struct.pack("<L", len(command))) + command)


def fragment(header: int, body: bytes) -> bytes:
    return pdu(0x04, struct.pack(">LBB", len(body) + 2, 1, header) + body)


ACCEPT = pdu(
    0x02,
    struct.pack(">H2x16s16s32x", 1, b"ANY-SCP".ljust(16), b"FINDSCU".ljust(16))
    + item(0x10, b"1.2.840.10008.3.1.1.1")
    + item(0x21, b"\1\0\0\0" + item(0x40, b"1.2.840.10008.1.2.1"))
    + item(0x50, item(0x51, struct.pack(">L", 16384)) + item(0x52, b"1.2.3.4")),
)
IDENTIFIER = struct.pack("<HH2sH", 0x0010, 0x0010, b"PN", 10) + b"Start^Path"
ANSWERS = response(0xFF00, True) + fragment(0x02, IDENTIFIER) + response(0x0000, False)
RELEASED = pdu(0x06, bytes(4))


def receive_pdu(stream) -> int:
    kind, length = struct.unpack(">BxL", stream.read(6))
    stream.read(length)
    return kind


def serve(listener: socket.socket) -> None:
    """Play the peer of one association: accept, answer the two PDUs of the query, release."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as stream:
        receive_pdu(stream)
        connection.sendall(ACCEPT)
        receive_pdu(stream)
        receive_pdu(stream)
        connection.sendall(ANSWERS)
        receive_pdu(stream)
        connection.sendall(RELEASED)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,), daemon=True)
        server.start()
        yield listener.getsockname()[1]
        server.join(10)


def ask(port: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """Ask a plain query in a process of its own, which says how it ended and what it had loaded."""
    keys = ["QueryRetrieveLevel=STUDY", "StudyInstanceUID=", "PatientName="]
    query = ["-S", *(word for key in keys for word in ("-k", key)), "127.0.0.1", str(port)]
    return subprocess.run(
        [sys.executable, "-c", CHILD, *query],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_plain_query_loads_nothing_heavy(port):
    done = ask(port)
    assert "Start^Path" in done.stdout
    code, module_count, *heavy = done.stderr.split()
    assert (code, heavy) == ("0", [])
    assert int(module_count) <= MOST_MODULES


@pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
def test_one_in_the_words_of_an_older_program_loads_nothing_heavy_of_the_library(dialect):
    with FindScp(instance(1, PatientName="Start^Path")) as scp:
        done = ask(scp.port, FINDSCU_DIALECT=dialect)
    assert "Start^Path" in done.stderr
    code, _, *heavy = done.stderr.splitlines()[-1].split()
    assert (code, [name for name in heavy if not name.startswith("findscu")]) == ("0", [])
