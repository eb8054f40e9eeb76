"""What the SCP knows: data sets, and the entities they make at each level.

A Query/Retrieve model asks about patients, studies, series and images, but what is stored are instances: here they
become entities, with the attributes that are counted or collected (PS3.4 Tables C.6-1 to C.6-4). For worklists, UPS and
the other single-level models the data sets are the entities. Which entities match is decided in `matching`; where data
sets come from, in `sources`.
"""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from ..identifier import SPECIFIC_CHARACTER_SET, DataSet, Element
from ..models import UNIQUE_KEYS
from .levels import ATTRIBUTES, LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..models import Model

SOP_CLASS_UID = 0x00080016
INSTANCE_AVAILABILITY = 0x00080056
MODALITY = 0x00080060
MODALITIES_IN_STUDY = 0x00080061
SOP_CLASSES_IN_STUDY = 0x00080062
SCHEDULED_PROCEDURE_STEP_SEQUENCE = 0x00400100

# Entity: what is counted of it, and the attribute that tells how many. Source: PS3.4 Tables C.6-1 to C.6-3.
_COUNTS = {
    "PATIENT": {"STUDY": 0x00201200, "SERIES": 0x00201202, "IMAGE": 0x00201204},
    "STUDY": {"SERIES": 0x00201206, "IMAGE": 0x00201208},
    "SERIES": {"IMAGE": 0x00201209},
}

COMPUTED = frozenset(
    (
        INSTANCE_AVAILABILITY,
        MODALITIES_IN_STUDY,
        SOP_CLASSES_IN_STUDY,
        *(tag for counts in _COUNTS.values() for tag in counts.values()),
    )
)
"""Attributes of entities that no instance has of itself."""

WORKLIST, UPS = "worklist", "ups"

# The single-level models whose entities are instances of a SOP class: that class, and the model's UID or family.
_FAMILIES = {
    "1.2.840.10008.5.1.4.34.6.1": UPS,
    "1.2.840.10008.5.1.4.38.1": "1.2.840.10008.5.1.4.38.2",  # hanging protocols
    "1.2.840.10008.5.1.4.39.1": "1.2.840.10008.5.1.4.39.2",  # colour palettes
    "1.2.840.10008.5.1.4.43.1": "1.2.840.10008.5.1.4.43.2",  # implant templates, assemblies, groups
    "1.2.840.10008.5.1.4.44.1": "1.2.840.10008.5.1.4.44.2",
    "1.2.840.10008.5.1.4.45.1": "1.2.840.10008.5.1.4.45.2",
    "1.2.840.10008.5.1.4.1.1.200.1": "1.2.840.10008.5.1.4.20.1",  # defined CT and XA protocols
    "1.2.840.10008.5.1.4.1.1.200.7": "1.2.840.10008.5.1.4.20.1",
    "1.2.840.10008.5.1.4.1.1.200.3": "1.2.840.10008.5.1.4.1.1.200.4",  # protocol approvals
    "1.2.840.10008.5.1.4.1.1.201.1": "1.2.840.10008.5.1.4.1.1.201.2",  # inventories
}


class Store:
    """Data sets to ask about, sorted by the information models that they are for.

    A data set with a Scheduled Procedure Step Sequence is a worklist item, one of the UPS Push SOP Class a workitem,
    hanging protocols and their like are known by their SOP class; anything else is an instance, for the
    Query/Retrieve models. An instance that lacks a unique key gets a UID, so that it can be asked for; a patient
    without an ID is known by the study.
    """

    def __init__(self, datasets: Iterable[DataSet] = ()) -> None:
        self._instances: list[DataSet] = []
        self._catalogues: dict[str, list[DataSet]] = {}
        self._entities: dict[str, list[DataSet]] = {}
        for dataset in datasets:
            self.add(dataset)

    def add(self, dataset: DataSet, model: Model | None = None) -> None:
        """Take a data set in.

        Args:
            dataset: it is changed only where it lacks a unique key.
            model: a single-level model that it is for, if its content does not tell.
        """
        family = _family_of(dataset) if model is None else _family_of_model(model)
        if family:
            self._catalogues.setdefault(family, []).append(dataset)
        else:
            self._instances.append(_with_unique_keys(dataset, len(self._instances)))
            self._entities = {}

    def __len__(self) -> int:
        return len(self._instances) + sum(map(len, self._catalogues.values()))

    def entities(self, model: Model, level: str = "") -> list[DataSet]:
        """Return all that a model can be asked about, at a level if it has levels, in the order of adding."""
        if not model.levels:
            return self._catalogues.get(_family_of_model(model), [])
        entities = self._entities
        if not entities:
            hierarchy = _Hierarchy(self._instances)
            entities = self._entities = {each: hierarchy.entities(each) for each in LEVELS}
        return entities[level]


