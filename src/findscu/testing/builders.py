"""Data sets for tests in one line: instances, worklist items, workitems, all obviously synthetic.

Everything is the same at each run: numbers become UIDs by a fixed rule.
"""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from ..attributes import apply_attributes
from ..identifier import DataSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

UPS_PUSH = "1.2.840.10008.5.1.4.34.6.1"

_STORAGE = {
    "CR": "1.2.840.10008.5.1.4.1.1.1",
    "CT": "1.2.840.10008.5.1.4.1.1.2",
    "DX": "1.2.840.10008.5.1.4.1.1.1.1",
    "MR": "1.2.840.10008.5.1.4.1.1.4",
    "US": "1.2.840.10008.5.1.4.1.1.6.1",
}
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def build_dataset(attributes: Mapping[str, object]) -> DataSet:
    """Build a data set from keywords and values, in UTF-8 unless it says otherwise.

        build_dataset({"PatientName": "Test^Patient01", "ScheduledProcedureStepSequence": {"Modality": "CT"}})

    Args:
        attributes: as in `findscu.find`: text, numbers, dates; None for an empty element, a list for several values,
            mappings for the items of a sequence.
    Raises:
        UsageError: no such attribute, or a value that it cannot take.
    """
    dataset = DataSet()
    apply_attributes(dataset, {"SpecificCharacterSet": "ISO_IR 192", **attributes})
    return dataset


def make_uid(*parts: object) -> str:
    """Make a UID that is always the same for the same parts (PS3.5 Annex B.2)."""
    return f"2.25.{uuid5(NAMESPACE_OID, ' '.join(map(str, parts))).int}"


def instance(
    patient: int = 1, study: int = 1, series: int = 1, number: int = 1, *, modality: str = "CT", **attributes: object
) -> DataSet:
    """Build an instance of a study, for the Query/Retrieve models.

    Args:
        patient: counts the patients: "Test^Patient01" with ID "PAT01".
        study: counts the studies of the patient.
        series: counts the series of the study.
        number: counts the instances of the series.
        modality: of the series.
        **attributes: keywords and values that replace or add to the usual ones.
    """
    place = (patient, study, series, number)
    return build_dataset(
        {
            "SOPClassUID": _STORAGE.get(modality, _SECONDARY_CAPTURE),
            "SOPInstanceUID": make_uid("instance", *place),
            "StudyDate": "20260101",
            "StudyTime": "080000",
            "AccessionNumber": f"ACC{patient:02d}{study:02d}",
            "Modality": modality,
            "StudyDescription": f"Study {study}",
            "SeriesDescription": f"Series {series}",
            "PatientName": f"Test^Patient{patient:02d}",
            "PatientID": f"PAT{patient:02d}",
            "PatientBirthDate": "19700101",
            "PatientSex": "O",
            "StudyInstanceUID": make_uid("study", *place[:2]),
            "SeriesInstanceUID": make_uid("series", *place[:3]),
            "StudyID": str(study),
            "SeriesNumber": series,
            "InstanceNumber": number,
            **attributes,
        }
    )


def worklist_item(number: int = 1, *, modality: str = "CT", **attributes: object) -> DataSet:
    """Build an item of a modality worklist with one scheduled procedure step.

    Args:
        number: counts the items: "Worklist^Item01".
        modality: of the step.
        **attributes: keywords and values that replace or add to the usual ones; those of the step too, flat:
            `worklist_item(ScheduledProcedureStepStartDate="20260101")`.
    """
    step = _scheduled_step(number, modality)
    step.update((keyword, attributes.pop(keyword)) for keyword in tuple(attributes) if keyword in step)
    return build_dataset({**_requested_procedure(number, modality, step), **attributes})


def _scheduled_step(number: int, modality: str) -> dict[str, object]:
    """Return the item of the Scheduled Procedure Step Sequence."""
    return {
        "Modality": modality,
        "RequestedContrastAgent": None,
        "ScheduledStationAETitle": f"{modality}_ROOM1",
        "ScheduledProcedureStepStartDate": "20260101",
        "ScheduledProcedureStepStartTime": "080000",
        "ScheduledPerformingPhysicianName": None,
        "ScheduledProcedureStepDescription": f"{modality} examination",
        "ScheduledProtocolCodeSequence": [],
        "ScheduledProcedureStepID": f"SPS{number:02d}",
        "ScheduledStationName": f"{modality} 1",
        "ScheduledProcedureStepLocation": "Room 1",
        "PreMedication": None,
    }


def _requested_procedure(number: int, modality: str, step: dict[str, object]) -> dict[str, object]:
    """Return what an item has of the procedure that the step is part of, its patient and visit."""
    return {
        "AccessionNumber": f"ACC{number:02d}",
        "ReferringPhysicianName": None,
        "ReferencedStudySequence": [],
        "ReferencedPatientSequence": [],
        "PatientName": f"Worklist^Item{number:02d}",
        "PatientID": f"WL{number:02d}",
        "PatientBirthDate": "19700101",
        "PatientSex": "O",
        "PatientWeight": None,
        "MedicalAlerts": None,
        "Allergies": None,
        "PregnancyStatus": None,
        "StudyInstanceUID": make_uid("worklist item", number),
        "RequestingPhysician": None,
        "RequestedProcedureDescription": f"{modality} procedure",
        "RequestedProcedureCodeSequence": [],
        "AdmissionID": None,
        "CurrentPatientLocation": None,
        "PatientState": None,
        "ScheduledProcedureStepSequence": step,
        "RequestedProcedureID": f"RP{number:02d}",
        "RequestedProcedurePriority": "ROUTINE",
        "PatientTransportArrangements": None,
    }


def workitem(number: int = 1, **attributes: object) -> DataSet:
    """Build a unified procedure step.

    Args:
        number: counts the workitems: "Workitem^Item01".
        **attributes: keywords and values that replace or add to the usual ones.
    """
    return build_dataset(
        {
            "SOPClassUID": UPS_PUSH,
            "SOPInstanceUID": make_uid("workitem", number),
            "PatientName": f"Workitem^Item{number:02d}",
            "PatientID": f"UPS{number:02d}",
            "PatientBirthDate": "19700101",
            "PatientSex": "O",
            "StudyInstanceUID": make_uid("workitem's study", number),
            "ScheduledProcedureStepStartDateTime": "20260101080000",
            "ScheduledWorkitemCodeSequence": {
                "CodeValue": "121726",
                "CodingSchemeDesignator": "DCM",
                "CodeMeaning": "RT Treatment with Internal Verification",
            },
            "InputReadinessState": "READY",
            "ProcedureStepState": "SCHEDULED",
            "ScheduledProcedureStepPriority": "MEDIUM",
            "ProcedureStepLabel": f"Workitem {number}",
            "WorklistLabel": "Synthetic worklist",
            **attributes,
        }
    )
