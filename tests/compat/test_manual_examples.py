"""Every example of both manuals, quoted for a POSIX shell and with the host replaced, sends the identifier shown.

The identifiers are written as the manuals write them, that is as pydicom shows a data set; pydicom reads what was sent.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from compat.judge import Judge
from compat.lines import line
from compat.talk import EXPLICIT
from compat.wire import command_elements
from peers.datasets import read_identifier

PYNETDICOM = {
    "-k QueryRetrieveLevel=PATIENT -k PatientName=": """
        (0008,0052) Query/Retrieve Level CS: 'PATIENT'
        (0010,0010) Patient's Name PN: ''""",
    "-k '(0008,0052)=PATIENT' -k '(0010,0010)='": """
        (0008,0052) Query/Retrieve Level CS: 'PATIENT'
        (0010,0010) Patient's Name PN: ''""",
    "-k 'OtherPatientIDsSequence[2].PatientID=12345678'": """
        (0010,1002) Other Patient IDs Sequence 3 item(s) ----
        (0010,0020) Patient ID LO: '12345678'""",
    "-k PatientName=": "(0010,0010) Patient's Name PN: ''",
    "-k '(0010,0010)='": "(0010,0010) Patient's Name PN: ''",
    "-k PatientName=Citizen^Jan": "(0010,0010) Patient's Name PN: 'Citizen^Jan'",
    "-k '(0010,0010)=Citizen^Jan'": "(0010,0010) Patient's Name PN: 'Citizen^Jan'",
    "-k Columns=1024": "(0028,0011) Columns US: 1024",
    "-k PixelData=00FFEA08": r"(7fe0,0010) Pixel Data OW: b'\x00\xff\xea\x08'",
    r"-k AcquisitionIndex=1\\2\\3\\4": "(0020,9518) Acquisition Index US: [1, 2, 3, 4]",
    "-k BeamSequence=": "(300a,00b0) Beam Sequence 0 item(s) ----",
    "-k '(300a,00b0)='": "(300a,00b0) Beam Sequence 0 item(s) ----",
    "-k 'BeamSequence[0]='": "(300a,00b0) Beam Sequence 1 item(s) ----",
    "-k 'BeamSequence[3]='": "(300a,00b0) Beam Sequence 4 item(s) ----",
    "-k 'BeamSequence[0].PatientName=CITIZEN^Jan'": """
        (300a,00b0) Beam Sequence 1 item(s) ----
        (0010,0010) Patient's Name PN: 'CITIZEN^Jan'""",
    "-k 'BeamSequence[0].BeamLimitingDeviceSequence[0].NumberOfLeafJawPairs=1'": """
        (300a,00b0) Beam Sequence 1 item(s) ----
        (300a,00b6) Beam Limiting Device Sequence 1 item(s) ----
        (300a,00bc) Number of Leaf/Jaw Pairs IS: '1'""",
}
"""Under CITIZEN^Jan the manual shows Citizen^Jan; the value is what was typed."""

HEWETT = """
        (0008,0052) Query/Retrieve Level CS: 'PATIENT'
        (0010,0010) Patient's Name PN: 'HEWETT*'
        (0010,0020) Patient ID LO: ''"""

DCMTK = {
    "-P {peer} patqry.dcm": """
        (0008,0052) Query/Retrieve Level CS: 'PATIENT'
        (0010,0010) Patient's Name PN: ''
        (0010,0020) Patient ID LO: ''""",
    '-P -k "(0010,0010)=HEWETT*" {peer} patqry.dcm': HEWETT,
    '-P -k "0010,0010=HEWETT*" {peer} patqry.dcm': HEWETT,
    '-P -k PatientName="HEWETT*" {peer} patqry.dcm': HEWETT,
    '-W -k "(0040,0100)[0].Modality=CT" {peer}': """
        (0040,0100) Scheduled Procedure Step Sequence 1 item(s) ----
        (0008,0060) Modality CS: 'CT'""",
}


def shown(text: str) -> list[str]:
    """Return the lines of a data set as pydicom shows it, whatever the blanks, dashes and quotes."""
    lines = []
    for row in text.splitlines():
        row = re.sub(r"\(([0-9A-Fa-f]{4}), ?([0-9A-Fa-f]{4})\)", lambda tag: tag[0].lower().replace(" ", ""), row)
        row = " ".join(row.replace('"', "'").replace("Patient''s", "Patient's").split())
        if row.strip("- "):
            lines.append(row)
    return lines


def identifier_sent(judge: Judge, text: str, folder: Path) -> str:
    """Ask with ours, and return what pydicom makes of the identifier on the wire."""
    seen = judge.observe(judge.ours, line("example", "none", text), folder / "ours")
    assert seen.code == 0, seen.stderr
    return str(read_identifier(_data_set(seen.sent[0]), EXPLICIT))


def _data_set(sent: bytes) -> bytes:
    """Return the data set of the first message: the fragments whose headers say so (PS3.8 Annex E.2)."""
    place, data, command = 0, b"", b""
    while place < len(sent):
        kind, length = sent[place], int.from_bytes(sent[place + 2 : place + 6], "big")
        if kind == 4:
            header, value = sent[place + 11], sent[place + 12 : place + 6 + length]
            command, data = (command + value, data) if header & 1 else (command, data + value)
        place += 6 + length
    assert dict(command_elements(command))[0x0100] == b"\x20\0", "C-FIND-RQ"
    return data


@pytest.mark.parametrize("text", PYNETDICOM)
def test_pynetdicom(pynetdicom_judge: Judge, tmp_path: Path, text: str) -> None:
    assert shown(identifier_sent(pynetdicom_judge, text, tmp_path)) == shown(PYNETDICOM[text])


@pytest.mark.parametrize("text", DCMTK)
def test_dcmtk(dcmtk_judge: Judge, tmp_path: Path, text: str) -> None:
    assert shown(identifier_sent(dcmtk_judge, text, tmp_path)) == shown(DCMTK[text])


ON_STANDARD_ERROR = """
I: Requesting Association
I: Association Accepted
I: Sending Find Request: MsgID 1
I: # Request Identifier
I: (0008,0052) CS [PATIENT]                                # 1 QueryRetrieveLevel
I: (0010,0010) PN (no value available)                     # 0 PatientName
I: Find SCP Response: 1 - 0xFF00 (Pending)
I: # Response Identifier
I: (0008,0052) CS [PATIENT]                                # 1 QueryRetrieveLevel
I: (0008,0054) AE [QRSCP]                                  # 1 RetrieveAETitle
I: (0010,0010) PN [CompressedSamples^CT1]                  # 1 PatientName
I: Find SCP Result: 0x0000 (Success)
I: Releasing Association
""".strip().splitlines()
"""What pynetdicom's manual shows of a run against its own archive."""


def test_what_pynetdicom_shows(pynetdicom_judge: Judge, tmp_path: Path) -> None:
    asked = line("example", "qrscp", shlex.join(["-k", "QueryRetrieveLevel=PATIENT", "-k", "PatientName="]))
    pynetdicom_judge.start_peer(asked)
    seen = pynetdicom_judge.observe(pynetdicom_judge.ours, asked, tmp_path / "ours").stderr.decode().splitlines()
    places = [seen.index(text) for text in ON_STANDARD_ERROR if "CompressedSamples" not in text]
    assert "I: (0010,0010) PN [CompressedSamples^CT1]                  # 1 PatientName" in seen
    assert places[:6] == sorted(places[:6])
    assert seen[-2:] == ON_STANDARD_ERROR[-2:]
