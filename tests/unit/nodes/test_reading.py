"""What a configuration file may say, and what is said of one that says something else."""

from __future__ import annotations

import os

import pytest

from findscu.errors import UsageError
from findscu.nodes import Configuration, Quirks
from findscu.nodes.keys import NODE_ROWS, QUIRK_ROWS, TLS_ROWS
from findscu.nodes.reading import read_configuration
from findscu.peer import Peer
from findscu.uids import IMPLICIT_VR_LITTLE_ENDIAN

PATH = os.path.abspath(os.path.join(os.sep, "home", "me", "config.toml"))
FOLDER = os.path.dirname(PATH)


def read(text: str) -> Configuration:
    return read_configuration(text.encode(), PATH)


def node(text: str):
    return read(f"[nodes.pacs]\n{text}")["pacs"]


def fault(text: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        read(text)
    message = str(caught.value)
    assert message.startswith(PATH) and "\n" not in message
    return message.removeprefix(PATH), caught.value.hint


class TestPeers:
    @pytest.mark.parametrize(
        ("text", "peer"),
        [
            ('address = "PACS@10.0.0.5:11112"', Peer("10.0.0.5", 11112, "PACS")),
            ('address = "pacs.example"', Peer("pacs.example", 104)),
            ('address = "dicom://PACS@[::1]:11112"', Peer("::1", 11112, "PACS")),
            ('host = "::1"\nport = 11112', Peer("::1", 11112)),
            ('host = "pacs.example"\ntls = true', Peer("pacs.example", 2762)),
            ('address = "PACS@pacs.example:104"\ntls = true', Peer("pacs.example", 104, "PACS")),
        ],
    )
    def test_an_address_in_any_of_its_forms(self, text, peer):
        assert node(text).peer == peer

    def test_the_called_title_beside_the_address(self):
        assert node('address = "A@h"\ncalled-aet = "B"').said["called_ae_title"] == "B"

    def test_names_in_quotes(self):
        assert list(read('[nodes."放射線"]\nhost = "h"\n[nodes."ct.2"]\nhost = "h"')) == ["放射線", "ct.2"]


class TestValues:
    def test_each_becomes_a_field(self):
        text = """
            host = "h"
            calling-aet = "ME"
            model = "patient"
            limit = 500
            timeout = 3
            dimse-timeout = 0.5
            max-pdu = 0
            ipv6 = true
            propose-implicit = true
            charset = "ISO_IR 100"
            fuzzy-names = true
            priority = "high"
            user = "me"
            user-pass = "env:PASS"
            proxy = "http://proxy.example:8080"
            description = "the archive"
        """
        pacs = node(text)
        assert pacs.description == "the archive"
        assert pacs.said == {
            "calling_ae_title": "ME",
            "model": "patient",
            "limit": 500,
            "connect_timeout": 3.0,
            "response_timeout": 0.5,
            "max_pdu_length": 0,
            "address_family": "ipv6",
            "transfer_syntaxes": (IMPLICIT_VR_LITTLE_ENDIAN,),
            "charset": "ISO_IR 100",
            "fuzzy_names": True,
            "priority": "high",
            "user": "me",
            "user_secret": ("passcode", "env:PASS"),
            "proxy": "http://proxy.example:8080",
        }

    def test_false_says_nothing_where_true_stands_for_something(self):
        assert node('host = "h"\nipv4 = true\nipv6 = false').said == {"address_family": "ipv4"}

    def test_files_are_beside_the_configuration_file(self):
        said = node(
            'host = "h"\n[nodes.pacs.tls]\nca = ["ca.pem", "/etc/ca"]\ncert = "~/me.pem"\npassword = "file:p"'
        ).said
        assert said["tls_mode"] == "anonymous"
        assert said["tls_ca"] == (os.path.join(FOLDER, "ca.pem"), os.path.join(FOLDER, "/etc/ca"))
        assert said["tls_certificate"] == os.path.join(os.path.expanduser("~"), "me.pem")
        assert said["tls_password"] == ("from", "file:" + os.path.join(FOLDER, "p"))

    def test_quirks(self):
        quirks = node(
            """
            host = "h"
            [nodes.pacs.quirks]
            wildcards-in-dates = false
            universal-matching = "*"
            image-level = "INSTANCE"
            ask-charset = false
            ignores = "ModalitiesInStudy"
            rejects = ["0008,0050", "ScheduledProcedureStepSequence.Modality"]
            """
        ).quirks
        assert quirks == Quirks(
            False, "*", "INSTANCE", False, ((0x00080061,),), ((0x00080050,), (0x00400100, 0x00080060))
        )

    def test_a_byte_order_mark_and_windows_line_ends(self):
        assert list(read_configuration(b'\xef\xbb\xbf[nodes.a]\r\nhost = "h"\r\n', PATH)) == ["a"]


class TestDefaults:
    def test_they_hold_where_a_node_says_nothing(self):
        known = read(
            """
            [defaults]
            calling-aet = "ME"
            timeout = 3
            called-aet = "ANY"
            [nodes.a]
            host = "a"
            [nodes.b]
            address = "B@b"
            timeout = 5
            """
        )
        assert known["a"].said == {"calling_ae_title": "ME", "connect_timeout": 3.0, "called_ae_title": "ANY"}
        assert known["b"].said == {"calling_ae_title": "ME", "connect_timeout": 5.0}

    def test_tls_of_the_defaults_says_how_and_not_whether(self):
        known = read('[defaults.tls]\npin = "00"\nname = "x"\n[nodes.a]\nhost="a"\n[nodes.b]\nhost="b"\ntls.name="y"')
        assert known["a"].said == {}
        assert known["b"].said == {"tls_mode": "anonymous", "tls_pins": ("00",), "tls_server_name": "y"}

    def test_whom_to_ask(self):
        assert read('[defaults]\npeer = "pacs"').default_peer == "pacs"


class TestSavedQueries:
    def test_options_parameters_and_placeholders(self):
        query = read(
            """
            [queries.ct]
            description = "CT"
            level = "WORKLIST"
            key = ["A={station}{{x}}", "B={day}"]
            limit = 5
            [queries.ct.parameters]
            day = "today"
            """
        ).queries["ct"]
        assert query.options == {"level": "WORKLIST", "key": ["A={station}{{x}}", "B={day}"], "limit": 5}
        assert (query.placeholders, query.parameters, query.description) == (("station", "day"), {"day": "today"}, "CT")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x = ", " is not TOML: invalid value (at end of document)", "write keys as"),
        ("node = 1", ": node is no table of this file", "did you mean nodes?"),
        ("nodes = 3", ": nodes is no table", "write [nodes]"),
        ("[nodes]\npacs = 3", ": [nodes] pacs is no table", "write [nodes.pacs]"),
        ("[nodes.a]\naddres = 'h'", ": [nodes.a] addres is no key of this file", "did you mean address?"),
        ("[nodes.a]\nhost='h'\nacse_timeout = 3", ": [nodes.a] acse_timeout is no", "did you mean acse-timeout?"),
        ("[nodes.a]", ": [nodes.a] address is missing", "write address"),
        ("[nodes.a]\nhost='h'\naddress='h'", ": [nodes.a] address stands beside host", "write address"),
        ("[nodes.a]\naddress='h'\nport=1", ": [nodes.a] port stands beside address", "write address"),
        ("[nodes.a]\naddress='h:0'", ": [nodes.a] address cannot be used: port '0' is no port", "1 to 65535"),
        ("[nodes.a]\nhost='h'\nport=70000", ": [nodes.a] port is 70000, expected a whole number from 1", ""),
        ("[nodes.a]\nhost='h'\ntimeout='3'", ": [nodes.a] timeout is text, expected seconds from 0.001", ""),
        ("[nodes.a]\nhost='h'\ntimeout=nan", ": [nodes.a] timeout is nan, expected seconds", ""),
        ("[nodes.a]\nhost='h'\nlimit=true", ": [nodes.a] limit is true, expected a whole number", ""),
        ("[nodes.a]\nhost='h'\nipv4=1", ": [nodes.a] ipv4 is 1, expected true or false", ""),
        ("[nodes.a]\nhost='h'\nipv4=true\nipv6=true", ": [nodes.a] ipv6 stands beside ipv4", "keep one"),
        ("[nodes.a]\nhost='h'\nmodel='stuy'", ": [nodes.a] model cannot be used: unknown inf", "did you mean study?"),
        ("[nodes.a]\nhost='h'\ncalled-aet='12345678901234567'", ": [nodes.a] called-aet cannot be used: AE", "AE"),
        ("[nodes.a]\naddress='12345678901234567@h'", ": [nodes.a] address cannot be used: AE", "AE"),
        ("[nodes.a]\nhost='h'\npriority='top'", ": [nodes.a] priority is text, expected one of 'low', 'medium'", ""),
        ("[nodes.a]\nhost='h'\nquirks=1", ": [nodes.a] quirks is no table", "write [nodes.a.quirks]"),
        ("[nodes.a]\nhost='h'\nquirks.ignore='A'", ": [nodes.a.quirks] ignore is no key", "did you mean ignores?"),
        ("[nodes.a]\nhost='h'\nquirks.ignores='PatientNme'", ": [nodes.a.quirks] ignores cannot be", "PatientName"),
        ("[nodes.a]\nhost='h'\nquirks.ignores='PatientID=1'", ": [nodes.a.quirks] ignores is text, expected at", ""),
        ("[nodes.a]\nhost='h'\ntls=1", ": [nodes.a] tls is no table", "write [nodes.a.tls]"),
        ("[nodes.a]\nhost='h'\ntls.ca=[1]", ": [nodes.a.tls] ca is 1, expected text between quotes", ""),
        ("[nodes.a]\nhost='h'\nignore-charset=true", ": [nodes.a] cannot be used: ignores_charset without", ""),
        ("[nodes.'a b']", ": [nodes] a b is no name", "choose a name"),
        ("[nodes.104]", ": [nodes] 104 is no name", "choose a name"),
        ("[nodes.'a@b']", ": [nodes] a@b is no name", "choose a name"),
        ("[nodes.-v]", ": [nodes] -v is no name", "choose a name"),
        ("[defaults]\nhost='h'", ": [defaults] host is no key of this file", ""),
        ("[queries.a]\nlevel=[]", ": [queries.a] level is a list, expected text", ""),
        ("[queries.a]\nlevel={}", ": [queries.a] level is a table, expected text", ""),
        ("[queries.a]\nkey='{'", ": [queries.a] key has a brace that belongs to no {name}", "write {{"),
        ("[queries.a]\nkey='x'\nparameters.y='1'", ": [queries.a.parameters] y stands nowhere", "write {y}"),
        ("[queries.a]\nkey='{y}'\nparameters.y=1", ": [queries.a.parameters] y is 1, expected text", ""),
        ("[nodes.a]\nhost='h'\nlimit=1979-05-27", ": [nodes.a] limit is a date or time, expected", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where_and_what_is_expected(text, message, hint):
    said, advice = fault(text)
    assert said.startswith(message)
    assert hint in advice


@pytest.mark.parametrize("key", ["tls.password", "user-pass", "user-jwt", "proxy-auth", "proxy"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(key):
    secret = "http://me:geheim@proxy" if key == "proxy" else "geheim"
    message, hint = fault(f'[nodes.a]\nhost = "h"\n{key} = "{secret}"')
    assert "geheim" not in message + hint
    assert key.rpartition(".")[2] in message


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff",
        b"x = " + b"1" * 5000,
        b"x = " + b"[" * 20000,
        b"a = 1\n[a]\n",
        b"\0",
        b"[nodes.a]\nlimit=" + b"9" * 4000,
    ],
    ids=["not UTF-8", "a huge number", "deep brackets", "twice", "NUL", "a huge limit"],
)
def test_whatever_else_is_in_it_is_one_line_too(raw):
    with pytest.raises(UsageError) as caught:
        read_configuration(raw, PATH)
    assert str(caught.value).startswith(PATH)
    assert len(str(caught.value).splitlines()) == 1


def test_what_is_no_utf8_is_told_with_its_line():
    with pytest.raises(UsageError, match="line 2 is not UTF-8"):
        read_configuration(b"# one\n# \xe4\n", PATH)


def test_a_missing_node_is_named_with_those_that_are_there():
    known = read('[nodes.pacs]\nhost = "h"')
    assert (list(known), len(known), "pacs" in known, "ris" in known) == (["pacs"], 1, True, False)
    with pytest.raises(UsageError) as caught:
        known["pasc"]
    assert (str(caught.value), caught.value.hint) == (f"no node 'pasc' in {PATH}", "did you mean pacs?")


def test_keys_are_options():
    """A node's keys are long names of options, and set what those set; those for TLS lack their prefix."""
    from findscu.cli.options import OPTIONS

    fields = {name: option.field for option in OPTIONS for name in option.names}
    assert {row.key: fields.get(f"--{row.key}") for row in NODE_ROWS} == {row.key: row.field for row in NODE_ROWS}
    others = {"crl": "--add-crl-file", "ignore-peer-cert": "--ignore-peer-cert", "profile": "--profile-8996"}
    others["cipher"] = "--cipher"
    for row in TLS_ROWS:
        assert fields[others.get(row.key, f"--tls-{row.key}")] == row.field


def test_profiles_are_those_of_tls():
    from findscu.nodes.keys import PROFILES
    from findscu.tls.profiles import PROFILES as KNOWN

    assert tuple(profile.name for profile in KNOWN) == PROFILES


def test_every_quirk_has_a_key():
    assert {row.field for row in QUIRK_ROWS} == set(Quirks._fields)
