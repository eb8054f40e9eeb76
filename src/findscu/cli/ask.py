"""The conversation of a command line: its queries, in order, on one association; where the matches go."""

from __future__ import annotations

from time import monotonic

from ..client import connect
from ..errors import FindscuError
from ..output.sink import OutputError
from ..transport import Interrupted
from .exit_codes import SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..client import Association, Matches
    from ..matches import Match
    from ..output import Writer
    from ..output.files import Store
    from ..output.filters import Filter
    from ..output.sink import StreamSink
    from ..query import Query
    from ..settings import Settings
    from .dialects import Question, Task
    from .interrupts import Interrupts
    from .occurrences import Occurrences
    from .option import Arguments


def open_association(settings: Settings, reporter: Occurrences, interrupts: Interrupts) -> Association:
    """Connect to the peer, and say so.

    Raises:
        What `connect` raises; Interrupted.
    """
    reporter.connecting(settings)
    start = monotonic()
    options = {name: getattr(settings, name) for name in settings._fields if name != "peer"}
    association = connect(settings.peer, observer=reporter.observer(), wakeup=interrupts.wakeup, **options)
    reporter.associated(association, monotonic() - start)
    return association


def hang_up(association: Association, reporter: Occurrences) -> int:
    """Release the association, or abort it if the peer, or the user, has no patience for that; return the exit code."""
    try:
        association.release()
    except FindscuError as error:
        association.abort()
        return reporter.not_released(error)
    except Interrupted:
        association.abort()
    else:
        reporter.released()
    return SUCCESS


