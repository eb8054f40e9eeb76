"""What the arguments of `find` and `connect` mean, whatever the driver."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidQuery, UsageError
from findscu.handles import query_of, settings_of, split_find
from findscu.peer import Peer
from findscu.query import build_query


def test_options_query_arguments_and_attributes_are_told_apart():
    named = {"called_ae_title": "PACS", "level": "STUDY", "PatientName": "A*", "response_timeout": 5}
    settings, query = split_find("pacs", 11112, None, named)
    assert (settings.called_ae_title, settings.response_timeout, settings.peer.port) == ("PACS", 5, 11112)
    assert (query.identifier.text_of(0x00080052), query.identifier.text_of(0x00100010)) == ("STUDY", "A*")
    assert settings.models == (query.model,)


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
    with pytest.raises(TypeError, match=r"options are .*response_timeout"):
        split_find("pacs", None, None, {"respons_timeout": 5})


def test_settings_are_checked_before_anything_connects():
    with pytest.raises(InvalidQuery):
        settings_of("pacs", 70000, {})
    with pytest.raises(TypeError, match="nonsense"):
        settings_of("pacs", 104, {"nonsense": 1})


def test_a_peer_has_its_port():
    assert settings_of(Peer("pacs", 4242), None, {}).peer.port == 4242
    with pytest.raises(InvalidQuery, match="ANY-SCP@pacs:4242 has a port, and port 104 follows"):
        settings_of(Peer("pacs", 4242), 104, {})
