"""SCPs that answer as they may: matches of all kinds, final statuses, C-CANCEL."""

from __future__ import annotations

from compat.answers import (
    CHARACTER_SETS,
    EVERY_VR,
    NESTED,
    ODD_VALUES,
    PRIVATE,
    STUDIES,
    UNSORTED,
    long_value,
    many,
    study,
)
from compat.scps.register import answering, comment, offending, scp
from compat.talk import (
    BIG_ENDIAN,
    DEFLATED,
    IMPLICIT,
    Talk,
)

# --- answers that are as they should be ------------------------------------------------------------------------------

answering("three", STUDIES)
answering("none")
answering("ff01", STUDIES[:2], pending=0xFF01)
answering("implicit", STUDIES, syntax=IMPLICIT)
answering("big-endian", [*STUDIES, EVERY_VR], syntax=BIG_ENDIAN)
answering("deflated", [*STUDIES, EVERY_VR], syntax=DEFLATED)
answering("every-vr", [EVERY_VR])
answering("every-vr-implicit", [EVERY_VR], syntax=IMPLICIT)
answering("nested", NESTED)
answering("nested-implicit", NESTED, syntax=IMPLICIT)
answering("private", PRIVATE)
answering("private-implicit", PRIVATE, syntax=IMPLICIT)
answering("odd-values", ODD_VALUES)
answering("unsorted", UNSORTED)
answering("long-value", [long_value(200_000)])
answering("many", many(120))
answering("empty-dataset", [b""])
answering("small-pdus", STUDIES, max_length=4096)
answering("tiny-pdus", STUDIES, max_length=128)
answering("any-length", STUDIES, max_length=0)
for term, dataset in CHARACTER_SETS.items():
    answering(f"charset-{term}", [dataset])

# --- final statuses ---------------------------------------------------------------------------------------------------

for status in (0xA700, 0xA900, 0xC000, 0xC001, 0x0122, 0x0110, 0x0211, 0xB000, 0xB001, 0x0001, 0x0107, 0xFE00, 0xFF02):
    answering(f"status-{status:04x}", status=status)
answering("a700-after-two", STUDIES[:2], comment(b"out of memory"), status=0xA700)
answering("a900-with-comment", [], comment(b"level is missing"), offending(0x00080052, 0x00100010), status=0xA900)
answering("c001-with-comment", [], comment(b"unable"), offending(0x00080052), status=0xC001)
answering("fe00-after-two", STUDIES[:2], status=0xFE00)


@scp("fails-second-query")
def _fails_second_query(talk: Talk) -> None:
    talk.accept()
    for number, find in enumerate(talk.finds()):
        talk.answer(find, STUDIES[0])
        talk.final(find, 0xA700 if number else 0)


# --- C-CANCEL ---------------------------------------------------------------------------------------------------------


def _cancellable(name: str, before: int, after: int, status: int) -> None:
    """Enter an SCP that waits for C-CANCEL after some answers, gives a few more, and ends with a status."""

    @scp(name)
    def script(talk: Talk) -> None:
        talk.accept()
        for find in talk.finds():
            for number in range(before):
                talk.answer(find, study(number))
            cancelled = talk.until_cancelled()
            for number in range(after):
                talk.answer(find, study(before + number))
            talk.final(find, status if cancelled else 0xC0DE)


_cancellable("cancel-after-1", 1, 0, 0xFE00)
_cancellable("cancel-after-2", 2, 0, 0xFE00)
_cancellable("cancel-after-2-late", 2, 2, 0xFE00)
_cancellable("cancel-after-2-ignored", 2, 2, 0x0000)
