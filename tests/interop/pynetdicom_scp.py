"""A find SCP made with pynetdicom, run by the interpreter of .venv-peers and never imported by the tests.

    python pynetdicom_scp.py PORT ANSWERS PORTS

It answers a C-FIND of a SOP class with the DICOM files in ANSWERS/<SOP class UID>/, whatever the keys are. PORT accepts
every transfer syntax; servers on other ports accept one each, and PORTS (a JSON file, written before PORT opens) says
which. What happens besides follows from the called AE title, see `BEHAVIOURS`.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pydicom import Dataset, dcmread
from pynetdicom import AE, evt
from pynetdicom.sop_class import Verification

HOST = "127.0.0.1"
SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big-endian": "1.2.840.10008.1.2.2",
}
PENDING, PENDING_WITHOUT_OPTIONAL_KEYS, CANCELLED = 0xFF00, 0xFF01, 0xFE00
Response = tuple[int | Dataset, Dataset | None]


def answers_for(event: evt.Event, folder: Path) -> list[Dataset]:
    uid = event.request.AffectedSOPClassUID
    return [dcmread(path) for path in sorted((folder / uid).glob("*.dcm"))]


def plain(answers: list[Dataset], event: evt.Event) -> Iterator[Response]:
    for answer in answers:
        yield PENDING, answer


def without_optional_keys(answers: list[Dataset], event: evt.Event) -> Iterator[Response]:
    for answer in answers:
        yield PENDING_WITHOUT_OPTIONAL_KEYS, answer


def slow(answers: list[Dataset], event: evt.Event) -> Iterator[Response]:
    """Repeat the answers, ten a second, until cancelled or for half a minute."""
    for number in range(300):
        if event.is_cancelled:
            yield CANCELLED, None
            return
        yield PENDING, answers[number % len(answers)]
        time.sleep(0.1)


def silent(answers: list[Dataset], event: evt.Event) -> Iterator[Response]:
    """Send one answer and then nothing for a minute."""
    yield PENDING, answers[0]
    time.sleep(60)


def aborting(answers: list[Dataset], event: evt.Event) -> Iterator[Response]:
    yield PENDING, answers[0]
    time.sleep(0.2)
    event.assoc.abort()


BEHAVIOURS = {"FF01": without_optional_keys, "SLOW": slow, "SILENT": silent, "ABORTING": aborting}


def ending(code: int) -> Iterator[Response]:
    """Yield a final status with the fields that explain it."""
    status = Dataset()
    status.Status = code
    status.ErrorComment = "invented by the test"
    status.OffendingElement = [0x00100010, 0x00080052]
    yield status, None


def handle_find(event: evt.Event, folder: Path) -> Iterator[Response]:
    called = event.assoc.requestor.primitive.called_ae_title.strip()
    behaviour = BEHAVIOURS.get(called, plain)
    yield from behaviour(answers_for(event, folder), event)
    if called.startswith("STATUS-"):
        yield from ending(int(called.removeprefix("STATUS-"), 16))


def start_server(port: int, folder: Path, syntaxes: list[str]) -> int:
    ae = AE(ae_title="ANY-SCP")
    ae.add_supported_context(Verification)
    for model in sorted(path.name for path in folder.iterdir()):
        ae.add_supported_context(model, syntaxes)
    handlers = [(evt.EVT_C_FIND, handle_find, [folder]), (evt.EVT_C_ECHO, lambda event: 0)]
    server = ae.start_server((HOST, port), block=False, evt_handlers=handlers)
    return int(server.server_address[1])


def log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")


def main(port: str, folder: str, ports: str) -> None:
    log_to_stderr()
    chosen = {name: start_server(0, Path(folder), [uid]) for name, uid in SYNTAXES.items()}
    Path(ports).write_text(json.dumps(chosen), encoding="ascii")
    start_server(int(port), Path(folder), list(SYNTAXES.values()))
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(*sys.argv[1:])
