"""Peers to test against, in this process and on loopback: for the users of findscu, and for its own tests.

* `FindScp` answers C-FIND from DICOM files, data sets or dumps, with the matching of PS3.4 §C.2.2.2.
* `ScriptedPeer` says literal bytes at given moments; `VirtualConnection` plays the same script without waiting.
* `builders` makes synthetic data sets, `worklist` a worklist of today and tomorrow.

With pytest, the fixture `find_scp` starts an SCP for a test: see `pytest_plugin`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .builders import build_dataset, instance, make_uid, workitem, worklist_item
    from .responder import Behaviour
    from .scp import Asked, FindScp
    from .scripted import ScriptedPeer, Step
    from .store import Store
    from .virtual_clock import VirtualConnection
    from .worklist import synthetic_worklist

__all__ = [
    "Asked",
    "Behaviour",
    "FindScp",
    "ScriptedPeer",
    "Step",
    "Store",
    "VirtualConnection",
    "build_dataset",
    "instance",
    "make_uid",
    "synthetic_worklist",
    "workitem",
    "worklist_item",
]

_HOMES = {
    "Asked": "scp",
    "Behaviour": "responder",
    "FindScp": "scp",
    "ScriptedPeer": "scripted",
    "Step": "scripted",
    "Store": "store",
    "VirtualConnection": "virtual_clock",
    "build_dataset": "builders",
    "instance": "builders",
    "make_uid": "builders",
    "synthetic_worklist": "worklist",
    "workitem": "builders",
    "worklist_item": "builders",
}

if not TYPE_CHECKING:  # as in `findscu` itself: the plugin must cost the users of pytest nothing

    def __getattr__(name):
        """Import a public name when it is first used."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value

    def __dir__():
        """List the public names, imported or not."""
        return sorted({*globals(), *__all__})
