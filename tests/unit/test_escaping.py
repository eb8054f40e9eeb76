"""Text on its way to a terminal: what stays, and what is shown by name."""

from __future__ import annotations

import pytest

from findscu.escaping import escape_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Ærø 山田 한국 שלום", "Ærø 山田 한국 שלום"),
        ("ideographic\u3000blank, no-break\xa0blank", "ideographic\u3000blank, no-break\xa0blank"),
        ("zero\u200cwidth non-joiner is Persian spelling", "zero\u200cwidth non-joiner is Persian spelling"),
        ("\x00\x07\x08\t\n\x0b\x0c\r\x1b\x1f\x7f", "<NUL><BEL><BS><TAB><LF><VT><FF><CR><ESC><US><DEL>"),
        ("\x80\x85\x9b", "<U+0080><U+0085><U+009B>"),
        ("a\u202eb\u2066c\u2069\u200f", "a<U+202E>b<U+2066>c<U+2069><U+200F>"),
        ("\u2028\u2029\ufeff", "<U+2028><U+2029><U+FEFF>"),
        ("\udce9", "<U+DCE9>"),
    ],
)
def test_what_a_terminal_obeys_is_shown_by_name(text: str, shown: str) -> None:
    assert escape_text(text) == shown
    escape_text(text).encode()
