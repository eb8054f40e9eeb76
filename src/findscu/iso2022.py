"""Character sets with code extensions: text that changes its set by escape sequences (ISO/IEC 2022 as DICOM uses it).

Two registers hold the sets in use: G0 gives bytes 21 to 7E a meaning, G1 the bytes from A0. An escape sequence puts
a set into one of them. After a control character, and after the delimiters of values and of names, both registers
hold again what the first value of (0008,0005) says.

**Source**: PS3.3 Tables C.12-3 and C.12-4; PS3.5 §6.1.2.4, §6.1.2.5.
"""

from __future__ import annotations

from .charset import CODECS, KEEP, Charset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

G0, G1 = 0, 1

ESCAPES: dict[bytes, tuple[int, str]] = {
    b"\x1b(B": (G0, "6"),
    b"\x1b(J": (G0, "14"),
    b"\x1b)I": (G1, "13"),
    b"\x1b-A": (G1, "100"),
    b"\x1b-B": (G1, "101"),
    b"\x1b-C": (G1, "109"),
    b"\x1b-D": (G1, "110"),
    b"\x1b-F": (G1, "126"),
    b"\x1b-G": (G1, "127"),
    b"\x1b-H": (G1, "138"),
    b"\x1b-L": (G1, "144"),
    b"\x1b-M": (G1, "148"),
    b"\x1b-T": (G1, "166"),
    b"\x1b-b": (G1, "203"),
    b"\x1b$B": (G0, "87"),
    b"\x1b$(D": (G0, "159"),
    b"\x1b$)A": (G1, "58"),
    b"\x1b$)C": (G1, "149"),
}
"""Escape sequence: the register it fills and the ISO-IR number of the set."""

_SEQUENCES = {escape[1:]: target for escape, target in ESCAPES.items()}

ESCAPE_OF = {(register, number): escape for escape, (register, number) in ESCAPES.items()}

WIDE = {"87": b"\x1b$B", "159": b"\x1b$(D"}
"""The sets of two bytes a character that go into G0: JIS X 0208 and JIS X 0212."""

_TO_ASCII, _TO_ROMAN = b"\x1b(B", b"\x1b(J"
"""Both give the bytes from 21 to 7E back to what DICOM takes for ASCII."""

_CONTROLS = bytes(range(0x1B)) + bytes(range(0x1C, 0x20))
"""All but the one that begins escape sequences."""

DELIMITERS = "\\^="
"""Where writing starts afresh besides control characters; more often than needed does no harm."""


