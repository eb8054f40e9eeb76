"""Options of the service by name, their bytes, and who asks: what `Settings` makes of them."""

from __future__ import annotations

import pytest

from findscu.associate import OperationsWindow
from findscu.errors import InvalidQuery, UsageError
from findscu.identities import check_identity, named_user
from findscu.models import model_of
from findscu.peer import Peer
from findscu.service_options import MEANINGS, granted_options, propose_options
from findscu.settings import Settings
from findscu.user_information import ExtendedNegotiation, UserIdentity

STUDY, WORKLIST = model_of("study"), model_of("worklist")
PEER = Peer("pacs")


@pytest.mark.parametrize(
    ("model", "names", "said"),
    [
        # PS3.4 Table C.5-1: relational, date-time, fuzzy, time zone, enhanced conversion, empty value, multiple value
        ("study", ["relational_queries"], b"\1\0\0\0\0"),
        ("patient", ["combined_date_times", "enhanced_conversion"], b"\0\1\0\0\1"),
        ("study", ["empty_values"], b"\0\0\0\0\0\1"),
        ("repository", ["multiple_values"], b"\0\0\0\0\0\0\1"),
        ("psonly", list(MEANINGS), b"\1\1\1\1\1\1\1"),
        ("study", [], b"\0\0\0\0\0"),
        # PS3.4 §K.5.1: two reserved bytes that are 1, fuzzy, time zone
        ("worklist", ["fuzzy_names"], b"\1\1\1\0"),
        ("worklist", list(MEANINGS), b"\1\1\1\1"),
        ("ups-pull", ["timezone_adjustment"], b"\1\1\0\1"),
        ("ups-watch", ["fuzzy_names"], b"\1\1\1\0"),
    ],
)
def test_bytes(model, names, said):
    assert propose_options(model, names) == ExtendedNegotiation(model_of(model).uid, said)


@pytest.mark.parametrize(
    ("model", "said", "granted"),
    [
        ("study", b"\1\0\1", {"relational_queries", "fuzzy_names"}),
        ("study", b"\1\1\1\1\1\1\1\1\1", set(MEANINGS)),
        ("study", b"\2\0\0", set()),
        ("study", b"", set()),
        ("worklist", b"\1\1\0\1", {"timezone_adjustment"}),
        ("worklist", b"\1\1\1", {"fuzzy_names"}),
    ],
)
def test_what_an_answer_grants(model, said, granted):
    uid = model_of(model).uid
    assert granted_options(model, {uid: said}) == granted
    assert granted_options(model, {"1.2.3": said}) == set()


def negotiations(**options):
    return Settings(PEER, **options).request().user_information.extended_negotiations


def test_settings_propose_for_each_model_that_has_an_option():
    said = negotiations(models=("study", "worklist", "verification"), service_options=("relational_queries",))
    assert said == (ExtendedNegotiation(STUDY.uid, b"\1\0\0\0\0"),)
    said = negotiations(models=("study", "worklist"), service_options=("fuzzy_names",))
    assert said == (ExtendedNegotiation(STUDY.uid, b"\0\0\1\0\0"), ExtendedNegotiation(WORKLIST.uid, b"\1\1\1\0"))
    assert negotiations(models="study") == ()


def test_bytes_take_the_place_of_what_the_names_would_be():
    mine = ExtendedNegotiation(STUDY.uid, b"\7")
    assert negotiations(models="study", service_options=("fuzzy_names",), extended_negotiation=[mine]) == (mine,)
    assert negotiations(models="study", extended_negotiation=[mine]) == (mine,)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"service_options": ("fuzy_names",)}, "unknown service option 'fuzy_names'"),
        ({"models": "worklist", "service_options": ("relational_queries",)}, "relational_queries means nothing for"),
        ({"operations_window": -1}, "operations_window is -1, expected 0 to 65535"),
        ({"operations_window": 65536}, "operations_window is 65536, expected 0 to 65535"),
        ({"user_identity": UserIdentity(6, b"x")}, "user identity of type 6, expected 1 to 5"),
        ({"user_identity": UserIdentity(1, b"")}, "an empty user name identifies nobody"),
        ({"user_identity": UserIdentity(5, b"x", b"y")}, "a passcode beside a JSON web token"),
        ({"user_identity": UserIdentity(5, b"x" * 65536)}, "user identity of 65536 bytes"),
        ({"charset": "ISO_IR 999"}, "an unknown Specific Character Set"),
        ({"assume_charset": "klingon"}, "an unknown Specific Character Set"),
        ({"ignores_charset": True}, "ignores_charset without assume_charset"),
        ({"proxy": "https://proxy"}, "a proxy is spoken to in HTTP, not https"),
    ],
)
def test_what_cannot_be(options, said):
    with pytest.raises(UsageError, match=said):
        Settings(PEER, **{"models": "study", **options}).check()


def test_settings_are_hashable():
    options = {"models": ("study",), "extended_negotiation": (ExtendedNegotiation("1.2", b"\1"),)}
    assert hash(Settings(PEER, **options)) == hash(Settings(PEER, **options))


def test_the_operations_window():
    """We are asked for nothing ourselves; one operation is the default (PS3.7 Table D.3-7)."""
    information = Settings(PEER, operations_window=4).request().user_information
    assert information.operations_window == OperationsWindow(4, 1)
    assert Settings(PEER).request().user_information.operations_window is None


def test_identities():
    assert named_user("jane") == UserIdentity(1, b"jane", b"", True)
    assert named_user("jürgen", "pässe") == UserIdentity(2, "jürgen".encode(), "pässe".encode(), True)
    check_identity(named_user("jane", "", wants_response=False))
    identity = named_user("jane", "s3cret")
    assert Settings(PEER, user_identity=identity).request().user_information.user_identity == identity
    assert "s3cret" not in repr(Settings(PEER, user_identity=identity, proxy="http://proxy"))


def test_a_proxy_is_read_when_it_is_text():
    assert Settings(PEER).route is None
    assert Settings(PEER, proxy="").route is None
    assert str(Settings(PEER, proxy="http://a:b@proxy:3128").route) == "proxy:3128"
    with pytest.raises(InvalidQuery):
        _ = Settings(PEER, proxy="http://").route
