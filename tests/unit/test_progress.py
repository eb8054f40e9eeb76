"""The line that says how many matches came: what it writes to a terminal, typed by hand."""

from __future__ import annotations

from io import BytesIO, StringIO

import pytest

from findscu.cli.option import Arguments
from findscu.cli.progress import Progress, progress_for
from findscu.cli.report import Reporter

WIPE = "\r\x1b[K"


class Clock:
    """A clock that somebody sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Screen(BytesIO):
    """The same for bytes."""

    def isatty(self) -> bool:
        return True


def test_a_short_answer_is_worth_no_word() -> None:
    clock, terminal = Clock(), Terminal()
    progress = Progress(terminal, clock)
    clock.now += 0.9
    progress.received(1000)
    progress.wipe()
    assert terminal.getvalue() == ""


def test_a_long_one_shows_count_and_rate_five_times_a_second() -> None:
    clock, terminal = Clock(), Terminal()
    progress = Progress(terminal, clock)
    for _ in range(16):  # 50 matches in each eighth of a second, for two seconds
        clock.now += 0.125
        progress.received(50)
    counts = ["400", "500", "600", "700", "800"]
    assert terminal.getvalue() == "".join(f"{WIPE}{count} matches, 400 a second" for count in counts)


def test_it_is_wiped_out_once() -> None:
    clock, terminal = Clock(), Terminal()
    progress = Progress(terminal, clock)
    clock.now += 2
    progress.received(123_456)
    assert terminal.getvalue() == f"{WIPE}123,456 matches, 61,728 a second"
    progress.wipe()
    progress.wipe()
    assert terminal.getvalue().count(WIPE) == 2
    assert terminal.getvalue().endswith(WIPE)


def test_each_query_begins_anew() -> None:
    clock, terminal = Clock(), Terminal()
    progress = Progress(terminal, clock)
    progress.received(5)
    clock.now += 60
    progress.begin()
    progress.received(7)
    clock.now += 2
    progress.received(3)
    assert terminal.getvalue() == f"{WIPE}10 matches, 5 a second"


def test_nobody_looks_any_more() -> None:
    class Gone(Terminal):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    clock = Clock()
    progress = Progress(Gone(), clock)
    clock.now += 2
    progress.received(1)
    progress.wipe()


def test_messages_never_stand_in_the_same_line() -> None:
    terminal = Terminal()
    reporter = Reporter(terminal, stdout=BytesIO())
    reporter.configured(Arguments())
    assert reporter._progress is not None
    clock = reporter._progress._clock = Clock()
    reporter._progress.begin()
    clock.now += 2
    reporter.received(10)
    reporter.cautioned("careful")
    assert terminal.getvalue() == f"{WIPE}10 matches, 5 a second{WIPE}findscu: warning: careful\n"


@pytest.mark.parametrize(
    ("options", "stdout", "is_wanted"),
    [
        ({}, BytesIO(), True),
        ({}, Screen(), False),  # the matches themselves are seen
        ({"sort": ["PatientName"]}, Screen(), True),
        ({"count_by": ["PatientName"]}, Screen(), True),
        ({"format": "count"}, Screen(), True),
        ({"output": "list.csv"}, Screen(), True),
        ({"output": "-"}, Screen(), False),
        ({"format": "dicom"}, Screen(), True),
        ({}, None, True),
    ],
)
def test_where_it_is_wanted(options: dict[str, object], stdout: BytesIO | None, is_wanted: bool) -> None:
    assert (progress_for(Arguments(**options), Terminal(), stdout) is not None) is is_wanted


def test_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress_for(Arguments(), StringIO(), BytesIO()) is None
    quiet = Reporter(Terminal(), stdout=BytesIO())
    quiet.configured(Arguments(log_level="fatal"))
    assert quiet._progress is None
    monkeypatch.setenv("TERM", "dumb")
    assert progress_for(Arguments(), Terminal(), BytesIO()) is None
