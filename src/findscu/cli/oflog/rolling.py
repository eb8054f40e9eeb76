"""Files that make room for new ones: when they get too long, or when their time is over.

Old files get numbers behind their names, the newest number 1; the oldest goes.
"""

from __future__ import annotations

import os
from errno import ENOENT
from time import localtime, mktime, time

from .appenders import FileAppender
from .clock import format_moment
from .hierarchy import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .appenders import Complain

LEAST_SIZE = 200 * 1024
"""Bytes a rolling file must be allowed to have."""

DEFAULT_SIZE = 10 * 1024 * 1024


def parse_size(text: str) -> int:
    """Return the bytes that `MaxFileSize` asks for: a number, with KB or MB behind it."""
    if not text:
        return DEFAULT_SIZE
    word = text.upper()
    digits = word[: next((place for place, letter in enumerate(word) if not letter.isdecimal()), len(word))]
    factor = {"MB": 1024 * 1024, "KB": 1024}.get(word[-2:], 1) if len(word) > 2 else 1
    return max(int(digits or 0) * factor, LEAST_SIZE)


class RollingFileAppender(FileAppender):
    """Begins a new file when the old one is longer than `max_size` bytes; keeps `max_count` old ones."""

    def __init__(
        self,
        path: str,
        complain: Complain,
        *,
        max_size: int,
        max_count: int,
        appends: bool = True,
        is_flushed: bool = True,
    ) -> None:
        super().__init__(path, complain, appends=appends, is_flushed=is_flushed)
        self._max_size = max_size
        self._max_count = max(max_count, 1)
        self._tell = complain

    def append(self, event: Event) -> None:
        """Write it; then see whether the file is too long."""
        super().append(event)
        if self._file is not None and self._file.tell() > self._max_size:
            self._file.close()
            move_up(self.path, self._max_count, self._tell)
            rename(self.path, f"{self.path}.1", self._tell)
            self._open(appends=False)
            if self._file is None:
                self._tell("ERROR", f"Failed to open file {self.path}")


SCHEDULES = {
    "MONTHLY": "%Y-%m",
    "WEEKLY": "%Y-%W",
    "DAILY": "%Y-%m-%d",
    "TWICE_DAILY": "%Y-%m-%d-%p",
    "HOURLY": "%Y-%m-%d-%H",
    "MINUTELY": "%Y-%m-%d-%H-%M",
}
"""What stands behind the name of a file whose time is over."""

_SECONDS = {"WEEKLY": 604_800, "DAILY": 86_400, "TWICE_DAILY": 43_200, "HOURLY": 3_600, "MINUTELY": 60}


class DailyRollingFileAppender(FileAppender):
    """Begins a new file when the time of the old one is over, and when it is closed.

    Args:
        path: the file; the time stands behind the names of old ones.
        complain: takes what is wrong.
        schedule: a key of `SCHEDULES`.
        max_count: how many old files of the same time are kept.
        appends: whether what is in the file stays.
        is_flushed: whether each event is written at once.
    """

    def __init__(
        self,
        path: str,
        complain: Complain,
        *,
        schedule: str,
        max_count: int = 10,
        appends: bool = True,
        is_flushed: bool = True,
    ) -> None:
        super().__init__(path, complain, appends=appends, is_flushed=is_flushed)
        self._tell = complain
        self._schedule = schedule
        self._max_count = max_count
        self._begin(start_of(schedule, time()))

    def _begin(self, moment: float) -> None:
        self._old_path = f"{self.path}.{format_moment(moment, SCHEDULES[self._schedule], False)}"
        self._end = end_of(self._schedule, moment)

    def append(self, event: Event) -> None:
        """Write it, into a new file if the time of the old one is over."""
        if event.moment >= self._end:
            self._roll()
        super().append(event)

    def finish(self) -> None:
        """Put the file among the old ones."""
        if self.path:
            self._roll()
        super().finish()

    def _roll(self) -> None:
        super().finish()
        move_up(self._old_path, self._max_count, self._tell)
        rename(self._old_path, f"{self._old_path}.1", self._tell)
        rename(self.path, self._old_path, self._tell)
        self._open(appends=False)
        if self._file is None:
            self._tell("ERROR", f"Failed to open file {self.path}")
        if time() >= self._end:
            self._begin(time())


def start_of(schedule: str, moment: float) -> float:
    """Return when the stretch of time began that a moment is in, in the local zone."""
    now = localtime(moment)
    day, hour, minute = now.tm_mday, now.tm_hour, now.tm_min
    if schedule != "MINUTELY":
        minute = 0
    if schedule == "TWICE_DAILY":
        hour = hour // 12 * 12
    elif schedule not in ("HOURLY", "MINUTELY"):
        hour = 0
    if schedule == "MONTHLY":
        day = 1
    elif schedule == "WEEKLY":
        day -= (now.tm_wday + 1) % 7  # weeks begin on Sunday
    return mktime((now.tm_year, now.tm_mon, day, hour, minute, 0, 0, 0, now.tm_isdst))


def end_of(schedule: str, moment: float) -> float:
    """Return when the stretch of time is over that begins at a moment."""
    if schedule in _SECONDS:
        return moment + _SECONDS[schedule]
    now = localtime(moment)
    return mktime((now.tm_year, now.tm_mon + 1, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec, 0, 0, 0))


def move_up(path: str, count: int, complain: Complain) -> None:
    """Give each old file the next number; the one that has the last goes."""
    try:
        os.remove(f"{path}.{count}")
    except OSError:
        pass  # there was none, or it stays
    for number in range(count - 1, 0, -1):
        rename(f"{path}.{number}", f"{path}.{number + 1}", complain)


def rename(source: str, target: str, complain: Complain) -> None:
    """Rename a file if it is there."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != ENOENT:
            complain("ERROR", f"Failed to rename file from {source} to {target}; error {error.errno}")