class Conversation:
    """One run: what is asked, where the matches go, who hears of it.

    Args:
        task: whom to ask, and what, in this order.
        chain: what matches pass before anybody sees them; None for nothing.
        writer: turns matches into bytes.
        sink: takes the bytes; committed once there was an association, so that what came is kept whatever happened.
        store: writes files, if any are wanted.
        reporter: says what happens.
        interrupts: Ctrl-C and SIGTERM.
        arguments: the command line.
    """

    def __init__(
        self,
        task: Task,
        chain: Filter | None,
        writer: Writer,
        sink: StreamSink,
        store: Store | None,
        reporter: Occurrences,
        interrupts: Interrupts,
        arguments: Arguments,
    ) -> None:
        self._task = task
        self._chain = chain
        self._writer = writer
        self._sink = sink
        self._store = store
        self._reporter = reporter
        self._interrupts = interrupts
        self._arguments = arguments
        self._response_count = 0
        self._number = 0
        self._error: FindscuError | None = None

    def run(self) -> int:
        """Connect, ask, write, hang up; return the exit code.

        Raises:
            FindscuError: there is no association.
            OutputError: the matches cannot be written; the peer is told by an A-ABORT.
        """
        try:
            association = open_association(self._task.settings, self._reporter, self._interrupts)
        except (FindscuError, Interrupted) as error:
            self._sink.write(self._writer.close())
            if isinstance(error, FindscuError):
                raise
            return self._interrupts.exit_code
        with association:
            self._open_store()
            try:
                codes = self._ask_all(association)
            finally:
                self._close_store()
            self._sink.write(self._writer.close())
            self._sink.commit()
            notes = [] if self._chain is None else self._chain.notes()
            codes += [
                self._reporter.wrote(self._writer),
                *map(self._reporter.filtered, notes),
                self._leave(association),
            ]
        return self._interrupts.exit_code or next(filter(None, codes), SUCCESS)

    def _ask_all(self, association: Association) -> list[int]:
        """Ask one query after the other, as long as the association lasts; return the exit code of each."""
        codes = []
        questions = self._task.questions
        for number, question in enumerate(questions, 1):
            try:
                codes.append(self._ask(association, question))
            except FindscuError as error:  # it cannot be asked: no context, or not to be written in its syntax
                codes.append(self._reporter.failed(error))
                if self._reporter.goes_on_after_errors:
                    continue
                self._error = error
                break
            if self._sink.is_broken:
                break  # nobody reads any more, and that is no failure
            if self._interrupts.exit_code or not association.is_open:
                codes.append(self._reporter.not_asked(len(questions) - number))
                break
        return codes

    def _ask(self, association: Association, question: Question) -> int:
        """Ask one query and write what comes; return its exit code."""
        query = question.build()
        start = monotonic()
        self._reporter.asking(question, query, association)
        matches = association.find(
            query,
            limit=self._arguments.limit,
            cancel_after=self._cancel_after(),
            priority=self._arguments.priority,
        )
        self._reporter.sent(question, query, matches)
        self._sink.write(self._writer.begin(query))
        if self._chain is not None:
            from ..service_options import granted_options

            self._chain.begin(query, granted_options(query.model, association.negotiated.extended_negotiations))
        while not self._read(association, matches, query):
            pass
        if self._chain is not None and not self._sink.is_broken:
            self._deliver(self._chain.rest(), query)
        self._response_count += matches.final is not None
        self._number += matches.final is not None
        outcome = matches.outcome
        if self._error is not None:
            outcome = outcome.replace(error=self._error, is_complete=False)
        self._sink.write(self._writer.end(outcome))
        if outcome.status is None:
            self._error = outcome.error
        if self._sink.is_broken:
            return SUCCESS
        return self._reporter.ended(question, outcome, matches, monotonic() - start)

    def _read(self, association: Association, matches: Matches, query: Query) -> bool:
        """Read and write until the query is over, which it tells, or a signal came."""
        try:
            for block in matches.blocks():
                if not self._take(block, matches, query):
                    break
                if self._sink.is_broken:
                    matches.close()
        except FindscuError:
            pass  # the outcome has it
        except Interrupted:
            self._interrupts.clear()
            if not self._interrupts.must_abort:
                matches.cancel()
                self._reporter.interrupted()
                return False
            association.abort()
        return True

    def _take(self, block: Sequence[Match], matches: Matches, query: Query) -> bool:
        """Deliver a block; `--cancel` falls between the two parts of one. Whether the query goes on."""
        left = self._cancel_after()
        if left is not None and left <= len(block):
            if not self._pass_on(block[:left], query):
                return False
            self._reporter.cancelling(matches)
            block = block[left:]
        return self._pass_on(block, query)

    def _pass_on(self, block: Sequence[Match], query: Query) -> bool:
        """Deliver what the filters let through. Whether the query goes on."""
        self._response_count += len(block)
        self._reporter.received(len(block))
        return self._deliver(block if self._chain is None else self._chain.block(block), query)

    def _deliver(self, block: Sequence[Match], query: Query) -> bool:
        """Tell of matches and write them; where files are written, one after the other. Whether the query goes on."""
        if not block:
            return True
        try:
            if self._store is None:
                self._reporter.matched(block, self._number + 1)
                self._number += len(block)
            else:
                for match in block:
                    self._reporter.matched((match,), self._number + 1)
                    self._number += 1
                    self._write_file(self._store, match, query)
        except FindscuError as error:
            self._error = error
            return False
        self._sink.write(self._writer.block(block))
        return True

    def _write_file(self, store: Store, match: Match, query: Query) -> None:
        number, limit = self._number, self._arguments.extract_limit
        if limit is not None and number > limit:
            self._reporter.not_storing(number, limit)
            return
        self._reporter.storing(store.path_of(number), number)
        try:
            store.write(number, match, query.model.uid)
        except OutputError as error:
            self._reporter.not_stored(error)

    def _open_store(self) -> None:
        if self._store is None:
            return
        self._reporter.opening(self._store)
        try:
            self._store.open()
        except OutputError as error:
            self._reporter.not_stored(error)

    def _close_store(self) -> None:
        if self._store is None:
            return
        try:
            self._store.close()
        except OutputError as error:
            self._reporter.not_stored(error)

    def _leave(self, association: Association) -> int:
        """Release the association if it still stands, or abort it; return the exit code."""
        is_broken_off = self._error is not None and self._reporter.aborts_after_errors
        is_aborting = self._arguments.abort or is_broken_off
        self._reporter.leaving(self._error, is_aborting=is_aborting)
        if not association.is_open:
            return SUCCESS
        if not is_aborting:
            return hang_up(association, self._reporter)
        association.abort()
        self._reporter.aborted()
        return SUCCESS

    def _cancel_after(self) -> int | None:
        """Return what is left of `--cancel N`, which counts all responses of the association; 0 means never."""
        left = (self._arguments.cancel_after or 0) - self._response_count
        return left if left > 0 else None
