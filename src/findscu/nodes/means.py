"""What a node says about TLS, identity and the way there, as a connection needs it. Reads files and secrets."""

from __future__ import annotations

from ..models import model_of
from ..secrets import read_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..models import Model
    from ..proxy import Proxy
    from ..user_information import UserIdentity

    Said = Mapping[str, Any]


def tls_context_of(said: Said) -> ssl.SSLContext:
    """Return a TLS context: certificate and host are verified unless the node says otherwise, or trusts by a pin alone.

    Raises:
        UsageError: a file, a password or a cipher that cannot be used.
    """
    import ssl

    from ..tls import make_context
    from ..tls.profiles import DEFAULT_PROFILE

    is_pinned_only = bool(said.get("tls_pins")) and not said.get("tls_ca")
    is_unverified = bool(said.get("tls_ignores_peer")) or is_pinned_only
    context = make_context(
        ca=said.get("tls_ca", ()),
        certificate=said.get("tls_certificate", ""),
        key=said.get("tls_key", ""),
        password=_password_of(said),
        revoked=said.get("tls_crl_files", ()),
        profile=said.get("tls_profile", DEFAULT_PROFILE),
        ciphers=said.get("tls_ciphers", ()),
        checks_host=not (is_unverified or said.get("tls_skips_host")),
    )
    if is_unverified:
        context.verify_mode = ssl.CERT_NONE  # the pin decides, or nothing does
    return context


def _password_of(said: Said) -> Any:
    _, source = said.get("tls_password", ("from", "ask"))
    return lambda: read_secret(source, "the password of the private key", "tls.password")


def identity_of(said: Said) -> UserIdentity | None:
    """Return who asks; None for nobody in particular.

    Raises:
        UsageError: a secret that cannot be read, or a name beside a token.
    """
    if "user" not in said and "user_secret" not in said:
        return None
    from ..credentials import read_identity

    return read_identity(said.get("user"), said.get("user_secret"))


def proxy_of(said: Said) -> Proxy | None:
    """Return the proxy that the node is behind, None for none.

    Raises:
        UsageError: a secret that cannot be read.
    """
    if "proxy" not in said:
        return None
    from ..credentials import read_proxy

    return read_proxy(said["proxy"], said.get("proxy_secret"))


def service_options_of(said: Said, models: Sequence[str | Model]) -> tuple[str, ...]:
    """Return the options of the service to propose; those that mean nothing to any of the models are left out."""
    from ..service_options import MEANINGS, form_of

    wanted = tuple(name for name in MEANINGS if said.get(name))
    if not (wanted and models):
        return wanted
    known = [model_of(model) if isinstance(model, str) else model for model in models if model != "verification"]
    return tuple(name for name in wanted if any(name in form_of(model) for model in known))
