"""The word parser, on the real table and on a small one in DCMTK's manner."""

from __future__ import annotations

import pytest

from findscu.cli.option import INTEGER, NETWORK, Arguments, Option
from findscu.cli.options import OPTIONS
from findscu.cli.parse import parse_words
from findscu.errors import UsageError

TLS_LIKE = (
    Option(NETWORK, "-tls --disable-tls", "tls", "", constant=None),
    Option(NETWORK, "+tls --enable-tls", "tls", "", values="KEY CERTIFICATE"),
    Option(NETWORK, "-x= --propose-uncompr", "proposal", "", constant="any"),
    Option(NETWORK, "-xd --propose-deflated", "proposal", "", constant="deflated"),
    Option(NETWORK, "-xi --propose-implicit", "proposal", "", constant="implicit"),
    Option(NETWORK, "+cl", "level", "", values="N", kind=INTEGER, low=0, high=9, needs=("-xd", "+tls")),
    Option(NETWORK, "--list", "action", "", constant="list", ends_line=True),
)


def parse(*words: str) -> Arguments:
    return parse_words(words, OPTIONS, Arguments())


def parse_tls(*words: str) -> Arguments:
    return parse_words(words, TLS_LIKE, Arguments(tls=None, proposal=None, level=None))


def test_options_and_positionals_come_in_any_order() -> None:
    arguments = parse("host", "-S", "104", "-k", "A", "one.dcm", "-k", "B=1", "two.dcm")
    assert arguments.positionals == ["host", "104", "one.dcm", "two.dcm"]
    assert arguments.keys == ["A", "B=1"]
    assert arguments.model == "study"


@pytest.mark.parametrize("value", ["-foo", "--", "-S", "", " 0008,0052=PATIENT", "+x", "a=b=c"])
def test_values_are_taken_as_they_are(value: str) -> None:
    assert parse("-k", value).keys == [value]


def test_the_rightmost_of_a_group_wins() -> None:
    assert parse("-P", "-S", "-W").model == "worklist"
    assert parse("-M", "hanging", "-S").model == "study"
    assert parse("-v", "-q").log_level == "fatal"
    assert parse("--json", "--format", "csv").format == "csv"


def test_every_spelling_sets_the_same() -> None:
    for name in ("-aet", "--aetitle", "--calling-aet"):
        assert parse(name, "ME").calling_ae_title == "ME"
    for name in ("-aec", "--call", "--called-aet"):
        assert parse(name, "YOU").called_ae_title == "YOU"
    for name in ("-k", "--key", "--keyword"):
        assert parse(name, "X").keys == ["X"]


def test_two_dashes_end_the_options() -> None:
    assert parse("-S", "--", "-k", "--", "-x").positionals == ["-k", "--", "-x"]


def test_a_single_dash_is_a_positional() -> None:
    assert parse("host", "-").positionals == ["host", "-"]


def test_long_names_take_a_value_after_an_equals_sign() -> None:
    assert parse("--key=PatientName=A=B").keys == ["PatientName=A=B"]
    assert parse("--limit=5").limit == 5


def test_help_and_version_ignore_the_rest_of_the_line() -> None:
    assert parse("-h", "--no-such-option").action == "help"
    assert parse("-S", "--version", "-k").action == "version"


def test_numbers() -> None:
    arguments = parse("-to", "0.05", "-ta", "30", "-td", "1e2", "-pdu", "0", "--cancel", "0")
    assert (arguments.connect_timeout, arguments.association_timeout, arguments.response_timeout) == (0.05, 30, 100)
    assert (arguments.max_pdu_length, arguments.cancel_after) == (0, 0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-k"], "option -k needs a value, got 0"),
        (["-to", "soon"], "option -to: 'soon' is not a number of seconds from 0.001 to 604800"),
        (["-to", "nan"], "option -to: 'nan' is not a number of seconds from 0.001 to 604800"),
        (["-to", "inf"], "option -to: 'inf' is not a number of seconds from 0.001 to 604800"),
        (["-td", "0"], "option -td: '0' is not a number of seconds from 0.001 to 604800"),
        (["--limit", "0"], "option --limit: '0' is not a whole number from 1 to 2147483648"),
        (["--limit", "1_0"], "option --limit: '1_0' is not a whole number from 1 to 2147483648"),
        (["--limit", "²"], "option --limit: '²' is not a whole number from 1 to 2147483648"),
        (["--limit", "9" * 5000], "is not a whole number from 1 to 2147483648"),
        (["-pdu", "-1"], "option -pdu: '-1' is not a whole number from 0 to 16777216"),
        (["--format", "yaml"], "option --format: 'yaml' is none of text, table, jsonl, json, csv"),
        (["--json=yes"], "option --json takes no value, not one after '='"),
        (["-zz"], "unknown option -zz"),
        (["-aet=ME"], "unknown option -aet"),
        (["-SX"], "unknown option -SX"),
        (["--aetit", "ME"], "unknown option --aetit"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(words: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*words)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("--calling-ae", "did you mean --calling-aet?"),
        ("--studdy", "did you mean --study?"),
        ("-kPatientName=", "put a blank before the value: -k KEY"),
        ("-aet=ME", "put a blank before the value: -aet AET"),
    ],
)
def test_unknown_options_get_a_hint(word: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(word)
    assert caught.value.hint.startswith(hint)


def test_an_unknown_option_is_named_without_what_may_be_its_value() -> None:
    with pytest.raises(UsageError) as caught:
        parse("--kez=PatientName=DOE")
    assert "DOE" not in f"{caught.value} {caught.value.hint}"


def test_two_values_make_a_tuple() -> None:
    assert parse_tls("+tls", "key.pem", "-cert.pem", "host").tls == ("key.pem", "-cert.pem")  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="option \\+tls needs 2 values, got 1"):
        parse_tls("+tls", "key.pem")
    assert parse_tls("+tls", "k", "c", "-tls").tls is None  # type: ignore[attr-defined]


def test_a_name_may_end_in_an_equals_sign() -> None:
    assert parse_tls("-x=").proposal == "any"  # type: ignore[attr-defined]


def test_only_allowed_with() -> None:
    assert parse_tls("+cl", "9", "-xd").level == 9
    assert parse_tls("+cl", "9", "+tls", "k", "c").level == 9
    for words in (["+cl", "9"], ["+cl", "9", "-xd", "-xi"], ["-tls", "+cl", "9"]):
        with pytest.raises(UsageError, match=r"option \+cl is only allowed with -xd or \+tls"):
            parse_tls(*words)
