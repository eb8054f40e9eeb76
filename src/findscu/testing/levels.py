"""Which attributes the SCP keeps of a patient, a study and a series; see `findscu.key_levels`."""

from __future__ import annotations

from ..asking.key_levels import PATIENT, SERIES, STUDY
from ..dictionary import tag_of

LEVELS = ("PATIENT", "STUDY", "SERIES", "IMAGE")


def _tags_of(keywords: str) -> frozenset[int]:
    return frozenset(tag for tag in map(tag_of, keywords.split()) if tag is not None)


ATTRIBUTES: dict[str, frozenset[int]] = {
    "PATIENT": _tags_of(PATIENT),
    "STUDY": _tags_of(PATIENT + STUDY),
    "SERIES": _tags_of(PATIENT + STUDY + SERIES),
}
"""Level: the attributes that an entity of it has, those of the levels above included."""