class CodeExtensions(Charset):
    """Text with escape sequences. An escape to a set that is not declared is followed, and reported.

    DEVIATION(undeclared-escape): systems declare one Japanese set and send two.
    """

    def __init__(self, terms: tuple[str, ...], issues: tuple[str, ...] = ()) -> None:
        self.numbers = [term.split(" ")[-1] or "6" for term in terms]
        first = self.numbers[0]
        super().__init__(terms, CODECS.get(first, "latin-1"), "ascii", issues)
        self._last: tuple[tuple[bytes, bytes], tuple[str, str]] = (b"", b""), ("", "")
        self.initial = ("14" if first == "13" else "6", "" if first in ("6", *WIDE) else first)
        self._followed = {*self.numbers, "6", *(["14"] if "13" in self.numbers else [])}
        wide = [WIDE[number] for number in self.numbers if number in WIDE]
        self._escapes_of_jis = [_TO_ASCII, *wide, *([_TO_ROMAN] if "13" in self.numbers else [])] if wide else []

    def trouble(self, raw: bytes, delimiters: bytes = b"\\") -> str:
        """Say in words what is wrong with the bytes, "" when nothing is."""
        return self._read(raw, delimiters)[1]

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text, with the escape sequences it needs.

        Raises:
            EncodeError: A character is in none of the declared sets; `position` counts characters from 0.
        """
        encoded = bytearray()
        registers = list(self.initial)
        for position, character in enumerate(text):
            register, number, raw = self._find(character, position)
            if character < " " or character in DELIMITERS:
                encoded += self._leave_wide(registers)
                registers[:] = self.initial
            elif register == G1:  # not needed by ISO 2022, but by readers that know one register only
                encoded += self._leave_wide(registers)
            if registers[register] != number:
                registers[register] = number
                encoded += ESCAPE_OF[register, number]
            encoded += raw
        return bytes(encoded + self._leave_wide(registers))

    def _leave_wide(self, registers: list[str]) -> bytes:
        """Put the first set back into G0; return the escape sequence for it, b"" when it is there."""
        if registers[G0] == self.initial[G0]:
            return b""
        registers[G0] = self.initial[G0]
        return ESCAPE_OF[G0, registers[G0]]

    def _find(self, character: str, position: int) -> tuple[int, str, bytes]:
        """Return register, set and bytes for a character, from the first declared set that has it."""
        if character.isascii():
            return G0, self.initial[G0], character.encode("ascii")
        for number in self.numbers:
            raw = _bytes_in(number, character) if number != "6" else b""
            if raw:
                return (G0 if number in WIDE else G1), number, raw
        raise self._not_encodable(position)

    def _decode(self, raw: bytes, delimiters: bytes) -> str:
        if raw.isascii() and b"\x1b" not in raw:
            return raw.decode("ascii")
        return self._read(raw, delimiters)[0]

    def _read(self, raw: bytes, delimiters: bytes) -> tuple[str, str]:
        """Return text and troubles of some bytes; those of the last ones are kept, as both are asked for in turn."""
        last = self._last  # threads share a character set
        if last[0] != (raw, delimiters):
            text = self._read_jis(raw)
            found = (text, "") if text is not None else self._read_runs(raw, delimiters)
            last = self._last = (raw, delimiters), found
        return last[1]

    def _read_jis(self, raw: bytes) -> str | None:
        """Return what is ASCII and declared sets of two bytes with one call; None where there is more to it.

        Python's codec is that of the runs. It knows nothing of sets that are left without an escape sequence, so there
        must not be what does that: in ASCII it changes nothing, between two bytes only control characters do.
        An eighth of the time of `_read_runs`, and most Japanese names are like this.
        """
        if not raw.isascii() or len(raw.translate(None, _CONTROLS)) < len(raw):
            return None
        if raw.count(b"\x1b") != sum(map(raw.count, self._escapes_of_jis)):
            return None
        try:
            return raw.replace(_TO_ROMAN, _TO_ASCII).decode("iso2022_jp_2")
        except UnicodeDecodeError:
            return None

    def _read_runs(self, raw: bytes, delimiters: bytes) -> tuple[str, str]:
        """Read what lies between escape sequences, run by run."""
        first, *others = raw.split(b"\x1b")
        registers = list(self.initial)
        troubles: set[str] = set()
        pieces = [*self._read_part(first, delimiters, registers, troubles)]
        for part in others:
            length = 2 if part[:2] in _SEQUENCES else 3 if part[:3] in _SEQUENCES else 0
            if length:
                register, number = _SEQUENCES[part[:length]]
                registers[register] = number
                if number not in self._followed:
                    troubles.add("an escape sequence to a character set that is not declared")
            else:
                troubles.add("an escape sequence that DICOM does not have")
                registers[:] = self.initial
                pieces.append("\x1b")
            pieces += self._read_part(part[length:], delimiters, registers, troubles)
        text = "".join(pieces)
        if not text.isprintable() and any("\udc00" <= c <= "\udcff" for c in text):
            troubles.add(f"bytes that do not belong to {self.name}")
        return text, "; ".join(sorted(troubles))

    def _read_part(self, part: bytes, delimiters: bytes, registers: list[str], troubles: set[str]) -> Iterator[str]:
        """Yield the text of the runs in what has no escape sequence, and of the characters that reset the registers."""
        marks: dict[bytes, bytes] = {}  # by the table that made them, of the whole part at once
        has_leading = self.initial[G1] == "13" and len(part.translate(None, _LEADING)) < len(part)
        position = 0
        while position < len(part):
            stop = len(part)
            if has_leading or tuple(registers) != self.initial:
                table = _marks_of(part[position], delimiters, registers)
                if table not in marks:
                    marks[table] = part.translate(table)
                found = marks[table].find(1, position)
                stop = found if found >= 0 else stop
            if stop > position:
                yield _decode_run(part[position:stop], registers, troubles)
                position = stop
            else:
                registers[:] = self.initial
                yield chr(part[position])
                position += 1


def _marks_of(byte: int, delimiters: bytes, registers: list[str]) -> bytes:
    """Return the table that marks with 1 where a run ends that begins with a byte."""
    if registers[G0] in WIDE:
        return _NOT_WIDE if byte in _WIDE_BYTES else _WIDE_OR_CONTROL
    if delimiters not in _narrow:
        _narrow[delimiters] = _marking(bytes(range(0x20)) + delimiters)
    return _narrow[delimiters]


def _marking(stops: bytes) -> bytes:
    return bytes([byte in stops for byte in range(0x100)])


_WIDE_BYTES = bytes(range(0x21, 0x7F))
_NOT_WIDE = _marking(bytes(range(0x21)) + bytes(range(0x7F, 0x100)))
_WIDE_OR_CONTROL = _marking(bytes(range(0x20)) + _WIDE_BYTES)
_narrow: dict[bytes, bytes] = {}
"""Marks of control characters and some delimiters; there are as many as kinds of VRs."""

_LEADING = bytes((*range(0x80, 0xA0), *range(0xE0, 0x100)))
"""Bytes behind which Shift JIS may take a delimiter for the second half of a character; where they are missing, and in
all other sets, nothing ends where the registers hold what delimiters put there."""


def _decode_run(run: bytes, registers: list[str], troubles: set[str]) -> str:
    if registers[G0] in WIDE and run[0] in _WIDE_BYTES:
        return (WIDE[registers[G0]] + run).decode("iso2022_jp_2", KEEP)
    if not registers[G1] and not run.isascii():
        troubles.add("bytes above ASCII before any character set is chosen for them")
    return run.decode(CODECS[registers[G1]], KEEP)


def _bytes_in(number: str, character: str) -> bytes:
    """Return the bytes of a character above ASCII in one set, without escape sequence; b"" when it has none."""
    try:
        raw = character.encode("iso2022_jp_2" if number in WIDE else CODECS[number])
    except UnicodeEncodeError:
        return b""
    if number in WIDE:
        escape = WIDE[number]
        return raw[len(escape) : len(escape) + 2] if raw.startswith(escape) else b""
    is_single_byte = number not in ("58", "149")
    return raw if raw[0] > 0x7F and (len(raw) == 1) == is_single_byte else b""
