"""The requestor's proposals, and what answers to them mean; why a context cannot be used."""

import pytest

from findscu.associate import (
    AssociateAc,
    OperationsWindow,
    PresentationContextAc,
    PresentationContextRq,
    UserInformation,
)
from findscu.errors import UsageError
from findscu.negotiation import negotiated, propose
from findscu.refusals import Refusal
from findscu.uids import (
    EXPLICIT_VR_BIG_ENDIAN,
    VERIFICATION,
)
from findscu.user_information import ExtendedNegotiation, RoleSelection
from proposals import BOTH, STUDY_ROOT, WORKLIST, request


def answer(*contexts, **user_items):
    return AssociateAc("PACS", "FINDSCU", contexts, UserInformation(**user_items))


class TestPropose:
    def test_one_context_for_each_abstract_syntax(self):
        assert propose([WORKLIST, VERIFICATION], BOTH) == (
            PresentationContextRq(1, WORKLIST, BOTH),
            PresentationContextRq(3, VERIFICATION, BOTH),
        )

    def test_last_context_id(self):
        assert propose(["1.2"] * 128, BOTH)[-1].context_id == 255

    @pytest.mark.parametrize("count", [0, 129])
    def test_as_many_as_there_are_ids(self, count):
        with pytest.raises(UsageError, match=f"^{count} presentation contexts, expected 1 to 128$"):
            propose(["1.2"] * count, BOTH)


class TestNegotiated:
    def test_accepted(self):
        agreed = negotiated(
            request(WORKLIST, VERIFICATION),
            answer(PresentationContextAc(3, 0, BOTH[1]), PresentationContextAc(1, 0, BOTH[0])),
        )
        assert agreed.accepted == {1: (WORKLIST, BOTH[0]), 3: (VERIFICATION, BOTH[1])}
        assert agreed.refusals == agreed.reasons == ()

    def test_context_for(self):
        agreed = negotiated(
            request(WORKLIST, STUDY_ROOT, STUDY_ROOT),
            answer(PresentationContextAc(1, 3), PresentationContextAc(3, 4), PresentationContextAc(5, 0, BOTH[0])),
        )
        assert agreed.context_for(STUDY_ROOT) == 5
        assert agreed.context_for(WORKLIST) is None

    @pytest.mark.parametrize(
        ("context", "reason"),
        [
            (PresentationContextAc(1, 1), "refused by the peer's application"),
            (PresentationContextAc(1, 2), "refused without a reason"),
            (PresentationContextAc(1, 3), "abstract syntax not supported"),
            (PresentationContextAc(1, 4), "transfer syntaxes not supported"),
            (PresentationContextAc(1, 200), "refused with result 200"),
            (PresentationContextAc(1, 0, ""), "accepted without naming one transfer syntax"),
            (
                PresentationContextAc(1, 0, EXPLICIT_VR_BIG_ENDIAN),
                "accepted with a transfer syntax that was not proposed ('1.2.840.10008.1.2.2')",
            ),
        ],
    )
    def test_refused(self, context, reason):
        agreed = negotiated(request(WORKLIST), answer(context))
        assert agreed.accepted == {}
        assert [(one.context_id, one.abstract_syntax, one.reason) for one in agreed.refusals] == [(1, WORKLIST, reason)]
        assert agreed.reasons == (f"context 1 ({WORKLIST}): {reason}",)

    def test_a_refusal_by_the_standards_numbers_has_advice(self):
        agreed = negotiated(request(WORKLIST), answer(PresentationContextAc(1, 3)))
        assert "-M" in agreed.refusals[0].hint

    def test_no_answer(self):
        agreed = negotiated(request(WORKLIST, VERIFICATION), answer(PresentationContextAc(3, 0, BOTH[0])))
        assert agreed.accepted == {3: (VERIFICATION, BOTH[0])}
        assert agreed.refusals == (Refusal(1, WORKLIST, "the peer did not answer this presentation context"),)

    @pytest.mark.parametrize("context_id", [0, 2, 3, 255])
    def test_answer_to_no_proposal(self, context_id):
        agreed = negotiated(
            request(WORKLIST),
            answer(PresentationContextAc(1, 0, BOTH[0]), PresentationContextAc(context_id, 0, BOTH[0])),
        )
        assert agreed.accepted == {1: (WORKLIST, BOTH[0])}
        assert agreed.reasons == (
            f"context {context_id} (not proposed): the peer answered a presentation context that was not proposed",
        )

    def test_control_characters_of_the_peer_do_not_reach_the_reason(self):
        agreed = negotiated(request(WORKLIST), answer(PresentationContextAc(1, 0, "1.2\x1b[2J" + "9" * 1000)))
        assert "\x1b" not in agreed.reasons[0]
        assert len(agreed.reasons[0]) < 250

    def test_what_the_peer_says_of_itself(self):
        agreed = negotiated(
            request(WORKLIST),
            answer(
                maximum_length=0,
                implementation_class_uid="1.2.3",
                implementation_version_name="PACS_1",
                role_selections=(RoleSelection(WORKLIST, is_scu=True, is_scp=False),),
                extended_negotiations=(ExtendedNegotiation(WORKLIST, b"\1\1\0"),),
                user_identity_response=b"",
            ),
        )
        assert agreed.maximum_length == 0
        assert agreed.implementation_class_uid == "1.2.3"
        assert agreed.implementation_version_name == "PACS_1"
        assert agreed.roles == {WORKLIST: RoleSelection(WORKLIST, is_scu=True, is_scp=False)}
        assert agreed.extended_negotiations == {WORKLIST: b"\1\1\0"}
        assert agreed.user_identity_response == b""

    def test_a_silent_peer(self):
        agreed = negotiated(request(WORKLIST), answer())
        assert (agreed.implementation_class_uid, agreed.implementation_version_name) == ("", "")
        assert (agreed.roles, agreed.extended_negotiations, agreed.user_identity_response) == ({}, {}, None)

    @pytest.mark.parametrize(
        ("ours", "theirs", "window"),
        [
            (None, None, OperationsWindow(1, 1)),
            (None, OperationsWindow(5, 5), OperationsWindow(1, 1)),
            (OperationsWindow(5, 1), None, OperationsWindow(1, 1)),
            (OperationsWindow(5, 1), OperationsWindow(3, 1), OperationsWindow(3, 1)),
        ],
    )
    def test_operations_window_needs_both_sides(self, ours, theirs, window):
        asked = request(WORKLIST, information=UserInformation(operations_window=ours))
        assert negotiated(asked, answer(operations_window=theirs)).operations_window == window
