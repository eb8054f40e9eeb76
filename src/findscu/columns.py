"""The fast walk over identifiers: from the bytes of many answers to rendered text.

The answers to one query look alike. The eight bytes in front of a value (tag, VR and length) choose a column, and a
column remembers what it made of the values it has seen, so that most elements cost two look-ups in a dict. The items
of a sequence have columns of their own, where the writer says how they are put together. What is not ordinary goes
one by one through `reader`; where a data set as a whole is not (tags that do not ascend, broken structure), all of it
does. `shelves` has what is remembered, and its bounds.
"""

from __future__ import annotations

from struct import Struct, pack

from .charset import DEFAULT, Charset, charset_declared
from .dictionary import vr_of
from .elements import ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, SPECIFIC_CHARACTER_SET, UNDEFINED, Element
from .limits import MAX_ELEMENT_COUNT
from .shelves import Column, Room, SequenceColumn, Shelf
from .uids import Syntax
from .values import CHARSET_VRS, LONG_VRS, TEXT_VRS, VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .elements import Issue

    Render = Callable[[Element], str]
    Frame = Callable[[int, str], tuple[str, str] | None]

MAX_WALKED_DEPTH = 4
"""Sequences inside one another whose items are walked fast: a code in a step in a sequence has two."""

LONGEST_WALKED = 8 * MAX_ELEMENT_COUNT
"""Bytes of an identifier that is walked fast: in a longer one somebody has to count the elements."""

_NOT_ORDINARY = -1


class Items:
    """How what lies in the items of a sequence is rendered, in place of its element as a whole.

    Attributes:
        render, frame, inside: as for `Columns`, for the elements of an item.
        join: returns what the sequence's element would be rendered to, from the texts of the elements of each item.
    """

    __slots__ = ("frame", "inside", "join", "render")

    def __init__(
        self,
        join: Callable[[list[list[str]]], str],
        render: Render,
        frame: Frame | None = None,
        inside: Callable[[int], Items | None] | None = None,
    ) -> None:
        self.join = join
        self.render = render
        self.frame = frame
        self.inside = inside


