"""The dialect of DCMTK's findscu: its words, keys, messages and exit codes.

words    a line to arguments     checks      what a line may say     prepare  what it asks for
keys     -k                      dictionary  names, DCMDICTPATH      report   what happens, and `responses`
log      loggers, -lc            conditions  DCMTK's words for what goes wrong, and statuses

Behaviour is that of DCMTK 3.6.7, options and defaults are those of the newest manual.
"""

from __future__ import annotations

from ..dialects import Dialect


def dcmtk() -> Dialect:
    """Return the dialect."""
    from .prepare import DEFAULTS, prepare
    from .report import Reporter
    from .words import parse_words

    return Dialect("dcmtk", DEFAULTS, parse_words, prepare, Reporter)
