"""What a person sees of queries that go well. The SCP is ours; what is expected was typed by hand."""

from __future__ import annotations

import csv
import io
import json

from cli.command import Command
from findscu.testing.builders import instance, make_uid
from findscu.testing.responder import Behaviour
from findscu.testing.scp import FindScp


def test_a_query_as_both_seeds_are_called(findscu: Command, scp: FindScp) -> None:
    result = findscu(
        "-v", "-S", "-aec", "ARCHIVE", scp.host, scp.port,
        "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName=*01", "-k", "StudyInstanceUID=", "-k", "StudyID=2",
    )  # fmt: skip
    assert result.out == (
        "# match 1\n"
        "(0008,0005) CS SpecificCharacterSet                ISO_IR 192\n"
        "(0008,0052) CS QueryRetrieveLevel                  STUDY\n"
        "(0008,0054) AE RetrieveAETitle                     ARCHIVE\n"
        "(0010,0010) PN PatientName                         Test^Patient01\n"
        f"(0020,000d) UI StudyInstanceUID                    {make_uid('study', 1, 2)}\n"
        "(0020,0010) SH StudyID                             2\n"
    )
    assert result.code == 0
    assert [line.split(" in ")[0] for line in result.lines] == [
        "information model study",
        f"calling ARCHIVE@127.0.0.1:{scp.port} as FINDSCU",
        "accepted",
        "  longest PDU it takes: 16384 bytes",
        "  Study Root Query/Retrieve Information Model - FIND: Explicit VR Little Endian",
        "query sent",
        "1 match",
        "association released",
    ]


def test_nothing_is_said_unless_there_is_something_to_say(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "-k", "PatientID=NOBODY")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_a_level_brings_its_return_keys_and_its_model(findscu: Command, scp: FindScp) -> None:
    for level, model in (("PATIENT", "patient"), ("STUDY", "study"), ("WORKLIST", "worklist")):
        assert findscu(scp.peer, "-L", level, "--count").code == 0
        assert scp.asked[-1].model.name == model
        assert "PatientID" in [element.keyword for element in scp.asked[-1].query.values()]


def test_options_choose_the_model(findscu: Command, scp: FindScp) -> None:
    for words, model in (
        (["-W"], "worklist"), (["-P"], "patient"), (["-S"], "study"), (["-O"], "psonly"), (["-U"], "ups-pull"),
        (["-M", "hanging-protocol"], "hanging-protocol"), (["-M", "1.2.840.10008.5.1.4.41"], "product"),
    ):  # fmt: skip
        findscu(scp.peer, *words, "-k", "PatientName", "--count")
        assert scp.asked[-1].model.name == model


def test_all_forms_of_a_peer(findscu: Command, scp: FindScp) -> None:
    host, port = scp.host, scp.port
    for words in (
        [host, port, "-aec", "ARCHIVE"],
        [f"ARCHIVE@{host}:{port}"],
        [f"ARCHIVE@{host}", port],
        [f"{host}:{port}", "--call", "ARCHIVE"],
        [f"OTHER@{host}:{port}", "-aec", "ARCHIVE"],
        [f"dicom://ARCHIVE@{host}:{port}"],
    ):
        assert findscu(*words, "-L", "STUDY", "--count").out == "3\n", words


def test_our_own_title_and_the_pdu_length_are_sent(findscu: Command, scp: FindScp) -> None:
    assert findscu(scp.peer, "-aet", "ME", "-pdu", "4096", "-L", "STUDY", "--count").out == "3\n"
    assert scp.asked[-1].calling_ae_title == "ME"


def test_count(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "--count")
    assert (result.code, result.out, result.err) == (0, "3\n", "")


