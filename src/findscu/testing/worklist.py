"""A synthetic modality worklist of today and tomorrow: twelve steps, four modalities, names in many scripts.

No name is a person's: each says "worklist" and "item" in its script or language.
"""

from __future__ import annotations

from datetime import timedelta

from .builders import make_uid, worklist_item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from ..identifier import DataSet

# Day from today, time, modality, description, character set, name. In GB18030 the second byte of 俓 is that of a
# backslash, and the second byte of 區 that of a caret.
_ITEMS = (
    (0, "0800", "CT", "CT chest", "ISO_IR 192", "Worklist^Item01"),
    (0, "0845", "MR", "MR head", "ISO_IR 100", "Prüfliste^Prüfling02"),
    (0, "0930", "US", "US abdomen", "ISO_IR 126", "Λίστα^Είδος03"),
    (0, "1000", "DX", "DX hand", "ISO_IR 144", "Список^Пункт04"),
    (0, "1100", "CT", "CT abdomen", "\\ISO 2022 IR 87", "Worklist^Item05=作業^項目=わーくりすと^あいてむ"),
    (0, "1315", "MR", "MR knee", "\\ISO 2022 IR 149", "Worklist^Item06=作業^項目=작업^항목"),
    (0, "1430", "US", "US thyroid", "ISO_IR 138", "רשימה^פריט07"),
    (0, "1600", "DX", "DX chest", "ISO_IR 127", "قائمة^بند08"),
    (1, "0800", "CT", "CT head", "ISO_IR 192", "Γουόρκλιστ^Айтем09"),
    (1, "0915", "MR", "MR spine", "ISO_IR 192", "Worklist^Item10"),
    (1, "1030", "US", "US liver", "ISO_IR 100", "Liste^Élément11"),
    (1, "1145", "DX", "DX foot", "GB18030", "Worklist^Item12=工作俓^項區"),
)


def synthetic_worklist(today: date) -> list[DataSet]:
    """Build the worklist's items, one scheduled procedure step each, in the order of time."""
    return [
        worklist_item(
            number,
            modality=modality,
            SpecificCharacterSet=charset,
            PatientName=name,
            StudyInstanceUID=make_uid("synthetic worklist", number),
            ScheduledProcedureStepStartDate=today + timedelta(days=day),
            ScheduledProcedureStepStartTime=f"{time}00",
            ScheduledProcedureStepDescription=description,
            RequestedProcedureDescription=description,
        )
        for number, (day, time, modality, description, charset, name) in enumerate(_ITEMS, 1)
    ]
