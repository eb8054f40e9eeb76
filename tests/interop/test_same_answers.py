"""Each peer, model, level and transfer syntax: our answers are those that DCMTK's findscu gets, element by element."""

import pytest

from findscu.errors import StatusError
from interop.asking import SYNTAX_UIDS, Question, ask, ask_dcmtk, assert_same_answers, assert_same_bytes

PATIENT = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "NumberOfPatientRelatedStudies")
STUDY = ("StudyInstanceUID", "StudyDate", "StudyTime", "StudyID", "AccessionNumber", "StudyDescription")
SERIES = ("SeriesInstanceUID", "Modality", "SeriesNumber", "SeriesDescription")
IMAGE = ("SOPInstanceUID", "SOPClassUID", "InstanceNumber")
LEVELS = {"PATIENT": PATIENT, "STUDY": (*PATIENT, *STUDY), "SERIES": SERIES, "IMAGE": IMAGE}

PETER = "98890234"
PETERS_STUDY = "1.3.6.1.4.1.5962.1.1.0.0.0.1196533885.18148.0.133"
PETERS_SERIES = "1.3.6.1.4.1.5962.1.1.0.0.0.1196533885.18148.0.136"
PARENTS = {
    ("patient", "PATIENT"): (),
    ("patient", "STUDY"): (f"PatientID={PETER}",),
    ("patient", "SERIES"): (f"PatientID={PETER}", f"StudyInstanceUID={PETERS_STUDY}"),
    ("patient", "IMAGE"): (
        f"PatientID={PETER}",
        f"StudyInstanceUID={PETERS_STUDY}",
        f"SeriesInstanceUID={PETERS_SERIES}",
    ),
    ("study", "STUDY"): (),
    ("study", "SERIES"): (f"StudyInstanceUID={PETERS_STUDY}",),
    ("study", "IMAGE"): (f"StudyInstanceUID={PETERS_STUDY}", f"SeriesInstanceUID={PETERS_SERIES}"),
    ("psonly", "PATIENT"): (),
    ("psonly", "STUDY"): (f"PatientID={PETER}",),
}
"""What a query at each level of each model has to name, and so each model and level there is."""

NARROWER = {
    "one value": ("PatientID=4MR1",),
    "wild card": ("PatientName=Doe^*",),
    "range": ("StudyDate=19900101-20041231",),
    "list of UIDs": (f"StudyInstanceUID={PETERS_STUDY}\\1.2.999.999.99.9.9999.8888",),
    "several": ("PatientName=D?e^*", "StudyDate=-20041231", "StudyTime="),
    "modalities": ("ModalitiesInStudy=MR",),
}


def question(model: str, level: str, syntax: str = "explicit") -> Question:
    keys = [f"QueryRetrieveLevel={level}", *LEVELS[level], *PARENTS[model, level]]
    return Question(model, keys, syntax)


@pytest.mark.parametrize("syntax", SYNTAX_UIDS)
@pytest.mark.parametrize("model, level", PARENTS)
def test_dcmqrscp(archives, tmp_path, model, level, syntax):
    peer, asked = archives[syntax], question(model, level, syntax)
    theirs = ask_dcmtk(peer, asked, tmp_path)
    assert theirs.syntax == SYNTAX_UIDS[syntax]
    assert_same_answers(ask(peer, asked), theirs.datasets)


WITHOUT_PSONLY = [(model, level) for model, level in PARENTS if model != "psonly"]
"""Orthanc and pynetdicom's application refuse the retired model."""


@pytest.mark.parametrize("syntax", ["implicit", "explicit"])  # it accepts these two only
@pytest.mark.parametrize("model, level", WITHOUT_PSONLY)
def test_orthanc(orthanc_server, tmp_path, model, level, syntax):
    asked = question(model, level, syntax)
    theirs = ask_dcmtk(orthanc_server, asked, tmp_path)
    assert_same_answers(ask(orthanc_server, asked), theirs.datasets)


@pytest.mark.parametrize("model, level", WITHOUT_PSONLY)
def test_qrscp(qrscp, tmp_path, model, level):
    asked = question(model, level)
    assert_same_answers(ask(qrscp, asked), ask_dcmtk(qrscp, asked, tmp_path).datasets)


@pytest.mark.parametrize("keys", NARROWER.values(), ids=NARROWER)
@pytest.mark.parametrize("name", ["dcmqrscp", "orthanc_server", "qrscp"])
def test_narrower_queries(request, tmp_path, name, keys):
    peer = request.getfixturevalue(name)
    asked = Question("study", ["QueryRetrieveLevel=STUDY", "StudyInstanceUID", "PatientName", *keys])
    theirs = ask_dcmtk(peer, asked, tmp_path)
    if "(Success)" in theirs.said:
        assert_same_answers(ask(peer, asked), theirs.datasets)
    else:  # pynetdicom's application cannot match a list of UIDs
        assert "UnableToProcess" in theirs.said
        with pytest.raises(StatusError):
            ask(peer, asked)


WORKLIST = (
    "PatientName",
    "PatientID",
    "AccessionNumber",
    "StudyInstanceUID",
    "RequestedProcedureDescription",
    "(0040,0100)[0].Modality",
    "(0040,0100)[0].ScheduledProcedureStepStartDate",
    "(0040,0100)[0].ScheduledProtocolCodeSequence[0].CodeValue",
    "(0040,0100)[0].(0040,0008)[0].(0008,0104)",
)
WORKLIST_QUERIES = {
    "everything": WORKLIST,
    "modality": ("(0040,0100)[0].Modality=CT", "PatientName"),
    "station": ("(0040,0100)[0].ScheduledStationAETitle=SCANNER4", *WORKLIST[:5]),
    "dates": ("(0040,0100)[0].ScheduledProcedureStepStartDate=20260103-20260106", *WORKLIST[:3]),
    "name": ("PatientName=Worklist^T*", "PatientID"),
}


@pytest.mark.parametrize("syntax", SYNTAX_UIDS)
@pytest.mark.parametrize("keys", WORKLIST_QUERIES.values(), ids=WORKLIST_QUERIES)
def test_wlmscpfs(worklists, tmp_path, keys, syntax):
    peer, asked = worklists[syntax], Question("worklist", keys, syntax)
    theirs = ask_dcmtk(peer, asked, tmp_path)
    assert theirs.syntax == SYNTAX_UIDS[syntax]
    assert_same_answers(ask(peer, asked), theirs.datasets)


@pytest.mark.parametrize("syntax", ["implicit", "explicit"])
def test_orthanc_worklist(orthanc_worklist, tmp_path, syntax):
    asked = Question("worklist", WORKLIST, syntax)
    theirs = ask_dcmtk(orthanc_worklist, asked, tmp_path).datasets
    assert_same_bytes(ask(orthanc_worklist, asked), theirs)  # what it makes of names: see test_character_sets


@pytest.mark.parametrize("syntax", SYNTAX_UIDS)
@pytest.mark.parametrize("model", ["patient", "study", "psonly", "worklist"])
def test_pynetdicom(scripted, tmp_path, model, syntax):
    """Every VR, nested sequences, private elements, empty values, and the character-set files as they are."""
    peer, asked = scripted[syntax], Question(model, ["PatientName"], syntax)
    theirs = ask_dcmtk(peer, asked, tmp_path)
    assert theirs.syntax == SYNTAX_UIDS[syntax]
    assert_same_answers(ask(peer, asked), theirs.datasets)
