"""What `Association` and `Matches` are in both drivers; `client` and `aio` add the waiting."""

from __future__ import annotations

from collections import deque

from . import errors
from .errors import FindscuError
from .peer import DEFAULT_PORT, DEFAULT_TLS_PORT, Peer, parse_peer
from .records import Record
from .search import start_find
from .settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from .dimse import CFindRsp
    from .identifier import Syntax
    from .matches import Match, Outcome
    from .models import Model
    from .negotiation import Negotiated
    from .nodes import Node
    from .query import Query
    from .search import Search
    from .session import Session
    from .status import Status
    from .tls.channel import Channel, Security

    T = TypeVar("T")


class Echo(Record):
    """The answer to a C-ECHO and how long it took, in seconds."""

    status: Status
    seconds: float


class BaseMatches:
    """How the query stands: the part of `Matches` that waits for nothing."""

    def __init__(self, search: Search, settings: Settings, query: Query) -> None:
        self._search = search
        self._settings = settings
        self._query = query
        self._ends_association = False
        self._unread: deque[Match] = deque()  # of the last block, by whoever iterates over matches
        self._failure: FindscuError | None = None  # met in reading ahead; raised when what came before has been taken

    def _take_unread(self) -> list[Match]:
        """Return what came and was not taken.

        Raises:
            FindscuError: there is nothing left but the failure that was met in reading ahead.
        """
        failure = self._failure
        if failure is not None and not self._unread:
            self._failure = None
            raise failure
        block = list(self._unread)
        self._unread.clear()
        return block

    def _convert_all(self, taken: list[Match], convert: Callable[[Match], T]) -> list[T]:
        """Return all matches converted, if they are all that were asked for; see `_require_whole`."""
        self._require_whole()
        return [convert(match) for match in taken]

    def _require_whole(self) -> None:
        """Look whether all came that was asked for; see `raise_for_status`.

        Raises:
            IncompleteList: the peer ended the list before, by a status that is no failure.
            FindscuError: what ended the query.
        """
        outcome = self.outcome
        if outcome.is_limited:
            return  # whatever the peer made of our C-CANCEL
        self.raise_for_status()
        if outcome.is_complete or outcome.was_cancelled or outcome.status is None:
            return
        raise errors.IncompleteList(
            f"the peer ended the list with status {outcome.status}, after {outcome.match_count} matches",
            hint="ask for less at once, or loop over the matches to take what came",
            peer=str(self._settings.asked),
            status=outcome.status.code,
            meaning=outcome.status.meaning,
            match_count=outcome.match_count,
        )

    def __repr__(self) -> str:
        outcome = self.outcome
        how = "complete" if outcome.is_complete else "ended" if self._search.is_over else "not read to the end"
        return f"<{type(self).__name__}: {outcome.match_count} so far, {how}>"

    def _repr_html_(self) -> str:
        """Return a table of the next matches for a notebook; later loops still get them.

        In `findscu` this waits for some matches to come; in `findscu.aio` it shows those that have come.
        """
        from .html import describe, table_of

        self._read_ahead()
        is_over = self._search.is_over
        failure = "" if self._failure is None else str(self._failure)
        note = describe(self.outcome, unread_count=len(self._unread), is_over=is_over, failure=failure)
        return table_of(self._query, list(self._unread), note)

    def _read_ahead(self) -> None:
        """Wait for matches to show, where one can."""

    @property
    def query(self) -> Query:
        """What was asked."""
        return self._query

    @property
    def outcome(self) -> Outcome:
        """How the query ended, or how it stands."""
        return self._search.outcome()

    @property
    def status(self) -> Status | None:
        """The final status; None while there is none."""
        return self.outcome.status

    @property
    def complete(self) -> bool:
        """Whether all the peer's matches were delivered: a final Success, and nothing dropped."""
        return self.outcome.is_complete

    @property
    def message_id(self) -> int:
        """The message ID of the C-FIND-RQ."""
        return self._search.message_id

    @property
    def context_id(self) -> int:
        """The ID of the presentation context it is asked on."""
        return self._search.context_id

    @property
    def syntax(self) -> Syntax:
        """The transfer syntax of query and matches."""
        return self._search.syntax

    @property
    def final(self) -> CFindRsp | None:
        """The final response as it came; None while there is none."""
        return self._search.final

    def raise_for_status(self) -> None:
        """Raise what ended the query if it was not a final status, or the failing status if it was one.

        Raises:
            StatusError: the peer answered with a failing status.
            FindscuError: what ended the query.
        """
        error = self.outcome.error
        if error is not None:
            error.peer = str(self._settings.asked)
            raise error


