"""What `Association` and `Matches` are in both drivers; `client` and `aio` add the waiting."""

from __future__ import annotations

from collections import deque

from .errors import IdleTimeout, InvalidQuery, InvalidState
from .peer import DEFAULT_PORT, DEFAULT_TLS_PORT, Peer, parse_peer
from .query import Query, build_query
from .records import Record
from .search import start_find
from .settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .dimse import CFindRsp
    from .identifier import Syntax
    from .matches import Match, Outcome
    from .negotiation import Negotiated
    from .search import Search
    from .session import Session
    from .status import Status
    from .tls.channel import Security


class Echo(Record):
    """The answer to a C-ECHO and how long it took, in seconds."""

    status: Status
    seconds: float


class BaseMatches:
    """How the query stands: the part of `Matches` that waits for nothing."""

    def __init__(self, search: Search, settings: Settings) -> None:
        self._search = search
        self._settings = settings
        self._ends_association = False
        self._unread: deque[Match] = deque()  # of the last block, by whoever iterates over matches

    def _take_unread(self) -> list[Match]:
        block = list(self._unread)
        self._unread.clear()
        return block

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

    def __init__(self, session: Session, settings: Settings, negotiated: Negotiated) -> None:
        self.settings = settings
        self.negotiated = negotiated
        self._session = session
        self._search: Search | None = None
        self._heard_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether queries can be asked on it: it is established, and nobody has begun to end it."""
        return self._session.is_established

    def _start(self, query: Query | None, asked: dict[str, Any], **how: Any) -> Search:
        """Queue a C-FIND for `query`, or for what `asked` says."""
        self._require_idle()
        self._search = start_find(self._session, query_of(query, asked), settings=self.settings, **how)
        return self._search

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
        raise IdleTimeout(
            f"the association lay idle for {now - self._heard_at:.3g} s, at most {limit:g} s were allowed",
            hint="allow it more time (--network-timeout)",
            limit=limit,
            elapsed=now - self._heard_at,
        )

    def _require_idle(self) -> None:
        if self._search is not None and not self._search.is_over:
            raise InvalidState("another query is under way on this association", hint="read it to its end or close it")
        if not self._session.is_established:
            raise InvalidState("the association has ended", hint="connect again")


def settings_of(peer: str | Peer, port: int | None, options: dict[str, Any]) -> Settings:
    """Return the checked settings for the arguments of `connect`.

    Raises:
        UsageError: the peer, an AE title, a model or a number that cannot be used.
    """
    if isinstance(peer, Peer):
        if port is not None:
            raise InvalidQuery(f"peer {peer} has a port, and port {port} follows", hint="give the port once")
    else:
        peer = parse_peer(peer, port, DEFAULT_PORT if options.get("tls") is None else DEFAULT_TLS_PORT)
    settings = Settings(peer, **options)
    settings.check()
    if settings.tls is not None:
        from .tls import check_settings

        check_settings(settings)
    return settings


def handshake_deadline(settings: Settings, start: float, now: float) -> tuple[float, float]:
    """Return until when a TLS handshake may take, and the time-out in seconds that this comes from.

    Args:
        settings: with `tls_timeout`, or else `connect_timeout`.
        start: when connecting began.
        now: when it was done.
    """
    if settings.tls_timeout is None:
        return start + settings.connect_timeout, settings.connect_timeout
    return now + settings.tls_timeout, settings.tls_timeout


def query_of(query: Query | None, asked: dict[str, Any], options: frozenset[str] = frozenset()) -> Query:
    """Return the query that the arguments of `find` say: itself, or what `build_query` makes of the others.

    Args:
        query: a query that stands by itself.
        asked: the other arguments.
        options: what else might have stood among them, to name it where something is misspelt.
    Raises:
        TypeError: a query and something beside it; a name that begins like an option and is none.
        UsageError: the query cannot be built.
    """
    if query is not None and asked:
        raise TypeError(f"a query and, beside it, {', '.join(asked)}: give one of the two")
    if query is not None:
        return query
    arguments, attributes = _split(asked, _QUERY_ARGUMENTS)
    for name in attributes:
        if name[:1].islower():
            known = ", ".join(sorted(_QUERY_ARGUMENTS | options))
            raise TypeError(f"unexpected option {name!r}; DICOM keywords begin with a capital, options are {known}")
    return build_query(**arguments, attributes=attributes)


def split_find(
    peer: str | Peer, port: int | None, query: Query | None, named: dict[str, Any]
) -> tuple[Settings, Query]:
    """Return settings and query for the arguments of the function `find`; only the query's model is proposed."""
    options, asked = _split(named, _OPTIONS)
    query = query_of(query, asked, _OPTIONS)
    return settings_of(peer, port, {"models": (query.model,), **options}), query


_OPTIONS = frozenset(Settings._fields) - {"peer"}
_QUERY_ARGUMENTS = frozenset(build_query.__kwdefaults__ or ()) - {"attributes"}


def _split(named: dict[str, Any], names: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part keyword arguments into those with one of the names, and the others."""
    within = {name: value for name, value in named.items() if name in names}
    return within, {name: value for name, value in named.items() if name not in names}
