"""Several associations at once, many questions on one, over both APIs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from findscu import client
from findscu.errors import InvalidState
from findscu.session import Observer
from findscu.testing import FindScp, instance

PATIENTS = [f"PAT{number:02}" for number in range(1, 6)]


@pytest.fixture
def scp():
    with FindScp(*map(instance, range(1, 6))) as scp:
        yield scp


def ask(association, patient):
    return [match.PatientID for match in association.find(level="STUDY", PatientID=patient)]


def test_many_questions_on_one_association(api, scp):
    with api.connect(scp.host, scp.port) as association:
        assert [ask(association, patient) for patient in PATIENTS * 4] == [[patient] for patient in PATIENTS * 4]
    assert len(scp.asked) == 20


def test_two_associations_are_read_in_turns(api, scp):
    with api.connect(scp.host, scp.port) as one, api.connect(scp.host, scp.port) as two:
        pairs = zip(one.find(level="PATIENT", model="patient"), two.find(level="PATIENT", model="patient"), strict=True)
        assert [(a.PatientID, b.PatientID) for a, b in pairs] == [(patient, patient) for patient in PATIENTS]


def test_a_thread_for_each_association(scp):
    def converse(patient):
        with client.connect(scp.host, scp.port) as association:
            return [ask(association, patient) for _ in range(5)]

    with ThreadPoolExecutor(len(PATIENTS)) as pool:
        assert list(pool.map(converse, PATIENTS)) == [[[patient]] * 5 for patient in PATIENTS]


def test_an_association_says_whom_it_talks_to(api, scp):
    association = api.connect(f"PACS@{scp.host}:{scp.port}")
    inner = getattr(association, "_inner", association)
    assert repr(inner) == f"<Association: PACS@{scp.host}:{scp.port}, open>"
    association.close()
    assert repr(inner) == f"<Association: PACS@{scp.host}:{scp.port}, ended>"
    with pytest.raises(InvalidState, match="the association has ended"):
        association.echo()


def test_an_observer_sees_what_passes(api, scp):
    class Noting(Observer):
        def __init__(self):
            self.seen = []

        def pdu_sent(self, pdu):
            self.seen.append(f"> {type(pdu).__name__}")

        def message_received(self, message):
            self.seen.append(f"< {type(message.command).__name__}")

    observer = Noting()
    with api.find(scp.host, scp.port, level="PATIENT", PatientID="PAT01", observer=observer) as matches:
        assert matches.query.identifier.text_of(0x00100020) == "PAT01"
        assert len(list(matches)) == 1
    assert observer.seen == ["> AssociateRq", "< CFindRsp", "< CFindRsp", "> ReleaseRq"]
