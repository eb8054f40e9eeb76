"""How pages of explanations are laid out: labels, and text beside them, at most 79 characters wide."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 79
_INDENT = 13


def line(label: str, text: str) -> list[str]:
    """Lay out a text behind its label."""
    head = f"  {label}".ljust(_INDENT)
    return wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * _INDENT, break_on_hyphens=False)


def example(text: str) -> str:
    """Lay out what can be copied: it is never broken."""
    return "  example".ljust(_INDENT) + text


def short_path(path: str, width: int) -> str:
    """Return the path of a sequence, or only its end where it is longer than `width` characters."""
    return path if len(path) <= width else f"...{path.rpartition('.')[2]}"


def paragraph(text: str, indent: int) -> list[str]:
    """Lay out a text that is indented by some blanks, and by two more from its second line on."""
    first = " " * indent
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=first + "  ", break_on_hyphens=False)
