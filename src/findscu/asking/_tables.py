"""The key tables of PS3.4, as text that `key_tables` reads; loaded when somebody asks about keys.

A line is one or several attributes of one kind, in the order of the standard:

    R 1 sw PatientName              match type, return type, ways of matching, attributes
    O 3 >EquivalentCodeSequence     `>` for each sequence it lies in, as in the standard
    >+CODE                          the attributes of a macro, below the sequence before it

Match types are U (unique), R (required), O (optional), - (not matched), = (sent with a value, not matched) and, in
macros, * (that of the sequence). Return types are those of PS3.5 §7.4; - for what must not be asked for; the
Query/Retrieve models have none. Ways of matching stand where a table restricts them: s single value, l list of UID,
w wild card, r range, q sequence, u universal.

**Source**: PS3.4 2020c, Annexes C, K, Q, U, V, X, BB, CC, HH and II, and §8 for the macros of coded entries.
"""

from __future__ import annotations

TABLES = {
    "C.6-1": """
        R PatientName
        U PatientID
        O IssuerOfPatientID ReferencedPatientSequence >ReferencedSOPClassUID >ReferencedSOPInstanceUID
        O PatientBirthDate PatientBirthTime PatientSex OtherPatientIDsSequence OtherPatientNames EthnicGroup
        O PatientComments NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries NumberOfPatientRelatedInstances
    """,
    "C.6-2": """
        R StudyDate StudyTime AccessionNumber StudyID
        U StudyInstanceUID
        O ModalitiesInStudy SOPClassesInStudy AnatomicRegionsInStudyCodeSequence >+CODE ReferringPhysicianName
        O StudyDescription ProcedureCodeSequence >+CODE NameOfPhysiciansReadingStudy AdmittingDiagnosesDescription
        O ReferencedStudySequence >ReferencedSOPClassUID >ReferencedSOPInstanceUID PatientAge PatientSize
        O PatientWeight Occupation AdditionalPatientHistory OtherStudyNumbers NumberOfStudyRelatedSeries
        O NumberOfStudyRelatedInstances
    """,
    "C.6-3": """
        R Modality SeriesNumber
        U SeriesInstanceUID
        O NumberOfSeriesRelatedInstances
    """,
    "C.6-4": """
        R InstanceNumber
        U SOPInstanceUID
        O SOPClassUID AvailableTransferSyntaxUID AlternateRepresentationSequence >SeriesInstanceUID
        O >ReferencedSOPClassUID >ReferencedSOPInstanceUID >PurposeOfReferenceCodeSequence >>+CODE
        O RelatedGeneralSOPClassUID ConceptNameCodeSequence >+CODE ContentTemplateSequence >TemplateIdentifier
        O >MappingResource ContainerIdentifier SpecimenDescriptionSequence >SpecimenIdentifier >SpecimenUID
    """,
    "C.6-5": """
        R StudyDate StudyTime AccessionNumber PatientName PatientID StudyID
        U StudyInstanceUID
        O ModalitiesInStudy SOPClassesInStudy AnatomicRegionsInStudyCodeSequence >+CODE ReferringPhysicianName
        O StudyDescription ProcedureCodeSequence >+CODE NameOfPhysiciansReadingStudy AdmittingDiagnosesDescription
        O ReferencedStudySequence >ReferencedSOPClassUID >ReferencedSOPInstanceUID ReferencedPatientSequence
        O >ReferencedSOPClassUID >ReferencedSOPInstanceUID IssuerOfPatientID PatientBirthDate PatientBirthTime
        O PatientSex OtherPatientIDsSequence OtherPatientNames PatientAge PatientSize PatientWeight EthnicGroup
        O Occupation AdditionalPatientHistory PatientComments OtherStudyNumbers NumberOfStudyRelatedSeries
        O NumberOfStudyRelatedInstances
    """,
    "K.6-1": """
        R 1 q ScheduledProcedureStepSequence
        R 1 s >ScheduledStationAETitle
        R 1 sr >ScheduledProcedureStepStartDate >ScheduledProcedureStepStartTime
        R 1 s >Modality
        R 2 sw >ScheduledPerformingPhysicianName
        O 1C >ScheduledProcedureStepDescription
        O 2 >ScheduledStationName >ScheduledProcedureStepLocation
        O 3 >ReferencedDefinedProtocolSequence
        O 1 >>ReferencedSOPClassUID >>ReferencedSOPInstanceUID
        O 3 >ReferencedPerformedProtocolSequence
        O 1 >>ReferencedSOPClassUID >>ReferencedSOPInstanceUID
        O 1C >ScheduledProtocolCodeSequence >>+CODE_2
        - 3 >>ProtocolContextSequence
        - 1 >>>ValueType >>>ConceptNameCodeSequence >>>>+CODE_3
        - 1C >>>DateTime >>>PersonName >>>TextValue >>>ConceptCodeSequence >>>>+CODE_3 >>>NumericValue
        - 1C >>>MeasurementUnitsCodeSequence >>>>+CODE_3
        O 2C >PreMedication
        O 1 >ScheduledProcedureStepID
        O 2C >RequestedContrastAgent
        O 3 >ScheduledProcedureStepStatus ScheduledSpecimenSequence
        O 1 >ContainerIdentifier
        - 2 >ContainerTypeCodeSequence >>+CODE_3
        O 1 >SpecimenDescriptionSequence >>SpecimenIdentifier >>SpecimenUID
        O 3 BarcodeValue
        O 1 RequestedProcedureID
        O 1C RequestedProcedureDescription RequestedProcedureCodeSequence >+CODE_2
        O 1 StudyInstanceUID
        O 3 StudyDate StudyTime
        O 2 ReferencedStudySequence
        O 1 >ReferencedSOPClassUID >ReferencedSOPInstanceUID
        O 2 RequestedProcedurePriority PatientTransportArrangements AccessionNumber
        O 3 IssuerOfAccessionNumberSequence
        O 2 RequestingPhysician ReferringPhysicianName AdmissionID
        O 3 IssuerOfAdmissionIDSequence
        O 2 CurrentPatientLocation ReferencedPatientSequence
        O 1 >ReferencedSOPClassUID >ReferencedSOPInstanceUID
        R 1 sw PatientName
        R 1 s PatientID
        O 3 IssuerOfPatientID IssuerOfPatientIDQualifiersSequence OtherPatientIDsSequence
        O 2 PatientBirthDate PatientSex
        O 3 PatientPrimaryLanguageCodeSequence >+CODE_4 >PatientPrimaryLanguageModifierCodeSequence >>+CODE_4
        O 2 PatientWeight
        O 3 PatientSize
        O 2 ConfidentialityConstraintOnPatientDataDescription PatientState PregnancyStatus MedicalAlerts Allergies
        O 2 SpecialNeeds
        O 3 u PertinentDocumentsSequence
        - 1 >ReferencedSOPClassUID >ReferencedSOPInstanceUID
        - 2 >PurposeOfReferenceCodeSequence >>+CODE_3 >DocumentTitle
    """,
    "Q.4-1": """
        - 1 PatientName
        R 1 s PatientID
        R 2 s IssuerOfPatientID
        = 1 ContentTemplateSequence >MappingResource >TemplateIdentifier
        - 2 PatientBirthDate PatientSex
        - 1 ObservationDateTime ValueType ConceptNameCodeSequence
        - 2 ContentSequence
        - 1C HL7StructuredDocumentReferenceSequence
        - 1 >ReferencedSOPClassUID >ReferencedSOPInstanceUID >HL7InstanceIdentifier
        - 3 >RetrieveURI
        - 1C StudiesContainingOtherReferencedInstancesSequence
        - 1 >ReferencedSeriesSequence >>SeriesInstanceUID >>ReferencedInstanceSequence >>>ReferencedSOPClassUID
        - 1 >>>ReferencedSOPInstanceUID
    """,
    "U.6-1": """
        +INSTANCE
        R 1 swu HangingProtocolName
        - 1 HangingProtocolDescription
        R 1 su HangingProtocolLevel
        - 1 HangingProtocolCreator HangingProtocolCreationDateTime
        R 1 uq HangingProtocolDefinitionSequence
        R 2 su >Modality
        R 2 uq >AnatomicRegionSequence >>+CODE_1
        R 2 su >Laterality
        R 2 uq >ProcedureCodeSequence >>+CODE_1 >ReasonForRequestedProcedureCodeSequence >>+CODE_1
        R 1 su NumberOfPriorsReferenced
        R 2 uq HangingProtocolUserIdentificationCodeSequence >+CODE_1
        R 3 HangingProtocolUserGroupName
        R 2 NumberOfScreens
        - 2 NominalScreenDefinitionSequence
        - 1 >NumberOfVerticalPixels >NumberOfHorizontalPixels >DisplayEnvironmentSpatialPosition
        - 1C >ScreenMinimumGrayscaleBitDepth >ScreenMinimumColorBitDepth
        - 3 >ApplicationMaximumRepaintTime
    """,
    "V.6-1": """
        R 1 s ProductPackageIdentifier
        - 1 ProductTypeCodeSequence >+CODE_3 ProductName
        - 2 ProductExpirationDateTime ProductParameterSequence
        - 1 >ValueType >ConceptNameCodeSequence >>+CODE_3
    """,
    "V.6-2": """
        O 2 PatientName
        R 1 s PatientID
        O 2 IssuerOfPatientID
        O 3 IssuerOfPatientIDQualifiersSequence
        - 2 PatientBirthDate PatientSex
        R 2 s AdmissionID
        O 3 IssuerOfAdmissionIDSequence
        O 1C >LocalNamespaceEntityID >UniversalEntityID >UniversalEntityIDType
        R 1 s ProductPackageIdentifier
        R 1 AdministrationRouteCodeSequence >+CODE_1
        - 1 SubstanceAdministrationApproval
        - 2 ApprovalStatusFurtherDescription
        - 1 ApprovalStatusDateTime
    """,
    "X.6-1": """
        R 1 s SOPClassUID
        U 1 s SOPInstanceUID
        R 1 swu ContentLabel
        - 2 ContentDescription ContentCreatorName
        - 3 AlternateContentDescriptionSequence
        - 1 >ContentDescription >LanguageCodeSequence >>+CODE_3
    """,
    "BB.6-1": """
        +INSTANCE
        R 1 swu Manufacturer ImplantName
        R 2 swu ImplantSize
        R 1 swu ImplantPartNumber
        R 2 uq ReplacedImplantTemplateSequence >+INSTANCES DerivationImplantTemplateSequence >+INSTANCES
        R 1 sr EffectiveDateTime
        R 2 uq OriginalImplantTemplateSequence >+INSTANCES
        R 2 uq ImplantTargetAnatomySequence
        R 1 su >AnatomicRegionSequence >>+CODE_1
        R 2 uq ImplantRegulatoryDisapprovalCodeSequence >+CODE_1
        R 1 uq MaterialsCodeSequence >+CODE_1 CoatingMaterialsCodeSequence >+CODE_1
    """,
    "BB.6-2": """
        +INSTANCE
        R 1 swu ImplantAssemblyTemplateName Manufacturer
        R 1 su ProcedureTypeCodeSequence >+CODE_1
        R 1 uq ReplacedImplantAssemblyTemplateSequence >+INSTANCES OriginalImplantAssemblyTemplateSequence >+INSTANCES
        R 1 uq DerivationImplantAssemblyTemplateSequence >+INSTANCES
        R 2 swu SurgicalTechnique
    """,
    "BB.6-3": """
        +INSTANCE
        R 1 swu ImplantTemplateGroupName
        - 2 ImplantTemplateGroupDescription
        R 1 swu ImplantTemplateGroupIssuer
        R 1 sr EffectiveDateTime
        R 2 uq ReplacedImplantTemplateGroupSequence >+INSTANCES
    """,
    "HH.6-1": """
        +INSTANCE
        R 2 CustodialOrganizationSequence >InstitutionName
        R 2 uq >InstitutionCodeSequence >>+CODE_1 ResponsibleGroupCodeSequence >+CODE_1
        R 1 swu ProtocolName
        R 1 uq PotentialScheduledProtocolCodeSequence >+CODE_1 PotentialRequestedProcedureCodeSequence >+CODE_1
        - 2 PotentialReasonsForProcedure
        R 2 uq PotentialReasonsForProcedureCodeSequence >+CODE_1
        - 2 PotentialDiagnosticTasks
        R 2 PredecessorProtocolSequence >+INSTANCES
        R 1 swu ContentCreatorName
        R 1 sr InstanceCreationDate InstanceCreationTime
        R 1 swu ClinicalTrialSponsorName ClinicalTrialProtocolID
        R 1 EquipmentModality
        R 2 ModelSpecificationSequence
        R 1 swu >Manufacturer
        R 2 swu >ManufacturerRelatedModelGroup >ManufacturerModelName >SoftwareVersions
        - 2 >DeviceSerialNumber
        R 2 uq AnatomicRegionSequence >+CODE_1 PrimaryAnatomicStructureSequence >+CODE_1
    """,
    "II.6-1": """
        +INSTANCE
        R 1 sr InstanceCreationDate InstanceCreationTime
        R 1 ApprovalSubjectSequence >+INSTANCES
        R 1 ApprovalSequence >AssertionCodeSequence >>+CODE_1
        - 1 >AssertionUID
        R 1 >AsserterIdentificationSequence
        - 1 >>ObserverType
        R 1 >>PersonName >>PersonIdentificationCodeSequence >>>+CODE_1
        R 2 >>OrganizationalRoleCodeSequence >>>+CODE_1
        - 3 >>StationName >>DeviceUID >>Manufacturer >>ManufacturerModelName >>StationAETitle
        R 1 >>InstitutionName >>InstitutionCodeSequence >>>+CODE_1
        U 2 >>InstitutionalDepartmentName
        U 3 >>InstitutionalDepartmentTypeCodeSequence >>>+CODE_1
        R 1 sr >AssertionDateTime
        R 2 sr >AssertionExpirationDateTime
        - 2 >AssertionComments
        U 1 >RelatedAssertionSequence >>ReferencedAssertionUID
        - 1 Manufacturer
        - 2 ManufacturerModelName SoftwareVersions
    """,
    "CC.2.5-3": """
        - - TransactionUID
        O 1 SOPClassUID
        U 1 s SOPInstanceUID
        R 1 s ScheduledProcedureStepPriority
        O 3 sr ScheduledProcedureStepModificationDateTime
        R 1 ProcedureStepLabel WorklistLabel
        - 2 ScheduledProcessingParametersSequence >+UPS_CONTENT
        R 2 q ScheduledStationNameCodeSequence >+UPS_CODE ScheduledStationClassCodeSequence >+UPS_CODE
        R 2 q ScheduledStationGeographicLocationCodeSequence >+UPS_CODE ScheduledHumanPerformersSequence
        R 1 q >HumanPerformerCodeSequence >>+UPS_CODE
        O 3 >HumanPerformerName >HumanPerformerOrganization
        R 1 sr ScheduledProcedureStepStartDateTime
        R 3 sr ExpectedCompletionDateTime
        O 3 sr ScheduledProcedureStepExpirationDateTime
        R 2 q ScheduledWorkitemCodeSequence >+UPS_CODE
        O 3 CommentsOnTheScheduledProcedureStep
        R 1 s InputReadinessState
        O 2 q InputInformationSequence >+UPS_REFERENCE
        O 2 StudyInstanceUID
        O 3 q OutputDestinationSequence >+UPS_STORAGE
        R 2 PatientName PatientID +UPS_ISSUER
        O 2 OtherPatientIDsSequence
        O 1 >PatientID >+UPS_ISSUER
        O 3 >TypeOfPatientID
        R 2 PatientBirthDate PatientSex
        - 3 ReferencedPatientPhotoSequence >+UPS_REFERENCE
        R 2 AdmissionID IssuerOfAdmissionIDSequence >+HL7_DESIGNATOR
        O 2 AdmittingDiagnosesDescription
        O 2 q AdmittingDiagnosesCodeSequence >+UPS_CODE
        R 2 ReferencedRequestSequence
        O 1 >StudyInstanceUID
        R 2 >AccessionNumber
        R 2 q >IssuerOfAccessionNumberSequence >>+HL7_DESIGNATOR
        O 1C >PlacerOrderNumberImagingServiceRequest
        O 2 q >OrderPlacerIdentifierSequence >>+HL7_DESIGNATOR
        O 1C >FillerOrderNumberImagingServiceRequest
        O 2 q >OrderFillerIdentifierSequence >>+HL7_DESIGNATOR
        R 2 >RequestedProcedureID
        O 2 >RequestedProcedureDescription >RequestedProcedureCodeSequence >>+UPS_CODE
        O 3 >ReasonForTheRequestedProcedure >ReasonForRequestedProcedureCodeSequence >>+UPS_CODE
        O 1C >RequestedProcedureComments
        O 3 >ConfidentialityCode >NamesOfIntendedRecipientsOfResults >ImagingServiceRequestComments
        O 3 >RequestingPhysician
        R 3 >RequestingService
        O 3 >RequestingServiceCodeSequence >>+UPS_CODE >IssueDateOfImagingServiceRequest
        O 3 >IssueTimeOfImagingServiceRequest >ReferringPhysicianName
        R 3 ReplacedProcedureStepSequence >+SOP_REFERENCE
        O 2C MedicalAlerts PregnancyStatus SpecialNeeds
        R 1 s ProcedureStepState
        - 2 ProcedureStepProgressInformationSequence
        - - UnifiedProcedureStepPerformedProcedureSequence
        O 1C q >ActualHumanPerformersSequence
        O 3 >PerformedStationNameCodeSequence >>+UPS_CODE
        O 1C >PerformedProcedureStepEndDateTime
    """,
}
"""Rows of a table, by its name."""

