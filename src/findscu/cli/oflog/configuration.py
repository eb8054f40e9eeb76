"""The file of `-lc`: what it must have, and what is made of it."""

from __future__ import annotations

import os
from time import strftime

from . import OflogError, default_hierarchy
from .appenders import Appender, ConsoleAppender, FileAppender, NullAppender
from .filters import FILTERS
from .hierarchy import ERROR, INFO, NOT_SET, Hierarchy, Logger, level_of
from .layouts import Layout, SimpleLayout, TTCCLayout
from .patterns import PatternLayout, host_name
from .properties import Properties, expand, read_properties

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .appenders import TextStream

PREFIX = "log4cplus."


class Configuration:
    """A file that has been read, and found to set something up.

    Args:
        path: the file.
        application: what `${appname}` stands for.

    Raises:
        OflogError: it cannot be read, or it does not say what the root logger does.
    """

    def __init__(self, path: str, application: str) -> None:
        self._properties = _read(path)
        self._properties.values.update(
            appname=application,
            date=strftime("%Y%m%d"),
            time=strftime("%H%M%S"),
            pid=str(os.getpid()),
            hostname=host_name(is_full=False),
        )

    def apply(self, stderr: TextStream, stdout: TextStream) -> Hierarchy:
        """Return the loggers that it asks for."""
        hierarchy = default_hierarchy(stderr, INFO)
        expand(self._properties, hierarchy.complain)
        settings = self._properties.below(PREFIX)
        hierarchy.is_quiet = settings.boolean("quietMode", False)
        appenders = _Builder(hierarchy, stderr, stdout).build_all(settings.below("appender."))
        _set_up(hierarchy.root, settings.get("rootLogger"), appenders, hierarchy)
        loggers = settings.below("logger.")
        for name in loggers.names():
            _set_up(hierarchy.logger(name), loggers.get(name), appenders, hierarchy)
        additivity = settings.below("additivity.")
        for name in additivity.names():
            logger = hierarchy.logger(name)
            logger.is_additive = additivity.boolean(name, logger.is_additive)
        hierarchy.wants_places = any(appender.layout.wants_places for appender in appenders.values())
        hierarchy.is_quiet = not hierarchy.root.is_enabled(ERROR)
        return hierarchy


def _read(path: str) -> Properties:
    """Read the file and see whether it can set up anything."""
    if not os.path.exists(path) or os.path.isdir(path):
        raise OflogError("Specified --log-config file does not exist")
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            properties = read_properties(file)
    except OSError:
        raise OflogError("Specified --log-config file cannot be read") from None
    if not properties.values:
        raise OflogError("Specified --log-config file does not contain any settings")
    if not properties.below(PREFIX).values:
        raise OflogError("Specified --log-config file does not contain any valid settings")
    if f"{PREFIX}rootLogger" not in properties.values:
        raise OflogError("Specified --log-config file does not set up log4cplus.rootLogger")
    return properties


def _set_up(logger: Logger, text: str, appenders: dict[str, Appender], hierarchy: Hierarchy) -> None:
    """Give a logger the level and the appenders that its line names: `LEVEL, appender, appender`."""
    words = [word for word in text.replace(" ", "").split(",") if word]
    if not words:
        what = f'Invalid config string(Logger = {logger.name}): "{text}"'
        hierarchy.complain("ERROR", f"PropertyConfigurator::configureLogger()- {what}")
        return
    level, *names = words
    logger.set_level(NOT_SET if level == "INHERITED" else level_of(level))
    logger.appenders.clear()
    for name in names:
        if name in appenders:
            if appenders[name] not in logger.appenders:
                logger.appenders.append(appenders[name])
        else:
            hierarchy.complain("ERROR", f"PropertyConfigurator::configureLogger()- Invalid appender: {name}")


class _CannotBuild(Exception):
    """An appender or a layout cannot be made; the text says why."""


