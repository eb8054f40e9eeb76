"""The keyword arguments of `find` and `Association.find`, made into settings and a query; `options` has their types."""

from __future__ import annotations

from .handles import query_of, settings_of
from .peer import Peer
from .query import Query, build_query
from .settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from .nodes import Node

_OPTIONS = frozenset(Settings._fields) - {"peer", "node"}
_QUERY_ARGUMENTS = frozenset(build_query.__kwdefaults__ or ())


def split_find(
    peer: str | Peer | Node, port: int | None, query: Query | None, named: dict[str, Any]
) -> tuple[Settings, Query]:
    """Return settings and query for the arguments of the function `find`; only the query's model is proposed."""
    options, asked = _split(named, _OPTIONS)
    node = None if isinstance(peer, (str, Peer)) else peer
    charset = options.get("charset", "" if node is None else node.said.get("charset", ""))
    query = query_of(query, asked, _OPTIONS, charset=charset, node=node)
    return settings_of(peer, port, {"models": (query.model,), **options}), query


def _split(named: dict[str, Any], names: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part keyword arguments into those with one of the names, and the others."""
    within = {name: value for name, value in named.items() if name in names}
    return within, {name: value for name, value in named.items() if name not in names}


def build_asked(asked: dict[str, Any], options: frozenset[str], charset: str, node: Node | None) -> Query:
    """Return what `build_query` makes of arguments and DICOM keywords; see `handles.query_of`."""
    arguments, attributes = _split(asked, _QUERY_ARGUMENTS)
    for name in attributes:
        if name[:1].islower():
            raise TypeError(_describe_surplus(name, sorted(_QUERY_ARGUMENTS | options)))
    attributes = {**(arguments.pop("attributes", None) or {}), **attributes}
    arguments = {"charset": charset, "now": _now, **arguments}
    query = build_query(**arguments, attributes=attributes)
    if node is None or arguments.get("model") is not None:
        return query
    model = node.model_for(query, arguments.get("level"))
    return query if model is None else build_query(**{**arguments, "model": model}, attributes=attributes)


def _describe_surplus(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    from .dictionary import find_keyword

    near = find_keyword(name) or " or ".join(get_close_matches(name, known, 2, 0.7))
    suggestion = f", did you mean {near}?" if near else ";"
    return f"unexpected option {name!r}{suggestion} DICOM keywords begin with a capital, options are {', '.join(known)}"


def _now() -> datetime:
    from .clock import local_now

    return local_now()
