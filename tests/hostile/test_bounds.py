"""Memory is flat while matches stream by, whatever becomes of them; time is linear in what a peer sends."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from struct import pack
from time import process_time

import pytest

import findscu.limits
from drivers.literal import accept, command, final, item, p_data, pdv, pending
from findscu.cli.usual_options import FORMATS
from findscu.errors import DecodeError, FindscuError
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, decode_dataset
from findscu.matches import Match, Outcome
from findscu.output import writer_for
from findscu.query import build_query
from findscu.testing.scripted import Step

from .case import ASSOCIATE, KIB, RELEASE, Case, answers
from .identifiers import deflate, explicit, implicit, message, nested
from .running import run_virtual

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"

HELD = ("arrow", "parquet", "dicom")
"""Formats that are no stream: arrow and parquet hold a batch of rows, dicom writes files."""


def peak_of(work: Callable[[], object]) -> int:
    """Return the bytes that some work takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def streaming(count: int) -> Case:
    """So many matches, and a success."""
    return Case(
        "",
        (ASSOCIATE, answers(pending(b"Test^One")), Step(pending(b"Test^Two"), repeats=count), Step(final()), RELEASE),
    )


def test_a_conversation_takes_no_more_for_more_matches() -> None:
    def converse(count: int) -> int:
        result = run_virtual(streaming(count))
        assert len(result.names) == count + 1
        return result.memory - 64 * count  # the test itself keeps the names

    converse(10)
    assert converse(4000) <= converse(500) + 256 * KIB


def studies() -> Iterator[Match]:
    """Answers without end; as columns remember values, there are not many different ones."""
    for number in cycle(range(50)):
        values = (
            (0x0008, 0x0052, b"STUDY "),
            (0x0010, 0x0010, b"Test^%08d" % number),
            (0x0020, 0x000D, b"1.2.%010d" % number),
        )
        yield Match(b"".join(implicit((group, element), value) for group, element, value in values), IMPLICIT_LE)


def write(name: str, count: int) -> None:
    """Write so many matches as the command does, a block after the other."""
    query = build_query(level="STUDY", return_keys=("PatientName", "StudyInstanceUID"))
    writer, source = writer_for(name, [query]), studies()
    writer.begin(query)
    for _ in range(count // 100):
        writer.block(list(islice(source, 100)))
    writer.end(Outcome(match_count=count))
    writer.close()


@pytest.mark.parametrize("name", [name for name in (*FORMATS, "count") if name not in HELD])
def test_a_writer_takes_no_more_for_more_matches(name: str) -> None:
    write(name, 500)  # what is loaded late
    assert peak_of(lambda: write(name, 3000)) <= 1.1 * peak_of(lambda: write(name, 500)) + 128 * KIB


# What a hostile peer may choose the number of. Each is read in at most so much more time than it has more bytes; the
# factor leaves room for a busy machine and is far from what quadratic work would take (FEWER times FEWER).
FEWER, FACTOR = 16, 6.0


def elements(count: int) -> bytes:
    """Elements in descending order, every one a second time."""
    return b"".join(implicit((0x0010, 2 * (number % (count // 2 + 1))), b"") for number in range(count, 0, -1))


def fragments(count: int) -> bytes:
    """An identifier in fragments of one byte, all in one PDU."""
    name = implicit((0x0010, 0x4000), b"x" * (count - 8))
    parts = [pdv(1, 2 * (at == len(name) - 1), name[at : at + 1]) for at in range(len(name))]
    return p_data(pdv(1, 3, command(0x8020, 0xFF00, has_data=True))) + p_data(*parts)


def command_elements(count: int) -> bytes:
    """A command set with elements in descending order."""
    many = b"".join(pack("<HHIH", 0, 0x7FFF - number, 2, 0) for number in range(count))
    return p_data(pdv(1, 3, command(0x8020, 0, extra=many)))


def sub_items(count: int) -> bytes:
    """An acceptance with sub-items that nobody knows."""
    start = accept((1, 0))
    user = item(0x51, pack(">I", 16384)) + item(0x5A, b"") * count
    body = start[6:-41] + item(0x50, user)
    return pack(">BBI", 2, 0, len(body)) + body


def read(identifier: bytes) -> None:
    """Read an identifier, with all that is wrong with it."""
    list(decode_dataset(identifier, IMPLICIT_LE).iter_issues())


def converse(raw: bytes) -> None:
    """Hear an answer to a query."""
    run_virtual(Case("", (ASSOCIATE, answers(raw), Step(b""))))


ATTACKS: dict[str, tuple[int, Callable[[int], bytes], Callable[[bytes], None]]] = {
    "empty items": (60_000, lambda count: implicit((0x40, 0x100), implicit((0xFFFE, 0xE000), b"") * count), read),
    "nested sequences": (64, nested, read),
    "elements out of order, twice": (4_000, elements, read),
    "values of one element": (400_000, lambda count: implicit((0x20, 0x0D), b"1\\" * count), read),
    "name components": (400_000, lambda count: implicit((0x10, 0x10), b"^=" * count), read),
    "escape sequences": (
        50_000,
        lambda count: implicit((8, 5), b"\\ISO 2022 IR 87 ") + implicit((0x10, 0x10), b"\x1b$B\x1b(B" * count),
        read,
    ),
    "fragments of one byte": (20_000, fragments, converse),
    "elements of a command set": (6_000, command_elements, converse),
    "matches": (4_000, lambda count: pending(b"Test^One") * count, converse),
    "small PDUs": (20_000, lambda count: p_data(pdv(1, 1, b"")) * count, converse),
}


def seconds_for(work: Callable[[bytes], None], raw: bytes) -> float:
    """Return the lesser processor time of two tries."""
    taken = []
    for _ in range(2):
        start = process_time()
        try:
            work(raw)
        except FindscuError:
            pass
        taken.append(process_time() - start)
    return min(taken)


@pytest.mark.parametrize("name", ATTACKS)
def test_time_is_linear_in_what_was_sent(name: str) -> None:
    count, make, work = ATTACKS[name]
    many, few = make(count), make(count // FEWER)
    growth = len(many) / len(few)
    assert seconds_for(work, many) <= FACTOR * growth * max(seconds_for(work, few), 0.002)


def test_a_bomb_is_not_inflated() -> None:
    bomb = deflate(explicit((16, 16), b"PN", b"Test^One") + bytes(40 << 20))
    match = Match(bomb, EXPLICIT_LE.replace(is_deflated=True))

    def read_it() -> None:
        with pytest.raises(DecodeError):
            match.dataset  # noqa: B018

    assert peak_of(read_it) < 3 * findscu.limits.MAX_INFLATED_RATIO * len(bomb)


def test_each_bound_is_on_the_page() -> None:
    names = [name for name in vars(findscu.limits) if name.isupper()]
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in page] == []


def test_a_message_of_any_length_can_be_made() -> None:
    """The helper that cuts long identifiers into PDUs, since much hangs on it."""
    assert message(b"").endswith(p_data(pdv(1, 2, b"")))
    assert len(message(bytes(130_000))) == len(message(b"")) + 130_000 + 2 * 12
