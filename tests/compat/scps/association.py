"""SCPs that refuse, fall silent or hang up while an association is made or released."""

from __future__ import annotations

import struct

from compat.answers import (
    STUDIES,
)
from compat.scps.register import scp
from compat.talk import (
    Talk,
    pdu,
)

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
