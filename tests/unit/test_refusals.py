"""The words for the numbers of PS3.8 Tables 9-18, 9-21 and 9-26, and advice with each."""

import pytest

from findscu.refusals import describe_abort, describe_context_result, describe_rejection

REJECTIONS = {
    (1, 1, 1): ("permanently by the peer's application: no reason given", "-aet"),
    (1, 1, 2): ("permanently by the peer's application: application context name not supported", "port"),
    (1, 1, 3): ("permanently by the peer's application: calling AE title not recognized", "-aet"),
    (1, 1, 7): ("permanently by the peer's application: called AE title not recognized", "-aec"),
    (1, 2, 1): ("permanently by the peer's association layer (ACSE): no reason given", "log"),
    (1, 2, 2): ("permanently by the peer's association layer (ACSE): protocol version not supported", "port"),
    (2, 3, 1): ("for now by the peer's presentation layer: temporary congestion", "later"),
    (2, 3, 2): ("for now by the peer's presentation layer: local limit exceeded", "fewer"),
    # reserved by the standard
    (1, 1, 10): ("permanently by the peer's application: reason 10", "log"),
    (0, 9, 1): ("with result 0 by source 9: reason 1", "log"),
}


@pytest.mark.parametrize(("numbers", "expected"), REJECTIONS.items())
def test_rejection(numbers, expected):
    text, hint = describe_rejection(*numbers)
    assert text == f"association rejected {expected[0]}"
    assert expected[1] in hint


ABORTS = {
    (0, 0): ("by the peer's application", "log"),
    (0, 6): ("by the peer's application", "log"),  # the reason is not significant then
    (1, 0): ("by the peer, source 1", "log"),
    (2, 0): ("by the peer's upper layer: reason not specified", "log"),
    (2, 1): ("by the peer's upper layer: unrecognized PDU", "TLS"),
    (2, 2): ("by the peer's upper layer: unexpected PDU", "log"),
    (2, 3): ("by the peer's upper layer: reason 3", "log"),
    (2, 4): ("by the peer's upper layer: unrecognized PDU parameter", "negotiat"),
    (2, 5): ("by the peer's upper layer: unexpected PDU parameter", "negotiat"),
    (2, 6): ("by the peer's upper layer: invalid PDU parameter value", "-pdu"),
}


@pytest.mark.parametrize(("numbers", "expected"), ABORTS.items())
def test_abort(numbers, expected):
    text, hint = describe_abort(*numbers)
    assert text == f"association aborted {expected[0]}"
    assert expected[1] in hint


@pytest.mark.parametrize("result", range(256))
def test_every_context_result_has_words(result):
    text, hint = describe_context_result(result)
    assert text
    assert bool(hint) is (result != 0)
