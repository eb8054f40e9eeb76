"""Command sets: broken ones, missing, duplicate and wrong elements, messages that belong to nobody."""

from __future__ import annotations

from struct import pack

from drivers.literal import error_comment, final, identifier, offending_element, p_data, pdv, pending
from findscu.errors import LimitExceeded, MalformedMessage, ResponseTimeout, StatusError

from .case import ABORTED, ASSOCIATE, MIB, RELEASE, RELEASED, TIMEOUT, Case, answers

ONE, END, NAME = pending(b"Test^One"), final(), identifier(b"Test^One")
KEPT = ("Test^One",)
FIELD, ID, DATA_SET, STATUS = 0x0100, 0x0120, 0x0800, 0x0900
FIND_RSP, WITH_DATA, WITHOUT_DATA = 0x8020, 1, 0x0101


def element(number: int, value: bytes) -> bytes:
    """An element of group 0000 (PS3.7 §6.3.1)."""
    return pack("<HHI", 0, number, len(value)) + value


def us(number: int, value: int) -> bytes:
    """An element that holds a number of two bytes."""
    return element(number, pack("<H", value))


def command(*elements: bytes) -> bytes:
    """A command set with its group length, as one P-DATA-TF."""
    body = b"".join(elements)
    return p_data(pdv(1, 3, pack("<HHII", 0, 0, 4, len(body)) + body))


def parts(status: int = 0, *, field: int = FIND_RSP, message_id: int = 1, data: int = WITHOUT_DATA) -> list[bytes]:
    """The four elements that a C-FIND-RSP needs (PS3.7 Table 9.3-4)."""
    return [us(FIELD, field), us(ID, message_id), us(DATA_SET, data), us(STATUS, status)]


def broken(name: str, raw: bytes, says: str, **more: object) -> Case:
    """A response that is none, after a match."""
    more = {"error": MalformedMessage, "code": 4, "heard": ABORTED, "matches": KEPT, **more}
    return Case(name, (ASSOCIATE, answers(ONE + raw)), says=says, **more)


def sound(name: str, raw: bytes, **more: object) -> Case:
    """A last response that does no harm."""
    more = {"matches": KEPT, "is_complete": True, "heard": RELEASED, **more}
    return Case(name, (ASSOCIATE, answers(ONE + raw), RELEASE), **more)


FOUR = parts()
STRUCTURE = (
    broken("sends 3 bytes for a command set", p_data(pdv(1, 3, b"\0\0\0")), "3 bytes of 8"),
    broken(
        "sends an element longer than the command set",
        command(*FOUR, pack("<HHI", 0, 0x0902, 99) + b"no"),
        "claims 99 bytes",
    ),
    broken("sends an element of 4 GiB", command(*FOUR, pack("<HHI", 0, 0x0902, 0xFFFFFFFF)), "claims 4294967295 bytes"),
    broken("ends in an element header", command(*FOUR, b"\0\0\2"), "3 bytes of 8"),
    broken("sends an identifier as command set", p_data(pdv(1, 3, NAME)), "expected group 0000"),
    broken("puts group 0008 into the command set", command(*FOUR, pack("<HHI", 8, 0x16, 0)), "expected group 0000"),
    broken("sends a command set in explicit VR", p_data(pdv(1, 3, b"\0\0\0\1US\2\0\x20\x80")), "claims 152405"),
    broken(
        "sends a command set in big endian", p_data(pdv(1, 3, pack(">HHIH", 0, 0x100, 2, 0x8020))), "claims 33554432"
    ),
    *(
        broken(
            f"leaves out element (0000,{number:04x})", command(*FOUR[:at], *FOUR[at + 1 :]), f"\\(0000,{number:04x}\\)"
        )
        for at, number in enumerate((FIELD, ID, DATA_SET, STATUS))
    ),
    *(
        broken(
            f"sends element (0000,{number:04x}) of {length} bytes",
            command(*FOUR[:at], element(number, bytes(length)), *FOUR[at + 1 :]),
            f"\\(0000,{number:04x}\\)",
        )
        for at, number, length in (
            (0, FIELD, 0),
            (0, FIELD, 4),
            (1, ID, 0),
            (1, ID, 1),
            (2, DATA_SET, 0),
            (3, STATUS, 1),
            (3, STATUS, 4),
        )
    ),
    broken("sends an empty status", command(*FOUR[:3], element(STATUS, b"")), "\\(0000,0900\\)"),
    broken("says both success and refusal", command(*FOUR, us(STATUS, 0xA700)), "\\(0000,0900\\)"),
    broken("says both refusal and success", command(*FOUR[:3], us(STATUS, 0xA700), us(STATUS, 0)), "\\(0000,0900\\)"),
    broken("answers two messages at once", command(*FOUR, us(ID, 2)), "\\(0000,0120\\)"),
    broken("offends an attribute of 3 bytes", command(*FOUR, element(0x0901, b"\x10\0\x10")), "a multiple of 4"),
    broken(
        "sends a command set of 70,000 bytes",
        command(*FOUR, element(0x0902, b"x" * 70_000)),
        "at most 65536",
        error=LimitExceeded,
    ),
)

