"""Profiles: what they offer, judged by the `openssl` command: its names of suites, and its server's choice."""

from __future__ import annotations

import ssl

import pytest

from findscu import client
from findscu.errors import ConnectTimeout, FindscuError, TlsError, TlsSetupError
from findscu.tls import make_context
from findscu.tls.profiles import PROFILES, SUITES, available_suites, openssl_name, profile_named
from peers.tls import s_server

NAMES = [profile.name for profile in PROFILES]


def test_names_of_suites(pki):
    listed = pki.openssl("ciphers", "-stdname", "-s", "-V", "ALL:eNULL:@SECLEVEL=0")
    theirs = {words[2]: words[4] for words in map(str.split, listed.splitlines())}
    ours = {suite: openssl_name(suite) for suite in SUITES}
    known = ours.keys() & theirs.keys()
    assert len(known) > 40
    assert {suite: ours[suite] for suite in known} == {suite: theirs[suite] for suite in known}


def test_the_list_of_dcmtk_is_whole():
    """All suites of DCMTK 3.6.7 with OpenSSL 3.0 (its --list-ciphers), in its order up to the new ones."""
    assert len(SUITES) == 61
    assert SUITES[0] == "TLS_RSA_WITH_NULL_SHA"
    assert len(set(SUITES)) == len(SUITES)


def reaches(port, context) -> bool:
    """Whether there is a handshake; openssl's server speaks no DICOM, so that is all there is."""
    try:
        client.connect("localhost", port, tls=context, connect_timeout=5, association_timeout=0.01)
    except (TlsError, ConnectTimeout):
        return False
    except FindscuError:
        return True
    raise AssertionError("s_server has become a DICOM system")


# PS3.15 B.12, B.13, B.10, B.9, B.11, B.3 and IHE ATNA: what a server may insist on and still be talked to.
ACCEPTED = {
    "8996": {"1.3", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    "8996-mod": {
        "1.3",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES256-CCM",
    },
    "bcp195-nd": {"1.3", "ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384"},
    "bcp195": {"1.3", "ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "AES128-SHA", "1.0"},
    "bcp195-ex": {"ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    "aes": {"AES128-SHA", "1.0"},
    "null": {"NULL-SHA", "1.0 NULL"},
}
SERVERS = {
    "1.3": ("-tls1_3",),
    "1.0": ("-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0"),
    "1.0 NULL": ("-tls1", "-cipher", "NULL-SHA:@SECLEVEL=0"),
    "ECDHE-RSA-AES128-SHA": ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"),
    **{
        name: ("-tls1_2", "-cipher", f"{name}:@SECLEVEL=0")
        for name in sorted(set().union(*ACCEPTED.values()) - {"1.3", "1.0", "1.0 NULL"})
    },
}


@pytest.mark.parametrize("server", SERVERS)
def test_what_is_offered(pki, server):
    if server.startswith("1.0") and not ssl.HAS_TLSv1:
        pytest.skip("this OpenSSL has no TLS 1.0")
    certificate = "server" if "ECDSA" in server else "rsa"
    with s_server(pki, certificate, *SERVERS[server]) as port:
        reached = {name for name in ACCEPTED if reaches(port, make_context(ca=[pki["ca.crt"]], profile=name))}
    assert reached == {name for name, servers in ACCEPTED.items() if server in servers}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "basic"])
def test_short_keys(pki, name):
    """1024 bits: RFC 9325 §4.5 and PS3.15 B.11 and B.13 refuse them, the other retired profiles do not."""
    cipher = "NULL-SHA" if name == "null" else "ALL"
    with s_server(pki, "rsa1024", "-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0") as port:
        reached = reaches(port, make_context(ca=[pki["ca.crt"]], profile=name))
    assert reached == (name not in ("8996", "8996-mod", "bcp195-ex"))


def test_short_diffie_hellman_key(pki, tmp_path):
    """PS3.15 B.11: 2048 bits or more."""
    parameters = tmp_path / "dh.pem"
    parameters.write_text(pki.openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_1536"))
    options = ("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0", "-dhparam", str(parameters))
    with s_server(pki, "rsa", *options) as port:
        with pytest.raises(TlsError, match="Diffie-Hellman key is too short"):
            context = make_context(ca=[pki["ca.crt"]], profile="bcp195-ex")
            client.connect("localhost", port, tls=context, connect_timeout=5)
        assert reaches(port, make_context(ca=[pki["ca.crt"]], profile="bcp195-nd"))


def test_three_des_is_an_error_where_openssl_has_none():
    if available_suites(["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]):
        assert make_context(profile="basic")
        return
    with pytest.raises(TlsSetupError, match=r"needs TLS_RSA_WITH_3DES_EDE_CBC_SHA, which OpenSSL .* does not have"):
        make_context(profile="basic")
    assert make_context(profile="aes"), "3DES is only an addition there"


@pytest.mark.parametrize(
    ("profile", "suite", "text"),
    [
        ("8996", "TLS_FROM_NOWHERE_WITH_LOVE", "no cipher suite is called"),
        ("8996", "TLS_AES_128_GCM_SHA256", "is a suite of TLS 1.3, which cannot be chosen"),
        ("8996", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", "is not available: OpenSSL"),
        ("8996", "TLS_RSA_WITH_NULL_SHA", "takes no suite without encryption"),
        ("bcp195-nd", "TLS_RSA_WITH_NULL_SHA", "takes no suite without encryption"),
        ("8996", "TLS_RSA_WITH_AES_128_CBC_SHA", "takes no suite with SHA-1"),
        ("8996-mod", "TLS_RSA_WITH_AES_128_CBC_SHA256", "takes no other cipher suites"),
        ("bcp195-ex", "TLS_RSA_WITH_AES_128_CBC_SHA256", "takes no other cipher suites"),
        ("latest", "TLS_RSA_WITH_AES_128_CBC_SHA256", "no TLS profile is called 'latest'"),
    ],
)
def test_suites_that_cannot_be_added(profile, suite, text):
    with pytest.raises(TlsSetupError, match=text):
        make_context(profile=profile, ciphers=[suite])


def test_a_suite_that_is_added_is_offered(pki):
    suite = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    with s_server(pki, "rsa", "-tls1_2", "-cipher", openssl_name(suite)) as port:
        assert not reaches(port, make_context(ca=[pki["ca.crt"]]))
        assert reaches(port, make_context(ca=[pki["ca.crt"]], ciphers=[suite]))


def test_every_profile_says_where_it_comes_from():
    assert all(profile_named(name).clause.startswith(("PS3.15 B.", "IHE ATNA")) for name in NAMES)
