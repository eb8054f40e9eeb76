"""Everything over real sockets is begun at once: each case waits for its peer most of the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from .case import Case
from .running import Result
from .secure import identity

AT_ONCE = 6

Run = Callable[[Case], Result]
RunOnce = Callable[[Run, Case], Result]


@pytest.fixture(scope="session")
def run_once(request: pytest.FixtureRequest) -> Iterator[RunOnce]:
    """Return what gives the result of a run; those that this session asks for go on beside each other."""
    asked = [
        (item.callspec.params["run"], item.callspec.params["case"])
        for item in request.session.items
        if "run_once" in getattr(item, "fixturenames", ())
    ]
    if any(case.within for _, case in asked):
        identity()  # before threads ask for it
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun: dict[tuple[Run, str], Future[Result]] = {(run, case.name): pool.submit(run, case) for run, case in asked}
        yield lambda run, case: begun[run, case.name].result()
