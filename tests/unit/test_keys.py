"""The native `-k` grammar: what is read, what is built, and where errors point."""

from __future__ import annotations

import pytest

from findscu.errors import InvalidKey
from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.key_hints import point_at
from findscu.keys import Reader, apply_key, apply_return_key, parse_key
from findscu.limits import MAX_ITEM_COUNT

PATIENT_NAME = 0x00100010
BEAMS = 0x300A00B0
BEAM_NAME = 0x300A00C2
STEPS = 0x00400100
MODALITY = 0x00080060


def query(*keys: str) -> DataSet:
    dataset = DataSet()
    for key in keys:
        apply_key(dataset, key)
    return dataset


def only(*keys: str) -> Element:
    (element,) = query(*keys).values()
    return element


def refused(key: str, dataset: DataSet | None = None) -> InvalidKey:
    dataset = DataSet() if dataset is None else dataset
    before = encode_dataset(dataset, EXPLICIT_LE)
    with pytest.raises(InvalidKey) as caught:
        apply_key(dataset, key)
    assert encode_dataset(dataset, EXPLICIT_LE) == before
    assert caught.value.key == key
    assert caught.value.hint
    return caught.value


class TestAttribute:
    @pytest.mark.parametrize(
        "path",
        [
            *("PatientName", "patientname", "PATIENTNAME", " PatientName"),
            *("(0010,0010)", "0010,0010", "10,10", "(10,10)", "0x10,0x10", "(0x0010,0x0010)", "00100010", " 10,10"),
        ],
    )
    @pytest.mark.parametrize("rest", ["", "="])
    def test_every_spelling_without_a_value(self, path: str, rest: str) -> None:
        assert only(path + rest) == Element(PATIENT_NAME, "PN", [])

    @pytest.mark.parametrize(
        ("key", "tag", "vr"),
        [  # repeating groups, by tag: PS3.6 §6, as pydicom's dictionary has them
            ("7ffe,0020=00ff", 0x7FFE0020, "OW"),
            ("(0020,3100)=CT", 0x00203100, "CS"),
            ("6002,0010=512", 0x60020010, "US"),
        ],
    )
    def test_repeating_groups(self, key: str, tag: int, vr: str) -> None:
        element = only(key)
        assert (element.tag, element.vr) == (tag, vr)

    def test_lower_case_hexadecimal_of_eight_letters_is_a_tag_unless_it_is_a_keyword(self) -> None:
        assert only("300a00c2=x").tag == BEAM_NAME

    @pytest.mark.parametrize(
        ("key", "position", "message", "hint"),
        [
            ("PatientNmae=X", 0, "unknown attribute 'PatientNmae'", "did you mean PatientName"),
            ("abcdefgh", 0, "unknown attribute 'abcdefgh'", "use a keyword of PS3.6 or a tag"),
            ("BeamSequence.PatientNmae", 13, "unknown attribute 'PatientNmae'", "did you mean PatientName"),
            ("OverlayRows=5", 0, "'OverlayRows' is the name of many attributes, (60xx,0010)", "such as (6000,0010)"),
            ("sourceimageids", 0, "'sourceimageids' is the name of many attributes, (0020,31xx)", "(0020,3100)"),
            ("(0010,00100)=", 0, "unknown attribute '(0010,00100)'", ""),
            ("", 0, "an attribute is missing", "keyword or tag"),
            ("=", 0, "an attribute is missing", ""),
            ("   =X", 3, "an attribute is missing", ""),
            ("BeamSequence[0].=X", 16, "an attribute is missing", ""),
            ("BeamSequence[0].", 16, "an attribute is missing", ""),
            (".PatientName", 0, "an attribute is missing", ""),
            ("(fffe,e000)=", 0, "(fffe,e000) cannot be part of a query", ""),
            ("(fffe,e0dd)", 0, "(fffe,e0dd) cannot be part of a query", ""),
        ],
    )
    def test_what_is_none(self, key: str, position: int, message: str, hint: str) -> None:
        error = refused(key)
        assert (error.position, error.message) == (position, message)
        assert hint in error.hint


