"""A node as a peer of the library: what it says holds where the call says nothing. Over both drivers."""

from __future__ import annotations

import asyncio

import pytest

from findscu import aio, build_query, connect, find
from findscu.errors import InvalidQuery, UsageError
from findscu.nodes import Configuration, load
from findscu.testing import FindScp, instance

LEVEL, ACCESSION, STUDY_DATE = 0x00080052, 0x00080050, 0x00080020


@pytest.fixture(scope="module")
def scp():
    with FindScp(instance(1), instance(2), instance(3), ae_title="PACS") as scp:
        yield scp


@pytest.fixture
def known(scp, tmp_path):
    def configure(more: str = "") -> Configuration:
        path = tmp_path / "config.toml"
        table = f'[nodes.pacs]\nhost = "{scp.host}"\nport = {scp.port}\ncalled-aet = "PACS"\n'
        path.write_text(table + more, encoding="utf-8")
        return load(path)

    return configure


def blocking(node, **asked):
    with find(node, **asked) as matches:
        return len(list(matches)), matches


def awaited(node, **asked):
    async def ask():
        async with aio.find(node, **asked) as matches:
            return len([match async for match in matches]), matches

    return asyncio.run(ask())


@pytest.mark.parametrize("ask", [blocking, awaited])
class TestFinding:
    def test_its_address_and_title(self, known, ask):
        assert ask(known()["pacs"], level="STUDY")[0] == 3

    def test_its_limit_unless_the_call_has_one(self, known, ask):
        node = known("limit = 1")["pacs"]
        assert [ask(node, level="STUDY")[0], ask(node, level="STUDY", limit=2)[0]] == [1, 2]

    def test_its_model_where_it_fits(self, known, scp, ask):
        node = known('model = "patient"')["pacs"]
        assert ask(node, level="STUDY", PatientID="*")[1].query.model.name == "patient"
        assert ask(node, level="STUDY", model="study")[1].query.model.name == "study"
        assert ask(node, level="WORKLIST")[1].query.model.name == "worklist"

    def test_its_quirks(self, known, scp, ask):
        node = known('quirks.rejects = "AccessionNumber"\nquirks.wildcards-in-dates = false')["pacs"]
        ask(node, level="STUDY", StudyDate="202611*")
        sent = scp.asked[-1].query
        assert ACCESSION not in sent
        assert sent.text_of(STUDY_DATE) == "20261101-20261130"

    def test_its_character_set(self, known, scp, ask):
        ask(known('charset = "ISO_IR 100"')["pacs"], level="STUDY", PatientName="Ä")
        assert scp.asked[-1].query.text_of(0x00080005) == "ISO_IR 100"

    def test_a_query_that_was_built_before(self, known, scp, ask):
        node = known('model = "patient"\nquirks.image-level = "INSTANCE"')["pacs"]
        _, matches = ask(node, query=build_query(model="study", level="IMAGE", keys=["SeriesInstanceUID=1"]))
        assert matches.query.model.name == "study"
        assert scp.asked[-1].query.text_of(LEVEL) == "INSTANCE"

    def test_a_port_beside_it(self, known, ask):
        with pytest.raises(InvalidQuery, match="and port 104 follows"):
            ask(known()["pacs"], port=104, level="STUDY")


def test_an_association(known, scp):
    node = known('calling-aet = "ME"\nlimit = 2\ntimeout = 3')["pacs"]
    with connect(node, release_timeout=1) as association:
        assert association.settings.calling_ae_title == "ME"
        assert (association.settings.connect_timeout, association.settings.release_timeout) == (3.0, 1)
        assert [len(list(association.find(level="STUDY"))) for _ in range(2)] == [2, 2]
    with connect(node, calling_ae_title="YOU") as association:
        assert association.settings.calling_ae_title == "YOU"


def test_settings_that_come_from_a_node_can_be_hashed(known):
    from findscu.handles import settings_of

    node = known("limit = 1")["pacs"]
    assert hash(settings_of(node, None, {})) == hash(settings_of(known("limit = 1")["pacs"], None, {}))


def test_service_options_go_where_they_mean_something(known):
    node = known("relational-query = true\nfuzzy-names = true")["pacs"]
    assert node.settings()["service_options"] == ("relational_queries", "fuzzy_names")
    assert node.settings(["worklist"])["service_options"] == ("fuzzy_names",)


class TestSecrets:
    def test_a_passcode_from_the_environment(self, known, monkeypatch):
        monkeypatch.setenv("PASS", "secret")
        identity = known('user = "me"\nuser-pass = "env:PASS"')["pacs"].settings()["user_identity"]
        assert (identity.identity_type, identity.primary, identity.secondary) == (2, b"me", b"secret")

    def test_a_token_from_a_file_beside_the_configuration(self, known, tmp_path):
        (tmp_path / "token").write_bytes(b"a.b.c\n")
        identity = known('user-jwt = "file:token"')["pacs"].settings()["user_identity"]
        assert (identity.identity_type, identity.primary) == (5, b"a.b.c")

    def test_a_name_beside_a_token_is_refused(self, known, tmp_path):
        (tmp_path / "token").write_bytes(b"a.b.c\n")
        with pytest.raises(UsageError, match="user-jwt says who asks, and user too"):
            known('user = "me"\nuser-jwt = "file:token"')["pacs"].settings()

    def test_a_proxy(self, known, monkeypatch):
        monkeypatch.setenv("PROXY", "me:secret")
        proxy = known('proxy = "http://proxy.example:3128"\nproxy-auth = "env:PROXY"')["pacs"].settings()["proxy"]
        assert (proxy.host, proxy.port, proxy.credentials) == ("proxy.example", 3128, "me:secret")

    def test_one_that_is_not_there(self, known):
        with pytest.raises(UsageError, match="NOWHERE"):
            known('user = "me"\nuser-pass = "env:NOWHERE"')["pacs"].settings()


def test_tls_verifies_unless_the_node_says_otherwise(known):
    import ssl

    assert "tls" not in known()["pacs"].settings()
    context = known("tls = true")["pacs"].settings()["tls"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    context = known("tls.no-host-check = true")["pacs"].settings()["tls"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, False)
    pinned = known(f'tls.pin = "{"00" * 32}"')["pacs"].settings()
    assert (pinned["tls"].verify_mode, pinned["tls_pins"]) == (ssl.CERT_NONE, ("00" * 32,))
    with pytest.raises(UsageError, match=r"missing\.pem"):
        known('tls.ca = "missing.pem"')["pacs"].settings()
