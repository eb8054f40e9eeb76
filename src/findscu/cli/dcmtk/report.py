"""What happens, as DCMTK logs it: line by line, in its words, with its exit codes.

Everything goes through a logger (`log`), so that `-lc` can send it elsewhere. Only errors in the line itself are
written to standard error directly, below a header that names the program. What is said of responses lives in
`responses`.
"""

from __future__ import annotations

import os

from ... import __version__
from ...errors import AssociationRejected, EncodeError, FindscuError, NoAcceptedContext, UnexpectedPdu, UsageError
from ...output.dcmtk_reader import TreeOf
from ...output.files import DATA, LIMIT_PASSED, LIMIT_REACHED, NET, StoreError
from ...output.placing import is_direct
from ...session import Observer
from ..occurrences import Occurrences
from ..oflog import DEBUG, ERROR, FATAL, INFO, WARN
from .conditions import (
    CANNOT_BUILD,
    NO_DICTIONARY,
    PEER_ABORTED,
    PEER_RELEASES,
    Condition,
    condition_of,
    rejection_lines,
)
from .log import Log
from .query import BadQuery, dump_file_format
from .responses import ResponseLog
from .words import LineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from ...client import Association, Matches
    from ...matches import Match, Outcome
    from ...output.files import Store
    from ...output.sink import OutputError
    from ...query import Query
    from ...settings import Settings
    from ..dialects import Question
    from ..option import Arguments
    from .dictionary import Dictionary
    from .query import DcmtkQuery

APP = "dcmtk.apps.findscu"

IDENTIFIER = f"$findscu: findscu v{__version__} $"
HEADER = f"{IDENTIFIER}\n\nfindscu: DICOM query (C-FIND) SCU\n"

TABLES_VARIABLE = "DCMICONVPATH"
"""Names the folder of DCMTK's tables of character sets, in builds that bring their own. Ours are built in; who sets it
expects them, and so gets the conversions that a build without them lacks."""

USAGE_ERROR, FAILED = 1, 2
COMMAND_FIELD = 0x00000100
_MAX_PDU_LENGTH, _MIN_PDU_LENGTH = 131072, 4096


class Fatal(FindscuError):
    """Something about the surroundings keeps the program from beginning."""

    logger: str = APP
    level: int = FATAL
    code: int = USAGE_ERROR


