"""Attributes and their values, as `-k` and `-r` take them: what a key that is half written can become."""

from __future__ import annotations

from ..._dictionary_table import ENTRIES
from ...dictionary import find_keyword, tag_of, vr_of
from ...errors import UsageError
from ...models import model_of, model_of_level

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..option import Arguments

    Candidate = tuple[str, str]

LEVELS = ("PATIENT", "STUDY", "SERIES", "IMAGE")
LEVEL_WORDS = (*LEVELS, "WORKLIST", "UPS")

MODALITIES = ("CR", "CT", "DX", "ECG", "ES", "IO", "MG", "MR", "NM", "OCT", "OP", "PT", "PX", "RF", "SR", "US", "XA")
"""Those of every day. Source: PS3.3 §C.7.3.1.1.1."""

SPOKEN_DATES = ("today", "yesterday", "tomorrow", "-7d", "this-week", "last-week", "this-month", "last-month")
"""Some of what `spoken_dates` understands."""

_VALUES = {
    "QueryRetrieveLevel": LEVELS,
    "Modality": MODALITIES,
    "ModalitiesInStudy": MODALITIES,
    "PatientSex": ("F", "M", "O"),  # PS3.3 §C.7.1.1
    "ScheduledProcedureStepStatus": ("SCHEDULED", "ARRIVED", "READY", "STARTED", "DEPARTED"),  # PS3.3 §C.4.10
    "ProcedureStepState": ("SCHEDULED", "IN PROGRESS", "CANCELED", "COMPLETED"),  # PS3.3 §C.30.1
    "SpecificCharacterSet": ("ISO_IR 100", "ISO_IR 192", "GB18030"),  # PS3.3 §C.12.1.1.2
}
"""What one usually matches by."""


def key_candidates(text: str, arguments: Arguments) -> Iterator[Candidate]:
    """Yield what a key can become that may have a value, as far as it is written."""
    path, equals, value = text.partition("=")
    if equals:
        fitting = (one for one in _values_of(path.rpartition(".")[2]) if one.lower().startswith(value.lower()))
        yield from ((f"{path}={one}", "") for one in fitting)
    else:
        for word, meaning in keyword_candidates(path, arguments):
            yield f"{word}{'.' if ' SQ ' in meaning else '='}", meaning


def keyword_candidates(path: str, arguments: Arguments) -> Iterator[Candidate]:
    """Yield what the path of an attribute can become, with what it is.

    Args:
        path: as far as it is written, such as "ScheduledProcedureStepSequence.Mod".
        arguments: the line before it; its level and model say what one usually asks for.
    """
    outer, dot, last = path.rpartition(".")
    fitting = [word for word in _usual_keywords(outer, arguments) if word.lower().startswith(last.lower())]
    if last and not (dot and fitting):
        fitting = _keywords(last)
    for keyword, meaning in zip(fitting, _meanings(fitting), strict=True):
        yield f"{outer}{dot}{keyword}", meaning


def all_keywords() -> Iterator[Candidate]:
    """Yield every keyword."""
    return ((keyword, "") for keyword in _keywords(""))


def _values_of(keyword: str) -> Iterable[str]:
    keyword = find_keyword(keyword) or ""
    tag = tag_of(keyword)
    return SPOKEN_DATES if tag is not None and vr_of(tag) in ("DA", "DT") else _VALUES.get(keyword, ())


def _usual_keywords(outer: str, arguments: Arguments) -> Iterable[str]:
    """Return what is usually asked for within a path, by level and model of the line."""
    prefix = f"{outer}.".lstrip(".")
    paths = (path.partition("=")[0] for path in _usual_paths(arguments, is_nested=bool(outer)))
    return dict.fromkeys(path[len(prefix) :].partition(".")[0] for path in paths if path.startswith(prefix))


def _usual_paths(arguments: Arguments, *, is_nested: bool) -> Iterator[str]:
    from ...asking.presets import return_keys

    try:
        default = "study" if arguments.level and arguments.level.upper() != "PATIENT" else "patient"
        model = model_of_level(arguments.level or "") or model_of(arguments.model or default)
        levels = [arguments.level] if arguments.level and model.levels else model.levels or ("",)
        for level in levels:
            yield from return_keys(model, level)
    except UsageError:
        return  # a model that the standard lists no keys of, or a level that it does not know
    if is_nested and not arguments.model:  # within a sequence, a line that says nothing more is a worklist's
        yield from return_keys(model_of("worklist"), "")
    if model.levels:
        yield "QueryRetrieveLevel"


def _keywords(start: str) -> list[str]:
    """Return the keywords that begin so, in any case; those of retired attributes only when there are no others."""
    current: list[str] = []
    retired: list[str] = []
    for line in ENTRIES.splitlines():
        keyword, _, vm = line.partition("\t")[2].partition("\t")
        if keyword and keyword[: len(start)].lower() == start.lower() and line[:4] not in _NO_DATA_SET:
            (retired if vm.endswith("R") else current).append(keyword)
    return current or retired


_NO_DATA_SET = ("0000", "0002", "fffe")
"""Groups of commands, files and delimiters: nobody asks for those."""


def _meanings(keywords: Sequence[str]) -> Iterator[str]:
    """Yield tag, VR and name of each; in one go, since there can be hundreds."""
    from ..._dictionary_names import NAMES

    wanted = set(keywords)
    names = {line[:8]: line[9:] for line in NAMES.splitlines()}
    meanings = {}
    for line in ENTRIES.splitlines():
        tag_and_vr, _, rest = line.partition("\t")
        keyword = rest.partition("\t")[0]
        if keyword in wanted:
            meanings[keyword] = f"({line[:4]},{line[4:8]}) {tag_and_vr[9:]} {names.get(line[:8], '')}"
    return (meanings.get(keyword, "") for keyword in keywords)
