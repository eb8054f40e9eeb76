"""The information models of C-FIND (PS3.4): names, UIDs, levels, unique and required keys.

A table and the questions asked of it; what one usually asks a model for is in `presets`, all its keys in `key_tables`;
what a query may look like under a model is judged in `checks`, and built in `query`. "Level" is the Query/Retrieve
Level (0008,0052): only the Query/Retrieve models have it. Worklists and UPS are single-level, and go by their own word
where a level is asked for: WORKLIST, UPS.
"""

from __future__ import annotations

from .errors import UsageError
from .records import Record
from .validity import is_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .identifier import DataSet

QUERY_RETRIEVE_LEVEL = 0x00080052

UNIQUE_KEYS = {
    "PATIENT": 0x00100020,  # Patient ID
    "STUDY": 0x0020000D,  # Study Instance UID
    "SERIES": 0x0020000E,  # Series Instance UID
    "IMAGE": 0x00080018,  # SOP Instance UID
}
"""The attribute that names one entity of a level. Source: PS3.4 §C.6.1.1, Tables C.6-1 to C.6-4."""

REQUIRED_KEYS = {
    "PATIENT": (0x00100010,),  # Patient's Name
    "STUDY": (0x00080020, 0x00080030, 0x00080050, 0x00200010),  # Study Date, Time, Accession Number, Study ID
    "SERIES": (0x00080060, 0x00200011),  # Modality, Series Number
    "IMAGE": (0x00200013,),  # Instance Number
}
"""What an SCP must match besides the unique key. Source: PS3.4 §C.6.1.1, Tables C.6-1 to C.6-4."""

_ALL_LEVELS = ("PATIENT", "STUDY", "SERIES", "IMAGE")
_SINGLE_LEVEL_MODELS = {"WORKLIST": "worklist", "UPS": "ups-pull"}


class Model(Record):
    """One information model, that is one SOP class of C-FIND.

    Attributes:
        name: short name, as `-M` takes it; the UID itself for a SOP class that is not in the table.
        uid: SOP Class UID.
        title: name in PS3.6.
        clause: where PS3.4 defines it, "" when unknown.
        levels: its Query/Retrieve Levels, from the top; empty for single-level models.
        aliases: other short names.
        is_retired: whether the standard has dropped it.
    """

    name: str
    uid: str
    title: str
    clause: str = ""
    levels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_retired: bool = False

    @property
    def unique_keys(self) -> dict[str, int]:
        """The unique key of each level, from the top."""
        return {level: UNIQUE_KEYS[level] for level in self.levels}

    def required_keys(self, level: str) -> tuple[int, ...]:
        """The keys that an SCP must match at a level: the patient's count as the study's where that is the top.

        **Source**: PS3.4 §C.6.1.1, §C.6.2.1 (Table C.6-5).
        """
        keys = REQUIRED_KEYS.get(level, ())
        if level == "STUDY" and self.levels[:1] == ("STUDY",):
            keys += (UNIQUE_KEYS["PATIENT"], *REQUIRED_KEYS["PATIENT"])
        return keys


