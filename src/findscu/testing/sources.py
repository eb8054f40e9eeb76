"""Where the SCP's data sets come from: DICOM files and folders, text dumps, DICOM JSON, pydicom, plain dicts.

Pixel data is left behind: nobody asks for it. Elements keep their bytes and character set.
"""

from __future__ import annotations

import re
import struct
from os import PathLike
from pathlib import Path

from ..errors import InvalidQuery
from ..identifier import DataSet
from .builders import build_dataset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    import pydicom

    Source: TypeAlias = "DataSet | pydicom.Dataset | dict[str, object] | str | PathLike[str]"

PIXEL_DATA = (0x7FE00008, 0x7FE00009, 0x7FE00010)  # float, double float, and pixel data


def iter_datasets(source: Source) -> Iterator[DataSet]:
    """Yield the data sets of a source: one, or for a folder all that can be read in it and below, in order of names.

    Args:
        source: a `DataSet`, a pydicom `Dataset`, a dict as `builders.build_dataset` takes it, or the path of a
            DICOM file, a text dump, a DICOM JSON file or a folder.
    Raises:
        OSError: a file that cannot be opened.
        InvalidQuery: a file named by its own path that is nothing of this kind.
    """
    if isinstance(source, DataSet):
        yield source
    elif isinstance(source, dict):
        yield build_dataset(source)  # type: ignore[arg-type] # pydicom's data sets are Any
    elif not isinstance(source, (str, PathLike)):
        yield _from_pydicom(source)
    elif Path(source).is_dir():
        yield from _iter_folder(Path(source))
    else:
        yield read_file(source)


def _iter_folder(folder: Path) -> Iterator[DataSet]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                yield read_file(path)
            except InvalidQuery:
                continue  # folders hold all sorts of things


def _from_pydicom(source: pydicom.Dataset) -> DataSet:
    from ..query_file import read_pydicom

    return _without_pixels(read_pydicom(source))


def read_file(path: str | PathLike[str]) -> DataSet:
    """Read a DICOM file with or without header, a text dump or DICOM JSON, up to the pixel data.

    Raises:
        OSError, InvalidQuery: see `iter_datasets`.
    """
    from ..query_file import read_query_file

    raw = Path(path).read_bytes()
    for place in _pixel_data_places(raw):
        try:
            return read_query_file(raw[:place], str(path))
        except InvalidQuery:
            continue  # the pixel data of an icon, say, in the midst of the data set
    return _without_pixels(read_query_file(raw, str(path)))


def _pixel_data_places(raw: bytes) -> list[int]:
    """Return where the pixel data may begin: wherever its tag's bytes stand."""
    tags = (struct.pack(order + "HH", tag >> 16, tag & 0xFFFF) for tag in PIXEL_DATA for order in "<>")
    return sorted(match.start() for tag in tags for match in re.finditer(re.escape(tag), raw))


def _without_pixels(dataset: DataSet) -> DataSet:
    for tag in PIXEL_DATA:
        dataset.pop(tag, None)
    return dataset