class TestPath:
    def test_items(self) -> None:
        dataset = query("BeamSequence[1].BeamName=B")
        items = dataset[BEAMS].items
        assert [item.text_of(BEAM_NAME) for item in items] == ["", "B"]

    def test_item_zero_is_implied(self) -> None:
        key = "ScheduledProcedureStepSequence.Modality=CT"
        assert query(key) == query("(0040,0100)[0].Modality=CT")

    @pytest.mark.parametrize(
        ("key", "count"),
        [
            ("BeamSequence", 0),
            ("BeamSequence=", 0),
            ("BeamSequence[0]", 1),
            ("BeamSequence[0]=", 1),
            ("BeamSequence[3]=", 4),
            ("BeamSequence[13]", 14),
        ],
    )
    def test_empty_items(self, key: str, count: int) -> None:
        assert only(key) == Element(BEAMS, "SQ", [DataSet() for _ in range(count)])

    def test_items_up_to_the_index_on_both_levels(self) -> None:
        outer = only("BeamSequence[5].BeamSequence[13].BeamName=Test").items
        assert [len(item) for item in outer] == [0, 0, 0, 0, 0, 1]
        inner = outer[5][BEAMS].items
        assert [item.text_of(BEAM_NAME) for item in inner] == [""] * 13 + ["Test"]

    def test_gaps_are_filled(self) -> None:
        items = only("BeamSequence[1].BeamName=A", "BeamSequence[3].BeamName=B").items
        assert [item.text_of(BEAM_NAME) for item in items] == ["", "A", "", "B"]

    def test_existing_items_are_kept_and_extended(self) -> None:
        dataset = query("BeamSequence[0].BeamName=A", "BeamSequence[1].BeamName=B", "BeamSequence[1].Modality=CT")
        first, second = dataset[BEAMS].items
        assert first.text_of(BEAM_NAME) == "A"
        assert (second.text_of(BEAM_NAME), second.text_of(MODALITY)) == ("B", "CT")

    def test_a_sequence_without_items_forgets_those_it_had(self) -> None:
        assert only("BeamSequence[2]", "BeamSequence=").items == []

    def test_the_later_value_wins(self) -> None:
        assert only("PatientName=A", "10,10=B").values == ["B"]

    def test_an_unknown_tag_can_be_a_sequence(self) -> None:
        dataset = query("(0029,1010)[0].(0029,1011):LO=x")
        assert dataset[0x00291010] == Element(0x00291010, "SQ", [DataSet([Element(0x00291011, "LO", ["x"])])])

    @pytest.mark.parametrize(
        ("key", "position", "message"),
        [
            ("BeamSequence[", 12, "the bracket is not closed"),
            ("BeamSequence[0=", 12, "the bracket is not closed"),
            ("BeamSequence]", 0, "unknown attribute 'BeamSequence]'"),
            ("BeamSequence][", 0, "unknown attribute 'BeamSequence]'"),
            ("BeamSequence[]", 13, "'' is not the number of an item"),
            ("BeamSequence[-1]", 13, "'-1' is not the number of an item"),
            ("BeamSequence[as].BeamName", 13, "'as' is not the number of an item"),
            ("BeamSequence[*]", 13, "'*' is not the number of an item"),
            ("BeamSequence[\u0663]", 13, "'\u0663' is not the number of an item"),
            ("BeamSequence[0]BeamName", 15, "expected '.' or the end of the path after the item, got 'B'"),
            ("BeamSequence[0][1]", 15, "expected '.' or the end of the path after the item, got '['"),
            ("PatientName[0]", 0, "PatientName is no sequence but PN"),
            ("PatientName.Modality=CT", 0, "PatientName is no sequence but PN"),
            ("BeamSequence.BeamName[0].Modality", 13, "BeamName is no sequence but LO"),
            ("BeamSequence[0]:LO=x", 0, "BeamSequence is no sequence but LO"),
        ],
    )
    def test_what_is_none(self, key: str, position: int, message: str) -> None:
        error = refused(key)
        assert (error.position, error.message) == (position, message)

    def test_no_items_by_the_million(self) -> None:
        assert refused("BeamSequence[5000000]").position == 13
        assert refused("BeamSequence[" + "9" * 5000 + "]").position == 13
        half = MAX_ITEM_COUNT // 2 + 1
        assert refused(f"BeamSequence[{half}].BeamSequence[{half}].BeamName").position == 20
        assert len(only(f"BeamSequence[{MAX_ITEM_COUNT - 1}]").items) == MAX_ITEM_COUNT

    def test_no_endless_nesting(self) -> None:
        assert refused(".".join(["BeamSequence"] * 66)).position == 64 * 13

    def test_what_stands_in_the_way_stays(self) -> None:
        dataset = DataSet([Element(0x00291010, "LO", ["text"])])
        error = refused("(0029,1010)[0].Modality=CT", dataset)
        assert error.message == "(0029,1010) is in the query as LO, not as a sequence"
        assert refused("BeamSequence.(0029,1010)[1]", query("BeamSequence.(0029,1010):SH=A")).position == 13


