"""Nodes on the command line: names where a peer is named, and `findscu nodes`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.command import Command
from findscu.cli.nodes import _FIELDS_OF_NODES
from findscu.cli.options import OPTIONS
from findscu.cli.subcommands import SUBCOMMANDS

LEVEL, ACCESSION, STUDY_DATE, MODALITIES = 0x00080052, 0x00080050, 0x00080020, 0x00080061


@pytest.fixture
def config(tmp_path, monkeypatch, scp):
    """Write a configuration file with a node `pacs`, which is the SCP."""
    path = tmp_path / "config.toml"

    def write(text: str = "", after: str = "") -> str:
        node = f'[nodes.pacs]\naddress = "ARCHIVE@{scp.host}:{scp.port}"\n'
        path.write_text("\n".join(filter(None, [node.rstrip(), text, after])) + "\n", encoding="utf-8")
        monkeypatch.setenv("FINDSCU_CONFIG", str(path))
        return str(path)

    write()
    return write


class TestAsking:
    def test_a_name_where_a_peer_is_named(self, findscu: Command, config) -> None:
        result = findscu("pacs", "-L", "STUDY", "--count")
        assert (result.code, result.out, result.err) == (0, "3\n", "")

    def test_what_the_node_says_holds_where_the_line_says_nothing(self, findscu: Command, config, scp) -> None:
        config('calling-aet = "ME"\nlimit = 1\nmodel = "patient"')
        assert findscu("pacs", "-L", "STUDY", "-k", "PatientID=*", "--count").out == "1\n"
        assert (scp.asked[-1].model.name, scp.asked[-1].calling_ae_title) == ("patient", "ME")
        words = ("pacs", "-L", "STUDY", "-aet", "YOU", "--limit", "2", "-S", "--count")
        assert findscu(*words).out == "2\n"
        assert (scp.asked[-1].model.name, scp.asked[-1].calling_ae_title) == ("study", "YOU")

    def test_its_model_where_it_fits(self, findscu: Command, config) -> None:
        config('model = "patient"')
        assert "# Study Root" not in findscu("pacs", "-k", "QueryRetrieveLevel=SERIES", "--dry-run").out
        assert "# Modality Worklist" in findscu("pacs", "-L", "WORKLIST", "--dry-run").out

    def test_the_environment_counts_more_than_the_file_and_less_than_the_line(
        self, findscu: Command, config, monkeypatch
    ) -> None:
        config('calling-aet = "FILE"')
        monkeypatch.setenv("FINDSCU_CALLING_AET", "ENVIRONMENT")
        assert ", from ENVIRONMENT\n" in findscu("pacs", "-L", "STUDY", "--dry-run").out
        assert ", from ENVIRONMENT\n" in findscu("h:104", "-L", "STUDY", "--dry-run").out
        assert ", from LINE\n" in findscu("pacs", "-L", "STUDY", "-aet", "LINE", "--dry-run").out

    def test_another_file(self, findscu: Command, config, tmp_path) -> None:
        other = tmp_path / "other.toml"
        other.write_text('[nodes.pacs]\nhost = "other.example"\n')
        assert findscu("pacs", "-L", "STUDY", "--dry-run", "--config", other).out.startswith(
            "# to ANY-SCP@other.example"
        )

    def test_nobody_named(self, findscu: Command, config, monkeypatch) -> None:
        assert findscu("-L", "STUDY", "--dry-run").lines[0] == "no peer given"
        config(after='[defaults]\npeer = "pacs"')
        assert findscu("-L", "STUDY", "--count").out == "3\n"
        monkeypatch.setenv("FINDSCU_PEER", "other.example 11112")
        assert findscu("-L", "STUDY", "--dry-run").out.startswith("# to ANY-SCP@other.example:11112,")

    def test_what_is_done_is_told_with_v(self, findscu: Command, config, scp) -> None:
        path = config()
        result = findscu("pacs", "-L", "STUDY", "-v")
        assert result.lines[0] == f"node pacs of {path}: ARCHIVE@{scp.host}:{scp.port}"

    def test_a_tls_node_has_the_port_of_tls(self, findscu: Command, config) -> None:
        config(after='[nodes.safe]\nhost = "safe.example"\ntls.no-host-check = true')
        assert findscu("safe", "-L", "STUDY", "--dry-run").out.startswith("# to ANY-SCP@safe.example:2762,")
        assert findscu("safe", "-tls", "-L", "STUDY", "--dry-run").code == 0


class TestHosts:
    """A word that is no node is a host, as it always was; an address never is a node."""

    @pytest.mark.parametrize(
        "words", [("pacs", "104"), ("pacs:104",), ("A@pacs:104",), ("dicom://pacs:104",)], ids=" ".join
    )
    def test_an_address_asks_no_file(self, findscu: Command, config, words) -> None:
        path = config()
        Path(path).write_text("broken", encoding="utf-8")
        result = findscu(*words, "-L", "STUDY", "--dry-run")
        assert "@pacs:104, from FINDSCU\n" in result.out
        assert result.code == 0

    def test_a_misspelt_node_is_hinted_at(self, findscu: Command, config, nowhere) -> None:
        result = findscu("pasc", "-L", "STUDY", "-to", "2")
        assert result.code == 2
        assert result.lines[0].startswith("unknown host pasc: ")
        assert result.lines[1] == "hint: if a node is meant: did you mean pacs?"

    def test_a_mistake_in_the_file_is_one_line(self, findscu: Command, config) -> None:
        path = config("timeot = 3")
        for words in (["pacs"], ["other"], ["h:104", "--config", path]):
            result = findscu(*words, "-L", "STUDY", "--dry-run")
            assert (result.code, result.out) == (1, "")
            assert result.lines == [
                f"{path}: [nodes.pacs] timeot is no key of this file",
                "hint: did you mean timeout or acse-timeout?",
            ]

    @pytest.mark.parametrize("name", SUBCOMMANDS)
    def test_a_node_cannot_be_called_like_a_sub_command(self, findscu: Command, config, name) -> None:
        path = config(after=f'[nodes.{name}]\nhost = "h"')
        assert findscu("pacs", "-L", "STUDY").lines[0] == f"{path}: [nodes] {name} is a sub-command, which comes first"
        assert findscu("nodes", "add", name, "h").code == 1


class TestQuirks:
    def test_they_are_applied_and_shown_by_a_dry_run(self, findscu: Command, config) -> None:
        config("[nodes.pacs.quirks]\nwildcards-in-dates = false")
        result = findscu("pacs", "-L", "STUDY", "-k", "StudyDate=202611*", "--dry-run")
        assert "StudyDate                           20261101-20261130\n" in result.out
        assert result.lines == ["pacs takes no wild cards in dates and times, sent as a range: StudyDate"]

    def test_they_are_applied_and_told_with_v_only(self, findscu: Command, config, scp) -> None:
        config('[nodes.pacs.quirks]\nimage-level = "INSTANCE"')
        words = ("pacs", "-L", "IMAGE", "-k", "StudyInstanceUID=1", "-k", "SeriesInstanceUID=1", "--count", "--strict")
        findscu(*words)
        assert scp.asked[-1].query.text_of(LEVEL) == "INSTANCE"
        assert "pacs has INSTANCE for the level IMAGE: QueryRetrieveLevel" in findscu(*words, "-v").lines
        assert not any("INSTANCE" in line for line in findscu(*words).lines)

    def test_keys_that_are_ignored_or_refused_are_warned_of(self, findscu: Command, config, scp) -> None:
        config('quirks.ignores = "ModalitiesInStudy"\nquirks.rejects = "AccessionNumber"')
        words = ("pacs", "-L", "STUDY", "-k", "ModalitiesInStudy=CT", "-k", "AccessionNumber=1", "--count")
        assert findscu(*words).lines == [
            "warning: pacs refuses these keys, so they are not sent, and nothing is matched by them: AccessionNumber; "
            "answers may come that do not fit",
            "warning: pacs does not match by these keys of the query: ModalitiesInStudy; answers may come that do not "
            "fit",
            "hint: --verify-matches drops the answers that do not fit",
        ]
        assert ACCESSION not in scp.asked[-1].query
        assert scp.asked[-1].query.text_of(MODALITIES) == "CT"

    def test_the_peer_can_be_checked_upon_by_itself(self, findscu: Command, config) -> None:
        config('verify-matches = true\nquirks.ignores = "ModalitiesInStudy"')
        assert findscu("pacs", "-L", "STUDY", "-k", "ModalitiesInStudy=CT", "--count").err == ""


class TestOfTheDialects:
    """A seed's dialect has no nodes: HOST PORT it is, whatever the file says."""

    @pytest.mark.parametrize("dialect", ["dcmtk", "pynetdicom"])
    def test_a_host_is_a_host(self, findscu: Command, config, dialect) -> None:
        config('called-aet = "NOBODY"')
        words = ("--dialect", dialect, "--dry-run", "-S", "-k", "QueryRetrieveLevel=STUDY", "pacs", "104")
        assert findscu(*words).out.startswith("# to ANY-SCP@pacs:104, from FINDSCU\n")


