"""What the keyword arguments of `find` mean, whatever the driver."""

from __future__ import annotations

import ast
import inspect
from datetime import datetime
from pathlib import Path

import pytest

from findscu import options
from findscu.arguments import split_find
from findscu.errors import UsageError
from findscu.handles import query_of
from findscu.query import build_query
from findscu.settings import Settings


def test_options_query_arguments_and_attributes_are_told_apart():
    named = {"called_ae_title": "PACS", "level": "STUDY", "PatientName": "A*", "response_timeout": 5}
    settings, query = split_find("pacs", 11112, None, named)
    assert (settings.called_ae_title, settings.response_timeout, settings.peer.port) == ("PACS", 5, 11112)
    assert (query.identifier.text_of(0x00080052), query.identifier.text_of(0x00100010)) == ("STUDY", "A*")
    assert settings.models == (query.model,)


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

    assert set(inspect.signature(build_query).parameters) & set(Settings._fields) == {"charset"}
