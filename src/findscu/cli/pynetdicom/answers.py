"""The identifiers of responses, as log lines: quickly as long as they are ordinary, by pydicom when they are not."""

from __future__ import annotations

from ...columns import Columns
from ...errors import DecodeError
from . import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...identifier import Element, Syntax
    from ...matches import Match

HEADER = "I: \nI: # Response Identifier\n"
FOOTER = "I: \n"


class AnswerLog:
    """Turns the identifiers of responses in one transfer syntax into log lines.

    Args:
        syntax: their transfer syntax.
        shows_info: whether lines of level I are wanted; those of level E always are.
    """

    def __init__(self, syntax: Syntax, *, shows_info: bool) -> None:
        self._syntax = syntax
        self._shows_info = shows_info
        self._columns = Columns(syntax, self._render)

    def log_of(self, match: Match) -> str:
        """Return the lines, each with its level and its end."""
        raw = match.declared()
        if not raw:
            return ""
        try:
            rendered = self._columns.walk(raw)
        except (_NotOrdinary, DecodeError):
            return self._foreign_log(raw)
        if self._columns.issues:
            return self._foreign_log(raw)
        return f"{HEADER}{''.join(rendered)}{FOOTER}" if rendered and self._shows_info else ""

    def _render(self, element: Element) -> str:
        if not lines.is_ordinary(element, is_explicit=self._syntax.is_explicit):
            raise _NotOrdinary
        return "".join([f"I: {line}\n" for line in lines.format_element(element)])

    def _foreign_log(self, raw: bytes) -> str:
        from .foreign import iter_answer

        shown = [(level, text) for level, text in iter_answer(raw, self._syntax) if level != "I" or self._shows_info]
        return "".join([f"{level}: {text}\n" if level else text for level, text in shown])


class _NotOrdinary(Exception):
    """An element that pydicom may see in another way."""
