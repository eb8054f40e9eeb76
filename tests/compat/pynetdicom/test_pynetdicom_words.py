"""Words of the pynetdicom dialect. Expectations are what Python's argparse does with pynetdicom's own options."""

from __future__ import annotations

import pytest

from findscu.cli.option import Arguments
from findscu.cli.options import OPTIONS
from findscu.cli.pynetdicom import DEFAULTS
from findscu.cli.pynetdicom.words import OWN, LineError, parse_words

KEY = ["-k", "PatientName="]


def read(*words: str) -> Arguments:
    return parse_words(list(words), OPTIONS, Arguments(**DEFAULTS))


def complaint(*words: str) -> str:
    with pytest.raises(LineError) as caught:
        read(*words)
    return str(caught.value)


def test_every_option_stands_in_the_table() -> None:
    names = {name for option in OPTIONS for name in option.names}
    assert {name for own in OWN for name in own.names} <= names


def test_defaults() -> None:
    arguments = read("host", "104", *KEY)
    assert arguments.positionals == ["host", "104"]
    assert (arguments.model, arguments.log_level, arguments.priority) == ("patient", "info", 2)
    assert (arguments.calling_ae_title, arguments.called_ae_title) == ("FINDSCU", "ANY-SCP")
    timeouts = (arguments.association_timeout, arguments.response_timeout, arguments.network_timeout)
    assert timeouts == (30.0, 30.0, 30.0)
    assert arguments.max_pdu_length == 16382


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (["-aet", "ME"], "calling_ae_title", "ME"),
        (["--calling-aet=ME"], "calling_ae_title", "ME"),
        (["--calling", "ME"], "calling_ae_title", "ME"),
        (["--called-aet=HIM"], "called_ae_title", "HIM"),
        (["-aec=HIM"], "called_ae_title", "HIM"),
        (["-ta", "0.5"], "association_timeout", 0.5),
        (["--acse-timeout", "1e1"], "association_timeout", 10.0),
        (["-ta", "-5"], "association_timeout", -5.0),
        (["-td=2"], "response_timeout", 2.0),
        (["--net=3"], "network_timeout", 3.0),
        (["-pdu", "0"], "max_pdu_length", 0),
        (["--work"], "model", "worklist"),
        (["-U"], "model", "ups"),
        (["-P", "-P"], "model", "patient"),
        (["-w"], "extract", ("write", "")),
        (["-wS"], "model", "study"),
        (["-ll", "error"], "log_level", "error"),
        (["-ll", "error", "-v"], "log_level", "error"),
        (["-q", "-ll", "debug"], "log_level", "fatal"),
        (["-d"], "log_level", "debug"),
        (["--relational-query"], "relational_queries", True),
        (["--dt"], "combined_date_times", True),
        (["--fuzzy-names"], "fuzzy_names", True),
        (["--time"], "timezone_adjustment", True),
        (["--enh"], "enhanced_conversion", True),
        (["-f", "one", "-f", "two"], "query_files", ["two"]),
        (["--format", "json"], "format", "json"),
        (["--cancel", "3"], "cancel_after", 3),
    ],
)
def test_an_option(words: list[str], field: str, value: object) -> None:
    assert getattr(read("host", "104", *KEY, *words), field) == value
    assert getattr(read(*words, "host", *KEY, "104"), field) == value


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["-k", "A=B"], ["A=B"]),
        (["-kA=B"], ["A=B"]),
        (["-k=A=B"], ["A=B"]),
        (["--keyword=A=B"], ["A=B"]),
        (["--key", "A"], ["A"]),
        (["-vkA"], ["A"]),
        (["-Wk=A"], ["=A"]),  # in a cluster the sign belongs to the value
        (["-k", "", "-k", "B"], ["", "B"]),
        (["-k", "-1"], ["-1"]),
        (["-k", "-a b"], ["-a b"]),
    ],
)
def test_keys(words: list[str], keys: list[str]) -> None:
    assert list(read("host", "104", *words).keys) == keys


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("", "the following arguments are required: addr, port"),
        ("host", "the following arguments are required: port"),
        ("host 104", "-f and/or -k must be specified"),
        ("host 104 -f=", "-f and/or -k must be specified"),
        ("--version", "the following arguments are required: addr, port"),
        ("host abc -k a", "argument port: invalid int value: 'abc'"),
        ("host 104 -P -S -k a", "argument -S/--study: not allowed with argument -P/--patient"),
        ("host 104 -U -W -k a", "argument -W/--worklist: not allowed with argument -U/--ups"),
        ("host 104 -v -d -k a", "argument -d/--debug: not allowed with argument -v/--verbose"),
        ("host 104 -k", "argument -k/--keyword: expected one argument"),
        ("host 104 -k -v", "argument -k/--keyword: expected one argument"),
        ("host 104 -k -foo", "argument -k/--keyword: expected one argument"),
        ("host 104 -ta x -k a", "argument -ta/--acse-timeout: invalid float value: 'x'"),
        ("host 104 -pdu 1.5 -k a", "argument -pdu/--max-pdu: invalid int value: '1.5'"),
        (
            "host 104 -ll foo -k a",
            "argument -ll/--log-level: invalid choice: 'foo' (choose from 'fatal', 'error', 'warn', 'info', 'debug', "
            "'trace')",
        ),
        ("host 104 --zz -k a", "unrecognized arguments: --zz"),
        ("host 104 extra -k a", "unrecognized arguments: extra"),
        ("host 104 -k a -- extra", "unrecognized arguments: -- extra"),
        ("host 104 -- extra", "unrecognized arguments: extra"),
        ("host 104 --p -k a", "ambiguous option: --p could match --patient, --psonly"),
        ("host 104 -ae X -k a", "ambiguous option: -ae could match -aet, -aec"),
        ("host 104 --patient=3 -k a", "argument -P/--patient: ignored explicit argument '3'"),
        ("host 104 -Px -k a", "argument -P/--patient: ignored explicit argument 'x'"),
    ],
)
def test_what_argparse_refuses(line: str, text: str) -> None:
    assert complaint(*line.split()) == text


def test_an_ambiguous_option_is_told_before_anything_else() -> None:
    assert complaint("host", "abc", "-P", "-S", "--p").startswith("ambiguous option")


def test_help_ends_the_line() -> None:
    assert read("-h", "--zz").action == "help"
    assert read("host", "104", "--version").action == "version"


def test_secrets_are_not_kept_with_the_words() -> None:
    words = ["host", "104", *KEY, "+tls", "key", "cert", "+pw", "secret"]
    assert "secret" not in read(*words).words
    assert "***" in read(*words).words
