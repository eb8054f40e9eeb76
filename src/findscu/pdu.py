"""The seven PDUs of the DICOM upper layer (PS3.8 §9.3): bytes to PDUs, bodies to records, records to bytes.

`PduReader` cuts the stream, `decode_pdu` and `encode_pdu` know the fields, and `iter_pdvs` is the short way for the one
PDU that comes by the hundred thousand. The two large PDUs have a module of their own, `associate`. When a PDU may
come is the matter of `state`; what a request and its answer agree upon, that of `negotiation`; what a refusal means,
that of `refusals`.

A peer is held to its lengths, and to nothing that the standard says not to test: reserved fields are ignored.
"""

from __future__ import annotations

from struct import Struct

from . import errors
from .associate import (
    AssociateAc,
    AssociateRq,
    decode_associate_ac,
    decode_associate_rq,
    encode_associate_ac,
    encode_associate_rq,
)
from .limits import MAX_CONTROL_PDU_LENGTH, MAX_RECEIVED_PDU_LENGTH
from .records import Record
from .wire import PDU_HEADER_LENGTH, Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeAlias

    Pdu: TypeAlias = "AssociateRq | AssociateAc | AssociateRj | PDataTf | ReleaseRq | ReleaseRp | Abort"

COMMAND, LAST = 0x01, 0x02
"""Bits of a PDV's message control header: command (else data set) fragment; last fragment (PS3.8 Annex E.2)."""

# Reasons of an A-ABORT from the service provider (Table 9-26).
UNRECOGNIZED_PDU, INVALID_PDU_PARAMETER_VALUE = 1, 6

_HEADER = Struct(">BxI")
_PDV_HEADER = Struct(">IBB")
_PDV_LENGTH_LENGTH = 4
_PDV_OVERHEAD = 2  # context ID and message control header count in a PDV's length


class AssociateRj(Record):
    """A-ASSOCIATE-RJ (Table 9-21); see `refusals.describe_rejection`."""

    pdu_type = 0x03
    result: int
    source: int
    reason: int


class Pdv(Record):
    """A presentation data value: one fragment of a message (Table 9-23, Annex E.2)."""

    context_id: int
    is_command: bool
    is_last: bool
    fragment: bytes

    @property
    def control(self) -> int:
        """The message control header: COMMAND and LAST, or neither."""
        return COMMAND * self.is_command | LAST * self.is_last


class PDataTf(Record):
    """P-DATA-TF (Table 9-22)."""

    pdu_type = 0x04
    pdvs: tuple[Pdv, ...]


class ReleaseRq(Record):
    """A-RELEASE-RQ (Table 9-24)."""

    pdu_type = 0x05


class ReleaseRp(Record):
    """A-RELEASE-RP (Table 9-25)."""

    pdu_type = 0x06


class Abort(Record):
    """A-ABORT (Table 9-26); see `refusals.describe_abort`."""

    pdu_type = 0x07
    source: int = 0
    reason: int = 0


