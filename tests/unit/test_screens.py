"""Terminals, widths and colours, from what the environment says."""

from __future__ import annotations

import os
import struct
import sys
from io import BytesIO

import pytest

from findscu.cli.screens import is_terminal, screen_of

VARIABLES = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def terminal():
    if sys.platform == "win32":
        pytest.skip("no pty")
    import pty
    import termios
    from fcntl import ioctl

    main, side = pty.openpty()
    ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 132, 0, 0))
    with os.fdopen(side, "wb", buffering=0) as stream:
        yield stream
    os.close(main)


def test_a_pipe_has_no_width_and_no_colour() -> None:
    for stream in (BytesIO(), None):
        screen = screen_of(stream)
        assert (screen.width, screen.has_colour, screen.is_terminal, screen.clock) == (None, False, False, None)


def test_a_stream_that_is_closed_is_no_terminal() -> None:
    stream = BytesIO()
    stream.close()
    assert not is_terminal(stream)


def test_a_terminal_says_how_wide_it_is(terminal) -> None:
    screen = screen_of(terminal)
    assert (screen.width, screen.has_colour, screen.is_terminal) == (132, True, True)
    assert screen.clock is not None


@pytest.mark.parametrize(("columns", "width"), [("50", 50), ("0", None), ("", None), ("wide", None), ("-5", None)])
def test_columns_counts_more(monkeypatch: pytest.MonkeyPatch, columns: str, width: int | None) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen_of(BytesIO()).width == width


@pytest.mark.parametrize(
    ("variables", "has_colour"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours(terminal, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], has_colour: bool) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert screen_of(terminal).has_colour is has_colour
