"""The Native DICOM Model (PS3.19 Annex A.1): a `NativeDicomModel` for each match, all in one document.

    <responses type="C-FIND">
    <NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">
    <DicomAttribute tag="00100020" vr="LO" keyword="PatientID"><Value number="1">ABC</Value></DicomAttribute>
    </NativeDicomModel>
    </responses>

The standard describes the model of one data set and names nothing to hold several; `responses` is what dcm2xml's form
has for that. Each `NativeDicomModel` can be taken out and stands alone.

**Source**: PS3.19 Tables A.1.5-1 and A.1.5-2, schema in §A.1.6; PS3.18 §F.3.1 maps it to DICOM JSON.
"""

from __future__ import annotations

import binascii

from ..dictionary import keyword_of
from ..identifier import SPECIFIC_CHARACTER_SET
from ..values import CHARSET_VRS, WORD_LENGTHS
from .markup import MarkupWriter, encode_text, escape_markup, is_writable, is_writable_element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..identifier import DataSet, Element, Items
    from ..matches import Match

_START = '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">\n'
_END = "</NativeDicomModel>\n"
_PRIVATE = "private"
_TEXT_MARK, _NAME_MARK = "\0", "\1"
"""Around plain values that may hold markup, and names, until a match is whole: XML has no such characters."""

_MARKED_VRS = CHARSET_VRS | {"AE", "UR"}
"""The other text VRs have no characters that mean something to XML."""

_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_COMPONENTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")


class NativeXmlWriter(MarkupWriter):
    """Writes a `NativeDicomModel` for each match."""

    def render(self, element: Element) -> str:
        """Return an element; what identifies a private one depends on others, so only a mark stands for it."""
        if not element.tag & 0xFFFF:
            return ""
        return _PRIVATE if element.tag >> 16 & 1 else _format_element(element, _NO_CREATORS)

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands around a plain text, with the marks that `_fill_in` looks for."""
        if not tag & 0xFFFF or tag >> 16 & 1:
            return None
        before, after = '<Value number="1">', "</Value>"
        if vr == "PN":
            before, after = (
                f'<PersonName number="1"><Alphabetic>{_NAME_MARK}',
                f"{_NAME_MARK}</Alphabetic></PersonName>",
            )
        elif vr in _MARKED_VRS:
            before, after = before + _TEXT_MARK, _TEXT_MARK + after
        start, end = _frame(_NO_CREATORS.attributes(tag), vr)
        return start + before, after + end

    def inside(self, tag: int) -> Items | None:
        """Return how the items of a sequence are rendered."""
        return None if tag >> 16 & 1 else super().inside(tag)

    def joiner(self, tag: int) -> Callable[[Sequence[Sequence[str]]], str]:
        """Return what makes a sequence of the elements of its items; or the mark, if one of them is private."""
        start, end = _frame(_NO_CREATORS.attributes(tag), "SQ")

        def join(items: Sequence[Sequence[str]]) -> str:
            if any(_PRIVATE in lines for lines in items):
                return _PRIVATE
            return start + "".join(_number("Item", ["\n" + "".join(lines) for lines in items])) + end

        return join

    def format_match(self, lines: Sequence[str], match: Match) -> str:
        """Return the model of a match."""
        return _START + (_format_dataset(match.dataset) if _PRIVATE in lines else _fill_in("".join(lines))) + _END


def _fill_in(content: str) -> str:
    """Put the plain values of a match in as XML has them, all at once: 6 us, and `_format_element` takes 5 for each."""
    parts = content.split(_TEXT_MARK)
    text = "".join(parts[1::2])
    if "&" in text or "<" in text or ">" in text:
        parts[1::2] = map(escape_markup, parts[1::2])
    parts = "".join(parts).split(_NAME_MARK)
    parts[1::2] = map(_format_components, parts[1::2])
    return "".join(parts)


def _format_dataset(dataset: DataSet) -> str:
    creators = _Creators(dataset)
    tags = [tag for tag in sorted(dataset) if tag & 0xFFFF]  # group lengths are excluded
    return "".join([_format_element(dataset[tag], creators) for tag in tags])


class _Creators:
    """The private blocks of a data set: a private attribute is known by its creator, not by its block's number."""

    def __init__(self, dataset: Mapping[int, Element]) -> None:
        self._names: dict[int, str] = {}
        for tag, element in dataset.items():
            if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF and element.text and is_writable(element.text):
                self._names[tag] = element.text

    def attributes(self, tag: int) -> str:
        """Return the XML attributes that identify an attribute.

        The number of the block is left out, as the standard says. It stays where that would lose something: without a
        creator, and in a second block of the same creator.
        """
        block = tag >> 16 << 16 | tag >> 8 & 0xFF
        creator = self._names.get(block, "") if tag >> 16 & 1 and tag & 0xFF00 else ""
        if not creator:
            keyword = keyword_of(tag)
            return f'tag="{tag:08X}"' + (f' keyword="{keyword}"' if keyword else "")
        is_first = not any(self._names.get(other) == creator for other in range(block & ~0xFF, block))
        shown = tag & 0xFFFF00FF if is_first else tag
        return f'tag="{shown:08X}" privateCreator="{escape_markup(creator)}"'


_NO_CREATORS = _Creators({})


def _format_element(element: Element, creators: _Creators) -> str:
    vr, content = element.vr, ""
    if not is_writable_element(element) or (vr == "PN" and not all(map(_fits_model, element.values))):
        vr, content = "UN", _format_bytes(encode_text(element))
    elif element.tag == SPECIFIC_CHARACTER_SET:
        content = "".join(_number("Value", ["ISO_IR 192"] if element.values else []))
    else:
        content = _format_values(element)
    start, end = _frame(creators.attributes(element.tag), vr)
    return start + content + end


def _frame(attributes: str, vr: str) -> tuple[str, str]:
    return f'<DicomAttribute {attributes} vr="{vr}">', "</DicomAttribute>\n"


def _format_values(element: Element) -> str:
    vr, values = element.vr, element.values
    if vr == "SQ":
        return "".join(_number("Item", [f"\n{_format_dataset(item)}" for item in values]))
    if vr == "PN":
        return "".join(_number("PersonName", map(_format_name, values)))
    if vr in WORD_LENGTHS:
        return "".join(map(_format_bytes, values))
    shown = [f"{value:08X}" for value in values] if vr == "AT" else map(escape_markup, map(str, values))
    return "".join(_number("Value", shown))


def _number(name: str, contents: Iterable[str]) -> Iterator[str]:
    for number, content in enumerate(contents, 1):
        yield f'<{name} number="{number}">{content}</{name}>'


def _fits_model(name: str) -> bool:
    """Return whether a name has no more groups and components than the model has room for."""
    groups = name.split("=")
    return len(groups) <= len(_GROUPS) and all(group.count("^") < len(_COMPONENTS) for group in groups)


def _format_name(name: str) -> str:
    groups = zip(_GROUPS, name.split("="), strict=False)
    return "".join([f"<{label}>{_format_components(group)}</{label}>" for label, group in groups if group])


def _format_components(group: str) -> str:
    components = zip(_COMPONENTS, group.split("^"), strict=False)
    return "".join([f"<{label}>{escape_markup(text)}</{label}>" for label, text in components])


def _format_bytes(raw: bytes) -> str:
    return f"<InlineBinary>{binascii.b2a_base64(raw, newline=False).decode('ascii')}</InlineBinary>" if raw else ""
