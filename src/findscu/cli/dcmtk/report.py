"""What happens, as DCMTK logs it: line by line, in its words, with its exit codes.

Everything goes through a logger of DCMTK's hierarchy (`cli.oflog`), so that `-lc` can send it elsewhere. Only errors in
the line itself are written to standard error directly, below a header that names the program.
"""

from __future__ import annotations

import os
from collections import deque

from ... import __version__
from ...dimse import CFindRsp
from ...errors import AssociationRejected, EncodeError, FindscuError, NoAcceptedContext, UnexpectedPdu, UsageError
from ...output.dcmdump import dump_dataset
from ...output.dcmtk_reader import TreeOf
from ...output.files import DATA, LIMIT_PASSED, LIMIT_REACHED, NET, StoreError
from ...output.placing import is_direct
from ...session import Observer
from ...status import status_of
from ..occurrences import Occurrences
from ..oflog import DEBUG, ERROR, FATAL, INFO, OFF, WARN, OflogError, configured, default_hierarchy, level_of
from ..streams import RawText
from .conditions import (
    CANNOT_BUILD,
    NO_DICTIONARY,
    NOT_RECEIVED,
    PEER_ABORTED,
    PEER_RELEASES,
    Condition,
    condition_of,
    rejection_lines,
    status_text,
)
from .query import BadQuery, dump_file_format
from .words import LineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import BinaryIO, TextIO

    from ...client import Association, Matches
    from ...dimse import Message
    from ...matches import Match, Outcome
    from ...output.files import Store
    from ...output.sink import OutputError
    from ...query import Query
    from ...settings import Settings
    from ..dialects import Question
    from ..oflog import Hierarchy
    from ..option import Arguments
    from .dictionary import Dictionary
    from .query import DcmtkQuery

APP, RESPONSES = "dcmtk.apps.findscu", "dcmtk.dcmnet.responses"

IDENTIFIER = f"$findscu: findscu v{__version__} $"
HEADER = f"{IDENTIFIER}\n\nfindscu: DICOM query (C-FIND) SCU\n"

TABLES_VARIABLE = "DCMICONVPATH"
"""Names the folder of DCMTK's tables of character sets, in builds that bring their own. Ours are built in; who sets it
expects them, and so gets the conversions that a build without them lacks."""

USAGE_ERROR, FAILED = 1, 2
COMMAND_FIELD = 0x00000100
_DASHES = "-" * 27
_MAX_PDU_LENGTH, _MIN_PDU_LENGTH = 131072, 4096


class Fatal(FindscuError):
    """Something about the surroundings keeps the program from beginning."""

    logger: str = APP
    level: int = FATAL
    code: int = USAGE_ERROR


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


