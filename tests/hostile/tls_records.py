"""TLS after an honest handshake: ends without a word, damage, alerts amid the answers, floods of what carries no data.

Steps are records (RFC 8446 §5, RFC 5246 §6), sealed unless they say otherwise; see `secure`. How OpenSSL names a fault
is its own affair. What a user is promised is that the list ends there, in time, and says that it is not whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from struct import pack

from drivers.literal import final, pending
from findscu.errors import ConnectionLost, FindscuError, ReleaseTimeout, ResponseTimeout, TlsError
from findscu.testing.scripted import Step

from .case import ABORTED, ASSOCIATE, RELEASE, RELEASED, TIMEOUT, Case, answers
from .secure import TLS_1_2, TLS_1_3, RecordStep
from .tls import ALERT, CHANGE_CIPHER, HANDSHAKE, record

ONE, TWO, END = pending(b"Test^One"), pending(b"Test^Two"), final()
REST = Step(TWO + END)
ONE_NAME, TWO_NAMES = ("Test^One",), ("Test^One", "Test^Two")
TRICKLE, MANY = 0.02, 300

CLOSE_NOTIFY, USER_CANCELED, UNKNOWN_WARNING = bytes((1, 0)), bytes((1, 90)), bytes((1, 200))
HELLO_REQUEST = bytes(4)
TICKET = b"\x04" + pack(">I", 4 + 4 + 2 + 34 + 2)[1:] + pack(">IIBBH", 60, 1, 1, 1, 32) + bytes(32) + b"\0\0"


def alert(content: bytes, **how: object) -> RecordStep:
    """An alert: its level and what it is about."""
    return RecordStep(sends=content, kind=ALERT, **how)


def fatal(number: int) -> RecordStep:
    """An alert that ends everything."""
    return alert(bytes((2, number)))


def shake(content: bytes, **how: object) -> RecordStep:
    """A message of the handshake, which is over."""
    return RecordStep(sends=content, kind=HANDSHAKE, **how)


def update(asks: int = 0, **how: object) -> RecordStep:
    """New keys from now on, which may ask for the same in return (RFC 8446 §4.6.3)."""
    return shake(b"\x18\0\0\1" + bytes((asks,)), **{"has_new_keys": True, **how})


def changed(change: Callable[[bytes], bytes], content: bytes = TWO + END) -> RecordStep:
    """A record to which something happens on the way."""
    return RecordStep(sends=content, change=change)


def plain(content: bytes) -> RecordStep:
    """Bytes without TLS, where everything should be in it."""
    return RecordStep(sends=content, is_sealed=False)


def flipped(raw: bytes) -> bytes:
    """Change one bit near the end."""
    return raw[:-3] + bytes((raw[-3] ^ 1,)) + raw[-2:]


def case(name: str, *steps: Step, **more: object) -> Case:
    """After one match that came in good order, this."""
    how = {"within": TLS_1_3, "matches": ONE_NAME, "code": 4, **more}
    return Case(name, (ASSOCIATE, answers(ONE), *steps), **how)


def breaks(name: str, *steps: Step, error: type[FindscuError] = ConnectionLost, **more: object) -> Case:
    """What ends the connection, whatever would have come next."""
    return case(name, *steps, REST, error=error, **{"says": "TLS connection broke", **more})


def refuses(name: str, number: int, says: str) -> Case:
    """What says that our certificate is not good enough, as TLS 1.3 does it after the handshake."""
    return breaks(name, fatal(number), error=TlsError, code=2, says=says)


def ends(name: str, *steps: Step) -> Case:
    """What is an end of the stream, before the final response."""
    return case(name, *steps, error=ConnectionLost, says="closed the connection before the final response")


def waits(name: str, *steps: Step, **more: object) -> Case:
    """What never comes to anything."""
    how = {"heard": ABORTED, "says": "no response to C-FIND-RQ within 0.3 s", **more}
    return case(name, *steps, error=ResponseTimeout, seconds=TIMEOUT, ends_by_timeout=True, **how)


def harmless(name: str, *steps: Step, **more: object) -> Case:
    """What TLS lets pass: the list is whole."""
    how = {"matches": TWO_NAMES, "code": 0, "is_complete": True, "heard": RELEASED, **more}
    return case(name, *steps, RELEASE, **how)


def unreleased(name: str, *steps: Step, **more: object) -> Case:
    """What goes wrong when the list is whole already."""
    return harmless(name, *steps, **{"error": ConnectionLost, "heard": None, **more})


def in_both(*cases: Case) -> Iterator[Case]:
    """Yield cases for TLS 1.3, and the same for 1.2."""
    for one in cases:
        yield one
        yield replace(one, name=f"{one.name}, in TLS 1.2", within=TLS_1_2)


BOTH = (
    harmless("says everything in good order", REST),
    ends("closes without close_notify amid the answers", Step(b"")),
    ends("closes without close_notify amid a record", changed(lambda raw: raw[:30]), Step(b"")),
    ends("closes without close_notify amid a match", Step(TWO[:-5]), Step(b"")),
    ends("says close_notify amid the answers", alert(CLOSE_NOTIFY)),
    ends("says close_notify, and data after it", alert(CLOSE_NOTIFY), REST),
    unreleased("closes without close_notify when the list is whole", REST, Step(b"", after=1)),
    unreleased("says close_notify when the list is whole", REST, alert(CLOSE_NOTIFY, after=1)),
    breaks("damages a record", changed(flipped)),
    breaks("cuts a record short", changed(lambda raw: raw[:-1])),
    unreleased("sends a record twice", changed(lambda raw: raw + raw)),
    breaks("speaks DICOM without TLS after the handshake", plain(TWO + END)),
    breaks("puts DICOM into a record without sealing it", plain(record(23, TWO + END))),
    breaks("says an alert without sealing it", plain(record(ALERT, bytes((2, 40))))),
    breaks("says close_notify without sealing it", plain(record(ALERT, CLOSE_NOTIFY))),
    breaks("changes the cipher, unsealed", plain(record(CHANGE_CIPHER, b"\1"))),
    breaks("says that something in it failed", fatal(80)),
    breaks("says a fatal alert that nobody knows", fatal(200)),
    breaks("says half an alert", alert(b"\2")),
    breaks("says two alerts in one record", alert(USER_CANCELED * 2)),
    harmless("says a warning", alert(USER_CANCELED), REST),
    breaks("says a hundred warnings", alert(USER_CANCELED, repeats=100)),
    harmless("sends twenty records without data", RecordStep(repeats=20), REST),
    breaks("sends hundreds of records without data", RecordStep(repeats=MANY)),
    waits("sends a record without data every 0.02 s", RecordStep(repeats=0, delay=TRICKLE)),
    waits("sends half a record and falls silent", changed(lambda raw: raw[:30])),
    waits("sends a byte of a record every 0.02 s", Step(TWO + END, delay=TRICKLE, piece_length=1)),
    breaks("sends a record of an unknown type", RecordStep(sends=b"?", kind=99)),
    breaks("sends more in a record than there may be", Step(bytes((1 << 14) + 1))),
    breaks("claims a record of 64 KiB", plain(b"\x17\3\3\xff\xff" + bytes(1000))),
    breaks("sends its hello again", shake(b"\2\0\0\x26\3\3" + bytes(36))),
    breaks("sends a client's hello", shake(b"\1\0\0\x26\3\3" + bytes(36))),
    breaks("asks for a certificate that was never offered", shake(bytes.fromhex("0d00000b00000800 0d000400020804"))),
    breaks("finishes the handshake again", shake(b"\x14\0\0\x30" + bytes(48))),
)

TLS_RECORDS = (
    *in_both(*BOTH),
    refuses("wants a certificate, amid the answers", 116, "wants a certificate of ours"),
    refuses("does not know our CA, amid the answers", 48, "does not know its CA"),
    breaks("says a warning that nobody knows", alert(UNKNOWN_WARNING)),
    harmless("takes new keys", update(), REST),
    harmless("takes new keys hundreds of times", update(repeats=MANY), REST),
    harmless("takes new keys hundreds of times, and wants ours", update(1, repeats=MANY), REST),
    waits("takes new keys every 0.02 s", update(repeats=0, delay=TRICKLE)),
    waits("wants new keys every 0.02 s", update(1, repeats=0, delay=TRICKLE)),
    breaks("takes new keys, and goes on with the old ones", update(has_new_keys=False)),
    breaks("takes new keys in a way that nobody knows", update(2)),
    breaks("takes new keys twice in one record", shake(b"\x18\0\0\1\0" * 2)),
    harmless("gives hundreds of tickets", shake(TICKET, repeats=MANY), REST),
    waits("gives a ticket every 0.02 s", shake(TICKET, repeats=0, delay=TRICKLE)),
    breaks("claims a ticket of 16 MiB", shake(b"\4\xff\xff\xff")),
    waits("sends a ticket byte by byte", shake(b"\4\0\xff\xff"), shake(b"\0", repeats=0, delay=TRICKLE), heard=None),
    breaks("sends a record that is nothing but padding", RecordStep(sends=bytes(50), kind=0)),
    harmless("pads its records", RecordStep(sends=TWO + END + b"\x17" + bytes(500), kind=0)),
    breaks("wants to negotiate anew, which TLS 1.3 does not know", shake(HELLO_REQUEST)),
    # In TLS 1.2 negotiating anew is legal. While the peer leaves that unanswered OpenSSL sends no data, not even ours.
    waits("wants to negotiate anew and falls silent", shake(HELLO_REQUEST), within=TLS_1_2, heard=None),
    waits(
        "wants to negotiate anew every 0.02 s",
        shake(HELLO_REQUEST, repeats=0, delay=TRICKLE),
        within=TLS_1_2,
        heard=None,
    ),
    unreleased(
        "wants to negotiate anew, and goes on without",
        shake(HELLO_REQUEST),
        REST,
        within=TLS_1_2,
        error=ReleaseTimeout,
        seconds=TIMEOUT,
        ends_by_timeout=True,
    ),
    harmless("says a warning that nobody knows, in TLS 1.2", alert(UNKNOWN_WARNING), REST, within=TLS_1_2),
    breaks("takes new keys, which TLS 1.2 does not know", shake(b"\x18\0\0\1\0"), within=TLS_1_2),
)
