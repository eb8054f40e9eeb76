"""`make torture`: query a real dcmqrscp through a proxy that cuts, delays, splits and corrupts, at random places.

    python tests/torture/run.py [--runs N] [--seed N] [--only NUMBER]

Prints what came of each kind of fault. A run that does not end in time, or passes a partial list off as whole, is
printed with its number, for `--only`, and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers import dcmtk, files, process
from peers.certificates import Certificates
from torture.faults import KINDS
from torture.runs import Target, one_run
from torture.targets import targets_for


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    numbers = range(options.runs) if options.only is None else [options.only]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pki").mkdir()
        peer = dcmtk.dcmqrscp(folder / "dcmqrscp", ["ARCHIVE"])
        try:
            dcmtk.store(peer, "ARCHIVE", files.archive_files())
            with targets_for(peer, folder, Certificates(folder / "pki")) as targets:
                return report(options.seed, numbers, targets)
        finally:
            for running in list(process.running):
                running.stop()


def report(seed: int, numbers: Sequence[int], targets: Sequence[Target]) -> int:
    """Do the runs and print what came of them; return the exit code."""
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    longest, faulty = 0.0, 0
    for number in numbers:
        way, fault, ending, wrong = one_run(seed, number, targets)
        endings[fault.kind]["complete" if ending.is_complete else "said that it is not"] += 1
        longest = max(longest, ending.seconds)
        if wrong or len(numbers) == 1:
            print(f"run {number}, {way}, {fault}: {wrong or 'in order'}\n  {len(ending.uids)} matches; {ending.words}")
        faulty += bool(wrong)
    for kind in KINDS:
        print(f"{kind:8}", ", ".join(f"{count} {what}" for what, count in sorted(endings[kind].items())))
    print(f"{len(numbers)} runs, the longest {longest:.2f} s, {faulty} not as they have to be")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
