"""Character sets by the names that users give them."""

from __future__ import annotations

import pytest

from findscu.charset import DEFAULT, charset_for
from findscu.charset_names import assumed_charset, check_terms, declared_terms
from findscu.errors import DataError, UnsupportedCharset, UsageError
from findscu.identifier import EXPLICIT_LE, IMPLICIT_LE, Columns, DataSet, decode_dataset, encode_dataset
from findscu.matches import Match

NAME, CHARSET = 0x00100010, 0x00080005


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("ISO_IR 100", "ISO_IR 100"),
        ("iso-ir-100", "ISO_IR 100"),
        ("utf-8", "ISO_IR 192"),
        ("latin1", "ISO_IR 100"),
        ("\\ISO 2022 IR 87", "\\ISO 2022 IR 87"),
        ("ISO 2022 IR 13\\ISO 2022 IR 87", "ISO 2022 IR 13\\ISO 2022 IR 87"),
    ],
)
def test_terms_are_understood_as_people_spell_them(name, terms):
    assert check_terms(name) == terms
    assert assumed_charset(name).terms == tuple(terms.split("\\"))


@pytest.mark.parametrize(
    "name",
    ["ISO_IR 999", "klingon", "rot13", "hex", "utf-16", "cp037", "ISO_IR 192\\ISO_IR 100", "ISO_IR 100\\cp1252", "\0"],
)
def test_names_of_nothing(name):
    for function in (check_terms, assumed_charset):
        with pytest.raises(UnsupportedCharset) as caught:
            function(name)
        assert isinstance(caught.value, UsageError) and isinstance(caught.value, DataError)
        assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("windows-1252", b"\x80 1,\x96", "€ 1,–"),
        ("windows-1251", b"\xcf\xe5\xf2\xf0", "Петр"),
        ("cp932", b"\x8e\x52\x93\x63", "山田"),
        ("koi8-r", b"\xd0\xc5\xd4\xd2", "петр"),
    ],
)
def test_sets_that_dicom_does_not_know(name, raw, text):
    charset = assumed_charset(name)
    assert charset.decode(raw) == text
    assert charset.encode(text) == raw
    assert declared_terms(charset) == ("ISO_IR 192",)


def test_nothing_assumed_is_the_default():
    assert assumed_charset("") is DEFAULT
    assert assumed_charset("ISO_IR 100") is assumed_charset("ISO_IR 100") is not charset_for(["ISO_IR 100"])
    assert not charset_for(["ISO_IR 100"]).is_assumed


def dataset_of(raw, declared=None, inner=None):
    """A name in the data set and in an item of a sequence, each with a (0008,0005) or without."""

    def element(group, number, vr, value):
        value += b" " * (len(value) % 2)
        return (
            group.to_bytes(2, "little") + number.to_bytes(2, "little") + vr + len(value).to_bytes(2, "little") + value
        )

    def with_name(charset):
        said = b"" if charset is None else element(0x0008, 0x0005, b"CS", charset)
        return said + element(0x0010, 0x0010, b"PN", raw)

    item = with_name(inner)
    items = b"\xfe\xff\x00\xe0" + len(item).to_bytes(4, "little") + item
    sequence = b"\x40\x00\x00\x01SQ\0\0" + len(items).to_bytes(4, "little") + items
    return with_name(declared) + sequence


def names_in(raw, charset):
    dataset = decode_dataset(raw, EXPLICIT_LE, charset=charset)
    columns = Columns(EXPLICIT_LE, lambda element: element.text, charset=charset)
    for _ in range(3):
        assert dataset[NAME].text in columns.walk(raw)
    return dataset[NAME].text, dataset[0x00400100].items[0][NAME].text


LATIN, UTF8 = b"M\xfcller", "Müller".encode()


@pytest.mark.parametrize(
    ("raw", "name", "is_forced", "expected"),
    [
        (dataset_of(UTF8), "ISO_IR 192", False, ("Müller", "Müller")),
        (dataset_of(UTF8, b""), "ISO_IR 192", False, ("Müller", "Müller")),
        (dataset_of(UTF8, b"", b""), "ISO_IR 192", False, ("Müller", "Müller")),
        (dataset_of(LATIN, b"ISO_IR 100"), "ISO_IR 192", False, ("Müller", "Müller")),
        (dataset_of(LATIN, b"ISO_IR 100", b""), "ISO_IR 192", False, ("Müller", "Müller")),
        (dataset_of(UTF8, b"ISO_IR 100"), "ISO_IR 192", True, ("Müller", "Müller")),
        (dataset_of(UTF8, b"ISO_IR 100", b"ISO_IR 101"), "ISO_IR 192", True, ("Müller", "Müller")),
    ],
)
def test_where_an_assumption_holds(raw, name, is_forced, expected):
    """In the items too; an empty (0008,0005) in the item of a data set with one means the default repertoire."""
    assert names_in(raw, assumed_charset(name, is_forced=is_forced)) == expected


def test_a_match_reads_and_hands_on_what_is_assumed():
    match = Match(dataset_of(UTF8), EXPLICIT_LE, 0xFF00, assumed_charset("ISO_IR 192"))
    assert match.PatientName == match.ScheduledProcedureStepSequence[0].PatientName == "Müller"
    assert not match.issues
    declared = decode_dataset(match.declared(), EXPLICIT_LE)
    assert declared.text_of(CHARSET) == "ISO_IR 192"
    assert declared.text_of(NAME) == "Müller"
    assert match.to_pydicom().PatientName == "Müller"
    assert match.to_pydicom().ScheduledProcedureStepSequence[0].PatientName == "Müller"


def test_what_dicom_does_not_know_is_handed_on_in_utf_8():
    match = Match(dataset_of(b"\xcf\xe5\xf2\xf0"), EXPLICIT_LE, 0xFF00, assumed_charset("windows-1251"))
    assert match.to_pydicom().PatientName == "Петр"
    assert match.to_pydicom().SpecificCharacterSet == "ISO_IR 192"


def test_what_is_declared_is_handed_on_as_it_came():
    raw = dataset_of(LATIN, b"ISO_IR 100")
    assert Match(raw, EXPLICIT_LE, 0xFF00, assumed_charset("ISO_IR 192")).declared() is raw
    assert Match(raw, EXPLICIT_LE).declared() is raw
    broken = raw[:-1]
    assert Match(broken, EXPLICIT_LE, 0xFF00, assumed_charset("ISO_IR 192", is_forced=True)).declared() is broken


def test_a_data_set_that_was_read_so_is_written_in_its_own_set():
    dataset = decode_dataset(dataset_of(LATIN), EXPLICIT_LE, charset=assumed_charset("ISO_IR 100"))
    copy = DataSet(dataset.values())
    copy.set(CHARSET, "ISO_IR 192")
    assert decode_dataset(encode_dataset(copy, IMPLICIT_LE), IMPLICIT_LE)[NAME].text == "Müller"
