"""What the arguments of `find` and `connect` mean, whatever the driver."""

from __future__ import annotations

import ast
import inspect
from datetime import datetime
from pathlib import Path

import pytest

from findscu import options
from findscu.errors import InvalidQuery, UsageError
from findscu.handles import handshake_deadline, query_of, settings_of, split_find
from findscu.peer import Peer
from findscu.query import build_query
from findscu.settings import Settings


def test_options_query_arguments_and_attributes_are_told_apart():
    named = {"called_ae_title": "PACS", "level": "STUDY", "PatientName": "A*", "response_timeout": 5}
    settings, query = split_find("pacs", 11112, None, named)
    assert (settings.called_ae_title, settings.response_timeout, settings.peer.port) == ("PACS", 5, 11112)
    assert (query.identifier.text_of(0x00080052), query.identifier.text_of(0x00100010)) == ("STUDY", "A*")
    assert settings.models == (query.model,)


def test_credentials_of_a_proxy_are_not_shown():
    settings = settings_of("pacs", None, {"proxy": "http://user:s3cret@proxy:3128"})
    assert "s3cret" not in repr(settings)
    assert settings.route.credentials == "user:s3cret"


def test_a_character_set_of_the_association_is_that_of_its_queries():
    settings, query = split_find("pacs", None, None, {"charset": "ISO_IR 100", "PatientName": "Müller"})
    assert query.identifier.text_of(0x00080005) == settings.charset == "ISO_IR 100"
    assert query_of(None, {"PatientName": "A"}, charset="ISO_IR 100").identifier.text_of(0x00080005) == "ISO_IR 100"
    asked = {"PatientName": "A", "charset": "ISO_IR 192"}
    assert query_of(None, asked, charset="ISO_IR 100").identifier.text_of(0x00080005) == "ISO_IR 192"


def test_a_query_stands_by_itself():
    query = build_query(level="PATIENT")
    assert query_of(query, {}) is query
    with pytest.raises(TypeError, match="beside it, PatientID"):
        query_of(query, {"PatientID": ""})


def test_a_misspelt_option_is_no_attribute():
    with pytest.raises(TypeError, match="unexpected option 'called_ae'"):
        split_find("pacs", None, None, {"called_ae": "PACS"})
    with pytest.raises(UsageError):
        split_find("pacs", None, None, {"PatientNam": ""})


def test_options_of_the_association_are_none_of_a_query_on_it():
    with pytest.raises(TypeError) as caught:
        query_of(None, {"response_timeout": 5})
    assert str(caught.value).count("response_timeout") == 1
    with pytest.raises(TypeError, match=r"unexpected option 'studydate', did you mean StudyDate\?"):
        split_find("pacs", None, None, {"studydate": ""})
    with pytest.raises(TypeError, match=r"did you mean response_timeout.* options are .*response_timeout"):
        split_find("pacs", None, None, {"respons_timeout": 5})


def test_names_that_are_no_keywords():
    query = query_of(None, {"attributes": {"00100020": "1", "PatientName": "A"}, "PatientName": "B"})
    assert (query.identifier.text_of(0x00100020), query.identifier.text_of(0x00100010)) == ("1", "B")


def test_days_are_counted_from_now_in_local_time():
    query = query_of(None, {"StudyDate": "today", "now": datetime(2026, 1, 31, 23, 59)})
    assert query.identifier.text_of(0x00080020) == "20260131"
    assert query_of(None, {"StudyDate": "today"}).identifier.text_of(0x00080020).isdigit()


def test_the_arguments_that_type_checkers_see_are_those_of_build_query():
    module = ast.parse(Path(options.__file__).read_text())
    classes = {node.name: node for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    seen = {
        line.target.id: ast.unparse(line.annotation)
        for name in ("Asked", "Question")
        for line in classes[name].body
        if isinstance(line, ast.AnnAssign)
    }
    taken = [one for one in inspect.signature(build_query).parameters.values() if one.kind is one.KEYWORD_ONLY]
    assert seen == {parameter.name: parameter.annotation for parameter in taken}


def test_no_option_is_an_argument_of_a_query_too_but_the_character_set():
    from findscu.settings import Settings

    assert set(inspect.signature(build_query).parameters) & set(Settings._fields) == {"charset"}


def test_settings_are_checked_before_anything_connects():
    with pytest.raises(InvalidQuery):
        settings_of("pacs", 70000, {})
    with pytest.raises(TypeError, match="nonsense"):
        settings_of("pacs", 104, {"nonsense": 1})


def test_a_peer_has_its_port():
    assert settings_of(Peer("pacs", 4242), None, {}).peer.port == 4242
    with pytest.raises(InvalidQuery, match="ANY-SCP@pacs:4242 has a port, and port 104 follows"):
        settings_of(Peer("pacs", 4242), 104, {})


def test_the_time_for_everything_bounds_the_handshake_too():
    settings = Settings(Peer("host"), connect_timeout=10.0, max_time=4.0)
    assert handshake_deadline(settings, 100.0, 101.0) == (104.0, 4.0)
    assert handshake_deadline(settings.replace(tls_timeout=2.0), 100.0, 101.0) == (103.0, 2.0)
    assert handshake_deadline(settings.replace(max_time=None), 100.0, 101.0) == (110.0, 10.0)
