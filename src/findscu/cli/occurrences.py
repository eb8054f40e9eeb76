"""What can happen while a line is carried out: a reporter has one method for each occurrence.

`Occurrences` takes note of nothing; each dialect's reporter says what it wants to say. Methods that return an exit code
return 0 when nothing is wrong. They are called in the order in which they stand here.
"""

from __future__ import annotations

from .exit_codes import INCOMPLETE, SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..asking.moments import Moment
    from ..checks import Doubt
    from ..client import Association, Matches
    from ..errors import FindscuError, UsageError
    from ..matches import Match, Outcome
    from ..output import Writer
    from ..output.dcmtk_reader import TreeOf
    from ..output.files import Store
    from ..output.filters import Note
    from ..output.sink import OutputError, Talk
    from ..query import Query
    from ..session import Observer
    from ..settings import Settings
    from .dialects import Question
    from .option import Arguments


CHARSET_VARIABLE = "DCMICONVPATH"
CHARSETS_BUILT_IN = f"{CHARSET_VARIABLE} is not used: the character set tables are built in"


class Occurrences:
    """Base of the reporters.

    Attributes:
        goes_on_after_errors: whether the next query is asked when one cannot be.
        aborts_after_errors: whether the association is aborted when a query could not be asked or broke off.
        talk: where it writes, if anywhere.
    """

    goes_on_after_errors = True
    aborts_after_errors = False
    talk: Talk | None = None

    # Before the conversation.

    def said_nothing(self) -> int | None:
        """The command line is empty. Return the exit code, None to go on."""

    def misread(self, error: UsageError, arguments: Arguments) -> int:  # noqa: ARG002 - for those that heed -q
        """The words cannot be read; `arguments` holds what was read before. Return the exit code."""
        return self.failed(error)

    def configured(self, arguments: Arguments) -> None:
        """The words are read; `arguments` says how much is to be told, and where."""

    def noted(self, message: str, *, is_asked_for: bool = False) -> None:
        """Something was found out that a line does not say itself; `is_asked_for` when it is what the line is about."""

    def read_query(self, query: Query, place: str, *, is_model_given: bool) -> None:
        """A query has been read; `place` is "query 2 of 3: " when there are several."""

    def understood(self, moments: Sequence[Moment], *, is_asked_for: bool = False) -> None:
        """Dates were said in words, and came to values; `is_asked_for` when the line is about what would be sent."""

    def doubted(self, doubt: Doubt, place: str) -> None:
        """A query can be sent, but a peer may well refuse it or take it in another way."""

    def cautioned(self, message: str, hint: str = "") -> None:
        """Something can be done as the line wants it, but it is not safe."""

    # What goes wrong, at any time.

    def failed(self, error: FindscuError) -> int:
        """Something ended the run, or cannot be asked. Return the exit code."""
        raise NotImplementedError

    def output_failed(self, error: OutputError) -> int:
        """The output cannot be written. Return the exit code."""
        raise NotImplementedError

    # The conversation.

    def observer(self) -> Observer | None:
        """Return what listens to PDUs and messages, None when nobody wants to know."""

    def connecting(self, settings: Settings) -> None:
        """The connection and the association are asked for."""

    def associated(self, association: Association, seconds: float) -> None:
        """The association stands."""

    def opening(self, store: Store) -> None:
        """The files for matches are about to be opened."""

    def asking(self, question: Question, query: Query, association: Association) -> None:
        """A query is about to be sent; it may turn out that it cannot be."""

    def sent(self, question: Question, query: Query, matches: Matches) -> None:
        """A query is on its way."""

    def received(self, count: int) -> None:
        """So many matches came, in one go; filters may hold or drop some of them."""

    def matched(self, matches: Sequence[Match], first_number: int) -> None:
        """Matches came and are not written yet. `first_number` counts all responses of the association, from 1.

        Raises:
            FindscuError: for this dialect the query is over with this.
        """

    def storing(self, path: str, number: int) -> None:
        """A match is about to be written to a file."""

    def not_stored(self, error: OutputError) -> None:
        """A file cannot be written. Raise the error, or pass it over."""
        raise error

    def not_storing(self, number: int, limit: int) -> None:
        """A match is not written: the limit of files has been reached."""

    def tree_of(self, arguments: Arguments) -> TreeOf:
        """Return what makes trees of matches for stores: one that the reporter shares, if it shows them too."""
        from ..output.dcmtk_reader import TreeOf

        return TreeOf(corrects=arguments.corrects)

    def remarked(self, logger: str, level: int, message: str) -> None:
        """A store has something to say, to DCMTK's logger of that name; levels are 10000 (debug) to 40000 (error)."""

    def cancelling(self, matches: Matches) -> None:
        """So many responses came that the peer is asked to stop."""

    def interrupted(self) -> None:
        """Ctrl-C was pressed for the first time."""

    def ended(self, question: Question, outcome: Outcome, matches: Matches, seconds: float) -> int:
        """A query is over: with `matches.final`, or with `outcome.error`. Return its exit code."""
        raise NotImplementedError

    def not_asked(self, count: int) -> int:  # noqa: ARG002 - for those who tell
        """Queries are left that cannot be asked any more. Return the exit code for that."""
        return SUCCESS

    def wrote(self, writer: Writer) -> int:  # noqa: ARG002
        """All queries are over. Return the exit code that the matches themselves ask for."""
        return SUCCESS

    def filtered(self, note: Note) -> int:
        """A filter has something to tell, after all queries. Return the exit code for that."""
        if not note.is_expected:
            self.remarked("dcmtk.apps.findscu", 40000 if note.is_failure else 30000, note.message)
        return INCOMPLETE if note.is_failure else SUCCESS

    def leaving(self, error: FindscuError | None, *, is_aborting: bool) -> None:
        """The association is about to be released, or aborted; `error` is what broke the last query off."""

    def released(self) -> None:
        """The association is over, in good order."""

    def aborted(self) -> None:
        """The association was aborted by us."""

    def not_released(self, error: FindscuError) -> int:  # noqa: ARG002
        """The association did not end in good order. Return the exit code for that."""
        return SUCCESS

    def closed(self) -> None:
        """Nothing more happens."""
