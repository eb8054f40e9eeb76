"""What a client sent, PDU by PDU, as lines of text that two programs can be compared by.

Nothing is left out but what tells one implementation from another: its class UID and its version name. Readable from
PS3.8 §9.3, PS3.7 §9.3 and Annex D alone; nothing here imports findscu.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

PDU_NAMES = {1: "A-ASSOCIATE-RQ", 2: "A-ASSOCIATE-AC", 3: "A-ASSOCIATE-RJ", 4: "P-DATA-TF"}
PDU_NAMES |= {5: "A-RELEASE-RQ", 6: "A-RELEASE-RP", 7: "A-ABORT"}
IMPLEMENTATION = {0x52: "implementation class UID", 0x55: "implementation version name"}
TEXT_ITEMS = {0x10: "application context", 0x30: "abstract syntax", 0x40: "transfer syntax"}


def transcript(sent: bytes) -> list[str]:
    """Return all PDUs that were sent on one connection as lines."""
    if sent.startswith(b"\x16\x03"):
        return ["TLS to a peer that speaks none"]  # what it offers is random in part
    lines: list[str] = []
    if sent.startswith(b"SNI "):
        name, _, sent = sent.partition(b"\n")
        lines.append(f"TLS, server name {name[4:]!r}")
    place = 0
    while len(sent) - place >= 6:
        kind, length = struct.unpack_from(">BxL", sent, place)
        body = sent[place + 6 : place + 6 + length]
        if len(body) < length:
            break
        lines += _pdu_lines(kind, body)
        place += 6 + length
    return lines + ([f"unfinished {sent[place:]!r}"] if sent[place:] else [])


def _pdu_lines(kind: int, body: bytes) -> Iterator[str]:
    yield PDU_NAMES.get(kind, f"PDU {kind:02x}")
    if kind == 0x01:
        version, called, calling, reserved = struct.unpack_from(">H2x16s16s32s", body)
        yield f"  version {version}, called {called!r}, calling {calling!r}, reserved {reserved.strip(bytes(1))!r}"
        yield from _item_lines(body[68:], "  ")
    elif kind == 0x04:
        yield from _fragment_lines(body)
    else:
        yield f"  {body!r}"


def items_of(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and value of each item of an A-ASSOCIATE PDU or of its user information."""
    place = 0
    while len(body) - place >= 4:
        kind, length = struct.unpack_from(">BxH", body, place)
        yield kind, body[place + 4 : place + 4 + length]
        place += 4 + length


def _item_lines(body: bytes, margin: str) -> Iterator[str]:
    for kind, value in items_of(body):
        if kind == 0x20:
            yield f"{margin}presentation context {value[0]}, reserved {value[1:4]!r}"
            yield from _item_lines(value[4:], margin + "  ")
        elif kind == 0x50:
            yield f"{margin}user information"
            yield from _item_lines(value, margin + "  ")
        elif kind in IMPLEMENTATION:
            yield f"{margin}{IMPLEMENTATION[kind]} *"
        else:
            yield f"{margin}{TEXT_ITEMS.get(kind, f'item {kind:02x}')} {value!r}"


def _fragment_lines(body: bytes) -> Iterator[str]:
    place = 0
    while place < len(body):
        length, context_id, header = struct.unpack_from(">LBB", body, place)
        value = body[place + 6 : place + 4 + length]
        is_last = " last" if header & 2 else ""
        if header & 1:
            yield f"  context {context_id}, command{is_last}"
            yield from (f"    {line}" for line in _command_lines(value))
        else:
            yield f"  context {context_id}, data set{is_last}, {len(value)} bytes: {value!r}"
        place += 4 + length


def _command_lines(value: bytes) -> Iterator[str]:
    for tag, content in command_elements(value):
        yield f"({tag >> 16:04x},{tag & 0xFFFF:04x}) {content!r}"


def command_elements(value: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and value of each element of a command set (PS3.7 §6.3.1)."""
    place = 0
    while len(value) - place >= 8:
        group, element, length = struct.unpack_from("<HHL", value, place)
        yield group << 16 | element, value[place + 8 : place + 8 + length]
        place += 8 + length
