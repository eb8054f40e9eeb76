"""The fast walk gives what the slow one gives, remembers what it may, and no more than that."""

import pytest

from findscu import shelves
from findscu.charset import charset_for
from findscu.errors import DecodeError
from findscu.identifier import (
    DEFLATED_LE,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    SYNTAXES,
    Columns,
    DataSet,
    Element,
    Items,
    decode_dataset,
    encode_dataset,
)
from helpers import from_hex


def render(element):
    return f"{element.tag:08x} {element.vr} {element.text} {[issue.message for issue in element.issues]}"


def frame(tag, vr):
    return f"{tag:08x} {vr} ", " []"


def slowly(raw, syntax):
    return [render(element) for element in decode_dataset(raw, syntax).values()]


def study(number, charset="ISO_IR 192", name="Müller"):
    dataset = DataSet()
    if charset is not None:
        dataset.set("SpecificCharacterSet", charset)
    dataset.set("StudyDate", f"202601{number % 28 + 1:02}")
    dataset.set("Modality", "CT")
    dataset.set("ModalitiesInStudy", "CT", "SR")
    dataset.set("PatientName", f"{name}{number}")
    dataset.set("StudyInstanceUID", f"1.2.3.{number}")
    dataset.set("NumberOfFrames", str(number % 100))
    dataset.set("Rows", number % 1000)
    return dataset


class Counting:
    """A renderer that counts its calls."""

    def __init__(self):
        self.count = 0

    def __call__(self, element):
        self.count += 1
        return render(element)


@pytest.mark.parametrize("with_frame", [False, True])
@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=[syntax.name for syntax in SYNTAXES.values()])
def test_the_same_as_the_slow_walk(syntax, with_frame):
    walk = Columns(syntax, render, frame if with_frame else None).walk
    for number in range(300):
        charset = (None, "ISO_IR 100", "ISO_IR 192", "GB18030", "ISO 2022 IR 6\\ISO 2022 IR 87")[number % 5]
        raw = encode_dataset(study(number, charset, "Mueller" if number % 5 in (0, 4) else "Müller"), syntax)
        assert walk(raw) == slowly(raw, syntax)


def test_values_seen_before_are_not_rendered_again():
    counting = Counting()
    columns = Columns(EXPLICIT_LE, counting)
    raw = encode_dataset(study(1), EXPLICIT_LE)
    first = columns.walk(raw)
    assert counting.count == len(first) == 8
    assert columns.walk(raw) == first
    assert counting.count == 8
    columns.walk(encode_dataset(study(2), EXPLICIT_LE))
    assert counting.count == 8 + 5, "date, name, UID, frames and rows are new"


def test_plain_values_need_no_element():
    counting = Counting()
    raw = encode_dataset(study(1), EXPLICIT_LE)
    Columns(EXPLICIT_LE, counting, frame).walk(raw)
    assert counting.count == 3, "the character set, two values and a number"


NOT_PLAIN = {
    "backslash": ("LO", b"a\\b "),
    "equals sign": ("PN", b"a=b "),
    "double quote": ("LO", b'a"b '),
    "control character": ("LO", b"a\x1bb "),
    "only padding": ("LO", b"    "),
    "NUL padding": ("LO", b"abc\0"),
    "space after a UID": ("UI", b"1.2 "),
    "no date": ("DA", b"2026"),
    "no ASCII": ("CS", b"\xc3\x89"),
    "no UTF-8": ("LO", b"a\xe9"),
    "too long": ("SH", b"x" * 18),
}


