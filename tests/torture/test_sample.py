"""Forty runs of `make torture`, chosen so that each kind of fault is among them."""

import pytest

from torture.faults import KINDS
from torture.runs import one_run
from torture.targets import targets_for

SEED, RUN_COUNT = 7, 40


@pytest.fixture(scope="module")
def targets(dcmqrscp, pki, tmp_path_factory):
    with targets_for(dcmqrscp, tmp_path_factory.mktemp("torture"), pki) as found:
        yield found


@pytest.mark.peer
def test_each_run_has_the_right_list_or_says_that_it_has_not(targets):
    kinds = set()
    for number in range(RUN_COUNT):
        way, fault, ending, wrong = one_run(SEED, number, targets)
        assert not wrong, f"run {number}, {way}, {fault}: {wrong}; {ending}"
        kinds.add(fault.kind)
    assert kinds == set(KINDS)
