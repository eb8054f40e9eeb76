"""What is known of peers by name, and of saved queries."""

from __future__ import annotations

from ..errors import UsageError
from ..models import QUERY_RETRIEVE_LEVEL, model_of
from ..peer import Peer
from ..records import Record
from ..settings import Settings
from .quirks import Quirks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from ..models import Model
    from ..query import Query


class Node(Record):
    """A peer by name.

    Attributes:
        name: as the user calls it.
        peer: address and, if one is known, called AE title.
        said: what else the file says, by the names that `settings.Settings` or the command's options have for it.
        description: what the user wrote about it.
        quirks: in what it differs from the standard.
    """

    name: str
    peer: Peer
    said: Mapping[str, Any] = {}
    description: str = ""
    quirks: Quirks = Quirks()

    @property
    def limit(self) -> int | None:
        """How many matches of a query are wanted from it; None for all."""
        return self.said.get("limit")

    @property
    def has_tls(self) -> bool:
        """Whether it is spoken to by TLS."""
        return bool(self.said.get("tls_mode"))

    def plain_settings(self) -> dict[str, Any]:
        """Return the fields of `settings.Settings` that the node says as they are, without files or secrets."""
        not_plain = ("proxy",)
        return {name: value for name, value in self.said.items() if name in Settings._fields and name not in not_plain}

    def settings(self, models: Sequence[str | Model] = ()) -> dict[str, Any]:
        """Return what the node says for `connect`: fields of `settings.Settings`.

        Files for TLS and secrets are read now, and a passcode is asked for if the file says so.

        Args:
            models: information models that are asked for; options of the service that mean nothing to any of them are
                left out. Without any, all stay.

        Raises:
            UsageError: a file or a secret that cannot be used.
        """
        from .means import identity_of, proxy_of, service_options_of, tls_context_of

        found = {
            "service_options": service_options_of(self.said, models),
            "user_identity": identity_of(self.said),
            "proxy": proxy_of(self.said),
            "tls": tls_context_of(self.said) if self.has_tls else None,
        }
        return self.plain_settings() | {name: value for name, value in found.items() if value}

    def model_for(self, query: Query, level: str | None) -> Model | None:
        """Return the node's information model, if a query that names none is to be asked by it; else None.

        Args:
            query: as it is for any peer.
            level: the level that the user named, which may be WORKLIST or UPS; None for none.
        """
        if "model" not in self.said:
            return None
        model, found = model_of(self.said["model"]), query.identifier.text_of(QUERY_RETRIEVE_LEVEL)
        is_fitting = found in model.levels if found else level is None
        return model if is_fitting and model != query.model else None

    def __str__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return hash((self.name, self.peer))


class SavedQuery(Record):
    """A query by name, for the command: options written down, with `{placeholders}`.

    Attributes:
        name: as the user calls it.
        options: what the file says: text, numbers, true, lists of text, by the long names of options.
        parameters: what a placeholder stands for unless the line says otherwise.
        placeholders: the names of all, in their order; those that are no `parameters` must be given a value.
        description: what the user wrote about it.
    """

    name: str
    options: Mapping[str, Any]
    parameters: Mapping[str, str] = {}
    placeholders: tuple[str, ...] = ()
    description: str = ""


class Configuration(Record):
    """What a configuration file says. It is a mapping of names to nodes.

    Attributes:
        path: the file, also when there is none.
        nodes: by name, in the file's order.
        queries: saved queries by name.
        default_peer: whom to ask when nobody says; "" for nobody.
    """

    path: str
    nodes: Mapping[str, Node] = {}
    queries: Mapping[str, SavedQuery] = {}
    default_peer: str = ""

    def __getitem__(self, name: str) -> Node:
        """Return a node.

        Raises:
            UsageError: there is none of that name.
        """
        try:
            return self.nodes[name]
        except KeyError:
            raise UsageError(f"no node {name!r} in {self.path}", hint=hint_for(name, self.nodes)) from None

    def __contains__(self, name: object) -> bool:
        return name in self.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)


def hint_for(name: str, known: Mapping[str, object]) -> str:
    """Return which of the known names may have been meant, or all if they are few."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if known and len(known) <= 8:
        return f"there are {', '.join(known)}"
    return "findscu nodes lists what there is"
