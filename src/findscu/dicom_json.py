"""Data sets as objects of the DICOM JSON Model, and back.

JSON is UTF-8, so a (0008,0005) that says anything says ISO_IR 192 there, as text is no longer in the set it came in.
Numbers that are text in DICOM (DS, IS) become JSON numbers, digit by digit, where they are written like numbers;
what JSON has no number for (NaN, infinity) becomes a string.

**Source**: PS3.18 Annex F.2.
"""

from __future__ import annotations

import binascii

from .dictionary import format_tag
from .elements import SPECIFIC_CHARACTER_SET, DataSet, Element, Issue
from .errors import DecodeError
from .escaping import HARMFUL
from .limits import MAX_NESTING_DEPTH
from .values import NUMBER_CODES, TEXT_VRS, VRS, WORD_LENGTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")

MAX_NUMBER_LENGTH = 32
"""Characters of a DS or IS that may become a JSON number: twice what PS3.5 allows."""


def format_dataset(dataset: DataSet) -> str:
    """Return a data set as a JSON object on one line, its members in ascending order of tags."""
    return f"{{{','.join(filter(None, map(format_member, (dataset[tag] for tag in sorted(dataset)))))}}}"


def format_member(element: Element) -> str:
    """Return an element as a member of a JSON object: `"00100020":{"vr":"LO","Value":["1"]}`.

    Returns:
        The member, or "" for a group length, which the model excludes (PS3.18 §F.2.2).
    """
    tag, vr = element.tag, element.vr
    if not tag & 0xFFFF:
        return ""
    body = _format_body(element)
    return f'"{tag:08X}":{{"vr":"{vr}",{body}}}' if body else f'"{tag:08X}":{{"vr":"{vr}"}}'


def frame_member(tag: int, vr: str) -> tuple[str, str] | None:
    """Return what `format_member` puts before and after a plain text value, for `Columns`; None for numbers."""
    if vr in ("DS", "IS") or tag == SPECIFIC_CHARACTER_SET:
        return None
    before, after = ('{"Alphabetic":"', '"}') if vr == "PN" else ('"', '"')
    return f'"{tag:08X}":{{"vr":"{vr}","Value":[{before}', f"{after}]}}"


def join_items(tag: int, items: Iterable[Iterable[str]]) -> str:
    """Return the member that a sequence is, from the members of its items, as `format_member` does."""
    objects = ",".join([f"{{{','.join(filter(None, members))}}}" for members in items])
    return f'"{tag:08X}":{{"vr":"SQ","Value":[{objects}]}}' if objects else f'"{tag:08X}":{{"vr":"SQ"}}'


def _format_body(element: Element) -> str:
    values, vr = element.values, element.vr
    if not values:
        return ""
    if vr in WORD_LENGTHS:
        return f'"InlineBinary":"{binascii.b2a_base64(values[0], newline=False).decode("ascii")}"'
    if element.tag == SPECIFIC_CHARACTER_SET:
        return '"Value":["ISO_IR 192"]'
    return f'"Value":[{",".join(map(_FORMATS.get(vr, _format_text), values))}]'


def format_value(vr: str, value: Any) -> str:
    """Return one value of an element as it stands in the array of its values."""
    return _FORMATS.get(vr, _format_text)(value)


def _format_text(text: str) -> str:
    return quote(text) if text else "null"


def _format_name(name: str) -> str:
    if "=" not in name:
        return f'{{"Alphabetic":{quote(name)}}}' if name else "null"
    groups = zip(NAME_GROUPS, name.split("=", 2), strict=False)
    members = ",".join([f'"{label}":{quote(group)}' for label, group in groups if group])
    return f"{{{members}}}" if members else "null"


def _format_number_text(text: str) -> str:
    """Return a DS or IS as a JSON number with the digits it has; as a string when it is no number."""
    if len(text) > MAX_NUMBER_LENGTH or text.strip("+-.0123456789eE"):
        return _format_text(text)
    try:
        number = float(text)
    except ValueError:
        return _format_text(text)
    if _is_json_number(text):
        return text
    return str(int(text)) if text.lstrip("+-").isdigit() else _format_float(number)


def _is_json_number(text: str) -> bool:
    """Tell whether a number of Python's is written as JSON wants it: no plus, no leading zero, digits around a dot."""
    whole, dot, fraction = text.lower().partition("e")[0].removeprefix("-").partition(".")
    return whole.isdigit() and (whole == "0" or whole[0] != "0") and fraction.isdigit() == bool(dot)


def _format_float(number: float) -> str:
    if number - number == 0:
        return repr(number)
    return '"NaN"' if number != number else '"Infinity"' if number > 0 else '"-Infinity"'


_FORMATS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(NUMBER_CODES, str),
    "AT": lambda tag: f'"{tag:08X}"',
    "DS": _format_number_text,
    "FD": _format_float,
    "FL": _format_float,
    "IS": _format_number_text,
    "PN": _format_name,
    "SQ": format_dataset,
}


