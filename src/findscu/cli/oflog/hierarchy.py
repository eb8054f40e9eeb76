"""Loggers, and the way of an event from one to the appenders."""

from __future__ import annotations

from time import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .appenders import Appender, TextStream

OFF, FATAL, ERROR, WARN, INFO, DEBUG, TRACE = 60000, 50000, 40000, 30000, 20000, 10000, 0
ALL = TRACE
NOT_SET = -1
"""A logger without a level of its own has that of the next one above it."""

LEVEL_NAMES = {
    OFF: "OFF",
    FATAL: "FATAL",
    ERROR: "ERROR",
    WARN: "WARN",
    INFO: "INFO",
    DEBUG: "DEBUG",
    TRACE: "TRACE",
    NOT_SET: "NOTSET",
}
_LEVELS = {name: level for level, name in LEVEL_NAMES.items() if level != NOT_SET} | {"ALL": ALL}


def level_of(word: str) -> int:
    """Return the level that a word names, in any case; NOT_SET for other words."""
    return _LEVELS.get(word.upper(), NOT_SET)


class Event:
    """One message on its way.

    Attributes:
        logger_name: the logger it was given to.
        level: how serious it is.
        message: what it says; may be several lines.
        moment: when, in seconds since 1970.
        place: file, line and function it comes from; ("", -1, "") when no layout wants to know.
    """

    __slots__ = ("level", "logger_name", "message", "moment", "place")

    def __init__(
        self, logger_name: str, level: int, message: str, moment: float, place: tuple[str, int, str] = ("", -1, "")
    ) -> None:
        self.logger_name = logger_name
        self.level = level
        self.message = message
        self.moment = moment
        self.place = place

    def with_message(self, message: str) -> Event:
        """Return the same event with another message."""
        return Event(self.logger_name, self.level, message, self.moment, self.place)


class Logger:
    """One logger.

    Attributes:
        name: its dotted name; "root" for the one above all.
        appenders: where its events go, before those of the loggers above.
        is_additive: whether they go to the appenders of the loggers above too.
    """

    def __init__(self, name: str, parent: Logger | None, hierarchy: Hierarchy) -> None:
        self.name = name
        self.appenders: list[Appender] = []
        self.is_additive = True
        self._level = NOT_SET
        self._parent = parent
        self._hierarchy = hierarchy

    @property
    def level(self) -> int:
        """The level that holds: its own, or that of the next logger above that has one."""
        logger: Logger | None = self
        while logger is not None:
            if logger._level != NOT_SET:
                return logger._level
            logger = logger._parent
        return OFF

    def set_level(self, level: int) -> None:
        """Set the level of its own; NOT_SET takes it away."""
        if level == NOT_SET and self._parent is None:
            self._hierarchy.complain("ERROR", "You have tried to set NOT_SET_LOG_LEVEL to root.")
            return
        self._level = level

    def is_enabled(self, level: int) -> bool:
        """Return whether an event of that level would go anywhere."""
        return level >= self.level

    def log(self, level: int, message: str) -> None:
        """Send a message to the appenders, if its level is high enough."""
        if self.is_enabled(level):
            self.force(level, message)

    def force(self, level: int, message: str) -> None:
        """Send a message to the appenders whatever the level of the logger."""
        place = self._hierarchy.caller() if self._hierarchy.wants_places else ("", -1, "")
        event = Event(self.name, level, message, time(), place)
        was_heard = False
        logger: Logger | None = self
        while logger is not None:
            for appender in logger.appenders:
                appender.handle(event)
                was_heard = True
            logger = logger._parent if logger.is_additive else None
        if not was_heard:
            self._hierarchy.nobody_heard(self.name)


class Hierarchy:
    """All loggers of a run.

    Args:
        stderr: takes what the logger has to say about itself.

    Attributes:
        root: the logger above all.
        is_quiet: whether complaints about the configuration are kept back.
        wants_places: whether a layout shows where in the program an event comes from.
    """

    def __init__(self, stderr: TextStream) -> None:
        self.root = Logger("root", None, self)
        self.root.set_level(INFO)
        self.is_quiet = False
        self.wants_places = False
        self._loggers: dict[str, Logger] = {}
        self._stderr = stderr
        self._has_told = False

    def logger(self, name: str) -> Logger:
        """Return the logger of a name such as "dcmtk.dcmnet.responses"; those above it come into being too."""
        logger = self._loggers.get(name)
        if logger is None:
            above = name.rpartition(".")[0]
            parent = self.logger(above) if above else self.root
            logger = self._loggers[name] = Logger(name, parent, self)
        return logger

    def appenders(self) -> list[Appender]:
        """Return the appenders in use, each once, in the order in which they are closed."""
        loggers = (self.root, *self._loggers.values())
        return list(dict.fromkeys(appender for logger in loggers for appender in logger.appenders))

    def close(self) -> None:
        """Close all appenders: nothing is logged after this."""
        for appender in self.appenders():
            appender.close()

    def complain(self, kind: str, message: str) -> None:
        """Say what is wrong with the configuration; `kind` is ERROR or WARN."""
        if not self.is_quiet:
            self._stderr.write(f"log4cplus:{kind} {message}\n")
            self._stderr.flush()

    def nobody_heard(self, name: str) -> None:
        """Complain, once, of a logger from which no appender can be reached."""
        if not self._has_told:
            self._has_told = True
            self.complain("ERROR", f"No appenders could be found for logger ({name}).")
            self.complain("ERROR", "Please initialize the log4cplus system properly.")

    def caller(self) -> tuple[str, int, str]:
        """Return file, line and function of whoever logs."""
        from inspect import currentframe

        frame = currentframe()
        while frame is not None and frame.f_globals.get("__package__") == __package__:
            frame = frame.f_back
        return ("", -1, "") if frame is None else (frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