def test_csv_is_read_by_a_csv_reader(findscu: Command, scp: FindScp) -> None:
    scp.store.add(instance(3, PatientName='Quote"^Comma, the', StudyDescription="=1+1"))
    result = findscu(
        scp.peer, "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName", "-k", "StudyDescription",
        "-k", "PatientID", "-k", "StudyInstanceUID", "--csv",
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert list(rows[0]) == ["QueryRetrieveLevel", "StudyDescription", "PatientName", "PatientID", "StudyInstanceUID"]
    assert [row["PatientID"] for row in rows] == ["PAT01", "PAT01", "PAT02", "PAT03"]
    assert rows[3]["PatientName"] == 'Quote"^Comma, the'


def test_csv_of_nested_keys(findscu: Command, scp: FindScp) -> None:
    result = findscu(
        scp.peer, "-k", "PatientID", "-k", "ScheduledProcedureStepSequence.Modality",
        "-k", "ScheduledProcedureStepSequence.ScheduledStationAETitle", "--csv",
    )  # fmt: skip
    assert result.out == (
        "PatientID,ScheduledProcedureStepSequence.Modality,ScheduledProcedureStepSequence.ScheduledStationAETitle\n"
        "WL01,CT,CT_ROOM1\n"
        "WL02,MR,MR_ROOM1\n"
    )


def test_json_is_one_array_and_jsonl_one_object_a_line(findscu: Command, scp: FindScp) -> None:
    words = (scp.peer, "-L", "STUDY", "-k", "PatientID=PAT01")
    array = json.loads(findscu(*words, "--json").out)
    lines = [json.loads(line) for line in findscu(*words, "--jsonl").out.splitlines()]
    assert array == lines
    assert [match["00100020"] for match in array] == [{"vr": "LO", "Value": ["PAT01"]}] * 2


def test_json_without_a_match_is_an_empty_array(findscu: Command, scp: FindScp) -> None:
    assert findscu(scp.peer, "-L", "STUDY", "-k", "PatientID=NOBODY", "--json").out == "[]\n"
    assert findscu(scp.peer, "-L", "STUDY", "-k", "PatientID=NOBODY", "--jsonl").out == ""


def test_limit(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "--limit", "2", "--jsonl")
    assert (result.code, result.out.count("\n")) == (0, 2)
    assert result.lines == ["2 matches, ended by --limit; the peer may have more"]


def test_a_limit_that_is_not_reached_is_not_worth_a_word(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "--limit", "4", "--count")
    assert (result.code, result.out, result.err) == (0, "3\n", "")


def test_cancel_goes_on_reading(findscu: Command) -> None:
    with FindScp(*(instance(number) for number in range(1, 30)), behaviour=Behaviour(delay=0.01)) as scp:
        result = findscu(scp.peer, "-L", "STUDY", "--cancel", "2", "--count")
    assert result.code == 0
    assert 2 <= int(result.out) < 29
    assert result.lines == [f"{result.out.strip()} matches, ended by --cancel; the peer may have more"]
    assert scp.cancel_count == 1


def test_several_query_files_are_several_queries_on_one_association(findscu: Command, scp: FindScp, tmp_path) -> None:
    files = []
    for number in (1, 2):
        files.append(tmp_path / f"query{number}.dump")
        files[-1].write_text(
            f"(0008,0052) CS [STUDY]  # QueryRetrieveLevel\n(0010,0020) LO [PAT0{number}]\n(0010,0010) PN []\n"
        )
    result = findscu(scp.peer, "-v", "-f", files[0], "-r", "StudyID", files[1], "-k", "StudyInstanceUID")
    headings = [line for line in result.out.splitlines() if line.startswith("#")]
    assert headings == ["# query 1, match 1", "# query 1, match 2", "# query 2, match 1"]
    assert result.lines.count("association released") == 1
    assert "query 1 of 2: query sent" in result.lines
    assert [asked.query.text_of(0x00100020) for asked in scp.asked] == ["PAT01", "PAT02"]
    assert findscu(scp.peer, *files, "--count").out == "2\n1\n"
    assert len(json.loads(findscu(scp.peer, *files, "--json").out)) == 3


def test_dry_run_shows_the_query_and_connects_nowhere(findscu: Command) -> None:
    result = findscu(
        "--dry-run", "RIS@192.0.2.1", "-k", "ScheduledProcedureStepSequence.Modality=CT", "-k", "PatientName"
    )
    assert result.out == (
        "# to RIS@192.0.2.1:104, from FINDSCU\n"
        "# Modality Worklist Information Model - FIND (1.2.840.10008.5.1.4.31)\n"
        "(0008,0005) CS SpecificCharacterSet\n"
        "(0010,0010) PN PatientName\n"
        "(0040,0100) SQ ScheduledProcedureStepSequence      1 item\n"
        "  [0]\n"
        "  (0008,0060) CS Modality                          CT\n"
    )
    assert (result.code, result.err) == (0, "")


def test_debug_shows_the_wire_and_the_query(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-d", "-L", "STUDY", "-k", "PatientName=Test*", "--count")
    for line in (
        "> A-ASSOCIATE-RQ",
        "    called_ae_title: ARCHIVE",
        "< A-ASSOCIATE-AC",
        "  (0010,0010) PN PatientName                         Test*",
        "> A-RELEASE-RQ",
        "< A-RELEASE-RP",
    ):
        assert line in result.lines
    assert any(line.startswith("> C-FIND-RQ on context 1, identifier of ") for line in result.lines)
    assert sum(line.startswith("< C-FIND-RSP on context 1") for line in result.lines) == 4
    assert "Test^Patient01" not in result.err


def test_values_are_not_shown_below_debug(findscu: Command, scp: FindScp) -> None:
    assert "Patient01" not in findscu(scp.peer, "-v", "-L", "STUDY", "-k", "PatientName=*Patient01", "--count").err
