"""Nodes put into a file and taken out of it: everything else stays, byte for byte."""

from __future__ import annotations

import os
import stat
import tomllib

import pytest

from findscu.errors import UsageError
from findscu.nodes.editing import add_node, remove_node, write_file
from findscu.uids import IMPLICIT_VR_LITTLE_ENDIAN

FILE = """\
# my peers
[defaults]   # for all
calling-aet = "ME"

# the archive
[nodes.pacs]
address = "PACS@10.0.0.5:11112"  # its second address
# model = "patient"

  [nodes.pacs.quirks]
  ignores = ["ModalitiesInStudy",
             "PatientSex"]

# what we ask
[queries.a]
level = "STUDY"
key = "A=[nodes.pacs]"

[nodes.ris]
host = "ris.example"

# the end
"""
PATH = "config.toml"


class TestAdding:
    def test_to_an_empty_file(self):
        assert add_node("", PATH, "pacs", "PACS@h:104", {}) == '[nodes.pacs]\naddress = "PACS@h:104"\n'

    def test_at_the_end_and_nowhere_else(self):
        added = add_node(FILE, PATH, "new", "h", {"calling_ae_title": "A", "connect_timeout": 2.5})
        assert added == f'{FILE}\n[nodes.new]\naddress = "h"\ncalling-aet = "A"\ntimeout = 2.5\n'

    def test_after_a_last_line_without_end(self):
        assert add_node("# x", PATH, "a", "h", {}) == '# x\n\n[nodes.a]\naddress = "h"\n'

    def test_windows_line_ends(self):
        assert add_node("# x\r\n", PATH, "a", "h", {}) == '# x\r\n\r\n[nodes.a]\r\naddress = "h"\r\n'

    def test_values_of_all_kinds(self):
        said = {
            "limit": 5,
            "fuzzy_names": True,
            "address_family": "ipv6",
            "transfer_syntaxes": (IMPLICIT_VR_LITTLE_ENDIAN,),
            "user": 'a "b" \\ c',
            "user_secret": ("jwt", "env:TOKEN"),
            "tls_mode": "anonymous",
            "tls_ca": ("/a", "/b"),
            "tls_password": ("from", "ask"),
        }
        table = tomllib.loads(add_node("", PATH, "放射線", "h", said))["nodes"]["放射線"]
        assert table == {
            "address": "h",
            "limit": 5,
            "fuzzy-names": True,
            "ipv6": True,
            "propose-implicit": True,
            "user": 'a "b" \\ c',
            "user-jwt": "env:TOKEN",
            "tls": {"ca": ["/a", "/b"], "password": "ask"},
        }

    def test_tls_without_more(self):
        assert tomllib.loads(add_node("", PATH, "a", "h", {"tls_mode": "anonymous"}))["nodes"]["a"]["tls"] is True

    @pytest.mark.parametrize("name", ["", "a b", "a@b", "104", "-v", "a:b", "[x]", "a\n"])
    def test_what_is_no_name(self, name):
        with pytest.raises(UsageError, match="cannot be a node's name"):
            add_node("", PATH, name, "h", {})

    def test_a_name_that_is_there(self):
        with pytest.raises(UsageError, match="there is a node pacs") as caught:
            add_node(FILE, PATH, "pacs", "h", {})
        assert caught.value.hint == "findscu nodes remove pacs takes it out"

    def test_a_bad_address_and_a_broken_file(self):
        with pytest.raises(UsageError, match="address cannot be used"):
            add_node("", PATH, "a", "h:x", {})
        with pytest.raises(UsageError, match="is not TOML"):
            add_node("x =", PATH, "a", "h", {})

    def test_a_file_whose_last_table_would_swallow_it(self):
        with pytest.raises(UsageError):
            add_node('nodes = {a = {host = "h"}}\n', PATH, "b", "h", {})


class TestRemoving:
    def test_a_node_with_its_tables(self):
        removed = remove_node(FILE, PATH, "pacs")
        assert removed == FILE.replace(FILE[FILE.index("[nodes.pacs]") : FILE.index("# what we ask")], "").replace(
            "# the archive\n", "# the archive\n\n"
        )
        assert "# its second address" not in removed

    def test_the_last_one(self):
        removed = remove_node(FILE, PATH, "ris")
        assert removed == FILE.replace('[nodes.ris]\nhost = "ris.example"\n\n', "")

    def test_adding_and_removing_leaves_the_file_as_it_was(self):
        assert remove_node(add_node(FILE, PATH, "new", "h", {}), PATH, "new").rstrip() == FILE.rstrip()

    def test_a_name_in_quotes_and_blanks_in_the_header(self):
        text = '[ nodes . "a.b" ]\nhost = "h"\n[nodes."a.b".tls]\nca = "x"\n[nodes.a]\nhost = "h"\n'
        assert remove_node(text, PATH, "a.b") == '[nodes.a]\nhost = "h"\n'

    def test_one_that_is_not_there(self):
        with pytest.raises(UsageError, match="no node 'pasc'"):
            remove_node(FILE, PATH, "pasc")

    @pytest.mark.parametrize(
        "text",
        [
            'nodes.pacs = {host = "h"}\n',
            '[nodes]\npacs = {host = "h"}\n',
            '[nodes]\npacs.host = "h"\n',
            '[queries.a]\nkey = """\n[nodes.pacs]\n"""\n[nodes.pacs]\nhost = "h"\n',
        ],
    )
    def test_what_is_not_written_as_tables_is_left_alone(self, text):
        with pytest.raises(UsageError):
            remove_node(text, PATH, "pacs")


class TestWriting:
    def test_a_new_file_is_its_owners_alone(self, tmp_path):
        path = tmp_path / "new" / "findscu" / "config.toml"
        write_file(str(path), "# x\n")
        assert path.read_bytes() == b"# x\n"
        assert os.listdir(path.parent) == ["config.toml"]
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    @pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
    def test_permissions_stay(self, tmp_path, mode):
        path = tmp_path / "config.toml"
        path.write_text("old")
        path.chmod(mode)
        write_file(str(path), "new")
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", mode)

    @pytest.mark.skipif(os.name != "posix", reason="symbolic links")
    def test_a_link_stays_a_link(self, tmp_path):
        (tmp_path / "dotfiles").write_text("old")
        (tmp_path / "config.toml").symlink_to("dotfiles")
        write_file(str(tmp_path / "config.toml"), "new")
        assert (tmp_path / "config.toml").is_symlink()
        assert (tmp_path / "dotfiles").read_text() == "new"

    def test_what_cannot_be_written_leaves_nothing_behind(self, tmp_path, monkeypatch):
        path = tmp_path / "config.toml"
        path.write_text("old")

        def fail(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space"):
            write_file(str(path), "new")
        assert (os.listdir(tmp_path), path.read_text()) == (["config.toml"], "old")
