"""The command on the real peers: what the issue asks for in its own words."""

import json
import warnings

import pytest

from interop.asking import Question, ask_dcmtk, assert_equal, run, run_question
from peers import datasets

STUDIES = Question("study", ["QueryRetrieveLevel=STUDY", "PatientName=", "StudyInstanceUID="])
STUDY_INSTANCE_UID = "0020000D"


def uids(run):
    return {line[STUDY_INSTANCE_UID]["Value"][0] for line in run.lines()}


@pytest.mark.parametrize("name", ["dcmqrscp", "orthanc_server", "qrscp"])
def test_same_set_of_studies(request, tmp_path, name):
    peer = request.getfixturevalue(name)
    theirs = {str(dataset.StudyInstanceUID) for dataset in ask_dcmtk(peer, STUDIES, tmp_path).datasets}
    ours = run_question(peer, STUDIES, "--format", "jsonl")
    assert (ours.code, ours.messages) == (0, "")
    assert uids(ours) == theirs
    assert len(theirs) >= 17


def test_same_worklist_items(wlmscpfs, tmp_path):
    asked = Question("worklist", ["(0040,0100)[0].Modality=CT", "PatientName"])
    theirs = [str(dataset.PatientName) for dataset in ask_dcmtk(wlmscpfs, asked, tmp_path).datasets]
    ours = run_question(wlmscpfs, asked, "--format", "jsonl")
    assert [line["00100010"]["Value"][0]["Alphabetic"] for line in ours.lines()] == theirs
    assert sorted(theirs) == ["Worklist^One", "Worklist^Six", "Worklist^Ten", "Worklist^Three"]


@pytest.mark.parametrize("name", ["dcmqrscp", "wlmscpfs", "orthanc_server", "qrscp"])
def test_echo(request, name):
    peer = request.getfixturevalue(name)
    assert run("echo", *peer.address()).code == 0


def test_echo_pynetdicom(scripted):
    assert run("echo", *scripted["any"].address()).code == 0


def test_no_match_is_success(dcmqrscp):
    asked = Question("study", ["QueryRetrieveLevel=STUDY", "PatientName=Nobody^Of^This^Name"])
    found = run_question(dcmqrscp, asked)
    assert (found.code, found.output) == (0, "")


@pytest.mark.parametrize("format_name", ["jsonl", "json", "text", "csv", "count"])
def test_every_format_has_every_match(dcmqrscp, format_name):
    words = ["--count"] if format_name == "count" else ["--format", format_name]
    found = run_question(dcmqrscp, STUDIES, *words)
    assert found.code == 0
    if format_name == "count":
        assert found.output.strip() == "17"
    else:
        assert found.output.count("1.2.999.999.99.9.9999.8888") == 1
        assert found.output.count("Doe^Peter") == 4


JSON_QUESTIONS = {
    "dcmqrscp": Question("patient", ["QueryRetrieveLevel=PATIENT", "PatientName", "PatientID", "PatientBirthDate"]),
    "orthanc_server": Question("study", ["QueryRetrieveLevel=STUDY", "StudyInstanceUID", "PatientName", "StudyDate"]),
    "wlmscpfs": Question("worklist", ["PatientName", "(0040,0100)[0].Modality", "OtherPatientNames"]),
    "qrscp": Question("study", ["QueryRetrieveLevel=IMAGE", "SOPInstanceUID", "InstanceNumber"]),
    "scripted": Question("study", ["QueryRetrieveLevel=STUDY", "StudyInstanceUID="]),
}


@pytest.mark.parametrize("name", JSON_QUESTIONS)
def test_json_lines_are_what_pydicom_makes_of_the_answers(request, tmp_path, name):
    peer = request.getfixturevalue(name)
    peer = peer["explicit"] if name == "scripted" else peer
    theirs = [as_json(dataset) for dataset in ask_dcmtk(peer, JSON_QUESTIONS[name], tmp_path).datasets]
    ours = [comparable(line) for line in run_question(peer, JSON_QUESTIONS[name], "--jsonl").lines()]
    assert_equal(sorted(ours, key=str), sorted(theirs, key=str))


def as_json(dataset):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return comparable(json.loads(dataset.to_json()))


def comparable(members):
    """Leave out the character set, which is UTF-8 in ours, and private elements, whose VR pydicom knows."""
    public = {tag: member for tag, member in members.items() if int(tag[3], 16) % 2 == 0 and tag != "00080005"}
    for member in public.values():
        if member["vr"] == "SQ":
            member["Value"] = [comparable(item) for item in member.get("Value", [])]
        elif "Value" in member:
            member["Value"] = [comparable_value(member["vr"], value) for value in member["Value"]]
    return public


def comparable_value(vr, value):
    """An empty one of several values is null (PS3.18 §F.2.5); pydicom writes "" and keeps blanks in front."""
    if isinstance(value, str) and vr in datasets.PADDED_IN_FRONT:
        value = value.strip(" ")
    return None if value == "" else value
