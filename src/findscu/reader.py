"""Bytes to a data set: the one walk over an identifier that can explain everything it meets.

The walk is a loop over a stack of frames, never recursion, so that no peer chooses how deep Python goes. Each frame
is a wall: nothing in it reaches beyond its end. What is merely odd is read and noted; a broken structure raises.

**Source**: PS3.5 §7.1, §7.5, Annex A; §6.2.2 for UN.
"""

from __future__ import annotations

import struct

from .charset import DEFAULT, Charset, charset_declared
from .dictionary import format_tag, vr_of
from .elements import (
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    SPECIFIC_CHARACTER_SET,
    UNDEFINED,
    DataSet,
    Element,
    Issue,
)
from .errors import DecodeError
from .limits import (
    FREE_INFLATED_LENGTH,
    MAX_ELEMENT_COUNT,
    MAX_INFLATED_LENGTH,
    MAX_INFLATED_RATIO,
    MAX_NESTING_DEPTH,
)
from .uids import IMPLICIT_LE, Syntax
from .values import LONG_VRS, VRS

MAX_ISSUE_COUNT = 100
"""Oddities noted of one data set: a broken one has thousands of the same kind."""

LONGEST_PLACE = 160
"""Characters of a path that a message shows: one into 64 sequences has a thousand."""

_VR_OF_LETTERS = {vr.encode(): vr for vr in VRS}


def decode_dataset(raw: bytes, syntax: Syntax, *, charset: Charset = DEFAULT) -> DataSet:
    """Read a data set.

    Args:
        raw: All its bytes.
        syntax: The transfer syntax they are in.
        charset: What holds when the data set has no (0008,0005).

    Raises:
        DecodeError: The structure is broken (a length beyond its bounds, an item where none can be, a deflated
            stream that does not end) or larger or deeper than `limits` allows.
    """
    if syntax.is_deflated:
        raw = inflate(raw)
    return Reader(raw, syntax, charset).read_to_end()


def inflate(raw: bytes) -> bytes:
    """Return the data set of a Deflated Explicit VR stream, which is RFC 1951 without a header.

    DEVIATION(deflate-tail): whatever follows the stream is ignored; PS3.5 knows one NUL at most.

    **Source**: PS3.5 Annex A.5.

    Raises:
        DecodeError: The stream is damaged, incomplete, or inflates to more than `limits` allow.
    """
    import zlib

    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    limit = min(max(FREE_INFLATED_LENGTH, MAX_INFLATED_RATIO * len(raw)), MAX_INFLATED_LENGTH)
    try:
        inflated = stream.decompress(raw, limit)
    except zlib.error:
        raise DecodeError("the deflated data set is damaged", path="", offset=0, vr="") from None
    if stream.unconsumed_tail:
        raise DecodeError(f"the data set inflates to more than {limit} bytes", path="", offset=0, vr="")
    if not stream.eof:
        message = f"the deflated data set of {len(raw)} bytes ends before its stream does"
        raise DecodeError(message, path="", offset=len(raw), vr="")
    return inflated


class _Frame:
    """A data set, an item or a sequence that is being read, up to `end` or up to its `delimiter`."""

    __slots__ = ("charset", "dataset", "delimiter", "end", "is_explicit", "is_little", "items", "last_tag", "tag")

    def __init__(self, end: int, delimiter: int, is_explicit: bool, is_little: bool, charset: Charset) -> None:
        self.end = end
        self.delimiter = delimiter
        self.is_explicit = is_explicit
        self.is_little = is_little
        self.charset = charset
        self.tag = -1  # of the sequence
        self.items: list[DataSet] | None = None  # of the sequence; None for data sets and items
        self.dataset: DataSet | None = None  # None for sequences
        self.last_tag = -1

    def inside(self, end: int, delimiter: int) -> _Frame:
        """Begin what is in this frame; without a delimiter it goes up to `end`."""
        return _Frame(end, delimiter, self.is_explicit, self.is_little, self.charset)