@pytest.mark.parametrize("vr, value", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_is_rendered_as_an_element(vr, value):
    raw = from_hex("0800 0500 'CS' 0A00 'ISO_IR' 20 '192'")
    raw += from_hex(f"0900 0110 '{vr}'") + len(value).to_bytes(2, "little") + value
    assert Columns(EXPLICIT_LE, render, frame).walk(raw) == slowly(raw, EXPLICIT_LE)


@pytest.mark.parametrize(
    "vr, value, text",
    [
        ("LO", b" ab ", "ab"),
        ("PN", b" ab ", " ab"),
        ("LO", "é ö".encode() + b" ", "é ö"),
        ("UI", b"1.2\0", "1.2"),
        ("DS", b" 1.5", "1.5"),
    ],
)
def test_plain_values_lose_their_padding(vr, value, text):
    raw = from_hex("0800 0500 'CS' 0A00 'ISO_IR' 20 '192'")
    raw += from_hex(f"0900 0110 '{vr}'") + len(value).to_bytes(2, "little") + value
    counting = Counting()
    assert Columns(EXPLICIT_LE, counting, frame).walk(raw)[1] == f"00091001 {vr} {text} []"
    assert counting.count == 1


def test_values_with_issues_are_rendered_each_time():
    counting = Counting()
    columns = Columns(EXPLICIT_LE, counting)
    raw = from_hex("0800 0500 'CS' 0600 'UTF-8' 20  0800 2000 'DA' 0400 '2026'")
    for count in (2, 4, 6):
        assert columns.walk(raw) == slowly(raw, EXPLICIT_LE)
        assert counting.count == count


EMPTY_ITEM = "FEFF00E0 00000000"

EXTRAORDINARY = {
    "a sequence": f"0800 6000 'CS' 0200 'CT'  4000 0001 'SQ' 0000 08000000 {EMPTY_ITEM}  4000 0010 'SH' 0200 'x' 20",
    "an undefined length": f"4000 0001 'SQ' 0000 FFFFFFFF {EMPTY_ITEM} FEFFDDE0 00000000  4000 0010 'SH' 0200 'x' 20",
    "long lengths": "0900 0110 'UT' 0000 02000000 'ab'  0900 0210 'UN' 0000 02000000 0102  1000 1000 'PN' 0000",
    "an odd length": "0800 6000 'CS' 0100 'C'  1000 1000 'PN' 0200 'ab'",
    "a duplicate": "0800 6000 'CS' 0200 'CT'  0800 6000 'CS' 0200 'MR'",
    "unsorted": "1000 1000 'PN' 0200 'ab'  0800 6000 'CS' 0200 'CT'",
    "a late character set": "0800 0000 'UL' 0400 12000000  0800 0500 'CS' 0400 'GBK' 20  1000 1000 'PN' 0200 CDF5",
    "a later character set": "1000 1000 'PN' 0200 C3A9  0800 0500 'CS' 0A00 'ISO_IR' 20 '192'",
    "a character set that is no CS": "0800 0500 'LO' 0A00 'ISO_IR' 20 '192'  1000 1000 'PN' 0200 C3A9",
    "a character set of odd length": "0800 0500 'CS' 0300 'GBK'  1000 1000 'PN' 0200 CDF5",
    "two character sets": "0800 0500 'CS' 0000  0800 0500 'CS' 0400 'GBK' 20  1000 1000 'PN' 0200 CDF5",
    "a foreign group": "0200 1000 'UI' 0400 '1.2' 00  0800 6000 'CS' 0200 'CT'",
    "a VR that does not exist": "0800 6000 '??' 0200 'CT'  1000 1000 'PN' 0200 'ab'",
    "nothing": "",
}


@pytest.mark.parametrize("text", EXTRAORDINARY.values(), ids=EXTRAORDINARY)
def test_what_is_not_ordinary_goes_the_slow_way(text):
    raw = from_hex(text)
    columns = Columns(EXPLICIT_LE, render, frame)
    for _ in range(2):
        assert columns.walk(raw) == slowly(raw, EXPLICIT_LE)
        assert list(columns.issues) == list(decode_dataset(raw, EXPLICIT_LE).issues)
    columns.walk(b"")
    assert not columns.issues


@pytest.mark.parametrize("text", EXTRAORDINARY.values(), ids=EXTRAORDINARY)
@pytest.mark.parametrize("is_warm", [False, True])
def test_cut_off_at_each_byte(text, is_warm):
    raw = from_hex(text) + encode_dataset(study(7, None, "x"), EXPLICIT_LE)
    columns = Columns(EXPLICIT_LE, render, frame)
    if is_warm:
        columns.walk(raw)
    for length in range(len(raw)):
        try:
            expected = slowly(raw[:length], EXPLICIT_LE)
        except DecodeError as error:
            with pytest.raises(DecodeError) as caught:
                columns.walk(raw[:length])
            assert (str(caught.value), caught.value.offset) == (str(error), error.offset)
        else:
            assert columns.walk(raw[:length]) == expected


def test_big_endian_headers():
    raw = from_hex("0008 0005 'CS' 000A 'ISO_IR' 20 '192'  0010 0010 'PN' 0002 C3A9  0028 0010 'US' 0002 0200")
    assert [line.split(" ")[2] for line in Columns(EXPLICIT_BE, render, frame).walk(raw)] == ["ISO_IR", "é", "512"]


def test_a_sequence_is_rendered_in_its_character_set():
    def render_item(element):
        return element.items[0].text_of(0x00100020) if element.items else element.text

    raw = from_hex(
        """
        0800 0500 0A000000 'ISO_IR' 20 '192'
        4000 7502 12000000  FEFF00E0 0A000000  1000 2000 02000000 C3A9
        """
    )
    assert Columns(IMPLICIT_LE, render_item).walk(raw) == ["ISO_IR 192", "é"]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(shelves, "MAX_COLUMN_COUNT", 5)
    monkeypatch.setattr(shelves, "MAX_TEXT_COUNT", 2)
    monkeypatch.setattr(shelves, "MAX_TOTAL_TEXT_COUNT", 7)
    monkeypatch.setattr(shelves, "MAX_SHELF_COUNT", 2)
    columns = Columns(EXPLICIT_LE, render)
    for number in range(100):
        charset = (None, "ISO_IR 100", "ISO_IR 192", "GB18030")[number % 4]
        raw = encode_dataset(study(number, charset), EXPLICIT_LE) if charset else b""
        assert columns.walk(raw) == slowly(raw, EXPLICIT_LE)
    made = [columns._default_shelf, *columns._shelves.values()]
    assert len(made) == 3
    assert sum(len(shelf.columns) for shelf in made) == 5
    texts = [len(column.texts) for shelf in made for column in shelf.columns.values()]
    assert max(texts) == 2 and sum(texts) == 7


def test_long_values_are_not_remembered():
    counting = Counting()
    columns = Columns(EXPLICIT_LE, counting)
    raw = encode_dataset(DataSet([Element(0x00104000, "LT", ["x" * 1000])]), EXPLICIT_LE)
    columns.walk(raw)
    columns.walk(raw)
    assert counting.count == 2


def test_a_character_set_can_be_assumed():
    assumed = charset_for(["ISO_IR 144"])
    columns = Columns(EXPLICIT_LE, render, frame, charset=assumed)
    ordinary, unsorted = from_hex("1000 1000 'PN' 0200 BBEE"), from_hex("0800 6000 'CS' 0000")
    for raw in (ordinary, ordinary + unsorted):
        elements = decode_dataset(raw, EXPLICIT_LE, charset=assumed).values()
        assert columns.walk(raw) == [render(element) for element in elements]
    assert columns.walk(ordinary) == ["00100010 PN Лю []"]


def test_a_damaged_stream():
    with pytest.raises(DecodeError, match="deflated"):
        Columns(DEFLATED_LE, render).walk(b"\xff")


# --- items ------------------------------------------------------------------------------------------------------------


def join(tag, items):
    return f"{tag:08x} SQ [{'; '.join(', '.join(item) for item in items)}] {len(items)}"


def render_all(element):
    if element.vr != "SQ":
        return render(element)
    return join(element.tag, [[render_all(inner) for inner in item.values()] for item in element.items])


def inside(tag):
    return Items(lambda items: join(tag, items), render_all, frame, inside)


def slowly_all(raw, syntax):
    return [render_all(element) for element in decode_dataset(raw, syntax).values()]


def worklist_item(number, charset=None):
    code = DataSet()
    code.set("CodeValue", f"C{number % 3}")
    code.set("CodeMeaning", "Schädel" if charset else "Head")
    step = DataSet()
    step.set("Modality", "CT")
    step.set("ScheduledProcedureStepID", f"S{number}")
    step.set("ScheduledProtocolCodeSequence", *[code] * (number % 3))
    other = DataSet()
    if charset:
        other.set("SpecificCharacterSet", "ISO_IR 192")
    other.set("ScheduledPerformingPhysicianName", "Müller" if charset else "Mueller")
    dataset = study(number, charset, "Müller" if charset else "Mueller")
    dataset.set("ReferencedStudySequence")
    dataset.set("ScheduledProcedureStepSequence", *[step, other, DataSet()][: number % 4])
    return dataset


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=[syntax.name for syntax in SYNTAXES.values()])
def test_items_are_rendered_as_the_slow_walk_does(syntax):
    counting = Counting()
    columns = Columns(syntax, counting, frame, inside)
    for number in range(120):
        raw = encode_dataset(worklist_item(number, (None, "ISO_IR 100", "GB18030")[number % 3]), syntax)
        assert columns.walk(raw) == slowly_all(raw, syntax)
    assert counting.count < 120 * 3, "no sequence is rendered as a whole"