class Columns:
    """Renders identifiers of one transfer syntax, one after another, much faster than by decoding each.

    Attributes:
        issues: What was odd about the structure of the identifier walked last, as in `DataSet.issues`.
    """

    def __init__(
        self,
        syntax: Syntax,
        render: Render,
        frame: Frame | None = None,
        inside: Callable[[int], Items | None] | None = None,
        *,
        charset: Charset = DEFAULT,
        notes: list[Issue] | None = None,
    ) -> None:
        """Walk identifiers in `syntax`.

        Args:
            syntax: Their transfer syntax.
            render: Returns the text of an element; the same for equal elements.
            frame: Returns, for a tag and a text VR, what `render` puts before and after a plain value, that is, a
                single valid one of printable characters without backslash, equals sign and double quote, which
                does not begin with what may begin a formula; None when it does more than that. It spares
                such values the making of an `Element`.
            inside: Returns how the items of the sequence of a tag are rendered; None to `render` it as a whole.
            charset: What holds when an identifier has no (0008,0005).
            notes: What `render` noted of the identifier; cut back when something is rendered anew.
        """
        self.issues: Sequence[Issue] = ()
        self._syntax = syntax
        self._render = render
        self._frame = frame
        self._inside = inside
        self._notes: list[Issue] = [] if notes is None else notes
        order = "<" if syntax.is_little else ">"
        self._header = Struct(order + ("HH2sH" if syntax.is_explicit else "HHI"))
        self._length = Struct(order + "I")
        self._charset_prefix = pack(order + "HH", 0x0008, 0x0005) + (b"CS" if syntax.is_explicit else b"")
        self._item_tag, self._item_end, self._sequence_end = (
            pack(order + "HH", tag >> 16, tag & 0xFFFF) for tag in (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER)
        )
        self._default_shelf = Shelf(charset)
        self._shelves: dict[bytes, Shelf] = {}
        self._room = Room()
        self._depth = 0

    def walk(self, raw: bytes) -> list[str]:
        """Return the text of each element of a data set, in order; items are their sequence's business.

        The same as `[render(element) for element in decode_dataset(raw, syntax).values()]`.

        Raises:
            DecodeError: The structure is broken.
        """
        if self._syntax.is_deflated:
            from .reader import inflate

            raw = inflate(raw)
        self.issues = ()
        rendered: list[str] = []
        if len(raw) > LONGEST_WALKED or self._walk_part(raw, 0, len(raw), rendered) == _NOT_ORDINARY:
            return self._walk_slowly(raw)
        return rendered

    def _walk_part(self, raw: bytes, position: int, end: int, rendered: list[str], is_delimited: bool = False) -> int:
        """Render the elements from a position on, up to `end` or an item's delimiter.

        Returns the position behind them, or _NOT_ORDINARY.
        """
        shelf, position = self._begin(raw, position, end, rendered)
        columns = shelf.columns
        last_tag = SPECIFIC_CHARACTER_SET
        while position < end:
            start = position + 8
            header = raw[position:start]
            column = columns.get(header) or self._add_column(shelf, header)
            if column is None:
                if is_delimited and header[:4] == self._item_end:
                    return start if start <= end else _NOT_ORDINARY
                tag, text, position = self._walk_other(shelf, raw, position, end)
            else:
                tag = column.tag
                position = start + column.length
                value = raw[start:position]
                known = column.texts.get(value)
                if known is not None:
                    text = known
                else:
                    text = column.plain_text(value) or self._other_text(shelf, column, value)
            if tag <= last_tag:
                return _NOT_ORDINARY
            last_tag = tag
            rendered.append(text)
        return position if position == end and not is_delimited else _NOT_ORDINARY

    def _walk_slowly(self, raw: bytes) -> list[str]:
        from .reader import Reader  # late: most answers are ordinary

        self._notes.clear()
        dataset = Reader(raw, self._syntax, self._default_shelf.charset).read_to_end()
        self.issues = dataset.issues
        return [self._render(element) for element in dataset.values()]

    def _begin(self, raw: bytes, position: int, end: int, rendered: list[str]) -> tuple[Shelf, int]:
        """Choose the shelf by a (0008,0005) that comes first, and render it."""
        if not raw.startswith(self._charset_prefix, position) or position + 8 > end:
            return self._default_shelf, position
        after = position + 8 + self._header.unpack_from(raw, position)[-1]
        if after > end or after - position & 1:
            return self._default_shelf, position
        declared = raw[position:after]
        shelf = self._shelves.get(declared)
        if shelf is None:
            if not self._room.take_shelf():
                return self._default_shelf, position
            shelf = self._add_shelf(declared)
        if shelf.element is not None:
            rendered.append(self._render(shelf.element) if shelf.text is None else shelf.text)
        return shelf, after

    def _add_shelf(self, declared: bytes) -> Shelf:
        element = Element(SPECIFIC_CHARACTER_SET, "CS", None, raw=declared[8:], is_little=self._syntax.is_little)
        shelf = Shelf(charset_declared(self._default_shelf.charset, element.values))
        element.charset = shelf.charset
        shelf.element = element
        if not element.issues:
            shelf.text = self._render(element)
        self._shelves[declared] = shelf
        return shelf

    def _add_column(self, shelf: Shelf, header: bytes) -> Column | None:
        """Make the column of a header; None when its elements are none that columns are for."""
        if len(header) < 8:
            return None
        group, number, *letters, length = self._header.unpack(header)
        tag = group << 16 | number
        vr = letters[0].decode("latin-1") if letters else vr_of(tag)
        has_short_header = vr in VRS and vr not in LONG_VRS if letters else vr != "SQ"
        if not has_short_header or length & 1 or tag <= SPECIFIC_CHARACTER_SET or group == 0xFFFE:
            return None
        if not self._room.take_column():
            return None
        column = shelf.columns[header] = Column(tag, vr, length, self._room)
        if self._frame is not None and vr in TEXT_VRS:
            column.frame = self._frame(tag, vr)
            column.codec = shelf.charset.strict_codec if vr in CHARSET_VRS else "ascii"
        return column

    def _other_text(self, shelf: Shelf, column: Column, value: bytes) -> str:
        """Render a value that is not plain; remember it when nothing is wrong."""
        little = self._syntax.is_little
        element = Element(column.tag, column.vr, None, raw=value, charset=shelf.charset, is_little=little)
        text = self._render(element)
        if column.space and not element.issues:
            column.remember(value, text)
        return text

    # What has no column: sequences, long headers, oddities.

    def _walk_other(self, shelf: Shelf, raw: bytes, position: int, end: int) -> tuple[int, str, int]:
        """Render one element; return its tag, its text and the position behind it.

        The tag is _NOT_ORDINARY when the whole data set has to go the slow way.
        """
        if self._inside is not None:
            sequence = self._sequence_at(shelf, raw, position)
            if sequence is not None:
                noted_count = len(self._notes)
                text, after = self._walk_items(sequence, raw, position, end)
                if after != _NOT_ORDINARY:
                    return sequence.tag, text, after
                del self._notes[noted_count:]
        if self._depth:  # what is wrong here has to be told with its place in the whole
            return _NOT_ORDINARY, "", end
        from .reader import Reader

        reader = Reader(raw, self._syntax, shelf.charset)
        reader.position = position
        element = reader.read_element()
        if reader.dataset.issues or element.tag <= SPECIFIC_CHARACTER_SET:
            return _NOT_ORDINARY, "", end
        return element.tag, self._render(element), reader.position

    def _sequence_at(self, shelf: Shelf, raw: bytes, position: int) -> SequenceColumn | None:
        """Return how the items of the sequence at a position are walked; None if they are not, or it is none."""
        key = raw[position : position + (6 if self._syntax.is_explicit else 4)]
        sequence = shelf.sequences.get(key)
        if sequence is not None or len(raw) < position + 8:
            return sequence
        group, number, *letters, _ = self._header.unpack_from(raw, position)
        tag = group << 16 | number
        is_sequence = letters[0] == b"SQ" if letters else vr_of(tag) == "SQ"
        items = self._inside(tag) if is_sequence and self._inside is not None else None
        if items is None or not self._room.take_sequence():
            return None
        return shelf.sequences.setdefault(key, SequenceColumn(tag, items, self._columns_inside(items, shelf.charset)))

    def _columns_inside(self, items: Items, charset: Charset) -> Columns:
        """Return the walk over the items of a sequence; it shares the bounds of this one."""
        inside = items.inside if self._depth + 1 < MAX_WALKED_DEPTH else None
        columns = Columns(self._syntax, items.render, items.frame, inside, charset=charset)
        columns._room = self._room
        columns._depth = self._depth + 1
        return columns

    def _walk_items(self, sequence: SequenceColumn, raw: bytes, position: int, end: int) -> tuple[str, int]:
        """Render a sequence; return its text and the position behind it, or _NOT_ORDINARY."""
        position += 12 if self._syntax.is_explicit else 8
        stop, is_delimited = self._part_end(raw, position, end)
        items: list[list[str]] = []
        while position < stop:
            tag = raw[position : position + 4]
            position += 8
            if is_delimited and tag == self._sequence_end and position <= stop:
                return sequence.items.join(items), position
            if tag != self._item_tag:
                return "", _NOT_ORDINARY
            item_end, is_item_delimited = self._part_end(raw, position, stop)
            texts: list[str] = []
            items.append(texts)
            position = sequence.columns._walk_part(raw, position, item_end, texts, is_item_delimited)
            if position == _NOT_ORDINARY:
                return "", _NOT_ORDINARY
        return ("", _NOT_ORDINARY) if is_delimited or position != stop else (sequence.items.join(items), position)

    def _part_end(self, raw: bytes, start: int, end: int) -> tuple[int, bool]:
        """Return where a sequence or an item ends whose length stands before `start`, and whether a delimiter says so.

        A length that is not there, or reaches beyond `end`, gives _NOT_ORDINARY.
        """
        if start > end:
            return _NOT_ORDINARY, False
        (length,) = self._length.unpack_from(raw, start - 4)
        if length == UNDEFINED:
            return end, True
        return (start + length, False) if start + length <= end else (_NOT_ORDINARY, False)
