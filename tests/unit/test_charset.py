"""Text by Specific Character Set: the standard's own examples, the awkward bytes, and what is wrong in the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findscu.charset import DEFAULT, charset_for
from findscu.errors import EncodeError
from findscu.iso2022 import ESCAPES
from helpers import from_hex

NAME = b"\\^="

STANDARD_NAMES = {
    "H.3.1": (
        ("", "ISO 2022 IR 87"),
        """'Yamada^Tarou=' 1B2442 3B334544 1B2842 '^' 1B2442 42404F3A 1B2842
           '=' 1B2442 2464245E2440 1B2842 '^' 1B2442 243F246D2426 1B2842""",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    "H.3.2": (
        ("ISO 2022 IR 13", "ISO 2022 IR 87"),
        """D4CFC0DE '^' C0DBB3 '=' 1B2442 3B334544 1B284A '^' 1B2442 42404F3A 1B284A
           '=' 1B2442 2464245E2440 1B284A '^' 1B2442 243F246D2426 1B284A""",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    "I.2": (
        ("", "ISO 2022 IR 149"),
        """'Hong^Gildong=' 1B242943 FBF3 '^' 1B242943 D1CED4D7
           '=' 1B242943 C8AB '^' 1B242943 B1E6B5BF""",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    "J.3.1": (("ISO_IR 192",), "'Wang^XiaoDong=' E78E8B '^' E5B08FE69DB1 '='", "Wang^XiaoDong=王^小東="),
    "J.3.2": (("GB18030",), "'Wang^XiaoDong=' CDF5 '^' D0A1B6AB '='", "Wang^XiaoDong=王^小东="),
    "K.2": (
        ("", "ISO 2022 IR 58"),
        "'Zhang^XiaoDong=' 1B242941 D5C5 '^' 1B242941 D0A1B6AB '='",
        "Zhang^XiaoDong=张^小东=",
    ),
}
"""PS3.5 Annexes H to K: terms, bytes, text."""


@pytest.mark.parametrize("terms, raw, text", STANDARD_NAMES.values(), ids=STANDARD_NAMES)
def test_names_of_the_standard(terms, raw, text):
    charset = charset_for(terms)
    assert charset.decode(from_hex(raw), NAME) == text
    assert charset.encode(text) == from_hex(raw)
    assert charset.trouble(from_hex(raw), NAME) == ""
    assert charset.issues == ()


def test_each_line_of_a_text_starts_afresh():
    """PS3.5 Annex I.3: after CR and LF the characters above ASCII have to be chosen again."""
    raw = from_hex("'The' 20 '1st' 20 1B242943 B1E6B5BF 0D0A 'The' 20 '2nd' 20 1B242943 B1E6B5BF")
    charset = charset_for(("", "ISO 2022 IR 149"))
    assert charset.decode(raw) == "The 1st 길동\r\nThe 2nd 길동"
    assert charset.encode("The 1st 길동\r\nThe 2nd 길동") == raw


SINGLE_BYTE = {
    "ISO_IR 100": ("E9 DF", "éß"),
    "ISO_IR 101": ("B3 F3", "łó"),
    "ISO_IR 109": ("A1 A6", "ĦĤ"),
    "ISO_IR 110": ("B6 FE", "ļū"),
    "ISO_IR 126": ("C4 E9 EF", "Διο"),
    "ISO_IR 127": ("E2 C8", "قب"),
    "ISO_IR 138": ("F9 F8", "שר"),
    "ISO_IR 144": ("BB EE", "Лю"),
    "ISO_IR 148": ("FD FE", "ış"),
    "ISO_IR 166": ("A1 E0", "กเ"),
    "ISO_IR 203": ("A4 BD", "€œ"),
    "ISO_IR 13": ("D4 B0", "ﾔｰ"),
}
"""Bytes and text from the code tables of ISO 8859 and JIS X 0201."""


@pytest.mark.parametrize("term", SINGLE_BYTE)
def test_single_byte_sets(term):
    raw, text = SINGLE_BYTE[term]
    charset = charset_for([term])
    assert charset.terms == (term,)
    assert charset.decode(b"a" + from_hex(raw)) == "a" + text
    assert charset.encode("a" + text) == b"a" + from_hex(raw)


@pytest.mark.parametrize("term", [term for term in SINGLE_BYTE if term != "ISO_IR 13"])
def test_single_byte_sets_as_code_extensions(term):
    raw, text = SINGLE_BYTE[term]
    alone = charset_for([term.replace("ISO_IR", "ISO 2022 IR")])
    added = charset_for(["", term.replace("ISO_IR", "ISO 2022 IR")])
    assert alone.encode(text) == from_hex(raw)
    escaped = added.encode(f"{text}^{text}")
    assert escaped[:2] == b"\x1b-" and escaped.count(b"\x1b") == 2
    for charset, encoded in ((alone, from_hex(raw) + b"^" + from_hex(raw)), (added, escaped)):
        assert charset.decode(encoded, NAME) == f"{text}^{text}"
        assert charset.trouble(encoded, NAME) == ""


def test_g0_is_left_before_characters_of_g1():
    """ISO 2022 would not need it, but pydicom and others know one set at a time."""
    charset = charset_for(["ISO 2022 IR 13", "ISO 2022 IR 87"])
    assert charset.encode("だﾀ") == from_hex("1B2442 2440 1B284A C0")
    assert charset.decode(from_hex("1B2442 2440 C0")) == "だﾀ"


DELIMITERS_INSIDE = {
    "俓 in GB18030 ends in a backslash": (("GB18030",), "82 5C", "俓"),
    "俓 in GBK": (("GBK",), "82 5C", "俓"),
    "乛 in GB18030 ends in a caret": (("GB18030",), "81 5E", "乛"),
    "予 in JIS X 0208 ends in an equals sign": (("", "ISO 2022 IR 87"), "1B2442 4D3D 1B2842", "予"),
    "五 in JIS X 0208 ends in a caret": (("", "ISO 2022 IR 87"), "1B2442 385E 1B2842", "五"),
    "移 in JIS X 0208 ends in a backslash": (("", "ISO 2022 IR 87"), "1B2442 305C 1B2842", "移"),
    "丂 in JIS X 0212": (("ISO 2022 IR 6", "ISO 2022 IR 159"), "1B242844 3021 1B2842", "丂"),
}


@pytest.mark.parametrize("terms, raw, text", DELIMITERS_INSIDE.values(), ids=DELIMITERS_INSIDE)
def test_delimiters_inside_characters(terms, raw, text):
    charset = charset_for(terms)
    assert charset.split(from_hex(raw) + b"\\A^" + from_hex(raw), NAME) == [text, f"A^{text}"]
    assert charset.encode(text) == from_hex(raw)


@pytest.mark.parametrize(
    "spelled, meant",
    [
        ("ISO IR 100", "ISO_IR 100"),
        ("ISO-IR 100", "ISO_IR 100"),
        ("ISO_IR_100", "ISO_IR 100"),
        ("iso_ir 100", "ISO_IR 100"),
        ("ISOIR100", "ISO_IR 100"),
        ("ISO 8859-1", "ISO_IR 100"),
        ("UTF-8", "ISO_IR 192"),
        ("utf8", "ISO_IR 192"),
        ("ISO 2022 GBK", "GBK"),
        ("ISO_2022_IR_87", "ISO 2022 IR 87"),
        ("ISO 2022-IR 87", "ISO 2022 IR 87"),
    ],
)
def test_misspelt_terms_are_understood_and_reported(spelled, meant):
    charset = charset_for([spelled])
    assert charset.terms == (meant,)
    assert charset.issues == (f"a misspelt Specific Character Set, read as {meant}",)
    assert charset.encode("é" if meant in ("ISO_IR 100", "ISO_IR 192", "GBK") else "山")


@pytest.mark.parametrize(
    "terms, taken, issue",
    [
        (("ISO_IR 999",), (), "an unknown Specific Character Set"),
        (("nonsense", "ISO 2022 IR 87"), ("", "ISO 2022 IR 87"), "an unknown Specific Character Set"),
        (("ISO_IR 192", "ISO 2022 IR 87"), ("ISO_IR 192",), "ISO_IR 192 allows no code extensions"),
        (("GB18030", "GBK"), ("GB18030",), "GB18030 allows no code extensions"),
        (("ISO_IR 100", "GBK"), ("ISO_IR 100",), "a character set that is no code extension among several"),
        (("",), (), None),
        (("ISO_IR 6",), ("ISO_IR 6",), None),
        (("ISO 2022 IR 6",), ("ISO 2022 IR 6",), None),
        (("ISO 2022 IR 100 ", "ISO 2022 IR 87\0"), ("ISO 2022 IR 100", "ISO 2022 IR 87"), None),
    ],
)
def test_terms_that_do_not_go_together(terms, taken, issue):
    charset = charset_for(terms)
    assert charset.terms == taken
    assert list(charset.issues) == ([] if issue is None else [issue])


def test_a_set_is_made_once():
    assert charset_for(["ISO_IR 101"]) is charset_for(("ISO_IR 101",))
    assert charset_for([]) is DEFAULT


TROUBLES = {
    "latin bytes that were declared UTF-8": (["ISO_IR 192"], b"M\xfcller", "M\\xfcller", "byte 1 "),
    "a hole in ISO 8859-7": (["ISO_IR 126"], b"a\xae", "a\\xae", "byte 1 "),
    "half a character of GB18030": (["GB18030"], b"\xcd\xf5\xd0", "王\\xd0", "byte 2 "),
    "nothing declared": ([], b"M\xfcller", "Müller", "byte 1 does not belong to the default"),
    "ASCII declared": (["ISO_IR 6"], b"\xe9", "é", "byte 0 does not belong to ISO_IR 6"),
    "half a character of JIS X 0208": (["", "ISO 2022 IR 87"], b"\x1b$B;3E\x1b(B", "山\\x45", "bytes that do not"),
    "an unknown escape": (["", "ISO 2022 IR 87"], b"A\x1b%GB", "A\x1b%GB", "an escape sequence that DICOM"),
    "an undeclared escape": (["", "ISO 2022 IR 87"], b"\x1b$)C\xfb\xf3", "洪", "an escape sequence to a character"),
    "high bytes before any escape": (["", "ISO 2022 IR 87"], b"M\xfcller", "Müller", "bytes above ASCII before"),
    "Shift JIS declared JIS X 0201": (["ISO_IR 13"], b"\x83\x5c", "ソ", "byte 0 is Shift JIS"),
}


@pytest.mark.parametrize("terms, raw, text, trouble", TROUBLES.values(), ids=TROUBLES)
def test_nothing_is_lost_and_everything_is_reported(terms, raw, text, trouble):
    charset = charset_for(terms)
    assert charset.decode(raw) == text
    assert charset.trouble(raw).startswith(trouble)


def test_bytes_shown_are_no_delimiters():
    assert charset_for(["GB18030"]).split(b"a\xff\\b") == ["a\\xff", "b"]
    assert charset_for(["ISO_IR 192"]).split(b"a\xff\\\xe9") == ["a\\xff", "\\xe9"]


@pytest.mark.parametrize(
    "terms, text, position",
    [
        ([], "Mé", 1),
        (["ISO_IR 100"], "aą", 1),
        (["ISO_IR 13"], "ﾔ山", 1),
        (["ISO_IR 13"], "¥", 0),
        (["ISO 2022 IR 13", "ISO 2022 IR 87"], "山¥", 1),
        (["", "ISO 2022 IR 87"], "山ﾔ", 1),
        (["", "ISO 2022 IR 149"], "Hong한乗", 5),
        (["ISO_IR 192"], "ok\ud800", 2),
        (["GB18030"], "\udfff", 0),
    ],
)
def test_what_cannot_be_written_is_named_by_its_place(terms, text, position):
    with pytest.raises(EncodeError, match=f"character {position + 1} of the text is not in ") as caught:
        charset_for(terms).encode(text)
    assert caught.value.position == position
    assert text not in str(caught.value)


STARTS_AFRESH = {
    "G1 after a caret": (("", "ISO 2022 IR 149"), b"\x1b$)C\xfb\xf3^\xfb\xf3", NAME, "洪^ûó"),
    "not where there are no names": (("", "ISO 2022 IR 149"), b"\x1b$)C\xfb\xf3^\xfb\xf3", b"\\", "洪^洪"),
    "G0 after a line": (("", "ISO 2022 IR 87"), b"\x1b$B;3\nED", b"\\", "山\nED"),
    "not after a blank": (("", "ISO 2022 IR 87"), b"\x1b$B;3 ED\x1b(B", b"\\", "山 田"),
    "not in a character": (("", "ISO 2022 IR 87"), b"\x1b$B8^\x1b(B^A", NAME, "五^A"),
    "to katakana": (("ISO 2022 IR 13", "ISO 2022 IR 87"), b"\x1b$B;3\x1b(J^\xd4\xcf", NAME, "山^ﾔﾏ"),
    "though Shift JIS has it": (("ISO 2022 IR 13", "ISO 2022 IR 87"), b"\x83\x5c\xd4", b"\\", "\\x83\\ﾔ"),
    "at an unknown escape": (("", "ISO 2022 IR 149"), b"\x1b$)C\xfb\xf3\x1b%\xfb", b"\\", "洪\x1b%û"),
}
"""PS3.5 §6.1.2.5.3: where both registers hold again what the first value of (0008,0005) says."""


@pytest.mark.parametrize("terms, raw, delimiters, text", STARTS_AFRESH.values(), ids=STARTS_AFRESH)
def test_where_code_extensions_start_afresh(terms, raw, delimiters, text):
    assert charset_for(terms).decode(raw, delimiters) == text


PIECES = [
    *ESCAPES,
    b"\x1b",
    b"\x1b$A",
    b";3",
    b"ED",
    b"8^",
    b"0\\",
    b"A",
    b" ",
    b"\\",
    b"^",
    b"\n",
    b"\xfb\xf3",
    b"\x0e",
]


@given(st.lists(st.sampled_from(PIECES), max_size=10), st.sampled_from([b"", b"\\", NAME]))
def test_what_is_read_with_one_call_is_what_is_read_run_by_run(pieces, delimiters):
    raw = b"".join(pieces)
    for terms in (("", "ISO 2022 IR 87"), ("ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159")):
        charset = charset_for(terms)
        text = charset._read_jis(raw)
        assert text is None or (text, "") == charset._read_runs(raw, delimiters)
    assert charset._read_jis(b"\x1b$B;3ED\x1b(J") == "山田"
