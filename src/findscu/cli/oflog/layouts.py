"""How an event becomes text. `patterns` has the layout that takes a pattern."""

from __future__ import annotations

from .clock import START, format_moment
from .hierarchy import LEVEL_NAMES, Event


class Layout:
    """Base of the layouts."""

    wants_places = False

    def format(self, event: Event) -> str:
        """Return an event as text, with its line end."""
        raise NotImplementedError


class SimpleLayout(Layout):
    """The level, a dash, the message; what an appender uses that names no layout."""

    def format(self, event: Event) -> str:
        """Return "INFO - message" and a line end."""
        return f"{LEVEL_NAMES[event.level]} - {event.message}\n"


class LetterLayout(Layout):
    """What holds without `-lc`, the pattern `%P: %m%n`: the level's letter before each line of the message."""

    def format(self, event: Event) -> str:
        """Return "I: line" for each line."""
        start = f"{LEVEL_NAMES[event.level][0]}: "
        return start + event.message.replace("\n", f"\n{start}") + "\n"


class TTCCLayout(Layout):
    """Time, thread, level, logger, an empty diagnostic context, the message.

    Args:
        date_format: of the time, as in `%D{}`; "" for milliseconds since the program began.
        is_utc: whether the time is in UTC.
    """

    def __init__(self, date_format: str = "", *, is_utc: bool = False) -> None:
        self._date_format = date_format
        self._is_utc = is_utc

    def format(self, event: Event) -> str:
        """Return the event on one line, or on more if the message has more."""
        moment = format_moment(event.moment, self._date_format, self._is_utc)
        when = moment if self._date_format else format_relative(event.moment)
        level = LEVEL_NAMES[event.level]
        return f"{when} [{thread_number()}] {level} {event.logger_name} <> - {event.message}\n"


def format_relative(moment: float) -> str:
    """Return the milliseconds since the program began."""
    return str(max(0, int((moment - START) * 1000)))


def thread_number() -> int:
    """Return the number that the operating system's threads library has for this thread."""
    from threading import get_ident

    return get_ident()
