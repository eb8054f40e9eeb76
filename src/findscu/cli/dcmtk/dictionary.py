"""DCMTK's data dictionary: its own names of attributes, and what DCMDICTPATH puts in the place of it.

The dictionary that DCMTK brings along is ours by rule (`output.dcmtk_names`). DCMDICTPATH names files that replace it,
read one after the other; a later entry wins.

**Layout** of a line, fields parted by tabs: tag, VR, name, VM, version; the last two may be left out.

    (0010,0010)          PN  PatientName    1  DICOM
    (6000-60FF,3000)     ox  OverlayData    1  DICOM     a range is of even numbers, or as u (any) or o (odd) says:
    (6000-u-60FF,3000)   (0020-o-002f,0010-u-00ff)
    (0029,"ACME",10)     LO  AcmeThing      1  Private   an element of a private creator's block
"""

from __future__ import annotations

import os

from ..._dictionary_table import REPEATING
from ...acr_nema import ACR_NEMA, UNLISTED
from ...dictionary import tag_of
from ...output.dcmtk_names import UNKNOWN_NAME, UNKNOWN_VR, look_up, private_tag_of
from ...output.dcmtk_tree import DEBUG, ERROR, valid_vr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIABLE = "DCMDICTPATH"
RETIRED = "RETIRED_"

_OWN_VRS = ("ox", "px", "xs", "lt", "up", "na", "UN")
_MAX_LINE_LENGTH = 2048

_OWN_NAMES = {name: tag for table in (ACR_NEMA, UNLISTED) for tag, (_, name) in table.items()} | {
    "GenericGroupLength": 0x00000000,
    "PrivateGroupLength": 0x00090000,
    "PrivateCreator": 0x00090010,
    "IllegalGroupLength": 0x00010000,
    "IllegalPrivateCreator": 0x00010010,
}
_SKELETON = {  # what DCMTK knows without any file
    0xFFFEE000: ("na", "Item"),
    0xFFFEE00D: ("na", "ItemDelimitationItem"),
    0xFFFEE0DD: ("na", "SequenceDelimitationItem"),
}


class Dictionary:
    """The dictionary that DCMTK brings along.

    Attributes:
        is_loaded: whether there is one.
        messages: what DCMTK logs while it loads it, by its logger `dcmtk.dcmdata`: level and text.
    """

    def __init__(self) -> None:
        self.is_loaded = True
        self.messages: list[tuple[int, str]] = []

    def look_up(self, tag: int, creator: str = "") -> tuple[str, str]:
        """Return the VR, one of DCMTK's, and the name of a tag."""
        return look_up(tag, creator)

    def tag_of(self, name: str) -> int | None:
        """Return the tag that a name stands for, the first of a range; both spellings of retired names are known."""
        bare = name.removeprefix(RETIRED)
        found = tag_of(bare)
        if found is None:
            found = _OWN_NAMES.get(bare)
        if found is None:
            found = _first_of_range(bare)
        return private_tag_of(name) if found is None else found


def _first_of_range(name: str) -> int | None:
    wanted = f"\t{name}\t"
    return next((int(line[:8].replace("x", "0"), 16) for line in REPEATING.splitlines() if wanted in line), None)


class _Entry:
    """A line of a dictionary file."""

    __slots__ = ("creator", "elements", "groups", "name", "vr")

    def __init__(self, groups: _Range, elements: _Range, creator: str, vr: str, name: str) -> None:
        self.groups = groups
        self.elements = elements
        self.creator = creator
        self.vr = vr
        self.name = name

    @property
    def tag(self) -> int:
        return self.groups.low << 16 | self.elements.low

    def fits(self, tag: int, creator: str) -> bool:
        group, element = tag >> 16, tag & 0xFFFF
        is_within = element in self.elements or (bool(creator) and element & 0xFF in self.elements)
        return creator == self.creator and group in self.groups and is_within


class _Range:
    """Numbers from `low` to `high`, of them the even or the odd ones when `parity` is 0 or 1."""

    __slots__ = ("high", "low", "parity")

    def __init__(self, low: int, high: int, parity: int | None = None) -> None:
        self.low = low
        self.high = high
        self.parity = parity

    def __contains__(self, number: int) -> bool:
        return self.low <= number <= self.high and self.parity in (None, number & 1)

    @property
    def is_single(self) -> bool:
        return self.low == self.high


