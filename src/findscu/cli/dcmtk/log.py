"""Where messages go: to a logger of DCMTK's hierarchy, at the level that the line asks for, or past all of them."""

from __future__ import annotations

from ...output.dcmdump import dump_dataset
from ...output.files import NET
from ..oflog import ERROR, INFO, OFF, WARN, OflogError, configured, default_hierarchy, level_of
from ..streams import RawText
from .words import LineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import BinaryIO, TextIO

    from ...output.dcmtk_tree import LookUp, Tree
    from ..oflog import Hierarchy
    from ..option import Arguments

RESPONSES = "dcmtk.dcmnet.responses"


class Log:
    """The loggers of a run.

    Args:
        stdout: where a logger configuration may send messages.
        stderr: where they go otherwise.

    Attributes:
        redacting: what masks values, None when nobody wants that.
        ae_titles: the calling and the called one, which DCMTK's warnings name.
    """

    def __init__(self, stdout: BinaryIO | None, stderr: TextIO | None) -> None:
        self._stdout = RawText(stdout)
        self._stderr = RawText(stderr)
        self._hierarchy: Hierarchy = default_hierarchy(self._stderr, WARN)
        self._is_quiet = False
        self.redacting: ModuleType | None = None
        self.ae_titles = ("", "")

    def configure(self, arguments: Arguments) -> None:
        """Set up the loggers, as DCMTK does before it looks at the rest of the line.

        Raises:
            LineError: the logger configuration cannot be used.
        """
        if arguments.redacts:
            from .. import redacting

            self.redacting = redacting
        if arguments.log_config is not None:
            self._read_configuration(arguments.log_config)
        else:
            self._hierarchy.root.set_level(level_of(arguments.log_level))
        self._is_quiet = not self._hierarchy.root.is_enabled(ERROR)
        if arguments.print_arguments:
            self._print_words(arguments.words)
        if arguments.action == "query":
            self._set_response_level(arguments)

    def _read_configuration(self, path: str) -> None:
        try:
            self._hierarchy = configured(path, self._stderr, self._stdout)
        except OflogError as error:
            raise LineError(str(error)) from None

    def _print_words(self, words: Sequence[str]) -> None:
        shown = self.redacting.redacted_words(words) if self.redacting else words
        text = "".join(f"'{word}' " for word in shown if word)
        self._hierarchy.root.force(INFO, f"calling 'findscu' with {len(words)} arguments: {text}\n")

    def _set_response_level(self, arguments: Arguments) -> None:
        """Decide whether responses are shown at all."""
        logger = self._hierarchy.logger(RESPONSES)
        if arguments.show_responses is not None:
            logger.set_level(INFO if arguments.show_responses else OFF)
        elif arguments.log_config is None:
            if arguments.extract is not None:
                logger.set_level(OFF)
            elif not {"log_level", "verbosity"} & set(arguments.given):
                logger.set_level(INFO)

    def say(self, logger: str, level: int, text: str) -> None:
        """Log a message; it may have several lines."""
        self._hierarchy.logger(logger).log(level, text)

    def hears(self, logger: str, level: int) -> bool:
        """Whether anybody hears messages of a level."""
        return self._hierarchy.logger(logger).is_enabled(level)

    def dump(self, tree: Tree, look_up: LookUp) -> str:
        """Return a data set as dcmdump prints it, masked where that is wanted."""
        return dump_dataset(self.redacting.redacted_tree(tree) if self.redacting else tree, look_up)

    def warn(self, text: str) -> None:
        """Log what DCMTK finds odd in the conversation."""
        self.say(NET, WARN, f"DIMSE Warning: ({self.ae_titles[0]},{self.ae_titles[1]}): {text}")

    def complain(self, text: str) -> None:
        """Write to standard error, past the loggers, unless errors are not to be heard."""
        if not self._is_quiet:
            self._stderr.write(text)

    def close(self) -> None:
        """Close what a logger configuration has opened."""
        self._hierarchy.close()
