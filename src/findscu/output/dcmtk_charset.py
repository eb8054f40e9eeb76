"""A tree in UTF-8: what DCMTK does to an answer before it joins others in one XML file (`-Xs`).

The strictness is DCMTK's: one byte that does not belong to the declared set, or an escape sequence to a set that is
not declared, and the whole answer cannot be converted. Which sets it knows hangs on its build: Debian's leans on the
GNU C library, which has no tables for JIS X 0208 and 0212 under the names that it asks for. Ours are all built in;
who calls decides whether that shows.
"""

from __future__ import annotations

import os

from .dcmtk_tree import CHARACTER_SET, CHARSET_VRS, ERROR, WARN, Branch, Node, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dcmtk_tree import Say

UTF8 = "ISO_IR 192"

_LATIN = {"100": "latin-1", "101": "iso8859-2", "109": "iso8859-3", "110": "iso8859-4", "144": "iso8859-5"} | {
    "127": "iso8859-6",
    "126": "iso8859-7",
    "138": "iso8859-8",
    "148": "iso8859-9",
    "203": "iso8859-15",
    "13": "shift_jis",
    "166": "tis-620",
}
_CODECS = {f"ISO_IR {number}": codec for number, codec in _LATIN.items()} | {
    UTF8: "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
}
_EXTENSIONS = {f"ISO 2022 IR {number}": codec for number, codec in _LATIN.items()} | {
    "ISO 2022 IR 6": "ascii",
    "ISO 2022 IR 149": "euc_kr",
    "ISO 2022 IR 58": "gb2312",
    "ISO 2022 IR 87": "\x1b$B",
    "ISO 2022 IR 159": "\x1b$(D",
}
"""Codecs by defined term; for the sets of two bytes a character in G0, their escape sequence."""

_NOT_FIRST = ("ISO 2022 IR 149", "ISO 2022 IR 58", "ISO 2022 IR 87", "ISO 2022 IR 159")
_WIDE = ("ISO 2022 IR 87", "ISO 2022 IR 159")

TOO_NEW = ("ISO_IR 203", "ISO 2022 IR 203")
"""Sets that DICOM has had since 2020: DCMTK 3.6.7 does not know them."""

_ESCAPES = {
    b"(B": "6",
    b"-A": "100",
    b"-B": "101",
    b"-C": "109",
    b"-D": "110",
    b"-L": "144",
    b"-G": "127",
    b"-F": "126",
    b"-H": "138",
    b"-M": "148",
    b"-b": "203",
    b")I": "13",
    b"(J": "13",
    b"-T": "166",
    b"$B": "87",
    b"$(D": "159",
    b"$)C": "149",
    b"$)A": "58",
}

_DELIMITERS = {"PN": b"\\^=", "LO": b"\\", "SH": b"\\", "UC": b"\\"}
_CONTROLS = b"\t\n\f\r"