class TestListing:
    def test_a_table(self, findscu: Command, config, scp) -> None:
        config(
            'model = "study"\ndescription = "the archive"\nquirks.ignores = ["PatientSex", "Modality"]',
            '[nodes.safe]\nhost = "::1"\ntls = true\n[queries.a]\nkey = "PatientID={id}{more}"\nparameters.more = "*"',
        )
        table = findscu("nodes").out
        peer = f"ARCHIVE@{scp.host}:{scp.port}"
        assert [line.split() for line in table.splitlines()] == [
            ["NODE", "ADDRESS", "TLS", "MODEL", "QUIRKS", "DESCRIPTION"],
            ["pacs", peer, "study", "1", "the", "archive"],
            ["safe", "ANY-SCP@[::1]:2762", "yes"],
            [],
            ["QUERY", "PARAMETERS"],
            ["a", "id", "more=*"],
        ]
        assert findscu("nodes", "list").out == table

    def test_nothing(self, findscu: Command, monkeypatch, tmp_path) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        monkeypatch.setenv("APPDATA", str(tmp_path))
        result = findscu("nodes")
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith("no nodes: ")
        assert findscu("nodes", "--json").out == "[]\n"

    def test_json(self, findscu: Command, config, scp) -> None:
        config('timeout = 3\ntls.pin = "aa"', '[nodes.b]\nhost = "b"')
        listed = json.loads(findscu("nodes", "--json").out)
        assert listed == [
            {
                "name": "pacs",
                "address": f"ARCHIVE@{scp.host}:{scp.port}",
                "timeout": 3.0,
                "tls": {"pin": ["aa"]},
            },
            {"name": "b", "address": "ANY-SCP@b:104", "tls": False},
        ]
        assert [json.loads(line) for line in findscu("nodes", "--jsonl").out.splitlines()] == listed

    def test_one_with_what_holds_for_it(self, findscu: Command, config) -> None:
        config("timeout = 3\nquirks.wildcards-in-dates = false")
        shown = dict(line.split(None, 1) for line in findscu("nodes", "show", "pacs").out.splitlines())
        assert shown["timeout"] == "3"
        assert shown["acse-timeout"] == "30 (built in)"
        assert shown["quirks.wildcards-in-dates"] == "false"
        assert shown["tls"] == "false"

    def test_a_saved_query(self, findscu: Command, config) -> None:
        config(after='[queries.a]\nlevel = "STUDY"\nkey = "PatientID={id}"')
        shown = json.loads(findscu("nodes", "show", "a", "--json").out)
        assert shown == {"name": "a", "level": "STUDY", "key": "PatientID={id}", "parameters": {"id": None}}

    def test_control_characters_in_the_file_do_not_reach_the_terminal(self, findscu: Command, config) -> None:
        result = findscu("nodes", "show", "\x1b[31m")
        assert (result.code, "\x1b" in result.err) == (1, False)


