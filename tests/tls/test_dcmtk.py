"""TLS in DCMTK's dialect, judged by DCMTK's findscu: the same line, to the same peer, with the same files.

Errors, warnings and exit codes agree line by line; so do who is talked to and who is not. What only newer versions of
DCMTK have (its default profile, server names, lists of profiles) follows its manual, and nobody judges it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from findscu.cli.run import run
from findscu.tls.profiles import available_suites
from peers import process
from peers.certificates import PASSWORD
from peers.process import HOST
from peers.programs import require_dcmtk
from peers.tls import Forwarder, dcmtk_findscu, listener, s_server, server_context

pytestmark = pytest.mark.peer

QUERY = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID", "-aec", "ARCHIVE", "-ta", "2", "-to", "3")


RESET = "0006:031d TCP I/O Error (Connection reset by peer) occurred in routine: sendAssociationRQTCP"
ABORTED = "0006:0317 Peer aborted Association (or never connected)"


def spoken(text: str) -> list[str]:
    """Return the lines that say what is wrong; a peer that refuses us after the handshake may be faster than DCMTK."""
    lines = text.replace(RESET, ABORTED).splitlines()
    return [line for line in lines if re.match("[FEW]: |error: |Enter ", line)]


class Judge:
    """Runs a line through both programs, each in the folder of the certificates."""

    def __init__(self, folder: Path) -> None:
        self.program = require_dcmtk("findscu")
        self.folder = folder

    def theirs(self, *words: str, feed: str = "") -> tuple[int, list[str]]:
        done = dcmtk_findscu(self.program, *QUERY, *words, folder=self.folder, feed=feed)
        return done.returncode, spoken(done.stderr)

    def ours(self, *words: str) -> tuple[int, list[str]]:
        stderr = StringIO()
        code = run([*QUERY, *words], BytesIO(), stderr, "dcmtk")
        return code, spoken(stderr.getvalue())

    def agree(self, *words: str) -> int:
        """Return the exit code on which both agree."""
        expected = self.theirs(*words)
        assert self.ours(*words) == expected
        return expected[0]


@pytest.fixture
def judge(pki, monkeypatch):
    monkeypatch.chdir(pki.folder)
    return Judge(pki.folder)


@pytest.fixture(scope="module", autouse=True)
def files(pki):
    for name in ("ca.crt", "ca.crl", "client.crt", "client.key", "rsa.crt", "rsa.key"):
        pki.to_der(name)
    (pki.folder / "garbage").write_text("nothing of the kind\n")
    words = ("-topk8", "-in", pki["client.key"], "-outform", "DER", "-passout", f"pass:{PASSWORD}")
    pki.openssl("pkcs8", *words, "-out", pki["client.encrypted.der"])
    pki.openssl("req", "-x509", "-key", pki["rsa.key"], "-sha1", "-subj", "/CN=sha1", "-out", pki["sha1.crt"])
    shutil.copy(pki["rsa.key"], pki["sha1.key"])
    digest = pki.openssl("x509", "-in", pki["ca.crt"], "-noout", "-hash").strip()
    for folder, file in (("hashed", "ca.crt"), ("hashed-der", "ca.crt.der")):
        (pki.folder / folder).mkdir(exist_ok=True)
        shutil.copy(pki[file], pki.folder / folder / f"{digest}.0")


@pytest.fixture(scope="module")
def servers(pki, dcmqrscp):
    """Forwarders before dcmqrscp, each with another certificate; "mutual" wants one of the client."""
    names = (
        *("server", "wrong-host", "self-signed", "rsa1024", "expired", "not-yet", "revoked", "stranger"),
        *("client-only", "chained", "sha1"),
    )
    target = (HOST, dcmqrscp.port)
    started = {name: Forwarder(server_context(pki, name), target) for name in names}
    started["mutual"] = Forwarder(server_context(pki, "server", client_ca="ca"), target)
    yield started
    for one in started.values():
        one.__exit__()


# What the options of a line demand of each other: nothing connects.
LINES = """
+ps
+pw x
-pw
+ps +pw x
+pw x +ps
-pem
-der
-pem -der
-der -pem
+cf x
+cd x
+crl x
+cf x +cd y -pem
+crv
+cra
+py
+px
+pz
+pa
+pn
+px +py
+py +px
+pa +pn
+cs X
+rs x
+ws
+wf x
-rc
-ic
-rc -ic
-ic -rc
+tla +ps
+tla +pw x
+tla -pw
+tla +ws
+tla +wf x
+tla +ws +wf x
+tla +wf x +ws
+tla +crv +cra
+tla +cra +crv
+tla +pz +cs TLS_RSA_WITH_AES_128_CBC_SHA
+tla -tls -ic
+tls a b -tls +pw x
+tla +rs a +tls b c -tls
+tls a
+tls
+cs
+cf
+cd
+crl
+rs
+wf
+pw
+tla +ic
+tls-x
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_what_options_demand(judge, line):
    assert judge.agree("localhost", "9", *line.split()) == 1