class TestText:
    @pytest.mark.parametrize(
        ("key", "values"),
        [
            ("PatientName=A=B", ["A=B"]),
            ("PatientName=A.B[0]:LO", ["A.B[0]:LO"]),
            ("PatientName= A ", [" A "]),
            ('PatientName="A"', ['"A"']),
            ("PatientName=Müller*", ["Müller*"]),
            ("StudyDate=20260101-", ["20260101-"]),
            ("StudyDate=today", ["today"]),
            ("PatientAge=5", ["5"]),
            ("BeamNumber=1-5", ["1-5"]),  # IS
            ("PatientWeight=6?", ["6?"]),  # DS
            ("StudyInstanceUID=1.2\\1.3", ["1.2", "1.3"]),
            ("ModalitiesInStudy=CT\\MR\\", ["CT", "MR", ""]),
            ("PatientComments=a\\b", ["a\\b"]),  # LT: one value
            ("RetrieveURL=http://host/a?b=c", ["http://host/a?b=c"]),
        ],
    )
    def test_it_stays_as_it_is_written(self, key: str, values: list[str]) -> None:
        assert only(key).values == values


class TestNumbers:
    @pytest.mark.parametrize(
        ("key", "values"),
        [
            ("Rows=512", [512]),
            ("Rows=0", [0]),
            ("Rows=+65535", [65535]),
            ("AcquisitionIndex=1\\2\\3\\4", [1, 2, 3, 4]),
            ("(0018,6020)=-12", [-12]),  # ReferencePixelX0, SL
            ("(0028,9503)=-13\\5", [-13, 5]),  # VerticesOfTheRegion, SS
            ("TableSpeed=1.5\\-2e3", [1.5, -2000.0]),  # FD
            ("(0018,6028)=0.1", [0.1]),  # FD
            ("ExtendedOffsetTableLengths:UV=18446744073709551615", [2**64 - 1]),
            ("FrameIncrementPointer=00181063\\(0018,1065)\\0018,1065", [0x00181063, 0x00181065, 0x00181065]),
        ],
    )
    def test_numbers_and_tags(self, key: str, values: list[object]) -> None:
        assert only(key).values == values

    @pytest.mark.parametrize(
        ("key", "position", "message"),
        [
            ("Rows=70000", 5, "Rows: out of range, expected 0 to 65535 (US)"),
            ("Rows=-1", 5, "Rows: out of range, expected 0 to 65535 (US)"),
            ("Rows=1\\2\\x", 9, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows=1\\", 7, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows=5*", 5, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows=1_0", 5, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows=\u0661", 5, "Rows: not a whole number, expected 0 to 65535 (US)"),
            ("Rows=" + "9" * 5000, 5, "Rows: out of range, expected 0 to 65535 (US)"),
            ("(0028,9503)=32768", 12, "VerticesOfTheRegion: out of range, expected -32768 to 32767 (SS)"),
            ("TableSpeed=fast", 11, "TableSpeed: not a number (FD)"),
            ("TableSpeed=1_0", 11, "TableSpeed: not a number (FD)"),
            ("(0018,6028):FL=1e39", 15, "ReferencePixelPhysicalValueX: out of range, expected at most 3.4e38 (FL)"),
            ("FrameIncrementPointer=0018", 22, "FrameIncrementPointer: not a tag (AT)"),
        ],
    )
    def test_what_cannot_be_encoded(self, key: str, position: int, message: str) -> None:
        error = refused(key)
        assert (error.position, error.message) == (position, message)


class TestBytes:
    @pytest.mark.parametrize(
        ("key", "vr", "values"),
        [
            ("PixelData=00FFea08", "OW", [b"\x00\xff\xea\x08"]),
            ("PixelData=", "OW", []),
            ("(0029,1001)=00ff", "UN", [b"\x00\xff"]),
            ("0009,1020", "UN", []),
            ("(0029,1001):OB=00", "OB", [b"\x00"]),
        ],
    )
    def test_they_are_hexadecimal_digits(self, key: str, vr: str, values: list[bytes]) -> None:
        element = only(key)
        assert (element.vr, element.values) == (vr, values)

    @pytest.mark.parametrize(
        ("key", "position", "message"),
        [
            ("(0029,0100)=2", 13, "(0029,0100): 1 hexadecimal digits, expected an even number"),
            ("PixelData=00g0", 12, "PixelData: 'g' is not a hexadecimal digit"),
            ("PixelData=00\\ff", 12, "PixelData: '\\\\' is not a hexadecimal digit"),
            ("PixelData=00 ff", 12, "PixelData: ' ' is not a hexadecimal digit"),
            ("PixelData=0\u0661", 11, "PixelData: '\u0661' is not a hexadecimal digit"),
        ],
    )
    def test_what_cannot_be_encoded(self, key: str, position: int, message: str) -> None:
        error = refused(key)
        assert (error.position, error.message) == (position, message)

    def test_a_value_on_a_sequence(self) -> None:
        error = refused("BeamSequence[0]=x")
        assert (error.position, error.message) == (16, "a sequence takes no value")
        assert refused("BeamSequence=x").position == 13


