"""Names in every character set that pydicom ships, and in GB18030: our text is pydicom's decoding of the *file*.

dcmqrscp and wlmscpfs spoil none, but answer no nested names (`NESTED_ONLY`), and wlmscpfs drops (0008,0005) unless it
is told to keep it. Orthanc spoils some (`SPOILED_BY_...`); which, and that we add nothing to it, is asserted too.
"""

import warnings

import pydicom
import pytest

from interop.asking import Question, ask, run_question
from peers import answers, files

CHARSETS = {path.stem: path for path in files.charset_files()}
NESTED_ONLY = ("chrSQEncoding", "chrSQEncoding1")
"""They have no patient name, and other than ASCII only in a sequence that archives and wlmscpfs do not answer."""

REQUESTED = {"own": (), "asked back": ("SpecificCharacterSet",), "UTF-8": ("SpecificCharacterSet=ISO_IR 192",)}
REQUESTED |= {"GB18030": ("SpecificCharacterSet=GB18030",)}
"""What the query says of character sets; dcmqrscp converts to the requested one where it can."""

SPOILED_BY_ORTHANC = {
    "chrH32": "half-width katakana first: the ESC bytes and the bytes above 7F of the other groups are dropped",
    "chrJapMultiExplicitIR6": "it does not take ISO 2022 IR 6 as a first term: all stays as it is, as if it were ASCII",
}
SPOILED_BY_ORTHANCS_WORKLIST = {
    "WL007": "chrH32: what follows an escape sequence stays as it is, the sequence too",
    "WL009": "chrI2: decoded, and the escape sequences stay",
    "WL011": "chrJapMultiExplicitIR6: as in the archive",
    "WL012": "chrKoreanMulti: decoded, and the escape sequences stay",
    "WL076": "ISO_IR 203: unknown to it, all bytes above 7F are dropped",
    "WL078": "ISO 2022 IR 58: decoded, and the escape sequences stay",
    "WL079": "ISO 2022 IR 159: unknown to it, ESC is dropped",
    "WL080": "ISO 2022 IR 144 as a second set: decoded as the first set, and the escape sequence stays",
}
"""What Orthanc makes of names; it declares UTF-8 for all answers, so that nobody can put them right."""