@pytest.mark.skipif(bool(available_suites(["TLS_RSA_WITH_3DES_EDE_CBC_SHA"])), reason="this OpenSSL has 3DES")
@pytest.mark.parametrize("line", ["+pb", "+tla +pb"])
def test_no_basic_profile_without_3des(judge, line):
    assert judge.agree("localhost", "9", *line.split()) == 1


# Files and suites that cannot be used; +py is the default of DCMTK 3.6.7, so that it may judge.
FILES = """
+tla +cf n1 +cf n2 +cf n3 +cf n4 +cf n5 +cf ca.crt
+tla +cf n1 +crl n2 +cf n4 +crl n5 +cf ca.crt
+tla +cf garbage +cf n1 +cf garbage +cf ca.crt
+tla +cf client.key +cf ca.crt
+tla +cf hashed +cf ca.crt
+tla -der +cf ca.crt +cf ca.crt +cf ca.crt +cf ca.crt
+tla -der +cf ca.crt.der
+tla -der +cd hashed-der
+tla +cf ca.crt.der
+tla +cd hashed
+tla +cd nowhere
+tla +cd empty
+tla +cf ca.crt +crl ca.crl
+tla -der +cf ca.crt.der +crl ca.crl.der
+tla +cf ca.crt +crl other-ca.crl
+tla +cf ca.crt +crl ca.crt
+tla +cf ca.crt +crv
+tla +cf ca.crt +cra
+tla +cf ca.crt +crl ca.crl +cra
+tls client.key client.crt +cf ca.crt
+tls client.key nowhere +cf n1
+tls nowhere client.crt +cf n1
+tls nowhere client.crt
+tls client.key garbage +cf ca.crt
+tls garbage client.crt +cf ca.crt
+tls client.crt client.crt +cf ca.crt
+tls client.key client.key +cf ca.crt
+tls client.key server.crt +cf ca.crt
+tls hashed client.crt
+tls client.key hashed
+tls client.encrypted.key client.crt +cf ca.crt +pw wrong
+tls client.encrypted.key client.crt +cf ca.crt -pw
+tls client.key.der client.crt.der -der +cf ca.crt.der
+tls client.key.der client.crt -der +cf ca.crt.der
+tls client.key client.crt -der +cf ca.crt.der
+tls client.encrypted.der client.crt.der -der +cf ca.crt.der
+tls client.key.der client.crt.der +cf ca.crt
+tls rsa1024.key rsa1024.crt +cf ca.crt
+tls sha1.key sha1.crt +cf ca.crt
+tla +cf ca.crt +cs NO_SUCH_SUITE
+tla +cf ca.crt +cs TLS_AES_128_GCM_SHA256
+tla +cf ca.crt +cs TLS_RSA_WITH_NULL_SHA
+tla +cf ca.crt +cs TLS_RSA_WITH_AES_128_CBC_SHA
+tla +cf ca.crt +cs TLS_RSA_WITH_AES_128_CBC_SHA +cs TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
+tla +cf ca.crt +cs TLS_ECDH_RSA_WITH_AES_128_CBC_SHA
+tla +cf ca.crt +rs nowhere
+tla +cf ca.crt +rs garbage +wf nowhere/x
""".strip().splitlines()


@pytest.mark.parametrize("line", FILES)
def test_files_and_suites(judge, servers, line):
    judge.agree("localhost", str(servers["server"].port), "+py", *line.split())


