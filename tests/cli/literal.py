"""Bytes of a peer, typed after PS3.8 §9.3 and PS3.7 §9.3."""

from __future__ import annotations

import struct


def pdu(kind: int, body: bytes) -> bytes:
    """Return a PDU (PS3.8 §9.3.1)."""
    return struct.pack(">BxL", kind, len(body)) + body


def item(kind: int, body: bytes) -> bytes:
    """Return an item of an A-ASSOCIATE PDU (PS3.8 §9.3.2)."""
    return struct.pack(">BxH", kind, len(body)) + body


ACCEPT = pdu(
    0x02,
    struct.pack(">H2x16s16s32x", 1, b"ANY-SCP".ljust(16), b"FINDSCU".ljust(16))
    + item(0x10, b"1.2.840.10008.3.1.1.1")
    + item(0x21, b"\1\0\0\0" + item(0x40, b"1.2.840.10008.1.2.1"))
    + item(0x50, item(0x51, struct.pack(">L", 16384)) + item(0x52, b"1.2.3.4")),
)
ABORT = pdu(0x07, bytes(4))
RELEASED = pdu(0x06, bytes(4))


def element(number: int, value: bytes) -> bytes:
    """Return an element of a command set (PS3.7 §6.3.1)."""
    return struct.pack("<HHL", 0, number, len(value)) + value


def fragment(header: int, body: bytes, context_id: int = 1) -> bytes:
    """Return a P-DATA-TF with one fragment; `header` as in PS3.8 Annex E.2."""
    return pdu(0x04, struct.pack(">LBB", len(body) + 2, context_id, header) + body)


def response(status: int, identifier: bytes | None = None, context_id: int = 1) -> bytes:
    """Return a C-FIND-RSP to message 1 (PS3.7 Table 9.3-4)."""
    command = (
        element(0x0002, b"1.2.840.10008.5.1.4.1.2.2.1\0")
        + element(0x0100, struct.pack("<H", 0x8020))
        + element(0x0120, struct.pack("<H", 1))
        + element(0x0800, struct.pack("<H", 0x0101 if identifier is None else 0x0001))
        + element(0x0900, struct.pack("<H", status))
    )
    message = fragment(0x03, element(0x0000, struct.pack("<L", len(command))) + command, context_id)
    return message if identifier is None else message + fragment(0x02, identifier, context_id)
