"""Data sets that may be shown to anybody: who a patient is stands in none of their values.

For logs and reports, not for data that is passed on: nothing here is the de-identification of PS3.15 Annex E. UIDs,
dates of studies, modalities and descriptions stay, or a log would be of no use.
"""

from __future__ import annotations

from .elements import DataSet, Element
from .values import TEXT_VRS

MASK = "REDACTED"
PATIENT_GROUP = 0x0010

FREE_TEXT_VRS = frozenset(("LT", "PN", "ST", "UC", "UN", "UR", "UT"))
"""Names of persons whoever they are, texts of people's own words, and what nobody knows."""

IDENTIFYING = frozenset(
    (
        0x00080050,  # Accession Number
        0x00200010,  # Study ID
        0x00380010,  # Admission ID
        0x00380300,  # Current Patient Location
        0x00400280,  # Comments on the Performed Procedure Step
        0x00401001,  # Requested Procedure ID
        0x00402016,  # Placer Order Number
        0x00402017,  # Filler Order Number
        0x00081080,  # Admitting Diagnoses Description
        0x00321030,  # Reason for Study
    )
)
"""Attributes outside the patient's group that lead to the patient in another system, or say what ails him or her."""


def is_sensitive(tag: int, vr: str) -> bool:
    """Whether the values of an attribute are masked: patient's, names, free text, private, numbers of orders."""
    return tag >> 16 == PATIENT_GROUP or tag >> 16 & 1 == 1 or vr in FREE_TEXT_VRS or tag in IDENTIFYING


def redacted(dataset: DataSet, is_inside: bool = False) -> DataSet:
    """Return a data set with the same elements and masked values; what is empty stays empty.

    Args:
        dataset: it stays as it is.
        is_inside: whether it lies in a sequence that is sensitive as a whole.
    """
    return DataSet([_element(element, is_inside) for element in dataset.values()])


def _element(element: Element, is_inside: bool) -> Element:
    must_hide = is_inside or is_sensitive(element.tag, element.vr)
    if element.vr == "SQ":
        return Element(element.tag, "SQ", [redacted(item, must_hide) for item in element.items])
    if not must_hide:
        return Element(element.tag, element.vr, element.values)
    masked: list[object] = [MASK] if element.values and element.vr in TEXT_VRS else []
    return Element(element.tag, element.vr, masked)


def redacted_words(words: list[str]) -> list[str]:
    """Return a command line without the values of its keys: what follows an equals sign is nobody's business."""
    return [f"{word.partition('=')[0]}={MASK}" if "=" in word else word for word in words]
