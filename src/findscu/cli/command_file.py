"""Command files: `@file` on a line stands for the words in the file."""

from __future__ import annotations

import os

from ..errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BLANKS = " \t\n\r"


def expand_words(words: Sequence[str]) -> list[str]:
    """Put the words of command files in the place of each `@file`; a command file cannot name another.

    Raises:
        UsageError: a file cannot be read.
    """
    expanded: list[str] = []
    for word in words:
        if is_command_file(word):
            expanded.extend(read_command_file(word[1:]))
        else:
            expanded.append(word)
    return expanded


def is_command_file(word: str) -> bool:
    """Whether a word names a command file."""
    return len(word) > 1 and word[0] == "@"


def read_command_file(name: str) -> list[str]:
    """Return the words of a command file: parted by blanks and line ends, but not within quotes.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        with open(name, "rb") as file:
            return list(split_words(os.fsdecode(file.read())))
    except IsADirectoryError:
        return []  # as DCMTK takes it: it can be opened, and nothing is in it
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot open command file {name!r}: {reason}", command_file=name) from None


def split_words(text: str) -> Iterator[str]:
    """Yield the words of a command file's text.

    A closing quote ends a word, also an empty one; what stands before an opening quote belongs to the word. A quote
    that is not closed lasts to the end of the text.
    """
    word, quote = "", ""
    for character in text:
        if character == quote:
            yield word
            word, quote = "", ""
        elif character in "\"'" and not quote:
            quote = character
        elif character not in _BLANKS or quote:
            word += character
        elif word:
            yield word
            word = ""
    if word:
        yield word
