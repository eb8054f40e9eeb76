"""DIMSE: command sets against literal bytes, messages out of any legal split, fragments for any peer (PS3.7)."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import from_hex

from findscu.dimse import (
    Assembler,
    CCancelRq,
    CEchoRq,
    CEchoRsp,
    CFindRq,
    CFindRsp,
    Message,
    decode_command,
    encode_command,
    iter_fragments,
)
from findscu.errors import LimitExceeded, MalformedMessage, RemoteProtocolError
from findscu.limits import MAX_COMMAND_LENGTH, MAX_IDENTIFIER_LENGTH

STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.2.1"

# Command sets as pynetdicom 3.0.4 puts them on the wire (Error ID, which it leaves out, by hand from PS3.7 Annex E).
VECTORS = {
    "C-FIND-RQ": (
        CFindRq(message_id=7, affected_sop_class_uid=STUDY_ROOT, priority=2),
        """
        0000 0000 04000000 4c000000      # Command Group Length 76
        0000 0200 1c000000 '1.2.840.10008.5.1.4.1.2.2.1' 00   # Affected SOP Class UID, padded by NUL
        0000 0001 02000000 2000          # Command Field C-FIND-RQ
        0000 1001 02000000 0700          # Message ID
        0000 0007 02000000 0200          # Priority LOW
        0000 0008 02000000 0100          # Command Data Set Type: there is one
        """,
    ),
    "C-FIND-RSP pending": (
        CFindRsp(message_id_responded_to=7, affected_sop_class_uid=STUDY_ROOT, status=0xFF00, has_identifier=True),
        """
        0000 0000 04000000 4c000000
        0000 0200 1c000000 '1.2.840.10008.5.1.4.1.2.2.1' 00
        0000 0001 02000000 2080          # Command Field C-FIND-RSP
        0000 2001 02000000 0700          # Message ID Being Responded To
        0000 0008 02000000 0100
        0000 0009 02000000 00ff          # Status
        """,
    ),
    "C-FIND-RSP failed": (
        CFindRsp(
            message_id_responded_to=7,
            status=0xA900,
            offending_elements=(0x00080052, 0x00100020),
            error_comment="no level",
            error_id=5,
        ),
        """
        0000 0000 04000000 52000000
        0000 0001 02000000 2080
        0000 2001 02000000 0700
        0000 0008 02000000 0101          # no data set
        0000 0009 02000000 00a9
        0000 0109 08000000 0800 5200 1000 2000   # Offending Element, two of them
        0000 0209 08000000 'no' 20 'level'       # Error Comment
        0000 0309 02000000 0500          # Error ID
        """,
    ),
    "C-CANCEL-RQ": (
        CCancelRq(message_id_responded_to=7),
        """
        0000 0000 04000000 1e000000
        0000 0001 02000000 ff0f
        0000 2001 02000000 0700
        0000 0008 02000000 0101
        """,
    ),
    "C-ECHO-RQ": (
        CEchoRq(message_id=1, affected_sop_class_uid="1.2.840.10008.1.1"),
        """
        0000 0000 04000000 38000000
        0000 0200 12000000 '1.2.840.10008.1.1' 00
        0000 0001 02000000 3000
        0000 1001 02000000 0100
        0000 0008 02000000 0101
        """,
    ),
    "C-ECHO-RSP": (
        CEchoRsp(message_id_responded_to=1, affected_sop_class_uid="1.2.840.10008.1.1", status=0),
        """
        0000 0000 04000000 42000000
        0000 0200 12000000 '1.2.840.10008.1.1' 00
        0000 0001 02000000 3080
        0000 2001 02000000 0100
        0000 0008 02000000 0101
        0000 0009 02000000 0000
        """,
    ),
}
cases = pytest.mark.parametrize(("command", "annotated"), VECTORS.values(), ids=VECTORS.keys())


@cases
def test_encode(command, annotated):
    assert encode_command(command) == from_hex(annotated)


@cases
def test_decode(command, annotated):
    assert decode_command(from_hex(annotated)) == command


@cases
def test_every_truncation_is_refused(command, annotated):
    raw = from_hex(annotated)
    optional = {at for at in range(len(raw)) if raw[at : at + 4] in (b"\0\0\x01\x09", b"\0\0\x02\x09", b"\0\0\x03\x09")}
    for length in set(range(len(raw))) - optional:
        with pytest.raises(MalformedMessage):
            decode_command(raw[:length])


@pytest.mark.parametrize(
    ("annotated", "words"),
    [
        ("", "without a two-byte element"),
        ("0000 0001 02000000 2080", "(0000,0800)"),
        ("0000 0008 02000000 0101", "(0000,0100)"),
        ("0000 0001 02000000 0100 0000 0008 02000000 0101", "0x0001 is none of"),
        ("0000 0001 02000000 2080 0000 0008 02000000 0101 0000 0009 04000000 00000000", "has 4 bytes, expected 2"),
        ("0000 0001 02000000 2080 0000 0008 02000000 0101 0000 0109 02000000 0000", "expected a multiple of 4"),
        ("0000 0001 02000000 2080 0000 0008 02000000 0101 1000 1000 00000000", "expected group 0000"),
        ("0000 0001 ffffffff 2080", "claims 4294967295 bytes"),
        ("0000 0001 02000000 2080 0000 2001 02000000 0100 0000 0008 02000000 0101", "without element (0000,0900)"),
        (
            "0000 0001 02000000 2080 0000 2001 02000000 0100 0000 0008 02000000 0101 0000 0009 00000000",
            "without element (0000,0900)",
        ),
        ("0000 0001 02000000 2080 0000 0008 02000000 0101 0000 0009 02000000 0000", "without element (0000,0120)"),
        ("0000 0001 02000000 2000 0000 0008 02000000 0100", "CFindRq without element (0000,0110)"),
    ],
)
def test_broken_command_sets(annotated, words):
    with pytest.raises(MalformedMessage) as caught:
        decode_command(from_hex(annotated))
    assert words in str(caught.value)


def test_unknown_elements_are_passed_over():
    raw = encode_command(CEchoRsp()) + from_hex("0000 0155 04000000 '1234'")
    assert decode_command(raw) == CEchoRsp()


# Assembling. A message is told by (context, control header, fragment) triples.

PENDING = CFindRsp(status=0xFF00, has_identifier=True)
RAW_PENDING, RAW_FINAL = encode_command(PENDING), encode_command(CFindRsp())


def assemble(*pdvs):
    assembler = Assembler()
    return [message for pdv in pdvs if (message := assembler.receive(*pdv)) is not None]


def test_whole_fragments():
    messages = assemble((1, 3, RAW_PENDING), (1, 2, b"data"), (1, 3, RAW_FINAL))
    assert messages == [Message(1, PENDING, b"data"), Message(1, CFindRsp())]


@given(st.data())
def test_any_split_gives_the_same_messages(data):
    pdvs = []
    for kind, raw in ((1, RAW_PENDING), (0, b"data" * 9), (1, RAW_PENDING), (0, b""), (1, RAW_FINAL)):
        cuts = sorted(data.draw(st.sets(st.integers(0, len(raw)), max_size=5)))
        parts = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
        pdvs += [(1, kind, part) for part in parts[:-1]] + [(1, kind | 2, parts[-1])]
    expected = [Message(1, PENDING, b"data" * 9), Message(1, PENDING, b""), Message(1, CFindRsp())]
    assert assemble(*pdvs) == expected


def test_equal_command_sets_are_decoded_once():
    first, second = assemble(
        (1, 3, RAW_PENDING), (1, 2, b"a"), (1, 1, RAW_PENDING[:9]), (1, 3, RAW_PENDING[9:]), (1, 2, b"b")
    )
    assert first.command is second.command


def test_command_sets_are_remembered_however_many_queries_an_association_has_had():
    assembler = Assembler()
    for message_id in range(1, 200):
        raw = encode_command(CFindRsp(message_id_responded_to=message_id))
        first, second = assembler.receive(1, 3, raw), assembler.receive(1, 3, raw)
        assert first.command is second.command


@pytest.mark.parametrize(
    ("pdvs", "words"),
    [
        ([(1, 2, b"data")], "before the command set was complete"),
        ([(1, 1, b"part"), (1, 2, b"data")], "before the command set was complete"),
        ([(1, 3, RAW_PENDING), (1, 3, RAW_FINAL)], "where the identifier should go on"),
        ([(1, 3, RAW_PENDING), (3, 2, b"data")], "fragment on context 3 amid a message on context 1"),
        ([(1, 1, b"part"), (3, 1, b"part")], "fragment on context 3 amid a message on context 1"),
    ],
)
def test_mixed_up_fragments(pdvs, words):
    with pytest.raises(MalformedMessage, match=words):
        assemble(*pdvs)


def test_endless_messages_are_cut_off():
    step = b"\0" * 4096
    with pytest.raises(LimitExceeded, match=f"command set of .* at most {MAX_COMMAND_LENGTH}"):
        assemble(*[(1, 1, step)] * (MAX_COMMAND_LENGTH // 4096 + 1))
    with pytest.raises(LimitExceeded, match=f"identifier of .* at most {MAX_IDENTIFIER_LENGTH}"):
        assemble((1, 3, RAW_PENDING), *[(1, 0, step)] * (MAX_IDENTIFIER_LENGTH // 4096 + 1))


@pytest.mark.parametrize("step", [b"", b"x", b"xx"])
def test_crumbs_cost_no_more_than_their_bytes(step):
    assembler = Assembler()
    assembler.receive(1, 3, RAW_PENDING)
    tracemalloc.start()
    for _ in range(50_000):
        assembler.receive(1, 0, step)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2 * 50_000 * len(step) + 10_000


# Fragments for the peer.


@given(st.binary(max_size=300), st.integers(0, 64).filter(lambda length: length == 0 or length > 6))
def test_fragments_fit_and_add_up(raw, max_length):
    fragments = list(iter_fragments(raw, max_length))
    assert b"".join(part for _, part in fragments) == raw
    assert [last for last, _ in fragments] == [False] * (len(fragments) - 1) + [True]
    if max_length:
        assert all(len(part) + 6 <= max_length for _, part in fragments)
    else:
        assert len(fragments) == 1
    if max_length > 7:
        assert all(len(part) % 2 == 0 for _, part in fragments[:-1])


@pytest.mark.parametrize("max_length", [1, 6])
def test_a_peer_that_takes_nothing(max_length):
    with pytest.raises(RemoteProtocolError, match=f"PDUs of {max_length} bytes"):
        list(iter_fragments(b"x", max_length))