def quote(text: str) -> str:
    """Return a text as a JSON string. Not `json.dumps`, whose import costs more than a small query.

    JSON demands escapes for C0, and UTF-8 for lone surrogates. DEL, C1 and what changes the direction of writing
    are escaped too: JSON is also looked at on terminals, and to whoever parses it both are the same.
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    escaped = text.translate(_ESCAPES).encode("utf-8", "backslashreplace").decode()  # a lone surrogate is no UTF-8
    return f'"{escaped}"'


_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F, *HARMFUL)} | {
    ord(character): f"\\{letter}" for character, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}


def parse_dataset(model: object) -> DataSet:
    """Make a data set of an object of the DICOM JSON Model, as `json.loads` returns it.

    Bulk data that is elsewhere is not fetched: the element stays empty and the data set notes it in `issues`.

    Raises:
        DecodeError: The object does not follow the model; `path` and `vr` say where.
    """
    issues: list[Issue] = []
    dataset = _parse_dataset(model, "", 0, issues)
    dataset.issues = issues
    return dataset


def _parse_dataset(model: object, path: str, depth: int, issues: list[Issue]) -> DataSet:
    if not isinstance(model, dict):
        raise _broken(path, "", f"is {_kind(model)}, expected an object")
    if depth > MAX_NESTING_DEPTH:
        raise _broken(path, "SQ", f"is nested deeper than {MAX_NESTING_DEPTH} sequences")
    dataset = DataSet()
    for name, attribute in model.items():
        tag = _parse_name(name, path)
        here = f"{path}.{format_tag(tag)}" if path else format_tag(tag)
        dataset[tag] = _parse_attribute(tag, attribute, here, depth, issues)
    return dataset


def _parse_name(name: str, path: str) -> int:
    if len(name) != 8 or name.strip("0123456789abcdefABCDEF"):
        raise _broken(path, "", "holds a member whose name is no tag, expected 8 hexadecimal digits")
    return int(name, 16)


def _parse_attribute(tag: int, attribute: object, path: str, depth: int, issues: list[Issue]) -> Element:
    if not isinstance(attribute, dict):
        raise _broken(path, "", f"is {_kind(attribute)}, expected an object")
    vr = attribute.get("vr")
    if not isinstance(vr, str) or vr not in VRS:
        raise _broken(path, "", 'has no "vr" that exists')
    if "BulkDataURI" in attribute:
        issues.append(Issue(tag, path, "bulk data that is elsewhere, left empty"))
    if "InlineBinary" in attribute and vr in WORD_LENGTHS:
        return Element(tag, vr, [_parse_binary(attribute["InlineBinary"], vr, path)])
    values = attribute.get("Value", [])
    if not isinstance(values, list):
        raise _broken(path, vr, f'has {_kind(values)} as "Value", expected an array')
    if vr == "SQ":
        items = enumerate({} if item is None else item for item in values)
        return Element(tag, vr, [_parse_dataset(item, f"{path}[{index}]", depth + 1, issues) for index, item in items])
    if vr in WORD_LENGTHS and values:
        raise _broken(path, vr, 'has a "Value", expected an "InlineBinary"')
    parsed = list(_parse_values(vr, values, path)) if values != [None] else []
    return Element(tag, vr, [] if parsed == [""] else parsed)


def _parse_binary(encoded: object, vr: str, path: str) -> bytes:
    text = encoded[0] if isinstance(encoded, list) and len(encoded) == 1 else encoded  # as the example of §F.4 has it
    try:
        return binascii.a2b_base64(text if isinstance(text, str) else b"!", strict_mode=True)
    except ValueError:
        raise _broken(path, vr, 'has an "InlineBinary" that is no base64 text') from None


def _parse_values(vr: str, values: Iterable[object], path: str) -> Iterable[Any]:
    parse = _PARSES.get(vr, _parse_text if vr in TEXT_VRS else _parse_integer)
    for value in values:
        parsed = parse(value)
        if parsed is None:
            raise _broken(path, vr, f"has {_kind(value)} as a value, which does not suit the VR")
        yield parsed


def _parse_text(value: object) -> str | None:
    return "" if value is None else value if isinstance(value, str) else None


def _parse_number_text(value: object) -> str | None:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else _parse_text(value)


def _parse_integer(value: object) -> int | None:
    """Take a whole number, or a string that is one, as 64-bit integers may be."""
    return _converted(int, value) if not isinstance(value, float) or value.is_integer() else None


def _parse_float(value: object) -> float | None:
    """Take a number, or a string that is one, as NaN and infinity have to be."""
    number: float | None = _converted(float, value)
    return number


def _converted(number_type: Callable[[Any], Any], value: object) -> Any:
    if not isinstance(value, (int, float, str)) or isinstance(value, bool):
        return None
    try:
        return number_type(value)
    except (OverflowError, ValueError):
        return None


def _parse_tag(value: object) -> int | None:
    if not isinstance(value, str) or len(value) != 8 or value.strip("0123456789abcdefABCDEF"):
        return None
    return int(value, 16)


def _parse_name_groups(value: object) -> str | None:
    """Join the groups of a person's name.

    DEVIATION(json-name-text): some services send the name as a plain string.
    """
    if not isinstance(value, dict):
        text = _parse_text(value)
        return text and text.rstrip("=")
    if not set(value) <= set(NAME_GROUPS):
        return None
    groups = [value.get(label) or "" for label in NAME_GROUPS]
    if not all(isinstance(group, str) for group in groups):
        return None
    return "=".join(groups).rstrip("=")


_PARSES: dict[str, Callable[[object], Any]] = {
    "AT": _parse_tag,
    "DS": _parse_number_text,
    "FD": _parse_float,
    "FL": _parse_float,
    "IS": _parse_number_text,
    "PN": _parse_name_groups,
}


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def _broken(path: str, vr: str, what: str) -> DecodeError:
    return DecodeError(f"{path or 'the data set'} {what}", path=path, offset=0, vr=vr)
