"""Data frame libraries take matches as they are, by Arrow's C stream interface; a list that is not whole: an error."""

from __future__ import annotations

import pytest

from drivers.literal import A_ABORT_USER, accept, final, pending
from findscu import find
from findscu.testing.scripted import ScriptedPeer, Step

pa = pytest.importorskip("pyarrow")

ACCEPT = Step(accept((1, 0)), after=1)
RELEASE = Step(bytes.fromhex("06 00 00000004 00000000"), after=1)
NAMES = [f"Test^{number:03}" for number in range(500)]
ANSWERS = b"".join(pending(name.encode()) for name in NAMES)


def by_pyarrow(matches):
    return pa.table(matches)["PatientName"].to_pylist()


def by_polars(matches):
    polars = pytest.importorskip("polars")
    return polars.DataFrame(matches)["PatientName"].to_list()


def by_pandas(matches):
    pandas = pytest.importorskip("pandas", minversion="3")
    return list(pandas.DataFrame.from_arrow(matches)["PatientName"])


def by_duckdb(matches):
    duckdb = pytest.importorskip("duckdb")
    return [name for (name,) in duckdb.sql("select PatientName from matches").fetchall()]


TAKERS = {"pyarrow": by_pyarrow, "polars": by_polars, "pandas": by_pandas, "duckdb": by_duckdb}


@pytest.fixture(params=TAKERS.values(), ids=TAKERS)
def take(request):
    return request.param


def ask(take, *steps):
    with ScriptedPeer([ACCEPT, *steps]) as peer:
        return take(find(peer.host, peer.port, model="study", PatientName="", response_timeout=5))


def test_all_that_comes(take):
    assert ask(take, Step(ANSWERS + final(), after=2), RELEASE) == NAMES


def test_no_match(take):
    assert ask(take, Step(final(), after=2), RELEASE) == []


@pytest.mark.parametrize(
    ("end", "words"),
    [(final(0xA700), "0xA700"), (final(0xFE00), "0xFE00"), (A_ABORT_USER, "aborted")],
    ids=["refused", "cancelled by the peer", "aborted"],
)
def test_a_list_that_breaks_off_is_an_error(take, end, words):
    with pytest.raises(Exception, match=words):
        ask(take, Step(ANSWERS, after=2), Step(end, delay=0.1), RELEASE)
