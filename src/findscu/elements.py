"""Identifiers in memory: data elements, data sets, and what was odd about them.

Reading and writing them lives in `reader` and `encoder`; `identifier` is the front door to all three.
"""

from __future__ import annotations

from .charset import DEFAULT, Charset, charset_declared
from .dictionary import format_tag, keyword_of, tag_of, vr_of
from .records import Record
from .validity import charset_problem, problems
from .values import SINGLE_VRS, TEXT_VRS, decode_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

SPECIFIC_CHARACTER_SET = 0x00080005

# What parts data sets in a sequence, and the length of what ends with a delimiter (PS3.5 §7.5).
ITEM = 0xFFFEE000
ITEM_DELIMITER = 0xFFFEE00D
SEQUENCE_DELIMITER = 0xFFFEE0DD
UNDEFINED = 0xFFFFFFFF


class Issue(Record):
    """Something wrong with what a peer sent that loses nothing; the message never holds a value.

    `is_about_charset` says that the bytes of a text do not belong to the character set that it should be in.
    """

    tag: int
    path: str
    message: str
    is_about_charset: bool = False


class Element:
    """One data element: a tag, a VR and values.

    Received elements keep their bytes in `raw` and turn them into values when asked; a sequence keeps its items
    only. Built elements have no `raw`. To change an element, put a new one into the data set.
    """

    __slots__ = ("_values", "charset", "is_little", "raw", "tag", "vr")

    def __init__(
        self,
        tag: int,
        vr: str,
        values: Sequence[Any] | None = (),
        *,
        raw: bytes = b"",
        charset: Charset = DEFAULT,
        is_little: bool = True,
    ) -> None:
        self.tag = tag
        self.vr = vr
        self.raw = raw
        self.charset = charset
        self.is_little = is_little
        self._values: list[Any] | None = None if values is None else list(values)

    @property
    def keyword(self) -> str:
        """The dictionary's keyword, "" when it has none."""
        return keyword_of(self.tag)

    @property
    def values(self) -> list[Any]:
        """The values: see `values.decode_values` for their types; a `DataSet` for each item of a sequence."""
        values = self._values
        if values is None:
            values = self._values = decode_values(self.vr, self.raw, self.charset, self.is_little)
        return values

    @property
    def items(self) -> list[DataSet]:
        """The items of a sequence; [] for any other element."""
        return self.values if self.vr == "SQ" else []

    @property
    def text(self) -> str:
        """The values as text, with a backslash between them; bytes in hexadecimal; "" for a sequence."""
        vr = self.vr
        if vr in TEXT_VRS:
            return "\\".join(self.values)
        if vr == "SQ":
            return ""
        if vr == "AT":
            return "\\".join([format_tag(value) for value in self.values])
        return "\\".join([value.hex() if isinstance(value, bytes) else str(value) for value in self.values])

    @property
    def issues(self) -> list[Issue]:
        """What is wrong with the value, judged as an answer's: no ranges, no wild cards. Worked out when asked."""
        found = [(message, False) for message in problems(self)]
        message = charset_problem(self)
        if message:
            found.insert(0, (message, True))
        path = format_tag(self.tag) if found else ""
        return [Issue(self.tag, path, message, is_about_charset) for message, is_about_charset in found]

    def is_as_received(self) -> bool:
        """Whether `raw` still says what `values` says."""
        if not self.raw:
            return False
        return self._values is None or self._values == decode_values(self.vr, self.raw, self.charset, self.is_little)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Element):
            return NotImplemented
        return self.tag == other.tag and self.vr == other.vr and self.values == other.values

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = f"{len(self.values)} items" if self.vr == "SQ" else repr(self.text)
        return f"<Element {format_tag(self.tag)} {self.vr} {self.keyword} {shown[:64]}>"


class DataSet(dict[int, Element]):
    """Elements by tag. Equal to another when tags, VRs and values are.

    `issues` lists what was odd about the structure but could be read, in the items too; only the outermost data
    set has them. The elements know what is odd about their values; `iter_issues` gives both.
    """

    __slots__ = ("_inherited", "issues")

    def __init__(self, elements: Iterable[Element] = (), *, charset: Charset = DEFAULT) -> None:
        super().__init__((element.tag, element) for element in elements)
        self._inherited = charset
        self.issues: Sequence[Issue] = ()

    @property
    def charset(self) -> Charset:
        """The character set of the text here: its own (0008,0005), else that of the data set around it."""
        own = self.get(SPECIFIC_CHARACTER_SET)
        return self._inherited if own is None else charset_declared(self._inherited, own.values)

    def text_of(self, tag: int) -> str:
        """Return the text of an element, "" when it is absent."""
        element = self.get(tag)
        return "" if element is None else element.text

    def set(self, tag: int | str, *values: Any, vr: str | None = None) -> Element:
        """Put an element in, in place of one that is there.

        Args:
            tag: The tag, or its keyword.
            values: Without any the element is empty. Text with backslashes is several values where the VR has
                several; numbers become text where the VR is IS or DS.
            vr: The VR; the dictionary's when None.

        Raises:
            KeyError: The dictionary has no such keyword.
        """
        number = tag_of(tag) if isinstance(tag, str) else tag
        if number is None:
            raise KeyError(tag)
        vr = vr or vr_of(number)
        element = self[number] = Element(number, vr, list(_separate(vr, values)))
        return element

    def iter_issues(self, path: str = "") -> Iterator[Issue]:
        """Yield everything that is wrong, with its path; items are looked into."""
        yield from self.issues
        for tag, element in self.items():
            here = f"{path}{format_tag(tag)}"
            for issue in element.issues:
                yield issue.replace(path=here)
            for index, item in enumerate(element.items):
                yield from item.iter_issues(f"{here}[{index}].")


def _separate(vr: str, values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, str) and vr in TEXT_VRS and vr not in SINGLE_VRS:
            yield from value.split("\\")
        elif vr in ("DS", "IS") and isinstance(value, (int, float)):
            yield str(value)
        else:
            yield value