MANY = [us(number, 0) for number in range(0x7000, 0x1000, -4)]
HARMLESS = (
    sound("sends no group length", p_data(pdv(1, 3, b"".join(FOUR)))),
    sound("sends a wrong group length", p_data(pdv(1, 3, pack("<HHII", 0, 0, 4, 7) + b"".join(FOUR)))),
    sound("sends the elements in another order", command(*reversed(FOUR))),
    sound("sends a status twice", command(*FOUR, us(STATUS, 0))),
    sound("sends elements that nobody knows", command(*FOUR, element(0x5110, b"x"), us(0x1030, 7))),
    sound("sends 6,000 elements in descending order", command(*MANY, *FOUR), memory=4 * MIB),
    sound("names another SOP class", command(element(2, b"1.2.3\0"), *FOUR)),
    sound(
        "says by 0000H that an identifier follows",
        p_data(pdv(1, 3, b"".join(parts(0xFF00, data=0)))) + p_data(pdv(1, 2, NAME)) + END,
        matches=KEPT * 2,
    ),
    sound("comments in bytes that are no text", command(*FOUR, error_comment(b"\xff\xfe\x1b[2J "))),
)

STRAY = (
    *(
        broken(f"sends {what} instead of a response", command(us(FIELD, field), us(0x0110, 1), *FOUR[1:]), says)
        for what, field, says in (
            ("C-FIND-RQ", 0x0020, "CFindRq while waiting"),
            ("C-CANCEL-RQ", 0x0FFF, "CCancelRq while waiting"),
            ("C-ECHO-RQ", 0x0030, "CEchoRq while waiting"),
            ("C-ECHO-RSP", 0x8030, "CEchoRsp while waiting"),
            ("C-STORE-RQ", 0x0001, "0x0001 is none of"),
            ("C-STORE-RSP", 0x8001, "0x8001 is none of"),
            ("N-EVENT-REPORT-RQ", 0x0100, "0x0100 is none of"),
            ("command 0000H", 0x0000, "0x0000 is none of"),
            ("command FFFFH", 0xFFFF, "0xffff is none of"),
        )
    ),
    *(
        broken(
            f"answers message {number}", command(*parts(message_id=number)), f"response to message {number}, expected"
        )
        for number in (0, 2, 65535)
    ),
    broken("delivers another query's match", pending(b"Test^Else", message_id=7) + END, "response to message 7"),
    broken("sends a pending response without an identifier", command(*parts(0xFF00)), "pending response without"),
    broken(
        "promises an identifier with the last response, and sends none",
        command(*parts(0, data=WITH_DATA)),
        "no response to C-FIND-RQ",
        error=ResponseTimeout,
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
)

LONG_COMMENT = command(*parts(0xC001), element(0x0902, b"x" * 60_000))
COMMENTS = (
    sound(
        "refuses with a comment of 60,000 characters",
        LONG_COMMENT,
        error=StatusError,
        code=5,
        says="0xC001",
        is_complete=False,
    ),
    sound(
        "forges lines by its comment",
        command(*parts(0xC001), error_comment(b"x\r\nfindscu: 9 matches ")),
        error=StatusError,
        code=5,
        says="0xC001",
        is_complete=False,
    ),
    sound(
        "offends ten thousand attributes",
        command(*parts(0xC001), element(0x0901, pack("<HH", 0x10, 0x10) * 10_000)),
        error=StatusError,
        code=5,
        says="0xC001",
        is_complete=False,
        memory=3 * MIB,
    ),
    sound(
        "offends an attribute that nobody knows",
        final(0xC001, extra=offending_element(0x1234, 0x5678)),
        error=StatusError,
        code=5,
        says="0xC001",
        is_complete=False,
    ),
)

COMMANDS = (*STRUCTURE, *HARMLESS, *STRAY, *COMMENTS)
