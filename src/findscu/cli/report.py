"""What goes to standard error: a reporter with one method for each occurrence.

Lines begin with `findscu:` and are safe for a terminal, whatever the peer put into them. They hold no value of an
attribute; only `-d` shows the query with its values.
"""

from __future__ import annotations

import os

from .. import errors
from ..dictionary import format_tag, keyword_of
from ..errors import FindscuError, UsageError
from ..escaping import escape_text
from ..models import QUERY_RETRIEVE_LEVEL
from .exit_codes import BROKEN, INCOMPLETE, OUTPUT, SUCCESS, USAGE, code_of, code_of_outcome
from .occurrences import CHARSET_VARIABLE, CHARSETS_BUILT_IN, Occurrences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO, TextIO

    from ..asking.moments import Moment
    from ..checks import Doubt
    from ..client import Association, Matches
    from ..matches import Outcome
    from ..output import Writer
    from ..output.filters import Note
    from ..output.sink import OutputError
    from ..query import Query
    from ..session import Observer
    from ..settings import Settings
    from .dialects import Question
    from .oflog import Hierarchy
    from .option import Arguments
    from .progress import Progress

QUIET, ERROR, WARNING, INFO, DEBUG = range(5)

_LEVELS = {
    "fatal": QUIET,
    "critical": QUIET,
    "error": ERROR,
    "warning": WARNING,
    "warn": WARNING,
    "info": INFO,
    "debug": DEBUG,
    "trace": DEBUG,
}

_LEVEL_OF_NUMBERS = (DEBUG, DEBUG, INFO, WARNING, ERROR, QUIET, QUIET)

_NUMBERS_OF_LEVELS = (50000, 40000, 30000, 20000, 10000)

LOGGER = "dcmtk.apps.findscu"
"""The logger of DCMTK that a logger configuration (`-lc`) sends our messages through."""

PATIENT_GROUP = 0x0010


