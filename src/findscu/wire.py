"""Fields and items of PS3.8 §9.3, the way all PDUs are built of them: big endian, nested lengths.

A `Reader` is a cursor between two walls. It never reads beyond the length that its item announced, and `finish` makes
sure that nothing is left before that length: an item that is too long is as wrong as one that is too short. Which
items there are is the matter of `pdu`, `associate` and `user_information`.
"""

from __future__ import annotations

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PDU_HEADER_LENGTH = 6
"""PDU type, reserved byte, PDU length (4): what stands before every body (PS3.8 §9.3.1)."""

_MAX_UINT16 = 0xFFFF
_PADDING = b"\0 "


class Reader:
    """Reads the body of a PDU, or one item of it, field by field.

    Args:
        body: the PDU without its header.
        name: what is being read, for error messages.
        offset: where the part begins, in bytes of `body`.
        end: where it ends; the end of `body` if None.

    Every method raises MalformedPdu where the bytes end too early, with the offset in bytes from the PDU's first.
    """

    __slots__ = ("_body", "_end", "_name", "_offset")

    def __init__(self, body: bytes, name: str, offset: int = 0, end: int | None = None) -> None:
        self._body = body
        self._name = name
        self._offset = offset
        self._end = len(body) if end is None else end

    def take(self, length: int) -> bytes:
        """Read `length` bytes."""
        start = self._advance(length)
        return self._body[start : self._offset]

    def uint(self, length: int) -> int:
        """Read an unsigned number of `length` bytes."""
        return int.from_bytes(self.take(length), "big")

    def counted(self) -> bytes:
        """Read bytes that are preceded by their number, itself of two bytes."""
        return self.take(self.uint(2))

    def rest(self) -> bytes:
        """Read all that is left."""
        return self.take(self._end - self._offset)

    def uid(self, length: int | None = None) -> str:
        """Read a UID of `length` bytes, or of all that is left.

        DEVIATION(padded-uid): NUL and space after a UID are dropped; here, other than in data sets, the standard wants
        no padding, but some devices pad to even length as they do there.
        """
        start = self._offset
        raw = self.rest() if length is None else self.take(length)
        if not raw.isascii():
            raise self._malformed(start, "holds a UID with bytes outside ASCII, expected digits and dots")
        return raw.rstrip(_PADDING).decode("ascii")

    def counted_uid(self) -> str:
        """Read a UID that is preceded by its length in two bytes."""
        return self.uid(self.uint(2))

    def section(self, length: int, name: str) -> Reader:
        """Return a reader for the next `length` bytes and go on behind them; the caller must `finish` it."""
        start = self._advance(length)
        return Reader(self._body, name, start, self._offset)

    def items(self) -> Iterator[tuple[int, Reader]]:
        """Iterate over the items that fill what is left: item type, reader of its content.

        Layout: item type (1), reserved (1), length (2), content. Each content must be read up to its end before
        the next item is asked for; what does not matter is read by `rest`.
        """
        while not self.is_done:
            item_type, _ = self.take(2)
            item = self.section(self.uint(2), f"item {item_type:02X}H of {self._name}")
            yield item_type, item
            item.finish()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self._offset == self._end

    def finish(self) -> None:
        """Make sure that nothing is left."""
        if not self.is_done:
            left = self._end - self._offset
            raise self._malformed(self._offset, f"has {left} bytes after its last field, expected none")

    def _advance(self, length: int) -> int:
        start, left = self._offset, self._end - self._offset
        if length > left:
            raise self._malformed(start, f"has {left} bytes left where {length} are needed")
        self._offset = start + length
        return start

    def _malformed(self, offset: int, message: str) -> errors.MalformedPdu:
        return errors.MalformedPdu(f"{self._name} {message}", offset=PDU_HEADER_LENGTH + offset)


def encode_item(item_type: int, content: bytes) -> bytes:
    """Encode an item or sub-item.

    Layout: item type (1), reserved (1), length (2), content.

    Raises:
        LocalProtocolError: more content than a length of two bytes can tell.
    """
    return bytes((item_type, 0)) + encode_counted(content, f"item {item_type:02X}H")


def encode_counted(content: bytes, name: str) -> bytes:
    """Encode bytes preceded by their number in two bytes; `name` is for the error.

    Raises:
        LocalProtocolError: more than 65535 bytes.
    """
    if len(content) > _MAX_UINT16:
        raise errors.LocalProtocolError(f"{name} of {len(content)} bytes, expected at most {_MAX_UINT16}")
    return len(content).to_bytes(2, "big") + content


def encode_uid(uid: str) -> bytes:
    """Encode a UID without padding (PS3.8 Annex F).

    Raises:
        LocalProtocolError: not ASCII.
    """
    if not uid.isascii():
        raise errors.LocalProtocolError("UID with characters outside ASCII, expected digits and dots")
    return uid.encode("ascii")
