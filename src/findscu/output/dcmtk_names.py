"""How DCMTK's data dictionary calls an attribute, and which VR it gives it: derived from ours by rule.

Names are the keywords, with `RETIRED_` before those of retired attributes; names of private attributes are recorded in
a table, see `tools/make_dcmtk_names.py`. VRs are the standard's, but for DCMTK's own words where the standard leaves a
choice: `xs` (US or SS), `ox` (OB or OW), `lt` (words of a look-up table), `px` (pixel data), `up` (an offset in a file)
and `na` (items and delimiters, which have none).
"""

from __future__ import annotations

from ..acr_nema import ACR_NEMA, UNLISTED
from ..entries import entry_of

UNKNOWN_NAME = "Unknown Tag & Data"
UNKNOWN_VR = "??"
"""What DCMTK prints for a VR that nobody knows; the element is then read as bytes."""

_RETIRED_LATER = frozenset(
    (0x00380004, 0x00701807, 0x00701808, 0x30040010, 0x30040012, 0x30060085, 0x30060088, 0x3008002B, 0x30100090)
)
"""Retired by the standard after the dictionary of DCMTK 3.6.7 was made."""

_CHOICES = {
    ("US", "SS"): "xs",
    ("OB", "OW"): "ox",
    ("US", "OW"): "lt",
    ("US", "SS", "OW"): "lt",
    ("NONE",): "na",
}
_OWN_VRS = {0x7FE00010: "px"} | dict.fromkeys((0x00041200, 0x00041202, 0x00041400, 0x00041420, 0x00041504), "up")

_known: dict[int, tuple[str, str]] = {}


def look_up(tag: int, creator: str = "") -> tuple[str, str]:
    """Return the VR and the name that DCMTK has for a tag; `UNKNOWN_VR` and `UNKNOWN_NAME` when it knows nothing.

    Args:
        tag: the tag.
        creator: the private creator of its block, if known.
    """
    if creator and tag >> 16 & 1:
        found = _private_facts_of(tag, creator)
        if found is not None:
            return found
    facts = _known.get(tag)
    if facts is None:
        facts = _facts_of(tag)
        if len(_known) < 8192:  # a peer chooses the tags
            _known[tag] = facts
    return facts


def _facts_of(tag: int) -> tuple[str, str]:
    if tag >> 16 & 1:
        return _facts_of_private(tag)
    if tag in UNLISTED:
        return UNLISTED[tag]
    if tag in ACR_NEMA:
        vr, name = ACR_NEMA[tag]
        return vr, "RETIRED_" + name
    entry = entry_of(tag)
    if entry is None or not entry.keyword:
        return ("UL", "GenericGroupLength") if not tag & 0xFFFF else (UNKNOWN_VR, UNKNOWN_NAME)
    vr = _OWN_VRS.get(tag) or _CHOICES.get(entry.vr_choices, entry.vr_choices[0])
    is_retired = entry.retired and tag not in _RETIRED_LATER
    return vr, ("RETIRED_" if is_retired else "") + entry.keyword


def _facts_of_private(tag: int) -> tuple[str, str]:
    """Name group lengths and private creators; groups 1 to 7 are none that the standard allows."""
    owner = "Illegal" if tag >> 16 <= 7 else ""
    if not tag & 0xFFFF:
        return "UL", (owner or "Private") + "GroupLength"
    if 0x10 <= tag & 0xFFFF <= 0xFF:
        return "LO", owner + "PrivateCreator"
    return UNKNOWN_VR, UNKNOWN_NAME


_private: dict[tuple[str, int, int], tuple[str, str]] = {}
"""VR and name by creator, group and element; filled when somebody asks first."""


def _private_facts_of(tag: int, creator: str) -> tuple[str, str] | None:
    table, group, element = _private or _load_private(), tag >> 16, tag & 0xFFFF
    return table.get((creator, group, element)) or table.get((creator, group, element & 0xFF))


def private_tag_of(name: str) -> int | None:
    """Return the tag of a private attribute: its element as in the first block of its group."""
    table = _private or _load_private()
    return next((group << 16 | element for (_, group, element), (_, known) in table.items() if known == name), None)


def _load_private() -> dict[tuple[str, int, int], tuple[str, str]]:
    """Read the table.

    **Layout** of a line, its fields parted by tabs: creator, group (or a range of odd ones), element, VR, name.
    """
    from ._dcmtk_private_names import NAMES

    for line in NAMES.strip().split("\n"):
        creator, groups, element, vr, name = line.split("\t")
        low, _, high = groups.partition("-")
        for group in range(int(low, 16), int(high or low, 16) + 1, 2):
            _private[creator, group, int(element, 16)] = vr, name
    return _private
