"""What an acceptor answers to a proposal: the other side of `negotiation`, for `testing`'s SCP."""

from __future__ import annotations

from .associate import AssociateAc, AssociateRq, PresentationContextAc, PresentationContextRq, UserInformation
from .negotiation import ACCEPTED, OUR_USER_INFORMATION
from .pdu import AssociateRj
from .uids import APPLICATION_CONTEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ABSTRACT_SYNTAX_NOT_SUPPORTED, TRANSFER_SYNTAXES_NOT_SUPPORTED = 3, 4


def check_request(request: AssociateRq) -> AssociateRj | None:
    """Return the rejection that an acceptor must answer a request with, whatever it thinks of the peer; None if none.

    Source: PS3.8 §9.3.2 (protocol version, of which only bit 0 is tested), §9.3.4; PS3.7 Annex A.2.1.
    """
    if not request.protocol_version & 1:
        return AssociateRj(result=1, source=2, reason=2)
    if request.application_context != APPLICATION_CONTEXT:
        return AssociateRj(result=1, source=1, reason=2)
    return None


def accept(
    request: AssociateRq,
    supported: Mapping[str, Sequence[str]],
    *,
    user_information: UserInformation = OUR_USER_INFORMATION,
    follows_requestor: bool = False,
) -> AssociateAc:
    """Answer a request as acceptor: each context that can be accepted is, the others with result 3 or 4.

    Args:
        request: the peer's proposal.
        supported: abstract syntax: the transfer syntaxes we support for it, in order of our preference.
        user_information: what we say of ourselves and answer to the peer's user items. No role selection and no
            extended negotiation among it means the defaults, as the standard has it.
        follows_requestor: whether the peer's order of preference counts instead of ours.
    Source: PS3.8 §7.1.1.14, §9.3.3.2.
    """
    contexts = [_answer(context, supported, follows_requestor) for context in request.presentation_contexts]
    return AssociateAc(request.called_ae_title, request.calling_ae_title, tuple(contexts), user_information)


def _answer(
    proposal: PresentationContextRq, supported: Mapping[str, Sequence[str]], follows_requestor: bool
) -> PresentationContextAc:
    ours, theirs = supported.get(proposal.abstract_syntax, ()), proposal.transfer_syntaxes
    preferred, possible = (theirs, ours) if follows_requestor else (ours, theirs)
    for syntax in preferred:
        if syntax in possible:
            return PresentationContextAc(proposal.context_id, ACCEPTED, syntax)
    is_known = proposal.abstract_syntax in supported
    result = TRANSFER_SYNTAXES_NOT_SUPPORTED if is_known else ABSTRACT_SYNTAX_NOT_SUPPORTED
    return PresentationContextAc(proposal.context_id, result, *theirs[:1])
