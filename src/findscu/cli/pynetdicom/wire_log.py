"""What `-d` shows of PDUs and messages, in pynetdicom's form. Loaded only for `-d`."""

from __future__ import annotations

from ...associate import AssociateAc, AssociateRq
from ...dimse import CFindRq, CFindRsp
from ...models import model_of
from ...pdu import Abort, AssociateRj
from ...uids import SYNTAXES
from .latecomers import Latecomers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...associate import UserInformation
    from ...dimse import Message
    from ...pdu import Pdu
    from ...uids import Syntax

_NAMES = {
    f"1.2.840.10008.5.1.4.1.2.{number}.{service}": f"{root} - {verb}"
    for number, root in (
        (1, "Patient Root Query/Retrieve Information Model"),
        (2, "Study Root Query/Retrieve Information Model"),
        (3, "Patient/Study Only Query/Retrieve Information Model"),
        (4, "Composite Instance Root Retrieve"),
        (5, "Composite Instance Retrieve Without Bulk Data"),
    )
    for service, verb in ((1, "FIND"), (2, "MOVE"), (3, "GET"))
}
_NAMES.update(
    {
        "1.2.840.10008.5.1.4.34.6.1": "Unified Procedure Step - Push SOP Class",
        "1.2.840.10008.5.1.4.34.6.4": "Unified Procedure Step - Event SOP Class",
    }
)

_RESULTS = (
    "Accepted",
    "User Rejection",
    "Provider Rejection",
    "Rejected - Abstract Syntax Not Supported",
    "Rejected - Transfer Syntax Not Supported",
)
_PRIORITIES = ("Medium", "High", "Low")


def reading_line(syntax: Syntax) -> str:
    """Return the line that tells that an identifier is being read."""
    order = "Little" if syntax.is_little else "Big"
    kind = "Explicit" if syntax.is_explicit else "Implicit"
    return f'pydicom.read_dataset() TransferSyntax="{"Deflated " * syntax.is_deflated}{order} Endian {kind}"'


