"""All matches of a query as one value, over both APIs: mappings, pydicom data sets, a table. Never a short one."""

from __future__ import annotations

import pytest

from findscu.errors import AssociationAborted, DecodeError, IncompleteList, ResponseTimeout, StatusError
from findscu.testing.scripted import Step

from .both import Asyncio, Blocking
from .literal import A_ABORT_USER, command, error_comment, final, p_data, pdv, pending
from .running import SHORT
from .test_leaving import ACCEPT, CANCELLED, RELEASE
from .test_scenarios import TWO

NAMES = ["Test^One", "Test^Two"]
GOOD = Step(TWO + final(), after=2)
FAILED = Step(TWO + final(0xA700), after=2)
BROKEN = p_data(pdv(1, 3, command(0x8020, 0xFF00, has_data=True)), pdv(1, 2, bytes.fromhex("10001000 ffffff00 4142")))
"""A pending response whose identifier ends in the middle of a value."""

ENDS = {
    "refused": (FAILED, StatusError, "0xA700"),
    "warning": (Step(TWO + final(0xB001), after=2), IncompleteList, "0xB001.* after 2 matches"),
    "cancelled by the peer": (Step(TWO + final(0xFE00), after=2), IncompleteList, "0xFE00"),
    "aborted": (Step(TWO + A_ABORT_USER, after=2), AssociationAborted, "before the final response"),
    "silent": (Step(TWO, after=2), ResponseTimeout, "0.3 s"),
}


def find(api, scp, **how):
    return api.find(scp.host, scp.port, **{**SHORT, "level": "PATIENT", "model": "study", "PatientName": "T*", **how})


def test_mappings(api, peer):
    matches = find(api, peer(ACCEPT, GOOD, RELEASE))
    assert matches.to_dicts() == [{"PatientName": name} for name in NAMES]
    assert matches.to_dicts() == []
    assert matches.complete


def test_pydicom(api, peer):
    datasets = find(api, peer(ACCEPT, GOOD, RELEASE)).to_pydicom()
    assert [str(dataset.PatientName) for dataset in datasets] == NAMES


def test_what_a_loop_has_left(api, peer):
    matches = find(api, peer(ACCEPT, GOOD, RELEASE))
    assert next(matches).PatientName == "Test^One"
    assert matches.to_dicts() == [{"PatientName": "Test^Two"}]


def test_a_table(api, peer):
    pytest.importorskip("pyarrow")
    table = find(api, peer(ACCEPT, GOOD, RELEASE)).to_arrow()
    assert table["PatientName"].to_pylist() == NAMES


@pytest.mark.parametrize("method", ["to_dicts", "to_pydicom", "to_arrow"])
@pytest.mark.parametrize(("end", "error", "words"), ENDS.values(), ids=ENDS)
def test_a_list_that_is_not_whole_is_an_error_and_what_came_is_not_lost(api, peer, method, end, error, words):
    if method == "to_arrow":
        pytest.importorskip("pyarrow")
    scp = peer(ACCEPT, end, RELEASE)
    matches = find(api, scp)
    with pytest.raises(error, match=words) as caught:
        getattr(matches, method)()
    assert type(caught.value) is error
    assert caught.value.peer == f"ANY-SCP@{scp.host}:{scp.port}"
    assert [match.PatientName for match in matches] == NAMES


@pytest.mark.parametrize("how", [{"limit": 1}, {"cancel_after": 1}], ids=["limit", "cancel_after"])
def test_a_list_that_was_cut_short_on_demand_is_none(api, peer, how):
    matches = find(api, peer(ACCEPT, Step(TWO, after=2), CANCELLED, RELEASE), **how)
    assert matches.to_dicts() == [{"PatientName": name} for name in NAMES[: how.get("limit", 2)]]
    assert not matches.complete


