"""Character sets of the command: what is declared and sent, how answers are read that do not say what they are in."""

from __future__ import annotations

import json

import pytest
from pydicom import dcmread

from cli.command import Command, Result
from cli.literal import ACCEPT, RELEASED, response
from findscu.testing.scp import FindScp
from findscu.testing.scripted import ScriptedPeer, Step

YAMADA = "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"
YAMADA_RAW = (  # PS3.5 §H.3.1, the example of a name in ISO 2022 IR 13\ISO 2022 IR 87
    b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J"
)


def element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    """An element in Explicit VR Little Endian with a 16-bit length."""
    value += b" " * (len(value) % 2)
    return b"".join(n.to_bytes(2, "little") for n in (group, number)) + vr + len(value).to_bytes(2, "little") + value


def name(raw: bytes, charset: bytes | None = None) -> bytes:
    declared = b"" if charset is None else element(0x0008, 0x0005, b"CS", charset)
    return declared + element(0x0010, 0x0010, b"PN", raw)


def answer(findscu: Command, *identifiers: bytes, words: tuple[object, ...] = ()) -> Result:
    """Ask a peer that answers with these identifiers."""
    with ScriptedPeer(steps_for("native", *identifiers)) as peer:
        return findscu(peer.host, peer.port, "-L", "STUDY", *words)


def steps_for(dialect: str, *identifiers: bytes) -> list[Step]:
    """What a peer does that answers with these identifiers; pynetdicom's findscu asks Study Root on context 9."""
    context_id = 9 if dialect == "pynetdicom" else 1
    accept = ACCEPT.replace(b"\1\0\0\0\x40", bytes((context_id, 0, 0, 0, 0x40)))
    answers = b"".join(response(0xFF00, one, context_id) for one in identifiers) + response(0, None, context_id)
    return [Step(accept, after=1), Step(answers, after=2), Step(RELEASED, after=1)]


def names(result: Result) -> list[str]:
    return [json.loads(line)["00100010"]["Value"][0]["Alphabetic"] for line in result.out.splitlines()]


class TestCharset:
    @pytest.mark.parametrize(
        ("words", "sent"),
        [
            (("--charset", "ISO_IR 100"), name(b"M\xfcller", b"ISO_IR 100")),
            (("--charset", "latin1"), name(b"M\xfcller", b"ISO_IR 100")),
            (("--charset", "utf-8"), name("Müller".encode(), b"ISO_IR 192")),
        ],
    )
    @pytest.mark.parametrize("dialect", ["native", "dcmtk", "pynetdicom"])
    def test_it_is_declared_and_used(self, findscu, words, sent, dialect):
        with ScriptedPeer(steps_for(dialect)) as peer:
            findscu("--dialect", dialect, "-S", "-k", "PatientName=Müller", *words, "-ta", 1, peer.host, peer.port)
        assert sent in peer.received[0]

    def test_native_declares_one_by_itself(self, findscu):
        """The older programs send the bytes of the line, undeclared."""
        with ScriptedPeer(steps_for("native")) as peer:
            findscu(peer.host, peer.port, "-S", "-k", "PatientName=Müller")
        assert name("Müller".encode(), b"ISO_IR 192") in peer.received[0]

    def test_it_is_declared_even_where_all_is_ascii(self, findscu):
        """dcmqrscp and others answer in the set of the query."""
        with ScriptedPeer(steps_for("native")) as peer:
            findscu(peer.host, peer.port, "-S", "-k", "PatientName=A", "--charset", "ISO_IR 144")
        assert name(b"A", b"ISO_IR 144") in peer.received[0]

    @pytest.mark.parametrize(("words", "is_asked"), [((), True), (("--no-charset-key",), False)])
    def test_a_query_that_declares_none_asks_for_it(self, findscu, words, is_asked):
        """DEVIATION(ask-charset)."""
        with ScriptedPeer(steps_for("native")) as peer:
            findscu(peer.host, peer.port, "-S", "-k", "PatientName=A", *words)
        assert (name(b"A", b"") in peer.received[0]) == is_asked
        assert name(b"A") in peer.received[0]

    def test_code_extensions(self, findscu):
        with ScriptedPeer(steps_for("native")) as peer:
            words = ("--charset", "ISO 2022 IR 13\\ISO 2022 IR 87")
            findscu(peer.host, peer.port, "-S", "-k", f"PatientName={YAMADA}", *words)
        assert name(YAMADA_RAW, b"ISO 2022 IR 13\\ISO 2022 IR 87") in peer.received[0]

    @pytest.mark.parametrize("dialect", ["native", "dcmtk", "pynetdicom"])
    def test_a_query_file_is_converted(self, findscu, tmp_path, dialect):
        path = tmp_path / "query.dcm"
        path.write_bytes(name("Müller".encode(), b"ISO_IR 192"))
        with ScriptedPeer(steps_for(dialect)) as peer:
            words = ("-S", "-ta", 1, "--charset", "ISO_IR 100", "-f", path, peer.host, peer.port)
            findscu("--dialect", dialect, *(words if dialect != "dcmtk" else (*words[:5], *words[7:], path)))
        assert name(b"M\xfcller", b"ISO_IR 100") in peer.received[0]

    @pytest.mark.parametrize(
        ("charset", "said"),
        [
            ("ISO_IR 999", "an unknown Specific Character Set: 'ISO_IR 999'"),
            ("windows-1252", "an unknown Specific Character Set: 'windows-1252'"),
            ("ISO_IR 192\\ISO_IR 100", "ISO_IR 192 allows no code extensions: "),
        ],
    )
    def test_what_is_none(self, findscu, charset, said):
        result = findscu("peer", 104, "-L", "STUDY", "--charset", charset)
        assert result.code == 1
        assert result.lines[0].startswith(said)

    def test_what_it_does_not_have(self, findscu):
        result = findscu("peer", 104, "-L", "STUDY", "-k", "PatientName=山田", "--charset", "ISO_IR 100")
        assert result.code == 1
        assert "(0010,0010)" in result.lines[0]


