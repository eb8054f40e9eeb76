"""The memory of whole processes: the command under the worst attacks, beside the same command on an ordinary answer."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from drivers.literal import final, pending
from findscu.testing.scripted import Step

from .case import ASSOCIATE, KIB, MIB, RELEASE, Case, answers
from .catalogue import CASES
from .running import peer_of, words_of

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak of a process")

PROGRAM = """
import sys
from findscu.cli.run import run
code = run(sys.argv[1:], sys.stdout.buffer, sys.stderr)
with open("/proc/self/status") as status:
    print(*(line.split()[1] for line in status if line.startswith("VmHWM:")), file=sys.stderr)
sys.exit(code)
"""
"""The command, and at its end the most memory that it ever had, in KiB."""

BESIDES = 8 * MIB
"""What a process may take beyond the memory that the catalogue allows a case: modules that an ordinary answer does not
need, and what the allocator does not give back."""

ORDINARY = Case("", (ASSOCIATE, answers(pending(b"Test^One") + final()), RELEASE))

AT_ONCE, TIMES = 10_000, 100
TINY = pending(b"A") * AT_ONCE
MILLION = Case(
    "a million tiny matches",
    (ASSOCIATE, answers(TINY), Step(TINY, repeats=TIMES - 1), Step(final()), RELEASE),
    is_complete=True,
    words=("--count",),
)

WORST = (
    "p-data: sends an identifier without end",
    "p-data: sends a command set without end in large fragments",
    "p-data: announces a PDU of 16 MiB and sends it byte by byte",
    "command set: refuses with a comment of 60,000 characters",
    "identifier: nests 64 sequences",
    "identifier: nests 200,000 sequences",
    "identifier: sends a deflate bomb of 50 MiB",
)
ATTACKS = (MILLION, *(case for case in CASES if case.name in WORST))


def peak_of(case: Case) -> int:
    """Run the command in a process of its own; return the bytes that this took at most."""
    with peer_of(case) as peer:
        line = [sys.executable, "-c", PROGRAM, peer.host, str(peer.port), *words_of(case)]
        done = subprocess.run(
            line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False
        )
    assert done.returncode == case.code, done.stderr
    return int(done.stderr.splitlines()[-1]) * KIB


@cache
def ordinary_peak() -> int:
    """Return what the command takes for one small match."""
    return peak_of(ORDINARY)


def test_all_attacks_are_in_the_catalogue() -> None:
    assert len(ATTACKS) == len(WORST) + 1


@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: case.name)
def test_a_process_takes_no_more_than_its_bounds(case: Case) -> None:
    assert peak_of(case) <= ordinary_peak() + case.memory + BESIDES
