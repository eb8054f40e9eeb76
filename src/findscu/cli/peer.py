"""What the words that are no options mean: a sub-command, the peer, its port, query files.

The forms of a peer itself are `findscu.peer`'s; what may be said of an association is `Settings`'.
"""

from __future__ import annotations

from ..errors import UsageError
from ..peer import DEFAULT_PORT, DEFAULT_TLS_PORT, parse_peer
from ..settings import Settings
from .option import LONGEST_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..peer import Peer
    from .option import Arguments

SUBCOMMANDS = ("echo", "demo")


def subcommand_of(arguments: Arguments, subcommands: Sequence[str] = SUBCOMMANDS) -> str:
    """Return the sub-command that the line names, "" for a query.

    A host may be called `echo`: it is one when a port number follows and the line holds something to ask, a `-k`, an
    `-f` or a query file. So no line written for DCMTK's findscu can be taken for a sub-command.
    """
    words = arguments.positionals
    if not words or words[0] not in subcommands:
        return ""
    has_query = bool(arguments.keys or arguments.query_files or len(words) > 2)
    return "" if len(words) > 1 and is_number(words[1]) and has_query else words[0]


def split_positionals(words: Sequence[str]) -> tuple[str, str | None, list[str]]:
    """Return the peer, its port when it stands as a word of its own, and the query files.

    Raises:
        UsageError: there is no peer.
    """
    if not words:
        raise UsageError("no peer given", hint="write findscu [options] HOST PORT, or AET@HOST:PORT")
    if len(words) > 1 and is_number(words[1]):
        return words[0], words[1], list(words[2:])
    return words[0], None, list(words[1:])


def settings_of(arguments: Arguments, peer: str, port: str | None, models: Sequence[object]) -> Settings:
    """Return how to reach a peer in any of its forms; what the line leaves open is the library's to say.

    Raises:
        UsageError: a peer, port or AE title that cannot be used.
    """
    default_port = DEFAULT_TLS_PORT if arguments.tls_mode else DEFAULT_PORT
    settings = settings_for(arguments, parse_peer(peer, port, default_port), models)
    settings.check()
    return settings


def settings_for(arguments: Arguments, peer: Peer, models: Sequence[object]) -> Settings:
    """Return how to reach a peer, unchecked."""
    said = {name: getattr(arguments, name, None) for name in Settings._fields}
    options = {name: value for name, value in said.items() if value is not None}
    if arguments.socket_timeout is not None and "response_timeout" not in options:
        options["response_timeout"] = arguments.socket_timeout if arguments.socket_timeout > 0 else LONGEST_TIMEOUT
    return Settings(**{**options, "peer": peer, "models": models})


def is_number(word: str) -> bool:
    """Whether a word can only be meant as a port."""
    return word.isascii() and word.isdigit()
