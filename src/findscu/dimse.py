"""DIMSE messages (PS3.7): command sets, messages out of fragments, fragments out of messages.

Here lives what a C-FIND or C-ECHO conversation needs of PS3.7 §9 and Annex E, and nothing that waits or sends. A
command set is Implicit VR Little Endian whatever the presentation context says (PS3.7 §6.3.1); identifiers pass
through as bytes.
"""

from __future__ import annotations

from struct import pack, unpack_from

from . import errors
from .limits import MAX_COMMAND_LENGTH, MAX_IDENTIFIER_LENGTH
from .pdu import COMMAND, LAST
from .records import Record
from .status import PENDING, PENDING_WITH_WARNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NO_DATA_SET = 0x0101
"""Command Data Set Type (0000,0800) when no data set follows; any other number says that one does."""

MEDIUM_PRIORITY, HIGH_PRIORITY, LOW_PRIORITY = 0, 1, 2

_PDV_OVERHEAD = 6
"""Item length (4), presentation context ID (1) and message control header (1) count in a P-DATA-TF's length."""


class Command(Record):
    """Base of the command sets; subclasses list their elements as fields (PS3.7 §9.3, Annex E).

    `unsorted` are the element numbers of a received one that stood behind higher ones.
    """

    command_field = 0
    has_identifier: bool = False
    unsorted: tuple[int, ...] = ()


class CFindRq(Command):
    """C-FIND-RQ (PS3.7 Table 9.3-3)."""

    command_field = 0x0020
    message_id: int = 1
    affected_sop_class_uid: str = ""
    priority: int = MEDIUM_PRIORITY
    has_identifier: bool = True


class CFindRsp(Command):
    """C-FIND-RSP (PS3.7 Table 9.3-4, error elements of Annex C)."""

    command_field = 0x8020
    message_id_responded_to: int = 1
    affected_sop_class_uid: str = ""
    status: int = 0
    offending_elements: tuple[int, ...] = ()
    error_comment: str = ""
    error_id: int | None = None


class CCancelRq(Command):
    """C-CANCEL-RQ for a C-FIND (PS3.7 Table 9.3-5)."""

    command_field = 0x0FFF
    message_id_responded_to: int = 1


class CEchoRq(Command):
    """C-ECHO-RQ (PS3.7 Table 9.3-12)."""

    command_field = 0x0030
    message_id: int = 1
    affected_sop_class_uid: str = ""


class CEchoRsp(Command):
    """C-ECHO-RSP (PS3.7 Table 9.3-13)."""

    command_field = 0x8030
    message_id_responded_to: int = 1
    affected_sop_class_uid: str = ""
    status: int = 0
    offending_elements: tuple[int, ...] = ()
    error_comment: str = ""
    error_id: int | None = None


_COMMANDS: dict[int, type[Command]] = {
    command.command_field: command for command in (CFindRq, CFindRsp, CCancelRq, CEchoRq, CEchoRsp)
}

_COMMAND_FIELD, _DATA_SET_TYPE = 0x0100, 0x0800

# Element number in group 0000, field of the record, VR. Ascending, as a command set is (PS3.7 Table E.1-1).
_ELEMENTS = (
    (0x0002, "affected_sop_class_uid", "UI"),
    (0x0110, "message_id", "US"),
    (0x0120, "message_id_responded_to", "US"),
    (0x0700, "priority", "US"),
    (0x0900, "status", "US"),
    (0x0901, "offending_elements", "AT"),
    (0x0902, "error_comment", "LO"),
    (0x0903, "error_id", "US"),
)
_FIELDS = {element: (field, vr) for element, field, vr in _ELEMENTS}
_REQUIRED = ("message_id", "message_id_responded_to", "status")
"""What a peer must say where the record has it: no default may pass for its word, least of all a status 0."""


def encode_command(command: Command) -> bytes:
    """Encode a command set, group length included.

    Layout: (0000,0000) UL group length, then the elements in ascending order, each as group (2, LE), element (2, LE),
        length (4, LE), value. Empty texts and absent numbers are left out.
    Source: PS3.7 §6.3.1, Annex E.
    """
    elements = {
        _COMMAND_FIELD: pack("<H", command.command_field),
        _DATA_SET_TYPE: pack("<H", 0x0001 if command.has_identifier else NO_DATA_SET),
    }
    for element, field, vr in _ELEMENTS:
        value = getattr(command, field, None)
        if value not in (None, "", ()):
            elements[element] = _encode_value(vr, value)
    body = b"".join(
        pack("<HHI", 0, element, len(elements[element])) + elements[element] for element in sorted(elements)
    )
    return pack("<HHII", 0, 0, 4, len(body)) + body


