"""What the fast walk remembers: columns of values, by the header in front of them, on a shelf for each character set.

All of it is bounded, since peers choose headers and values. The walk itself lives in `columns`.
"""

from __future__ import annotations

from .charset import Charset
from .validity import MAX_LENGTHS, complaint_about, form_of
from .values import STRIPPED_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .columns import Columns, Items
    from .elements import Element

MAX_SHELF_COUNT = 16
"""Character sets that have columns: a peer that answers in more is read the slow way."""

MAX_COLUMN_COUNT = 4096
"""A tag takes one column for each length and character set, and answers have a few dozen tags."""

MAX_SEQUENCE_COUNT = 256
"""Sequences whose items have columns of their own, one for each character set."""

MAX_TEXT_COUNT = 256
"""Values remembered in one column: the days of most of a year, all modalities."""

MAX_TOTAL_TEXT_COUNT = 4096
"""Values remembered in all: a thousand answers fill it, about 1 MiB, and a million do not take more."""

MAX_TEXT_LENGTH = 128
"""Bytes of a value that is remembered: longer ones are seldom met twice."""


class Room:
    """How much a walk remembers, that of its sequences included. What is taken is taken for good."""

    __slots__ = ("column_count", "sequence_count", "shelf_count", "text_count")

    def __init__(self) -> None:
        self.shelf_count = 0
        self.sequence_count = 0
        self.column_count = 0
        self.text_count = 0

    def take_shelf(self) -> bool:
        """Take room for one more shelf, if there is any."""
        self.shelf_count += 1
        return self.shelf_count <= MAX_SHELF_COUNT

    def take_sequence(self) -> bool:
        """Take room for the columns of one more sequence, if there is any."""
        self.sequence_count += 1
        return self.sequence_count <= MAX_SEQUENCE_COUNT

    def take_column(self) -> bool:
        """Take room for one more column, if there is any."""
        self.column_count += 1
        return self.column_count <= MAX_COLUMN_COUNT


class Column:
    """What elements with the same eight bytes of header have in common, and the texts of the values seen.

    Attributes:
        space: how many values it may still remember.
        form: tells whether a text is a value, where that says all; None for other VRs.
        takes_any_text: whether every printable text of its length is a valid value.
    """

    __slots__ = ("codec", "form", "frame", "length", "padding", "space", "tag", "takes_any_text", "texts", "vr")

    def __init__(self, tag: int, vr: str, length: int) -> None:
        self.tag = tag
        self.vr = vr
        self.length = length
        self.texts: dict[bytes, str] = {}
        self.space = MAX_TEXT_COUNT if length <= MAX_TEXT_LENGTH else 0
        self.frame: tuple[str, str] | None = None
        self.codec = "ascii"
        self.padding = "\0" if vr == "UI" else " "
        self.form = form_of(vr, length)
        self.takes_any_text = vr in _ANY_TEXT_VRS and length <= MAX_LENGTHS[vr]

    def remember(self, value: bytes, text: str, room: Room) -> None:
        """Keep the text of a value, if it is a whole one and there is room."""
        if room.text_count >= MAX_TOTAL_TEXT_COUNT:
            self.space = 0
        elif len(value) == self.length:
            self.texts[value] = text
            self.space -= 1
            room.text_count += 1


_ANY_TEXT_VRS = ("LO", "LT", "SH", "ST")


class SequenceColumn:
    """What the elements of one sequence have in common: how its items are walked, and put together."""

    __slots__ = ("columns", "items", "tag")

    def __init__(self, tag: int, items: Items, columns: Columns) -> None:
        self.tag = tag
        self.items = items
        self.columns = columns


class Shelf:
    """The columns of one character set, by header; `element` is the (0008,0005) that says so."""

    __slots__ = ("charset", "columns", "element", "sequences", "text")

    def __init__(self, charset: Charset) -> None:
        self.charset = charset
        self.columns: dict[bytes, Column] = {}
        self.sequences: dict[bytes, SequenceColumn] = {}
        self.element: Element | None = None
        self.text: str | None = None


_DOUBTFUL_STARTS = " +-@＋－＠＝"


def plain_text(column: Column, value: bytes) -> str | None:
    """Put a plain value into its frame; None when it is not plain, or there is no frame: see `columns.Columns`."""
    frame = column.frame
    if frame is None:
        return None
    try:
        text = value.decode(column.codec).rstrip(column.padding)
    except UnicodeDecodeError:
        return None
    if column.vr in STRIPPED_VRS:
        text = text.lstrip(" ")
    if column.form is not None:  # a third of the time that the other questions take
        return frame[0] + text + frame[1] if text and column.form(text) else None
    if not text or not text.isprintable() or "\\" in text or "=" in text or '"' in text:
        return None
    if text[0] in _DOUBTFUL_STARTS and text.lstrip()[0] in _DOUBTFUL_STARTS:
        return None
    if not column.takes_any_text and complaint_about(column.vr, text):
        return None
    return frame[0] + text + frame[1]
