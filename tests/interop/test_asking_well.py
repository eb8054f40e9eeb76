"""What we ask by presets and in short is understood by real peers; and what they answer does not contradict it."""

from __future__ import annotations

import pytest

from interop.asking import run

PETERS_STUDY = "1.3.6.1.4.1.5962.1.1.0.0.0.1196533885.18148.0.133"
PETERS_SERIES = "1.3.6.1.4.1.5962.1.1.0.0.0.1196533885.18148.0.136"
ABOVE = {
    "PATIENT": (),
    "STUDY": (),
    "SERIES": ("-k", f"StudyInstanceUID={PETERS_STUDY}"),
    "IMAGE": ("-k", f"StudyInstanceUID={PETERS_STUDY}", "-k", f"SeriesInstanceUID={PETERS_SERIES}"),
}
ARCHIVES = ["dcmqrscp", "orthanc_server"]
KEYS = {
    "one value": ("PatientID=4MR1",),
    "wild card": ("PatientName=doe^*",),
    "range": ("StudyDate=1990-01-01..2004-12-31",),
    "list of UIDs": (f"StudyInstanceUID={PETERS_STUDY}\\1.2.999.999.99.9.9999.8888",),
    "one of several": ("ModalitiesInStudy=MR",),
}


def lines(peer, *words):
    found = run(*words, *peer.address(), "--jsonl")
    assert found.code == 0, found.messages
    return found.lines()


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("level", ABOVE)
def test_each_preset_finds_the_same(request, name, level):
    peer = request.getfixturevalue(name)
    found = {
        preset: lines(peer, "-L", level, "--keys", preset, *ABOVE[level]) for preset in ("minimal", "standard", "all")
    }
    assert len(found["minimal"]) == len(found["standard"]) == len(found["all"]) > 0
    assert all(set(few) <= set(many) for few, many in zip(found["minimal"], found["all"], strict=True))


def test_the_worklist_in_short(wlmscpfs):
    asked = lines(wlmscpfs, "-k", "ScheduledProcedureStepSequence.Modality=CT", "-k", "PatientName")
    for preset in ("minimal", "standard", "all"):
        found = lines(wlmscpfs, "--modality", "CT", "--keys", preset)
        assert [line["00100010"] for line in found] == [line["00100010"] for line in asked]
    assert len(asked) == 4


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("kind", KEYS)
def test_a_peer_that_matches_as_it_should_loses_nothing(request, name, kind):
    peer = request.getfixturevalue(name)
    words = ("-L", "STUDY", *(word for key in KEYS[kind] for word in ("-k", key)))
    found = run(*words, *peer.address(), "--jsonl", "--verify-matches")
    assert (found.code, found.messages) == (0, "")
    assert found.lines() == lines(peer, *words)


@pytest.mark.parametrize("name", ["wlmscpfs", "orthanc_worklist"])
def test_nor_does_a_worklist(request, name):
    peer = request.getfixturevalue(name)
    found = run("--modality", "CT", "--date", "19000101-", *peer.address(), "--jsonl", "--verify-matches")
    assert found.code == 0
    assert "dropped" not in found.messages
