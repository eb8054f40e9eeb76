"""What the options come to that are agreed on with the peer: options of the service, who asks, the way there.

Loaded only when a line has one of them. What the peer makes of it is told by `describe_agreement`.
"""

from __future__ import annotations

from ..errors import UsageError
from ..identities import is_secret, named_user
from ..models import Model, model_of
from ..secrets import exposure_of, read_secret, read_whole
from ..service_options import MEANINGS, form_of, granted_options
from ..user_information import JWT, KERBEROS, SAML, UserIdentity
from .option import NEGOTIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..client import Association
    from ..proxy import Proxy
    from .occurrences import Occurrences
    from .option import Arguments

_TOKENS = {
    "kerberos": (KERBEROS, "the Kerberos ticket", "--user-kerberos"),
    "saml": (SAML, "the SAML assertion", "--user-saml"),
    "jwt": (JWT, "the JSON web token", "--user-jwt"),
}


def prepare_way(arguments: Arguments, reporter: Occurrences) -> None:
    """Set `user_identity` and `proxy` of a line, reading what is secret; not when nothing is sent.

    Raises:
        UsageError: a secret that cannot be read, or options that contradict each other.
    """
    if arguments.dry_run:
        return
    if arguments.proxy is not None:
        arguments.proxy = _proxy_of(arguments)
    for source in (arguments.proxy_secret, arguments.user_secret and arguments.user_secret[1]):
        if source and (fault := exposure_of(source)):
            reporter.cautioned(fault, f"chmod 600 {source.removeprefix('file:')}")
    if arguments.user is None and arguments.user_secret is None:
        return
    arguments.user_identity = _identity_of(arguments)
    if is_secret(arguments.user_identity) and not arguments.tls_mode:
        what = arguments.given.get("user_secret", "the secret of the user")
        reporter.cautioned(
            f"{what} goes out without TLS: anybody on the way can read it, and use it",
            "add --tls if the peer speaks it",
        )


def _proxy_of(arguments: Arguments) -> Proxy:
    from ..proxy import Proxy, parse_proxy

    given = arguments.proxy
    proxy = given if isinstance(given, Proxy) else parse_proxy(given or "")
    if arguments.proxy_secret is None:
        return proxy
    secret = read_secret(arguments.proxy_secret, "the user name and password for the proxy", "--proxy-auth")
    return proxy.replace(credentials=secret)


def _identity_of(arguments: Arguments) -> UserIdentity:
    """Return who asks; the peer is asked to confirm it, whatever the type."""
    kind, source = arguments.user_secret or ("", "")
    if kind in _TOKENS:
        identity_type, what, option = _TOKENS[kind]
        if arguments.user is not None:
            raise UsageError(f"{option} says who asks, and --user too", hint="leave one of them out")
        primary = read_whole(source, what, option)
        if kind == "jwt":
            primary = primary.strip()
        return UserIdentity(identity_type, primary, wants_response=True)
    if kind:
        return named_user(arguments.user or "", read_secret(source, "the passcode", "--user-pass"))
    return named_user(arguments.user or "")


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
