"""What the exit status says, and which error leads to which.

A script may rely on these numbers. 0 means that the peer said it was done, and everything it had is in the output, or
that the user's own `--limit` or `--cancel` ended it; nothing else is 0.
"""

from __future__ import annotations

from .. import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..errors import FindscuError
    from ..matches import Outcome

SUCCESS = 0
USAGE = 1
CONNECT = 2
REFUSED = 3
BROKEN = 4
STATUS = 5
INCOMPLETE = 6
OUTPUT = 7
INTERRUPTED = 130
TERMINATED = 143

MEANINGS = (
    (SUCCESS, "the query ended with Success (also without a match), or by your own --limit or --cancel"),
    (USAGE, "the command line, or a query file, cannot be used; nothing was sent"),
    (CONNECT, "no connection to the peer, or no TLS with it"),
    (REFUSED, "the peer rejected the association or the information model"),
    (BROKEN, "time-out, abort, connection lost or a breach of the protocol"),
    (STATUS, "the peer answered with a failing status"),
    (INCOMPLETE, "the list is incomplete: the peer or --max-time cut it short, or a match could not be read"),
    (OUTPUT, "the output could not be written"),
    (INTERRUPTED, "ended by Ctrl-C"),
    (TERMINATED, "ended by SIGTERM"),
)
"""For help and the manual, in this order."""


def code_of(error: FindscuError) -> int:
    """Return the exit code of an error: that of the first row that fits, or else a broken conversation."""
    rows = (
        (errors.UsageError, USAGE),
        (errors.EncodeError, USAGE),
        (errors.ConnectError, CONNECT),
        (errors.ConnectTimeout, CONNECT),
        (errors.TlsError, CONNECT),
        (errors.ForeignProtocol, CONNECT),
        (errors.AssociationRejected, REFUSED),
        (errors.NoAcceptedContext, REFUSED),
        (errors.IncompleteList, INCOMPLETE),
        (errors.StatusError, STATUS),
        (errors.DataError, INCOMPLETE),
        (errors.TotalTimeout, INCOMPLETE),
    )
    return next((code for kind, code in rows if isinstance(error, kind)), BROKEN)


def code_of_outcome(outcome: Outcome) -> int:
    """Return the exit code of a query: what the user's own `--limit` or `--cancel` ended is a success."""
    if outcome.is_limited:
        return SUCCESS
    if outcome.error is not None:
        return code_of(outcome.error)
    if outcome.status is None:
        return BROKEN
    is_asked_for = outcome.status.category == "cancel" and outcome.was_cancelled
    return SUCCESS if is_asked_for or outcome.status.category == "success" else INCOMPLETE
