"""What two applications agree upon when they associate: proposals, answers, and the difference between them.

This is the requestor's side; the acceptor's is `acceptance`. All of it is pure: records in, records out. A presentation
context that the peer did not accept is not an error here but a refusal with its reason in words; whether what is left
suffices is for the caller to say.
"""

from __future__ import annotations

from .associate import (
    AssociateAc,
    AssociateRq,
    OperationsWindow,
    PresentationContextAc,
    PresentationContextRq,
    UserInformation,
)
from .errors import UsageError
from .limits import MAX_PDU_LENGTH
from .records import Record
from .uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .refusals import Refusal
    from .user_information import RoleSelection

MAX_CONTEXT_COUNT = 128
"""Context IDs are the odd numbers from 1 to 255."""

ACCEPTED = 0
"""The result of a context that can be used (PS3.8 Table 9-18)."""

OUR_USER_INFORMATION = UserInformation(
    maximum_length=MAX_PDU_LENGTH,
    implementation_class_uid=IMPLEMENTATION_CLASS_UID,
    implementation_version_name=IMPLEMENTATION_VERSION_NAME,
)
"""What we say of ourselves when nobody wants anything else; `replace` its fields for more."""


class Negotiated(Record):
    """What a request and its answer agree upon.

    Attributes:
        accepted: context ID: (abstract syntax, transfer syntax).
        refusals: the contexts that cannot be used, in the order of the proposal, then answers to no proposal.
        maximum_length: the longest P-DATA-TF body in bytes that the peer can receive; 0 for any length.
        implementation_class_uid: the peer's; "" if it does not say.
        implementation_version_name: the peer's; "" if it does not say.
        operations_window: how many operations may be outstanding; one each way unless both sides said otherwise.
        roles: SOP class UID: the roles the acceptor allows us; a class that is not here has the default roles.
        extended_negotiations: SOP class UID: the peer's application information (PS3.4 gives it a meaning).
        user_identity_response: b"" or more if the peer confirmed our identity, None if it said nothing.
    """

    accepted: dict[int, tuple[str, str]]
    refusals: tuple[Refusal, ...]
    maximum_length: int
    implementation_class_uid: str
    implementation_version_name: str
    operations_window: OperationsWindow
    roles: dict[str, RoleSelection]
    extended_negotiations: dict[str, bytes]
    user_identity_response: bytes | None

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each refusal."""
        return tuple(str(refusal) for refusal in self.refusals)

    def context_for(self, abstract_syntax: str) -> int | None:
        """Return the ID of the first accepted context for an abstract syntax."""
        return next((key for key, (accepted, _) in self.accepted.items() if accepted == abstract_syntax), None)


def propose(abstract_syntaxes: Iterable[str], transfer_syntaxes: Sequence[str]) -> tuple[PresentationContextRq, ...]:
    """Propose one context for each abstract syntax, all with the same transfer syntaxes in order of preference.

    Raises:
        UsageError: none, or more than the 128 for which there are IDs.
    Source: PS3.8 §9.3.2.2, Table 9-13.
    """
    wanted = list(abstract_syntaxes)
    if not 1 <= len(wanted) <= MAX_CONTEXT_COUNT:
        raise UsageError(f"{len(wanted)} presentation contexts, expected 1 to {MAX_CONTEXT_COUNT}")
    return tuple(
        PresentationContextRq(2 * position + 1, abstract_syntax, tuple(transfer_syntaxes))
        for position, abstract_syntax in enumerate(wanted)
    )


def negotiated(request: AssociateRq, answer: AssociateAc) -> Negotiated:
    """Compare the peer's answer with our request.

    DEVIATION(acceptance-header): whatever protocol version and application context an acceptance names, it is one.

    Source: PS3.8 §7.1.1.13, §7.1.1.14 and §9.3.3.2; PS3.7 Annex D.3.
    """
    proposals = {context.context_id: context for context in request.presentation_contexts}
    answers: dict[int, PresentationContextAc] = {}
    contradicted = set()
    for context in answer.presentation_contexts:
        if answers.setdefault(context.context_id, context) != context:
            contradicted.add(context.context_id)
    accepted: dict[int, tuple[str, str]] = {}
    refused = []
    for context_id, proposal in proposals.items():
        reason, hint = _problem(proposal, answers.get(context_id))
        if context_id in contradicted:
            reason, hint = "answered twice, in different ways", ""
        if reason:
            refused.append((context_id, proposal.abstract_syntax, reason, hint))
        else:
            accepted[context_id] = proposal.abstract_syntax, answers[context_id].transfer_syntax
    refused += [
        (context_id, "", "the peer answered a presentation context that was not proposed", "")
        for context_id in answers
        if context_id not in proposals
    ]
    ours, theirs = request.user_information, answer.user_information
    return Negotiated(
        accepted=accepted,
        refusals=_refusals(refused) if refused else (),
        maximum_length=theirs.maximum_length,
        implementation_class_uid=theirs.implementation_class_uid or "",
        implementation_version_name=theirs.implementation_version_name or "",
        operations_window=(ours.operations_window and theirs.operations_window) or OperationsWindow(),
        roles={role.sop_class_uid: role for role in theirs.role_selections},
        extended_negotiations={one.sop_class_uid: one.application_information for one in theirs.extended_negotiations},
        user_identity_response=theirs.user_identity_response,
    )


def _refusals(refused: Iterable[tuple[int, str, str, str]]) -> tuple[Refusal, ...]:
    from .refusals import Refusal  # late: all mostly goes well

    return tuple(Refusal(*fields) for fields in refused)


def _problem(proposal: PresentationContextRq, answer: PresentationContextAc | None) -> tuple[str, str]:
    """Say what keeps a proposed context from being used, and what to do; ("", "") if nothing does."""
    if answer is None:
        return "the peer did not answer this presentation context", ""
    if answer.result != ACCEPTED:
        from .refusals import describe_context_result

        return describe_context_result(answer.result)
    if not answer.transfer_syntax:
        return "accepted without naming one transfer syntax", ""
    if answer.transfer_syntax not in proposal.transfer_syntaxes:
        return f"accepted with a transfer syntax that was not proposed ({answer.transfer_syntax[:64]!r})", ""
    return "", ""
