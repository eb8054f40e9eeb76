"""Where the configuration file is looked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from findscu.errors import UsageError
from findscu.nodes import default_path, load

NODE = '[nodes.pacs]\nhost = "h"\n'


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("FINDSCU_CONFIG", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("system", ["linux", "darwin"])
class TestXdg:
    """The XDG Base Directory Specification: XDG_CONFIG_HOME, if it is absolute, or else ~/.config."""

    def test_without_a_variable(self, home, monkeypatch, system):
        monkeypatch.setattr(sys, "platform", system)
        assert Path(default_path()) == home / ".config" / "findscu" / "config.toml"

    def test_with_one(self, home, monkeypatch, system):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
        assert Path(default_path()) == home / "xdg" / "findscu" / "config.toml"

    def test_a_relative_one_is_ignored(self, home, monkeypatch, system):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setenv("XDG_CONFIG_HOME", "xdg")
        assert Path(default_path()) == home / ".config" / "findscu" / "config.toml"


def test_windows(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert Path(default_path()) == home / "AppData" / "Roaming" / "findscu" / "config.toml"
    monkeypatch.setenv("APPDATA", str(home / "Roaming"))
    assert Path(default_path()) == home / "Roaming" / "findscu" / "config.toml"


def test_the_variable_counts_more(home, monkeypatch):
    file = home / "mine.toml"
    file.write_text(NODE)
    monkeypatch.setenv("FINDSCU_CONFIG", str(file))
    assert list(load()) == ["pacs"]
    assert load().path == str(file)


def test_a_path_counts_most(home, monkeypatch):
    monkeypatch.setenv("FINDSCU_CONFIG", str(home / "other.toml"))
    (home / "mine.toml").write_text(NODE)
    assert list(load(home / "mine.toml")) == ["pacs"]


def test_without_a_file_there_are_no_nodes(home):
    assert (dict(load()), load().queries, load().default_peer) == ({}, {}, "")


def test_nor_where_there_can_be_no_file(home):
    (home / ".config").write_text("")
    assert len(load()) == 0


def test_a_file_that_somebody_names_must_be_there(home, monkeypatch):
    for path in (home / "missing.toml", home):
        with pytest.raises(UsageError, match="cannot read the configuration file"):
            load(path)
    monkeypatch.setenv("FINDSCU_CONFIG", str(home / "missing.toml"))
    with pytest.raises(UsageError, match="no such file"):
        load()


def test_a_file_without_end_is_not_read_for_ever():
    if not os.path.exists("/dev/zero"):
        pytest.skip("no /dev/zero here")
    with pytest.raises(UsageError):
        load("/dev/zero")


def test_the_library_reads_nothing_by_itself(home, monkeypatch):
    from findscu.handles import settings_of

    folder = home / ".config" / "findscu"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(NODE)
    assert settings_of("pacs", None, {}).peer.host == "pacs"
