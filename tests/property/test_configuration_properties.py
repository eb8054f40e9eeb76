"""Any text is a configuration, or one UsageError of one line; and what was put in can be taken out."""

from __future__ import annotations

import tomllib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from findscu import build_query
from findscu.errors import UsageError
from findscu.identifier import EXPLICIT_LE
from findscu.nodes import Configuration, Quirks
from findscu.nodes.editing import add_node, remove_node
from findscu.nodes.keys import NODE_ROWS, QUIRK_ROWS, TLS_ROWS
from findscu.nodes.reading import is_name, read_configuration

PATH = "config.toml"

untimed = settings(deadline=None)  # a slow machine is no failure

ROWS = (*NODE_ROWS, *QUIRK_ROWS, *TLS_ROWS)
WORDS = st.sampled_from(
    ["defaults", "nodes", "queries", "pacs", "tls", "quirks", "parameters", "address", "host", "port", "key", "level"]
    + [row.key for row in ROWS]
)
NAMES = WORDS | st.text(min_size=1, max_size=5).map(lambda text: tomllib_text(text))
SCALARS = st.one_of(
    st.text(max_size=8).map(lambda text: tomllib_text(text)),
    st.sampled_from(['"h"', '"A@h:104"', '"env:X"', '"study"', '"{station}"', '"{"', '"ModalitiesInStudy"', "true"]),
    st.integers().map(str),
    st.floats().map(repr),
    st.sampled_from(["false", "1979-05-27", "07:32:00", "{}", "[]", '["a", 1]', "{host = 'h'}", "["]),
)
HEADERS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: f"[{'.'.join(names)}]")
PAIRS = st.tuples(NAMES, SCALARS).map(" = ".join)
FILES = st.lists(st.one_of(HEADERS, PAIRS, st.just("# x"), st.text(max_size=10)), max_size=12).map("\n".join)


def tomllib_text(text: str) -> str:
    """Write text as a TOML string by the rules of its specification: everything beyond ASCII letters escaped."""
    plain = (one if one.isascii() and one.isalnum() else f"\\U{ord(one):08x}" for one in text)
    return f'"{"".join(plain)}"'


def check(raw: bytes) -> None:
    try:
        configuration = read_configuration(raw, PATH)
    except UsageError as error:
        assert str(error).startswith(PATH)
        assert len(f"{error}".splitlines()) == 1
        assert len(error.hint.splitlines()) <= 1
    else:
        assert isinstance(configuration, Configuration)
        assert all(node.peer.host for node in configuration.nodes.values())


@untimed
@given(st.binary(max_size=200))
def test_any_bytes(raw):
    check(raw)


@untimed
@given(FILES)
@example("[nodes.a]\nhost = 'h'\ncharset = ' '")
def test_anything_that_looks_like_a_configuration(text):
    check(text.encode("utf-8", "surrogatepass"))


TABLES = st.dictionaries(st.sampled_from([row.key for row in NODE_ROWS]), SCALARS, max_size=4)


@untimed
@given(TABLES, st.sampled_from(["", "tls", "quirks"]), st.sampled_from([row.key for row in ROWS]), SCALARS)
def test_any_node(keys, below, key, value):
    lines = ["[nodes.pacs]", 'host = "h"', *(f"{name} = {said}" for name, said in keys.items())]
    if below:
        lines += [f"[nodes.pacs.{below}]", f"{key} = {value}"]
    check("\n".join(lines).encode("utf-8", "surrogatepass"))


KEYS = st.sampled_from(["StudyDate", "StudyTime", "PatientName", "AccessionNumber", "ModalitiesInStudy", "StudyID"])
NESTED = KEYS | KEYS.map(lambda key: f"RequestAttributesSequence[1].{key}")
VALUES = st.text("*?0123456789-\\A ", max_size=12)
QUIRKS = st.builds(
    Quirks,
    st.booleans(),
    st.sampled_from(["", "*", "empty"]),
    st.sampled_from(["", "IMAGE", "INSTANCE"]),
    st.booleans(),
    st.lists(st.sampled_from([(0x00080061,), (0x00400275, 0x00080050)])).map(tuple),
    st.lists(st.sampled_from([(0x00080050,), (0x00400275,)])).map(tuple),
)


@untimed
@given(QUIRKS, st.dictionaries(NESTED, VALUES, max_size=5), st.sampled_from(["STUDY", "IMAGE"]))
def test_quirks_make_a_query_that_can_be_sent_and_changes_no_more(quirks, keys, level):
    query = build_query(level=level, keys=[f"{key}={value}" for key, value in keys.items()])
    changed, notes = quirks.apply(query)
    assert changed.encode(EXPLICIT_LE)
    again, _ = quirks.apply(changed)
    assert again.identifier == changed.identifier
    assert not changed.identifier.keys() - query.identifier.keys()
    assert all(note.message for note in notes)
    if not quirks.takes_date_wildcards:
        assert not {"*", "?"} & set(changed.identifier.text_of(0x00080020))


@untimed
@given(FILES, st.text(max_size=8), st.sampled_from(["h", "A@h:11112", "[::1]:104", "x:y:z@"]))
@example("[defaults]\n[nodes]", "a", "h")
def test_what_is_added_is_there_and_what_is_removed_is_gone(text, name, address):
    try:
        before = read_configuration(text.encode("utf-8", "surrogatepass"), PATH)
        added = add_node(text, PATH, name, address, {"limit": 5, "tls_mode": "anonymous"})
    except (UsageError, UnicodeEncodeError):
        return
    assert is_name(name)
    after = read_configuration(added.encode(), PATH)
    assert {**before.nodes, name: after[name]} == dict(after.nodes)
    assert after[name].limit == 5
    removed = remove_node(added, PATH, name)
    assert tomllib.loads(removed).get("nodes", {}) == tomllib.loads(text).get("nodes", {})