class TestChanging:
    def test_adding_and_removing(self, findscu: Command, config) -> None:
        path = config()
        before = Path(path).read_text(encoding="utf-8")
        words = ("-aet", "ME", "-to", "3", "--tls", "--tls-ca", "ca.pem", "-M", "patient", "--charset", "ISO_IR 100")
        result = findscu("nodes", "add", "ris", "RIS@10.0.0.6:104", *words)
        assert (result.code, result.err) == (0, "")
        assert result.out == f"added ris to {path}; a description and quirks can be written there\n"
        assert Path(path).read_text(encoding="utf-8") == (
            f'{before}\n[nodes.ris]\naddress = "RIS@10.0.0.6:104"\ncalling-aet = "ME"\nmodel = "patient"\n'
            f'charset = "ISO_IR 100"\ntimeout = 3\n\n[nodes.ris.tls]\nca = ["{os.path.abspath("ca.pem")}"]\n'
        )
        assert findscu("nodes", "remove", "ris").out == f"removed ris from {path}\n"
        assert Path(path).read_text(encoding="utf-8") == before

    def test_a_file_that_is_not_there_yet(self, findscu: Command, tmp_path, monkeypatch) -> None:
        monkeypatch.setenv("FINDSCU_CONFIG", str(tmp_path / "new" / "config.toml"))
        assert findscu("nodes", "add", "a", "::1", "104").code == 0
        assert json.loads(findscu("nodes", "show", "a", "--json").out)["address"] == "ANY-SCP@[::1]:104"

    def test_mutual_tls_by_dcmtks_option(self, findscu: Command, config, tmp_path) -> None:
        findscu("nodes", "add", "a", "h", "+tls", "key.pem", "cert.pem")
        tls = json.loads(findscu("nodes", "show", "a", "--json").out)["tls"]
        assert tls == {"cert": os.path.abspath("cert.pem"), "key": os.path.abspath("key.pem")}

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["pacs", "h"], "there is a node pacs in "),
            (["a"], "findscu nodes add takes a name and an address, got 1 words"),
            (["a b", "h"], "'a b' cannot be a node's name"),
            (["a", "h:x"], ": [nodes.a] address cannot be used: port 'x' is no port number"),
            (["a", "h", "-L", "STUDY"], "findscu nodes takes no -L"),
            (["a", "h", "-xe"], "-xe cannot be kept in the configuration file"),
            (["a", "h", "--tls-ca", "x"], "option --tls-ca is only allowed with"),
            (["a", "h", "+tls", "k", "c", "+pw", "geheim"], "+pw cannot be kept in the configuration file"),
        ],
    )
    def test_what_cannot_be_added(self, findscu: Command, config, words, message) -> None:
        before = Path(config()).read_text(encoding="utf-8")
        result = findscu("nodes", "add", *words)
        assert (result.code, result.out) == (1, "")
        assert message in result.lines[0]
        assert "geheim" not in result.err
        assert Path(config()).read_text(encoding="utf-8") == before

    @pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
    def test_a_folder_that_cannot_be_written(self, findscu: Command, monkeypatch) -> None:
        monkeypatch.setenv("FINDSCU_CONFIG", "/proc/nowhere/config.toml")
        result = findscu("nodes", "add", "a", "h")
        assert (result.code, result.lines[0].startswith("cannot write /proc/nowhere")) == (7, True)

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["fetch"], "findscu nodes cannot 'fetch'"),
            (["show"], "takes a name"),
            (["remove", "a", "b"], "takes a name"),
        ],
    )
    def test_words_that_mean_nothing(self, findscu: Command, config, words, message) -> None:
        result = findscu("nodes", *words)
        assert (result.code, message in result.lines[0]) == (1, True)
        assert result.lines[1].startswith("hint: write findscu nodes ")

    def test_no_other_format(self, findscu: Command, config) -> None:
        assert findscu("nodes", "--csv").lines[0] == "findscu nodes has no format csv"


def test_what_can_be_added_is_named_by_options() -> None:
    """Each field that `nodes add` heeds is one that an option sets."""
    assert {option.field for option in OPTIONS} >= _FIELDS_OF_NODES
