"""Character sets with code extensions: text that changes its set by escape sequences (ISO/IEC 2022 as DICOM uses it).

Two registers hold the sets in use: G0 gives bytes 21 to 7E a meaning, G1 the bytes from A0. An escape sequence puts
a set into one of them. After a control character, and after the delimiters of values and of names, both registers
hold again what the first value of (0008,0005) says.

**Source**: PS3.3 Tables C.12-3 and C.12-4; PS3.5 §6.1.2.4, §6.1.2.5.
"""

from __future__ import annotations

from .charset import CODECS, KEEP, Charset

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

ESCAPE_OF = {(register, number): escape for escape, (register, number) in ESCAPES.items()}

WIDE = {"87": b"\x1b$B", "159": b"\x1b$(D"}
"""The sets of two bytes a character that go into G0: JIS X 0208 and JIS X 0212."""

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
        self._last: tuple[tuple[bytes, bytes], tuple[str, set[str]]] = (b"", b""), ("", set())
        self.initial = ("14" if first == "13" else "6", "" if first in ("6", *WIDE) else first)

    def trouble(self, raw: bytes, delimiters: bytes = b"\\") -> str:
        """Say in words what is wrong with the bytes, "" when nothing is."""
        text, troubles = self._read(raw, delimiters)
        if any("\udc00" <= c <= "\udcff" for c in text):
            troubles = troubles | {f"bytes that do not belong to {self.name}"}
        return "; ".join(sorted(troubles))

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

    def _read(self, raw: bytes, delimiters: bytes) -> tuple[str, set[str]]:
        """Return text and troubles of some bytes; those of the last ones are kept, as both are asked for in turn."""
        last = self._last  # threads share a character set
        if last[0] != (raw, delimiters):
            troubles: set[str] = set()
            last = self._last = (raw, delimiters), (self._read_runs(raw, delimiters, troubles), troubles)
        return last[1]

    def _read_runs(self, raw: bytes, delimiters: bytes, troubles: set[str]) -> str:
        pieces = []
        registers = list(self.initial)
        position = 0
        while position < len(raw):
            escape = _escape_at(raw, position)
            if escape:
                self._follow(escape, registers, troubles)
                position += len(escape)
            elif _is_reset(raw[position], delimiters, registers):
                if raw[position] == 0x1B:
                    troubles.add("an escape sequence that DICOM does not have")
                registers[:] = self.initial
                pieces.append(chr(raw[position]))
                position += 1
            else:
                stop = _end_of_run(raw, position, delimiters, registers[G0] in WIDE)
                pieces.append(_decode_run(raw[position:stop], registers, troubles))
                position = stop
        return "".join(pieces)

    def _follow(self, escape: bytes, registers: list[str], troubles: set[str]) -> None:
        register, number = ESCAPES[escape]
        registers[register] = number
        if number not in self.numbers and number != "6" and (number != "14" or "13" not in self.numbers):
            troubles.add("an escape sequence to a character set that is not declared")


def _escape_at(raw: bytes, position: int) -> bytes:
    """Return the escape sequence of DICOM's that begins here, b"" if there is none."""
    for length in (3, 4):
        if raw[position : position + length] in ESCAPES:
            return raw[position : position + length]
    return b""


def _is_reset(byte: int, delimiters: bytes, registers: list[str]) -> bool:
    return byte < 0x20 or (byte in delimiters and registers[G0] not in WIDE)


def _is_wide(byte: int) -> bool:
    return 0x20 < byte < 0x7F


def _end_of_run(raw: bytes, start: int, delimiters: bytes, has_wide: bool) -> int:
    """Find where the bytes that one register decodes end."""
    in_wide = has_wide and _is_wide(raw[start])
    for index in range(start + 1, len(raw)):
        byte = raw[index]
        if byte < 0x20 or (has_wide and _is_wide(byte) != in_wide) or (byte in delimiters and not in_wide):
            return index
    return len(raw)


def _decode_run(run: bytes, registers: list[str], troubles: set[str]) -> str:
    if registers[G0] in WIDE and _is_wide(run[0]):
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
