"""The XML formats: what the fast walk writes is what elements are rendered to one by one; lines typed by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from findscu.identifier import EXPLICIT_LE, DataSet, Element, encode_dataset
from findscu.matches import Match
from findscu.output import writer_for

CHARSET, NAME, PATIENT_ID, COMMENTS = 0x00080005, 0x00100010, 0x00100020, 0x00104000
CREATOR, PRIVATE, STEP, CODES = 0x00110010, 0x00111001, 0x00400100, 0x00400008


def match(*elements: Element) -> Match:
    return Match(encode_dataset(DataSet([Element(CHARSET, "CS", ["ISO_IR 192"]), *elements]), EXPLICIT_LE), EXPLICIT_LE)


def lines(format_name: str, *matches: Match) -> list[str]:
    return writer_for(format_name, []).block(matches).decode().splitlines()


def test_values_have_their_references_and_the_length_of_their_bytes() -> None:
    item = DataSet([Element(0x00080100, "SH", ["<x>"])])
    written = lines(
        "xml",
        match(Element(NAME, "PN", ["A&B"]), Element(PATIENT_ID, "LO", ["%s{}"]), Element(CODES, "SQ", [item])),
        match(Element(NAME, "PN", ["山田"])),
        match(Element(PATIENT_ID, "LO", ["x" * 64]), Element(COMMENTS, "LT", ["y" * 2001])),
    )
    before = '<element tag="0010,0010" vr="PN" vm="1"'
    assert f'{before} len="4" name="PatientName">A&amp;B</element>' in written
    assert '<element tag="0010,0020" vr="LO" vm="1" len="4" name="PatientID">%s{}</element>' in written
    assert '<element tag="0008,0100" vr="SH" vm="1" len="4" name="CodeValue">&lt;x&gt;</element>' in written
    assert f'{before} len="6" name="PatientName">山田</element>' in written
    assert any(' len="2002" name="PatientComments">yy' in line for line in written)


def test_a_name_of_the_native_model_has_its_components() -> None:
    (found,) = [line for line in lines("native-xml", match(Element(NAME, "PN", ["D&C^Jane"]))) if "PatientName" in line]
    family, given_name = "<FamilyName>D&amp;C</FamilyName>", "<GivenName>Jane</GivenName>"
    name = f'<PersonName number="1"><Alphabetic>{family}{given_name}</Alphabetic></PersonName>'
    assert found == f'<DicomAttribute tag="00100010" keyword="PatientName" vr="PN">{name}</DicomAttribute>'


TEXTS = st.text(alphabet="aZ0 %&<>\"'=^\\+\x01\n山\u3000\U0001f600", max_size=8)
CHARSETS = st.sampled_from([None, [], ["ISO_IR 192"]])
FLAT_VRS = {NAME: "PN", PATIENT_ID: "LO", COMMENTS: "LT", CREATOR: "LO", PRIVATE: "LO", 0x00100000: "SH"}


def datasets(items: st.SearchStrategy[list[DataSet]]) -> st.SearchStrategy[DataSet]:
    def make(terms: list[str] | None, texts: dict[int, str], inner: list[DataSet] | None) -> DataSet:
        dataset = DataSet()
        if terms is not None:
            dataset.set(CHARSET, *terms)
        for tag in sorted(texts):
            text = texts[tag].encode("ascii", "ignore").decode() if terms == [] else texts[tag]
            dataset.set(tag, text, vr=FLAT_VRS[tag])
        if inner is not None and terms != []:
            dataset.set(STEP, *inner)
        return dataset

    return st.builds(make, CHARSETS, st.dictionaries(st.sampled_from(list(FLAT_VRS)), TEXTS), st.none() | items)


ANSWERS = st.lists(datasets(st.lists(datasets(st.lists(datasets(st.just([])), max_size=2)), max_size=2)), max_size=3)


@given(ANSWERS, st.sampled_from(["xml", "native-xml"]))
def test_the_fast_walk_writes_what_elements_are_rendered_to(answers: list[DataSet], format_name: str) -> None:
    """Items in a set of their own, empty character sets, private elements, what XML cannot hold."""
    matches = []
    for dataset in answers:
        dataset.set(CHARSET, "ISO_IR 192")
        matches.append(Match(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE))
    writer = writer_for(format_name, [])
    written = writer.block([*matches, *matches]).decode()
    alone = [
        writer.format_match([writer.render(match.dataset[tag]) for tag in sorted(match.dataset)], match)
        for match in matches
    ]
    assert written == writer_for(format_name, []).block([]).decode() + "".join([*alone, *alone])
