"""The responses of a query, as DCMTK logs them, and what it finds odd in them."""

from __future__ import annotations

from collections import deque

from ...dimse import CFindRsp
from ...output.files import DATA, NET
from ...session import Observer
from ...status import status_of
from ..oflog import DEBUG, INFO, WARN
from .conditions import NOT_RECEIVED, Condition, status_text
from .log import RESPONSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...dimse import Message
    from ...matches import Match
    from ...output.dcmtk_reader import TreeOf
    from ...output.dcmtk_tree import Tree
    from .log import Log

_DASHES = "-" * 27


class Responses(Observer):
    """Keeps the command sets of pending responses, in order; `also` hears everything."""

    def __init__(self, commands: deque[CFindRsp], also: Observer | None) -> None:
        self._commands = commands
        self._also = also or Observer()
        self.pdu_sent = self._also.pdu_sent  # type: ignore[method-assign]
        self.pdu_received = self._also.pdu_received  # type: ignore[method-assign]
        self.message_sent = self._also.message_sent  # type: ignore[method-assign]

    def message_received(self, message: Message) -> None:
        """Take note of a response."""
        self._also.message_received(message)
        command = message.command
        if isinstance(command, CFindRsp) and status_of(command.status).is_pending:
            self._commands.append(command)


class ResponseLog:
    """Logs responses.

    Args:
        log: where they go.

    Attributes:
        hears_of_all: whether all of them come here, in order. Where filters drop matches or change their order, nobody
            knows any more which command set was whose.
        failure: what DCMTK broke off for, None as long as it has not.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._commands: deque[CFindRsp] = deque()
        self.hears_of_all = True
        self.failure: Condition | None = None

    def observer(self, also: Observer | None) -> Observer | None:
        """Return what notes the command set of each response, beside who else wants to hear."""
        return Responses(self._commands, also) if self.hears_of_all else also

    def matched(self, match: Match, number: int, tree_of: TreeOf) -> None:
        """Log a match.

        Raises:
            Condition: DCMTK cannot read it, and breaks off.
        """
        if self.hears_of_all:
            self._received(self._commands.popleft())
        tree = tree_of(match)
        for level, text in tree.messages:
            self._log.say(DATA, level, text)
        if tree.failure:
            self._log.warn(f"DIMSE receiveDataSetInMemory: dset->read() Failed ({tree.failure})")
            self.failure = Condition(NOT_RECEIVED)
            raise self.failure
        status = status_text(match.status)
        is_shown = self._log.hears(RESPONSES, INFO)
        if self._log.hears(NET, DEBUG):
            self._log.say(NET, INFO, f"Received Find Response {number}")
            if is_shown:
                self._show(NET, DEBUG, tree, f"Response Identifiers:\n{self._log.dump(tree, tree_of.look_up)}")
        elif is_shown:
            self._log.say(RESPONSES, INFO, _DASHES)
            self._log.say(RESPONSES, INFO, f"Find Response: {number} ({status})")
            self._show(RESPONSES, INFO, tree, self._log.dump(tree, tree_of.look_up))
        else:
            self._log.say(NET, INFO, f"Received Find Response {number} ({status})")

    def _show(self, logger: str, level: int, tree: Tree, text: str) -> None:
        for _, warning in tree.late_messages:
            self._log.say(DATA, WARN, warning)
        tree.late_messages.clear()
        self._log.say(logger, level, text)

    def finished(self, final: CFindRsp) -> None:
        """Log the final response."""
        self._received(final)
        if final.has_identifier:
            self._log.warn(f"findUser: Status {status_text(final.status)}, but DataSetType!=NULL")
            self._log.warn("Assuming no response identifiers are present")
        if self._log.hears(NET, DEBUG):
            self._log.say(NET, INFO, "Received Final Find Response")
        else:
            self._log.say(NET, INFO, f"Received Final Find Response ({status_text(final.status)})")

    def _received(self, command: CFindRsp) -> None:
        """Say what DCMTK thinks of the command set of a response."""
        for element in command.unsorted:
            self._log.say(DATA, WARN, f"DcmItem: Dataset not in ascending tag order, at element (0000,{element:04x})")
        self.announced(command)

    def announced(self, command: object) -> None:
        """Complain of a pending response that says it has no identifier."""
        if (
            not isinstance(command, CFindRsp)
            or command.has_identifier
            or status_of(command.status).category != "pending"
        ):
            return
        self._log.warn("findUser: Status Pending, but DataSetType==NULL")
        self._log.warn("  Assuming response identifiers are present")
