"""pynetdicom's log: a line for each occurrence, with the first letter of its level in front, on standard error.

    I: Requesting Association
    E: TCP Initialisation Error: [Errno 111] Connection refused

The exit code is 0 once there is an association, whatever becomes of the query; 1 when there is none, or when the query
cannot be sent; 2 for a line that cannot be read.
"""

from __future__ import annotations

from ...errors import (
    AssociationAborted,
    ConnectionLost,
    FindscuError,
    ForeignProtocol,
    IdleTimeout,
    MalformedPdu,
    NoAcceptedContext,
    ReleaseTimeout,
    ResponseTimeout,
    UnexpectedPdu,
    UsageError,
)
from ...query import Query
from ..exit_codes import SUCCESS
from ..occurrences import Occurrences
from . import lines
from .failures import category_of, lines_of_end, lines_of_failure
from .latecomers import Latecomers
from .log import Log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import BinaryIO, TextIO

    from ...client import Association, Matches
    from ...matches import Match, Outcome
    from ...output.sink import OutputError
    from ...session import Observer
    from ...settings import Settings
    from ..dialects import Question
    from ..option import Arguments
    from .answers import AnswerLog
    from .request import AnyQuery
    from .wire_log import WireLog

USAGE = "usage: findscu [options] addr port"

FAILED, MISREAD = 1, 2


_BREAKS = (AssociationAborted, ConnectionLost, ForeignProtocol, MalformedPdu, UnexpectedPdu)
"""What ends an association without pynetdicom's doing: it then goes on to release what is not there any more."""