class CannotConvert(Exception):
    """An answer has no form in UTF-8; the text is DCMTK's, which ends at a NUL."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason.split("\0")[0])


def convert_to_utf8(tree: Tree, term: str, say: Say, *, has_all_sets: bool = True) -> None:
    """Convert all text of a data set, and say in it that this is so.

    Args:
        tree: is changed; half of it when the conversion fails.
        term: its (0008,0005), as `character_set_of` gives it.
        say: takes what DCMTK warns of, as its logger dcmtk.dcmdata.
        has_all_sets: convert from sets that DCMTK 3.6.7 with the GNU C library does not know, too.

    Raises:
        CannotConvert: with DCMTK's reason.
    """
    converter = _Converter(term, say, has_all_sets)
    try:
        _convert_branch(tree, converter)
    except CannotConvert:
        what = "DcmItem: An error occurred during the conversion to UTF-8 encoding, the value of SpecificCharacterSet"
        say(WARN, f"{what} (0008,0005) is not updated")
        raise
    node = Node(CHARACTER_SET, "CS", len(UTF8), UTF8.encode("ascii"))
    tree.nodes = [node if old.tag == CHARACTER_SET else old for old in tree.nodes]


def _convert_branch(branch: Branch, converter: _Converter) -> None:
    for node in branch.nodes:
        for item in node.items or ():
            _convert_branch(item, converter)
        if node.vr in CHARSET_VRS and node.value:
            converted = converter.convert(node.value, _DELIMITERS.get(node.vr, b""))
            if converted != node.value:
                node.value = converted
                node.length = len(converted) + len(converted) % 2


class _Converter:
    """Converts text of one character set, with or without code extensions."""

    def __init__(self, terms: str, say: Say, has_all_sets: bool) -> None:
        self._say = say
        self._has_all_sets = has_all_sets
        self._declared: dict[str, str] = {}
        parts = [part.strip(" ") for part in terms.split("\\")]
        self._codec = self._extended(parts) if len(parts) > 1 else self._plain(parts[0])

    def _plain(self, term: str) -> str:
        if term == "ISO_IR 6":
            what = (
                "DcmSpecificCharacterSet: 'ISO_IR 6' is not a defined term in DICOM, will be treated as an empty value"
            )
            self._say(WARN, f"{what} (ASCII)")
            return "ascii"
        if term not in _CODECS or not self._is_known(term):
            raise CannotConvert(f"{_CANNOT_SELECT} SpecificCharacterSet (0008,0005) value '{term}' not supported")
        return _CODECS[term]

    def _extended(self, terms: list[str]) -> str:
        """Take note of the declared sets; return the codec of the first."""
        terms[0] = terms[0] or "ISO 2022 IR 6"
        for number, term in enumerate(terms, 1):
            if term not in _EXTENSIONS or not self._is_known(term):
                what = f"SpecificCharacterSet (0008,0005) value {number} of {len(terms)} '{term}' not supported"
                raise CannotConvert(f"{_CANNOT_SELECT} {what}")
            if number == 1 and term in _NOT_FIRST:
                what = f"'{term}' is not a allowed as the first value in SpecificCharacterSet (0008,0005)"
                raise CannotConvert(f"{_CANNOT_SELECT} {what}")
            if term in self._declared:
                what = (
                    f"DcmSpecificCharacterSet: '{term}' is defined more than once in SpecificCharacterSet (0008,0005)"
                )
                self._say(WARN, f"{what}, ignoring the duplicate definition")
            if term in _WIDE and not self._has_all_sets:
                self._say(ERROR, f"DcmSpecificCharacterSet: '{term}' {_WITHOUT} '{_c_library()}'")
                raise CannotConvert("Cannot open character encoding: Invalid argument")
            self._declared[term] = _EXTENSIONS[term]
        if any(_EXTENSIONS[term] in _LATIN.values() and not term.endswith(" 13") for term in terms):
            self._declared.setdefault("ISO 2022 IR 6", "ascii")
        return _EXTENSIONS[terms[0]]

    def _is_known(self, term: str) -> bool:
        return self._has_all_sets or term not in TOO_NEW

    def convert(self, raw: bytes, delimiters: bytes) -> bytes:
        """Return a value in UTF-8; raises `CannotConvert`."""
        if not self._declared or b"\x1b" not in raw:
            return _decode(raw, self._codec).encode()
        return "".join(self._pieces(raw, delimiters)).encode()

    def _pieces(self, raw: bytes, delimiters: bytes) -> list[str]:
        pieces: list[str] = []
        term, codec, width = "", self._codec, ""
        is_first_group = b"=" in delimiters
        start = position = 0
        while position < len(raw):
            byte = raw[position]
            if byte == 0x1B:
                code = self._escape_after(raw, position + 1, is_first_group)
                pieces.append(_decode(raw[start:position], codec))
                position += 1 + len(code)
                start = position
                if code:
                    term = width = self._term_of(code)
                    codec = self._declared[term]
            elif term not in _WIDE and (byte in delimiters or byte in _CONTROLS):
                pieces += (_decode(raw[start:position], codec), chr(byte))
                is_first_group = is_first_group and byte != 0x3D
                term, codec = "", self._codec  # but not `width`: DCMTK goes on in the same steps
                position = start = position + 1
            else:
                position += _character_length(width, byte)
        return [*pieces, _decode(raw[start:], codec)]

    def _escape_after(self, raw: bytes, position: int, is_first_group: bool) -> bytes:
        """Return what follows ESC; b"" when the value ends before it can say anything."""
        if is_first_group:
            what = (
                "DcmSpecificCharacterSet: Escape sequences shall not be used in the first component group of a Person"
            )
            self._say(WARN, f"{what} Name (PN), using them anyway")
        if position + 1 >= len(raw):
            return b""
        is_long = raw[position : position + 2] in (b"$(", b"$)")
        code = raw[position : position + (3 if is_long else 2)].ljust(2 + is_long, b"\0")
        if code not in _ESCAPES:
            shown = " ".join(map(_column_and_row, code))
            raise CannotConvert(f"{_CANNOT_CONVERT} Illegal escape sequence 'ESC {shown}' found")
        return code

    def _term_of(self, code: bytes) -> str:
        term = f"ISO 2022 IR {_ESCAPES[code]}"
        if term not in self._declared:
            what = f"Escape sequence refers to character set '{term}' that was not declared in SpecificCharacterSet"
            raise CannotConvert(f"{_CANNOT_CONVERT} {what} (0008,0005)")
        return term


_CANNOT_SELECT = "Cannot select source character set:"
_CANNOT_CONVERT = "Cannot convert character set:"
_WITHOUT = "is not supported by the utilized character set conversion library"


def _c_library() -> str:
    try:
        name, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
    except (AttributeError, ValueError, OSError):
        return "Unknown C library (iconv)"
    return f"GNU C library (iconv), version {version}" if name == "glibc" else "Unknown C library (iconv)"


def _column_and_row(byte: int) -> str:
    """Write a byte as the standards on character sets do, "02/04"; DCMTK's has a sign."""
    signed = byte - 256 if byte & 0x80 else byte
    return f"{signed >> 4:0>2d}/{byte & 15:02d}"


def _character_length(term: str, byte: int) -> int:
    """Return how many bytes the character takes that begins with `byte`."""
    if term in _WIDE or term == "ISO 2022 IR 58":
        return 2
    return 2 if term == "ISO 2022 IR 149" and byte & 0x80 else 1


def _decode(raw: bytes, codec: str) -> str:
    """Decode text of one set; a codec that begins with ESC is a set of two bytes a character."""
    try:
        if codec[0] == "\x1b":
            return (codec.encode("ascii") + raw).decode("iso2022_jp_2")
        if codec == "tis-620" and any(0x80 <= byte < 0xA0 for byte in raw):
            raise UnicodeError
        text = raw.decode(codec)
    except UnicodeError:
        raise CannotConvert(
            "Cannot convert character encoding: Invalid or incomplete multibyte or wide character"
        ) from None
    return text.translate(_JIS_ASCII) if codec == "shift_jis" else text


_JIS_ASCII = {0x5C: "\N{YEN SIGN}", 0x7E: "\N{OVERLINE}"}
"""JIS X 0201 has these two in place of ASCII's."""
