"""How DCMTK calls a UID: where it knows one it prints `=CTImageStorage` in place of the value.

**Layout** of the table: a line for each UID, the UID, a blank and the name; lines in no useful order.
"""

from __future__ import annotations

from ._dcmtk_uid_names import NAMES


def name_of_uid(value: bytes) -> str:
    """Return the name of a UID, "" when DCMTK has none; what follows a NUL does not count."""
    uid = value.split(b"\0", 1)[0].decode("latin-1")
    start = NAMES.find(f"\n{uid} ") if uid and uid.isascii() and " " not in uid else -1
    return "" if start < 0 else NAMES[start + len(uid) + 2 : NAMES.index("\n", start + 1)]
