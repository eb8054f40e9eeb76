"""What the options come to that are agreed on with the peer: options of the service, who asks, the way there.

Loaded only when a line has one of them. What the peer makes of it is told by `describe_agreement`.
"""

from __future__ import annotations

from ..credentials import read_identity, read_proxy
from ..errors import UsageError
from ..identities import is_secret
from ..models import Model, model_of
from ..secrets import exposure_of
from ..service_options import MEANINGS, form_of, granted_options
from .option import NEGOTIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..client import Association
    from .occurrences import Occurrences
    from .option import Arguments


def prepare_way(arguments: Arguments, reporter: Occurrences) -> None:
    """Set `user_identity` and `proxy` of a line, reading what is secret; not when nothing is sent.

    Raises:
        UsageError: a secret that cannot be read, or options that contradict each other.
    """
    if arguments.dry_run:
        return
    if arguments.proxy is not None:
        arguments.proxy = read_proxy(arguments.proxy, arguments.proxy_secret, "--")
    for source in (arguments.proxy_secret, arguments.user_secret and arguments.user_secret[1]):
        if source and (fault := exposure_of(source)):
            reporter.cautioned(fault, f"chmod 600 {source.removeprefix('file:')}")
    identity = arguments.user_identity = read_identity(arguments.user, arguments.user_secret, "--")
    if identity is not None and is_secret(identity) and not arguments.tls_mode:
        what = arguments.given.get("user_secret", "the secret of the user")
        reporter.cautioned(
            f"{what} goes out without TLS: anybody on the way can read it, and use it",
            "add --tls if the peer speaks it",
        )


def service_options(arguments: Arguments, models: Sequence[Model]) -> tuple[str, ...]:
    """Return the options of the service that a line, or its node, asks for.

    Raises:
        UsageError: one on the line that none of the models knows; a node's are left out then.
    """
    wanted = []
    for name in NEGOTIABLE:
        if not getattr(arguments, name):
            continue
        if any(name in form_of(model) for model in models):
            wanted.append(name)
        elif option := arguments.given.get(name):
            hint = "leave it out, or ask a Query/Retrieve model (-P, -S)"
            raise UsageError(f"{option} means nothing for {models[0].title}", hint=hint)
    return tuple(wanted)


def describe_agreement(association: Association) -> Iterator[str]:
    """Yield a line for each thing that was to be agreed on, of what the peer made of it."""
    agreed = association.negotiated
    for proposed in association.settings.request().user_information.extended_negotiations:
        model = model_of(proposed.sop_class_uid)
        names = [name for name, byte in zip(form_of(model), proposed.application_information, strict=False) if byte]
        granted = granted_options(model, agreed.extended_negotiations)
        yes = [MEANINGS[name] for name in names if name in granted]
        no = [MEANINGS[name] for name in names if name and name not in granted]
        yield f"supported for {model.title}: {', '.join(yes) or 'nothing of what was asked'}"
        if yes and no:
            yield f"not supported for {model.title}: {', '.join(no)}"
    window = association.settings.operations_window
    if window is not None:
        answered = agreed.operations_window.invoked or "any number"
        yield f"operations that may be outstanding: {answered} of {window or 'any number'}; findscu uses 1"
    if agreed.user_identity_response is not None:
        length = len(agreed.user_identity_response)
        yield f"the peer confirms who asks{f', with a response of {length} bytes' if length else ''}"
