"""What `aio.connect` and `aio.find` return: to be awaited, or entered with `async with`, or run as a task.

association = await connect(peer)             async with connect(peer) as association: ...
matches = await find(peer, level="STUDY")     async for match in find(peer, level="STUDY"): ...
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from ..matches import Match
    from . import Association, Matches

H = TypeVar("H", "Association", "Matches")


class Opening(Coroutine[Any, Any, H]):
    """A coroutine that opens something, and an asynchronous context manager that closes it too."""

    def __init__(self, coroutine: Coroutine[Any, Any, H]) -> None:
        self._coroutine: Coroutine[Any, Any, H] = coroutine
        self._opened: H | None = None

    def send(self, value: Any) -> Any:
        """Go on, as any coroutine does: for the event loop."""
        return self._coroutine.send(value)

    def throw(self, *raised: Any) -> Any:
        """Raise something where the coroutine stands: for the event loop."""
        return self._coroutine.throw(*raised)

    def close(self) -> None:
        """Give it up, as any coroutine does: for the event loop."""
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, H]:
        return self._coroutine.__await__()

    async def __aenter__(self) -> H:
        self._opened = await self._coroutine
        return self._opened

    async def __aexit__(self, *raised: Any) -> None:
        if self._opened is not None:
            await self._opened.__aexit__(*raised)


class Finding(Opening["Matches"], AsyncIterator["Match"]):
    """What `aio.find` returns: iterating over it opens it first."""

    def __aiter__(self) -> Finding:
        return self

    async def __anext__(self) -> Match:
        if self._opened is None:
            self._opened = await self._coroutine
        return await anext(self._opened)
