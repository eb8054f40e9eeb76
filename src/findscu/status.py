"""What a DIMSE status code means: the exact code first, then its range (PS3.7 Annex C, PS3.4).

A code that nobody lists is a failure: a peer that ends a query with an unknown word has not said "success".
"""

from __future__ import annotations

from .records import Record

SUCCESS = 0x0000
PENDING = 0xFF00
PENDING_WITH_WARNING = 0xFF01
CANCEL = 0xFE00


class Status(Record):
    """A status code with its meaning; `category` is success, pending, warning, cancel or failure."""

    code: int
    category: str
    meaning: str
    hint: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether more responses follow (PS3.7 Annex C.1)."""
        return self.category == "pending"

    def __str__(self) -> str:
        return f"0x{self.code:04X} ({self.meaning})"


_NARROWER = "narrow the query, for example by a date range, or ask for fewer matches"
_LEVEL = "check the level, its unique keys (PS3.4 C.6) and the information model"

_EXACT = {
    0x0000: ("success", "success", ""),
    0x0001: ("warning", "requested optional attributes are not supported", ""),
    0x0105: ("failure", "no such attribute", "remove the offending key"),
    0x0106: ("failure", "invalid attribute value", "check the value of the offending key"),
    0x0107: ("warning", "attribute list error: not all attributes were understood", ""),
    0x0110: ("failure", "processing failure", "look into the peer's log"),
    0x0111: ("failure", "duplicate SOP instance", ""),
    0x0112: ("failure", "no such SOP instance", ""),
    0x0115: ("failure", "invalid argument value", "check the keys' values"),
    0x0116: ("warning", "attribute value out of range", ""),
    0x0117: ("failure", "invalid object instance", ""),
    0x0118: ("failure", "no such SOP class", "ask with another information model (-M)"),
    0x0119: ("failure", "class-instance conflict", ""),
    0x0120: ("failure", "missing attribute", "add the key that the peer asks for"),
    0x0121: ("failure", "missing attribute value", "give the offending key a value"),
    0x0122: ("failure", "SOP class not supported", "ask with another information model (-M)"),
    0x0123: ("failure", "no such action", ""),
    0x0124: ("failure", "not authorized", "ask the peer's administrator to allow this AE title to query"),
    0x0210: ("failure", "duplicate invocation", ""),
    0x0211: ("failure", "unrecognized operation", "the peer does not know C-FIND on this SOP class"),
    0x0212: ("failure", "mistyped argument", ""),
    0x0213: ("failure", "resource limitation", _NARROWER),
    0xA700: ("failure", "refused: out of resources", _NARROWER),
    0xA710: ("failure", "refused: invalid prior record key", "start again without a Prior Record Key"),
    0xA900: ("failure", "identifier does not match SOP class", _LEVEL),
    0xB001: ("warning", "response limit reached", "continue with the last Record Key as Prior Record Key"),
    0xC100: ("failure", "unable to process: more than one match found", "give a Patient ID that names one patient"),
    0xC200: ("failure", "unable to process: template not supported", "ask for another template"),
    0xFE00: ("cancel", "matching terminated due to a cancel request", ""),
    0xFF00: ("pending", "pending", ""),
    0xFF01: ("pending", "pending: one or more optional keys are not supported", ""),
}

_RANGES = (
    (0xA000, 0xAFFF, "failure", "refused", "look into the peer's log"),
    (0xB000, 0xBFFF, "warning", "warning", ""),
    (0xC000, 0xCFFF, "failure", "unable to process", "look into the peer's log and check the keys"),
    (0x0100, 0x02FF, "failure", "failure", "look into the peer's log"),
)


def status_of(code: int) -> Status:
    """Look a status code up: exactly, then by range; an unlisted one is a failure.

    Source: PS3.7 Annex C; PS3.4 Tables C.4-1, K.4-1, Q.4-1, CC.2.8-3; PS3.4 §C.6.4 (Repository Query).
    """
    if code in _EXACT:
        category, meaning, hint = _EXACT[code]
        return Status(code, category, meaning, hint)
    for first, last, category, meaning, hint in _RANGES:
        if first <= code <= last:
            return Status(code, category, meaning, hint)
    return Status(code, "failure", "unknown status", "look into the peer's log")