class Reporter(Occurrences):
    """Native's reporter.

    Attributes:
        level: the most that is said, QUIET to DEBUG.
    """

    def __init__(self, stream: TextIO | None, log_level: str = "warning", *, stdout: BinaryIO | None = None) -> None:
        self._stdout = stdout
        self._hierarchy: Hierarchy | None = None
        self._progress: Progress | None = None
        self._stream = stream
        self._is_strict = self._is_verified = False
        self._redacts = False
        self._cancelled_by = "--cancel"
        self.set_level(log_level)

    def misread(self, error: UsageError, arguments: Arguments) -> int:
        """The words cannot be read. Return the exit code."""
        self.set_level(arguments.log_level)
        self._redacts = arguments.redacts
        return self.failed(error)

    def configured(self, arguments: Arguments) -> None:
        """The words are read.

        Raises:
            UsageError: the logger configuration cannot be used.
        """
        self.set_level(arguments.log_level)
        self._is_strict, self._is_verified = arguments.strict, arguments.verify_matches
        self._redacts = arguments.redacts
        if arguments.log_config is not None:
            from .log_config import configure

            self._hierarchy = configure(arguments.log_config, self._stream, self._stdout)
            self.level = DEBUG
        elif self.level > QUIET and self._stream is not None and self._stream.isatty():
            from .progress import progress_for

            self._progress = progress_for(arguments, self._stream, self._stdout)
        if arguments.print_arguments:
            self._say(QUIET, f"{len(arguments.words)} arguments: {self._shown_words(arguments)}")
        if self.level >= INFO:
            self._tell_surroundings()

    def _tell_surroundings(self) -> None:
        if os.environ.get(CHARSET_VARIABLE):
            self._say(INFO, CHARSETS_BUILT_IN)

    def _shown_words(self, arguments: Arguments) -> str:
        words = arguments.words
        if self._redacts:
            from .redacting import redacted_words

            words = redacted_words(words)
        return " ".join(f"'{word}'" for word in words)

    def set_level(self, log_level: str) -> None:
        """Take the level from a word of `-ll`."""
        self.level = _LEVELS[log_level]

    # Before the conversation.

    def said_nothing(self) -> int:
        """The command line is empty. Return the exit code."""
        from .help import short_usage

        if self._stream is not None:
            self._stream.write(short_usage())
        return USAGE

    def noted(self, message: str, *, is_asked_for: bool = False) -> None:
        """Something was found out that a line does not say itself."""
        self._say(WARNING if is_asked_for else INFO, message)

    def read_query(self, query: Query, place: str, *, is_model_given: bool) -> None:
        """A query has been read; `place` is "query 2 of 3: " when there are several."""
        level = query.identifier.text_of(QUERY_RETRIEVE_LEVEL)
        reason = "" if is_model_given else f", chosen by level {level}" if level else ", chosen as there is no level"
        self._say(INFO, f"{place}information model {query.model.name}{reason}")

    def understood(self, moments: Sequence[Moment], *, is_asked_for: bool = False) -> None:
        """Dates were said in words, and came to values; those of patients are nobody's business, except with `-d`."""
        if self._redacts:
            from .redacting import unredacted_moments

            moments = unredacted_moments(moments)
        for moment in moments:
            level = WARNING if is_asked_for else DEBUG if moment.tag >> 16 == PATIENT_GROUP else INFO
            self._say(level, f"{keyword_of(moment.tag) or format_tag(moment.tag)}: {moment.text} is {moment.value}")

    def doubted(self, doubt: Doubt, place: str) -> None:
        """A query can be sent, but a peer may well refuse it or take it in another way."""
        self._say(WARNING, f"warning: {place}{doubt.message} ({doubt.clause})")
        self._hint(doubt.hint, WARNING)

    def cautioned(self, message: str, hint: str = "") -> None:
        """Something can be done as the line wants it, but it is not safe."""
        self._say(WARNING, f"warning: {message}")
        self._hint(hint, WARNING)

    # The conversation.

    def observer(self) -> Observer | None:
        """Return what listens to PDUs and messages, None when nobody wants to know."""
        if self.level < DEBUG:
            return None
        from .wire_log import WireLog

        return WireLog(lambda line: self._say(DEBUG, line), redacts=self._redacts)

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for."""
        if self.level >= INFO:
            self._say(INFO, f"calling {settings.asked} as {settings.calling_ae_title}")

    def associated(self, association: Association, seconds: float) -> None:
        """The association stands."""
        if self.level >= INFO:
            from .agreement import lines_of_agreement

            for line in lines_of_agreement(association, seconds):
                self._say(INFO, line)
        identity = association.settings.user_identity
        if identity is not None and association.negotiated.user_identity_response is None:
            self.cautioned("the peer does not confirm who asks: it may not have looked at that")

    def asking(self, question: Question, query: Query, association: Association) -> None:
        """A query is about to be sent: what was negotiated for it may have been refused, and then it is judged anew.

        Raises:
            InvalidQuery: it is doubtful now, and `--strict` holds.
        """
        asked = association.settings.service_options
        granted = association.granted(query.model) if asked else frozenset()
        if granted.issuperset(asked):
            return
        from ..checks import check_query

        known = check_query(query, asked)
        doubts = [doubt for doubt in check_query(query, granted) if doubt not in known]
        for doubt in doubts:
            self.doubted(doubt, question.place)
        if doubts and self._is_strict:
            hint = "change the query, or leave out --strict"
            raise errors.InvalidQuery("a query that needs what the peer refuses is not sent (--strict)", hint=hint)

    def sent(self, question: Question, query: Query, matches: Matches) -> None:  # noqa: ARG002
        """A query is on its way."""
        self._say(INFO, f"{question.place}query sent")
        if self._progress is not None:
            self._progress.begin()
        if self.level >= DEBUG:
            from .sentences import format_query

            if self._redacts:
                from .redacting import redacted_query

                query = redacted_query(query)
            for line in format_query(query).splitlines():
                self._say(DEBUG, f"  {line}")

    def received(self, count: int) -> None:
        """So many matches came."""
        if self._progress is not None:
            self._progress.received(count)

    def interrupted(self) -> None:
        """Ctrl-C was pressed for the first time."""
        self._cancelled_by = "Ctrl-C"
        self._say(WARNING, "asked the peer to stop; Ctrl-C again aborts")

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:  # noqa: ARG002
        """A query is over. Return its exit code."""
        if self._progress is not None:
            self._progress.wipe()
        if self._redacts:
            from .redacting import redacted_error

            outcome = outcome.replace(error=redacted_error(outcome.error))
        place = question.place
        code = code_of_outcome(outcome)
        came = f"{outcome.match_count} match{'' if outcome.match_count == 1 else 'es'}"
        if code != SUCCESS:
            from .sentences import hint_of, why_it_ended

            self._say(ERROR, f"{place}{why_it_ended(outcome)}; {came} came, the list is not complete")
            self._hint(hint_of(outcome), ERROR)
        elif not outcome.is_complete:
            ended_by = "--limit" if outcome.is_limited else self._cancelled_by
            self._say(WARNING, f"{place}{came}, ended by {ended_by}; the peer may have more")
        elif self.level >= INFO:
            from .sentences import format_seconds

            asked = f", asked for {outcome.continuation_count + 1} times" if outcome.continuation_count else ""
            self._say(INFO, f"{place}{came} in {format_seconds(seconds)}{asked}; final status {outcome.status}")
        if outcome.unsupported_keys_count:
            count = f"{outcome.unsupported_keys_count} of {came}"
            self._say(
                WARNING, f"warning: {place}the peer does not support all optional keys, {count} may not fit (0xFF01)"
            )
            self._hint("" if self._is_verified else "--verify-matches drops those that contradict the query", WARNING)
        return code

    def not_asked(self, count: int) -> int:
        """Queries are left that cannot be asked any more. Return the exit code for that."""
        if not count:
            return SUCCESS
        self._say(ERROR, f"{count} quer{'y was' if count == 1 else 'ies were'} not asked: the association has ended")
        return BROKEN

    def not_released(self, error: FindscuError) -> int:
        """The association did not end in good order; nothing is lost by that."""
        self._say(INFO, f"association not released: {error}")
        return SUCCESS

    def released(self) -> None:
        """The association is over, in good order."""
        self._say(INFO, "association released")

    def wrote(self, writer: Writer) -> int:
        """All queries are over. Return the exit code that the matches themselves ask for."""
        for number, error in writer.unread:
            self._say(ERROR, f"match {number} cannot be read: {error}")
        if writer.unread_count > len(writer.unread):
            self._say(ERROR, f"{writer.unread_count} matches in all cannot be read")
        if writer.charset_counts or writer.issue_counts:
            from .sentences import describe_oddities

            for message, hint in describe_oddities(writer):
                self.cautioned(message, hint)
        for remark in writer.remarks:
            self._say(WARNING, remark)
        return INCOMPLETE if writer.unread_count else SUCCESS

    def filtered(self, note: Note) -> int:
        """A filter has something to tell. Return the exit code for that."""
        self._say(ERROR if note.is_failure else INFO if note.is_expected else WARNING, note.message)
        return INCOMPLETE if note.is_failure else SUCCESS

    # What goes wrong.

    def failed(self, error: FindscuError) -> int:
        """Something ended the run, or cannot be done. Return the exit code."""
        from .sentences import sentence_of

        self._say(ERROR, sentence_of(error))
        if isinstance(error, errors.InvalidKey):
            self._point_at(error, is_shown=self.level >= DEBUG and not self._redacts)
        self._hint(error.hint, ERROR)
        return code_of(error)

    def remarked(self, logger: str, level: int, message: str) -> None:  # noqa: ARG002
        """A store has something to say."""
        self._say(_LEVEL_OF_NUMBERS[level // 10000], message)

    def output_failed(self, error: OutputError) -> int:
        """The output cannot be written. Return the exit code."""
        self._say(ERROR, str(error))
        return OUTPUT

    def closed(self) -> None:
        """Nothing more happens."""
        if self._hierarchy is not None:
            self._hierarchy.close()

    # How it is written.

    def _point_at(self, error: errors.InvalidKey, *, is_shown: bool) -> None:
        from .sentences import lines_of_place

        for line in lines_of_place(error, is_shown=is_shown):
            self._say(ERROR, line)

    def _hint(self, hint: str, level: int) -> None:
        if hint:
            self._say(level, f"hint: {hint}")

    def _say(self, level: int, text: str) -> None:
        if level > self.level or self._stream is None:
            return
        if self._progress is not None:
            self._progress.wipe()
        if self._hierarchy is not None:
            self._hierarchy.logger(LOGGER).log(_NUMBERS_OF_LEVELS[level], text)
            return
        try:
            self._stream.write(f"findscu: {escape_text(text)}\n")
        except OSError:
            self._stream = None  # nobody listens
