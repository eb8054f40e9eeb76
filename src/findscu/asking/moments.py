"""Dates and times in the keys of a query: what is one already, and where words such as `today` go to become one.

The words themselves are `spoken_dates`', which is loaded when a DA, TM or DT key holds something that is no value of
its VR. What day it is is said from outside: there is no clock here.
"""

from __future__ import annotations

from ..key_values import BadValue
from ..records import Record
from ..value_checks import RANGE_CLAUSES, is_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Moment(Record):
    """What somebody said in the key of an attribute, and the value that it came to."""

    tag: int
    text: str
    value: str


class Calendar:
    """Turns dates as people say them into values of DA, TM and DT, all from the same now.

    Args:
        now: what `today`, `-7d` and `now` count from, with its UTC offset for DT; or what returns it, called once, and
            only when somebody says something.

    Attributes:
        moments: what was said so far, in its order.
    """

    def __init__(self, now: datetime | Callable[[], datetime]) -> None:
        self._now = now
        self.moments: list[Moment] = []

    def resolve(self, tag: int, vr: str, text: str) -> str:
        """Return the text of a key's value with what was said in it as DICOM writes it.

        Legal values stay, and so does what nobody would say: it may be meant to test a peer.

        Raises:
            BadValue: It is said, but no value of this VR can mean it, as with times across midnight.
        """
        if vr not in RANGE_CLAUSES or not text:
            return text
        values, offset = [], 0
        for part in text.split("\\"):
            values.append(self._resolve_one(vr, part, offset))
            offset += len(part) + 1
        value = "\\".join(values)
        if value != text:
            self.moments.append(Moment(tag, text, value))
        return value

    def _resolve_one(self, vr: str, text: str, offset: int) -> str:
        if not text or is_moment(vr, text):
            return text
        from .spoken_dates import read_spoken

        try:
            return read_spoken(vr, text, self._today()) or text
        except BadValue as bad:
            bad.offset += offset
            raise

    def _today(self) -> datetime:
        if callable(self._now):
            self._now = self._now()
        return self._now.replace(microsecond=0)
