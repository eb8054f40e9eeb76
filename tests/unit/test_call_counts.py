"""How many calls an answer costs, of Python and of C functions: a guard for throughput that no busy machine can upset.

The counts are deterministic. The bounds are those of what is there, with a little room; whoever needs more calls for
each answer should know what they are good for, and measure.
"""

from __future__ import annotations

import struct
import sys

import pytest

from drivers.literal import accept, command, p_data, pdv
from findscu import flows
from findscu.output import writer_for
from findscu.peer import Peer
from findscu.query import build_query
from findscu.search import start_find
from findscu.session import Session
from findscu.settings import Settings

SETTINGS = Settings(Peer("by-hand"), models=("study",))
QUERY = build_query(model="study", keys=["QueryRetrieveLevel=STUDY", "PatientName", "PatientID", "StudyDate"])
CHUNK = 1 << 16
"""Bytes that come at once, as a busy socket gives them."""

MOST_CALLS = {"count": (11, 17), "csv": (27, 71), "jsonl": (25, 61), "text": (24, 61), "xml": (28, 70)}
"""For each format, calls of Python functions (or resumes of generators) and of C functions for one answer."""


def element(tag: int, value: bytes) -> bytes:
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, len(value)) + value


def identifier(number: int) -> bytes:
    """Return a study as a PACS sends it, in Implicit VR Little Endian: half of its values are like those before."""
    return b"".join(
        (
            element(0x00080005, b"ISO_IR 100"),
            element(0x00080020, b"20260131"),
            element(0x00080050, b"A%07d" % number),
            element(0x00080052, b"STUDY "),
            element(0x00080061, b"CT"),
            element(0x00100010, b"Synthetic^%06d" % number),
            element(0x00100020, b"ID%06d" % number),
            element(0x0020000D, b"1.2.3.%010d" % (10**9 + number)),
        )
    )


def answers(count: int) -> bytes:
    """Return so many pending responses, each in two PDUs, as most peers send them."""
    first = p_data(pdv(1, 3, command(0x8020, 0xFF00, has_data=True)))
    return b"".join([first + p_data(pdv(1, 2, identifier(number))) for number in range(count)])


def calls(count: int, format_name: str) -> tuple[int, int]:
    """Return the calls of Python and of C functions while so many answers are received and written."""
    session = Session()
    session.request_association(SETTINGS.request())
    session.receive(accept((1, 0)))
    session.take_event()
    writer = writer_for(format_name, [QUERY])
    search = start_find(session, QUERY)
    writer.begin(QUERY)
    stream = answers(count)
    counted = {"call": 0, "c_call": 0}

    def count_one(_frame: object, event: str, _function: object) -> None:
        if event in counted:
            counted[event] += 1

    sys.setprofile(count_one)
    try:
        for start in range(0, len(stream), CHUNK):
            flow = flows.next_block(search, 0.0, SETTINGS)
            next(flow)
            try:
                flow.send((1.0, stream[start : start + CHUNK]))
            except StopIteration as stop:
                writer.block(stop.value)
    finally:
        sys.setprofile(None)
    assert writer.match_count == count
    return counted["call"], counted["c_call"]


@pytest.mark.parametrize("format_name", MOST_CALLS)
def test_calls_for_an_answer(format_name: str) -> None:
    few, many = calls(1000, format_name), calls(3000, format_name)
    for_one = tuple((after - before) / 2000 for before, after in zip(few, many, strict=True))
    most_python, most_c = MOST_CALLS[format_name]
    assert for_one[0] <= most_python
    assert for_one[1] <= most_c
