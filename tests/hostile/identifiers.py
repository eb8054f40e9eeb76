"""Identifiers: broken lengths and structures, odd values, other encodings, nesting, bombs, wrong character sets.

A broken identifier costs one match, never the list: the matches around it are kept, its own bytes too, and the exit
code is 6. What is merely odd is read, and the command warns.
"""

from __future__ import annotations

import zlib
from struct import pack

from drivers.literal import command, final, p_data, pdv, pending
from findscu.testing.scripted import Step

from .acse import EXPLICIT_LE, acceptance, context
from .case import ASSOCIATE, MIB, RELEASE, RELEASED, UNREAD, Case, answers

ONE, END = pending(b"Test^One"), final()
PENDING = command(0x8020, 0xFF00, has_data=True)
DEFLATED = b"1.2.840.10008.1.2.1.99"
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
SEQUENCE = (0x0040, 0x0100)  # Scheduled Procedure Step Sequence
NAME = pack("<HHI", 0x0010, 0x0010, 8) + b"Test^Odd"


def implicit(tag: tuple[int, int], value: bytes, length: int | None = None) -> bytes:
    """An element in Implicit VR Little Endian (PS3.5 §7.1.3), with a length of its own choice."""
    return pack("<HHI", *tag, len(value) if length is None else length) + value


def explicit(tag: tuple[int, int], vr: bytes, value: bytes, order: str = "<") -> bytes:
    """An element in Explicit VR with a length of 16 bits (PS3.5 §7.1.2)."""
    return pack(order + "HH2sH", *tag, vr, len(value)) + value


def message(identifier: bytes) -> bytes:
    """A pending response with an identifier; long ones in PDUs of 60,000 bytes."""
    fragments = [identifier[at : at + 60_000] for at in range(0, len(identifier), 60_000)] or [b""]
    last = len(fragments) - 1
    return p_data(pdv(1, 3, PENDING)) + b"".join(
        p_data(pdv(1, 2 * (at == last), part)) for at, part in enumerate(fragments)
    )


def broken(name: str, identifier: bytes, says: str, **more: object) -> Case:
    """A match that cannot be read, between two that can."""
    steps = (ASSOCIATE, answers(ONE + message(identifier) + ONE + END), RELEASE)
    more = {"code": 6, "matches": ("Test^One", UNREAD, "Test^One"), "is_complete": True, "heard": RELEASED, **more}
    return Case(name, steps, warns=f"match 2 cannot be read: .*{says}", **more)


def odd(
    name: str, identifier: bytes, *, match: str = "Test^Odd", warns: str = "do not keep to the standard", **more: object
) -> Case:
    """A match that can be read though something about it is not as it should be."""
    steps = (ASSOCIATE, answers(ONE + message(identifier) + END), RELEASE)
    more = {"matches": ("Test^One", match), "is_complete": True, "heard": RELEASED, **more}
    return Case(name, steps, warns=warns, **more)


def sequence(content: bytes, length: int | None = None) -> bytes:
    """A sequence; its items are `content`."""
    return implicit(SEQUENCE, content, length)


LENGTHS = (
    *(
        broken(f"ends after {count} bytes of an element header", NAME + NAME[:count], f"ends with {count} bytes where")
        for count in range(1, 8)
    ),
    broken(
        "announces a value that is a byte too long", implicit((16, 16), b"Test^Odd", 9), "length of 9 bytes, 8 are left"
    ),
    broken("announces a value of 2 GiB", implicit((16, 16), b"Test^Odd", 0x7FFFFFFF), "length of 2147483647 bytes"),
    broken("announces a value of 4 GiB", implicit((16, 32), b"", 0xFFFFFFFE), "length of 4294967294 bytes"),
    broken(
        "gives a name an undefined length", implicit((16, 16), b"Test^Odd", UNDEFINED), "where an item was expected"
    ),
    broken(
        "sends an item that is longer than its sequence", sequence(implicit(ITEM, b"", 9)), "length of 9 bytes, 0 are"
    ),
    broken(
        "sends an element longer than its item", sequence(implicit(ITEM, implicit((8, 0x60), b"", 4))), "length of 4 b"
    ),
    broken("sends a sequence longer than the identifier", sequence(b"", 8), "length of 8 bytes, 0 are left"),
    broken("sends a sequence without its end", sequence(b"", UNDEFINED), "before its delimiter"),
    broken("sends an item without its end", sequence(implicit(ITEM, NAME, UNDEFINED)), "ends"),
    broken("sends half a delimiter", sequence(implicit(SEQUENCE_END, b"")[:5], UNDEFINED), "before its delimiter"),
    broken("sends an element where an item belongs", sequence(NAME), "where an item was expected"),
    broken("sends an item without a sequence", implicit(ITEM, b""), "where an element was expected"),
    broken("sends the end of a sequence that never began", NAME + implicit(SEQUENCE_END, b""), "where an element was"),
    broken(
        "sends the end of an item that never began", implicit(ITEM_END, b"") + NAME, "where an element was expected"
    ),
)