def _encode_value(vr: str, value: object) -> bytes:
    if vr == "US":
        return pack("<H", value)
    if vr == "AT":
        return b"".join(pack("<HH", tag >> 16, tag & 0xFFFF) for tag in value)  # type: ignore[attr-defined]
    text = str(value).encode("ascii", "replace")
    padding = b"\0" if vr == "UI" else b" "
    return text + padding * (len(text) % 2)


def decode_command(raw: bytes) -> Command:
    """Decode a command set into the record of its Command Field (0000,0100).

    Elements that the record does not know are passed over: PS3.7 adds to them from time to time.

    Raises:
        MalformedMessage: broken structure, no or unknown Command Field, no message ID or status, a number that is
            not one.
    Source: PS3.7 §6.3.1, Annex E.
    """
    elements = _command_elements(raw)
    for needed in (_COMMAND_FIELD, _DATA_SET_TYPE):
        if len(elements.get(needed, b"")) != 2:
            text = f"command set without a two-byte element (0000,{needed:04x})"
            raise errors.MalformedMessage(text, fault=("element", needed))
    (command_field,) = unpack_from("<H", elements[_COMMAND_FIELD])
    (data_set_type,) = unpack_from("<H", elements[_DATA_SET_TYPE])
    cls = _COMMANDS.get(command_field)
    if cls is None:
        text = f"command field 0x{command_field:04x} is none of C-FIND, C-CANCEL and C-ECHO"
        raise errors.MalformedMessage(text, fault=("command", command_field))
    named: dict[str, object] = {"has_identifier": data_set_type != NO_DATA_SET}
    if (tags := list(elements)) != sorted(tags):
        named["unsorted"] = tuple(_iter_unsorted(tags))
    for element, value in elements.items():
        field, vr = _FIELDS.get(element, ("", ""))
        if value and field in cls._fields:
            named[field] = _decode_value(element, vr, value)
    for element, field, _ in _ELEMENTS:
        if field in _REQUIRED and field in cls._fields and field not in named:
            text = f"{cls.__name__} without element (0000,{element:04x})"
            raise errors.MalformedMessage(text, fault=("element", element))
    return cls(**named)  # type: ignore[arg-type]


def _command_elements(raw: bytes) -> dict[int, bytes]:
    """Return the values of a command set by element number.

    DEVIATION(duplicate-command-element): one that stands twice is tolerated as long as it says the same.
    """
    elements: dict[int, bytes] = {}
    for element, value in _iter_command_elements(raw):
        if elements.setdefault(element, value) != value:
            raise errors.MalformedMessage(f"element (0000,{element:04x}) stands twice, with different values")
    return elements


def _iter_unsorted(tags: Iterable[int]) -> Iterator[int]:
    """Yield those that stand behind a higher one."""
    highest = -1
    for tag in tags:
        if tag < highest:
            yield tag
        else:
            highest = tag


