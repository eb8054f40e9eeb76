"""What a writer knows about the place where its bytes are read."""

from __future__ import annotations

from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Screen(Record):
    """Where the bytes of a writer are read.

    Attributes:
        width: characters of a line; None for as many as it takes.
        has_colour: whether colours and bold type are welcome.
        is_terminal: whether somebody looks at it now.
        clock: returns seconds, where somebody waits for what is written; None where nobody does.
    """

    width: int | None = None
    has_colour: bool = False
    is_terminal: bool = False
    clock: Callable[[], float] | None = None
