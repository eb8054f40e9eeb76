"""Who asks, and who may use a proxy: made of what users say and of secrets, which are read here and now.

What an identity is on the wire is `identities`' matter, where a secret comes from `secrets`'.
"""

from __future__ import annotations

from .errors import UsageError
from .identities import named_user
from .secrets import read_secret, read_whole
from .user_information import JWT, KERBEROS, SAML, UserIdentity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .proxy import Proxy

_TOKENS = {
    "kerberos": (KERBEROS, "the Kerberos ticket"),
    "saml": (SAML, "the SAML assertion"),
    "jwt": (JWT, "the JSON web token"),
}


def read_identity(name: str | None, secret: tuple[str, str] | None, dashes: str = "") -> UserIdentity | None:
    """Return who asks; the peer is asked to confirm it, whatever the type. None for nobody in particular.

    Args:
        name: the user's.
        secret: "pass", "kerberos", "saml" or "jwt", and where the secret of that kind comes from.
        dashes: what stands before the names of options where the user writes them, for messages.

    Raises:
        UsageError: a secret that cannot be read, or a name beside a token that says who asks itself.
    """
    if secret is None:
        return None if name is None else named_user(name)
    kind, source = secret
    if kind not in _TOKENS:
        return named_user(name or "", read_secret(source, "the passcode", f"{dashes}user-pass"))
    option = f"{dashes}user-{kind}"
    if name is not None:
        raise UsageError(f"{option} says who asks, and {dashes}user too", hint="leave one of them out")
    identity_type, what = _TOKENS[kind]
    token = read_whole(source, what, option)
    return UserIdentity(identity_type, token.strip() if kind == "jwt" else token, wants_response=True)


def read_proxy(proxy: Proxy | str, source: str | None, dashes: str = "") -> Proxy:
    """Return a proxy with the user name and password that come from a source, if there is one.

    Raises:
        UsageError: it is no address of a proxy, or the secret cannot be read.
    """
    from .proxy import parse_proxy

    parsed = parse_proxy(proxy) if isinstance(proxy, str) else proxy
    if source is None:
        return parsed
    secret = read_secret(source, "the user name and password for the proxy", f"{dashes}proxy-auth")
    return parsed.replace(credentials=secret)
