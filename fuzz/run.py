"""`make fuzz SECONDS=60`: each target for so many seconds, with atheris; what it does not document is a failure.

    python fuzz/run.py [--seconds N] [--only NAME ...]
    python fuzz/run.py --one NAME [FILE ...]         one target by itself; with files, only these

Corpora grow below build/fuzz/corpus. An input that fails is kept in build/fuzz/failures; once its bug is mended it
becomes a test in tests/property/test_fuzz_targets.py.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAILURES = ROOT / "build" / "fuzz" / "failures"
CORPUS = ROOT / "build" / "fuzz" / "corpus"
LONGEST = 8192


def fuzz_one(name: str, arguments: list[str]) -> None:
    """Fuzz a target in this process, until libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["findscu"]):
        import targets

    atheris.Setup([sys.argv[0], *arguments], lambda raw: targets.check(name, raw))
    atheris.Fuzz()


def run_target(name: str, seconds: int) -> tuple[str, int, int, str]:
    """Fuzz a target in a process of its own; return its name, executions, exit code and the end of what it said."""
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=2048"]
    options += [f"-artifact_prefix={FAILURES / name}-", str(CORPUS / name)]
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, "--", *options], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    counts = re.findall(r"stat::number_of_executed_units: (\d+)|Done (\d+) runs|^#(\d+)\s", said, re.M)
    executed = max((int(number) for found in counts for number in found if number), default=0)
    return name, executed, done.returncode, said[max(said.find(" === Uncaught"), 0) :][-4000:]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--one")
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    if options.one:
        fuzz_one(options.one, options.rest)
        return 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    subprocess.run([sys.executable, str(ROOT / "fuzz" / "corpora.py")], check=True, env=environment)
    FAILURES.mkdir(parents=True, exist_ok=True)
    import targets

    total, failed = 0, []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, executed, code, said in pool.map(
            lambda name: run_target(name, options.seconds), options.only or targets.TARGETS
        ):
            total += executed
            print(f"{name:16} {executed:12,} executions{'' if code == 0 else '  FAILED'}", flush=True)
            if code:
                failed.append(name)
                print(said)
    print(f"{'all':16} {total:12,} executions; failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
