"""Text of identifiers by Specific Character Set (0008,0005): single-byte sets, UTF-8, GB18030 and GBK.

Sets with code extensions (ISO 2022, escape sequences) live in `iso2022`, loaded when a peer uses them.

Nothing is lost on reading and nothing is guessed on writing; `trouble` tells what was not as declared:

DEVIATION(undecodable-bytes): a byte that the declared set does not have is shown as `\\xe9`.
DEVIATION(undeclared-charset): bytes above ASCII where no other set is declared are read as ISO 8859-1, as pydicom does.

**Source**: PS3.3 §C.12.1.1.2 (defined terms), PS3.5 §6.1.
"""

from __future__ import annotations

import codecs

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Charset:
    """One way to turn bytes into text and back.

    Attributes:
        terms: The defined terms of (0008,0005); none when it is absent or empty.
        codec: Python's codec that reads everything this set is used for in the field.
        strict_codec: Python's codec for what the set allows, escape sequences apart.
        issues: What was wrong with the terms.
        is_assumed: Whether a user says that it holds where a data set declares none.
        is_forced: Whether it holds also where a data set declares another.
    """

    is_assumed = False
    is_forced = False

    def __init__(self, terms: tuple[str, ...], codec: str, strict_codec: str, issues: tuple[str, ...] = ()) -> None:
        self.terms = terms
        self.codec = codec
        self.strict_codec = strict_codec
        self.issues = issues

    def __repr__(self) -> str:
        return f"<Charset {self.name}>"

    @property
    def name(self) -> str:
        """The terms as (0008,0005) holds them, or words for none."""
        return "\\".join(self.terms) or "the default character set"

    def decode(self, raw: bytes, delimiters: bytes = b"") -> str:
        """Return the text of a single value; never raises.

        Args:
            raw: The value as it was received.
            delimiters: ASCII characters after which code extensions start afresh, besides control characters.
        """
        return _visible(self._decode(raw, delimiters))

    def split(self, raw: bytes, delimiters: bytes = b"\\") -> list[str]:
        """Return the texts between backslashes, one for each value; never raises.

        The text is split, not the bytes: a character of many bytes may end in that of a backslash.
        """
        return [_visible(part) for part in self._decode(raw, delimiters).split("\\")]

    def trouble(self, raw: bytes, delimiters: bytes = b"\\") -> str:  # noqa: ARG002 - code extensions need them
        """Say in words what is wrong with the bytes, "" when nothing is."""
        try:
            raw.decode(self.strict_codec)
        except UnicodeDecodeError as error:
            return f"byte {error.start} does not belong to {self.name}"
        return ""

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text.

        Raises:
            EncodeError: A character is not in the set; `position` counts characters from 0.
        """
        try:
            return text.encode(self.strict_codec)
        except UnicodeEncodeError as error:
            raise self._not_encodable(error.start) from None

    def _decode(self, raw: bytes, delimiters: bytes) -> str:  # noqa: ARG002
        """Return the text, with lone surrogates for what could not be decoded: see `_keep_byte`."""
        return raw.decode(self.codec, KEEP)

    def _not_encodable(self, position: int) -> errors.EncodeError:
        return errors.EncodeError(
            f"character {position + 1} of the text is not in {self.name}",
            hint="declare a Specific Character Set that has it, such as ISO_IR 192",
            position=position,
        )


class Katakana(Charset):
    """ISO_IR 13: JIS X 0201, a byte a character.

    DEVIATION(shift-jis): some systems declare it and send Shift JIS, whose single bytes are the same; it is read,
    and reported.
    """

    def trouble(self, raw: bytes, delimiters: bytes = b"\\") -> str:  # noqa: ARG002
        """Say where the first byte outside ASCII and half-width katakana is."""
        for index, byte in enumerate(raw):
            if 0x80 <= byte <= 0xA0 or byte >= 0xE0:
                return f"byte {index} is Shift JIS, which {self.name} is not"
        return ""

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text of ASCII and half-width katakana; raises EncodeError for anything else."""
        for position, character in enumerate(text):
            raw = character.encode(self.codec, "replace")
            if len(raw) != 1 or raw.decode(self.codec) != character:
                raise self._not_encodable(position)
        return text.encode(self.codec)


def charset_for(terms: Sequence[str]) -> Charset:
    """Return the character set that the values of (0008,0005) declare; never raises.

    DEVIATION(charset-spelling): "ISO IR 100", "ISO-IR 100", "UTF8" and their like are understood, and reported in
    `issues` as unknown terms are. An unknown term is read as the default repertoire.
    """
    key = tuple([term if isinstance(term, str) else "" for term in terms])  # not text: the element has a wrong VR
    charset = _made.get(key)
    if charset is None:
        charset = make_charset(key)
        if len(_made) < 256 and len(key) < 16:  # a peer chooses the terms
            _made[key] = charset
    return charset