class Reader:
    """A walk over one data set; `dataset` holds what has been read of it, `position` is the next byte."""

    def __init__(self, raw: bytes, syntax: Syntax, charset: Charset = DEFAULT) -> None:
        self.raw = raw
        self.position = 0
        self.dataset = DataSet(charset=charset)
        self._issues: list[Issue] = []
        self.dataset.issues = self._issues
        self._header_count = 0
        self._depth = 0  # of sequences around the data set
        root = _Frame(len(raw), 0, syntax.is_explicit, syntax.is_little, charset)
        root.dataset = self.dataset
        self._frames = [root]

    def read_to_end(self) -> DataSet:
        """Read all that is left."""
        while self._frames:
            self._step()
        return self.dataset

    def read_element(self) -> Element:
        """Read one element of the data set itself, with all that is in it."""
        self._step()
        while len(self._frames) > 1:
            self._step()
        return next(reversed(self.dataset.values()))

    def _step(self) -> None:
        frame = self._frames[-1]
        if self._is_over(frame):
            self._frames.pop()
        elif frame.items is None:
            self._read_element(frame)
        else:
            self._open_item(frame, frame.items)

    def _is_over(self, frame: _Frame) -> bool:
        if not frame.delimiter:
            return self.position >= frame.end
        if self.position + 8 > frame.end:
            raise self._broken(f"ends after {frame.end - self.position} bytes, before its delimiter")
        group, number = struct.unpack_from("<HH" if frame.is_little else ">HH", self.raw, self.position)
        if group << 16 | number != frame.delimiter:
            return False
        self.position += 8
        return True

    def _open_item(self, sequence: _Frame, items: list[DataSet]) -> None:
        tag, _, length = self._read_header(sequence)
        if tag != ITEM:
            raise self._broken(f"holds {format_tag(tag)} where an item was expected")
        if length == UNDEFINED:
            item = sequence.inside(sequence.end, ITEM_DELIMITER)
        else:
            item = sequence.inside(self._value_end(sequence, length), 0)
        item.dataset = DataSet(charset=sequence.charset)
        items.append(item.dataset)
        self._frames.append(item)

    def _read_element(self, frame: _Frame) -> None:
        tag, vr, length = self._read_header(frame)
        if tag >> 16 == 0xFFFE:
            raise self._broken(f"holds {format_tag(tag)} where an element was expected")
        if length == UNDEFINED:
            self._read_undefined(frame, tag, vr)
            return
        stop = self._value_end(frame, length, tag, vr)
        if vr == "SQ":
            self._open_sequence(frame, tag, stop, 0)
            return
        if length & 1:
            # DEVIATION(odd-length): devices that do not pad their values.
            self._note(tag, f"a value of odd length, {length} bytes")
        value = self.raw[self.position : stop]
        if vr == "UN" and frame.is_explicit:
            self._add(frame, self._unknown_element(frame, tag, value))
        else:
            self._add(frame, Element(tag, vr, None, raw=value, charset=frame.charset, is_little=frame.is_little))
        self.position = stop

    def _read_undefined(self, frame: _Frame, tag: int, vr: str) -> None:
        if vr in ("OB", "OW"):
            self._read_fragments(frame, tag, vr)
        elif vr == "SQ" or not frame.is_explicit:
            self._open_sequence(frame, tag, frame.end, SEQUENCE_DELIMITER)
        elif vr == "UN":  # PS3.5 §6.2.2: such a UN is a sequence in Implicit VR Little Endian
            sequence = self._open_sequence(frame, tag, frame.end, SEQUENCE_DELIMITER)
            sequence.is_explicit, sequence.is_little = False, True
        else:
            raise self._broken("has an undefined length, which only sequences can have", tag, vr)

    def _read_fragments(self, frame: _Frame, tag: int, vr: str) -> None:
        """Read encapsulated pixel data (PS3.5 Annex A.4): the value is its items, headers included."""
        start = self.position
        item, _, length = self._read_header(frame)
        while item != SEQUENCE_DELIMITER:
            if item != ITEM or length == UNDEFINED:
                raise self._broken(f"holds {format_tag(item)} where a fragment was expected", tag, vr)
            self.position = self._value_end(frame, length, tag, vr)
            item, _, length = self._read_header(frame)
        value = self.raw[start : self.position - 8]
        self._add(frame, Element(tag, vr, None, raw=value, charset=frame.charset, is_little=frame.is_little))

    def _open_sequence(self, frame: _Frame, tag: int, end: int, delimiter: int) -> _Frame:
        if self._depth + len(self._frames) // 2 >= MAX_NESTING_DEPTH:
            raise self._broken(f"is nested deeper than {MAX_NESTING_DEPTH} sequences", tag, "SQ")
        element = Element(tag, "SQ")
        self._add(frame, element)
        sequence = frame.inside(end, delimiter)
        sequence.tag = tag
        sequence.items = element.values
        self._frames.append(sequence)
        return sequence

    def _unknown_element(self, frame: _Frame, tag: int, value: bytes) -> Element:
        """Read a UN of defined length by the dictionary, in Implicit VR Little Endian (PS3.5 §6.2.2)."""
        vr = vr_of_unknown(tag)
        if vr != "SQ":
            return Element(tag, vr, None, raw=value, charset=frame.charset)
        reader = Reader(value, IMPLICIT_LE, frame.charset)
        reader._depth = self._depth + len(self._frames) // 2
        reader._header_count = self._header_count
        try:
            reader._open_sequence(reader._frames[0], tag, len(value), 0)
            reader.read_to_end()
        except DecodeError:  # it only looks like a sequence
            return Element(tag, "UN", None, raw=value)
        self._header_count = reader._header_count
        for issue in reader._issues:
            self._note(issue.tag, issue.message, f"{self._path(tag)}{issue.path[11:]}")
        return reader.dataset[tag]

    def _read_header(self, frame: _Frame) -> tuple[int, str, int]:
        """Read tag, VR and length; `position` is then the first byte of the value.

        **Layout**:
            Implicit VR: 0, 4, tag; 4, 4, length.
            Explicit VR: 0, 4, tag; 4, 2, VR; 6, 2, length. The long VRs: 6, 2, reserved; 8, 4, length.
        """
        self._need(frame, 8, "an element header")
        self._header_count += 1
        if self._header_count > MAX_ELEMENT_COUNT:
            raise self._broken(f"is in a data set of more than {MAX_ELEMENT_COUNT} elements and items")
        group, number, length = struct.unpack_from("<HHI" if frame.is_little else ">HHI", self.raw, self.position)
        tag = group << 16 | number
        self.position += 8
        if not frame.is_explicit or group == 0xFFFE:
            return tag, vr_of(tag), length
        letters = self.raw[self.position - 4 : self.position - 2]
        vr = _VR_OF_LETTERS.get(letters)
        if vr is None:
            return self._read_odd_header(frame, tag, letters, length)
        return tag, vr, self._read_long_length(frame) if vr in LONG_VRS else self._short_length(frame)

    def _short_length(self, frame: _Frame) -> int:
        return int.from_bytes(self.raw[self.position - 2 : self.position], "little" if frame.is_little else "big")

    def _read_long_length(self, frame: _Frame) -> int:
        self._need(frame, 4, "a length")
        self.position += 4
        return int.from_bytes(self.raw[self.position - 4 : self.position], "little" if frame.is_little else "big")

    def _read_odd_header(self, frame: _Frame, tag: int, letters: bytes, implicit: int) -> tuple[int, str, int]:
        """Read a header whose VR does not exist.

        DEVIATION(unknown-vr): two capital letters are a VR of the future, which has a 32-bit length (PS3.5 §6.2); other
        printable characters, such as ??, stand before a 16-bit length; the rest is an Implicit VR header.
        """
        self._note(tag, "a value representation that does not exist")
        if letters.isalpha() and letters.isupper():
            return tag, "UN", self._read_long_length(frame)
        is_printable = all(0x20 <= letter < 0x7F for letter in letters)
        return tag, vr_of_unknown(tag), self._short_length(frame) if is_printable else implicit

    def _add(self, frame: _Frame, element: Element) -> None:
        """Put an element where it belongs, noting what is odd about its place."""
        tag, dataset = element.tag, frame.dataset
        assert dataset is not None
        if tag > frame.last_tag:
            frame.last_tag = tag
        elif tag in dataset:
            # DEVIATION(duplicate-element): the first one counts, as in DCMTK.
            self._note(tag, "a second element of the same tag, ignored")
            return
        else:
            # DEVIATION(unsorted-elements): harmless; the order of receipt is kept.
            self._note(tag, "an element after one of a higher tag")
        if tag >> 16 in (0, 2):
            # DEVIATION(foreign-group): command or file meta elements inside the identifier.
            self._note(tag, f"an element of group {tag >> 16:04x}, which is not part of a data set")
        dataset[tag] = element
        if tag == SPECIFIC_CHARACTER_SET:
            frame.charset = charset_declared(frame.charset, element.values)
            for earlier in dataset.values():
                earlier.charset = frame.charset

    def _value_end(self, frame: _Frame, length: int, tag: int = ITEM, vr: str = "") -> int:
        left = frame.end - self.position
        if length > left:
            raise self._broken(f"has a length of {length} bytes, {left} are left", tag, vr)
        return self.position + length

    def _need(self, frame: _Frame, length: int, what: str) -> None:
        left = frame.end - self.position
        if left < length:
            raise self._broken(f"ends with {left} bytes where {what} takes {length}")

    def _path(self, tag: int = ITEM) -> str:
        """Say where we are, "(0040,0100)[0].(0008,0060)"; without a tag, what we are in."""
        steps = []
        for frame in self._frames:
            if frame.items is not None:
                steps.append(format_tag(frame.tag))
                count = len(frame.items)
            elif steps:
                steps[-1] += f"[{count - 1}]"
        return ".".join(steps if tag == ITEM else [*steps, format_tag(tag)])

    def _broken(self, what: str, tag: int = ITEM, vr: str = "") -> DecodeError:
        path = self._path(tag)
        place = path if len(path) <= LONGEST_PLACE else f"{path[: LONGEST_PLACE // 2]}...{path[-LONGEST_PLACE // 2 :]}"
        return DecodeError(f"{place or 'the data set'} {what}", path=path, offset=self.position, vr=vr)

    def _note(self, tag: int, message: str, path: str = "") -> None:
        if len(self._issues) < MAX_ISSUE_COUNT:
            self._issues.append(Issue(tag, path or self._path(tag), message))


def vr_of_unknown(tag: int) -> str:
    """Return the VR of an element that was sent as UN: the dictionary's, if it is a standard attribute."""
    return "UN" if tag >> 16 & 1 else vr_of(tag)