MODELS = (
    Model(
        "patient",
        "1.2.840.10008.5.1.4.1.2.1.1",
        "Patient Root Query/Retrieve Information Model - FIND",
        "C.6.1",
        _ALL_LEVELS,
        ("patient-root",),
    ),
    Model(
        "study",
        "1.2.840.10008.5.1.4.1.2.2.1",
        "Study Root Query/Retrieve Information Model - FIND",
        "C.6.2",
        _ALL_LEVELS[1:],
        ("study-root",),
    ),
    Model(
        "psonly",
        "1.2.840.10008.5.1.4.1.2.3.1",
        "Patient/Study Only Query/Retrieve Information Model - FIND",
        "C.6.3",
        _ALL_LEVELS[:2],
        ("patient-study-only",),
        True,
    ),
    Model(
        "repository",
        "1.2.840.10008.5.1.4.1.1.201.6",
        "Repository Query",
        "C.6.4",
        _ALL_LEVELS[1:],
    ),
    Model("worklist", "1.2.840.10008.5.1.4.31", "Modality Worklist Information Model - FIND", "K.6.1", (), ("mwl",)),
    Model(
        "gp-worklist",
        "1.2.840.10008.5.1.4.32.1",
        "General Purpose Worklist Information Model - FIND",
        "K.6.2",
        (),
        ("gpwl",),
        True,
    ),
    Model("ups-pull", "1.2.840.10008.5.1.4.34.6.3", "Unified Procedure Step - Pull SOP Class", "CC.2.8", (), ("ups",)),
    Model("ups-watch", "1.2.840.10008.5.1.4.34.6.2", "Unified Procedure Step - Watch SOP Class", "CC.2.8"),
    Model("ups-query", "1.2.840.10008.5.1.4.34.6.5", "Unified Procedure Step - Query SOP Class", "CC.2.8"),
    Model(
        "ups-pull-trial",
        "1.2.840.10008.5.1.4.34.4.3",
        "Unified Procedure Step - Pull SOP Class - Trial",
        is_retired=True,
    ),
    Model(
        "ups-watch-trial",
        "1.2.840.10008.5.1.4.34.4.2",
        "Unified Procedure Step - Watch SOP Class - Trial",
        is_retired=True,
    ),
    Model(
        "general-patient-info",
        "1.2.840.10008.5.1.4.37.1",
        "General Relevant Patient Information Query",
        "Q.4.3",
        (),
        ("relevant-patient",),
    ),
    Model(
        "breast-patient-info",
        "1.2.840.10008.5.1.4.37.2",
        "Breast Imaging Relevant Patient Information Query",
        "Q.4.3",
    ),
    Model(
        "cardiac-patient-info",
        "1.2.840.10008.5.1.4.37.3",
        "Cardiac Relevant Patient Information Query",
        "Q.4.3",
    ),
    Model("hanging-protocol", "1.2.840.10008.5.1.4.38.2", "Hanging Protocol Information Model - FIND", "U.6.1"),
    Model(
        "color-palette",
        "1.2.840.10008.5.1.4.39.2",
        "Color Palette Query/Retrieve Information Model - FIND",
        "X.6.1",
    ),
    Model(
        "implant",
        "1.2.840.10008.5.1.4.43.2",
        "Generic Implant Template Information Model - FIND",
        "BB.6.1",
        (),
        ("implant-template",),
    ),
    Model(
        "implant-assembly",
        "1.2.840.10008.5.1.4.44.2",
        "Implant Assembly Template Information Model - FIND",
        "BB.6.1",
    ),
    Model("implant-group", "1.2.840.10008.5.1.4.45.2", "Implant Template Group Information Model - FIND", "BB.6.1"),
    Model(
        "procedure-protocol",
        "1.2.840.10008.5.1.4.20.1",
        "Defined Procedure Protocol Information Model - FIND",
        "HH.6.1",
    ),
    Model("protocol-approval", "1.2.840.10008.5.1.4.1.1.200.4", "Protocol Approval Information Model - FIND", "II.6.1"),
    Model("product", "1.2.840.10008.5.1.4.41", "Product Characteristics Query SOP Class", "V.6.1"),
    Model("substance", "1.2.840.10008.5.1.4.42", "Substance Approval Query SOP Class", "V.6.2"),
    Model("inventory", "1.2.840.10008.5.1.4.1.1.201.2", "Inventory - FIND", "JJ.2"),
)
"""Every SOP class of PS3.4 that C-FIND serves, retired ones included. Source: PS3.4, PS3.6 Annex A."""


def model_of(name_or_uid: str) -> Model:
    """Find a model by short name, alias, title, keyword or UID, in any case and with any punctuation.

    Returns:
        The model of the table, or an anonymous one, named by its UID, for any other well-formed UID.

    Raises:
        UsageError: neither a known name nor a well-formed UID.
    """
    wanted = _plain(name_or_uid)
    for model in MODELS:
        if name_or_uid == model.uid or wanted in map(_plain, (model.name, model.title, *model.aliases)):
            return model
    if len(name_or_uid) <= 64 and is_uid(name_or_uid):
        return Model(name_or_uid, name_or_uid, "SOP class " + name_or_uid)
    if not wanted or name_or_uid.replace(".", "").isdecimal():
        raise UsageError(
            f"{name_or_uid!r} is not a well-formed UID",
            hint="give a SOP Class UID of digits and dots, at most 64 characters, or the name of a model",
        )
    raise UsageError(f"unknown information model {name_or_uid!r}", hint=_model_hint(wanted))


def default_model(dataset: DataSet) -> Model:
    """Choose the model that a data set is a query for, by its Query/Retrieve Level.

    Returns:
        Worklist without a level, Patient Root for PATIENT, Study Root for any other level.
    """
    level = dataset.text_of(QUERY_RETRIEVE_LEVEL).strip()
    if not level:
        return model_of("worklist")
    return model_of("patient" if level == "PATIENT" else "study")


def model_of_level(level: str) -> Model | None:
    """Return the single-level model that a word used as a level stands for (WORKLIST, UPS), None for a real level."""
    name = _SINGLE_LEVEL_MODELS.get(level.upper())
    return model_of(name) if name else None


def _plain(name: str) -> str:
    """Reduce a name to what tells models apart: `FINDStudyRoot...` is DCMTK's, `...Find` pydicom's keyword."""
    letters = "".join(filter(str.isalnum, name)).lower()
    return letters.removeprefix("find").removesuffix("find").replace("sopclass", "")


def _model_hint(wanted: str) -> str:
    from difflib import get_close_matches

    names = {_plain(name): model.name for model in MODELS for name in (model.name, *model.aliases, model.title)}
    similar = dict.fromkeys(names[word] for word in get_close_matches(wanted, names, cutoff=0.5))
    if similar:
        return f"did you mean {' or '.join(similar)}?"
    return f"use one of {', '.join(model.name for model in MODELS)}, or a SOP Class UID"
