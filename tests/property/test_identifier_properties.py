"""What holds for every data set: pydicom reads what we write and we read what pydicom writes; what is written is read
back; the fast walk is the slow one; broken bytes give documented errors only."""

from __future__ import annotations

import json
import math
import zlib
from io import BytesIO

import pydicom
from hypothesis import given
from hypothesis import strategies as st
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset

from findscu.charset import charset_for
from findscu.dicom_json import format_dataset, format_member, frame_member, parse_dataset
from findscu.errors import DecodeError, EncodeError
from findscu.identifier import (
    DEFLATED_LE,
    EXPLICIT_LE,
    Columns,
    DataSet,
    Element,
    decode_dataset,
    encode_dataset,
)
from findscu.values import TEXT_VRS, WORD_LENGTHS
from property.datasets import CHARSETS, datasets, plain_datasets, plain_syntaxes, syntaxes, untimed


def to_pydicom(dataset, has_undefined_lengths=False):
    theirs = pydicom.Dataset()
    theirs.is_undefined_length_sequence_item = has_undefined_lengths
    for tag in sorted(dataset):
        element = dataset[tag]
        if element.vr == "SQ":
            value = [to_pydicom(item, has_undefined_lengths) for item in element.items]
        else:
            value = element.values[0] if len(element.values) == 1 else element.values
            value = b"" if element.vr in WORD_LENGTHS and not element.values else value
        theirs.add_new(tag, element.vr, value)
        theirs[tag].is_undefined_length = has_undefined_lengths and element.vr == "SQ"
    return theirs


def written_by_pydicom(theirs, syntax):
    buffer = pydicom.filebase.DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = syntax.is_little, not syntax.is_explicit
    write_dataset(buffer, theirs)
    raw = buffer.getvalue()
    if not syntax.is_deflated:
        return raw
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(raw) + stream.flush()


@untimed
@given(plain_datasets, syntaxes, st.booleans())
def test_we_read_what_pydicom_writes(dataset, syntax, has_undefined_lengths):
    raw = written_by_pydicom(to_pydicom(dataset, has_undefined_lengths), syntax)
    again = decode_dataset(raw, syntax)
    swapped = {"OD", "OF", "OL", "OV", "OW"} if not syntax.is_little else set()  # which pydicom leaves as they are
    assert without(again, swapped) == without(dataset, swapped)
    assert again.issues == []


def without(dataset, vrs):
    """Leave out the elements of some VRs, in items too."""
    kept = DataSet()
    for tag, element in dataset.items():
        if element.vr == "SQ":
            kept[tag] = Element(tag, "SQ", [without(item, vrs) for item in element.items])
        elif element.vr not in vrs:
            kept[tag] = element
    return kept


@untimed
@given(plain_datasets, plain_syntaxes)
def test_pydicom_reads_what_we_write(dataset, syntax):
    raw = encode_dataset(dataset, syntax)
    theirs = read_dataset(BytesIO(raw), not syntax.is_explicit, syntax.is_little)
    theirs.decode()
    compare(dataset, theirs)


def compare(ours, theirs):
    assert sorted(ours) == list(map(int, theirs.keys()))
    for tag, element in ours.items():
        their_element = theirs[tag]
        assert str(their_element.VR) == element.vr
        if element.vr == "SQ":
            for item, their_item in zip(element.items, their_element.value, strict=True):
                compare(item, their_item)
        elif element.vr not in WORD_LENGTHS:  # whose byte order pydicom leaves as it is
            assert their_values(their_element) == element.values


def their_values(element):
    if element.VM == 0:
        return []
    values = [element.value] if element.VM == 1 else list(element.value)
    if str(element.VR) in TEXT_VRS:
        return [str(value if element.VR == "PN" else getattr(value, "original_string", value)) for value in values]
    return [int(value) for value in values] if element.VR == "AT" else values


@untimed
@given(datasets, syntaxes)
def test_what_is_written_is_read_back(dataset, syntax):
    raw = encode_dataset(dataset, syntax)
    assert len(raw) % 2 == 0
    again = decode_dataset(raw, syntax)
    assert again == dataset
    assert list(again) == sorted(dataset)
    assert again.issues == []
    assert encode_dataset(again, syntax) == raw


@untimed
@given(datasets, syntaxes, syntaxes)
def test_from_one_syntax_to_another(dataset, first, second):
    middle = decode_dataset(encode_dataset(dataset, first), first)
    assert decode_dataset(encode_dataset(middle, second), second) == dataset


@untimed
@given(datasets, st.sampled_from(["ISO_IR 192", "GB18030"]))
def test_from_one_character_set_to_another(dataset, terms):
    middle = decode_dataset(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE)
    only_one = forget_charsets(middle)
    assert decode_dataset(
        encode_dataset(only_one, EXPLICIT_LE, charset=charset_for([terms])), EXPLICIT_LE, charset=charset_for([terms])
    ) == forget_charsets(dataset)


def forget_charsets(dataset):
    return DataSet(element for tag, element in dataset.items() if tag != 0x00080005)


@untimed
@given(datasets, st.booleans())
def test_json_is_read_back(dataset, with_pydicom):
    text = format_dataset(dataset)
    again = parse_dataset(json.loads(text))
    for tag, element in dataset.items():
        if tag != 0x00080005:
            assert_same_in_json(element, again[tag])
    if with_pydicom:
        assert list(map(int, pydicom.Dataset.from_json(text).keys())) == sorted(dataset)


