"""What goes to standard error: a reporter with one method for each occurrence.

Lines begin with `findscu:` and are safe for a terminal, whatever the peer put into them. They hold no value of an
attribute; only `-d` shows the query with its values.
"""

from __future__ import annotations

import os

from ..dictionary import format_tag, keyword_of
from ..errors import ConnectError, ConnectTimeout, FindscuError, InvalidKey, StatusError, UsageError
from ..identifier import EXPLICIT_LE, SYNTAXES, decode_dataset
from ..models import QUERY_RETRIEVE_LEVEL, model_of
from ..output.text import escape_text, format_element
from ..uids import VERIFICATION
from .exit_codes import BROKEN, INCOMPLETE, OUTPUT, SUCCESS, USAGE, code_of
from .occurrences import CHARSET_VARIABLE, CHARSETS_BUILT_IN, Occurrences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from ..checks import Doubt
    from ..client import Association, Matches
    from ..matches import Outcome
    from ..output import Writer
    from ..output.sink import OutputError
    from ..query import Query
    from ..session import Observer
    from ..settings import Settings
    from .dialects import Question
    from .oflog import Hierarchy
    from .option import Arguments

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

MOST_NAMED_TAGS = 5
"""Attributes named whose values are not as the standard wants them; the text format shows them all."""


class Reporter(Occurrences):
    """Native's reporter.

    Attributes:
        level: the most that is said, QUIET to DEBUG.
    """

    def __init__(self, stream: TextIO | None, log_level: str = "warning", *, stdout: BinaryIO | None = None) -> None:
        self._stdout = stdout
        self._hierarchy: Hierarchy | None = None
        self._stream = stream
        self._cancelled_by = "--cancel"
        self.set_level(log_level)

    def misread(self, error: UsageError, arguments: Arguments) -> int:
        """The words cannot be read. Return the exit code."""
        self.set_level(arguments.log_level)
        return self.failed(error)

    def configured(self, arguments: Arguments) -> None:
        """The words are read.

        Raises:
            UsageError: the logger configuration cannot be used.
        """
        self.set_level(arguments.log_level)
        if arguments.log_config is not None:
            from .log_config import configure

            self._hierarchy = configure(arguments.log_config, self._stream, self._stdout)
            self.level = DEBUG
        if arguments.print_arguments:
            words = " ".join(f"'{word}'" for word in arguments.words)
            self._say(QUIET, f"{len(arguments.words)} arguments: {words}")
        if self.level >= INFO and os.environ.get(CHARSET_VARIABLE):
            self._say(INFO, CHARSETS_BUILT_IN)

    def set_level(self, log_level: str) -> None:
        """Take the level from a word of `-ll`."""
        self.level = _LEVELS[log_level]

    # Before the conversation.

    def said_nothing(self) -> int:
        """The command line is empty. Return the exit code."""
        from .help import SHORT_USAGE

        if self._stream is not None:
            self._stream.write(SHORT_USAGE)
        return USAGE

    def read_query(self, query: Query, place: str, *, is_model_given: bool) -> None:
        """A query has been read; `place` is "query 2 of 3: " when there are several."""
        level = query.identifier.text_of(QUERY_RETRIEVE_LEVEL)
        reason = "" if is_model_given else f", chosen by level {level}" if level else ", chosen as there is no level"
        self._say(INFO, f"{place}information model {query.model.name}{reason}")

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

        return WireLog(lambda line: self._say(DEBUG, line))

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for."""
        if self.level >= INFO:
            self._say(INFO, f"calling {settings.asked} as {settings.calling_ae_title}")

    def associated(self, association: Association, seconds: float) -> None:
        """The association stands."""
        if self.level < INFO:
            return
        agreed = association.negotiated
        name = " ".join((agreed.implementation_version_name, agreed.implementation_class_uid)).strip()
        self._say(INFO, f"accepted in {_time(seconds)} by {name or 'an implementation that does not say its name'}")
        if association.security is not None:
            from .tls_setup import describe_security

            self._say(INFO, f"  {describe_security(association.security)}")
        self._say(INFO, f"  longest PDU it takes: {agreed.maximum_length or 'any'} bytes")
        for abstract_syntax, transfer_syntax in agreed.accepted.values():
            self._say(INFO, f"  {_title(abstract_syntax)}: {SYNTAXES[transfer_syntax].name}")
        for reason in agreed.reasons:
            self._say(INFO, f"  refused: {reason}")
        if association.settings.extended_negotiation:
            from .negotiating import describe_answers

            for line in describe_answers(association.settings.extended_negotiation, agreed.extended_negotiations):
                self._say(INFO, f"  {line}")

    def sent(self, question: Question, query: Query, matches: Matches) -> None:  # noqa: ARG002
        """A query is on its way."""
        self._say(INFO, f"{question.place}query sent")
        if self.level >= DEBUG:
            for line in format_query(query).splitlines():
                self._say(DEBUG, f"  {line}")

    def interrupted(self) -> None:
        """Ctrl-C was pressed for the first time."""
        self._cancelled_by = "Ctrl-C"
        self._say(WARNING, "asked the peer to stop; Ctrl-C again aborts")

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:  # noqa: ARG002
        """A query is over. Return its exit code."""
        place = question.place
        code = _code_of(outcome)
        came = f"{outcome.match_count} match{'' if outcome.match_count == 1 else 'es'}"
        if code != SUCCESS:
            self._say(ERROR, f"{place}{_why(outcome)}; {came} came, the list is not complete")
            self._hint(_hint_of(outcome), ERROR)
        elif not outcome.is_complete:
            ended_by = "--limit" if outcome.is_limited else self._cancelled_by
            self._say(WARNING, f"{place}{came}, ended by {ended_by}; the peer may have more")
        else:
            self._say(INFO, f"{place}{came} in {_time(seconds)}; final status {outcome.status}")
        if outcome.unsupported_keys_count:
            count = f"{outcome.unsupported_keys_count} of {came}"
            self._say(
                WARNING, f"warning: {place}the peer does not support all optional keys, {count} may not fit (0xFF01)"
            )
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
        if writer.issue_counts:
            total, tags = sum(writer.issue_counts.values()), list(writer.issue_counts)
            more = ", ..." if len(tags) > MOST_NAMED_TAGS else ""
            names = ", ".join(map(_name, tags[:MOST_NAMED_TAGS])) + more
            self._say(WARNING, f"warning: the answers do not keep to the standard {_times(total)}: {names}")
            self._hint("look at the lines with ! of --format text", WARNING)
        return INCOMPLETE if writer.unread_count else SUCCESS

    # What goes wrong.

    def failed(self, error: FindscuError) -> int:
        """Something ended the run, or cannot be done. Return the exit code."""
        self._say(ERROR, _sentence(error))
        if isinstance(error, InvalidKey):
            self._point_at(error)
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

    def _point_at(self, error: InvalidKey) -> None:
        """Show the place in a key. Its value is nobody's business, except with `-d`."""
        path, equals, value = error.key.partition("=")
        shown = error.key if self.level >= DEBUG or not value else f"{path}{equals}..."
        self._say(ERROR, f"  -k {shown}")
        self._say(ERROR, f"     {' ' * min(error.position, len(shown))}^")

    def _hint(self, hint: str, level: int) -> None:
        if hint:
            self._say(level, f"hint: {hint}")

    def _say(self, level: int, text: str) -> None:
        if level > self.level or self._stream is None:
            return
        if self._hierarchy is not None:
            self._hierarchy.logger(LOGGER).log(_NUMBERS_OF_LEVELS[level], text)
            return
        try:
            self._stream.write(f"findscu: {escape_text(text)}\n")
        except OSError:
            self._stream = None  # nobody listens


