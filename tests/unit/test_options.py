"""The option table as a whole."""

from __future__ import annotations

from findscu.cli.option import SECTIONS, WORD, Arguments
from findscu.cli.options import OPTIONS


def test_no_name_stands_twice() -> None:
    names = [name for option in OPTIONS for name in option.names]
    assert len(names) == len(set(names))


def test_every_field_has_a_default() -> None:
    for option in OPTIONS:
        assert hasattr(Arguments(), option.field), option.names


def test_rows_are_whole() -> None:
    for option in OPTIONS:
        assert option.section in SECTIONS, option.names
        assert option.text, option.names
        assert all(name[0] in "-+" and len(name) > 1 for name in option.names)
        assert bool(option.words) == (option.kind == WORD), option.names


def test_repeating_options_start_from_an_empty_list() -> None:
    for option in OPTIONS:
        if option.repeats:
            assert list(getattr(Arguments(), option.field)) == []
            assert option.values


def test_a_seeds_spelling_means_what_it_means_there() -> None:
    """Names that DCMTK's or pynetdicom's findscu has, with the number of words it takes after each."""
    taken = {name: len(option.values) for option in OPTIONS for name in option.names}
    seeds = {
        "-h": 0, "--help": 0, "--version": 0, "-q": 0, "--quiet": 0, "-v": 0, "--verbose": 0, "-d": 0, "--debug": 0,
        "-ll": 1, "--log-level": 1, "-k": 1, "--key": 1, "--keyword": 1, "-W": 0, "--worklist": 0, "-P": 0,
        "--patient": 0, "-S": 0, "--study": 0, "-O": 0, "--psonly": 0, "-U": 0, "--ups": 0, "-aet": 1, "--aetitle": 1,
        "--calling-aet": 1, "-aec": 1, "--call": 1, "--called-aet": 1, "-to": 1, "--timeout": 1, "-ta": 1,
        "--acse-timeout": 1, "-td": 1, "--dimse-timeout": 1, "-pdu": 1, "--max-pdu": 1, "--cancel": 1, "-f": 1,
        "--file": 1,
    }  # fmt: skip
    assert {name: taken[name] for name in seeds} == seeds
