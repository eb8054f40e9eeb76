"""What a misspelt word may have been meant to be. Loaded when there is one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_LIKENESS = 0.6
"""As `difflib` counts it, from 0 to 1: two letters swapped in a word of three come to 0.67."""

_SPREAD = 0.15
"""A word that is less like by more than this than the likeliest is not worth a question."""


def similar_words(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return at most `count` of the known words that are like `word` in any case, the likeliest first."""
    from difflib import SequenceMatcher, get_close_matches

    spelled = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), spelled, count, _LEAST_LIKENESS)
    likeness = {name: SequenceMatcher(None, name, word.lower()).ratio() for name in close}
    return [spelled[name] for name in close if likeness[name] >= likeness[close[0]] - _SPREAD]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question for a hint, "" when no known word is much like this one."""
    similar = similar_words(word, known)
    return f"did you mean {' or '.join(similar)}?" if similar else ""
