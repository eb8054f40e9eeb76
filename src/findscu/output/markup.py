"""What both XML formats share: a document around all matches, and text that XML 1.0 can hold.

XML 1.0 has no way to write most control characters, and none for U+FFFE and U+FFFF, not even as a reference
(https://www.w3.org/TR/xml/#charsets). An element with such a text is written as bytes of VR UN, as any element may be
(PS3.5 §6.2.2): its value in UTF-8.
"""

from __future__ import annotations

from ..escaping import HARMFUL
from ..identifier import Items
from ..values import SINGLE_VRS, TEXT_VRS
from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..identifier import Element
    from ..matches import Match
    from ..query import Query

START = b'<?xml version="1.0" encoding="UTF-8"?>\n<responses type="C-FIND">\n'
END = b"</responses>\n"

_REFERENCES = {code: f"&#{code};" for code in (0x09, 0x0A, 0x0D, 0x7F, *HARMFUL)} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
}
"""Characters that mean something to XML, that a parser changes, or that are harmful to a terminal."""


class MarkupWriter(Writer):
    """Writes one document for all queries; it is closed whatever happens. Formats say what a match becomes."""

    _is_open = False

    def begin(self, query: Query) -> bytes:  # noqa: ARG002 - one document for all
        """Return the start of the document, once."""
        return self._open()

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return some matches; one whose structure is broken is left out, and noted."""
        return self._open() + b"".join([self._encode(match) for match in matches])

    def close(self) -> bytes:
        """Return the end of the document, or all of an empty one."""
        return self._open() + END

    def inside(self, tag: int) -> Items | None:
        """Return how the items of a sequence are rendered; group lengths are excluded, whatever they hold."""
        if not tag & 0xFFFF:
            return None
        return Items(self.joiner(tag), self._render_noting, self.frame, self.inside)

    def joiner(self, tag: int) -> Callable[[Sequence[Sequence[str]]], str]:
        """Return what does the same as `render` for a sequence, with what that makes of the elements of each item."""
        raise NotImplementedError

    def format_match(self, lines: Sequence[str], match: Match) -> str:
        """Return a match as text in the document; `lines` is what `render` made of its elements."""
        raise NotImplementedError

    def _open(self) -> bytes:
        start = b"" if self._is_open else START
        self._is_open = True
        return start

    def _encode(self, match: Match) -> bytes:
        lines = self._walk(match)
        return b"" if lines is None else self.format_match(lines, match).encode()


def escape_markup(text: str) -> str:
    """Return a text as it may stand in an element or, in double quotes, in an attribute."""
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text and '"' not in text:
        return text
    return text.translate(_REFERENCES)


def is_writable(text: str) -> bool:
    """Return whether XML 1.0 can hold a text."""
    return text.isprintable() or not any(map(_is_forbidden, text))


def _is_forbidden(character: str) -> bool:
    return (
        (character < " " and character not in "\t\n\r")
        or "\ud800" <= character <= "\udfff"
        or character in "\ufffe\uffff"
    )


def is_writable_element(element: Element) -> bool:
    """Return whether XML 1.0 can hold the values of an element."""
    return element.vr not in TEXT_VRS or all(map(is_writable, element.values))


def encode_text(element: Element) -> bytes:
    """Return the value of a text element in UTF-8, for those that XML cannot hold, padded to an even length."""
    joiner = "" if element.vr in SINGLE_VRS else "\\"
    raw = joiner.join(element.values).encode("utf-8", "surrogatepass")
    return raw + (b"\0" if element.vr == "UI" else b" ") * (len(raw) % 2)
