"""The fast walk over identifiers: from the bytes of many answers to rendered text.

The answers to one query look alike. The eight bytes in front of a value (tag, VR and length) choose a column, and a
column remembers what it made of the values it has seen, so that most elements cost two look-ups in a dict. What is
not ordinary, such as sequences, goes one by one through `reader`; where a data set as a whole is not (tags that do
not ascend, broken structure), all of it does.

The memory of columns is bounded, since peers choose headers and values: columns that are all different, such as
UIDs, fill their share once and are rendered anew from then on.
"""

from __future__ import annotations

from struct import Struct, pack

from .charset import DEFAULT, Charset
from .dictionary import vr_of
from .elements import SPECIFIC_CHARACTER_SET, Element
from .reader import Reader, inflate
from .syntaxes import Syntax
from .validity import complaint_about
from .values import CHARSET_VRS, LONG_VRS, STRIPPED_VRS, TEXT_VRS, VRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .elements import Issue

MAX_SHELF_COUNT = 16
"""Character sets that have columns: a peer that answers in more is read the slow way."""

MAX_COLUMN_COUNT = 1024
"""Columns of one character set: a tag takes one for each length, and answers have a few dozen tags."""

MAX_TEXT_COUNT = 256
"""Values remembered in one column: the days of most of a year, all modalities."""

MAX_TOTAL_TEXT_COUNT = 4096
"""Values remembered in all: a thousand answers fill it, about 1 MiB, and a million do not take more."""

MAX_TEXT_LENGTH = 128
"""Bytes of a value that is remembered: longer ones are seldom met twice."""


class _Column:
    """What elements with the same eight bytes of header have in common, and the texts of the values seen."""

    __slots__ = ("codec", "frame", "length", "tag", "texts", "vr")

    def __init__(self, tag: int, vr: str, length: int) -> None:
        self.tag = tag
        self.vr = vr
        self.length = length
        self.texts: dict[bytes, str] = {}
        self.frame: tuple[str, str] | None = None
        self.codec = "ascii"


class _Shelf:
    """The columns of one character set, by header; `element` is the (0008,0005) that says so."""

    __slots__ = ("charset", "columns", "element", "text")

    def __init__(self, charset: Charset) -> None:
        self.charset = charset
        self.columns: dict[bytes, _Column] = {}
        self.element: Element | None = None
        self.text: str | None = None


