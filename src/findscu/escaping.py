"""Text from a peer on its way to somebody's eyes: made harmless and one line long.

What the text means, and which characters a format has to quote, is the business of others.
"""

from __future__ import annotations


def escape_text(text: str) -> str:
    """Make a text safe for a terminal and one line long: what would move the cursor is shown by its name.

    Control characters become `<ESC>`, `<CR>` and the like, or `<U+0085>`; so do line and paragraph separators, marks
    that change the direction of writing, and lone surrogates. All else stays as it is.
    """
    if text.isprintable():
        return text
    return text.translate(_escapes())


_C0_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI "
    "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
HARMFUL = (
    *range(0x80, 0xA0),  # C1
    0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # direction of writing
    0x2028, 0x2029, 0xFEFF,  # line and paragraph separator, byte order mark
)  # fmt: skip
"""Code points beyond ASCII that no output for eyes may hold as they are."""

_escape_table: dict[int, str] = {}


def _escapes() -> dict[int, str]:
    """Return the table of `escape_text`, made when the first text needs it."""
    if not _escape_table:
        _escape_table.update((code, f"<{name}>") for code, name in enumerate(_C0_NAMES.split()))
        _escape_table[0x7F] = "<DEL>"
        _escape_table.update((code, f"<U+{code:04X}>") for code in (*HARMFUL, *range(0xD800, 0xE000)))
    return _escape_table
