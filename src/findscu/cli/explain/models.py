"""The pages of `findscu explain` for models, levels and statuses, as lines (PS3.4, PS3.7)."""

from __future__ import annotations

from ...asking.key_tables import listed_keys, table_of
from ...asking.presets import return_keys
from ...dictionary import keyword_of
from ...models import MODELS, UNIQUE_KEYS
from ...status import status_of
from .layout import line, short_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...asking.key_tables import ListedKey
    from ...models import Model

LEVELS = {
    "PATIENT": "patients; only Patient Root and Patient/Study Only have it",
    "STUDY": "studies; in Study Root, the patient's attributes belong to it",
    "SERIES": "series",
    "IMAGE": "single instances, whether they are images or not",
}


def explain_model(model: Model) -> list[str]:
    """Return what a model is called, which levels and keys it has."""
    names = ", ".join((model.name, *model.aliases))
    lines = [f"{model.title}{' (retired)' if model.is_retired else ''}", *line("UID", model.uid)]
    lines += line("chosen by", f"-M {names}{_SHORT.get(model.name, '')}")
    lines += line("defined in", f"PS3.4 §{model.clause}" if model.clause else "editions of PS3.4 long gone")
    if model.levels:
        lines += line("levels", ", ".join(model.levels))
        for level in model.levels:
            lines += ["", f"Keys of {level} (Table {table_of(model, level)})", *_keys_of(model, level)]
    elif table_of(model):
        lines += line("levels", "none: leave QueryRetrieveLevel out")
        lines += ["", f"Keys (Table {table_of(model)})", *_keys_of(model, "")]
    else:
        lines += line("keys", "not listed here: see the standard")
    return lines


_SHORT = {
    "worklist": "; -W; -L WORKLIST, which asks for what one usually wants to know too",
    "patient": "; -P",
    "study": "; -S",
    "psonly": "; -O",
    "ups-pull": "; -U; -L UPS, which asks for what one usually wants to know too",
}


def _keys_of(model: Model, level: str) -> Iterator[str]:
    """Yield the keys by kind; what macros bring into code sequences is left out, as it is always the same."""
    kinds = {"U": "unique", "R": "required", "O": "optional", "=": "sent along", "-": "returned"}
    keys = [key for key in listed_keys(model, level) if key.returned != "-" and not _is_of_macro(key)]
    for match, kind in kinds.items():
        groups: dict[str, list[str]] = {}
        for key in keys:
            if key.match == match:
                sequence, _, name = key.path.rpartition(".")
                groups.setdefault(sequence, []).append(name)
        for number, (sequence, names) in enumerate(groups.items()):
            place = f"in {short_path(sequence, 60)}: " if sequence else ""
            yield from line("" if number else kind, place + ", ".join(names))
    if level:
        yield from line("", "and any other attribute of the level, as an optional key")


def _is_of_macro(key: ListedKey) -> bool:
    return keyword_of(key.tags[-2]).endswith("CodeSequence") if len(key.tags) > 1 else False


def explain_level(level: str) -> list[str]:
    """Return what a level is about, which models have it, and what a query at it needs."""
    lines = [f"Level {level}", *line("about", LEVELS[level])]
    models = [model for model in MODELS if level in model.levels]
    lines += line("models", ", ".join(model.name for model in models) + f"; see findscu explain {_see(models)}")
    lines += line("unique key", f"{keyword_of(UNIQUE_KEYS[level])}: in every query, with or without a value")
    lines += _needs(level, models)
    tables: dict[str, Model] = {}
    for model in models:
        tables.setdefault(table_of(model, level), model)
    for table, model in tables.items():
        root = f", {model.title.partition(' Query')[0]}" if len(tables) > 1 else ""
        lines += ["", f"Keys (Table {table}{root})", *_keys_of(model, level)]
    return [*lines, "", *line("-L", f"asks for {', '.join(return_keys(models[-1], level))}")]


def _see(models: Sequence[Model]) -> str:
    return next((model.aliases[0] for model in models if model.aliases), models[0].uid)


def _needs(level: str, models: Sequence[Model]) -> Iterator[str]:
    """Yield which unique keys need a value, and in which models: those of the levels above."""
    names: dict[str, list[str]] = {}
    for model in models:
        above = model.levels[: model.levels.index(level)]
        names.setdefault(" and ".join(keyword_of(UNIQUE_KEYS[one]) for one in above), []).append(model.name)
    for keys, needing in names.items():
        if keys:
            yield from line("needs", f"a single value of {keys} in {', '.join(needing)} (PS3.4 §C.4.1.2.1)")


def explain_status(code: int) -> list[str]:
    """Return what a C-FIND status means, who sends it, and what to do."""
    status = status_of(code)
    lines = [f"Status {status}", *line("category", _CATEGORIES[status.category])]
    lines += line("sent by", _senders_of(code))
    lines += line("do", status.hint or _ADVICE[status.category])
    return lines


_CATEGORIES = {
    "success": "success: the query is over, all matches came; exit code 0",
    "pending": "pending: this response has a match, more may follow; no exit code of its own",
    "warning": "warning: the query is over, but not as it was asked; exit code 6",
    "cancel": "cancel: the query is over because somebody ended it; exit code 0 if that was us, 6 if not",
    "failure": "failure: the query is over, what came before may not be all; exit code 5",
}
_ADVICE = {
    "success": "nothing",
    "pending": "nothing; after 0xFF01 look whether the matches fit, or use --verify-matches",
    "warning": "look whether the list is what you need",
    "cancel": "ask again, if it was not you",
    "failure": "look into the peer's log",
}

_ALL = "any C-FIND service (PS3.4 Tables C.4-1, K.4-1, Q.2-1, V.4-1, CC.2.8-2)"
_SENDERS = {
    0xA710: "Repository Query only (PS3.4 §C.6.4)",
    0xB001: "Repository Query only (PS3.4 §C.6.4)",
    0xC100: "Relevant Patient Information Query (PS3.4 Table Q.2-1); others as any Cxxx",
    0xC200: "Relevant Patient Information Query (PS3.4 Table Q.2-1); others as any Cxxx",
    0xFF01: "all but Relevant Patient Information Query (PS3.4 Tables C.4-1, K.4-1, V.4-1, CC.2.8-2)",
    0x0122: "any DIMSE service (PS3.7 Annex C); UPS names it (PS3.4 Table CC.2.8-2)",
}


def _senders_of(code: int) -> str:
    if code in _SENDERS:
        return _SENDERS[code]
    if code in (0x0000, 0xA700, 0xA900, 0xFE00, 0xFF00) or code >> 12 == 0xC:
        return _ALL
    if code >> 8 in (0x00, 0x01, 0x02):
        return "any DIMSE service (PS3.7 Annex C)"
    return "nobody by PS3.4: a peer's own"