def format_query(query: Query) -> str:
    """Return a query as text, as it is sent: sorted and padded."""
    sent = decode_dataset(query.encode(EXPLICIT_LE), EXPLICIT_LE)
    return "".join([format_element(element) for element in sent.values()])


def _code_of(outcome: Outcome) -> int:
    """Return the exit code of a query: what the user's own `--limit` or `--cancel` ended is a success."""
    if outcome.is_limited:
        return SUCCESS
    if outcome.error is not None:
        return code_of(outcome.error)
    if outcome.status is None:
        return BROKEN
    is_asked_for = outcome.status.category == "cancel" and outcome.was_cancelled
    return SUCCESS if is_asked_for or outcome.status.category == "success" else INCOMPLETE


def _why(outcome: Outcome) -> str:
    """Say what ended a query that did not end well."""
    if outcome.error is not None:
        return _sentence(outcome.error)
    return "interrupted" if outcome.status is None else f"the peer ended the query with {outcome.status}"


def _hint_of(outcome: Outcome) -> str:
    if outcome.error is not None:
        return outcome.error.hint
    return "" if outcome.status is None else outcome.status.hint


def _title(abstract_syntax: str) -> str:
    return "Verification" if abstract_syntax == VERIFICATION else model_of(abstract_syntax).title


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _sentence(error: FindscuError) -> str:
    text = str(error)
    if error.peer and not isinstance(error, (ConnectError, ConnectTimeout)):  # those name the host themselves
        text = f"{error.peer}: {text}"
    if isinstance(error, StatusError):
        if error.error_comment:
            text += f"; its comment: {error.error_comment}"
        if error.offending_elements:
            text += f"; offending: {', '.join(map(_name, error.offending_elements))}"
    return text


def _name(tag: int) -> str:
    return f"{format_tag(tag)} {keyword_of(tag)}".rstrip()
