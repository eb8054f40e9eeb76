"""All that the dictionary says about an attribute, its name included, for those who want to read it."""

from __future__ import annotations

from ._dictionary_names import NAMES
from .dictionary import line_of, usual_vr
from .records import Record


class Entry(Record):
    """One attribute of the dictionary.

    `vr` is the VR to assume when nothing says which; `vr_choices` are those that the dictionary allows.
    """

    tag: int
    vr: str
    vm: str
    keyword: str
    name: str
    retired: bool
    vr_choices: tuple[str, ...]


def entry_of(tag: int) -> Entry | None:
    """Return all that the dictionary says about a tag, or None when it does not know it."""
    line = line_of(tag)
    if not line:
        return None
    key_and_vr, keyword, vm_and_retired = line.split("\t")
    key, choices = key_and_vr.split(" ")
    vm, retired = vm_and_retired.split(" ")
    start = NAMES.index(f"\n{key} ") + 10
    name = NAMES[start : NAMES.index("\n", start)].strip("-")
    return Entry(tag, usual_vr(choices), vm, keyword, name, retired == "R", tuple(choices.split("/")))