class BaseAssociation:
    """The part of `Association` that waits for nothing.

    Attributes:
        settings: what it was made with.
        negotiated: what the peer accepted.
        security: what the TLS handshake agreed on; None without TLS.
    """

    security: Security | None = None

    _connections: set[object] = set()
    """Those of associations that were not ended, so that their sockets outlive them: in a cycle of references that is
    collected as a whole a socket may go first, and would complain that nobody has closed it."""

    def __init__(self, session: Session, settings: Settings, negotiated: Negotiated) -> None:
        self.settings = settings
        self.negotiated = negotiated
        self._session = session
        self._search: Search | None = None
        self._heard_at: float | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.settings.asked}, {'open' if self.is_open else 'ended'}>"

    @property
    def is_open(self) -> bool:
        """Whether queries can be asked on it: it is established, and nobody has begun to end it."""
        return self._session.is_established

    def granted(self, model: str | Model) -> frozenset[str]:
        """Return the options beyond the baseline that the peer grants for a model, of those in `service_options`.

        Raises:
            UsageError: there is no such model.
        """
        from .service_options import granted_options

        return granted_options(model, self.negotiated.extended_negotiations)

    def _start(self, query: Query | None, asked: dict[str, Any], **how: Any) -> tuple[Search, Query]:
        """Queue a C-FIND for `query`, or for what `asked` says."""
        self._require_idle()
        node = self.settings.node
        query = query_of(query, asked, charset=self.settings.charset, node=node)
        if node is not None and how.get("limit") is None:
            how["limit"] = node.limit
        self._search = start_find(self._session, query, settings=self.settings, before=self._search, **how)
        return self._search, query

    @property
    def _left(self) -> Search | None:
        """The query under way that nobody reads any more; None when there is none."""
        search = self._search
        return search if search is not None and search.is_left and not search.is_over else None

    def _require_freshness(self, now: float) -> None:
        """Abort an association that lay idle for longer than `network_timeout`.

        Raises:
            IdleTimeout: it did.
        """
        limit = self.settings.network_timeout
        if self._search is not None and not self._search.is_over:
            return
        if self._heard_at is None or now - self._heard_at <= limit or not self._session.is_established:
            return
        self._session.abort()
        raise errors.IdleTimeout(
            f"the association lay idle for {now - self._heard_at:.3g} s, at most {limit:g} s were allowed",
            hint="allow it more time (--network-timeout)",
            limit=limit,
            elapsed=now - self._heard_at,
        )

    def _require_idle(self) -> None:
        if self._search is not None and not self._search.is_over and not self._search.is_left:
            raise errors.InvalidState(
                "another query is under way on this association", hint="read it to its end or close it"
            )
        if not self._session.is_established:
            raise errors.InvalidState("the association has ended", hint="connect again")


def settings_of(peer: str | Peer | Node, port: int | None, options: dict[str, Any]) -> Settings:
    """Return the checked settings for the arguments of `connect`; what they say counts more than what a node says.

    Raises:
        UsageError: the peer, an AE title, a model, a number, or a file or secret of a node that cannot be used.
    """
    if isinstance(peer, str):
        peer = parse_peer(peer, port, DEFAULT_PORT if options.get("tls") is None else DEFAULT_TLS_PORT)
    elif port is not None:
        raise errors.InvalidQuery(f"peer {peer} has a port, and port {port} follows", hint="give the port once")
    if not isinstance(peer, Peer):
        options = {**peer.settings(options.get("models", ())), **options, "node": peer}
        peer = peer.peer
    settings = Settings(peer, **options)
    settings.check()
    if isinstance(settings.proxy, str):
        settings = settings.replace(proxy=settings.route)  # which does not show the credentials
    if settings.tls is not None:
        from .tls import check_settings

        check_settings(settings)
    return settings


def handshake_of(settings: Settings, start: float, now: float) -> tuple[Channel, float, float]:
    """Return what `start_tls` of a connection takes: the channel, until when its handshake may take, the time-out."""
    from .tls.channel import Channel  # late: loading it takes as long as a small query

    assert settings.tls is not None
    channel = Channel(settings.tls, settings.peer.host, settings.tls_server_name, settings.tls_pins)
    return channel, *handshake_deadline(settings, start, now)


def handshake_deadline(settings: Settings, start: float, now: float) -> tuple[float, float]:
    """Return until when a TLS handshake may take, and the time-out in seconds that this comes from.

    Args:
        settings: with `tls_timeout`, or else `connect_timeout`.
        start: when connecting began.
        now: when it was done.
    """
    until, limit = start + settings.connect_timeout, settings.connect_timeout
    if settings.tls_timeout is not None:
        until, limit = now + settings.tls_timeout, settings.tls_timeout
    if settings.max_time is not None and start + settings.max_time < until:
        return start + settings.max_time, settings.max_time
    return until, limit


def query_of(
    query: Query | None,
    asked: dict[str, Any],
    options: frozenset[str] = frozenset(),
    *,
    charset: str = "",
    node: Node | None = None,
) -> Query:
    """Return the query that the arguments of `find` say: itself, or what `build_query` makes of the others.

    Args:
        query: a query that stands by itself.
        asked: the other arguments.
        options: what else might have stood among them, to name it where something is misspelt.
        charset: the character set to write the query in, where the arguments name none.
        node: who is asked: by its information model, where the arguments name none, and with its quirks.
    Raises:
        TypeError: a query and something beside it; a name that begins like an option and is none.
        UsageError: the query cannot be built.
    """
    if query is not None and asked:
        raise TypeError(f"a query and, beside it, {', '.join(asked)}: give one of the two")
    if query is None:
        from .arguments import build_asked

        query = build_asked(asked, options, charset, node)
    return query if node is None else node.quirks.apply(query)[0]
