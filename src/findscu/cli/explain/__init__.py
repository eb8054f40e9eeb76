"""`findscu explain WORD...`: what the standard says of a key, an information model, a level or a status.

This module finds out what a word can mean; the pages themselves are made in `keys` and `models`.
"""

from __future__ import annotations

from ...asking.presets import LEVEL_SYNONYMS
from ...dictionary import find_keyword, parse_tag, similar_keywords, tag_of
from ...errors import UsageError
from ...models import MODELS, Model, model_of
from ...output.sink import open_sink
from ..exit_codes import SUCCESS
from ..subcommands import refuse_surplus, usage_of
from ..suggest import did_you_mean
from .keys import explain_key
from .models import LEVELS, explain_level, explain_model, explain_status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from ..occurrences import Occurrences
    from ..option import Arguments

_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:  # noqa: ARG001
    """Write what each word of the line means; return the exit code.

    Raises:
        UsageError: a word means nothing.
    """
    refuse_surplus(arguments, ())
    words = arguments.positionals[1:]
    if not words:
        raise UsageError("nothing to explain", hint=usage_of("explain"))
    pages = ["".join(f"{line}\n" for line in page) for word in words for page in pages_of(word)]
    open_sink(None, stdout).write("\n".join(pages).encode())
    return SUCCESS


def pages_of(word: str) -> list[list[str]]:
    """Return what a word means, as the lines of a page each; STUDY, which is also a model, is a level.

    Raises:
        UsageError: nothing that is known here.
    """
    pages = list(_meanings(word.strip()))
    if not pages:
        raise UsageError(f"{word!r} is no key, model, level or status", hint=_hint_for(word))
    return pages


def _meanings(word: str) -> Iterator[list[str]]:
    level = LEVEL_SYNONYMS.get(word.upper(), word.upper())
    if level in LEVELS:
        yield explain_level(level)
        return
    if (model := _model_of(word)) is not None:
        yield explain_model(model)
    if (status := _status_of(word)) is not None:
        yield explain_status(status)
        return
    tag = tag_of(find_keyword(word) or "") or parse_tag(word)
    if tag is not None:
        yield explain_key(tag)


def _model_of(word: str) -> Model | None:
    try:
        model = model_of(word)
    except UsageError:
        return None
    return model if model in MODELS else None


def _status_of(word: str) -> int | None:
    """Read a status: four hexadecimal digits, or any number of them behind 0x; two of the form `10,10` are a tag."""
    digits = word.lower().removesuffix("h").removeprefix("0x")
    is_status = 1 <= len(digits) <= 4 if word[:2].lower() == "0x" else len(digits) == 4
    return int(digits, 16) if is_status and _HEX_DIGITS.issuperset(digits) else None


def _hint_for(word: str) -> str:
    """Ask what may have been meant, among keys, models and levels."""
    names = [*LEVELS, *LEVEL_SYNONYMS, *(name for model in MODELS for name in (model.name, *model.aliases))]
    question = did_you_mean(word, [*names, *similar_keywords(word)])
    return question or "give a keyword or a tag, a model's name or UID, a level, or a status such as A900"
