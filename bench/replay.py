"""A find SCP that answers every C-FIND with the same pre-encoded study responses, as fast as the socket takes them.

    python bench/replay.py COUNT [PORT]

Prints its port, then serves until it is interrupted. The answers are made once, by pydicom, in Explicit VR Little
Endian: what is measured against it is the client.
"""

from __future__ import annotations

import sys
from io import BytesIO
from struct import pack
from time import sleep

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from findscu.testing.scripted import ScriptedPeer, Step

EXPLICIT_LE = b"1.2.840.10008.1.2.1"


def item(kind: int, body: bytes) -> bytes:
    return pack(">BBH", kind, 0, len(body)) + body


def associate_ac() -> bytes:
    """A-ASSOCIATE-AC that accepts context 1 in Explicit VR Little Endian (PS3.8 Table 9-17)."""
    user = item(0x51, pack(">I", 16384)) + item(0x52, b"1.2.3") + item(0x55, b"REPLAY")
    body = b"\0\x01\0\0" + b"ANY-SCP".ljust(16) + b"FINDSCU".ljust(16) + bytes(32)
    body += item(0x10, b"1.2.840.10008.3.1.1.1")
    body += item(0x21, b"\x01\0\0\0" + item(0x40, EXPLICIT_LE)) + item(0x50, user)
    return pack(">BBI", 2, 0, len(body)) + body


def p_data(control: int, fragment: bytes) -> bytes:
    return pack(">BBIIBB", 4, 0, len(fragment) + 6, len(fragment) + 2, 1, control) + fragment


def response(status: int, *, has_identifier: bool) -> bytes:
    """C-FIND-RSP to message 1 (PS3.7 Table 9.3-4)."""
    uid = b"1.2.840.10008.5.1.4.1.2.2.1\0"
    body = pack("<HHI", 0, 0x0002, len(uid)) + uid
    for element, number in ((0x0100, 0x8020), (0x0120, 1), (0x0800, 1 if has_identifier else 0x0101), (0x0900, status)):
        body += pack("<HHIH", 0, element, 2, number)
    return p_data(3, pack("<HHII", 0, 0, 4, len(body)) + body)


def study(number: int) -> bytes:
    """A study as a PACS answers it: twelve attributes, three of which differ each time."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.StudyDate = f"2026{number % 12 + 1:02d}{number % 28 + 1:02d}"
    dataset.StudyTime = "101500"
    dataset.AccessionNumber = f"A{number:08d}"
    dataset.QueryRetrieveLevel = "STUDY"
    dataset.ModalitiesInStudy = "CT"
    dataset.StudyDescription = "Synthetic study"
    dataset.PatientName = f"Synthetic^Number{number % 1000:03d}"
    dataset.PatientID = f"ID{number % 1000:06d}"
    dataset.PatientBirthDate = "19700101"
    dataset.PatientSex = "O"
    dataset.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.1{number:09d}"
    encoded = DicomBytesIO()
    encoded.is_little_endian, encoded.is_implicit_VR = True, False
    write_dataset(encoded, dataset)
    return encoded.getvalue()


def answers(count: int) -> bytes:
    pending = response(0xFF00, has_identifier=True)
    stream = BytesIO()
    for number in range(count):
        stream.write(pending + p_data(2, study(number)))
    stream.write(response(0, has_identifier=False))
    return stream.getvalue()


def main() -> None:
    count = int(sys.argv[1])
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    release_rp = bytes.fromhex("06 00 00000004 00000000")
    steps = [Step(associate_ac(), after=1), Step(answers(count), after=2), Step(release_rp, after=1)]
    with ScriptedPeer(steps, port=port) as peer:
        print(peer.port, flush=True)
        while True:
            sleep(60)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