class Reporter(Occurrences):
    """DCMTK's reporter.

    Args:
        stdout: where a logger configuration may send messages.
        stderr: where they go otherwise.
    """

    goes_on_after_errors = False
    aborts_after_errors = True

    def __init__(self, stdout: BinaryIO | None, stderr: TextIO | None) -> None:
        self._stdout = RawText(stdout)
        self._stderr = RawText(stderr)
        self._hierarchy: Hierarchy = default_hierarchy(self._stderr, WARN)
        self._is_quiet = False
        self._redacts = False
        self._is_connecting = False
        self._settings: Settings | None = None
        self._tree_of: TreeOf | None = None
        self._message_count = 0
        self._query: DcmtkQuery | None = None
        self._name = ""
        self._condition = ""
        self._commands: deque[CFindRsp] = deque()
        self._hears_of_all = True
        self._failure: FindscuError | None = None
        self._is_one_file = self._is_opening = False
        self._dictionary_fault = ""

    def log(self, logger: str, level: int, text: str) -> None:
        """Log a message; it may have several lines."""
        self._hierarchy.logger(logger).log(level, text)

    def is_enabled(self, logger: str, level: int) -> bool:
        """Whether anybody hears messages of a level."""
        return self._hierarchy.logger(logger).is_enabled(level)

    # Before the conversation.

    def configured(self, arguments: Arguments) -> None:
        """Set up the loggers, as DCMTK does before it looks at the rest of the line.

        Raises:
            LineError: the logger configuration cannot be used.
        """
        self._redacts = arguments.redacts
        self._hears_of_all = not (arguments.verify_matches or arguments.unique or arguments.sort)
        if arguments.log_config is not None:
            self._configure(arguments)
        else:
            self._hierarchy.root.set_level(level_of(arguments.log_level))
        self._is_quiet = not self._hierarchy.root.is_enabled(ERROR)
        if arguments.print_arguments:
            shown = redacting.redacted_words(arguments.words) if (redacting := self._redacting()) else arguments.words
            words = "".join(f"'{word}' " for word in shown if word)
            count = len(arguments.words)
            self._hierarchy.root.force(INFO, f"calling 'findscu' with {count} arguments: {words}\n")
        if arguments.action == "query":
            self._set_response_level(arguments)

    def _configure(self, arguments: Arguments) -> None:
        path = str(arguments.log_config)
        try:
            self._hierarchy = configured(path, self._stderr, self._stdout)
        except OflogError as error:
            raise LineError(str(error)) from None

    def _set_response_level(self, arguments: Arguments) -> None:
        """Decide whether responses are shown at all."""
        logger = self._hierarchy.logger(RESPONSES)
        if arguments.show_responses is not None:
            logger.set_level(INFO if arguments.show_responses else OFF)
        elif arguments.log_config is None:
            if arguments.extract is not None:
                logger.set_level(OFF)
            elif not {"log_level", "verbosity"} & set(arguments.given):
                logger.set_level(INFO)

    def began(self, dictionary: Dictionary, arguments: Arguments) -> None:
        """The line is in order; the dictionary has been loaded."""
        self.log(APP, DEBUG, f"{IDENTIFIER}\n")
        for level, text in dictionary.messages:
            self.log(DATA, level, text)
        vr, name = dictionary.look_up(COMMAND_FIELD)
        if vr != "US":
            self._dictionary_fault = CANNOT_BUILD.format(name)
        if not dictionary.is_loaded:
            self._dictionary_fault = NO_DICTIONARY
            self.log(APP, WARN, "no data dictionary loaded, check environment variable: DCMDICTPATH")
        has_tables = bool(os.environ.get(TABLES_VARIABLE))
        if has_tables:
            self.log(APP, INFO, f"{TABLES_VARIABLE} is read, but the tables of character sets are built in")
        self._tree_of = TreeOf(corrects=arguments.corrects, look_up=dictionary.look_up, has_all_sets=has_tables)

    def tree_of(self, arguments: Arguments) -> TreeOf:
        """Return what makes trees of matches: stores and the log share it."""
        if self._tree_of is None:
            self._tree_of = super().tree_of(arguments)
        return self._tree_of

    # What goes wrong.

    def failed(self, error: FindscuError) -> int:
        """Something ended the run, or cannot be asked. Return the exit code."""
        if isinstance(error, BadQuery):
            return self._cannot_ask(error)
        if isinstance(error, Fatal):
            self.log(error.logger, error.level, str(error))
            return error.code
        if self._settings is None:
            return self._bad_line(error)
        if self._is_connecting:
            return self._not_associated(error)
        return self._not_sent(error)

    def _bad_line(self, error: FindscuError) -> int:
        if not self._is_quiet:
            text = str(error) if isinstance(error, LineError) else error.message
            self._stderr.write(f"{HEADER}error: {text}\n")
        return USAGE_ERROR

    def _not_associated(self, error: FindscuError) -> int:
        if isinstance(error, AssociationRejected):
            complaints, text = rejection_lines(error)
            for complaint in complaints:
                self.log(NET, ERROR, complaint)
            self.log(NET, ERROR, text)
        elif isinstance(error, (NoAcceptedContext, UnexpectedPdu)):
            self.log(NET, ERROR, "No Acceptable Presentation Contexts")
        else:
            condition = condition_of(error).rpartition("\n")[2]
            self.log(NET, ERROR, f"Association Request Failed: {condition}")
        return FAILED

    def _cannot_ask(self, error: BadQuery) -> int:
        for level, text in error.messages:
            self.log(DATA, level, text)
        self.log(NET, ERROR, str(error))
        self._condition = error.condition
        return 0

    def _not_sent(self, error: FindscuError) -> int:
        self._condition = condition_of(error)
        if isinstance(error, NoAcceptedContext):
            self.log(NET, ERROR, "No Presentation Context")
        elif isinstance(error, UsageError):
            self.log(NET, ERROR, error.message)
        else:
            if isinstance(error, EncodeError):
                self._warn(f"sendMessage: {error.message}")
            self._find_failed()
        return 0

    def output_failed(self, error: OutputError) -> int:
        """The output of an option that DCMTK does not have cannot be written. Return the exit code."""
        self.log(APP, FATAL, str(error))
        return USAGE_ERROR

    # The conversation.

    def observer(self) -> Observer | None:
        """Return what notes the command set of each response, and shows everything when debug messages are heard.

        Where filters drop matches or change their order, nobody knows any more which command set was whose.
        """
        return Responses(self._commands, self._wire_log()) if self._hears_of_all else self._wire_log()

    def _wire_log(self) -> Observer | None:
        if not self.is_enabled(NET, DEBUG):
            return None
        from ..wire_log import WireLog

        return WireLog(lambda line: self.log(NET, DEBUG, line), redacts=self._redacts)

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for.

        Raises:
            Condition: DCMTK does not even try.
        """
        self._settings, self._is_connecting = settings, True
        self.log(NET, INFO, "Requesting Association")
        request = settings.request()
        for name, title in (("Calling", request.calling_ae_title), ("Called", request.called_ae_title)):
            if not title:
                text = f"Illegal service parameter: {name} AP Title"
                self.log(NET, ERROR, text)
                raise Condition(f"0006:030c {text}")
        if not settings.peer.host:
            raise Condition(f"0006:030c Illegal service parameter: :{settings.peer.port}")

    def associated(self, association: Association, seconds: float) -> None:  # noqa: ARG002 - DCMTK has no clock
        """The association stands."""
        self._is_connecting = False
        length = self._fragment_length(association.negotiated.maximum_length)
        self.log(NET, INFO, f"Association Accepted (Max Send PDV: {length})")

    def _fragment_length(self, maximum: int) -> int:
        """Return how much DCMTK puts into a PDV for a peer that takes PDUs of a length, 0 for any."""
        length = min(maximum, _MAX_PDU_LENGTH) or _MAX_PDU_LENGTH
        if length & 1:
            self.log(NET, WARN, f"ASSOC: PDV send length {length} is odd (using {length - 1})")
            length -= 1
        length -= 12
        if length < 1:
            self.log(NET, WARN, f"ASSOC: PDV send length {length} (using default)")
            return _MIN_PDU_LENGTH - 12
        if length < 12:
            self.log(NET, WARN, "ASSOC: PDV send length too small, using DUL to split larger PDVs.")
            return _MIN_PDU_LENGTH - 12
        return length

    def opening(self, store: Store) -> None:
        """The files for matches are about to be opened."""
        path = getattr(store, "path", "")
        self._is_one_file, self._is_opening = bool(path), True
        if path:
            self.log(NET, INFO, f"Writing all response datasets to file: {path}")

    def asking(self, question: Question, query: Query, association: Association) -> None:
        """A query is about to be sent.

        Raises:
            Condition: DCMTK's dictionary does not suffice to write a command set.
        """
        if association.negotiated.context_for(query.model.uid) is None:
            return
        self._is_opening = False
        self._query = query  # type: ignore[assignment]
        self._name = question.name
        self._message_count = self._message_count % 0xFFFF + 1
        if self.is_enabled(NET, DEBUG):
            self.log(NET, INFO, "Sending Find Request")
        else:
            self.log(NET, INFO, f"Sending Find Request (MsgID {self._message_count})")
        if self.is_enabled(NET, INFO):
            self.log(NET, INFO, f"Request Identifiers:\n{self._dumped_query()}")
        if self._dictionary_fault:
            raise Condition(self._dictionary_fault)

    def _dumped_query(self) -> str:
        assert self._query is not None and self._tree_of is not None
        redacting = self._redacting()
        tree = redacting.redacted_tree(self._query.tree) if redacting else self._query.tree
        return dump_dataset(tree, self._tree_of.look_up)

    def _redacting(self) -> ModuleType | None:
        """Return what masks values, None when nobody wants that."""
        if not self._redacts:
            return None
        from .. import redacting

        return redacting

    def matched(self, matches: Sequence[Match], first_number: int) -> None:
        """Matches came.

        Raises:
            Condition: DCMTK cannot read one, and breaks off.
        """
        for number, match in enumerate(matches, first_number):
            self._matched(match, number)

    def _matched(self, match: Match, number: int) -> None:
        assert self._tree_of is not None
        if self._hears_of_all:
            self._received(self._commands.popleft())
        tree = self._tree_of(match)
        for level, text in tree.messages:
            self.log(DATA, level, text)
        if tree.failure:
            self._warn(f"DIMSE receiveDataSetInMemory: dset->read() Failed ({tree.failure})")
            self._failure = Condition(NOT_RECEIVED)
            raise self._failure
        status = status_text(match.status)
        is_shown = self.is_enabled(RESPONSES, INFO)
        if self.is_enabled(NET, DEBUG):
            self.log(NET, INFO, f"Received Find Response {number}")
            if is_shown:
                self._show(NET, DEBUG, match, "Response Identifiers:\n")
        elif is_shown:
            self.log(RESPONSES, INFO, _DASHES)
            self.log(RESPONSES, INFO, f"Find Response: {number} ({status})")
            self._show(RESPONSES, INFO, match)
        else:
            self.log(NET, INFO, f"Received Find Response {number} ({status})")

    def _received(self, command: CFindRsp) -> None:
        """Say what DCMTK thinks of the command set of a response."""
        for element in command.unsorted:
            self.log(DATA, WARN, f"DcmItem: Dataset not in ascending tag order, at element (0000,{element:04x})")
        self._announced(command)

    def _announced(self, command: object) -> None:
        """Complain of a pending response that says it has no identifier."""
        if (
            not isinstance(command, CFindRsp)
            or command.has_identifier
            or status_of(command.status).category != "pending"
        ):
            return
        self._warn("findUser: Status Pending, but DataSetType==NULL")
        self._warn("  Assuming response identifiers are present")

    def _show(self, logger: str, level: int, match: Match, heading: str = "") -> None:
        assert self._tree_of is not None
        tree = self._tree_of(match)
        redacting = self._redacting()
        text = dump_dataset(redacting.redacted_tree(tree) if redacting else tree, self._tree_of.look_up)
        for _, warning in tree.late_messages:
            self.log(DATA, WARN, warning)
        tree.late_messages.clear()
        self.log(logger, level, heading + text)

    def _warn(self, text: str) -> None:
        assert self._settings is not None
        request = self._settings.request()
        self.log(NET, WARN, f"DIMSE Warning: ({request.calling_ae_title},{request.called_ae_title}): {text}")

    def storing(self, path: str, number: int) -> None:  # noqa: ARG002
        """A match is about to be written to a file."""
        if self._is_one_file:
            self.log(NET, DEBUG, "Writing response dataset to XML file")
        else:
            self.log(NET, INFO, f"Writing response dataset to file: {path}")

    def not_stored(self, error: OutputError) -> None:
        """A file cannot be written; the run goes on."""
        reason = str(error)
        if isinstance(error, StoreError):
            if self._is_one_file and not self._is_opening and is_direct(error.path):
                return  # DCMTK does not look whether it could write there; but of a regular file nothing would be left
            reason = f"{error.path}: {error.reason}"
        self.log(NET, ERROR, f"Writing file: {reason}")

    def not_storing(self, number: int, limit: int) -> None:
        """A match is not written: the limit of files has been reached."""
        if number == limit + 1:
            self.log(NET, INFO, LIMIT_REACHED)
        else:
            self.log(NET, DEBUG, LIMIT_PASSED)

    def remarked(self, logger: str, level: int, message: str) -> None:
        """A store has something to say."""
        self.log(logger, level, message)

    def cancelling(self, matches: Matches) -> None:
        """So many responses came that the peer is asked to stop."""
        self.log(NET, INFO, f"Sending Cancel Request (MsgID {matches.message_id}, PresID {matches.context_id})")

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:  # noqa: ARG002
        """A query is over. Whatever its status, that is a success."""
        final = matches.final
        error = self._failure or (outcome.error if final is None else None)
        if error is not None:
            self._announced(getattr(error, "command", None))
            assert self._settings is not None
            self._condition = condition_of(error, is_blocking=self._settings.manners.drops_when_silent)
            self._find_failed()
        elif final is not None:
            self._finished(final)
        return 0

    def _finished(self, final: CFindRsp) -> None:
        self._received(final)
        if final.has_identifier:
            self._warn(f"findUser: Status {status_text(final.status)}, but DataSetType!=NULL")
            self._warn("Assuming no response identifiers are present")
        if self.is_enabled(NET, DEBUG):
            self.log(NET, INFO, "Received Final Find Response")
        else:
            self.log(NET, INFO, f"Received Final Find Response ({status_text(final.status)})")

    def _find_failed(self) -> None:
        if self._name:
            self.log(NET, ERROR, f"Find Failed, file: {self._name}:")
        else:
            self.log(NET, ERROR, "Find Failed, query keys:")
            self.log(NET, ERROR, dump_file_format(self._dumped_query()))
        self.log(NET, ERROR, self._condition)

    def leaving(self, error: FindscuError | None, *, is_aborting: bool) -> None:
        """The association is about to be released, or aborted."""
        if error is None:
            self.log(NET, INFO, "Aborting Association" if is_aborting else "Releasing Association")
            return
        if self._condition == PEER_ABORTED:
            self.log(NET, INFO, "Peer Aborted Association")
            return
        if self._condition == PEER_RELEASES:
            self.log(NET, ERROR, "Protocol Error: Peer requested release (Aborting)")
        else:
            self.log(NET, ERROR, f"Find SCU Failed: {self._condition}")
        self.log(NET, INFO, "Aborting Association")

    def not_released(self, error: FindscuError) -> int:
        """The association did not end in good order. Return the exit code for that."""
        condition = condition_of(error).rpartition("\n")[2]
        self.log(NET, ERROR, f"Association Release Failed: {condition}")
        return FAILED

    def closed(self) -> None:
        """Nothing more happens."""
        self._hierarchy.close()