def test_a_password_on_the_line(judge, servers):
    words = ("+tls", "client.encrypted.key", "client.crt", "+cf", "ca.crt", "+py", "+pw", PASSWORD)
    assert judge.agree("localhost", str(servers["mutual"].port), *words) == 0


@pytest.mark.parametrize("feed", ["", f"{PASSWORD}\n", "wrong\n"])
def test_a_password_that_is_asked_for(judge, servers, feed):
    words = ("localhost", str(servers["mutual"].port), "+tls", "client.encrypted.key", "client.crt", "+cf", "ca.crt")
    command = [sys.executable, "-m", "findscu", "--dialect", "dcmtk", *QUERY, *words, "+py"]
    environment = process.environment(PYTHONPATH=str(Path(__file__).parents[2] / "src"))
    done = subprocess.run(
        command, input=feed, capture_output=True, text=True, timeout=30, env=environment, start_new_session=True
    )
    assert (done.returncode, spoken(done.stderr)) == judge.theirs(*words, "+py", feed=feed)


PROFILES = ("+py", "+px", "+pz", "+pa")
MODES = ("+tla +cf ca.crt", "+tla", "+tla -ic", "+tla +cf ca.crt +crl ca.crl", "+tls client.key client.crt +cf ca.crt")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "name",
    [
        *("server", "wrong-host", "self-signed", "expired", "not-yet", "revoked", "stranger", "client-only", "chained"),
        *("rsa1024", "sha1", "mutual"),
    ],
)
def test_who_is_talked_to(judge, servers, name, mode):
    judge.agree("localhost", str(servers[name].port), "+py", *mode.split())


@pytest.mark.parametrize("name", ["self-signed", "server", "sha1"])
def test_trust_in_the_certificate_itself(judge, servers, name):
    """Without the CA above it, only a self-signed one is a root to OpenSSL."""
    judge.agree("localhost", str(servers[name].port), "+py", "+tla", "+cf", f"{name}.crt")


@pytest.mark.parametrize("name", ["stranger", "self-signed", "expired", "client"])
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_clients_that_are_refused(pki, judge, name, version):
    options = (version, "-Verify", "1", "-CAfile", pki["ca.crt"], "-verify_return_error")
    with s_server(pki, "server", *options) as port:
        words = ("localhost", str(port), "+py", "+cf", "ca.crt")
        assert judge.agree(*words, "+tls", f"{name}.key", f"{name}.crt") == 2
        assert judge.agree(*words, "+tla") == 2


