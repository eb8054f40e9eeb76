"""Responses that come after the last one: pynetdicom warns of each."""

from __future__ import annotations

from ...dimse import CFindRsp
from ...session import Observer
from ...status import PENDING, PENDING_WITH_WARNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...dimse import Message


class Latecomers(Observer):
    """Counts messages that come after a final response.

    Attributes:
        count: how many did.
    """

    def __init__(self) -> None:
        self.count = 0
        self._is_over = False

    def expect(self) -> None:
        """Another query is on its way: its responses are not late."""
        self._is_over = False

    def message_received(self, message: Message) -> None:
        """Count a message, or note that it is the last one that should come."""
        if self._is_over:
            self.count += 1
        elif isinstance(message.command, CFindRsp):
            self._is_over = message.command.status not in (PENDING, PENDING_WITH_WARNING)
