"""DCMTK's findscu, given answers by a script: what it says and writes is what ours has to say and write."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compat.talk import ScriptedScp, Talk
from findscu.identifier import SYNTAXES
from findscu.matches import Match
from findscu.output.dcmtk_tree import ERROR, WARN, Tree
from peers import process
from peers.files import CHARSET_FILES, PYDICOM_FILES
from peers.programs import require_dcmtk

LETTERS = {WARN: "W", ERROR: "E"}


@dataclass
class Run:
    """What a run came to; `files` by name."""

    stdout: bytes
    stderr: bytes
    files: dict[str, bytes]


def ask(answers: Sequence[bytes], syntax: str, folder: Path, *options: str) -> Run:
    """Let DCMTK's findscu ask an SCP that gives these answers."""

    def script(talk: Talk) -> None:
        talk.accept(syntax)
        for find in talk.finds():
            for answer in answers:
                talk.answer(find, answer)
            talk.final(find)

    folder.mkdir(parents=True, exist_ok=True)
    with ScriptedScp(script) as scp:
        words = [require_dcmtk("findscu"), "-xd", *options, "-S", "-k", "0008,0052=STUDY", scp.host, str(scp.port)]
        environment = process.environment()
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=False, env=environment)
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    return Run(done.stdout, done.stderr, files)


def match_of(raw: bytes, syntax: str) -> Match:
    return Match(raw, SYNTAXES[syntax])


def messages_of(tree: Tree) -> str:
    """Return what DCMTK logs while it reads a data set."""
    lines = [f"{LETTERS[level]}: {text}\n" for level, text in tree.messages]
    if tree.failure:
        what = "DIMSE Warning: (FINDSCU,ANY-SCP): DIMSE receiveDataSetInMemory: dset->read() Failed"
        lines.append(f"W: {what} ({tree.failure})\n")
    return "".join(lines)


def raw_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def dicom_files() -> list[Path]:
    """Return pydicom's files for character sets, and its other small ones."""
    others = [path for path in sorted(PYDICOM_FILES.glob("test_files/*.dcm")) if path.stat().st_size < 60_000]
    return [*sorted(CHARSET_FILES.glob("*.dcm")), *others]


def body_of(path: Path) -> tuple[bytes, str]:
    """Return the data set of a file as it is in it, and its transfer syntax."""
    raw = path.read_bytes()
    if raw[128:132] != b"DICM" or raw[132:140] != b"\x02\0\0\0UL\x04\0":
        return b"", ""
    length = int.from_bytes(raw[140:144], "little")
    meta, body = raw[144 : 144 + length], raw[144 + length :]
    place = meta.find(b"\x02\0\x10\0UI")
    size = int.from_bytes(meta[place + 6 : place + 8], "little")
    return body + bytes(len(body) % 2), meta[place + 8 : place + 8 + size].rstrip(b"\0").decode("ascii")
