"""Real peers in longer conversations: many questions on one association, long queries and answers, asyncio."""

import asyncio

import pytest

from findscu import aio, client
from interop.asking import Question, ask, ask_dcmtk, assert_same_answers
from peers import answers, datasets, dcmtk, files

STUDIES = Question("study", ["QueryRetrieveLevel=STUDY", "StudyInstanceUID", "PatientName"])


@pytest.fixture(scope="module")
def dcmqrscp_with_short_pdus(folder, archives):
    """The archive again, taking no PDU longer than 4096 bytes."""
    areas = ("ARCHIVE", "CHARSETS")
    return dcmtk.dcmqrscp(folder / "dcmqrscp", areas, "-pdu", "4096", name="dcmqrscp-short-pdus")


def test_a_query_longer_than_the_peers_pdu(dcmqrscp_with_short_pdus, tmp_path):
    wanted = [str(datasets.read_file(path).StudyInstanceUID) for path in files.archive_files()[:20]]
    uids = "\\".join([*wanted, *(f"2.25.{number:030d}" for number in range(500))])
    asked = Question("study", ["QueryRetrieveLevel=STUDY", f"StudyInstanceUID={uids}"])
    theirs = ask_dcmtk(dcmqrscp_with_short_pdus, asked, tmp_path).datasets
    assert len(uids) > 3 * 4096
    assert_same_answers(ask(dcmqrscp_with_short_pdus, asked), theirs)
    assert {str(dataset.StudyInstanceUID) for dataset in theirs} == set(wanted)


@pytest.mark.parametrize("max_pdu_length", [0, 128, 4096, 131072])
def test_answers_longer_than_our_pdu(scripted, tmp_path, max_pdu_length):
    peer, asked = scripted["explicit"], Question("study", ["PatientName"])
    found = ask(peer, asked, max_pdu_length=max_pdu_length)
    assert max(len(match.raw) for match in found) > 70000
    assert_same_answers(found, ask_dcmtk(peer, asked, tmp_path).datasets)


def test_many_questions_on_one_association(dcmqrscp):
    models = ["study", "patient", "verification"]
    with client.connect(dcmqrscp.host, dcmqrscp.port, called_ae_title="ARCHIVE", models=models) as association:
        with association.find(model="study", keys=STUDIES.keys) as matches:
            studies = [match.StudyInstanceUID for match in matches]
        for uid in studies:
            keys = ["QueryRetrieveLevel=SERIES", f"StudyInstanceUID={uid}", "SeriesInstanceUID"]
            with association.find(model="study", keys=keys) as matches:
                assert {match.StudyInstanceUID for match in matches} == {uid}
        assert association.echo().status.code == 0
        with association.find(model="patient", keys=["QueryRetrieveLevel=PATIENT", "PatientID"]) as matches:
            assert len(list(matches)) > 5
            assert matches.complete


def test_keywords_as_arguments(dcmqrscp):
    """The first example of the manual: no model, no keys, only a level and attributes."""
    stored = [datasets.read_file(path) for path in files.archive_files()]
    expected = {
        (str(dataset.PatientName), dataset.StudyDate)
        for dataset in stored
        if str(dataset.PatientName).startswith("Doe^") and "19980101" <= dataset.get("StudyDate", "") <= "20031231"
    }
    peer = f"ARCHIVE@{dcmqrscp.host}:{dcmqrscp.port}"
    with client.find(peer, level="STUDY", StudyDate="19980101-20031231", PatientName="Doe^*") as matches:
        found = {(match.PatientName, match.StudyDate) for match in matches}
    assert matches.complete
    assert found == expected
    assert len(expected) > 1


@pytest.mark.parametrize("name", ["dcmqrscp", "orthanc_server", "qrscp"])
def test_asyncio_gets_the_same(request, name):
    peer = request.getfixturevalue(name)

    async def ask_twice():
        address = {"peer": peer.host, "port": peer.port, "called_ae_title": peer.ae_title}
        return await asyncio.gather(*(collect(address) for _ in range(2)))

    async def collect(address):
        async with await aio.find(**address, model="study", keys=STUDIES.keys) as matches:
            return [match.raw async for match in matches]

    expected = sorted(match.raw for match in ask(peer, STUDIES))
    assert [sorted(found) for found in asyncio.run(ask_twice())] == [expected, expected]


def test_optional_keys_not_supported(scripted):
    peer = scripted["any"]
    with client.find(peer.host, peer.port, called_ae_title="FF01", model="study", keys=["PatientName"]) as matches:
        found = list(matches)
    assert matches.complete
    assert matches.outcome.unsupported_keys_count == len(found) == len(answers.answers(answers.STUDY_ROOT))


def test_leaving_early_leaves_the_association_usable(scripted):
    """A half-read query is cancelled and drained; the next question on the association gets its own answers."""
    peer = scripted["any"]
    with client.connect(peer.host, peer.port, called_ae_title="SLOW", models=["worklist"]) as association:
        for _ in range(2):
            with association.find(model="worklist", keys=["PatientName"]) as matches:
                assert next(iter(matches)).PatientName.startswith("Worklist^")
        assert association.find(model="worklist", keys=["PatientName"], limit=1).outcome.match_count == 0