ITEM = "FEFF00E0"
ITEM_END, SEQUENCE_END = "FEFF0DE0 00000000", "FEFFDDE0 00000000"
CT = "0800 6000 'CS' 0200 'CT'"
STEP = "4000 0001 'SQ' 0000"
IN_ITEMS = {
    "undefined lengths": f"{STEP} FFFFFFFF {ITEM} FFFFFFFF {CT} {ITEM_END} {SEQUENCE_END}",
    "an undefined sequence of defined items": f"{STEP} FFFFFFFF {ITEM} 0A000000 {CT} {SEQUENCE_END}",
    "a defined sequence of undefined items": f"{STEP} 1A000000 {ITEM} FFFFFFFF {CT} {ITEM_END}",
    "no item": f"{STEP} 00000000  4000 0010 'SH' 0200 'x' 20",
    "empty items": f"{STEP} 10000000 {ITEM} 00000000 {ITEM} 00000000",
    "a private element": f"{STEP} 1C000000 {ITEM} 14000000 0900 0110 'UN' 0000 02000000 0102  1000 1000 'PN' 0000",
    "unsorted elements": f"{STEP} 1A000000 {ITEM} 12000000 1000 1000 'PN' 0000  {CT}",
    "a duplicate": f"{STEP} 1C000000 {ITEM} 14000000 {CT}  0800 6000 'CS' 0200 'MR'",
    "a value with an issue": f"{STEP} 14000000 {ITEM} 0C000000 0800 2000 'DA' 0400 '2026'",
    "an odd length": f"{STEP} 11000000 {ITEM} 09000000 0800 6000 'CS' 0100 'C'",
    "an item that is none": f"{STEP} 0A000000 {CT}",
    "an item longer than its sequence": f"{STEP} 08000000 {ITEM} 0A000000 {CT}",
    "an element longer than its item": f"{STEP} 12000000 {ITEM} 0A000000 0800 6000 'CS' 0400 'CT'",
    "a late character set": f"{STEP} 1E000000 {ITEM} 16000000 0800 0100 'UL' 0000 0800 0500 'CS' 0600 'GB18030'",
    "a delimiter in a defined sequence": f"{STEP} 08000000 {SEQUENCE_END}",
    "an item's delimiter in a defined item": f"{STEP} 10000000 {ITEM} 08000000 {ITEM_END}",
}


