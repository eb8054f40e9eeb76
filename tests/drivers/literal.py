"""Bytes of a peer, put together by hand from PS3.7 and PS3.8, without any of our codec."""

from __future__ import annotations

from struct import pack

STUDY_ROOT = b"1.2.840.10008.5.1.4.1.2.2.1"
VERIFICATION = b"1.2.840.10008.1.1"
IMPLICIT_LE = b"1.2.840.10008.1.2"

A_ABORT_USER = bytes.fromhex("07 00 00000004 00 00 00 00")
A_ABORT_UNRECOGNIZED_PDU = bytes.fromhex("07 00 00000004 00 00 02 01")
A_RELEASE_RQ = bytes.fromhex("05 00 00000004 00000000")
A_RELEASE_RP = bytes.fromhex("06 00 00000004 00000000")
REJECT_CALLED_AE_TITLE = bytes.fromhex("03 00 00000004 00 01 01 07")
P_ABORT = bytes.fromhex("07 00 00000004 00 00 02 00")


def item(kind: int, body: bytes) -> bytes:
    return pack(">BBH", kind, 0, len(body)) + body


def accept(*answers: tuple[int, int], max_length: int = 16384) -> bytes:
    """A-ASSOCIATE-AC with (context ID, result) in Implicit VR Little Endian (PS3.8 Table 9-17)."""
    contexts = b"".join(
        item(0x21, bytes((context_id, 0, result, 0)) + item(0x40, IMPLICIT_LE)) for context_id, result in answers
    )
    user = item(0x51, pack(">I", max_length)) + item(0x52, b"1.2.3") + item(0x55, b"SCRIPTED")
    body = (
        b"\0\x01\0\0"
        + b"ANY-SCP".ljust(16)
        + b"FINDSCU".ljust(16)
        + bytes(32)
        + item(0x10, b"1.2.840.10008.3.1.1.1")
        + contexts
        + item(0x50, user)
    )
    return pack(">BBI", 2, 0, len(body)) + body


def command(
    field: int, status: int | None, *, message_id: int = 1, has_data: bool = False, extra: bytes = b""
) -> bytes:
    """A response's command set (PS3.7 §9.3): Implicit VR Little Endian, group 0000."""

    def us(element: int, number: int) -> bytes:
        return pack("<HHIH", 0, element, 2, number)

    body = us(0x0100, field) + us(0x0120, message_id) + us(0x0800, 1 if has_data else 0x0101)
    body += (b"" if status is None else us(0x0900, status)) + extra
    return pack("<HHII", 0, 0, 4, len(body)) + body


def pdv(context_id: int, control: int, fragment: bytes) -> bytes:
    return pack(">IBB", len(fragment) + 2, context_id, control) + fragment


def p_data(*pdvs: bytes) -> bytes:
    body = b"".join(pdvs)
    return pack(">BBI", 4, 0, len(body)) + body


def identifier(name: bytes) -> bytes:
    """(0010,0010) Patient's Name in Implicit VR Little Endian."""
    name += b" " * (len(name) % 2)
    return pack("<HHI", 0x0010, 0x0010, len(name)) + name


def pending(name: bytes, *, status: int = 0xFF00, message_id: int = 1) -> bytes:
    """A pending C-FIND-RSP as most peers send it: two PDUs."""
    answer = command(0x8020, status, message_id=message_id, has_data=True)
    return p_data(pdv(1, 3, answer)) + p_data(pdv(1, 2, identifier(name)))


def final(status: int = 0, *, message_id: int = 1, extra: bytes = b"") -> bytes:
    return p_data(pdv(1, 3, command(0x8020, status, message_id=message_id, extra=extra)))


def error_comment(text: bytes) -> bytes:
    return pack("<HHI", 0, 0x0902, len(text)) + text


def offending_element(group: int, element: int) -> bytes:
    return pack("<HHIHH", 0, 0x0901, 4, group, element)
