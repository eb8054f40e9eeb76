"""What is agreed on besides queries, with peers that are not ours: user identity, extended negotiation, a proxy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.both import APIS
from findscu.errors import AssociationRejected, ProxyError
from findscu.identities import named_user
from findscu.user_information import JWT, KERBEROS, SAML, UserIdentity
from interop.asking import Question, ask
from peers import process
from peers.process import HOST, Peer
from peers.programs import require_peers_python
from peers.proxies import tinyproxy

SCRIPT = Path(__file__).with_name("pynetdicom_negotiator.py")
STUDY = "1.2.840.10008.5.1.4.1.2.2.1"
WORKLIST = "1.2.840.10008.5.1.4.31"


@pytest.fixture(params=APIS.values(), ids=APIS.keys())
def api(request):
    api = request.param()
    yield api
    api.close()


@pytest.fixture(scope="module")
def negotiator(tmp_path_factory) -> Peer:
    """pynetdicom, which writes down what it was offered, and says yes to some of it."""
    python, folder = require_peers_python(), tmp_path_factory.mktemp("negotiator")
    heard = folder / "heard.jsonl"
    peer = process.start("negotiator", "ANY-SCP", lambda port: [python, str(SCRIPT), str(port), str(heard)], folder)
    yield peer
    peer.stop()


def heard(peer: Peer) -> dict[str, object]:
    lines = (peer.log_path.parent / "heard.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads(lines[-1])


@pytest.mark.parametrize(
    ("identity", "response"),
    [
        (named_user("jürgen"), None),
        (named_user("jane", "pässe"), None),
        (UserIdentity(KERBEROS, b"\x6e\0\xff ticket", wants_response=True), b"server ticket"),
        (UserIdentity(SAML, b"<Assertion/>", wants_response=True), b"<Response/>"),
        (UserIdentity(JWT, b"e30.e30.", wants_response=True), b"yes"),
    ],
    ids=["name", "passcode", "Kerberos", "SAML", "JWT"],
)
def test_pynetdicom_hears_who_asks_and_answers(api, negotiator, identity, response):
    with api.connect(negotiator.host, negotiator.port, models="study", user_identity=identity) as association:
        assert association.negotiated.user_identity_response == response
    said = heard(negotiator)["identity"]
    assert said == [identity.identity_type, identity.primary.hex(), identity.secondary.hex()]


def test_an_identity_that_is_refused(api, negotiator):
    """pynetdicom rejects the association of somebody whom it does not know."""
    with pytest.raises(AssociationRejected):
        api.connect(negotiator.host, negotiator.port, models="study", user_identity=named_user("nobody"))


def test_pynetdicom_hears_what_is_negotiated(api, negotiator):
    options = {"service_options": ("fuzzy_names", "multiple_values"), "operations_window": 5}
    with api.connect(negotiator.host, negotiator.port, models=("study", "worklist"), **options) as association:
        assert association.granted("study") == {"fuzzy_names", "multiple_values"}
        assert association.granted("worklist") == set()
        assert association.negotiated.operations_window.invoked == 1  # pynetdicom has no more
    said = heard(negotiator)
    assert said["extended"] == {STUDY: "00000100000001", WORKLIST: "01010100"}
    assert said["window"] == [5, 1]


def test_a_query_through_tinyproxy(api, dcmqrscp, tmp_path):
    question = Question("study", ["QueryRetrieveLevel=STUDY", "PatientName=", "StudyInstanceUID="])
    question.ae_title = "ARCHIVE"
    straight = sorted(match.StudyInstanceUID for match in ask(dcmqrscp, question))
    assert straight
    with tinyproxy(tmp_path / "proxy", f"ConnectPort {dcmqrscp.port}") as proxy:
        url = f"http://{proxy.host}:{proxy.port}"
        how = {"called_ae_title": "ARCHIVE", "model": "study", "keys": question.keys, "proxy": url}
        with api.find(dcmqrscp.host, dcmqrscp.port, **how) as matches:
            assert sorted(match.StudyInstanceUID for match in matches) == straight


def test_tinyproxy_wants_a_password(api, dcmqrscp, tmp_path):
    lines = (f"ConnectPort {dcmqrscp.port}", "BasicAuth findscu sesame")
    with tinyproxy(tmp_path / "proxy", *lines) as proxy:
        address = f"{proxy.host}:{proxy.port}"
        how = {"called_ae_title": "ARCHIVE", "models": "study"}
        with api.connect(HOST, dcmqrscp.port, proxy=f"http://findscu:sesame@{address}", **how) as association:
            assert association.is_open
        for url in (f"http://{address}", f"http://findscu:wrong@{address}"):
            with pytest.raises(ProxyError) as caught:
                api.connect(HOST, dcmqrscp.port, proxy=url, **how)
            assert caught.value.status in (401, 407)


def test_tinyproxy_does_not_let_everything_through(api, dcmqrscp, tmp_path):
    with tinyproxy(tmp_path / "proxy", "ConnectPort 443") as proxy, pytest.raises(ProxyError) as caught:
        api.connect(HOST, dcmqrscp.port, proxy=f"http://{proxy.host}:{proxy.port}", models="study")
    assert caught.value.status == 403


def test_tinyproxy_cannot_reach_the_peer(api, tmp_path):
    closed = process.free_port()
    with tinyproxy(tmp_path / "proxy", f"ConnectPort {closed}") as proxy, pytest.raises(ProxyError) as caught:
        api.connect(HOST, closed, proxy=f"http://{proxy.host}:{proxy.port}", models="study")
    assert caught.value.status >= 500


def test_dcmqrscp_passes_over_what_it_does_not_know(api, dcmqrscp):
    """Identity, window and options are not its business: it answers as if they were not there."""
    question = Question("study", ["QueryRetrieveLevel=STUDY", "PatientName=", "StudyInstanceUID="], ae_title="ARCHIVE")
    straight = ask(dcmqrscp, question)
    how = {"service_options": ("fuzzy_names",), "user_identity": named_user("jane", "x"), "operations_window": 3}
    with api.connect(dcmqrscp.host, dcmqrscp.port, called_ae_title="ARCHIVE", models="study", **how) as association:
        assert association.granted("study") == set()
        assert association.negotiated.user_identity_response is None
        found = list(association.find(model="study", keys=question.keys, priority="high"))
    assert len(found) == len(straight) > 0


def test_orthanc_passes_over_what_it_does_not_know(api, orthanc_server):
    how = {"service_options": ("fuzzy_names",), "user_identity": named_user("jane", "x"), "operations_window": 3}
    with api.connect(orthanc_server.host, orthanc_server.port, models="study", **how) as association:
        assert association.negotiated.user_identity_response is None
        assert list(association.find(level="STUDY", PatientName="*", priority="low"))