SERVERS = {
    "1.3": ("-tls1_3",),
    "1.1": ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
    "1.0": ("-tls1", "-cipher", "ALL:@SECLEVEL=0"),
    **{
        name: ("-tls1_2", "-cipher", f"{name}:@SECLEVEL=0")
        for name in (
            *("ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "NULL-SHA"),
            "ECDHE-RSA-CHACHA20-POLY1305",
        )
    },
}


@pytest.mark.parametrize("server", SERVERS)
def test_what_profiles_offer(pki, judge, server):
    with s_server(pki, "rsa", *SERVERS[server]) as port:
        for profile in (*PROFILES, "+pn"):
            judge.agree("localhost", str(port), profile, "+tla", "+cf", "ca.crt")


@pytest.mark.parametrize(
    "answer", [b"", b"\7\0\0\0\0\4\0\0\2\1", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\3\1\0\2\2\x46"]
)
@pytest.mark.parametrize("mode", ["+tla +cf ca.crt +py", ""])
def test_peers_that_speak_something_else(judge, answer, mode):
    with listener(answer) as port:
        assert judge.agree("localhost", str(port), *mode.split()) == 2


def test_seed_files(pki, judge, servers):
    port, trust = str(servers["server"].port), ("+tla", "+cf", "ca.crt", "+py")
    for run_line in (judge.theirs, judge.ours):
        seed, output = pki.folder / "seed", pki.folder / "seed-output"
        output.unlink(missing_ok=True)
        seed.write_bytes(b"stir")
        assert run_line("localhost", port, *trust, "+rs", "seed", "+wf", "seed-output") == (0, [])
        assert (seed.read_bytes(), len(output.read_bytes())) == (b"stir", 1024)
        assert output.stat().st_mode & 0o777 == 0o600
        assert run_line("localhost", port, *trust, "+rs", "seed", "+ws") == (0, [])
        assert len(seed.read_bytes()) == 1024
        output.unlink()
        assert run_line("localhost", "9", *trust, "+rs", "seed", "+wf", "seed-output")[0] == 2
        assert len(output.read_bytes()) == 1024


class TestUnjudged:
    """DCMTK 3.7's manual: the default profile, server names, lists."""

    def test_the_default_profile_is_that_of_rfc_8996(self, pki, judge):
        with s_server(pki, "rsa", *SERVERS["DHE-RSA-AES256-GCM-SHA384"]) as port:
            words = ("localhost", str(port), "+tla", "+cf", "ca.crt")
            refused = judge.ours(*words)
            assert refused == judge.ours(*words, "+pg") == judge.ours(*words, "+pm") == judge.ours(*words, "+py", "+pg")
            assert refused[1] == ["E: Association Request Failed: 000b:0c10 TLS error: sslv3 alert handshake failure"]
            assert judge.ours(*words, "+py") != refused
        with s_server(pki, "rsa", *SERVERS["ECDHE-RSA-CHACHA20-POLY1305"]) as port:
            words = ("localhost", str(port), "+tla", "+cf", "ca.crt")
            assert judge.ours(*words, "+pg") == refused
            assert judge.ours(*words, "+pm") != refused

    def test_short_keys(self, judge, servers):
        words = ("localhost", str(servers["rsa1024"].port), "+tla", "+cf", "ca.crt")
        assert judge.ours(*words)[0] == judge.ours(*words, "+pm")[0] == 2
        assert judge.ours(*words, "+py")[0] == 0

    def test_server_names(self, judge, servers):
        names = servers["server"].server_names
        names.clear()
        for words in ((), ("--no-sni",), ("--request-sni", "elsewhere.example")):
            assert judge.ours("localhost", str(servers["server"].port), "+tla", "+cf", "ca.crt", *words) == (0, [])
        assert names == [None, None, "elsewhere.example"]
        assert judge.ours("localhost", "9", "+tla", "--no-sni", "--request-sni", "x") == (
            1,
            ["error: --no-sni not allowed with --request-sni"],
        )

    @pytest.mark.parametrize(("option", "text"), [("+ph", "PS3.15 B.13"), ("+cc", "TLS_RSA_WITH_NULL_SHA\n")])
    def test_lists(self, option, text):
        stdout = BytesIO()
        assert run([option], stdout, StringIO(), "dcmtk") == 0
        assert text in stdout.getvalue().decode()

    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            (
                "+cs TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                [
                    "W: Ciphersuite 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256' uses CBC mode of operation. RFC 9325 "
                    "recommends that such cipher suites should not be used, unless both sides support the "
                    "encrypt_then_mac extension (we do)."
                ],
            ),
            (
                "+cs TLS_RSA_WITH_AES_128_CBC_SHA",
                [
                    "F: Ciphersuite 'TLS_RSA_WITH_AES_128_CBC_SHA' using SHA-1 MAC not permitted with security "
                    "profile 'BCP 195 RFC 8996 TLS Profile'",
                    "F: 000b:000a Ciphersuite not allowed in current DICOM security profile",
                ],
            ),
            (
                "+pm +cs TLS_RSA_WITH_AES_256_GCM_SHA384",
                [
                    "F: Additional ciphersuites not permitted with security profile "
                    "'Modified BCP 195 RFC 8996 TLS Profile'",
                    "F: 000b:000a Ciphersuite not allowed in current DICOM security profile",
                ],
            ),
        ],
    )
    def test_suites(self, judge, servers, words, lines):
        port = str(servers["server"].port)
        assert judge.ours("localhost", port, "+tla", "+cf", "ca.crt", *words.split())[1] == lines


def test_our_own_options_do_their_work_here_too(judge, servers):
    """They trust and check as native does."""
    words = ("--tls", "--tls-ca", "ca.crt")
    assert judge.ours("localhost", str(servers["server"].port), *words) == (0, [])
    assert judge.ours("localhost", str(servers["wrong-host"].port), *words)[0] == 2
    assert judge.ours("localhost", str(servers["wrong-host"].port), *words, "--tls-no-host-check") == (0, [])
