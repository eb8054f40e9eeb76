"""The catalogue itself, and each of its cases on the virtual clock: exact in time, and watched in memory."""

from __future__ import annotations

import re

import pytest

from .case import Case
from .catalogue import CASES, LAYERS, WITHIN_TLS
from .running import Result, run_virtual

EPSILON = 1e-6


def test_it_is_as_large_as_it_should_be():
    assert len(CASES) >= 120
    assert all(len(cases) >= 15 for cases in LAYERS.values())
    assert len({case.name for case in (*CASES, *WITHIN_TLS)}) == len(CASES) + len(WITHIN_TLS)


def check_the_end(case: Case, result: Result, *, is_exact: bool) -> None:
    """Compare what must be the same in all ways to run a case; how much comes in time is exact on one clock only."""
    kind = None if result.error is None else type(result.error)
    assert kind is case.error or (kind and case.error and issubclass(kind, case.error)), result.error
    if case.is_open_ended and not is_exact:
        assert set(result.names) <= set(case.matches)
    else:
        assert result.names == case.matches
    assert result.is_complete == case.is_complete
    if case.heard is not None:
        assert result.heard.endswith(case.heard)
    if case.says and result.error is not None:
        assert re.search(case.says, f"{result.error} {getattr(result.error, 'hint', '')}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_the_virtual_clock(case: Case):
    result = run_virtual(case)
    check_the_end(case, result, is_exact=True)
    assert result.seconds <= case.seconds + EPSILON
    assert result.memory <= case.memory
