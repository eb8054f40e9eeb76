"""The data sets that the pynetdicom peer answers with: invented, and at least one for each C-FIND SOP class."""

from __future__ import annotations

import warnings
from pathlib import Path

import pydicom
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from peers import files

_PREFIX = "1.2.840.10008.5.1.4."
PATIENT_ROOT = _PREFIX + "1.2.1.1"
STUDY_ROOT = _PREFIX + "1.2.2.1"
PATIENT_STUDY_ONLY = _PREFIX + "1.2.3.1"
WORKLIST = _PREFIX + "31"

SINGLE_ANSWER_MODELS = (_PREFIX + "37.1", _PREFIX + "37.2", _PREFIX + "37.3")
"""Relevant Patient Information Query: pynetdicom sends the first answer only."""

OTHER_MODELS = (
    _PREFIX + "1.1.201.6",  # Repository Query
    _PREFIX + "1.1.201.2",  # Inventory
    _PREFIX + "34.6.3",  # UPS Pull, Watch, Query
    _PREFIX + "34.6.2",
    _PREFIX + "34.6.5",
    _PREFIX + "38.2",  # Hanging Protocol
    _PREFIX + "39.2",  # Color Palette
    _PREFIX + "43.2",  # Generic Implant Template, Implant Assembly Template, Implant Template Group
    _PREFIX + "44.2",
    _PREFIX + "45.2",
    _PREFIX + "20.1",  # Defined Procedure Protocol
    _PREFIX + "1.1.200.4",  # Protocol Approval
    _PREFIX + "41",  # Product Characteristics, Substance Approval
    _PREFIX + "42",
    *SINGLE_ANSWER_MODELS,
)
"""SOP classes that DCMTK's findscu cannot ask for; the expectation is the file that the peer answers from."""

EVERY_VR_VALUES: dict[str, object] = {
    "SelectorAEValue": ["ARCHIVE", "BACKUP"],
    "SelectorASValue": ["042Y", "006M"],
    "SelectorATValue": [0x00100010, 0x0040A730],
    "SelectorCSValue": ["ORIGINAL", "", "AXIAL"],
    "SelectorDAValue": ["20260102", "19991231"],
    "SelectorDSValue": ["-1.5E1", "+0", "72.50"],
    "SelectorDTValue": ["20260102083000.000000+0100"],
    "SelectorFDValue": [-0.1, 1e300],
    "SelectorFLValue": [24.5, -1.25],
    "SelectorISValue": ["-12", "+7", "2147483647"],
    "SelectorLOValue": ["äöü", "two words", "x"],
    "SelectorLTValue": "a long text\r\nof two lines, with a \\ in it",
    "SelectorOBValue": b"\x00\x01\xfe\xff",
    "SelectorODValue": b"\x00\x00\x00\x00\x00\x00\xf0\x3f",
    "SelectorOFValue": b"\x00\x00\x80\x3f",
    "SelectorOLValue": b"\x01\x00\x00\x00\x02\x00\x00\x00",
    "SelectorOVValue": b"\x01\x00\x00\x00\x00\x00\x00\x80",
    "SelectorOWValue": b"\x01\x00\xff\x7f",
    "SelectorPNValue": ["Every^Value^Representation^Dr^III=值^一=あたい", "One^Component", "^^"],
    "SelectorSHValue": ["A1", "B2"],
    "SelectorSLValue": [-(2**31), 5],
    "SelectorSSValue": [-(2**15), 5],
    "SelectorSTValue": "short text",
    "SelectorSVValue": [-(2**63), 1],
    "SelectorTMValue": ["083000.25", "12"],
    "SelectorUCValue": ["unlimited " * 30, "characters"],
    "SelectorUIValue": ["2.25.1", "2.25.22"],
    "SelectorULValue": [2**32 - 1, 0],
    "SelectorUNValue": b"\x01\x02\x03\x04",
    "SelectorURValue": "https://example.org/study?x=1&y=2",
    "SelectorUSValue": [2**16 - 1, 0],
    "SelectorUTValue": "unlimited text " * 5000,
    "SelectorUVValue": [2**64 - 1, 0],
}


