"""What one usually wants to know: the return keys of a level or a model, few (minimal), usual (standard) or all.

Which keys a model has at all stands in `key_tables`; what is asked beyond the usual is read from there.
"""

from __future__ import annotations

from ..errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..models import Model
    from .key_tables import ListedKey

MINIMAL, STANDARD, ALL = PRESETS = ("minimal", "standard", "all")

LEVEL_SYNONYMS = {"INSTANCE": "IMAGE"}
"""What ClearCanvas and some of its descendants call the lowest level."""


def return_keys(model: Model, level: str, preset: str = STANDARD) -> tuple[str, ...]:
    """List what to ask about an entity of a level, as paths that `keys` reads, some with a fixed value: `path=value`.

    Args:
        model: decides whether a study brings its patient along (Study Root) or not (Patient Root).
        level: PATIENT, STUDY, SERIES, IMAGE or INSTANCE; WORKLIST, UPS or "" for models without levels; any case.
        preset: minimal, standard or all.

    Returns:
        minimal: the unique and the required keys.
        standard: at Q/R levels those and the optional ones in wide use; for models without levels every attribute
        whose return key type is 1, 1C, 2 or 2C.
        all: every key that the standard lists for the level or the model, and the usual ones. What it excludes from a
        request is never among them, nor what needs negotiation: they suit a baseline association.

    Raises:
        UsageError: no such level or preset, or no table of this model's keys.

    **Source**: PS3.4 Tables C.6-1 to C.6-5, K.6-1, CC.2.5-3, Q.4-1 and Q.4-2, and those of the other models.
    """
    word = LEVEL_SYNONYMS.get(level.upper(), level.upper())
    if preset not in PRESETS:
        raise UsageError(f"unknown preset {preset!r}", hint=f"use one of {', '.join(PRESETS)}")
    if word and word not in _STANDARD:
        raise UsageError(f"unknown level {level!r}", hint=_level_hint(word))
    usual = _standard_keys(model, word) if preset != MINIMAL else ()
    if preset == STANDARD and usual:
        return usual
    listed = _listed(model, word, preset)
    return tuple(dict.fromkeys((*listed, *usual))) if model.levels else listed


def _standard_keys(model: Model, word: str) -> tuple[str, ...]:
    if not word:
        word = "WORKLIST" if model.name == "worklist" else "UPS" if model.name.startswith("ups-") else ""
    keys = _expand(_STANDARD.get(word, ""))
    if word == "STUDY" and "PATIENT" not in model.levels:
        keys += _expand(_PATIENT_OF_STUDY)
    return keys


def _listed(model: Model, word: str, preset: str) -> tuple[str, ...]:
    """Take what a preset wants from a model's key table, sequences by what it wants in them."""
    from .key_tables import listed_keys

    if model.levels and not word:
        hint = f"choose one with -L: {', '.join(model.levels)}"
        raise UsageError(f"model {model.name} has its keys at levels, and none is given", hint=hint)
    listed = listed_keys(model, word)
    if not listed:
        raise UsageError(f"no table of the keys of model {model.name} here", hint="name what you want with -r")
    wanted = {key.path for key in listed if _CHOICES[preset](key) and key.tags[-1] not in _ALTERNATIVES}
    if preset != ALL:  # what may be there in a sequence that need not be
        wanted = {path for path in wanted if set(_ways_to(path)) <= wanted}
    above = {path.rpartition(".")[0] for path in wanted}
    values = _TEMPLATES.get(model.name, {})
    return tuple(f"{key.path}{values.get(key.path, '')}" for key in listed if key.path in wanted - above)


def _ways_to(path: str) -> list[str]:
    """Return the sequences on the way to an attribute."""
    names = path.split(".")
    return [".".join(names[:count]) for count in range(1, len(names))]


_ALTERNATIVES = frozenset((0x00080119, 0x00080120))
"""Long and URN Code Value may be there only where Code Value is not. Source: PS3.4 Table C.6-2b, Table 8-2b."""

_CHOICES: dict[str, Callable[[ListedKey], bool]] = {
    MINIMAL: lambda key: key.match in ("U", "R", "="),
    STANDARD: lambda key: key.returned in ("1", "1C", "2", "2C"),
    ALL: lambda key: key.returned != "-",
}


def _template(identifier: int) -> dict[str, str]:
    """Return the values that ask for a template of PS3.16. Source: PS3.4 Tables Q.4-2 and Q.4-3."""
    sequence = "ContentTemplateSequence"
    return {f"{sequence}.MappingResource": "=DCMR", f"{sequence}.TemplateIdentifier": f"={identifier}"}


_TEMPLATES = {
    "general-patient-info": _template(9007),
    "breast-patient-info": _template(9000),
    "cardiac-patient-info": _template(3802),
}