def _iter_command_elements(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(raw):
        if len(raw) - at < 8:
            raise errors.MalformedMessage(f"command set ends in an element header: {len(raw) - at} bytes of 8")
        group, element, length = unpack_from("<HHI", raw, at)
        if group != 0:
            raise errors.MalformedMessage(f"element ({group:04x},{element:04x}) in a command set, expected group 0000")
        at += 8
        if length > len(raw) - at:
            raise errors.MalformedMessage(
                f"element (0000,{element:04x}) claims {length} bytes, the command set has {len(raw) - at} left"
            )
        yield element, raw[at : at + length]
        at += length


def _decode_value(element: int, vr: str, value: bytes) -> object:
    if vr == "US":
        if len(value) != 2:
            raise errors.MalformedMessage(f"element (0000,{element:04x}) has {len(value)} bytes, expected 2")
        return unpack_from("<H", value)[0]
    if vr == "AT":
        if len(value) % 4:
            raise errors.MalformedMessage(
                f"element (0000,{element:04x}) has {len(value)} bytes, expected a multiple of 4"
            )
        pairs = (unpack_from("<HH", value, at) for at in range(0, len(value), 4))
        return tuple(group << 16 | number for group, number in pairs)
    return value.rstrip(b"\0 ").decode("utf-8" if vr == "LO" else "ascii", "backslashreplace")


class Message:
    """One DIMSE message: a command set and, if the command says so, the bytes of its data set."""

    __slots__ = ("command", "context_id", "identifier")

    def __init__(self, context_id: int, command: Command, identifier: bytes | None = None) -> None:
        self.context_id = context_id
        self.command = command
        self.identifier = identifier

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.context_id, self.command, self.identifier) == (
            other.context_id,
            other.command,
            other.identifier,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        size = "no identifier" if self.identifier is None else f"identifier of {len(self.identifier)} bytes"
        return f"Message(context {self.context_id}, {self.command!r}, {size})"


_KNOWN_COMMAND_COUNT = 64


class Assembler:
    """Puts messages together again from their fragments, however the peer cut them (PS3.7 §6.3, PS3.8 Annex E).

    Feed every presentation data value in order to `receive`. Memory is bounded by `limits`.

    Attributes:
        goes_by_status: whether an identifier follows a C-FIND-RSP when the status is pending, whatever the command set
            says, and a fragment of an identifier that follows nothing is a message without a command.
    """

    def __init__(self, *, goes_by_status: bool = False) -> None:
        self.goes_by_status = goes_by_status
        self._context_id = 0
        self._command: Command | None = None
        self._partial = bytearray()
        # All pending responses of a query carry the same command set: decoded once, found by its bytes.
        self._known: dict[bytes, Command] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no message is half received."""
        return self._command is None and not self._partial

    def receive(self, context_id: int, control: int, fragment: bytes) -> Message | None:
        """Take one fragment; return the message that it completes, if any.

        Args:
            context_id: presentation context ID of the PDV.
            control: message control header; bits other than COMMAND and LAST are ignored (PS3.8 Annex E.2).
            fragment: its bytes.
        Raises:
            MalformedMessage: fragments of different messages or contexts mixed, a command that cannot be decoded.
            LimitExceeded: a command set or an identifier longer than `limits` allow.
        """
        command = self._command
        if (control & COMMAND != 0) is not (command is None):
            if self.goes_by_status and self.is_idle:
                return Message(context_id, Command(), fragment)
            raise self._misplaced(command)
        if context_id != self._context_id and (self._partial or command):
            raise errors.MalformedMessage(
                f"fragment on context {context_id} amid a message on context {self._context_id}"
            )
        self._context_id = context_id
        if not control & LAST:
            self._keep(fragment)
            return None
        if self._partial or len(fragment) > MAX_COMMAND_LENGTH:
            fragment = self._complete(fragment)
        if command is not None:
            self._command = None
            return Message(context_id, command, fragment)
        command = self._known.get(fragment) or self._learn(fragment)
        if self._is_followed(command) if self.goes_by_status else command.has_identifier:
            self._command = command
            return None
        return Message(context_id, command)

    def _is_followed(self, command: Command) -> bool:
        """Whether an identifier belongs to a command set, going by its status where it has one."""
        if isinstance(command, CFindRsp):
            return command.status in (PENDING, PENDING_WITH_WARNING)
        return command.has_identifier

    @staticmethod
    def _misplaced(command: Command | None) -> errors.MalformedMessage:
        if command is None:
            text = "identifier fragment before the command set was complete"
            return errors.MalformedMessage(text, fault=("fragment", "identifier"))
        text = "command fragment where the identifier should go on"
        return errors.MalformedMessage(text, fault=("fragment", "command"), command=command)

    def _keep(self, fragment: bytes) -> None:
        self._partial += fragment
        what, limit = ("command set", MAX_COMMAND_LENGTH)
        if self._command is not None:
            what, limit = ("identifier", MAX_IDENTIFIER_LENGTH)
        if len(self._partial) > limit:
            raise errors.LimitExceeded(f"{what} of {len(self._partial)} bytes or more, expected at most {limit}")

    def _complete(self, fragment: bytes) -> bytes:
        self._keep(fragment)
        whole = bytes(self._partial)
        self._partial.clear()
        return whole

    def _learn(self, raw: bytes) -> Command:
        if len(self._known) == _KNOWN_COMMAND_COUNT:
            self._known.clear()  # each query of an association brings some of its own
        command = self._known[raw] = decode_command(raw)
        return command


def iter_fragments(raw: bytes, max_pdu_length: int) -> Iterator[tuple[bool, bytes]]:
    """Cut a command set or an identifier for the peer: (is it the last?, fragment), at least one, in order.

    Args:
        raw: what to send.
        max_pdu_length: the peer's maximum length in bytes of a P-DATA-TF without its header; 0 for no maximum.
    Raises:
        RemoteProtocolError: the maximum leaves no room for a single byte.
    Source: PS3.8 Annex D.1, and E.2: fragments of an even length.
    """
    room = max_pdu_length - _PDV_OVERHEAD if max_pdu_length else max(len(raw), 1)
    if room < 1:
        raise errors.RemoteProtocolError(f"the peer takes PDUs of {max_pdu_length} bytes, a fragment needs at least 7")
    if room > 1 and len(raw) > room:
        room -= room % 2
    for at in range(0, len(raw), room):
        yield at + room >= len(raw), raw[at : at + room]
    if not raw:
        yield True, b""