class FileDictionary(Dictionary):
    """A dictionary read from files.

    Args:
        paths: the files, in this order.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__()
        self._single: dict[tuple[int, str], _Entry] = {}
        self._ranges: list[_Entry] = []
        self._by_name: dict[str, int] = {}
        self.is_loaded = False
        faults = [path for path in paths if not self._load(path)]
        self.is_loaded |= not faults

    @property
    def entries(self) -> list[_Entry]:
        """The lines that are in force."""
        return [*self._single.values(), *self._ranges]

    def look_up(self, tag: int, creator: str = "") -> tuple[str, str]:
        """Return the VR and the name of a tag, and of the private creator's element if one is named."""
        entry = self._single.get((tag, creator))
        if entry is None and creator:
            entry = self._single.get((tag & 0xFFFF00FF, creator))
        entry = entry or next((one for one in self._ranges if one.fits(tag, creator)), None)
        if entry is not None:
            return entry.vr, entry.name
        return self._of_skeleton(tag)

    def _of_skeleton(self, tag: int) -> tuple[str, str]:
        known = _SKELETON.get(tag)
        if known is not None:
            return known
        is_general = not tag & 0xFFFF or (tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF)
        return look_up(tag) if is_general else (UNKNOWN_VR, UNKNOWN_NAME)

    def tag_of(self, name: str) -> int | None:
        """Return the tag that a name stands for, the first of a range."""
        found = self._by_name.get(name)
        if found is None:
            found = next((tag for tag, (_, own) in _SKELETON.items() if own == name), None)
        return found

    def _load(self, path: str) -> bool:
        """Read a file; whether all of it could be."""
        try:
            with open(path, "rb") as file:
                lines = os.fsdecode(file.read()).split("\n")
        except OSError:
            self.messages.append((ERROR, f"DcmDataDictionary: Cannot open file: {path}"))
            return False  # what was loaded before stays
        self.messages.append((DEBUG, f"DcmDataDictionary: Loading file: {path}"))
        faults = 0
        for number, line in enumerate(lines, 1):
            line = line[:_MAX_LINE_LENGTH].rstrip()
            if not line or line.lstrip().startswith("#"):
                continue
            found = list(self._read_line(line, number))
            self.messages += [(ERROR, f"DcmDataDictionary: {path}: {text}") for text in found]
            faults += bool(found)
        self.is_loaded = not faults
        return not faults

    def _read_line(self, line: str, number: int) -> Iterator[str]:
        """Take the entry of a line, or yield what is wrong with it."""
        fields = line.split("\t", 5)
        if len(fields) < 3:
            yield f"too few fields (line {number})"
            return
        if len(fields) > 5:
            yield f"too many fields (line {number}): "
            return
        is_wrong = False
        if len(fields) > 3 and not _is_multiplicity("".join(fields[3].split())):
            yield f"bad VM field (line {number}): {''.join(fields[3].split())}"
            is_wrong = True
        tag = _read_tag(fields[0].strip())
        vr, name = "".join(fields[1].split()), "".join(fields[2].split())
        if tag is None:
            yield f"bad Tag field (line {number}): {fields[0].strip()}"
        elif is_wrong:
            return
        elif not (vr in _OWN_VRS or valid_vr(vr) == vr):
            yield f"bad VR field (line {number}): {vr}"
        else:
            self._add(_Entry(*tag, vr, name))

    def _add(self, entry: _Entry) -> None:
        if entry.groups.is_single and entry.elements.is_single:
            self._single[entry.tag, entry.creator] = entry
        else:
            same = (entry.tag, entry.creator)
            self._ranges = [one for one in self._ranges if (one.tag, one.creator) != same] + [entry]
        is_private = entry.groups.low & 1
        if not (is_private and entry.name in self._by_name):
            self._by_name[entry.name] = entry.tag


def load_dictionary(path: str | None) -> Dictionary:
    """Return the dictionary that DCMDICTPATH asks for, DCMTK's own when it is not set or empty."""
    if not path:
        return Dictionary()
    return FileDictionary([part for part in path.split(os.pathsep) if part])


def _is_multiplicity(text: str) -> bool:
    low, dash, high = text.partition("-")
    if not dash:
        return text[:1].isdigit() or text[:1] in ("n", "N")
    return low.isdigit() and (high[:1].isdigit() or high[:1] in ("n", "N"))


def _read_tag(text: str) -> tuple[_Range, _Range, str] | None:
    """Read `(group,element)` or `(group,"creator",element)`; None when it is neither."""
    if not (text.startswith("(") and text.endswith(")") and "," in text):
        return None
    group, _, rest = text[1:-1].partition(",")
    creator, rest = "", rest.lstrip()
    if rest.startswith('"'):
        creator, quote, rest = rest[1:].partition('"')
        rest = rest.lstrip()
        if not quote or not rest.startswith(","):
            return None
        rest = rest[1:]
    groups, elements = _read_range(group), _read_range(rest)
    return None if groups is None or elements is None else (groups, elements, creator)


def _read_range(text: str) -> _Range | None:
    """Read `low`, `low-high`, which means the even ones, or `low-x-high` with x one of e, o and u."""
    parts = "".join(text.split()).split("-")
    parities = {"e": 0, "o": 1, "u": None}
    try:
        numbers = [int(part, 16) & 0xFFFF for part in (parts if len(parts) < 3 else parts[::2])]
    except ValueError:
        return None
    low, high = numbers[0], numbers[-1]
    if len(parts) < 3:
        return _Range(low, high, 0 if len(parts) == 2 else None)
    letter = parts[1].lower()
    return _Range(low, high, parities[letter]) if len(parts) == 3 and letter in parities else None