class Columns:
    """Renders identifiers of one transfer syntax, one after another, much faster than by decoding each.

    Attributes:
        issues: What was odd about the structure of the identifier walked last, as in `DataSet.issues`.
    """

    def __init__(
        self,
        syntax: Syntax,
        render: Callable[[Element], str],
        frame: Callable[[int, str], tuple[str, str] | None] | None = None,
        *,
        charset: Charset = DEFAULT,
    ) -> None:
        """Walk identifiers in `syntax`.

        Args:
            syntax: Their transfer syntax.
            render: Returns the text of an element; the same for equal elements.
            frame: Returns, for a tag and a text VR, what `render` puts before and after a plain value, that is, a
                single valid one of printable characters without backslash, equals sign and double quote; None
                when it does more than that. It spares such values the making of an `Element`.
            charset: What holds when an identifier has no (0008,0005).
        """
        self.issues: Sequence[Issue] = ()
        self._syntax = syntax
        self._render = render
        self._frame = frame
        order = "<" if syntax.is_little else ">"
        self._header = Struct(order + ("HH2sH" if syntax.is_explicit else "HHI"))
        self._charset_prefix = pack(order + "HH", 0x0008, 0x0005) + (b"CS" if syntax.is_explicit else b"")
        self._default_shelf = _Shelf(charset)
        self._shelves: dict[bytes, _Shelf] = {}
        self._text_count = 0

    def walk(self, raw: bytes) -> list[str]:
        """Return the text of each element of a data set, in order; items are their sequence's business.

        The same as `[render(element) for element in decode_dataset(raw, syntax).values()]`.

        Raises:
            DecodeError: The structure is broken.
        """
        if self._syntax.is_deflated:
            raw = inflate(raw)
        self.issues = ()
        rendered: list[str] = []
        shelf, position = self._begin(raw, rendered)
        columns = shelf.columns
        reader: Reader | None = None
        last_tag = SPECIFIC_CHARACTER_SET
        end = len(raw)
        while position < end:
            start = position + 8
            header = raw[position:start]
            column = columns.get(header) or self._add_column(shelf, header)
            if column is None:
                reader = reader or Reader(raw, self._syntax, shelf.charset)
                tag, text = self._read_one(reader, position)
                position = reader.position
            else:
                tag = column.tag
                position = start + column.length
                value = raw[start:position]
                known = column.texts.get(value)
                text = self._new_text(shelf, column, value) if known is None else known
            if tag <= last_tag:
                return self._walk_slowly(raw)
            last_tag = tag
            rendered.append(text)
        return rendered if position == end else self._walk_slowly(raw)

    def _walk_slowly(self, raw: bytes) -> list[str]:
        dataset = Reader(raw, self._syntax, self._default_shelf.charset).read_to_end()
        self.issues = dataset.issues
        return [self._render(element) for element in dataset.values()]

    def _begin(self, raw: bytes, rendered: list[str]) -> tuple[_Shelf, int]:
        """Choose the shelf by a (0008,0005) that comes first, and render it."""
        if not raw.startswith(self._charset_prefix) or len(raw) < 8:
            return self._default_shelf, 0
        position = 8 + self._header.unpack_from(raw)[-1]
        if position > len(raw) or position & 1:
            return self._default_shelf, 0
        declared = raw[:position]
        shelf = self._shelves.get(declared)
        if shelf is None:
            if len(self._shelves) >= MAX_SHELF_COUNT:
                return self._default_shelf, 0
            shelf = self._add_shelf(declared)
        if shelf.element is not None:
            rendered.append(self._render(shelf.element) if shelf.text is None else shelf.text)
        return shelf, position

    def _add_shelf(self, declared: bytes) -> _Shelf:
        dataset = Reader(declared, self._syntax).read_to_end()
        shelf = _Shelf(dataset.charset)
        shelf.element = dataset[SPECIFIC_CHARACTER_SET]
        if not shelf.element.issues:
            shelf.text = self._render(shelf.element)
        self._shelves[declared] = shelf
        return shelf

    def _add_column(self, shelf: _Shelf, header: bytes) -> _Column | None:
        """Make the column of a header; None when its elements are none that columns are for."""
        if len(header) < 8 or len(shelf.columns) >= MAX_COLUMN_COUNT:
            return None
        group, number, *letters, length = self._header.unpack(header)
        tag = group << 16 | number
        vr = letters[0].decode("latin-1") if letters else vr_of(tag)
        has_short_header = vr in VRS and vr not in LONG_VRS if letters else vr != "SQ"
        if not has_short_header or length & 1 or tag <= SPECIFIC_CHARACTER_SET or group == 0xFFFE:
            return None
        column = shelf.columns[header] = _Column(tag, vr, length)
        if self._frame is not None and vr in TEXT_VRS:
            column.frame = self._frame(tag, vr)
            column.codec = shelf.charset.strict_codec if vr in CHARSET_VRS else "ascii"
        return column

    def _read_one(self, reader: Reader, position: int) -> tuple[int, str]:
        """Read and render one element the slow way; its tag is -1 when the whole data set has to go that way."""
        reader.position = position
        element = reader.read_element()
        if reader.dataset.issues or element.tag <= SPECIFIC_CHARACTER_SET:
            return -1, ""
        return element.tag, self._render(element)

    def _new_text(self, shelf: _Shelf, column: _Column, value: bytes) -> str:
        """Render a value that the column does not know; remember it when nothing is wrong and there is room."""
        text = _plain_text(column, value) if column.frame is not None else None
        is_in_order = text is not None
        if text is None:
            little = self._syntax.is_little
            element = Element(column.tag, column.vr, None, raw=value, charset=shelf.charset, is_little=little)
            text = self._render(element)
            is_in_order = self._has_room(column) and not element.issues
        if is_in_order and self._has_room(column) and len(value) == column.length:
            column.texts[value] = text
            self._text_count += 1
        return text

    def _has_room(self, column: _Column) -> bool:
        return (
            column.length <= MAX_TEXT_LENGTH
            and len(column.texts) < MAX_TEXT_COUNT
            and self._text_count < MAX_TOTAL_TEXT_COUNT
        )


def _plain_text(column: _Column, value: bytes) -> str | None:
    """Put a plain value into its frame; None when it is not plain, see `Columns`."""
    assert column.frame is not None
    vr = column.vr
    try:
        text = value.decode(column.codec)
    except UnicodeDecodeError:
        return None
    text = text.rstrip("\0" if vr == "UI" else " ")
    if vr in STRIPPED_VRS:
        text = text.lstrip(" ")
    if not text or not text.isprintable() or "\\" in text or "=" in text or '"' in text:
        return None
    if complaint_about(vr, text):
        return None
    before, after = column.frame
    return before + text + after
