"""`findscu demo`: the command at work on real DICOM data, with nothing to set up.

An SCP of `findscu.testing` is started on loopback with the DICOM files that pydicom ships and a synthetic worklist. The
tour runs the real command, each time in a process of its own, over real sockets, and looks at each answer: what it must
show is known beforehand, or read by pydicom, never by findscu.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from .models import model_of
from .records import Record
from .testing.scp import FindScp
from .testing.sources import iter_datasets
from .testing.worklist import synthetic_worklist

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .identifier import DataSet

AE_TITLE = "DEMO"

DEFAULT_PORT = 11112
"""Where `--serve` listens: "dicom", the registered port that needs no privileges (PS3.8 §9.1.1)."""

STEP_TIMEOUT = 15.0
"""Seconds that a step of the tour may take; each takes a tenth of one."""

SHOWN_LINE_COUNT = 12
"""Lines of an answer that the tour shows."""

USAGE = f"""\
usage: findscu demo                     a tour of queries, on an SCP that ends with it
       findscu demo --serve [--port N]  keep the SCP up until Ctrl-C (default: {DEFAULT_PORT}; 0: a free port)
"""

STUDIES = ("-S", "-k", "QueryRetrieveLevel=STUDY")
PATIENTS = ("-P", "-k", "QueryRetrieveLevel=PATIENT")
STUDY_KEYS = ("ModalitiesInStudy", "StudyInstanceUID")

_STUDY_INSTANCE_UID = 0x0020000D


class Step(Record):
    """One command of the tour.

    Attributes:
        title: what it shows.
        words: the command line, without the program's name.
        expected: texts that must be in what it says.
        code: the exit code it must end with.
    """

    title: str
    words: tuple[str, ...]
    expected: tuple[str, ...] = ()
    code: int = 0


def main(argv: Sequence[str]) -> int:
    """Run the demo.

    Args:
        argv: the words after `findscu demo`.
    Returns:
        0 if every step gave what it should, or if serving was ended by Ctrl-C; else 1.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # the answers are in many scripts, whatever the locale
    port = _port_of(argv)
    if port is None:
        is_asked = list(argv) in (["--help"], ["-h"])
        print(USAGE, end="", file=sys.stdout if is_asked else sys.stderr)
        return 0 if is_asked else 1
    today = date.today()
    try:
        scp = FindScp(*shipped_instances(), *synthetic_worklist(today), ae_title=AE_TITLE, port=port)
    except OSError as error:
        print(f"findscu: demo cannot listen on port {port}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        print("findscu: hint: choose another with --port, or 0 for a free one", file=sys.stderr)
        return 1
    with scp:
        print(_introduction(scp))
        steps = tour(scp, today)
        return _serve(steps) if "--serve" in argv else _run_all(steps)


def _port_of(argv: Sequence[str]) -> int | None:
    """Return the port that the words ask for, None if they cannot be understood."""
    match list(argv):
        case []:
            return 0
        case ["--serve"]:
            return DEFAULT_PORT
        case ["--serve", "--port", number] | ["--port", number, "--serve"]:
            return int(number) if number.isascii() and number.isdigit() and int(number) <= 65535 else None
    return None


def shipped_folders() -> list[Path]:
    """Return the folders of DICOM files that pydicom ships. Nothing is downloaded."""
    import pydicom.data

    return [Path(pydicom.data.__file__).with_name(name) for name in ("charset_files", "test_files")]


def shipped_instances() -> Iterator[DataSet]:
    """Yield the instances among the files that pydicom ships: those that name their study."""
    for folder in shipped_folders():
        yield from (found for found in iter_datasets(folder) if found.text_of(_STUDY_INSTANCE_UID))


def names_read_by_pydicom(patient_id: str) -> tuple[str, ...]:
    """Return, read by pydicom, the names in those of its character-set files whose Patient ID fits a pattern."""
    import pydicom

    found = map(pydicom.dcmread, sorted(shipped_folders()[0].glob("*.dcm")))
    return tuple(str(one.PatientName) for one in found if fnmatchcase(one.get("PatientID") or "", patient_id))


def tour(scp: FindScp, today: date) -> list[Step]:
    """Return the steps of the tour, for an SCP that has the demo's data with a worklist from `today` on."""
    return [
        Step("Is anybody there?", ("echo", scp.peer), ("success",)),
        Step(
            "The studies of five years, for a spreadsheet",
            (scp.peer, *STUDIES, *_keys("PatientName", "StudyDate=20040101-20081231", *STUDY_KEYS), "--csv"),
            ("20040119", "CompressedSamples^CT1", "CompressedSamples^MR1", "やまだ^たろう", "김희중"),
        ),
        *_worklist_steps(scp.peer, today),
        *_name_steps(scp.peer),
        *_count_steps(scp.peer, len(scp.store.entities(model_of("study"), "STUDY"))),
        Step(
            "A wrong AE title: one line that says so, and exit code 3",
            (f"WRONG@{scp.host}:{scp.port}", *STUDIES, *_keys("PatientName", *STUDY_KEYS)),
            ("called AE title not recognized", "hint: "),
            code=3,
        ),
    ]


def _worklist_steps(peer: str, today: date) -> Iterator[Step]:
    first, last = (f"{today + timedelta(days):%Y%m%d}" for days in (0, 1))
    step = "ScheduledProcedureStepSequence"
    yield Step(
        "The worklist of today, as a terminal shows it",
        (peer, "--today", "--format", "table"),
        (f"{today:%Y-%m-%d}", "Worklist, Item01", "Список, Пункт04"),
    )
    yield Step(
        "The CT worklist of today and tomorrow",
        (
            peer,
            "-W",
            *_keys("PatientName", f"{step}.Modality=CT"),
            *_keys(f"{step}.ScheduledProcedureStepStartDate={first}-{last}"),
        ),
        (first, last, "Worklist^Item01", "Worklist^Item05=作業^項目=わーくりすと^あいてむ"),
    )


def _name_steps(peer: str) -> Iterator[Step]:
    yield Step(
        "A wild card in a name, case aside",
        (peer, *PATIENTS, *_keys("PatientName=compressed*", "PatientID"), "--csv"),
        ("CompressedSamples^CT1", "CompressedSamples^MR1", "CompressedSamples^NM1", "CompressedSamples^US1"),
    )
    yield Step(
        "Names in five alphabets, each in a character set of its own",
        (peer, *STUDIES, *_keys("PatientName", "PatientID=SCS*", "StudyInstanceUID"), "--csv"),
        names_read_by_pydicom("SCS*"),
    )
    yield Step(
        "Names in Chinese, Japanese and Korean: alphabetic=ideographic=phonetic",
        (peer, *STUDIES, *_keys("PatientName", "PatientID=*EXAMPLE", "StudyInstanceUID"), "--csv"),
        names_read_by_pydicom("*EXAMPLE"),
    )
    yield Step(
        "The same in DICOM JSON, one object a line",
        (peer, *PATIENTS, *_keys("PatientName=山田*", "PatientID"), "--jsonl"),
        ("H31EXAMPLE", "H32EXAMPLE", '"Ideographic":"山田^太郎","Phonetic":"やまだ^たろう"'),
    )


def _count_steps(peer: str, study_count: int) -> Iterator[Step]:
    yield Step("How many studies?", (peer, "-L", "STUDY", "--count"), (f"{study_count}\n",))
    yield Step(
        "How many of each modality?",
        (peer, "-L", "STUDY", "-k", "StudyDate=2004", "--count-by", "ModalitiesInStudy"),
        ("CT", "MR", "NM", "US"),
    )


def _keys(*keys: str) -> tuple[str, ...]:
    return tuple(word for key in keys for word in ("-k", key))


def _introduction(scp: FindScp) -> str:
    studies, images = (len(scp.store.entities(model_of("study"), level)) for level in ("STUDY", "IMAGE"))
    items = len(scp.store.entities(model_of("worklist")))
    known = f"{images} instances of {studies} studies, from files that pydicom ships"
    return f"{AE_TITLE} listens on {scp.host} port {scp.port}.\nIt has {known}, and a made-up worklist of {items}."


def _run_all(steps: list[Step]) -> int:
    failed_count = sum(not run(step) for step in steps)
    print(f"\n{len(steps) - failed_count} of {len(steps)} steps gave what they should.", flush=True)
    return 1 if failed_count else 0


def run(step: Step) -> bool:
    """Run a step, show it, and tell whether it gave what it should."""
    print(f"\n# {step.title}\n$ {shlex.join(('findscu', *step.words))}", flush=True)
    command = [sys.executable, "-m", "findscu", *step.words]
    columns = shutil.get_terminal_size().columns  # of the terminal that the tour is shown on
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": str(columns)}
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=STEP_TIMEOUT, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        print(f"! expected an end within {STEP_TIMEOUT:g} s", flush=True)
        return False
    said = done.stdout + done.stderr
    lines = said.splitlines()
    print(*lines[:SHOWN_LINE_COUNT], sep="\n")
    if len(lines) > SHOWN_LINE_COUNT:
        print(f"... and {len(lines) - SHOWN_LINE_COUNT} lines more")
    problems = [f"! expected {text.strip()!r} in it" for text in step.expected if text not in said]
    if done.returncode != step.code:
        problems.append(f"! expected exit code {step.code}, got {done.returncode}")
    print(*problems, sep="\n", end="\n" * bool(problems), flush=True)
    return not problems


def _serve(steps: list[Step]) -> int:
    """Keep the SCP up until Ctrl-C, and say what could be asked."""
    commands = (shlex.join(("findscu", *step.words)) for step in steps)
    print("Try:\n", *commands, "\nCtrl-C ends it.", sep="\n", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
        return 0
