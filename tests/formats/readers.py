"""Read the output of the command back into pydicom's data sets, by programs that others wrote."""

from __future__ import annotations

import json
import re
import subprocess
import warnings
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow
import pydicom
from pyarrow import parquet
from pydicom import DataElement, Dataset

from compat.talk import BIG_ENDIAN, explicit
from formats.judge import decoded, with_turned_words
from peers.programs import require_dcmtk

NAMESPACE = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"


def read_json(output: bytes) -> list[Dataset]:
    return [_from_json(model) for model in json.loads(output)]


def read_jsonl(output: bytes) -> list[Dataset]:
    return [_from_json(json.loads(line)) for line in output.splitlines()]


def _from_json(model: dict[str, Any]) -> Dataset:
    """Let pydicom read a DICOM JSON object; UN as it reads it in bytes, since its JSON reader takes it for Latin-1."""
    known = {name: member for name, member in model.items() if member["vr"] not in ("SQ", "UN")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some names are longer than they may be
        dataset = Dataset.from_json(known)
    for name, member in model.items():
        if member["vr"] == "SQ":
            dataset.add_new(int(name, 16), "SQ", list(map(_from_json, member.get("Value", []))))
        elif member["vr"] == "UN":
            dataset.add(_read_unknown(int(name, 16), b64decode(member.get("InlineBinary", "")), dataset))
    return dataset


def _read_unknown(tag: int, value: bytes, around: Dataset) -> DataElement:
    """Read an element of VR UN by pydicom's dictionaries (PS3.5 §6.2.2), the private one too; its text is UTF-8."""
    raw = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 192"
    creator = tag & 0xFFFF0000 | tag >> 8 & 0xFF
    if tag >> 16 & 1 and creator in around:
        name = around[creator].value.encode()
        raw += explicit(creator, "LO", name + b" " * (len(name) % 2))
    return decoded(pydicom.dcmread(BytesIO(raw + explicit(tag, "UN", value)), force=True))[tag]


# --- XML --------------------------------------------------------------------------------------------------------------


def read_xml(output: bytes) -> list[Dataset]:
    """Read dcm2xml's form with DCMTK's xml2dcm, which takes one data set at a time."""
    ElementTree.fromstring(output)  # well-formed as a whole
    return [_xml2dcm(part) for part in re.findall(rb"<data-set .*?</data-set>\n", output, re.DOTALL)]


def _xml2dcm(part: bytes) -> Dataset:
    words = [require_dcmtk("xml2dcm"), "-q", "+te", "-", "/dev/stdout"]
    document = b'<?xml version="1.0" encoding="UTF-8"?>\n' + part
    done = subprocess.run(words, input=document, capture_output=True, timeout=60, check=True)
    return decoded(pydicom.dcmread(BytesIO(done.stdout)))


def read_native_xml(output: bytes) -> list[Dataset]:
    """Map PS3.19's model to DICOM JSON by PS3.18 Table F.3.1-1, and let pydicom read that."""
    models = [_json_of(model) for model in ElementTree.fromstring(output)]
    return [_from_json(model) for model in models]


def _json_of(model: ElementTree.Element) -> dict[str, object]:
    blocks: dict[tuple[str, str], str] = {}
    found = {}
    for attribute in model:
        tag, creator = attribute.attrib["tag"], attribute.attrib.get("privateCreator")
        body = _body_of(attribute)
        if creator is not None and tag[4:6] == "00":
            tag = f"{tag[:4]}{blocks[tag[:4], creator]}{tag[6:]}"
        elif int(tag[3], 16) % 2 and tag[4:6] == "00":
            blocks.setdefault((tag[:4], body["Value"][0]), tag[6:])
        assert tag not in found
        found[tag] = {"vr": attribute.attrib["vr"], **body}
    return found


def _body_of(attribute: ElementTree.Element) -> dict[str, list]:
    parts = list(attribute)
    if not parts:
        return {}
    kinds = {part.tag.removeprefix(NAMESPACE) for part in parts}
    if kinds == {"InlineBinary"}:
        return {"InlineBinary": parts[0].text}
    assert [part.attrib["number"] for part in parts] == [str(number) for number in range(1, len(parts) + 1)]
    read = {"Value": lambda part: part.text, "PersonName": _name_of, "Item": _json_of}[kinds.pop()]
    return {"Value": [_number(attribute.attrib["vr"], read(part)) for part in parts]}


def _number(vr: str, value: object) -> object:
    if vr in ("FD", "FL") and isinstance(value, str):
        return float(value)
    return int(value) if vr in ("SL", "SS", "SV", "UL", "US", "UV") and isinstance(value, str) else value


COMPONENTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")


def _name_of(name: ElementTree.Element) -> dict[str, str] | None:
    groups = {}
    for group in name:
        texts = {part.tag.removeprefix(NAMESPACE): part.text or "" for part in group}
        last = max(COMPONENTS.index(component) for component in texts)
        groups[group.tag.removeprefix(NAMESPACE)] = "^".join(texts.get(name, "") for name in COMPONENTS[: last + 1])
    return groups or None


# --- Arrow ------------------------------------------------------------------------------------------------------------


def read_arrow(output: bytes) -> list[Dataset]:
    return _from_table(pyarrow.ipc.open_stream(output).read_all())


def read_parquet(output: bytes) -> list[Dataset]:
    return _from_table(parquet.read_table(BytesIO(output)))


def _from_table(table: pyarrow.Table) -> list[Dataset]:
    return [_from_json(json.loads(model)) for model in table["dicom_json"].to_pylist()]


def read_dicom(folder: Path) -> list[Dataset]:
    """Read the files of a folder in the order of their names."""
    return [_read_file(path) for path in sorted(folder.iterdir())]


def _read_file(path: Path) -> Dataset:
    dataset = decoded(pydicom.dcmread(path))
    is_turned = dataset.file_meta.TransferSyntaxUID == BIG_ENDIAN
    return with_turned_words(dataset) if is_turned else dataset


READERS: dict[str, Callable[[bytes], list[Dataset]]] = {
    "json": read_json,
    "jsonl": read_jsonl,
    "xml": read_xml,
    "native-xml": read_native_xml,
    "arrow": read_arrow,
    "parquet": read_parquet,
}
"""Readers of lossless formats, `dicom` apart, which is files."""