class PduReader:
    """Cuts the stream of bytes from the peer into PDUs, however the network has chopped it.

    Call `receive` with what came, then `iter_pdus`. The work is linear in the bytes, and what is held back is at most
    one PDU within `limits` and one `receive`.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._taken_length = 0
        self._awaited_length = PDU_HEADER_LENGTH

    def receive(self, data: bytes) -> None:
        """Take bytes from the peer."""
        del self._buffer[: self._taken_length]
        self._taken_length = 0
        self._buffer += data

    @property
    def is_amid_pdu(self) -> bool:
        """Whether bytes are held back."""
        return len(self._buffer) > self._taken_length

    def iter_pdus(self) -> Iterator[tuple[int, bytes]]:
        """Take the PDUs that have come whole, one after the other: type and body.

        A header that cannot be right is refused before its body comes. After an error the stream has no further PDU:
        it is raised again whenever more is asked for.

        Raises:
            ForeignProtocol: the peer speaks TLS, HTTP or SSH.
            MalformedPdu: an unknown type, or a length that the type cannot have.
            LimitExceeded: a length beyond `limits`.
        """
        offset, end = self._taken_length, len(self._buffer)
        if end - offset < self._awaited_length:
            return
        self._awaited_length = PDU_HEADER_LENGTH
        received = bytes(self._buffer)  # to cut a body out of a bytearray takes twice as long
        while end - offset >= PDU_HEADER_LENGTH:
            pdu_type, length = _HEADER.unpack_from(received, offset)
            kind = _PDUS.get(pdu_type)
            if kind is None or not kind[1] <= length <= kind[2]:
                raise _impossible_header(pdu_type, length, received[offset:])
            start = offset + PDU_HEADER_LENGTH
            stop = start + length
            if stop > end:
                self._awaited_length = stop - offset
                return
            self._taken_length = offset = stop
            yield pdu_type, received[start:stop]


def encode_pdu(pdu: Pdu) -> bytes:
    """Encode a PDU, header included.

    Layout: PDU type (1), reserved (1), length of what follows (4), body.

    Raises:
        LocalProtocolError: something is too long for its field. AE titles are not judged here beyond that.
    Source: PS3.8 §9.3.
    """
    _, _, _, encode, _ = _PDUS[pdu.pdu_type]
    body = encode(pdu)
    return _HEADER.pack(pdu.pdu_type, len(body)) + body


def name_of(pdu_type: int) -> str:
    """Return the standard's name for a type of PDU (PS3.8 §9.3.1), such as "A-RELEASE-RQ"."""
    return _PDUS[pdu_type][0]


def decode_pdu(pdu_type: int, body: bytes) -> Pdu:
    """Decode a PDU.

    Args:
        pdu_type: first byte of the header.
        body: all that follows the six bytes of the header.
    Raises:
        MalformedPdu: an unknown type, or lengths that contradict each other.
    Source: PS3.8 §9.3.
    """
    if pdu_type not in _PDUS:
        raise _unrecognized(pdu_type, b"")
    name, _, _, _, decode = _PDUS[pdu_type]
    reader = Reader(body, name)
    pdu: Pdu = decode(reader)
    reader.finish()
    return pdu


def iter_pdvs(body: bytes) -> Iterable[tuple[int, int, bytes]]:
    """Iterate over the PDVs of a P-DATA-TF's body: (presentation context ID, message control header, fragment).

    Layout: once or more: length of what follows (4), context ID (1), message control header (1), fragment.

    Raises:
        MalformedPdu: no PDV, or one that does not fit; those before it come first.
    Source: PS3.8 §9.3.5.1, Tables 9-22 and 9-23, Annex E.2.
    """
    if len(body) >= _PDV_HEADER.size:
        length, context_id, control = _PDV_HEADER.unpack_from(body)
        if length + _PDV_LENGTH_LENGTH == len(body):  # the only one, as most are: without a generator a third faster
            return ((context_id, control, body[_PDV_HEADER.size :]),)
    return _iter_several_pdvs(body)


