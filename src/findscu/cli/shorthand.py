"""`--today --date --station --modality`: the worklist in short, written out as the keys that they stand for.

Where the line asks for something else than a worklist, they mean what is nearest to it there. Loaded when one is used.
"""

from __future__ import annotations

from ..asking.moments import Calendar
from ..asking.presets import LEVEL_SYNONYMS
from ..dictionary import tag_of
from ..errors import UsageError
from ..key_values import BadValue
from ..models import model_of
from ..value_checks import is_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..asking.moments import Moment
    from .option import Arguments

WORKLIST, UPS = "WORKLIST", "UPS"

_STEP = "ScheduledProcedureStepSequence[0]."

_KEYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    WORKLIST: {
        "when": (f"{_STEP}ScheduledProcedureStepStartDate", "DA"),
        "station": (f"{_STEP}ScheduledStationAETitle", "AE"),
        "modality": (f"{_STEP}Modality", "CS"),
    },
    UPS: {
        "when": ("ScheduledProcedureStepStartDateTime", "DT"),
        "station": ("ScheduledStationNameCodeSequence[0].CodeValue", "SH"),
    },
    "STUDY": {"when": ("StudyDate", "DA"), "modality": ("ModalitiesInStudy", "CS")},
    "SERIES": {"modality": ("Modality", "CS")},
}
"""Level or model: the key, with its VR, that each field of `Arguments` stands for there."""


def write_out(arguments: Arguments) -> tuple[Moment, ...]:
    """Put the keys that the shorthand of a line stands for before its own, behind those of a saved query.

    A line that names neither level nor model asks for the worklist with its usual return keys, as `-L WORKLIST` does.

    Returns:
        What words for dates came to.

    Raises:
        UsageError: the level or model has no such key, or the date is none.
    """
    place = _place_of(arguments)
    calendar = Calendar(arguments.now)
    fields = [field for field in ("when", "station", "modality") if getattr(arguments, field)]
    keys = [_key_of(arguments, field, place, calendar) for field in fields]
    place_of_own = arguments.saved_key_count
    arguments.keys = [*arguments.keys[:place_of_own], *keys, *arguments.keys[place_of_own:]]
    return tuple(calendar.moments)


def _place_of(arguments: Arguments) -> str:
    """Return the level or model that a line asks at; where it is a worklist, ask for what is usual there."""
    level = arguments.level or _level_among(arguments)
    if level:
        return LEVEL_SYNONYMS.get(level.upper(), level.upper())
    if arguments.query_files:
        raise UsageError(f"{_option(arguments)} and a query file", hint="say with -L or -W what the file asks for")
    name = model_of(arguments.model or "worklist").name
    place = WORKLIST if name == "worklist" else UPS if name.startswith("ups-") else ""
    if not place:
        raise UsageError(f"{_option(arguments)} means nothing for model {name}", hint="say with -L at which level")
    arguments.model = arguments.model or "worklist"
    arguments.level = place
    return place


def _level_among(arguments: Arguments) -> str:
    """Return the Query/Retrieve Level that a key sets."""
    for key in arguments.keys:
        path, _, value = key.partition("=")
        if path.strip("()").lower() in ("queryretrievelevel", "0008,0052", "00080052"):
            return value.strip()
    return ""


def _key_of(arguments: Arguments, field: str, place: str, calendar: Calendar) -> str:
    option = _option(arguments, field)
    if field not in _KEYS.get(place, {}):
        places = [name for name, keys in _KEYS.items() if field in keys]
        raise UsageError(f"{option} means nothing at {place}", hint=f"it is for {', '.join(places)}; use -k")
    path, vr = _KEYS[place][field]
    value = str(getattr(arguments, field))
    return f"{path}={_date(option, path, vr, value, calendar) if field == 'when' else value}"


def _date(option: str, path: str, vr: str, text: str, calendar: Calendar) -> str:
    try:
        value = calendar.resolve(tag_of(path.rpartition(".")[2]) or 0, vr, text)
    except BadValue as bad:
        raise UsageError(f"{option}: {bad}", hint=bad.hint) from None
    if not is_moment(vr, value):
        hint = "write it as in today, tomorrow, -7d, last-month, 2026-11-21 or 2026-11-01..2026-11-21"
        raise UsageError(f"{option} {text!r} is no date", hint=hint)
    return value


def _option(arguments: Arguments, field: str = "") -> str:
    """Return how the line spells the shorthand."""
    fields = [field] if field else ["when", "station", "modality"]
    return next((arguments.given[name] for name in fields if name in arguments.given), "--date")
