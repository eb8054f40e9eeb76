"""Which attributes belong to a patient, a study and a series; all others belong to the image.

The Query/Retrieve models let an SCP offer any attribute of an entity as an optional key (PS3.4 §C.6.1.1), so these are
whole modules of PS3.3 and not only the tables of PS3.4.

**Source**: PS3.3 §C.7.1.1 (Patient), §C.7.2.1 and §C.7.2.2 (General and Patient Study), §C.7.3.1 (General Series),
§C.7.5.1 (General Equipment), §C.7.4.1 (Frame of Reference); PS3.4 Tables C.6-1 to C.6-4 for what is counted.
"""

from __future__ import annotations

from ..dictionary import tag_of

LEVELS = ("PATIENT", "STUDY", "SERIES", "IMAGE")

_PATIENT = """
    SpecificCharacterSet TimezoneOffsetFromUTC
    PatientName PatientID IssuerOfPatientID TypeOfPatientID IssuerOfPatientIDQualifiersSequence PatientBirthDate
    PatientBirthTime PatientSex QualityControlSubject OtherPatientIDs OtherPatientNames OtherPatientIDsSequence
    PatientBirthName PatientMotherBirthName EthnicGroup PatientComments PatientSpeciesDescription
    PatientSpeciesCodeSequence PatientBreedDescription ResponsiblePerson ResponsiblePersonRole
    ResponsibleOrganization PatientIdentityRemoved DeidentificationMethod ReferencedPatientSequence
"""

_STUDY = """
    StudyInstanceUID StudyDate StudyTime AccessionNumber IssuerOfAccessionNumberSequence StudyID StudyDescription
    ReferringPhysicianName ReferringPhysicianIdentificationSequence ConsultingPhysicianName PhysiciansOfRecord
    PhysiciansOfRecordIdentificationSequence NameOfPhysiciansReadingStudy
    PhysiciansReadingStudyIdentificationSequence RequestingService RequestingPhysician ProcedureCodeSequence
    ReasonForPerformedProcedureCodeSequence ReferencedStudySequence AdmittingDiagnosesDescription
    AdmittingDiagnosesCodeSequence PatientAge PatientSize PatientWeight PatientSizeCodeSequence MedicalAlerts
    Allergies SmokingStatus PregnancyStatus LastMenstrualDate PatientState Occupation AdditionalPatientHistory
    AdmissionID IssuerOfAdmissionIDSequence ServiceEpisodeID ServiceEpisodeDescription PatientSexNeutered
"""

_SERIES = """
    Modality SeriesInstanceUID SeriesNumber Laterality SeriesDate SeriesTime PerformingPhysicianName
    PerformingPhysicianIdentificationSequence ProtocolName SeriesDescription SeriesDescriptionCodeSequence
    OperatorsName OperatorIdentificationSequence ReferencedPerformedProcedureStepSequence RelatedSeriesSequence
    BodyPartExamined PatientPosition SmallestPixelValueInSeries LargestPixelValueInSeries
    RequestAttributesSequence PerformedProcedureStepID PerformedProcedureStepStartDate
    PerformedProcedureStepStartTime PerformedProcedureStepEndDate PerformedProcedureStepEndTime
    PerformedProcedureStepDescription PerformedProtocolCodeSequence CommentsOnThePerformedProcedureStep
    AnatomicalOrientationType Manufacturer InstitutionName InstitutionAddress StationName
    InstitutionalDepartmentName ManufacturerModelName DeviceSerialNumber SoftwareVersions
    FrameOfReferenceUID PositionReferenceIndicator
"""


def _tags_of(keywords: str) -> frozenset[int]:
    return frozenset(tag for tag in map(tag_of, keywords.split()) if tag is not None)


ATTRIBUTES: dict[str, frozenset[int]] = {
    "PATIENT": _tags_of(_PATIENT),
    "STUDY": _tags_of(_PATIENT + _STUDY),
    "SERIES": _tags_of(_PATIENT + _STUDY + _SERIES),
}
"""Level: the attributes that an entity of it has, those of the levels above included."""