class Reporter(Occurrences):
    """DCMTK's reporter.

    Args:
        stdout: where a logger configuration may send messages.
        stderr: where they go otherwise.
    """

    goes_on_after_errors = False
    aborts_after_errors = True

    def __init__(self, stdout: BinaryIO | None, stderr: TextIO | None) -> None:
        self.log = Log(stdout, stderr)
        self._responses = ResponseLog(self.log)
        self._is_connecting = False
        self._settings: Settings | None = None
        self._tree_of: TreeOf | None = None
        self._message_count = 0
        self._query: DcmtkQuery | None = None
        self._name = ""
        self._condition = ""
        self._is_one_file = self._is_opening = False
        self._dictionary_fault = ""

    # Before the conversation.

    def configured(self, arguments: Arguments) -> None:
        """Set up the loggers, as DCMTK does before it looks at the rest of the line.

        Raises:
            LineError: the logger configuration cannot be used.
        """
        self._responses.hears_of_all = not (arguments.verify_matches or arguments.unique or arguments.sort)
        self.log.configure(arguments)

    def began(self, dictionary: Dictionary, arguments: Arguments) -> None:
        """The line is in order; the dictionary has been loaded."""
        self.log.say(APP, DEBUG, f"{IDENTIFIER}\n")
        for level, text in dictionary.messages:
            self.log.say(DATA, level, text)
        vr, name = dictionary.look_up(COMMAND_FIELD)
        if vr != "US":
            self._dictionary_fault = CANNOT_BUILD.format(name)
        if not dictionary.is_loaded:
            self._dictionary_fault = NO_DICTIONARY
            self.log.say(APP, WARN, "no data dictionary loaded, check environment variable: DCMDICTPATH")
        has_tables = bool(os.environ.get(TABLES_VARIABLE))
        if has_tables:
            self.log.say(APP, INFO, f"{TABLES_VARIABLE} is read, but the tables of character sets are built in")
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
            self.log.say(error.logger, error.level, str(error))
            return error.code
        if self._settings is None:
            return self._bad_line(error)
        if self._is_connecting:
            return self._not_associated(error)
        return self._not_sent(error)

    def _bad_line(self, error: FindscuError) -> int:
        text = str(error) if isinstance(error, LineError) else error.message
        self.log.complain(f"{HEADER}error: {text}\n")
        return USAGE_ERROR

    def _not_associated(self, error: FindscuError) -> int:
        if isinstance(error, AssociationRejected):
            complaints, text = rejection_lines(error)
            for complaint in complaints:
                self.log.say(NET, ERROR, complaint)
            self.log.say(NET, ERROR, text)
        elif isinstance(error, (NoAcceptedContext, UnexpectedPdu)):
            self.log.say(NET, ERROR, "No Acceptable Presentation Contexts")
        else:
            condition = condition_of(error).rpartition("\n")[2]
            self.log.say(NET, ERROR, f"Association Request Failed: {condition}")
        return FAILED

    def _cannot_ask(self, error: BadQuery) -> int:
        for level, text in error.messages:
            self.log.say(DATA, level, text)
        self.log.say(NET, ERROR, str(error))
        self._condition = error.condition
        return 0

    def _not_sent(self, error: FindscuError) -> int:
        self._condition = condition_of(error)
        if isinstance(error, NoAcceptedContext):
            self.log.say(NET, ERROR, "No Presentation Context")
        elif isinstance(error, UsageError):
            self.log.say(NET, ERROR, error.message)
        else:
            if isinstance(error, EncodeError):
                self.log.warn(f"sendMessage: {error.message}")
            self._find_failed()
        return 0

    def output_failed(self, error: OutputError) -> int:
        """The output of an option that DCMTK does not have cannot be written. Return the exit code."""
        self.log.say(APP, FATAL, str(error))
        return USAGE_ERROR

    # The conversation.

    def observer(self) -> Observer | None:
        """Return what notes the command set of each response, and shows everything when debug messages are heard."""
        return self._responses.observer(self._wire_log())

    def _wire_log(self) -> Observer | None:
        if not self.log.hears(NET, DEBUG):
            return None
        from ..wire_log import WireLog

        return WireLog(lambda line: self.log.say(NET, DEBUG, line), redacts=bool(self.log.redacting))

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for.

        Raises:
            Condition: DCMTK does not even try.
        """
        self._settings, self._is_connecting = settings, True
        self.log.say(NET, INFO, "Requesting Association")
        request = settings.request()
        self.log.ae_titles = request.calling_ae_title, request.called_ae_title
        for name, title in zip(("Calling", "Called"), self.log.ae_titles, strict=True):
            if not title:
                text = f"Illegal service parameter: {name} AP Title"
                self.log.say(NET, ERROR, text)
                raise Condition(f"0006:030c {text}")
        if not settings.peer.host:
            raise Condition(f"0006:030c Illegal service parameter: :{settings.peer.port}")

    def associated(self, association: Association, seconds: float) -> None:  # noqa: ARG002 - DCMTK has no clock
        """The association stands."""
        self._is_connecting = False
        length = self._fragment_length(association.negotiated.maximum_length)
        self.log.say(NET, INFO, f"Association Accepted (Max Send PDV: {length})")

    def _fragment_length(self, maximum: int) -> int:
        """Return how much DCMTK puts into a PDV for a peer that takes PDUs of a length, 0 for any."""
        length = min(maximum, _MAX_PDU_LENGTH) or _MAX_PDU_LENGTH
        if length & 1:
            self.log.say(NET, WARN, f"ASSOC: PDV send length {length} is odd (using {length - 1})")
            length -= 1
        length -= 12
        if length < 1:
            self.log.say(NET, WARN, f"ASSOC: PDV send length {length} (using default)")
            return _MIN_PDU_LENGTH - 12
        if length < 12:
            self.log.say(NET, WARN, "ASSOC: PDV send length too small, using DUL to split larger PDVs.")
            return _MIN_PDU_LENGTH - 12
        return length

    def opening(self, store: Store) -> None:
        """The files for matches are about to be opened."""
        path = getattr(store, "path", "")
        self._is_one_file, self._is_opening = bool(path), True
        if path:
            self.log.say(NET, INFO, f"Writing all response datasets to file: {path}")

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
        if self.log.hears(NET, DEBUG):
            self.log.say(NET, INFO, "Sending Find Request")
        else:
            self.log.say(NET, INFO, f"Sending Find Request (MsgID {self._message_count})")
        if self.log.hears(NET, INFO):
            self.log.say(NET, INFO, f"Request Identifiers:\n{self._dumped_query()}")
        if self._dictionary_fault:
            raise Condition(self._dictionary_fault)

    def _dumped_query(self) -> str:
        assert self._query is not None and self._tree_of is not None
        return self.log.dump(self._query.tree, self._tree_of.look_up)

    def matched(self, matches: Sequence[Match], first_number: int) -> None:
        """Matches came.

        Raises:
            Condition: DCMTK cannot read one, and breaks off.
        """
        assert self._tree_of is not None
        for number, match in enumerate(matches, first_number):
            self._responses.matched(match, number, self._tree_of)

    def storing(self, path: str, number: int) -> None:  # noqa: ARG002
        """A match is about to be written to a file."""
        if self._is_one_file:
            self.log.say(NET, DEBUG, "Writing response dataset to XML file")
        else:
            self.log.say(NET, INFO, f"Writing response dataset to file: {path}")

    def not_stored(self, error: OutputError) -> None:
        """A file cannot be written; the run goes on."""
        reason = str(error)
        if isinstance(error, StoreError):
            if self._is_one_file and not self._is_opening and is_direct(error.path):
                return  # DCMTK does not look whether it could write there; but of a regular file nothing would be left
            reason = f"{error.path}: {error.reason}"
        self.log.say(NET, ERROR, f"Writing file: {reason}")

    def not_storing(self, number: int, limit: int) -> None:
        """A match is not written: the limit of files has been reached."""
        if number == limit + 1:
            self.log.say(NET, INFO, LIMIT_REACHED)
        else:
            self.log.say(NET, DEBUG, LIMIT_PASSED)

    def remarked(self, logger: str, level: int, message: str) -> None:
        """A store has something to say."""
        self.log.say(logger, level, message)

    def cancelling(self, matches: Matches) -> None:
        """So many responses came that the peer is asked to stop."""
        self.log.say(NET, INFO, f"Sending Cancel Request (MsgID {matches.message_id}, PresID {matches.context_id})")

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:  # noqa: ARG002
        """A query is over. Whatever its status, that is a success."""
        final = matches.final
        error = self._responses.failure or (outcome.error if final is None else None)
        if error is not None:
            self._responses.announced(getattr(error, "command", None))
            assert self._settings is not None
            self._condition = condition_of(error, is_blocking=self._settings.manners.drops_when_silent)
            self._find_failed()
        elif final is not None:
            self._responses.finished(final)
        return 0

    def _find_failed(self) -> None:
        if self._name:
            self.log.say(NET, ERROR, f"Find Failed, file: {self._name}:")
        else:
            self.log.say(NET, ERROR, "Find Failed, query keys:")
            self.log.say(NET, ERROR, dump_file_format(self._dumped_query()))
        self.log.say(NET, ERROR, self._condition)

    def leaving(self, error: FindscuError | None, *, is_aborting: bool) -> None:
        """The association is about to be released, or aborted."""
        if error is None:
            self.log.say(NET, INFO, "Aborting Association" if is_aborting else "Releasing Association")
            return
        if self._condition == PEER_ABORTED:
            self.log.say(NET, INFO, "Peer Aborted Association")
            return
        if self._condition == PEER_RELEASES:
            self.log.say(NET, ERROR, "Protocol Error: Peer requested release (Aborting)")
        else:
            self.log.say(NET, ERROR, f"Find SCU Failed: {self._condition}")
        self.log.say(NET, INFO, "Aborting Association")

    def not_released(self, error: FindscuError) -> int:
        """The association did not end in good order. Return the exit code for that."""
        condition = condition_of(error).rpartition("\n")[2]
        self.log.say(NET, ERROR, f"Association Release Failed: {condition}")
        return FAILED

    def closed(self) -> None:
        """Nothing more happens."""
        self.log.close()