def decoded(path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(pydicom.dcmread(path).get("PatientName", ""))


def gb18030_names() -> list[str]:
    return [raw.decode("gb18030") for raw in files.TRICKY_GB18030]


def expected_in_archive() -> dict[str, str]:
    """Return the names by patient ID, as `files.copy_charset_files` and `make_gb18030_files` gave them."""
    of_files = {stem: decoded(path) for stem, path in CHARSETS.items()}
    return of_files | {f"GB{number}": name for number, name in enumerate(gb18030_names())}


def expected_in_worklist() -> dict[str, str]:
    of_files = {f"WL{number:03d}": decoded(path) or "No^Name" for number, path in enumerate(CHARSETS.values(), start=1)}
    of_files |= {f"WL{number:03d}": name for number, name in enumerate(gb18030_names(), start=50)}
    others = enumerate(files.OTHER_CHARSETS.values(), start=70)
    return of_files | {f"WL{number:03d}": name for number, (_, name) in others}


def names_by_patient(matches) -> dict[str, str]:
    return {match.PatientID: match.PatientName.rstrip("=") for match in matches}


def study_query(*keys: str) -> Question:
    every_key = ["QueryRetrieveLevel=STUDY", "StudyInstanceUID", "PatientID", "PatientName", *keys]
    return Question("study", every_key, ae_title="CHARSETS")


def worklist_query(*keys: str) -> Question:
    return Question("worklist", ["PatientID", "PatientName", *keys], ae_title="CHARSETS")


def test_the_tricky_names_are_tricky():
    names = "".join(gb18030_names())
    assert "俓" in names
    assert "予" in names
    assert b"\\" in "俓".encode("gb18030")


@pytest.mark.parametrize("keys", REQUESTED.values(), ids=REQUESTED)
def test_dcmqrscp(dcmqrscp, keys):
    assert names_by_patient(ask(dcmqrscp, study_query(*keys))) == expected_in_archive()


def test_dcmqrscp_always_in_utf8(dcmqrscp_utf8):
    """It converts what it can, more or less by its version, and declares what each answer is in."""
    found = ask(dcmqrscp_utf8, study_query())
    assert {match.SpecificCharacterSet for match in found if match.PatientID == "chrFren"} == {"ISO_IR 192"}
    assert names_by_patient(found) == expected_in_archive()


def test_wlmscpfs(wlmscpfs):
    assert names_by_patient(ask(wlmscpfs, worklist_query())) == expected_in_worklist()


def test_wlmscpfs_other_attributes(wlmscpfs):
    """Several names in one value, and a long text, in the sets whose files have them."""
    asked = worklist_query("OtherPatientNames", "AdditionalPatientHistory", "RequestingPhysician")
    found = {match.PatientID: match for match in ask(wlmscpfs, asked)}
    for number, path in enumerate(CHARSETS.values(), start=1):
        match, dataset = found[f"WL{number:03d}"], pydicom.dcmread(path)
        names = [str(name) for name in dataset.get("OtherPatientNames") or []]
        assert match["OtherPatientNames"].values == names
        assert match.AdditionalPatientHistory == dataset.get("AdditionalPatientHistory", "")
        assert match.RequestingPhysician == str(dataset.get("RequestingPhysician", ""))


def test_wlmscpfs_dropping_the_character_set(wlmscpfs_without_charset):
    """The bytes come without (0008,0005): nobody can know what they mean, so they are reported and nothing is lost."""
    found = {match.PatientID: match for match in ask(wlmscpfs_without_charset, worklist_query())}
    for number, path in enumerate(CHARSETS.values(), start=1):
        match = found[f"WL{number:03d}"]
        raw = files.raw_value(pydicom.dcmread(path), "PatientName") or b"No^Name "
        assert "SpecificCharacterSet" not in match
        assert match["PatientName"].raw == raw
        assert bool(match.issues) == (not raw.isascii() or b"\x1b" in raw)


def test_wlmscpfs_dropping_the_character_set_that_is_assumed(wlmscpfs_without_charset):
    """Who knows what the bytes are in says so, and reads them as if the peer had."""
    expected = {f"WL{number:03d}": path for number, path in enumerate(CHARSETS.values(), start=1)}
    by_terms: dict[str, list[str]] = {}
    for patient_id, path in expected.items():
        terms = "\\".join(charset_terms(pydicom.dcmread(path)))
        if path.stem not in NESTED_ONLY and terms:
            by_terms.setdefault(terms, []).append(patient_id)
    assert len(by_terms) > 8
    for terms, patient_ids in by_terms.items():
        asked = ask(wlmscpfs_without_charset, worklist_query(), assume_charset=terms)
        found = {match.PatientID: match for match in asked}
        for patient_id in patient_ids:
            assert found[patient_id].PatientName.rstrip("=") == decoded(expected[patient_id])
            assert str(found[patient_id].to_pydicom().PatientName).rstrip("=") == decoded(expected[patient_id])


def charset_terms(dataset):
    declared = dataset.get("SpecificCharacterSet") or []
    return [declared] if isinstance(declared, str) else [term or "" for term in declared]


def differing(found: dict[str, str], expected: dict[str, str]) -> set[str]:
    return {key for key, name in expected.items() if found[key] != name}


def as_utf8(matches) -> dict[str, str]:
    """Return the names by patient ID as their bytes say in the declared UTF-8."""
    return {match.PatientID: match["PatientName"].raw.decode("utf-8").rstrip(" =") for match in matches}


def test_orthanc(orthanc_server):
    matches = ask(orthanc_server, study_query())
    found = names_by_patient(matches)
    assert found == as_utf8(matches)
    assert differing(found, expected_in_archive()) == set(SPOILED_BY_ORTHANC)


def test_orthanc_worklist(orthanc_worklist):
    matches = ask(orthanc_worklist, worklist_query())
    found = names_by_patient(matches)
    assert found == as_utf8(matches)
    assert differing(found, expected_in_worklist()) == set(SPOILED_BY_ORTHANCS_WORKLIST)


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "deflated", "big-endian"])
def test_pynetdicom(scripted, syntax):
    """The files as they are, the two included whose names lie in a sequence with a character set of its own."""
    found = ask(scripted[syntax], Question("patient", ["PatientName"], syntax))
    for match, path in zip(found, CHARSETS.values(), strict=True):
        assert match.PatientName.rstrip("=") == decoded(path)
        if path.stem in NESTED_ONLY:
            inside = pydicom.dcmread(path).RequestedProcedureCodeSequence[0].PatientName
            assert match.RequestedProcedureCodeSequence[0].PatientName == str(inside)


@pytest.mark.parametrize("format_name", ["text", "jsonl", "csv"])
def test_the_command_writes_utf8(dcmqrscp, format_name):
    found = run_question(dcmqrscp, study_query(), "--format", format_name)
    assert found.code == 0
    for name in expected_in_archive().values():
        for group in filter(None, name.split("=")):
            assert group in found.output


def test_a_name_outside_ascii_finds_its_patient(dcmqrscp_utf8):
    asked = study_query("PatientName=Äneas^*")
    asked.keys = [key for key in asked.keys if key != "PatientName"]
    assert names_by_patient(ask(dcmqrscp_utf8, asked)) == {"chrGerm": "Äneas^Rüdiger"}


def test_answers_hold_every_file():
    assert len(answers.answers(answers.PATIENT_ROOT)) == len(CHARSETS)
