"""What the scripted SCPs answer with: invented data sets, good ones by pydicom and odd ones byte by byte."""

from __future__ import annotations

import warnings

from pydicom import Dataset

from compat.talk import explicit
from peers.answers import EVERY_VR_VALUES, dataset, nested, private_elements


def study(number: int) -> Dataset:
    """Return a match of a study."""
    return dataset(
        charset="ISO_IR 100",
        QueryRetrieveLevel="STUDY",
        RetrieveAETitle="ANY-SCP",
        StudyDate=f"202601{number % 28 + 1:02d}",
        AccessionNumber=f"ACC{number}",
        PatientName=f"Test^Number{number}",
        PatientID=f"PAT{number:03d}",
        StudyInstanceUID=f"2.25.{1000 + number}",
        NumberOfStudyRelatedSeries=number,
    )


STUDIES = [study(number) for number in (1, 2, 3)]


def many(count: int) -> list[Dataset]:
    """Return many matches."""
    return [study(number) for number in range(count)]


def long_value(length: int) -> Dataset:
    """Return a match with a long value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dataset(StudyInstanceUID="2.25.6", TextValue="long " * (length // 5), PatientName="Long^Value")


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    EVERY_VR = dataset(StudyInstanceUID="2.25.1", QueryRetrieveLevel="STUDY", **EVERY_VR_VALUES)
    NESTED: list[Dataset | bytes] = [
        nested(0),
        nested(3),
        dataset(StudyInstanceUID="2.25.2", RequestAttributesSequence=[]),
    ]
    PRIVATE = [private_elements()]


def _undefined(tag: int, content: bytes) -> bytes:
    """Return a sequence of undefined length around items (PS3.5 §7.5)."""
    return explicit(tag, "SQ", b"")[:8] + b"\xff\xff\xff\xff" + content + b"\xfe\xff\xdd\xe0\0\0\0\0"


_UNDEFINED_ITEM = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + explicit(0x00080060, "CS", b"CT") + b"\xfe\xff\x0d\xe0\0\0\0\0"
NESTED.append(explicit(0x00100020, "LO", b"UNDEFINED ") + _undefined(0x00400275, _UNDEFINED_ITEM * 2))

ODD_VALUES = [
    # padding of every kind, and none
    explicit(0x00080052, "CS", b"STUDY ")
    + explicit(0x00080054, "AE", b"  ARCHIVE ")
    + explicit(0x00100010, "PN", b"Padded^Name   ")
    + explicit(0x00100020, "LO", b" 3 ")
    + explicit(0x0020000D, "UI", b"1.2.3\0")
    + explicit(0x0020000E, "UI", b"1.2.4 ")
    + explicit(0x00201208, "IS", b"3 "),
    # odd lengths
    explicit(0x00080052, "CS", b"STUDY")
    + explicit(0x00100010, "PN", b"Odd^Len")
    + explicit(0x0020000D, "UI", b"1.2.3"),
    # values of the wrong kind, with control characters, too long
    explicit(0x00080020, "DA", b"yesterday ")
    + explicit(0x00080060, "CS", b"ct\\\\lower case")
    + explicit(0x00100010, "PN", b"Bell\x07^Tab\t^Escape\x1b[31m ")
    + explicit(0x00100020, "LO", b"x" * 100)
    + explicit(0x00201208, "IS", b"many"),
    # numbers of a length that is none of theirs
    explicit(0x00280010, "US", b"\x01\x02\x03") + explicit(0x00280030, "DS", b"0.5\\"),
    # nothing but empty
    explicit(0x00080052, "CS", b"") + explicit(0x00100010, "PN", b"") + explicit(0x00400275, "SQ", b""),
]

UNSORTED = [
    explicit(0x00100020, "LO", b"LATER ") + explicit(0x00080052, "CS", b"STUDY "),
    explicit(0x00100010, "PN", b"First ") + explicit(0x00100010, "PN", b"Second"),
]

CHARACTER_SETS = {
    name: explicit(0x00080005, "CS", term + b" " * (len(term) % 2))
    + explicit(0x00080052, "CS", b"STUDY ")
    + explicit(0x00100010, "PN", value + b" " * (len(value) % 2))
    for name, term, value in (
        ("latin1", b"ISO_IR 100", b"M\xfcller^J\xe9r\xf4me"),
        ("latin2", b"ISO_IR 101", b"W\xb3a\xb6ciciel"),
        ("cyrillic", b"ISO_IR 144", b"\xbb\xee\xda"),
        ("arabic", b"ISO_IR 127", b"\xe2\xc8\xc7\xe6\xea"),
        ("greek", b"ISO_IR 126", b"\xc4\xe9\xef\xed"),
        ("hebrew", b"ISO_IR 138", b"\xf9\xf8\xe5\xef"),
        ("latin5", b"ISO_IR 148", b"\xdddil"),
        ("latin9", b"ISO_IR 203", b"\xa4^\xbd"),
        ("thai", b"ISO_IR 166", b"\xca\xc1^\xaa\xd2"),
        ("katakana", b"ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3"),
        ("utf8", b"ISO_IR 192", "Wáng^XiǎoDōng=王^小東".encode()),
        ("gb18030", b"GB18030", b"Wang^XiaoDong=\x82\x5c^\xd3\xe8"),
        ("gbk", b"GBK", b"Wang=\xcd\xf5^\xd0\xa1\xb6\xab"),
        ("japanese", b"\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
        ("korean", b"\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7"),
        ("unknown", b"ISO_IR 999", b"M\xfcller"),
        ("none-declared", b"", b"M\xfcller"),
        ("ascii", b"ISO_IR 6", b"Muller"),
    )
}
"""A name in each character set, under its usual name."""
