"""The dialect of pynetdicom's findscu: `python -m pynetdicom findscu`.

words     the command line                     prepare  what it asks of whom
keys      element paths                        request  the query
report    what happens; failures, wire_log     log      where the lines go
lines     ordinary data sets as text           foreign  all others, by pydicom
answers   responses in the log                 files    responses in files

Behaviour follows pynetdicom 3.0.4 with pydicom 3.0. In the words of its errors a traceback has no place, and it does
not wait for what cannot come.
"""

from __future__ import annotations

from ... import uids
from ...manners import Manners
from ..dialects import Dialect
from .report import Reporter
from .words import parse_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..dialects import Task
    from ..occurrences import Occurrences
    from ..option import Arguments

_ROOT = "1.2.840.10008.5.1.4.1"
_FIND_MOVE_GET = (1, 2, 3)

QUERY_RETRIEVE = (
    f"{_ROOT}.1.201.6",
    *(f"{_ROOT}.2.{model}.{service}" for model in (1, 2, 3) for service in _FIND_MOVE_GET),
    *(f"{_ROOT}.2.4.{service}" for service in _FIND_MOVE_GET[1:]),
    f"{_ROOT}.2.5.3",
)
"""Repository Query, the three models with their services, composite instances: 13 in all."""

WORKLIST = "1.2.840.10008.5.1.4.31"
UPS = tuple(f"1.2.840.10008.5.1.4.34.6.{number}" for number in range(1, 6))

ABSTRACT_SYNTAXES = (*QUERY_RETRIEVE, WORKLIST, *UPS)
"""What is proposed, whatever is asked."""

TRANSFER_SYNTAXES = (
    uids.IMPLICIT_VR_LITTLE_ENDIAN,
    uids.EXPLICIT_VR_LITTLE_ENDIAN,
    uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    uids.EXPLICIT_VR_BIG_ENDIAN,
)

LOW_PRIORITY = 2

DEFAULTS: dict[str, object] = {
    "model": "patient",
    "log_level": "info",
    "format": "none",
    "calling_ae_title": "FINDSCU",
    "called_ae_title": "ANY-SCP",
    "transfer_syntaxes": TRANSFER_SYNTAXES,
    "max_pdu_length": 16382,
    "connect_timeout": 600.0,  # pynetdicom has none; the system's is two minutes or so
    "association_timeout": 30.0,
    "response_timeout": 30.0,
    "network_timeout": 30.0,
    "priority": LOW_PRIORITY,
    "continues": False,
    "manners": Manners(is_lenient=True, takes_any_response=True, aborts_as_provider=True),
}


def pynetdicom() -> Dialect:
    """Return the dialect."""
    return Dialect("pynetdicom", DEFAULTS, parse_words, _prepare, Reporter, version_text=version_text)


def version_text() -> str:
    """Return what `--version` prints."""
    from ... import __version__

    return f"findscu.py v{__version__}\n"


def _prepare(arguments: Arguments, reporter: Occurrences) -> Task:
    from .prepare import prepare

    return prepare(arguments, reporter)
