"""`-lc` in the native dialect: messages go where a logger configuration in DCMTK's form says. Loaded only for it."""

from __future__ import annotations

from ..errors import UsageError
from .oflog import OflogError, configured
from .streams import RawText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from .oflog import Hierarchy


def configure(path: str, stderr: TextIO | None, stdout: BinaryIO | None) -> Hierarchy:
    """Return the loggers that a file asks for.

    Raises:
        UsageError: it cannot be read, or sets nothing up.
    """
    try:
        return configured(path, RawText(stderr), RawText(stdout))
    except OflogError as error:
        text = str(error).removeprefix("Specified --log-config file ")
        raise UsageError(f"logger configuration {path} {text}", hint="see log4cplus's properties files") from None
