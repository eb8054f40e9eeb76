"""Nodes: peers by name, with everything that has to be known to ask them, from the user's configuration file.

The library reads the file only when it is told to:

    from findscu import find, nodes

    known = nodes.load()
    with find(known["pacs"], level="STUDY", PatientName="DOE*") as matches:
        ...

node     what is known of a peer, and of a saved query        loading  where the file is
quirks   in what a peer differs from the standard             reading  which tables there are in it
editing  changes that leave everything else as it was         keys     which keys, and what their values mean

Loaded when somebody names a node; docs/nodes.md describes it for users.
"""

from __future__ import annotations

from .loading import default_path, load
from .node import Configuration, Node, SavedQuery
from .quirks import Quirks

__all__ = ["Configuration", "Node", "Quirks", "SavedQuery", "default_path", "load"]
