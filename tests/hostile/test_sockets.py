"""The cases about sockets, on both real drivers."""

from __future__ import annotations

import pytest

from .case import Case
from .catalogue import CASES, WITHIN_TLS
from .conftest import Run, RunOnce
from .running import run_asyncio, run_blocking
from .test_catalogue import check_the_end
from .test_command import GRACE

ABOUT_SOCKETS = [*(case for case in CASES if case.is_about_sockets), *WITHIN_TLS]


@pytest.mark.parametrize("run", [run_blocking, run_asyncio], ids=["blocking", "asyncio"])
@pytest.mark.parametrize("case", ABOUT_SOCKETS, ids=lambda case: case.name)
def test_over_sockets(case: Case, run: Run, run_once: RunOnce) -> None:
    result = run_once(run, case)
    check_the_end(case, result, is_exact=False)
    assert result.seconds < case.seconds + GRACE