def test_a_limit_is_kept_to_by_us_if_not_by_the_peer(api, peer):
    matches = find(api, peer(ACCEPT, Step(TWO, after=2)), limit=1)
    assert matches.to_dicts() == [{"PatientName": NAMES[0]}]
    assert (matches.outcome.is_limited, matches.complete) == (True, False)


def test_a_match_that_cannot_be_read_is_an_error_too(api, peer):
    matches = find(api, peer(ACCEPT, Step(TWO + BROKEN + final(), after=2), RELEASE))
    with pytest.raises(DecodeError):
        matches.to_dicts()
    assert len(list(matches)) == 3


# In a notebook.


def test_a_notebook_shows_the_matches_and_a_loop_still_gets_them(peer):
    matches = find(Blocking(), peer(ACCEPT, GOOD, RELEASE))
    shown = matches._repr_html_()
    assert "<th>PatientName</th>" in shown and "<td>Test^One</td>" in shown
    assert shown.count("<tr>") == 3
    assert shown.endswith("<p>2 matches, complete</p>")
    assert [match.PatientName for match in matches] == NAMES
    assert matches._repr_html_().endswith("<p>2 matches, 2 of them taken before, complete</p>")


def test_a_notebook_does_not_wait_for_asyncio(peer):
    api = Asyncio()
    matches = find(api, peer(ACCEPT, GOOD, RELEASE))
    assert "<p>0 matches so far, not read to the end</p>" in matches._inner._repr_html_()
    assert [match.PatientName for match in matches] == NAMES
    assert matches._inner._repr_html_().endswith("<p>2 matches, 2 of them taken before, complete</p>")
    api.close()


def test_a_long_list_is_shown_in_part_and_not_read_to_the_end(peer):
    scp = peer(ACCEPT, Step(TWO * 11, after=2), CANCELLED, RELEASE)
    with find(Blocking(), scp) as matches:
        shown = matches._repr_html_()
        assert shown.count("<tr>") == 21
        assert shown.endswith("<p>22 matches so far, the first 20 are shown, not read to the end</p>")
        next(matches)
        shown = matches._repr_html_()
        assert shown.endswith("1 of them taken before, the next 20 are shown, not read to the end</p>")


def test_a_failure_met_while_showing_is_raised_by_the_loop(peer):
    matches = find(Blocking(), peer(ACCEPT, ENDS["aborted"][0]))
    note = "<p>2 matches, incomplete: association aborted by the peer&#x27;s application, before the final response</p>"
    assert matches._repr_html_().endswith(note)
    assert matches._repr_html_().count("<tr>") == 3
    assert [next(matches).PatientName for _ in NAMES] == NAMES
    with pytest.raises(AssociationAborted):
        next(matches)
    assert next(matches, None) is None


def test_what_a_peer_sends_is_no_markup(peer):
    rude = pending(b"<script>^&\x1b[2J") + pending(b"Long^" + b"x" * 80)
    matches = find(
        Blocking(), peer(ACCEPT, Step(rude + final(0x0122, extra=error_comment(b"<b>no</b>")), after=2), RELEASE)
    )
    shown = matches._repr_html_()
    assert "<td>&lt;script&gt;^&amp;&lt;ESC&gt;[2J</td>" in shown
    assert f"<td>Long^{'x' * 58}…</td>" in shown
    assert "<b>" not in shown and "<script>" not in shown


def test_a_match_that_cannot_be_read_has_its_row(peer):
    shown = find(Blocking(), peer(ACCEPT, Step(TWO + BROKEN + final(), after=2), RELEASE))._repr_html_()
    assert shown.count("<tr>") == 4
    assert "<em>its structure is broken" in shown


def test_how_it_stands_in_a_word(api, peer):
    matches = find(api, peer(ACCEPT, GOOD, RELEASE))
    shown = repr(getattr(matches, "_inner", matches))
    assert shown == "<Matches: 0 so far, not read to the end>"
    list(matches)
    assert repr(getattr(matches, "_inner", matches)) == "<Matches: 2 so far, complete>"
