"""SOP classes that DCMTK cannot ask for: we read what pydicom reads from the file that the peer answers from."""

import pytest

from findscu import client
from interop.asking import SYNTAX_UIDS, our_texts
from peers import answers, datasets


@pytest.mark.parametrize("syntax", SYNTAX_UIDS)
@pytest.mark.parametrize("model", answers.OTHER_MODELS)
def test_every_model(scripted, model, syntax):
    peer = scripted[syntax]
    expected = answers.answers(model)
    if model in answers.SINGLE_ANSWER_MODELS:
        del expected[1:]
    options = {"transfer_syntaxes": [SYNTAX_UIDS[syntax]]}
    with client.find(peer.host, peer.port, model=model, keys=["PatientName", "PatientID"], **options) as found:
        matches = list(found)
        assert found.complete
    assert [our_texts(match.dataset) for match in matches] == [datasets.texts(dataset) for dataset in expected]
    assert {match.syntax.uid for match in matches} == {SYNTAX_UIDS[syntax]}