class _Builder:
    """Makes appenders of their settings."""

    def __init__(self, hierarchy: Hierarchy, stderr: TextStream, stdout: TextStream) -> None:
        self._complain = hierarchy.complain
        self._stderr = stderr
        self._stdout = stdout

    def build_all(self, settings: Properties) -> dict[str, Appender]:
        """Return the appenders by their names."""
        appenders = {}
        for name in settings.names():
            if "." in name:
                continue
            build = self._factories().get(settings.get(name))
            if build is None:
                what = f"Cannot find AppenderFactory: {settings.get(name)}"
                self._complain("ERROR", f"PropertyConfigurator::configureAppenders()- {what}")
                continue
            own = settings.below(f"{name}.")
            try:
                appenders[name] = build(own)
            except _CannotBuild as error:
                what = f"Error while creating Appender: {error}"
                self._complain("ERROR", f"PropertyConfigurator::configureAppenders()- {what}")
                continue
            self._equip(appenders[name], own)
        return appenders

    def _factories(self) -> dict[str, Callable[[Properties], Appender]]:
        kinds: dict[str, Callable[[Properties], Appender]] = {
            "ConsoleAppender": self._console,
            "NullAppender": lambda _: NullAppender(),
            "FileAppender": self._file,
            "RollingFileAppender": self._rolling,
            "DailyRollingFileAppender": self._daily,
            "SysLogAppender": self._syslog,
        }
        if os.name == "nt":
            kinds["NTEventLogAppender"] = self._event_log
        return {f"log4cplus::{name}": build for name, build in kinds.items()}

    def _console(self, own: Properties) -> Appender:
        stream = self._stderr if own.boolean("logToStdErr", False) else self._stdout
        return ConsoleAppender(stream, is_flushed=own.boolean("ImmediateFlush", False))

    def _file(self, own: Properties) -> Appender:
        return FileAppender(
            own.get("File"), self._complain, appends=own.boolean("Append", False), is_flushed=_flush(own)
        )

    def _rolling(self, own: Properties) -> Appender:
        from .rolling import RollingFileAppender, parse_size

        return RollingFileAppender(
            own.get("File"),
            self._complain,
            max_size=parse_size(own.get("MaxFileSize")),
            max_count=own.integer("MaxBackupIndex", 1),
            appends=own.boolean("Append", True),
            is_flushed=_flush(own),
        )

    def _daily(self, own: Properties) -> Appender:
        from .rolling import SCHEDULES, DailyRollingFileAppender

        schedule = own.get("Schedule").upper()
        if schedule not in SCHEDULES:
            what = f'"Schedule" not valid: {own.get("Schedule")}'
            self._complain("WARN", f"DailyRollingFileAppender::ctor()- {what}")
            schedule = "DAILY"
        return DailyRollingFileAppender(
            own.get("File"),
            self._complain,
            schedule=schedule,
            max_count=own.integer("MaxBackupIndex", 10),
            appends=own.boolean("Append", True),
            is_flushed=_flush(own),
        )

    def _syslog(self, own: Properties) -> Appender:
        from .syslog import LocalSysLogAppender, RemoteSysLogAppender, facility_of

        facility = facility_of(own.get("facility"), self._complain)
        if own.get("host"):
            port = own.integer("port", 514)
            return RemoteSysLogAppender(own.get("ident"), facility, own.get("host"), port & 0xFFFF, self._complain)
        try:
            return LocalSysLogAppender(own.get("ident"), facility)
        except ImportError:
            what = "SysLogAppender- local syslog not available"
            self._complain("ERROR", what)
            raise _CannotBuild(what) from None

    def _event_log(self, own: Properties) -> Appender:
        from .event_log import NTEventLogAppender, windows_library

        return NTEventLogAppender(own.get("source"), own.get("server"), self._complain, windows_library())

    def _equip(self, appender: Appender, own: Properties) -> None:
        """Give an appender its layout, threshold and filters; a bad layout ends this early, as in DCMTK."""
        if "layout" in own.values:
            layout = self._layout(own.get("layout"), own.below("layout."))
            if layout is None:
                return
            appender.layout = layout
        if "Threshold" in own.values:
            appender.threshold = level_of(own.get("Threshold"))
        filters = own.below("filters.")
        number = 1
        while str(number) in filters.values:
            kind = FILTERS.get(filters.get(str(number)))
            if kind is None:
                what = f"Cannot find FilterFactory: {filters.get(str(number))}"
                self._complain("ERROR", f"Appender::ctor()- {what}")
            else:
                appender.filters.append(kind(filters.below(f"{number}.")))
            number += 1

    def _layout(self, name: str, own: Properties) -> Layout | None:
        if name == "log4cplus::SimpleLayout":
            return SimpleLayout()
        if name == "log4cplus::TTCCLayout":
            return TTCCLayout(own.get("DateFormat"), is_utc=own.boolean("Use_gmtime", False))
        if name == "log4cplus::PatternLayout":
            return self._pattern_layout(own)
        self._complain("ERROR", f'Cannot find LayoutFactory: "{name}"')
        return None

    def _pattern_layout(self, own: Properties) -> Layout | None:
        if "Pattern" in own.values:
            what = 'PatternLayout- the "Pattern" property has been deprecated.  Use "ConversionPattern" instead.'
            self._complain("WARN", what)
        key = "ConversionPattern" if "ConversionPattern" in own.values else "Pattern"
        if key not in own.values:
            what = "ConversionPattern not specified in properties"
            self._complain("ERROR", what)
            self._complain("ERROR", f"Error while creating Layout: {what}")
            return None
        return PatternLayout(own.get(key), self._complain, splits_lines=own.boolean("FormatEachLine", True))


def _flush(own: Properties) -> bool:
    return own.boolean("ImmediateFlush", True)
