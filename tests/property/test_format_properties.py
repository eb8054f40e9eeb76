"""What holds for all answers: XML is well-formed and says what came, Arrow keeps its schema, JSON parses."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.talk import explicit
from findscu.arrow import schema_of
from findscu.flat import flat_dict
from findscu.identifier import EXPLICIT_LE, SYNTAXES, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.models import model_of
from findscu.output import writer_for
from findscu.query import Query
from property.datasets import TAGS, datasets, untimed

EVERY_KEY = Query(model_of("study"), DataSet([Element(tag, vr) for vr, tags in TAGS.items() for tag in tags]))
"""A query for all attributes that data sets are made of."""

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), max_size=40)
UTF_8 = explicit(0x00080005, "CS", b"ISO_IR 192")
TEXT_FORMATS = ("xml", "native-xml", "json", "jsonl")


def matches_of(*raws: bytes) -> list[Match]:
    return [Match(raw, EXPLICIT_LE) for raw in raws]


def written(name: str, matches: list[Match], *, is_flat: bool = False) -> bytes:
    writer = writer_for(name, [EVERY_KEY], is_flat=is_flat)
    return writer.begin(EVERY_KEY) + writer.block(matches) + writer.close()


def padded(vr: str, text: str) -> bytes:
    raw = text.encode()
    return explicit(0x00104000, vr, raw + b" " * (len(raw) % 2))


@untimed
@given(ANY_TEXT)
def test_xml_holds_any_text(text: str) -> None:
    """As text, or as its bytes where XML has no way to write it; padding, a NUL too, goes in both."""
    matches = matches_of(UTF_8 + padded("LT", text))
    kept = text.rstrip(" \0")
    (_, element) = ElementTree.fromstring(written("xml", matches))[0]
    if element.attrib["vr"] == "UN":
        digits = (element.text or "").replace("\\", "")
        assert bytes.fromhex(digits).decode().removesuffix(" ") == kept
    else:
        assert (element.text or "") == kept
    (_, attribute) = ElementTree.fromstring(written("native-xml", matches))[0]
    values = [part.text or "" for part in attribute]
    if attribute.attrib["vr"] == "UN":
        values = [b64decode(value).decode().removesuffix(" ") for value in values]
    assert values == ([kept] if kept else [])


@untimed
@given(ANY_TEXT)
def test_json_holds_any_text(text: str) -> None:
    matches = matches_of(UTF_8 + padded("LT", text))
    kept = text.rstrip(" \0") or None
    assert json.loads(written("jsonl", matches, is_flat=True)) == {"PatientComments": kept}
    assert json.loads(written("jsonl", matches))["00104000"].get("Value", [None]) == [kept]


@untimed
@given(st.lists(st.tuples(datasets, st.sampled_from(list(SYNTAXES.values()))), max_size=3))
def test_the_schema_holds_whatever_comes(answers: list) -> None:
    """Every attribute is asked for, most do not come, and none is lost."""
    matches = [Match(encode_dataset(dataset, syntax), syntax) for dataset, syntax in answers]
    table = pyarrow.ipc.open_stream(written("arrow", matches)).read_all()
    assert table.schema == schema_of([EVERY_KEY])
    assert table["dicom_json"].to_pylist() == [match.to_json() for match in matches]
    assert pyarrow.parquet.read_table(BytesIO(written("parquet", matches))).equals(table)


@untimed
@given(datasets, st.sampled_from(list(SYNTAXES.values())))
def test_flat_json_is_the_flat_mapping(dataset: DataSet, syntax) -> None:
    match = Match(encode_dataset(dataset, syntax), syntax)
    (line,) = written("jsonl", [match], is_flat=True).splitlines()
    assert list(json.loads(line)) == list(flat_dict(match.dataset))


@pytest.mark.parametrize("name", [*TEXT_FORMATS, "arrow"])
@untimed
@given(st.lists(st.binary(max_size=60), max_size=4), st.sampled_from(list(SYNTAXES.values())))
def test_any_bytes_leave_the_output_whole(name: str, raws: list[bytes], syntax) -> None:
    """An answer that can be read is in it, one that cannot is left out and noted."""
    writer = writer_for(name, [EVERY_KEY])
    output = writer.block([Match(raw, syntax) for raw in raws]) + writer.close()
    assert count_of(name, output) == len(raws) - writer.unread_count


def count_of(name: str, output: bytes) -> int:
    if name == "arrow":
        return pyarrow.ipc.open_stream(output).read_all().num_rows
    if name.endswith("xml"):
        return len(ElementTree.fromstring(output))
    return len([json.loads(line) for line in output.splitlines()] if name == "jsonl" else json.loads(output))
