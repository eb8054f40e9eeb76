"""The transfer syntaxes an identifier can be in.

**Source**: PS3.5 §10, Annex A.
"""

from __future__ import annotations

from . import uids
from .records import Record


class Syntax(Record):
    """One transfer syntax."""

    uid: str
    name: str
    is_explicit: bool = True
    is_little: bool = True
    is_deflated: bool = False


IMPLICIT_LE = Syntax(uids.IMPLICIT_VR_LITTLE_ENDIAN, "Implicit VR Little Endian", is_explicit=False)
EXPLICIT_LE = Syntax(uids.EXPLICIT_VR_LITTLE_ENDIAN, "Explicit VR Little Endian")
DEFLATED_LE = Syntax(uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, "Deflated Explicit VR Little Endian", is_deflated=True)
EXPLICIT_BE = Syntax(uids.EXPLICIT_VR_BIG_ENDIAN, "Explicit VR Big Endian", is_little=False)

SYNTAXES = {syntax.uid: syntax for syntax in (IMPLICIT_LE, EXPLICIT_LE, DEFLATED_LE, EXPLICIT_BE)}
