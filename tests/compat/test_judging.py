"""Who judges the judge: what is compared, what is not, and that each difference is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compat.judge import difference
from compat.lines import CLOSED, line
from compat.observe import Observation, normalise
from compat.wire import transcript

PLAIN = line("plain", "three", "-S")
SEEN = Observation(0, b"out\n", b"I: one\n", {"rsp0001.dcm": b"bytes"}, sent=[b"\5\0\0\0\0\4\0\0\0\0"])
# A-ASSOCIATE-RQ (PS3.8 §9.3.2): user information with maximum length, implementation class UID and version name
REQUEST = (
    b"\1\0\0\0\0\x62\0\1\0\0" + b"ANY-SCP         FINDSCU         " + bytes(32)
    + b"\x50\0\0\x1a\x51\0\0\4\0\0\x40\0\x52\0\0\x031.2\x55\0\0\x07VERSION"
)  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"code": 1},
        {"stdout": b"out"},
        {"stdout": b""},
        {"stderr": b"I: one"},
        {"stderr": b"I: one \n"},
        {"stderr": b"I: one\nD: inner\n"},
        {"files": {}},
        {"files": {"rsp0001.dcm": b"Bytes"}},
        {"files": {"rsp0002.dcm": b"bytes"}},
        {"sent": []},
        {"sent": [b"\5\0\0\0\0\4\0\0\0\1"]},
        {"sent": [b"\5\0\0\0\0\4\0\0\0\0\7\0"]},
    ],
)
def test_each_difference_is_seen(other):
    assert difference(SEEN, SEEN, PLAIN) == ""
    assert difference(SEEN, replace(SEEN, **other), PLAIN)


def test_what_two_runs_cannot_share():
    stderr = b"$dcmtk: findscu v3 $\nI: calling '/a/findscu' with 2\nE: /tmp/x/all.xml port 11112 of 4711\nD: free\n"
    seen = normalise(Observation(0, b"", stderr, process_id=4711), Path("/tmp/x"), 11112)
    assert seen.stderr == (
        b"$HEADER$\nI: calling '*' with 2\nE: {folder}/all.xml port {port} of {pid}\nD: *\n"
    )  # fmt: skip
    kept = b"I: (0020,000d) UI [1.2.11112.4711]  # 11112.4 PatientName\n"
    assert normalise(Observation(0, b"", kept, process_id=4711), Path("/tmp/x"), 11112).stderr == kept


def test_the_wire_is_shown_but_for_the_implementation():
    shown = transcript(REQUEST)
    assert shown == transcript(REQUEST.replace(b"VERSION", b"ANOTHER").replace(b"1.2\x55", b"3.4\x55"))
    for changed in (b"FINDSCU         ", b"\0\0\x40\0", b"\0\1\0\0ANY"):
        assert transcript(REQUEST.replace(changed, changed[:-1] + b"!")) != shown


@pytest.mark.parametrize("item", ["traceback", "crash"])
def test_no_difference_is_allowed_where_the_program_does_not_crash(item):
    differing = line("differing", "three", "-S", differs=item)
    assert "does not crash" in difference(SEEN, replace(SEEN, code=1), differing)
    crashed = replace(SEEN, code=1, stderr=b"I: one\nTraceback (most recent call last):\n")
    assert difference(crashed, replace(SEEN, code=1, stderr=b"I: one\nE: words\n"), differing) == ""
    assert "ours crashes" in difference(crashed, crashed, differing)


def test_a_line_names_an_item_of_the_closed_list():
    assert set(CLOSED) == {"crash", "traceback", "identity", "wording", "inner", "control", "secret", "symlink"}
    with pytest.raises(AssertionError):
        line("other", "three", "-S", differs="missing option")
