"""Values as people write them, for tables: 2026-11-21, 09:30, Yamada, Tarou=山田 太郎.

What is not of the form that the standard wants stays as it came. Nothing here is read back by a program; yet two
different names never look the same.
"""

from __future__ import annotations

from ..cells import escaped_text
from ..escaping import escape_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..identifier import Element


def readable_text(element: Element) -> str:
    """Return the text of an element: harmless, one line, and easy to read; "" for a sequence without items."""
    form = _FORMS.get(element.vr)
    if form is not None:
        return escape_text("\\".join(map(form, element.values)))
    return escaped_text(element) if element.values else ""


def is_readable(vr: str) -> bool:
    """Whether values of a VR are shown as they came."""
    return vr not in _FORMS


def readable_value(vr: str, text: str) -> str:
    """Return the text of a cell, several values with a backslash between them, as people write it."""
    form = _FORMS.get(vr)
    return text if form is None else "\\".join(map(form, text.split("\\")))


def format_date(text: str) -> str:
    """Return a DA as 2026-11-21. Source: PS3.5 §6.2."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and _is_digits(text) else text


def format_time(text: str) -> str:
    """Return a TM as 09:30, with seconds unless they are none, and without fractions of them. Source: PS3.5 §6.2."""
    clock, point, fraction = text.partition(".")
    if len(clock) not in (4, 6) or not _is_digits(clock) or (point and not _is_digits(fraction)):
        return text
    seconds = "" if clock[4:] == "00" else clock[4:]
    return ":".join(filter(None, (clock[:2], clock[2:4], seconds)))


def format_date_time(text: str) -> str:
    """Return a DT as 2026-11-21 09:30 +0900, as far as it goes."""
    sign = max(text.find("+"), text.find("-"))
    moment, offset = (text, "") if sign < 0 else (text[:sign], text[sign:])
    date, clock = moment[:8], moment[8:]
    if len(date) < 8 or format_date(date) == date or (clock and format_time(clock) == clock):
        return text
    return " ".join(filter(None, (format_date(date), clock and format_time(clock), offset)))


def format_name(text: str) -> str:
    r"""Return a PN as `Family, Given`; in the groups of other scripts as `山田 太郎`.

    A name with more than these two components, or with what would be taken for the mark between them, keeps its
    carets, and gets one if it has none: what is shown with a caret is DICOM's form.

        Yamada^Tarou=山田^太郎=やまだ^たろう    Yamada, Tarou=山田 太郎=やまだ たろう
        Adams^John Robert Quincy^^Rev.         Adams^John Robert Quincy^^Rev.
        Doe, Jane                              Doe, Jane^

    **Source**: PS3.5 §6.2.1.
    """
    groups = text.rstrip("= ").split("=")
    return "=".join([_format_group(group, " " if number else ", ") for number, group in enumerate(groups)])


def _format_group(group: str, mark: str) -> str:
    components = group.rstrip("^ ").split("^")
    if len(components) > 2 or not components[0] or any(mark in component for component in components):
        text = "^".join(components)
        return text if len(components) > 1 or not text else f"{text}^"
    return mark.join(components)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


_FORMS = {"DA": format_date, "TM": format_time, "DT": format_date_time, "PN": format_name}
