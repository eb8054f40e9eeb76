"""PS3.8 Table 9-10, cell by cell: the actions against pynetdicom's table, the next states against a list of our own."""

import json
import subprocess

import pytest

from findscu import state
from findscu.errors import LocalProtocolError
from findscu.state import transition
from peers.programs import require_peers_python

EVENTS = range(1, 20)
STATES = range(1, 14)

PRINT_TABLE = """
import json
from pynetdicom.fsm import TRANSITION_TABLE
print(json.dumps([[event, state, action] for (event, state), action in TRANSITION_TABLE.items()]))
"""

# Typed from PS3.8 Tables 9-6 to 9-9. Two states where the standard says "if ... otherwise", in that order.
NEXT_STATES = {
    "AE-1": (4, 4),
    "AE-2": (5, 5),
    "AE-3": (6, 6),
    "AE-4": (1, 1),
    "AE-5": (2, 2),
    "AE-6": (3, 13),
    "AE-7": (6, 6),
    "AE-8": (13, 13),
    "DT-1": (6, 6),
    "DT-2": (6, 6),
    "AR-1": (7, 7),
    "AR-2": (8, 8),
    "AR-3": (1, 1),
    "AR-4": (13, 13),
    "AR-5": (1, 1),
    "AR-6": (7, 7),
    "AR-7": (8, 8),
    "AR-8": (9, 10),
    "AR-9": (11, 11),
    "AR-10": (12, 12),
    "AA-1": (13, 13),
    "AA-2": (1, 1),
    "AA-3": (1, 1),
    "AA-4": (1, 1),
    "AA-5": (1, 1),
    "AA-6": (13, 13),
    "AA-7": (13, 13),
    "AA-8": (13, 13),
}

# Event: next state in each of Sta1 to Sta13, 0 for a blank. Typed from PS3.8 Table 9-10 with the next state of each
# action in place of the action; where there are two, the first.
NEXT_STATES_BY_CELL = {
    1: "4 0 0 0 0 0 0 0 0 0 0 0 0",
    2: "0 0 0 5 0 0 0 0 0 0 0 0 0",
    3: "0 13 13 0 6 13 13 13 13 13 13 13 13",
    4: "0 13 13 0 1 13 13 13 13 13 13 13 13",
    5: "2 0 0 0 0 0 0 0 0 0 0 0 0",
    6: "0 3 13 0 13 13 13 13 13 13 13 13 13",
    7: "0 0 6 0 0 0 0 0 0 0 0 0 0",
    8: "0 0 13 0 0 0 0 0 0 0 0 0 0",
    9: "0 0 0 0 0 6 0 8 0 0 0 0 0",
    10: "0 13 13 0 13 6 7 13 13 13 13 13 13",
    11: "0 0 0 0 0 7 0 0 0 0 0 0 0",
    12: "0 13 13 0 13 8 9 13 13 13 13 13 13",
    13: "0 13 13 0 13 13 1 13 13 12 1 13 13",
    14: "0 0 0 0 0 0 0 13 11 0 0 13 0",
    15: "0 0 13 1 13 13 13 13 13 13 13 13 0",
    16: "0 1 1 0 1 1 1 1 1 1 1 1 1",
    17: "0 1 1 1 1 1 1 1 1 1 1 1 1",
    18: "0 1 0 0 0 0 0 0 0 0 0 0 1",
    19: "0 13 13 0 13 13 13 13 13 13 13 13 13",
}


@pytest.fixture(scope="module")
def pynetdicom_table():
    printed = subprocess.run(
        [require_peers_python(), "-c", PRINT_TABLE], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    return {(int(event[3:]), int(now[3:])): action for event, now, action in json.loads(printed)}


@pytest.mark.peer
def test_actions_equal_pynetdicoms(pynetdicom_table):
    ours = {(event, now): state.TABLE[event][now - 1] for event in EVENTS for now in STATES}
    assert len(ours) == 247
    assert {cell: action for cell, action in ours.items() if action} == pynetdicom_table
    assert len(pynetdicom_table) == 123
    assert sum(not action for action in ours.values()) == 124


def test_next_states_of_actions():
    assert {
        action: (next_state, state.OTHERWISE.get(action, state.ACTIONS[action])[1])
        for action, (_, next_state) in state.ACTIONS.items()
    } == NEXT_STATES


@pytest.mark.parametrize("event", EVENTS)
def test_next_states_of_cells(event):
    for now, expected in zip(STATES, NEXT_STATES_BY_CELL[event].split(), strict=True):
        if expected == "0":
            with pytest.raises(LocalProtocolError):
                transition(event, now)
        else:
            assert transition(event, now)[2] == int(expected), (event, now)


def test_only_two_actions_have_two_next_states():
    assert {action for action, (first, second) in NEXT_STATES.items() if first != second} == {"AE-6", "AR-8"}
    assert set(state.OTHERWISE) == {"AE-6", "AR-8", "AA-3"}  # AA-3: one next state, two indications


def test_rows_and_columns_are_complete():
    assert list(state.TABLE) == list(EVENTS)
    assert {len(row) for row in state.TABLE.values()} == {13}
