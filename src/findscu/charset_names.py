"""Character sets as users name them: for queries, and for answers that do not say, or do not know, what they are in.

Loaded when somebody names one. What a peer declares is the matter of `charset`.
"""

from __future__ import annotations

import codecs

from .charset import DEFAULT, DEFINED_TERMS, UNKNOWN_TERM, Charset, make_charset
from .errors import UnsupportedCharset

ASCII = bytes(range(0x20, 0x7F))

_USUAL = (
    "write defined terms, such as ISO_IR 192 (UTF-8), ISO_IR 100 (Latin-1), GB18030, "
    "or 'ISO 2022 IR 6\\ISO 2022 IR 87' (Japanese)"
)

_assumed: dict[tuple[str, bool], Charset] = {}


def assumed_charset(name: str, *, is_forced: bool = False) -> Charset:
    """Return a character set that is to hold where none is declared; DEFAULT for "".

    Args:
        name: Defined terms as (0008,0005) holds them, with a backslash between them; or Python's name of a set that
            DICOM does not know and that has ASCII in it, such as "windows-1252".
        is_forced: Whether it is to hold also where another is declared.

    Raises:
        UnsupportedCharset: There is no such character set.
    """
    if not name:
        return DEFAULT
    charset = _assumed.get((name, is_forced))
    if charset is None:
        charset = _foreign_charset(name) if _is_foreign(name) else make_charset(tuple(check_terms(name).split("\\")))
        charset.is_assumed, charset.is_forced = True, is_forced
        _assumed[name, is_forced] = charset
    return charset


def check_terms(name: str) -> str:
    """Return the defined terms that a name means, as (0008,0005) holds them; spelling is forgiven.

    Raises:
        UnsupportedCharset: They are none, or do not go together.

    **Source**: PS3.3 §C.12.1.1.2.
    """
    charset = make_charset(tuple(name.split("\\")))
    problems = [issue for issue in charset.issues if "read as" not in issue]
    if problems or not any(charset.terms):
        raise _unsupported(name, problems[0] if problems else UNKNOWN_TERM)
    return "\\".join(charset.terms)


def declared_terms(charset: Charset) -> tuple[str, ...]:
    """Return how text of a set is declared when it is written; what DICOM does not know goes as UTF-8."""
    return ("ISO_IR 192",) if charset.terms and _is_foreign("\\".join(charset.terms)) else charset.terms


def _is_foreign(name: str) -> bool:
    return "\\" not in name and UNKNOWN_TERM in make_charset((name,)).issues


def _foreign_charset(name: str) -> Charset:
    try:
        codec = codecs.lookup(name).name
        if ASCII.decode(codec) == ASCII.decode("ascii"):
            return Charset((name,), codec, codec)
    except (LookupError, UnicodeError, ValueError, TypeError):
        pass
    raise _unsupported(name, UNKNOWN_TERM)


def _unsupported(name: str, problem: str) -> UnsupportedCharset:
    from difflib import get_close_matches

    similar = get_close_matches(name.upper(), DEFINED_TERMS[1:], 3, 0.6) if problem == UNKNOWN_TERM else []
    hint = f"did you mean {' or '.join(similar)}?" if similar else _USUAL
    return UnsupportedCharset(f"{problem}: {name!r}", hint=hint)