def _family_of(dataset: DataSet) -> str:
    sop_class = dataset.text_of(SOP_CLASS_UID)
    is_item = SCHEDULED_PROCEDURE_STEP_SEQUENCE in dataset and not sop_class
    return WORKLIST if is_item else _FAMILIES.get(sop_class, "")


def _family_of_model(model: Model) -> str:
    if "worklist" in model.name:
        return WORKLIST
    return UPS if model.name.startswith("ups") else model.uid


def _with_unique_keys(dataset: DataSet, number: int) -> DataSet:
    for level in ("STUDY", "SERIES", "IMAGE"):
        if not dataset.text_of(UNIQUE_KEYS[level]):
            made = uuid5(NAMESPACE_OID, f"findscu.testing {level} {number}")
            dataset.set(UNIQUE_KEYS[level], f"2.25.{made.int}")
    return dataset


class _Hierarchy:
    """Instances grouped by the patient, the study and the series that they belong to."""

    def __init__(self, instances: list[DataSet]) -> None:
        self.instances = instances
        self.groups: dict[str, dict[str, list[DataSet]]] = {level: {} for level in _COUNTS}
        for instance in instances:
            for level, groups in self.groups.items():
                groups.setdefault(_identity(instance, level), []).append(instance)
        self.summaries = {
            level: {identity: list(_summarize(level, group)) for identity, group in groups.items()}
            for level, groups in self.groups.items()
        }

    def entities(self, level: str) -> list[DataSet]:
        """Return the entities of a level. Every instance is an image, also where two share a UID."""
        if level == "IMAGE":
            return [self._entity(instance, level) for instance in self.instances]
        return [self._entity(group[0], level) for group in self.groups[level].values()]

    def _entity(self, first: DataSet, level: str) -> DataSet:
        kept = ATTRIBUTES.get(level, first)
        entity = DataSet(element for tag, element in first.items() if tag in kept)
        for above in LEVELS[: LEVELS.index(level) + 1]:
            for element in self.summaries.get(above, {}).get(_identity(first, above), ()):
                entity[element.tag] = element
        entity.set(INSTANCE_AVAILABILITY, "ONLINE")
        return entity


def _identity(instance: DataSet, level: str) -> str:
    return instance.text_of(UNIQUE_KEYS[level]) or instance.text_of(UNIQUE_KEYS["STUDY"])


def _summarize(level: str, group: list[DataSet]) -> Iterator[Element]:
    """Yield what is counted and collected of the instances of one patient, study or series."""
    for counted, tag in _COUNTS[level].items():
        count = len(group) if counted == "IMAGE" else len({_identity(instance, counted) for instance in group})
        yield Element(tag, "IS", [str(count)])
    if level == "STUDY":
        yield Element(MODALITIES_IN_STUDY, "CS", _distinct(group, MODALITY))
        yield Element(SOP_CLASSES_IN_STUDY, "UI", _distinct(group, SOP_CLASS_UID))


def _distinct(group: list[DataSet], tag: int) -> list[str]:
    return sorted({instance.text_of(tag) for instance in group} - {""})


def select_keys(query: DataSet, entity: DataSet) -> DataSet:
    """Return what a query asked for of an entity: empty where the entity has nothing, items as deep as was asked.

    The elements are those of the entity, bytes and all, in the character set that it declares: (0008,0005) goes along.

    **Source**: PS3.4 §C.2.2.2.6 (sequences), §C.4.1.1.3.2.
    """
    answer = DataSet(charset=entity.charset)
    if SPECIFIC_CHARACTER_SET in entity:
        answer[SPECIFIC_CHARACTER_SET] = entity[SPECIFIC_CHARACTER_SET]
    for tag, key in query.items():
        answer[tag] = _select_key(key, entity.get(tag))
    return answer


def _select_key(key: Element, stored: Element | None) -> Element:
    if stored is None:
        return Element(key.tag, key.vr)
    asked = next((item for item in key.items if item), None)
    if asked is None or stored.vr != "SQ":
        return stored
    return Element(key.tag, "SQ", [select_keys(asked, item) for item in stored.items])
