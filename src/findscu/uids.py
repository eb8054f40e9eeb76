"""The UIDs every layer shares: application context, verification, transfer syntaxes, and who we are.

The SOP classes of C-FIND live in `models`; what a transfer syntax means for bytes lives in `identifier`.
"""

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
"""DICOM Application Context Name. Source: PS3.7 Annex A.2.1."""

VERIFICATION = "1.2.840.10008.1.1"
"""Verification SOP Class, what C-ECHO is sent to. Source: PS3.4 Annex A."""

IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2"
EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99"
EXPLICIT_VR_BIG_ENDIAN = "1.2.840.10008.1.2.2"

IMPLEMENTATION_CLASS_UID = "2.25.138207337116936415757577823181695351003"
"""Ours: a UUID written as a UID (PS3.5 Annex B.2), made once for this project."""

IMPLEMENTATION_VERSION_NAME = "FINDSCU_0.1"
"""Ours, at most 16 characters (PS3.7 Annex D.3.3.2.3)."""
