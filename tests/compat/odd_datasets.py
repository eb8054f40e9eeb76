"""Data sets as a careless or broken system sends them: odd lengths, wrong VRs, no order, padding of all kinds.

They are the same at each run: a number chooses one.
"""

from __future__ import annotations

import random
import struct
import zlib

from pydicom.datadict import DicomDictionary

from compat.talk import BIG_ENDIAN, DEFLATED, IMPLICIT

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
UNDEFINED = 0xFFFFFFFF

LONG = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]
TEXT = ["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UR", "UT"]
BINARY = ["AT", "FD", "FL", "OB", "OD", "OF", "OL", "OV", "OW", "SL", "SS", "SV", "UL", "UN", "US", "UV"]
STRANGE = ("??", "ZZ", "zz", "ox", "xs", "A1", "\0\0")

TAGS = [
    *(0x00080016, 0x00080018, 0x00080020, 0x00080060, 0x00081111, 0x00100010, 0x00100020, 0x00101002, 0x00104000),
    *(0x00181020, 0x00189087, 0x0020000D, 0x00209116, 0x00280009, 0x00280010, 0x00281101, 0x00400100, 0x00400275),
    *(0x00404018, 0x00720026, 0x00720060, 0x0072006A, 0x00720078, 0x00880140, 0x300A00B0),
]
PRIVATE = [0x00290000, 0x00290010, 0x00291001, 0x00291102]
SPECIAL = [0x00280103, 0x00280106, 0x00283002, 0x00283006, 0x54001010, 0x60003000, 0x50003000, 0x00080000, 0x00020010]

UIDS = (
    *(b"1.2.840.10008.1.1\0", b"1.2.840.10008.5.1.4.1.1.2\0", b"1.2.3.4.5\0", b"1.2.3.44"),
    *(b"1.2.840.10008.1.1 ", b" 1.2 .3\0", b"1.2.3\\1.2.4"),
)
LETTERS = b"ABCxyz 0123^=\\\\.-\xe9\xfc\x1b\n\r\t\0<&'\">"


class Careless:
    """Makes data sets in one transfer syntax."""

    def __init__(self, syntax: str, seed: int) -> None:
        self._random = random.Random(f"{syntax} {seed}")
        self._syntax = syntax
        self._order = ">" if syntax == BIG_ENDIAN else "<"

    def datasets(self, count: int) -> list[bytes]:
        """Return some data sets, as they go over the network."""
        return [self._packed(self._dataset(0)) for _ in range(count)]

    def broken(self) -> bytes:
        """Return a data set of which something is missing, or wrong in the middle."""
        raw = bytearray(self._dataset(0))
        if self._random.random() < 0.5:
            del raw[self._random.randrange(len(raw)) :]
        else:
            raw[self._random.randrange(len(raw))] = self._random.randrange(256)
        return self._packed(bytes(raw))

    def _packed(self, raw: bytes) -> bytes:
        if self._syntax == DEFLATED:
            deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
            raw = deflater.compress(raw) + deflater.flush()
        return raw + bytes(len(raw) % 2)

    def _dataset(self, depth: int) -> bytes:
        tags = self._random.sample(TAGS, self._random.randrange(2, 9))
        for more, share in ((PRIVATE, 0.4), (SPECIAL, 0.3), ([0x00100020], 0.1), ([0x00080005], 0.3)):
            tags += more if self._random.random() < share else []
        if self._random.random() < 0.9:
            tags.sort()
        return b"".join(self._element(tag, depth) for tag in tags)

    def _element(self, tag: int, depth: int) -> bytes:
        vr = DicomDictionary.get(tag, ("LO",))[0][:2]
        chance = self._random.random()
        vr = (
            self._random.choice(TEXT + BINARY)
            if chance < 0.1
            else self._random.choice(STRANGE)
            if chance > 0.98
            else vr
        )
        if vr != "SQ":
            value = self._value(vr)
            return self._header(tag, vr, len(value)) + value
        items = b"".join(self._item(depth) for _ in range(0 if depth > 2 else self._random.randrange(3)))
        if self._random.random() < 0.5:
            return self._header(tag, "SQ", len(items)) + items
        vr = "SQ" if self._random.random() < 0.9 or self._syntax != IMPLICIT else "UN"
        return self._header(tag, vr, UNDEFINED) + items + self._mark(SEQUENCE_END, 0)

    def _item(self, depth: int) -> bytes:
        elements = self._dataset(depth + 1)
        if self._random.random() < 0.5:
            return self._mark(ITEM, len(elements)) + elements
        return self._mark(ITEM, UNDEFINED) + elements + self._mark(ITEM_END, 0)

    def _mark(self, tag: int, length: int) -> bytes:
        return struct.pack(self._order + "HHL", tag >> 16, tag & 0xFFFF, length)

    def _header(self, tag: int, vr: str, length: int) -> bytes:
        start = struct.pack(self._order + "HH", tag >> 16, tag & 0xFFFF)
        if self._syntax == IMPLICIT:
            return start + struct.pack("<L", length)
        start += vr.encode("ascii")
        is_long = vr in LONG or (vr.isupper() and vr.isalpha() and vr not in TEXT + BINARY + ["UI"])
        return start + struct.pack(self._order + ("xxL" if is_long else "H"), length)

    def _value(self, vr: str) -> bytes:
        length = self._random.choice((0, 0, 1, 2, 3, 4, 6, 8, 8, 12, 16, 20, 40, 41, 60))
        if vr in BINARY:
            return self._random.randbytes(length // 8 * 8 if self._random.random() < 0.8 else length)
        if vr == "UI":
            return self._random.choice(UIDS)
        return bytes(self._random.choice(LETTERS) for _ in range(length)) + self._random.choice((b"", b" ", b"  "))
