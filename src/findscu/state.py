"""The state machine of the DICOM upper layer: PS3.8 Table 9-10, and nothing else.

How to read it
==============

An association is one machine of thirteen states, and both roles share it. Sta1 is idle. The requestor comes to an
association by way of Sta4 and Sta5, the acceptor by way of Sta2 and Sta3. In Sta6 there is one. Sta7 and Sta8 end it
in good order, Sta9 to Sta12 when both sides want that at once. In Sta13 it is over, and only the transport connection
is left to close.

Nineteen things can happen: our user asks for something or answers the peer (seven events), a PDU comes from the peer
(eight, one of which stands for all that is no PDU), the transport connection opens, opens from the other side or
closes (three), the ARTIM timer expires. An event in a state leads to an *action*, and an action is some *effects* and
a next state. Nothing here carries them out: `transition` is a look-up and its result plain data. Whoever owns the
connection sends, sets the timer and tells the user, in the order of the effects.

The ARTIM timer (association request/reject/release timer) runs only in Sta2 and Sta13. There it bounds the wait for a
peer that connects and says nothing, or that should close the connection and does not. The table knows no other
time-out: if we are tired of waiting, that is an A-ABORT request.

The question
============

Three actions say "if ... otherwise". Each asks one thing that event and state do not tell:

* AE-6: is the A-ASSOCIATE-RQ acceptable to the service provider? (its protocol version, not whether the user likes it)
* AR-8: are we the association requestor?
* AA-3: did the peer's service user abort? (A-ABORT source 0; else its service provider did)

`transition` takes the answer as `condition`. `ACTIONS` holds what follows "if", `OTHERWISE` what follows "otherwise".

The blanks
==========

124 of the 247 cells are empty, and none of them is the peer's fault. A PDU has a blank only in Sta1 and Sta4, where no
connection is open to bring it. The others are requests that do not fit, a timer that does not run, a connection that
opens twice. So a blank is a bug on our side: a LocalProtocolError. A peer that breaks the rules runs into AA-1, AA-7
or AA-8 instead and gets an A-ABORT.

If a transition is not in the table, it does not exist.

Source: PS3.8 §9.2, Tables 9-1 to 9-10.
"""

from __future__ import annotations

from . import errors

# States, numbered as in PS3.8 Tables 9-1 to 9-5.
STA1 = 1  # idle
STA2 = 2  # transport connection open, awaiting A-ASSOCIATE-RQ PDU
STA3 = 3  # awaiting A-ASSOCIATE response primitive from the local user
STA4 = 4  # awaiting transport connection opening to complete
STA5 = 5  # awaiting A-ASSOCIATE-AC or A-ASSOCIATE-RJ PDU
STA6 = 6  # association established and ready for data transfer
STA7 = 7  # awaiting A-RELEASE-RP PDU
STA8 = 8  # awaiting A-RELEASE response primitive from the local user
STA9 = 9  # release collision, requestor side: awaiting A-RELEASE response primitive
STA10 = 10  # release collision, acceptor side: awaiting A-RELEASE-RP PDU
STA11 = 11  # release collision, requestor side: awaiting A-RELEASE-RP PDU
STA12 = 12  # release collision, acceptor side: awaiting A-RELEASE response primitive
STA13 = 13  # awaiting transport connection close indication

# Events, numbered as in PS3.8 Table 9-10.
ASSOCIATE_REQUEST = 1  # A-ASSOCIATE request primitive
TRANSPORT_OPENED = 2  # transport connection confirmation: the connection we asked for is open
RECEIVED_ASSOCIATE_AC = 3
RECEIVED_ASSOCIATE_RJ = 4
TRANSPORT_ACCEPTED = 5  # transport connection indication: a peer has connected
RECEIVED_ASSOCIATE_RQ = 6
ASSOCIATE_ACCEPT = 7  # A-ASSOCIATE response primitive (accept)
ASSOCIATE_REJECT = 8  # A-ASSOCIATE response primitive (reject)
P_DATA_REQUEST = 9  # P-DATA request primitive
RECEIVED_P_DATA = 10
RELEASE_REQUEST = 11  # A-RELEASE request primitive
RECEIVED_RELEASE_RQ = 12
RECEIVED_RELEASE_RP = 13
RELEASE_RESPONSE = 14  # A-RELEASE response primitive
ABORT_REQUEST = 15  # A-ABORT request primitive
RECEIVED_ABORT = 16
TRANSPORT_CLOSED = 17  # transport connection closed indication
ARTIM_EXPIRED = 18
RECEIVED_INVALID = 19  # unrecognized or invalid PDU

