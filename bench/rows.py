"""What is compared: each row is a command of ours, one of another program, the answers, and what counts.

In a command `{port}` stands for the port, `{keys}` for the query of the workload, `{file}` for a file to write; the
names of `PROGRAMS` stand for their paths.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import NamedTuple

from programs import BENCH_PYTHON, OURS, ROOT, dcmtk, pynetdicom
from workloads import WORKLOADS

WALL, CPU, MEMORY = "wall", "cpu", "memory"
FILE, NULL = "file", "null device"


class Row(NamedTuple):
    """One comparison.

    Attributes:
        name: what `--only` takes.
        work: in words.
        against: the other program, in words.
        ours, theirs: the two commands.
        count: answers of the SCP, to `theirs` too unless `their_count` says otherwise.
        figure: which ratio counts: wall, cpu or memory.
        budget: the greatest ratio allowed; None where there is none.
        target: where both write to.
        runs: turns, where those of the command line would take too long, or are too few for what is soon over.
    """

    name: str
    work: str
    against: str
    ours: str
    theirs: str
    workload: str = "study"
    count: int = 100_000
    their_count: int = 0
    figure: str = CPU
    budget: float | None = None
    target: str = NULL
    runs: int = 0
    server: tuple[str, ...] = ()

    def command(self, words: str, port: int, file: str) -> list[str]:
        """Return a command as a list of words."""
        paths = {name: shlex.join(find()) for name, (_, find) in PROGRAMS.items()}
        keys = shlex.join(WORKLOADS[self.workload].question())
        return shlex.split(words.format(keys=keys, port=port, file=file, **paths))

    def serving(self) -> tuple[str, ...]:
        """Return what the SCP is started with, the number of answers apart."""
        return ("--workload", self.workload, *(word.format(root=ROOT) for word in self.server))

    def shown(self) -> tuple[str, str, str, str]:
        """Return the row's name and the commands of the SCP and both programs, without the paths of this machine."""
        names = {name: shown for name, (shown, _) in PROGRAMS.items()}
        serving = " ".join(("bench/replay.py", str(self.count), "--workload", self.workload, *self.server))
        words = (serving, self.ours, self.theirs)
        scp, ours, theirs = (one.format(keys="KEYS", port="PORT", file="FILE", **names) for one in words)
        return self.name, scp, ours, theirs


PROGRAMS: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "ours": ("findscu", lambda: [OURS]),
    "dcmtk": ("findscu", lambda: [dcmtk()]),
    "pynetdicom": ("python -m pynetdicom findscu", pynetdicom),
    "python": ("python", lambda: [str(BENCH_PYTHON)]),
    "root": (".", lambda: [str(ROOT)]),
}
"""For each name in a command: what readers see, and what is run."""

DCMTK_TEXT = "{dcmtk} -v {keys} 127.0.0.1 {port}"
PYNETDICOM = "{pynetdicom} -q {keys} 127.0.0.1 {port}"


def _ours(words: str = "--format text") -> str:
    return f"{{ours}} {words} {{keys}} 127.0.0.1 {{port}}"


_BARE = "{python} -I -c pass"
_XML = "{dcmtk} -Xs {file} {keys} 127.0.0.1 {port}"
_SMALL = {"count": 1, "ours": _ours(), "runs": 31}
_LARGE = {"against": "DCMTK", "theirs": DCMTK_TEXT}

BUDGETS = (
    Row("small-wall", "one small query, wall", "DCMTK", theirs=DCMTK_TEXT, figure=WALL, budget=0.5, **_SMALL),
    Row("small-cpu", "one small query", "DCMTK", theirs=DCMTK_TEXT, budget=1.25, **_SMALL),
    Row("small-bare", "one small query", "python -I -c pass", theirs=_BARE, budget=2.4, **_SMALL),
    Row("text-file", "100,000 studies, text, to a file", ours=_ours(), budget=0.20, target=FILE, **_LARGE),
    Row("text-null", "100,000 studies, text", ours=_ours(), budget=0.35, **_LARGE),
    Row(
        "jsonl",
        "100,000 studies, DICOM JSON lines",
        "DCMTK -Xs",
        _ours("--jsonl"),
        _XML,
        budget=0.5,
        target=FILE,
    ),
    Row(
        "count",
        "100,000 studies, counted",
        "DCMTK -sr",
        _ours("--count"),
        "{dcmtk} -v -sr {keys} 127.0.0.1 {port}",
        budget=0.30,
    ),
    Row("pynetdicom", "100,000 studies, text", "pynetdicom", _ours(), PYNETDICOM, budget=0.03, runs=1),
    Row("pynetdicom-small", "one small query", "pynetdicom", theirs=PYNETDICOM, budget=0.12, **_SMALL),
    Row(
        "memory",
        "1,000,000 studies, text, peak memory",
        "the same with 1,000",
        _ours(),
        _ours(),
        count=1_000_000,
        their_count=1_000,
        figure=MEMORY,
        budget=1.1,
        runs=1,
    ),
)

OTHERS = (
    Row("csv", "100,000 studies, CSV", ours=_ours("--csv"), **_LARGE),
    Row("xml", "100,000 studies, XML", "DCMTK -Xs", _ours("--format xml"), _XML, target=FILE),
    Row("million", "1,000,000 studies, JSON lines", ours=_ours("--jsonl"), count=1_000_000, runs=1, **_LARGE),
    Row("one-pdu", "100,000 studies, text, both parts in one PDU", ours=_ours(), server=("--packing", "one"), **_LARGE),
    Row("alike", "100,000 studies, all alike, text", ours=_ours(), workload="alike", **_LARGE),
    Row("different", "100,000 studies, all values different, text", ours=_ours(), workload="different", **_LARGE),
    Row(
        "instances",
        "20,000 instances, sequences, Japanese, text",
        ours=_ours(),
        workload="instance",
        count=20_000,
        **_LARGE,
    ),
    Row("worklist", "20,000 worklist items, text", ours=_ours(), workload="worklist", count=20_000, **_LARGE),
    Row(
        "queries",
        "1,000 queries of one match, one association, wall",
        "a shell loop of DCMTK's",
        _ours("--repeat 1000"),
        "sh -c 'for i in $(seq 1000); do {dcmtk} -v {keys} 127.0.0.1 {port}; done'",
        count=1,
        figure=WALL,
        runs=1,
    ),
    Row(
        "peers",
        "50 peers that think 0.1 s, at once, wall",
        "50 of DCMTK's at once",
        "{python} {root}/bench/peers.py {port} 50",
        "sh -c 'for i in $(seq 50); do {dcmtk} -v {keys} 127.0.0.1 {port} & done; wait'",
        count=10,
        figure=WALL,
        server=("--delay", "0.1"),
    ),
    Row(
        "tls",
        "100,000 studies, text, over TLS",
        "DCMTK +tla",
        _ours("--tls --tls-ca {root}/build/bench.crt --tls-no-host-check"),
        "{dcmtk} -v +tla -ic {keys} 127.0.0.1 {port}",
        server=("--tls", "{root}/build/bench.crt", "{root}/build/bench.key"),
    ),
    Row(
        "drain",
        "100,000 studies, counted",
        "a bare recv loop",
        _ours("--count"),
        "{python} {root}/bench/drain.py {port} study",
    ),
)
