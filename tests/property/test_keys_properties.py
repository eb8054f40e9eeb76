"""Whatever is typed: a change or an error that points into the key; what is written by the grammar reads back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from findscu.checks import check_query
from findscu.dump import read_dump
from findscu.errors import InvalidKey, InvalidQuery, UsageError
from findscu.identifier import SYNTAXES, DataSet, Element
from findscu.key_hints import point_at
from findscu.keys import apply_key, apply_return_key, parse_key
from findscu.query import build_query
from findscu.query_file import read_query_file

PIECES = (
    *("PatientName", "BeamSequence", "ScheduledProcedureStepSequence", "Rows", "PixelData", "TableSpeed", "patientid"),
    *("(0010,0010)", "10,10", "00100010", "(0029,1001)", "fffe,e000", "300a,00b0", "PatientNmae", "", " "),
    *(
        ".",
        "[0]",
        "[3]",
        "[",
        "]",
        "[-1]",
        ":",
        ":LO",
        ":SQ",
        ":US",
        "=",
        "=1",
        "=00ff",
        "\\",
        "*",
        "-",
        "ü",
        "王",
        "\udc80",
    ),
)
KEYS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=30)

SEQUENCES = {
    0x300A00B0: "BeamSequence",
    0x00400100: "ScheduledProcedureStepSequence",
    0x0040A168: "ConceptCodeSequence",
}
TEXTS = {0x00100010: "PatientName", 0x00100020: "PatientID", 0x00081030: "StudyDescription"}
INTEGERS = {0x00280010: ("US", 0, 65535), 0x00186020: ("SL", -(1 << 31), (1 << 31) - 1)}


@given(KEYS)
@settings(deadline=None)
def test_any_key_changes_the_data_set_or_is_refused_with_its_place(key: str) -> None:
    for apply in (apply_key, apply_return_key):
        dataset = DataSet()
        try:
            apply(dataset, key)
        except InvalidKey as error:
            assert not dataset
            assert error.key == key
            assert 0 <= error.position <= len(key)
            assert error.message and error.hint
            shown, caret = point_at(key, error.position).split("\n")
            assert shown.isprintable() or not shown
            assert caret.strip(" ") == "^"
        else:
            assert len(dataset) == 1


@given(st.lists(KEYS, max_size=4))
@settings(deadline=None)
def test_any_query_can_be_sent_and_judged_or_is_refused(keys: list[str]) -> None:
    try:
        query = build_query(keys=keys)
    except UsageError as error:
        assert error.hint
        return
    for syntax in SYNTAXES.values():
        query.encode(syntax)
    for doubt in check_query(query):
        assert doubt.message and doubt.clause.startswith("PS3.") and doubt.hint


def spellings(tag: int, keyword: str) -> st.SearchStrategy[str]:
    group, element = tag >> 16, tag & 0xFFFF
    return st.sampled_from(
        [
            *(keyword, keyword.lower(), keyword.upper(), f"({group:04x},{element:04x})", f"{group:04X},{element:04X}"),
            *(f"{group:x},{element:x}", f"0x{group:x},0x{element:X}", f"{tag:08x}"),
        ]
    )


@st.composite
def paths(draw: st.DrawFn) -> tuple[str, list[tuple[int, int | None]]]:
    """A path and the steps that it means."""
    steps: list[tuple[int, int | None]] = []
    words = []
    for tag, keyword in draw(st.lists(st.sampled_from([*SEQUENCES.items()]), max_size=4)):
        index = draw(st.none() | st.integers(0, 20))
        steps.append((tag, index))
        words.append(draw(spellings(tag, keyword)) + ("" if index is None else f"[{index}]"))
    tag, keyword = draw(st.sampled_from([*TEXTS.items()]))
    words.append(draw(spellings(tag, keyword)))
    return ".".join(words), [*steps, (tag, None)]


@given(paths(), st.text(), st.text(" \t", max_size=2))
@settings(deadline=None)
def test_paths_and_text_read_back(path: tuple[str, list[tuple[int, int | None]]], value: str, blanks: str) -> None:
    text, steps = path
    key = parse_key(f"{blanks}{text}={value}")
    assert [(step.tag, step.index) for step in key.steps] == steps
    assert key.value == value

    dataset = DataSet()
    apply_key(dataset, key.text)
    for tag, index in steps[:-1]:
        items = dataset[tag].items
        assert len(items) == (index or 0) + 1
        dataset = items[-1]
    assert dataset[steps[-1][0]].values == (value.split("\\") if value else [])


@given(st.sampled_from([*INTEGERS.items()]), st.data())
@settings(deadline=None)
def test_numbers_read_back(attribute: tuple[int, tuple[str, int, int]], data: st.DataObject) -> None:
    tag, (vr, low, high) = attribute
    numbers = data.draw(st.lists(st.integers(low, high), max_size=4))
    dataset = DataSet()
    apply_key(dataset, f"{tag:08x}=" + "\\".join(map(str, numbers)))
    assert dataset[tag] == Element(tag, vr, numbers)


@given(st.binary())
@settings(deadline=None)
def test_bytes_read_back(raw: bytes) -> None:
    dataset = DataSet()
    apply_key(dataset, "PixelData=" + raw.hex())
    assert dataset[0x7FE00010].values == ([raw] if raw else [])


# Text dumps

VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="\\"), max_size=20
)


@st.composite
def datasets(draw: st.DrawFn, depth: int = 0) -> DataSet:
    """A data set such as dumps can hold, its text without padding."""
    dataset = DataSet()
    for tag in draw(st.sets(st.sampled_from([*TEXTS]))):
        text = [value.strip() for value in draw(st.lists(VALUES, max_size=2))]
        dataset[tag] = Element(tag, "PN" if tag == 0x00100010 else "LO", [] if text == [""] else text)
    for tag in draw(st.sets(st.sampled_from([*INTEGERS]))):
        vr, low, high = INTEGERS[tag]
        dataset[tag] = Element(tag, vr, draw(st.lists(st.integers(low, high), max_size=3)))
    for tag in draw(st.sets(st.sampled_from([*SEQUENCES]), max_size=0 if depth > 2 else 2)):
        dataset[tag] = Element(tag, "SQ", draw(st.lists(datasets(depth + 1), max_size=2)))
    return dataset


def lines_of(dataset: DataSet, indent: str = "") -> list[str]:
    """Write a data set as dcmdump does."""
    lines = []
    for tag, element in dataset.items():
        name = f"{indent}({tag >> 16:04x},{tag & 0xFFFF:04x}) {element.vr} "
        if element.vr == "SQ":
            lines.append(f"{name}(Sequence with undefined length #={len(element.items)})")
            for item in element.items:
                lines.append(f"{indent}  (fffe,e000) na (Item with undefined length #={len(item)})")
                lines += lines_of(item, indent + "    ")
                lines.append(f"{indent}  (fffe,e00d) na (ItemDelimitationItem)")
            lines.append(f"{indent}(fffe,e0dd) na (SequenceDelimitationItem)")
        elif not element.values:
            lines.append(f"{name}(no value available) # 0, 0 Name")
        else:
            value = f"[{element.text}]" if tag in TEXTS else element.text
            lines.append(f"{name}{value} # {len(value)}, 1 Name")
    return lines


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_dumps_read_back(dataset: DataSet) -> None:
    text = "\n".join(["(0008,0005) CS [ISO_IR 192]", *lines_of(dataset)])
    found = read_dump(text.encode(), "dump")
    del found[0x00080005]
    assert found == dataset


LINES = st.lists(
    st.sampled_from(
        [
            *("(0010,0010) PN [A]", "(0010,0020) LO", "(0040,0100) SQ", "(0040,0100)", "(fffe,e000)", "(fffe,e00d)"),
            *(
                "(fffe,e0dd)",
                "(0028,0010) US 70000",
                "(0008,0016) UI =X",
                "# x",
                "",
                "(0010",
                "\xff",
                "(0008,0005) CS [X]",
            ),
        ]
    )
    | st.text(max_size=20),
    max_size=8,
).map("\n".join)


@given(LINES.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=80))
@settings(deadline=None)
def test_any_file_is_a_data_set_or_is_refused(raw: bytes) -> None:
    for read in (read_dump, read_query_file):
        try:
            found = read(raw, "file")
        except InvalidQuery as error:
            assert error.message.startswith("file")
            assert error.hint
        else:
            assert isinstance(found, DataSet)


@given(
    st.binary(max_size=60), st.sampled_from([b"", b"\0" * 128 + b"DICM", b"\x10\0\x10\0PN", b"\x08\0\x05\0\4\0\0\0"])
)
@settings(deadline=None)
def test_any_bytes_are_a_data_set_or_are_refused(raw: bytes, start: bytes) -> None:
    try:
        read_query_file(start + raw, "file")
    except InvalidQuery as error:
        assert error.message.startswith("file")