def nested(depth: int) -> bytes:
    """Sequences in sequences, of undefined lengths, with a name outside."""
    inner = b""
    opening = implicit(SEQUENCE, b"", UNDEFINED) + implicit(ITEM, b"", UNDEFINED)
    closing = implicit(ITEM_END, b"") + implicit(SEQUENCE_END, b"")
    return NAME + opening * depth + inner + closing * depth


def many_items(count: int) -> bytes:
    """A sequence of empty items."""
    return NAME + sequence(implicit(ITEM, b"") * count)


SIZES = (
    odd("nests 64 sequences", nested(64), warns=""),
    broken("nests 65 sequences", nested(65), "nested deeper than 64 sequences"),
    broken("nests 200,000 sequences", nested(200_000), "nested deeper than 64 sequences", memory=32 * MIB),
    odd("sends 60,000 empty items", many_items(60_000), warns="", memory=40 * MIB),
    broken("sends 300,000 empty items", many_items(300_000), "more than 65536 elements and items", memory=40 * MIB),
    odd(
        "sends 2,000 elements",
        NAME + b"".join(implicit((0x11, 2 * n), b"") for n in range(2000)),
        warns="",
        memory=4 * MIB,
    ),
    odd("sends a value of 1 MiB", NAME + implicit((16, 0x4000), b"x" * MIB), warns="", memory=16 * MIB),
    odd("sends 30,000 values in one element", NAME + implicit((0x20, 0xD), b"1\\" * 30_000), warns="", memory=16 * MIB),
)

ODDITIES = (
    odd("sends a value of odd length", implicit((16, 0x10), b"Test^Odd") + implicit((16, 0x20), b"123")),
    odd("sends an element twice", NAME + implicit((16, 16), b"Else^Who")),
    odd("sends elements out of order", implicit((32, 13), b"1.2\0") + NAME),
    odd("sends elements of the command group", implicit((0, 0x0900), b"\0\0") + NAME),
    odd("sends elements of the file's group", implicit((2, 0x10), b"1.2\0") + NAME),
    odd("sends an empty identifier", b"", match="", warns=""),
    odd("pads values by NUL", implicit((16, 16), b"Test^Odd\0\0"), warns=""),
    odd("sends a number of one byte", NAME + implicit((40, 0x10), b"\1")),
    odd("sends a date that is none", implicit((8, 0x20), b"no date ") + NAME),
    odd("sends a UID of letters", NAME + implicit((32, 13), b"1.2.abc\0")),
    odd("sends a time that is none", implicit((8, 0x30), b"99:99:99") + NAME),
    odd("sends a code in small letters and 40 characters", implicit((8, 0x60), b"ct scanner " * 4) + NAME),
    odd("sends control characters in a name", implicit((16, 16), b"A\x1b[2J\nB "), match="A\x1b[2J\nB"),
    odd(
        "sends only private elements",
        implicit((0x29, 0x10), b"X ") + implicit((0x29, 0x1001), b"\0\xff"),
        match="",
        warns="",
    ),
    odd("sends private elements without a creator", NAME + implicit((0x29, 0x1001), b"\0\xff"), warns=""),
)


def in_syntax(name: str, syntax: bytes, identifier: bytes, make: object, **more: object) -> Case:
    """The same in another transfer syntax; `make` is `odd` or `broken`."""
    case = make(name, identifier, **more)  # type: ignore[operator]
    accepted = Step(acceptance(context(1, 0, syntax)), after=1)
    if make is broken:  # the sound matches around it are in that syntax too
        good = message(deflate(PLAIN) if syntax == DEFLATED else PLAIN)
        steps = (accepted, answers(good + message(identifier) + good + END), RELEASE)
    else:
        steps = (
            accepted,
            answers(message(deflate(PLAIN) if syntax == DEFLATED else PLAIN) + message(identifier) + END),
            RELEASE,
        )
    proposed = (syntax.decode(), "1.2.840.10008.1.2")
    words = ("-xd",) if syntax == DEFLATED else ("-xe",)
    return Case(**{**vars(case), "steps": steps, "options": {"transfer_syntaxes": proposed}, "words": words})


def deflate(raw: bytes) -> bytes:
    """RFC 1951 without a header (PS3.5 Annex A.5)."""
    worker = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return worker.compress(raw) + worker.flush()


PLAIN = explicit((16, 16), b"PN", b"Test^One")
ODD = explicit((16, 16), b"PN", b"Test^Odd")
ZEROS = pack("<HH2sxxI", 0x29, 0x1001, b"OB", 50 * MIB) + bytes(50 * MIB)
BOMB = deflate(ODD + ZEROS)

