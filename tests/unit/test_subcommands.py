"""Sub-commands: the table, and when a word is one."""

from __future__ import annotations

import pytest

from findscu.cli.native import native
from findscu.cli.option import Arguments
from findscu.cli.subcommands import (
    SUBCOMMANDS,
    refuse_surplus,
    run_of,
    subcommand_of,
    unread_subcommand_of,
    usage_of,
)
from findscu.errors import UsageError

NAMES = tuple(SUBCOMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_module_that_runs_it_and_a_text(name):
    assert callable(run_of(name))
    assert SUBCOMMANDS[name].name == name
    assert SUBCOMMANDS[name].text
    assert usage_of(name).startswith(f"write findscu {name}")


@pytest.mark.parametrize(
    ("words", "keys", "found"),
    [
        ([], [], ""),
        (["echo"], [], "echo"),
        (["echo", "host"], [], "echo"),
        (["echo", "104"], [], "echo"),
        (["echo", "104"], ["PatientName"], ""),
        (["echo", "104", "query.dcm"], [], ""),
        (["echo", "host"], ["PatientName"], "echo"),
        (["host", "echo"], [], ""),
    ],
)
def test_a_host_may_be_called_so_when_a_port_and_something_to_ask_follow(words, keys, found):
    assert subcommand_of(Arguments(positionals=words, keys=keys), NAMES) == found
    assert subcommand_of(Arguments(positionals=words, keys=keys), ()) == ""


@pytest.mark.parametrize(
    ("words", "found"),
    [([], ""), (["demo", "--serve"], "demo"), (["demo", "104"], ""), (["-v", "demo"], ""), (["echo", "x"], "")],
)
def test_words_of_its_own_come_unread(words, found):
    assert unread_subcommand_of(words, NAMES) == found


def test_an_option_that_means_nothing_is_refused():
    arguments = Arguments(positionals=["echo"])
    arguments.given = {"connect_timeout": "-to", "log_level": "-v"}
    refuse_surplus(arguments, {"connect_timeout"})
    with pytest.raises(UsageError, match="findscu echo takes no -to") as caught:
        refuse_surplus(arguments, ())
    assert caught.value.hint == usage_of("echo")


def test_native_knows_each_by_name():
    assert native().subcommands == NAMES
