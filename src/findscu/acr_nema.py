"""Attributes that DCMTK's dictionary has and ours has not, or not by that name: VR and name, without DCMTK's prefix.

They come from ACR-NEMA, the standard before DICOM, and stand in nobody's data sets; but a key may name them.
"""

ACR_NEMA = {
    0x00280410: ("US", "RowsForNthOrderCoefficients"),
    0x00280411: ("US", "ColumnsForNthOrderCoefficients"),
    0x00280412: ("LO", "CoefficientCoding"),
    0x00280413: ("AT", "CoefficientCodingPointers"),
    0x00280800: ("CS", "CodeLabel"),
    0x00280802: ("US", "NumberOfTables"),
    0x00280803: ("AT", "CodeTableLocation"),
    0x00280804: ("US", "BitsForCodeWord"),
    0x00280808: ("AT", "ImageDataLocation"),
    0x10000010: ("US", "EscapeTriplet"),
    0x10000011: ("US", "RunLengthTriplet"),
    0x10000012: ("US", "HuffmanTableSize"),
    0x10000013: ("US", "HuffmanTableTriplet"),
    0x10000014: ("US", "ShiftTableSize"),
    0x10000015: ("US", "ShiftTableTriplet"),
    0x10100004: ("US", "ZonalMap"),
}
"""Retired attributes that our dictionary has as repeating ones, or no longer."""

UNLISTED = {0x00060001: ("SQ", "CurrentFrameFunctionalGroupsSequence")}
"""What our dictionary does not have, since it stands in no data set but only in a request."""
