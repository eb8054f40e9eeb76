"""What a key may mean that names no attribute of the dictionary, and where in a key something is wrong."""

from __future__ import annotations

from .dictionary import similar_keywords, tag_of

_RETIRED = "RETIRED_"


def retired_tag(word: str) -> int | None:
    """Return the tag of a retired attribute by the name that DCMTK gives it: RETIRED_ and the keyword."""
    if not word.startswith(_RETIRED):
        return None
    from .acr_nema import ACR_NEMA

    keyword = word.removeprefix(_RETIRED)
    own = next((tag for tag, (_, name) in ACR_NEMA.items() if name == keyword), None)
    return tag_of(keyword) if own is None else own


def why_unknown(word: str) -> tuple[str, str]:
    """Return what is wrong with a word that names no attribute, and a hint."""
    if not word:
        return "an attribute is missing", "name it by keyword or tag, as in PatientName or (0010,0010)"
    if mask := _repeating_mask(word):
        hint = f"give the tag of the one you mean, such as ({mask[:4]},{mask[4:]})".replace("x", "0")
        return f"{word!r} is the name of many attributes, ({mask[:4]},{mask[4:]})", hint
    similar = similar_keywords(word)
    if similar:
        return f"unknown attribute {word!r}", f"did you mean {' or '.join(similar)}?"
    return f"unknown attribute {word!r}", "use a keyword of PS3.6 or a tag such as (0010,0010)"


def _repeating_mask(word: str) -> str:
    """Return the tags of a keyword that repeating groups share, as in 60xx0010; "" for any other word."""
    from ._dictionary_table import REPEATING

    wanted = f"\t{word}\t".lower()
    return next((line[:8] for line in REPEATING.splitlines() if wanted in line.lower()), "")


def point_at(key: str, position: int) -> str:
    """Show a key and, on a second line, a caret below one of its characters, as wide as a terminal shows them."""
    from unicodedata import combining, east_asian_width

    shown = "".join(character if character.isprintable() else "?" for character in key)
    before = (character for character in shown[:position] if not combining(character))
    column = sum(2 if east_asian_width(character) in ("W", "F") else 1 for character in before)
    return f"{shown}\n{' ' * column}^"
