"""Text dumps, as dcmdump prints and dump2dcm reads them, to data sets.

    # a comment
    (0008,0052) CS [STUDY]                        # a value in brackets, to the last ] of the line
    (0010,0020) LO                                # no value; (no value available) is none either
    (0008,0016) UI =CTImageStorage                # the name of a UID
    (0028,0010) 512                               # the VR may be left out, the brackets too
    (0040,0100) SQ
      (fffe,e000)                                 # an item, up to (fffe,e00d)
        (0008,0060) CS [CT]
      (fffe,e00d)
    (fffe,e0dd)                                   # the end of the sequence

Bytes of values stand for themselves, in the character set that (0008,0005) names; without one UTF-8 is tried. Groups
0000 and 0002 are passed over. Where dump2dcm takes the first of two, or a number modulo 65536, we refuse.
"""

from __future__ import annotations

import struct

from .charset import DEFAULT, Charset, charset_for
from .dictionary import format_tag, parse_tag, vr_of
from .errors import InvalidQuery
from .identifier import SPECIFIC_CHARACTER_SET, DataSet, Element
from .key_values import BadValue, parse_value
from .limits import MAX_NESTING_DEPTH
from .values import NUMBER_CODES, TEXT_VRS, VRS, WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD

_NO_VRS = ("na", "ox", "xs", "px", "pi", "lt", "up", "??")  # DCMTK's own, for what it does not know for sure
_NO_VALUES = ("(no value available)", "(Sequence", "(Item")
_NUMBERS_OF_WORDS = {"OD": "FD", "OF": "FL", "OL": "UL", "OV": "UV"}
_BLANKS = " \t"


class _Line:
    """One element of a dump; a sequence gets its items as it is read."""

    def __init__(self, number: int, tag: int, vr: str, value: str) -> None:
        self.number = number
        self.tag = tag
        self.vr = vr
        self.value = value
        self.items: list[_Item] = []


class _Item(dict[int, _Line]):
    """The lines of a data set or of an item, by tag."""


def read_dump(raw: bytes, name: str) -> DataSet:
    """Read a text dump.

    Args:
        raw: The file: in UTF-16 or UTF-8 where a byte order mark says so, else ASCII but for the values.
        name: What to call it in errors.

    Raises:
        InvalidQuery: It is no dump, or holds something that cannot be sent; the message names the line.
    """
    charset = None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # as PowerShell writes what is redirected
        raw, charset = raw.decode("utf-16", "replace").encode(), charset_for(["ISO_IR 192"])
    elif raw.startswith(b"\xef\xbb\xbf"):
        raw, charset = raw[3:], charset_for(["ISO_IR 192"])
    parser = _Parser(name)
    for number, line in enumerate(raw.decode("latin-1").split("\n"), 1):
        parser.read(number, line.strip(" \t\r\f\v\0"))
    parser.end()
    return _Builder(name, charset).build(parser.root, charset or _charset_without_declaration(raw))


def _charset_without_declaration(raw: bytes) -> Charset:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return DEFAULT
    return charset_for(["ISO_IR 192"])


class _Parser:
    """Lines to a tree. `levels` are the open sequences, each with its items; the last item is the open one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root = _Item()
        self.item: _Item | None = self.root
        self.levels: list[tuple[_Item, _Line]] = []

    def read(self, number: int, line: str) -> None:
        """Take the next line, without the blanks around it."""
        if not line or line.startswith("#"):
            return
        tag, rest = self._split_tag(number, line)
        if tag in (ITEM, ITEM_END, SEQUENCE_END):
            self._read_delimiter(number, tag)
        elif self.item is None:
            self._refuse(number, f"{format_tag(tag)} stands between items", "put it into an item, after (fffe,e000)")
        else:
            self._read_element(number, tag, rest)

    def end(self) -> None:
        """Check that nothing is left open."""
        if self.levels:
            number = self.levels[-1][1].number
            self._refuse(
                number, "the sequence is not closed", "close its last item with (fffe,e00d), it with (fffe,e0dd)"
            )

    def _split_tag(self, number: int, line: str) -> tuple[int, str]:
        inside, parenthesis, rest = line[1:].partition(")")
        tag = parse_tag(inside.translate(_NO_BLANKS)) if line[0] == "(" and parenthesis and "," in inside else None
        if tag is None:
            hint = "begin each line with a tag such as (0010,0010), as dcmdump prints it (without +T), or with #"
            self._refuse(number, "no tag at the beginning of the line", hint)
        return tag, rest.strip(_BLANKS)

    def _read_delimiter(self, number: int, tag: int) -> None:
        if not self.levels:
            self._refuse(number, f"{format_tag(tag)} outside a sequence", "begin the sequence with its own tag and SQ")
        around, sequence = self.levels[-1]
        if tag == ITEM:
            self.item = _Item()
            sequence.items.append(self.item)
        elif tag == ITEM_END:
            self.item = None
        else:
            self.item = around
            self.levels.pop()

    def _read_element(self, number: int, tag: int, rest: str) -> None:
        assert self.item is not None
        if tag in self.item:
            message = f"{format_tag(tag)} is there already, in line {self.item[tag].number}"
            self._refuse(number, message, "leave one of them out")
        vr, rest = _split_vr(tag, rest)
        line = self.item[tag] = _Line(number, tag, vr, self._value(number, vr, rest))
        if vr != "SQ":
            return
        if len(self.levels) >= MAX_NESTING_DEPTH:
            self._refuse(number, f"sequences are nested deeper than {MAX_NESTING_DEPTH} levels", "remove some")
        self.levels.append((self.item, line))
        self.item = None

    def _value(self, number: int, vr: str, rest: str) -> str:
        """Cut the value out of what follows the VR."""
        if rest.startswith("["):
            end = rest.rfind("]")
            if end < 0:
                hint = "close it with ]; dcmdump +L prints long values whole"
                self._refuse(number, "the value has no closing bracket", hint)
            return rest[1:end]
        if rest.startswith(_NO_VALUES):
            return ""
        if rest.startswith("<") or (rest.startswith("(") and vr != "AT"):
            self._refuse(number, f"a value cannot begin with {rest[0]!r}", "put it into brackets, as in [value]")
        return rest.partition("#")[0].rstrip(_BLANKS)

    def _refuse(self, number: int, message: str, hint: str) -> NoReturn:
        raise InvalidQuery(f"{self.name}, line {number}: {message}", hint=hint)


_NO_BLANKS = {ord(blank): None for blank in _BLANKS}


def _split_vr(tag: int, rest: str) -> tuple[str, str]:
    """Take the VR off; without one it is the dictionary's."""
    word, after = rest[:2], rest[2:]
    if not after or after[0] in " \t[(<=#":
        if word in VRS:
            return word, after.strip(_BLANKS)
        if word in _NO_VRS:
            return vr_of(tag), after.strip(_BLANKS)
    return vr_of(tag), rest