def dataset(charset: str | list[str] = "ISO_IR 192", **values: object) -> Dataset:
    """Return a data set of these attributes."""
    made = Dataset()
    made.SpecificCharacterSet = charset
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def _empty_values() -> Dataset:
    """Return a data set of one empty attribute for each VR."""
    return dataset(StudyInstanceUID="2.25.2", **dict.fromkeys(EVERY_VR_VALUES, None))


def private_elements() -> Dataset:
    made = dataset(StudyInstanceUID="2.25.3", PatientName="Private^Elements")
    block = made.private_block(0x0011, "FINDSCU TEST", create=True)
    block.add_new(0x01, "LO", ["one", "two"])
    block.add_new(0x02, "UN", b"\x01\x02")
    block.add_new(0x03, "SQ", [dataset(PatientID="inside")])
    return made


def nested(depth: int) -> Dataset:
    made = dataset(StudyInstanceUID=f"2.25.4{depth}", StudyDescription=f"depth {depth}")
    if depth:
        made.RequestAttributesSequence = [nested(depth - 1), Dataset()]
    return made


def _studies() -> list[Dataset]:
    return [
        dataset(StudyInstanceUID="2.25.1", QueryRetrieveLevel="STUDY", **EVERY_VR_VALUES),
        _empty_values(),
        private_elements(),
        nested(5),
        dataset(
            charset="ISO_IR 100", StudyInstanceUID="2.25.5", PatientName="Müller^Jérôme", StudyDescription=" blank"
        ),
        dataset(StudyInstanceUID="2.25.6", PatientName="x" * 20000),
    ]


def _worklist() -> list[Dataset]:
    step = dataset(charset="ISO_IR 100", Modality="CT", ScheduledStationAETitle=["CT1", "CT2"])
    step.ScheduledProtocolCodeSequence = [Dataset(), dataset(CodeValue="C1", CodeMeaning="Überblick")]
    item = dataset(PatientName="Worklist^Nested=列^表", PatientID="W1", ScheduledProcedureStepSequence=[step, step])
    return [item, dataset(PatientName="Worklist^Empty", ScheduledProcedureStepSequence=[])]


def _ups() -> list[Dataset]:
    code = dataset(
        CodeValue="121726", CodingSchemeDesignator="DCM", CodeMeaning="RT Treatment with Internal Verification"
    )
    state = {"ProcedureStepState": "SCHEDULED", "ScheduledProcedureStepPriority": "HIGH", "WorklistLabel": "label"}
    return [
        dataset(
            SOPInstanceUID=f"2.25.7{number}",
            PatientName=f"Workitem^{number}",
            ScheduledWorkitemCodeSequence=[code],
            InputInformationSequence=[dataset(ReferencedSOPSequence=[Dataset()], StudyInstanceUID="2.25.8")],
            ProcedureStepProgressInformationSequence=[],
            **state,
        )
        for number in range(3)
    ]


def _charsets() -> list[Dataset]:
    read = [pydicom.dcmread(path) for path in files.charset_files()]
    for found in read:
        found.pop("PixelData", None)
    return list(read)


def answers(model: str) -> list[Dataset]:
    """Return what the peer answers to a query of `model`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns of values longer than their VR allows
        return _answers(model)


def _answers(model: str) -> list[Dataset]:
    special = {PATIENT_ROOT: _charsets, STUDY_ROOT: _studies, WORKLIST: _worklist}
    if model in special:
        return special[model]()
    if ".34.6." in model:
        return _ups()
    return [dataset(SOPInstanceUID=f"2.25.9{number}", ContentLabel=f"ANSWER{number}") for number in range(3)]


def write_answers(folder: Path) -> None:
    """Write what the peer answers with: a folder for each model, a file for each answer."""
    for model in (PATIENT_ROOT, STUDY_ROOT, PATIENT_STUDY_ONLY, WORKLIST, *OTHER_MODELS):
        (folder / model).mkdir(parents=True)
        for number, answer in enumerate(answers(model)):
            answer.file_meta = _file_meta(model)
            answer.save_as(folder / model / f"{number:02d}.dcm", enforce_file_format=True)


def _file_meta(model: str) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(model)
    meta.MediaStorageSOPInstanceUID = UID("2.25.1")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return meta