class TestAssumedCharset:
    @pytest.mark.parametrize(
        ("identifier", "words", "expected"),
        [
            (name(b"\xcf\xe5\xf2\xf0"), ("--assume-charset", "windows-1251"), "Петр"),
            (name(b"M\xfcller"), ("--assume-charset", "ISO_IR 100"), "Müller"),
            (name("Müller".encode()), ("--assume-charset", "utf-8"), "Müller"),
            (name("Müller".encode(), b""), ("--assume-charset", "ISO_IR 192"), "Müller"),
            (name(b"\x1b-F\xc4\xe9\xef\xed"), ("--assume-charset", "\\ISO 2022 IR 126"), "Διον"),
            (name(b"M\xfcller", b"ISO_IR 100"), ("--assume-charset", "ISO_IR 192"), "Müller"),
            (name(b"M\xfcller", b"ISO_IR 192"), ("--assume-charset", "ISO_IR 100", "--ignore-charset"), "Müller"),
            (name("Müller".encode(), b"ISO_IR 100"), ("--assume-charset", "ISO_IR 192", "--ignore-charset"), "Müller"),
        ],
    )
    @pytest.mark.parametrize("dialect", ["native", "dcmtk", "pynetdicom"])
    def test_what_is_read(self, findscu, identifier, words, expected, dialect):
        with ScriptedPeer(steps_for(dialect, identifier, identifier)) as peer:
            line = ("-S", "-k", "QueryRetrieveLevel=STUDY", "--jsonl", "-ta", 1, *words, peer.host, peer.port)
            assert names(findscu("--dialect", dialect, *line)) == [expected] * 2

    def test_text_and_csv(self, findscu):
        identifier = name(b"\xcf\xe5\xf2\xf0")
        words = ("--assume-charset", "windows-1251", "-r", "PatientName")
        assert "PatientName                         Петр\n" in answer(findscu, identifier, words=words).out
        assert "Петр" in answer(findscu, identifier, words=(*words, "--csv")).out

    @pytest.mark.parametrize(
        ("words", "declared"),
        [
            (("--assume-charset", "ISO_IR 100"), ["ISO_IR 100"]),
            (("--assume-charset", "windows-1252"), ["ISO_IR 192"]),
        ],
    )
    def test_files_declare_it(self, findscu, tmp_path, words, declared):
        answer(findscu, name(b"M\xfcller"), words=("--format", "dicom", "-od", tmp_path, *words))
        (path,) = tmp_path.iterdir()
        dataset = dcmread(path)
        assert dataset.PatientName == "Müller"
        assert [dataset.SpecificCharacterSet] == declared

    def test_what_is_none(self, findscu):
        result = findscu("peer", 104, "-L", "STUDY", "--assume-charset", "klingon")
        assert result.code == 1
        assert "an unknown Specific Character Set: 'klingon'" in result.lines

    def test_ignoring_needs_another(self, findscu):
        assert findscu("peer", 104, "-L", "STUDY", "--ignore-charset").code == 1


class TestUndecodable:
    """No byte loses a match; a warning says which attributes, and how many values."""

    BROKEN = name(b"M\xfcller", b"ISO_IR 192") + element(0x0010, 0x4000, b"LT", b"\xff\xfe")

    @pytest.mark.parametrize("format", ["text", "jsonl", "csv", "json"])
    def test_all_matches_come_and_the_warning_counts(self, findscu, format):
        words = ("--format", format, "-r", "PatientName", "-r", "PatientComments")
        result = answer(findscu, self.BROKEN, name(b"Doe"), self.BROKEN, words=words)
        assert result.code == 0
        assert result.out.count("M\\xfcller") + result.out.count("M\\\\xfcller") == 2
        assert "Doe" in result.out
        warning = "warning: 4 values are not in the character set that the answers declare: "
        assert f"{warning}(0010,0010) PatientName, (0010,4000) PatientComments" in result.lines
        assert any("--assume-charset" in line and "--ignore-charset" in line for line in result.lines)

    def test_undeclared_text_is_shown_as_latin_1_and_told_of(self, findscu):
        result = answer(findscu, name(b"M\xfcller"), words=("--jsonl",))
        assert names(result) == ["Müller"]
        warning = "a value is not in the character set that the answers declare: (0010,0010) PatientName"
        assert f"warning: {warning}" in result.lines

    def test_an_assumption_that_fits_silences_the_warning(self, findscu):
        result = answer(findscu, name(b"M\xfcller"), words=("--jsonl", "--assume-charset", "ISO_IR 100"))
        assert not any("character set" in line for line in result.lines)


def test_the_same_over_an_scp(findscu: Command, scp: FindScp) -> None:
    result = findscu(scp.peer, "-L", "STUDY", "--charset", "ISO_IR 100", "--assume-charset", "ISO_IR 100", "--count")
    assert (result.code, result.out) == (0, "3\n")
