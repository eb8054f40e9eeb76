"""Doubts about the keys of a model without levels, by its key table: what it matches, how, and what it must be told.

Loaded for such a model only: worklist, UPS, relevant patient information and so on.
"""

from __future__ import annotations

from ..dictionary import keyword_of
from ..value_checks import RANGE_CLAUSES, WILD_CARD_VRS
from ..values import has_wild_card
from .key_tables import NOT_MATCHED, listed_keys, other_keys, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..identifier import DataSet, Element
    from ..models import Model
    from .key_tables import ListedKey

    Finding = tuple[str, str, str]
    Path = tuple[int, ...]

STEP_KEYS = frozenset(
    (
        *(0x00080060, 0x00321070, 0x00400001, 0x00400002, 0x00400003, 0x00400006, 0x00400007),
        *(0x00400008, 0x00400009, 0x00400010, 0x00400011, 0x00400012, 0x00400020),
    )
)
"""What a worklist has inside the Scheduled Procedure Step Sequence only. Source: PS3.4 Table K.6-1."""

_MEDICAL = """
    MedicalAlerts Allergies SmokingStatus AdditionalPatientHistory PregnancyStatus LastMenstrualDate SpecialNeeds
    PatientSexNeutered PatientState PertinentDocumentsSequence PertinentResourcesSequence
"""
PATIENT_MEDICAL = frozenset(_MEDICAL.split())
"""The one module of which UPS lets any attribute be a key. Source: PS3.4 Table CC.2.5-3, PS3.3 §C.2.4."""

PATIENT_ID, ADMISSION_ID, PACKAGE_ID = 0x00100020, 0x00380010, 0x00440001
TEMPLATE_SEQUENCE, CONTENT_SEQUENCE, CONCEPT_SEQUENCE = 0x0040A504, 0x0040A730, 0x0040A043
MAPPING_RESOURCE, TEMPLATE_IDENTIFIER, ROUTE_SEQUENCE = 0x00080105, 0x0040DB00, 0x00540302

_WAYS = {
    "s": "a single value",
    "l": "a list of UIDs",
    "w": "wild cards",
    "r": "a range",
    "q": "the item of a sequence",
    "u": "no value",
}


def check_model(model: Model, identifier: DataSet) -> Iterator[Finding]:
    """List what is doubtful about the keys of a model without levels; nothing where its key table is not known."""
    if model.name == "worklist":
        yield from _check_step_keys(identifier)
    if model.name.endswith("patient-info"):
        yield from _check_patient_info(identifier)
    if model.name == "substance":
        yield from _check_substance(identifier)
    listed = {key.tags: key for key in listed_keys(model)}
    if listed:
        yield from _Keys(model, listed).check(identifier, (), "")


class _Keys:
    """The key table of a model, to judge keys by."""

    def __init__(self, model: Model, listed: Mapping[Path, ListedKey]) -> None:
        self._model = model
        self._listed = listed
        self._others = other_keys(model)
        self._clause = f"PS3.4 Table {table_of(model)}"

    def check(self, dataset: DataSet, above: Path, path: str) -> Iterator[Finding]:
        """Go through a data set and the items in it; `path` is like "Sequence."."""
        for tag, element in dataset.items():
            if tag >> 16 & 1 or not tag & 0xFFFF or (not above and tag in _NOT_OF_THE_MODEL):
                continue
            name = path + (keyword_of(tag) or f"{tag:08X}")
            key = self._listed.get((*above, tag))
            if key is None:
                yield from self._check_unlisted(element, above, name)
            else:
                yield from self._check_listed(key, element, name)
                for item in element.items[:1]:
                    yield from self.check(item, key.tags, f"{name}.")

    def _check_unlisted(self, element: Element, above: Path, name: str) -> Iterator[Finding]:
        is_detailed = not above or any(tags[:-1] == above for tags in self._listed)
        is_worklist_step = self._model.name == "worklist" and element.tag in STEP_KEYS
        if self._others == NOT_MATCHED and element.text and not above:
            yield self._not_matched(name)
        elif not self._others and is_detailed and not self._is_medical(name) and not is_worklist_step:
            message = f"{name} is no key of model {self._model.name}"
            yield message, self._clause, "leave it out: a peer need neither match nor return it"

    def _is_medical(self, name: str) -> bool:
        return self._model.name.startswith("ups-") and name.partition(".")[0] in PATIENT_MEDICAL

    def _check_listed(self, key: ListedKey, element: Element, name: str) -> Iterator[Finding]:
        if key.returned == "-" and not element.items:
            yield f"{name} cannot be queried", self._clause, "leave it out"
        elif element.vr == "SQ" or not element.values:
            return
        elif key.match == NOT_MATCHED:
            yield self._not_matched(name)
        elif key.allowed and not _ways_of(element) & set(key.allowed):
            ways = " or ".join(_WAYS[way] for way in key.allowed if way != "u")
            (way, *_) = _ways_of(element)
            yield (
                f"{name} is matched by {ways} only, and has {_WAYS[way]}",
                self._clause,
                "write it so, or leave it empty",
            )

    def _not_matched(self, name: str) -> Finding:
        message = f"{name} has a value, but model {self._model.name} does not match it"
        return message, self._clause, "leave the value empty to have it returned"


