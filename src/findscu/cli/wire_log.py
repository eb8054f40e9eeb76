"""What `-d` shows of the wire: each PDU and each DIMSE message, field by field. Loaded only for `-d`."""

from __future__ import annotations

from ..records import Record
from ..session import Observer
from ..status import status_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..dimse import Message
    from ..pdu import Pdu

_NAMES = {
    "AssociateRq": "A-ASSOCIATE-RQ",
    "AssociateAc": "A-ASSOCIATE-AC",
    "AssociateRj": "A-ASSOCIATE-RJ",
    "ReleaseRq": "A-RELEASE-RQ",
    "ReleaseRp": "A-RELEASE-RP",
    "Abort": "A-ABORT",
    "CFindRq": "C-FIND-RQ",
    "CFindRsp": "C-FIND-RSP",
    "CCancelRq": "C-CANCEL-RQ",
    "CEchoRq": "C-ECHO-RQ",
    "CEchoRsp": "C-ECHO-RSP",
}


_SECRETS = frozenset({"primary", "secondary", "user_identity_response"})
"""Fields of which only the length is shown: what lets somebody in."""


class WireLog(Observer):
    """Hands lines to `say`: `>` before what goes out, `<` before what came in.

    With `redacts` a comment of the peer is not shown.
    """

    def __init__(self, say: Callable[[str], None], *, redacts: bool = False) -> None:
        self._say = say
        self._hidden = _SECRETS | {"error_comment"} if redacts else _SECRETS

    def pdu_sent(self, pdu: Pdu) -> None:
        """Show a control PDU that goes out."""
        self._show(">", pdu, _name_of(pdu))

    def pdu_received(self, pdu: Pdu) -> None:
        """Show a control PDU that came in."""
        self._show("<", pdu, _name_of(pdu))

    def message_sent(self, message: Message) -> None:
        """Show a DIMSE message that goes out."""
        self._show(">", message.command, _title_of(message))

    def message_received(self, message: Message) -> None:
        """Show a DIMSE message that came in; not its identifier, which holds somebody's data."""
        self._show("<", message.command, _title_of(message))

    def _show(self, direction: str, record: Record, title: str) -> None:
        self._say(f"{direction} {title}")
        for line in _lines_of(record, self._hidden):
            self._say(f"    {line}")


def _name_of(record: Record) -> str:
    return _NAMES.get(type(record).__name__, type(record).__name__)


def _title_of(message: Message) -> str:
    identifier = "" if message.identifier is None else f", identifier of {len(message.identifier)} bytes"
    return f"{_name_of(message.command)} on context {message.context_id}{identifier}"


def _lines_of(record: Record, hidden: frozenset[str] = _SECRETS) -> Iterator[str]:
    """Yield a line for each field that says something; records within are indented."""
    for name in record._fields:
        value = getattr(record, name)
        if value in (None, (), "", b""):
            continue
        if name == "status":
            value = status_of(value)
        if name in hidden:
            value = f"{len(value)} bytes"
        parts = value if isinstance(value, tuple) else (value,)
        if all(isinstance(part, Record) and name != "status" for part in parts):
            for part in parts:
                yield f"{name}:"
                yield from (f"  {line}" for line in _lines_of(part, hidden))
        else:
            yield f"{name}: {', '.join(map(str, parts))}"
