"""What a peer is asked, before anything connects."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from findscu import settings as settings_module
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
        ({"transfer_syntaxes": ()}, InvalidQuery),
        ({"transfer_syntaxes": ("1.2.840.10008.1.2", "1.2.840.10008.1.2.4.50")}, InvalidQuery),
        ({"peer": Peer("pacs", 0)}, InvalidQuery),
        ({"peer": Peer("pacs", 65536)}, InvalidQuery),
    ],
)
def test_what_cannot_be(options, error):
    with pytest.raises(error):
        Settings(**{"peer": PEER, **options}).check()


def test_the_options_that_type_checkers_see_are_the_settings():
    module = ast.parse(Path(settings_module.__file__).read_text())
    classes = {node.name: node for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    options, fields = (
        {line.target.id: ast.unparse(line.annotation) for line in classes[name].body if isinstance(line, ast.AnnAssign)}
        for name in ("Options", "Settings")
    )
    assert list(fields) == list(Settings._fields)
    assert {"peer": "Peer", "node": "Node | None", **options} == fields


def test_the_time_for_everything_bounds_connecting_too():
    settings = Settings(Peer("host"), connect_timeout=10.0)
    assert settings.connect_limit == 10.0
    assert settings.replace(max_time=3.0).connect_limit == 3.0
    assert settings.replace(max_time=30.0).connect_limit == 10.0
    for seconds in (0, -1.0, float("inf"), float("nan")):
        with pytest.raises(InvalidQuery, match=r"max_time is .*, expected seconds: finite and more than 0"):
            settings.replace(max_time=seconds).check()
