"""Which attributes belong to a patient, a study and a series; all others belong to the image.

The Query/Retrieve models let an SCP offer any attribute of an entity as an optional key (PS3.4 §C.6.1.1), so these are
whole modules of PS3.3 and not only the tables of PS3.4. Loaded when a query, or the test SCP, asks for more than the
unique and the required keys.

**Source**: PS3.3 §C.7.1.1 (Patient), §C.7.2.1 and §C.7.2.2 (General and Patient Study), §C.7.3.1 (General Series),
§C.7.5.1 (General Equipment), §C.7.4.1 (Frame of Reference); PS3.4 Tables C.6-1 to C.6-4 for what is counted.
"""

from __future__ import annotations

from ..dictionary import keyword_of

PATIENT = """
    SpecificCharacterSet TimezoneOffsetFromUTC
    PatientName PatientID IssuerOfPatientID TypeOfPatientID IssuerOfPatientIDQualifiersSequence PatientBirthDate
    PatientBirthTime PatientSex QualityControlSubject OtherPatientIDs OtherPatientNames OtherPatientIDsSequence
    PatientBirthName PatientMotherBirthName EthnicGroup PatientComments PatientSpeciesDescription
    PatientSpeciesCodeSequence PatientBreedDescription ResponsiblePerson ResponsiblePersonRole
    ResponsibleOrganization PatientIdentityRemoved DeidentificationMethod ReferencedPatientSequence
"""

STUDY = """
    StudyInstanceUID StudyDate StudyTime AccessionNumber IssuerOfAccessionNumberSequence StudyID StudyDescription
    ReferringPhysicianName ReferringPhysicianIdentificationSequence ConsultingPhysicianName PhysiciansOfRecord
    PhysiciansOfRecordIdentificationSequence NameOfPhysiciansReadingStudy
    PhysiciansReadingStudyIdentificationSequence RequestingService RequestingPhysician ProcedureCodeSequence
    ReasonForPerformedProcedureCodeSequence ReferencedStudySequence AdmittingDiagnosesDescription
    AdmittingDiagnosesCodeSequence PatientAge PatientSize PatientWeight PatientSizeCodeSequence MedicalAlerts
    Allergies SmokingStatus PregnancyStatus LastMenstrualDate PatientState Occupation AdditionalPatientHistory
    AdmissionID IssuerOfAdmissionIDSequence ServiceEpisodeID ServiceEpisodeDescription PatientSexNeutered
"""

SERIES = """
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

_COUNTED = {
    "PATIENT": "NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries NumberOfPatientRelatedInstances",
    "STUDY": """
        ModalitiesInStudy SOPClassesInStudy AnatomicRegionsInStudyCodeSequence OtherStudyNumbers
        NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances
    """,
    "SERIES": "NumberOfSeriesRelatedInstances",
    "IMAGE": "SOPClassUID AvailableTransferSyntaxUID AlternateRepresentationSequence RelatedGeneralSOPClassUID",
}
_LEVELS = {"PATIENT": PATIENT, "STUDY": STUDY, "SERIES": SERIES, "IMAGE": ""}


def level_of(tag: int) -> str:
    """Return the level that an attribute belongs to, "" when there is no telling."""
    keyword = keyword_of(tag)
    if not keyword:
        return ""
    for level, attributes in _LEVELS.items():
        if keyword in f"{attributes} {_COUNTED[level]}".split():
            return level
    return ""
