"""The time of day where we are, for `today` and its like in keys. Loaded when somebody says such a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """The time zone of this machine: its offset from UTC depends on the day."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset at a local time."""
        return None if moment is None else _at_home(moment).utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:  # noqa: ARG002
        """Nobody here asks."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return the zone's name at a local time."""
        return None if moment is None else _at_home(moment).tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a moment that is given in UTC."""
        there = moment.replace(tzinfo=UTC).astimezone()
        local = there.replace(tzinfo=self)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)  # the hour that comes twice


def _at_home(moment: datetime) -> datetime:
    """Return a local time with its offset; that of today for years before the system's, as 1969 on Windows."""
    try:
        return moment.replace(tzinfo=None).astimezone()
    except (OSError, OverflowError, ValueError):
        return datetime.now().astimezone()


def local_now() -> datetime:
    """Return what a clock on the wall shows, with the offset from UTC."""
    return datetime.now(LocalZone())
