"""What the fast walk remembers: columns of values, by the header in front of them, on a shelf for each character set.

All of it is bounded, since peers choose headers and values. The walk itself lives in `columns`.
"""

from __future__ import annotations

from .charset import Charset
from .validity import MAX_LENGTHS, MAX_NAME_COMPONENT_COUNT, MAX_NAME_GROUP_LENGTH, complaint_about, form_of
from .values import STRIPPED_VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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
        is_plain: tells whether a text that is not empty is a plain value, see `columns.Columns`.
    """

    __slots__ = (
        *("codec", "frame", "is_plain", "is_stripped", "length", "padding", "room", "space", "tag", "texts", "vr"),
    )

    def __init__(self, tag: int, vr: str, length: int, room: Room) -> None:
        self.tag = tag
        self.vr = vr
        self.length = length
        self.room = room
        self.texts: dict[bytes, str] = {}
        self.space = MAX_TEXT_COUNT if length <= MAX_TEXT_LENGTH else 0
        self.frame: tuple[str, str] | None = None
        self.codec = "ascii"
        self.is_stripped = vr in STRIPPED_VRS
        self.padding = "\0" if vr == "UI" else " "
        self.is_plain = form_of(vr, length) or _plainness_of(vr, length)

    def plain_text(self, value: bytes) -> str | None:
        """Put a new value into its frame and remember it; None when it is not plain, or there is no frame."""
        if self.frame is None:
            return None
        try:
            text = value.decode(self.codec)
        except UnicodeDecodeError:
            return None
        text = text.strip(" ") if self.is_stripped else text.rstrip(self.padding)
        if not text or not self.is_plain(text):
            return None
        before, after = self.frame
        text = f"{before}{text}{after}"
        if self.space:
            self.remember(value, text)
        return text

    def remember(self, value: bytes, text: str) -> None:
        """Keep the text of a value, if it is a whole one and there is room."""
        if self.room.text_count >= MAX_TOTAL_TEXT_COUNT:
            self.space = 0
        elif self.space and len(value) == self.length:
            self.texts[value] = text
            self.space -= 1
            self.room.text_count += 1


def _plainness_of(vr: str, length: int) -> Callable[[str], bool]:
    """Return what tells whether a text of a VR without a strict form, of so many bytes at most, is plain."""
    if vr in ("LO", "LT", "SH", "ST") and length <= MAX_LENGTHS[vr]:
        return _is_plain
    if vr == "PN" and length <= MAX_NAME_GROUP_LENGTH:
        return _is_plain_name
    return lambda text: _is_plain(text) and not complaint_about(vr, text)


def _is_plain(text: str) -> bool:
    if not text.isprintable() or "\\" in text or "=" in text or '"' in text:
        return False
    return text[0] not in _DOUBTFUL_STARTS or text.lstrip()[0] not in _DOUBTFUL_STARTS


def _is_plain_name(text: str) -> bool:
    return _is_plain(text) and text.count("^") < MAX_NAME_COMPONENT_COUNT


_DOUBTFUL_STARTS = " +-@＋－＠＝"


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
