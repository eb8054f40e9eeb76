"""What an acceptor answers, and what the requestor makes of it."""

import pytest

from findscu.acceptance import accept, check_request
from findscu.associate import (
    PresentationContextAc,
    PresentationContextRq,
)
from findscu.negotiation import OUR_USER_INFORMATION, negotiated
from findscu.pdu import AssociateRj
from findscu.uids import (
    EXPLICIT_VR_BIG_ENDIAN,
    EXPLICIT_VR_LITTLE_ENDIAN,
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
    IMPLICIT_VR_LITTLE_ENDIAN,
    VERIFICATION,
)
from proposals import BOTH, WORKLIST, request


class TestCheckRequest:
    def test_acceptable(self):
        assert check_request(request(WORKLIST)) is None
        assert check_request(request(WORKLIST).replace(protocol_version=0x8003)) is None  # only bit 0 is tested

    def test_protocol_version(self):
        assert check_request(request(WORKLIST).replace(protocol_version=2)) == AssociateRj(1, 2, 2)

    @pytest.mark.parametrize("name", ["", "1.2.3"])
    def test_application_context(self, name):
        assert check_request(request(WORKLIST).replace(application_context=name)) == AssociateRj(1, 1, 2)


class TestAccept:
    def test_echoes_the_titles_and_says_who_we_are(self):
        accepted = accept(request(WORKLIST), {})
        assert (accepted.called_ae_title, accepted.calling_ae_title) == ("PACS", "FINDSCU")
        assert accepted.user_information.implementation_class_uid == IMPLEMENTATION_CLASS_UID
        assert accepted.user_information.implementation_version_name == IMPLEMENTATION_VERSION_NAME

    @pytest.mark.parametrize(
        ("supported", "follows_requestor", "context"),
        [
            ({WORKLIST: BOTH}, False, PresentationContextAc(1, 0, EXPLICIT_VR_LITTLE_ENDIAN)),
            ({WORKLIST: BOTH[::-1]}, False, PresentationContextAc(1, 0, IMPLICIT_VR_LITTLE_ENDIAN)),
            ({WORKLIST: BOTH[::-1]}, True, PresentationContextAc(1, 0, EXPLICIT_VR_LITTLE_ENDIAN)),
            ({WORKLIST: [EXPLICIT_VR_BIG_ENDIAN]}, False, PresentationContextAc(1, 4, EXPLICIT_VR_LITTLE_ENDIAN)),
            ({VERIFICATION: BOTH}, False, PresentationContextAc(1, 3, EXPLICIT_VR_LITTLE_ENDIAN)),
        ],
        ids=["both", "our order", "their order", "no common transfer syntax", "unknown abstract syntax"],
    )
    def test_one_context(self, supported, follows_requestor, context):
        accepted = accept(request(WORKLIST), supported, follows_requestor=follows_requestor)
        assert accepted.presentation_contexts == (context,)

    def test_context_without_transfer_syntaxes(self):
        asked = request(WORKLIST).replace(presentation_contexts=(PresentationContextRq(1, WORKLIST, ()),))
        assert accept(asked, {WORKLIST: BOTH}).presentation_contexts == (PresentationContextAc(1, 4),)

    def test_all_contexts_are_answered_in_order(self):
        accepted = accept(request(WORKLIST, "1.2.3", VERIFICATION), {VERIFICATION: BOTH, WORKLIST: BOTH})
        assert [(one.context_id, one.result) for one in accepted.presentation_contexts] == [(1, 0), (3, 3), (5, 0)]

    def test_both_sides_agree(self):
        asked = request(WORKLIST, "1.2.3", VERIFICATION)
        agreed = negotiated(asked, accept(asked, {VERIFICATION: BOTH[1:], WORKLIST: BOTH}))
        assert agreed.accepted == {1: (WORKLIST, BOTH[0]), 5: (VERIFICATION, BOTH[1])}
        assert agreed.reasons == ("context 3 (1.2.3): abstract syntax not supported",)
        assert agreed.maximum_length == OUR_USER_INFORMATION.maximum_length
