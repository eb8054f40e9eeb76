"""What `-v` tells of an association that stands: with whom, how it is secured, and what was agreed on."""

from __future__ import annotations

from ..identifier import SYNTAXES
from .sentences import format_seconds, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..client import Association


def lines_of_agreement(association: Association, seconds: float) -> Iterator[str]:
    """Yield the lines about an association that took so many seconds to make."""
    agreed = association.negotiated
    name = " ".join((agreed.implementation_version_name, agreed.implementation_class_uid)).strip()
    yield f"accepted in {format_seconds(seconds)} by {name or 'an implementation that does not say its name'}"
    if association.security is not None:
        from .tls_setup import describe_security

        yield f"  {describe_security(association.security)}"
    yield f"  longest PDU it takes: {agreed.maximum_length or 'any'} bytes"
    for abstract_syntax, transfer_syntax in agreed.accepted.values():
        yield f"  {title_of(abstract_syntax)}: {SYNTAXES[transfer_syntax].name}"
    for reason in agreed.reasons:
        yield f"  refused: {reason}"
    settings = association.settings
    if settings.service_options or settings.user_identity or settings.operations_window is not None:
        from .negotiating import describe_agreement

        for line in describe_agreement(association):
            yield f"  {line}"