MACROS = {
    "INSTANCE": """
        R 1 SOPClassUID
        U 1 SOPInstanceUID
    """,
    "INSTANCES": "R 1 l ReferencedSOPClassUID ReferencedSOPInstanceUID",
    "CODE": """
        O CodeValue CodingSchemeDesignator CodingSchemeVersion CodeMeaning LongCodeValue URNCodeValue
        O ContextIdentifier ContextUID MappingResource MappingResourceUID ContextGroupVersion
        O ContextGroupExtensionFlag ContextGroupLocalVersion ContextGroupExtensionCreatorUID EquivalentCodeSequence
    """,
    "CODE_1": """
        R 1C CodeValue CodingSchemeDesignator CodingSchemeVersion
        - 1 CodeMeaning
        R 1C LongCodeValue URNCodeValue
        - 3 MappingResource MappingResourceUID ContextGroupVersion ContextGroupExtensionFlag
        - 3 ContextGroupLocalVersion ContextGroupExtensionCreatorUID
        O 3 EquivalentCodeSequence
    """,
    "CODE_2": """
        O 1C CodeValue CodingSchemeDesignator
        O 3 CodingSchemeVersion CodeMeaning
        O 1C LongCodeValue URNCodeValue
        O 3 MappingResource MappingResourceUID ContextGroupVersion ContextGroupExtensionFlag
        O 3 ContextGroupLocalVersion ContextGroupExtensionCreatorUID EquivalentCodeSequence
    """,
    "CODE_3": """
        - 1C CodeValue CodingSchemeDesignator CodingSchemeVersion
        - 1 CodeMeaning
        - 1C LongCodeValue URNCodeValue
        - 3 MappingResource MappingResourceUID ContextGroupVersion ContextGroupExtensionFlag
        - 3 ContextGroupLocalVersion ContextGroupExtensionCreatorUID EquivalentCodeSequence
    """,
    "CODE_4": """
        O 1C CodeValue CodingSchemeDesignator
        R 1C CodingSchemeVersion
        O 1 CodeMeaning
        O 1C LongCodeValue URNCodeValue
        O 3 MappingResource MappingResourceUID ContextGroupVersion ContextGroupExtensionFlag
        O 3 ContextGroupLocalVersion ContextGroupExtensionCreatorUID EquivalentCodeSequence
    """,
    "UPS_CODE": """
        * 1C s CodeValue CodingSchemeDesignator
        - 1C CodingSchemeVersion
        - 1 CodeMeaning
        * 1C s LongCodeValue URNCodeValue
        - 3 MappingResource MappingResourceUID ContextGroupVersion ContextGroupExtensionFlag
        - 3 ContextGroupLocalVersion ContextGroupExtensionCreatorUID
    """,
    "UPS_CONTENT": """
        * 1 ValueType ConceptNameCodeSequence >+UPS_CODE
        * 1C DateTime Date Time PersonName UID TextValue ConceptCodeSequence >+UPS_CODE NumericValue
        * 1C MeasurementUnitsCodeSequence >+UPS_CODE
    """,
    "UPS_REFERENCE": """
        O 1 TypeOfInstances
        O 1C StudyInstanceUID SeriesInstanceUID
        O 1 ReferencedSOPSequence >ReferencedSOPClassUID >ReferencedSOPInstanceUID
        O 1C >HL7InstanceIdentifier >ReferencedFrameNumber >ReferencedSegmentNumber DICOMRetrievalSequence
        O 1 >RetrieveAETitle
        O 1C DICOMMediaRetrievalSequence
        O 2 >StorageMediaFileSetID
        O 1 >StorageMediaFileSetUID
        O 1C WADORetrievalSequence
        O 1 >RetrieveURI
        O 1C XDSRetrievalSequence
        O 1 >RepositoryUniqueID
        O 2 >HomeCommunityID
        O 1C WADORSRetrievalSequence
        O 1 >RetrieveURL
    """,
    "HL7_DESIGNATOR": """
        * 1C LocalNamespaceEntityID UniversalEntityID UniversalEntityIDType
    """,
    "UPS_ISSUER": """
        R 2 IssuerOfPatientID
        O 2 IssuerOfPatientIDQualifiersSequence >UniversalEntityID
        O 1C >UniversalEntityIDType
        O 2 >IdentifierTypeCode
        O 2 q >AssigningFacilitySequence >>+HL7_DESIGNATOR >AssigningJurisdictionCodeSequence >>+UPS_CODE
        O 2 q >AssigningAgencyOrDepartmentCodeSequence >>+UPS_CODE
    """,
    "SOP_REFERENCE": """
        * 1 ReferencedSOPClassUID ReferencedSOPInstanceUID
    """,
    "UPS_STORAGE": """
        O 1C ReferencedSOPClassUID DICOMStorageSequence
        * 1 >DestinationAE
        O 1C STOWRSStorageSequence
        * 1 >StorageURL
        O 1C XDSStorageSequence
        * 1 >RepositoryUniqueID
        * 2 >HomeCommunityID
    """,
}
"""Rows that several tables include, by a name of our own."""
