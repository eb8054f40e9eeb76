"""Asking well, as a person sees it: presets, the worklist in short, dates in words, checks, what answers contradict."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from cli.command import Command
from findscu.testing.builders import instance, worklist_item
from findscu.testing.responder import Behaviour
from findscu.testing.scp import FindScp

NOW = datetime(2026, 11, 21, 13, 45, 7, tzinfo=timezone(timedelta(hours=1)))  # a Saturday
PEER = "PACS@192.0.2.1"

STEP, STUDY_DATE, PATIENT_NAME, PATIENT_ID, MODALITY = 0x00400100, 0x00080020, 0x00100010, 0x00100020, 0x00080060
STEP_DATE, STATION, IN_STUDY, LEVEL = 0x00400002, 0x00400001, 0x00080061, 0x00080052


@pytest.fixture(autouse=True)
def _a_day_in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findscu.clock.local_now", lambda: NOW)


def sent(out: str) -> dict[str, str]:
    """Read what --dry-run shows: keywords and values, those of items without their path."""
    lines = [line.strip() for line in out.splitlines() if "(" in line[:6] and not line.startswith("#")]
    return {words[2]: " ".join(words[3:]) for words in (line.split() for line in lines)}


class TestPresets:
    def test_of_a_level(self, findscu: Command) -> None:
        result = findscu("--dry-run", PEER, "-L", "STUDY", "--keys", "minimal", "-k", "PatientName=DOE*")
        assert sent(result.out) == {
            "SpecificCharacterSet": "",
            "StudyDate": "",
            "StudyTime": "",
            "AccessionNumber": "",
            "QueryRetrieveLevel": "STUDY",
            "PatientName": "DOE*",
            "PatientID": "",
            "StudyInstanceUID": "",
            "StudyID": "",
        }

    def test_all_of_a_model_without_levels(self, findscu: Command) -> None:
        result = findscu("--dry-run", PEER, "-U", "--keys", "all")
        assert result.code == 0
        assert "OutputDestinationSequence" in sent(result.out)
        assert "TransactionUID" not in sent(result.out)
        assert result.err == ""

    def test_a_template_comes_with_the_model(self, findscu: Command) -> None:
        words = ("-M", "breast-patient-info", "--keys", "standard", "-k", "PatientID=4711")
        shown = sent(findscu("--dry-run", PEER, *words).out)
        assert (shown["TemplateIdentifier"], shown["MappingResource"], shown["PatientID"]) == ("9000", "DCMR", "4711")

    def test_it_goes_by_a_level_among_the_keys(self, findscu: Command) -> None:
        result = findscu("--dry-run", PEER, "-k", "QueryRetrieveLevel=PATIENT", "--keys", "minimal")
        assert set(sent(result.out)) == {"SpecificCharacterSet", "QueryRetrieveLevel", "PatientName", "PatientID"}

    def test_a_preset_alone_asks_nothing(self, findscu: Command) -> None:
        result = findscu(PEER, "--keys", "all")
        assert (result.code, result.lines[0]) == (1, "nothing to ask")

    def test_an_unknown_one(self, findscu: Command) -> None:
        result = findscu(PEER, "-L", "STUDY", "--keys", "some")
        assert result.code == 1
        assert "minimal, standard, all" in result.err

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_in_the_older_programs_dialects(self, findscu: Command, dialect: str) -> None:
        with FindScp(instance(1)) as scp:
            words = ("--dialect", dialect, "-S", "-L", "SERIES", "--keys", "minimal", "-k", "StudyInstanceUID=1.2")
            findscu(*words, scp.host, scp.port)
            assert {element.keyword for element in scp.asked[0].query.values()} == {
                *("QueryRetrieveLevel", "Modality", "StudyInstanceUID", "SeriesInstanceUID", "SeriesNumber")
            }


class TestWorklistInShort:
    def test_it_asks_the_worklist_for_what_is_usual(self, findscu: Command, scp: FindScp) -> None:
        words = ("--today", "--modality", "CT", "--station", "CT_ROOM1", scp.peer, "--count")
        assert findscu(*words).code == 0
        asked = scp.asked[-1]
        (item,) = asked.query[STEP].items
        assert asked.model.name == "worklist"
        assert [item.text_of(tag) for tag in (STEP_DATE, MODALITY, STATION)] == ["20261121", "CT", "CT_ROOM1"]
        assert PATIENT_NAME in asked.query

    def test_any_day(self, findscu: Command) -> None:
        for when, value in (
            ("tomorrow", "20261122"),
            ("20261101-", "20261101-"),
            ("2026-11-01..2026-11-21", "20261101-20261121"),
            ("-7d", "20261114-20261121"),
        ):
            shown = sent(findscu("--dry-run", PEER, "--date", when).out)
            assert shown["ScheduledProcedureStepStartDate"] == value

    def test_studies_have_dates_and_modalities_too(self, findscu: Command) -> None:
        shown = sent(findscu("--dry-run", PEER, "-L", "STUDY", "--today", "--modality", "CT").out)
        assert (shown["StudyDate"], shown["ModalitiesInStudy"]) == ("20261121", "CT")
        shown = sent(findscu("--dry-run", PEER, "-k", "QueryRetrieveLevel=STUDY", "--today").out)
        assert shown == {"SpecificCharacterSet": "", "QueryRetrieveLevel": "STUDY", "StudyDate": "20261121"}

    def test_workitems_have_moments_and_codes(self, findscu: Command) -> None:
        result = findscu("--dry-run", PEER, "-U", "--today", "--station", "CT1", "--keys", "minimal")
        moment = "20261121000000+0100-20261121235959.999999+0100"
        assert sent(result.out)["ScheduledProcedureStepStartDateTime"] == moment
        assert "(0008,0100) SH CodeValue                         CT1\n" in result.out

    def test_a_key_of_the_line_wins(self, findscu: Command) -> None:
        key = "ScheduledProcedureStepSequence.Modality=MR"
        assert sent(findscu("--dry-run", PEER, "--modality", "CT", "-k", key).out)["Modality"] == "MR"

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["-L", "PATIENT", "--today"], "--today means nothing at PATIENT"),
            (["-L", "STUDY", "--station", "CT1"], "--station means nothing at STUDY"),
            (["-U", "--modality", "CT"], "--modality means nothing at UPS"),
            (["-M", "hanging-protocol", "--date", "today"], "--date means nothing for model hanging-protocol"),
            (["--date", "tody"], "--date 'tody' is no date"),
            (["--date", "today..tody"], "--date: 'tody' is no date"),
            (["-f", "query.dcm", "--today"], "--today and a query file"),
        ],
    )
    def test_where_it_means_nothing(self, findscu: Command, words: list[str], message: str) -> None:
        result = findscu(PEER, *words)
        assert (result.code, result.lines[0]) == (1, message)
        assert result.lines[1].startswith("hint: ")

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_in_the_older_programs_dialects(self, findscu: Command, dialect: str) -> None:
        with FindScp(worklist_item(1)) as scp:
            findscu("--dialect", dialect, "-W", "--today", "--modality", "CT", scp.host, scp.port)
            (item,) = scp.asked[0].query[STEP].items
            assert [item.text_of(tag) for tag in (STEP_DATE, MODALITY)] == ["20261121", "CT"]


class TestDatesInWords:
    def test_they_are_sent_as_dicom_has_them(self, findscu: Command, scp: FindScp) -> None:
        assert findscu(scp.peer, "-L", "STUDY", "-k", "StudyDate=last-month", "--count").code == 0
        assert scp.asked[-1].query.text_of(STUDY_DATE) == "20261001-20261031"

    def test_dry_run_and_v_show_them(self, findscu: Command, scp: FindScp) -> None:
        words = ("-L", "STUDY", "-k", "StudyDate=-7d")
        assert findscu("--dry-run", PEER, *words).lines == ["StudyDate: -7d is 20261114-20261121"]
        assert "StudyDate: -7d is 20261114-20261121" in findscu("-v", scp.peer, *words, "--count").lines
        assert findscu(scp.peer, *words, "--count").err == ""
        assert "StudyDate: today is 20261121" in findscu("-v", scp.peer, "-L", "STUDY", "--today", "--count").lines

    def test_those_of_patients_are_nobodys_business(self, findscu: Command, scp: FindScp) -> None:
        words = (scp.peer, "-L", "STUDY", "-k", "PatientBirthDate=1970-01-01", "--count")
        assert "19700101" not in findscu("-v", *words).err
        assert "PatientBirthDate: 1970-01-01 is 19700101" in findscu("-d", *words).lines

    def test_what_cannot_be_is_pointed_at(self, findscu: Command) -> None:
        result = findscu(PEER, "-L", "STUDY", "-k", "StudyTime=22:00..6:00")
        assert result.code == 1
        assert result.lines == [
            "StudyTime: the range goes over midnight, which no range of times can (TM)",
            "  -k StudyTime=...",
            "               ^",
            "hint: ask in two parts: 2200- on the first day, and -0600 on the next",
        ]

    def test_a_word_that_is_none_is_sent_with_a_warning(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "STUDY", "-k", "StudyDate=tody", "--count")
        assert scp.asked[-1].query.text_of(STUDY_DATE) == "tody"
        assert result.lines[0] == "warning: StudyDate is neither a value nor a range of VR DA (PS3.5 §6.2)"
        assert result.lines[1] == "hint: did you mean today?"

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_never_in_the_older_programs_dialects(self, findscu: Command, scp: FindScp, dialect: str) -> None:
        words = ("-S", "-aec", "ARCHIVE", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyDate=today")
        findscu("--dialect", dialect, *words, scp.host, scp.port)
        assert scp.asked[-1].query.text_of(STUDY_DATE) == "today"

    def test_all_queries_of_a_run_have_the_same_today(
        self, findscu: Command, scp: FindScp, tmp_path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moments = iter([NOW, NOW + timedelta(days=1)])
        monkeypatch.setattr("findscu.clock.local_now", lambda: next(moments))
        files = [tmp_path / f"{number}.dump" for number in (1, 2)]
        for file in files:
            file.write_text("(0008,0052) CS [STUDY]\n(0020,000d) UI []\n")
        findscu(scp.peer, *files, "-k", "StudyDate=today", "-k", "StudyTime=..now", "--count")
        assert [asked.query.text_of(STUDY_DATE) for asked in scp.asked] == ["20261121", "20261121"]


class TestChecks:
    def test_a_doubt_is_a_warning_with_its_clause(self, findscu: Command, scp: FindScp) -> None:
        result = findscu(scp.peer, "-L", "SERIES", "-k", "StudyInstanceUID=1.2", "-r", "StudyDescription", "--count")
        assert result.code == 0
        assert result.lines == [
            "warning: StudyDescription is a key of level STUDY, above SERIES (PS3.4 §C.4.1.2.1)",
            "hint: leave it out, or query at level STUDY",
        ]

    def test_strict_sends_nothing_doubtful(self, findscu: Command, scp: FindScp) -> None:
        words = ("-W", "-k", "PatientID=47*", "-k", "PatientName")
        result = findscu("--strict", scp.peer, *words)
        assert result.code == 1
        assert result.lines[0] == (
            "warning: PatientID is matched by a single value only, and has wild cards (PS3.4 Table K.6-1)"
        )
        assert result.lines[2] == "a doubtful query is not sent (--strict)"
        assert scp.asked == []

    def test_what_is_asked_for_in_negotiation_lifts_rules(self, findscu: Command, scp: FindScp) -> None:
        words = (scp.peer, "-S", "-k", "QueryRetrieveLevel=SERIES", "-k", "SeriesInstanceUID", "-k", "PatientName=A*")
        assert len([line for line in findscu(*words, "--count").lines if line.startswith("warning")]) == 2
        result = findscu("--dry-run", *words, "--relational-query")
        assert result.err == ""

    def test_what_the_peer_refuses_brings_them_back(self, findscu: Command, scp: FindScp) -> None:
        words = (scp.peer, "-S", "-k", "QueryRetrieveLevel=SERIES", "-k", "SeriesInstanceUID", "-k", "PatientName=A*")
        result = findscu(*words, "--count", "--relational-query")  # our SCP grants nothing
        assert len([line for line in result.lines if "PS3.4 §C.4.1.2.1" in line]) == 2
        result = findscu(*words, "--count", "--relational-query", "--strict")
        assert result.code == 1
        assert "a query that needs what the peer refuses is not sent (--strict)" in result.err
        assert len(scp.asked) == 1


class TestVerifyMatches:
    def test_matches_that_contradict_are_dropped(self, findscu: Command) -> None:
        behaviour = Behaviour(ignored_keys=(PATIENT_NAME, STUDY_DATE))
        studies = [instance(number, StudyDate=f"2026010{number}") for number in (1, 2, 3)]
        with FindScp(*studies, behaviour=behaviour) as scp:
            words = (scp.peer, "-L", "STUDY", "-k", "PatientName=*02", "--csv")
            assert findscu(*words).out.count("Test^Patient") == 3
            result = findscu(*words, "--verify-matches")
            assert result.code == 0
            assert result.out.count("Test^Patient") == 1
            assert result.lines == ["2 matches dropped by --verify-matches: they contradict PatientName"]

    def test_nothing_is_said_when_all_fit(self, findscu: Command, scp: FindScp) -> None:
        words = (scp.peer, "-L", "STUDY", "-k", "PatientName=test^PATIENT01", "--verify-matches", "--jsonl")
        result = findscu(*words)
        assert (result.code, result.out.count("\n"), result.err) == (0, 2, "")
        assert "--verify-matches: no match contradicts the query" in findscu("-v", *words).lines

    def test_the_count_is_of_those_that_are_left(self, findscu: Command) -> None:
        with FindScp(*map(instance, (1, 2, 3)), behaviour=Behaviour(ignored_keys=(PATIENT_ID,))) as scp:
            words = (scp.peer, "-L", "STUDY", "-k", "PatientID=PAT02", "--verify-matches", "--count")
            assert findscu(*words).out == "1\n"

    def test_a_failure_stays_one(self, findscu: Command) -> None:
        behaviour = Behaviour(ignored_keys=(PATIENT_ID,), final_status=0xA700)
        with FindScp(*map(instance, (1, 2, 3)), behaviour=behaviour) as scp:
            result = findscu(scp.peer, "-L", "STUDY", "-k", "PatientID=PAT02", "--verify-matches", "--jsonl")
            assert result.code == 5
            assert result.out.count("\n") == 1
            assert "3 matches came, the list is not complete" in result.lines[0]

    def test_worklist_items(self, findscu: Command) -> None:
        items = [worklist_item(1, modality="CT"), worklist_item(2, modality="MR")]
        with FindScp(*items, behaviour=Behaviour(ignored_keys=(STEP,))) as scp:
            result = findscu(scp.peer, "--modality", "MR", "--verify-matches", "--jsonl")
            assert result.out.count("\n") == 1
            assert result.lines == [
                "1 match dropped by --verify-matches: it contradicts ScheduledProcedureStepSequence"
            ]

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_in_the_older_programs_dialects(self, findscu: Command, dialect: str) -> None:
        with FindScp(*map(instance, (1, 2, 3)), behaviour=Behaviour(ignored_keys=(PATIENT_ID,))) as scp:
            words = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID=PAT02", "-k", "PatientName")
            result = findscu("--dialect", dialect, *words, "--verify-matches", scp.host, scp.port)
        assert "Patient02" in result.err
        assert "Patient01" not in result.err
        assert "W: 2 matches dropped by --verify-matches: they contradict PatientID" in result.lines


class TestExplain:
    def test_a_key(self, findscu: Command) -> None:
        result = findscu("explain", "modality")
        assert (result.code, result.err) == (0, "")
        assert result.out == (
            "Modality (0008,0060)\n"
            "  name       Modality\n"
            "  VR, VM     CS (code), 1\n"
            "  matched by single value, wild card (* ?), universal (no value)\n"
            "  value      16 of A-Z, 0-9, blank and _ at most\n"
            "  example    -k Modality=CT\n"
            "\n"
            "  SERIES: required key (Table C.6-3)\n"
            "  worklist: required key by single value, return type 1 (Table K.6-1)\n"
            "    in ScheduledProcedureStepSequence\n"
            "  hanging-protocol: required key by single value or universal, return type 2\n"
            "    (Table U.6-1)\n"
            "    in HangingProtocolDefinitionSequence\n"
        )

    def test_a_tag(self, findscu: Command) -> None:
        for word in ("0020,000D", "(0020,000d)", "0020000D"):
            out = findscu("explain", word).out
            assert out.startswith("StudyInstanceUID (0020,000d)\n")
            assert "list of UIDs" in out
            assert "STUDY of Study Root: unique key (Table C.6-5)" in out

    @pytest.mark.parametrize(
        ("word", "inside"),
        [
            ("SpecificCharacterSet", "says how to read the query, and is never matched (PS3.4 §C.4.1.1.3.1)"),
            ("InstanceAvailability", "must not be in a request (PS3.4 §C.4.1.1.3.2)"),
            ("RetrieveAETitle", "peers return it by themselves"),
            ("SeriesDescription", "optional key at level SERIES (PS3.4 §C.6.1.1)"),
            ("Rows", "wherever a peer likes to have it"),
        ],
    )
    def test_what_no_table_lists(self, findscu: Command, word: str, inside: str) -> None:
        assert inside in " ".join(findscu("explain", word).out.split())

    def test_a_level(self, findscu: Command) -> None:
        out = findscu("explain", "series").out
        assert out.startswith("Level SERIES\n")
        assert "needs      a single value of StudyInstanceUID in study, repository" in out
        assert "  required   Modality, SeriesNumber\n" in out

    def test_a_model(self, findscu: Command) -> None:
        for word in ("worklist", "MWL", "1.2.840.10008.5.1.4.31"):
            out = findscu("explain", word).out
            assert out.startswith("Modality Worklist Information Model - FIND\n  UID        1.2.840.10008.5.1.4.31\n")
            assert "  required   ScheduledProcedureStepSequence, PatientName, PatientID\n" in out

    @pytest.mark.parametrize(
        ("word", "first", "inside"),
        [
            ("A700", "Status 0xA700 (refused: out of resources)", "narrow the query"),
            ("0xff01", "Status 0xFF01 (pending: one or more optional keys are not supported)", "pending: "),
            ("C200", "Status 0xC200 (unable to process: template not supported)", "Table Q.2-1"),
            ("C123", "Status 0xC123 (unable to process)", "exit code 5"),
            ("b001", "Status 0xB001 (response limit reached)", "Repository Query only"),
            ("0", "", ""),
        ],
    )
    def test_a_status(self, findscu: Command, word: str, first: str, inside: str) -> None:
        result = findscu("explain", word)
        if not first:
            assert result.code == 1
            return
        assert result.out.splitlines()[0] == first
        assert inside in " ".join(result.out.split())

    def test_several_words(self, findscu: Command) -> None:
        out = findscu("explain", "PatientName", "A900").out
        assert out.startswith("PatientName (0010,0010)\n")
        assert "\n\nStatus 0xA900" in out

    def test_a_misspelt_word(self, findscu: Command) -> None:
        result = findscu("explain", "Modalty")
        assert result.code == 1
        assert result.lines[0] == "'Modalty' is no key, model, level or status"
        assert result.lines[1].startswith("hint: did you mean Modality")

    def test_no_word(self, findscu: Command) -> None:
        result = findscu("explain")
        assert (result.code, result.lines[0]) == (1, "nothing to explain")

    def test_every_page_fits_a_terminal_of_80_columns(self, findscu: Command) -> None:
        from findscu.models import MODELS

        words = [model.uid for model in MODELS] + ["PATIENT", "STUDY", "SERIES", "IMAGE", "UPS", "A900", "FF00", "0122"]
        words += ["PatientName", "CodeValue", "ReferencedSOPInstanceUID", "ContentSequence", "Rows", "0029,1001"]
        for word in words:
            result = findscu("explain", word)
            assert result.code == 0, result.err
            assert max(map(len, result.out.splitlines())) <= 79, word
