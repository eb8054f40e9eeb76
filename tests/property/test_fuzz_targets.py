"""The targets of `make fuzz` hold for whatever hypothesis thinks of, and for what the fuzzer once found."""

import pytest
from fuzz.targets import TARGETS, check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FOUND = {
    "a label of a name that does not exist": ("json", b'{"00100010":{"vr":"PN","Value":[{"Alphabepic":"A"}]}}'),
    "a name without groups": ("json", b'{"00100010":{"vr":"PN","Value":[{}]}}'),
    "a name of delimiters": ("json", b'{"0010b000":{"vr":"PN","Value":["="]}}'),
    "numbers for bytes": ("json", b'{"0011b000":{"vr":"OL","Value":["02","00"]}}'),
    "a zero with a sign": ("json", b'{"0010b000":{"vr":"IS","Value":["-0"]}}'),
    "an AE title like an address": ("peers", b"dicom://com:/dicom://coom://com:/"),
}


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(raw=st.binary(max_size=200))
def test_any_bytes(name, raw):
    check(name, raw)


@pytest.mark.parametrize("name, raw", FOUND.values(), ids=FOUND)
def test_what_was_found(name, raw):
    check(name, raw)