def _level_hint(word: str) -> str:
    from difflib import get_close_matches

    levels = (*_STANDARD, *LEVEL_SYNONYMS)
    similar = get_close_matches(word, levels, n=1)
    if similar:
        return f"did you mean {similar[0]}?"
    return f"use one of {', '.join(levels)}, or set any other with -k QueryRetrieveLevel=..."


def _expand(paths: str) -> tuple[str, ...]:
    """Split a table of paths; `*` stands for the attributes of a coded entry."""
    return tuple(path.replace("*", name) for path in paths.split() for name in _parts_of(path))


def _parts_of(path: str) -> Sequence[str]:
    return _CODED_ENTRY if path.endswith("*") else ("",)


_CODED_ENTRY = ("CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning")

_PATIENT_OF_STUDY = "PatientName PatientID PatientBirthDate PatientSex"

_STANDARD = {
    "PATIENT": """
        PatientName PatientID IssuerOfPatientID PatientBirthDate PatientSex
        NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries NumberOfPatientRelatedInstances
    """,
    "STUDY": """
        StudyDate StudyTime AccessionNumber StudyID StudyInstanceUID
        ModalitiesInStudy ReferringPhysicianName StudyDescription
        NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances
    """,
    "SERIES": "Modality SeriesNumber SeriesInstanceUID SeriesDescription NumberOfSeriesRelatedInstances",
    "IMAGE": "InstanceNumber SOPInstanceUID SOPClassUID",
    "WORKLIST": """
        ScheduledProcedureStepSequence.ScheduledStationAETitle
        ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate
        ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime
        ScheduledProcedureStepSequence.Modality
        ScheduledProcedureStepSequence.ScheduledPerformingPhysicianName
        ScheduledProcedureStepSequence.ScheduledProcedureStepDescription
        ScheduledProcedureStepSequence.ScheduledStationName
        ScheduledProcedureStepSequence.ScheduledProcedureStepLocation
        ScheduledProcedureStepSequence.ScheduledProtocolCodeSequence.*
        ScheduledProcedureStepSequence.PreMedication
        ScheduledProcedureStepSequence.ScheduledProcedureStepID
        ScheduledProcedureStepSequence.RequestedContrastAgent
        RequestedProcedureID RequestedProcedureDescription RequestedProcedureCodeSequence.*
        StudyInstanceUID
        ReferencedStudySequence.ReferencedSOPClassUID ReferencedStudySequence.ReferencedSOPInstanceUID
        RequestedProcedurePriority PatientTransportArrangements
        AccessionNumber RequestingPhysician ReferringPhysicianName
        AdmissionID CurrentPatientLocation
        ReferencedPatientSequence.ReferencedSOPClassUID ReferencedPatientSequence.ReferencedSOPInstanceUID
        PatientName PatientID PatientBirthDate PatientSex PatientWeight
        ConfidentialityConstraintOnPatientDataDescription
        PatientState PregnancyStatus MedicalAlerts Allergies SpecialNeeds
    """,
    "UPS": """
        SOPClassUID SOPInstanceUID
        ScheduledProcedureStepPriority ProcedureStepLabel WorklistLabel ScheduledProcessingParametersSequence
        ScheduledStationNameCodeSequence.* ScheduledStationClassCodeSequence.*
        ScheduledStationGeographicLocationCodeSequence.*
        ScheduledHumanPerformersSequence.HumanPerformerCodeSequence.*
        ScheduledProcedureStepStartDateTime ScheduledWorkitemCodeSequence.*
        InputReadinessState InputInformationSequence StudyInstanceUID
        PatientName PatientID IssuerOfPatientID IssuerOfPatientIDQualifiersSequence
        OtherPatientIDsSequence PatientBirthDate PatientSex
        AdmissionID IssuerOfAdmissionIDSequence AdmittingDiagnosesDescription AdmittingDiagnosesCodeSequence.*
        ReferencedRequestSequence.StudyInstanceUID ReferencedRequestSequence.AccessionNumber
        ReferencedRequestSequence.IssuerOfAccessionNumberSequence
        ReferencedRequestSequence.PlacerOrderNumberImagingServiceRequest
        ReferencedRequestSequence.OrderPlacerIdentifierSequence
        ReferencedRequestSequence.FillerOrderNumberImagingServiceRequest
        ReferencedRequestSequence.OrderFillerIdentifierSequence
        ReferencedRequestSequence.RequestedProcedureID ReferencedRequestSequence.RequestedProcedureDescription
        ReferencedRequestSequence.RequestedProcedureCodeSequence.*
        ReferencedRequestSequence.RequestedProcedureComments
        MedicalAlerts PregnancyStatus SpecialNeeds
        ProcedureStepState ProcedureStepProgressInformationSequence
    """,
}
