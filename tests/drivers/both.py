"""Both APIs, called in the same way: what `findscu.aio` has to wait for is awaited behind the scenes.

A test that takes the fixture `api` runs once over each; what it says of `client` holds for `aio` word for word.
"""

from __future__ import annotations

import asyncio
import gc
from inspect import isawaitable

from findscu import aio, client


class Blocking:
    """The blocking API."""

    name = "blocking"
    connect = staticmethod(client.connect)
    find = staticmethod(client.find)

    def settle(self) -> None:
        gc.collect()

    def close(self) -> None:
        pass


class Asyncio:
    """The asyncio API, with a loop that runs as long as something is waited for."""

    name = "asyncio"

    def __init__(self) -> None:
        self._runner = asyncio.Runner()

    def connect(self, *args, **options):
        return self.call(aio.connect, *args, **options)

    def find(self, *args, **options):
        return self.call(aio.find, *args, **options)

    def settle(self) -> None:
        """Collect what nobody holds any more, and let the loop come round."""
        gc.collect()
        self._runner.run(asyncio.sleep(0.02))

    def close(self) -> None:
        self.settle()
        self._runner.close()

    def call(self, function, *args, **options):
        async def run():
            result = function(*args, **options)
            return await result if isawaitable(result) else result

        result = self._runner.run(run())
        return Awaited(self, result) if isinstance(result, (aio.Association, aio.Matches)) else result


class Awaited:
    """An `Association` or `Matches` of `aio` that looks like its blocking sibling."""

    def __init__(self, api, inner) -> None:
        self._api, self._inner = api, inner

    def __getattr__(self, name):
        value = getattr(self._inner, name)
        if name == "blocks":
            return self._iterate
        return (lambda *args, **options: self._api.call(value, *args, **options)) if callable(value) else value

    def _iterate(self):
        blocks = self._inner.blocks()
        try:
            while True:
                yield self._api.call(blocks.__anext__)
        except StopAsyncIteration:
            return

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self._api.call(self._inner.__anext__)
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._api.call(self._inner.__aexit__, *raised)


APIS = {"blocking": Blocking, "asyncio": Asyncio}