def charset_declared(outer: Charset, declared: Sequence[str]) -> Charset:
    """Return what holds where a (0008,0005) has the values `declared` and `outer` would hold without it.

    DEVIATION(assumed-charset): an empty one means the default repertoire, but where a user says how undeclared text is
    to be read, that is undeclared too.
    """
    if outer.is_forced or (outer.is_assumed and not any(declared)):
        return outer
    return charset_for(declared)


def make_charset(spelled: tuple[str, ...]) -> Charset:
    """Return a new character set for terms as somebody spelt them; see `charset_for`, which keeps what it made."""
    terms, issues = _defined_terms(spelled)
    first, *others = terms
    extensions = [term for term in others if term not in STAND_ALONE]
    if others and first in STAND_ALONE:
        issues.append(f"{first} allows no code extensions")
        extensions = []
    elif len(extensions) < len(others):
        issues.append("a character set that is no code extension among several")
    told = tuple(dict.fromkeys(issues))
    if extensions or (first.startswith("ISO 2022") and first != "ISO 2022 IR 6"):
        from .iso2022 import CodeExtensions

        return CodeExtensions((first, *extensions), told)
    codec = CODECS[first.split(" ")[-1]]
    kind = Katakana if codec == "shift_jis" else Charset
    is_ascii = first in ("", "ISO_IR 6", "ISO 2022 IR 6")
    return kind((first,) if first else (), codec, "ascii" if is_ascii or kind is Katakana else codec, told)


def _defined_terms(spelled: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the defined terms meant, and what was wrong with them. There is always a first term, perhaps ""."""
    terms, issues = [], []
    for index, word in enumerate(spelled):
        term = word.strip(" \0")
        meant = _MEANT.get(_squashed(term))
        if meant is None:
            issues.append(UNKNOWN_TERM)
        elif meant != term:
            issues.append(f"a misspelt Specific Character Set, read as {meant}")
        if index == 0 or (meant and meant not in terms):
            terms.append(meant or "")
    return terms or [""], issues


def _squashed(term: str) -> str:
    return "".join(filter(str.isalnum, term.upper()))


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    """Stand in for one undecodable byte by a lone surrogate, U+DC00 and the byte, which no codec here produces."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(0xDC00 + error.object[error.start]), error.start + 1


KEEP = "findscu.keep"
codecs.register_error(KEEP, _keep_byte)


def _visible(text: str) -> str:
    """Show the bytes that `_keep_byte` kept, as `\\xe9`."""
    if text.isascii() or text.isprintable() or not any("\udc00" <= character <= "\udcff" for character in text):
        return text
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc00" <= c <= "\udcff" else c for c in text)


CODECS = {
    "": "latin-1",
    "6": "latin-1",
    "13": "shift_jis",
    "100": "latin-1",
    "101": "iso8859-2",
    "109": "iso8859-3",
    "110": "iso8859-4",
    "126": "iso8859-7",
    "127": "iso8859-6",
    "138": "iso8859-8",
    "144": "iso8859-5",
    "148": "iso8859-9",
    "166": "tis-620",
    "203": "iso8859-15",
    "58": "gb2312",
    "149": "euc_kr",
    "192": "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
}
"""Python's codec by the last word of a defined term."""

STAND_ALONE = ("ISO_IR 192", "GB18030", "GBK")
"""Sets that neither have nor are code extensions. Source: PS3.3 Table C.12-5."""

_SINGLE_BYTE = ("6", "13", "100", "101", "109", "110", "126", "127", "138", "144", "148", "166", "203")
_WITH_EXTENSIONS = (*_SINGLE_BYTE, "58", "87", "149", "159")
DEFINED_TERMS = (
    "",
    *STAND_ALONE,
    *(f"ISO_IR {number}" for number in _SINGLE_BYTE),
    *(f"ISO 2022 IR {number}" for number in _WITH_EXTENSIONS),
)
"""All values of (0008,0005) that we understand, "" for none. Source: PS3.3 Tables C.12-2 to C.12-5."""

_MEANT = {_squashed(term): term for term in DEFINED_TERMS} | {
    "ISOIR58": "ISO 2022 IR 58",
    "ISO202258": "ISO 2022 IR 58",
    "ISOIR87": "ISO 2022 IR 87",
    "ISOIR149": "ISO 2022 IR 149",
    "ISOIR159": "ISO 2022 IR 159",
    "ISO2022IR192": "ISO_IR 192",
    "ISO2022GBK": "GBK",
    "ISO2022GB18030": "GB18030",
    "UTF8": "ISO_IR 192",
    "ISOIRUTF8": "ISO_IR 192",
    "ASCII": "ISO_IR 6",
    "LATIN1": "ISO_IR 100",
    "ISO88591": "ISO_IR 100",
    "ISO88592": "ISO_IR 101",
    "ISO88595": "ISO_IR 144",
    "ISO88597": "ISO_IR 126",
}

UNKNOWN_TERM = "an unknown Specific Character Set"

_made: dict[tuple[str, ...], Charset] = {}

DEFAULT = charset_for(())
"""What holds without (0008,0005): the default repertoire, ASCII."""
