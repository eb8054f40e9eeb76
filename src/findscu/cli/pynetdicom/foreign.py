"""What is not ordinary, as pydicom has it: queries with doubtful values or from a file, and odd answers.

pynetdicom shows what pydicom makes of a value and passes on what pydicom warns of, so here pydicom is asked. Loaded,
with it, only when something is not ordinary. Python's warnings are caught and handed on as text: each once, as Python
shows them.
"""

from __future__ import annotations

import warnings
import zlib
from io import BytesIO

from pydicom import Dataset, dcmread
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.tag import Tag

from ...errors import EncodeError, FindscuError, InvalidKey
from ...identifier import EXPLICIT_LE, decode_dataset, encode_dataset
from . import keys, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType
    from typing import Any, Self

    from pydicom import DataElement

    from ...identifier import DataSet, Syntax
    from ...models import Model

MAX_LENGTH = 1 << 20
"""Bytes of an identifier that pydicom is asked about: nested deeply, it takes time by the square of them."""

MAX_WARNING_COUNT = 1000
"""Warnings that are remembered in order to be shown once; a peer could cause any number."""

_HIDDEN = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
_SHOWN: set[tuple[str, type[Warning], str, int]] = set()


class Ear:
    """Catches warnings while it is entered; `take` returns the text of those that were not shown before."""

    def __init__(self) -> None:
        self._catcher = warnings.catch_warnings(record=True)
        self._caught: list[warnings.WarningMessage] | None = None

    def take(self) -> str:
        """Return what Python would have shown."""
        texts = []
        caught = self._caught or []
        for one in caught:
            key = (str(one.message), one.category, one.filename, one.lineno)
            if key in _SHOWN or issubclass(one.category, _HIDDEN) or len(_SHOWN) >= MAX_WARNING_COUNT:
                continue
            _SHOWN.add(key)
            texts.append(warnings.formatwarning(*key))
        caught.clear()
        return "".join(texts)

    def __enter__(self) -> Self:
        self._caught = self._catcher.__enter__()
        warnings.simplefilter("always")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._catcher.__exit__(kind, error, traceback)


def forget_warnings() -> None:
    """Show warnings once more that have been shown."""
    _SHOWN.clear()


def message_of(error: BaseException) -> str:
    """Return what an exception says, without the traceback that pydicom puts into some."""
    return str(error).partition("\nTraceback")[0]


# Queries


class ForeignQuery:
    """A query that pydicom holds, and writes.

    Attributes:
        model: the information model.
        remarks: what Python would have shown while it was put together, or written last.
    """

    def __init__(self, model: Model, dataset: Dataset, remarks: str) -> None:
        self.model = model
        self.remarks = remarks
        self._dataset = dataset

    @property
    def identifier(self) -> DataSet:
        """The keys, as our own data set."""
        return decode_dataset(self.encode(EXPLICIT_LE), EXPLICIT_LE)

    def encode(self, syntax: Syntax, *, deflate_level: int = -1, without_new_vrs: bool = False) -> bytes:
        """Return the identifier as pydicom writes it in a transfer syntax.

        Raises:
            EncodeError: It cannot; the words are its own.
        """
        plain = EXPLICIT_LE if syntax.is_deflated else syntax
        with Ear() as ear:
            try:
                raw = _written(self._dataset, plain)
            except Exception as error:  # whatever a value does to pydicom
                self.remarks = ear.take()
                raise EncodeError(message_of(error), remarks=self.remarks) from None
        self.remarks = ear.take()
        if without_new_vrs:
            raw = encode_dataset(decode_dataset(raw, plain), plain, without_new_vrs=True)
        return _deflate(raw, deflate_level) if syntax.is_deflated else raw

    def lines(self) -> list[str]:
        """Return the query as it is logged; `remarks` then holds what Python would have shown meanwhile."""
        with Ear() as ear:
            shown = list(_lines_of(self._dataset))
        self.remarks = ear.take()
        return shown


def _written(dataset: Dataset, syntax: Syntax) -> bytes:
    target = DicomBytesIO()
    target.is_implicit_VR, target.is_little_endian = not syntax.is_explicit, syntax.is_little
    write_dataset(target, dataset)
    written: bytes = target.getvalue()
    return written


def _deflate(raw: bytes, level: int) -> bytes:
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = compressor.compress(raw) + compressor.flush()
    return deflated + bytes(len(deflated) % 2)


def read_file(name: str) -> Dataset:
    """Read a query file as pynetdicom does: whatever it is, it is taken for DICOM.

    Raises:
        OSError, and anything else that the bytes do to pydicom.
    """
    with open(name, "rb") as file:
        return dcmread(file, force=True)