_NOT_OF_THE_MODEL = frozenset((0x00080005, 0x00080052, 0x00080053, 0x00080201))


def _ways_of(element: Element) -> set[str]:
    """Return the ways of matching that a value may be meant for: one UID is also a list of UIDs."""
    if element.vr == "UI":
        return {"l"} if len(element.values) > 1 else {"s", "l"}
    if element.vr in WILD_CARD_VRS and has_wild_card(element.values):
        return {"w"}
    return {"r"} if element.vr in RANGE_CLAUSES and "-" in element.text else {"s"}


def _check_step_keys(identifier: DataSet) -> Iterator[Finding]:
    for tag in sorted(STEP_KEYS & identifier.keys()):
        message = f"{keyword_of(tag)} belongs into the item of ScheduledProcedureStepSequence, not beside it"
        yield message, "PS3.4 §K.6.1.2.2", f"write it as ScheduledProcedureStepSequence.{keyword_of(tag)}"


def _check_patient_info(identifier: DataSet) -> Iterator[Finding]:
    """Judge what must be told, and what must stay empty. Source: PS3.4 §Q.2.1.1.3.1, §Q.4.3.1.2.1."""
    if not identifier.text_of(PATIENT_ID):
        yield "no PatientID, by which alone patients are found", "PS3.4 Table Q.4-1", "add -k PatientID=..."
    template = identifier.get(TEMPLATE_SEQUENCE)
    items = [] if template is None else template.items
    if len(items) != 1 or not (items[0].text_of(MAPPING_RESOURCE) and items[0].text_of(TEMPLATE_IDENTIFIER)):
        message = "no ContentTemplateSequence with MappingResource and TemplateIdentifier in one item"
        yield message, "PS3.4 §Q.2.1.1.3.1", "let --keys standard add the template of the model"
    for tag in (CONCEPT_SEQUENCE, CONTENT_SEQUENCE):
        if tag in identifier and identifier[tag].items:
            message = f"{keyword_of(tag)} has an item, expected to be empty in a request"
            yield message, "PS3.4 §Q.4.3.1.2.1", f"write it as -k {keyword_of(tag)}"


def _check_substance(identifier: DataSet) -> Iterator[Finding]:
    clause = "PS3.4 Table V.6-2"
    if not (identifier.text_of(PATIENT_ID) or identifier.text_of(ADMISSION_ID)):
        yield "neither PatientID nor AdmissionID has a value", clause, "add -k PatientID=... or -k AdmissionID=..."
    if not identifier.text_of(PACKAGE_ID):
        yield "no ProductPackageIdentifier", clause, "add -k ProductPackageIdentifier=..."
    if ROUTE_SEQUENCE not in identifier:
        hint = "add -k AdministrationRouteCodeSequence.CodeValue=... and its CodingSchemeDesignator"
        yield "no AdministrationRouteCodeSequence", clause, hint
