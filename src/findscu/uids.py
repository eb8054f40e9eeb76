"""The UIDs every layer shares: application context, verification, who we are, and the transfer syntaxes.

The SOP classes of C-FIND live in `models`.
"""

from __future__ import annotations

from .records import Record

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
"""DICOM Application Context Name. Source: PS3.7 Annex A.2.1."""

VERIFICATION = "1.2.840.10008.1.1"
"""Verification SOP Class, what C-ECHO is sent to. Source: PS3.4 Annex A."""

IMPLEMENTATION_CLASS_UID = "2.25.138207337116936415757577823181695351003"
"""Ours: a UUID written as a UID (PS3.5 Annex B.2), made once for this project."""

IMPLEMENTATION_VERSION_NAME = "FINDSCU_0.1"
"""Ours, at most 16 characters (PS3.7 Annex D.3.3.2.3)."""

IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2"
EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99"
EXPLICIT_VR_BIG_ENDIAN = "1.2.840.10008.1.2.2"


class Syntax(Record):
    """One transfer syntax: what an identifier can be in (PS3.5 §10, Annex A)."""

    uid: str
    name: str
    is_explicit: bool = True
    is_little: bool = True
    is_deflated: bool = False


IMPLICIT_LE = Syntax(IMPLICIT_VR_LITTLE_ENDIAN, "Implicit VR Little Endian", is_explicit=False)
EXPLICIT_LE = Syntax(EXPLICIT_VR_LITTLE_ENDIAN, "Explicit VR Little Endian")
DEFLATED_LE = Syntax(DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, "Deflated Explicit VR Little Endian", is_deflated=True)
EXPLICIT_BE = Syntax(EXPLICIT_VR_BIG_ENDIAN, "Explicit VR Big Endian", is_little=False)

SYNTAXES = {syntax.uid: syntax for syntax in (IMPLICIT_LE, EXPLICIT_LE, DEFLATED_LE, EXPLICIT_BE)}
