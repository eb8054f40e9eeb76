"""A data set to bytes.

Elements go out in ascending order, values of even length, sequences and items with defined lengths. Elements that
were received and not changed go out as they came, unless character set or byte order differ.

**Source**: PS3.5 §7.1, §7.5, Annex A.
"""

from __future__ import annotations

import struct

from . import errors
from .charset import Charset
from .dictionary import format_tag
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element
from .limits import MAX_NESTING_DEPTH
from .uids import Syntax
from .values import CHARSET_VRS, LONG_VRS, TEXT_VRS, VRS, encode_values, pad

MAX_SHORT_LENGTH = 0xFFFE
MAX_LONG_LENGTH = 0xFFFFFFFE

NEW_VRS = frozenset(("OD", "OF", "OL", "OV", "SV", "UC", "UN", "UR", "UT", "UV"))
"""What the standard of 1993 did not have, apart from what replaced its own VRs. Source: DCMTK's -u, which wants them
written as OB."""


def encode_dataset(
    dataset: DataSet,
    syntax: Syntax,
    *,
    charset: Charset | None = None,
    level: int = 6,
    without_new_vrs: bool = False,
) -> bytes:
    """Write a data set.

    Group lengths (gggg,0000), retired by PS3.5 §7.2, are left out: they could not be right for long.

    Args:
        dataset: What to write.
        syntax: The transfer syntax to write it in.
        charset: The character set of text; that of the data set's (0008,0005) when None.
        level: How hard to try when deflating, 0 to 9.
        without_new_vrs: Whether `NEW_VRS` are written as OB.

    Raises:
        EncodeError: A value does not fit its VR or the character set; `path` and `vr` say which.
    """
    encoded = _Encoder(syntax, without_new_vrs).dataset(dataset, charset or dataset.charset, "", 0)
    return _deflate(encoded, level) if syntax.is_deflated else encoded


def _deflate(encoded: bytes, level: int) -> bytes:
    import zlib

    stream = zlib.compressobj(level, wbits=-zlib.MAX_WBITS)
    deflated = stream.compress(encoded) + stream.flush()
    return deflated + b"\0" if len(deflated) & 1 else deflated


class _Encoder:
    """One transfer syntax's way of writing."""

    def __init__(self, syntax: Syntax, without_new_vrs: bool) -> None:
        self.replaced_vrs = NEW_VRS if without_new_vrs else frozenset[str]()
        self.is_explicit = syntax.is_explicit
        self.is_little = syntax.is_little
        self.order = "<" if syntax.is_little else ">"

    def dataset(self, dataset: DataSet, charset: Charset, path: str, depth: int) -> bytes:
        encoded = []
        for tag in sorted(dataset):
            if tag & 0xFFFF or not tag:
                encoded.append(self.element(dataset[tag], charset, f"{path}{format_tag(tag)}", depth))
        return b"".join(encoded)

    def element(self, element: Element, charset: Charset, path: str, depth: int) -> bytes:
        vr = element.vr
        if vr not in VRS:
            raise errors.EncodeError(f"{path}: {vr!r} is no value representation", path=path, vr=vr)
        is_little = self.is_little or vr == "UN"
        if vr == "SQ":
            value = self.sequence(element, charset, path, depth)
        else:
            value = _value_field(element, charset, is_little, path)
            if self.is_explicit and vr not in LONG_VRS and len(value) > MAX_SHORT_LENGTH:
                # PS3.5 §6.2.2: what is too long for a 16-bit length goes as UN, in little endian.
                vr = "UN"
                value = _value_field(element, charset, True, path)
        if len(value) > MAX_LONG_LENGTH:
            raise errors.EncodeError(
                f"{path} takes {len(value)} bytes, at most {MAX_LONG_LENGTH} fit", path=path, vr=vr
            )
        return self.header(element.tag, vr, len(value)) + value

    def sequence(self, element: Element, charset: Charset, path: str, depth: int) -> bytes:
        if depth >= MAX_NESTING_DEPTH:
            raise errors.EncodeError(f"{path} is nested deeper than {MAX_NESTING_DEPTH} sequences", path=path, vr="SQ")
        encoded = []
        for index, item in enumerate(element.values):
            if not isinstance(item, DataSet):
                raise errors.EncodeError(f"{path}: SQ takes data sets, got {type(item).__name__}", path=path, vr="SQ")
            inner = item.charset if SPECIFIC_CHARACTER_SET in item else charset
            value = self.dataset(item, inner, f"{path}[{index}].", depth + 1)
            encoded += [struct.pack(self.order + "HHI", 0xFFFE, 0xE000, len(value)), value]
        return b"".join(encoded)

    def header(self, tag: int, vr: str, length: int) -> bytes:
        group, element = tag >> 16, tag & 0xFFFF
        if not self.is_explicit:
            return struct.pack(self.order + "HHI", group, element, length)
        if vr in self.replaced_vrs:
            vr = "OB"
        letters = vr.encode("ascii")
        if vr in LONG_VRS:
            return struct.pack(self.order + "HH2sHI", group, element, letters, 0, length)
        return struct.pack(self.order + "HH2sH", group, element, letters, length)


def _value_field(element: Element, charset: Charset, is_little: bool, path: str) -> bytes:
    if element.raw and _can_stay(element, charset, is_little):
        return pad(element.vr, element.raw)
    try:
        return encode_values(element.vr, element.values, charset, is_little)
    except errors.EncodeError as error:
        raise errors.EncodeError(f"{path}: {error.message}", hint=error.hint, path=path, vr=element.vr) from None


def _can_stay(element: Element, charset: Charset, is_little: bool) -> bool:
    """Whether the bytes that were received still say what the element does; bytes that are wrong stay so."""
    if element.vr in CHARSET_VRS:
        return element.charset.terms == charset.terms and element.is_as_received()
    is_same_order = element.is_little == is_little and len(element.raw) & 1 == 0
    return (element.vr in TEXT_VRS or is_same_order) and element.is_as_received()
