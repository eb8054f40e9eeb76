"""The bytes of both sides of a C-FIND, made without the library that is measured (PS3.8 §9.3, PS3.7 §9.3.2)."""

from __future__ import annotations

from struct import pack, unpack_from
from typing import NamedTuple

APPLICATION_CONTEXT = b"1.2.840.10008.3.1.1.1"
IMPLICIT_LE = b"1.2.840.10008.1.2"
EXPLICIT_LE = b"1.2.840.10008.1.2.1"
RELEASE_RQ = bytes.fromhex("05 00 00000004 00000000")
RELEASE_RP = bytes.fromhex("06 00 00000004 00000000")
PENDING, SUCCESS = 0xFF00, 0x0000
COMMAND, DATA = 3, 2  # message control headers of a last fragment


def item(kind: int, body: bytes) -> bytes:
    return pack(">BBH", kind, 0, len(body)) + body


def pdu(kind: int, body: bytes) -> bytes:
    return pack(">BBI", kind, 0, len(body)) + body


def pdv(context_id: int, control: int, fragment: bytes) -> bytes:
    return pack(">IBB", len(fragment) + 2, context_id, control) + fragment


def p_data(*pdvs: bytes) -> bytes:
    return pdu(4, b"".join(pdvs))


def associate(kind: int, contexts: bytes) -> bytes:
    """A-ASSOCIATE-RQ (1) or -AC (2) with presentation context items."""
    user = item(0x51, pack(">I", 16384)) + item(0x52, b"1.2.3") + item(0x55, b"REPLAY")
    titles = b"ANY-SCP".ljust(16) + b"FINDSCU".ljust(16)
    items = item(0x10, APPLICATION_CONTEXT) + contexts + item(0x50, user)
    return pdu(kind, b"\0\x01\0\0" + titles + bytes(32) + items)


def associate_rq(abstract_syntax: bytes) -> bytes:
    context = b"\x01\0\0\0" + item(0x30, abstract_syntax) + item(0x40, EXPLICIT_LE)
    return associate(1, item(0x20, context))


def associate_ac(request: bytes) -> bytes:
    """Accept every context of an A-ASSOCIATE-RQ, in Explicit VR Little Endian if that is proposed."""
    contexts = b""
    at = 74
    while at + 4 <= len(request):
        kind, length = unpack_from(">BxH", request, at)
        body = request[at + 4 : at + 4 + length]
        if kind == 0x20:
            syntax = EXPLICIT_LE if item(0x40, EXPLICIT_LE) in body else IMPLICIT_LE
            contexts += item(0x21, bytes((body[0], 0, 0, 0)) + item(0x40, syntax))
        at += 4 + length
    return associate(2, contexts)


def command(*elements: tuple[int, bytes]) -> bytes:
    body = b"".join([pack("<HHI", 0, element, len(value)) + value for element, value in elements])
    return pack("<HHII", 0, 0, 4, len(body)) + body


def find_rq(sop_class: bytes) -> bytes:
    short = [(0x0100, 0x0020), (0x0110, 1), (0x0700, 0), (0x0800, 1)]
    return command((0x0002, even(sop_class)), *((element, pack("<H", number)) for element, number in short))


def find_rsp(sop_class: bytes, message_id: int, status: int) -> bytes:
    data_set_type = 1 if status == PENDING else 0x0101
    short = [(0x0100, 0x8020), (0x0120, message_id), (0x0800, data_set_type), (0x0900, status)]
    return command((0x0002, even(sop_class)), *((element, pack("<H", number)) for element, number in short))


def even(uid: bytes) -> bytes:
    return uid + bytes(len(uid) % 2)


class Request(NamedTuple):
    """What a C-FIND-RQ says that its answers need."""

    context_id: int
    message_id: int
    sop_class: bytes


def read_find_rq(body: bytes) -> Request | None:
    """Read the body of a P-DATA-TF that begins a C-FIND-RQ; None for any other."""
    length, context_id, control = unpack_from(">IBB", body)
    if not control & 1:
        return None
    values = {}
    at, end = 6, 4 + length
    while at < end:
        element, size = unpack_from("<HI", body, at + 2)
        values[element] = body[at + 8 : at + 8 + size]
        at += 8 + size
    if values[0x0100] != b"\x20\0":
        return None
    return Request(context_id, unpack_from("<H", values[0x0110])[0], values[0x0002].rstrip(b"\0"))


def ends_identifier(body: bytes) -> bool:
    """Whether a P-DATA-TF holds the last fragment of an identifier, alone or behind its command set."""
    at = 0
    while at < len(body):
        length, control = unpack_from(">IxB", body, at)
        if control == DATA:
            return True
        at += 4 + length
    return False