def assert_same_in_json(before, after):
    assert before.vr == after.vr
    if before.vr == "SQ":
        for item, again in zip(before.items, after.items, strict=True):
            for tag, element in item.items():
                assert_same_in_json(element, again[tag])
    elif before.vr in ("DS", "IS"):
        assert [float(value) for value in before.values] == [float(value) for value in after.values]
    else:
        assert before.values == after.values


def render(element):
    return f"{element.tag:08x} {element.vr} {element.text} {element.issues}"


def frame(tag, vr):
    return f"{tag:08x} {vr} ", " []"


@untimed
@given(st.lists(datasets, min_size=1, max_size=4), syntaxes, st.booleans())
def test_the_fast_walk_is_the_slow_walk(datasets, syntax, has_frame):
    columns = Columns(syntax, render, frame if has_frame else None)
    for dataset in datasets * 2:
        raw = encode_dataset(dataset, syntax)
        assert columns.walk(raw) == [render(element) for element in decode_dataset(raw, syntax).values()]


@untimed
@given(st.lists(datasets, min_size=1, max_size=4), syntaxes)
def test_the_fast_walk_to_json_is_the_slow_one(datasets, syntax):
    columns = Columns(syntax, format_member, frame_member)
    for dataset in datasets * 2:
        raw = encode_dataset(dataset, syntax)
        assert columns.walk(raw) == [format_member(element) for element in decode_dataset(raw, syntax).values()]


@st.composite
def damaged(draw):
    """A data set cut off, or with some bytes changed, added or taken away."""
    syntax = draw(plain_syntaxes)
    raw = bytearray(encode_dataset(draw(datasets), syntax))
    for _ in range(draw(st.integers(1, 4))):
        position = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 4))
        raw[position : position + length] = draw(
            st.binary(max_size=4) | st.sampled_from([b"\xff\xff\xff\xff", b"\0\0"])
        )
    return syntax, bytes(raw)


@untimed
@given(damaged())
def test_damage_gives_data_or_a_decode_error(case):
    syntax, raw = case
    columns = Columns(syntax, render, frame)
    try:
        dataset = decode_dataset(raw, syntax)
    except DecodeError as error:
        assert 0 <= error.offset <= len(raw)
        walk_fails_likewise(columns, raw, error)
        return
    list(dataset.iter_issues())
    format_dataset(dataset)
    expected = [render(element) for element in dataset.values()]
    assert columns.walk(raw) == columns.walk(raw) == expected
    assert list(columns.issues) == list(dataset.issues)
    try:
        encoded = encode_dataset(dataset, syntax)
    except EncodeError:
        return
    assert encode_dataset(decode_dataset(encoded, syntax), syntax) == encoded


def walk_fails_likewise(columns, raw, error):
    try:
        columns.walk(raw)
    except DecodeError as again:
        assert (str(again), again.offset, again.path) == (str(error), error.offset, error.path)
    else:
        raise AssertionError("the fast walk read what the slow one could not")


@untimed
@given(st.binary(max_size=100), syntaxes)
def test_noise_gives_data_or_a_decode_error(raw, syntax):
    try:
        dataset = decode_dataset(raw, syntax)
    except DecodeError:
        return
    list(dataset.iter_issues())


@untimed
@given(st.binary(max_size=40), st.sampled_from(list(CHARSETS)))
def test_any_bytes_are_text(raw, terms):
    charset = charset_for(terms.split("\\"))
    decoded = charset.decode(raw)
    decoded.encode()
    assert "\\".join(charset.split(raw, b"")) == decoded
    charset.trouble(raw)


@untimed
@given(st.data(), st.sampled_from(list(CHARSETS)))
def test_text_comes_back(data, terms):
    charset = charset_for(terms.split("\\"))
    written = data.draw(st.text(CHARSETS[terms] | st.sampled_from(" ^=\r\n\t"), max_size=20))
    raw = charset.encode(written)
    assert charset.decode(raw, b"^=") == written
    assert charset.trouble(raw, b"^=") == ""


FOR_PYDICOM = [terms for terms in CHARSETS if "IR 58" not in terms]
"""pydicom neither writes the escape sequence of ISO 2022 IR 58 nor takes it out."""


@untimed
@given(st.data(), st.sampled_from(FOR_PYDICOM))
def test_pydicom_reads_our_text(data, terms):
    charset = charset_for(terms.split("\\"))
    written = data.draw(st.text(CHARSETS[terms] | st.sampled_from(" \r\n"), max_size=20))
    encodings = pydicom.charset.convert_encodings(terms.split("\\"))
    assert pydicom.charset.decode_bytes(charset.encode(written), encodings, {0x0D, 0x0A}) == written


@untimed
@given(st.data(), st.sampled_from(FOR_PYDICOM))
def test_we_read_text_of_pydicom(data, terms):
    charset = charset_for(terms.split("\\"))
    written = data.draw(st.text(CHARSETS[terms], max_size=12))
    encodings = pydicom.charset.convert_encodings(terms.split("\\"))
    assert charset.decode(pydicom.charset.encode_string(written, encodings)) == written


def test_nan_is_read_and_written():
    dataset = DataSet([Element(0x00189073, "FD", [math.nan])])
    raw = encode_dataset(dataset, DEFLATED_LE)
    assert math.isnan(decode_dataset(raw, DEFLATED_LE)[0x00189073].values[0])
