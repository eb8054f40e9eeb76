"""What came back: a `Match` for each answer and the `Outcome` of the whole query.

A match keeps the bytes it arrived in and decodes them when somebody looks (PS3.4 §C.4.1.1.3.2). Rules for *whether* a
data set matches a query live in `matching`.
"""

from __future__ import annotations

from . import errors
from .charset import DEFAULT
from .dictionary import format_tag, keyword_of, parse_tag, tag_of, vr_of
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element, Issue
from .encoder import encode_dataset
from .errors import FindscuError
from .records import Record
from .status import PENDING, Status
from .uids import EXPLICIT_LE, Syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, overload

    import pydicom

    from ._keywords import Attributes, SequenceKeyword
    from .charset import Charset
else:
    Attributes = object


class Match(Attributes):
    """One answer to a query: a light view over the bytes of an identifier.

    `match.PatientName` is the element's text ("" when it is empty or absent), a sequence is a list of matches ([] when
    it is absent). `match[0x00100010]` and `match["PatientName"]` are the `Element` itself, with VR, values, raw bytes
    and issues; those of a sequence are its list again. Type checkers know the keywords of the dictionary.

    Attributes:
        raw: the identifier as it arrived; b"" for an item of a sequence.
        syntax: the transfer syntax that `raw` is in.
        status: of the response it came with: 0xFF00, or 0xFF01 when the peer did not look at all optional keys.
        charset: what its text is in where it does not say.
    """

    __slots__ = ("_dataset", "charset", "raw", "status", "syntax")

    def __init__(self, raw: bytes, syntax: Syntax, status: int = PENDING, charset: Charset = DEFAULT) -> None:
        self.raw = raw
        self.syntax = syntax
        self.status = status
        self.charset = charset
        self._dataset: DataSet | None = None

    @classmethod
    def of_item(cls, item: DataSet, syntax: Syntax) -> Match:
        """View an item of a sequence."""
        match = cls(b"", syntax)
        match._dataset = item
        return match

    @property
    def dataset(self) -> DataSet:
        """The decoded data set.

        Raises:
            DecodeError: the structure of the identifier is broken; `raw` still has the bytes.
        """
        if self._dataset is None:
            from .reader import decode_dataset  # late: a command's matches are walked by `columns`

            self._dataset = decode_dataset(self.raw, self.syntax, charset=self.charset)
        return self._dataset

    @property
    def issues(self) -> list[Issue]:
        """Everything in this match that is not as the standard wants it, nested items included."""
        return list(self.dataset.iter_issues())

    if not TYPE_CHECKING:  # a type checker that sees it believes any name

        def __getattr__(self, keyword):
            tag = tag_of(keyword)
            if tag is None:
                raise AttributeError(f"{keyword!r} is neither an attribute of Match nor a DICOM keyword")
            element = self.dataset.get(tag)
            if element is not None and element.vr == "SQ":
                return self._items_of(element)
            if vr_of(tag) == "SQ":
                return []
            return "" if element is None else element.text

        def __dir__(self):
            """List what completion should offer: methods, and the keywords of what came."""
            try:
                keywords = filter(None, map(keyword_of, self.dataset))
            except errors.DecodeError:
                keywords = ()
            return sorted({*super().__dir__(), *keywords})

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: SequenceKeyword) -> list[Match]: ...
        @overload
        def __getitem__(self, key: int | str) -> Any: ...

    def __getitem__(self, key: int | str) -> Any:
        element = self.dataset[_tag_from(key)]
        return self._items_of(element) if element.vr == "SQ" else element

    def __contains__(self, key: object) -> bool:
        try:
            return isinstance(key, (int, str)) and _tag_from(key) in self.dataset
        except KeyError:
            return False

    def __iter__(self) -> Iterator[Element]:
        return iter(self.dataset.values())

    def __len__(self) -> int:
        return len(self.dataset)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and self.dataset == other.dataset

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self._dataset is None:
            return f"<Match: {len(self.raw)} bytes, {self.syntax.name}>"
        return f"<Match: {', '.join(element.keyword or format_tag(element.tag) for element in self)}>"

    def _items_of(self, element: Element) -> list[Match]:
        return [Match.of_item(item, self.syntax) for item in element.values]

    def to_json(self) -> str:
        """Return the match as one object of the DICOM JSON Model (PS3.18 §F.2)."""
        from .dicom_json import format_dataset

        return format_dataset(self.dataset)

    def to_dict(self) -> dict[str, Any]:
        """Return the match as a plain mapping, keyword to value: see `flat.flat_dict`."""
        from .flat import flat_dict

        return flat_dict(self.dataset)

    def declared(self) -> bytes:
        """Return the bytes for readers that go by (0008,0005) alone: as they arrived, but with what was assumed in it.

        A match whose structure is broken is returned as it arrived.
        """
        if not self.charset.is_assumed:
            return self.raw
        try:
            if self.dataset.charset is not self.charset:
                return self.raw
        except errors.DecodeError:
            return self.raw
        from .charset_names import declared_terms

        copy = DataSet(self.dataset.values())
        copy.set(SPECIFIC_CHARACTER_SET, *declared_terms(self.charset))
        return encode_dataset(copy, self.syntax)

    def to_pydicom(self) -> pydicom.Dataset:
        """Return the match as a pydicom `Dataset`, read by pydicom from the bytes as they arrived.

        An assumed character set is declared in it.
        """
        from io import BytesIO

        from pydicom.filereader import read_dataset

        raw, syntax = self.declared(), self.syntax
        if not raw or syntax.is_deflated:
            raw, syntax = encode_dataset(self.dataset, EXPLICIT_LE), EXPLICIT_LE
        return read_dataset(BytesIO(raw), not syntax.is_explicit, syntax.is_little)


def _tag_from(key: int | str) -> int:
    if isinstance(key, int):
        return key
    tag = tag_of(key)
    if tag is None:
        tag = parse_tag(key)
    if tag is None:
        raise KeyError(key)
    return tag


class Outcome(Record):
    """How a query ended.

    Attributes:
        status: the final status; None when none arrived.
        match_count: matches delivered.
        is_complete: whether these are all matches the peer has: a final Success, and nothing left out by us.
        is_limited: whether `limit` ended the query.
        was_cancelled: whether a C-CANCEL was sent.
        unsupported_keys_count: matches that came with status FF01: optional keys not supported by the peer.
        dropped_count: matches that came after the limit and were not delivered.
        continuation_count: requests by which a Repository Query was continued.
        error: what ended the query instead of a final status, or the `StatusError` of a failing one.
    """

    status: Status | None = None
    match_count: int = 0
    is_complete: bool = False
    is_limited: bool = False
    was_cancelled: bool = False
    unsupported_keys_count: int = 0
    dropped_count: int = 0
    continuation_count: int = 0
    error: FindscuError | None = None
