"""One query through the proxy, by each way of asking, and what has to hold however it ended.

It ends in time, and either has the whole, right list or says that it has not. Where bytes are forged and no TLS proves
it, a value may be another one; then it only has to end, with an exit code or an error that is documented.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import ssl
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from findscu import aio, find
from findscu.cli.exit_codes import MEANINGS
from findscu.cli.run import run as run_command
from findscu.errors import FindscuError
from peers.process import HOST

from .faults import FORGING, HARMLESS, Fault, random_fault
from .proxy import Proxy

MAX_TIME = 3.0
TIMEOUTS = {
    "connect_timeout": 1.0,
    "association_timeout": 0.5,
    "response_timeout": 0.5,
    "release_timeout": 0.3,
    "cancel_timeout": 0.3,
    "max_time": MAX_TIME,
}
LONGEST = MAX_TIME + 5.0
"""Seconds after which a run counts as hung: what it allows itself, and a busy machine's share."""

KEYS = ("PatientName", "StudyInstanceUID", "StudyDate")
CODES = frozenset(code for code, _ in MEANINGS)


class Target(NamedTuple):
    """Who is asked through the proxy, and what is right.

    Attributes:
        expected: the UIDs of all studies, in the order in which they come.
        tls: what is spoken; None for plain.
        lengths: bytes of an undisturbed conversation, from us and from the peer.
    """

    proxy: Proxy
    ae_title: str
    expected: Sequence[str]
    tls: ssl.SSLContext | None
    ca_file: str
    lengths: tuple[int, int]

    @property
    def address(self) -> str:
        """The peer as `find` and the command take it."""
        return f"{self.ae_title}@{HOST}:{self.proxy.port}"


class Ending(NamedTuple):
    """How a run ended: what came, whether it was said to be whole, in which words, and how long it took."""

    uids: list[str]
    is_complete: bool
    words: str
    seconds: float


def by_command(target: Target) -> Ending:
    """Ask with the command."""
    words = ["--jsonl", "-L", "STUDY", "--max-time", str(MAX_TIME), "-to", "1", "-ta", "0.5", "-td", "0.5"]
    words += ["--release-timeout", "0.3", target.address]
    if target.tls is not None:
        words += ["--tls", "--tls-ca", target.ca_file]
    stdout, stderr = io.BytesIO(), io.StringIO()
    start = time.monotonic()
    code = run_command(words, stdout, stderr)
    seconds = time.monotonic() - start
    assert code in CODES, f"exit code {code}"
    assert "internal error" not in stderr.getvalue() and "Traceback" not in stderr.getvalue(), stderr.getvalue()
    assert code == 0 or stderr.getvalue(), "a failure without a word"
    objects = map(json.loads, stdout.getvalue().decode().splitlines())
    uids = [model.get("0020000D", {}).get("Value", [""])[0] for model in objects]
    return Ending(uids, code == 0, f"exit code {code}: {stderr.getvalue().strip()}", seconds)


def by_library(target: Target) -> Ending:
    """Ask with the blocking library."""
    uids: list[str] = []
    start = time.monotonic()
    try:
        with find(
            f"{target.ae_title}@{HOST}:{target.proxy.port}", level="STUDY", tls=target.tls, **TIMEOUTS
        ) as matches:
            uids += [match.StudyInstanceUID for match in matches]
        is_complete, words = matches.complete, str(matches.status)
    except FindscuError as error:
        is_complete, words = False, f"{type(error).__name__}: {error}"
    return Ending(uids, is_complete, words, time.monotonic() - start)


def by_asyncio(target: Target) -> Ending:
    """Ask with the asyncio library."""
    return asyncio.run(_ask(target))


async def _ask(target: Target) -> Ending:
    uids: list[str] = []
    start = time.monotonic()
    try:
        async with await aio.find(target.address, level="STUDY", tls=target.tls, **TIMEOUTS) as matches:
            async for match in matches:
                uids.append(match.StudyInstanceUID)
        is_complete, words = matches.complete, str(matches.status)
    except FindscuError as error:
        is_complete, words = False, f"{type(error).__name__}: {error}"
    return Ending(uids, is_complete, words, time.monotonic() - start)


WAYS: dict[str, Callable[[Target], Ending]] = {
    "command": by_command,
    "library": by_library,
    "asyncio": by_asyncio,
}


def measured(proxy: Proxy, target: Target) -> Target:
    """Return the target with the lengths of an undisturbed conversation, which has to give the right list."""
    for direction in proxy.received.values():
        direction.clear()
    ending = by_library(target)
    assert ending.is_complete and ending.uids == list(target.expected), ending.words
    lengths = len(proxy.received[False]), len(proxy.received[True])
    return target._replace(lengths=lengths)


def one_run(seed: int, number: int, targets: Sequence[Target]) -> tuple[str, Fault, Ending, str]:
    """Do one run of a series; return way, fault, ending, and what is wrong ("" for nothing)."""
    source = random.Random(f"{seed}/{number}")
    target = source.choice(targets)
    way = source.choice(sorted(WAYS))
    fault = random_fault(source, *target.lengths)
    target.proxy.fault = fault
    ending = WAYS[way](target)
    return f"{way}{' over TLS' if target.tls else ''}", fault, ending, fault_of(ending, fault, target)


def fault_of(ending: Ending, fault: Fault, target: Target) -> str:
    """Say in which way a run did not end as it has to, "" when it did."""
    if ending.seconds > LONGEST:
        return f"took {ending.seconds:.1f} s"
    if fault.kind in FORGING and target.tls is None:
        return ""
    expected = list(target.expected)
    if ending.uids != expected[: len(ending.uids)]:
        return "matches that the peer does not have, or in another order"
    if ending.is_complete and ending.uids != expected:
        return f"says that it is complete with {len(ending.uids)} of {len(expected)}"
    if fault.kind in HARMLESS and not ending.is_complete:
        return "a harmless fault was one"
    return ""