class TestPrivate:
    def test_a_creator_is_text(self) -> None:
        assert only("(0029,0010)=ACME").vr == "LO"

    def test_a_vr_of_one_s_own_choice(self) -> None:
        assert only("(0029,1001):lo=a\\b") == Element(0x00291001, "LO", ["a", "b"])
        assert only("(0029,1001):SQ=") == Element(0x00291001, "SQ", [])
        assert only("Rows:SS=-1") == Element(0x00280010, "SS", [-1])
        assert only("PatientName:UN=41") == Element(PATIENT_NAME, "UN", [b"A"])

    def test_the_vr_comes_from_the_creator_in_the_same_item(self) -> None:
        creator = "(0009,0010)=GEMS_IDEN_01"  # known to pydicom's private dictionary: (0009,xx04) is SH
        assert query(creator, "(0009,1004)=Scanner")[0x00091004].vr == "SH"
        assert query("(0009,0010)=NOBODY", "(0009,1004)=41")[0x00091004].vr == "UN"
        assert query(creator, "(0009,10fe)=41")[0x000910FE].vr == "UN"

    def test_the_vr_comes_from_the_element_in_its_place(self) -> None:
        dataset = DataSet([Element(0x00291001, "LO", ["old"])])
        apply_key(dataset, "(0029,1001)=new")
        assert dataset[0x00291001] == Element(0x00291001, "LO", ["new"])

    @pytest.mark.parametrize("vr", ["", "XX", "LOO", "L", "SQ[0]"])
    def test_what_is_no_vr(self, vr: str) -> None:
        error = refused(f"(0029,1001):{vr}=x")
        assert error.position == 12
        assert error.message == f"unknown VR {vr!r}"


class TestReturnKeys:
    def test_they_are_added_empty(self) -> None:
        dataset = DataSet()
        for path in ("PatientName", "10,20=", "BeamSequence", "(0040,0100).Modality", "ConceptCodeSequence[0]"):
            apply_return_key(dataset, path)
        assert dataset == query("PatientName", "10,20", "BeamSequence", "(0040,0100)[0].Modality", "0040,A168[0]")

    def test_they_leave_what_is_there(self) -> None:
        before = query("PatientName=X", "BeamSequence[1]", "(0040,0100)[0].Modality=CT")
        dataset = query("PatientName=X", "BeamSequence[1]", "(0040,0100)[0].Modality=CT")
        for path in ("PatientName", "BeamSequence", "BeamSequence[0]", "(0040,0100).Modality"):
            apply_return_key(dataset, path)
        assert dataset == before

    def test_they_have_no_value(self) -> None:
        with pytest.raises(InvalidKey) as caught:
            apply_return_key(DataSet(), "PatientName=X")
        assert (caught.value.position, caught.value.message) == (12, "a return key takes no value")
        assert "-k" in caught.value.hint


def test_a_dialect_reads_in_its_own_way() -> None:
    shouting = Reader(parse_key, lambda vr, text: [f"{vr} {text.upper()}"])
    dataset = DataSet()
    apply_key(dataset, "PatientName=a", reader=shouting)
    assert dataset.text_of(PATIENT_NAME) == "PN A"


def test_parse_key_keeps_the_places() -> None:
    key = parse_key(" BeamSequence[2].(0029,1001):LO=a=b")
    assert [(step.tag, step.index, step.position) for step in key.steps] == [(BEAMS, 2, 1), (0x00291001, None, 17)]
    assert (key.vr, key.value, key.value_position) == ("LO", "a=b", 32)


@pytest.mark.parametrize(
    ("key", "position", "shown"),
    [
        ("PatientNmae=X", 0, "PatientNmae=X\n^"),
        ("Rows=x", 5, "Rows=x\n     ^"),
        ("Rows=", 5, "Rows=\n     ^"),
        ("A\tB\x1b[0m\udc80", 2, "A?B?[0m?\n  ^"),
        ("王:e\u0301x", 4, "王:e\u0301x\n    ^"),
    ],
)
def test_pointing_at_a_place(key: str, position: int, shown: str) -> None:
    assert point_at(key, position) == shown
