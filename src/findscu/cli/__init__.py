"""The command. It is a user of the library like any other; `run` carries out a command line, `main` is the entry.

options  the table        parse    words to arguments       peer      what the other words mean
option   what a row is    run      one line                 ask       the conversation
dialects in which ways the command is used: native, and the packages dcmtk and pynetdicom
occurrences  what can happen, for reporters; report has native's        sentences  its words
outputs  where matches go         keyed    --columns, --sort...   screens, progress  what a terminal is and gets
help     --help, --version         echo, dry_run, interrupts, exit_codes
"""

from __future__ import annotations

import gc
import os
import sys

_COLLECT_AFTER = 100_000
"""Objects. While modules load, collections find nothing; by the interpreter's 700 they take 4 % of a small query."""


def main(dialect: str = "") -> None:
    """Run the command on `sys.argv` and end the process; without a dialect FINDSCU_DIALECT names it, or it is native.

    The process ends without the interpreter's clearing up, which takes longer than many a query; that is why everything
    is flushed here, and why neither library nor tests come this way.
    """
    gc.set_threshold(_COLLECT_AFTER)
    stdout = sys.stdout.buffer if sys.stdout else None
    try:
        from .run import run

        code = run(sys.argv[1:], stdout, sys.stderr, dialect or os.environ.get("FINDSCU_DIALECT") or "native")
    except KeyboardInterrupt:
        code = 130
    except Exception as error:  # a bug of ours: still one line, and the peer sees the connection end
        code = _report_bug(error)
    if code not in (130, 143):  # else whoever reads may have stopped, and what is left is not waited for
        _flush()
    os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream and stream.flush()
        except OSError:
            pass  # whoever wrote has told, or the reader is gone


def main_native() -> None:
    """Run `findscu-native`."""
    main("native")


def main_dcmtk() -> None:
    """Run `findscu-dcmtk`."""
    main("dcmtk")


def main_pynetdicom() -> None:
    """Run `findscu-pynetdicom`."""
    main("pynetdicom")


def _report_bug(error: Exception) -> int:
    if "-d" in sys.argv or "--debug" in sys.argv:
        from traceback import print_exception

        print_exception(error)
    else:
        print(
            f"findscu: internal error ({type(error).__name__}); please report it, with what -d prints", file=sys.stderr
        )
    return 4
