"""Seeds for the fuzzer: what real peers and real files said, and a few lines of each text that is read.

    PYTHONPATH=tests python fuzz/corpora.py

writes them below build/fuzz/corpus, a folder a target. Streams are recorded from dcmqrscp, which has to be there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pydicom
from targets import STREAMS, SYNTAX_LIST, TARGETS

from findscu import find
from findscu.identifier import encode_dataset
from findscu.query_file import read_query_file

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "build" / "fuzz" / "corpus"
LONGEST = 4096

KEY_LINES = """\
PatientName=DOE*
StudyDate=20260101-
StudyDate=last-month
ScheduledProcedureStepSequence[0].Modality=CT
(0040,0100)[0].(0008,0060)=CT
0010,0020=4711
(0009,0010):LO=ACME
(0009,1001):US=1\\2
StudyTime=now
AcquisitionDateTime=-2h
00100010
"""

DUMP = """\
# a query
(0008,0052) CS [STUDY]      # 6, 1 QueryRetrieveLevel
(0040,0100) SQ (Sequence with undefined length #=1)
  (fffe,e000) na (Item with undefined length #=1)
    (0008,0060) CS [CT]
  (fffe,e00d) na (ItemDelimitationItem)
(fffe,e0dd) na (SequenceDelimitationItem)
(0010,0010) PN =PersonName
(0028,0010) US 512\\\\513
"""

CONFIGURATION = """\
[nodes.pacs]
address = "PACS@10.0.0.5:11112"
calling-aet = "WS1"
charset = "ISO_IR 100"
[nodes.pacs.quirks]
[queries.ct-today]
model = "worklist"
keys = ["ScheduledProcedureStepSequence.Modality=CT"]
"""

WORDS = ("-L", "STUDY", "-k", "PatientName=DOE*", "--jsonl", "-aec", "PACS", "10.0.0.5", "11112", "--limit", "5", "-xi")
PEERS = ("PACS@10.0.0.5:104", "[::1]:11112", "dicom://AET@host:104/X", "host", "A@[fe80::1%eth0]:104", "::1")
LOGGER = (ROOT / "src" / "findscu" / "data" / "logger.cfg").read_bytes()


def real_identifiers() -> Iterator[bytes]:
    """Yield the data sets of pydicom's files that are short, each behind the number of its transfer syntax."""
    for path in sorted((Path(pydicom.__file__).parent / "data").rglob("*.dcm")):
        try:
            dataset = read_query_file(path.read_bytes()[: 1 << 16], path.name)
        except Exception:  # cut, or broken on purpose
            continue
        for number, syntax in enumerate(SYNTAX_LIST):
            try:
                raw = encode_dataset(dataset, syntax)
            except Exception:
                continue
            if len(raw) <= LONGEST:
                yield bytes([number]) + raw


def recorded_streams() -> Iterator[bytes]:
    """Yield what dcmqrscp says in a conversation."""
    from peers import dcmtk, files, process
    from torture.proxy import Proxy

    with tempfile.TemporaryDirectory() as folder:
        peer = dcmtk.dcmqrscp(Path(folder) / "dcmqrscp", ["ARCHIVE"])
        try:
            dcmtk.store(peer, "ARCHIVE", files.archive_files()[:12])
            for level in ("PATIENT", "STUDY"):
                with Proxy((peer.host, peer.port)) as proxy:
                    with find(f"ARCHIVE@{peer.host}:{proxy.port}", level=level) as matches:
                        list(matches)
                    yield bytes(proxy.received[True])
        finally:
            for running in list(process.running):
                running.stop()


def seeds() -> dict[str, list[bytes]]:
    """Return the seeds of each target."""
    identifiers = list(real_identifiers())
    streams = list(recorded_streams())
    lines = [line.encode() for line in KEY_LINES.splitlines()]
    return {
        "pdus": streams,
        "conversation": [bytes([1]) + stream for stream in streams],
        "messages": [],
        "commands": [],
        "identifiers": identifiers,
        "formats": [one[:1] + bytes([number % len(STREAMS)]) + one[1:] for number, one in enumerate(identifiers)],
        "charsets": [bytes((2, 0, number, 0, 0)) + "Yamada^山田".encode("iso2022_jp") for number in range(8)],
        "keys": lines,
        "queries": [KEY_LINES.encode()],
        "dumps": [DUMP.encode()],
        "query-files": [DUMP.encode(), *(one[1:] for one in identifiers[:20])],
        "json": [b'{"00100010":{"vr":"PN","Value":[{"Alphabetic":"Doe^Jane"}]},"00400100":{"vr":"SQ","Value":[{}]}}'],
        "configurations": [CONFIGURATION.encode()],
        "peers": [peer.encode() for peer in PEERS],
        "command-lines": ["\0".join(WORDS).encode()],
        "loggers": [LOGGER],
    }


def main() -> None:
    made = seeds()
    assert set(made) == set(TARGETS), set(made) ^ set(TARGETS)
    for name, contents in made.items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(contents):
            (folder / f"seed-{number:03}").write_bytes(content)


if __name__ == "__main__":
    main()