def read_plain(dataset: DataSet) -> Dataset:
    """Return our own data set as pydicom's."""
    return read_dataset(BytesIO(encode_dataset(dataset, EXPLICIT_LE)), False, True)


def build(model: Model, dataset: Dataset, paths: Iterable[keys.KeyPath], ear: Ear) -> ForeignQuery:
    """Put keys into a data set, one after the other.

    Raises:
        InvalidKey: One cannot be; the words are pydicom's.
    """
    target = _Target(dataset)
    for path in paths:
        try:
            keys.apply(target, path)
        except FindscuError:
            raise
        except Exception as error:  # whatever a value does to pydicom
            raise InvalidKey(message_of(error), remarks=ear.take()) from None
    return ForeignQuery(model, dataset, ear.take())


class _Target:
    """A data set of pydicom's that keys are put into."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def set_value(self, tag: int, vr: str, value: Any) -> None:
        if tag in self._dataset:
            self._dataset[tag].value = value
        else:
            self._dataset.add_new(Tag(tag), vr, value)

    def item_count(self, tag: int) -> int | None:
        return len(self._dataset[tag].value) if tag in self._dataset else None

    def add_items(self, tag: int, count: int) -> None:
        if tag not in self._dataset:
            self._dataset.add_new(Tag(tag), "SQ", [])
        self._dataset[tag].value.extend([Dataset() for _ in range(count)])

    def item(self, tag: int, index: int) -> _Target:
        return _Target(self._dataset[tag].value[index])


# Answers


def iter_answer(raw: bytes, syntax: Syntax) -> Iterator[tuple[str, str]]:
    """Yield what is logged of the identifier of a response: the level's letter and the text.

    What has "" for a letter is what Python would have shown, line ends included.
    """
    with Ear() as ear:
        try:
            dataset = _read(raw, syntax)
        except Exception as error:  # whatever the bytes do to pydicom
            yield "", ear.take()
            yield from _failure(error)
            return
        yield "", ear.take()
        if not dataset:
            return
        yield "I", ""
        yield "I", "# Response Identifier"
        try:
            shown = list(_lines_of(dataset))
        except Exception as error:
            yield "", ear.take()
            yield from _failure(error)
            return
        yield "", ear.take()
        for line in (*shown, ""):
            yield "I", line


def rewrite(raw: bytes, syntax: Syntax) -> bytes:
    """Return a data set as pydicom writes it after it has looked at each value; unchanged when it cannot."""
    with Ear():
        try:
            dataset = _read(raw, syntax)
            list(_lines_of(dataset))
            written = _written(dataset, syntax)
            return _deflate(written, -1) if syntax.is_deflated else written
        except Exception:  # whatever the bytes do to pydicom
            return raw


def _failure(error: Exception) -> Iterator[tuple[str, str]]:
    yield "E", "Failed to decode the received Identifier dataset"
    yield "E", message_of(error)


def _read(raw: bytes, syntax: Syntax) -> Dataset:
    if syntax.is_deflated:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        raw = inflater.decompress(raw, MAX_LENGTH + 1)
        if not inflater.eof and len(raw) <= MAX_LENGTH:
            raise zlib.error("Error -5 while decompressing data: incomplete or truncated stream")
    if len(raw) > MAX_LENGTH:
        raise ValueError(f"an identifier of more than {MAX_LENGTH} bytes that is not as the standard wants it")
    return read_dataset(BytesIO(raw), not syntax.is_explicit, syntax.is_little)


def _lines_of(dataset: Dataset, depth: int = 0) -> Iterator[str]:
    for element in dataset:
        text = _text_of(element)
        line = lines.line_of(element.tag, element.VR, text, element.VM, element.keyword)
        if element.VR != "SQ":
            yield "  " * depth + line
            continue
        yield line
        for number, item in enumerate(element.value, 1):
            yield "  " * (depth + 1) + f"(Sequence item #{number})"
            yield from _lines_of(item, depth + 2)


def _text_of(element: DataElement) -> str:
    try:
        return _value_text(element)
    except Exception:  # as pynetdicom has it
        return "(pynetdicom failed to beautify value)"


def _value_text(element: DataElement) -> str:
    value, count = element.value, element.VM
    if element.VR == "SQ":
        return lines.count_of_items(len(value))
    if count == 0:
        return "(no value available)"
    if element.VR in lines.BYTES_VRS:
        return lines.text_of_bytes(value if count == 1 else b"".join(value))
    return f"[{value}]" if count == 1 else "[" + "\\".join(map(str, value)) + "]"
