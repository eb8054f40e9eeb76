"""What the words that are no options mean: the peer, its port, query files; sub-commands stand in `subcommands`.

The forms of a peer itself are `findscu.peer`'s; what may be said of an association is `Settings`'.
"""

from __future__ import annotations

import os

from .. import errors
from ..errors import UsageError
from ..peer import DEFAULT_PORT, DEFAULT_TLS_PORT, parse_peer
from ..settings import Settings
from .option import LONGEST_TIMEOUT, NEGOTIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..errors import FindscuError
    from ..models import Model
    from ..peer import Peer
    from .occurrences import Occurrences
    from .option import Arguments


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


def find_peer(arguments: Arguments, reporter: Occurrences) -> None:
    """Look up the peer of a line where it is no address: a node, or the one to ask when nobody is named.

    Raises:
        UsageError: the configuration file cannot be used.
    """
    if not arguments.positionals:
        arguments.positionals = os.environ.get("FINDSCU_PEER", "").split()
    title = os.environ.get("FINDSCU_CALLING_AET")
    if title and "calling_ae_title" not in arguments.given:
        arguments.calling_ae_title = title
        arguments.given["calling_ae_title"] = "FINDSCU_CALLING_AET"
    if not is_address(arguments.positionals):
        from .configuration import use_peer

        use_peer(arguments, reporter)


def is_number(word: str) -> bool:
    """Whether a word can only be meant as a port."""
    return word.isascii() and word.isdigit()


def hint_at_node(error: FindscuError | None, hint: str) -> None:
    """Give an error about an unknown host the advice which node may have been meant, if there is any."""
    if hint and isinstance(error, errors.ConnectError) and error.unknown_host is not None:
        error.hint = hint


def is_address(words: Sequence[str]) -> bool:
    """Whether the words begin with a peer that can be no node: a port follows, or its signs are those of an address."""
    if not words:
        return False
    return any(sign in words[0] for sign in "@:/[") or (len(words) > 1 and is_number(words[1]))


def prepare_association(arguments: Arguments, reporter: Occurrences, models: Sequence[Model] = ()) -> None:
    """Get ready what an association needs besides names and numbers: TLS, and what `prepare_negotiation` does.

    Raises:
        UsageError: a file, a secret or an option that cannot be used.
    """
    if arguments.tls_mode and not arguments.dry_run:
        from .tls_setup import prepare_tls

        prepare_tls(arguments, reporter)
    prepare_negotiation(arguments, reporter, models)


def prepare_negotiation(arguments: Arguments, reporter: Occurrences, models: Sequence[Model] = ()) -> None:
    """Set the fields of `Settings` that say who asks, by which way and with which options of the service.

    Args:
        arguments: the command line.
        reporter: hears of what is doubtful.
        models: what is asked; with none, options of the service are not looked at.
    Raises:
        UsageError: a secret that cannot be read, an option that means nothing for the models.
    """
    if any(getattr(arguments, name) is not None for name in ("user", "user_secret", "proxy")):
        from .negotiating import prepare_way

        prepare_way(arguments, reporter)
    if models and any(getattr(arguments, name) for name in NEGOTIABLE):
        from .negotiating import service_options

        arguments.service_options = service_options(arguments, models)


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