class _Builder:
    """The tree of a dump to a data set; `fixed` is the character set of the file, if that is known for sure."""

    def __init__(self, name: str, fixed: Charset | None) -> None:
        self.name = name
        self.fixed = fixed

    def build(self, item: _Item, charset: Charset) -> DataSet:
        if SPECIFIC_CHARACTER_SET in item and self.fixed is None:
            charset = charset_for(item[SPECIFIC_CHARACTER_SET].value.split("\\"))
        return DataSet(
            (self._element(line, charset) for line in item.values() if line.tag >> 16 not in (0x0000, 0x0002)),
            charset=charset,
        )

    def _element(self, line: _Line, charset: Charset) -> Element:
        if line.vr == "SQ":
            return Element(line.tag, "SQ", [self.build(item, charset) for item in line.items])
        try:
            if line.vr in TEXT_VRS and not (line.vr == "UI" and "=" in line.value):
                return Element(line.tag, line.vr, None, raw=line.value.encode("latin-1"), charset=charset)
            return Element(line.tag, line.vr, _values_of(line.vr, line.value))
        except BadValue as bad:
            message = f"{self.name}, line {line.number}: {format_tag(line.tag)}: {bad}"
            raise InvalidQuery(message, hint=bad.hint or "correct the value, or leave it empty") from None


def _values_of(vr: str, text: str) -> list[Any]:
    if not text:
        return []
    parts = [part.strip(_BLANKS) for part in text.split("\\")]
    if vr in WORD_LENGTHS:
        return [b"".join(_word_of(vr, part) for part in parts)]
    if vr == "UI":
        return [_uid_of(part[1:]) if part.startswith("=") else part for part in parts]
    return [parse_value(vr, part) for part in parts]


def _word_of(vr: str, text: str) -> bytes:
    """Read one word of a binary value: a number for OD, OF, OL and OV, hexadecimal digits for the others."""
    if vr in _NUMBERS_OF_WORDS:
        number_vr = _NUMBERS_OF_WORDS[vr]
        return struct.pack("<" + NUMBER_CODES[number_vr], parse_value(number_vr, text))
    length = WORD_LENGTHS[vr]
    if not 1 <= len(text) <= 2 * length or text.strip("0123456789abcdefABCDEF"):
        hint = "write the bytes themselves: values are not read from other files" if text[:1] == "=" else ""
        raise BadValue(f"expected words of {2 * length} hexadecimal digits, parted by backslashes ({vr})", hint=hint)
    return int(text, 16).to_bytes(length, "little")


def _uid_of(name: str) -> str:
    """Find the UID of a name, which is pydicom's keyword, or DCMTK's variant of it."""
    from pydicom.uid import UID_dictionary

    uids = {_plain(keyword): uid for uid, (*_, keyword) in UID_dictionary.items() if keyword}
    for word in _variants(_plain(name)):
        if word in uids:
            return str(uids[word])
    raise BadValue("unknown name of a UID", hint="write the UID itself")


_SYNTAX_NAMES = {
    "littleendianimplicit": "implicitvrlittleendian",
    "littleendianexplicit": "explicitvrlittleendian",
    "bigendianexplicit": "explicitvrbigendian",
    "deflatedlittleendianexplicit": "deflatedexplicitvrlittleendian",
}


def _plain(name: str) -> str:
    """Reduce a name to letters and digits, without the words that only DCMTK adds."""
    word = "".join(filter(str.isalnum, name)).lower()
    return word.replace("sopclass", "").replace("sopinstance", "instance")


def _variants(word: str) -> list[str]:
    """List what pydicom may call what DCMTK calls RETIRED_..., DRAFT_... and FINDStudyRoot..., likeliest first."""
    base = word.removeprefix("retired").removeprefix("draft")
    for verb in ("find", "move", "get"):
        if base.startswith(verb):
            base = base.removeprefix(verb) + verb
    if word.startswith("retired"):
        return [base + "retired", base]
    return [base + "trial"] if word.startswith("draft") else [_SYNTAX_NAMES.get(base, base)]
