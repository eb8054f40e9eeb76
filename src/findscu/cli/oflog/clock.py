"""Moments as text: C's `strftime` and three conversions of log4cplus's own."""

from __future__ import annotations

from time import gmtime, localtime, strftime, time

START = time()
"""When this package was loaded, which is when the program begins to log."""


def format_moment(moment: float, pattern: str, is_utc: bool) -> str:
    """Return a moment as a pattern asks for.

    Args:
        moment: seconds since 1970.
        pattern: as `strftime` takes it; also `%q`, three digits of milliseconds, `%Q`, those and a fraction of three
            more, and `%s`, whole seconds since 1970.
        is_utc: whether the time is in UTC, not in the local zone.
    """
    seconds, microseconds = divmod(round(moment * 1_000_000), 1_000_000)
    pieces = pattern.split("%")
    expanded = [pieces.pop(0)]
    while pieces:
        piece = pieces.pop(0)
        if not piece:  # "%%", or a last "%"
            expanded.append("%%" + pieces.pop(0) if pieces else "%")
            continue
        own = {"q": f"{microseconds // 1000:03d}", "s": str(seconds)}.get(piece[0])
        if piece[0] == "Q":
            own = f"{microseconds // 1000:03d}.{microseconds % 1000:03d}"
        expanded.append(f"%{piece}" if own is None else own + piece[1:])
    whole = gmtime(seconds) if is_utc else localtime(seconds)
    return strftime("".join(expanded), whole)
