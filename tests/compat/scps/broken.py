"""SCPs that hang up amid a query, or say what nobody may say."""

from __future__ import annotations

import struct
from collections.abc import Callable

from compat.answers import (
    STUDIES,
    long_value,
    study,
)
from compat.scps.register import scp
from compat.talk import (
    EXPLICIT,
    IMPLICIT,
    Talk,
    command_set,
    element,
    encoded,
    explicit,
    pdu,
)

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
