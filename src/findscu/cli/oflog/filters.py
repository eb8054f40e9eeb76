"""Filters of an appender: the first that has an opinion decides; if none has, the event passes."""

from __future__ import annotations

from .hierarchy import NOT_SET, Event, level_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .properties import Properties

ACCEPT, NEUTRAL, DENY = True, None, False


class DenyAllFilter:
    """Lets nothing pass; the last of a chain of those that accept."""

    def __init__(self, properties: Properties) -> None:
        del properties  # it takes none

    def decide(self, event: Event) -> bool | None:  # noqa: ARG002 - all are the same to it
        """Deny."""
        return DENY


class LogLevelMatchFilter:
    """Decides on events of one level: `LogLevelToMatch`, `AcceptOnMatch`."""

    def __init__(self, properties: Properties) -> None:
        self._accepts = properties.boolean("AcceptOnMatch", False)
        self._level = level_of(properties.get("LogLevelToMatch"))

    def decide(self, event: Event) -> bool | None:
        """Accept or deny an event of that level."""
        return self._accepts if self._level != NOT_SET and event.level == self._level else NEUTRAL


class LogLevelRangeFilter:
    """Denies events outside some levels: `LogLevelMin`, `LogLevelMax`; `AcceptOnMatch` accepts those inside."""

    def __init__(self, properties: Properties) -> None:
        self._accepts = properties.boolean("AcceptOnMatch", False)
        self._low = level_of(properties.get("LogLevelMin"))
        self._high = level_of(properties.get("LogLevelMax"))

    def decide(self, event: Event) -> bool | None:
        """Deny an event outside."""
        if self._low != NOT_SET and event.level < self._low:
            return DENY
        if self._high != NOT_SET and event.level > self._high:
            return DENY
        return ACCEPT if self._accepts else NEUTRAL


class StringMatchFilter:
    """Decides on events whose message has some text in it: `StringToMatch`, `AcceptOnMatch`."""

    def __init__(self, properties: Properties) -> None:
        self._accepts = properties.boolean("AcceptOnMatch", False)
        self._text = properties.get("StringToMatch")

    def decide(self, event: Event) -> bool | None:
        """Accept or deny an event with that text."""
        return self._accepts if self._text and self._text in event.message else NEUTRAL


Filter = DenyAllFilter | LogLevelMatchFilter | LogLevelRangeFilter | StringMatchFilter

FILTERS: dict[str, type[Filter]] = {
    f"log4cplus::spi::{kind.__name__}": kind
    for kind in (DenyAllFilter, LogLevelMatchFilter, LogLevelRangeFilter, StringMatchFilter)
}
