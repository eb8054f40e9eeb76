"""Where log lines go: standard error, each with the letter of its level in front, or where a `-lc` file says."""

from __future__ import annotations

from ...errors import UsageError
from ..streams import RawText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from ..oflog import Hierarchy
    from ..option import Arguments

LOGGER = "pynetdicom"
"""The logger that a `-lc` file may speak of."""

_LEVELS = {"fatal": "", "critical": "", "error": "E", "warning": "EW", "warn": "EW", "info": "EWI"}
"""The letters of the levels that are shown; anything else shows all of them."""

_NUMBERS = {"E": 40000, "W": 30000, "I": 20000, "D": 10000}
"""The levels as log4cplus counts them."""


class Log:
    """The log of a run.

    Attributes:
        letters: of the levels that somebody hears.
    """

    def __init__(self, stdout: BinaryIO | None, stderr: TextIO | None) -> None:
        self.letters = _LEVELS["info"]
        self._stdout = RawText(stdout)
        self._stderr = RawText(stderr)
        self._hierarchy: Hierarchy | None = None

    def configure(self, arguments: Arguments) -> None:
        """Take level and destination from the line.

        Raises:
            UsageError: the logger configuration cannot be used.
        """
        self.letters = _LEVELS.get(arguments.log_level, "EWID")
        if arguments.log_config is None:
            return
        from ..oflog import OflogError, configured

        try:
            self._hierarchy = configured(arguments.log_config, self._stderr, self._stdout)
        except OflogError as error:
            raise UsageError(str(error)) from None
        logger = self._hierarchy.logger(LOGGER)
        self.letters = "".join([letter for letter, number in _NUMBERS.items() if logger.is_enabled(number)])

    def say(self, letter: str, *texts: str) -> None:
        """Log messages of one level."""
        if letter in self.letters:
            self.write("".join([f"{letter}: {text}\n" for text in texts]))

    def write(self, lines: str) -> None:
        """Write lines that are as they shall stand on standard error, letters and all."""
        if self._hierarchy is None or not lines:
            self._stderr.write(lines)
            return
        logger = self._hierarchy.logger(LOGGER)
        for line in lines.splitlines():
            letter, _, text = line.partition(": ")
            is_message = letter in _NUMBERS
            logger.log(_NUMBERS.get(letter, 30000), text if is_message else line)

    def force(self, text: str) -> None:
        """Write to standard error whatever the level, and whatever a logger configuration says."""
        self._stderr.write(text)

    def close(self) -> None:
        """Close what a logger configuration has opened."""
        if self._hierarchy is not None:
            self._hierarchy.close()