ENCODINGS = (
    in_syntax("sends implicit VR where explicit was agreed", EXPLICIT_LE, NAME, odd),
    in_syntax("sends a VR that does not exist", EXPLICIT_LE, ODD + explicit((16, 32), b"??", b"12"), odd),
    in_syntax("sends a VR of the future", EXPLICIT_LE, ODD + pack("<HH2sxxI", 16, 32, b"ZZ", 2) + b"12", odd),
    in_syntax("sends a name as another VR", EXPLICIT_LE, explicit((16, 16), b"LO", b"Test^Odd"), odd, warns=""),
    in_syntax(
        "gives a text an undefined length",
        EXPLICIT_LE,
        pack("<HH2sxxI", 16, 16, b"UT", UNDEFINED) + b"12",
        broken,
        says="undefined length",
    ),
    in_syntax(
        "ends in a long length",
        EXPLICIT_LE,
        ODD + pack("<HH2sxx", 0x29, 0x1001, b"OB"),
        broken,
        says="a length takes 4",
    ),
    in_syntax(
        "sends pixels in fragments",
        EXPLICIT_LE,
        ODD + pack("<HH2sxxI", 0x7FE0, 0x10, b"OB", UNDEFINED) + implicit(ITEM, b"") + implicit(SEQUENCE_END, b""),
        odd,
        warns="",
    ),
    in_syntax(
        "sends pixels whose fragments never end",
        EXPLICIT_LE,
        ODD + pack("<HH2sxxI", 0x7FE0, 0x10, b"OB", UNDEFINED) + implicit(ITEM, b""),
        broken,
        says="ends with 0 bytes",
    ),
    in_syntax(
        "sends big endian where little was agreed",
        EXPLICIT_LE,
        explicit((16, 16), b"PN", b"Test^Odd", ">"),
        broken,
        says="length of 2048 bytes",
    ),
    broken("sends explicit VR where implicit was agreed", ODD, "length of 544336 bytes"),
    in_syntax("sends a deflated identifier", DEFLATED, deflate(ODD), odd, warns=""),
    in_syntax("sends a deflated identifier and some bytes", DEFLATED, deflate(ODD) + b"\0\0\0", odd, warns=""),
    in_syntax("sends bytes that do not inflate", DEFLATED, b"\xff" * 40, broken, says="damaged"),
    in_syntax(
        "sends half a deflated identifier", DEFLATED, deflate(ODD)[:9], broken, says="ends before its stream does"
    ),
    in_syntax(
        "sends nothing where a deflated identifier belongs", DEFLATED, b"", broken, says="ends before its stream"
    ),
    in_syntax("does not deflate what was to be", DEFLATED, ODD, broken, says=""),
    in_syntax("sends a deflate bomb of 50 MiB", DEFLATED, BOMB, broken, says="inflates to more than", memory=16 * MIB),
)

CHARSET = (8, 5)
NOT_IN_THE_SET = "not in the character set that the answers declare"
LATIN = "Müller^Odd".encode("latin-1")
CHARACTER_SETS = (
    odd("sends Latin-1 and declares nothing", implicit((16, 16), LATIN), match="Müller^Odd", warns=NOT_IN_THE_SET),
    odd(
        "declares UTF-8 and sends Latin-1",
        implicit(CHARSET, b"ISO_IR 192") + implicit((16, 16), LATIN),
        match="M\\xfcller^Odd",
        warns=NOT_IN_THE_SET,
    ),
    odd("declares a character set that does not exist", implicit(CHARSET, b"ISO_IR 999") + NAME),
    odd("declares a hundred character sets", implicit(CHARSET, b"\\".join([b"ISO 2022 IR 87"] * 100)) + NAME),
    odd(
        "declares Japanese and stops amid a character",
        implicit(CHARSET, b"\\ISO 2022 IR 87 ") + implicit((16, 16), b"Test^Odd=\x1b$B;"),
        match="Test^Odd=\\x3b",
    ),
    odd(
        "switches to a character set that it did not declare",
        implicit(CHARSET, b"ISO_IR 100") + implicit((16, 16), b"Odd\x1b$)C\xb1\xe8"),
        match="Odd\x1b$)C±è",
    ),
    odd("declares its character set in binary", implicit(CHARSET, b"\0\1\2\xff") + NAME),
    odd(
        "declares UTF-8 and sends half a character",
        implicit(CHARSET, b"ISO_IR 192") + implicit((16, 16), b"Odd\xe5\xb1"),
        match="Odd\\xe5\\xb1",
    ),
    odd(
        "declares UTF-8 and sends surrogates",
        implicit(CHARSET, b"ISO_IR 192") + implicit((16, 16), b"Odd\xed\xa0\x80 "),
        match="Odd\\xed\\xa0\\x80",
    ),
)

IDENTIFIERS = (*LENGTHS, *SIZES, *ODDITIES, *ENCODINGS, *CHARACTER_SETS)