class WireLog(Latecomers):
    """Hands lines to `say`. What goes out as a message is held back until `flush`: it is logged after the query."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._held: list[str] = []
        self._names: dict[int, str] = {}

    def pdu_sent(self, pdu: Pdu) -> None:
        """Show a request for an association, or an abort."""
        if isinstance(pdu, AssociateRq):
            self._names = {one.context_id: _name_of(one.abstract_syntax) for one in pdu.presentation_contexts}
            self._show("Request Parameters:", _frame("OUTGOING A-ASSOCIATE-RQ PDU", _lines_of_request(pdu)))
        elif isinstance(pdu, Abort):
            self._show("Abort Parameters:", _frame("OUTGOING A-ABORT PDU", _lines_of_abort(pdu)))

    def pdu_received(self, pdu: Pdu) -> None:
        """Show an answer to the request, or an abort."""
        if isinstance(pdu, AssociateAc):
            lines = _lines_of_answer(pdu, self._names)
            self._show("Accept Parameters:", _frame("INCOMING A-ASSOCIATE-AC PDU", lines))
        elif isinstance(pdu, AssociateRj):
            numbers = iter((f"Result:    {pdu.result}", f"Source:    {pdu.source}", f"Reason:    {pdu.reason}"))
            self._show("Reject Parameters:", _frame("INCOMING A-ASSOCIATE-RJ PDU", numbers))
        elif isinstance(pdu, Abort):
            self._show("Abort Parameters:", _frame("INCOMING A-ABORT PDU", _lines_of_abort(pdu)))

    def message_sent(self, message: Message) -> None:
        """Keep a query for `flush`."""
        command = message.command
        if isinstance(command, CFindRq):
            lines = (
                "Message Type                  : C-FIND RQ",
                f"Presentation Context ID       : {message.context_id}",
                f"Message ID                    : {command.message_id}",
                f"Affected SOP Class UID        : {_name_of(command.affected_sop_class_uid)}",
                f"Identifier                    : {'Present' if message.identifier else 'None'}",
                f"Priority                      : {_PRIORITIES[command.priority]}",
            )
            self._held += _frame("OUTGOING DIMSE MESSAGE", iter(lines), "DIMSE MESSAGE")

    def message_received(self, message: Message) -> None:
        """Show a final response that says Success."""
        super().message_received(message)
        command = message.command
        if isinstance(command, CFindRsp) and command.status == 0:
            lines = (
                "Message Type                  : C-FIND RSP",
                f"Message ID Being Responded To : {command.message_id_responded_to}",
                f"Affected SOP Class UID        : {_name_of(command.affected_sop_class_uid)}",
                f"Identifier                    : {'Present' if message.identifier else 'None'}",
                f"Status                        : 0x{command.status:04X}",
            )
            self._show(*_frame("INCOMING DIMSE MESSAGE", iter(lines), "DIMSE MESSAGE"))

    def flush(self) -> None:
        """Show what was held back."""
        self._show(*self._held)
        self._held.clear()

    def _show(self, *parts: str | list[str]) -> None:
        for part in parts:
            for line in [part] if isinstance(part, str) else part:
                self._say(line)


def _frame(title: str, lines: Iterator[str], name: str = "") -> list[str]:
    end = name or title.split(" ", 1)[1]
    return [f"{f' {title} ':=^76}", *lines, f"{f' END {end} ':=^76}"]


def _name_of(uid: str) -> str:
    if uid in _NAMES:
        return _NAMES[uid]
    try:
        return model_of(uid).title
    except ValueError:
        return uid


def _lines_of_request(pdu: AssociateRq) -> Iterator[str]:
    said = pdu.user_information
    yield f"Our Implementation Class UID:      {said.implementation_class_uid}"
    yield f"Our Implementation Version Name:   {said.implementation_version_name}"
    yield from _lines_of_titles(pdu)
    yield f"Our Max PDU Receive Size:    {said.maximum_length}"
    yield "Presentation Contexts:"
    for context in pdu.presentation_contexts:
        yield f"  Context ID:        {context.context_id} (Proposed)"
        yield f"    Abstract Syntax: ={_name_of(context.abstract_syntax)}"
        yield "    Proposed SCP/SCU Role: Default"
        yield "    Proposed Transfer Syntaxes:"
        yield from (f"      ={SYNTAXES[uid].name}" for uid in context.transfer_syntaxes)
    yield from _lines_of_negotiation("Requested", said)
    yield "Requested Common Extended Negotiation: None"
    yield "Requested Asynchronous Operations Window Negotiation: None"
    yield "Requested User Identity Negotiation: None"


def _lines_of_answer(pdu: AssociateAc, names: dict[int, str]) -> Iterator[str]:
    said = pdu.user_information
    yield f"Their Implementation Class UID:    {said.implementation_class_uid or 'unknown'}"
    yield f"Their Implementation Version Name: {said.implementation_version_name or 'unknown'}"
    yield from _lines_of_titles(pdu)
    yield f"Their Max PDU Receive Size:  {said.maximum_length}"
    yield "Presentation Contexts:"
    for context in sorted(pdu.presentation_contexts, key=lambda one: one.context_id):
        result = _RESULTS[context.result] if context.result < len(_RESULTS) else "(no value available)"
        yield f"  Context ID:        {context.context_id} ({result})"
        yield f"    Abstract Syntax: ={names.get(context.context_id, 'unknown')}"
        if context.result == 0:
            syntax = SYNTAXES.get(context.transfer_syntax)
            yield "    Accepted SCP/SCU Role: Default"
            yield f"    Accepted Transfer Syntax: ={syntax.name if syntax else context.transfer_syntax}"
    yield from _lines_of_negotiation("Accepted", said)
    yield "Accepted Asynchronous Operations Window Negotiation: None"
    yield f"User Identity Negotiation Response: {'None' if said.user_identity_response is None else 'Yes'}"


def _lines_of_titles(pdu: AssociateRq | AssociateAc) -> Iterator[str]:
    yield f"Application Context Name:    {pdu.application_context}"
    yield f"Calling Application Name:    {pdu.calling_ae_title}"
    yield f"Called Application Name:     {pdu.called_ae_title}"


def _lines_of_negotiation(verb: str, said: UserInformation) -> Iterator[str]:
    if not said.extended_negotiations:
        yield f"{verb} Extended Negotiation: None"
        return
    yield f"{verb} Extended Negotiation:"
    for one in said.extended_negotiations:
        yield f"  SOP Class: ={one.sop_class_uid}"
        for at in range(0, len(one.application_information), 16):
            shown = "  ".join([f"{byte:02x}" for byte in one.application_information[at : at + 16]])
            yield f"    {shown}"


_ABORT_SOURCES = ("DUL service-user", "Reserved", "DUL service-provider")
_ABORT_REASONS = (
    "No reason given",
    "Unrecognised PDU",
    "Unexpected PDU",
    "Reserved",
    "Unrecognised PDU parameter",
    "Unexpected PDU parameter",
    "Invalid PDU parameter value",
)


def _lines_of_abort(pdu: Abort) -> Iterator[str]:
    unknown = "(no value available)"
    is_known = pdu.source == 2 and pdu.reason < len(_ABORT_REASONS)
    yield f"Abort Source: {_ABORT_SOURCES[pdu.source] if pdu.source < len(_ABORT_SOURCES) else unknown}"
    yield f"Abort Reason: {_ABORT_REASONS[pdu.reason] if is_known else unknown}"