def _iter_several_pdvs(body: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset, end = 0, len(body)
    if not end:
        raise _malformed_pdv(0, "missing, expected at least one")
    while offset < end:
        start = offset + _PDV_HEADER.size
        if start > end:
            raise _malformed_pdv(offset, f"of {end - offset} bytes, expected at least {_PDV_HEADER.size}")
        length, context_id, control = _PDV_HEADER.unpack_from(body, offset)
        stop = offset + _PDV_LENGTH_LENGTH + length
        if not start <= stop <= end:
            raise _malformed_pdv(offset, f"with length {length}, expected 2 to {end - start + _PDV_OVERHEAD}")
        yield context_id, control, body[start:stop]
        offset = stop


def _impossible_header(pdu_type: int, length: int, received: bytes) -> errors.RemoteProtocolError:
    if pdu_type not in _PDUS:
        return _unrecognized(pdu_type, received)
    name, min_length, max_length, _, _ = _PDUS[pdu_type]
    message = f"{name} announces a body of {length} bytes, expected"
    if min_length == max_length:
        return errors.MalformedPdu(f"{message} {min_length}", offset=2)
    if length < min_length:
        return errors.MalformedPdu(f"{message} at least {min_length}", offset=2, fault=("short", length))
    return errors.LimitExceeded(f"{message} at most {max_length}", abort_reason=INVALID_PDU_PARAMETER_VALUE)


def _unrecognized(pdu_type: int, received: bytes) -> errors.MalformedPdu | errors.ForeignProtocol:
    for start, protocol in _OTHER_PROTOCOLS:
        if received.startswith(start):
            return errors.ForeignProtocol(
                f"what answers there speaks {protocol}, not DICOM (PDU of type {pdu_type:02X}H)",
                hint="use --tls, or a port without TLS" if protocol == "TLS" else "check the port",
                protocol=protocol,
                pdu_type=pdu_type,
            )
    text = f"PDU of type {pdu_type:02X}H, expected 01H to 07H"
    return errors.MalformedPdu(text, abort_reason=UNRECOGNIZED_PDU, pdu_type=pdu_type)


def _malformed_pdv(offset: int, problem: str) -> errors.MalformedPdu:
    return errors.MalformedPdu(f"P-DATA-TF: presentation data value {problem}", offset=PDU_HEADER_LENGTH + offset)


_OTHER_PROTOCOLS = ((b"\x15\x03", "TLS"), (b"\x16\x03", "TLS"), (b"HTTP/", "HTTP"), (b"SSH-", "SSH"))


# One pair of functions for each PDU; the table that follows them binds both to the type.


def _encode_associate_rj(pdu: AssociateRj) -> bytes:
    return bytes((0, pdu.result, pdu.source, pdu.reason))


def _decode_associate_rj(reader: Reader) -> AssociateRj:
    _, result, source, reason = reader.take(4)
    return AssociateRj(result, source, reason)


def _encode_p_data_tf(pdu: PDataTf) -> bytes:
    return b"".join(
        _PDV_HEADER.pack(_PDV_OVERHEAD + len(pdv.fragment), pdv.context_id, pdv.control) + pdv.fragment
        for pdv in pdu.pdvs
    )


def _decode_p_data_tf(reader: Reader) -> PDataTf:
    return PDataTf(
        tuple(
            Pdv(context_id, control & COMMAND != 0, control & LAST != 0, fragment)
            for context_id, control, fragment in iter_pdvs(reader.rest())
        )
    )


def _encode_release(_: ReleaseRq | ReleaseRp) -> bytes:
    return bytes(4)


def _decode_release_rq(reader: Reader) -> ReleaseRq:
    reader.take(4)
    return ReleaseRq()


def _decode_release_rp(reader: Reader) -> ReleaseRp:
    reader.take(4)
    return ReleaseRp()


def _encode_abort(pdu: Abort) -> bytes:
    return bytes((0, 0, pdu.source, pdu.reason))


def _decode_abort(reader: Reader) -> Abort:
    _, _, source, reason = reader.take(4)
    return Abort(source, reason)


_PDUS: dict[int, tuple[str, int, int, Callable[[Any], bytes], Callable[[Reader], Any]]] = {
    0x01: ("A-ASSOCIATE-RQ", 68, MAX_CONTROL_PDU_LENGTH, encode_associate_rq, decode_associate_rq),
    0x02: ("A-ASSOCIATE-AC", 68, MAX_CONTROL_PDU_LENGTH, encode_associate_ac, decode_associate_ac),
    0x03: ("A-ASSOCIATE-RJ", 4, 4, _encode_associate_rj, _decode_associate_rj),
    0x04: ("P-DATA-TF", 6, MAX_RECEIVED_PDU_LENGTH, _encode_p_data_tf, _decode_p_data_tf),
    0x05: ("A-RELEASE-RQ", 4, 4, _encode_release, _decode_release_rq),
    0x06: ("A-RELEASE-RP", 4, 4, _encode_release, _decode_release_rp),
    0x07: ("A-ABORT", 4, 4, _encode_abort, _decode_abort),
}
"""PDU type: its name, the least and the greatest length of its body in bytes, its codec."""
