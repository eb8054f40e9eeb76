"""findscu asks DICOM systems questions: a C-FIND Service Class User (PS3.4, PS3.7, PS3.8) as a library.

    from findscu import find

    with find("PACS@127.0.0.1:11112", level="STUDY", StudyDate="20260101-", PatientName="") as matches:
        for match in matches:
            print(match.StudyInstanceUID, match.PatientName)

`findscu.aio` has the same names for asyncio, `findscu.errors` the tree of what can go wrong, `findscu.options` the
types of keyword arguments, `findscu.nodes` peers by name, `findscu.tls` contexts for DICOM over TLS, `findscu.testing`
peers to test against. The manual is docs/library.md.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import aio, errors, nodes, options, testing, tls
    from .client import Association, Matches, connect, find
    from .elements import DataSet, Element, Issue
    from .errors import FindscuError
    from .handles import Echo
    from .matches import Match, Outcome
    from .models import Model
    from .peer import Peer
    from .query import Query, build_query
    from .session import Observer
    from .settings import Settings
    from .status import Status
    from .transport import Interrupted

__version__ = "0.1.0"

__all__ = [
    "Association",
    "DataSet",
    "Echo",
    "Element",
    "FindscuError",
    "Interrupted",
    "Issue",
    "Match",
    "Matches",
    "Model",
    "Observer",
    "Outcome",
    "Peer",
    "Query",
    "Settings",
    "Status",
    "aio",
    "build_query",
    "connect",
    "errors",
    "find",
    "nodes",
    "options",
    "testing",
    "tls",
]

_HOMES = {
    "Association": "client",
    "DataSet": "elements",
    "Echo": "handles",
    "Element": "elements",
    "FindscuError": "errors",
    "Interrupted": "transport",
    "Issue": "elements",
    "Match": "matches",
    "Matches": "client",
    "Model": "models",
    "Observer": "session",
    "Outcome": "matches",
    "Peer": "peer",
    "Query": "query",
    "Settings": "settings",
    "Status": "status",
    "aio": "",
    "build_query": "query",
    "connect": "client",
    "errors": "",
    "find": "client",
    "nodes": "",
    "options": "",
    "testing": "",
    "tls": "",
}
"""Where a name comes from; "" for a module of that name."""

if not TYPE_CHECKING:  # a module __getattr__ that a type checker sees makes it believe any name

    def __getattr__(name):
        """Import a public name when it is first used: the command needs few of them."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        home = _HOMES[name]
        value = getattr(import_module(f".{home}", __name__), name) if home else import_module(f".{name}", __name__)
        globals()[name] = value
        return value

    def __dir__():
        """List the public names, imported or not."""
        return sorted({*globals(), *__all__})
