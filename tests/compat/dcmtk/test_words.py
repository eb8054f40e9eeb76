"""Lines and keys of DCMTK's dialect where no peer is needed; texts are those of DCMTK 3.6.7's findscu."""

from __future__ import annotations

from io import BytesIO, StringIO

import pytest

from findscu.cli.command_file import split_words
from findscu.cli.dcmtk.dictionary import Dictionary, FileDictionary
from findscu.cli.dcmtk.keys import BadKey, apply_key
from findscu.cli.run import run
from findscu.identifier import EXPLICIT_LE
from findscu.output.dcmtk_tree import Tree
from findscu.output.dcmtk_writer import encode_tree

ONLY_EXTRACTING = "only allowed with --extract, --extract-xml or --extract-xml-single"


def usage_error(*words: str) -> tuple[int, str]:
    err = StringIO()
    code = run(words, BytesIO(), err, "dcmtk")
    return code, err.getvalue().splitlines()[-1].removeprefix("error: ") if err.getvalue() else ""


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("-zz", "Unknown option -zz"),
        ("-S -k", "Missing value for option --key"),
        ("-k A", "Missing parameter peer"),
        ("localhost -k A", "Missing parameter port"),
        ("localhost 99999 -k A", "Invalid parameter value 99999 (overflow)"),
        ("localhost 0 -k A", "Invalid parameter value 0 (underflow)"),
        ("localhost abc -k A", "Invalid parameter value abc"),
        ("localhost 104", "either query file or override keys (or both) must be specified"),
        ("localhost 104 /nonexistent", "cannot access file: /nonexistent"),
        ("localhost 104 -k A -pdu 100", "Invalid value for option --max-pdu (underflow: 100)"),
        ("localhost 104 -k A -pdu 131073", "Invalid value for option --max-pdu (overflow: 131073)"),
        ("localhost 104 -k A -td x", "Invalid value for option --dimse-timeout (x)"),
        ("localhost 104 -k A +cl 3", "--compression-level only allowed with --propose-deflated"),
        ("localhost 104 -k A -Xlo 3", f"--limit-output {ONLY_EXTRACTING}"),
        ("localhost 104 -k A -v -ll debug", "--log-level not allowed with --verbose, --debug or --quiet"),
        ("localhost 104 -k A -ll loud", "Invalid log level for --log-level option"),
        ("localhost 104 -k A -q -pdu 1", ""),
        ("@/nonexistent", "Cannot open command file '/nonexistent'"),
    ],
)
def test_errors_of_a_line(line: str, text: str) -> None:
    assert usage_error(*line.split()) == (1, text)


def test_words_of_a_command_file() -> None:
    text = '-S  -k "PatientName=Doe J*"\n-k a\'b c\' "" \'open end'
    assert list(split_words(text)) == ["-S", "-k", "PatientName=Doe J*", "-k", "ab c", "", "open end"]


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("0040,0100[0].8,60=CT", "400000015351000012000000feff00e00a00000008006000435302004354"),
        ("PixelData=1\\ff", "e07f10004f570000040000000100ff00"),
        ("Rows=70000", "28001000555302007011"),
        ("SmallestImagePixelValue=-1", "2800060155530200ffff"),
        ("(0029,1001)=1\\2\\3", "29000110554e00000400000001020300"),
        ("PatientName=A", "10001000504e02004120"),
        ("0018,9073=1.5e3", "18007390464408000000000000709740"),
        ("RETIRED_OtherPatientIDs=1", "100000104c4f02003120"),
    ],
)
def test_bytes_of_a_key(key: str, sent: str) -> None:
    tree = Tree(EXPLICIT_LE)
    apply_key(tree, key, Dictionary())
    assert encode_tree(tree, EXPLICIT_LE).hex() == sent


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("=x", "0000:0001 Illegal parameter"),
        ("Item=1", "0001:0007 Illegal call, perhaps wrong parameters"),
        ("Rows=many", "0001:0006 Corrupted data"),
        ("Foo", "0001:0019 Unable to parse tag/dictionary name at beginning of path: Foo"),
        ("Patient*=A", "0001:0019 Item wildcard '*' found in path but wildcards disabled"),
        ("BeamSequence=A", "0001:0019 Cannot insert value into path ending with item or sequence"),
        ("PatientName[0]", "0001:0019 Invalid Path: Non-sequence tag found with rest path following"),
    ],
)
def test_keys_that_dcmtk_refuses(key: str, condition: str) -> None:
    with pytest.raises(BadKey) as caught:
        apply_key(Tree(EXPLICIT_LE), key, Dictionary())
    assert str(caught.value) == condition


def test_a_dictionary_of_ones_own(tmp_path) -> None:
    path = tmp_path / "own.dic"
    path.write_text('(0010,0010)\tPN\tMyName\t1\tDICOM\n(0029,"ACME",10)\tLO\tMine\n(6000-60FF,0010)\tUS\tRows\n')
    own = FileDictionary([str(path)])
    assert own.is_loaded
    assert own.tag_of("MyName") == 0x00100010
    assert own.look_up(0x00291010, "ACME") == ("LO", "Mine")
    assert own.look_up(0x60020010) == ("US", "Rows")
    assert own.look_up(0x00100020)[0] == "??"


def test_names_that_only_dcmtk_has() -> None:
    known = Dictionary()
    assert known.look_up(0x00101000) == ("LO", "RETIRED_OtherPatientIDs")
    assert known.tag_of("RETIRED_CodeLabel") == 0x00280800
    assert known.look_up(0x00291008, "SIEMENS CSA HEADER") == ("CS", "CSAImageHeaderType")
