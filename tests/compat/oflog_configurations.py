"""Logger configurations, each for something that DCMTK's logger knows; `test_oflog` compares what becomes of them."""

from __future__ import annotations

ROOT = "log4cplus.rootLogger = INFO, c\n"
CONSOLE = """
log4cplus.appender.c = log4cplus::ConsoleAppender
log4cplus.appender.c.logToStdErr = true
log4cplus.appender.c.ImmediateFlush = true
"""
PATTERN = "log4cplus.appender.c.layout = log4cplus::PatternLayout\nlog4cplus.appender.c.layout.ConversionPattern = "
FILTER = "log4cplus.appender.c.filters."


def console(*lines: str, root: str = "INFO, c") -> str:
    return f"log4cplus.rootLogger = {root}\n{CONSOLE}" + "\n".join(lines) + "\n"


def pattern(text: str) -> str:
    return console(PATTERN + text)


def filters(*lines: str) -> str:
    return console(*(FILTER + line for line in lines), root="TRACE, c")


def file_of(kind: str, *lines: str) -> str:
    own = "".join(f"log4cplus.appender.f.{line}\n" for line in lines)
    return f"log4cplus.rootLogger = DEBUG, f\nlog4cplus.appender.f = log4cplus::{kind}\n{own}"


CONFIGURATIONS = {
    "SimpleLayout": console(),
    "TTCCLayout": console(
        "log4cplus.appender.c.layout = log4cplus::TTCCLayout", "log4cplus.appender.c.layout.DateFormat = %H:%M:%S.%q"
    ),
    "stdout": console("log4cplus.appender.c.logToStdErr = false"),
    "a key in another case": console().replace("StdErr", "Stderr"),
    "widths": pattern("[%5p][%-7p][%.2p][%-8.3p][%40c][%-30c][%c{1}][%c{2}][%c{9}][%.10m][%-50.50m]%n"),
    "dates": pattern("%D{%H:%M:%S}|%D{%Y-%m-%d %H:%M:%S.%q}|%d{%H:%M:%S.%Q}|%D|%d{%A %% %%q}|%D{%j}|%m%n"),
    "conversions": pattern("%i %h %H %x %X{foo} %% %P %m%n"),
    "no lines": console(PATTERN + "%P: %m%n", "log4cplus.appender.c.layout.FormatEachLine = false"),
    "unknown conversions": pattern("%y %m %5z %.x %D{abc %n %"),
    "half a conversion": pattern("%m%n%5"),
    "half a conversion, aligned": pattern("%m%n%-"),
    "a letter for a width": pattern("%m%n%5.a%p%n"),
    "zeros before a width": pattern("%05p|%.0m|%n"),
    "precisions": pattern("%c{x}%c{0}%c{-1}%c{2x} %m%n"),
    "percent signs": pattern("%%%m%n%%%%"),
    "an argument for none": pattern("%{a}%m%n%E{HOME}%n"),
    "an empty pattern": pattern(""),
    "no pattern": console(
        "log4cplus.appender.c.layout = log4cplus::PatternLayout", "log4cplus.appender.c.Threshold = WARN"
    ),
    "the old name of a pattern": console(PATTERN.replace("Conversion", "") + "%m%n"),
    "no such layout": console(
        "log4cplus.appender.c.layout = log4cplus::FooLayout", "log4cplus.appender.c.Threshold = WARN"
    ),
    "threshold": console("log4cplus.appender.c.Threshold = warn", root="TRACE, c"),
    "no such threshold": console("log4cplus.appender.c.Threshold = foo", root="DEBUG, c"),
    "no such appender": console(root="INFO, c, d"),
    "no such kind of appender": console("log4cplus.appender.d = log4cplus::FooAppender", root="INFO, c, d"),
    "the event log of Windows": console("log4cplus.appender.d = log4cplus::NTEventLogAppender", root="INFO, c, d"),
    "no appender": "log4cplus.rootLogger = INFO\n",
    "an empty root": console(root=""),
    "root off": console(root="OFF, c"),
    "root fatal hides complaints": console(root="FATAL, c, d"),
    "root all": console(root="all, c"),
    "an appender twice": console(root="INFO, c, c"),
    "a named logger": console("log4cplus.logger.dcmtk.dcmnet.responses = INFO", PATTERN + "%c %m%n", root="WARN, c"),
    "additivity": console(
        "log4cplus.logger.dcmtk.dcmnet = INFO, f",
        "log4cplus.additivity.dcmtk.dcmnet = false",
        "log4cplus.appender.f = log4cplus::FileAppender",
        "log4cplus.appender.f.File = ${appname}.${pid}.log",
        root="WARN, c",
    ),
    "two files": console(
        "log4cplus.logger.dcmtk.dcmnet = INFO, f",
        "log4cplus.logger.dcmtk.dcmnet.responses = INHERITED, g",
        "log4cplus.appender.f = log4cplus::FileAppender",
        "log4cplus.appender.f.File = f.log",
        "log4cplus.appender.g = log4cplus::FileAppender",
        "log4cplus.appender.g.File = ${hostname}-g.log",
        root="WARN, c",
    ),
    "nobody hears": console(
        "log4cplus.logger.dcmtk.dcmnet.responses = INFO", "log4cplus.additivity.dcmtk.dcmnet.responses = false"
    ),
    "NullAppender": console(
        "log4cplus.logger.dcmtk.dcmnet.responses = INFO, n",
        "log4cplus.additivity.dcmtk.dcmnet.responses = false",
        "log4cplus.appender.n = log4cplus::NullAppender",
    ),
    "LogLevelMatchFilter": filters(
        "1 = log4cplus::spi::LogLevelMatchFilter",
        "1.LogLevelToMatch = INFO",
        "1.AcceptOnMatch = true",
        "2 = log4cplus::spi::DenyAllFilter",
    ),
    "LogLevelMatchFilter that denies": filters("1 = log4cplus::spi::LogLevelMatchFilter", "1.LogLevelToMatch = debug"),
    "LogLevelRangeFilter, StringMatchFilter": filters(
        "1 = log4cplus::spi::LogLevelRangeFilter",
        "1.LogLevelMin = DEBUG",
        "1.LogLevelMax = INFO",
        "2 = log4cplus::spi::StringMatchFilter",
        "2.StringToMatch = Association",
        "2.AcceptOnMatch = true",
        "3 = log4cplus::spi::DenyAllFilter",
    ),
    "no such filter": filters(
        "1 = log4cplus::spi::LogLevelRangeFilter",
        "1.LogLevelMin = info",
        "1.AcceptOnMatch = 1",
        "2 = log4cplus::spi::FooFilter",
    ),
    "a gap between filters": filters(
        "1 = log4cplus::spi::StringMatchFilter", "1.StringToMatch = PDU", "3 = log4cplus::spi::DenyAllFilter"
    ),
    "FileAppender": file_of("FileAppender", "File = x.log"),
    "a file without a name": console("log4cplus.appender.f = log4cplus::FileAppender", root="INFO, f, c"),
    "a file that cannot be": console(
        "log4cplus.appender.f = log4cplus::FileAppender", "log4cplus.appender.f.File = no/such/x.log", root="INFO, f, c"
    ),
    "RollingFileAppender": file_of("RollingFileAppender", "File = x.log", "MaxFileSize = 5MB", "MaxBackupIndex = 3"),
    "DailyRollingFileAppender": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = DAILY"),
    "monthly": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = monthly"),
    "weekly": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = weekly"),
    "twice a day": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = twice_daily"),
    "hourly": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = hourly"),
    "no such schedule": file_of("DailyRollingFileAppender", "File = x.log", "Schedule = foo"),
    "no such facility": console(
        "log4cplus.appender.s = log4cplus::SysLogAppender", "log4cplus.appender.s.facility = foo"
    ),
    "variables": "lvl = INFO\napp = c\nlog4cplus.rootLogger = ${lvl}, ${HOME_X}${app}\n"
    + CONSOLE
    + PATTERN
    + "${pid} ${hostname} ${appname} ${NOPE} %m%n\n",
    "a variable in a key, one without an end": console(
        "${k} = INFO", "k = log4cplus.appender.c.Threshold", PATTERN + "${unclosed %m%n"
    ),
    "lines of Windows": console().replace("\n", " \r\n"),
    "quiet mode": console("log4cplus.quietMode = true", root="INFO, c, d"),
    "odd truth": console().replace("true", "yes"),
    "other truth": console().replace("true", " TRUE "),
    "a number for truth": console().replace("true", "2"),
    "the later line counts": console() + "log4cplus.rootLogger = WARN, c\n",
    "blanks": console().replace("log4cplus", "   log4cplus"),
    "nothing": "# nothing\n",
    "no settings": "foo = bar\n",
    "no root": "log4cplus.logger.x = INFO\n",
}
