"""findscu asks DICOM systems questions: a C-FIND Service Class User (PS3.4, PS3.7, PS3.8) as a library.

    from findscu import find

    with find("PACS@127.0.0.1:11112", level="STUDY", StudyDate="20260101-", PatientName="") as matches:
        for match in matches:
            print(match.StudyInstanceUID, match.PatientName)

`findscu.aio` has the same names for asyncio, `findscu.errors` the tree of what can go wrong.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import Association, Matches, connect, find
    from .errors import FindscuError
    from .matches import Match, Outcome
    from .models import Model
    from .peer import Peer
    from .query import Query, build_query

__version__ = "0.1.0"

__all__ = [
    "Association",
    "FindscuError",
    "Match",
    "Matches",
    "Model",
    "Outcome",
    "Peer",
    "Query",
    "build_query",
    "connect",
    "find",
]

_HOMES = {
    "Association": "client",
    "FindscuError": "errors",
    "Match": "matches",
    "Matches": "client",
    "Model": "models",
    "Outcome": "matches",
    "Peer": "peer",
    "Query": "query",
    "build_query": "query",
    "connect": "client",
    "find": "client",
}

if not TYPE_CHECKING:  # a module __getattr__ that a type checker sees makes it believe any name

    def __getattr__(name):
        """Import a public name when it is first used: the command needs few of them."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value

    def __dir__():
        """List the public names, imported or not."""
        return sorted({*globals(), *__all__})
