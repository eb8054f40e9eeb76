"""The event log of Windows."""

from __future__ import annotations

from .appenders import Appender
from .hierarchy import DEBUG, ERROR, FATAL, INFO, WARN, Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .appenders import Complain

EVENT_ID = 0x1000
LONGEST_TEXT = 31_839
"""Characters that an entry of the log holds."""

_ERROR_TYPE, _WARNING_TYPE, _INFORMATION_TYPE = 1, 2, 4


def kind_of(level: int) -> int:
    """Return the kind of entry that a level makes."""
    return _ERROR_TYPE if level >= ERROR else _WARNING_TYPE if level >= WARN else _INFORMATION_TYPE


def category_of(level: int) -> int:
    """Return the category that a level has, 1 for the most serious."""
    for category, least in enumerate((FATAL, ERROR, WARN, INFO, DEBUG), 1):
        if level >= least:
            return category
    return 6


class NTEventLogAppender(Appender):
    """Writes entries into the log of this machine or of `server`.

    Args:
        source: who speaks; needed.
        server: another machine; "" for this one.
        complain: takes what is wrong: ERROR or WARN, and a sentence.
        library: Windows's advapi32, as ctypes has it.
    """

    def __init__(self, source: str, server: str, complain: Complain, library: Any) -> None:
        super().__init__()
        self._complain = complain
        self._library = library
        self._handle = None
        if not source:
            complain("WARN", "Source option not set for appender [].")
            return
        self._handle = library.RegisterEventSourceW(server or None, source)
        if not self._handle:
            complain("WARN", "Event source registration failed.")

    def append(self, event: Event) -> None:
        """Write it."""
        if not self._handle:
            self._complain("WARN", "NT EventLog not opened.")
            return
        from ctypes import byref, c_wchar_p

        raw = self.layout.format(event).encode("utf-8", "surrogateescape")
        text = c_wchar_p(raw.decode("utf-8", "replace").replace("\0", "")[:LONGEST_TEXT])
        kind, category = kind_of(event.level), category_of(event.level)
        if not self._library.ReportEventW(self._handle, kind, category, EVENT_ID, None, 1, 0, byref(text), None):
            self._complain("ERROR", "Cannot report event in NT EventLog.")

    def finish(self) -> None:
        """Say good-bye to the log."""
        if self._handle:
            self._library.DeregisterEventSource(self._handle)
            self._handle = None


def windows_library() -> Any:
    """Return Windows's advapi32 with the three functions ready to call; None on other systems."""
    import ctypes

    loader = getattr(ctypes, "windll", None)
    if loader is None:
        return None
    library = loader.advapi32
    word, pointer = ctypes.c_ushort, ctypes.c_void_p
    library.RegisterEventSourceW.restype = pointer
    library.RegisterEventSourceW.argtypes = [ctypes.c_wchar_p, ctypes.c_wchar_p]
    library.ReportEventW.argtypes = [
        pointer,
        word,
        word,
        ctypes.c_ulong,
        pointer,
        word,
        ctypes.c_ulong,
        pointer,
        pointer,
    ]
    library.DeregisterEventSource.argtypes = [pointer]
    return library