class Reporter(Occurrences):
    """pynetdicom's reporter.

    Args:
        stdout: where a logger configuration may send messages.
        stderr: where they go otherwise.
    """

    goes_on_after_errors = False
    aborts_after_errors = True

    def __init__(self, stdout: BinaryIO | None, stderr: TextIO | None) -> None:
        self._log = Log(stdout, stderr)
        self._hides_responses = False
        self._redacting: ModuleType | None = None
        self._association: Association | None = None
        self._title = ""
        self._network_timeout = 0.0
        self._is_interrupted = False
        self._latecomers = Latecomers()
        self._wire_log: WireLog | None = None
        self._answers: AnswerLog | None = None

    # The line.

    def misread(self, error: UsageError, arguments: Arguments) -> int:  # noqa: ARG002 - not even -q hides this
        """The words cannot be read. Return the exit code."""
        self._log.force(f"{USAGE}\nfindscu: error: {error}\n")
        return MISREAD

    def configured(self, arguments: Arguments) -> None:
        """The words are read."""
        self._log.configure(arguments)
        if arguments.redacts:
            from .. import redacting

            self._redacting = redacting
        if arguments.print_arguments:
            shown = self._redacting.redacted_words(arguments.words) if self._redacting else arguments.words
            words = "".join([f"'{word}' " for word in shown])
            self._log.force(f"calling 'findscu' with {len(arguments.words)} arguments: {words}\n")
        self._hides_responses = arguments.show_responses is False
        if arguments.action == "query":
            from ... import __version__

            self._log.say("D", f"findscu.py v{__version__}", "")

    def read_query(self, query: AnyQuery, place: str, *, is_model_given: bool) -> None:  # noqa: ARG002
        """The query has been put together."""
        self._title = query.model.title
        self._log.write(getattr(query, "remarks", ""))

    def remarked(self, logger: str, level: int, message: str) -> None:  # noqa: ARG002
        """Something is to be said about the line; the levels are log4cplus's."""
        self._log.say("DDIWEE"[min(level // 10000, 5)], message)

    # What goes wrong.

    def failed(self, error: FindscuError) -> int:
        """There is no association, or the query cannot be put together or sent. Return the exit code."""
        self._log.write(getattr(error, "remarks", ""))
        if isinstance(error, NoAcceptedContext) and self._association is not None:
            what = f"No presentation context for '{self._title}'"
            self._log.say("E", f"{what} has been accepted by the peer for the SCU role")
            return FAILED
        for letter, text in lines_of_failure(error):
            self._log.say(letter, text)
        return FAILED

    def output_failed(self, error: OutputError) -> int:
        """A response cannot be written. Return the exit code."""
        self._log.say("E", str(error))
        return FAILED

    # The conversation.

    def observer(self) -> Observer | None:
        """Return what counts messages that come too late, and shows PDUs and messages with `-d`."""
        if "D" not in self._log.letters:
            return self._latecomers
        from .wire_log import WireLog

        self._latecomers = self._wire_log = WireLog(lambda text: self._log.say("D", text))
        return self._wire_log

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for."""
        self._network_timeout = settings.network_timeout
        self._log.say("I", "Requesting Association")

    def associated(self, association: Association, seconds: float) -> None:  # noqa: ARG002
        """The association stands."""
        self._association = association
        self._log.say("I", "Association Accepted")

    def sent(self, question: Question, query: AnyQuery, matches: Matches) -> None:  # noqa: ARG002
        """The query is on its way."""
        self._latecomers.expect()
        self._log.write(getattr(query, "remarks", ""))
        self._log.say("I", f"Sending Find Request: MsgID {matches.message_id}", "", "# Request Identifier")
        shown = self._lines_of(query)
        self._log.write(getattr(query, "remarks", ""))
        self._log.say("I", *shown, "")
        if self._wire_log is not None:
            self._wire_log.flush()

    def _lines_of(self, query: AnyQuery) -> list[str]:
        redacting = self._redacting
        if isinstance(query, Query):
            return list(lines.format_dataset((redacting.redacted_query(query) if redacting else query).identifier))
        return ["(not shown)"] if redacting else query.lines()

    def matched(self, matches: Sequence[Match], first_number: int) -> None:
        """Responses came."""
        if "E" in self._log.letters:
            log = [self._log_of(match, number) for number, match in enumerate(matches, first_number)]
            self._log.write("".join(log))

    def _log_of(self, match: Match, number: int) -> str:
        """Return all that is logged of a response."""
        if self._answers is None:
            from .answers import AnswerLog

            self._answers = AnswerLog(match.syntax, shows_info="I" in self._log.letters and not self._hides_responses)
        answer = self._answers.log_of(self._redacting.redacted_match(match) if self._redacting else match)
        if "I" not in self._log.letters:
            return answer
        head = f"I: Find SCP Response: {number} - 0x{match.status:04X} (Pending)\n"
        if "D" in self._log.letters:
            from .wire_log import reading_line

            head = f"D: \n{head}D: {reading_line(match.syntax)}\n"
        return head + answer

    def interrupted(self) -> None:
        """Ctrl-C: the association is aborted."""

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:  # noqa: ARG002
        """The query is over: by a final response, which is never a failure here, or by what came instead."""
        if outcome.status is not None:
            code = outcome.status.code
            self._log.say("D", "")
            self._log.say("I", f"Find SCP Result: 0x{code:04X} ({category_of(code)})")
        elif outcome.error is not None:
            for letter, text in lines_of_end(outcome.error):
                self._log.say(letter, text)
            if isinstance(outcome.error, ResponseTimeout) and outcome.error.elapsed >= self._network_timeout:
                self._log.say("E", "Network timeout reached")
        elif self._association is not None and not self._association.is_open:
            self._log.say("I", "Aborting Association")
            self._is_interrupted = True
        return SUCCESS

    def leaving(self, error: FindscuError | None, *, is_aborting: bool) -> None:
        """The association is about to be released, unless it is not there any more."""
        is_open = self._association is not None and self._association.is_open
        if self._is_interrupted:
            return
        if is_open and is_aborting:
            self._log.say("I", "Aborting Association")
        elif is_open or error is None or isinstance(error, _BREAKS):
            self._log.say("I", "Releasing Association")
            if not is_open:
                self._log.say("I", "Association Aborted")

    def released(self) -> None:
        """The association is over, in good order."""
        self._tell_latecomers()

    def _tell_latecomers(self) -> None:
        for _ in range(self._latecomers.count):
            self._log.say("W", "C-FIND message received during association release, ignoring")

    def not_released(self, error: FindscuError) -> int:
        """The association did not end in good order, which does not count."""
        self._tell_latecomers()
        if isinstance(error, IdleTimeout):
            self._log.say("E", "Network timeout reached")
        is_ours = isinstance(error, (ReleaseTimeout, IdleTimeout))
        self._log.say("I", "Aborting Association" if is_ours else "Association Aborted")
        return SUCCESS

    def closed(self) -> None:
        """Nothing more happens."""
        self._log.close()
