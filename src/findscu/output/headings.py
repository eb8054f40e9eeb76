"""What a table calls its columns, in which order they stand, and which go first where there is no room for all."""

from __future__ import annotations

from ..dictionary import keyword_of
from ..models import QUERY_RETRIEVE_LEVEL, UNIQUE_KEYS
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..query import Query
    from ..tabular import Column


class Heading(Record):
    """How one attribute stands in a table: its place from the left, its short name, and how early it may be left out.

    `rank` is 1 for what nobody can do without, 9 for what tells people least.
    """

    place: int
    name: str
    rank: int


_UNLISTED = 500
_RANK_OF_UNLISTED, _RANK_OF_UID = 7, 8

_LISTED = """
ScheduledProcedureStepStartDate      Date         1
ScheduledProcedureStepStartTime      Time         1
ScheduledProcedureStepStartDateTime  Start        1
StudyDate                            Date         1
StudyTime                            Time         2
SeriesDate                           Date         3
SeriesTime                           Time         4
AcquisitionDateTime                  Acquired     4
SeriesNumber                         No.          1
InstanceNumber                       No.          1
PatientName                          Patient      1
PatientID                            ID           1
PatientBirthDate                     Born         4
PatientSex                           Sex          4
Modality                             Mod          1
ModalitiesInStudy                    Mod          1
AccessionNumber                      Accession    3
ProcedureStepState                   State        1
ProcedureStepLabel                   Label        2
ScheduledProcedureStepPriority       Priority     3
StudyDescription                     Description  2
SeriesDescription                    Description  2
ScheduledProcedureStepDescription    Step         2
RequestedProcedureDescription        Procedure    3
BodyPartExamined                     Body         4
ScheduledStationName                 Station      3
ScheduledStationAETitle              AE_title     3
ScheduledProcedureStepLocation       Location     5
ScheduledPerformingPhysicianName     Performer    5
RequestedProcedureID                 Proc._ID     5
ScheduledProcedureStepID             Step_ID      6
RequestedProcedurePriority           Priority     5
ReferringPhysicianName               Referring    5
RequestingPhysician                  Requesting   5
NumberOfPatientRelatedStudies        Studies      3
NumberOfPatientRelatedSeries         Series       4
NumberOfPatientRelatedInstances      Images       4
NumberOfStudyRelatedSeries           Series       4
NumberOfStudyRelatedInstances        Images       4
NumberOfSeriesRelatedInstances       Images       2
StudyID                              Study_ID     6
IssuerOfPatientID                    Issuer       6
CurrentPatientLocation               Ward         6
InstitutionName                      Institution  5
RetrieveAETitle                      From         7
StudyInstanceUID                     Study_UID    8
SeriesInstanceUID                    Series_UID   8
SOPInstanceUID                       SOP_UID      8
SOPClassUID                          SOP_class    8
"""

RANK_OF_LEAST = 10
"""What matters less than any other: what has no value, or the same in every row."""

_headings: dict[str, Heading] = {}


def heading_of(column: Column) -> Heading:
    """Return how an attribute stands in a table; one that is not listed keeps its keyword and comes later."""
    if not _headings:
        for place, line in enumerate(_LISTED.strip().splitlines()):
            listed, name, digit = line.split()
            _headings[listed] = Heading(place, name.replace("_", " "), int(digit))
    keyword = keyword_of(column.path[-1]) or column.name
    rank = _RANK_OF_UID if column.vr == "UI" else _RANK_OF_UNLISTED + (len(column.path) > 1)
    return _headings.get(keyword) or Heading(_UNLISTED, keyword, rank)


def rank_in(query: Query, column: Column) -> int:
    """Return how early a column of a query's answers may be left out; the greatest goes first.

    What the query matches by a single value is the same in every row. The own UID of a series or an instance is what
    the next query needs; that of a study would take the room of the patient.
    """
    level = query.identifier.text_of(QUERY_RETRIEVE_LEVEL).strip()
    if level in ("SERIES", "IMAGE") and column.path == (UNIQUE_KEYS[level],):
        return 1
    return heading_of(column).rank + (RANK_OF_LEAST if _is_fixed(query, column) else 0)


def _is_fixed(query: Query, column: Column) -> bool:
    text = column.text(query.identifier)
    return bool(text) and column.vr in ("UI", "LO", "SH", "CS") and not set(text) & set("*?\\")


def names_of(columns: Sequence[Column]) -> list[str]:
    """Return what stands above columns: short names, or the names of `--columns` where short ones are the same."""
    short = [heading_of(column).name for column in columns]
    keywords = [column.name.rpartition(".")[2] for column in columns]
    return [
        name if short.count(name) == 1 else keyword if keywords.count(keyword) == 1 else column.name
        for name, keyword, column in zip(short, keywords, columns, strict=True)
    ]


def in_reading_order(columns: Iterable[Column]) -> list[Column]:
    """Return columns in the order in which people read them: when, who, what; and what nobody reads, last."""
    return sorted(columns, key=lambda column: (heading_of(column).place, column.path))