RECEIVED = {
    0x01: RECEIVED_ASSOCIATE_RQ,
    0x02: RECEIVED_ASSOCIATE_AC,
    0x03: RECEIVED_ASSOCIATE_RJ,
    0x04: RECEIVED_P_DATA,
    0x05: RECEIVED_RELEASE_RQ,
    0x06: RECEIVED_RELEASE_RP,
    0x07: RECEIVED_ABORT,
}
"""PDU type: the event of its arrival."""

# Effects. A confirmation answers what our user asked for, an indication tells it what the peer did.
OPEN_TRANSPORT = "open transport"
CLOSE_TRANSPORT = "close transport"
START_ARTIM = "start ARTIM"  # or start it again
STOP_ARTIM = "stop ARTIM"
SEND_ASSOCIATE_RQ = "send A-ASSOCIATE-RQ"
SEND_ASSOCIATE_AC = "send A-ASSOCIATE-AC"
SEND_ASSOCIATE_RJ = "send A-ASSOCIATE-RJ"
SEND_P_DATA = "send P-DATA-TF"
SEND_RELEASE_RQ = "send A-RELEASE-RQ"
SEND_RELEASE_RP = "send A-RELEASE-RP"
SEND_ABORT = "send A-ABORT, source 0"  # service user
SEND_P_ABORT = "send A-ABORT, source 2"  # service provider
INDICATE_ASSOCIATE = "A-ASSOCIATE indication"
CONFIRM_ACCEPT = "A-ASSOCIATE confirmation (accept)"
CONFIRM_REJECT = "A-ASSOCIATE confirmation (reject)"
INDICATE_P_DATA = "P-DATA indication"
INDICATE_RELEASE = "A-RELEASE indication"
CONFIRM_RELEASE = "A-RELEASE confirmation"
INDICATE_ABORT = "A-ABORT indication"
INDICATE_P_ABORT = "A-P-ABORT indication"

# Actions, named as in PS3.8 Tables 9-6 to 9-9.
AE_1, AE_2, AE_3, AE_4, AE_5, AE_6, AE_7, AE_8 = "AE-1", "AE-2", "AE-3", "AE-4", "AE-5", "AE-6", "AE-7", "AE-8"
DT_1, DT_2 = "DT-1", "DT-2"
AR_1, AR_2, AR_3, AR_4, AR_5 = "AR-1", "AR-2", "AR-3", "AR-4", "AR-5"
AR_6, AR_7, AR_8, AR_9, AR_10 = "AR-6", "AR-7", "AR-8", "AR-9", "AR-10"
AA_1, AA_2, AA_3, AA_4, AA_5, AA_6, AA_7, AA_8 = "AA-1", "AA-2", "AA-3", "AA-4", "AA-5", "AA-6", "AA-7", "AA-8"
____ = ""

# fmt: off
TABLE: dict[int, tuple[str, ...]] = {
    # in state             Sta1  Sta2  Sta3  Sta4  Sta5  Sta6  Sta7  Sta8  Sta9  Sta10  Sta11 Sta12 Sta13
    ASSOCIATE_REQUEST:     (AE_1, ____, ____, ____, ____, ____, ____, ____, ____, ____,  ____, ____, ____),
    TRANSPORT_OPENED:      (____, ____, ____, AE_2, ____, ____, ____, ____, ____, ____,  ____, ____, ____),
    RECEIVED_ASSOCIATE_AC: (____, AA_1, AA_8, ____, AE_3, AA_8, AA_8, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_6),
    RECEIVED_ASSOCIATE_RJ: (____, AA_1, AA_8, ____, AE_4, AA_8, AA_8, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_6),
    TRANSPORT_ACCEPTED:    (AE_5, ____, ____, ____, ____, ____, ____, ____, ____, ____,  ____, ____, ____),
    RECEIVED_ASSOCIATE_RQ: (____, AE_6, AA_8, ____, AA_8, AA_8, AA_8, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_7),
    ASSOCIATE_ACCEPT:      (____, ____, AE_7, ____, ____, ____, ____, ____, ____, ____,  ____, ____, ____),
    ASSOCIATE_REJECT:      (____, ____, AE_8, ____, ____, ____, ____, ____, ____, ____,  ____, ____, ____),
    P_DATA_REQUEST:        (____, ____, ____, ____, ____, DT_1, ____, AR_7, ____, ____,  ____, ____, ____),
    RECEIVED_P_DATA:       (____, AA_1, AA_8, ____, AA_8, DT_2, AR_6, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_6),
    RELEASE_REQUEST:       (____, ____, ____, ____, ____, AR_1, ____, ____, ____, ____,  ____, ____, ____),
    RECEIVED_RELEASE_RQ:   (____, AA_1, AA_8, ____, AA_8, AR_2, AR_8, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_6),
    RECEIVED_RELEASE_RP:   (____, AA_1, AA_8, ____, AA_8, AA_8, AR_3, AA_8, AA_8, AR_10, AR_3, AA_8, AA_6),
    RELEASE_RESPONSE:      (____, ____, ____, ____, ____, ____, ____, AR_4, AR_9, ____,  ____, AR_4, ____),
    ABORT_REQUEST:         (____, ____, AA_1, AA_2, AA_1, AA_1, AA_1, AA_1, AA_1, AA_1,  AA_1, AA_1, ____),
    RECEIVED_ABORT:        (____, AA_2, AA_3, ____, AA_3, AA_3, AA_3, AA_3, AA_3, AA_3,  AA_3, AA_3, AA_2),
    TRANSPORT_CLOSED:      (____, AA_5, AA_4, AA_4, AA_4, AA_4, AA_4, AA_4, AA_4, AA_4,  AA_4, AA_4, AR_5),
    ARTIM_EXPIRED:         (____, AA_2, ____, ____, ____, ____, ____, ____, ____, ____,  ____, ____, AA_2),
    RECEIVED_INVALID:      (____, AA_1, AA_8, ____, AA_8, AA_8, AA_8, AA_8, AA_8, AA_8,  AA_8, AA_8, AA_7),
}
# fmt: on
"""Table 9-10: event, and the action in each state; "" is a blank."""

