"""What the tests of negotiation propose."""

from __future__ import annotations

from findscu.associate import AssociateRq
from findscu.negotiation import OUR_USER_INFORMATION, propose
from findscu.uids import EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN

WORKLIST = "1.2.840.10008.5.1.4.31"
STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.2.1"
BOTH = (EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN)


def request(*abstract_syntaxes, information=OUR_USER_INFORMATION):
    return AssociateRq("PACS", "FINDSCU", propose(abstract_syntaxes, BOTH), information)
