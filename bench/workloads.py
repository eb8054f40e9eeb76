"""What is answered: identifiers made once by pydicom, in Explicit VR Little Endian, and varied by number.

A varied value holds `NUMBER`, which becomes the eight digits of an answer's number: so all answers have one length
and cost next to nothing to make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

NUMBER = "97531864"
STUDY_ROOT = b"1.2.840.10008.5.1.4.1.2.2.1"
WORKLIST = b"1.2.840.10008.5.1.4.31"


class Workload(NamedTuple):
    """One kind of answers.

    Attributes:
        sop_class: the information model it is asked of.
        template: makes the data set that is varied.
        keys: what is asked, as `-k` takes it in both DCMTK's findscu and ours.
    """

    name: str
    sop_class: bytes
    template: Callable[[], Dataset]
    keys: tuple[str, ...]

    def question(self) -> list[str]:
        """Return the words that ask for it."""
        return ["-W" if self.sop_class == WORKLIST else "-S", *(word for key in self.keys for word in ("-k", key))]

    def identifiers(self, count: int) -> Iterator[bytes]:
        """Yield so many encoded identifiers."""
        encoded = encode(self.template())
        for number in range(count):
            yield encoded.replace(NUMBER.encode(), b"%08d" % number)


def encode(dataset: Dataset) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, False
    write_dataset(buffer, dataset)
    return buffer.getvalue()


def study() -> Dataset:
    """A study as a PACS answers it: twelve attributes, four of which differ each time."""
    dataset = alike()
    dataset.AccessionNumber = f"A{NUMBER}"
    dataset.PatientName = f"Synthetic^Number{NUMBER}"
    dataset.PatientID = f"ID{NUMBER}"
    dataset.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.1{NUMBER}"
    return dataset


def alike() -> Dataset:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.StudyDate = "20260131"
    dataset.StudyTime = "101500"
    dataset.AccessionNumber = "A00000001"
    dataset.QueryRetrieveLevel = "STUDY"
    dataset.ModalitiesInStudy = "CT"
    dataset.StudyDescription = "Synthetic study"
    dataset.PatientName = "Synthetic^Number00000001"
    dataset.PatientID = "ID00000001"
    dataset.PatientBirthDate = "19700101"
    dataset.PatientSex = "O"
    dataset.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.100000001"
    return dataset


def different() -> Dataset:
    """A study of which every value that may be anything differs each time."""
    dataset = study()
    dataset.StudyTime = "101500"
    dataset.StudyDescription = f"Synthetic study {NUMBER}"
    dataset.ReferringPhysicianName = f"Referring^{NUMBER}"
    dataset.StudyID = NUMBER
    dataset.InstitutionName = f"Institution {NUMBER}"
    dataset.OtherPatientIDs = [f"X{NUMBER}", f"Y{NUMBER}"]
    return dataset


def instance() -> Dataset:
    """An instance with nested sequences and names in Japanese."""
    dataset = study()
    dataset.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    dataset.QueryRetrieveLevel = "IMAGE"
    dataset.PatientName = f"Yamada^Tarou{NUMBER}=山田^太郎=やまだ^たろう"
    dataset.SeriesInstanceUID = f"1.2.826.0.1.3680043.8.498.2{NUMBER}"
    dataset.SOPInstanceUID = f"1.2.826.0.1.3680043.8.498.3{NUMBER}"
    dataset.InstanceNumber = "1"
    dataset.Rows, dataset.Columns = 512, 512
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-D1100", "SRT", "Head"
    reference = Dataset()
    reference.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    reference.ReferencedSOPInstanceUID = f"1.2.826.0.1.3680043.8.498.4{NUMBER}"
    reference.PurposeOfReferenceCodeSequence = [code]
    dataset.ReferencedImageSequence = [reference, reference]
    dataset.AnatomicRegionSequence = [code]
    return dataset


def scheduled() -> Dataset:
    """A worklist item: the step that is scheduled lies in a sequence."""
    step = Dataset()
    step.Modality = "CT"
    step.ScheduledStationAETitle = "CT1"
    step.ScheduledProcedureStepStartDate = "20260131"
    step.ScheduledProcedureStepStartTime = "101500"
    step.ScheduledProcedureStepDescription = "Synthetic step"
    step.ScheduledProcedureStepID = f"S{NUMBER}"
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.AccessionNumber = f"A{NUMBER}"
    dataset.PatientName = f"Synthetic^Number{NUMBER}"
    dataset.PatientID = f"ID{NUMBER}"
    dataset.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.1{NUMBER}"
    dataset.ScheduledProcedureStepSequence = [step]
    dataset.RequestedProcedureID = f"R{NUMBER}"
    return dataset


_STUDY_KEYS = ("QueryRetrieveLevel=STUDY", "PatientName", "PatientID", "StudyInstanceUID", "StudyDate")
_STEP = "ScheduledProcedureStepSequence[0]."

WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("study", STUDY_ROOT, study, _STUDY_KEYS),
        Workload("alike", STUDY_ROOT, alike, _STUDY_KEYS),
        Workload("different", STUDY_ROOT, different, _STUDY_KEYS),
        Workload("instance", STUDY_ROOT, instance, ("QueryRetrieveLevel=IMAGE", "PatientName", "SOPInstanceUID")),
        Workload("worklist", WORKLIST, scheduled, ("PatientName", "PatientID", f"{_STEP}Modality=CT")),
    )
}