ACTIONS: dict[str, tuple[tuple[str, ...], int]] = {
    # Table 9-6, association establishment
    AE_1: ((OPEN_TRANSPORT,), STA4),
    AE_2: ((SEND_ASSOCIATE_RQ,), STA5),
    AE_3: ((CONFIRM_ACCEPT,), STA6),
    AE_4: ((CONFIRM_REJECT, CLOSE_TRANSPORT), STA1),
    AE_5: ((START_ARTIM,), STA2),
    AE_6: ((STOP_ARTIM, INDICATE_ASSOCIATE), STA3),
    AE_7: ((SEND_ASSOCIATE_AC,), STA6),
    AE_8: ((SEND_ASSOCIATE_RJ, START_ARTIM), STA13),
    # Table 9-7, data transfer
    DT_1: ((SEND_P_DATA,), STA6),
    DT_2: ((INDICATE_P_DATA,), STA6),
    # Table 9-8, association release
    AR_1: ((SEND_RELEASE_RQ,), STA7),
    AR_2: ((INDICATE_RELEASE,), STA8),
    AR_3: ((CONFIRM_RELEASE, CLOSE_TRANSPORT), STA1),
    AR_4: ((SEND_RELEASE_RP, START_ARTIM), STA13),
    AR_5: ((STOP_ARTIM,), STA1),
    AR_6: ((INDICATE_P_DATA,), STA7),
    AR_7: ((SEND_P_DATA,), STA8),
    AR_8: ((INDICATE_RELEASE,), STA9),
    AR_9: ((SEND_RELEASE_RP,), STA11),
    AR_10: ((CONFIRM_RELEASE,), STA12),
    # Table 9-9, association abort
    AA_1: ((SEND_ABORT, START_ARTIM), STA13),
    AA_2: ((STOP_ARTIM, CLOSE_TRANSPORT), STA1),
    AA_3: ((INDICATE_ABORT, CLOSE_TRANSPORT), STA1),
    AA_4: ((INDICATE_P_ABORT,), STA1),
    AA_5: ((STOP_ARTIM,), STA1),
    AA_6: ((), STA13),
    AA_7: ((SEND_P_ABORT,), STA13),
    AA_8: ((SEND_P_ABORT, INDICATE_P_ABORT, START_ARTIM), STA13),
}
"""Action: its effects in order, and the next state. AA-6 has no effect: the PDU is ignored."""

OTHERWISE: dict[str, tuple[tuple[str, ...], int]] = {
    AE_6: ((STOP_ARTIM, SEND_ASSOCIATE_RJ, START_ARTIM), STA13),
    AR_8: ((INDICATE_RELEASE,), STA10),
    AA_3: ((INDICATE_P_ABORT, CLOSE_TRANSPORT), STA1),
}
"""The same for the three actions that ask a question, when its answer is no."""


def transition(event: int, state: int, *, condition: bool = True) -> tuple[str, tuple[str, ...], int]:
    """Look up what an event leads to: (action, its effects in order, next state).

    Args:
        event: one of the events above, Evt1 to Evt19.
        state: Sta1 to Sta13.
        condition: the answer to the question that AE-6, AR-8 or AA-3 asks; every other action ignores it.
    Raises:
        LocalProtocolError: the cell is blank: the event cannot be in this state.
    Source: PS3.8 §9.2.3.
    """
    action = TABLE[event][state - 1]
    if not action:
        raise errors.LocalProtocolError(f"event {event} in state {state}, where PS3.8 Table 9-10 has a blank")
    if not condition and action in OTHERWISE:
        return action, *OTHERWISE[action]
    return action, *ACTIONS[action]
