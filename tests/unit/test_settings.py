"""What a peer is asked, before anything connects."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidAETitle, InvalidQuery, UsageError
from findscu.peer import Peer
from findscu.settings import Settings

PEER = Peer("pacs", 104)


def test_wire_defaults():
    request = Settings(PEER, models=("worklist",)).request()
    assert (request.called_ae_title, request.calling_ae_title) == ("ANY-SCP", "FINDSCU")
    (context,) = request.presentation_contexts
    assert (context.context_id, context.abstract_syntax) == (1, "1.2.840.10008.5.1.4.31")
    assert context.transfer_syntaxes == ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
    information = request.user_information
    assert information.maximum_length == 16384
    assert not information.extended_negotiations and information.user_identity is None


def test_who_is_asked():
    assert Settings(PEER).asked == Peer("pacs", 104, "ANY-SCP")
    assert Settings(PEER.replace(called_ae_title="PACS")).asked.called_ae_title == "PACS"
    assert Settings(PEER.replace(called_ae_title="PACS"), called_ae_title="OTHER").asked.called_ae_title == "OTHER"


def test_a_model_is_proposed_once():
    contexts = Settings(PEER, models=("study", "verification", "1.2.840.10008.5.1.4.1.2.2.1")).request()
    assert [one.abstract_syntax for one in contexts.presentation_contexts] == [
        "1.2.840.10008.5.1.4.1.2.2.1",
        "1.2.840.10008.1.1",
    ]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"called_ae_title": "SEVENTEEN-LETTERS"}, InvalidAETitle),
        ({"calling_ae_title": "A\\B"}, InvalidAETitle),
        ({"response_timeout": 0}, InvalidQuery),
        ({"connect_timeout": float("inf")}, InvalidQuery),
        ({"release_timeout": float("nan")}, InvalidQuery),
        ({"max_pdu_length": 5}, InvalidQuery),
        ({"max_pdu_length": 1 << 32}, InvalidQuery),
        ({"models": ("stdy",)}, UsageError),
        ({"models": ()}, UsageError),
    ],
)
def test_what_cannot_be(options, error):
    with pytest.raises(error):
        Settings(PEER, **options).check()
