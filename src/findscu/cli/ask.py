"""The conversation of a command line: its queries, in order, on one association; the matches into one sink."""

from __future__ import annotations

from time import monotonic

from ..client import connect
from ..errors import FindscuError
from ..transport import Interrupted
from .exit_codes import SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..client import Association, Matches
    from ..matches import Outcome
    from ..output import Writer
    from ..output.sink import StreamSink
    from ..query import Query
    from ..settings import Settings
    from .interrupts import Interrupts
    from .options import Arguments
    from .report import Reporter


def open_association(settings: Settings, reporter: Reporter, interrupts: Interrupts) -> Association:
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


def hang_up(association: Association, reporter: Reporter) -> None:
    """Release the association if it still stands; abort it if the peer, or the user, has no patience for that."""
    if not association.is_open:
        return
    try:
        association.release()
        reporter.released()
    except FindscuError as error:
        reporter.not_released(error)
        association.abort()
    except Interrupted:
        association.abort()


class Conversation:
    """One run: what is asked, where the matches go, who hears of it.

    Args:
        queries: what to ask, in this order.
        writer: turns matches into bytes.
        sink: takes the bytes; committed once there was an association, so that what came is kept whatever happened.
        reporter: says what happens.
        interrupts: Ctrl-C and SIGTERM.
        arguments: the command line.
    """

    def __init__(
        self,
        queries: Sequence[Query],
        writer: Writer,
        sink: StreamSink,
        reporter: Reporter,
        interrupts: Interrupts,
        arguments: Arguments,
    ) -> None:
        self._queries = queries
        self._writer = writer
        self._sink = sink
        self._reporter = reporter
        self._interrupts = interrupts
        self._arguments = arguments

    def run(self, settings: Settings) -> int:
        """Connect, ask, write, hang up; return the exit code.

        Raises:
            FindscuError: there is no association.
            OutputError: the matches cannot be written; the peer is told by an A-ABORT.
        """
        try:
            association = open_association(settings, self._reporter, self._interrupts)
        except (FindscuError, Interrupted) as error:
            self._sink.write(self._writer.close())
            if isinstance(error, FindscuError):
                raise
            return self._interrupts.exit_code
        with association:
            codes = self._ask_all(association)
            self._sink.write(self._writer.close())
            self._sink.commit()
            codes.append(self._reporter.wrote(self._writer))
            hang_up(association, self._reporter)
        return self._interrupts.exit_code or next(filter(None, codes), SUCCESS)

    def _ask_all(self, association: Association) -> list[int]:
        """Ask one query after the other, as long as the association lasts; return the exit code of each."""
        codes = []
        for number, query in enumerate(self._queries, 1):
            place = f"query {number} of {len(self._queries)}: " if len(self._queries) > 1 else ""
            try:
                outcome, seconds = self._ask(association, query, place)
            except FindscuError as error:  # it cannot be asked: no context, or not to be written in its syntax
                codes.append(self._reporter.failed(error))
                continue
            if self._sink.is_broken:
                break  # nobody reads any more, and that is no failure
            codes.append(self._reporter.ended(outcome, place, seconds))
            if self._interrupts.exit_code or not association.is_open:
                codes.append(self._reporter.not_asked(len(self._queries) - number))
                break
        return codes

    def _ask(self, association: Association, query: Query, place: str) -> tuple[Outcome, float]:
        """Ask one query and write what comes; return how it ended and the seconds it took."""
        start = monotonic()
        matches = association.find(query, limit=self._arguments.limit, cancel_after=self._cancel_after())
        self._reporter.sent(query, place)
        self._sink.write(self._writer.begin(query))
        while not self._read(association, matches):
            pass
        self._sink.write(self._writer.end(matches.outcome))
        return matches.outcome, monotonic() - start

    def _read(self, association: Association, matches: Matches) -> bool:
        """Read and write until the query is over, which it tells, or a signal came."""
        try:
            for block in matches.blocks():
                self._sink.write(self._writer.block(block))
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

    def _cancel_after(self) -> int | None:
        """Return what is left of `--cancel N`, which counts over the whole association; 0 means never."""
        left = (self._arguments.cancel_after or 0) - self._writer.match_count
        return left if left > 0 else None
