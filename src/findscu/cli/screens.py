"""What the command knows about where its output is read: terminal or not, how wide, colours or not."""

from __future__ import annotations

import os
from time import monotonic

from ..output.screen import Screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

_WIDTH_OF_A_TERMINAL = 80
"""Characters of a terminal that does not say how wide it is."""


def is_terminal(stream: BinaryIO | TextIO | None) -> bool:
    """Whether somebody looks at what is written to a stream; not if it is closed."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def screen_of(stream: BinaryIO | None) -> Screen:
    """Look at a stream, and at COLUMNS, NO_COLOR, FORCE_COLOR and TERM."""
    has_terminal = is_terminal(stream)
    width = _width_of(stream if has_terminal else None)
    return Screen(width, _has_colour(has_terminal), has_terminal, monotonic if has_terminal else None)


def _width_of(terminal: BinaryIO | None) -> int | None:
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return int(columns[:6])
    if terminal is None:
        return None
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _WIDTH_OF_A_TERMINAL
    except (OSError, ValueError):
        return _WIDTH_OF_A_TERMINAL


def _has_colour(has_terminal: bool) -> bool:
    """Follow https://no-color.org and https://force-color.org; a terminal of old Windows gets none."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    is_able = os.name == "posix" or "WT_SESSION" in os.environ or "TERM" in os.environ
    return has_terminal and is_able and os.environ.get("TERM") != "dumb"