@pytest.mark.parametrize("text", IN_ITEMS.values(), ids=IN_ITEMS)
def test_whatever_is_in_items(text):
    raw = from_hex(text)
    columns = Columns(EXPLICIT_LE, render_all, frame, inside)
    for length in (*range(len(raw) + 1), len(raw)):
        try:
            expected = slowly_all(raw[:length], EXPLICIT_LE)
        except DecodeError as error:
            with pytest.raises(DecodeError) as caught:
                columns.walk(raw[:length])
            assert (str(caught.value), caught.value.offset) == (str(error), error.offset)
        else:
            assert columns.walk(raw[:length]) == expected
            assert list(columns.issues) == list(decode_dataset(raw[:length], EXPLICIT_LE).issues)


@pytest.mark.parametrize("depth", [1, 3, 4, 5, 40])
def test_deep_sequences(depth):
    dataset = study(1)
    for _ in range(depth):
        outer = DataSet()
        outer.set("Modality", "CT")
        outer.set("ContentSequence", dataset)
        dataset = outer
    raw = encode_dataset(dataset, EXPLICIT_LE)
    assert Columns(EXPLICIT_LE, render_all, frame, inside).walk(raw) == slowly_all(raw, EXPLICIT_LE)


def test_the_memory_of_items_is_bounded_too(monkeypatch):
    monkeypatch.setattr(shelves, "MAX_SEQUENCE_COUNT", 2)
    monkeypatch.setattr(shelves, "MAX_COLUMN_COUNT", 20)
    columns = Columns(EXPLICIT_LE, render_all, frame, inside)
    for number in range(60):
        raw = encode_dataset(worklist_item(number, (None, "ISO_IR 100", "GB18030")[number % 3]), EXPLICIT_LE)
        assert columns.walk(raw) == slowly_all(raw, EXPLICIT_LE)
    made = [columns._default_shelf, *columns._shelves.values()]
    inner = [sequence.columns for shelf in made for sequence in shelf.sequences.values()]
    made += [shelf for one in inner for shelf in (one._default_shelf, *one._shelves.values())]
    assert len(inner) <= 2
    assert sum(len(shelf.columns) for shelf in made) == 20
