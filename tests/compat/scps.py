"""The scripted SCPs that both programs are run against, by name: what an SCP may say, and what it should not.

Names say what the SCP does. Scripts on one model of behaviour are made by a function; a script of its own has a
function of its own, and `scp` enters it under its name.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable

from pydicom import Dataset

from compat.answers import (
    CHARACTER_SETS,
    EVERY_VR,
    NESTED,
    ODD_VALUES,
    PRIVATE,
    STUDIES,
    UNSORTED,
    long_value,
    many,
    study,
)
from compat.talk import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    Script,
    Talk,
    command_set,
    element,
    encoded,
    explicit,
    pdu,
)

SCPS: dict[str, Script] = {}


def scp(name: str) -> Callable[[Script], Script]:
    """Enter a script under a name."""

    def enter(script: Script) -> Script:
        assert name not in SCPS, name
        SCPS[name] = script
        return script

    return enter


def answering(
    name: str,
    answers: Iterable[Dataset | bytes] = (),
    *more: bytes,
    status: int = 0,
    pending: int = 0xFF00,
    syntax: str = EXPLICIT,
    max_length: int = 16384,
) -> None:
    """Enter an SCP that gives the same answers to each query, then a final status."""
    kept = list(answers)

    @scp(name)
    def script(talk: Talk) -> None:
        talk.max_length = max_length
        talk.accept(syntax, EXPLICIT, IMPLICIT)
        for find in talk.finds():
            for answer in kept:
                talk.answer(find, answer, pending)
            talk.final(find, status, *more)


def comment(text: bytes) -> bytes:
    """Return Error Comment (0000,0902)."""
    return element(0x0902, text + b" " * (len(text) % 2))


def offending(*tags: int) -> bytes:
    """Return Offending Element (0000,0901)."""
    return element(0x0901, b"".join(struct.pack("<HH", tag >> 16, tag & 0xFFFF) for tag in tags))


# --- answers that are as they should be ------------------------------------------------------------------------------

answering("three", STUDIES)
answering("none")
answering("ff01", STUDIES[:2], pending=0xFF01)
answering("implicit", STUDIES, syntax=IMPLICIT)
answering("big-endian", [*STUDIES, EVERY_VR], syntax=BIG_ENDIAN)
answering("deflated", [*STUDIES, EVERY_VR], syntax=DEFLATED)
answering("every-vr", [EVERY_VR])
answering("every-vr-implicit", [EVERY_VR], syntax=IMPLICIT)
answering("nested", NESTED)
answering("nested-implicit", NESTED, syntax=IMPLICIT)
answering("private", PRIVATE)
answering("private-implicit", PRIVATE, syntax=IMPLICIT)
answering("odd-values", ODD_VALUES)
answering("unsorted", UNSORTED)
answering("long-value", [long_value(200_000)])
answering("many", many(120))
answering("empty-dataset", [b""])
answering("small-pdus", STUDIES, max_length=4096)
answering("tiny-pdus", STUDIES, max_length=128)
answering("any-length", STUDIES, max_length=0)
for term, dataset in CHARACTER_SETS.items():
    answering(f"charset-{term}", [dataset])

# --- final statuses ---------------------------------------------------------------------------------------------------

for status in (0xA700, 0xA900, 0xC000, 0xC001, 0x0122, 0x0110, 0x0211, 0xB000, 0xB001, 0x0001, 0x0107, 0xFE00, 0xFF02):
    answering(f"status-{status:04x}", status=status)
answering("a700-after-two", STUDIES[:2], comment(b"out of memory"), status=0xA700)
answering("a900-with-comment", [], comment(b"level is missing"), offending(0x00080052, 0x00100010), status=0xA900)
answering("c001-with-comment", [], comment(b"unable"), offending(0x00080052), status=0xC001)
answering("fe00-after-two", STUDIES[:2], status=0xFE00)


@scp("fails-second-query")
def _fails_second_query(talk: Talk) -> None:
    talk.accept()
    for number, find in enumerate(talk.finds()):
        talk.answer(find, STUDIES[0])
        talk.final(find, 0xA700 if number else 0)


# --- C-CANCEL ---------------------------------------------------------------------------------------------------------


def _cancellable(name: str, before: int, after: int, status: int) -> None:
    """Enter an SCP that waits for C-CANCEL after some answers, gives a few more, and ends with a status."""

    @scp(name)
    def script(talk: Talk) -> None:
        talk.accept()
        for find in talk.finds():
            for number in range(before):
                talk.answer(find, study(number))
            cancelled = talk.until_cancelled()
            for number in range(after):
                talk.answer(find, study(before + number))
            talk.final(find, status if cancelled else 0xC0DE)


_cancellable("cancel-after-1", 1, 0, 0xFE00)
_cancellable("cancel-after-2", 2, 0, 0xFE00)
_cancellable("cancel-after-2-late", 2, 2, 0xFE00)
_cancellable("cancel-after-2-ignored", 2, 2, 0x0000)

# --- association ------------------------------------------------------------------------------------------------------

REJECTIONS = [(1, 1, reason) for reason in (1, 2, 3, 7, 9)] + [(2, 1, 1), (2, 1, 3)]
REJECTIONS += [(1, 2, 1), (1, 2, 2), (2, 2, 1), (1, 3, 1), (2, 3, 1), (2, 3, 2), (2, 3, 7)]


def _rejecting(result: int, source: int, reason: int) -> None:
    @scp(f"reject-{result}-{source}-{reason}")
    def script(talk: Talk) -> None:
        talk.reject(result, source, reason)


for rejection in REJECTIONS:
    _rejecting(*rejection)


def _refusing(name: str, results: dict[bytes, int]) -> None:
    @scp(name)
    def script(talk: Talk) -> None:
        talk.accept(results=results)
        for find in talk.finds():
            talk.final(find)


for result in (1, 2, 3, 4):
    _refusing(f"no-context-{result}", {b"*": result})
_refusing("no-patient-root", {b"1.2.840.10008.5.1.4.1.2.1.1": 3})


@scp("no-contexts-listed")
def _no_contexts_listed(talk: Talk) -> None:
    talk.hear_request()
    head = struct.pack(">H2x", 1) + talk.request[4:68]
    application = b"\x10\x00\x00\x151.2.840.10008.3.1.1.1"
    user = b"\x50\x00\x00\x08\x51\x00\x00\x04\x00\x00\x40\x00"
    talk.send(pdu(2, head + application + user))


for place, sources in {"request": (0, 2), "find": (0, 2)}.items():
    for source in sources:

        @scp(f"abort-on-{place}-{source}")
        def _abort(talk: Talk, place: str = place, source: int = source) -> None:
            if place == "request":
                talk.hear_request()
            else:
                talk.accept()
                talk.read_message()
            talk.abort(source, 2 if source else 0)


@scp("close-on-connect")
def _close_on_connect(talk: Talk) -> None:
    talk.close()


@scp("close-on-request")
def _close_on_request(talk: Talk) -> None:
    talk.hear_request()
    talk.close()


@scp("reset-on-request")
def _reset_on_request(talk: Talk) -> None:
    talk.hear_request()
    talk.close(resets=True)


@scp("silent-on-request")
def _silent_on_request(talk: Talk) -> None:
    talk.hear_request()
    talk.wait_for_the_client()


@scp("unknown-pdu-on-request")
def _unknown_pdu_on_request(talk: Talk) -> None:
    talk.hear_request()
    talk.send(pdu(0x55, b"what?"))


@scp("http")
def _http(talk: Talk) -> None:
    talk.hear_request()
    talk.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    talk.close()


@scp("silent-on-release")
def _silent_on_release(talk: Talk) -> None:
    talk.accept()
    find = talk.read_message()
    talk.answer(find, STUDIES[0])
    talk.final(find)
    talk.wait_for_the_client()


@scp("close-on-release")
def _close_on_release(talk: Talk) -> None:
    talk.accept()
    find = talk.read_message()
    talk.final(find)
    talk.read_pdu()
    talk.close()


@scp("abort-on-release")
def _abort_on_release(talk: Talk) -> None:
    talk.accept()
    find = talk.read_message()
    talk.final(find)
    talk.read_pdu()
    talk.abort()


@scp("releases-too")
def _releases_too(talk: Talk) -> None:
    """Release collision: the SCP asks to release after the final response (PS3.8 §9.2.3)."""
    talk.accept()
    find = talk.read_message()
    talk.final(find)
    talk.read_pdu()
    talk.send(pdu(5, bytes(4)))


# --- the middle of a query --------------------------------------------------------------------------------------------


def _breaking(name: str, break_off: Callable[[Talk], None], answer_count: int) -> None:
    @scp(name)
    def script(talk: Talk) -> None:
        talk.accept()
        find = talk.read_message()
        for number in range(answer_count):
            talk.answer(find, study(number))
        break_off(talk)


for count, when in ((0, "before"), (2, "after-two")):
    _breaking(f"close-{when}", Talk.close, count)
    _breaking(f"reset-{when}", lambda talk: (talk.pause(0.05), talk.close(resets=True)), count)
    _breaking(f"silent-{when}", Talk.wait_for_the_client, count)
    _breaking(f"release-{when}", lambda talk: talk.send(pdu(5, bytes(4))), count)
    _breaking(f"unknown-pdu-{when}", lambda talk: talk.send(pdu(0x55, b"what?")), count)
_breaking("abort-after-two", lambda talk: talk.abort(), 2)
_breaking("provider-abort-after-two", lambda talk: talk.abort(2, 5), 2)
_breaking("half-a-pdu", lambda talk: (talk.send(b"\x04\x00\x00\x00\x00\x20\x00\x00"), talk.close()), 1)


@scp("slow")
def _slow(talk: Talk) -> None:
    """An answer each 0.6 s: more than a time-out of a second in all, less for each."""
    talk.accept()
    for find in talk.finds():
        for number in range(3):
            talk.pause(0.6)
            talk.answer(find, study(number))
        talk.final(find)


@scp("late-answer")
def _late_answer(talk: Talk) -> None:
    """The first answer comes after more than a second."""
    talk.accept()
    for find in talk.finds():
        talk.pause(1.5)
        talk.answer(find, study(1))
        talk.final(find)


@scp("late-accept")
def _late_accept(talk: Talk) -> None:
    """The association is accepted after more than a second."""
    talk.pause(1.5)
    talk.accept()
    for find in talk.finds():
        talk.final(find)


@scp("fragments")
def _fragments(talk: Talk) -> None:
    """Messages in fragments of eight bytes, some PDUs with two of them."""
    talk.accept()
    for find in talk.finds():
        for part in STUDIES:
            command = talk.response(find, 0xFF00, with_dataset=True)
            _send_in_pieces(talk, find.context_id, 1, command, 8)
            _send_in_pieces(talk, find.context_id, 0, encoded(part, find.syntax), 8)
        _send_in_pieces(talk, find.context_id, 1, talk.response(find, 0), 8)


def _send_in_pieces(talk: Talk, context_id: int, header: int, body: bytes, length: int) -> None:
    pieces = [body[start : start + length] for start in range(0, len(body), length)]
    for number, piece in enumerate(pieces, 1):
        talk.send_fragment(context_id, header | (2 if number == len(pieces) else 0), piece)


@scp("one-pdu-a-match")
def _one_pdu_a_match(talk: Talk) -> None:
    """Command and identifier in one P-DATA-TF, as PS3.8 §9.3.5 allows."""
    talk.accept()
    for find in talk.finds():
        for part in STUDIES:
            fragments = b""
            for header, body in ((3, talk.response(find, 0xFF00, with_dataset=True)), (2, encoded(part, find.syntax))):
                fragments += struct.pack(">LBB", len(body) + 2, find.context_id, header) + body
            talk.send(pdu(4, fragments))
        talk.final(find)


# --- messages that are not as they should be --------------------------------------------------------------------------


def _wrong(name: str, say: Callable[[Talk, object], None]) -> None:
    """Enter an SCP that gives a good answer, says something wrong, and ends as if nothing were."""

    @scp(name)
    def script(talk: Talk) -> None:
        talk.accept()
        for find in talk.finds():
            talk.answer(find, STUDIES[0])
            say(talk, find)
            talk.final(find)


def _with_wrong_command(talk: Talk, find) -> None:
    store = command_set(
        element(0x0002, find.model),
        element(0x0100, b"\x01\x80"),
        element(0x0120, struct.pack("<H", find.message_id)),
        element(0x0800, b"\x01\x01"),
        element(0x0900, b"\x00\x00"),
    )
    talk.send_fragment(find.context_id, 3, store)


def _success_with_dataset(talk: Talk, find) -> None:
    talk.send_fragment(find.context_id, 3, talk.response(find, 0, with_dataset=True))
    talk.send_fragment(find.context_id, 2, encoded(STUDIES[1], find.syntax))


_wrong("success-with-dataset", _success_with_dataset)
_wrong("pending-without-dataset", lambda talk, find: talk.final(find, 0xFF00))
_wrong("wrong-command", _with_wrong_command)
_wrong(
    "wrong-message-id",
    lambda talk, find: talk.send_fragment(find.context_id, 3, talk.response(find, 0, number=77)),
)
_wrong("wrong-context", lambda talk, find: talk.send_fragment(99, 3, talk.response(find, 0)))
_wrong("truncated-dataset", lambda talk, find: talk.answer(find, encoded(STUDIES[1], find.syntax)[:-5]))
_wrong(
    "over-long-element", lambda talk, find: talk.answer(find, explicit(0x00100010, "PN", b"A^B")[:6] + b"\xff\x7fA^B ")
)
_wrong("implicit-in-explicit", lambda talk, find: talk.answer(find, encoded(STUDIES[1], IMPLICIT)))
_wrong(
    "group-2",
    lambda talk, find: talk.answer(find, explicit(0x00020010, "UI", b"1.2\0") + encoded(STUDIES[1], EXPLICIT)),
)
_wrong("empty-p-data", lambda talk, find: talk.send(pdu(4, b"")))
_wrong("no-status", lambda talk, find: talk.send_fragment(find.context_id, 3, _without_status(find)))


@scp("too-long-pdu")
def _too_long_pdu(talk: Talk) -> None:
    talk.accept()
    for find in talk.finds():
        talk.answer(find, STUDIES[0])
        talk.send_fragment(find.context_id, 3, talk.response(find, 0xFF00, with_dataset=True))
        talk.send_fragment(find.context_id, 2, encoded(long_value(40_000), find.syntax))


def _without_status(find) -> bytes:
    return command_set(
        element(0x0002, find.model),
        element(0x0100, b"\x20\x80"),
        element(0x0120, struct.pack("<H", find.message_id)),
        element(0x0800, b"\x01\x01"),
    )
