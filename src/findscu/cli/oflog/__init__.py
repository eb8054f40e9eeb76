"""DCMTK's logger: what goes to standard error without `-lc`, and what the file of `-lc` says otherwise.

DCMTK logs through a copy of log4cplus. Loggers have dotted names; an event goes to the appenders of its logger and of
those above it; an appender has a threshold, filters and a layout. This package has the parts that its manual names:

* `hierarchy`: levels, loggers and how an event finds its appenders
* `layouts`: `SimpleLayout`, `TTCCLayout`, `PatternLayout`
* `appenders`, `rolling`, `syslog`, `event_log`: where events go
* `properties`, `configuration`: the file
"""

from __future__ import annotations

from .hierarchy import ALL, DEBUG, ERROR, FATAL, INFO, NOT_SET, OFF, TRACE, WARN, Hierarchy, Logger, level_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .appenders import TextStream

__all__ = [
    "ALL",
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "NOT_SET",
    "OFF",
    "TRACE",
    "WARN",
    "Hierarchy",
    "Logger",
    "OflogError",
    "configured",
    "default_hierarchy",
    "level_of",
]


class OflogError(Exception):
    """A logger configuration that cannot be used; the text is DCMTK's."""


def default_hierarchy(stderr: TextStream, level: int = WARN) -> Hierarchy:
    """Return what holds without `-lc`: each line of a message to standard error, the level's letter before it.

    Args:
        stderr: takes the lines.
        level: of the root logger: that of `-ll`, `-q`, `-v` or `-d`.
    """
    from .appenders import ConsoleAppender
    from .layouts import LetterLayout

    hierarchy = Hierarchy(stderr)
    appender = ConsoleAppender(stderr, is_flushed=True)
    appender.layout = LetterLayout()
    hierarchy.root.appenders.append(appender)
    hierarchy.root.set_level(level)
    return hierarchy


def configured(path: str, stderr: TextStream, stdout: TextStream, application: str = "findscu") -> Hierarchy:
    """Return what the file of `-lc` asks for.

    Args:
        path: the file.
        stderr: standard error.
        stdout: standard output.
        application: what `${appname}` stands for.

    Raises:
        OflogError: the file cannot be read, or sets nothing up.
    """
    from .configuration import Configuration

    return Configuration(path, application).apply(stderr, stdout)
