"""Do the work of many tests ahead, a few at a time: most of it is waiting, for time-outs and for other processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")
WORKER_COUNT = (os.cpu_count() or 2) + 1
NOT_INSTALLED = (pytest.skip.Exception, pytest.fail.Exception)


@contextmanager
def ahead(work: Mapping[Key, Callable[[], T]], prepare: Callable[[Key], None]) -> Iterator[Callable[[Key], T]]:
    """Begin all work; yield what waits for a result.

    Args:
        work: what is to be done.
        prepare: is called for each before, one after the other: what it raises because a peer is not installed is
            raised again when the result is asked for.
    """
    results: dict[Key, Future[T]] = {}
    with ThreadPoolExecutor(WORKER_COUNT) as pool:
        for key, do in work.items():
            try:
                prepare(key)
            except NOT_INSTALLED as missing:
                results[key] = Future()
                results[key].set_exception(missing)
            else:
                results[key] = pool.submit(do)
        try:
            yield lambda key: results[key].result()
        finally:
            pool.shutdown(cancel_futures=True)
